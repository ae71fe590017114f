//! The client against a strict fake of the provider, over real sockets.

mod fake;

use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    language::Language,
    message::Origin,
    model::{
        Answer, Finish, Item, Model, ModelError, Request, Tab, ToolCall, ToolCard, ToolResult,
    },
    words::Reader,
};
use models::{
    defaults::OPENAI,
    openai::{Fault, Key, LONGEST_WAIT, OpenAi, Presence, Settings, Unusable},
};
use serde_json::{Value, json};
use testkit::{
    openai::{Call, ChatRequest, FakeOpenAi, KEY, Reply, Way, departments},
    site::FakeSite,
};

const SHORT: Duration = Duration::from_millis(250);

fn settings(fake: &FakeOpenAi) -> Settings {
    Settings::new("openai", fake.base_url(), Some(Key::new(KEY)))
}

fn request(text: &str) -> Request {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "CreateLead",
        "type": "object",
        "properties": {
            "name": { "type": "string" },
            "email": { "type": ["string", "null"], "format": "email" },
            "stage": { "$ref": "#/$defs/Stage", "description": "How far it is." },
        },
        "required": ["name"],
        "additionalProperties": false,
        "$defs": { "Stage": { "type": "string", "enum": ["new", "won"] } },
    });
    Request {
        model: OPENAI.fast.to_owned(),
        system: "You are the sales department.".to_owned(),
        items: vec![Item::User {
            text: text.to_owned(),
            origin: Origin::Owner,
        }],
        tools: Arc::new([ToolCard {
            name: "create_lead".to_owned(),
            description: "Makes a lead.".to_owned(),
            schema,
        }]),
        max_tokens: 500,
        tab: Tab::default(),
        reader: Reader {
            language: Language::En,
            zone: chrono_tz::UTC,
        },
    }
}

/// Starts a fake with a script, changes the settings, asks once, and gives back what was heard.
async fn ask_with(
    change: impl FnOnce(&mut Settings),
    script: impl Fn(&ChatRequest) -> Reply + Send + Sync + 'static,
) -> (Result<Answer, ModelError>, String) {
    let fake = FakeOpenAi::start(script).await.unwrap();
    let mut settings = settings(&fake);
    change(&mut settings);
    let model = OpenAi::new(settings).unwrap();
    let heard = Mutex::new(String::new());
    let hear = |text: &str| heard.lock().unwrap().push_str(text);
    let answer = model.complete(&request("Hello?"), &hear).await;
    (answer, heard.into_inner().unwrap())
}

async fn ask(reply: Reply) -> (Result<Answer, ModelError>, String) {
    ask_with(|_| {}, move |_| reply.clone()).await
}

async fn fail(reply: Reply) -> ModelError {
    ask(reply).await.0.unwrap_err()
}

/// An error with all that lies behind it, as a log would show it.
fn chain(error: &ModelError) -> String {
    let mut text = format!("{error:?} {error}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(" {error:?} {error}"));
        source = error.source();
    }
    text
}

fn limit(status: u16, code: &str) -> Reply {
    Reply::error(status, "requests", code, "Slow down.")
}

#[tokio::test]
async fn a_model_that_is_not_listed_is_missing_and_a_key_that_is_not_taken_is_refused() {
    let fake = FakeOpenAi::start(|_| Reply::text("")).await.unwrap();
    let provider = OpenAi::new(settings(&fake)).unwrap();
    let there = provider.look(OPENAI.smart).await.unwrap();
    assert_eq!(there, Presence::There);
    let missing = provider.look("gpt-0").await.unwrap();
    assert_eq!(missing, Presence::Missing);
    let other = Some(Key::new("sk-other-0123456789"));
    let stranger = Settings::new("openai", fake.base_url(), other);
    let refused = OpenAi::new(stranger).unwrap().look(OPENAI.smart).await;
    let fault = refused.unwrap_err();
    assert!(
        matches!(&fault, Fault::Refused { status: 401, message, .. } if !message.contains("sk-other")),
        "{fault}"
    );
}

#[tokio::test]
async fn a_list_that_is_open_to_everybody_does_not_speak_for_the_key() {
    let site = FakeSite::start().await.unwrap();
    let list = json!({ "data": [{ "id": "x/y" }] });
    site.answers("GET /v1/models", 200, &list);
    let error = json!({ "error": { "message": "no such key" } });
    site.answers("POST /v1/chat/completions", 401, &error);
    let settings = |key| Settings::new("other", &format!("{}/v1", site.base()), key);
    let look = async |key| OpenAi::new(settings(key)).unwrap().look("x/y").await;
    let refused = look(Some(Key::new(KEY))).await;
    assert!(matches!(refused, Err(Fault::Refused { status: 401, .. })));
    assert_eq!(look(None).await.unwrap(), Presence::There);
}

#[tokio::test]
async fn who_lists_no_models_is_known_by_its_chat() {
    let site = FakeSite::start().await.unwrap();
    let provider = Settings::new("other", &format!("{}/v1", site.base()), None);
    let provider = OpenAi::new(provider).unwrap();
    let none = json!({ "error": { "message": "not found" } });
    site.answers("GET /v1/models", 404, &none);
    site.answers("POST /v1/chat/completions", 404, &none);
    let nowhere = provider.look("x").await;
    assert!(matches!(nowhere, Err(Fault::Refused { status: 404, .. })));
    site.answers("POST /v1/chat/completions", 400, &none);
    assert_eq!(provider.look("x").await.unwrap(), Presence::Untold);
}

#[tokio::test]
async fn an_answer_streams_and_says_what_it_took() {
    let (answer, heard) = ask(Reply::text("Good morning, Ana.")).await;
    let answer = answer.unwrap();
    assert_eq!(answer.text, "Good morning, Ana.");
    assert_eq!(heard, answer.text);
    assert_eq!(answer.finish, Finish::Stop);
    assert_eq!(answer.model, OPENAI.fast);
    assert!(answer.usage.input > 0 && answer.usage.output > 0);
}

#[tokio::test]
async fn a_whole_conversation_is_one_that_the_provider_takes() {
    let fake = FakeOpenAi::start(departments).await.unwrap();
    let model = OpenAi::new(settings(&fake)).unwrap();
    let mut request = request("Novo lead: Ana, ana@example.com, quer o plano Pro");
    let answer = model.complete(&request, &|_| {}).await.unwrap();
    let [call] = answer.calls.as_slice() else {
        panic!("{answer:?}");
    };
    let arguments: Value = serde_json::from_str(&call.arguments).unwrap();
    let expected = json!({ "name": "Ana", "email": "ana@example.com", "stage": null });
    assert_eq!(arguments, expected);
    let odd = ToolCall {
        id: "x".repeat(200),
        name: "no such tool!".to_owned(),
        arguments: "{".to_owned(),
    };
    let answered = |call: &ToolCall, result| Item::Tool {
        call: call.id.clone(),
        name: call.name.clone(),
        result,
    };
    request.items.extend([
        Item::Assistant {
            text: answer.text.clone(),
            calls: vec![call.clone(), odd.clone()],
        },
        answered(
            call,
            ToolResult::Done {
                output: json!({ "lead": 1 }),
            },
        ),
        answered(
            &odd,
            ToolResult::Failed {
                reason: "There is no such tool.".to_owned(),
            },
        ),
        Item::Assistant {
            text: String::new(),
            calls: Vec::new(),
        },
        Item::User {
            text: "And?".to_owned(),
            origin: Origin::Customer,
        },
    ]);
    let answer = model.complete(&request, &|_| {}).await.unwrap();
    assert_eq!(answer.calls.len(), 1, "{answer:?}");
}

#[tokio::test]
async fn a_model_that_reasons_is_told_not_to_once_and_remembered() {
    let fake = FakeOpenAi::start(|_| Reply::text("Yes.")).await.unwrap();
    let model = OpenAi::new(settings(&fake)).unwrap();
    for _ in 0..2 {
        model.complete(&request("Hello?"), &|_| {}).await.unwrap();
    }
    let efforts: Vec<_> = fake
        .requests()
        .iter()
        .map(|it| it["reasoning_effort"].clone())
        .collect();
    assert_eq!(efforts, [Value::Null, json!("none"), json!("none")]);
}

#[tokio::test]
async fn each_request_is_also_one_of_the_published_types() {
    let fake = FakeOpenAi::start(departments).await.unwrap();
    let model = OpenAi::new(settings(&fake)).unwrap();
    model
        .complete(&request("New lead: Ana"), &|_| {})
        .await
        .unwrap();
    for body in fake.requests() {
        let typed: async_openai::types::chat::CreateChatCompletionRequest =
            serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(typed).unwrap(), body);
    }
}

#[tokio::test]
async fn text_cut_at_every_byte_arrives_whole() {
    let text = "Привет, мир! 👋🏽 Olá, coração — ação 日本語 👩‍👩‍👧‍👦.";
    let (answer, heard) = ask(Reply::text(text).way(Way::EachByte)).await;
    assert_eq!(answer.unwrap().text, text);
    assert_eq!(heard, text);
}

#[tokio::test]
async fn calls_cut_at_every_byte_arrive_whole() {
    let call = |name: &str, arguments: &str| Call {
        name: name.to_owned(),
        arguments: arguments.to_owned(),
    };
    let calls = vec![
        call(
            "create_lead",
            r#"{"name":"Зоя 👋🏽","email":null,"stage":null}"#,
        ),
        call("unknown_tool", "{\"not\": json"),
        call("create_lead", ""),
    ];
    let (answer, heard) = ask(Reply::calls(calls.clone()).way(Way::EachByte)).await;
    let answer = answer.unwrap();
    let found: Vec<_> = answer
        .calls
        .iter()
        .map(|it| (&*it.name, &*it.arguments))
        .collect();
    assert_eq!(found[0], ("create_lead", &*calls[0].arguments));
    assert_eq!(
        found[1],
        ("unknown_tool", "{\"not\": json"),
        "the caller judges arguments"
    );
    assert_eq!(found[2], ("create_lead", "{}"));
    let ids: std::collections::BTreeSet<_> = answer.calls.iter().map(|it| &it.id).collect();
    assert_eq!((ids.len(), heard.as_str()), (3, ""));
}

#[tokio::test]
async fn what_was_begun_and_cut_stays_on_the_tab() {
    let words = "What was said before the connection broke is billed.";
    let whole = Reply::text(words).uncounted();
    // A server that counts nothing: what is sent is estimated the same, whatever comes.
    let uncounted = whole.clone();
    let answer = ask_with(|_| {}, move |_| uncounted.clone()).await.0;
    let sent = answer.unwrap().usage.input;
    for (reply, is_counted) in [
        (Reply::text(words).way(Way::Break(700)), false),
        (whole.clone().way(Way::End(700)), false),
        (whole.clone().way(Way::Stall(700)), false),
        (whole.clone().way(Way::Break(0)), false),
        (
            Reply::raw(200, "text/event-stream", "data: nonsense\n\n"),
            false,
        ),
        (Reply::raw(200, "application/json", "nonsense"), false),
        (Reply::text(""), true),
    ] {
        let shown = format!("{reply:?}");
        let fake = FakeOpenAi::start(move |_| reply.clone()).await.unwrap();
        let quick = Settings {
            read_timeout: SHORT,
            ..settings(&fake)
        };
        let model = OpenAi::new(quick).unwrap();
        let heard = Mutex::new(String::new());
        let hear = |text: &str| heard.lock().unwrap().push_str(text);
        let request = request("Hello?");
        model.complete(&request, &hear).await.unwrap_err();
        let [(by, usage)] = &request.tab.cut()[..] else {
            panic!("{shown}: {:?}", request.tab);
        };
        assert_eq!(
            (by.provider.as_str(), &by.model),
            ("openai", &request.model)
        );
        let came = u64::try_from(heard.into_inner().unwrap().len()).unwrap();
        match is_counted {
            true => assert!(usage.input > 0 && usage.input != sent, "{shown}: {usage:?}"),
            false => assert_eq!(
                (usage.input, usage.output),
                (sent, came.div_ceil(3)),
                "{shown}"
            ),
        }
    }
    // What came whole says itself what it took, and what did nothing took nothing.
    for reply in [
        whole,
        Reply::error(500, "server_error", "", "down"),
        Reply::raw(
            200,
            "text/event-stream",
            "data: {\"error\":{\"message\":\"busy\"}}\n\n",
        ),
    ] {
        let shown = format!("{reply:?}");
        let fake = FakeOpenAi::start(move |_| reply.clone()).await.unwrap();
        let request = request("Hello?");
        let _ = OpenAi::new(settings(&fake))
            .unwrap()
            .complete(&request, &|_| {})
            .await;
        assert_eq!(request.tab.cut(), [], "{shown}");
    }
    // Somebody who waits no more.
    let slow = Reply::text(words).way(Way::Stall(700));
    let fake = FakeOpenAi::start(move |_| slow.clone()).await.unwrap();
    let (request, model) = (request("Hello?"), OpenAi::new(settings(&fake)).unwrap());
    let waited = tokio::time::timeout(SHORT, model.complete(&request, &|_| {})).await;
    assert!(waited.is_err());
    assert_eq!(request.tab.cut().len(), 1);
}

#[tokio::test]
async fn a_slow_but_steady_stream_has_no_limit() {
    let pause = Duration::from_millis(50);
    let reply = Reply::text("All good things take time.").way(Way::Slow(40, pause));
    // The whole comes in more than thirty pieces, and takes longer than any of them may.
    let slow = |it: &mut Settings| it.read_timeout = Duration::from_secs(1);
    let (answer, _) = ask_with(slow, move |_| reply.clone()).await;
    assert_eq!(answer.unwrap().text, "All good things take time.");
}

#[tokio::test]
async fn a_stream_that_falls_silent_is_unavailable() {
    for sent in [0, 700] {
        let reply = Reply::text("It will never be said.").way(Way::Stall(sent));
        let quick = |it: &mut Settings| it.read_timeout = SHORT;
        let (answer, _) = ask_with(quick, move |_| reply.clone()).await;
        let error = answer.unwrap_err();
        assert!(matches!(error, ModelError::Unavailable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_unavailable_wherever_it_does() {
    let whole = Reply::text("Half of it is not an answer.");
    for bytes in [0, 1, 200, 500, 900] {
        for way in [Way::Break(bytes), Way::End(bytes)] {
            let error = fail(whole.clone().way(way)).await;
            assert!(
                matches!(error, ModelError::Unavailable(_)),
                "{way:?}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn an_answer_that_only_lacks_its_usage_counts_and_is_estimated() {
    let (answer, _) = ask(Reply::text("Yes.").uncounted()).await;
    let usage = answer.unwrap().usage;
    assert!(usage.input > 100, "{usage:?}");
    assert_eq!(usage.output, 2);
}

#[tokio::test]
async fn a_status_is_kept_whatever_the_body_looks_like() {
    let html = "<html><head><title>Bad Gateway</title></head></html>";
    let json = r#"{"error":"no"}"#;
    for body in [html, json, "", "{", "[]", "\u{0}\u{1}"] {
        for kind in ["text/html", "application/json", "text/event-stream"] {
            for status in [401, 403, 404, 429, 500, 502, 503] {
                let error = fail(Reply::raw(status, kind, body)).await;
                let fits = match status {
                    401 | 403 => matches!(error, ModelError::Unauthorised(_)),
                    404 => matches!(error, ModelError::Refused(_)),
                    429 => matches!(error, ModelError::RateLimited { .. }),
                    _ => matches!(error, ModelError::Unavailable(_)),
                };
                assert!(fits, "{status} {kind} {body:?}: {error:?}");
                assert!(chain(&error).contains(&status.to_string()));
            }
        }
    }
}

#[tokio::test]
async fn a_request_that_is_too_long_is_refused() {
    let reply = Reply::error(
        400,
        "invalid_request_error",
        "context_length_exceeded",
        "Too long.",
    );
    let error = fail(reply).await;
    assert!(matches!(error, ModelError::Refused(_)));
    assert!(chain(&error).contains("context_length_exceeded"));
}

#[tokio::test]
async fn an_unknown_model_is_refused_in_the_providers_words() {
    let fake = FakeOpenAi::start(|_| Reply::text("Yes.")).await.unwrap();
    let model = OpenAi::new(settings(&fake)).unwrap();
    let mut request = request("Hello?");
    request.model = "gpt-0".to_owned();
    let error = model.complete(&request, &|_| {}).await.unwrap_err();
    assert!(matches!(error, ModelError::Refused(_)));
    assert!(chain(&error).contains("model_not_found"));
}

#[tokio::test]
async fn a_rate_limit_says_when_to_come_back_and_never_too_late() {
    let after = |error| match error {
        ModelError::RateLimited { after, .. } => after,
        other => panic!("{other:?}"),
    };
    let reply = limit(429, "rate_limit_exceeded");
    assert_eq!(after(fail(reply.clone()).await), None);
    let soon = after(fail(reply.clone().header("retry-after", "7")).await);
    assert_eq!(soon, Some(Duration::from_secs(7)));
    let late = after(fail(reply.header("retry-after", "86400")).await);
    assert_eq!(late, Some(LONGEST_WAIT));
    assert_eq!(after(fail(limit(429, "insufficient_quota")).await), None);
}

#[tokio::test]
async fn nothing_is_tried_twice() {
    for status in [429, 500, 503] {
        let fake = FakeOpenAi::start(move |_| limit(status, "busy"))
            .await
            .unwrap();
        let model = OpenAi::new(settings(&fake)).unwrap();
        let mut request = request("Hello?");
        request.tools = Arc::new([]);
        model.complete(&request, &|_| {}).await.unwrap_err();
        assert_eq!(fake.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn what_is_no_answer_is_nonsense() {
    for reply in [
        Reply::text(""),
        Reply::raw(200, "text/event-stream", "data: {\"choices\": [\n\n"),
        Reply::raw(200, "text/event-stream", "data: <html>\n\n"),
        Reply::raw(200, "application/json", "<html>"),
        Reply::raw(200, "application/json", "[]"),
    ] {
        let error = fail(reply).await;
        assert!(matches!(error, ModelError::Nonsense(_)), "{error:?}");
    }
    let page = fail(Reply::raw(200, "text/html", "<html>Log in</html>")).await;
    assert!(
        matches!(page, ModelError::Unavailable(_)),
        "a portal's page ends without an answer"
    );
}

#[tokio::test]
async fn an_answer_in_one_piece_is_read_too() {
    let body = json!({
        "id": "x", "object": "chat.completion", "model": "m",
        "choices": [{ "index": 0, "finish_reason": "stop", "message": { "content": "Hi." } }],
    });
    let (answer, heard) = ask(Reply::raw(200, "application/json", &body.to_string())).await;
    assert_eq!(
        (answer.unwrap().text, heard),
        ("Hi.".to_owned(), "Hi.".to_owned())
    );
}

#[tokio::test]
async fn an_answer_says_how_it_ended() {
    let (answer, _) = ask(Reply::text("Half").finish("length")).await;
    assert_eq!(answer.unwrap().finish, Finish::Length);
    let (answer, _) = ask(Reply::text("").finish("content_filter")).await;
    assert_eq!(answer.unwrap().finish, Finish::Filtered);
}

#[tokio::test]
async fn a_wrong_key_is_told_apart_and_shown_nowhere() {
    let secret = "sk-very-secret-0123456789";
    let wrong = |it: &mut Settings| it.key = Some(Key::new(&format!(" {secret}\n")));
    let (answer, _) = ask_with(wrong, |_| Reply::text("Yes.")).await;
    let error = answer.unwrap_err();
    assert!(matches!(error, ModelError::Unauthorised(_)));
    let shown = chain(&error);
    assert!(
        shown.contains("Incorrect API key provided: [key]."),
        "{shown}"
    );
    assert!(!shown.contains("secret"), "{shown}");
    let settings = Settings::new("openai", "http://127.0.0.1:1/v1", Some(Key::new(secret)));
    let model = OpenAi::new(settings.clone()).unwrap();
    let error = model
        .complete(&request("Hello?"), &|_| {})
        .await
        .unwrap_err();
    let shown = format!("{settings:?} {model:?} {}", chain(&error));
    assert!(!shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn without_a_key_none_is_sent() {
    let none = |it: &mut Settings| it.key = None;
    let (answer, _) = ask_with(none, |_| Reply::text("Yes.")).await;
    let shown = chain(&answer.unwrap_err());
    assert!(shown.contains("You didn't provide an API key"), "{shown}");
}

#[tokio::test]
async fn nobody_there_is_unavailable() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let url = format!("http://name:secret@{address}/v1?key=secret");
    let model = OpenAi::new(Settings::new("openai", &url, None)).unwrap();
    let error = model
        .complete(&request("Hello?"), &|_| {})
        .await
        .unwrap_err();
    assert!(matches!(error, ModelError::Unavailable(_)));
    assert!(!chain(&error).contains("secret"), "an address may hold one");
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_key() {
    let reply = Reply::raw(307, "text/plain", "").header("location", "https://example.com/");
    assert!(matches!(fail(reply).await, ModelError::Refused(_)));
}

#[test]
fn settings_that_cannot_work_are_told_at_once() {
    let new = |url: &str, key: &str| OpenAi::new(Settings::new("openai", url, Some(Key::new(key))));
    for url in ["", "api.openai.com/v1", "ftp://example.com", "http://"] {
        assert!(matches!(new(url, "k"), Err(Unusable::Url { .. })), "{url}");
    }
    let key = new("http://localhost:1/v1/", "line\nbreak");
    assert!(matches!(key, Err(Unusable::Key { .. })));
    new("http://localhost:1/v1/", "k").unwrap();
}
