//! Who calls: the person whose token comes with the request.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header::AUTHORIZATION},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::{
    Api,
    problem::{Problem, Speaks},
};

/// Lets a request in whose token is somebody's. The token is never compared: its hash is looked up.
pub(super) async fn require(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let Some(token) = bearer(request.headers()) else {
        return Problem::unauthorised().into_response();
    };
    let actor = match api.doors.caller(token).await {
        Ok(Some(actor)) => actor,
        Ok(None) => return Problem::unauthorised().into_response(),
        Err(error) => return Problem::from(error).into_response(),
    };
    let speaks = Speaks(actor.language);
    request.extensions_mut().insert(actor);
    let mut response = next.run(request).await;
    response.extensions_mut().insert(speaks);
    response
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
