//! What turns leave in the machine's own figures: how they ended and what they cost, and no name that a
//! model made up.

use serde_json::json;
use testkit::{
    Setup, TestApp,
    scripted::{Reply, lines, obey},
};

use crate::{
    clerks::{Job, clerk, ended, with_clerks},
    shop::{paid_invoice, refund},
};

/// One turn was answered.
const ANSWERED: &str = r#"firma_turns_total{status="answered"} 1"#;

#[tokio::test]
async fn a_tool_that_a_model_made_up_is_counted_without_its_name() {
    let app = TestApp::start(lines([
        ("supervisor", Reply::delegate("sales", "a lead")),
        (
            "sales",
            Reply::call("grant_everything", &json!({ "to": "Ana" })),
        ),
        ("sales", Reply::text("No.")),
    ]))
    .await;
    app.say("A lead: Ana").await;
    let refused = r#"firma_tool_calls_total{tool="",outcome="refused"} 1"#;
    let figures = app.until_counted(refused).await;
    assert!(!figures.contains("grant_everything"), "{figures}");
    app.finish().await;
}

#[tokio::test]
async fn a_turn_that_waits_has_not_ended_and_ends_once() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let view = app.say(&refund(1, 12_000)).await;
    let before = app.figures();
    assert!(!before.contains("firma_turns_total{"), "{before}");
    app.approve(&view.approval.unwrap()).await;
    let after = app.until_counted(ANSWERED).await;
    let done = r#"firma_tool_calls_total{tool="refund_invoice",outcome="done"} 1"#;
    assert!(after.contains(done), "{after}");
    // It left memory meanwhile, and was taken from the queue when it went on.
    let queue = r#"firma_runs_claimed_total{from="queue"}"#;
    assert!(after.contains(queue), "{after}");
    app.finish().await;
}

#[tokio::test]
async fn what_is_spent_is_what_the_books_say() {
    let app = TestApp::start(obey).await;
    app.say(r#"sales create_lead {"name": "Ana", "email": "ana@example.com"}"#)
        .await;
    let figures = app.until_counted(ANSWERED).await;
    for department in ["supervisor", "sales"] {
        let sql =
            format!("select sum(cost)::bigint from model_calls where department = '{department}'");
        let spent = app.number(&sql).await;
        assert!(spent > 0, "{department}");
        let label = format!(
            r#"firma_spend_micros_total{{department="{department}",currency="BRL"}} {spent}"#
        );
        assert!(figures.contains(&label), "{label}: {figures}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_run_that_fails_and_is_no_turn_is_counted_as_none() {
    let app = with_clerks(Setup::new(obey)).start().await;
    // A call that is a turn, and then one that the workflow may not make: the run itself fails.
    let run = clerk(&app, &[Job::Wrong, Job::Unlisted]).await;
    app.until(&ended(run, "failed"), 1).await;
    app.until("select count(*) from ready", 0).await;
    assert_eq!(app.number("select count(*) from turns").await, 1);
    let figures = app.figures();
    let turns: Vec<&str> = figures
        .lines()
        .filter(|it| it.starts_with("firma_turns_total{"))
        .collect();
    assert_eq!(turns, [r#"firma_turns_total{status="failed"} 1"#]);
    app.abandon().await;
}
