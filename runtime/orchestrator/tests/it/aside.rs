//! Turns whose runs were put aside, as after a deployment that does not fit them: what they hold is kept while a person may have them go
//! on, and settled when she ends them instead.

use std::sync::atomic::Ordering;

use domain::{
    approval::{ApprovalStatus, Resolution},
    ids::{FlowId, TurnId},
    tool::Effect,
    turn::{Outcome, TurnStatus},
};
use serde_json::Value;
use store::DecideError;
use testkit::{
    TestApp,
    scripted::{Hold, obey},
};

use crate::{
    flows::retry,
    outside::{ONCE, outcome, parcel, ship, shipping, state},
    parts::with_refund,
    shop::{YES, asked, lead, paid_invoice, refund, refunded},
    tools::{Knows, Outer, World},
};

/// Has a turn put aside: while nobody works, its journal is broken by hand, and then something happens to it.
async fn put_aside(app: &mut TestApp, turn: TurnId) {
    app.kill().await;
    app.execute(&format!(
        "create table before as select path, name from steps
            where flow = '{turn}' and kind = 'activity' order by at limit 1;
        update steps s set name = 'another' from before b
            where s.flow = '{turn}' and s.path = b.path"
    ))
    .await;
    app.start_again().await;
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    let poke = async move {
        store
            .signal(organisation, turn.into(), "poke", &Value::Null)
            .await
    };
    app.run(poke).await.unwrap();
    app.wake(turn);
    let aside = format!("select count(*) from runs where id = '{turn}' and state = 'quarantined'");
    app.until(&aside, 1).await;
}

/// Makes its journal what it was.
async fn mend(app: &TestApp, turn: TurnId) {
    app.execute(&format!(
        "update steps s set name = b.name from before b where s.flow = '{turn}' and s.path = b.path;
        drop table before"
    ))
    .await;
}

/// The owner ends it, and what is left is settled.
async fn end(app: &TestApp, turn: TurnId) {
    let (store, owner) = (app.store().clone(), app.owner.clone());
    let stop = async move { store.stop_run(&owner, "cli", turn.into()).await };
    app.run(stop).await.unwrap();
    settled(app, turn).await;
}

async fn settled(app: &TestApp, turn: TurnId) {
    let settled = format!(
        "select count(*) from runs where workflow = 'turn.settle' and state = 'done'
            and parent = '{turn}' and input = 'true'"
    );
    app.until(&settled, 1).await;
    assert_eq!(app.view(turn).await.status, TurnStatus::Cancelled);
    assert_eq!(app.number("select count(*) from ready").await, 0);
    app.check_books().await;
}

#[tokio::test]
async fn a_turn_that_was_put_aside_keeps_what_it_holds_and_gives_it_back_when_it_is_ended() {
    let mut app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    let held = app.taken("cost", "company").await;
    put_aside(&mut app, shown.turn).await;
    assert_eq!(app.view(shown.turn).await.status, TurnStatus::Failed);
    assert_eq!(app.taken("cost", "company").await, held);
    assert_eq!(app.say(&lead("Bia")).await.status, TurnStatus::Answered);
    end(&app, shown.turn).await;
    let late = app.decide(&app.owner, &shown, YES).await;
    assert!(
        matches!(late, Err(DecideError::Closed(ApprovalStatus::Withdrawn))),
        "{late:?}"
    );
    assert_eq!(refunded(&app).await, 0);
    app.abandon().await;
}

#[tokio::test]
async fn a_turn_that_was_put_aside_while_it_waited_waits_on_without_its_lane() {
    let mut app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    put_aside(&mut app, shown.turn).await;
    mend(&app, shown.turn).await;
    retry(&app, &app.owner, shown.turn.into()).await.unwrap();
    assert_eq!(app.say(&lead("Bia")).await.status, TurnStatus::Answered);
    let view = app.view(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Waiting);
    assert_eq!(view.approval.unwrap().number, shown.number);
    app.decide(&app.owner, &shown, YES).await.unwrap();
    assert_eq!(app.closed(shown.turn).await.status, TurnStatus::Answered);
    assert_eq!(refunded(&app).await, 12_000);
    app.finish().await;
}

#[tokio::test]
async fn departments_of_a_turn_that_is_put_aside_stop_and_their_money_is_counted_once() {
    for ends in [true, false] {
        let mut app = TestApp::start(obey).await;
        paid_invoice(&app, 20_000).await;
        let shown = app.say(&with_refund()).await.approval.unwrap();
        put_aside(&mut app, shown.turn).await;
        // Nobody would hear any more what a yes led to.
        app.until(
            "select count(*) from approvals where status = 'withdrawn'",
            1,
        )
        .await;
        let late = app.decide(&app.owner, &shown, YES).await;
        assert!(matches!(late, Err(DecideError::Closed(_))), "{late:?}");
        assert_eq!(app.say("Hello").await.status, TurnStatus::Answered);
        if ends {
            end(&app, shown.turn).await;
        } else {
            mend(&app, shown.turn).await;
            retry(&app, &app.owner, shown.turn.into()).await.unwrap();
            let view = app.closed(shown.turn).await;
            assert_eq!(view.status, TurnStatus::Cancelled, "{view:#?}");
            app.check_books().await;
        }
        assert_eq!(refunded(&app).await, 0);
        assert_eq!(app.number("select count(*) from leads").await, 1 + 1);
        app.abandon().await;
    }
}

#[tokio::test]
async fn an_effect_under_way_of_a_turn_that_is_ended_is_asked_about() {
    for knows in [Knows::What, Knows::Nothing] {
        let mut world = Outer::new(World::Takes);
        *world.knows.lock().unwrap() = knows;
        let hold = Hold::default();
        world.hold = Some(hold.clone());
        let mut app = shipping(&world, Effect::WriteAtMostOnce).await;
        let turn = app.begin("main", &parcel()).await;
        hold.reached(1).await;
        put_aside(&mut app, turn).await;
        hold.release(10);
        assert_eq!(state(&app).await, "sending");
        // It had the lane of its conversation.
        assert_eq!(app.say("Hello").await.status, TurnStatus::Answered);
        let (store, owner) = (app.store().clone(), app.owner.clone());
        let stop = async move { store.stop_run(&owner, "cli", turn.into()).await };
        app.run(stop).await.unwrap();
        // It may still be on its way: nobody asks before.
        let sleeps = "select count(*) from steps where name = 'sleep' and state = 'waiting'";
        app.until(sleeps, 1).await;
        app.pass_time().await;
        settled(&app, turn).await;
        assert_eq!(world.parcels(), (1, 1));
        if knows == Knows::Nothing {
            assert_eq!(state(&app).await, "unknown");
            let shown = app.approvals().await.pop().unwrap();
            let said = (Resolution::Happened, Some("SEDEX 7"));
            app.resolve(&app.owner, &shown, said).await.unwrap();
        }
        app.until("select count(*) from ledger where state = 'done'", 1)
            .await;
        assert_eq!(outcome(&app.view(turn).await), Outcome::Done);
        app.abandon().await;
    }
}

#[tokio::test]
async fn an_effect_under_way_of_a_department_that_is_ended_is_asked_about_once() {
    let mut world = Outer::new(World::Takes);
    *world.knows.lock().unwrap() = Knows::What;
    let hold = Hold::default();
    world.hold = Some(hold.clone());
    let mut app = shipping(&world, Effect::WriteAtMostOnce).await;
    paid_invoice(&app, 20_000).await;
    let both = format!("{}\n{}", parcel(), refund(1, 12_000));
    let turn = app.begin("main", &both).await;
    hold.reached(1).await;
    app.kill().await;
    app.execute(
        "update steps s set name = 'another' from (select flow, path from steps
            where flow = (select run from ledger) and kind = 'activity' order by at limit 1) b
            where s.flow = b.flow and s.path = b.path",
    )
    .await;
    app.start_again().await;
    hold.release(10);
    app.until("select count(*) from runs where state = 'quarantined'", 1)
        .await;
    let child: FlowId = app
        .text("select id::text from runs where state = 'quarantined'")
        .await
        .parse()
        .unwrap();
    let (store, owner) = (app.store().clone(), app.owner.clone());
    let stop = async move { store.stop_run(&owner, "http", child).await };
    app.run(stop).await.unwrap();
    let sleeps = "select count(*) from steps where name = 'sleep' and state = 'waiting'";
    app.until(sleeps, 1).await;
    // Meanwhile all of the turn is put aside and ended: two settle it, one after the other.
    app.until("select count(*) from approvals where status = 'pending'", 1)
        .await;
    put_aside(&mut app, turn).await;
    let (store, owner) = (app.store().clone(), app.owner.clone());
    let stop = async move { store.stop_run(&owner, "http", turn.into()).await };
    app.run(stop).await.unwrap();
    let both = "select count(*) from runs where workflow = 'turn.settle' and state = 'done'";
    while app.number(both).await < 2 {
        app.pass_time().await;
    }
    settled(&app, turn).await;
    assert_eq!(
        (world.parcels(), state(&app).await.as_str()),
        ((1, 1), "done")
    );
    assert_eq!(world.asked.load(Ordering::Relaxed), 1);
    app.abandon().await;
}

#[tokio::test]
async fn what_may_have_left_is_not_repeated_because_its_tool_is_said_to_only_read_since() {
    let mut world = Outer::new(World::Takes);
    *world.knows.lock().unwrap() = Knows::What;
    let hold = Hold::default();
    world.hold = Some(hold.clone());
    let mut app = shipping(&world, Effect::Read).await;
    let turn = app.begin("main", &parcel()).await;
    hold.reached(1).await;
    app.kill().await;
    hold.release(10);
    app.execute("update ledger set effect = 'write_at_most_once'")
        .await;
    app.start_again().await;
    assert_eq!(outcome(&app.rested(turn).await), Outcome::Done);
    assert_eq!(world.parcels(), (1, 1));
    app.finish().await;
}

#[tokio::test]
async fn nobody_is_asked_whether_something_was_read() {
    let world = Outer::new(World::Silent);
    let app = ship(&world, Effect::Read).start().await;
    let turn = app.begin("main", &parcel()).await;
    let attempts = "select coalesce(max(attempts), 0)::bigint from steps where state = 'retrying'";
    app.until(attempts, 1).await;
    *world.does.lock().unwrap() = World::Refuses;
    let view = app.rested(turn).await;
    assert_eq!(outcome(&view), Outcome::Failed);
    assert_eq!(app.number("select count(*) from approvals").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn the_other_sides_window_begins_with_the_first_attempt_by_the_databases_clock() {
    let world = Outer::new(World::Takes);
    let app = shipping(&world, ONCE).await;
    app.say(&parcel()).await;
    let left = "select round(extract(epoch from window_until - send_by))::bigint from ledger";
    // It has ten seconds to leave.
    assert_eq!(app.number(left).await, 24 * 60 * 60 - 10);
    app.finish().await;
}
