//! `/v1/spend`: what running the company cost.

use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
};
use chrono::Utc;
use domain::{
    person::{Actor, Role},
    spend::{Grouping, SpendView},
};
use serde::Deserialize;

use super::{Api, problem::Problem};
use crate::period;

/// Of when, and by what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    month: Option<String>,
    since: Option<String>,
    #[serde(default)]
    by: Grouping,
}

/// What a period cost: this month, if none is named.
pub(super) async fn get(
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
    let period = period.map_err(|wrong| Problem::bad_period(wrong.field()))?;
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
