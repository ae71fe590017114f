//! Shows the newest leads, all of them or those that are looked for.

use std::time::Duration;

use chrono::NaiveDate;
use domain::{
    budget::OwnerLimits,
    tool::{Approval, Call, Effect, Local, Needs, Spec, Tool, ToolError},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::{
    Records,
    leads::{Lead, Stage, Wanted},
};

use crate::fields;

pub(crate) struct FindLeads;

/// How many are shown at most.
const MOST: i64 = 50;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Args {
    /// A part of the name, the e-mail address, the telephone number or the interest; all leads, if
    /// left out.
    query: Option<String>,
    /// How far they have come; any, if left out.
    stage: Option<Stage>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Plan {
    query: Option<String>,
    stage: Option<Stage>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Leads {
    /// How many there are in all.
    count: i64,
    /// How many of them are not shown.
    more: i64,
    /// The newest, in order.
    rows: Vec<Row>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
struct Row {
    name: String,
    interest: Option<String>,
    stage: Stage,
    email: Option<String>,
    phone: Option<String>,
    /// Since when we know of the lead.
    since: NaiveDate,
}

impl Tool<Records> for FindLeads {
    const SPEC: Spec = Spec {
        name: "find_leads",
        timeout: Duration::from_secs(20),
        gives_away: false,
    };

    type Args = Args;
    type Plan = Plan;
    type Output = Leads;

    async fn plan(&self, _: &mut Records, args: Args) -> Result<Plan, ToolError> {
        Ok(Plan {
            query: fields::optional_line("query", args.query.as_deref(), fields::NAME)?,
            stage: args.stage,
        })
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn needs(&self, _: &OwnerLimits, _: &Plan) -> Needs {
        Needs {
            approval: Approval::None,
            authority: None,
        }
    }
}

impl Local<Records> for FindLeads {
    async fn apply(&self, db: &mut Records, _: &Call, plan: &Plan) -> Result<Leads, ToolError> {
        list(db, plan, MOST).await
    }
}

/// The newest leads that are wanted, so many at most.
pub(crate) async fn list(db: &mut Records, plan: &Plan, most: i64) -> Result<Leads, ToolError> {
    let zone = db.organisation().zone;
    let wanted = Wanted {
        words: plan.query.clone(),
        stage: plan.stage,
    };
    let found = db.leads().find(&wanted, most).await?;
    let row = |lead: Lead| Row {
        name: lead.name,
        interest: lead.interest,
        stage: lead.stage,
        email: lead.email,
        phone: lead.phone,
        since: lead.created_at.with_timezone(&zone).date_naive(),
    };
    let rows: Vec<Row> = found.leads.into_iter().map(row).collect();
    Ok(Leads {
        count: found.count,
        more: (found.count - most).max(0),
        rows,
    })
}

#[cfg(test)]
mod tests;
