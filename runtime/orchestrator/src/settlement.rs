//! A turn that was put aside and then ended, or a department's part of one: its code cannot close it any more, so this does. Departments
//! that still work end first; of effects that nobody heard of the other side is asked, and if it cannot tell, a person; money goes back.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use domain::{
    agent,
    flow::{Action, Flow, FlowError, Workflow},
    ids::RowId,
    money::Micros,
    tool::{Call, ToolError},
    turn::TurnStatus,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use store::{AuditRow, OpenEffect, Work};

use crate::{
    allowance,
    direct::{Directed, Directing},
    house::House,
    open::{Open, Opened},
    supervisor::{Delegated, Delegating, Slice},
    tool_call::{Find, Go, find_out},
    turn::surely,
};

/// How soon it is looked again whether departments are done; each time twice as late, up to `LATEST`.
const SOON: Duration = Duration::from_secs(1);

const LATEST: Duration = Duration::from_secs(60);

/// The workflow. `settle_later` in the database starts it, in the turn's name; the input says whether all of
/// the turn is over, or a part of it.
#[derive(Debug)]
pub(crate) struct Settlement;

impl Workflow for Settlement {
    const NAME: &'static str = "turn.settle";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = agent::SUPERVISOR;
    type Input = bool;
    type Output = ();
    const IN_PARENTS_NAME: bool = true;

    async fn run(&self, flow: &Flow<'_>, whole: bool) -> Result<(), FlowError> {
        let mut pause = SOON;
        let effects = loop {
            let (left, _) = surely::<Remaining>(flow, &whole).await?;
            if !left.working {
                break left.effects;
            }
            match flow.sleep(pause).await {
                // There is nothing to stop: what is left has to be settled.
                Ok(()) | Err(FlowError::Cancelled) => pause = (pause * 2).min(LATEST),
                Err(error) => return Err(error),
            }
        };
        let mut came = Ok(());
        for go in effects {
            let find = Find {
                go,
                refused: None,
                stopped: true,
            };
            match find_out(flow, find, Duration::ZERO, &mut true).await {
                Ok(_) => {}
                Err(error @ FlowError::Journal(_)) => return Err(error),
                // The others, and the money, do not wait for it.
                Err(error) => came = Err(error),
            }
        }
        if whole {
            surely::<Balancing>(flow, &()).await?;
        }
        came
    }
}

/// Looks what is left.
pub(crate) struct Remaining;

/// What is left of a turn.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Left {
    working: bool,
    effects: Vec<Go>,
}

impl Action<Work> for Remaining {
    const NAME: &'static str = "settle.look";
    type Input = bool;
    type Output = Left;

    async fn run(&self, work: &mut Work, call: &Call, whole: bool) -> Result<Left, ToolError> {
        let remains = work.remains(call.flow, whole).await?;
        Ok(Left {
            working: remains.working,
            effects: remains.effects.into_iter().map(go).collect(),
        })
    }
}

fn go(effect: OpenEffect) -> Go {
    Go {
        at: effect.path,
        department: effect.department,
        tool: effect.tool,
        digest: effect.digest,
        nth: effect.key.nth(),
        agreed: effect.agreed,
        outside: true,
        gives: effect.authority > 0,
        cost: effect.cost,
    }
}

/// Gives back what a turn was granted and did not spend.
pub(crate) struct Balancing(pub(crate) Arc<House>);

impl Action<Work> for Balancing {
    const NAME: &'static str = "settle.balance";
    type Input = ();
    type Output = ();

    async fn run(&self, work: &mut Work, call: &Call, (): ()) -> Result<(), ToolError> {
        let (month, slices) = granted(work, call).await?;
        let (rest, spent) = work.settle_turn(call.flow).await?;
        match month {
            Some(month) => {
                let company = (allowance::COMPANY.to_owned(), month);
                give_back(work, call, company, rest).await?;
            }
            None if rest == Micros(0) => {}
            None => {
                return Err(ToolError::internal(
                    "nobody knows which month paid for the turn",
                ));
            }
        }
        // What a department spent counts for its first day: a turn that was granted slices of two days is a
        // rare one, and the sum is right.
        let mut spent: BTreeMap<String, Micros> = spent.into_iter().collect();
        for ((department, day), granted) in slices {
            let spent = spent.remove(&department).unwrap_or(Micros(0));
            let scope = (allowance::department(&department), day);
            give_back(work, call, scope, Micros(granted.0 - spent.0)).await?;
        }
        self.0.transcripts.forget(call.run);
        let line = AuditRow {
            flow: call.flow,
            organisation: work.organisation_id(),
            id: RowId::new(call.now),
            act: "turn.closed",
            subject: format!("turn/{}", call.flow),
            person: None,
            token: None,
            channel: None,
            digest: None,
            detail: json!({ "status": TurnStatus::Cancelled.word() }),
            at: call.now,
        };
        work.writes().audit.push(line);
        Ok(())
    }
}

/// What a turn was granted, as its journal has it: the month that paid, and departments' slices by day.
async fn granted(
    work: &mut Work,
    call: &Call,
) -> Result<(Option<String>, BTreeMap<(String, String), Micros>), ToolError> {
    let names = [Open::NAME, Delegating::NAME, Directing::NAME];
    let outputs = work.outputs(call.flow, &names).await?;
    let (mut month, mut slices) = (None, BTreeMap::new());
    let mut add = |department: String, slice: Slice| {
        let all: &mut Micros = slices.entry((department, slice.day)).or_default();
        *all = *all + slice.granted;
    };
    for (path, name, output) in outputs {
        if name == Open::NAME {
            if let Opened::Ready(ready) = read(output)? {
                month = Some(ready.month);
            }
        } else if name == Directing::NAME {
            if let Directed::Granted { department, slice } = read(output)? {
                add(department, slice);
            }
        } else if let Delegated::Granted(slice) = read(output)? {
            let call = work.stored_call(call.flow, &path.parent()).await?;
            let wanted: Value = serde_json::from_str(&call.arguments).unwrap_or_default();
            let department = wanted.get("department").and_then(Value::as_str);
            add(department.unwrap_or_default().to_owned(), slice);
        }
    }
    Ok((month, slices))
}

fn read<T: DeserializeOwned>(output: Value) -> Result<T, ToolError> {
    serde_json::from_value(output).map_err(ToolError::internal)
}

async fn give_back(
    work: &mut Work,
    call: &Call,
    (scope, period): (String, String),
    rest: Micros,
) -> Result<(), ToolError> {
    let debit = allowance::take(call.flow, scope, period, Micros(0), Micros(0));
    work.give_back(&debit, rest.0).await?;
    Ok(())
}
