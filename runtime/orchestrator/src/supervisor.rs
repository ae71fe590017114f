//! The supervisor: an agent whose only tool gives work to a department. The delegation runs
//! inline, and the department's answer is the answer.

use std::sync::Arc;

use domain::{
    agent::{self, DELEGATE, SUPERVISOR},
    digest::Digest,
    flow::{Action, Flow, FlowError},
    model::ToolCall,
    money::Micros,
    tool::{Call, ToolError},
    turn::{Outcome, TurnStatus},
    words::Say,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{ToolCallRow, Work};

use crate::{
    agent_loop::{self, Desk},
    allowance,
    close::Spent,
    house::House,
    open::Ready,
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
            Thought::Stopped(stop) => return Ok(stop.end(ready.no_money())),
        };
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
    let name = wanted.department.as_ref().filter(|it| *it != SUPERVISOR);
    let known = name.and_then(|name| ready.limits.get(name).map(|it| (name, *it)));
    let input = Delegation {
        call: call.clone(),
        department: known.map(|(name, _)| name.clone()),
        want: known.map_or(Micros(0), |(_, limits)| limits.micros.min(ready.allowance)),
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

fn no_department_budget(name: &str) -> Say {
    Say::of("turn", "department_budget").with("department", name)
}

/// Notes a delegation and takes the department's slice.
pub(crate) struct Delegating(pub(crate) Arc<House>);

/// A delegation.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Delegation {
    call: CallRef,
    department: Option<String>,
    want: Micros,
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
            Some(name) => self.grant(work, call, (&name, input.want)).await?,
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
    async fn grant(
        &self,
        work: &mut Work,
        call: &Call,
        (name, want): (&str, Micros),
    ) -> Result<Delegated, ToolError> {
        let today = self.0.limits(work).await?;
        let day = allowance::day(call.now, work.organisation().zone);
        let scope = allowance::department(name);
        let cap = today.department_day;
        let debit = allowance::take(call.flow, scope, day.clone(), cap, want);
        let granted = Micros(work.debit(debit, 1).await?);
        if granted == Micros(0) {
            return Ok(Delegated::Refused(no_department_budget(name)));
        }
        work.turn(call.flow).department = Some(name.to_owned());
        let department = name.to_owned();
        let news = Progress::Delegated { department };
        self.0.feed.tell(call.flow.into(), &news);
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
