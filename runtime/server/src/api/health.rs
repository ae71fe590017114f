//! Whether the process lives, and whether it can work.

use axum::{Json, extract::State, http::StatusCode};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Api,
    paths::{Access, Answer, Example, Method, Operation, Paths},
};

/// Serves the paths.
pub(super) fn paths(paths: &mut Paths) {
    let asked = |path, name| Operation {
        access: Access::Anybody,
        answers: vec![Answer::json::<Health>(StatusCode::OK)],
        examples: vec![Example::default()],
        ..Operation::new(Method::Get, path, name)
    };
    paths.serve(asked("/health/live", "health_live"), live);
    let operation = Operation {
        answers: vec![
            Answer::json::<Health>(StatusCode::OK),
            Answer::json::<Health>(StatusCode::SERVICE_UNAVAILABLE),
        ],
        ..asked("/health/ready", "health_ready")
    };
    paths.serve(operation, ready);
}

/// How it is.
#[derive(Debug, JsonSchema, Serialize)]
struct Health {
    /// `live`; `ready`, `stopping` or `database_away`.
    status: &'static str,
    /// What runs wait for that no living process has: they keep nobody from working.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parked: Vec<Missing>,
    /// Why the newest departments, prompts or prices do not hold; those before do.
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<String>,
}

/// A version of a workflow that is missing.
#[derive(Debug, JsonSchema, Serialize)]
struct Missing {
    /// Which one.
    version: String,
    /// How many runs wait for it.
    runs: i64,
}

/// The process answers.
async fn live() -> Json<Health> {
    Json(Health {
        status: "live",
        parked: Vec::new(),
        settings: None,
    })
}

/// The database answers too, and we are not about to stop.
async fn ready(State(api): State<Api>) -> (StatusCode, Json<Health>) {
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
