//! A person calls a tool herself: the gate, the ledger and the budgets are those of every call, and no
//! model is asked.

use domain::{
    person::Role,
    turn::{Outcome, StepKind, TurnStatus},
};
use serde_json::json;
use testkit::{Message, TestApp, scripted::obey};

use crate::{
    crash::wired,
    shop::{brl, paid_invoice, refunded, steps},
};

/// More commits than any such turn has.
const MOST: usize = 20;

#[tokio::test]
async fn a_call_goes_through_the_gate_without_a_model_and_its_result_is_the_answer() {
    let app = TestApp::start(obey).await;
    let args = json!({ "name": "Ana", "email": "ana@example.com" });
    let view = app.call("create_lead", &args).await;
    assert_eq!(view.status, TurnStatus::Answered);
    assert_eq!(view.answer.as_deref(), Some("Lead recorded: Ana."));
    assert_eq!(steps(&view), [(StepKind::Tool, "sales", "create_lead")]);
    assert_eq!(view.steps[0].outcome, Outcome::Done);
    assert_eq!(view.steps[0].arguments, Some(args));
    assert_eq!(app.models.asked().len(), 0);
    for (sql, count) in [
        ("select count(*) from leads", 1),
        ("select count(*) from ledger where state = 'done'", 1),
        ("select count(*) from audit where act = 'tool.called'", 1),
        ("select count(*) from audit where act = 'turn.closed'", 1),
    ] {
        assert_eq!(app.number(sql).await, count, "{sql}");
    }
    // What was reserved for it is given back.
    assert_eq!(app.taken("cost", "company").await, 0);
    assert_eq!(app.taken("cost", "department:sales").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_is_said_and_nothing_is_done() {
    let app = TestApp::start(obey).await;
    for (tool, args, status, answer) in [
        (
            "no_such_tool",
            json!({}),
            TurnStatus::Refused,
            "There is no tool called no_such_tool.",
        ),
        (
            "create_lead",
            json!({ "nome": "Ana" }),
            TurnStatus::Failed,
            "The arguments do not fit: unknown field `nome`",
        ),
        (
            "refund_invoice",
            json!({ "invoice": "7" }),
            TurnStatus::Failed,
            "There is no invoice with the number 7.",
        ),
    ] {
        let view = app.call(tool, &args).await;
        assert_eq!(view.status, status, "{view:#?}");
        let said = view.answer.unwrap();
        assert!(said.starts_with(answer), "{said}");
    }
    assert_eq!(app.number("select count(*) from ledger").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_tool_that_nobody_may_use_is_told_with_what_to_do() {
    let mut setup = testkit::Setup::new(obey);
    setup.department("sales").agent.tools.remove("find_leads");
    let app = setup.start().await;
    let view = app.call("find_leads", &json!({})).await;
    assert_eq!(view.status, TurnStatus::Refused);
    assert_eq!(
        view.answer.as_deref(),
        Some(
            "No department may use find_leads. Add it to `tools` in a department's file: \
             agents/NAME.toml."
        )
    );
    app.finish().await;
}

#[tokio::test]
async fn what_a_person_has_to_agree_to_waits_for_her() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let args = json!({ "invoice": "1", "amount": brl(12_000) });
    let view = app.call("refund_invoice", &args).await;
    assert_eq!(view.status, TurnStatus::Waiting);
    let shown = view.approval.unwrap();
    assert_eq!(shown.department, "finance");
    assert_eq!(refunded(&app).await, 0);
    let view = app.approve(&shown).await;
    assert_eq!(view.status, TurnStatus::Answered);
    let answer = view.answer.unwrap();
    assert!(
        answer.starts_with("Refund of R$120.00 of invoice 1"),
        "{answer}"
    );
    assert_eq!(refunded(&app).await, 12_000);
    app.finish().await;
}

#[tokio::test]
async fn nobody_calls_a_tool_of_a_department_that_is_not_hers() {
    let app = TestApp::start(obey).await;
    let staff = app.member(Role::Staff, &["finance"]).await;
    let view = app.call_as(&staff, "find_leads", &json!({})).await;
    assert_eq!(view.status, TurnStatus::Refused);
    let answer = view.answer.unwrap();
    assert!(answer.starts_with("You do not work in Sales"), "{answer}");
    app.finish().await;
}

#[tokio::test]
async fn a_tool_of_several_departments_runs_under_hers_or_under_the_one_that_she_names() {
    let mut setup = testkit::Setup::new(obey);
    let finance = setup.department("finance");
    finance.agent.tools.insert("find_leads".to_owned());
    let app = setup.start().await;
    let staff = app.member(Role::Staff, &["sales"]).await;
    for (actor, tool, department) in [
        (&staff, "find_leads", "sales"),
        (&app.owner, "find_leads", "finance"),
        (&app.owner, "sales/find_leads", "sales"),
    ] {
        let view = app.call_as(actor, tool, &json!({})).await;
        assert_eq!(steps(&view), [(StepKind::Tool, department, "find_leads")]);
    }
    let view = app.call("sales/list_invoices", &json!({})).await;
    assert_eq!(view.status, TurnStatus::Refused);
    let answer = view.answer.unwrap();
    assert!(
        answer.contains("Sales may not use list_invoices"),
        "{answer}"
    );
    let view = app.call_as(&staff, "finance/find_leads", &json!({})).await;
    assert_eq!(view.status, TurnStatus::Refused);
    app.finish().await;
}

#[tokio::test]
async fn a_call_survives_a_crash_after_each_commit() {
    let args = json!({ "invoice": "1", "amount": brl(12_000) });
    let text = format!("refund_invoice {args}");
    let mut points = 0;
    for commits in 1..MOST {
        let mut app = wired().await;
        paid_invoice(&app, 20_000).await;
        app.wire().cut_after(commits);
        let message = Message {
            conversation: "tools",
            id: "the call",
            text: &text,
        };
        let through = async {
            match app.submit_call(&app.owner, message).await {
                Ok(submitted) => app.until_rests(submitted.turn).await,
                Err(_) => app.wire().until_cut().await,
            }
        };
        tokio::select! {
            biased;
            () = app.wire().until_cut() => {}
            () = through => {}
        };
        let crashed = !app.wire().stay();
        if crashed {
            app.restart_without_stop().await;
            points = commits;
        }
        let submitted = app.submit_call(&app.owner, message).await.unwrap();
        let view = app.settled(submitted.turn).await;
        let view = app.approve(&view.approval.unwrap()).await;
        assert_eq!(view.status, TurnStatus::Answered, "{commits}: {view:#?}");
        assert_eq!(refunded(&app).await, 12_000);
        assert_eq!(app.number("select count(*) from turns").await, 1);
        assert_eq!(app.number("select count(*) from ledger").await, 1);
        app.finish().await;
        if !crashed {
            break;
        }
    }
    assert!(
        (1..MOST - 1).contains(&points),
        "{points} commits are crashed at"
    );
}
