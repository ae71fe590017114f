//! Whether the process lives, and whether it can work.

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;

use super::Api;

/// How it is.
#[derive(Debug, Serialize)]
pub(super) struct Health {
    status: &'static str,
    /// What runs wait for that no living process has: they keep nobody from working.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parked: Vec<Missing>,
    /// Why the newest departments, prompts or prices do not hold; those before do.
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<String>,
}

/// A version of a workflow that is missing.
#[derive(Debug, Serialize)]
struct Missing {
    version: String,
    runs: i64,
}

/// The process answers.
pub(super) async fn live() -> Json<Health> {
    Json(Health {
        status: "live",
        parked: Vec::new(),
        settings: None,
    })
}

/// The database answers too, and we are not about to stop.
pub(super) async fn ready(State(api): State<Api>) -> (StatusCode, Json<Health>) {
    let stopping = api.stop.is_cancelled();
    // It is the question whether the database answers as well.
    let parked = api.doors.store().parked().await;
    let status = match (stopping, &parked) {
        (true, _) => "stopping",
        (false, Ok(_)) => "ready",
        (false, Err(_)) => "database_away",
    };
    let missing = parked.unwrap_or_default().into_iter().map(|it| Missing {
        version: it.version,
        runs: it.runs,
    });
    let parked = missing.collect();
    let code = match status {
        "ready" => StatusCode::OK,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    let fault = api.doors.fault();
    let settings = fault.map(|it| api.doors.voice().say(&it.say));
    let health = Health {
        status,
        parked,
        settings,
    };
    (code, Json(health))
}
