//! A workflow calls a tool: a turn of one call and no model, in a run of its own that nobody's message
//! began. The workflow's run waits for it. It goes through the gate like any other, as its department.

use std::{collections::HashMap, sync::Arc};

use domain::{
    agent::SUPERVISOR,
    flow::{
        Action, Answer, Asked, Caller, ChildEnd, Flow, FlowError, Reason, Registry, Tools, Use,
        Why, Workflow,
    },
    ids::{ConversationId, FlowId, MessageId},
    tool::{Call, ToolError, Toolbox},
    turn::{Outcome, TurnStatus},
    words::Say,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Heard, NewCall, WORKFLOW_CALL, Work, records::Records};

use crate::{
    close::Spent,
    direct::{self, DirectCall, Directed, Directing},
    house::House,
    open::{Open, Opened, Ready},
    turn,
};

/// What workflows keep of the answers of tools: by workflow, version and tool.
pub(crate) type Callers = HashMap<(String, u32, String), Use>;

/// A workflow lists a tool that there is not.
#[derive(Debug, thiserror::Error)]
#[error("the workflow `{workflow}` calls the unknown tool `{tool}`")]
pub struct UnknownTool {
    /// The workflow.
    pub workflow: &'static str,
    /// The tool.
    pub tool: &'static str,
}

/// Lets workflows call the tools that they list, all of which must be there. Nobody is let before.
pub fn let_call(house: &House, registry: &Registry<Work>) -> Result<(), UnknownTool> {
    // The first word counts.
    let _known = house.callers.set(callers(&house.toolbox, registry)?);
    Ok(())
}

fn callers(toolbox: &Toolbox<Records>, registry: &Registry<Work>) -> Result<Callers, UnknownTool> {
    let mut callers = Callers::new();
    for caller in registry.callers() {
        for it in caller.tools {
            // One of another program comes and goes.
            if !toolbox.has(it.tool()) && !toolbox.is_foreign(it.tool()) {
                return Err(UnknownTool {
                    workflow: caller.workflow,
                    tool: it.tool(),
                });
            }
            let key = (caller.workflow.to_owned(), caller.version);
            callers.insert((key.0, key.1, it.tool().to_owned()), *it);
        }
    }
    Ok(callers)
}

/// How workflows call tools.
#[derive(Debug)]
pub(crate) struct ThroughTheGate;

impl Tools for ThroughTheGate {
    fn call<'a>(
        &'a self,
        flow: Flow<'a>,
        caller: Caller,
        name: &'static str,
        args: Value,
    ) -> Answer<'a> {
        Box::pin(async move {
            if !caller.tools.iter().any(|it| it.tool() == name) {
                return Err(FlowError::Action {
                    action: name.to_owned(),
                    message: format!("`{}` does not list it among its tools", caller.workflow),
                });
            }
            let came = ask(&flow, caller, name, &args).await?;
            Ok(serde_json::to_value(came)?)
        })
    }
}

/// Writes what is asked, has a run of its own do it, and hears what came of it.
async fn ask(
    flow: &Flow<'_>,
    caller: Caller,
    tool: &'static str,
    args: &Value,
) -> Result<Asked, FlowError> {
    let call = DirectCall {
        department: Some(caller.department.to_owned()),
        ..DirectCall::new(tool, args)
    };
    let child = flow.child_at(&flow.next_path().following(1));
    let wanted = Wanted {
        name: format!("{}/{}/{}", caller.workflow, flow.generation(), flow.scope()),
        child,
        text: call.text(),
    };
    let given = Given {
        message: flow.call::<Asking, Work>(&wanted).await?,
        department: caller.department.to_owned(),
    };
    match flow.child::<WorkflowCall>(&given).await {
        // What came of it is in its rows, however its run ended.
        Ok(_)
        | Err(FlowError::Child {
            end: ChildEnd::Failed | ChildEnd::Cancelled,
            ..
        }) => {}
        Err(error) => return Err(error),
    }
    let hear = Hear {
        child,
        workflow: caller.workflow.to_owned(),
        version: caller.version,
        tool: tool.to_owned(),
    };
    flow.call::<Hearing, Work>(&hear).await
}

/// Writes what a workflow asks: as a message, so that the journal holds no word of it.
pub(crate) struct Asking;

/// A call that a workflow asks for.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Wanted {
    /// What its conversation is called.
    name: String,
    /// The run that will do it.
    child: FlowId,
    /// The call as a message says it.
    text: String,
}

impl Action<Work> for Asking {
    const NAME: &'static str = "workflow.ask";
    type Input = Wanted;
    type Output = MessageId;

    async fn run(
        &self,
        work: &mut Work,
        call: &Call,
        wanted: Wanted,
    ) -> Result<MessageId, ToolError> {
        let new = NewCall {
            conversation: ConversationId::from_uuid(call.key.derive(call.run, "conversation")),
            name: wanted.name,
            turn: wanted.child,
            text: wanted.text,
        };
        Ok(work.ask_call(&new).await?)
    }
}

/// The workflow of a call. Its run carries the id of its turn.
#[derive(Debug)]
pub(crate) struct WorkflowCall;

/// What such a run is given.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Given {
    /// The message that says what is asked.
    message: MessageId,
    /// The department under whose grants it runs.
    department: String,
}

impl Workflow for WorkflowCall {
    const NAME: &'static str = WORKFLOW_CALL;
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = SUPERVISOR;
    type Input = Given;
    type Output = TurnStatus;
    const IS_TURN: bool = true;

    async fn run(&self, flow: &Flow<'_>, given: Given) -> Result<TurnStatus, FlowError> {
        flow.call::<Opening, Work>(&given).await?;
        turn::from_open_to_close(flow, async |ready: &Ready, spent: &mut Spent| {
            direct::carry_out(flow, ready, spent).await
        })
        .await
    }
}

/// Writes the turn of a call, in the unit of work that opens it.
pub(crate) struct Opening(pub(crate) Arc<House>);

impl Action<Work> for Opening {
    const NAME: &'static str = "workflow.open";
    type Input = Given;
    type Output = ();

    async fn run(&self, work: &mut Work, _: &Call, given: Given) -> Result<(), ToolError> {
        let configuration = self.0.configured(work).await?;
        let opened = work.open_call(given.message, &given.department, configuration);
        Ok(opened.await?)
    }
}

/// Looks what came of a call, for the workflow that asked.
pub(crate) struct Hearing(pub(crate) Arc<House>);

/// A call that is over.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Hear {
    /// The run that did it.
    child: FlowId,
    /// Who asked.
    workflow: String,
    version: u32,
    /// The tool.
    tool: String,
}

impl Action<Work> for Hearing {
    const NAME: &'static str = "workflow.hear";
    type Input = Hear;
    type Output = Asked;

    async fn run(&self, work: &mut Work, _: &Call, hear: Hear) -> Result<Asked, ToolError> {
        let house = &self.0;
        let heard = work.hear_call(hear.child).await?;
        let outcome = heard.call.as_ref().map(|it| it.outcome);
        if matches!(outcome, Some(Outcome::Done | Outcome::Failed))
            && house.toolbox.is_foreign(&hear.tool)
        {
            work.taint_run().await?;
        }
        let output = heard.call.as_ref().and_then(|it| it.output.clone());
        if let (Some(Outcome::Done), Some(output)) = (outcome, output) {
            let key = (hear.workflow, hear.version, hear.tool);
            let kept = house.callers.get().and_then(|it| it.get(&key));
            let nobody = || ToolError::internal("the workflow was not let call tools");
            let answer = kept.ok_or_else(nobody)?.keep(output);
            return Ok(Asked::Done(answer.map_err(ToolError::Unfit)?));
        }
        not_done(work, hear.child, heard).await.map(Asked::NotDone)
    }
}

/// Why a call was not done.
async fn not_done(work: &mut Work, child: FlowId, heard: Heard) -> Result<Why, ToolError> {
    let Heard {
        status,
        call,
        doubt,
        request,
    } = heard;
    if doubt {
        return Ok(Why::Unknown { request });
    }
    if matches!(status, None | Some(TurnStatus::Cancelled)) {
        return Ok(Why::Stopped);
    }
    let broke = || Say::of("turn", "broke");
    let Some(call) = call else {
        // It never came to be a call: what opens a turn or finds its department said no.
        let refusal = refused(work, child).await?;
        return Ok(match refusal {
            Some(say) => Why::Refused(reason(say)),
            None => Why::Failed(reason(broke())),
        });
    };
    let why = reason(call.reason.unwrap_or_else(broke));
    Ok(match call.outcome {
        Outcome::Refused => Why::Refused(why),
        Outcome::Unknown => Why::Unknown { request },
        Outcome::Done | Outcome::Failed | Outcome::Waiting => Why::Failed(why),
    })
}

/// Why a call was not done, in a sentence, if that is what a run ended with.
pub(crate) async fn why(
    work: &mut Work,
    child: FlowId,
    error: &str,
) -> Result<Option<Say>, ToolError> {
    let heard = work.hear_call(child).await?;
    let said = match &heard.call {
        Some(call) => call.reason.clone(),
        None => refused(work, child).await?,
    };
    let why = not_done(work, child, heard).await?;
    if !error.ends_with(&why.to_string()) {
        return Ok(None);
    }
    Ok(match why {
        Why::Refused(_) | Why::Failed(_) => said,
        Why::Unknown { .. } => Some(Say::of("gate", "unknown")),
        Why::Stopped => Some(Say::of("gate", "stopped")),
    })
}

/// What the journal of a call says no with, before there was a call.
async fn refused(work: &mut Work, child: FlowId) -> Result<Option<Say>, ToolError> {
    for (_, name, output) in work.outputs(child, &[Open::NAME, Directing::NAME]).await? {
        let say = match name == Open::NAME {
            true => match serde_json::from_value(output).map_err(ToolError::internal)? {
                Opened::Refused(say) => Some(say),
                Opened::Ready(_) | Opened::TakenOver => None,
            },
            false => match serde_json::from_value(output).map_err(ToolError::internal)? {
                Directed::Refused(say) => Some(say),
                Directed::Granted { .. } => None,
            },
        };
        if say.is_some() {
            return Ok(say);
        }
    }
    Ok(None)
}

fn reason(say: Say) -> Reason {
    Reason {
        message: say.message,
        attribute: say.attribute,
    }
}

#[cfg(test)]
mod tests {
    use domain::flow::Ask;

    use super::*;

    struct Typist;

    #[derive(Serialize)]
    struct Type {}

    impl Ask for Type {
        const TOOL: &'static str = "crm_type";
        type Answer = ();
    }

    impl Workflow for Typist {
        const NAME: &'static str = "typist";
        const VERSION: u32 = 1;
        const DEPARTMENT: &'static str = "sales";
        type Input = ();
        type Output = ();
        const TOOLS: &'static [Use] = &[Use::of::<Type>()];

        async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<(), FlowError> {
            flow.tool(&Type {}).await??;
            Ok(())
        }
    }

    #[test]
    fn a_workflow_that_calls_a_tool_that_there_is_not_is_refused_at_the_start() {
        let registry = Registry::default().workflow(Typist).unwrap();
        let nobodys = callers(&Toolbox::default(), &registry).unwrap_err();
        assert_eq!(
            nobodys.to_string(),
            "the workflow `typist` calls the unknown tool `crm_type`"
        );
        // One that another program lends comes and goes.
        let lent = Toolbox::default().expecting(["crm".to_owned()]);
        assert_eq!(callers(&lent, &registry).unwrap().len(), 1);
    }
}
