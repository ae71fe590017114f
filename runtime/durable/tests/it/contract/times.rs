//! Time and ids, which replay must not change.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{
    Engine,
    program::{DAY, Op, signal, think, write},
};

fn now(label: &str) -> Op {
    Op::Now(label.to_owned())
}

fn uuid(label: &str) -> Op {
    Op::Uuid(label.to_owned())
}

/// What workflow code saw under a label, the same at each of several replays.
fn always(engine: &impl Engine, label: &str) -> Value {
    let mut seen = engine.world().seen(label);
    assert!(seen.len() > 1, "{label} was not replayed");
    seen.dedup();
    assert_eq!(seen.len(), 1, "{label} was not the same at every replay");
    seen.remove(0)
}

fn time(value: Value) -> DateTime<Utc> {
    serde_json::from_value(value).unwrap()
}

pub(crate) async fn a_sleep_outlives_a_restart<E: Engine>() {
    let mut engine = E::begin().await;
    let flow = engine
        .run(&[Op::Sleep(DAY), write("a"), Op::Sleep(DAY), write("b")])
        .await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.waiting(flow).await;
    assert_eq!(engine.written().await, [""; 0]);
    engine.pass_time(flow).await;
    engine.waiting(flow).await;
    assert_eq!(engine.written().await, ["a:1"]);
    engine.crash().await;
    engine.pass_time(flow).await;
    engine.end(flow).await.parts();
    assert_eq!(engine.written().await, ["a:1", "b:2"]);
}

pub(crate) async fn no_sleep_is_too_long_to_begin<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine
        .run(&[Op::Sleep(Duration::MAX), Op::Sleep(Duration::ZERO)])
        .await;
    engine.waiting(flow).await;
    engine.pass_time(flow).await;
    assert_eq!(engine.end(flow).await.parts(), [json!(null), json!(null)]);
}

pub(crate) async fn the_time_is_the_same_at_every_replay<E: Engine>() {
    let mut engine = E::begin().await;
    let ops = [
        now("1 start"),
        write("a"),
        now("2 written"),
        signal("go"),
        now("3 signalled"),
        Op::Sleep(DAY),
        now("4 slept"),
        signal("on"),
    ];
    let flow = engine.run(&ops).await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    engine.waiting(flow).await;
    engine.crash().await;
    engine.pass_time(flow).await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "on", json!(1)).await.unwrap();
    engine.end(flow).await.parts();
    let labels = ["1 start", "2 written", "3 signalled", "4 slept"];
    let times = labels.map(|label| time(always(&engine, label)));
    assert!(times.is_sorted(), "{times:?}");
}

pub(crate) async fn the_time_of_a_branch_is_its_own<E: Engine>() {
    let mut engine = E::begin().await;
    let branches = vec![
        vec![signal("one"), now("one")],
        vec![now("begun"), signal("other"), now("other")],
    ];
    let flow = engine
        .run(&[Op::Join(branches), now("joined"), signal("go")])
        .await;
    engine.waiting(flow).await;
    for name in ["other", "one", "go"] {
        engine.crash().await;
        engine.signal(flow, name, json!(1)).await.unwrap();
        if name != "go" {
            engine.waiting(flow).await;
        }
    }
    engine.end(flow).await.parts();
    let labels = ["begun", "other", "one", "joined"];
    let [begun, other, one, joined] = labels.map(|label| time(always(&engine, label)));
    assert!(begun <= other && other < one, "{begun} {other} {one}");
    assert_eq!(one, joined);
}

pub(crate) async fn ids_are_the_same_at_every_replay<E: Engine>() {
    let mut engine = E::begin().await;
    let twice = vec![vec![uuid("one")], vec![uuid("other")]];
    let ops = [
        uuid("a"),
        think("x"),
        uuid("b"),
        Op::Join(twice),
        signal("go"),
    ];
    let flow = engine.run(&ops).await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    engine.end(flow).await.parts();
    let mut ids = ["a", "b", "one", "other"].map(|label| always(&engine, label).to_string());
    ids.sort();
    assert!(ids.windows(2).all(|two| two[0] != two[1]), "{ids:?}");
}
