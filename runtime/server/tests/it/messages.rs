//! Messages come in, each once, and their turns can be seen.

use std::sync::atomic::Ordering;

use axum::http::Request;
use domain::ids::TurnId;
use serde_json::{Value, json};

use crate::house::{ANA, House, KIM};

fn text(text: &str) -> Value {
    json!({ "text": text })
}

#[tokio::test]
async fn a_message_is_taken_in_at_once_and_its_turn_can_be_seen() {
    let house = House::without_engine().await;
    let answer = house.message(&text("quais leads temos?"), &[]).await;
    assert_eq!(answer.status, 202);
    assert_eq!(house.woken.load(Ordering::Relaxed), 1);
    let location = answer.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(
        location,
        format!("/v1/turns/{}", answer.body["turn"].as_str().unwrap())
    );
    let seen = house.get(ANA, &location).await;
    assert_eq!(seen.status, 200);
    assert_eq!(seen.body, answer.body);
    assert_eq!(seen.body["status"], "running");
    assert_eq!(seen.body["conversation"], "main");
    assert_eq!(seen.body["steps"], json!([]));
    assert_eq!(seen.body["cost"], json!({ "micros": 0, "currency": "BRL" }));
    assert_eq!(
        house.get(KIM, &location).await.problem(),
        (404, "no-such-turn")
    );
}

/// What `README.md` says to send, sent as it stands there.
#[tokio::test]
async fn the_request_of_the_readme_is_taken_in() {
    let readme = include_str!("../../../../README.md");
    let (_, shown) = readme.split_once("curl -s http://127.0.0.1:8080").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let (path, _) = shown.split_once(' ').unwrap();
    let quoted: Vec<&str> = shown.split('\'').skip(1).step_by(2).collect();
    let (body, headers) = quoted.split_last().unwrap();
    let mut request = Request::post(path).header("authorization", format!("Bearer {ANA}"));
    for header in headers {
        let (name, value) = header.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    let house = House::at_work().await;
    let answer = house.send(request.body((*body).into()).unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.body["status"], "answered");
    assert_eq!(answer.body["conversation"], "desk");
    house.close().await;
}

#[tokio::test]
async fn the_same_key_is_the_same_message() {
    let house = House::without_engine().await;
    let key = [("idempotency-key", "order-1")];
    let first = house.message(&text("hello"), &key).await;
    let again = house.message(&text("hello"), &key).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (202, 202));
    assert_eq!(first.body["turn"], again.body["turn"]);
    let other = house.message(&text("good-bye"), &key).await;
    assert_eq!(other.problem(), (409, "idempotency-key-reused"));
    let elsewhere = json!({ "text": "hello", "conversation": "another" });
    let other = house.message(&elsewhere, &key).await;
    assert_eq!(other.problem(), (409, "idempotency-key-reused"));
    // Another person's keys are her own.
    let kims = house
        .post(KIM, "/v1/messages", &text("good-bye"), &key)
        .await;
    assert_eq!(kims.status, 202);
    assert_ne!(kims.body["turn"], first.body["turn"]);
}

#[tokio::test]
async fn a_turn_belongs_to_its_callers_trace_if_there_is_one() {
    let house = House::without_engine().await;
    let callers = (
        "traceparent",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    );
    let broken = (
        "traceparent",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    );
    for headers in [vec![callers], vec![broken], vec![callers; 2], vec![]] {
        let answer = house.message(&text("hello"), &headers).await;
        assert_eq!(answer.status, 202, "{headers:?}");
        let turn: TurnId = answer.body["turn"].as_str().unwrap().parse().unwrap();
        let expected = match headers[..] {
            [one] if one == callers => callers.1.to_owned(),
            _ => turn.traceparent(),
        };
        let traces = house.traces_of(turn).await;
        assert_eq!(traces, [expected.clone(), expected], "{headers:?}");
    }
}

#[tokio::test]
async fn without_a_key_each_message_is_its_own() {
    let house = House::without_engine().await;
    let first = house.message(&text("hello"), &[]).await;
    let second = house.message(&text("hello"), &[]).await;
    assert_ne!(first.body["turn"], second.body["turn"]);
}

#[tokio::test]
async fn messages_of_every_size_get_an_honest_answer() {
    let house = House::without_engine().await;
    for empty in ["", "  \n", "\u{0}\u{7}\u{1b}"] {
        let answer = house.message(&text(empty), &[]).await;
        assert_eq!(answer.problem(), (422, "message-empty"), "{empty:?}");
    }
    let fine = house.message(&text(&"á".repeat(50_000)), &[]).await;
    assert_eq!(fine.status, 202);
    let control = house.message(&text("a\u{0}b\u{1b}[2Jc"), &[]).await;
    assert_eq!(control.status, 202);
    // Every character of it is escaped in the body, and it still fits.
    let escaped = house.message(&text(&"\u{1}a".repeat(100_000)), &[]).await;
    assert_eq!(escaped.status, 202);
    for size in [300_000, 3_000_000] {
        let long = house.message(&text(&"x".repeat(size)), &[]).await;
        assert_eq!(long.problem(), (413, "message-too-long"), "{size}");
    }
}

#[tokio::test]
async fn whoever_waits_gets_the_turn_when_it_is_finished() {
    let house = House::at_work().await;
    let wait = [("prefer", "wait=60")];
    let made = text("Novo lead: Ana, ana@example.com, quer o plano Pro");
    let answer = house.message(&made, &wait).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    assert_eq!(answer.headers["preference-applied"], "wait=60");
    assert_eq!(answer.body["status"], "answered", "{:?}", answer.body);
    let steps = answer.body["steps"].as_array().unwrap();
    let kinds: Vec<_> = steps.iter().map(|it| (&it["kind"], &it["name"])).collect();
    assert!(
        kinds.contains(&(&json!("delegate"), &json!("sales"))),
        "{kinds:?}"
    );
    assert!(
        kinds.contains(&(&json!("tool"), &json!("create_lead"))),
        "{kinds:?}"
    );
    let again = house.message(&text("quais leads temos?"), &wait).await;
    let said = again.body["answer"].as_str().unwrap();
    assert!(said.contains("Ana") && said.contains('|'), "{said}");
    house.close().await;
}

#[tokio::test]
async fn a_server_that_stops_answers_whoever_waits() {
    let house = House::without_engine().await;
    house.stop.cancel();
    let answer = house
        .message(&text("hello"), &[("prefer", "wait=60")])
        .await;
    assert_eq!(answer.status, 202);
    assert_eq!(answer.body["status"], "running");
}
