//! Requests to stop: heard once, and what is called afterwards works.

use chrono::Utc;
use domain::{flow::Workflow as _, ids::FlowId, tool::Effect};
use serde_json::json;

use super::{
    End, Engine,
    program::{DAY, Op, Program, send, signal, signal_or, write},
    world::Reply,
};

fn must(op: Op) -> Op {
    Op::Must(Box::new(op))
}

pub(crate) async fn a_request_is_heard_at_the_wait<E: Engine>() {
    let engine = E::begin().await;
    for wait in [Op::Sleep(DAY), signal("a"), signal_or("a", DAY)] {
        let flow = engine.run(&[wait, write("x"), signal("b")]).await;
        engine.waiting(flow).await;
        assert!(engine.cancel(flow).await);
        engine.waiting(flow).await;
        // It is delivered once, however often it is asked for.
        assert!(engine.cancel(flow).await);
        engine.waiting(flow).await;
        engine.signal(flow, "b", json!(1)).await.unwrap();
        let parts = engine.end(flow).await.parts();
        assert_eq!([&parts[0], &parts[2]], [&json!("cancelled"), &json!(1)]);
        assert!(parts[1].as_str().unwrap().starts_with("x:"));
    }
}

pub(crate) async fn a_request_is_heard_after_the_activity_under_way_is_recorded<E: Engine>() {
    let engine = E::begin().await;
    engine.world().hold("a");
    let flow = engine
        .run(&[send("a", Effect::Read), write("b"), write("c")])
        .await;
    engine.world().until("send a 0", 1).await;
    assert!(engine.cancel(flow).await);
    engine.world().let_go("a");
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("a:1"), json!("cancelled"), json!("c:2")]);
    assert_eq!(engine.written().await, ["a:1", "c:2"]);
}

pub(crate) async fn every_branch_hears_of_a_request_once<E: Engine>() {
    let engine = E::begin().await;
    engine.world().hold("a");
    let branches = vec![
        vec![signal("one"), write("x"), signal("two")],
        vec![Op::Sleep(DAY), write("y")],
        vec![send("a", Effect::Read), Op::Sleep(DAY), write("z")],
    ];
    let flow = engine.run(&[Op::Join(branches), write("clean")]).await;
    engine.world().until("send a 0", 1).await;
    assert!(engine.cancel(flow).await);
    engine.world().let_go("a");
    engine.waiting(flow).await;
    engine.signal(flow, "two", json!(2)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    let branches = [
        json!(["cancelled", "x:2", 2]),
        json!(["cancelled", "y:3"]),
        json!(["a:1", "cancelled", "z:4"]),
    ];
    assert_eq!(parts, [json!(branches), json!("clean:5")]);
}

pub(crate) async fn a_request_before_the_start_is_heard_at_the_first_call<E: Engine>() {
    let mut engine = E::begin().await;
    // Nobody works: so the request is there before the first step.
    engine.leave().await;
    let flow = engine.run(&[write("a")]).await;
    assert!(engine.cancel(flow).await);
    engine.crash().await;
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("cancelled")]);
    assert_eq!(engine.written().await, [""; 0]);
}

pub(crate) async fn a_request_is_heard_by_every_branch_that_begins<E: Engine>() {
    let engine = E::begin().await;
    engine.world().hold("a");
    let branches = vec![
        vec![signal("never"), write("x")],
        vec![send("b", Effect::Read), write("y")],
        vec![write("c"), write("z")],
    ];
    let flow = engine
        .run(&[send("a", Effect::Read), Op::Join(branches)])
        .await;
    engine.world().until("send a 0", 1).await;
    assert!(engine.cancel(flow).await);
    engine.world().let_go("a");
    let parts = engine.end(flow).await.parts();
    let branches = [
        json!(["cancelled", "x:2"]),
        json!(["cancelled", "y:3"]),
        json!(["cancelled", "z:4"]),
    ];
    assert_eq!(parts, [json!("a:1"), json!(branches)]);
    assert_eq!(engine.world().notes_of("send b").len(), 0);
}

pub(crate) async fn a_request_outlives_a_crash<E: Engine>() {
    let mut engine = E::begin().await;
    let flow = engine.run(&[signal("a"), signal("b"), write("x")]).await;
    engine.waiting(flow).await;
    assert!(engine.cancel(flow).await);
    engine.crash().await;
    engine.waiting(flow).await;
    engine.crash().await;
    // It was heard: another wait stays.
    engine.signal(flow, "b", json!(1)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("cancelled"), json!(1), json!("x:1")]);
}

pub(crate) async fn a_request_ends_further_attempts<E: Engine>() {
    let mut engine = E::begin().await;
    let kinds = [
        ("a", Reply::Unavailable, "gave up: unavailable"),
        ("b", Reply::NotSent, "gave up: not_sent"),
    ];
    for (label, reply, came) in kinds {
        engine.world().replies(label, &[reply; 9]);
        let flow = engine
            .run(&[send(label, Effect::Read), write("x"), write("y")])
            .await;
        engine.waiting(flow).await;
        engine.crash().await;
        assert!(engine.cancel(flow).await);
        let parts = engine.end(flow).await.parts();
        assert_eq!([&parts[0], &parts[1]], [&json!(came), &json!("cancelled")]);
        assert_eq!(engine.world().notes_of(&format!("send {label}")).len(), 1);
    }
    assert_eq!(engine.written().await, ["y:1", "y:2"]);
}

pub(crate) async fn an_activity_under_way_at_a_crash_is_not_forgotten_over_a_request<E: Engine>() {
    let mut engine = E::begin().await;
    engine.world().hold("a");
    let flow = engine
        .run(&[send("a", Effect::WriteAtMostOnce), write("b")])
        .await;
    engine.world().until("send a 0", 1).await;
    assert!(engine.cancel(flow).await);
    engine.crash().await;
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("unknown"), json!("cancelled")]);
    assert_eq!(engine.world().notes_of("send a").len(), 1);
}

pub(crate) async fn a_workflow_that_does_not_clean_up_ends_cancelled<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine
        .run(&[write("a"), must(signal("never")), write("b")])
        .await;
    engine.waiting(flow).await;
    assert!(engine.cancel(flow).await);
    assert_eq!(engine.end(flow).await, End::Cancelled);
    assert_eq!(engine.written().await, ["a:1"]);
}

pub(crate) async fn what_has_ended_cannot_be_cancelled<E: Engine>() {
    let engine = E::begin().await;
    let workflow = (Program::NAME, Program::VERSION);
    let flow = FlowId::new(Utc::now());
    assert!(!engine.cancel(flow).await);
    engine.start(flow, workflow, json!([write("a")])).await;
    engine.end(flow).await;
    assert!(!engine.cancel(flow).await);
    assert_eq!(engine.world().notes_of("program").len(), 1);
}
