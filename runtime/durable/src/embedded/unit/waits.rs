//! Waits for times and signals, and requests to stop.

use std::{collections::HashSet, time::Duration};

use domain::flow::{Path, Waited};
use serde_json::{Value, json};
use store::{Error, SignalRead, StepState};

use super::{
    super::{
        run::Mail,
        script::{Asked, Unanswered, What, after},
    },
    Unit,
};

impl Unit<'_> {
    /// Answers waits whose signal or time has come. True if there were any.
    pub(super) fn answer_waits(&mut self, mail: &mut Mail) -> Result<bool, Error> {
        let mut moved = false;
        for (path, asked) in self.script.open() {
            if let Some(rest) = self.script.unanswered(&path, self.now) {
                moved |= self.try_wait(&path, &asked, rest, mail)?;
            }
        }
        Ok(moved)
    }

    /// Begins a wait, unless its signal or its time is there already.
    pub(super) fn begin_wait(
        &mut self,
        path: &Path,
        asked: &Asked,
        time: Option<Duration>,
        mail: &mut Mail,
    ) -> Result<bool, Error> {
        let rest = Unanswered {
            due: time.map(|time| after(self.now, time)),
            ..Unanswered::default()
        };
        if self.try_wait(path, asked, rest, mail)? {
            return Ok(true);
        }
        self.script.postpone(path, asked, rest);
        self.write_step(path, asked, (StepState::Waiting, None), rest)?;
        Ok(false)
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
        let output = match asked.what {
            What::Sleep(_) => Value::Null,
            What::Signal(_) => json!(Waited::TimedOut),
            What::Child(_) => return self.answer_child(path, asked, mail),
            What::Call(_) | What::Activity(_) => return Ok(false),
        };
        let is_due = rest.due.is_some_and(|due| due <= self.now);
        if is_due {
            self.answer(path, asked, StepState::Done, output)?;
        }
        Ok(is_due)
    }

    /// Delivers a request to stop, to all branches at one instant: once nothing is under way any
    /// more, each hears of it at its wait, or in place of the next thing that it asks for. Until
    /// then nothing begins, and nothing is tried again. Children hear of it at once, and are under way
    /// until they have ended. True if the workflow may go on.
    pub(super) async fn stop(
        &mut self,
        mail: &mut Mail,
        cancelled: &mut bool,
        first: bool,
    ) -> Result<bool, Error> {
        let UnderWay {
            mut moved,
            held,
            away,
        } = self.let_nothing_begin(mail, first).await?;
        let children = self.open_children(&held);
        for (path, asked) in &children {
            moved |= self.answer_child(path, asked, mail)?;
        }
        let children = self.open_children(&held);
        if !std::mem::replace(&mut self.told_children, true) {
            moved |= self.stop_children(&children).await?;
        }
        if moved || away || !children.is_empty() {
            self.script.put_back(held);
            return Ok(moved);
        }
        let open = self.script.open();
        for (path, asked) in &open {
            self.answer(path, asked, StepState::Cancelled, Value::Null)?;
        }
        (mail.cancel, *cancelled) = (false, true);
        Ok(!open.is_empty())
    }

    /// Has nothing begin, and nothing tried again, while what is under way comes to its end.
    pub(super) async fn let_nothing_begin(
        &mut self,
        mail: &Mail,
        first: bool,
    ) -> Result<UnderWay, Error> {
        let mut held = HashSet::new();
        let mut moved = false;
        for (path, asked) in self.script.take_fresh() {
            match &asked.what {
                What::Activity(_) | What::Child(_) if self.script.is_stored(&path) => {}
                // It may have been under way when this run was left: its key knows.
                What::Activity(input) if mail.resumed && first => {
                    let before = Unanswered::default();
                    let begun = self.begin_activity(&path, &asked, input.clone(), before);
                    moved |= begun.await?;
                }
                What::Call(_)
                | What::Activity(_)
                | What::Sleep(_)
                | What::Signal(_)
                | What::Child(_) => {
                    held.insert(path);
                }
            }
        }
        if mail.resumed && first {
            moved |= self.try_again().await?;
        }
        moved |= self.give_up().await?;
        let open = self.script.open();
        let is_away = |(path, asked): &(Path, Asked)| {
            matches!(asked.what, What::Activity(_)) && !held.contains(path)
        };
        Ok(UnderWay {
            moved,
            away: open.iter().any(is_away),
            held,
        })
    }
}

/// What is under way of a run in which nothing begins any more.
pub(super) struct UnderWay {
    /// The workflow may go on.
    pub(super) moved: bool,
    /// What was asked for and does not begin.
    pub(super) held: HashSet<Path>,
    /// Something outside has not come back.
    pub(super) away: bool,
}
