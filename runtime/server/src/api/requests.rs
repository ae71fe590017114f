//! What a request is called: `x-request-id`, as its caller says or as we do.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use uuid::Uuid;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest name that is taken over.
const LONGEST: usize = 64;

/// What a request is called.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

/// Gives a request its name, and says it in the answer.
pub(super) async fn name(mut request: Request, next: Next) -> Response {
    let id = named(request.headers()).unwrap_or_else(|| Uuid::now_v7().to_string());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    response
}

/// What the caller calls it, if that can stand in a log.
fn named(headers: &HeaderMap) -> Option<String> {
    let mut all = headers.get_all(X_REQUEST_ID).iter();
    let (Some(only), None) = (all.next(), all.next()) else {
        return None;
    };
    let id = only.to_str().ok()?;
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"-_.:/+=".contains(&it);
    let is_sane = (1..=LONGEST).contains(&id.len()) && id.bytes().all(is_plain);
    is_sane.then(|| id.to_owned())
}
