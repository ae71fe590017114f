//! One run, from its claim until it ends or waits.
//!
//! When a result arrives, one unit of work records it, polls the workflow, runs the bodies that it
//! asks for, polls again, and commits when only work outside and waits remain. Nothing outside
//! starts before.

use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use domain::{
    flow::{Flow, FlowError, Path, Sent},
    organisation::Organisation,
    tool::{Call, Effect, ToolError},
};
use futures_util::{
    future::FutureExt as _,
    stream::{FuturesUnordered, StreamExt as _},
};
use serde_json::Value;
use store::{ChildRow, Claimed, Committed, Error, Loaded, LoadedSignal};
use tokio::{sync::Notify, time};

use super::{
    Engine,
    leases::pause_after,
    script::{Doubt, Place, Script, began},
    unit::{self, Ended, Held},
};

/// A run that was claimed this often without a new step is not tried again. Of the first claim, which takes many
/// at once, nobody knows whether the run was polled under it; under the other three it was (`note_polled`).
const CLAIMS: i32 = 4;

/// A run that could not go on this often after it was claimed is not tried again.
const DEFECTS: u32 = 3;

/// When a run is looked at again whose company could not be read.
const LATER: Duration = Duration::from_mins(1);

/// The workflow's future.
type Program<'a> = Pin<Box<dyn Future<Output = Result<Value, FlowError>> + 'a>>;

/// What came back of something outside.
pub(super) struct Arrived {
    pub(super) path: Path,
    pub(super) call: Call,
    pub(super) effect: Effect,
    /// What attempts before left open.
    pub(super) doubt: Option<Doubt>,
    pub(super) sent: Result<Sent, ToolError>,
}

/// An activity that is on its way.
type Sending = FuturesUnordered<Pin<Box<dyn Future<Output = Arrived>>>>;

/// What has happened to a run, as far as this process knows.
pub(super) struct Mail {
    pub(super) arrived: Vec<Arrived>,
    pub(super) signals: Vec<LoadedSignal>,
    /// How children ended that it waits for.
    pub(super) ends: Vec<ChildRow>,
    pub(super) cancel: bool,
    pub(super) woken: i32,
    /// The run was left while something may have been under way.
    pub(super) resumed: bool,
    /// What its first unit need not read.
    pub(super) context: Option<Value>,
}

/// How driving a run ended.
enum Drove {
    /// It ended, waits, or is another's now; whether time alone brings it back.
    Away { comes_back: bool },
    /// What was assumed does not hold, or the database failed it: from the journal once more.
    Again,
    /// It begins anew.
    Anew,
}

/// Drives a run until it ends, waits or is lost. Whether time alone brings it back.
pub(super) async fn drive(engine: &Rc<Engine>, claimed: Claimed, woken: &Notify) -> bool {
    let organisation = match organisation(engine, &claimed).await {
        Ok(organisation) => organisation,
        Err(error) => {
            let shown: &dyn std::error::Error = &error;
            tracing::error!(flow.id = %claimed.flow, error = shown, "whose run is this?");
            give_back(engine, &claimed).await;
            return false;
        }
    };
    let held = Held {
        engine,
        claimed: &claimed,
        organisation: &organisation,
    };
    // A run that another process left may have been sending: its keys are looked up.
    let mut resumed = claimed.claims > 1;
    let (mut failures, mut defects) = (0, 0);
    loop {
        let again = resumed;
        let drove = from_the_journal(held, woken, resumed).await;
        resumed = true;
        match drove {
            Ok(Drove::Away { comes_back }) => return comes_back,
            Ok(Drove::Anew) => (failures, defects) = (0, 0),
            Ok(Drove::Again) if !again => {}
            Ok(Drove::Again) => {
                // Others spend at the same time: alone, an assumption may fail by chance.
                time::sleep(pause_after(failures)).await;
                failures += 1;
            }
            Err(error) if error.is_passing() => {
                let shown: &dyn std::error::Error = &error;
                tracing::warn!(flow.id = %claimed.flow, error = shown, "the run is tried again");
                time::sleep(pause_after(failures)).await;
                failures += 1;
            }
            Err(Error::Fenced) => return false,
            Err(error) => {
                let shown: &dyn std::error::Error = &error;
                tracing::error!(flow.id = %claimed.flow, error = shown, "the run cannot go on");
                if defects >= DEFECTS {
                    unit::quarantine(held, &error.to_string()).await;
                    return false;
                }
                time::sleep(pause_after(defects)).await;
                defects += 1;
            }
        }
    }
}

async fn from_the_journal(held: Held<'_>, woken: &Notify, resumed: bool) -> Result<Drove, Error> {
    let (engine, claimed) = (held.engine, held.claimed);
    let registry = Arc::clone(&engine.registry);
    let Some(workflow) = registry.find_workflow(&claimed.workflow, claimed.version) else {
        engine.park(&[claimed]).await;
        return Ok(Drove::Away { comes_back: false });
    };
    if claimed.claims > CLAIMS {
        unit::quarantine(held, "it was claimed too often without a new step").await;
        return Ok(Drove::Away { comes_back: false });
    }
    if claimed.claims > 1 {
        engine.store.note_polled(claimed).await?;
    }
    let loaded = load(engine, claimed, resumed).await?;
    // It may have begun anew since it was claimed.
    let claimed = &Claimed {
        generation: loaded.generation,
        ..claimed.clone()
    };
    let held = Held { claimed, ..held };
    let mut mail = Mail {
        arrived: Vec::new(),
        signals: loaded.signals.unwrap_or_default(),
        ends: loaded.ends.unwrap_or_default(),
        cancel: loaded.cancel_requested && !loaded.cancel_delivered,
        woken: loaded.woken.unwrap_or(claimed.woken),
        resumed,
        context: claimed.context.clone().filter(|_| !resumed),
    };
    let parent = claimed.parent.clone();
    let place = Place {
        flow: claimed.flow,
        generation: claimed.generation,
        began: loaded.began_at.unwrap_or_else(|| began(claimed.flow)),
        caller: workflow.caller(),
        name: parent.filter(|_| workflow.in_parents_name()),
    };
    let steps = loaded.steps.unwrap_or_default();
    let script = Script::new(place, Arc::clone(&engine.tools), steps);
    let mut program = workflow.run(Flow::new(&script), loaded.input);
    let mut sending = Sending::new();
    loop {
        // What is under way would have to be given up if an assumption did not hold.
        let alone = resumed || !sending.is_empty();
        let unit = unit::advance(held, (&script, &mut program), &mut mail, alone);
        let rest = match unit.await {
            Ok(Ended::Over) => return Ok(Drove::Away { comes_back: false }),
            Ok(Ended::Anew) => return Ok(Drove::Anew),
            Ok(Ended::Goes(rest)) => rest,
            // Something that was assumed does not hold: nothing was written.
            Err(Error::Budget | Error::Undone) => return Ok(Drove::Again),
            Err(error) => return Err(error),
        };
        for task in rest.send {
            sending.push(unit::send(engine, task));
        }
        let parked = rest.parked && sending.is_empty();
        match rest.committed {
            Committed::Done { .. } if parked => {
                return Ok(Drove::Away {
                    comes_back: rest.wait.is_some(),
                });
            }
            Committed::Woken { .. } => refresh(engine, claimed, &mut mail).await?,
            Committed::Done { .. } => {
                mail.arrived = wait(&mut sending, woken, rest.wait).await;
                // Who was woken looks why, also if something arrived as well.
                if mail.arrived.is_empty() || woken.notified().now_or_never().is_some() {
                    refresh(engine, claimed, &mut mail).await?;
                }
            }
        }
    }
}

/// What the journal knows. A run that comes from its acceptance need not be read.
async fn load(engine: &Rc<Engine>, claimed: &Claimed, again: bool) -> Result<Loaded, Error> {
    if claimed.context.is_some() && !again {
        return Ok(Loaded::default());
    }
    engine
        .store
        .load_run(claimed.organisation, claimed.flow)
        .await
}

/// Whose run it is. Companies are kept in memory, so this reads seldom.
async fn organisation(engine: &Rc<Engine>, claimed: &Claimed) -> Result<Arc<Organisation>, Error> {
    let id = claimed.organisation;
    let mut failures = 0;
    loop {
        if let Some(known) = engine.store.known_organisation(id) {
            return Ok(known);
        }
        match engine.store.organisation(id).await {
            Err(error) if error.is_passing() => {
                time::sleep(pause_after(failures)).await;
                failures += 1;
            }
            found => return found,
        }
    }
}

/// Gives a run back for later, as if it had not been claimed.
async fn give_back(engine: &Rc<Engine>, claimed: &Claimed) {
    let flow = claimed.flow;
    let released = engine.store.release(flow, claimed.epoch, LATER).await;
    if let Err(error) = released {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(flow.id = %flow, error, "the run is free when its lease has run out");
    }
}

/// Looks up signals and a request to stop, after something happened to the run. What is under way
/// goes on while the database is away.
async fn refresh(engine: &Rc<Engine>, claimed: &Claimed, mail: &mut Mail) -> Result<(), Error> {
    let mut failures = 0;
    let loaded = loop {
        match load(engine, claimed, true).await {
            Err(error) if error.is_passing() => {
                time::sleep(pause_after(failures)).await;
                failures += 1;
            }
            loaded => break loaded?,
        }
    };
    mail.signals = loaded.signals.unwrap_or_default();
    mail.ends = loaded.ends.unwrap_or_default();
    mail.cancel = loaded.cancel_requested && !loaded.cancel_delivered;
    mail.woken = loaded.woken.unwrap_or(mail.woken);
    Ok(())
}

/// Waits until something arrives, is due, or happens to the run. Answers what arrived.
async fn wait(sending: &mut Sending, woken: &Notify, until: Option<Duration>) -> Vec<Arrived> {
    let mut arrived = Vec::new();
    tokio::select! {
        biased;
        Some(first) = sending.next(), if !sending.is_empty() => {
            arrived.push(first);
            // What else is there already goes into the same unit of work.
            while let Some(Some(next)) = sending.next().now_or_never() {
                arrived.push(next);
            }
        }
        () = woken.notified() => {}
        () = sleep(until), if until.is_some() => {}
    }
    arrived
}

async fn sleep(time: Option<Duration>) {
    time::sleep(time.unwrap_or_default()).await;
}

/// A workflow, and what it sees.
pub(super) type Watched<'a, 'p> = (&'a Script, &'a mut Program<'p>);

/// How far a workflow has come.
pub(super) enum Polled {
    /// It waits for answers.
    Pending,
    /// It ended.
    Done(Result<Value, FlowError>),
    /// It cannot be polled again.
    Panicked,
}

/// Says whether something in the workflow asked to be polled again.
#[derive(Default)]
struct Rung(AtomicBool);

impl Wake for Rung {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Polls a workflow as far as it comes. Many branches yield to each other, hence more than once.
pub(super) fn poll(program: &mut Program<'_>) -> Polled {
    let rung = Arc::new(Rung::default());
    let waker = Waker::from(Arc::clone(&rung));
    let mut context = Context::from_waker(&waker);
    loop {
        let polled = catch_unwind(AssertUnwindSafe(|| program.as_mut().poll(&mut context)));
        match polled {
            Ok(Poll::Ready(result)) => return Polled::Done(result),
            Ok(Poll::Pending) if rung.0.swap(false, Ordering::Relaxed) => {}
            Ok(Poll::Pending) => return Polled::Pending,
            Err(_) => return Polled::Panicked,
        }
    }
}
