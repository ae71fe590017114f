//! The HTTP door.

mod paths;

mod agents;
mod approvals;
mod calls;
mod effects;
mod events;
mod files;
mod flows;
mod health;
mod invoices;
mod leads;
mod members;
mod messages;
mod metrics;
mod notices;
mod schedules;
mod spend;
mod tools;
mod turns;

mod auth;
mod grants;
mod pages;
mod problem;
mod reference;
mod requests;
mod shares;
mod texts;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use domain::{ids::OrganisationId, turn::TurnView};
use tokio::{
    sync::Semaphore,
    time::{self, Instant},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span, field::Empty};

pub use self::metrics::Peer;
pub(crate) use self::problem::mistake_in_words;
use self::{
    events::Streams, paths::Paths, problem::Problem, reference::Reference, requests::RequestId,
    shares::Ledger,
};
use crate::{config::Shares, doors::Doors, mcp, metrics as figures, telemetry, words::Voice};

/// How many requests are served at once; those that wait for a turn count too.
const MOST_AT_ONCE: usize = 1_024;

/// How long a request may take in all.
const PATIENCE: Duration = Duration::from_secs(150);

/// What the door is opened with.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The company that runs this Firma.
    pub operator: OrganisationId,
    /// Told when the server stops.
    pub stop: CancellationToken,
    /// How many requests callers have.
    pub shares: Shares,
}

/// What handlers work with.
#[derive(Clone, Debug)]
struct Api {
    doors: Doors,
    /// The company that runs this Firma.
    operator: OrganisationId,
    /// Told when the server stops: whoever waits for a turn is answered with how it stands.
    stop: CancellationToken,
    at_once: Arc<Semaphore>,
    ledger: Arc<Ledger>,
    streams: Streams,
    reference: Reference,
}

/// The HTTP door, with all of its paths.
pub fn router(doors: Doors, opening: Opening) -> Router {
    let Paths {
        open,
        known,
        operations,
    } = all_paths();
    let api = Api {
        doors,
        operator: opening.operator,
        stop: opening.stop,
        at_once: Arc::new(Semaphore::new(MOST_AT_ONCE)),
        ledger: Arc::new(Ledger::new(opening.shares)),
        streams: Streams::default(),
        reference: Reference::of(operations),
    };
    let known = known
        .route_service("/mcp", mcp::door(api.doors.clone(), api.stop.clone()))
        .method_not_allowed_fallback(async || Problem::no_such_method())
        .layer(middleware::from_fn_with_state(api.clone(), auth::require));
    let open = open
        // For whoever opens the address alone; the document is of what programs ask.
        .route("/", get(async || Redirect::temporary("/docs")))
        .fallback(async || Problem::no_such_path())
        .method_not_allowed_fallback(async || Problem::no_such_method())
        .layer(middleware::from_fn_with_state(
            api.clone(),
            shares::strangers,
        ));
    open.merge(known)
        .layer(middleware::from_fn_with_state(api.clone(), bound))
        .layer(middleware::from_fn_with_state(api.clone(), problem::write))
        .layer(middleware::from_fn(requests::name))
        .with_state(api)
}

/// Each path with what is said about it.
fn all_paths() -> Paths {
    let mut all = Paths::default();
    for add in [
        messages::paths,
        turns::paths,
        events::paths,
        files::paths,
        notices::paths,
        approvals::paths,
        leads::paths,
        invoices::paths,
        tools::paths,
        calls::paths,
        agents::paths,
        spend::paths,
        members::paths,
        effects::paths,
        flows::paths,
        schedules::paths,
        health::paths,
        metrics::paths,
        reference::paths,
    ] {
        add(&mut all);
    }
    all
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
    let id = request.extensions().get::<RequestId>().cloned();
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
        request.id = id.map(|it| it.0),
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
        request.id = request
            .extensions()
            .get::<RequestId>()
            .map(|it| it.0.as_str()),
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
