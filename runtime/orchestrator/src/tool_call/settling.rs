//! What became of an effect is known: our side of it is written, and the ledger closed.

use domain::{
    effect::EffectState,
    tool::{Call, Fate, ToolError},
};
use serde_json::Value;
use store::{Settled, Work};

use super::Go;
use crate::{allowance, house::House};

/// Writes our side of what became of an effect, in the transaction of its step. What did not happen
/// gives nothing away.
pub(super) async fn settle(
    house: &House,
    work: &mut Work,
    step: &Call,
    go: &Go,
    fate: Fate<Value>,
) -> Result<(), ToolError> {
    let call = go.call(step);
    let stored = work.stored_call(step.flow, &go.at).await?;
    let no_plan = || ToolError::internal(format!("the call at {} has no plan", go.at));
    let plan = stored.plan.ok_or_else(no_plan)?;
    let state = match fate {
        Fate::Happened(_) => EffectState::Done,
        Fate::DidNot => EffectState::Failed,
        Fate::CannotTell => EffectState::Unknown,
    };
    let (records, tool) = (work.records(), go.tool.as_str());
    // What the other side said is in it.
    records.follows_from_strangers(true);
    let recorded = house.toolbox.record(records, tool, &call, (plan, fate));
    recorded.await?;
    let settled = work.settle_ledger(&call.key, state).await?;
    if let (EffectState::Failed, Some(settled)) = (state, settled) {
        take_back(work, step, go, &settled);
    }
    Ok(())
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
