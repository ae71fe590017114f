//! `/v1/spend`: what running the company cost.

use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use chrono::Utc;
use domain::{
    person::{Actor, Role},
    spend::{Grouping, SpendView},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Api,
    paths::{Answer, Example, Group, Method, Operation, Paths, shape},
    problem::{Code, Problem},
};
use crate::period;

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Company,
        query: Some(shape::<Wanted>),
        answers: vec![Answer::json::<SpendView>(StatusCode::OK)],
        problems: &[Code::NotYourSpend, Code::BadPeriod],
        examples: vec![
            Example {
                query: "month=2026-11&by=day",
                ..Example::default()
            },
            Example {
                query: "month=November",
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Example::default()
            },
        ],
        ..Operation::new(Method::Get, "/v1/spend", "get_spend")
    };
    paths.serve(operation, get);
}

/// Of when, and by what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    month: Option<String>,
    since: Option<String>,
    #[serde(default)]
    by: Grouping,
}

/// What a period cost: this month, if none is named.
async fn get(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<SpendView>, Problem> {
    let Query(wanted) = wanted?;
    if !may_see(actor.role) {
        return Err(Problem::not_your_spend());
    }
    let store = api.doors.store();
    let zone = store.organisation(actor.organisation).await?.zone;
    let period = period::of(
        wanted.month.as_deref(),
        wanted.since.as_deref(),
        (zone, Utc::now()),
    );
    let period = period.map_err(Problem::bad_period)?;
    Ok(Json(
        store
            .spending(actor.organisation, period, wanted.by)
            .await?,
    ))
}

/// Who sees what the whole company cost.
const fn may_see(role: Role) -> bool {
    match role {
        Role::Owner | Role::Admin => true,
        Role::Manager | Role::Staff => false,
    }
}
