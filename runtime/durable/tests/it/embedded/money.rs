//! What a run assumes of a budget that everybody shares.

use std::collections::BTreeMap;

use domain::tool::Effect;
use serde_json::json;

use super::rig::{Rig, SETTINGS};
use crate::contract::{
    Engine as _,
    program::{Op, send, signal, think, write},
    world::Want,
};

fn spend(want: i64) -> Op {
    Op::Spend(Want { cap: 1_000, want })
}

const LEFT: &str = "select coalesce(sum(remaining), 1000)::bigint from budgets
    where organisation = (select organisation from runs where id = $1)";

#[tokio::test]
async fn together_they_get_no_more_than_there_is() {
    let mut rig = Rig::idle().await;
    let mut flows = Vec::new();
    for _ in 0..10 {
        flows.push(rig.run(&[spend(300), think("a"), write("b")]).await);
    }
    rig.work(SETTINGS).await;
    let mut got = BTreeMap::new();
    for flow in &flows {
        let parts = rig.end(*flow).await.parts();
        *got.entry(parts[0].as_i64().unwrap()).or_insert(0) += 1;
    }
    assert_eq!(got, BTreeMap::from([(300, 3), (0, 7)]));
    assert_eq!(rig.number(LEFT, flows[0]).await, 100);
    assert_eq!(rig.written().await.len(), 10);
}

#[tokio::test]
async fn what_is_under_way_is_not_given_up_over_an_assumption() {
    let rig = Rig::with(SETTINGS).await;
    rig.world.hold("a");
    let branches = vec![
        vec![send("a", Effect::WriteAtMostOnce)],
        vec![signal("go"), spend(2_000), write("b")],
    ];
    let flow = rig.run(&[Op::Join(branches)]).await;
    rig.world.until("send a 0", 1).await;
    rig.signal(flow, "go", json!(1)).await.unwrap();
    rig.world.until("write b", 1).await;
    rig.world.let_go("a");
    let parts = rig.end(flow).await.parts();
    assert_eq!(parts, [json!([["a:2"], [1, 0, "b:1"]])]);
    assert_eq!(rig.world.notes_of("send a").len(), 1);
    assert_eq!(rig.number(LEFT, flow).await, 1_000);
}

#[tokio::test]
async fn no_two_commits_have_one_time_though_the_clock_was_set_back() {
    let rig = Rig::with(SETTINGS).await;
    let flow = rig
        .run(&[
            spend(100),
            signal("go"),
            spend(200),
            signal("go"),
            spend(300),
        ])
        .await;
    rig.waiting(flow).await;
    let set_back = "update steps set at = at + interval '1 day' where flow = $1";
    rig.change(set_back, flow).await;
    rig.signal(flow, "go", json!(1)).await.unwrap();
    rig.waiting(flow).await;
    rig.signal(flow, "go", json!(2)).await.unwrap();
    rig.end(flow).await.parts();
    assert_eq!(rig.number(LEFT, flow).await, 400);
    let times = "select count(distinct at) from steps where flow = $1";
    assert_eq!(rig.number(times, flow).await, 3);
}
