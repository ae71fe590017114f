//! The plain path: a message becomes a lead and an answer.

use domain::{
    money::Micros,
    turn::{Outcome, StepKind, TurnStatus},
};
use serde_json::{Value, json};
use testkit::{TestApp, scripted::obey};

use crate::shop::{lead, order, steps};

const MODEL: &str = "openai/scripted";

#[tokio::test]
async fn a_lead_is_created_through_supervisor_and_sales() {
    let app = TestApp::start(obey).await;
    let view = app.say(&lead("Ana")).await;

    assert_eq!(view.status, TurnStatus::Answered);
    assert_eq!(view.answer.as_deref(), Some("Done."));
    assert_eq!(
        steps(&view),
        [
            (StepKind::Model, "supervisor", MODEL),
            (StepKind::Delegate, "supervisor", "sales"),
            (StepKind::Model, "sales", MODEL),
            (StepKind::Tool, "sales", "create_lead"),
            (StepKind::Model, "sales", MODEL),
        ]
    );
    assert!(view.steps.iter().all(|it| it.outcome == Outcome::Done));
    assert_eq!(view.steps[1].arguments, Some(Value::String(lead("Ana"))));
    let arguments = json!({ "name": "Ana", "email": "ana@example.com" });
    assert_eq!(view.steps[3].arguments, Some(arguments));
    // 600 tokens read at 1 and 60 written at 4 millionths each.
    assert_eq!(view.steps[0].cost.micros, Micros(840));
    let sum: Micros = view.steps.iter().map(|it| it.cost.micros).sum();
    assert_eq!((view.cost.micros, sum), (Micros(3 * 840), Micros(3 * 840)));
    app.until("select count(*) from ready", 0).await;

    for (sql, count) in [
        ("select count(*) from leads", 1),
        ("select count(*) from contacts where name = 'Ana'", 1),
        (
            "select count(*) from ledger where state = 'done' and tool = 'create_lead'",
            1,
        ),
        ("select count(*) from ledger", 1),
        ("select count(*) from audit where act = 'tool.called'", 1),
        ("select count(*) from audit where act = 'turn.closed'", 1),
        ("select count(*) from messages where direction = 'in'", 1),
        ("select count(*) from messages where direction = 'out'", 1),
        ("select count(*) from events where kind = 'lead_created'", 1),
        ("select count(*) from model_calls", 3),
        ("select sum(cost)::bigint from model_calls", 2520),
        (
            "select sum(cost)::bigint from model_calls where department = 'sales'",
            1680,
        ),
    ] {
        assert_eq!(app.number(sql).await, count, "{sql}");
    }
    assert_eq!(app.taken("cost", "company").await, 2520);
    // A scope's budget lies in 16 rows.
    let slots = "select count(*) from budgets where scope = 'company'";
    assert_eq!(app.number(slots).await, 16);
    assert_eq!(app.taken("cost", "department:sales").await, 1680);
    app.finish().await;
}

#[tokio::test]
async fn several_departments_work_beside_each_other_and_each_answers() {
    let app = TestApp::start(obey).await;
    let invoices = order("finance", "list_invoices", &json!({}));
    let view = app.say(&format!("{}\n{invoices}", lead("Ana"))).await;

    assert_eq!(view.status, TurnStatus::Answered);
    assert_eq!(
        view.answer.as_deref(),
        Some("Sales:\nDone.\n\nFinance:\nDone.")
    );
    assert_eq!(
        steps(&view),
        [
            (StepKind::Model, "supervisor", MODEL),
            (StepKind::Delegate, "supervisor", "sales"),
            (StepKind::Delegate, "supervisor", "finance"),
            (StepKind::Model, "sales", MODEL),
            (StepKind::Tool, "sales", "create_lead"),
            (StepKind::Model, "sales", MODEL),
            (StepKind::Model, "finance", MODEL),
            (StepKind::Tool, "finance", "list_invoices"),
            (StepKind::Model, "finance", MODEL),
        ]
    );
    app.finish().await;
}

#[tokio::test]
async fn the_supervisor_answers_small_talk_by_itself() {
    let app = TestApp::start(obey).await;
    let view = app.say("Hello!").await;
    assert_eq!(view.status, TurnStatus::Answered);
    assert_eq!(view.answer.as_deref(), Some("Hello."));
    assert_eq!(steps(&view), [(StepKind::Model, "supervisor", MODEL)]);
    app.finish().await;
}

#[tokio::test]
async fn a_later_message_is_read_with_what_was_said_before() {
    let app = TestApp::start(obey).await;
    app.say("Hello!").await;
    app.say("And again.").await;
    let asked = app.models.asked();
    let items = serde_json::to_value(&asked[1].request.items).unwrap();
    assert_eq!(
        items,
        json!([
            { "kind": "user", "text": "Hello!", "origin": "owner" },
            { "kind": "assistant", "text": "Hello.", "calls": [] },
            { "kind": "user", "text": "And again.", "origin": "owner" },
        ])
    );
    app.finish().await;
}
