//! Processes that do not have the same versions of workflows.

use chrono::Utc;
use domain::{
    flow::Workflow as _,
    ids::FlowId,
    run::{RunState, WaitsFor},
};
use durable::Settings;
use serde_json::json;
use store::{Parked, RunError};

use super::rig::{QUIET, Rig, SETTINGS, Worker, owner};
use crate::contract::{
    End, Engine as _,
    program::{Late, Versioned, write},
    world::World,
};

const PARKED: &str = "select from ready where flow = $1 and parked is not null
    and holder is null and due = 'infinity'";

/// A process that has no room.
const FULL: Settings = Settings {
    in_flight: 0,
    ..QUIET
};

const EPOCH: &str = "select epoch from ready where flow = $1";

/// A run of a version that the rig's worker does not have, once it is parked.
async fn parked(rig: &Rig) -> FlowId {
    let flow = FlowId::new(Utc::now());
    let late = (Late::NAME, Late::VERSION);
    assert!(rig.start(flow, late, json!(null)).await);
    rig.until(PARKED, flow).await;
    flow
}

/// Waits until processes of tests before are gone that had the version.
async fn until_nobody_has_late(rig: &Rig) {
    let nobody = "select where $1::uuid is not null and not somebody_has('contract.late.v1')";
    rig.until(nobody, FlowId::new(Utc::now())).await;
}

fn of_late(runs: i64) -> Vec<Parked> {
    let version = "contract.late.v1".to_owned();
    vec![Parked { version, runs }]
}

#[tokio::test]
async fn a_run_of_a_version_that_nobody_has_is_shown_and_not_taken_again_and_again() {
    let rig = Rig::with(SETTINGS).await;
    until_nobody_has_late(&rig).await;
    let flow = parked(&rig).await;
    let epoch = rig.number(EPOCH, flow).await;
    // However often the queue is looked at meanwhile.
    for _ in 0..5 {
        rig.outcome(&[write("a")]).await;
    }
    assert_eq!(rig.number(EPOCH, flow).await, epoch);
    assert_eq!(rig.store.parked().await.unwrap(), of_late(1));
    assert_eq!(rig.store.backlog().await.unwrap().ready, 0);
    let run = rig.store.run(rig.organisation, flow).await.unwrap();
    let run = run.unwrap().run;
    assert_eq!(run.state, RunState::Open);
    let waits: Vec<_> = run.waits.iter().map(|it| (it.what, &*it.name)).collect();
    assert_eq!(waits, [(WaitsFor::Version, "contract.late.v1")]);
}

#[tokio::test]
async fn a_parked_run_goes_on_when_a_process_starts_that_has_its_version() {
    let rig = Rig::with(SETTINGS).await;
    until_nobody_has_late(&rig).await;
    let flow = parked(&rig).await;
    rig.world.compile_late_in();
    // Beside the other, which does not have it.
    let newer = rig.another(SETTINGS).await;
    assert_eq!(rig.end(flow).await, End::Done(json!("late:1")));
    assert_eq!(rig.store.parked().await.unwrap(), []);
    newer.engine.stop().await;
}

#[tokio::test]
async fn of_two_processes_with_different_versions_each_takes_its_own() {
    let mut rig = Rig::idle().await;
    let other = World::new();
    rig.world.leave_out(2);
    other.leave_out(1);
    rig.work(SETTINGS).await;
    let newer = Worker::start(rig.database(), &other, SETTINGS).await;
    let mut flows = Vec::new();
    for version in [1, 2].repeat(10) {
        let flow = FlowId::new(Utc::now());
        let workflow = (Versioned::<1>::NAME, version);
        assert!(rig.start(flow, workflow, json!(null)).await);
        flows.push((flow, version));
    }
    for (flow, version) in flows {
        rig.until("select from steps where flow = $1", flow).await;
        rig.signal(flow, "go", json!(1)).await.unwrap();
        assert_eq!(rig.end(flow).await, End::Done(json!(version)));
    }
    assert_eq!(rig.store.parked().await.unwrap(), []);
    newer.engine.stop().await;
}

#[tokio::test]
async fn what_a_process_had_that_died_is_parked_by_those_that_do_not_have_it() {
    let rig = Rig::with(SETTINGS).await;
    until_nobody_has_late(&rig).await;
    rig.world.compile_late_in();
    let newer = rig.another(FULL).await;
    let flow = FlowId::new(Utc::now());
    let late = (Late::NAME, Late::VERSION);
    assert!(rig.start(flow, late, json!(null)).await);
    rig.until(PARKED, flow).await;
    // The one who has it lives, and will look.
    assert_eq!(rig.store.parked().await.unwrap(), []);
    newer.kill();
    until_nobody_has_late(&rig).await;
    assert_eq!(rig.store.parked().await.unwrap(), of_late(1));
}

#[tokio::test]
async fn a_run_that_nobody_can_work_on_is_stopped_all_the_same() {
    let rig = Rig::with(SETTINGS).await;
    until_nobody_has_late(&rig).await;
    let flow = parked(&rig).await;
    let actor = owner(rig.organisation);
    rig.store.stop_run(&actor, "http", flow).await.unwrap();
    assert_eq!(rig.end(flow).await, End::Cancelled);
    let rows = "select count(*) from ready where flow = $1";
    assert_eq!(rig.number(rows, flow).await, 0);
    let run = rig.store.run(rig.organisation, flow).await.unwrap();
    let why = run.unwrap().run.error.unwrap();
    assert!(why.contains("contract.late.v1"), "{why}");
    let again = rig.store.stop_run(&actor, "http", flow).await;
    assert!(
        matches!(again, Err(RunError::Stands(RunState::Cancelled))),
        "{again:?}"
    );
}

#[tokio::test]
async fn a_run_is_left_to_clean_up_while_somebody_lives_who_has_its_version() {
    let rig = Rig::with(SETTINGS).await;
    rig.world.compile_late_in();
    let newer = rig.another(FULL).await;
    let flow = parked(&rig).await;
    let actor = owner(rig.organisation);
    rig.store.stop_run(&actor, "http", flow).await.unwrap();
    let run = rig.store.run(rig.organisation, flow).await.unwrap();
    let run = run.unwrap().run;
    assert_eq!((run.state, run.cancel_requested), (RunState::Open, true));
    // It hears of it there.
    let another = rig.another(SETTINGS).await;
    assert_eq!(rig.end(flow).await, End::Done(json!("cancelled")));
    newer.engine.stop().await;
    another.engine.stop().await;
}
