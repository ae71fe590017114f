//! The company of the document's examples: their ids are in it.

use axum::{
    body::Body,
    http::{Request, header, request::Builder},
};
use serde_json::{Value, json};
use server::api::Peer;

use crate::house::{ANA, Answer, House};

const ANSWERED: &str = "019a8c00-0000-7000-8000-000000000001";
const OPEN: &str = "019a8c00-0000-7000-8000-000000000004";
const FAILED: &str = "019a8c00-0000-7000-8000-000000000005";
const MEMBER: &str = "019a8c00-0000-7000-8000-000000000006";
const FILE: &str = "019a8c00-0000-7000-8000-000000000007";

/// A house without an engine, in which the examples are there.
pub(crate) async fn house() -> House {
    let house = House::without_engine().await;
    let taken = house
        .message(&json!({ "text": "Refund invoice 9001" }), &[])
        .await;
    let turn = taken.body["turn"].as_str().unwrap().to_owned();
    for (id, status, lane, state) in [
        (ANSWERED, "answered", "closed", "done"),
        (OPEN, "running", "queued", "open"),
        (FAILED, "failed", "closed", "failed"),
    ] {
        let run = json!({ "id": id, "state": state });
        let turn_row = json!({ "id": id, "status": status, "lane": lane });
        house
            .execute(&format!(
                "insert into runs select (jsonb_populate_record(r, '{run}')).* from runs r
                    where id = '{turn}';
                insert into turns select (jsonb_populate_record(t, '{turn_row}')).* from turns t
                    where id = '{turn}'"
            ))
            .await;
    }
    let ready = json!({ "flow": OPEN });
    house
        .execute(&format!(
            "insert into ready select (jsonb_populate_record(r, '{ready}')).* from ready r
                where flow = '{turn}';
            insert into steps (organisation, flow, generation, path, kind, name, input, state, at)
                select organisation, id, 0, '1', 'call', 'a', '', 'failed', now() from turns
                where id = '{FAILED}';
            update turns set answer = message where id = '{ANSWERED}';
            insert into model_calls (organisation, flow, generation, path, department, provider,
                    model, request, answer, cost, started_at, ms)
                select organisation, id, 0, '1', 'supervisor', 'offline', 'firma-offline', '',
                    '{{}}', 120, now(), 3 from turns where id = '{ANSWERED}';
            insert into ledger (organisation, key, flow, path, tool, effect, digest, state, epoch,
                    attempts, authority, created_at)
                select organisation, '{OPEN}/0/1.1', id, '1.1', 'refund_invoice',
                    'write_at_most_once', sha256('plan'), 'unknown', 1, 1, 48000, now()
                from turns where id = '{OPEN}'"
        ))
        .await;
    house.execute(&requests()).await;
    house.execute(&others(&house)).await;
    let weekly = json!({ "workflow": "report", "rule": "0 8 * * mon" });
    let made = request("PUT", "/v1/schedules/weekly-report")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(weekly.to_string()));
    let made = house.send(made.unwrap()).await;
    assert_eq!(made.status, 200, "{}", made.text);
    house
}

/// What a person is asked: whether something may happen, and whether something did.
fn requests() -> String {
    let plan = r#"{"customer":"Ana","invoice":9001,"minor":48000}"#;
    let asked = |id: u8, path: &str, kind: &str, more: &str| {
        format!(
            "insert into approvals (organisation, id, number, turn, key, department, tool, plan,
                    digest, why_message, why_attribute, role, asked_at, expires_at, kind,
                    wants_reference)
                select organisation, '019a8c00-0000-7000-8000-00000000000{id}', {id}, id,
                    '{OPEN}/0/{path}', 'finance', 'refund_invoice', '{plan}', sha256('{plan}'),
                    'gate', 'why_role', 'manager', now(), {more}
                    , '{kind}', {kind_is_outcome}
                from turns where id = '{OPEN}';",
            kind_is_outcome = kind == "outcome"
        )
    };
    let may = asked(2, "2.1", "permission", "now() + interval '1 hour'");
    let did = asked(3, "1.1", "outcome", "null");
    format!("{may}{did}")
}

/// Somebody who works here, and a file of an answer.
fn others(house: &House) -> String {
    let company = house.ana.organisation;
    format!(
        "insert into persons values ('{MEMBER}', 'Davi', 'pt-BR', 'UTC', now());
        insert into members values ('{company}', '{MEMBER}', 'staff', '{{sales}}', 'pt-BR', 'UTC',
            now());
        insert into attachments (organisation, id, flow, name, media_type, size, bytes, created_at)
            values ('{company}', '{FILE}', '{ANSWERED}', 'leads.csv', 'text/csv', 5, 'name\n', now())"
    )
}

/// A request of the owner, from this machine.
pub(crate) fn request(method: &str, path: &str) -> Builder {
    let peer = Peer(([127, 0, 0, 1], 40_000).into());
    Request::builder()
        .method(method)
        .uri(path)
        .extension(peer)
        .header(header::AUTHORIZATION, format!("Bearer {ANA}"))
}

/// Sends an example of the document.
pub(crate) async fn send(house: &House, method: &str, example: &Value) -> Answer {
    let mut request = request(method, example["path"].as_str().unwrap());
    for (name, value) in example["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    let body = &example["body"];
    let request = match body.is_null() {
        true => request.body(Body::empty()),
        false => request
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string())),
    };
    house.send(request.unwrap()).await
}
