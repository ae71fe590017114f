//! `GET /metrics`: the machine's own figures.
//!
//! They are over all companies together. On this machine whoever runs it may read them; from
//! elsewhere, and through a proxy, the owner of the company that runs this Firma.

use std::net::SocketAddr;

use axum::{
    Extension,
    extract::State,
    http::{
        HeaderMap, HeaderName,
        header::{ACCEPT, CONTENT_TYPE, FORWARDED},
    },
    response::{IntoResponse as _, Response},
};
use domain::person::Role;

use super::{
    Api, auth,
    paths::{Access, Answer, Example, Method, Operation, Paths},
    problem::{Code, Problem},
};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

const OPENMETRICS: &str = "application/openmetrics-text";

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        access: Access::Operator,
        answers: vec![Answer::text("text/plain")],
        problems: &[Code::NotTheOperator],
        examples: vec![Example::default()],
        ..Operation::new(Method::Get, "/metrics", "metrics")
    };
    paths.serve(operation, get);
}

/// Who is at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// All figures.
async fn get(
    State(api): State<Api>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let is_here = peer.is_some_and(|Extension(Peer(it))| it.ip().to_canonical().is_loopback());
    // What comes through a proxy on this machine comes from elsewhere.
    let is_passed_on = headers.contains_key(FORWARDED) || headers.contains_key(X_FORWARDED_FOR);
    if !is_here || is_passed_on {
        let actor = auth::caller(&api, &headers).await?;
        if actor.role != Role::Owner || actor.organisation != api.operator {
            return Err(Problem::not_the_operator());
        }
    }
    let shown = api.doors.metrics().show(api.doors.store()).await;
    let shown = shown.map_err(|_| Problem::internal())?;
    let kind = match accepts_openmetrics(&headers) {
        true => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        false => "text/plain; version=0.0.4; charset=utf-8",
    };
    Ok(([(CONTENT_TYPE, kind)], shown).into_response())
}

fn accepts_openmetrics(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(ACCEPT).iter();
    accepted.any(|it| it.to_str().is_ok_and(|it| it.contains(OPENMETRICS)))
}
