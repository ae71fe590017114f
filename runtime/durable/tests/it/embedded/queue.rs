//! What is in the queue, and what is in memory.

use std::time::Duration;

use chrono::Utc;
use domain::{flow::Workflow as _, ids::FlowId, tool::Effect};
use durable::Settings;
use serde_json::json;
use store::Holder;

use super::rig::{Rig, SETTINGS, Worker, company};
use crate::contract::{
    End, Engine as _,
    program::{DAY, Op, Program, send, signal, signal_or, think, write},
};

const HELD: &str = "select count(*) from ready where flow = $1 and holder is not null";
const ROWS: &str = "select count(*) from ready where flow = $1";

#[tokio::test]
async fn a_run_that_waits_for_people_is_in_no_queue() {
    let rig = Rig::with(SETTINGS).await;
    let flow = rig.run(&[write("a"), signal("go")]).await;
    rig.waiting(flow).await;
    assert_eq!(rig.number(ROWS, flow).await, 0);
    rig.signal(flow, "go", json!(1)).await.unwrap();
    rig.end(flow).await.parts();
    assert_eq!(rig.number(ROWS, flow).await, 0);
}

#[tokio::test]
async fn a_run_that_waits_for_a_time_is_in_the_queue_for_then_and_held_by_nobody() {
    let rig = Rig::with(SETTINGS).await;
    let branches = vec![
        vec![signal_or("never", DAY)],
        vec![Op::Sleep(2 * DAY)],
        vec![signal("never")],
    ];
    let flow = rig.run(&[Op::Join(branches)]).await;
    rig.waiting(flow).await;
    let sql = "select count(*) from ready q where q.flow = $1 and q.holder is null
        and q.lease_until is null and q.claims = 0
        and q.due - (select min(s.due) from steps s where s.flow = $1)
            between interval '-1 minute' and interval '1 minute'
        and q.due > now() + interval '23 hours'";
    assert_eq!(rig.number(sql, flow).await, 1);
}

#[tokio::test]
async fn a_wait_that_began_by_a_clock_ahead_takes_no_longer_than_was_asked() {
    let mut rig = Rig::with(SETTINGS).await;
    let flow = rig.run(&[Op::Sleep(DAY)]).await;
    rig.waiting(flow).await;
    rig.leave().await;
    let ahead = "update steps set due = due + interval '1 hour' where flow = $1";
    rig.change(ahead, flow).await;
    rig.change("update ready set due = now() where flow = $1", flow)
        .await;
    rig.work(SETTINGS).await;
    let sql = "select count(*) from ready where flow = $1 and holder is null
        and due between now() + interval '23 hours' and now() + interval '1 day'";
    rig.until(sql, flow).await;
}

#[tokio::test]
async fn a_run_that_waits_is_not_in_memory() {
    // Room for one run: others get on only because those that wait have left.
    let rig = Rig::with(Settings {
        in_flight: 1,
        ..SETTINGS
    })
    .await;
    let mut flows = Vec::new();
    for _ in 0..3 {
        let flow = rig.run(&[write("a"), signal("go"), write("b")]).await;
        rig.waiting(flow).await;
        flows.push(flow);
    }
    for flow in flows {
        rig.signal(flow, "go", json!(1)).await.unwrap();
        rig.end(flow).await.parts();
    }
    assert_eq!(rig.written().await.len(), 6);
}

#[tokio::test]
async fn a_long_queue_is_worked_off_without_waiting_for_the_next_look() {
    // Nothing but the queue itself brings the engine on.
    let poll = SETTINGS.lease * 10;
    let mut rig = Rig::idle().await;
    let mut flows = Vec::new();
    for _ in 0..150 {
        flows.push(rig.run(&[think("a"), Op::Sleep(DAY)]).await);
    }
    rig.work(Settings { poll, ..SETTINGS }).await;
    for flow in flows {
        rig.waiting(flow).await;
    }
}

#[tokio::test]
async fn what_nobody_tells_the_engine_of_is_found_when_it_looks() {
    let rig = Rig::with(SETTINGS).await;
    let (organisation, flow) = (rig.organisation, FlowId::new(Utc::now()));
    let input = json!([write("a"), signal("go"), write("b")]);
    let workflow = (Program::NAME, Program::VERSION);
    // The store alone, as of another process: no news, no wake-up.
    let started = rig.store.start_run(organisation, flow, workflow, &input);
    assert!(started.await.unwrap());
    rig.waiting(flow).await;
    assert_eq!(rig.written().await, ["a:1"]);
    let payload = json!(1);
    let sent = rig.store.signal(organisation, flow, "go", &payload);
    assert!(sent.await.unwrap());
    rig.end(flow).await.parts();
    assert_eq!(rig.written().await, ["a:1", "b:2"]);
}

#[tokio::test]
async fn a_run_with_something_under_way_is_held_and_hears_signals() {
    let rig = Rig::with(SETTINGS).await;
    rig.world.hold("a");
    let branches = vec![
        vec![send("a", Effect::Read)],
        vec![signal("go"), write("b")],
    ];
    let flow = rig.run(&[Op::Join(branches)]).await;
    rig.world.until("send a 0", 1).await;
    assert_eq!(rig.number(HELD, flow).await, 1);
    rig.signal(flow, "go", json!(1)).await.unwrap();
    rig.world.until("write b", 1).await;
    rig.world.let_go("a");
    rig.end(flow).await.parts();
}

#[tokio::test]
async fn another_process_is_heard_at_the_next_commit() {
    let rig = Rig::with(SETTINGS).await;
    rig.world.hold("a");
    rig.world.hold("b");
    let ops = [
        send("a", Effect::Local),
        send("b", Effect::Local),
        send("c", Effect::Local),
    ];
    let flow = rig.run(&ops).await;
    rig.world.until("send a 0", 1).await;
    // As a command beside the running process does, which cannot wake it.
    assert!(
        rig.store
            .request_cancel(rig.organisation, flow)
            .await
            .unwrap()
    );
    rig.world.let_go("a");
    rig.world.until("send b 0", 1).await;
    rig.world.let_go("b");
    let parts = rig.end(flow).await.parts();
    assert_eq!(parts, [json!("a:1"), json!("b:2"), json!("cancelled")]);
}

#[tokio::test]
async fn runs_of_several_companies_are_worked_on_together() {
    let mut rig = Rig::idle().await;
    let mut flows = Vec::new();
    for _ in 0..3 {
        let organisation = company(&rig.store).await;
        for _ in 0..5 {
            let flow = FlowId::new(Utc::now());
            let workflow = (Program::NAME, Program::VERSION);
            let ops = json!([think("a"), write("b")]);
            let start = rig.store.start_run(organisation, flow, workflow, &ops);
            assert!(start.await.unwrap());
            flows.push(flow);
        }
    }
    rig.work(SETTINGS).await;
    for flow in flows {
        rig.end(flow).await.parts();
    }
    // Each company sees its own alone.
    assert_eq!(rig.written().await, [""; 0]);
}

#[tokio::test]
async fn a_company_with_a_long_queue_lets_another_have_its_turn() {
    let mut rig = Rig::idle().await;
    rig.world.hold("b");
    let mut flows = Vec::new();
    for number in 0..100 {
        let label = format!("a{number}");
        rig.world.hold(&label);
        flows.push((rig.run(&[send(&label, Effect::Local)]).await, label));
    }
    rig.work(Settings {
        in_flight: 4,
        ..SETTINGS
    })
    .await;
    for (_, label) in &flows[..4] {
        rig.world.until(&format!("send {label} 0"), 1).await;
    }
    // The last of a hundred, and of another company.
    let other = company(&rig.store).await;
    let flow = FlowId::new(Utc::now());
    let ops = json!([send("b", Effect::Local)]);
    let start = rig
        .store
        .start_run(other, flow, (Program::NAME, Program::VERSION), &ops);
    assert!(start.await.unwrap());
    // The first place that is free is its.
    rig.world.let_go(&flows[2].1);
    rig.world.until("send b 0", 1).await;
    let begun = "select count(*) from ready where claims > 0 and $1 is not null";
    assert_eq!(rig.number(begun, flow).await, 4);
    rig.world.let_go("b");
    rig.end(flow).await.parts();
    for (flow, label) in flows {
        rig.world.let_go(&label);
        rig.end(flow).await.parts();
    }
}

#[tokio::test]
async fn a_run_that_nobody_survives_is_quarantined_at_its_fifth_claim() {
    let mut rig = Rig::with(SETTINGS).await;
    rig.world.hold("a");
    let flow = rig.run(&[send("a", Effect::Read), write("b")]).await;
    for times in 1..=4 {
        rig.world.until("send a 0", times).await;
        rig.crash().await;
    }
    let why = rig.end(flow).await.why();
    assert!(why.contains("claimed too often"), "{why}");
    assert_eq!(rig.written().await, [""; 0]);
}

/// Has a process claim what is due and end before it does anything.
async fn claims_and_is_lost(rig: &Rig, flow: FlowId) {
    let lease = Duration::from_secs(10);
    let mut other = Holder::join(&rig.store, 7, Vec::new()).await.unwrap();
    let free = "select count(*) from ready where flow = $1 and holder is null";
    while rig.number(free, flow).await == 0 {
        other.keep(&[], lease).await.unwrap();
    }
    // Nobody has the lock of process 8.
    let claimed = rig.store.claim(8, 10, 10, lease).await.unwrap();
    assert!(claimed.iter().any(|it| it.flow == flow), "{claimed:?}");
    other.keep(&[], lease).await.unwrap();
    other.leave().await.unwrap();
}

#[tokio::test]
async fn a_claim_that_was_lost_before_its_run_was_polled_counts_against_no_run() {
    let mut rig = Rig::with(SETTINGS).await;
    rig.world.hold("a");
    let flow = rig.run(&[send("a", Effect::Read), write("b")]).await;
    for times in 1..=3 {
        rig.world.until("send a 0", times).await;
        rig.leave().await;
        for _ in 0..3 {
            claims_and_is_lost(&rig, flow).await;
        }
        rig.work(SETTINGS).await;
    }
    rig.world.until("send a 0", 4).await;
    rig.world.let_go("a");
    rig.end(flow).await.parts();

    // What nobody knows of the first is the only thing that counts against it.
    rig.leave().await;
    let flow = rig.run(&[send("b", Effect::Read), write("c")]).await;
    rig.world.hold("b");
    for _ in 0..5 {
        claims_and_is_lost(&rig, flow).await;
    }
    for times in 1..=3 {
        rig.work(SETTINGS).await;
        rig.world.until("send b 0", times).await;
        rig.leave().await;
        claims_and_is_lost(&rig, flow).await;
    }
    rig.work(SETTINGS).await;
    let why = rig.end(flow).await.why();
    assert!(why.contains("claimed too often"), "{why}");
    assert_eq!(rig.world.notes_of("send b").len(), 3);
}

#[tokio::test]
async fn of_runs_that_may_have_ended_their_processes_one_is_claimed_at_a_time() {
    let mut rig = Rig::with(SETTINGS).await;
    let labels = ["a", "b", "c"];
    let mut flows = Vec::new();
    for label in labels {
        rig.world.hold(label);
        flows.push(rig.run(&[send(label, Effect::Local), signal("go")]).await);
    }
    for times in 1..=2 {
        for label in labels {
            rig.world.until(&format!("send {label} 0"), times).await;
        }
        rig.crash().await;
    }
    // Others are not held up.
    let other = rig.run(&[write("d")]).await;
    rig.end(other).await.parts();
    for _ in labels {
        let suspects = "select from ready where holder is not null and claims > 2
            and $1 is not null";
        rig.until(suspects, other).await;
        let found = sqlx::query_scalar("select flow from ready where holder is not null");
        let found: Vec<uuid::Uuid> = found.fetch_all(&rig.behind).await.unwrap();
        let at = flows.iter().position(|flow| [flow.uuid()] == found[..]);
        let at = at.unwrap_or_else(|| panic!("{found:?} are held at once"));
        rig.world.until(&format!("send {} 0", labels[at]), 3).await;
        rig.world.let_go(labels[at]);
        rig.waiting(flows[at]).await;
    }
    for flow in flows {
        rig.signal(flow, "go", json!(1)).await.unwrap();
        rig.end(flow).await.parts();
    }
}

#[tokio::test]
async fn a_process_that_is_stopped_often_harms_no_run() {
    let mut rig = Rig::with(SETTINGS).await;
    rig.world.hold("a");
    let flow = rig.run(&[send("a", Effect::Read), write("b")]).await;
    for times in 1..=6 {
        rig.world.until("send a 0", times).await;
        let Worker {
            engine,
            store: _store,
            wire: _wire,
        } = rig.worker.take().unwrap();
        engine.stop().await;
        rig.work(SETTINGS).await;
    }
    rig.world.let_go("a");
    rig.end(flow).await.parts();
}

#[tokio::test]
async fn a_run_that_gets_on_may_be_claimed_as_often_as_it_takes() {
    let mut rig = Rig::with(SETTINGS).await;
    let labels = ["a", "b", "c", "d", "e", "f"];
    let ops = labels.map(|label| {
        rig.world.hold(label);
        send(label, Effect::Local)
    });
    let flow = rig.run(&ops).await;
    for label in labels {
        rig.world.until(&format!("send {label} 0"), 1).await;
        rig.crash().await;
        rig.world.until(&format!("send {label} 0"), 2).await;
        rig.world.let_go(label);
    }
    assert_eq!(rig.end(flow).await.parts().len(), 6);
}

#[tokio::test]
async fn an_action_that_breaks_stops_its_run_and_no_other() {
    let rig = Rig::with(SETTINGS).await;
    let other = rig.run(&[write("a"), signal("go"), write("b")]).await;
    rig.waiting(other).await;
    let flow = rig
        .run(&[write("x"), Op::Break("y".to_owned()), write("z")])
        .await;
    let why = rig.end(flow).await.why();
    assert!(why.contains("panicked"), "{why}");
    rig.signal(other, "go", json!(1)).await.unwrap();
    rig.end(other).await.parts();
    let mut labels = rig.written().await;
    labels.iter_mut().for_each(|it| it.truncate(1));
    assert_eq!(labels, ["a", "b"]);
}

#[tokio::test]
async fn a_process_that_stops_gives_what_it_holds_to_the_next_at_once() {
    let mut rig = Rig::with(SETTINGS).await;
    rig.world.hold("a");
    let flow = rig.run(&[send("a", Effect::Read), write("b")]).await;
    rig.world.until("send a 0", 1).await;
    let Worker {
        engine,
        store,
        wire: _wire,
    } = rig.worker.take().unwrap();
    engine.stop().await;
    // Its connections live on; the place that it held does not.
    store.ping().await.unwrap();
    rig.work(SETTINGS).await;
    rig.world.until("send a 0", 2).await;
    rig.world.let_go("a");
    rig.end(flow).await.parts();
}

#[tokio::test]
async fn stopping_lets_what_is_under_way_come_to_its_end() {
    let drain = SETTINGS.lease;
    let mut rig = Rig::with(Settings { drain, ..SETTINGS }).await;
    rig.world.hold("a");
    let flow = rig.run(&[send("a", Effect::Read), write("b")]).await;
    rig.world.until("send a 0", 1).await;
    let worker = rig.worker.take().unwrap();
    rig.world.let_go("a");
    worker.engine.stop().await;
    let end = End::Done(json!(["a:1", "b:2"]));
    assert_eq!(rig.end(flow).await, end);
}

#[tokio::test]
async fn there_is_a_slot_only_while_there_is_room() {
    let rig = Rig::with(Settings {
        in_flight: 1,
        ..SETTINGS
    })
    .await;
    let dispatch = rig.worker.as_ref().unwrap().engine.dispatch();
    assert_eq!(dispatch.slot().unwrap().lease, SETTINGS.lease);
    rig.world.hold("a");
    let flow = rig.run(&[send("a", Effect::Read), signal("go")]).await;
    rig.world.until("send a 0", 1).await;
    assert_eq!(dispatch.slot(), None);
    rig.world.let_go("a");
    rig.waiting(flow).await;
    // It waits, and its place is free as soon as it has left memory.
    while dispatch.slot().is_none() {
        tokio::task::yield_now().await;
    }
}
