//! A person calls one tool herself, by its name and with arguments as JSON: a turn of one call and no
//! model. It goes through the gate like any other.

use std::sync::Arc;

use domain::{
    agent::SUPERVISOR,
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
    close::Spent,
    house::{Furnished, House},
    open::Ready,
    supervisor::{Delegated, Delegating, Slice},
    tool_call::{self, Asked, Came},
    transcript::Transcript,
    turn::{self, End},
};

/// The workflow with its version.
pub(crate) const WORKFLOW: (&str, u32) = (Direct::NAME, Direct::VERSION);

/// A call as a person's message says it: the tool's name and its arguments.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DirectCall {
    /// The tool.
    pub tool: String,
    /// A JSON object.
    pub arguments: String,
}

impl DirectCall {
    /// A call of a tool.
    pub fn new(tool: &str, arguments: &Value) -> Self {
        Self {
            tool: tool.to_owned(),
            arguments: arguments.to_string(),
        }
    }

    /// The message.
    pub fn text(&self) -> String {
        format!("{} {}", self.tool, self.arguments)
    }

    /// The call that a turn's message says.
    pub(crate) fn of(transcript: &Transcript) -> Result<Self, ToolError> {
        let question = transcript.question();
        let split = question.split_once(' ');
        let (tool, arguments) = split.ok_or_else(|| ToolError::internal("no tool is named"))?;
        Ok(Self {
            tool: tool.to_owned(),
            arguments: arguments.to_owned(),
        })
    }
}

/// The workflow. Its run carries the turn's id.
#[derive(Debug)]
pub(crate) struct Direct;

impl Workflow for Direct {
    const NAME: &'static str = "turn.direct";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = SUPERVISOR;
    type Input = ();
    type Output = TurnStatus;

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<TurnStatus, FlowError> {
        turn::from_open_to_close(flow, async |ready: &Ready, spent: &mut Spent| {
            carry_out(flow, ready, spent).await
        })
        .await
    }
}

/// Has the department do it that may.
async fn carry_out(flow: &Flow<'_>, ready: &Ready, spent: &mut Spent) -> Result<End, FlowError> {
    let (department, slice) = match flow.call::<Directing, Work>(&ready.allowance).await? {
        Directed::Granted { department, slice } => (department, slice),
        Directed::Refused(say) => return Ok(End::refused(say)),
    };
    let asked = Asked::Directly {
        department: department.clone(),
        left: slice.granted,
    };
    let at = flow.next_path();
    let came = tool_call::call(&flow.inside(), &asked).await;
    let cost = match came {
        Ok(Came::Done { cost }) => cost,
        Ok(_) | Err(_) => Micros(0),
    };
    // However it ended, what it did not spend of its slice goes back.
    spent.department(&department, &slice, cost);
    let unknown = |number: i64| Say::of("turn", "unknown").with("number", number);
    Ok(match came? {
        Came::Done { .. } => End::called(TurnStatus::Answered, at),
        Came::NotDone => End::called(TurnStatus::Failed, at),
        Came::Refused => End::called(TurnStatus::Refused, at),
        Came::Unknown(number) => End::failed(unknown(number)),
        Came::Stopped(number) => End::of(&FlowError::Cancelled).and(End::failed(unknown(number))),
    })
}

/// Finds the department that may, and takes its slice.
pub(crate) struct Directing(pub(crate) Arc<House>);

/// What became of that.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Directed {
    /// It may be planned.
    Granted {
        /// The department under whose grants it runs.
        department: String,
        /// What it may spend.
        slice: Slice,
    },
    /// It may not.
    Refused(Say),
}

impl Action<Work> for Directing {
    const NAME: &'static str = "direct.grant";
    type Input = Micros;
    type Output = Directed;

    async fn run(
        &self,
        work: &mut Work,
        call: &Call,
        allowance: Micros,
    ) -> Result<Directed, ToolError> {
        let house = &self.0;
        let transcript = house.transcripts.of(work, call.flow).await?;
        let tool = DirectCall::of(&transcript)?.tool;
        let digest = transcript.context.configuration;
        let furnished = house.furnished(work, digest).await?;
        let department = match department_of(house, &furnished, &tool) {
            Ok(department) => department,
            Err(say) => return Ok(Directed::Refused(say)),
        };
        let limits = furnished.department(&department).map(|it| it.agent.limits);
        let want = limits.map_or(Micros(0), |it| it.micros.min(allowance));
        let delegating = Delegating(Arc::clone(house));
        let granted = delegating.grant(work, call, (&department, want), None);
        Ok(match granted.await? {
            Delegated::Granted(slice) => Directed::Granted { department, slice },
            Delegated::Refused(say) => Directed::Refused(say),
            Delegated::Unknown => Directed::Refused(Say::of("gate", "unknown_department")),
        })
    }
}

/// The department under whose grants a person's own call runs: the first that has the tool.
pub(crate) fn department_of(
    house: &House,
    furnished: &Furnished,
    tool: &str,
) -> Result<String, Say> {
    if house.toolbox.spec(tool).is_none() {
        return Err(Say::of("gate", "unknown_tool").with("tool", tool));
    }
    let mut departments = furnished.snapshot.departments.iter();
    let found = departments.find(|(_, it)| it.agent.tools.contains(tool));
    let (name, _) = found.ok_or_else(|| Say::of("gate", "granted_to_nobody").with("tool", tool))?;
    Ok(name.clone())
}
