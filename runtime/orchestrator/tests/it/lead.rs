//! The plain path: a message becomes a lead and an answer.

use domain::{
    money::Micros,
    turn::{Outcome, StepKind, TurnStatus},
};
use serde_json::json;
use testkit::{TestApp, scripted::sales_desk};

#[tokio::test]
async fn a_lead_is_created_through_supervisor_and_sales() {
    let app = TestApp::start(sales_desk).await;
    let view = app.say("Ana, ana@example.com").await;

    assert_eq!(view.status, TurnStatus::Answered);
    assert_eq!(view.answer.as_deref(), Some("The lead is recorded."));
    let steps: Vec<_> = view
        .steps
        .iter()
        .map(|it| (it.kind, it.department.as_str(), it.name.as_str()))
        .collect();
    assert_eq!(
        steps,
        [
            (StepKind::Model, "supervisor", "openai/scripted"),
            (StepKind::Delegate, "supervisor", "sales"),
            (StepKind::Model, "sales", "openai/scripted"),
            (StepKind::Tool, "sales", "create_lead"),
            (StepKind::Model, "sales", "openai/scripted"),
        ]
    );
    assert!(view.steps.iter().all(|it| it.outcome == Outcome::Done));
    assert_eq!(view.steps[1].arguments, Some(json!("Ana, ana@example.com")));
    // 600 tokens read at 1 and 60 written at 4 millionths each.
    assert_eq!(view.steps[0].cost, Micros(840));
    let sum: Micros = view.steps.iter().map(|it| it.cost).sum();
    assert_eq!((view.cost.micros, sum), (Micros(3 * 840), Micros(3 * 840)));

    for (sql, count) in [
        ("select count(*) from leads", 1),
        ("select count(*) from contacts where name = 'Ana'", 1),
        ("select count(*) from ledger where state = 'done' and tool = 'create_lead'", 1),
        ("select count(*) from ledger", 1),
        ("select count(*) from audit where act = 'tool.called'", 1),
        ("select count(*) from audit where act = 'turn.closed'", 1),
        ("select count(*) from messages where direction = 'in'", 1),
        ("select count(*) from messages where direction = 'out'", 1),
        ("select count(*) from model_calls", 3),
    ] {
        assert_eq!(app.number(sql).await, count, "{sql}");
    }
    app.finish().await;
}
