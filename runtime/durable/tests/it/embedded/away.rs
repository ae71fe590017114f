//! The database goes away while runs are at work, and comes back.

use std::{sync::Arc, time::Duration};

use domain::tool::Effect;
use durable::{Embedded, Settings};
use serde_json::json;
use store::{Access, News, Store};

use super::{
    line::{COMMITTED, DONE, Laid, Line},
    rig::{Rig, SETTINGS},
};
use crate::contract::{
    Engine as _,
    program::{DAY, Op, TwoSteps, registry, send, signal, think, write},
};

/// A rig whose worker reaches the database over a line.
async fn over_a_line(settings: Settings) -> (Rig, Laid, Embedded) {
    let rig = Rig::idle().await;
    let laid = Laid::to(&rig.database().app());
    let access = Access::Roles(rig.database().app().socket(laid.socket()));
    let store = Store::connect(&access, 4).await.unwrap();
    let (registry, tools) = (Arc::new(registry(&rig.world)), Arc::new(TwoSteps));
    let engine = Embedded::start(store, registry, tools, settings);
    (rig, laid, engine.await.unwrap())
}

#[tokio::test]
async fn what_came_back_while_the_database_was_away_is_recorded_once_it_is_there() {
    let (rig, laid, _engine) = over_a_line(SETTINGS).await;
    rig.world.hold("a");
    let flow = rig
        .run(&[send("a", Effect::WriteAtMostOnce), think("b")])
        .await;
    rig.world.until("send a 0", 1).await;
    laid.set(Line::Cut);
    rig.world.let_go("a");
    // The answer is there, and cannot be written.
    rig.world.until("record a 0", 1).await;
    laid.set(Line::Open);
    let parts = rig.end(flow).await.parts();
    // It waited in memory, and is not sent again.
    assert_eq!(parts, [json!("a:1"), json!("b:2")]);
    assert_eq!(rig.world.notes_of("send a").len(), 1);
}

#[tokio::test]
async fn waits_and_new_runs_go_on_once_the_database_is_there() {
    let (rig, laid, engine) = over_a_line(SETTINGS).await;
    let flow = rig
        .run(&[
            write("a"),
            signal("go"),
            write("b"),
            Op::Sleep(DAY),
            write("c"),
        ])
        .await;
    rig.waiting(flow).await;
    laid.set(Line::Cut);
    rig.signal(flow, "go", json!(1)).await.unwrap();
    let other = rig.run(&[write("d")]).await;
    engine.dispatch().tell(News::Happened(flow));
    laid.set(Line::Open);
    rig.waiting(flow).await;
    rig.pass_time(flow).await;
    rig.end(flow).await.parts();
    rig.end(other).await.parts();
    let mut labels: Vec<String> = rig.written().await;
    labels.iter_mut().for_each(|it| it.truncate(1));
    labels.sort();
    assert_eq!(labels, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn a_run_that_was_let_go_of_while_the_database_was_away_is_taken_up_again() {
    // Shorter than the database is away.
    let lease = Duration::from_millis(200);
    let (rig, laid, _engine) = over_a_line(Settings { lease, ..SETTINGS }).await;
    rig.world.hold("a");
    let flow = rig.run(&[send("a", Effect::Read), write("b")]).await;
    rig.world.until("send a 0", 1).await;
    laid.set(Line::Cut);
    let sql = "select from ready where flow = $1
        and lease_until < clock_timestamp() - interval '300 milliseconds'";
    rig.until(sql, flow).await;
    laid.set(Line::Open);
    rig.world.until("send a 0", 2).await;
    rig.world.let_go("a");
    let parts = rig.end(flow).await.parts();
    assert_eq!(parts, [json!("a:1"), json!("b:2")]);
    assert_eq!(rig.written().await, ["a:1", "b:2"]);
}

#[tokio::test]
async fn a_commit_with_others_whose_answer_is_lost_is_done_once() {
    let (rig, laid, _engine) = over_a_line(SETTINGS).await;
    rig.world.hold("a");
    let ops = [
        send("a", Effect::Local),
        think("b"),
        send("c", Effect::Local),
        think("d"),
    ];
    let flow = rig.run(&ops).await;
    rig.world.until("send a 0", 1).await;
    // The server writes what it is told, and nobody hears of it.
    laid.set(DONE);
    rig.world.let_go("a");
    let parts = rig.end(flow).await.parts();
    let parts: Vec<&str> = parts.iter().filter_map(|it| it.as_str()).collect();
    assert_eq!(parts[..3], ["a:1", "b:2", "c:3"]);
    assert_eq!(rig.world.notes_of("send c"), ["send c 0"]);
    assert_eq!(rig.world.notes_of("think b"), ["think b"]);
    assert_eq!(laid.line(), Line::Open, "an answer was lost");
}

#[tokio::test]
async fn a_commit_of_its_own_whose_answer_is_lost_is_done_once() {
    let (rig, laid, _engine) = over_a_line(SETTINGS).await;
    rig.world.hold("a");
    let ops = [
        send("a", Effect::Local),
        write("b"),
        send("c", Effect::Local),
        write("d"),
    ];
    let flow = rig.run(&ops).await;
    rig.world.until("send a 0", 1).await;
    laid.set(COMMITTED);
    rig.world.let_go("a");
    let parts = rig.end(flow).await.parts();
    let parts: Vec<&str> = parts.iter().filter_map(|it| it.as_str()).collect();
    assert_eq!(parts, ["a:1", "b:2", "c:3", "d:4"]);
    assert_eq!(rig.written().await, ["b:2", "d:4"]);
    assert_eq!(laid.line(), Line::Open, "an answer was lost");
}

#[tokio::test]
async fn a_database_that_is_away_is_no_fault_of_the_run() {
    let (rig, laid, _engine) = over_a_line(SETTINGS).await;
    rig.world.hold("a");
    let flow = rig
        .run(&[
            send("a", Effect::Read),
            Op::Break("once".to_owned()),
            write("b"),
        ])
        .await;
    rig.world.until("send a 0", 1).await;
    laid.set(Line::Cut);
    rig.world.let_go("a");
    // More often than a run may fail by itself.
    laid.until_refused(12).await;
    laid.set(Line::Open);
    let parts = rig.end(flow).await.parts();
    assert_eq!(parts[1], json!("once"));
    assert_eq!(rig.written().await.len(), 3);
}

#[tokio::test]
async fn sessions_that_the_server_ends_are_opened_anew() {
    let mut rig = Rig::idle().await;
    let ops = [
        write("a"),
        send("b", Effect::Read),
        think("c"),
        send("d", Effect::Local),
        write("e"),
    ];
    let mut flows = Vec::new();
    for _ in 0..30 {
        flows.push(rig.run(&ops).await);
    }
    let all = "select array_agg(pid) from pg_stat_activity
        where datname = current_database() and usename like 'firma%'";
    let own: Vec<i32> = sqlx::query_scalar(all)
        .fetch_one(&rig.behind)
        .await
        .unwrap();
    let lease = Duration::from_millis(400);
    rig.work(Settings { lease, ..SETTINGS }).await;
    for round in 1..=5 {
        rig.world.until("think c", round).await;
        let end = "select pg_terminate_backend(pid) from pg_stat_activity where
            datname = current_database() and usename like 'firma%' and pid <> all($1)";
        sqlx::query(end)
            .bind(&own)
            .execute(&rig.behind)
            .await
            .unwrap();
    }
    for flow in &flows {
        rig.end(*flow).await.parts();
    }
    assert_eq!(rig.written().await.len(), flows.len() * 3);
    // The process has its place again.
    let place = "select from pg_locks where locktype = 'advisory' and $1 is not null
        and database = (select oid from pg_database where datname = current_database())
        and pid in (select pid from pg_stat_activity where usename = 'firma_engine')";
    rig.until(place, flows[0]).await;
}
