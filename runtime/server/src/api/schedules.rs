//! `/v1/schedules`: what starts by itself at its time.

use axum::{
    Extension, Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use chrono::Utc;
use domain::{
    ids::FlowId,
    person::Actor,
    schedule::{Draft, ScheduleView},
};
use serde::Serialize;

use super::{Api, problem::Problem};
use crate::doors::CHANNEL;

/// A run that was started.
#[derive(Debug, Serialize)]
pub(super) struct Started {
    run: FlowId,
}

/// The schedules by name.
pub(super) async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<Vec<ScheduleView>>, Problem> {
    let schedules = api.doors.store().schedules(actor.organisation).await?;
    Ok(Json(schedules))
}

/// Makes a schedule, or changes the one of this name.
pub(super) async fn set(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(name): Path<String>,
    draft: Result<Json<Draft>, JsonRejection>,
) -> Result<Json<ScheduleView>, Problem> {
    let Json(draft) = draft?;
    let set = api.doors.set_schedule((&actor, CHANNEL), &name, draft);
    Ok(Json(set.await?))
}

/// Takes a schedule away.
pub(super) async fn delete(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let store = api.doors.store();
    store.delete_schedule((&actor, CHANNEL), &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has a schedule start nothing until it is resumed.
pub(super) async fn pause(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(name): Path<String>,
) -> Result<Json<ScheduleView>, Problem> {
    let store = api.doors.store();
    Ok(Json(store.pause_schedule((&actor, CHANNEL), &name).await?))
}

/// Has a schedule go on with its next slot.
pub(super) async fn resume(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(name): Path<String>,
) -> Result<Json<ScheduleView>, Problem> {
    let store = api.doors.store();
    let resumed = store.resume_schedule((&actor, CHANNEL), &name, Utc::now());
    Ok(Json(resumed.await?))
}

/// Starts what a schedule starts, beside its slots.
pub(super) async fn run(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(name): Path<String>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let run = api.doors.run_schedule((&actor, CHANNEL), &name).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { run })))
}
