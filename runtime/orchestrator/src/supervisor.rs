//! The supervisor: an agent whose only tool gives work to a department. The delegation runs
//! inline, and the department's answer is the answer. Several departments work beside each other
//! (`parts.rs`).

use std::sync::Arc;

use domain::{
    agent::{self, DELEGATE, SUPERVISOR},
    digest::Digest,
    flow::{Action, Flow, FlowError, Path},
    ids::FlowId,
    model::ToolCall,
    money::Micros,
    tool::{Call, ToolError},
    turn::{Outcome, TurnStatus},
    words::Say,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Part, ToolCallRow, Work};

use crate::{
    agent_loop::{self, Desk},
    allowance,
    close::Spent,
    house::House,
    open::Ready,
    parts,
    progress::Progress,
    think::{CallRef, Think, Thinking, Thought, Wanted},
    turn::End,
};

/// Hears a message and has departments work on it, one after the other.
pub(crate) async fn supervise(
    flow: &Flow<'_>,
    ready: &Ready,
    spent: &mut Spent,
) -> Result<End, FlowError> {
    let flow = flow.inside();
    let limits = ready.limits.get(SUPERVISOR);
    let mut left = limits.map_or(Micros(0), |it| it.micros);
    for _ in 0..limits.map_or(0, |it| it.steps) {
        let at = flow.next_path();
        let think = Think {
            agent: SUPERVISOR.to_owned(),
            task: None,
            left,
        };
        let calls = match flow.activity::<Thinking, Work>(&think).await? {
            Thought::Said { calls, .. } if calls.is_empty() => return Ok(End::answered(at)),
            Thought::Said { calls, cost } => {
                left = Micros(left.0 - cost.0);
                calls
            }
            Thought::Stopped(stop) | Thought::Cut { stop, .. } => {
                return Ok(stop.end(ready.no_money()));
            }
        };
        if parts::are_several(&calls, ready) {
            return parts::work_together(&flow, (at, calls), ready, spent).await;
        }
        let mut ends = Vec::new();
        for (index, wanted) in (0..).zip(calls) {
            let call = CallRef {
                answer: at.clone(),
                index,
            };
            if let Some(end) = delegate(&flow, (call, wanted), ready, spent).await? {
                let stopped = end.status == TurnStatus::Cancelled;
                ends.push(end);
                if stopped {
                    break;
                }
            }
        }
        // A delegation that could not be understood is put to the supervisor again.
        if let Some(end) = ends.into_iter().reduce(End::and) {
            return Ok(end);
        }
    }
    Ok(End::failed(Say::of("turn", "no_department")))
}

/// Has one department work. Nothing, if there is no such department.
async fn delegate(
    flow: &Flow<'_>,
    (call, wanted): (CallRef, Wanted),
    ready: &Ready,
    spent: &mut Spent,
) -> Result<Option<End>, FlowError> {
    let flow = flow.inside();
    let known = known(&wanted, ready);
    let input = Delegation {
        call: call.clone(),
        department: known.map(|(name, _)| name.clone()),
        want: known.map_or(Micros(0), |(_, limits)| limits.micros.min(ready.allowance)),
        beside: None,
    };
    let slice = match flow.call::<Delegating, Work>(&input).await? {
        Delegated::Granted(slice) => slice,
        Delegated::Unknown => return Ok(None),
        Delegated::Refused(say) => return Ok(Some(End::refused(say))),
    };
    let Some((name, limits)) = known else {
        return Ok(None);
    };
    let desk = Desk {
        department: name.clone(),
        place: Path::default(),
        task: Some(call),
        limits: agent::Limits {
            micros: slice.granted,
            ..limits
        },
        no_money: match slice.whole {
            true => ready.no_money(),
            false => no_department_budget(name),
        },
    };
    let mut cost = Micros(0);
    let end = agent_loop::work_on(&flow, &desk, &mut cost).await;
    // However it ended, what it did not spend of its slice goes back.
    spent.department(name, &slice, cost);
    end.map(Some)
}

/// The department that a call is for, with its limits.
pub(crate) fn known<'a>(wanted: &'a Wanted, ready: &Ready) -> Option<(&'a String, agent::Limits)> {
    let name = wanted.department.as_ref().filter(|it| *it != SUPERVISOR)?;
    ready.limits.get(name).map(|it| (name, *it))
}

pub(crate) fn no_department_budget(name: &str) -> Say {
    Say::of("turn", "department_budget").with("department", name)
}

/// Notes a delegation and takes the department's slice.
pub(crate) struct Delegating(pub(crate) Arc<House>);

/// A delegation.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Delegation {
    pub(crate) call: CallRef,
    pub(crate) department: Option<String>,
    pub(crate) want: Micros,
    /// Other departments work on the turn at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) beside: Option<Beside>,
}

/// How a department works beside others.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Beside {
    /// The child that does its part.
    pub(crate) child: FlowId,
    /// How many parts share what the turn has left, this one included.
    pub(crate) shares: u32,
}

/// What became of a delegation.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Delegated {
    /// The department works.
    Granted(Slice),
    /// There is no such department.
    Unknown,
    /// The department may not spend any more.
    Refused(Say),
}

/// A department's slice for one turn.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Slice {
    /// The day that pays.
    pub(crate) day: String,
    /// What it may spend.
    pub(crate) granted: Micros,
    /// Whether that is all that it wants, or what the department has left.
    pub(crate) whole: bool,
}

impl Action<Work> for Delegating {
    const NAME: &'static str = "turn.delegate";
    type Input = Delegation;
    type Output = Delegated;

    async fn run(
        &self,
        work: &mut Work,
        call: &Call,
        input: Delegation,
    ) -> Result<Delegated, ToolError> {
        let house = &self.0;
        let organisation = work.organisation_id();
        if input.beside.is_some() {
            // Several debits of one unit cannot all be assumed.
            work.go_alone();
        }
        let transcript = house.transcripts.of(work, call.flow).await?;
        let wanted = input.call.of(&transcript)?;
        let mut row = ToolCallRow {
            organisation,
            flow: call.flow,
            generation: 0,
            path: call.path.parent(),
            department: SUPERVISOR.to_owned(),
            tool: wanted.name.clone(),
            digest: Some(Digest::of(wanted.arguments.as_bytes())),
            arguments: wanted.arguments.clone(),
            plan: None,
            outcome: Outcome::Done,
            output: None,
            reason: None,
            cost: Micros(0),
            started_at: call.now,
            ms: 0,
            run: None,
            again: false,
        };
        let delegated = match input.department {
            None => {
                row.outcome = Outcome::Failed;
                row.reason = Some(not_understood(&wanted));
                Delegated::Unknown
            }
            Some(name) => {
                let granted = self.grant(work, call, (&name, input.want), input.beside.as_ref());
                let granted = granted.await?;
                if let Delegated::Granted(_) = granted {
                    let news = Progress::Delegated { department: name };
                    house.feed.tell(call.flow.into(), &news);
                }
                granted
            }
        };
        if let Delegated::Refused(say) = &delegated {
            row.outcome = Outcome::Refused;
            row.reason = Some(say.clone());
        }
        transcript.add_call(&row);
        work.writes().tool_calls.push(row);
        Ok(delegated)
    }
}

impl Delegating {
    /// Takes a department's slice of what it may spend today.
    pub(crate) async fn grant(
        &self,
        work: &mut Work,
        call: &Call,
        (name, want): (&str, Micros),
        beside: Option<&Beside>,
    ) -> Result<Delegated, ToolError> {
        let want = match beside {
            None => want,
            Some(beside) => {
                let left = work.turn_left(call.flow).await?;
                want.min(Micros(left.0 / i64::from(beside.shares.max(1))))
            }
        };
        if want <= Micros(0) {
            return Ok(Delegated::Refused(Say::of("turn", "turn_budget")));
        }
        let today = self.0.limits(work).await?;
        let day = allowance::day(call.now, work.organisation().zone);
        let scope = allowance::department(name);
        let cap = today.department_day;
        let debit = allowance::take(call.flow, scope, day.clone(), cap, want);
        let granted = Micros(work.debit(debit, 1).await?);
        if granted == Micros(0) {
            return Ok(Delegated::Refused(no_department_budget(name)));
        }
        if let Some(beside) = beside {
            let part = Part {
                child: beside.child,
                department: name.to_owned(),
                allowance: granted,
            };
            work.open_part(&part).await?;
        }
        work.turn(call.flow).department = Some(name.to_owned());
        let whole = granted == want;
        Ok(Delegated::Granted(Slice {
            day,
            granted,
            whole,
        }))
    }
}

/// Why a call of the supervisor gave nobody work: it reads this and may correct itself.
fn not_understood(call: &ToolCall) -> Say {
    if call.name != DELEGATE {
        return Say::of("gate", "unknown_tool").with("tool", &call.name);
    }
    match serde_json::from_str::<Value>(&call.arguments) {
        Ok(_) => Say::of("gate", "unknown_department"),
        Err(error) => Say::of("gate", "bad_arguments").with("error", error.to_string()),
    }
}
