//! The last step of a call that reaches outside: the intent commits before anything leaves, and
//! what came back commits with our side of it.

use std::sync::Arc;

use domain::{
    flow::{Activity, Intent, Rules},
    money::Micros,
    tool::{Call, Effect, Fate, ToolError},
    turn::Outcome,
    words::Say,
};
use serde_json::Value;
use store::{LedgerState, Settled, Work};

use super::{
    Came, Go,
    again::look_again,
    applying::{charge, finish, ledger, refused},
};
use crate::{allowance, house::House};

/// Sends a call.
pub(crate) struct Sending(pub(crate) Arc<House>);

impl Activity<Work> for Sending {
    const NAME: &'static str = "tool.send";
    type Input = Go;
    type Sent = Value;
    type Output = Came;

    fn rules(&self, go: &Go) -> Rules {
        let toolbox = &self.0.toolbox;
        let spec = toolbox.spec(&go.tool);
        let kind = toolbox.kind(&go.tool);
        Rules {
            timeout: spec.map(|it| it.timeout).unwrap_or_default(),
            // A tool that is gone is never repeated.
            effect: kind.map_or(Effect::WriteAtMostOnce, |(_, effect)| effect),
        }
    }

    async fn intend(
        &self,
        work: &mut Work,
        step: &Call,
        go: &Go,
    ) -> Result<Intent<Came>, ToolError> {
        let house = &self.0;
        let call = go.call(step);
        if let Some(state) = work.ledger_entry(&call.key, go.digest).await? {
            return self.after_a_crash(work, step, go, &state).await;
        }
        let checked = match look_again(house, work, step, go).await? {
            Ok(checked) => checked,
            Err(say) => {
                let came = finish(house, work, step, go, refused(say)).await?;
                return Ok(Intent::Settled(came));
            }
        };
        let begun = work.begin_body();
        if !checked.give_away(work, step, go).await? {
            work.undo_body(begun).await?;
            let ending = refused(Say::of("gate", "authority_spent"));
            let came = finish(house, work, step, go, ending).await?;
            return Ok(Intent::Settled(came));
        }
        let (toolbox, plan) = (&house.toolbox, &checked.plan);
        let prepared = toolbox.prepare(work.records(), &go.tool, &call, plan.plan.clone());
        match prepared.await {
            Ok(()) => {
                charge(work, step, go);
                let mut row = ledger(work, &call, go, plan, "intended");
                if let Effect::WriteOnce { window } = plan.effect {
                    let window = chrono::Duration::from_std(window).ok();
                    row.window_until = window.and_then(|it| call.now.checked_add_signed(it));
                }
                work.writes().ledger.push(row);
                Ok(Intent::Send)
            }
            Err(ToolError::Arguments(say) | ToolError::Refused(say)) => {
                work.undo_body(begun).await?;
                let ending = (Outcome::Failed, None, Some(say));
                let came = finish(house, work, step, go, ending).await?;
                Ok(Intent::Settled(came))
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
        let call = go.call(step);
        let organisation = step.organisation;
        let timeout = self.rules(go).timeout;
        let send_by = chrono::Utc::now() + chrono::Duration::from_std(timeout).unwrap_or_default();
        let may = house.store.begin_sending(organisation, &call.key, send_by);
        if !may.await? {
            return Err(ToolError::internal(
                "the ledger does not let the call be sent",
            ));
        }
        let plan = self.plan(step, go).await?;
        let sent = house.toolbox.send(&go.tool, &call, plan).await;
        if let Err(error) = &sent {
            tracing::Span::current().record("error.kind", error.word());
        }
        if let Err(ToolError::NotSent(_)) = sent {
            // Else the next attempt could not tell this from a crash in the midst of sending.
            house.store.not_sent(organisation, &call.key).await?;
        }
        sent
    }

    async fn record(
        &self,
        work: &mut Work,
        step: &Call,
        go: &Go,
        sent: Result<Value, ToolError>,
    ) -> Result<Came, ToolError> {
        let (fate, state, ending) = match sent {
            Ok(output) => {
                let ending = (Outcome::Done, Some(output.clone()), None);
                (Fate::Happened(output), LedgerState::Done, ending)
            }
            Err(ToolError::Refused(say) | ToolError::Arguments(say)) => {
                let ending = (Outcome::Failed, None, Some(say));
                (Fate::DidNot, LedgerState::Failed, ending)
            }
            Err(ToolError::NotSent(source)) => {
                let shown: &dyn std::error::Error = source.as_ref();
                tracing::warn!(error = shown, tool.name = go.tool, "nothing was sent");
                let ending = (Outcome::Failed, None, Some(Say::of("gate", "not_sent")));
                (Fate::DidNot, LedgerState::Failed, ending)
            }
            Err(error) => {
                let shown: &dyn std::error::Error = &error;
                tracing::error!(
                    error = shown,
                    tool.name = go.tool,
                    "nobody knows whether the call happened: a person must look"
                );
                let ending = (Outcome::Unknown, None, Some(Say::of("gate", "unknown")));
                (Fate::CannotTell, LedgerState::Unknown, ending)
            }
        };
        let call = go.call(step);
        let stored = work.stored_call(step.flow, &go.at).await?;
        let no_plan = || ToolError::internal(format!("the call at {} has no plan", go.at));
        let plan = stored.plan.ok_or_else(no_plan)?;
        let toolbox = &self.0.toolbox;
        let (records, tool) = (work.records(), go.tool.as_str());
        toolbox.record(records, tool, &call, (plan, fate)).await?;
        let settled = work.settle_ledger(&call.key, state).await?;
        if let (LedgerState::Failed, Some(settled)) = (state, settled) {
            take_back(work, step, go, &settled);
        }
        finish(&self.0, work, step, go, ending).await
    }
}

impl Sending {
    /// The plan, as it was made: from memory, or from its row.
    async fn plan(&self, step: &Call, go: &Go) -> Result<Value, ToolError> {
        let house = &self.0;
        let known = house.transcripts.known(step.flow);
        let stored = match known.and_then(|it| it.call(&go.at)) {
            Some(stored) => Some(stored),
            None => {
                let exchanges = house.store.exchanges(step.organisation, step.flow).await?;
                let mut calls = exchanges.calls.into_iter();
                calls.find(|(at, _)| *at == go.at).map(|(_, it)| it)
            }
        };
        let no_plan = || ToolError::internal(format!("the call at {} has no plan", go.at));
        stored.and_then(|it| it.plan).ok_or_else(no_plan)
    }

    /// What an entry that is there already allows: done stays done; what the other side drops by
    /// its key, or what has not left, goes again; the rest nobody can know.
    async fn after_a_crash(
        &self,
        work: &mut Work,
        step: &Call,
        go: &Go,
        state: &str,
    ) -> Result<Intent<Came>, ToolError> {
        let repeats = match self.rules(go).effect {
            Effect::Read | Effect::Local | Effect::WriteOnce { .. } => true,
            Effect::WriteAtMostOnce => false,
        };
        match state {
            "done" => Ok(Intent::Settled(Came::Done { cost: go.cost })),
            "intended" => Ok(Intent::Send),
            "sending" if repeats => Ok(Intent::Send),
            "failed" => Ok(Intent::Settled(Came::of(Outcome::Failed, Micros(0)))),
            _ => {
                let call = go.call(step);
                work.settle_ledger(&call.key, LedgerState::Unknown).await?;
                let say = Say::of("gate", "unknown");
                let ending = (Outcome::Unknown, None, Some(say));
                let came = finish(&self.0, work, step, go, ending).await?;
                Ok(Intent::Settled(came))
            }
        }
    }
}

/// Gives back to the department what a call did not give away after all.
fn take_back(work: &mut Work, step: &Call, go: &Go, settled: &Settled) {
    if go.agreed.is_some() || settled.authority == 0 {
        return;
    }
    let day = allowance::day(settled.created_at, work.organisation().zone);
    let scope = (go.department.as_str(), day);
    let debit = allowance::give_away(step.flow, scope, 0, -settled.authority);
    work.writes().debits.push(debit);
}
