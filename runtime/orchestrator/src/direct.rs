//! One tool call that a person, or a program in her name, asks for herself: a turn without a model.
//! It goes the way of every call: planned, judged by the gate, put to a person where one must
//! agree, done once, paid from the department's slice, written into ledger and audit.

use std::sync::Arc;

use domain::{
    flow::{Action, Flow, FlowError, Workflow},
    money::Micros,
    tool::{Call, ToolError},
    turn::TurnStatus,
    words::Say,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Work;

use crate::{
    allowance,
    close::Spent,
    house::House,
    open::Ready,
    supervisor::{Slice, no_department_budget},
    tool_call::{self, Asked, Came},
    turn::{self, End},
};

/// The name in the journal.
pub(crate) const NAME: &str = "direct";

/// Grows when the order of steps changes.
pub(crate) const VERSION: u32 = 1;

/// A call that somebody asks for herself. It is the text of her message, as JSON.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DirectCall {
    /// The department under whose grants it runs.
    pub department: String,
    /// The tool.
    pub tool: String,
    /// The arguments.
    pub arguments: Value,
}

/// The workflow. Its run carries the turn's id.
#[derive(Debug)]
pub(crate) struct Direct;

impl Workflow for Direct {
    const NAME: &'static str = NAME;
    const VERSION: u32 = VERSION;
    const DEPARTMENT: &'static str = domain::agent::SUPERVISOR;
    type Input = ();
    type Output = TurnStatus;

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<TurnStatus, FlowError> {
        turn::open_and_close(flow, async |ready, spent| act(flow, ready, spent).await).await
    }
}

/// Takes the department's slice and makes the call.
async fn act(flow: &Flow<'_>, ready: &Ready, spent: &mut Spent) -> Result<End, FlowError> {
    let flow = flow.inside();
    let (call, slice) = match flow.call::<Beginning, Work>(&ready.allowance).await? {
        Begun::Granted(call, slice) => (call, slice),
        Begun::Refused(say) => return Ok(End::refused(say)),
    };
    let asked = Asked::ByPerson {
        department: call.department.clone(),
        name: call.tool,
        args: call.arguments,
        left: slice.granted,
    };
    let came = tool_call::call(&flow.inside(), &asked).await;
    let cost = match &came {
        Ok(Came::Done { cost }) => *cost,
        _ => Micros(0),
    };
    spent.department(&call.department, &slice, cost);
    Ok(match came? {
        Came::Done { .. } => End::wordless(TurnStatus::Answered),
        Came::NotDone => End::wordless(TurnStatus::Failed),
        Came::Refused => End::wordless(TurnStatus::Refused),
        Came::Unknown(number) => End::failed(Say::of("turn", "unknown").with("number", number)),
        Came::Stopped(number) => End::stopped_unknown(number),
    })
}

/// Reads which call is asked for, and takes the department's slice.
pub(crate) struct Beginning(pub(crate) Arc<House>);

/// What became of it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Begun {
    /// The call may be put to the gate.
    Granted(DirectCall, Slice),
    /// The department may not spend any more, or there is none.
    Refused(Say),
}

impl Action<Work> for Beginning {
    const NAME: &'static str = "direct.begin";
    type Input = Micros;
    type Output = Begun;

    async fn run(
        &self,
        work: &mut Work,
        call: &Call,
        allowance: Micros,
    ) -> Result<Begun, ToolError> {
        let house = &self.0;
        let transcript = house.transcripts.of(work, call.flow).await?;
        let digest = transcript.context.configuration;
        let asked: DirectCall =
            serde_json::from_str(&transcript.question()).map_err(ToolError::internal)?;
        let furnished = house.furnished(work, digest).await?;
        let name = &asked.department;
        let Some(department) = furnished.department(name) else {
            return Ok(Begun::Refused(Say::of("gate", "unknown_department")));
        };
        let want = department.agent.limits.micros.min(allowance);
        let cap = house.limits(work).await?.department_day;
        let day = allowance::day(call.now, work.organisation().zone);
        let scope = allowance::department(name);
        let debit = allowance::take(call.flow, scope, day.clone(), cap, want);
        let granted = Micros(work.debit(debit, 1).await?);
        if granted == Micros(0) {
            return Ok(Begun::Refused(no_department_budget(name)));
        }
        work.turn(call.flow).department = Some(name.clone());
        let slice = Slice {
            day,
            granted,
            whole: granted == want,
        };
        Ok(Begun::Granted(asked, slice))
    }
}
