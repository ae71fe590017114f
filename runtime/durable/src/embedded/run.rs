//! One run, from its claim until it ends or waits.
//!
//! When a result arrives, one unit of work records it, polls the workflow, runs the bodies that it
//! asks for, polls again, and commits when only work outside and waits remain. Nothing outside
//! starts before.

use std::{future::Future, pin::Pin, rc::Rc, sync::Arc, task::Context};

use chrono::{DateTime, Utc};
use domain::{
    flow::{Flow, FlowError, Sent},
    tool::{Call, ToolError},
};
use futures_util::{
    stream::{FuturesUnordered, StreamExt as _},
    task::noop_waker_ref,
};
use serde_json::Value;
use store::{Claimed, Committed, Error, Loaded, LoadedSignal};
use tokio::{sync::Notify, time};

use super::{
    Engine,
    leases::pause_after,
    script::Script,
    unit::{self, Ended},
};

/// A run that was claimed this often without a new step is not tried again.
const CLAIMS: i32 = 3;

/// The workflow's future.
type Program<'a> = Pin<Box<dyn Future<Output = Result<Value, FlowError>> + 'a>>;

/// What came back of something outside.
pub(super) struct Arrived {
    pub(super) call: Call,
    pub(super) sent: Result<Sent, ToolError>,
}

/// An activity that is on its way.
type Sending = FuturesUnordered<Pin<Box<dyn Future<Output = Arrived>>>>;

/// What has happened to a run, as far as this process knows.
pub(super) struct Mail {
    pub(super) arrived: Vec<Arrived>,
    pub(super) signals: Vec<LoadedSignal>,
    pub(super) cancel: bool,
    pub(super) woken: i32,
    /// Nothing is recorded of the run yet.
    pub(super) bare: bool,
}

/// How driving a run ended.
enum Drove {
    /// It ended, waits, or is another's now.
    Away,
    /// What was assumed does not hold, or the database failed it: from the journal once more.
    Again {
        /// Nothing may be assumed this time.
        alone: bool,
    },
}

/// Drives a run until it ends, waits or is lost.
pub(super) async fn drive(engine: &Rc<Engine>, claimed: Claimed, woken: &Notify) {
    let mut alone = false;
    let mut failures = 0;
    loop {
        match from_the_journal(engine, &claimed, woken, alone).await {
            Ok(Drove::Away) => return,
            Ok(Drove::Again { alone: next }) => alone = next,
            Err(error) if error.is_passing() => {
                let shown = &error as &dyn std::error::Error;
                tracing::warn!(flow.id = %claimed.flow, error = shown, "the run is tried again");
                time::sleep(pause_after(failures)).await;
                failures += 1;
            }
            Err(Error::Fenced) => return,
            Err(error) => {
                let shown = &error as &dyn std::error::Error;
                tracing::error!(flow.id = %claimed.flow, error = shown, "the run cannot go on");
                if failures >= 3 {
                    return unit::quarantine(engine, &claimed, &error.to_string()).await;
                }
                time::sleep(pause_after(failures)).await;
                failures += 1;
                alone = true;
            }
        }
    }
}

async fn from_the_journal(
    engine: &Rc<Engine>,
    claimed: &Claimed,
    woken: &Notify,
    alone: bool,
) -> Result<Drove, Error> {
    if claimed.claims > CLAIMS {
        unit::quarantine(engine, claimed, "it was claimed too often without a new step").await;
        return Ok(Drove::Away);
    }
    let registry = Arc::clone(&engine.registry);
    let Some(workflow) = registry.find_workflow(&claimed.workflow, claimed.version) else {
        // It stays for a version of Firma that has it.
        let later = Utc::now() + chrono::Duration::minutes(1);
        let (store, flow, epoch) = (engine.store.clone(), claimed.flow, claimed.epoch);
        let release = async move { store.release(flow, epoch, later).await };
        tracing::warn!(flow.id = %flow, workflow = claimed.workflow, "no such workflow here");
        engine.on_main(release).await;
        return Ok(Drove::Away);
    };
    let loaded = load(engine, claimed, alone).await?;
    let mut mail = Mail {
        arrived: Vec::new(),
        signals: loaded.signals.unwrap_or_default(),
        cancel: loaded.cancel_requested && !loaded.cancel_delivered,
        woken: loaded.woken.unwrap_or(claimed.woken),
        bare: claimed.bare,
    };
    let script = Script::new(
        (claimed.flow, claimed.generation),
        workflow.department(),
        Arc::clone(&engine.tools),
        loaded.steps.unwrap_or_default(),
    );
    let mut program = workflow.run(Flow::new(&script), loaded.input);
    let mut sending = Sending::new();
    loop {
        let unit = unit::advance(engine, claimed, (&script, &mut program), &mut mail, alone);
        let rest = match unit.await? {
            Ended::Over => return Ok(Drove::Away),
            Ended::Assumed => return Ok(Drove::Again { alone: true }),
            Ended::Goes(rest) => rest,
        };
        for task in rest.send {
            sending.push(unit::send(engine, task));
        }
        let parked = rest.parked && sending.is_empty();
        match rest.committed {
            Committed::Done { .. } if parked => return Ok(Drove::Away),
            Committed::Woken { .. } => refresh(engine, claimed, &mut mail).await?,
            Committed::Done { .. } => {
                wait(&mut sending, woken, rest.due, &mut mail).await;
                if mail.arrived.is_empty() {
                    refresh(engine, claimed, &mut mail).await?;
                }
            }
        }
    }
}

/// What the journal knows. A run of which nothing is recorded need not be read.
async fn load(engine: &Rc<Engine>, claimed: &Claimed, again: bool) -> Result<Loaded, Error> {
    if claimed.bare && !again {
        return Ok(Loaded::default());
    }
    let (store, organisation, flow) = (engine.store.clone(), claimed.organisation, claimed.flow);
    let load = async move { store.load_run(organisation, flow).await };
    engine.on_main(load).await.unwrap_or(Err(Error::Fenced))
}

/// Looks up signals and a request to stop, after something happened to the run.
async fn refresh(engine: &Rc<Engine>, claimed: &Claimed, mail: &mut Mail) -> Result<(), Error> {
    let loaded = load(engine, claimed, true).await?;
    mail.signals = loaded.signals.unwrap_or_default();
    mail.cancel = loaded.cancel_requested && !loaded.cancel_delivered;
    mail.woken = loaded.woken.unwrap_or(mail.woken);
    Ok(())
}

/// Waits until something arrives, is due, or happens to the run.
async fn wait(
    sending: &mut Sending,
    woken: &Notify,
    due: Option<DateTime<Utc>>,
    mail: &mut Mail,
) {
    let until = due.map(|due| (due - Utc::now()).to_std().unwrap_or_default());
    tokio::select! {
        biased;
        Some(arrived) = sending.next(), if !sending.is_empty() => mail.arrived.push(arrived),
        () = woken.notified() => {}
        () = sleep(until), if until.is_some() => {}
    }
}

async fn sleep(time: Option<std::time::Duration>) {
    time::sleep(time.unwrap_or_default()).await;
}

/// Polls a workflow once. Its wakers are rung by hand when a step is answered.
pub(super) fn poll(program: &mut Program<'_>) -> Option<Result<Value, FlowError>> {
    let mut context = Context::from_waker(noop_waker_ref());
    match program.as_mut().poll(&mut context) {
        std::task::Poll::Ready(result) => Some(result),
        std::task::Poll::Pending => None,
    }
}

pub(super) type Watched<'a, 'p> = (&'a Script, &'a mut Program<'p>);

