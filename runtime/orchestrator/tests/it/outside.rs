//! Tools that reach outside, where no transaction does: what a repeat would do decides what is
//! done after a failure or a crash, and what nobody can know is said to be unknown.

use std::{sync::atomic::Ordering, time::Duration};

use domain::{
    approval::Resolution,
    ids::IdempotencyKey,
    tool::Effect,
    turn::{Outcome, TurnStatus, TurnView},
};
use serde_json::json;
use store::Leave;
use testkit::{
    Message, Setup, TestApp,
    scripted::{Hold, obey},
};

use crate::{
    crash::dies_on_the_way,
    shop::order,
    tools::{Knows, Outer, SendParcel, World},
};

/// More commits than any turn has.
const MOST: usize = 40;

pub(crate) const ONCE: Effect = Effect::WriteOnce {
    window: Duration::from_secs(24 * 60 * 60),
};

pub(crate) async fn shipping(world: &Outer, effect: Effect) -> TestApp {
    ship(world, effect).start().await
}

pub(crate) fn ship(world: &Outer, effect: Effect) -> Setup {
    let mut setup = Setup::new(obey);
    let world = world.clone();
    setup.toolbox = setup.toolbox.outside(SendParcel { world, effect }).unwrap();
    let tools = &mut setup.department("sales").agent.tools;
    tools.insert("send_parcel".to_owned());
    setup
}

pub(crate) fn parcel() -> String {
    order("sales", "send_parcel", &json!({ "to": "Ana" }))
}

pub(crate) async fn state(app: &TestApp) -> String {
    app.text("select state from ledger").await
}

pub(crate) fn outcome(view: &TurnView) -> Outcome {
    let step = view.steps.iter().find(|it| it.name == "send_parcel");
    step.unwrap().outcome
}

async fn pass_attempts(app: &TestApp) {
    let attempts = "select coalesce(max(attempts), 0)::bigint from steps where state = 'retrying'";
    for attempt in 1..5 {
        app.until(attempts, attempt).await;
        app.pass_time().await;
    }
}

#[tokio::test]
async fn what_is_sent_is_sent_once_and_recorded() {
    let world = Outer::new(World::Takes);
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let view = app.say(&parcel()).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    assert_eq!(
        (world.parcels(), state(&app).await.as_str()),
        ((1, 1), "done")
    );
    assert_eq!(world.recorded.load(Ordering::Relaxed), 1);
    assert_eq!(app.taken("authority", "department:sales").await, 1_000);
    app.finish().await;
}

#[tokio::test]
async fn what_the_other_side_refuses_did_not_happen_and_gives_nothing_away() {
    let world = Outer::new(World::Refuses);
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let view = app.say(&parcel()).await;
    assert_eq!(view.status, TurnStatus::Answered);
    assert_eq!(
        (outcome(&view), state(&app).await.as_str()),
        (Outcome::Failed, "failed")
    );
    assert_eq!(app.taken("authority", "department:sales").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn what_did_not_leave_is_tried_again_whatever_a_repeat_would_do() {
    let world = Outer::new(World::NotThere);
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let turn = app.begin("main", &parcel()).await;
    let attempts = "select coalesce(max(attempts), 0)::bigint from steps where state = 'retrying'";
    app.until(attempts, 1).await;
    *world.does.lock().unwrap() = World::Takes;
    app.pass_time().await;
    let view = app.closed(turn).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    assert_eq!(
        (world.parcels(), state(&app).await.as_str()),
        ((1, 1), "done")
    );
    app.finish().await;
}

#[tokio::test]
async fn what_never_leaves_is_given_up_and_gives_nothing_away() {
    let world = Outer::new(World::NotThere);
    let app = shipping(&world, ONCE).await;
    let turn = app.begin("main", &parcel()).await;
    pass_attempts(&app).await;
    let view = app.closed(turn).await;
    assert_eq!(
        (outcome(&view), state(&app).await.as_str()),
        (Outcome::Failed, "failed")
    );
    assert_eq!(app.taken("authority", "department:sales").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn what_nobody_hears_of_is_sent_again_where_repeats_are_dropped() {
    let world = Outer::new(World::Silent);
    let app = shipping(&world, ONCE).await;
    let turn = app.begin("main", &parcel()).await;
    let attempts = "select coalesce(max(attempts), 0)::bigint from steps where state = 'retrying'";
    app.until(attempts, 1).await;
    *world.does.lock().unwrap() = World::Takes;
    app.pass_time().await;
    let view = app.closed(turn).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    assert_eq!(
        (world.parcels(), state(&app).await.as_str()),
        ((2, 1), "done")
    );
    app.finish().await;
}

#[tokio::test]
async fn what_nobody_hears_of_is_asked_about_where_a_repeat_would_do_it_twice() {
    let world = Outer::new(World::Silent);
    *world.knows.lock().unwrap() = Knows::What;
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let turn = app.begin("main", &parcel()).await;
    let view = app.rested(turn).await;
    assert_eq!(
        (outcome(&view), state(&app).await.as_str()),
        (Outcome::Done, "done")
    );
    assert_eq!(world.parcels(), (1, 1));
    assert_eq!(world.recorded.load(Ordering::Relaxed), 1);
    assert_eq!(app.taken("authority", "department:sales").await, 1_000);
    app.finish().await;
}

#[tokio::test]
async fn nobody_is_asked_while_it_may_still_be_on_its_way() {
    let world = Outer::new(World::Silent);
    *world.knows.lock().unwrap() = Knows::What;
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let turn = app.begin("main", &parcel()).await;
    let waits = "select count(*) from steps where name = 'sleep' and state = 'waiting'";
    app.until(waits, 1).await;
    let left = "select extract(epoch from due - at)::bigint from steps where name = 'sleep'";
    let left = app.number(left).await;
    assert!(
        (13..=15).contains(&left),
        "{left} s: its own 5 and 10 to leave"
    );
    // The timer alone does not do: the ledger is looked at again.
    app.execute(
        "update steps set due = now() where state = 'waiting'; update ready set due = now()",
    )
    .await;
    app.wake(turn);
    let found = "select count(*) from steps where name = 'tool.find' and state = 'done'
        and output ? 'not_yet'";
    app.until(found, 1).await;
    assert_eq!(world.asked.load(Ordering::Relaxed), 0);
    let view = app.rested(turn).await;
    assert_eq!(outcome(&view), Outcome::Done);
    assert_eq!(world.asked.load(Ordering::Relaxed), 1);
    app.finish().await;
}

#[tokio::test]
async fn what_did_not_happen_after_all_is_sent_again_and_no_more_than_five_times() {
    let world = Outer::new(World::Lost);
    *world.knows.lock().unwrap() = Knows::What;
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let turn = app.begin("main", &parcel()).await;
    let view = app.rested(turn).await;
    assert_eq!(
        (outcome(&view), state(&app).await.as_str()),
        (Outcome::Failed, "failed")
    );
    assert_eq!(app.number("select attempts::bigint from ledger").await, 5);
    assert_eq!(world.asked.load(Ordering::Relaxed), 5);
    assert_eq!(app.taken("authority", "department:sales").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn repeats_end_with_the_window_and_then_the_other_side_is_asked() {
    let world = Outer::new(World::Silent);
    *world.knows.lock().unwrap() = Knows::What;
    let window = Duration::from_secs(1);
    let app = shipping(&world, Effect::WriteOnce { window }).await;
    let turn = app.begin("main", &parcel()).await;
    let view = app.rested(turn).await;
    assert_eq!(outcome(&view), Outcome::Done);
    assert_eq!(
        world.parcels(),
        (1, 1),
        "one attempt would end after the window"
    );
    app.finish().await;
}

#[tokio::test]
async fn repeats_are_five_in_all_however_often_the_program_died() {
    let mut world = Outer::new(World::Silent);
    *world.knows.lock().unwrap() = Knows::What;
    let hold = Hold::default();
    world.hold = Some(hold.clone());
    let mut app = shipping(&world, ONCE).await;
    let turn = app.begin("main", &parcel()).await;
    for _ in 0..2 {
        hold.reached(1).await;
        app.restart_without_stop().await;
    }
    hold.release(10);
    let view = app.rested(turn).await;
    assert_eq!(outcome(&view), Outcome::Done);
    assert_eq!(world.parcels(), (5, 1));
    assert_eq!(world.asked.load(Ordering::Relaxed), 1);
    app.finish().await;
}

#[tokio::test]
async fn what_was_refused_once_it_may_have_arrived_is_asked_about() {
    let world = Outer::new(World::Silent);
    *world.knows.lock().unwrap() = Knows::What;
    let app = shipping(&world, ONCE).await;
    let turn = app.begin("main", &parcel()).await;
    let attempts = "select coalesce(max(attempts), 0)::bigint from steps where state = 'retrying'";
    app.until(attempts, 1).await;
    *world.does.lock().unwrap() = World::Refuses;
    let view = app.rested(turn).await;
    assert_eq!(
        (outcome(&view), state(&app).await.as_str()),
        (Outcome::Done, "done")
    );
    app.finish().await;
}

#[tokio::test]
async fn what_did_not_leave_after_it_may_have_arrived_is_in_doubt_after_a_crash_too() {
    let world = Outer::new(World::Silent);
    *world.knows.lock().unwrap() = Knows::What;
    let mut app = shipping(&world, ONCE).await;
    let turn = app.begin("main", &parcel()).await;
    let attempts = "select coalesce(max(attempts), 0)::bigint from steps where state = 'retrying'";
    app.until(attempts, 1).await;
    *world.does.lock().unwrap() = World::NotThere;
    app.pass_time().await;
    app.until(attempts, 2).await;
    assert_eq!(state(&app).await, "sending");
    app.restart_without_stop().await;
    let view = app.rested(turn).await;
    assert_eq!(
        (outcome(&view), state(&app).await.as_str()),
        (Outcome::Done, "done")
    );
    app.finish().await;
}

#[tokio::test]
async fn who_is_too_late_to_send_does_not_send() {
    let world = Outer::new(World::Takes);
    let mut setup = ship(&world, Effect::WriteAtMostOnce);
    setup.send_within = Duration::ZERO;
    let app = setup.start().await;
    let turn = app.begin("main", &parcel()).await;
    let view = app.rested(turn).await;
    assert_eq!(
        (outcome(&view), state(&app).await.as_str()),
        (Outcome::Failed, "failed")
    );
    assert_eq!(world.parcels(), (0, 0));
    assert_eq!(app.taken("authority", "department:sales").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn only_who_holds_the_run_may_send() {
    let mut world = Outer::new(World::Takes);
    let hold = Hold::default();
    world.hold = Some(hold.clone());
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let turn = app.begin("main", &parcel()).await;
    hold.reached(1).await;
    let key = IdempotencyKey::from_text(app.text("select key from ledger").await);
    let epoch = app.number("select epoch from ready").await;
    let organisation = app.owner.organisation;
    let begin = async |epoch: i64| {
        let (store, key) = (app.store().clone(), key.clone());
        let begin = async move {
            let leave = Leave {
                epoch,
                within: Duration::from_secs(10),
                window: None,
            };
            store.begin_sending(organisation, &key, leave).await
        };
        app.run(begin).await.unwrap()
    };
    assert_eq!(begin(epoch - 1).await, None, "another held it before");
    let may = begin(epoch).await;
    assert!(
        may.is_some_and(|it| it.in_doubt),
        "it is being sent: {may:?}"
    );
    // Another takes the run over, and has not touched the effect yet.
    app.execute("update ready set epoch = nextval('lease_epochs')")
        .await;
    assert_eq!(begin(epoch).await, None);
    app.execute(&format!("update ready set epoch = {epoch}"))
        .await;
    hold.release(1);
    assert_eq!(outcome(&app.closed(turn).await), Outcome::Done);
    assert_eq!(begin(epoch).await, None, "it is over");
    app.finish().await;
}

#[tokio::test]
async fn another_plan_under_the_same_key_is_refused_and_the_run_put_aside() {
    let mut world = Outer::new(World::Takes);
    let hold = Hold::default();
    world.hold = Some(hold.clone());
    let mut app = shipping(&world, ONCE).await;
    let turn = app.begin("main", &parcel()).await;
    hold.reached(1).await;
    app.kill().await;
    hold.release(10);
    app.execute("update ledger set digest = sha256('something else')")
        .await;
    app.start_again().await;
    let view = app.closed(turn).await;
    assert_eq!(view.status, TurnStatus::Failed);
    assert_eq!(app.text("select state from runs").await, "quarantined");
    let why = app.text("select error from runs").await;
    assert!(why.contains("another plan under the key"), "{why}");
    assert_eq!(world.parcels(), (1, 1));
    app.abandon().await;
}

#[tokio::test]
async fn what_was_under_way_at_a_crash_and_may_not_be_repeated_is_asked_about() {
    let mut world = Outer::new(World::Takes);
    *world.knows.lock().unwrap() = Knows::What;
    let hold = Hold::default();
    world.hold = Some(hold.clone());
    let mut app = shipping(&world, Effect::WriteAtMostOnce).await;
    let turn = app.begin("main", &parcel()).await;
    // It has arrived, and nobody will hear the answer.
    hold.reached(1).await;
    app.kill().await;
    hold.release(10);
    app.start_again().await;
    let view = app.rested(turn).await;
    assert_eq!(outcome(&view), Outcome::Done);
    assert_eq!(world.parcels(), (1, 1));
    assert_eq!(world.asked.load(Ordering::Relaxed), 1);
    app.finish().await;
}

/// Whether a crash at each commit of a turn that sends a parcel leaves it sent once.
async fn crash_everywhere(effect: Effect, knows: Knows) {
    let mut points = 0;
    for commits in 1..MOST {
        let world = Outer::new(World::Takes);
        *world.knows.lock().unwrap() = knows;
        let mut setup = ship(&world, effect);
        setup.wired = true;
        let mut app = setup.start().await;
        app.wire().cut_after(commits);
        let message = Message {
            conversation: "main",
            id: "the message",
            text: &parcel(),
        };
        let crashed = dies_on_the_way(&mut app, message).await;
        let turn = app.submit(&app.owner, message).await.unwrap().turn;
        let mut view = app.rested(turn).await;
        let (all, _) = world.parcels();
        if let Some(shown) = view.approval.clone() {
            assert_ne!(knows, Knows::What, "{commits}: it can be asked about");
            assert_eq!(effect, Effect::WriteAtMostOnce, "{commits}");
            let truth = match all {
                0 => (Resolution::DidNot, None),
                _ => (Resolution::Happened, Some("it")),
            };
            app.resolve(&app.owner, &shown, truth).await.unwrap();
            view = app.closed(turn).await;
        }
        let done = outcome(&view) == Outcome::Done;
        assert_eq!(done, all > 0, "{commits}: {view:#?}");
        if effect == Effect::WriteAtMostOnce {
            assert!(all <= 1, "{commits}: {all} parcels");
        }
        if knows == Knows::What {
            assert!(done, "{commits}: {view:#?}");
        }
        assert!(world.parcels().1 <= 1, "{commits}");
        let given = if done { 1_000 } else { 0 };
        let taken = app.taken("authority", "department:sales").await;
        assert_eq!(taken, given, "{commits}");
        app.finish().await;
        points = commits;
        if !crashed {
            break;
        }
    }
    assert!((8..MOST - 1).contains(&points), "{points} commits");
}

#[tokio::test]
async fn a_write_whose_repeats_are_dropped_survives_a_crash_after_each_commit() {
    crash_everywhere(ONCE, Knows::Nothing).await;
}

#[tokio::test]
async fn a_write_at_most_once_survives_a_crash_after_each_commit_where_the_other_side_knows() {
    crash_everywhere(Effect::WriteAtMostOnce, Knows::What).await;
}

#[tokio::test]
async fn a_write_at_most_once_is_put_to_a_person_after_a_crash_where_the_other_side_cannot_tell() {
    crash_everywhere(Effect::WriteAtMostOnce, Knows::Nothing).await;
}

#[tokio::test]
async fn a_write_at_most_once_is_put_to_a_person_after_a_crash_where_the_other_side_is_away() {
    crash_everywhere(Effect::WriteAtMostOnce, Knows::Away).await;
}
