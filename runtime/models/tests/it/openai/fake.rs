//! The fake itself: it must refuse what OpenAI refuses, or the tests above prove nothing.

use std::sync::Arc;

use reqwest::Client;
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use serde_json::{Value, json};
use testkit::openai::{FakeOpenAi, KEY, Reply};

fn client() -> Client {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let client = Client::builder().tls_backend_preconfigured(tls).no_proxy();
    client.build().unwrap()
}

async fn post(fake: &FakeOpenAi, body: &Value) -> Value {
    let post = client().post(format!("{}/chat/completions", fake.base_url()));
    let post = post
        .bearer_auth(KEY)
        .header("content-type", "application/json");
    let response = post.body(body.to_string()).send().await.unwrap();
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

/// A request that is fine but for one field.
async fn assert_refused(cases: impl IntoIterator<Item = (&str, Value, &str)>) {
    let fake = FakeOpenAi::start(|_| Reply::text("Yes.")).await.unwrap();
    let mut good = json!({ "model": "gpt-4.1-mini" });
    good["messages"] = json!([{ "role": "user", "content": "Hi." }]);
    let answer = post(&fake, &good).await;
    assert_eq!(answer["choices"][0]["message"]["content"], "Yes.");
    for (field, value, expected) in cases {
        let mut bad = good.clone();
        bad[field] = value;
        let response = post(&fake, &bad).await;
        let message = response["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(expected), "{bad}: {response}");
    }
}

#[tokio::test]
async fn it_refuses_conversations_without_sense() {
    let user = json!({ "role": "user", "content": "Hi." });
    let function = json!({ "name": "x", "arguments": "" });
    let call = |id: &str| json!({ "id": id, "type": "function", "function": function });
    let asked =
        |id: &str| json!({ "role": "assistant", "content": null, "tool_calls": [call(id)] });
    let answered = json!({ "role": "tool", "tool_call_id": "a", "content": "" });
    let silent = json!({ "role": "assistant", "content": null });
    let unanswered = "did not have response messages: a";
    assert_refused([
        ("messages", json!([]), "Invalid 'messages': empty array."),
        (
            "messages",
            json!([{ "role": "boss", "content": "" }]),
            "Invalid value: 'boss'.",
        ),
        ("messages", json!([silent]), "expected a string"),
        ("messages", json!([asked("a"), user]), unanswered),
        ("messages", json!([asked("a")]), unanswered),
        (
            "messages",
            json!([user, answered]),
            "must be a response to a preceeding message",
        ),
        (
            "messages",
            json!([asked("a"), answered, answered]),
            "must be a response",
        ),
        (
            "messages",
            json!([asked(&"x".repeat(41))]),
            "maximum length 40",
        ),
    ])
    .await;
}

#[tokio::test]
async fn it_refuses_settings_that_no_model_has() {
    assert_refused([
        ("model", json!("gpt-0"), "does not exist"),
        (
            "stop_words",
            json!(1),
            "Unrecognized request argument supplied: stop_words",
        ),
        (
            "stream_options",
            json!({}),
            "only allowed when 'stream' is enabled",
        ),
        (
            "reasoning_effort",
            json!("none"),
            "Unrecognized request argument",
        ),
        ("max_tokens", json!(1), "'max_tokens' is not supported"),
        (
            "max_completion_tokens",
            json!(0),
            "integer below minimum value",
        ),
    ])
    .await;
}

#[tokio::test]
async fn it_refuses_tools_that_strict_mode_cannot_take() {
    let tool = |function: Value| json!([{ "type": "function", "function": function }]);
    let strict = |parameters: Value| {
        let function = json!({ "name": "x", "strict": true, "parameters": parameters });
        ("tools", tool(function))
    };
    let object = |properties: Value, required: Value| {
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    };
    let text = json!({ "type": "string" });
    let described = json!({ "$ref": "#", "description": "Itself." });
    let one = json!({ "type": "string", "oneOf": [] });
    let cases = [
        (("tools", json!([])), "Invalid 'tools': empty array."),
        (
            ("tools", tool(json!({ "name": "a b" }))),
            "string does not match pattern",
        ),
        (
            strict(json!({ "type": "string" })),
            "must be a JSON Schema of 'type: \"object\"'",
        ),
        (
            strict(json!({ "type": "object" })),
            "'additionalProperties' is required",
        ),
        (
            strict(object(json!({ "a": text }), json!([]))),
            "Missing 'a'.",
        ),
        (
            strict(object(json!({ "a": {} }), json!(["a"]))),
            "must have a 'type' key",
        ),
        (
            strict(object(json!({ "a": described }), json!(["a"]))),
            "$ref cannot have keywords",
        ),
        (
            strict(object(json!({ "a": one }), json!(["a"]))),
            "'oneOf' is not permitted",
        ),
    ];
    assert_refused(cases.map(|((field, value), expected)| (field, value, expected))).await;
}

#[tokio::test]
async fn it_lists_its_models_to_those_who_have_the_key() {
    let fake = FakeOpenAi::start(|_| Reply::text("Yes.")).await.unwrap();
    let get = || client().get(format!("{}/models", fake.base_url()));
    let denied = get().send().await.unwrap();
    assert_eq!(denied.status(), 401);
    let listed = get()
        .bearer_auth(KEY)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let listed: Value = serde_json::from_slice(&listed).unwrap();
    let names: Vec<_> = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["id"])
        .collect();
    assert_eq!(names, ["gpt-6-sol", "gpt-6-luna", "gpt-4.1-mini"]);
}
