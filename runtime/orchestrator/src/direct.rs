//! A person calls one tool herself, by its name and with arguments as JSON: a turn of one call and no
//! model. It goes through the gate like any other.

use std::sync::Arc;

use domain::{
    agent::SUPERVISOR,
    flow::{Action, Flow, FlowError, Workflow},
    money::Micros,
    policy,
    tool::{Call, ToolError},
    turn::TurnStatus,
    words::Say,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Context, Work, records::conversations::DIRECT};

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

/// A call as a person's message says it: `tool {..}`, or `department/tool {..}`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DirectCall {
    /// The department under whose grants it is to run; the first that may, if she names none.
    pub department: Option<String>,
    /// The tool.
    pub tool: String,
    /// A JSON object.
    pub arguments: String,
}

impl DirectCall {
    /// A call of a tool.
    pub fn new(tool: &str, arguments: &Value) -> Self {
        Self {
            department: None,
            tool: tool.to_owned(),
            arguments: arguments.to_string(),
        }
    }

    /// The message.
    pub fn text(&self) -> String {
        match &self.department {
            Some(department) => format!("{department}/{} {}", self.tool, self.arguments),
            None => format!("{} {}", self.tool, self.arguments),
        }
    }

    /// The call that a turn's message says.
    pub(crate) fn of(transcript: &Transcript) -> Result<Self, ToolError> {
        let question = transcript.question();
        let split = question.split_once(' ');
        let (named, arguments) = split.ok_or_else(|| ToolError::internal("no tool is named"))?;
        let (department, tool) = match named.split_once('/') {
            Some((department, tool)) => (Some(department.to_owned()), tool),
            None => (None, named),
        };
        Ok(Self {
            department,
            tool: tool.to_owned(),
            arguments: arguments.to_owned(),
        })
    }
}

/// The workflow. Its run carries the turn's id.
#[derive(Debug)]
pub(crate) struct Direct;

impl Workflow for Direct {
    const NAME: &'static str = DIRECT;
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = SUPERVISOR;
    type Input = ();
    type Output = TurnStatus;
    const IS_TURN: bool = true;

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<TurnStatus, FlowError> {
        turn::from_open_to_close(flow, async |ready: &Ready, spent: &mut Spent| {
            carry_out(flow, ready, spent).await
        })
        .await
    }
}

/// Has the department do it that may.
pub(crate) async fn carry_out(
    flow: &Flow<'_>,
    ready: &Ready,
    spent: &mut Spent,
) -> Result<End, FlowError> {
    let (department, slice) = match flow.call::<Directing, Work>(&ready.allowance).await? {
        Directed::Granted { department, slice } => (department, slice),
        Directed::Refused(say) => return Ok(End::refused(say)),
    };
    let asked = Asked::Directly {
        department: department.clone(),
        left: slice.granted,
    };
    let at = flow.next_path();
    let mut cost = Micros(0);
    let came = tool_call::call(&flow.inside(), &asked, &mut cost).await;
    // However it ended, what it did not spend of its slice goes back.
    spent.department(&department, &slice, cost);
    let unknown = |number: i64| Say::of("turn", "unknown").with("number", number);
    Ok(match came? {
        Came::Done { .. } => End::called(TurnStatus::Answered, at),
        Came::NotDone | Came::Failed { .. } => End::called(TurnStatus::Failed, at),
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
        let asked = DirectCall::of(&transcript)?;
        let digest = transcript.context.configuration;
        let furnished = house.furnished(work, digest).await?;
        let department = match department_of(house, &furnished, (&transcript.context, &asked)) {
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

/// The department under whose grants a person's own call runs: the one that she names, else the first
/// of hers that has the tool. Where only others have it, the gate says so.
pub(crate) fn department_of(
    house: &House,
    furnished: &Furnished,
    (context, call): (&Context, &DirectCall),
) -> Result<String, Say> {
    let tool = &call.tool;
    if !house.toolbox.has(tool) {
        return Err(Say::of("gate", "unknown_tool").with("tool", tool));
    }
    let having = || {
        let departments = furnished.snapshot.departments.iter();
        let having = departments.filter(|(_, it)| it.agent.tools.contains(tool));
        having.map(|(name, _)| name)
    };
    if let Some(named) = &call.department {
        let refusal = || {
            let say = Say::of("gate", "not_granted").with("tool", tool);
            say.with("department", named)
        };
        let found = having().find(|it| *it == named);
        return found.cloned().ok_or_else(refusal);
    }
    let departments = context.departments.clone().unwrap_or_default();
    let is_own = |name: &&String| {
        let role = context.role;
        role.is_some_and(|role| policy::works_in(role, &departments, name))
    };
    let found = having().find(is_own).or_else(|| having().next());
    let found = found.ok_or_else(|| Say::of("gate", "granted_to_nobody").with("tool", tool))?;
    Ok(found.clone())
}
