//! A workflow that a schedule starts, and the call of a tool that it waits for.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};
use tokio::time;

use crate::{
    commands::Desk,
    decisions::with_invoice,
    house::{ANA, Answer, House},
};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A house with an invoice of R$ 480 that is late, whose Finance asks before it looks.
async fn house() -> House {
    with_invoice(House::that_asks_before_it_looks().await, 0).await
}

async fn set(house: &House, input: &Value) -> Answer {
    let draft =
        json!({ "workflow": "overdue_invoices", "rule": "30 9 * * mon-fri", "input": input });
    let request = Request::put("/v1/schedules/morning")
        .header(header::AUTHORIZATION, format!("Bearer {ANA}"))
        .header(header::CONTENT_TYPE, "application/json");
    house
        .send(request.body(Body::from(draft.to_string())).unwrap())
        .await
}

/// What a path answers once it says what a test waits for.
async fn until(house: &House, token: &str, path: &str, is: impl Fn(&Value) -> bool) -> Value {
    let deadline = time::Instant::now() + PATIENCE;
    loop {
        let body = house.get(token, path).await.body;
        if is(&body) {
            return body;
        }
        assert!(time::Instant::now() < deadline, "{path} stays {body:#}");
        time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn an_input_that_the_workflow_does_not_take_is_refused_by_field_and_reason() {
    let house = house().await;
    for (input, field, said) in [
        (
            json!({ "mots": 5 }),
            "input.mots",
            "O processo \"overdue_invoices\" não recebe \"mots\"; recebe: most.",
        ),
        (
            json!({ "most": "five" }),
            "input.most",
            "Para o processo \"overdue_invoices\", \"most\" deve ser um número inteiro.",
        ),
        (
            json!({ "most": -1 }),
            "input.most",
            "O número em \"most\" é grande ou pequeno demais para o processo \"overdue_invoices\".",
        ),
        (
            json!(5),
            "input",
            "O processo \"overdue_invoices\" recebe um objeto JSON em \"input\", ou nada.",
        ),
    ] {
        let refused = set(&house, &input).await;
        assert_eq!(refused.problem(), (422, "schedule-input"));
        assert_eq!(refused.body["field"], field, "{}", refused.text);
        let detail = refused.body["detail"].as_str().unwrap();
        let plain = detail.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "");
        assert_eq!(plain, said);
    }
    house.close().await;
}

#[tokio::test]
async fn a_schedule_starts_a_workflow_whose_call_the_departments_manager_decides() {
    let house = house().await;
    let made = set(&house, &json!({ "most": 5 })).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let started = house
        .post(ANA, "/v1/schedules/morning/run", &json!({}), &[])
        .await;
    let run = started.body["run"].clone();
    let path = format!("/v1/flows/{}", run.as_str().unwrap());

    let finance = house.member("firma_finance", "manager", "{finance}").await;
    let sales = house.member("firma_sales", "manager", "{sales}").await;
    let asked = |it: &Value| it.as_array().is_some_and(|it| !it.is_empty());
    let waiting = until(&house, finance, "/v1/approvals", asked).await;
    let shown = &waiting[0];
    assert_eq!(
        shown["asked_by"],
        json!({ "workflow": "overdue_invoices", "run": run })
    );
    assert_eq!(
        (&shown["department"], &shown["tool"]),
        (&json!("finance"), &json!("list_invoices"))
    );
    // Who may decide sees the run and its call, and whoever may not sees neither.
    let seen = house.get(finance, &path).await.body;
    assert_eq!(seen["waits"][0]["what"], "person");
    assert_eq!(seen["waits"][0]["name"], shown["number"].to_string());
    let turn = shown["turn"].as_str().unwrap();
    for path in [
        &path,
        &format!("/v1/flows/{turn}"),
        &format!("/v1/turns/{turn}"),
    ] {
        assert_eq!(house.get(finance, path).await.status, 200, "{path}");
        assert_eq!(house.get(sales, path).await.status, 404, "{path}");
    }
    let listed = house.get(finance, "/v1/flows").await.body;
    let listed: Vec<&Value> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["id"])
        .collect();
    assert!(listed.contains(&&run), "{listed:?}");

    let decision = format!("/v1/approvals/{}/decision", shown["id"].as_str().unwrap());
    let yes = json!({ "decision": "approve", "digest": shown["digest"] });
    let decided = house.post(finance, &decision, &yes, &[]).await;
    assert_eq!(decided.status, 200, "{}", decided.text);
    let done = until(&house, ANA, &path, |it| it["state"] == "done").await;
    assert_eq!(done["steps"].as_array().unwrap().len(), 4, "{done:#}");
    let told = house.get(ANA, "/v1/notices?conversation=main").await;
    let text = told.body[0]["text"].as_str().unwrap().to_owned();
    assert!(
        text.starts_with("Uma fatura está vencida") && text.contains("Padaria (exemplo)"),
        "{text}"
    );
    house.close().await;
}

#[tokio::test]
async fn a_schedule_is_set_and_started_from_the_command_line() {
    let desk = Desk::new().await;
    desk.run(&["demo", "load"]);
    let set = |input: &'static str| {
        desk.run(&[
            "schedules",
            "set",
            "morning",
            "--workflow",
            "overdue_invoices",
            "--rule",
            "30 9 * * mon-fri",
            "--input",
            input,
        ])
    };
    let refused = set(r#"{"mots": 5}"#);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused
            .notes
            .contains("The workflow \"overdue_invoices\" takes no \"mots\"; it takes: most."),
        "{refused:?}"
    );
    let made = set(r#"{"most": 5}"#);
    assert_eq!(made.code, Some(0), "{made:?}");
    let ran = desk.run(&["schedules", "run", "morning"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.answer.contains("overdue_invoices: done"), "{ran:?}");
}

#[tokio::test]
async fn a_schedule_that_cannot_be_read_says_so_in_the_list() {
    let desk = Desk::new().await;
    desk.run(&["demo", "load"]);
    let flags = [
        "--workflow",
        "overdue_invoices",
        "--rule",
        "30 9 * * mon-fri",
    ];
    for name in ["evening", "morning", "noon"] {
        let set = ["schedules", "set", name];
        desk.run(&[&set[..], &flags[..]].concat());
    }
    desk.execute(
        "update schedules set paused = true, rule = 'each day' where name = 'evening';
        update schedules set zone = 'Mars/Olympus' where name = 'morning'",
    )
    .await;
    let listed = desk.run(&["schedules", "list"]).answer;
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "evening  overdue_invoices.v1: each day (America/New_York), starts nothing: its rule cannot be \
             read. Set it again, then: firma schedules resume evening",
            "morning  overdue_invoices.v1: 30 9 * * mon-fri (Mars/Olympus), starts nothing: its zone cannot \
             be read. Set it again, then: firma schedules resume morning",
        ]
    );
    assert!(lines[2].contains("(America/New_York), next "), "{listed}");
    let resumed = desk.run(&["schedules", "resume", "evening"]);
    assert_eq!(resumed.code, Some(1), "{resumed:?}");
    assert!(
        resumed.notes.contains("its rule cannot be read"),
        "{resumed:?}"
    );
}
