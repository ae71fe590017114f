//! Tools that reach outside, where no transaction does: what a repeat would do decides what is
//! done after a failure or a crash, and what nobody can know is said to be unknown.

use std::{sync::atomic::Ordering, time::Duration};

use domain::{
    tool::Effect,
    turn::{Outcome, TurnStatus, TurnView},
};
use serde_json::json;
use testkit::{
    Setup, TestApp,
    scripted::{Hold, obey},
};

use crate::{
    shop::order,
    tools::{Outer, SendParcel, World},
};

const ONCE: Effect = Effect::WriteOnce {
    window: Duration::from_secs(24 * 60 * 60),
};

async fn shipping(world: &Outer, effect: Effect) -> TestApp {
    let mut setup = Setup::new(obey);
    let world = world.clone();
    setup.toolbox = setup.toolbox.outside(SendParcel { world, effect }).unwrap();
    let tools = &mut setup.department("sales").agent.tools;
    tools.insert("send_parcel".to_owned());
    setup.start().await
}

fn parcel() -> String {
    order("sales", "send_parcel", &json!({ "to": "Ana" }))
}

async fn state(app: &TestApp) -> String {
    app.text("select state from ledger").await
}

fn outcome(view: &TurnView) -> Outcome {
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
async fn what_nobody_hears_of_is_unknown_where_a_repeat_would_do_it_twice() {
    let world = Outer::new(World::Silent);
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let view = app.say(&parcel()).await;
    assert_eq!(
        (outcome(&view), state(&app).await.as_str()),
        (Outcome::Unknown, "unknown")
    );
    assert_eq!(world.parcels(), (1, 1));
    // It keeps what it takes until a person decides.
    assert_eq!(app.taken("authority", "department:sales").await, 1_000);
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
async fn a_crash_while_it_is_sent_ends_as_the_effect_says() {
    for (effect, parcels, ledger, done) in [
        (ONCE, (2, 1), "done", Outcome::Done),
        (Effect::WriteAtMostOnce, (1, 1), "unknown", Outcome::Unknown),
    ] {
        let mut world = Outer::new(World::Takes);
        let hold = Hold::default();
        world.hold = Some(hold.clone());
        let mut app = shipping(&world, effect).await;
        let turn = app.begin("main", &parcel()).await;
        hold.reached(1).await;
        assert_eq!(state(&app).await, "sending");
        app.kill().await;
        hold.release(10);
        app.start_again().await;
        let view = app.closed(turn).await;
        assert_eq!((outcome(&view), state(&app).await.as_str()), (done, ledger));
        assert_eq!(world.parcels(), parcels);
        assert_eq!(app.taken("authority", "department:sales").await, 1_000);
        app.finish().await;
    }
}
