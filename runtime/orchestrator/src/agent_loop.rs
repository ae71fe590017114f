//! A department at work: it thinks, calls tools and thinks again, until it answers or a limit
//! stops it.

use std::collections::BTreeMap;

use domain::{
    agent,
    flow::{Flow, FlowError, Path},
    money::Micros,
    turn::TurnStatus,
    words::Say,
};
use store::Work;

use crate::{
    think::{CallRef, Think, Thinking, Thought},
    tool_call::{self, Asked, Came},
    turn::End,
};

/// How often the same call with the same arguments is put to the gate in one turn.
const REPEATS: u32 = 2;

/// A department that was given work.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Which one.
    pub(crate) department: String,
    /// Where in the turn it works, if it is a run of its own.
    pub(crate) place: Path,
    /// The delegation that gave it.
    pub(crate) task: Option<CallRef>,
    /// Where it stops.
    pub(crate) limits: agent::Limits,
    /// What is said when its money runs out.
    pub(crate) no_money: Say,
}

/// Has a department work until it answers. What that costs is added to `cost`, however it ends.
pub(crate) async fn work_on(
    flow: &Flow<'_>,
    desk: &Desk,
    cost: &mut Micros,
) -> Result<End, FlowError> {
    let flow = flow.inside();
    let mut seen = BTreeMap::new();
    let mut status = TurnStatus::Answered;
    let mut says = Vec::new();
    for _ in 0..desk.limits.steps {
        let at = desk.place.join(&flow.next_path());
        let think = Think {
            agent: desk.department.clone(),
            task: desk.task.clone(),
            left: Micros(desk.limits.micros.0 - cost.0),
        };
        let calls = match flow.activity::<Thinking, Work>(&think).await? {
            Thought::Said { calls, cost: more } => {
                *cost = *cost + more;
                calls
            }
            Thought::Stopped(stop) => return Ok(stop.end(desk.no_money.clone())),
            Thought::Cut { stop, cost: more } => {
                *cost = *cost + more;
                return Ok(stop.end(desk.no_money.clone()));
            }
        };
        if calls.is_empty() {
            return Ok(End {
                status,
                says,
                ..End::answered(at)
            });
        }
        for (index, wanted) in (0..).zip(calls) {
            let times = seen.entry(wanted.digest).or_insert(0);
            *times += 1;
            if *times > REPEATS {
                return Ok(End::failed(Say::of("turn", "no_progress")));
            }
            let call = CallRef {
                answer: at.clone(),
                index,
            };
            let asked = Asked::ByModel {
                department: desk.department.clone(),
                call,
                left: Micros(desk.limits.micros.0 - cost.0),
            };
            match tool_call::call(&flow.inside(), &asked, cost).await? {
                Came::Done { .. } => status = TurnStatus::Answered,
                Came::NotDone | Came::Failed { .. } => {}
                Came::Refused => status = TurnStatus::Refused,
                // Whatever the model makes of it, its person hears it.
                Came::Unknown(number) => {
                    says.push(Say::of("turn", "unknown").with("number", number));
                }
                Came::Stopped(number) => {
                    says.push(Say::of("turn", "cancelled"));
                    says.push(Say::of("turn", "unknown").with("number", number));
                    return Ok(End {
                        status: TurnStatus::Cancelled,
                        answers: Vec::new(),
                        says,
                        calls: Vec::new(),
                        parts: Vec::new(),
                    });
                }
            }
        }
    }
    Ok(End::failed(Say::of("turn", "too_many_steps")))
}
