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

/// Lets a request in whose token is somebody's, within the token's share. The token is never compared:
/// its hash is looked up.
pub(super) async fn require(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let known = bearer(request.headers()).and_then(|it| api.doors.known_caller(it));
    let actor = match known {
        Some(actor) => actor,
        // Whoever tries tokens has the share of a stranger.
        None => match api.ledger.take_from_address(request.extensions()) {
            Err(spent) => return spent.answer(),
            Ok(left) => match caller(&api, request.headers()).await {
                Ok(actor) => actor,
                Err(problem) => {
                    let mut response = problem.into_response();
                    left.tell(response.headers_mut());
                    return response;
                }
            },
        },
    };
    let speaks = Speaks(actor.language);
    let taken = api.ledger.take(actor.token);
    let (mut response, left) = match taken {
        Err(spent) => (spent.answer(), None),
        Ok(left) => {
            request.extensions_mut().insert(actor);
            (next.run(request).await, Some(left))
        }
    };
    if let Some(left) = left {
        left.tell(response.headers_mut());
    }
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
