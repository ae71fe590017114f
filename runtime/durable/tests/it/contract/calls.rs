//! Calls, one after the other.

use chrono::Utc;
use domain::{flow::Workflow as _, ids::FlowId};
use serde_json::json;

use super::{
    End, Engine,
    program::{DAY, Op, Program, signal, think, write},
};

pub(crate) async fn answers_of_the_journal_are_not_asked_for_again<E: Engine>() {
    let mut engine = E::begin().await;
    let ops = [
        write("a"),
        think("b"),
        signal("go"),
        write("c"),
        Op::Sleep(DAY),
        think("d"),
    ];
    let flow = engine.run(&ops).await;
    engine.waiting(flow).await;
    engine.crash().await;
    assert!(engine.signal(flow, "go", json!(1)).await.unwrap());
    engine.waiting(flow).await;
    engine.crash().await;
    engine.pass_time(flow).await;
    let parts = engine.end(flow).await.parts();
    assert_eq!(
        parts,
        [
            json!("a:1"),
            json!("b:2"),
            json!(1),
            json!("c:3"),
            json!(null),
            json!("d:4")
        ]
    );
    assert_eq!(engine.written().await, ["a:1", "c:3"]);
    let mut ran = engine.world().notes();
    ran.retain(|it| it != "program");
    assert_eq!(ran, ["write a", "think b", "write c", "think d"]);
}

pub(crate) async fn a_failed_action_leaves_nothing_and_the_workflow_goes_on<E: Engine>() {
    let engine = E::begin().await;
    let ops = [write("a"), Op::Refuse("b".to_owned()), write("c")];
    let parts = engine.outcome(&ops).await;
    assert_eq!(parts[1], json!({ "failed": "refused: contract.refused" }));
    assert_eq!([&parts[0], &parts[2]], [&json!("a:1"), &json!("c:2")]);
    assert_eq!(engine.written().await, ["a:1", "c:2"]);
    assert_eq!(engine.world().notes_of("refuse b").len(), 1);

    let alone = engine
        .outcome(&[Op::Refuse("d".to_owned()), think("e")])
        .await;
    assert_eq!(alone[1], json!("e:3"));
    assert_eq!(engine.written().await, ["a:1", "c:2"]);
}

pub(crate) async fn an_answer_over_64_kib_is_refused_and_what_its_action_wrote_is_gone<
    E: Engine,
>() {
    let engine = E::begin().await;
    let parts = engine
        .outcome(&[Op::Ramble("a".to_owned()), write("b")])
        .await;
    assert!(parts[0].get("failed").is_some(), "{parts:?}");
    assert_eq!(engine.written().await, ["b:1"]);
}

pub(crate) async fn a_result_over_64_kib_fails_the_run<E: Engine>() {
    let engine = E::begin().await;
    let half = json!("x".repeat(20 * 1024));
    let twice = vec![vec![Op::Say(half.clone())]; 2];
    let flow = engine.run(&[Op::Say(half), Op::Join(twice)]).await;
    engine.end(flow).await.parts();

    engine
        .world()
        .deploy(&[Op::Say(json!("x".repeat(64 * 1024)))]);
    let flow = FlowId::new(Utc::now());
    engine
        .start(flow, ("contract.changing", 1), json!(null))
        .await;
    let end = engine.end(flow).await;
    assert!(matches!(end, End::Failed(_)), "{end:?}");
}

pub(crate) async fn an_input_over_64_kib_does_not_start<E: Engine>() {
    let engine = E::begin().await;
    let flow = FlowId::new(Utc::now());
    let input = json!([Op::Say(json!("x".repeat(64 * 1024)))]);
    assert!(
        !engine
            .start(flow, (Program::NAME, Program::VERSION), input)
            .await
    );
    assert!(!engine.cancel(flow).await);
}

pub(crate) async fn a_workflow_that_gives_up_has_failed<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine
        .run(&[write("a"), Op::Fail("no more".to_owned()), write("b")])
        .await;
    let why = "`the program` failed: no more".to_owned();
    assert_eq!(engine.end(flow).await, End::Failed(why));
    assert_eq!(engine.written().await, ["a:1"]);
}

pub(crate) async fn starting_a_run_twice_starts_it_once<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine.run(&[write("a"), signal("go")]).await;
    let again = json!([write("b")]);
    let workflow = (Program::NAME, Program::VERSION);
    assert!(!engine.start(flow, workflow, again.clone()).await);
    engine.waiting(flow).await;
    assert!(!engine.start(flow, workflow, again.clone()).await);
    engine.signal(flow, "go", json!(1)).await.unwrap();
    engine.end(flow).await;
    assert!(!engine.start(flow, workflow, again).await);
    assert_eq!(engine.written().await, ["a:1"]);
}

pub(crate) async fn a_tool_call_is_a_scope_of_its_own<E: Engine>() {
    let mut engine = E::begin().await;
    let tool = |label: &str| Op::Tool(label.to_owned());
    let ops = [
        tool("a"),
        signal("go"),
        tool("b"),
        Op::Now("after".to_owned()),
    ];
    let flow = engine.run(&ops).await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(
        parts[0],
        json!(["contract", "contract_tool", "a:1", "thought a:2"])
    );
    assert_eq!(
        parts[2],
        json!(["contract", "contract_tool", "b:3", "thought b:4"])
    );
    assert_eq!(engine.written().await, ["a:1", "b:3"]);
}

pub(crate) async fn the_status_says_where_the_run_stands<E: Engine>() {
    let mut engine = E::begin().await;
    let status = |text: &str| Op::Status(text.to_owned());
    let ops = [
        status("one"),
        signal("go"),
        status("two"),
        signal("on"),
        status("three"),
    ];
    let flow = engine.run(&ops).await;
    engine.waiting(flow).await;
    assert_eq!(engine.status(flow).await.as_deref(), Some("one"));
    engine.crash().await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    engine.waiting(flow).await;
    assert_eq!(engine.status(flow).await.as_deref(), Some("two"));
    engine.signal(flow, "on", json!(1)).await.unwrap();
    engine.end(flow).await;
    assert_eq!(engine.status(flow).await.as_deref(), Some("three"));
}
