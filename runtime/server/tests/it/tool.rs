//! `firma tool call`, and files of the home that change while it serves.

use std::fs;

use serde_json::{Value, json};

use crate::commands::{Desk, Ended};

fn call(desk: &Desk, tool: &str, args: &Value, more: &[&str]) -> Ended {
    let args = args.to_string();
    let mut arguments = vec!["tool", "call", tool, args.as_str()];
    arguments.extend(more);
    desk.run(&arguments)
}

fn read(ended: &Ended) -> Value {
    serde_json::from_str(&ended.answer).unwrap_or_else(|_| panic!("{ended:?}"))
}

#[tokio::test]
async fn a_tool_is_called_by_its_name_alone_and_beside_a_firma_that_serves() {
    let desk = Desk::new().await;
    let ana = json!({ "name": "Ana", "email": "ana@example.com" });
    let made = call(&desk, "create_lead", &ana, &[]);
    assert_eq!(made.code, Some(0), "{made:?}");
    assert_eq!(made.answer, "Lead recorded: Ana.\n");

    let serving = desk.serve();
    let found = call(&desk, "find_leads", &json!({ "query": "ana" }), &["--json"]);
    assert_eq!(found.code, Some(0), "{found:?}");
    let told = read(&found);
    assert_eq!(told["status"], "answered");
    assert_eq!(told["steps"].as_array().unwrap().len(), 1);
    assert_eq!(told["output"]["rows"][0]["email"], "ana@example.com");
    let flows = desk.run(&["flows"]);
    assert!(flows.answer.contains("turn.direct"), "{flows:?}");

    let invoice = json!({ "customer": "Ana", "amount": { "minor": 90_000, "currency": "USD" } });
    assert_eq!(call(&desk, "create_invoice", &invoice, &[]).code, Some(0));
    let paid = json!({ "invoice": "1", "amount": { "minor": 90_000, "currency": "USD" } });
    let paid = call(&desk, "record_payment", &paid, &[]);
    assert_eq!(paid.code, Some(0), "{paid:?}");
    let refund = json!({ "invoice": "1" });
    let rehearsed = call(&desk, "refund_invoice", &refund, &["--dry-run", "--json"]);
    let told = read(&rehearsed);
    assert_eq!(rehearsed.code, Some(0), "{rehearsed:?}");
    assert_eq!(
        (&told["verdict"], &told["department"]),
        (&json!("asks"), &json!("finance"))
    );
    assert_eq!(told["plan"]["amount"]["minor"], 90_000);
    let rehearsed = call(&desk, "refund_invoice", &refund, &["--dry-run"]);
    assert!(
        rehearsed
            .answer
            .contains("A person has to agree, the owner: "),
        "{rehearsed:?}"
    );
    let none = desk.run(&["approvals", "list", "--all"]);
    assert_eq!(none.answer, "", "{none:?}");
    let waits = call(&desk, "refund_invoice", &refund, &[]);
    assert_eq!(waits.code, Some(2), "{waits:?}");
    let agreed = desk.run(&["approvals", "approve", "1"]);
    assert_eq!(agreed.code, Some(0), "{agreed:?}");
    assert_eq!(serving.end(), Some(0));

    // A rehearsal needs no engine either.
    let rehearsed = call(&desk, "refund_invoice", &refund, &["--dry-run"]);
    assert_eq!(rehearsed.code, Some(1), "{rehearsed:?}");
    assert!(rehearsed.notes.contains("given back"), "{rehearsed:?}");
}

#[tokio::test]
async fn what_is_wrong_with_a_call_is_said_before_anything_is_started() {
    let desk = Desk::new().await;
    for (arguments, says) in [
        (
            ["find_lead", "{}"],
            "There is no tool \"find_lead\"; the nearest is \"find_leads\".",
        ),
        (["find_leads", "{"], "The arguments are not JSON: "),
        (["find_leads", "[]"], "The arguments must be a JSON object"),
        (
            ["find_leads", r#"{"stage": "lukewarm"}"#],
            "The field \"stage\" must be \"new\" | \"contacted\"",
        ),
        (["create_lead", "{}"], "The field \"name\" is missing."),
        (
            ["create_lead", r#"{"nmae": "Ana"}"#],
            "There is no field \"nmae\"; the nearest is \"name\".",
        ),
    ] {
        let ended = desk.run(&["tool", "call", arguments[0], arguments[1]]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.notes.contains(says), "{says}: {ended:?}");
    }
    let ended = desk.run(&["tool", "call", "create_lead", "{}"]);
    assert!(
        ended.notes.contains("email (may be left out): string"),
        "{ended:?}"
    );
}

#[tokio::test]
async fn an_agents_file_holds_from_the_next_turn_and_a_broken_one_changes_nothing() {
    let desk = Desk::new().await;
    let serving = desk.serve();
    let made = desk.run(&["ask", "new lead: Bia, bia@example.com"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let agents = desk.home().join("agents");
    fs::create_dir(&agents).unwrap();
    let file = agents.join("sales.toml");
    let sales = include_str!("../../../../agents/sales.toml");
    let without = sales.replace(", \"find_leads\"", "");
    assert_ne!(without, sales);
    let ask = || desk.run(&["ask", "which leads do we have?"]);
    fs::write(&file, &without).unwrap();
    let refused = ask();
    assert!(!refused.answer.contains("bia@example.com"), "{refused:?}");
    fs::write(&file, sales).unwrap();
    assert!(ask().answer.contains("bia@example.com"));
    fs::write(&file, "purpose = ").unwrap();
    let last_good = ask();
    assert!(
        last_good.answer.contains("bia@example.com"),
        "{last_good:?}"
    );
    let health = health(serving.address()).await;
    assert_eq!(health["status"], "ready");
    let said = health["settings"].as_str().unwrap();
    assert!(said.contains("sales.toml"), "{said}");
    assert_eq!(serving.end(), Some(0));
}

async fn health(address: &str) -> Value {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request =
        format!("GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}
