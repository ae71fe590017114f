//! A worker is killed right after each of its commits, before it hears of it, and another one
//! resumes.

use std::{collections::BTreeSet, time::Duration};

use chrono::Utc;
use domain::{flow::Workflow as _, ids::FlowId, tool::Effect};
use durable::Settings;
use serde_json::{Value, json};
use store::News;
use tokio::time;

use super::rig::{QUIET, Rig, SETTINGS};
use crate::contract::{
    End, Engine as _,
    program::{Op, Program, send, signal, signal_or, think, write},
    world::PATIENCE,
};

/// No program needs more commits.
const MOST: usize = 120;

/// Looks at the queue now and then: of several runs one may still commit when its worker is gone and
/// the next has looked.
const LOOKING: Settings = Settings {
    poll: Duration::from_millis(300),
    // The server may see the end of a session only after the next process has looked.
    ..SETTINGS
};

/// Runs a program once for each of its commits, and kills the worker there. Answers at how many.
async fn crash_at_each_commit(ops: &[Op], check: impl Fn(&[Value], &[String])) -> usize {
    crash_with(QUIET, ops, check).await
}

async fn crash_with(settings: Settings, ops: &[Op], check: impl Fn(&[Value], &[String])) -> usize {
    let mut rig = Rig::with(settings).await;
    let mut known = BTreeSet::new();
    for commits in 1..=MOST {
        let flow = FlowId::new(Utc::now());
        let worker = rig.worker.take().unwrap();
        worker.wire.cut_after(commits);
        let workflow = (Program::NAME, Program::VERSION);
        let started = rig.start(flow, workflow, json!(ops));
        assert!(started.await);
        rig.signal(flow, "sent before", json!("signal"))
            .await
            .unwrap();
        worker.engine.dispatch().tell(News::Happened(flow));
        let end = tokio::select! {
            end = rig.end(flow) => Some(end),
            () = worker.wire.until_cut() => None,
        };
        let is_cut = end.is_none();
        worker.kill();
        rig.work(settings).await;
        let end = match end {
            Some(end) => end,
            None => time::timeout(PATIENCE, rig.end(flow)).await.unwrap(),
        };
        let End::Done(Value::Array(parts)) = end else {
            panic!("after {commits} commits: {end:?}");
        };
        let written = rig.written().await.into_iter();
        let new: Vec<String> = written.filter(|name| known.insert(name.clone())).collect();
        check(&parts, &new);
        assert_eq!(
            rig.number("select count(*) from ready where $1 is not null", flow)
                .await,
            0
        );
        if !is_cut {
            return commits;
        }
    }
    panic!("the program does not come to its end within {MOST} commits");
}

/// All names of rows that a value holds.
fn names(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains(':') && !text.contains(' ') => {
            found.push(text.clone());
        }
        Value::Array(parts) => parts.iter().for_each(|it| names(it, found)),
        _ => {}
    }
}

/// What was written is what the steps answered, each once.
fn each_once(parts: &[Value], written: &[String], but: &[&str]) {
    let mut found = Vec::new();
    names(&json!(parts), &mut found);
    found.retain(|name| !but.iter().any(|it| name.starts_with(it)));
    found.sort();
    let mut written = written.to_vec();
    written.sort();
    assert_eq!(found, written);
}

#[tokio::test]
async fn a_run_comes_to_the_same_end_wherever_its_worker_is_killed() {
    let ops = [
        write("a"),
        think("b"),
        send("c", Effect::Read),
        Op::Sleep(Duration::from_millis(1)),
        signal("sent before"),
        write("d"),
        Op::Refuse("e".to_owned()),
        send("f", Effect::WriteOnce { window: PATIENCE }),
        signal_or("never", Duration::from_millis(1)),
        Op::Tool("g".to_owned()),
        think("h"),
    ];
    let commits = crash_at_each_commit(&ops, |parts, written| {
        each_once(parts, written, &["b", "h"]);
        let labels: Vec<&str> = written
            .iter()
            .filter_map(|it| it.split(':').next())
            .collect();
        assert_eq!(labels, ["a", "c", "d", "f", "g"]);
        assert_eq!(parts[4], json!("signal"));
        assert_eq!(parts[6], json!({ "failed": "refused: contract.refused" }));
        assert_eq!(parts[8], json!("timed out"));
    });
    assert!(commits.await > 10);
}

#[tokio::test]
async fn branches_come_to_the_same_end_wherever_their_worker_is_killed() {
    let ops = [
        Op::Join(vec![
            vec![write("a"), send("b", Effect::Read), write("c")],
            vec![signal("sent before"), think("d"), send("e", Effect::Read)],
            vec![Op::Sleep(Duration::from_millis(1)), write("f")],
        ]),
        write("g"),
    ];
    let commits = crash_at_each_commit(&ops, |parts, written| {
        each_once(parts, written, &["d"]);
        let mut labels: Vec<&str> = written
            .iter()
            .filter_map(|it| it.split(':').next())
            .collect();
        labels.sort_unstable();
        assert_eq!(labels, ["a", "b", "c", "e", "f", "g"]);
    });
    assert!(commits.await > 3);
}

#[tokio::test]
async fn what_may_not_be_repeated_is_sent_at_most_once_wherever_its_worker_is_killed() {
    let ops = [write("a"), send("b", Effect::WriteAtMostOnce), write("c")];
    let commits = crash_at_each_commit(&ops, |parts, written| {
        let labels: Vec<&str> = written
            .iter()
            .filter_map(|it| it.split(':').next())
            .collect();
        match parts[1].as_str().unwrap() {
            "unknown" => assert_eq!(labels, ["a", "c"]),
            _ => assert_eq!(labels, ["a", "b", "c"]),
        }
    });
    assert!(commits.await > 3);
}

#[tokio::test]
async fn children_end_once_and_answer_once_wherever_their_worker_is_killed() {
    let child = |ops: Vec<Op>| vec![Op::Child(ops)];
    let ops = [
        write("a"),
        Op::Join(vec![
            child(vec![write("b"), send("c", Effect::Read), write("d")]),
            child(vec![Op::Sleep(Duration::from_millis(1)), write("e")]),
            child(vec![write("f"), Op::Fail("as it says".to_owned())]),
        ]),
        Op::Child(vec![Op::Child(vec![write("g")])]),
        write("h"),
    ];
    let commits = crash_with(LOOKING, &ops, |parts, written| {
        let answered: Vec<String> = written
            .iter()
            .filter(|it| !it.starts_with("f:"))
            .cloned()
            .collect();
        assert_eq!(answered.len() + 1, written.len());
        each_once(parts, &answered, &[]);
        let mut labels: Vec<&str> = answered
            .iter()
            .filter_map(|it| it.split(':').next())
            .collect();
        labels.sort_unstable();
        assert_eq!(labels, ["a", "b", "c", "d", "e", "g", "h"]);
        assert_eq!(parts[1][2][0]["child"], json!("failed"));
    });
    assert!(commits.await > 10);
}

#[tokio::test]
async fn a_run_begins_anew_once_wherever_its_worker_is_killed() {
    let last = vec![signal("sent before"), Op::Generation, write("c")];
    let next = vec![write("b"), send("x", Effect::Read), Op::Anew(last)];
    let ops = [write("a"), Op::Anew(next)];
    let commits = crash_at_each_commit(&ops, |parts, written| {
        assert_eq!(parts[..2], [json!("signal"), json!(2)]);
        let labels: Vec<&str> = written
            .iter()
            .filter_map(|it| it.split(':').next())
            .collect();
        assert_eq!(labels, ["a", "b", "x", "c"]);
    });
    assert!(commits.await > 3);
}
