//! Turns that were recorded by a version of Firma are replayed by all that come after it.
//!
//! A new way of a turn gets a new history: give it a name in `record`, then
//! `FIRMA_RECORD=1 cargo test -p orchestrator journals`. What is recorded is never written again; whoever
//! changes the order of a turn's steps lets its version grow, so that turns of before end on their own.

use std::path::Path;

use domain::{
    approval::{Resolution, Verdict},
    ids::{FlowId, TurnId},
    tool::Effect,
};
use serde_json::json;
use testkit::{
    Setup, TestApp,
    journals::History,
    scripted::{Fault, Reply, obey},
};

use crate::{
    clerks::{Job, came, clerk, ended, with_clerks},
    outside::{parcel, ship, shipping},
    shop::{asked, brl, lead, order, paid_invoice, refund},
    tools::{Knows, Outer, World},
};

fn folder() -> &'static Path {
    Path::new("tests/it/journals")
}

#[tokio::test]
async fn turns_that_were_recorded_replay() {
    if std::env::var_os("FIRMA_RECORD").is_some() {
        record_in_our_tables().await;
        record_outside().await;
        record_doubts().await;
        record_direct().await;
        record_workflows().await;
    }
    let recorded = History::all(folder());
    assert!(recorded.len() >= 12, "{} are left", recorded.len());
    let setup = ship(&Outer::new(World::Takes), Effect::WriteAtMostOnce);
    let app = with_clerks(setup).start().await;
    for (name, history) in recorded {
        history.check(&name, &app.replay(&history).await);
    }
    // All of it came from the journals.
    assert_eq!(app.models.asked().len(), 0);
    assert_eq!(app.number("select count(*) from tool_calls").await, 0);
    app.abandon().await;
}

async fn keep(app: &TestApp, turn: TurnId, name: &str) {
    let flow = FlowId::from(turn);
    app.history(flow).await.keep(folder(), name);
}

/// Calls that a person makes herself.
async fn record_direct() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 90_000).await;
    let done = app.call("find_leads", &json!({})).await;
    keep(&app, done.turn, "direct").await;
    let refused = app.call("no_such_tool", &json!({})).await;
    keep(&app, refused.turn, "direct-refused").await;
    let refund = json!({ "invoice": "1", "amount": brl(12_000) });
    let waits = app.call("refund_invoice", &refund).await;
    keep(&app, waits.turn, "open-direct").await;
    app.approve(&waits.approval.unwrap()).await;
    keep(&app, waits.turn, "direct-approved").await;
    app.finish().await;
}

/// Calls that workflows ask for, and the workflows themselves.
async fn record_workflows() {
    let app = with_clerks(Setup::new(obey)).start().await;
    paid_invoice(&app, 90_000).await;
    let run = clerk(&app, &[Job::Refund(100), Job::Leads]).await;
    came(&app, run).await;
    keep(&app, run.into(), "workflow").await;
    for (status, name) in [
        ("answered", "workflow-call"),
        ("refused", "workflow-call-refused"),
    ] {
        let turn = format!("select id::text from turns where status = '{status}'");
        keep(&app, app.text(&turn).await.parse().unwrap(), name).await;
    }
    let run = clerk(&app, &[Job::Refund(12_000)]).await;
    app.until("select count(*) from turns where status = 'waiting'", 1)
        .await;
    let shown = app.approvals().await.remove(0);
    keep(&app, run.into(), "open-workflow").await;
    keep(&app, shown.turn, "open-workflow-call").await;
    app.approve(&shown).await;
    came(&app, run).await;
    keep(&app, shown.turn, "workflow-call-approved").await;
    let run = clerk(&app, &[Job::Refund(12_000)]).await;
    app.until("select count(*) from turns where status = 'waiting'", 1)
        .await;
    assert!(app.cancel(run.into()).await);
    app.until(&ended(run, "cancelled"), 1).await;
    keep(&app, run.into(), "workflow-cancelled").await;
    app.abandon().await;
}

/// Turns that stay in our own tables.
async fn record_in_our_tables() {
    let app = TestApp::start(|asked| match asked.question() {
        "Are you there?" => Reply::fault(Fault::Unavailable),
        _ => obey(asked),
    })
    .await;
    paid_invoice(&app, 90_000).await;
    for (name, text) in [
        ("small-talk", "Hello".to_owned()),
        ("lead", lead("Ana")),
        (
            "two-departments",
            format!("{}\n{}", lead("Bia"), refund(1, 1_000)),
        ),
        ("unknown-tool", order("sales", "no_such_tool", &json!({}))),
    ] {
        let turn = app.begin(name, &text).await;
        app.settled(turn).await;
        keep(&app, turn, name).await;
    }
    let away = app.begin("away", "Are you there?").await;
    for attempt in 1..5 {
        let tried = "select coalesce(max(attempts), 0)::bigint from steps where state = 'retrying'";
        app.until(tried, attempt).await;
        if attempt == 2 {
            keep(&app, away, "open-model-away").await;
        }
        app.pass_time().await;
    }
    app.closed(away).await;
    keep(&app, away, "model-away").await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    keep(&app, shown.turn, "open-waits-for-a-person").await;
    app.approve(&shown).await;
    keep(&app, shown.turn, "approved").await;
    let shown = asked(&app, &refund(1, 13_000)).await;
    let no = (Verdict::Deny, Some("No."));
    app.decide(&app.owner, &shown, no).await.unwrap();
    app.closed(shown.turn).await;
    keep(&app, shown.turn, "denied").await;
    let shown = asked(&app, &refund(1, 14_000)).await;
    app.pass_time().await;
    app.closed(shown.turn).await;
    keep(&app, shown.turn, "expired").await;
    let shown = asked(&app, &refund(1, 15_000)).await;
    assert!(app.cancel(shown.turn).await);
    app.closed(shown.turn).await;
    keep(&app, shown.turn, "cancelled").await;
    app.finish().await;
}

/// Turns whose call leaves this machine.
async fn record_outside() {
    for (name, does, knows) in [
        ("sent", World::Takes, Knows::What),
        ("refused", World::Refuses, Knows::What),
        ("found", World::Silent, Knows::What),
        ("sent-again", World::Lost, Knows::What),
        ("not-sent", World::NotThere, Knows::What),
    ] {
        let world = Outer::new(does);
        *world.knows.lock().unwrap() = knows;
        let app = ship(&world, Effect::WriteAtMostOnce).start().await;
        let turn = app.begin("main", &parcel()).await;
        app.rested(turn).await;
        keep(&app, turn, name).await;
        app.finish().await;
    }
}

/// Turns whose call nobody can tell of.
async fn record_doubts() {
    for (name, said) in [
        ("happened", (Resolution::Happened, Some("SEDEX 7"))),
        ("did-not", (Resolution::DidNot, None)),
        ("again", (Resolution::Again, None)),
    ] {
        let world = Outer::new(World::Silent);
        let app = shipping(&world, Effect::WriteAtMostOnce).await;
        let turn = app.begin("main", &parcel()).await;
        let view = app.rested(turn).await;
        let shown = view.approval.unwrap();
        if name == "happened" {
            keep(&app, turn, "open-unknown").await;
        }
        *world.does.lock().unwrap() = World::Takes;
        app.resolve(&app.owner, &shown, said).await.unwrap();
        app.closed(turn).await;
        keep(&app, turn, name).await;
        app.finish().await;
    }
}
