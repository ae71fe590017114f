//! What an agent may not do alone: a person is asked, once, about exactly this.

use chrono::{Duration, Utc};
use domain::{
    approval::{ApprovalStatus, Verdict},
    digest::Digest,
    person::Role,
    turn::{Outcome, StepKind, TurnStatus},
};
use store::DecideError;
use testkit::{TestApp, scripted::obey};

use crate::shop::{YES, asked, lead, paid_invoice, refund, refunded, steps};

const MODEL: &str = "openai/scripted";

#[tokio::test]
async fn a_large_refund_waits_for_a_person_and_the_conversation_goes_on() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let view = app.say(&refund(1, 12_000)).await;
    assert_eq!(view.status, TurnStatus::Waiting);
    assert_eq!(view.answer, None);
    let shown = view.approval.clone().unwrap();
    assert_eq!(app.approvals().await, std::slice::from_ref(&shown));
    assert_eq!(
        (shown.status, shown.role),
        (ApprovalStatus::Pending, Role::Manager)
    );
    assert_eq!(shown.why, "refund_invoice.why_amount");
    assert_eq!(shown.plan["amount"]["minor"], 12_000);
    let expires = shown.expires_at.unwrap();
    let hours = (expires - Utc::now()).num_minutes();
    assert!((71 * 60..=72 * 60).contains(&hours), "{expires}");
    // Nothing is reserved while it waits.
    assert_eq!(
        app.number("select sum(reserved)::bigint from turns").await,
        0
    );
    assert_eq!(
        app.number("select count(*) from ledger where tool = 'refund_invoice'")
            .await,
        0
    );

    // The next message of the same conversation is answered meanwhile.
    let next = app.say(&lead("Bia")).await;
    assert_eq!(next.status, TurnStatus::Answered);

    let closed = app.approve(&shown).await;
    assert_eq!(closed.status, TurnStatus::Answered);
    assert_eq!(closed.answer.as_deref(), Some("Done."));
    assert_eq!(
        steps(&closed),
        [
            (StepKind::Model, "supervisor", MODEL),
            (StepKind::Delegate, "supervisor", "finance"),
            (StepKind::Model, "finance", MODEL),
            (StepKind::Tool, "finance", "refund_invoice"),
            (StepKind::Approval, "finance", "refund_invoice"),
            (StepKind::Model, "finance", MODEL),
        ]
    );
    assert!(closed.steps.iter().all(|it| it.outcome == Outcome::Done));
    assert_eq!(refunded(&app).await, 12_000);
    for (sql, count) in [
        ("select count(*) from approvals where status = 'used'", 1),
        (
            "select count(*) from ledger where tool = 'refund_invoice' and state = 'done'",
            1,
        ),
        (
            "select count(*) from ledger where approval is not null and authority = 12000",
            1,
        ),
        (
            "select count(*) from audit where act = 'approval.approved'",
            1,
        ),
    ] {
        assert_eq!(app.number(sql).await, count, "{sql}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_small_refund_needs_nobody() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let view = app.say(&refund(1, 5_000)).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    assert_eq!(refunded(&app).await, 5_000);
    app.finish().await;
}

#[tokio::test]
async fn what_a_person_denies_is_not_done_and_the_model_reads_why() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    let no = (Verdict::Deny, Some("she was paid in cash"));
    app.decide(&app.owner, &shown, no).await.unwrap();
    let view = app.closed(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Refused);
    let answer = view.answer.unwrap();
    assert!(
        answer.contains("A person said no: she was paid in cash"),
        "{answer}"
    );
    assert_eq!(view.steps[3].outcome, Outcome::Refused);
    assert_eq!(view.steps[4].outcome, Outcome::Refused);
    assert_eq!(refunded(&app).await, 0);
    let audit = app.number("select count(*) from audit where act = 'approval.denied'");
    assert_eq!(audit.await, 1);
    app.finish().await;
}

#[tokio::test]
async fn what_nobody_decides_in_time_is_denied() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    app.pass_time().await;
    let late = app.decide(&app.owner, &shown, YES).await;
    assert!(
        matches!(late, Err(DecideError::Closed(ApprovalStatus::Expired))),
        "{late:?}"
    );
    let view = app.closed(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Refused);
    assert!(view.answer.unwrap().contains("Nobody decided in time"));
    assert_eq!(refunded(&app).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn the_row_decides_by_the_clock_of_the_database_and_not_the_timer() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    // The timer has come and the row has time left: it is looked at again, and again.
    app.execute(
        "update steps set due = now() where state = 'waiting'; update ready set due = now()",
    )
    .await;
    app.wake(shown.turn);
    app.until("select count(*) from steps where name = 'tool.decide'", 1)
        .await;
    assert_eq!(app.view(shown.turn).await.status, TurnStatus::Waiting);
    let view = app.approve(&shown).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    app.finish().await;
}

#[tokio::test]
async fn a_decision_names_what_was_seen_and_counts_once() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    let mut other = shown.clone();
    other.digest = Digest::of(b"something else");
    let wrong = app.decide(&app.owner, &other, YES).await;
    assert!(matches!(wrong, Err(DecideError::OtherDigest)), "{wrong:?}");
    other.id = domain::ids::ApprovalId::new(Utc::now());
    let unknown = app.decide(&app.owner, &other, YES).await;
    assert!(matches!(unknown, Err(DecideError::Unknown)), "{unknown:?}");

    app.approve(&shown).await;
    let again = app.decide(&app.owner, &shown, (Verdict::Deny, None)).await;
    assert!(
        matches!(again, Err(DecideError::Closed(ApprovalStatus::Used))),
        "{again:?}"
    );
    assert_eq!(refunded(&app).await, 12_000);
    app.finish().await;
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_decides() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let manager = app.member(Role::Manager, &["finance"]).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    let (one, other) = tokio::join!(
        app.decide(&app.owner, &shown, YES),
        app.decide(&manager, &shown, (Verdict::Deny, None)),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} and {other:?}");
    let view = app.closed(shown.turn).await;
    let expected = match one.is_ok() {
        true => (TurnStatus::Answered, 12_000),
        false => (TurnStatus::Refused, 0),
    };
    assert_eq!((view.status, refunded(&app).await), expected);
    app.finish().await;
}

#[tokio::test]
async fn who_is_not_asked_may_not_decide() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 100_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    for (role, departments) in [
        (Role::Admin, &[][..]),
        (Role::Manager, &["sales"]),
        (Role::Manager, &[]),
        (Role::Staff, &["finance"]),
    ] {
        let member = app.member(role, departments).await;
        let decided = app.decide(&member, &shown, YES).await;
        assert!(
            matches!(decided, Err(DecideError::NotAllowed)),
            "{role:?}: {decided:?}"
        );
    }
    let manager = app.member(Role::Manager, &["finance"]).await;
    app.decide(&manager, &shown, YES).await.unwrap();
    assert_eq!(app.closed(shown.turn).await.status, TurnStatus::Answered);

    // Above what a department may give away in a day, only the owner.
    let shown = asked(&app, &refund(1, 60_000)).await;
    assert_eq!(shown.role, Role::Owner);
    let decided = app.decide(&manager, &shown, YES).await;
    assert!(
        matches!(decided, Err(DecideError::NotAllowed)),
        "{decided:?}"
    );
    assert_eq!(app.approve(&shown).await.status, TurnStatus::Answered);
    assert_eq!(refunded(&app).await, 72_000);
    app.finish().await;
}

#[tokio::test]
async fn a_turn_goes_on_a_week_later_on_another_engine() {
    let mut app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    app.restart_engine().await;
    app.restart_without_stop().await;
    let view = app.approve(&shown).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    assert_eq!(refunded(&app).await, 12_000);
    app.finish().await;
}

#[tokio::test]
async fn a_decision_while_nobody_runs_is_kept() {
    let mut app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    app.kill().await;
    let week = Duration::days(7).num_days();
    app.execute(&format!(
        "update approvals set asked_at = asked_at - interval '{week} days'"
    ))
    .await;
    app.start_again().await;
    assert_eq!(app.view(shown.turn).await.status, TurnStatus::Waiting);
    assert_eq!(app.approve(&shown).await.status, TurnStatus::Answered);
    app.finish().await;
}

#[tokio::test]
async fn an_approval_serves_one_call() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 40_000).await;
    // The model wants the very same refund twice in one answer.
    let first = asked(&app, &format!("{0}\n{0}", refund(1, 12_000))).await;
    app.decide(&app.owner, &first, YES).await.unwrap();
    app.until("select count(*) from approvals where status = 'pending'", 1)
        .await;
    assert_eq!(refunded(&app).await, 12_000);
    let second = app.approvals().await.pop().unwrap();
    assert_ne!(first.id, second.id);
    let view = app.approve(&second).await;
    assert_eq!(view.status, TurnStatus::Answered);
    assert_eq!(refunded(&app).await, 24_000);
    app.finish().await;
}
