//! Tool calls without a model over HTTP: `/v1/tools/{name}/calls` and `/mcp`, by the caller's rights.

use axum::{
    body::Body,
    http::{
        Request,
        header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST},
    },
};
use serde_json::{Value, json};

use crate::house::{ANA, Answer, House, KIM};

const WAIT: (&str, &str) = ("prefer", "wait=60");

/// What the MCP door answers to a request.
async fn mcp(house: &House, token: &str, method: &str, params: Value) -> Answer {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let request = Request::post("/mcp")
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(HOST, "localhost")
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "application/json, text/event-stream")
        .header("mcp-protocol-version", "2025-06-18")
        .body(Body::from(body.to_string()));
    house.send(request.unwrap()).await
}

/// The names of the tools that somebody is offered there.
async fn offered(house: &House, token: &str) -> Vec<String> {
    let answer = mcp(house, token, "tools/list", json!({})).await;
    let tools = answer.body["result"]["tools"].as_array();
    let tools = tools.unwrap_or_else(|| panic!("{}", answer.text));
    let names = tools.iter().map(|it| it["name"].as_str().unwrap());
    names.map(str::to_owned).collect()
}

fn lead(name: &str) -> Value {
    json!({ "arguments": { "name": name, "email": "ana@example.com" } })
}

#[tokio::test]
async fn what_a_call_listed_the_next_one_exports_and_nobody_elses() {
    let house = House::at_work().await;
    let none = json!({ "arguments": {} });
    house
        .post(ANA, "/v1/tools/create_lead/calls", &lead("Ana"), &[WAIT])
        .await;
    let list = "/v1/tools/find_leads/calls";
    let listed = house.post(ANA, list, &none, &[WAIT]).await;
    assert_eq!(listed.body["outcome"], "done", "{}", listed.text);
    let export = "/v1/tools/export_table/calls";
    let others = house.post(KIM, export, &none, &[WAIT]).await;
    assert_ne!(others.body["outcome"], "done", "{}", others.text);
    let exported = house.post(ANA, export, &none, &[WAIT]).await;
    assert_eq!(exported.body["outcome"], "done", "{}", exported.text);
    let file = "select count(*) from attachments where convert_from(bytes, 'UTF8') like '%Ana%'";
    assert_eq!(house.number(file).await, 1);
}

#[tokio::test]
async fn a_tool_is_called_without_a_model_and_a_repeat_is_the_same_call() {
    let house = House::at_work().await;
    let path = "/v1/tools/create_lead/calls";
    let headers = [WAIT, ("idempotency-key", "k1")];
    let done = house.post(ANA, path, &lead("Ana"), &headers).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(done.body["status"], "answered");
    assert_eq!(done.body["outcome"], "done");
    assert!(done.body["output"].is_object(), "{}", done.text);
    let again = house.post(ANA, path, &lead("Ana"), &headers).await;
    assert_eq!(again.body["call"], done.body["call"]);
    let other = house.post(ANA, path, &lead("Bia"), &headers).await;
    assert_eq!(other.problem(), (409, "idempotency-key-reused"));
    assert_eq!(house.number("select count(*) from leads").await, 1);
    assert_eq!(house.number("select count(*) from model_calls").await, 0);
    house.close().await;
}

#[tokio::test]
async fn arguments_that_a_tool_cannot_read_are_refused_by_field_reason_and_way_out() {
    let house = House::without_engine().await;
    for (tool, arguments, field, said) in [
        ("create_lead", json!({}), "arguments.name", "\"name\""),
        (
            "create_lead",
            json!({ "name": "Ana", "emial": "ana@example.com" }),
            "arguments.emial",
            "\"email\"",
        ),
        (
            "create_lead",
            json!({ "name": 7 }),
            "arguments.name",
            "string; veio 7",
        ),
        (
            "refund_invoice",
            json!({ "invoice": "1", "amount": { "minor": 0.5, "currency": "BRL" } }),
            "arguments.amount.minor",
            "integer; veio 0.5",
        ),
        // Of the right kind, and yet nothing that the tool can read.
        (
            "refund_invoice",
            json!({ "invoice": "1", "amount": { "minor": u64::MAX, "currency": "BRL" } }),
            "arguments.amount.minor",
            "é grande ou pequeno demais: 18446744073709551615",
        ),
        (
            "create_invoice",
            json!({
                "customer": "Ana", "amount": { "minor": 5, "currency": "BRL" },
                "due": "amanhã",
            }),
            "arguments.due",
            "string (date); veio \"amanhã\"",
        ),
    ] {
        let path = format!("/v1/tools/{tool}/calls");
        let body = json!({ "arguments": arguments });
        let refused = house.post(ANA, &path, &body, &[]).await;
        assert_eq!(refused.problem(), (422, "bad-arguments"));
        assert_eq!(refused.body["field"], field, "{}", refused.text);
        let detail = refused.body["detail"].as_str().unwrap();
        assert!(detail.contains(said), "{detail}");
        let theirs = ["expected", "invalid", "premature"];
        assert!(!theirs.iter().any(|it| detail.contains(it)), "{detail}");
        assert!(detail.ends_with("GET /v1/tools mostra o que ela aceita."));
    }
    assert_eq!(house.number("select count(*) from turns").await, 0);
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_and_the_call_is_over() {
    let house = House::at_work().await;
    let path = "/v1/tools/create_lead/calls";
    let body = json!({ "arguments": { "name": "a\0b", "email": "ana@example.com" } });
    let over = house.post(ANA, path, &body, &[WAIT]).await;
    assert_eq!(over.body["status"], "failed", "{}", over.text);
    assert_eq!(house.number("select count(*) from leads").await, 0);
    house.close().await;
}

#[tokio::test]
async fn a_member_is_offered_the_tools_of_her_departments_and_no_others() {
    let house = House::at_work().await;
    let bia = house.member("bia", "staff", "{sales}").await;
    let all = offered(&house, ANA).await;
    assert!(all.iter().any(|it| it == "refund_invoice"), "{all:?}");
    let hers = offered(&house, bia).await;
    assert!(hers.iter().any(|it| it == "find_leads"), "{hers:?}");
    assert!(!hers.iter().any(|it| it == "refund_invoice"), "{hers:?}");
    let refused = house
        .post(bia, "/v1/tools/list_invoices/calls", &json!({}), &[WAIT])
        .await;
    assert_eq!(refused.problem(), (404, "no-such-tool"));
    let under = json!({ "department": "finance" });
    let refused = house
        .post(bia, "/v1/tools/find_leads/calls", &under, &[WAIT])
        .await;
    assert_eq!(refused.problem(), (404, "no-such-tool"));
    let call = json!({ "name": "list_invoices", "arguments": {} });
    let refused = mcp(&house, bia, "tools/call", call).await;
    assert!(refused.body["error"].is_object(), "{}", refused.text);
    assert_eq!(house.number("select count(*) from turns").await, 0);
    house.close().await;
}

#[tokio::test]
async fn a_refusal_says_what_the_department_is_called_and_names_it_for_programs() {
    let house = House::at_work().await;
    let bia = house.member("bia", "staff", "{finance}").await;
    let path = "/v1/tools/list_invoices/calls";
    let done = house.post(bia, path, &json!({}), &[WAIT]).await;
    assert_eq!(done.body["department"], "finance", "{}", done.text);
    // The door still believes her to work there; the gate looks.
    house
        .execute("update members set departments = '{sales}' where role = 'staff'")
        .await;
    let refused = house.post(bia, path, &json!({}), &[WAIT]).await;
    let said = "Você não trabalha em Financeiro, então não posso fazer isso por você. Peça a alguém de lá.";
    assert_eq!(
        (&refused.body["reason"], &refused.body["department"]),
        (&json!(said), &json!("finance")),
        "{}",
        refused.text
    );
    let call = json!({ "name": "list_invoices", "arguments": {} });
    let refused = mcp(&house, bia, "tools/call", call).await;
    assert_eq!(
        refused.body["result"]["content"][0]["text"], said,
        "{}",
        refused.text
    );
    house.close().await;
}

#[tokio::test]
async fn a_call_of_another_department_is_none_to_her() {
    let house = House::at_work().await;
    let bia = house.member("bia", "staff", "{sales}").await;
    for (tool, is_hers) in [("find_leads", true), ("list_invoices", false)] {
        let path = format!("/v1/tools/{tool}/calls");
        let done = house.post(ANA, &path, &json!({}), &[WAIT]).await;
        assert_eq!(done.body["status"], "answered", "{}", done.text);
        let status = json!({
            "name": "call_status",
            "arguments": { "call": done.body["call"] },
        });
        let own = mcp(&house, ANA, "tools/call", status.clone()).await;
        assert_eq!(
            own.body["result"]["structuredContent"]["status"],
            "answered"
        );
        let hers = mcp(&house, bia, "tools/call", status).await;
        assert_eq!(hers.body["result"].is_object(), is_hers, "{}", hers.text);
    }
    house.close().await;
}

#[tokio::test]
async fn a_page_of_the_web_gets_nothing_from_the_mcp_door() {
    let house = House::at_work().await;
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {} });
    let request = Request::post("/mcp")
        .header(AUTHORIZATION, format!("Bearer {ANA}"))
        .header(HOST, "localhost")
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "application/json, text/event-stream")
        .header("origin", "https://evil.example")
        .body(Body::from(body.to_string()));
    let refused = house.send(request.unwrap()).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    house.close().await;
}
