//! `GET /v1/leads`: what contacts are interested in.

use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use domain::{ids::LeadId, person::Actor};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::leads::{AfterLead, Lead, Stage};

use super::{
    Api, grants,
    pages::{self, Page, USUAL},
    paths::{Answer, Example, Group, Method, Operation, Paths, shape},
    problem::{Code, Problem},
};

const LIST: &str = "leads";

/// The tool that shows the same to a department.
const TOOL: &str = "find_leads";

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Business,
        query: Some(shape::<Which>),
        answers: vec![Answer::json::<Page<LeadView>>(StatusCode::OK)],
        problems: &[Code::BadLimit, Code::BadCursor, Code::NotYourDepartment],
        examples: vec![
            Example {
                query: "stage=new&limit=2",
                ..Example::default()
            },
            Example {
                query: "cursor=someone-elses",
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Example::default()
            },
        ],
        ..Operation::new(Method::Get, "/v1/leads", "list_leads")
    };
    paths.serve(operation, list);
}

/// Which leads.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    stage: Option<Stage>,
    #[schemars(range(min = 1, max = 200))]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// A contact's interest.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "Lead")]
struct LeadView {
    /// Which one.
    id: LeadId,
    /// The contact's name.
    name: String,
    /// An e-mail address.
    email: Option<String>,
    /// A telephone number.
    phone: Option<String>,
    /// What the contact is interested in.
    interest: Option<String>,
    /// How far it has come.
    stage: Stage,
    /// Since when it is known.
    created_at: DateTime<Utc>,
}

impl From<Lead> for LeadView {
    fn from(lead: Lead) -> Self {
        Self {
            id: lead.id,
            name: lead.name,
            email: lead.email,
            phone: lead.phone,
            interest: lead.interest,
            stage: lead.stage,
            created_at: lead.created_at,
        }
    }
}

/// The newest leads.
async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<Page<LeadView>>, Problem> {
    let Query(which) = which?;
    let most = pages::limit(which.limit, USUAL)?;
    let after = which.cursor.as_deref().map(after).transpose()?;
    grants::may_read(&api, &actor, TOOL).await?;
    let store = api.doors.store();
    let mut records = store.records(actor.organisation, Utc::now()).await?;
    let leads = records.leads().page(which.stage, after, most + 1).await?;
    records.commit().await?;
    Ok(Json(Page::of(leads, most, cursor).map(LeadView::from)))
}

fn cursor(lead: &Lead) -> String {
    let at = pages::micros(lead.created_at);
    pages::cursor(LIST, &[&at, &lead.id.to_string()])
}

fn after(cursor: &str) -> Result<AfterLead, Problem> {
    let [at, id] = pages::place(LIST, cursor)?;
    Ok(AfterLead {
        created_at: pages::time(&at)?,
        id: pages::word(&id)?,
    })
}
