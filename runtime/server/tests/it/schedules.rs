//! `/v1/schedules`, and what the door says of those that there cannot be.

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};

use crate::house::{ANA, Answer, House, KIM};

async fn put(house: &House, token: &str, path: &str, body: &Value) -> Answer {
    let request = Request::put(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    let body = Body::from(body.to_string());
    house.send(request.body(body).unwrap()).await
}

fn draft() -> Value {
    json!({ "workflow": "report", "rule": "30 9 * * mon-fri" })
}

#[tokio::test]
async fn a_schedule_is_made_changed_paused_and_taken_away() {
    let house = House::without_engine().await;
    let path = "/v1/schedules/morning";
    let made = put(&house, ANA, path, &draft()).await;
    assert_eq!(made.status, 200, "{}", made.text);
    // The newest version, in the company's zone.
    assert_eq!(made.body["version"], 2);
    assert_eq!(made.body["zone"], "America/Sao_Paulo");
    assert_eq!(made.body["catch_up"], "last");
    let mut other = draft();
    other["version"] = json!(1);
    other["zone"] = json!("Europe/Lisbon");
    let changed = put(&house, ANA, path, &other).await;
    assert_eq!(changed.body["id"], made.body["id"]);
    assert_eq!(changed.body["zone"], "Europe/Lisbon");

    let act = async |act: &str| {
        house
            .post(ANA, &format!("{path}/{act}"), &json!({}), &[])
            .await
    };
    assert_eq!(act("pause").await.body["paused"], true);
    assert_eq!(act("resume").await.body["paused"], false);
    let run = act("run").await;
    assert_eq!(run.status, 202);
    let run = format!("/v1/flows/{}", run.body["run"].as_str().unwrap());
    assert_eq!(house.get(ANA, &run).await.body["version"], 1);

    let listed = house.get(ANA, "/v1/schedules").await;
    assert_eq!(listed.body[0]["name"], "morning");
    assert_eq!(house.get(KIM, "/v1/schedules").await.body, json!([]));
    let gone = Request::delete(path).header(header::AUTHORIZATION, format!("Bearer {ANA}"));
    let gone = house.send(gone.body(Body::empty()).unwrap()).await;
    assert_eq!(gone.status, 204);
    let again = act("pause").await;
    assert_eq!(again.problem(), (404, "no-such-schedule"));
}

#[tokio::test]
async fn one_that_cannot_be_read_says_so_and_is_not_resumed_before_it_is_set_again() {
    let house = House::without_engine().await;
    let path = "/v1/schedules/morning";
    put(&house, ANA, path, &draft()).await;
    house
        .execute("update schedules set rule = 'each minute', paused = true")
        .await;
    let listed = house.get(ANA, "/v1/schedules").await;
    assert_eq!(listed.body[0]["unreadable"], "rule", "{}", listed.text);
    let resume = format!("{path}/resume");
    let resumed = house.post(ANA, &resume, &json!({}), &[]).await;
    assert_eq!(resumed.problem(), (409, "schedule-unreadable"));
    assert!(resumed.text.contains("A regra dele não pode ser lida"));
    assert_eq!(put(&house, ANA, path, &draft()).await.status, 200);
    let resumed = house.post(ANA, &resume, &json!({}), &[]).await;
    assert_eq!(resumed.body["paused"], false);
    assert_eq!(resumed.body.get("unreadable"), None);
}

#[tokio::test]
async fn a_schedule_that_there_cannot_be_is_refused_by_field_and_reason() {
    let house = House::without_engine().await;
    for (field, value, code, said) in [
        (
            "workflow",
            json!("reprot"),
            "schedule-workflow",
            "\"reprot\": take one of report",
        ),
        ("version", json!(3), "schedule-version", "take one of 1, 2"),
        (
            "rule",
            json!("30 9 * *"),
            "schedule-fields",
            "4 fields instead of five",
        ),
        (
            "rule",
            json!("30 25 * * *"),
            "schedule-part",
            "hour cannot be \"25\": it takes 0 to 23",
        ),
        (
            "rule",
            json!("0 9 * * fri-mon"),
            "schedule-part",
            "ends before it begins",
        ),
        ("rule", json!("0 9 30 2 *"), "schedule-never", "\"rule\""),
        ("zone", json!("Lisbon"), "schedule-zone", "\"Lisbon\""),
        (
            "input",
            json!("x".repeat(65_536)),
            "schedule-input",
            "64 KiB",
        ),
    ] {
        let mut draft = draft();
        draft[field] = value;
        let refused = put(&house, KIM, "/v1/schedules/morning", &draft).await;
        assert_eq!(refused.problem(), (422, code), "{}", refused.text);
        let detail = refused.body["detail"].as_str().unwrap();
        let plain: String = detail
            .chars()
            .filter(|it| !('\u{2066}'..='\u{2069}').contains(it))
            .collect();
        assert!(plain.contains(said), "{plain}");
        // In the other language too.
        let refused = put(&house, ANA, "/v1/schedules/morning", &draft).await;
        assert_eq!(refused.problem(), (422, code), "{}", refused.text);
    }
    let refused = put(&house, ANA, "/v1/schedules/the%20morning", &draft()).await;
    assert_eq!(refused.problem(), (422, "schedule-name"));
    assert_eq!(house.get(ANA, "/v1/schedules").await.body, json!([]));
}

#[tokio::test]
async fn what_nobody_has_is_shown_where_one_looks_whether_firma_is_well() {
    let house = House::without_engine().await;
    let ready = house.look("/health/ready").await;
    assert_eq!(ready.body, json!({ "status": "ready" }));
    house
        .execute(
            "insert into ready (organisation, flow, due, parked)
            select id, gen_random_uuid(), 'infinity', 'report.v9' from organisations",
        )
        .await;
    let ready = house.look("/health/ready").await;
    assert_eq!(ready.status, 200);
    let parked = json!([{ "version": "report.v9", "runs": 2 }]);
    assert_eq!(ready.body["parked"], parked);
    let figures = house.look("/metrics").await.text;
    assert!(figures.contains("firma_runs_parked 2"), "{figures}");
}
