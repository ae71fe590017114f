//! Runs that did not end well are taken up again from their journal, with the keys that they had.

use domain::{
    approval::{Resolution, Verdict},
    ids::FlowId,
    person::{Actor, Role},
    run::{RunState, WaitsFor},
    tool::Effect,
    turn::{Outcome, TurnStatus},
};
use store::RunError;
use testkit::{
    TestApp,
    scripted::{Hold, obey},
};

use crate::{
    outside::{ONCE, outcome, parcel, shipping},
    shop::{asked, lead, paid_invoice, refund},
    tools::{Outer, World},
};

pub(crate) async fn retry(app: &TestApp, actor: &Actor, id: FlowId) -> Result<(), RunError> {
    let (store, actor) = (app.store().clone(), actor.clone());
    let retried = app.run(async move { store.retry_run(&actor, "http", id).await });
    let retried = retried.await;
    app.wake(id.into());
    retried
}

#[tokio::test]
async fn a_run_that_was_put_aside_goes_on_with_its_keys() {
    let mut world = Outer::new(World::Takes);
    let hold = Hold::default();
    world.hold = Some(hold.clone());
    let mut app = shipping(&world, ONCE).await;
    let turn = app.begin("main", &parcel()).await;
    hold.reached(1).await;
    app.kill().await;
    hold.release(10);
    // Somebody has changed the plan behind our back, and mends it.
    app.execute("create table before as select digest from ledger")
        .await;
    app.execute("update ledger set digest = sha256('something else')")
        .await;
    app.start_again().await;
    assert_eq!(app.closed(turn).await.status, TurnStatus::Failed);
    app.execute("update ledger set digest = before.digest from before; drop table before")
        .await;

    let manager = app.member(Role::Manager, &["sales"]).await;
    let refused = retry(&app, &manager, turn.into()).await;
    assert!(matches!(refused, Err(RunError::NotAllowed)), "{refused:?}");
    retry(&app, &app.owner, turn.into()).await.unwrap();
    app.until("select count(*) from turns where status = 'answered'", 1)
        .await;
    let view = app.closed(turn).await;
    assert_eq!(outcome(&view), Outcome::Done);
    assert_eq!(world.parcels(), (2, 1), "the key is the same");
    assert_eq!(
        app.number("select count(*) from audit where act = 'flow.retried'")
            .await,
        1
    );
    let again = retry(&app, &app.owner, turn.into()).await;
    assert!(
        matches!(again, Err(RunError::Stands(RunState::Done))),
        "{again:?}"
    );
    let unknown = retry(&app, &app.owner, FlowId::new(chrono::Utc::now())).await;
    assert!(matches!(unknown, Err(RunError::Unknown)), "{unknown:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_run_that_could_not_write_what_a_person_said_writes_it_later() {
    let world = Outer::new(World::Silent);
    let app = shipping(&world, Effect::WriteAtMostOnce).await;
    let turn = app.begin("main", &parcel()).await;
    let shown = app.rested(turn).await.approval.unwrap();
    assert!(app.cancel(turn).await);
    app.closed(turn).await;
    // The run that writes what a person said cannot, at first.
    app.execute("alter table tool_calls rename column reason to why")
        .await;
    let did_not = (Resolution::DidNot, None);
    let resolved = app.resolve(&app.owner, &shown, did_not).await.unwrap();
    assert_ne!(resolved.run, turn.into());
    let state = format!(
        "select count(*) from runs where id = '{}' and state in ('failed', 'quarantined')",
        resolved.run
    );
    app.until(&state, 1).await;
    app.execute("alter table tool_calls rename column why to reason")
        .await;
    retry(&app, &app.owner, resolved.run).await.unwrap();
    app.until("select count(*) from ledger where state = 'failed'", 1)
        .await;
    assert_eq!(outcome(&app.view(turn).await), Outcome::Failed);
    app.abandon().await;
}

#[tokio::test]
async fn a_turn_that_was_put_aside_can_be_ended() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let turn = asked(&app, &refund(1, 12_000)).await.turn;
    app.execute(&format!(
        "update runs set state = 'quarantined' where id = '{turn}'; delete from ready;
        update turns set lane = 'closed', status = 'failed' where id = '{turn}'"
    ))
    .await;
    let (store, owner) = (app.store().clone(), app.owner.clone());
    let stop = async move { store.stop_run(&owner, "cli", turn.into()).await };
    app.run(stop).await.unwrap();
    let state = "select count(*) from runs where state = 'cancelled' and closed_at is not null";
    assert_eq!(app.number(state).await, 1);
    let noted = "select count(*) from audit where act = 'flow.cancelled'";
    assert_eq!(app.number(noted).await, 1);
    let again = retry(&app, &app.owner, turn.into()).await;
    assert!(again.is_err(), "{again:?}");
    app.abandon().await;
}

#[tokio::test]
async fn a_turn_that_is_taken_up_again_waits_for_its_conversation() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    let turn = shown.turn;
    app.execute(&format!(
        "update runs set state = 'quarantined' where id = '{turn}'; delete from ready;
        update turns set lane = 'closed', status = 'failed' where id = '{turn}'"
    ))
    .await;
    app.say(&lead("Bia")).await;
    retry(&app, &app.owner, turn.into()).await.unwrap();
    app.until("select count(*) from ready where holder is null", 1)
        .await;
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    let run = app.run(async move { store.run(organisation, turn.into()).await });
    let run = run.await.unwrap().unwrap().run;
    assert_eq!(
        (run.state, run.waits[0].what),
        (RunState::Open, WaitsFor::Person)
    );
    assert_eq!(run.waits[0].name, "1");
    app.decide(&app.owner, &shown, (Verdict::Approve, None))
        .await
        .unwrap();
    assert_eq!(app.closed(turn).await.status, TurnStatus::Answered);
    app.finish().await;
}
