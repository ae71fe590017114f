//! Who is let in, and what the door says to everything else.

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::json;

use crate::house::{ANA, House, KIM};

#[tokio::test]
async fn nobody_comes_in_without_a_token() {
    let house = House::without_engine().await;
    let request = Request::get("/v1/approvals").header(header::ACCEPT_LANGUAGE, "pt-BR,en;q=0.5");
    let answer = house.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.problem(), (401, "unauthorised"));
    assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
    assert_eq!(answer.body["title"], "Quem é você?");

    let answer = house.get("firma_nobody", "/v1/approvals").await;
    assert_eq!(answer.problem(), (401, "unauthorised"));
    assert_eq!(answer.body["title"], "Who are you?");
    assert_eq!(house.get(ANA, "/v1/approvals").await.status, 200);
}

#[tokio::test]
async fn problems_are_told_in_the_callers_own_language() {
    let house = House::without_engine().await;
    let nowhere = "/v1/turns/not-an-id";
    assert_eq!(
        house.get(ANA, nowhere).await.body["title"],
        "Essa tarefa não existe."
    );
    assert_eq!(
        house.get(KIM, nowhere).await.body["title"],
        "There is no such turn."
    );
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let house = House::without_engine().await;
    assert_eq!(house.get(ANA, "/v2").await.problem(), (404, "no-such-path"));
    assert_eq!(
        house.get(ANA, "/v1/messages").await.problem(),
        (405, "no-such-method")
    );
    let turn = "/v1/turns/01990000-0000-7000-8000-000000000000";
    assert_eq!(house.get(ANA, turn).await.problem(), (404, "no-such-turn"));
}

#[tokio::test]
async fn bodies_that_make_no_sense_are_refused() {
    let house = House::without_engine().await;
    let unknown = json!({ "text": "hello", "txet": 1 });
    let answer = house.message(&unknown, &[]).await;
    assert_eq!(answer.problem(), (400, "bad-body"));
    assert!(answer.body["detail"].as_str().unwrap().contains("txet"));
    // In our words, and in hers.
    for (body, detail) in [
        (json!([]), "Deve ser um objeto JSON."),
        (json!({}), "Falta o campo \"text\"."),
        (json!({ "text": 5 }), "O campo \"text\" deve ser um texto."),
        (unknown, "Não há um campo \"txet\"; há: conversation, text."),
    ] {
        let answer = house.message(&body, &[]).await;
        assert_eq!(answer.problem(), (400, "bad-body"));
        let way_out = "GET /docs mostra o que este caminho aceita.";
        assert_eq!(answer.body["detail"], format!("{detail} {way_out}"));
    }
    for (query, detail) in [
        ("limit=x", "The parameter \"limit\" must be a whole number."),
        (
            "state=x",
            "The parameter \"state\" takes one of: open, done, failed, cancelled, quarantined.",
        ),
        (
            "statee=x",
            "There is no parameter \"statee\"; there are: state, limit, cursor.",
        ),
    ] {
        let answer = house.get(KIM, &format!("/v1/flows?{query}")).await;
        assert_eq!(answer.problem(), (422, "bad-query"));
        let way_out = "GET /docs shows what this path takes.";
        assert_eq!(answer.body["detail"], format!("{detail} {way_out}"));
    }
    let request =
        Request::post("/v1/messages").header(header::AUTHORIZATION, format!("Bearer {ANA}"));
    let answer = house.send(request.body(Body::from("hello")).unwrap()).await;
    assert_eq!(answer.problem(), (415, "not-json"));
    for name in ["", " ", "a\nb", &"x".repeat(201)] {
        let body = json!({ "conversation": name, "text": "hello" });
        assert_eq!(
            house.message(&body, &[]).await.problem(),
            (422, "bad-conversation")
        );
    }
    let long = "k".repeat(201);
    for key in [" ", long.as_str()] {
        let answer = house
            .message(&json!({ "text": "hello" }), &[("idempotency-key", key)])
            .await;
        assert_eq!(answer.problem(), (400, "bad-idempotency-key"));
    }
}

#[tokio::test]
async fn health_tells_a_process_that_lives_from_one_that_can_work() {
    let house = House::without_engine().await;
    assert_eq!(house.get("", "/health/live").await.status, 200);
    let ready = house.get("", "/health/ready").await;
    assert_eq!(
        (ready.status.as_u16(), &ready.body["status"]),
        (200, &json!("ready"))
    );
    house.stop.cancel();
    let ready = house.get("", "/health/ready").await;
    assert_eq!(
        (ready.status.as_u16(), &ready.body["status"]),
        (503, &json!("stopping"))
    );
    assert_eq!(house.get("", "/health/live").await.status, 200);
}
