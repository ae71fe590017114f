//! Has somebody be reminded of a lead later: a run waits for it.

mod when;

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{
    budget::OwnerLimits,
    ids::{FlowId, LeadId},
    tool::{Approval, Call, Effect, Local, Needs, Spec, Tool, ToolError},
    words::Say,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::{Records, follow_ups::NewFollowUp};

use self::when::When;
use super::meant;
use crate::fields;

pub(crate) struct ScheduleFollowUp;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Args {
    /// The lead: its name, its e-mail address or its telephone number.
    lead: String,
    /// When, where the company is: a day as YYYY-MM-DD, which means 9 in the morning, or a day with a time
    /// as YYYY-MM-DDTHH:MM, without a zone.
    when: When,
    /// What the reminder should say besides.
    note: Option<String>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Plan {
    lead: LeadId,
    name: String,
    due: DateTime<Utc>,
    note: Option<String>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Planned {
    /// The run that waits; who stops it is not reminded.
    run: FlowId,
    lead: LeadId,
    /// The contact's name.
    name: String,
    due: DateTime<Utc>,
    text: Option<String>,
}

impl Tool<Records> for ScheduleFollowUp {
    const SPEC: Spec = Spec {
        name: "schedule_follow_up",
        timeout: Duration::from_secs(20),
        gives_away: false,
    };

    type Args = Args;
    type Plan = Plan;
    type Output = Planned;

    async fn plan(&self, db: &mut Records, args: Args) -> Result<Plan, ToolError> {
        let due = args.when.instant(db.organisation().zone, db.now())?;
        let note = fields::optional_text("note", args.note.as_deref(), fields::NOTE)?;
        let lead = meant::lead(db, &args.lead).await?;
        Ok(Plan {
            lead: lead.id,
            name: lead.name,
            due,
            note,
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

impl Local<Records> for ScheduleFollowUp {
    async fn apply(
        &self,
        db: &mut Records,
        call: &Call,
        plan: &Plan,
    ) -> Result<Planned, ToolError> {
        let refused = |attribute| {
            let say = Say::of("schedule_follow_up", attribute);
            Err(ToolError::Refused(say.with("name", &plan.name)))
        };
        let Some(asked) = db.conversations().asked(call.flow).await? else {
            return refused("nowhere");
        };
        let new = NewFollowUp {
            id: FlowId::from_uuid(call.key.derive(call.flow, "follow_up")),
            lead: plan.lead,
            conversation: asked.conversation,
            language: asked.language,
            due: plan.due,
            note: plan.note.clone(),
        };
        if !db.follow_ups().plan(&new).await? {
            return refused("gone");
        }
        Ok(Planned {
            run: new.id,
            lead: plan.lead,
            name: plan.name.clone(),
            due: plan.due,
            text: plan.note.clone(),
        })
    }
}

#[cfg(test)]
mod tests;
