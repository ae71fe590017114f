//! How a unit of work commits: a run that ended, one that goes on, one that nobody understands.

use std::{collections::HashSet, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use domain::{flow::FlowError, turn::TurnStatus};
use serde_json::Value;
use store::{Claimed, Committed, Dispatch as _, Error, News, Park, RunChange, Work};
use tokio::time::Instant;

use super::{
    super::{
        Engine,
        meters::Tally,
        run::Mail,
        script::{What, too_large},
    },
    Ended, Held, Rest, Unit,
};

/// How a run ended.
pub(super) struct Conclusion {
    state: &'static str,
    output: Option<Value>,
    error: Option<String>,
}

/// What the result of a workflow means for its run. Fails if the journal does not fit the code.
pub(super) fn conclude(result: Result<Value, FlowError>) -> Result<Conclusion, String> {
    let (state, output, error) = match result {
        Ok(output) if too_large(&output).is_some() => {
            let why = "its output is too large for the journal: pass it by reference";
            ("failed", None, Some(why.to_owned()))
        }
        Ok(output) => ("done", Some(output), None),
        Err(FlowError::Cancelled) => ("cancelled", None, None),
        Err(error @ (FlowError::Action { .. } | FlowError::Child { .. })) => {
            ("failed", None, Some(error.to_string()))
        }
        Err(FlowError::Journal(error)) => {
            return Err(format!(
                "a value of the journal does not fit the code: {error}"
            ));
        }
    };
    Ok(Conclusion {
        state,
        output,
        error,
    })
}

impl Unit<'_> {
    /// Commits a run that ended.
    pub(super) async fn finish(mut self, conclusion: Conclusion) -> Result<Ended, Error> {
        let (engine, claimed) = (self.engine, self.claimed);
        // Nobody hears any more what they come to.
        let children = self.open_children(&HashSet::new());
        self.stop_children(&children).await?;
        let mut change = run_change(claimed, self.now);
        change.state = Some(conclusion.state);
        (change.output, change.error) = (conclusion.output, conclusion.error);
        change.status = self.script.take_status();
        let workflow = engine
            .registry
            .find_workflow(&claimed.workflow, claimed.version);
        let work = self.work()?;
        work.writes().run = Some(change);
        if conclusion.state != "done" && workflow.is_some_and(|it| it.is_turn()) {
            // A turn that did not close itself frees its lane and shows as failed.
            let turn = work.turn(claimed.flow);
            (turn.status, turn.lane) = (Some(TurnStatus::Failed), Some("closed"));
        }
        work.writes().park = Some(leave(claimed));
        if conclusion.state == "failed" && claimed.parent.is_none() {
            Box::pin(tell_of_failure(engine, work)).await?;
        }
        if let Some(parent) = &claimed.parent {
            work.wake_parent(parent.flow).await?;
            let (wakes, parent) = (self.engine.wakes.clone(), parent.flow);
            self.work()?
                .then(move || wakes.tell(News::Happened(parent)));
        }
        self.commit().await?;
        Ok(Ended::Over)
    }

    /// How long that is from now.
    fn until(&self, due: DateTime<Utc>) -> Duration {
        (due - self.now).to_std().unwrap_or_default()
    }

    /// Commits a run that goes on.
    pub(super) async fn rest(mut self, mail: &mut Mail, cancelled: bool) -> Result<Ended, Error> {
        let mut away = !self.send.is_empty();
        let mut wait = None;
        for (path, asked) in self.script.open() {
            match self.script.unanswered(&path, self.now) {
                Some(rest) => wait = earlier(wait, rest.due.map(|due| self.until(due))),
                None => away |= matches!(asked.what, What::Activity(_)),
            }
        }
        let status = self.script.take_status();
        if cancelled || status.is_some() {
            let mut change = run_change(self.claimed, self.now);
            change.status = status;
            change.cancel_delivered = cancelled;
            self.work()?.writes().run = Some(change);
        }
        if !away {
            let park = Park {
                wait: wait.map(|it| it.as_secs_f64()),
                ended: false,
                ..leave(self.claimed)
            };
            self.work()?.writes().park = Some(park);
        }
        let send = std::mem::take(&mut self.send);
        let steps = &self.work()?.writes().steps;
        let gets_on = !steps.is_empty();
        let waits = steps
            .iter()
            .filter(|it| ["waiting", "retrying"].contains(&it.state));
        let waits = waits.map(|it| it.path.clone()).collect();
        let committed = self.commit().await?;
        mail.resumed = false;
        if gets_on {
            self.engine.clear_of_suspicion(self.claimed.flow);
        }
        self.script.stored(waits);
        Ok(Ended::Goes(Rest {
            send,
            wait,
            parked: !away,
            committed,
        }))
    }

    pub(super) async fn commit(&mut self) -> Result<Committed, Error> {
        let mut work = self.work.take().ok_or(Error::Fenced)?;
        let afterwards = work.take_afterwards();
        let tally = Tally::of(&mut work);
        let meters = &self.engine.wakes.meters;
        let committed = match work.is_open() {
            true => {
                let began = Instant::now();
                let committed = work.commit().await?;
                meters.committed(1, began.elapsed());
                committed
            }
            false => self.engine.committer.commit(work.into_writes()).await?,
        };
        meters.count(tally);
        for tell in afterwards {
            tell();
        }
        let (Committed::Done { next } | Committed::Woken { next }) = committed;
        if let Some(next) = next {
            self.engine.wakes.tell(News::Happened(next.into()));
        }
        Ok(committed)
    }
}

/// Takes a run out of the queue whose journal and code disagree, or that ends every process that
/// touches it. Nothing is guessed, and its turn shows as failed.
pub(in super::super) async fn quarantine(held: Held<'_>, why: &str) {
    let claimed = held.claimed;
    tracing::error!(flow.id = %claimed.flow, why, "the run is quarantined: a person must look");
    let now = Utc::now();
    let mut work = held.engine.store.work(Arc::clone(held.organisation), now);
    work.fence(claimed.flow, claimed.epoch, claimed.woken);
    let mut change = run_change(claimed, now);
    (change.state, change.error) = (Some("quarantined"), Some(why.to_owned()));
    work.writes().run = Some(change);
    work.writes().park = Some(leave(claimed));
    let written = match &claimed.parent {
        // It keeps what it holds: a person may have it go on. Nobody hears meanwhile what its departments come to: they stop.
        None => {
            let turn = work.turn(claimed.flow);
            (turn.status, turn.lane) = (Some(TurnStatus::Failed), Some("parked"));
            Box::pin(put_aside(held.engine, work)).await
        }
        // Its parent waits: a person may have it go on.
        Some(parent) => {
            let own_name = has_own_name(held.engine, claimed);
            let turn = work.turn(claimed.flow);
            turn.status = own_name.then_some(TurnStatus::Failed);
            turn.lane = Some("parked");
            match work.wake_parent(parent.flow).await {
                Ok(()) => commit_apart(work).await,
                Err(error) => Err(error),
            }
        }
    };
    match written {
        Ok(tally) => {
            held.engine.wakes.meters.quarantined();
            held.engine.wakes.meters.count(tally);
        }
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "the run could not be quarantined");
        }
    }
}

/// Puts a run aside that nobody waits for: its departments stop.
async fn put_aside(engine: &Engine, mut work: Work) -> Result<Tally, Error> {
    work.stop_parts().await?;
    tell_of_failure(engine, &mut work).await?;
    commit_apart(work).await
}

/// Has people told of a run that fails with this unit, if a schedule started it.
async fn tell_of_failure(engine: &Engine, work: &mut Work) -> Result<(), Error> {
    if work.tell_of_failure().await? {
        let wakes = engine.wakes.clone();
        work.then(move || wakes.tell(News::Ready));
    }
    Ok(())
}

/// Commits a unit outside of the line. Answers what it came to.
async fn commit_apart(mut work: Work) -> Result<Tally, Error> {
    let tally = Tally::of(&mut work);
    let afterwards = work.take_afterwards();
    work.commit_apart().await?;
    for tell in afterwards {
        tell();
    }
    Ok(tally)
}

/// Whether the turn of a run, if it has one, is its own: a child may work in its parent's name.
pub(super) fn has_own_name(engine: &Engine, claimed: &Claimed) -> bool {
    let found = engine
        .registry
        .find_workflow(&claimed.workflow, claimed.version);
    claimed.parent.is_none() || found.is_some_and(|it| !it.in_parents_name())
}

fn leave(claimed: &Claimed) -> Park {
    Park {
        organisation: claimed.organisation,
        flow: claimed.flow,
        wait: None,
        ended: true,
    }
}

pub(super) fn run_change(claimed: &Claimed, at: DateTime<Utc>) -> RunChange {
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

fn earlier(one: Option<Duration>, other: Option<Duration>) -> Option<Duration> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
