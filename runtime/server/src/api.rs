//! The HTTP door.

mod approvals;
mod auth;
mod calls;
mod effects;
mod flows;
mod health;
mod messages;
mod metrics;
mod problem;
mod schedules;
mod turns;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{get, post, put},
};
use domain::{ids::OrganisationId, turn::TurnView};
use tokio::{
    sync::Semaphore,
    time::{self, Instant},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span, field::Empty};

pub use self::metrics::Peer;
use self::problem::Problem;
use crate::{doors::Doors, mcp, metrics as figures, telemetry, words::Voice};

/// The longest body: the longest text, with every character escaped.
const LONGEST_BODY: usize = 6 * orchestrator::LONGEST + 4_096;

/// How many requests are served at once; those that wait for a turn count too.
const MOST_AT_ONCE: usize = 1_024;

/// How long a request may take in all.
const PATIENCE: Duration = Duration::from_secs(150);

/// What handlers work with.
#[derive(Clone, Debug)]
pub struct Api {
    doors: Doors,
    /// The company that runs this Firma.
    operator: OrganisationId,
    /// Told when the server stops: whoever waits for a turn is answered with how it stands.
    stop: CancellationToken,
    at_once: Arc<Semaphore>,
}

/// The HTTP door, with all of its paths.
pub fn router(doors: Doors, operator: OrganisationId, stop: CancellationToken) -> Router {
    let api = Api {
        doors,
        operator,
        stop,
        at_once: Arc::new(Semaphore::new(MOST_AT_ONCE)),
    };
    let known_callers = Router::new()
        .route("/v1/messages", post(messages::post))
        .route("/v1/turns/{id}", get(turns::get))
        .route("/v1/tools/{name}/calls", post(calls::post))
        .route_service("/mcp", mcp::door(api.doors.clone(), api.stop.clone()))
        .route("/v1/approvals", get(approvals::list))
        .route("/v1/approvals/{id}/decision", post(approvals::decide))
        .route("/v1/effects", get(effects::list))
        .route("/v1/effects/{id}/resolution", post(effects::resolve))
        .route("/v1/flows", get(flows::list))
        .route("/v1/flows/{id}", get(flows::get))
        .route("/v1/flows/{id}/cancel", post(flows::cancel))
        .route("/v1/flows/{id}/retry", post(flows::retry))
        .route("/v1/schedules", get(schedules::list))
        .route(
            "/v1/schedules/{name}",
            put(schedules::set).delete(schedules::delete),
        )
        .route("/v1/schedules/{name}/pause", post(schedules::pause))
        .route("/v1/schedules/{name}/resume", post(schedules::resume))
        .route("/v1/schedules/{name}/run", post(schedules::run))
        .layer(middleware::from_fn_with_state(api.clone(), auth::require));
    Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::get))
        .merge(known_callers)
        .fallback(async || Problem::no_such_path())
        .method_not_allowed_fallback(async || Problem::no_such_method())
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(middleware::from_fn_with_state(api.clone(), bound))
        .layer(middleware::from_fn_with_state(api.clone(), problem::write))
        .with_state(api)
}

/// Bounds what requests take together, and how long one may take.
async fn bound(State(api): State<Api>, request: Request, next: Next) -> Response {
    let Ok(_one_of_many) = api.at_once.try_acquire() else {
        return Problem::too_busy().into_response();
    };
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map(MatchedPath::as_str);
    let span = span(&request, route);
    let begun = Instant::now();
    let answer = time::timeout(PATIENCE, next.run(request)).instrument(span.clone());
    let response = match answer.await {
        Ok(response) => response,
        Err(_) => Problem::too_slow().into_response(),
    };
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    span.record("http.response.status_code", status);
    if response.status().is_server_error() {
        span.record("error.kind", status);
    }
    api.doors.metrics().answered(figures::Request {
        method: method.as_str(),
        route,
        status,
        took,
    });
    tracing::debug!(
        http.method = %method,
        http.path = path,
        http.status = status,
        duration_ms = took.as_millis(),
        "request"
    );
    response
}

/// The span of a request to the API, in its caller's trace if it names one. Whoever looks whether
/// Firma lives leaves none.
fn span(request: &Request, route: Option<&str>) -> Span {
    let Some(route) = route.filter(|it| it.starts_with("/v1/") || *it == "/mcp") else {
        return Span::none();
    };
    let span = tracing::debug_span!(
        "request",
        http.request.method = request.method().as_str(),
        http.route = route,
        http.response.status_code = Empty,
        error.kind = Empty,
    );
    if let Some(callers) = messages::traceparent(request.headers()) {
        telemetry::join(&span, callers.as_str());
    }
    span
}

/// A turn with what its request says in words, as the API shows it.
pub fn worded_turn(voice: &Voice, mut view: TurnView) -> TurnView {
    view.approval = view.approval.map(|it| approvals::worded(voice, it));
    view
}
