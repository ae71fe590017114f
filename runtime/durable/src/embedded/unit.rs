//! One unit of work of a run: what arrived is recorded, the workflow goes on, and it commits.

use std::{pin::Pin, rc::Rc, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use domain::{
    flow::{FlowError, Intent, Path, Waited},
    ids::IdempotencyKey,
    tool::{Call, Effect, ToolError},
    turn::TurnStatus,
};
use serde_json::{Value, json};
use store::{
    Claimed, Committed, Error, Park, RunChange, SignalRead, StepRow, StepState, Work,
};
use tokio::time;

use super::{
    Engine,
    run::{Arrived, Mail, Watched, poll},
    script::{Asked, Script, Unanswered, What},
};

/// How often an activity is tried.
const ATTEMPTS: u32 = 5;

/// What a journaled value may measure; larger things go by reference.
const PAYLOAD: usize = 64 * 1024;

/// How a unit of work ended.
pub(super) enum Ended {
    /// The run is over, or quarantined.
    Over,
    /// Something that was assumed does not hold: nothing was written.
    Assumed,
    /// It goes on.
    Goes(Rest),
}

/// How a unit of work left a run that goes on.
pub(super) struct Rest {
    /// What may be sent now.
    pub(super) send: Vec<Task>,
    /// When time alone brings the run on.
    pub(super) due: Option<DateTime<Utc>>,
    /// The run has left memory's care: the queue or a signal brings it back.
    pub(super) parked: bool,
    /// How the commit went.
    pub(super) committed: Committed,
}

/// An activity that may be sent.
pub(super) struct Task {
    call: Call,
    name: String,
    input: Value,
    timeout: Duration,
}

/// One unit of work under way.
struct Unit<'a> {
    engine: &'a Rc<Engine>,
    claimed: &'a Claimed,
    script: &'a Script,
    work: Option<Work>,
    now: DateTime<Utc>,
    send: Vec<Task>,
}

/// Brings a run on by one unit of work.
pub(super) async fn advance(
    engine: &Rc<Engine>,
    claimed: &Claimed,
    (script, program): Watched<'_, '_>,
    mail: &mut Mail,
    alone: bool,
) -> Result<Ended, Error> {
    let now = Utc::now();
    let (store, organisation) = (engine.store.clone(), claimed.organisation);
    let mut work = store.work(organisation, now).await?;
    work.fence(claimed.flow, claimed.epoch);
    if alone {
        work.go_alone();
    }
    let mut unit = Unit {
        engine,
        claimed,
        script,
        work: Some(work),
        now,
        send: Vec::new(),
    };
    unit.record_arrived(mail).await?;
    let mut result = poll(program);
    let mut cancelled = false;
    while result.is_none() {
        let fresh = script.take_fresh();
        let mut moved = unit.open_waits(mail, &mut cancelled).await?;
        for (path, asked) in fresh {
            if !script.is_open(&path) || unit.is_begun(&path) {
                continue;
            }
            moved |= unit.ask(path, asked, mail, &mut cancelled).await?;
        }
        if script.mismatch().is_some() || !moved {
            break;
        }
        result = poll(program);
    }
    if let Some(difference) = script.mismatch() {
        unit.abandon().await?;
        quarantine(engine, claimed, &difference).await;
        return Ok(Ended::Over);
    }
    match result {
        Some(result) => unit.finish(result).await,
        None => unit.rest(mail, cancelled).await,
    }
}

impl Unit<'_> {
    fn work(&mut self) -> Result<&mut Work, Error> {
        self.work.as_mut().ok_or(Error::Fenced)
    }

    /// Whether this unit has begun the activity of a step.
    fn is_begun(&self, path: &Path) -> bool {
        self.send.iter().any(|task| task.call.path == *path)
    }

    fn call(&self, path: &Path, attempt: u32) -> Call {
        Call {
            key: IdempotencyKey::new(self.claimed.flow, self.claimed.generation, path),
            organisation: self.claimed.organisation,
            flow: self.claimed.flow,
            path: path.clone(),
            attempt,
            now: self.now,
        }
    }

    /// Records what came back from outside, or notes that another attempt follows.
    async fn record_arrived(&mut self, mail: &mut Mail) -> Result<(), Error> {
        let open = self.script.open();
        for arrived in mail.arrived.drain(..) {
            let found = open.iter().find(|(path, _)| *path == arrived.call.path);
            let Some((path, asked)) = found else { continue };
            let What::Activity(input) = &asked.what else {
                continue;
            };
            if let Some(due) = self.again(asked, input, &arrived)? {
                let attempts = arrived.call.attempt + 1;
                let rest = Unanswered {
                    due: Some(due),
                    attempts,
                };
                self.script.postpone(path, asked, rest);
                self.write_step(path, asked, StepState::Retrying, None, rest)?;
                continue;
            }
            let (name, input) = (asked.name.clone(), input.clone());
            let registry = Arc::clone(&self.engine.registry);
            let Arrived { call, sent } = arrived;
            let outcome = self
                .body(move |mut work| {
                    Box::pin(async move {
                        let outcome = match registry.find_activity(&name) {
                            Some(it) => it.record(&mut work, &call, input, sent).await,
                            None => Err(ToolError::internal(format!("no activity `{name}`"))),
                        };
                        (work, outcome)
                    })
                })
                .await?;
            self.settle(path, asked, outcome)?;
        }
        Ok(())
    }

    /// When another attempt follows, if the effect and the error allow one.
    fn again(
        &self,
        asked: &Asked,
        input: &Value,
        arrived: &Arrived,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        let Err(error) = &arrived.sent else {
            return Ok(None);
        };
        let Some(activity) = self.engine.registry.find_activity(&asked.name) else {
            return Ok(None);
        };
        let rules = activity
            .rules(input)
            .map_err(|error| Error::Unreadable(error.to_string()))?;
        let may = match (error, rules.effect) {
            (ToolError::NotSent(_), _) => true,
            (
                ToolError::Unavailable(_) | ToolError::Unknown(_),
                Effect::Read | Effect::Local | Effect::WriteOnce { .. },
            ) => true,
            (ToolError::Unavailable(_) | ToolError::Unknown(_), Effect::WriteAtMostOnce) => false,
            (
                ToolError::Arguments(_)
                | ToolError::Refused(_)
                | ToolError::Transaction(_)
                | ToolError::Internal(_),
                _,
            ) => false,
        };
        let attempts = arrived.call.attempt + 1;
        if !may || attempts >= ATTEMPTS {
            return Ok(None);
        }
        let pause = Duration::from_millis(500 * 2_u64.pow(arrived.call.attempt.min(6)));
        Ok(Some(self.now + pause))
    }

    /// Answers waits whose signal or time has come, delivers a request to stop, and begins
    /// attempts that are due. True if the workflow may go on.
    async fn open_waits(
        &mut self,
        mail: &mut Mail,
        cancelled: &mut bool,
    ) -> Result<bool, Error> {
        let mut moved = false;
        let stop = mail.cancel;
        for (path, asked) in self.script.open() {
            let Some(rest) = self.script.unanswered(&path) else {
                continue;
            };
            match &asked.what {
                // One request reaches every branch that waits.
                What::Sleep(_) | What::Signal(_) if stop => {
                    (mail.cancel, *cancelled) = (false, true);
                    self.answer(&path, &asked, StepState::Cancelled, Value::Null)?;
                    moved = true;
                }
                What::Sleep(_) | What::Signal(_) => {
                    moved |= self.try_wait(&path, &asked, rest, mail)?;
                }
                What::Activity(input) if rest.due.is_none_or(|due| due <= self.now) => {
                    let input = input.clone();
                    let begun = self.begin_activity(&path, &asked, input, rest.attempts);
                    moved |= begun.await?;
                }
                What::Activity(_) | What::Call(_) => {}
            }
        }
        Ok(moved)
    }

    /// Answers one wait if its signal or its time has come. Signals come before timers.
    fn try_wait(
        &mut self,
        path: &Path,
        asked: &Asked,
        rest: Unanswered,
        mail: &mut Mail,
    ) -> Result<bool, Error> {
        if let What::Signal(_) = asked.what
            && let Some(at) = mail.signals.iter().position(|it| it.name == asked.name)
        {
            let signal = mail.signals.remove(at);
            let read = SignalRead {
                organisation: self.claimed.organisation,
                flow: self.claimed.flow,
                seq: signal.seq,
                path: path.clone(),
            };
            self.work()?.writes().signal_reads.push(read);
            let output = json!(Waited::Signal(signal.payload));
            self.answer(path, asked, StepState::Done, output)?;
            return Ok(true);
        }
        let is_due = rest.due.is_some_and(|due| due <= self.now);
        match asked.what {
            What::Sleep(_) if is_due => {
                self.answer(path, asked, StepState::Done, Value::Null)?;
                Ok(true)
            }
            What::Signal(_) if is_due => {
                let output = json!(Waited::TimedOut);
                self.answer(path, asked, StepState::Done, output)?;
                Ok(true)
            }
            What::Call(_) | What::Activity(_) | What::Sleep(_) | What::Signal(_) => Ok(false),
        }
    }

    /// Does what the workflow asks for anew. True if it may go on at once.
    async fn ask(
        &mut self,
        path: Path,
        asked: Asked,
        mail: &mut Mail,
        cancelled: &mut bool,
    ) -> Result<bool, Error> {
        let known = self.script.unanswered(&path);
        if mail.cancel && known.is_none() {
            // The call in flight has been recorded; the next thing hears of it.
            (mail.cancel, *cancelled) = (false, true);
            self.answer(&path, &asked, StepState::Cancelled, Value::Null)?;
            return Ok(true);
        }
        match &asked.what {
            What::Call(input) => {
                let input = input.clone();
                self.run_action(&path, &asked, input).await?;
                Ok(true)
            }
            // Another attempt follows when its time comes.
            What::Activity(_) if known.is_some() => Ok(false),
            What::Activity(input) => {
                let input = input.clone();
                self.begin_activity(&path, &asked, input, 0).await
            }
            What::Sleep(time) => self.begin_wait(&path, &asked, Some(*time), mail),
            What::Signal(time) => self.begin_wait(&path, &asked, *time, mail),
        }
    }

    fn begin_wait(
        &mut self,
        path: &Path,
        asked: &Asked,
        time: Option<Duration>,
        mail: &mut Mail,
    ) -> Result<bool, Error> {
        let known = self.script.unanswered(path);
        let rest = known.unwrap_or_else(|| Unanswered {
            due: time.map(|time| self.now + time),
            attempts: 0,
        });
        if self.try_wait(path, asked, rest, mail)? {
            return Ok(true);
        }
        if known.is_none() {
            self.script.postpone(path, asked, rest);
            self.write_step(path, asked, StepState::Waiting, None, rest)?;
        }
        Ok(false)
    }

    async fn run_action(&mut self, path: &Path, asked: &Asked, input: Value) -> Result<(), Error> {
        let (name, call) = (asked.name.clone(), self.call(path, 0));
        let registry = Arc::clone(&self.engine.registry);
        let outcome = self
            .body(move |mut work| {
                Box::pin(async move {
                    let outcome = match registry.find_action(&name) {
                        Some(action) => action.run(&mut work, &call, input).await,
                        None => Err(ToolError::internal(format!("no action `{name}`"))),
                    };
                    (work, outcome)
                })
            })
            .await?;
        self.settle(path, asked, outcome)
    }

    /// Writes an activity's intent. It is sent after the commit.
    async fn begin_activity(
        &mut self,
        path: &Path,
        asked: &Asked,
        input: Value,
        attempt: u32,
    ) -> Result<bool, Error> {
        let (name, call) = (asked.name.clone(), self.call(path, attempt));
        let registry = Arc::clone(&self.engine.registry);
        let (given, known_as) = (input.clone(), name.clone());
        let asked_call = call.clone();
        let outcome = self
            .body(move |mut work| {
                Box::pin(async move {
                    let outcome = match registry.find_activity(&known_as) {
                        Some(it) => match it.rules(&given) {
                            Ok(rules) => it
                                .intend(&mut work, &asked_call, given)
                                .await
                                .map(|intent| (intent, rules.timeout)),
                            Err(error) => Err(error),
                        },
                        None => Err(ToolError::internal(format!("no activity `{known_as}`"))),
                    };
                    (work, outcome)
                })
            })
            .await?;
        match outcome {
            Ok((Intent::Send, timeout)) => {
                self.script.begin(path);
                self.send.push(Task {
                    call,
                    name,
                    input,
                    timeout,
                });
                Ok(false)
            }
            Ok((Intent::Settled(output), _)) => {
                self.settle(path, asked, Ok(output))?;
                Ok(true)
            }
            Err(error) => {
                self.settle(path, asked, Err(error))?;
                Ok(true)
            }
        }
    }

    /// Runs a body on the main runtime. What it wrote is taken back if it fails; a failure of the
    /// transaction ends the unit.
    async fn body<T: Send + 'static>(
        &mut self,
        body: impl FnOnce(Work) -> Body<T> + Send + 'static,
    ) -> Result<Result<T, ToolError>, Error> {
        let mut work = self.work.take().ok_or(Error::Fenced)?;
        let run = async move {
            let begun = work.begin_body().await?;
            let (mut work, outcome) = body(work).await;
            let outcome = match outcome {
                Err(ToolError::Transaction(source)) => return Err(transaction(source)),
                Err(error) => {
                    work.undo_body(begun).await?;
                    Err(error)
                }
                Ok(answer) => {
                    work.end_body();
                    Ok(answer)
                }
            };
            Ok((work, outcome))
        };
        let ran = self.engine.on_main(run).await;
        let panicked = || Error::Unreadable("the body of a step panicked".to_owned());
        let (work, outcome) = ran.ok_or_else(panicked)??;
        self.work = Some(work);
        Ok(outcome)
    }

    /// Records what a step came to.
    fn settle(
        &mut self,
        path: &Path,
        asked: &Asked,
        outcome: Result<Value, ToolError>,
    ) -> Result<(), Error> {
        let outcome = outcome.and_then(|output| match output.to_string().len() {
            ..=PAYLOAD => Ok(output),
            size => Err(ToolError::internal(format!(
                "{size} bytes are too large for the journal: pass them by reference"
            ))),
        });
        match outcome {
            Ok(output) => self.answer(path, asked, StepState::Done, output),
            Err(error) => {
                if let ToolError::Internal(source) = &error {
                    let error = source.as_ref() as &dyn std::error::Error;
                    tracing::error!(error, action = asked.name, %path, "a step failed");
                }
                let output = json!({ "kind": error.word(), "message": error.to_string() });
                self.answer(path, asked, StepState::Failed, output)
            }
        }
    }

    fn answer(
        &mut self,
        path: &Path,
        asked: &Asked,
        state: StepState,
        output: Value,
    ) -> Result<(), Error> {
        let rest = Unanswered {
            due: None,
            attempts: 0,
        };
        self.write_step(path, asked, state, Some(output.clone()), rest)?;
        self.script.answer(path, state, output, self.now);
        Ok(())
    }

    fn write_step(
        &mut self,
        path: &Path,
        asked: &Asked,
        state: StepState,
        output: Option<Value>,
        rest: Unanswered,
    ) -> Result<(), Error> {
        let row = StepRow {
            organisation: self.claimed.organisation,
            flow: self.claimed.flow,
            generation: self.claimed.generation,
            path: path.clone(),
            kind: asked.what.kind(),
            name: asked.name.clone(),
            input: asked.input,
            state: state.word(),
            output,
            due: rest.due,
            attempts: rest.attempts,
            at: self.now,
            again: self.script.is_stored(path),
        };
        // A wait that is answered in the unit that began it is one row.
        let steps = &mut self.work()?.writes().steps;
        steps.retain(|it| it.path != row.path);
        steps.push(row);
        Ok(())
    }

    /// Commits a run that ended.
    async fn finish(mut self, result: Result<Value, FlowError>) -> Result<Ended, Error> {
        let (state, output, error) = match result {
            Ok(output) => ("done", Some(output), None),
            Err(FlowError::Cancelled) => ("cancelled", None, None),
            Err(error) => ("failed", None, Some(error.to_string())),
        };
        let mut change = run_change(self.claimed, self.now);
        (change.state, change.output, change.error) = (Some(state), output, error);
        let claimed = self.claimed;
        let work = self.work()?;
        work.writes().run = Some(change);
        if state != "done" {
            // A turn that did not close itself frees its lane and shows as failed.
            close_turn(work, claimed);
        }
        self.park(None, true)?;
        match self.commit().await {
            Ok(_) => Ok(Ended::Over),
            Err(Error::Budget) => Ok(Ended::Assumed),
            Err(error) => Err(error),
        }
    }

    /// Commits a run that goes on.
    async fn rest(mut self, mail: &mut Mail, cancelled: bool) -> Result<Ended, Error> {
        let open = self.script.open();
        let is_away = |path: &Path, what: &What| {
            matches!(what, What::Activity(_))
                && self.script.unanswered(path).is_none()
                && !self.is_begun(path)
        };
        let away = open.iter().any(|(path, it)| is_away(path, &it.what));
        let dues = open.iter().filter_map(|(path, _)| {
            let rest = self.script.unanswered(path)?;
            rest.due
        });
        let due = dues.min();
        let parked = self.send.is_empty() && !away;
        let status = self.script.take_status();
        if mail.bare || cancelled || status.is_some() {
            let mut change = run_change(self.claimed, self.now);
            change.status = status;
            change.cancel_delivered = cancelled;
            self.work()?.writes().run = Some(change);
        }
        if parked {
            self.park_at(due, mail.woken)?;
        }
        let send = std::mem::take(&mut self.send);
        let steps = self.work()?.writes().steps.iter();
        let waits = steps.filter(|it| ["waiting", "retrying"].contains(&it.state));
        let waits = waits.map(|it| it.path.clone()).collect();
        match self.commit().await {
            Ok(committed) => {
                mail.bare = false;
                self.script.stored(waits);
                Ok(Ended::Goes(Rest {
                    send,
                    due,
                    parked,
                    committed,
                }))
            }
            Err(Error::Budget) => Ok(Ended::Assumed),
            Err(error) => Err(error),
        }
    }

    fn park(&mut self, due: Option<DateTime<Utc>>, ended: bool) -> Result<(), Error> {
        let park = Park {
            organisation: self.claimed.organisation,
            flow: self.claimed.flow,
            epoch: self.claimed.epoch,
            woken: 0,
            due,
            ended,
        };
        self.work()?.writes().park = Some(park);
        Ok(())
    }

    fn park_at(&mut self, due: Option<DateTime<Utc>>, woken: i32) -> Result<(), Error> {
        self.park(due, false)?;
        if let Some(park) = self.work()?.writes().park.as_mut() {
            park.woken = woken;
        }
        Ok(())
    }

    async fn commit(&mut self) -> Result<Committed, Error> {
        let mut work = self.work.take().ok_or(Error::Fenced)?;
        let afterwards = work.take_afterwards();
        let committer = self.engine.committer.clone();
        let commit = async move {
            match work.is_open() {
                true => work.commit_alone().await,
                false => committer.commit(work.into_writes()).await,
            }
        };
        let committed = self.engine.on_main(commit).await;
        let committed = committed.unwrap_or(Err(Error::Fenced))?;
        for tell in afterwards {
            tell();
        }
        let (Committed::Done { next } | Committed::Woken { next }) = committed;
        if let Some(next) = next {
            self.engine.wakes.wake(next.into());
        }
        Ok(committed)
    }

    async fn abandon(mut self) -> Result<(), Error> {
        let Some(work) = self.work.take() else {
            return Ok(());
        };
        let ended = self.engine.on_main(work.abandon()).await;
        ended.unwrap_or(Ok(()))
    }
}

/// A body, boxed.
type Body<T> = Pin<Box<dyn Future<Output = (Work, Result<T, ToolError>)> + Send>>;

/// Starts an activity that may be sent.
pub(super) fn send(
    engine: &Rc<Engine>,
    task: Task,
) -> Pin<Box<dyn Future<Output = Arrived>>> {
    let registry = Arc::clone(&engine.registry);
    let Task {
        call,
        name,
        input,
        timeout,
    } = task;
    let sent_as = call.clone();
    let sending = engine.main.spawn(async move {
        let Some(activity) = registry.find_activity(&name) else {
            return Err(ToolError::internal(format!("no activity `{name}`")));
        };
        match time::timeout(timeout, activity.send(&call, input)).await {
            Ok(sent) => sent,
            Err(elapsed) => Err(ToolError::Unknown(Box::new(elapsed))),
        }
    });
    // A run that is let go of takes what it sent with it.
    let sending = tokio_util::task::AbortOnDropHandle::new(sending);
    Box::pin(async move {
        let sent = match sending.await {
            Ok(sent) => sent,
            Err(error) => Err(ToolError::internal(error)),
        };
        Arrived {
            call: sent_as,
            sent,
        }
    })
}

/// Takes a run out of the queue whose journal and code disagree, or that ends every process that
/// touches it. Nothing is guessed, and its turn shows as failed.
pub(super) async fn quarantine(engine: &Rc<Engine>, claimed: &Claimed, why: &str) {
    tracing::error!(flow.id = %claimed.flow, why, "the run is quarantined: a person must look");
    let now = Utc::now();
    let (store, claimed, why) = (engine.store.clone(), claimed.clone(), why.to_owned());
    let write = async move {
        let mut work = store.work(claimed.organisation, now).await?;
        work.fence(claimed.flow, claimed.epoch);
        let mut change = run_change(&claimed, now);
        (change.state, change.error) = (Some("quarantined"), Some(why));
        work.writes().run = Some(change);
        work.writes().park = Some(Park {
            organisation: claimed.organisation,
            flow: claimed.flow,
            epoch: claimed.epoch,
            woken: 0,
            due: None,
            ended: true,
        });
        close_turn(&mut work, &claimed);
        let outcomes = store.commit_together(&[work.into_writes()]).await?;
        outcomes.into_iter().collect::<Result<Vec<_>, Error>>()
    };
    if let Some(Err(error)) = engine.on_main(write).await {
        let error = &error as &dyn std::error::Error;
        tracing::error!(error, "the run could not be quarantined");
    }
}

fn close_turn(work: &mut Work, claimed: &Claimed) {
    let turn = work.turn(claimed.flow);
    turn.status = Some(TurnStatus::Failed);
    turn.lane = Some("closed");
}

fn run_change(claimed: &Claimed, at: DateTime<Utc>) -> RunChange {
    RunChange {
        organisation: claimed.organisation,
        flow: claimed.flow,
        state: None,
        output: None,
        error: None,
        status: None,
        cancel_delivered: false,
        at,
    }
}

fn transaction(source: Box<dyn std::error::Error + Send + Sync>) -> Error {
    match source.downcast::<Error>() {
        Ok(error) => *error,
        Err(other) => Error::Unreadable(other.to_string()),
    }
}
