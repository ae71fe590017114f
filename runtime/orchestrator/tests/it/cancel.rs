//! A person stops a turn, wherever it is; what was done stays done, and the lane goes on.

use domain::{
    approval::{ApprovalStatus, Verdict},
    turn::TurnStatus,
};
use store::DecideError;
use testkit::{
    Setup, TestApp,
    scripted::{Asked, Hold, Reply, obey},
};

use crate::shop::{YES, asked, lead, paid_invoice, refund, refunded};

/// A mind that obeys, and whose answers to some question are held.
fn held_at<A>(hold: &Hold, at: A) -> impl Fn(&Asked) -> Reply + use<A>
where
    A: Fn(&Asked) -> bool,
{
    let hold = hold.clone();
    move |asked| match at(asked) {
        true => obey(asked).held(&hold),
        false => obey(asked),
    }
}

#[tokio::test]
async fn a_turn_that_waits_for_a_person_can_be_stopped() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    assert!(app.cancel(shown.turn).await);
    let view = app.closed(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Cancelled);
    assert!(view.answer.unwrap().contains("Stopped"));
    let late = app
        .decide(&app.owner, &shown, (Verdict::Approve, None))
        .await;
    assert!(
        matches!(late, Err(DecideError::Closed(ApprovalStatus::Withdrawn))),
        "{late:?}"
    );
    assert_eq!(refunded(&app).await, 0);
    assert!(!app.cancel(shown.turn).await);
    app.finish().await;
}

#[tokio::test]
async fn a_turn_that_is_stopped_while_it_waits_leaves_the_lane_to_who_has_it() {
    let hold = Hold::default();
    let app = TestApp::start(held_at(&hold, |it| it.question() == "Wait")).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    let active = app.begin("main", "Wait").await;
    hold.reached(1).await;
    let queued = app.begin("main", "Hello").await;
    assert!(app.cancel(shown.turn).await);
    assert_eq!(app.closed(shown.turn).await.status, TurnStatus::Cancelled);
    assert_eq!(app.view(queued).await.status, TurnStatus::Running);
    assert_eq!(app.models.asked().last().unwrap().question(), "Wait");
    hold.release(1);
    assert_eq!(app.closed(active).await.status, TurnStatus::Answered);
    assert_eq!(app.closed(queued).await.status, TurnStatus::Answered);
    app.finish().await;
}

#[tokio::test]
async fn a_turn_that_wants_its_lane_back_can_be_stopped() {
    let hold = Hold::default();
    let app = TestApp::start(held_at(&hold, |it| it.question() == "Wait")).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    let active = app.begin("main", "Wait").await;
    hold.reached(1).await;
    app.decide(&app.owner, &shown, YES).await.unwrap();
    app.until("select count(*) from turns where lane = 'returning'", 1)
        .await;
    assert!(app.cancel(shown.turn).await);
    let view = app.closed(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Cancelled);
    hold.release(1);
    assert_eq!(app.closed(active).await.status, TurnStatus::Answered);
    assert_eq!(refunded(&app).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_turn_that_runs_stops_after_what_is_under_way() {
    let hold = Hold::default();
    let mut setup = Setup::new(held_at(&hold, |it| it.agent == "sales"));
    setup.wired = true;
    let app = setup.start().await;
    let turn = app.begin("main", &lead("Ana")).await;
    hold.reached(1).await;
    app.wire().take_counts();
    assert!(app.cancel(turn).await);
    // The engine has heard of it.
    app.wire().until_asked("load_run").await;
    hold.release(1);
    let view = app.closed(turn).await;
    assert_eq!(view.status, TurnStatus::Cancelled, "{view:#?}");
    assert!(view.answer.unwrap().contains("Stopped"));
    // The model's answer was paid for; what it wanted was not done.
    assert_eq!(app.number("select count(*) from model_calls").await, 2);
    assert_eq!(app.number("select count(*) from leads").await, 0);
    hold.release(10);
    assert_eq!(app.say(&lead("Bia")).await.status, TurnStatus::Answered);
    app.finish().await;
}

#[tokio::test]
async fn a_turn_that_is_stopped_when_all_is_done_says_both() {
    let hold = Hold::default();
    let mut setup = Setup::new(held_at(&hold, |it| it.result().is_some()));
    setup.wired = true;
    let app = setup.start().await;
    let turn = app.begin("main", &lead("Ana")).await;
    hold.reached(1).await;
    app.wire().take_counts();
    assert!(app.cancel(turn).await);
    app.wire().until_asked("load_run").await;
    hold.release(1);
    let view = app.closed(turn).await;
    assert_eq!(view.status, TurnStatus::Cancelled, "{view:#?}");
    let answer = view.answer.unwrap();
    assert!(answer.starts_with("Done.\n\nStopped"), "{answer}");
    assert_eq!(app.number("select count(*) from leads").await, 1);
    app.finish().await;
}

#[tokio::test]
async fn a_turn_that_has_not_begun_can_be_stopped() {
    let hold = Hold::default();
    let app = TestApp::start(held_at(&hold, |it| it.question() == "Wait")).await;
    let active = app.begin("main", "Wait").await;
    hold.reached(1).await;
    let queued = app.begin("main", &lead("Ana")).await;
    let third = app.begin("main", "Hello").await;
    assert!(app.cancel(queued).await);
    let view = app.closed(queued).await;
    assert_eq!(view.status, TurnStatus::Cancelled, "{view:#?}");
    assert_eq!(app.models.asked().len(), 1);
    assert_eq!(app.view(active).await.status, TurnStatus::Running);
    hold.release(1);
    assert_eq!(app.closed(active).await.status, TurnStatus::Answered);
    assert_eq!(app.closed(third).await.status, TurnStatus::Answered);
    app.finish().await;
}

#[tokio::test]
async fn what_a_turn_of_a_version_that_is_gone_asked_is_withdrawn_when_it_is_stopped() {
    let mut app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    app.kill().await;
    app.execute("update runs set version = 99").await;
    app.start_again().await;
    assert!(app.cancel(shown.turn).await);
    assert_eq!(app.closed(shown.turn).await.status, TurnStatus::Cancelled);
    let withdrawn = "select count(*) from approvals where status = 'withdrawn'";
    assert_eq!(app.number(withdrawn).await, 1);
    assert_eq!(refunded(&app).await, 0);
    app.until(
        "select count(*) from runs where workflow = 'turn.settle' and state = 'done'",
        1,
    )
    .await;
    app.check_books().await;
    app.abandon().await;
}

#[tokio::test]
async fn a_turn_of_a_version_that_is_gone_is_stopped_and_lets_its_conversation_go_on() {
    let hold = Hold::default();
    let mut app = TestApp::start(held_at(&hold, |it| it.question() == "Wait")).await;
    let turn = app.begin("main", "Wait").await;
    hold.reached(1).await;
    app.kill().await;
    app.execute("update runs set version = 99").await;
    app.start_again().await;
    app.until("select count(*) from ready where parked = 'turn.v99'", 1)
        .await;
    let queued = app.begin("main", "Hello").await;
    assert_eq!(app.view(turn).await.status, TurnStatus::Running);
    assert!(app.cancel(turn).await);
    assert_eq!(app.closed(turn).await.status, TurnStatus::Cancelled);
    hold.release(10);
    assert_eq!(app.closed(queued).await.status, TurnStatus::Answered);
    app.until(
        "select count(*) from runs where workflow = 'turn.settle' and state = 'done'",
        1,
    )
    .await;
    app.check_books().await;
    app.abandon().await;
}
