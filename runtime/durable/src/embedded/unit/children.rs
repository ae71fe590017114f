//! Children of a run, and runs that begin anew.

use std::collections::HashSet;

use domain::flow::{ChildEnd, NewChild, Path};
use serde_json::{Value, json};
use store::{Dispatch as _, Error, News, StepState};

use super::{
    super::{
        run::Mail,
        script::{Asked, NoOutput, Unanswered, What, too_large},
    },
    Ended, Unit,
    ending::run_change,
    waits::UnderWay,
};

/// How many children of a run may be open at once.
const CHILDREN: usize = 64;

/// How far a run is that leaves its generation.
pub(super) enum Left {
    /// The workflow may go on: something came back that was under way.
    Moved,
    /// Something has not come back.
    UnderWay,
    /// Nothing is under way.
    Free,
}

impl Unit<'_> {
    /// Starts a child, unless it may not begin. True if the workflow may go on.
    pub(super) async fn begin_child(
        &mut self,
        path: &Path,
        asked: &Asked,
        child: &NewChild,
    ) -> Result<bool, Error> {
        let open = self.open_children(&HashSet::new());
        let others = open
            .iter()
            .filter(|(it, _)| self.script.unanswered(it, self.now).is_some());
        let many =
            (others.count() >= CHILDREN).then(|| format!("{CHILDREN} children are open already"));
        if let Some(message) = many.or_else(|| too_large(&child.input)) {
            self.without_output(path, asked, (ChildEnd::Refused, message))?;
            return Ok(true);
        }
        let flow = self.script.child_at(path);
        let wakes = self.engine.wakes.clone();
        let work = self.work()?;
        work.start_child(path, flow, child).await?;
        work.then(move || wakes.tell(News::Ready));
        let rest = Unanswered::default();
        self.script.postpone(path, asked, rest);
        let waits = (StepState::Waiting, Some(json!(flow)));
        self.write_step(path, asked, waits, rest)?;
        Ok(false)
    }

    /// Answers the wait for a child that has ended. One that was put aside has not: a person may have
    /// it go on.
    pub(super) fn answer_child(
        &mut self,
        path: &Path,
        asked: &Asked,
        mail: &mut Mail,
    ) -> Result<bool, Error> {
        let flow = self.script.child_at(path);
        let ended = |state: &str| ["done", "failed", "cancelled"].contains(&state);
        let mut ends = mail.ends.iter();
        let Some(at) = ends.position(|it| it.child == flow && ended(&it.state)) else {
            return Ok(false);
        };
        let end = mail.ends.remove(at);
        let message = end.error.unwrap_or_default();
        match end.state.as_str() {
            "done" => {
                let output = end.output.unwrap_or_default();
                self.answer(path, asked, StepState::Done, output)?;
            }
            "failed" => self.without_output(path, asked, (ChildEnd::Failed, message))?,
            _ => self.without_output(path, asked, (ChildEnd::Cancelled, message))?,
        }
        Ok(true)
    }

    fn without_output(
        &mut self,
        path: &Path,
        asked: &Asked,
        (end, message): (ChildEnd, String),
    ) -> Result<(), Error> {
        let output = json!(NoOutput {
            child: self.script.child_at(path),
            end,
            message,
        });
        self.answer(path, asked, StepState::Failed, output)
    }

    /// Children that the run waits for, but for those that do not begin.
    pub(super) fn open_children(&self, held: &HashSet<Path>) -> Vec<(Path, Asked)> {
        let mut open = self.script.open();
        open.retain(|(path, asked)| matches!(asked.what, What::Child(_)) && !held.contains(path));
        open
    }

    /// Asks children to stop. True if one had been put aside: it ends with that.
    pub(super) async fn stop_children(
        &mut self,
        children: &[(Path, Asked)],
    ) -> Result<bool, Error> {
        if children.is_empty() {
            return Ok(false);
        }
        let flows: Vec<_> = children
            .iter()
            .map(|(it, _)| self.script.child_at(it))
            .collect();
        let wakes = self.engine.wakes.clone();
        let asked_to = flows.clone();
        let work = self.work()?;
        let ended = work.stop_children(&flows).await?;
        work.then(move || {
            for flow in asked_to {
                wakes.tell(News::Happened(flow));
            }
        });
        for ((path, asked), flow) in children.iter().zip(&flows) {
            if ended.contains(flow) {
                let message = "it had been put aside".to_owned();
                self.without_output(path, asked, (ChildEnd::Cancelled, message))?;
            }
        }
        Ok(!ended.is_empty())
    }

    /// Waits for what is under way before a run begins anew; nothing else begins.
    pub(super) async fn leave_generation(
        &mut self,
        mail: &Mail,
        first: bool,
    ) -> Result<Left, Error> {
        let UnderWay { moved, held, away } = self.let_nothing_begin(mail, first).await?;
        if moved || away {
            self.script.put_back(held);
        }
        Ok(match (moved, away) {
            (true, _) => Left::Moved,
            (false, true) => Left::UnderWay,
            (false, false) => Left::Free,
        })
    }

    /// Begins the run anew: what the old generation still waited for is over.
    pub(super) async fn begin_anew(
        mut self,
        input: &Value,
        cancelled: bool,
    ) -> Result<Ended, Error> {
        let open = self.script.open();
        let waits = open
            .iter()
            .filter(|(path, _)| self.script.unanswered(path, self.now).is_some());
        let waits: Vec<_> = waits.cloned().collect();
        let children: Vec<_> = waits
            .iter()
            .filter(|(_, asked)| matches!(asked.what, What::Child(_)))
            .cloned()
            .collect();
        self.stop_children(&children).await?;
        for (path, asked) in &waits {
            self.answer(path, asked, StepState::Cancelled, Value::Null)?;
        }
        let status = self.script.take_status();
        let (claimed, now) = (self.claimed, self.now);
        let work = self.work()?;
        if cancelled || status.is_some() {
            let mut change = run_change(claimed, now);
            (change.status, change.cancel_delivered) = (status, cancelled);
            work.writes().run = Some(change);
        }
        work.continue_as_new(claimed.generation, input).await?;
        self.commit().await?;
        Ok(Ended::Anew)
    }
}
