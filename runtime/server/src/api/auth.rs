//! Who calls: the person whose token comes with the request.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header::AUTHORIZATION},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::person::Actor;

use super::{
    Api,
    problem::{Problem, Speaks},
};

/// Lets a request in whose token is somebody's. The token is never compared: its hash is looked up.
pub(super) async fn require(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let actor = match caller(&api, request.headers()).await {
        Ok(actor) => actor,
        Err(problem) => return problem.into_response(),
    };
    let speaks = Speaks(actor.language);
    request.extensions_mut().insert(actor);
    let mut response = next.run(request).await;
    response.extensions_mut().insert(speaks);
    response
}

/// Whose token comes with a request.
pub(super) async fn caller(api: &Api, headers: &HeaderMap) -> Result<Actor, Problem> {
    let token = bearer(headers).ok_or_else(Problem::unauthorised)?;
    let actor = api.doors.caller(token).await?;
    actor.ok_or_else(Problem::unauthorised)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
