//! Nobody heard what became of a call: the other side is asked, and if it cannot tell, a person.

use std::{sync::Arc, time::Duration};

use domain::{
    approval::Question,
    effect::EffectState,
    flow::{Activity, Intent, Rules},
    ids::ApprovalId,
    policy,
    tool::{Call, Effect, Fate, ToolError},
    turn::{Outcome, TurnStatus},
    words::Say,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Ask, Work};

use super::{
    Came, Go,
    applying::finish,
    outside::{ATTEMPTS, Found, Open},
    planning::plan_of,
    settling::settle,
};
use crate::{house::House, progress::Progress};

/// Asks the other side what became of a call.
pub(crate) struct Finding(pub(crate) Arc<House>);

/// A call that nobody heard of.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Find {
    /// The call.
    pub(crate) go: Go,
    /// Why its last attempt was refused, if it was.
    pub(crate) refused: Option<Say>,
    /// The turn was asked to stop: it is not sent again.
    pub(crate) stopped: bool,
}

impl Activity<Work> for Finding {
    const NAME: &'static str = "tool.find";
    type Input = Find;
    type Sent = Fate<Value>;
    type Output = Found;

    fn rules(&self, find: &Find) -> Rules {
        Rules {
            timeout: self.0.timeout(&find.go.tool),
            effect: Effect::Read,
        }
    }

    async fn intend(
        &self,
        work: &mut Work,
        step: &Call,
        find: &Find,
    ) -> Result<Intent<Found>, ToolError> {
        let (house, go) = (&self.0, &find.go);
        let (key, timeout) = (go.call(step).key, house.timeout(&go.tool));
        let Some(entry) = work.take_effect(&key, go.digest, timeout).await? else {
            // It was to be another call, and stopped before it began.
            return Ok(Intent::Settled(Found::Came(Came::NotDone)));
        };
        let found = match entry.state {
            EffectState::Done => Found::Came(Came::Done { cost: go.cost }),
            EffectState::Failed => Found::Came(Came::NotDone),
            EffectState::Intended => self.did_not(work, step, find, entry.attempts).await?,
            EffectState::Unknown => {
                let known = work.request_of(&key).await?;
                let (id, number) = known.ok_or_else(|| ToolError::internal("nobody is asked"))?;
                Found::Unknown(Open { id, number })
            }
            EffectState::Sending if entry.on_its_way > Duration::ZERO => Found::NotYet {
                wait: entry.on_its_way,
            },
            EffectState::Sending => return Ok(Intent::Send),
        };
        Ok(Intent::Settled(found))
    }

    async fn send(&self, step: &Call, find: &Find) -> Result<Fate<Value>, ToolError> {
        let (house, go) = (&self.0, &find.go);
        let plan = plan_of(house, step, &go.at).await?;
        let call = go.call(step);
        house.toolbox.reconcile(&go.tool, &call, plan).await
    }

    async fn record(
        &self,
        work: &mut Work,
        step: &Call,
        find: &Find,
        fate: Result<Fate<Value>, ToolError>,
    ) -> Result<Found, ToolError> {
        let (house, go) = (&self.0, &find.go);
        let (key, timeout) = (go.call(step).key, house.timeout(&go.tool));
        let entry = work.take_effect(&key, go.digest, timeout).await?;
        let entry = entry.ok_or_else(|| ToolError::internal("what was sent was not intended"))?;
        match fate {
            Ok(Fate::Happened(output)) => {
                let ending = (Outcome::Done, Some(output.clone()), None);
                settle(house, work, step, go, Fate::Happened(output)).await?;
                finish(house, work, step, go, ending).await.map(Found::Came)
            }
            Ok(Fate::DidNot) => self.did_not(work, step, find, entry.attempts).await,
            Ok(Fate::CannotTell) => self.ask(work, step, find).await,
            Err(error) => {
                tracing::warn!(%error, tool.name = go.tool, "the other side was not asked");
                self.ask(work, step, find).await
            }
        }
    }
}

impl Finding {
    /// It did not happen, and will not any more: it is sent again, unless that was enough.
    async fn did_not(
        &self,
        work: &mut Work,
        step: &Call,
        find: &Find,
        attempts: u32,
    ) -> Result<Found, ToolError> {
        let (house, go) = (&self.0, &find.go);
        let key = go.call(step).key;
        if !find.stopped && find.refused.is_none() && attempts < ATTEMPTS {
            work.send_again(&key).await?;
            return Ok(Found::Again);
        }
        settle(house, work, step, go, Fate::DidNot).await?;
        let say = match (&find.refused, find.stopped) {
            (Some(say), _) => say.clone(),
            (None, true) => Say::of("gate", "stopped"),
            (None, false) => Say::of("gate", "not_sent"),
        };
        let ending = (Outcome::Failed, None, Some(say));
        finish(house, work, step, go, ending).await.map(Found::Came)
    }

    /// Nobody can tell: a person is asked, and the turn parks until she says it.
    async fn ask(&self, work: &mut Work, step: &Call, find: &Find) -> Result<Found, ToolError> {
        let (house, go) = (&self.0, &find.go);
        let call = go.call(step);
        tracing::error!(
            turn.id = %step.flow, tool.name = go.tool,
            "nobody can tell whether a call happened: a person must look"
        );
        settle(house, work, step, go, Fate::CannotTell).await?;
        let stored = work.stored_call(step.flow, &go.at).await?;
        let limits = house.limits(work).await?;
        let plan = stored.plan.unwrap_or_default();
        let needs = house.toolbox.needs(&limits, &go.tool, &plan)?;
        let id = ApprovalId::from_uuid(call.key.derive(step.flow, "outcome"));
        let ask = Ask {
            id,
            flow: step.flow,
            key: call.key.to_string(),
            department: go.department.clone(),
            tool: go.tool.clone(),
            plan,
            digest: go.digest,
            why: ("gate".to_owned(), "why_unknown".to_owned()),
            authority: needs.authority,
            role: policy::decider(needs.authority, &limits),
            question: Question::Outcome {
                reference: house.toolbox.wants_reference(&go.tool),
            },
            expiry: None,
        };
        let number = work.ask(&ask).await?;
        let unknown = (Outcome::Unknown, None, Some(Say::of("gate", "unknown")));
        finish(house, work, step, go, unknown).await?;
        if find.stopped {
            work.wait_no_more(id).await?;
        } else {
            self.park(work, step);
        }
        Ok(Found::Unknown(Open { id, number }))
    }

    fn park(&self, work: &mut Work, step: &Call) {
        let turn = work.turn(step.flow);
        (turn.status, turn.lane) = (Some(TurnStatus::Waiting), Some("parked"));
        let (house, flow, run) = (Arc::clone(&self.0), step.flow, step.run);
        work.then(move || {
            house.transcripts.forget(run);
            let status = TurnStatus::Waiting;
            house
                .feed
                .tell(flow.into(), &Progress::Settled { status, view: None });
        });
    }
}
