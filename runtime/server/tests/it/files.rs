//! Files that go with an answer, and what Firma says by itself, at the HTTP door.

use axum::http::header;
use domain::turn::TurnView;
use serde_json::{Value, json};

use crate::house::{ANA, Answer, House, KIM};

/// Asks, and waits for the answer.
async fn ask(house: &House, text: &str) -> Answer {
    let answer = house
        .message(&json!({ "text": text }), &[("prefer", "wait=30")])
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.body["status"], "answered", "{}", answer.text);
    answer
}

#[tokio::test]
async fn a_list_is_exported_and_its_file_is_handed_to_those_alone_who_see_the_turn() {
    let house = House::at_work().await;
    ask(&house, "Novo lead: Ana, ana@example.com, quer o plano Pro").await;
    let early = ask(&house, "exporta em planilha").await;
    let said = early.body["answer"].as_str().unwrap();
    assert!(said.starts_with("Nada foi listado ainda"), "{said}");
    assert_eq!(early.body.get("files"), None);
    ask(&house, "move a Ana para proposta").await;
    ask(&house, "quais leads temos?").await;
    let exported = ask(&house, "exporta em planilha").await;
    let said = exported.body["answer"].as_str().unwrap();
    assert!(said.starts_with("Exportei um lead em leads-"), "{said}");
    let file = &exported.body["files"][0];
    assert_eq!(file["media_type"], "text/csv");
    // The finished turn says the same as the answer that was waited for.
    let turn = format!("/v1/turns/{}", exported.body["turn"].as_str().unwrap());
    assert_eq!(house.get(ANA, &turn).await.body, exported.body);
    let view: TurnView = serde_json::from_value(exported.body.clone()).unwrap();
    assert_eq!(view.files.len(), 1);

    let path = format!("/v1/files/{}", file["attachment"].as_str().unwrap());
    let got = house.get(ANA, &path).await;
    assert_eq!(got.status, 200);
    assert_eq!(got.headers[header::CONTENT_TYPE], "text/csv");
    assert_eq!(got.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let kept_as = got.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    let name = file["name"].as_str().unwrap();
    assert_eq!(kept_as, format!("attachment; filename=\"{name}\""));
    assert!(
        got.text
            .contains("Ana,plano Pro,em proposta,ana@example.com"),
        "{}",
        got.text
    );
    // Sales works on it, support does not.
    let of_sales = house.member("firma_sol", "staff", "{sales}").await;
    let of_support = house.member("firma_davi", "manager", "{support}").await;
    assert_eq!(house.get(of_sales, &path).await.status, 200);
    for (token, path) in [
        (KIM, path.as_str()),
        (of_support, path.as_str()),
        (ANA, "/v1/files/0193c0de-0000-7000-8000-000000000000"),
        (ANA, "/v1/files/not-an-id"),
    ] {
        assert_eq!(
            house.get(token, path).await.problem(),
            (404, "no-such-file")
        );
    }
    house.close().await;
}

#[tokio::test]
async fn a_reminder_that_waits_is_shown_with_its_time() {
    let house = House::at_work().await;
    ask(&house, "Novo lead: João, joao@example.com").await;
    let planned = ask(&house, "me lembra de ligar para o João na sexta").await;
    let said = planned.body["answer"].as_str().unwrap();
    assert!(said.starts_with("Combinado: em "), "{said}");
    let open = house.get(ANA, "/v1/flows?state=open").await;
    let runs = open.body.as_array().unwrap();
    assert_eq!(runs.len(), 1, "{}", open.text);
    assert_eq!(
        (&runs[0]["workflow"], &runs[0]["about"]),
        (&json!("follow_up"), &json!("João"))
    );
    house.close().await;
}

#[tokio::test]
async fn what_firma_says_by_itself_is_read_in_its_conversation() {
    let house = House::without_engine().await;
    let asked = house.message(&json!({ "text": "oi" }), &[]).await;
    assert_eq!(house.get(ANA, "/v1/notices").await.body, json!([]));
    let (company, turn) = (house.ana.organisation, asked.body["turn"].as_str().unwrap());
    let parts = json!([{ "kind": "text", "text": "Lembrete: fale com Ana." }]);
    house
        .execute(&format!(
            "insert into messages (organisation, id, conversation, direction, origin, parts, received_at)
            select '{company}', 'ffffffff-0000-7000-8000-000000000000', conversation, 'out', 'system',
                '{parts}', now() from turns where id = '{turn}'"
        ))
        .await;
    let heard = house.get(ANA, "/v1/notices").await;
    assert_eq!(
        heard.body[0]["text"], "Lembrete: fale com Ana.",
        "{}",
        heard.text
    );
    let after = format!(
        "/v1/notices?after={}",
        heard.body[0]["id"].as_str().unwrap()
    );
    for (token, path) in [
        (ANA, after.as_str()),
        (ANA, "/v1/notices?conversation=other"),
        (KIM, "/v1/notices"),
    ] {
        assert_eq!(house.get(token, path).await.body, Value::Array(Vec::new()));
    }
    let bad = house.get(ANA, "/v1/notices?before=1").await;
    assert_eq!(bad.problem(), (422, "bad-query"));
}
