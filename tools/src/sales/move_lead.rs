//! Moves a lead to another stage.

use std::time::Duration;

use domain::{
    budget::OwnerLimits,
    ids::LeadId,
    tool::{Approval, Call, Effect, Local, Needs, Spec, Tool, ToolError},
    words::Say,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::{
    Records,
    leads::{LeadMove, Stage},
};

use super::meant;

pub(crate) struct MoveLead;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Args {
    /// The lead: its name, its e-mail address or its telephone number.
    lead: String,
    /// How far it has come now.
    stage: Stage,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Plan {
    lead: LeadId,
    name: String,
    stage: Stage,
    /// Where it stood when this was planned.
    from: Stage,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Moved {
    lead: LeadId,
    /// The contact's name.
    name: String,
    /// Where it stood.
    from: Stage,
    /// Where it stands.
    stage: Stage,
    act: Act,
}

/// Whether anything changed.
#[derive(Clone, Copy, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
enum Act {
    /// It was moved.
    Moved,
    /// It stood there already.
    Stayed,
}

impl Tool<Records> for MoveLead {
    const SPEC: Spec = Spec {
        name: "move_lead",
        timeout: Duration::from_secs(20),
        gives_away: false,
    };

    type Args = Args;
    type Plan = Plan;
    type Output = Moved;

    async fn plan(&self, db: &mut Records, args: Args) -> Result<Plan, ToolError> {
        let lead = meant::lead(db, &args.lead).await?;
        Ok(Plan {
            lead: lead.id,
            name: lead.name,
            stage: args.stage,
            from: lead.stage,
        })
    }

    fn effect(&self) -> Effect {
        Effect::Local
    }

    fn needs(&self, _: &OwnerLimits, _: &Plan) -> Needs {
        Needs {
            approval: Approval::None,
            authority: None,
        }
    }
}

impl Local<Records> for MoveLead {
    async fn apply(&self, db: &mut Records, call: &Call, plan: &Plan) -> Result<Moved, ToolError> {
        let step = LeadMove {
            lead: plan.lead,
            to: plan.stage,
            activity: call.key.derive(call.flow, "activity"),
        };
        let Some(from) = db.leads().move_to(&step).await? else {
            let say = Say::of("move_lead", "gone").with("name", &plan.name);
            return Err(ToolError::Refused(say));
        };
        Ok(Moved {
            lead: plan.lead,
            name: plan.name.clone(),
            from,
            stage: plan.stage,
            act: match from == plan.stage {
                true => Act::Stayed,
                false => Act::Moved,
            },
        })
    }
}

#[cfg(test)]
mod tests;
