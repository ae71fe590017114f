//! Work outside: its intent, its sending, and what came back.

use std::{pin::Pin, rc::Rc, sync::Arc};

use domain::{
    flow::{Intent, Path, Rules, Sent},
    tool::{Call, Effect, ToolError},
};
use serde_json::{Value, json};
use store::{Error, StepState};
use tokio::time;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument as _;

use super::{
    super::{
        Engine,
        run::{Arrived, Mail},
        script::{Asked, Doubt, Unanswered, What, after},
    },
    Unit, small,
};

/// How often an activity is tried.
const ATTEMPTS: u32 = 5;

/// An activity that may be sent.
pub(in super::super) struct Task {
    path: Path,
    call: Call,
    name: String,
    input: Value,
    rules: Rules,
    doubt: Option<Doubt>,
}

impl Unit<'_> {
    /// Records what came back from outside, or notes that another attempt follows.
    pub(super) async fn record_arrived(&mut self, mail: &mut Mail) -> Result<(), Error> {
        for arrived in mail.arrived.drain(..) {
            let path = arrived.path.clone();
            let Some(asked) = self.script.asked(&path) else {
                continue;
            };
            if let Some(rest) = self.again(&arrived) {
                self.script.postpone(&path, &asked, rest);
                let doubt = rest.doubt.map(|it| json!(it));
                self.write_step(&path, &asked, (StepState::Retrying, doubt), rest)?;
                continue;
            }
            let sent = arrived.sent.map_err(|error| honest(error, arrived.doubt));
            self.record((&path, &asked), arrived.call, sent).await?;
        }
        Ok(())
    }

    async fn record(
        &mut self,
        (path, asked): (&Path, &Asked),
        call: Call,
        sent: Result<Sent, ToolError>,
    ) -> Result<(), Error> {
        let What::Activity(input) = &asked.what else {
            return Ok(());
        };
        let (name, input) = (asked.name.clone(), input.clone());
        let registry = Arc::clone(&self.engine.registry);
        let outcome = self
            .body(move |mut work| {
                Box::pin(async move {
                    let outcome = match registry.find_activity(&name) {
                        Some(it) => it.record(&mut work, &call, input, sent).await,
                        None => Err(ToolError::internal(format!("no activity `{name}`"))),
                    };
                    (work, outcome.and_then(small))
                })
            })
            .await?;
        self.settle(path, asked, outcome)
    }

    /// How another attempt follows, if the effect and the error allow one.
    fn again(&self, arrived: &Arrived) -> Option<Unanswered> {
        let doubt = doubt_of(arrived.sent.as_ref().err()?)?;
        let may = match (doubt, arrived.effect) {
            (Doubt::NotSent, _) => true,
            (_, Effect::Read | Effect::Local | Effect::WriteOnce { .. }) => true,
            (Doubt::Unavailable | Doubt::Unknown, Effect::WriteAtMostOnce) => false,
        };
        let attempt = arrived.call.attempt;
        let rest = Unanswered {
            due: None,
            attempts: attempt + 1,
            doubt: Some(doubt).max(arrived.doubt),
        };
        (may && rest.attempts < ATTEMPTS).then(|| Unanswered {
            due: Some(after(self.now, rest.pause())),
            ..rest
        })
    }

    /// Records of activities between two attempts that no other follows. True if there were any.
    pub(super) async fn give_up(&mut self) -> Result<bool, Error> {
        let mut moved = false;
        for (path, asked) in self.script.open() {
            let rest = self.script.unanswered(&path, self.now);
            if let What::Activity(_) = asked.what
                && let Some(rest) = rest
            {
                let call = self.call(&path, rest.attempts.saturating_sub(1));
                let why = "no other attempt is made: the run stops here";
                let error = match rest.doubt {
                    Some(Doubt::NotSent) => ToolError::NotSent(why.into()),
                    Some(Doubt::Unavailable) => ToolError::Unavailable(why.into()),
                    Some(Doubt::Unknown) | None => ToolError::Unknown(why.into()),
                };
                self.record((&path, &asked), call, Err(error)).await?;
                moved = true;
            }
        }
        Ok(moved)
    }

    /// Begins attempts whose time has come. True if the workflow may go on.
    pub(super) async fn try_again(&mut self) -> Result<bool, Error> {
        let mut moved = false;
        for (path, asked) in self.script.open() {
            let What::Activity(input) = &asked.what else {
                continue;
            };
            let rest = self.script.unanswered(&path, self.now);
            let Some(rest) = rest.filter(|it| it.due.is_none_or(|due| due <= self.now)) else {
                continue;
            };
            let begun = self.begin_activity(&path, &asked, input.clone(), rest);
            moved |= begun.await?;
        }
        Ok(moved)
    }

    /// Writes an activity's intent. It is sent after the commit. True if there is nothing to send.
    pub(super) async fn begin_activity(
        &mut self,
        path: &Path,
        asked: &Asked,
        input: Value,
        before: Unanswered,
    ) -> Result<bool, Error> {
        let (name, call) = (asked.name.clone(), self.call(path, before.attempts));
        let registry = Arc::clone(&self.engine.registry);
        let (given, known_as, asked_call) = (input.clone(), name.clone(), call.clone());
        let outcome = self
            .body(move |mut work| {
                Box::pin(async move {
                    let outcome = match registry.find_activity(&known_as) {
                        Some(it) => match it.rules(&given) {
                            Ok(rules) => {
                                let intent = it.intend(&mut work, &asked_call, given).await;
                                intent.and_then(|intent| settled(intent, rules))
                            }
                            Err(error) => Err(error),
                        },
                        None => Err(ToolError::internal(format!("no activity `{known_as}`"))),
                    };
                    (work, outcome)
                })
            })
            .await?;
        match outcome {
            Ok((Intent::Send, rules)) => {
                self.script.begin(path);
                self.send.push(Task {
                    path: path.clone(),
                    call,
                    name,
                    input,
                    rules,
                    doubt: before.doubt,
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
}

fn settled(intent: Intent<Value>, rules: Rules) -> Result<(Intent<Value>, Rules), ToolError> {
    let intent = match intent {
        Intent::Send => Intent::Send,
        Intent::Settled(output) => Intent::Settled(small(output)?),
    };
    Ok((intent, rules))
}

/// What an error leaves open; nothing, if it is final.
fn doubt_of(error: &ToolError) -> Option<Doubt> {
    match error {
        ToolError::NotSent(_) => Some(Doubt::NotSent),
        ToolError::Unavailable(_) => Some(Doubt::Unavailable),
        ToolError::Unknown(_) => Some(Doubt::Unknown),
        ToolError::Arguments(_)
        | ToolError::Refused(_)
        | ToolError::Transaction(_)
        | ToolError::Unfit(_)
        | ToolError::Internal(_) => None,
    }
}

/// The last attempt did not leave, but one before may have arrived.
fn honest(error: ToolError, before: Option<Doubt>) -> ToolError {
    match (error, before) {
        (ToolError::NotSent(source), Some(Doubt::Unavailable | Doubt::Unknown)) => {
            ToolError::Unknown(source)
        }
        (error, _) => error,
    }
}

/// Starts an activity that may be sent.
pub(in super::super) fn send(
    engine: &Rc<Engine>,
    task: Task,
) -> Pin<Box<dyn Future<Output = Arrived>>> {
    let registry = Arc::clone(&engine.registry);
    let Task {
        path,
        call,
        name,
        input,
        rules,
        doubt,
    } = task;
    let sent_as = call.clone();
    let sending = async move {
        let Some(activity) = registry.find_activity(&name) else {
            return Err(ToolError::internal(format!("no activity `{name}`")));
        };
        match time::timeout(rules.timeout, activity.send(&call, input)).await {
            Ok(sent) => sent,
            Err(elapsed) => Err(ToolError::Unknown(Box::new(elapsed))),
        }
    };
    let sending = engine.main.spawn(sending.in_current_span());
    // A run that is let go of takes what it sent with it.
    let sending = AbortOnDropHandle::new(sending);
    Box::pin(async move {
        let sent = match sending.await {
            Ok(sent) => sent,
            // The main runtime ends, and this process with it: that is no answer.
            Err(error) if error.is_cancelled() => std::future::pending().await,
            Err(error) => Err(ToolError::internal(error)),
        };
        Arrived {
            path,
            call: sent_as,
            effect: rules.effect,
            doubt,
            sent,
        }
    })
}
