//! What nobody can tell is put to a person: it happened, it did not, or it is tried again.

use std::sync::atomic::Ordering;

use domain::{
    approval::{ApprovalStatus, ApprovalView, Question, Resolution, Verdict},
    ids::TurnId,
    person::Role,
    tool::Effect,
    turn::{Outcome, TurnStatus, TurnView},
};
use store::DecideError;
use testkit::TestApp;

use crate::{
    outside::{outcome, parcel, shipping, state},
    tools::{Outer, World},
};

const HAPPENED: (Resolution, Option<&str>) = (Resolution::Happened, Some("SEDEX 7"));
const DID_NOT: (Resolution, Option<&str>) = (Resolution::DidNot, None);
const AGAIN: (Resolution, Option<&str>) = (Resolution::Again, None);

/// A parcel of which nobody can tell whether it was sent, and the request to a person.
async fn lost() -> (Outer, TestApp, ApprovalView) {
    let world = Outer::new(World::Silent);
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let turn = app.begin("main", &parcel()).await;
    let view = app.rested(turn).await;
    assert_eq!(view.status, TurnStatus::Waiting, "{view:#?}");
    (world, app, view.approval.unwrap())
}

/// The turn once nobody has said anything for as long as it waits.
async fn waited_out(app: &TestApp, turn: TurnId) -> TurnView {
    loop {
        // It may just have been looked at, and then it parks with the time that it had.
        app.pass_time().await;
        let view = app.view(turn).await;
        if view.status.is_closed() {
            return view;
        }
    }
}

#[tokio::test]
async fn a_person_is_asked_and_what_it_takes_stays_taken_meanwhile() {
    let (world, app, shown) = lost().await;
    assert_eq!(app.approvals().await, std::slice::from_ref(&shown));
    assert_eq!(shown.question, Question::Outcome { reference: true });
    assert_eq!((shown.role, shown.expires_at), (Role::Manager, None));
    assert_eq!(shown.why, "gate.why_unknown");
    assert_eq!(
        (world.parcels(), state(&app).await.as_str()),
        ((1, 1), "unknown")
    );
    assert_eq!(app.taken("authority", "department:sales").await, 1_000);
    // A yes or a no is no answer to this.
    let yes = app
        .decide(&app.owner, &shown, (Verdict::Approve, None))
        .await;
    assert!(matches!(yes, Err(DecideError::OtherQuestion)), "{yes:?}");
    app.resolve(&app.owner, &shown, DID_NOT).await.unwrap();
    app.closed(shown.turn).await;
    app.finish().await;
}

#[tokio::test]
async fn what_a_person_says_happened_is_written_with_its_reference_and_her_name() {
    let (world, app, shown) = lost().await;
    let without = (Resolution::Happened, Some("  "));
    let refused = app.resolve(&app.owner, &shown, without).await;
    assert!(
        matches!(refused, Err(DecideError::NoReference)),
        "{refused:?}"
    );
    let resolved = app.resolve(&app.owner, &shown, HAPPENED).await.unwrap();
    assert_eq!(resolved.request.status, ApprovalStatus::Happened);
    let view = app.closed(shown.turn).await;
    assert_eq!(
        (view.status, outcome(&view)),
        (TurnStatus::Answered, Outcome::Done)
    );
    assert_eq!(state(&app).await, "done");
    let output = app.text("select output::text from tool_calls where tool = 'send_parcel'");
    assert!(output.await.contains("as SEDEX 7 says"));
    assert_eq!(
        world.recorded.load(Ordering::Relaxed),
        2,
        "that it is unknown, and that it is"
    );
    let audit = format!(
        "select count(*) from audit where act = 'effect.happened' and person = '{}'",
        app.owner.person
    );
    assert_eq!(app.number(&audit).await, 1);
    assert_eq!(world.parcels(), (1, 1));
    assert_eq!(app.taken("authority", "department:sales").await, 1_000);
    app.finish().await;
}

#[tokio::test]
async fn what_a_person_says_did_not_happen_gives_back_what_it_took() {
    let (world, app, shown) = lost().await;
    app.resolve(&app.owner, &shown, DID_NOT).await.unwrap();
    let view = app.closed(shown.turn).await;
    assert_eq!(outcome(&view), Outcome::Failed);
    assert_eq!(state(&app).await, "failed");
    let heard = app.models.asked();
    let heard = format!("{:?}", heard.last().unwrap().request.items);
    assert!(
        heard.contains("a person looked and says that it did not"),
        "{heard}"
    );
    assert_eq!(app.taken("authority", "department:sales").await, 0);
    assert_eq!(world.parcels(), (1, 1));
    app.finish().await;
}

#[tokio::test]
async fn what_a_person_has_tried_again_is_another_call_under_another_key() {
    let (world, app, shown) = lost().await;
    *world.does.lock().unwrap() = World::Takes;
    app.resolve(&app.owner, &shown, AGAIN).await.unwrap();
    let view = app.closed(shown.turn).await;
    assert_eq!(outcome(&view), Outcome::Done);
    assert_eq!(world.parcels(), (2, 2));
    let keys = "select count(*) from ledger where key like '%#2' and state = 'done'
        and approval is not null";
    assert_eq!(app.number(keys).await, 1);
    let first = "select count(*) from ledger where key not like '%#2' and state = 'failed'";
    assert_eq!(app.number(first).await, 1);
    // She agreed to it: it is not taken from what the department gives away alone.
    assert_eq!(app.taken("authority", "department:sales").await, 0);
    let used = "select count(*) from approvals where status = 'used'";
    assert_eq!(app.number(used).await, 1);
    app.finish().await;
}

#[tokio::test]
async fn what_is_tried_again_and_again_unknown_is_asked_again() {
    let (world, app, shown) = lost().await;
    app.resolve(&app.owner, &shown, AGAIN).await.unwrap();
    app.until("select count(*) from ledger where key like '%#2'", 1)
        .await;
    let sleeping = "select count(*) from steps where name = 'sleep' and state = 'waiting'";
    app.until(sleeping, 1).await;
    let view = app.rested(shown.turn).await;
    let second = view.approval.unwrap();
    assert_ne!(second.id, shown.id);
    app.resolve(&app.owner, &second, HAPPENED).await.unwrap();
    let view = app.closed(shown.turn).await;
    assert_eq!(outcome(&view), Outcome::Done);
    assert_eq!(world.parcels(), (2, 2));
    app.finish().await;
}

#[tokio::test]
async fn of_two_who_say_it_at_once_one_is_told_that_it_was_said() {
    let (_, app, shown) = lost().await;
    let manager = app.member(Role::Manager, &["sales"]).await;
    let (one, other) = tokio::join!(
        app.resolve(&app.owner, &shown, HAPPENED),
        app.resolve(&manager, &shown, DID_NOT),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} and {other:?}");
    let expected = match (&one, &other) {
        (Ok(_), Err(DecideError::Closed(ApprovalStatus::Happened))) => Outcome::Done,
        (Err(DecideError::Closed(ApprovalStatus::DidNot)), Ok(_)) => Outcome::Failed,
        both => panic!("{both:?}"),
    };
    assert_eq!(outcome(&app.closed(shown.turn).await), expected);
    app.finish().await;
}

#[tokio::test]
async fn who_may_not_decide_may_not_say_it_either() {
    let (_, app, shown) = lost().await;
    for (role, departments) in [
        (Role::Admin, &[][..]),
        (Role::Manager, &["finance"]),
        (Role::Staff, &["sales"]),
    ] {
        let member = app.member(role, departments).await;
        let said = app.resolve(&member, &shown, DID_NOT).await;
        assert!(
            matches!(said, Err(DecideError::NotAllowed)),
            "{role:?}: {said:?}"
        );
    }
    app.resolve(&app.owner, &shown, DID_NOT).await.unwrap();
    app.closed(shown.turn).await;
    app.finish().await;
}

#[tokio::test]
async fn what_nobody_says_stays_unknown_and_the_person_is_told_so() {
    let (world, app, shown) = lost().await;
    let view = waited_out(&app, shown.turn).await;
    assert_eq!(outcome(&view), Outcome::Unknown);
    let answer = view.answer.unwrap();
    assert!(
        answer.contains("Whether it happened is not known")
            && answer.contains("firma effects resolve 1"),
        "{answer}"
    );
    assert_eq!(state(&app).await, "unknown");
    assert_eq!(app.taken("authority", "department:sales").await, 1_000);
    assert_eq!(app.approvals().await.len(), 1, "it is still asked");

    // There is nobody left to try it again; the rest is written by a run of its own.
    let again = app.resolve(&app.owner, &shown, AGAIN).await;
    assert!(matches!(again, Err(DecideError::TurnOver)), "{again:?}");
    app.resolve(&app.owner, &shown, DID_NOT).await.unwrap();
    app.until("select count(*) from ledger where state = 'failed'", 1)
        .await;
    assert_eq!(app.taken("authority", "department:sales").await, 0);
    assert_eq!(outcome(&app.view(shown.turn).await), Outcome::Failed);
    assert_eq!(world.parcels(), (1, 1));
    app.finish().await;
}

#[tokio::test]
async fn what_is_said_to_have_happened_after_the_turn_is_written_all_the_same() {
    let (world, app, shown) = lost().await;
    waited_out(&app, shown.turn).await;
    app.resolve(&app.owner, &shown, HAPPENED).await.unwrap();
    app.until("select count(*) from ledger where state = 'done'", 1)
        .await;
    assert_eq!(outcome(&app.view(shown.turn).await), Outcome::Done);
    assert_eq!(world.recorded.load(Ordering::Relaxed), 2);
    app.finish().await;
}

#[tokio::test]
async fn a_turn_that_is_stopped_leaves_the_question_open() {
    let (_, app, shown) = lost().await;
    assert!(app.cancel(shown.turn).await);
    let view = app.closed(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Cancelled);
    let answer = view.answer.unwrap();
    assert!(
        answer.contains("Stopped, as you asked") && answer.contains("is not known"),
        "{answer}"
    );
    assert_eq!(state(&app).await, "unknown");
    app.resolve(&app.owner, &shown, DID_NOT).await.unwrap();
    app.until("select count(*) from ledger where state = 'failed'", 1)
        .await;
    assert_eq!(app.taken("authority", "department:sales").await, 0);
    // A run that was stopped did not end well, and that is as it should be.
    app.abandon().await;
}

#[tokio::test]
async fn what_is_under_way_when_a_turn_is_stopped_is_still_asked_about() {
    let world = Outer::new(World::Silent);
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let turn = app.begin("main", &parcel()).await;
    let sleeping = "select count(*) from steps where name = 'sleep' and state = 'waiting'";
    app.until(sleeping, 1).await;
    assert!(app.cancel(turn).await);
    app.until("select count(*) from steps where name = 'sleep'", 2)
        .await;
    let view = app.rested(turn).await;
    assert_eq!(view.status, TurnStatus::Cancelled);
    assert!(view.answer.unwrap().contains("is not known"));
    assert_eq!(state(&app).await, "unknown");
    let shown = app.approvals().await.pop().unwrap();
    app.resolve(&app.owner, &shown, DID_NOT).await.unwrap();
    app.until("select count(*) from ledger where state = 'failed'", 1)
        .await;
    app.abandon().await;
}

#[tokio::test]
async fn what_a_person_says_while_nobody_runs_is_kept() {
    let (_, mut app, shown) = lost().await;
    app.restart_without_stop().await;
    app.resolve(&app.owner, &shown, HAPPENED).await.unwrap();
    app.restart_engine().await;
    let view = app.closed(shown.turn).await;
    assert_eq!(outcome(&view), Outcome::Done);
    app.finish().await;
}

#[tokio::test]
async fn the_other_side_that_is_away_is_asked_five_times_before_a_person_is() {
    let world = Outer::new(World::Silent);
    *world.knows.lock().unwrap() = crate::tools::Knows::Away;
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let turn = app.begin("main", &parcel()).await;
    let view = app.rested(turn).await;
    assert_eq!(view.status, TurnStatus::Waiting);
    assert_eq!(world.asked.load(Ordering::Relaxed), 5);
    let shown = view.approval.unwrap();
    app.resolve(&app.owner, &shown, DID_NOT).await.unwrap();
    app.closed(turn).await;
    app.finish().await;
}
