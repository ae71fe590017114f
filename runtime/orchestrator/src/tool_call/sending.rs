//! A call leaves: its intent commits before, and what came back commits with our side of it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use domain::{
    effect::EffectState,
    flow::{Activity, Intent, Rules},
    tool::{Call, Effect, Fate, ToolError},
    turn::Outcome,
    words::Say,
};
use serde_json::Value;
use store::{Leave, Work};
use tokio::time;

use super::{
    Came, Go,
    again::look_again,
    applying::{Ending, charge, finish, ledger, refused},
    outside::{ATTEMPTS, Sent},
    planning::plan_of,
    settling::settle,
};
use crate::house::House;

/// Sends a call.
pub(crate) struct Sending(pub(crate) Arc<House>);

impl Activity<Work> for Sending {
    const NAME: &'static str = "tool.send";
    type Input = Go;
    type Sent = Value;
    type Output = Sent;

    fn rules(&self, go: &Go) -> Rules {
        let house = &self.0;
        Rules {
            // In that time it begins, and then the tool has its own.
            timeout: house.send_within + house.timeout(&go.tool),
            effect: house.effect(&go.tool),
        }
    }

    async fn intend(
        &self,
        work: &mut Work,
        step: &Call,
        go: &Go,
    ) -> Result<Intent<Sent>, ToolError> {
        let house = &self.0;
        let call = go.call(step);
        let timeout = house.timeout(&go.tool);
        if let Some(entry) = work.take_effect(&call.key, go.digest, timeout).await? {
            return Ok(again(go, &entry));
        }
        let checked = match look_again(house, work, step, go).await? {
            Ok(checked) => checked,
            Err(say) => {
                let came = finish(house, work, step, go, refused(say)).await?;
                return Ok(Intent::Settled(Sent::Came(came)));
            }
        };
        let begun = work.begin_body();
        if !checked.give_away(work, step, go).await? {
            work.undo_body(begun).await?;
            let ending = refused(Say::of("gate", "authority_spent"));
            let came = finish(house, work, step, go, ending).await?;
            return Ok(Intent::Settled(Sent::Came(came)));
        }
        let (toolbox, plan) = (&house.toolbox, &checked.plan);
        let prepared = toolbox.prepare(work.records(), &go.tool, &call, plan.plan.clone());
        match prepared.await {
            Ok(()) => {
                charge(work, step, go);
                let row = ledger(work, &call, go, plan, "intended");
                work.writes().ledger.push(row);
                Ok(Intent::Send)
            }
            Err(ToolError::Arguments(say) | ToolError::Refused(say)) => {
                work.undo_body(begun).await?;
                let ending = (Outcome::Failed, None, Some(say));
                let came = finish(house, work, step, go, ending).await?;
                Ok(Intent::Settled(Sent::Came(came)))
            }
            Err(error) => Err(error),
        }
    }

    #[tracing::instrument(
        name = "tool_call",
        skip_all,
        fields(
            turn.id = %step.flow,
            agent.name = go.department,
            tool.name = go.tool,
            error.kind = tracing::field::Empty,
        )
    )]
    async fn send(&self, step: &Call, go: &Go) -> Result<Value, ToolError> {
        let house = &self.0;
        let (call, organisation) = (go.call(step), step.organisation);
        // Until the tool is called, nothing has left, whatever goes wrong.
        let plan = plan_of(house, step, &go.at).await.map_err(not_sent)?;
        let begun = Begun::now();
        let leave = Leave {
            epoch: step.epoch,
            within: house.send_within,
            window: house.effect(&go.tool).window(),
        };
        let may = house.store.begin_sending(organisation, &call.key, leave);
        let Some(may) = may.await.map_err(not_sent)? else {
            return Err(ToolError::NotSent(
                "the effect is over, or another holds its run".into(),
            ));
        };
        let sent = match begun.is_within(house.send_within) {
            true => {
                let sending = house.toolbox.send(&go.tool, &call, plan);
                let sent = time::timeout(house.timeout(&go.tool), sending).await;
                sent.unwrap_or_else(|late| Err(ToolError::Unknown(Box::new(late))))
            }
            // Whoever waits for it to be over may ask the other side by now.
            false => Err(ToolError::NotSent("the time to send it is over".into())),
        };
        if let Err(error) = &sent {
            tracing::Span::current().record("error.kind", error.word());
        }
        if let Err(ToolError::NotSent(_)) = sent {
            // Else the next attempt could not tell this from a crash in the midst of sending.
            let back = (step.epoch, may);
            house.store.not_sent(organisation, &call.key, back).await?;
        }
        sent
    }

    async fn record(
        &self,
        work: &mut Work,
        step: &Call,
        go: &Go,
        sent: Result<Value, ToolError>,
    ) -> Result<Sent, ToolError> {
        let house = &self.0;
        let (key, timeout) = (go.call(step).key, house.timeout(&go.tool));
        let entry = work.take_effect(&key, go.digest, timeout).await?;
        let entry = entry.ok_or_else(|| ToolError::internal("what was sent was not intended"))?;
        let doubt = |refused| Sent::Doubt {
            wait: entry.on_its_way,
            refused,
        };
        let failed = |say| (Outcome::Failed, None, Some(say));
        let (fate, ending): (_, Ending) = match sent {
            Ok(output) => {
                let ending = (Outcome::Done, Some(output.clone()), None);
                (Fate::Happened(output), ending)
            }
            // What was refused now may have been done before.
            Err(ToolError::Refused(say) | ToolError::Arguments(say))
                if entry.attempts > 1 && entry.effect != Effect::Read =>
            {
                return Ok(doubt(Some(say)));
            }
            Err(ToolError::Refused(say) | ToolError::Arguments(say)) => (Fate::DidNot, failed(say)),
            Err(error) => {
                let shown: &dyn std::error::Error = &error;
                tracing::warn!(
                    error = shown,
                    tool.name = go.tool,
                    "a call was not answered"
                );
                match (entry.state, entry.effect) {
                    (EffectState::Intended, _) => {
                        (Fate::DidNot, failed(Say::of("gate", "not_sent")))
                    }
                    (_, Effect::Read) => (Fate::DidNot, failed(Say::of("gate", "not_read"))),
                    (EffectState::Done, _) => {
                        return Ok(Sent::Came(Came::Done { cost: go.cost }));
                    }
                    (EffectState::Sending | EffectState::Unknown | EffectState::Failed, _) => {
                        return Ok(doubt(None));
                    }
                }
            }
        };
        settle(house, work, step, go, fate).await?;
        let came = finish(house, work, step, go, ending).await?;
        Ok(Sent::Came(came.charged(go.cost)))
    }
}

/// What an entry that is there already allows: what is over stays over; what has not left, or what the
/// other side drops by its key, goes again; the rest has to be asked about.
fn again(go: &Go, entry: &store::Effect) -> Intent<Sent> {
    // As it was when it was intended: what may have left is no less than it was because the owner says so since.
    let repeats = match entry.effect {
        Effect::Read | Effect::Local => true,
        Effect::WriteOnce { .. } => entry.in_window && entry.attempts < ATTEMPTS,
        Effect::WriteAtMostOnce => false,
    };
    match entry.state {
        EffectState::Done => Intent::Settled(Sent::Came(Came::Done { cost: go.cost })),
        EffectState::Failed => Intent::Settled(Sent::Came(Came::NotDone.charged(go.cost))),
        EffectState::Intended => Intent::Send,
        EffectState::Sending if repeats => Intent::Send,
        EffectState::Sending | EffectState::Unknown => Intent::Settled(Sent::Doubt {
            wait: entry.on_its_way,
            refused: None,
        }),
    }
}

/// When an attempt began, by both clocks: one stands still while the machine sleeps, the other may
/// be set.
struct Begun(Instant, DateTime<Utc>);

impl Begun {
    fn now() -> Self {
        Self(Instant::now(), Utc::now())
    }

    fn is_within(&self, time: Duration) -> bool {
        let by_the_wall = (Utc::now() - self.1).to_std().unwrap_or_default();
        self.0.elapsed() < time && by_the_wall < time
    }
}

fn not_sent(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ToolError {
    ToolError::NotSent(error.into())
}
