//! Who may write a run: whoever holds its lease, and nobody else.

use std::time::Duration;

use domain::tool::Effect;
use durable::Settings;
use serde_json::json;
use store::News;

use super::rig::{Rig, SETTINGS};
use crate::contract::{
    Engine as _,
    program::{Op, send, signal, think, write},
};

/// Another process holds the run, for as long as the test lasts.
const STEAL: &str = "update ready set holder = 1, epoch = nextval('lease_epochs'),
    lease_until = now() + interval '1 day' where flow = $1";

/// It is free again.
const FREE: &str = "update ready set holder = null, lease_until = null, due = now(), claims = 0,
    epoch = nextval('lease_epochs') where flow = $1";

/// A rig in which somebody holds the lock of process 1.
async fn with_process_1() -> (Rig, sqlx::pool::PoolConnection<sqlx::Postgres>) {
    let rig = Rig::with(SETTINGS).await;
    let mut session = rig.behind.acquire().await.unwrap();
    sqlx::query("select pg_advisory_lock(1)")
        .execute(&mut *session)
        .await
        .unwrap();
    (rig, session)
}

/// Four runs of which one is another's when their results arrive.
async fn a_late_result(effect: Effect) {
    let (rig, _session) = with_process_1().await;
    let labels = ["a", "b", "c", "d"];
    let mut flows = Vec::new();
    for label in labels {
        rig.world.hold(label);
        flows.push(
            rig.run(&[send(label, effect), think("t"), signal("go")])
                .await,
        );
    }
    for label in labels {
        rig.world.until(&format!("send {label} 0"), 1).await;
    }
    rig.change(STEAL, flows[1]).await;
    labels.iter().for_each(|label| rig.world.let_go(label));
    for at in [0, 2, 3] {
        rig.waiting(flows[at]).await;
    }
    rig.world.until("think t", 4).await;
    let steps = "select count(*) from steps where flow = $1";
    assert_eq!(rig.number(steps, flows[0]).await, 3);
    assert_eq!(rig.number(steps, flows[1]).await, 0);
    let written = rig.written().await;
    assert!(written.iter().all(|it| !it.starts_with('b')), "{written:?}");
    rig.change(FREE, flows[1]).await;
    for flow in flows {
        rig.waiting(flow).await;
        rig.signal(flow, "go", json!(1)).await.unwrap();
        rig.end(flow).await.parts();
    }
    assert_eq!(rig.world.notes_of("send b").len(), 2);
    let rows = if effect == Effect::Local { 0 } else { 4 };
    assert_eq!(rig.written().await.len(), rows);
}

#[tokio::test]
async fn a_late_commit_with_others_writes_nothing_of_its_run_and_all_of_its_neighbours() {
    a_late_result(Effect::Local).await;
}

#[tokio::test]
async fn a_late_commit_of_its_own_writes_nothing() {
    a_late_result(Effect::Read).await;
}

#[tokio::test]
async fn a_process_that_has_lost_a_run_stops_what_it_has_under_way() {
    let rig = Rig::with(Settings {
        lease: Duration::from_millis(80),
        ..SETTINGS
    });
    let rig = rig.await;
    let mut session = rig.behind.acquire().await.unwrap();
    let lock = sqlx::query("select pg_advisory_lock(1)");
    lock.execute(&mut *session).await.unwrap();
    rig.world.hold("a");
    let flow = rig.run(&[send("a", Effect::Read)]).await;
    rig.world.until("send a 0", 1).await;
    rig.change(STEAL, flow).await;
    rig.world.until("stopped a 0", 1).await;
    rig.change(FREE, flow).await;
    rig.world.let_go("a");
    rig.end(flow).await.parts();
    assert_eq!(rig.written().await.len(), 1);
}

#[tokio::test]
async fn a_lease_that_ran_out_is_free_also_where_its_process_lives() {
    let lease = Duration::from_millis(100);
    let mut rig = Rig::with(SETTINGS).await;
    let mut session = rig.behind.acquire().await.unwrap();
    let lock = sqlx::query("select pg_advisory_lock(1)");
    lock.execute(&mut *session).await.unwrap();
    drop(rig.worker.take());
    let flow = rig.run(&[write("a")]).await;
    rig.change(STEAL, flow).await;
    rig.work(Settings { lease, ..SETTINGS }).await;
    rig.change("update ready set lease_until = now() where flow = $1", flow)
        .await;
    rig.end(flow).await.parts();
}

#[tokio::test]
async fn what_a_process_holds_is_free_at_once_when_it_is_gone() {
    let mut rig = Rig::idle().await;
    let flow = rig.run(&[write("a")]).await;
    // Nobody holds the lock of process 1.
    rig.change(STEAL, flow).await;
    rig.work(SETTINGS).await;
    rig.end(flow).await.parts();
}

#[tokio::test]
async fn two_processes_do_each_run_once() {
    let rig = Rig::with(SETTINGS).await;
    let other = rig.another(SETTINGS).await;
    let mut flows = Vec::new();
    for _ in 0..40 {
        let ops = [
            write("a"),
            send("b", Effect::Read),
            Op::Sleep(Duration::ZERO),
            write("c"),
        ];
        let flow = rig.run(&ops).await;
        other.engine.dispatch().tell(News::Happened(flow));
        flows.push(flow);
    }
    for flow in flows {
        rig.end(flow).await.parts();
    }
    assert_eq!(rig.written().await.len(), 120);
    assert_eq!(rig.world.notes_of("send b").len(), 40);
    other.engine.stop().await;
}
