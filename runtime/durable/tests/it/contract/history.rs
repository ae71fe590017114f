//! Where journal and code disagree nobody guesses.

use chrono::Utc;
use domain::{flow::Workflow as _, ids::FlowId};
use serde_json::json;

use super::{
    End, Engine,
    program::{Changing, DAY, Late, Op, THINK, Versioned, signal, signal_or, think, write},
};

/// A run whose code changes while it waits. Answers why it cannot go on.
async fn changed<E: Engine>(before: &[Op], after: &[Op]) -> String {
    let mut engine = E::begin().await;
    engine.world().deploy(before);
    let flow = FlowId::new(Utc::now());
    engine
        .start(flow, (Changing::NAME, Changing::VERSION), json!(null))
        .await;
    engine.waiting(flow).await;
    let written = engine.written().await;
    engine.world().deploy(after);
    engine.crash().await;
    assert!(engine.signal(flow, "go", json!(1)).await.unwrap());
    let why = engine.end(flow).await.why();
    assert_eq!(
        engine.written().await,
        written,
        "nothing is done on a guess"
    );
    assert!(!engine.signal(flow, "go", json!(1)).await.unwrap());
    assert!(!engine.cancel(flow).await);
    why
}

pub(crate) async fn another_name_at_the_same_place_quarantines<E: Engine>() {
    let after = [think("a"), signal("go"), write("b")];
    let why = changed::<E>(&[write("a"), signal("go")], &after).await;
    assert!(why.contains("step 0") && why.contains(THINK), "{why}");
}

pub(crate) async fn another_input_at_the_same_place_quarantines<E: Engine>() {
    let after = [write("b"), signal("go"), write("c")];
    let why = changed::<E>(&[write("a"), signal("go")], &after).await;
    assert!(
        why.contains("step 0") && why.contains("contract.write"),
        "{why}"
    );
}

pub(crate) async fn a_step_that_the_code_no_longer_calls_quarantines<E: Engine>() {
    let before = [Op::Join(vec![
        vec![write("a"), write("b")],
        vec![signal("go")],
    ])];
    let after = [
        Op::Join(vec![vec![write("a")], vec![signal("go")]]),
        write("c"),
    ];
    let why = changed::<E>(&before, &after).await;
    assert!(why.contains("step 0.0.1"), "{why}");
}

pub(crate) async fn a_wait_that_has_become_another_quarantines<E: Engine>() {
    let before = [write("a"), signal("go")];
    let why = changed::<E>(&before, &[write("a"), signal_or("go", DAY), write("b")]).await;
    assert!(why.contains("step 1"), "{why}");
}

pub(crate) async fn an_answer_that_the_code_cannot_read_quarantines<E: Engine>() {
    let mut engine = E::begin().await;
    let flow = FlowId::new(Utc::now());
    let input = json!({ "not": "what the workflow takes" });
    engine
        .start(flow, (Changing::NAME, Changing::VERSION), input)
        .await;
    engine.end(flow).await.why();
    // Others go on.
    engine.crash().await;
    engine.outcome(&[write("a")]).await;
}

pub(crate) async fn a_panic_of_a_workflow_quarantines_it_alone<E: Engine>() {
    let engine = E::begin().await;
    let other = engine.run(&[write("a"), signal("go"), write("b")]).await;
    engine.waiting(other).await;
    let flow = engine.run(&[write("x"), Op::Panic]).await;
    let why = engine.end(flow).await.why();
    assert!(why.contains("panicked"), "{why}");
    engine.signal(other, "go", json!(1)).await.unwrap();
    engine.end(other).await.parts();
    // What it wrote before went with it: one unit of work.
    assert_eq!(engine.written().await, ["a:1", "b:3"]);
}

pub(crate) async fn a_workflow_that_waits_for_nothing_known_quarantines<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine.run(&[write("a"), Op::WaitForNothing]).await;
    engine.end(flow).await.why();
}

pub(crate) async fn a_workflow_that_is_not_compiled_in_waits_for_a_version_that_has_it<
    E: Engine,
>() {
    let mut engine = E::begin().await;
    let flow = FlowId::new(Utc::now());
    engine
        .start(flow, (Late::NAME, Late::VERSION), json!(null))
        .await;
    // However often it is looked at.
    for _ in 0..5 {
        engine.waiting(flow).await;
        engine.crash().await;
        engine.pass_time(flow).await;
    }
    engine.waiting(flow).await;
    engine.world().compile_late_in();
    engine.crash().await;
    engine.pass_time(flow).await;
    assert_eq!(engine.end(flow).await, End::Done(json!("late:1")));
}

pub(crate) async fn a_run_ends_on_the_version_that_it_began_with<E: Engine>() {
    let mut engine = E::begin().await;
    for version in [1, 2] {
        let flow = FlowId::new(Utc::now());
        engine
            .start(flow, (Versioned::<1>::NAME, version), json!(null))
            .await;
        engine.waiting(flow).await;
        engine.crash().await;
        engine.signal(flow, "go", json!(1)).await.unwrap();
        assert_eq!(engine.end(flow).await, End::Done(json!(version)));
    }
}
