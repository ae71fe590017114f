use std::sync::Mutex;

use serde_json::json;

use super::*;

fn assemble(pieces: &[Value]) -> Result<Answer, Fault> {
    let mut assembly = Assembly::default();
    for piece in pieces {
        assembly.add(piece.to_string().as_bytes(), &|_| {})?;
    }
    assembly.finish("asked", 3_000)
}

fn delta(delta: Value) -> Value {
    json!({ "id": "chatcmpl-1", "model": "m-1", "choices": [{ "index": 0, "delta": delta }] })
}

fn end(reason: &str) -> Value {
    json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] })
}

fn calls(pieces: &[Value]) -> Vec<(String, String, String)> {
    let tools = |it: &Value| delta(json!({ "tool_calls": it }));
    let mut pieces: Vec<_> = pieces.iter().map(tools).collect();
    pieces.push(end("tool_calls"));
    let calls = assemble(&pieces).unwrap().calls.into_iter();
    calls.map(|it| (it.id, it.name, it.arguments)).collect()
}

fn call(id: &str, name: &str, arguments: &str) -> (String, String, String) {
    (id.to_owned(), name.to_owned(), arguments.to_owned())
}

#[test]
fn text_is_told_as_it_comes_and_kept_whole() {
    let heard = Mutex::new(Vec::new());
    let hear = |text: &str| heard.lock().unwrap().push(text.to_owned());
    let mut assembly = Assembly::default();
    for piece in [
        delta(json!({ "role": "assistant", "content": "" })),
        delta(json!({ "content": "Olá" })),
        delta(json!({ "content": [{ "type": "text", "text": ", Ana" }] })),
        delta(json!({ "content": null, "refusal": "!" })),
        end("stop"),
    ] {
        assembly.add(piece.to_string().as_bytes(), &hear).unwrap();
    }
    let answer = assembly.finish("asked", 3).unwrap();
    assert_eq!(answer.text, "Olá, Ana!");
    assert_eq!(answer.model, "m-1");
    assert_eq!(*heard.lock().unwrap(), ["Olá", ", Ana", "!"]);
}

#[test]
fn pieces_of_calls_are_put_together_by_their_index() {
    let found = calls(&[
        json!([{ "index": 0, "id": "a", "type": "function", "function": { "name": "one", "arguments": "" } }]),
        json!([{ "index": 1, "id": "b", "type": "function", "function": { "name": "two", "arguments": "" } }]),
        json!([{ "index": 0, "function": { "arguments": "{\"x\"" } }, { "index": 1, "function": { "arguments": "{" } }]),
        json!([{ "index": 0, "id": "a", "function": { "name": "one", "arguments": ":1}" } }]),
        json!([{ "index": 1, "function": { "arguments": "}" } }]),
    ]);
    assert_eq!(
        found,
        [call("a", "one", r#"{"x":1}"#), call("b", "two", "{}")]
    );
}

#[test]
fn calls_without_an_index_or_with_the_same_one_are_kept_apart() {
    let whole = |index: Value, id: &str| json!([{ "index": index, "id": id, "function": { "name": "it", "arguments": { "n": 1 } } }]);
    let expected = [call("a", "it", r#"{"n":1}"#), call("b", "it", r#"{"n":1}"#)];
    assert_eq!(
        calls(&[whole(json!(0), "a"), whole(json!(0), "b")]),
        expected
    );
    assert_eq!(
        calls(&[whole(Value::Null, "a"), whole(Value::Null, "b")]),
        expected
    );
    let nameless = calls(&[
        json!([{ "function": { "name": "it" } }]),
        json!([{ "function": { "arguments": "{}" } }]),
        json!([{ "function": { "name": "it" } }]),
    ]);
    let expected = [
        call("call_chatcmpl-1_0", "it", "{}"),
        call("call_chatcmpl-1_1", "it", "{}"),
    ];
    assert_eq!(nameless, expected, "an id is made for a call that has none");
}

#[test]
fn a_whole_answer_is_read_like_a_stream() {
    let whole = json!({
        "id": "x", "model": "m", "object": "chat.completion",
        "choices": [{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": "Hi." } }],
        "usage": { "prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11 },
    });
    let answer = assemble(&[whole]).unwrap();
    assert_eq!((answer.text.as_str(), answer.finish), ("Hi.", Finish::Stop));
    assert_eq!(
        answer.usage,
        Usage {
            input: 9,
            cached: 0,
            output: 2
        }
    );
}

#[test]
fn usage_is_what_was_counted_last_and_never_nothing() {
    let with = |usage: Value| {
        let mut last = end("stop");
        last.as_object_mut()
            .unwrap()
            .insert("usage".to_owned(), usage);
        let first = json!({ "usage": { "prompt_tokens": 1, "completion_tokens": 1 } });
        assemble(&[first, delta(json!({ "content": "123456" })), last])
            .unwrap()
            .usage
    };
    let counted = with(json!({
        "prompt_tokens": 40, "completion_tokens": 7, "total_tokens": 47,
        "prompt_tokens_details": { "cached_tokens": 30 },
    }));
    assert_eq!(
        counted,
        Usage {
            input: 40,
            cached: 30,
            output: 7
        }
    );
    let thought = with(json!({ "prompt_tokens": 40, "completion_tokens": 7, "total_tokens": 147 }));
    assert_eq!(thought.output, 107);
    let cache =
        with(json!({ "prompt_tokens": 40, "completion_tokens": 7, "prompt_cache_hit_tokens": 99 }));
    assert_eq!(cache.cached, 40);
    let estimated = Usage {
        input: 1_000,
        cached: 0,
        output: 2,
    };
    assert_eq!(
        with(json!({ "prompt_tokens": 0, "completion_tokens": 0 })),
        estimated
    );
    let uncounted = assemble(&[delta(json!({ "content": "123456" })), end("stop")]);
    assert_eq!(uncounted.unwrap().usage, estimated);
}

#[test]
fn the_end_is_read_in_every_spelling() {
    let ended = |reason| assemble(&[delta(json!({ "content": "x" })), end(reason)]);
    for (reason, finish) in [
        ("stop", Finish::Stop),
        ("STOP", Finish::Stop),
        ("eos", Finish::Stop),
        ("length", Finish::Length),
        ("MAX_TOKENS", Finish::Length),
        ("content_filter", Finish::Filtered),
    ] {
        assert_eq!(ended(reason).unwrap().finish, finish);
    }
    assert!(matches!(ended("error"), Err(Fault::Cut)));
}

#[test]
fn an_answer_that_is_none_is_an_error() {
    assert!(matches!(assemble(&[]), Err(Fault::Cut)));
    assert!(matches!(
        assemble(&[delta(json!({ "content": "half" }))]),
        Err(Fault::Cut)
    ));
    assert!(matches!(assemble(&[end("stop")]), Err(Fault::Nonsense(_))));
    assert!(matches!(assemble(&[json!([1])]), Err(Fault::Nonsense(_))));
    let thinking_took_all = assemble(&[end("length")]).unwrap();
    assert_eq!(thinking_took_all.finish, Finish::Length);
    let refused = assemble(&[json!({ "error": { "message": "Busy.", "code": 429 } })]);
    assert!(matches!(refused, Err(Fault::Refused { status: 429, .. })));
}

#[test]
fn an_answer_without_end_is_refused() {
    let piece = delta(json!({ "content": "x".repeat(1 << 20) }));
    assert!(matches!(assemble(&vec![piece; 5]), Err(Fault::Nonsense(_))));
}
