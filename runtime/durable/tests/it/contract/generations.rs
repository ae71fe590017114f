//! Runs that begin anew: another input and an empty journal, under the same id.

use domain::tool::Effect;
use serde_json::{Value, json};

use super::{
    Engine,
    program::{DAY, Op, send, signal, signal_or, think, write},
};

fn anew(ops: &[Op]) -> Op {
    Op::Anew(ops.to_vec())
}

pub(crate) async fn a_run_goes_on_as_new_under_its_id<E: Engine>() {
    let mut engine = E::begin().await;
    let last = [write("c"), Op::Generation, signal("go")];
    let next = [write("b"), anew(&last)];
    let flow = engine.run(&[write("a"), anew(&next), write("never")]).await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("c:3"), json!(2), json!(1)]);
    assert_eq!(engine.written().await, ["a:1", "b:2", "c:3"]);
}

pub(crate) async fn unread_signals_go_along_in_their_order<E: Engine>() {
    let mut engine = E::begin().await;
    let last = [signal("a"), signal("b"), signal("a")];
    let flow = engine.run(&[signal("go"), signal("a"), anew(&last)]).await;
    engine.waiting(flow).await;
    for number in 1..=3 {
        engine.signal(flow, "a", json!(number)).await.unwrap();
    }
    engine.signal(flow, "go", json!(0)).await.unwrap();
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "b", json!("b")).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!(2), json!("b"), json!(3)]);
}

pub(crate) async fn a_request_that_was_not_heard_goes_along<E: Engine>() {
    let engine = E::begin().await;
    engine.world().hold("a");
    let last = [write("b"), write("c")];
    let flow = engine.run(&[send("a", Effect::Read), anew(&last)]).await;
    engine.world().until("send a 0", 1).await;
    assert!(engine.cancel(flow).await);
    engine.world().let_go("a");
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("cancelled"), json!("c:2")]);
}

pub(crate) async fn a_request_that_was_heard_stays_heard<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine
        .run(&[signal("never"), anew(&[write("b"), signal("go")])])
        .await;
    engine.waiting(flow).await;
    assert!(engine.cancel(flow).await);
    engine.waiting(flow).await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("b:1"), json!(1)]);
}

pub(crate) async fn what_is_under_way_is_recorded_before_a_run_begins_anew<E: Engine>() {
    let engine = E::begin().await;
    engine.world().hold("a");
    let branches = vec![
        vec![send("a", Effect::WriteAtMostOnce), write("never")],
        vec![signal("go"), think("heard"), anew(&[write("b")])],
    ];
    let flow = engine.run(&[Op::Join(branches)]).await;
    engine.world().until("send a 0", 1).await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    engine.world().until("think heard", 1).await;
    engine.world().let_go("a");
    assert_eq!(engine.end(flow).await.parts().len(), 1);
    assert_eq!(engine.world().notes_of("send a").len(), 1);
    assert_eq!(engine.world().notes_of("record a").len(), 1);
    let written = engine.written().await;
    let labels: Vec<_> = written
        .iter()
        .filter_map(|it| it.split(':').next())
        .collect();
    assert_eq!(labels, ["a", "b"]);
}

pub(crate) async fn waits_of_other_branches_are_over<E: Engine>() {
    let mut engine = E::begin().await;
    let branches = vec![
        vec![Op::Sleep(DAY), write("never")],
        vec![signal_or("a", DAY), write("never")],
        vec![signal("go"), anew(&[signal("a"), write("b")])],
    ];
    let flow = engine.run(&[Op::Join(branches)]).await;
    engine.waiting(flow).await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    engine.waiting(flow).await;
    // The old times do not come any more, and the signal is read by the new generation.
    engine.pass_time(flow).await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "a", json!(2)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!(2), json!("b:1")]);
}

pub(crate) async fn a_child_that_is_waited_for_is_asked_to_stop<E: Engine>() {
    let engine = E::begin().await;
    let child = vec![signal("never"), write("cleaned")];
    let branches = vec![
        vec![Op::Child(child), write("never")],
        vec![signal("go"), anew(&[signal("end")])],
    ];
    let flow = engine.run(&[Op::Join(branches)]).await;
    let child = engine.child(flow).await;
    engine.waiting(child).await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    assert_eq!(engine.end(child).await.parts().len(), 2);
    engine.waiting(flow).await;
    engine.signal(flow, "end", json!(1)).await.unwrap();
    engine.end(flow).await.parts();
    assert_eq!(engine.written().await, ["cleaned:1"]);
}

pub(crate) async fn an_input_over_64_kib_does_not_begin_anew<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine
        .run(&[write("a"), Op::AnewTooLarge, write("b")])
        .await;
    let parts = engine.end(flow).await.parts();
    let why = parts[1].get("failed").and_then(Value::as_str).unwrap();
    assert!(why.contains("too large"), "{why}");
    assert_eq!(parts[2], json!("b:2"));
}

pub(crate) async fn keys_and_ids_of_generations_differ<E: Engine>() {
    let engine = E::begin().await;
    let uuid = || Op::Uuid("id".to_owned());
    engine.outcome(&[uuid(), think("a"), anew(&[uuid()])]).await;
    let seen = engine.world().seen("id");
    let (first, last) = (seen.first().unwrap(), seen.last().unwrap());
    assert_ne!(first, last);
}

pub(crate) async fn time_goes_on_over_generations<E: Engine>() {
    let engine = E::begin().await;
    let now = || Op::Now("now".to_owned());
    let next = [now(), think("b"), now()];
    engine.outcome(&[think("a"), now(), anew(&next)]).await;
    let seen = engine.world().seen("now");
    let seen: Vec<_> = seen.iter().map(|it| it.as_str().unwrap()).collect();
    assert!(seen.is_sorted(), "{seen:?}");
    assert!(seen.len() >= 3);
}
