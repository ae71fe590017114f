//! A person says what became of an effect: the turn that waits goes on with it, or if it is over, a
//! run of its own writes it.

use std::sync::Arc;

use domain::{
    approval::{RESOLUTION, Resolution},
    effect::EffectState,
    flow::{Action, Flow, FlowError, Workflow},
    ids::{ApprovalId, RowId},
    tool::{Call, Fate, ToolError},
    turn::Outcome,
    words::Say,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{AuditRow, Told, Work};

use super::{
    Came, Go,
    applying::{Ending, finish},
    outside::{Open, Said},
};
use crate::{allowance, house::House, progress::Progress};

/// Looks what a person said, for the turn that waits.
pub(crate) struct Telling(pub(crate) Arc<House>);

/// A request that was waited for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Tell {
    /// Which one.
    pub(crate) open: Open,
    /// The turn was asked to stop: nothing is tried again.
    pub(crate) stopped: bool,
    /// The turn waits no longer.
    pub(crate) over: bool,
}

impl Action<Work> for Telling {
    const NAME: &'static str = "tool.told";
    type Input = Tell;
    type Output = Said;

    async fn run(&self, work: &mut Work, step: &Call, tell: Tell) -> Result<Said, ToolError> {
        let house = &self.0;
        let told = work.told(tell.open.id).await?;
        let go = go(&told, tell.open.id);
        let came = match told.said {
            None if tell.over => {
                work.wait_no_more(tell.open.id).await?;
                Came::Unknown(tell.open.number)
            }
            None => return Ok(Said::NotYet),
            Some(said) => {
                let ending = write(house, work, step, (&told, said)).await?;
                finish(house, work, step, &go, ending).await?
            }
        };
        // A turn that stops closes where it stands; it needs no lane for that.
        let lane = tell.stopped || work.enter_lane(step.flow).await?;
        house.feed.tell(step.flow.into(), &Progress::Begun);
        Ok(match told.said {
            Some(Resolution::Again) if !tell.stopped => Said::Again { go, lane },
            Some(Resolution::Happened | Resolution::DidNot | Resolution::Again) | None => {
                Said::Came { came, lane }
            }
        })
    }
}

/// Writes what a person said of an effect whose turn is over.
pub(crate) struct Resolving(pub(crate) Arc<House>);

impl Action<Work> for Resolving {
    const NAME: &'static str = "effect.resolve";
    type Input = ApprovalId;
    type Output = ();

    async fn run(&self, work: &mut Work, step: &Call, id: ApprovalId) -> Result<(), ToolError> {
        let told = work.told(id).await?;
        let nobody = || ToolError::internal("nobody has said what became of it");
        let said = told.said.ok_or_else(nobody)?;
        let (outcome, output, reason) = write(&self.0, work, step, (&told, said)).await?;
        let reason = reason.map(|it| json!(it));
        let place = (told.turn, &told.path);
        work.amend_call(place, outcome, output.as_ref(), reason)
            .await?;
        let line = AuditRow {
            flow: step.flow,
            organisation: work.organisation_id(),
            id: RowId::new(step.now),
            act: "effect.settled",
            subject: format!("tool/{}", told.tool),
            person: None,
            token: None,
            channel: None,
            digest: Some(told.digest),
            detail: json!({ "outcome": outcome.word(), "key": told.key, "approval": id }),
            at: step.now,
        };
        work.writes().audit.push(line);
        Ok(())
    }
}

/// The run that writes what a person said of an effect whose turn is over.
pub(crate) struct Resolve;

impl Workflow for Resolve {
    const NAME: &'static str = RESOLUTION.0;
    const VERSION: u32 = RESOLUTION.1;
    const DEPARTMENT: &'static str = domain::agent::SUPERVISOR;
    type Input = ApprovalId;
    type Output = ();

    async fn run(&self, flow: &Flow<'_>, id: ApprovalId) -> Result<(), FlowError> {
        flow.call::<Resolving, Work>(&id).await
    }
}

/// Writes our side of what a person said. What is to be tried again did not happen, as far as our
/// books go: the new call holds what it needs anew.
async fn write(
    house: &House,
    work: &mut Work,
    step: &Call,
    (told, said): (&Told, Resolution),
) -> Result<Ending, ToolError> {
    let call = Call {
        key: told.key.clone(),
        flow: told.turn,
        path: told.path.clone(),
        ..step.clone()
    };
    let (tool, plan) = (told.tool.as_str(), told.plan.clone());
    let did_not = |attribute| {
        let ending = (Outcome::Failed, None, Some(Say::of("gate", attribute)));
        (EffectState::Failed, Fate::DidNot, ending)
    };
    let (state, fate, ending) = match said {
        Resolution::Happened => {
            let reference = told.reference.as_deref();
            let output = house.toolbox.told(tool, &call, plan.clone(), reference)?;
            let ending = (Outcome::Done, Some(output.clone()), None);
            (EffectState::Done, Fate::Happened(output), ending)
        }
        Resolution::DidNot => did_not("person_did_not"),
        Resolution::Again => did_not("person_again"),
    };
    let records = work.records();
    records.follows_from_strangers(true);
    let recorded = house.toolbox.record(records, tool, &call, (plan, fate));
    recorded.await?;
    let settled = work.settle_ledger(&told.key, state).await?;
    if settled.is_some() && state == EffectState::Failed && told.authority > 0 {
        let day = allowance::day(told.created_at, work.organisation().zone);
        let scope = (told.department.as_str(), day);
        let debit = allowance::give_away(told.turn, scope, 0, 0);
        work.give_back(&debit, told.authority).await?;
    }
    Ok(ending)
}

/// The call of an effect. Tried again it is another one, to which the person who said so agreed.
fn go(told: &Told, id: ApprovalId) -> Go {
    Go {
        at: told.path.clone(),
        department: told.department.clone(),
        tool: told.tool.clone(),
        digest: told.digest,
        agreed: Some(id),
        outside: true,
        gives: told.authority > 0,
        cost: told.cost,
        nth: told.key.nth() + 1,
    }
}
