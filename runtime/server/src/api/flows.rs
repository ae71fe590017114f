//! `/v1/flows`: runs of workflows, and what people do with those that do not end well.

use axum::{
    Extension, Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use domain::{
    ids::FlowId,
    person::Actor,
    run::{RunHistory, RunState, RunView},
};
use serde::Deserialize;

use super::{Api, effects::limit, problem::Problem};
use crate::doors::{CHANNEL, RunAct};

/// Which runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    state: Option<RunState>,
    limit: Option<i64>,
}

/// The newest runs.
pub(super) async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<Vec<RunView>>, Problem> {
    let Query(which) = which?;
    let most = limit(which.limit)?;
    let store = api.doors.store();
    let runs = store.runs(actor.organisation, which.state, most).await?;
    Ok(Json(runs))
}

/// A run with all that it did.
pub(super) async fn get(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
) -> Result<Json<RunHistory>, Problem> {
    look(&api, &actor, parse(&id)?).await
}

/// Asks a run to stop.
pub(super) async fn cancel(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
) -> Result<Json<RunHistory>, Problem> {
    act(&api, &actor, &id, RunAct::Cancel).await
}

/// Has a run go on from its journal.
pub(super) async fn retry(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
) -> Result<Json<RunHistory>, Problem> {
    act(&api, &actor, &id, RunAct::Retry).await
}

async fn act(api: &Api, actor: &Actor, id: &str, act: RunAct) -> Result<Json<RunHistory>, Problem> {
    let id = parse(id)?;
    api.doors.act_on_run((actor, CHANNEL), id, act).await?;
    look(api, actor, id).await
}

async fn look(api: &Api, actor: &Actor, id: FlowId) -> Result<Json<RunHistory>, Problem> {
    let run = api.doors.store().run(actor.organisation, id).await?;
    run.map(Json).ok_or_else(Problem::no_such_flow)
}

fn parse(id: &str) -> Result<FlowId, Problem> {
    id.parse().map_err(|_| Problem::no_such_flow())
}
