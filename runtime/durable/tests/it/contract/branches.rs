//! Branches side by side.

use domain::tool::Effect;
use serde_json::{Value, json};

use super::{
    Engine,
    program::{DAY, Op, send, signal, think, write},
};

/// As many as make the futures of a join yield to each other.
const MANY: usize = 40;

pub(crate) async fn branches_get_their_own_answers_whatever_came_first<E: Engine>() {
    let mut engine = E::begin().await;
    let labels = ["a", "b", "c"];
    let branch = |label: &&str| vec![send(label, Effect::Read), think(label)];
    labels.iter().for_each(|it| engine.world().hold(it));
    let join = Op::Join(labels.iter().map(branch).collect());
    let flow = engine.run(&[join, signal("go")]).await;
    for label in labels.iter().rev() {
        engine.world().until(&format!("send {label} 0"), 1).await;
    }
    for label in labels.iter().rev() {
        engine.world().let_go(label);
        engine.world().until(&format!("think {label}"), 1).await;
    }
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(
        parts[0],
        json!([["a:5", "a:6"], ["b:3", "b:4"], ["c:1", "c:2"]])
    );
    assert_eq!(engine.written().await, ["c:1", "b:3", "a:5"]);
}

pub(crate) async fn two_branches_may_call_the_same_action<E: Engine>() {
    let mut engine = E::begin().await;
    let same = vec![write("a"), signal("go"), write("b")];
    let flow = engine.run(&[Op::Join(vec![same.clone(), same])]).await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "go", json!(2)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts[0], json!([["a:1", 1, "b:3"], ["a:2", 2, "b:4"]]));
    assert_eq!(engine.written().await, ["a:1", "a:2", "b:3", "b:4"]);
}

pub(crate) async fn forty_branches_get_their_own_answers<E: Engine>() {
    let mut engine = E::begin().await;
    let label = |index: usize| format!("{index:02}");
    let branch = |index| {
        vec![
            write(&label(index)),
            signal(&label(index)),
            think(&label(index)),
        ]
    };
    let flow = engine
        .run(&[Op::Join((0..MANY).map(branch).collect())])
        .await;
    engine.waiting(flow).await;
    for index in (0..MANY).rev() {
        if index == MANY / 2 {
            engine.waiting(flow).await;
            engine.crash().await;
        }
        engine
            .signal(flow, &label(index), json!(index))
            .await
            .unwrap();
    }
    let parts = engine.end(flow).await.parts();
    let branches = parts[0].as_array().unwrap();
    assert_eq!(branches.len(), MANY);
    for (index, branch) in branches.iter().enumerate() {
        let label = label(index);
        assert_eq!(branch[0], json!(format!("{label}:{}", index + 1)));
        assert_eq!(branch[1], json!(index));
        assert!(branch[2].as_str().unwrap().starts_with(&label));
    }
    assert_eq!(engine.world().notes_of("write ").len(), MANY);
    assert_eq!(engine.world().notes_of("think ").len(), MANY);
}

pub(crate) async fn branches_within_branches_all_begin<E: Engine>() {
    let engine = E::begin().await;
    let inner = |outer: usize| {
        let branch = |index: usize| vec![signal(&format!("{outer} {index}"))];
        vec![Op::Join((0..32).map(branch).collect())]
    };
    let flow = engine.run(&[Op::Join((0..32).map(inner).collect())]).await;
    engine.waiting(flow).await;
    for outer in [31, 7] {
        for index in 0..32 {
            let name = format!("{outer} {index}");
            assert!(engine.signal(flow, &name, json!(index)).await.unwrap());
        }
    }
    engine.waiting(flow).await;
    assert!(engine.cancel(flow).await);
    let parts = engine.end(flow).await.parts();
    let parts: Vec<&Value> = parts[0].as_array().unwrap().iter().collect();
    let heard: Vec<[usize; 1]> = serde_json::from_value(parts[31][0].clone()).unwrap();
    assert_eq!(heard.concat(), (0..32).collect::<Vec<_>>());
    assert_eq!(parts[7][0], parts[31][0]);
    assert_eq!(parts[3][0][9], json!(["cancelled"]));
}

pub(crate) async fn a_branch_that_is_done_does_not_run_again<E: Engine>() {
    let mut engine = E::begin().await;
    let branches = vec![vec![write("a")], vec![Op::Sleep(DAY), write("b")]];
    let flow = engine.run(&[Op::Join(branches), write("c")]).await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.pass_time(flow).await;
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!([["a:1"], [null, "b:2"]]), json!("c:3")]);
    assert_eq!(engine.world().notes_of("write a").len(), 1);
}
