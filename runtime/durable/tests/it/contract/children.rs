//! Children: runs of their own that another one starts and waits for.

use domain::tool::Effect;
use serde_json::{Value, json};

use super::{
    End, Engine,
    program::{DAY, Op, send, signal, write},
};

fn child(ops: &[Op]) -> Op {
    Op::Child(ops.to_vec())
}

pub(crate) async fn a_child_answers_its_parent<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine
        .run(&[write("a"), child(&[write("b"), Op::Generation]), write("c")])
        .await;
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("a:1"), json!(["b:2", 0]), json!("c:3")]);
    // Short ids, in the partition of their root.
    let child = engine.child(flow).await;
    assert_eq!(child.uuid().as_bytes()[..6], flow.uuid().as_bytes()[..6]);
}

pub(crate) async fn a_child_outlives_a_crash_of_both<E: Engine>() {
    let mut engine = E::begin().await;
    let flow = engine
        .run(&[child(&[write("a"), signal("go"), write("b")]), write("c")])
        .await;
    let child = engine.child(flow).await;
    engine.waiting(child).await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(child, "go", json!(1)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!(["a:1", 1, "b:2"]), json!("c:3")]);
}

pub(crate) async fn children_end_in_any_order_and_answer_in_theirs<E: Engine>() {
    let engine = E::begin().await;
    engine.world().hold("one");
    let branches = vec![
        vec![child(&[send("one", Effect::Read)])],
        vec![child(&[write("two")])],
    ];
    let flow = engine.run(&[Op::Join(branches)]).await;
    engine.world().until("write two", 1).await;
    engine.world().let_go("one");
    let parts = engine.end(flow).await.parts();
    let labels = parts[0].to_string();
    assert!(labels.find("one").unwrap() < labels.find("two").unwrap());
}

pub(crate) async fn a_child_that_fails_says_so_to_its_parent<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine
        .run(&[child(&[Op::Fail("no flour".to_owned())]), write("a")])
        .await;
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts[0]["child"], json!("failed"));
    assert!(parts[0]["said"].as_str().unwrap().contains("no flour"));
    assert_eq!(parts[1], json!("a:1"));
}

pub(crate) async fn a_child_that_is_stopped_says_so_to_its_parent<E: Engine>() {
    let engine = E::begin().await;
    let must = Op::Must(Box::new(signal("never")));
    let flow = engine.run(&[child(&[must]), write("a")]).await;
    let child = engine.child(flow).await;
    engine.waiting(child).await;
    assert!(engine.cancel(child).await);
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts[0]["child"], json!("cancelled"));
    // The parent itself was not asked.
    assert_eq!(parts[1], json!("a:1"));
    assert_eq!(engine.end(child).await, End::Cancelled);
}

pub(crate) async fn who_stops_the_parent_stops_its_children<E: Engine>() {
    let mut engine = E::begin().await;
    let must = || Op::Must(Box::new(signal("never")));
    let branches = vec![vec![child(&[must()])], vec![child(&[must()])]];
    let flow = engine
        .run(&[Op::Join(branches), write("a"), write("b")])
        .await;
    engine.waiting(flow).await;
    engine.crash().await;
    assert!(engine.cancel(flow).await);
    let parts = engine.end(flow).await.parts();
    let stopped = json!({ "child": "cancelled", "said": "" });
    assert_eq!(parts[0], json!([[stopped], [stopped]]));
    // It hears of it itself in place of what it asks for next.
    assert_eq!(parts[1..], [json!("cancelled"), json!("b:1")]);
}

pub(crate) async fn a_child_cleans_up_before_its_parent_goes_on<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine
        .run(&[
            child(&[signal("never"), write("cleaned"), signal("done")]),
            signal("never"),
        ])
        .await;
    let child = engine.child(flow).await;
    engine.waiting(child).await;
    assert!(engine.cancel(flow).await);
    engine.world().until("write cleaned", 1).await;
    engine.waiting(child).await;
    engine.waiting(flow).await;
    assert!(engine.cancel(flow).await);
    engine.waiting(flow).await;
    engine.signal(child, "done", json!(1)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(
        parts,
        [json!(["cancelled", "cleaned:1", 1]), json!("cancelled")]
    );
}

pub(crate) async fn a_request_before_a_child_begins_leaves_it_unbegun<E: Engine>() {
    let engine = E::begin().await;
    engine.world().hold("a");
    let flow = engine
        .run(&[send("a", Effect::Read), child(&[write("b")]), write("c")])
        .await;
    engine.world().until("send a 0", 1).await;
    assert!(engine.cancel(flow).await);
    engine.world().let_go("a");
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("a:1"), json!("cancelled"), json!("c:2")]);
}

pub(crate) async fn a_child_that_is_put_aside_is_waited_for<E: Engine>() {
    let mut engine = E::begin().await;
    let flow = engine.run(&[child(&[Op::Panic]), write("a")]).await;
    let child = engine.child(flow).await;
    engine.end(child).await.why();
    engine.waiting(flow).await;
    engine.crash().await;
    engine.waiting(flow).await;
    assert!(engine.cancel(flow).await);
    engine.end(flow).await.parts();
}

pub(crate) async fn a_request_ends_a_child_that_was_put_aside<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine.run(&[child(&[Op::Panic]), write("a")]).await;
    let child = engine.child(flow).await;
    engine.end(child).await.why();
    engine.waiting(flow).await;
    assert!(engine.cancel(flow).await);
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts[0]["child"], json!("cancelled"));
    assert_eq!(parts[1], json!("cancelled"));
    assert_eq!(engine.end(child).await, End::Cancelled);
}

pub(crate) async fn a_result_over_64_kib_fails_the_child_alone<E: Engine>() {
    let engine = E::begin().await;
    let parts = engine.outcome(&[child(&[Op::SayMuch]), write("a")]).await;
    assert!(parts[0]["said"].as_str().unwrap().contains("too large"));
    assert_eq!(parts[1], json!("a:1"));
}

pub(crate) async fn an_input_over_64_kib_begins_no_child<E: Engine>() {
    let engine = E::begin().await;
    let parts = engine.outcome(&[Op::ChildTooLarge, write("a")]).await;
    assert_eq!(parts[0]["child"], json!("refused"));
    assert_eq!(parts[1], json!("a:1"));
}

pub(crate) async fn a_run_has_sixty_four_children_at_once_and_no_more<E: Engine>() {
    let engine = E::begin().await;
    let waits = || vec![child(&[Op::Must(Box::new(Op::Sleep(DAY)))])];
    let branches: Vec<_> = (0..65).map(|_| waits()).collect();
    let flow = engine.run(&[Op::Join(branches)]).await;
    engine.waiting(flow).await;
    assert!(engine.cancel(flow).await);
    let parts = engine.end(flow).await.parts();
    let ends: Vec<&Value> = parts[0]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it[0]["child"])
        .collect();
    assert_eq!(ends.iter().filter(|it| **it == "cancelled").count(), 64);
    assert_eq!(ends.last().unwrap().as_str(), Some("refused"));
}

pub(crate) async fn a_grandchild_is_stopped_with_its_root<E: Engine>() {
    let engine = E::begin().await;
    let grandchild = child(&[signal("never"), write("cleaned")]);
    let flow = engine.run(&[child(&[grandchild])]).await;
    let middle = engine.child(flow).await;
    let last = engine.child(middle).await;
    engine.waiting(last).await;
    assert!(engine.cancel(flow).await);
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!([["cancelled", "cleaned:1"]])]);
}

pub(crate) async fn a_child_that_begins_anew_answers_at_its_end<E: Engine>() {
    let engine = E::begin().await;
    let anew = Op::Anew(vec![write("b"), Op::Generation]);
    let parts = engine.outcome(&[child(&[write("a"), anew])]).await;
    assert_eq!(parts, [json!(["b:2", 1])]);
}
