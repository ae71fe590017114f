//! Random programs under random faults, on the real engine, against what a plain model says of them.
//!
//! A program that fails is made smaller, and its seed is kept in `random.regressions`, which is tried
//! first from then on. `PROPTEST_CASES=2000 cargo test -p durable random` looks longer.

mod check;
mod model;

use std::{collections::VecDeque, time::Duration};

use chrono::Utc;
use domain::{flow::Workflow as _, ids::FlowId};
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use serde_json::json;
use store::News;
use tokio::{
    runtime::Runtime,
    time::{self, Instant},
};

use self::{
    check::check,
    model::{Case, Fault, cases},
};
use super::rig::{Rig, SETTINGS, Worker};
use crate::contract::{End, Engine as _, program::Program, world::PATIENCE};

/// How many programs each run of the tests tries.
const CASES: u32 = 48;

/// How often it is looked how far a worker has come.
const LOOK: Duration = Duration::from_millis(1);

#[test]
fn random_programs_under_random_faults_do_what_a_plain_model_says() {
    let seeds = FileFailurePersistence::Direct("tests/it/embedded/random.regressions");
    let config = Config {
        failure_persistence: Some(Box::new(seeds)),
        max_shrink_iters: 300,
        ..Config::default()
    };
    let cases_of = match std::env::var_os("PROPTEST_CASES") {
        Some(_) => config.cases,
        None => CASES,
    };
    let config = Config {
        cases: cases_of,
        ..config
    };
    let tried = TestRunner::new(config).run(&cases(), |case| {
        Runtime::new().unwrap().block_on(Box::pin(run(&case)));
        Ok(())
    });
    if let Err(failure) = tried {
        panic!("{failure}");
    }
}

/// Runs a program to its end, and holds what came of it against the model.
async fn run(case: &Case) {
    let rig = Rig::idle().await;
    let worker = rig.another(SETTINGS).await;
    for (label, replies) in case.replies() {
        rig.world.replies(&label, &replies);
    }
    let flow = FlowId::new(Utc::now());
    let workflow = (Program::NAME, Program::VERSION);
    assert!(rig.start(flow, workflow, json!(case.ops())).await);
    for (name, payload) in case.early() {
        rig.signal(flow, &name, payload).await.unwrap();
    }
    let end = tokio::select! {
        end = go_on(&rig, flow, case) => end,
        never = disturb(&rig, flow, &case.faults, worker) => match never {},
    };
    let End::Done(output) = end else {
        panic!("it ends {end:?}");
    };
    let steps = "select count(*) from steps where flow = $1";
    let steps = rig.number(steps, flow).await;
    let left = "select count(*) from ready where $1 is not null";
    assert_eq!(rig.number(left, flow).await, 0, "it is still in the queue");
    check(case, &output, rig.written().await, &rig.world, steps);
}

/// Brings a run to its end: once it waits, the late signals are sent, and then time passes.
async fn go_on(rig: &Rig, flow: FlowId, case: &Case) -> End {
    let mut late: VecDeque<_> = case.late().into();
    let deadline = Instant::now() + 3 * PATIENCE;
    loop {
        let rests = "select from runs r where r.id = $1 and (r.state <> 'open' or not exists (
            select from ready q where q.flow = r.id
                and (q.holder is not null or q.due <= clock_timestamp())))";
        rig.until(rests, flow).await;
        let open = "select count(*) from runs where id = $1 and state = 'open'";
        if rig.number(open, flow).await == 0 {
            return rig.end(flow).await;
        }
        while let Some((name, payload)) = late.pop_front() {
            rig.signal(flow, &name, payload).await.unwrap();
        }
        rig.pass_time(flow).await;
        assert!(Instant::now() < deadline, "it comes to no end");
    }
}

/// Lets the faults happen, one after the other, while the run is at work.
async fn disturb(
    rig: &Rig,
    flow: FlowId,
    faults: &[Fault],
    first: Worker,
) -> std::convert::Infallible {
    let mut worker = first;
    let mut beside = Vec::new();
    for fault in faults {
        match *fault {
            Fault::Kill { after } => {
                worker.wire.cut_after(after);
                worker.wire.until_cut().await;
                worker.kill();
                worker = rig.another(SETTINGS).await;
            }
            Fault::Lose { after } => {
                until_commits(&worker, after).await;
                beside.push(rig.another(SETTINGS).await);
                rig.change(FREE, flow).await;
            }
            Fault::Cancel { after } => {
                until_commits(&worker, after).await;
                rig.cancel(flow).await;
                worker.engine.dispatch().tell(News::Happened(flow));
            }
        }
    }
    std::future::pending().await
}

/// The lease is taken from whoever has it.
const FREE: &str = "update ready set holder = null, lease_until = null, due = least(due, now()),
    claims = 0, epoch = nextval('lease_epochs') where flow = $1 and holder is not null";

/// Waits for so many commits of a worker, those with which it looks for work included.
async fn until_commits(worker: &Worker, more: usize) {
    let commits = || worker.wire.counts().commits.len();
    let enough = commits() + more;
    while commits() < enough {
        time::sleep(LOOK).await;
    }
}
