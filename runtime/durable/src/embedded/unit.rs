//! One unit of work of a run: what arrived is recorded, the workflow goes on, and it commits.

mod activities;
mod children;
mod ending;
mod waits;

use std::{pin::Pin, rc::Rc, sync::Arc, time::Duration};

use chrono::{DateTime, SubsecRound as _, Utc};
use domain::{
    flow::Path,
    ids::IdempotencyKey,
    organisation::Organisation,
    tool::{Call, Effect, ToolError},
};
use serde_json::{Value, json};
use store::{Claimed, Committed, Error, StepRow, StepState, Work};

use self::children::Left;
pub(super) use self::{
    activities::{Task, send},
    ending::quarantine,
};
use super::{
    Engine,
    run::{Mail, Polled, Watched, poll},
    script::{Asked, Script, Unanswered, What, after, too_large},
};

/// The least that lies between two units of a run: what the journal can tell apart.
const TICK: Duration = Duration::from_micros(1);

/// How a unit of work ended.
pub(super) enum Ended {
    /// The run is over, or quarantined.
    Over,
    /// It begins anew.
    Anew,
    /// It goes on.
    Goes(Rest),
}

/// How a unit of work left a run that goes on.
pub(super) struct Rest {
    /// What may be sent now.
    pub(super) send: Vec<Task>,
    /// How long until time alone brings the run on.
    pub(super) wait: Option<Duration>,
    /// The run has left memory's care: the queue or a signal brings it back.
    pub(super) parked: bool,
    /// How the commit went.
    pub(super) committed: Committed,
}

/// A run, and the company that it works for.
#[derive(Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) engine: &'a Rc<Engine>,
    pub(super) claimed: &'a Claimed,
    pub(super) organisation: &'a Arc<Organisation>,
}

/// One unit of work under way.
struct Unit<'a> {
    engine: &'a Rc<Engine>,
    claimed: &'a Claimed,
    script: &'a Script,
    work: Option<Work>,
    now: DateTime<Utc>,
    send: Vec<Task>,
    /// Its children were asked to stop in this unit.
    told_children: bool,
}

/// Brings a run on by one unit of work. `alone`: nothing may be assumed.
pub(super) async fn advance(
    held: Held<'_>,
    (script, program): Watched<'_, '_>,
    mail: &mut Mail,
    alone: bool,
) -> Result<Ended, Error> {
    let (engine, claimed) = (held.engine, held.claimed);
    // As exact as the journal, so that a replay sees the same. A clock that was set back does not
    // turn the run's time back, and no two units have one time: by it a commit is known again.
    let now = Utc::now().trunc_subsecs(6);
    let now = now.max(after(script.latest(), TICK));
    let mut work = engine.store.work(Arc::clone(held.organisation), now);
    work.fence(claimed.flow, claimed.epoch, mail.woken);
    work.bring(mail.context.take());
    if alone {
        work.go_alone();
    } else if mail.arrived.iter().any(|it| it.effect != Effect::Read)
        || claimed.parent.is_some() && ending::has_own_name(engine, claimed)
    {
        // Only what was read can be asked for again. And a child that ends locks its parent's row.
        work.stay_apart();
    }
    let mut unit = Unit {
        engine,
        claimed,
        script,
        work: Some(work),
        now,
        send: Vec::new(),
        told_children: false,
    };
    unit.record_arrived(mail).await?;
    let mut cancelled = false;
    let mut first = true;
    let why = loop {
        let polled = poll(program);
        if !matches!(polled, Polled::Panicked) {
            script.look_for_unread();
        }
        if let Some(difference) = script.mismatch() {
            break difference;
        }
        match polled {
            Polled::Done(result) => match ending::conclude(result) {
                Ok(conclusion) => return unit.finish(conclusion).await,
                Err(difference) => break difference,
            },
            Polled::Panicked => break "the workflow's code panicked".to_owned(),
            Polled::Pending if let Some(input) = script.anew() => {
                match unit.leave_generation(mail, first).await? {
                    Left::Moved => {
                        first = false;
                        continue;
                    }
                    Left::UnderWay => return unit.rest(mail, cancelled).await,
                    Left::Free => return unit.begin_anew(&input, cancelled).await,
                }
            }
            Polled::Pending if script.has_open() => {}
            Polled::Pending => {
                break "the workflow waits for nothing that the engine knows".to_owned();
            }
        }
        let moved = match mail.cancel {
            true => unit.stop(mail, &mut cancelled, first).await?,
            false => unit.go_on(mail).await?,
        };
        first = false;
        if !moved {
            return unit.rest(mail, cancelled).await;
        }
    };
    drop(unit);
    quarantine(held, &why).await;
    Ok(Ended::Over)
}

impl Unit<'_> {
    fn work(&mut self) -> Result<&mut Work, Error> {
        self.work.as_mut().ok_or(Error::Fenced)
    }

    fn call(&self, path: &Path, attempt: u32) -> Call {
        let (flow, place) = self.script.named(path);
        Call {
            key: IdempotencyKey::new(self.claimed.flow, self.claimed.generation, path),
            organisation: self.claimed.organisation,
            flow,
            run: self.claimed.flow,
            path: place,
            attempt,
            epoch: self.claimed.epoch,
            now: self.now,
        }
    }

    /// Answers what can be answered and begins what the workflow asks for anew. True if the
    /// workflow may go on at once.
    async fn go_on(&mut self, mail: &mut Mail) -> Result<bool, Error> {
        let fresh = self.script.take_fresh();
        let mut moved = self.answer_waits(mail)?;
        moved |= self.try_again().await?;
        for (path, asked) in fresh {
            // What the journal knows of was looked at above.
            if !self.script.is_open(&path) || self.script.is_stored(&path) {
                continue;
            }
            moved |= self.begin(&path, &asked, mail).await?;
        }
        Ok(moved)
    }

    /// Does what the workflow asks for anew. True if it may go on at once.
    async fn begin(&mut self, path: &Path, asked: &Asked, mail: &mut Mail) -> Result<bool, Error> {
        match &asked.what {
            What::Call(input) => {
                self.run_action(path, asked, input.clone()).await?;
                Ok(true)
            }
            What::Activity(input) => {
                let first = Unanswered::default();
                self.begin_activity(path, asked, input.clone(), first).await
            }
            What::Sleep(time) => self.begin_wait(path, asked, Some(*time), mail),
            What::Signal(time) => self.begin_wait(path, asked, *time, mail),
            What::Child(child) => self.begin_child(path, asked, child).await,
        }
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
                    (work, outcome.and_then(small))
                })
            })
            .await?;
        self.settle(path, asked, outcome)
    }

    /// Runs a body. What it wrote is taken back if it fails; a failure of the
    /// transaction ends the unit.
    async fn body<T: Send + 'static>(
        &mut self,
        body: impl FnOnce(Work) -> Body<T> + Send + 'static,
    ) -> Result<Result<T, ToolError>, Error> {
        let mut work = self.work.take().ok_or(Error::Fenced)?;
        let run = async move {
            let begun = work.begin_body();
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
        let ran = self.engine.guarded(run).await;
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
        match outcome {
            Ok(output) => self.answer(path, asked, StepState::Done, output),
            Err(error) => {
                if let ToolError::Internal(source) = &error {
                    let error: &dyn std::error::Error = source.as_ref();
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
        let rest = Unanswered::default();
        self.write_step(path, asked, (state, Some(output.clone())), rest)?;
        self.script.answer(path, state, output, self.now);
        Ok(())
    }

    fn write_step(
        &mut self,
        path: &Path,
        asked: &Asked,
        (state, output): (StepState, Option<Value>),
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
}

/// A body, boxed.
type Body<T> = Pin<Box<dyn Future<Output = (Work, Result<T, ToolError>)> + Send>>;

/// Refuses what is too large for the journal.
fn small(output: Value) -> Result<Value, ToolError> {
    match too_large(&output) {
        None => Ok(output),
        Some(why) => Err(ToolError::internal(why)),
    }
}

fn transaction(source: Box<dyn std::error::Error + Send + Sync>) -> Error {
    match source.downcast::<Error>() {
        Ok(error) => *error,
        Err(other) => Error::Unreadable(other.to_string()),
    }
}
