//! What two processes on one database tell each other, where neither looks by itself.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::Utc;
use domain::{
    ids::{FlowId, TurnId},
    tool::Effect,
};
use durable::Settings;
use serde_json::json;
use store::News;
use tokio::{sync::Notify, time};

use super::rig::{QUIET, Rig, Worker};
use crate::contract::{
    Engine as _,
    program::{Op, send, signal, write},
};

/// How often something is told again: the first time, who listens may not be known yet.
const AGAIN: Duration = Duration::from_millis(20);

/// Tells a process something until what comes of it is there.
async fn tell_until(worker: &Worker, news: &News, come: impl Future) {
    let telling = async {
        loop {
            worker.engine.dispatch().tell(news.clone());
            time::sleep(AGAIN).await;
        }
    };
    tokio::select! {
        _ = come => {}
        () = telling => {}
    }
}

/// One without room.
async fn full(rig: &Rig) -> Worker {
    let settings = Settings {
        in_flight: 0,
        ..QUIET
    };
    rig.another(settings).await
}

#[tokio::test]
async fn work_that_one_process_has_no_room_for_is_done_by_another_that_was_told() {
    let mut rig = Rig::idle().await;
    let full = full(&rig).await;
    rig.work(QUIET).await;
    let worker = rig.worker.take().unwrap();
    // Nobody of this process hears of it.
    let flow = rig.run(&[write("a")]).await;
    let done = rig.end(flow);
    tell_until(&full, &News::Ready, done).await;
    rig.end(flow).await.parts();
    drop(worker);
}

#[tokio::test]
async fn a_signal_given_to_one_process_reaches_a_run_that_is_at_work_in_another() {
    let rig = Rig::with(QUIET).await;
    let other = full(&rig).await;
    rig.world.hold("a");
    let branches = vec![
        vec![send("a", Effect::Read)],
        vec![signal("go"), write("b")],
    ];
    let flow = rig.run(&[Op::Join(branches)]).await;
    rig.world.until("send a 0", 1).await;
    let go = json!(1);
    let sent = rig.store.signal(rig.organisation, flow, "go", &go);
    sent.await.unwrap();
    // It goes on while what was sent is still under way.
    let written = rig.until(
        "select from signals where flow = $1 and read_at is not null",
        flow,
    );
    tell_until(&other, &News::Happened(flow), written).await;
    rig.world.let_go("a");
    rig.end(flow).await.parts();
}

#[tokio::test]
async fn a_signal_that_nobody_told_of_is_seen_when_the_lease_is_renewed() {
    let lease = Duration::from_millis(400);
    let rig = Rig::with(Settings { lease, ..QUIET }).await;
    rig.world.hold("a");
    let branches = vec![
        vec![send("a", Effect::Read)],
        vec![signal("go"), write("b")],
    ];
    let flow = rig.run(&[Op::Join(branches)]).await;
    rig.world.until("send a 0", 1).await;
    let go = json!(1);
    let sent = rig.store.signal(rig.organisation, flow, "go", &go);
    sent.await.unwrap();
    let read = "select from signals where flow = $1 and read_at is not null";
    rig.until(read, flow).await;
    rig.world.let_go("a");
    rig.end(flow).await.parts();
}

#[tokio::test]
async fn a_turn_that_settled_in_one_process_is_told_at_the_doors_of_another() {
    let rig = Rig::with(QUIET).await;
    let other = rig.another(QUIET).await;
    let (heard, said) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Notify::new()));
    let (hears, says) = (Arc::clone(&heard), Arc::clone(&said));
    other.engine.tell_doors(move |turn| {
        hears.lock().unwrap().push(turn);
        says.notify_one();
    });
    let turn = TurnId::new(Utc::now());
    let worker = rig.worker.as_ref().unwrap();
    tell_until(worker, &News::Settled(turn), said.notified()).await;
    assert!(heard.lock().unwrap().iter().all(|it| *it == turn));
}

#[tokio::test]
async fn what_a_process_gives_up_at_its_end_is_taken_by_another_at_once() {
    let mut rig = Rig::idle().await;
    let first = rig.another(QUIET).await;
    rig.world.hold("a");
    let flow: FlowId = rig.run(&[send("a", Effect::Read), write("b")]).await;
    let sent = rig.world.until("send a 0", 1);
    tell_until(&first, &News::Ready, sent).await;
    rig.work(QUIET).await;
    // It sees the other's lock when it begins, or hears of it.
    rig.until(LISTEN, flow).await;
    first.engine.stop().await;
    rig.world.let_go("a");
    rig.end(flow).await.parts();
    assert_eq!(rig.world.notes_of("send a").len(), 2);
}

/// Two processes listen.
const LISTEN: &str = "select $1::uuid from pg_locks where locktype = 'advisory' and objsubid = 2
    and classid = x'6669726d'::integer::oid
    and database = (select oid from pg_database where datname = current_database())
    having count(*) = 2";
