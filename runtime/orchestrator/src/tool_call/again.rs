//! A call is judged once more right before it happens: everything could have changed since its
//! plan. The digest stays what it was, or nothing happens.

use domain::{
    money::Money,
    policy,
    tool::{Call, ToolError},
    words::Say,
};
use store::Work;

use super::Go;
use crate::{
    allowance,
    gate::{Gate, Judged, Plan},
    house::House,
};

/// A call that may still happen.
#[derive(Debug)]
pub(super) struct Checked {
    /// What exactly would happen.
    pub(super) plan: Plan,
    /// What the department may give away in a day without a person.
    cap: Money,
}

/// Looks at grant, policy, limits, price and the person's word, which is taken for this call.
pub(super) async fn look_again(
    house: &House,
    work: &mut Work,
    call: &Call,
    go: &Go,
) -> Result<Result<Checked, Say>, ToolError> {
    let transcript = house.transcripts.of(work, call.flow).await?;
    let furnished = house
        .furnished(work, transcript.context.configuration)
        .await?;
    let stored = match transcript.call(&go.at) {
        Some(stored) => stored,
        None => work.stored_call(call.flow, &go.at).await?,
    };
    let no_plan = || ToolError::internal(format!("the call at {} has no plan", go.at));
    let plan = stored.plan.ok_or_else(no_plan)?;
    let limits = match go.agreed.is_some() || go.gives {
        true => house.limits_now(work).await?,
        false => house.limits(work).await?,
    };
    let gate = Gate {
        house,
        furnished: &furnished,
        transcript: &transcript,
        limits: &limits.stricter(&furnished.snapshot.limits),
        department: &go.department,
        tool: &go.tool,
    };
    work.records().follows_from_strangers(gate.is_tainted());
    let (plan, least) = match gate.judge_again(work, plan).await? {
        Judged::Refused(say) => return Ok(Err(say)),
        Judged::Allowed(plan) => (plan, None),
        Judged::Asks(plan, role, _) => (plan, Some(role)),
    };
    if plan.digest != go.digest {
        return Ok(Err(Say::of("gate", "changed")));
    }
    if plan.cost > go.cost {
        return Ok(Err(Say::of("gate", "dearer")));
    }
    if plan.cost.0 > 0 && work.is_alone() && work.turn_left(call.flow).await? < plan.cost {
        return Ok(Err(Say::of("turn", "turn_budget")));
    }
    let cap = gate.limits.authority_day;
    if let Some(approval) = go.agreed {
        let decider = work.use_approval(approval, go.digest).await?;
        work.has_written();
        let Some(decider) = decider else {
            return Ok(Err(Say::of("gate", "used_before")));
        };
        let may =
            |least| policy::may_decide(decider.role, &decider.departments, &go.department, least);
        if !least.is_none_or(may) {
            return Ok(Err(Say::of("gate", "needs_more_now")));
        }
    } else if least.is_some() {
        return Ok(Err(Say::of("gate", "needs_a_person_now")));
    }
    Ok(Ok(Checked { plan, cap }))
}

impl Checked {
    /// Takes what the call gives away without a person from what the department may give away
    /// today. False, if that is not enough.
    pub(super) async fn give_away(
        &self,
        work: &mut Work,
        call: &Call,
        go: &Go,
    ) -> Result<bool, ToolError> {
        let amount = match self.plan.authority {
            Some(amount) if go.agreed.is_none() && amount.minor > 0 => amount,
            Some(_) | None => return Ok(true),
        };
        let day = allowance::day(call.now, work.organisation().zone);
        let scope = (go.department.as_str(), day);
        let debit = allowance::give_away(call.flow, scope, self.cap.minor, amount.minor);
        Ok(work.debit(debit, amount.minor).await? == amount.minor)
    }
}
