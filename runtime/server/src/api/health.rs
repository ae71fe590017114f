//! Whether the process lives, and whether it can work.

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;

use super::Api;

/// How it is.
#[derive(Debug, Serialize)]
pub(super) struct Health {
    status: &'static str,
}

/// The process answers.
pub(super) async fn live() -> Json<Health> {
    Json(Health { status: "live" })
}

/// The database answers too, and we are not about to stop.
pub(super) async fn ready(State(api): State<Api>) -> (StatusCode, Json<Health>) {
    let stopping = api.stop.is_cancelled();
    let status = match (stopping, api.doors.store().ping().await) {
        (true, _) => "stopping",
        (false, Ok(())) => "ready",
        (false, Err(_)) => "database_away",
    };
    let code = match status {
        "ready" => StatusCode::OK,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    (code, Json(Health { status }))
}
