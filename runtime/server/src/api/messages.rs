//! `POST /v1/messages`: a message comes in.

use std::time::Duration;

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::LOCATION},
    response::{IntoResponse as _, Response},
};
use domain::{
    person::Actor,
    trace::Traceparent,
    turn::{TurnStatus, TurnView},
};
use orchestrator::{Desk, NewMessage, Submitted};
use serde::Deserialize;
use uuid::Uuid;

use super::{Api, problem::Problem, turns};
use crate::{
    doors::{CHANNEL, MAIN},
    telemetry,
};

/// The longest that a caller may wait.
const MOST_PATIENCE: Duration = Duration::from_secs(120);

/// The longest name of a conversation or of a message, in bytes.
const LONGEST_NAME: usize = 200;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// What is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    conversation: Option<String>,
    text: String,
}

/// Takes a message in and, if the caller wants to, waits for its turn.
pub(super) async fn post(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    body: Result<Json<Message>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(message) = body?;
    let conversation = message.conversation.unwrap_or_else(|| MAIN.to_owned());
    if !is_name(&conversation) {
        return Err(Problem::bad_conversation(LONGEST_NAME));
    }
    let patience = patience(&headers);
    let message = NewMessage {
        channel: CHANNEL,
        conversation,
        external_id: external_id(&headers)?,
        text: message.text,
        // Of the request itself, so that the turn follows from it; its caller's where nobody collects.
        traceparent: telemetry::here().or_else(|| traceparent(&headers)),
    };
    let desk = api.doors.desk(actor.organisation).await?;
    let submitted = desk.submit(&actor, message).await?;
    api.doors.visit();
    let view = settled(&api, &desk, &actor, submitted, patience.unwrap_or_default()).await?;
    let mut response = answer(&api, &actor, view).await?;
    if let Some(patience) = patience {
        let applied = format!("wait={}", patience.as_secs());
        if let Ok(applied) = HeaderValue::from_str(&applied) {
            response.headers_mut().insert(PREFERENCE_APPLIED, applied);
        }
    }
    Ok(response)
}

/// The turn once it has ended or waits for a person, or as it stands when patience or the server
/// ends.
pub(super) async fn settled(
    api: &Api,
    desk: &Desk,
    actor: &Actor,
    submitted: Submitted,
    patience: Duration,
) -> Result<TurnView, Problem> {
    let (organisation, turn) = (actor.organisation, submitted.turn);
    let waited = desk.settled(organisation, turn, patience, submitted.news);
    let view = tokio::select! {
        view = waited => view?,
        () = api.stop.cancelled() => api.doors.store().turn_view(organisation, turn).await?,
    };
    view.ok_or_else(Problem::no_such_turn)
}

async fn answer(api: &Api, actor: &Actor, view: TurnView) -> Result<Response, Problem> {
    let status = match view.status {
        TurnStatus::Running => StatusCode::ACCEPTED,
        TurnStatus::Answered
        | TurnStatus::Waiting
        | TurnStatus::Refused
        | TurnStatus::Failed
        | TurnStatus::Cancelled => StatusCode::OK,
    };
    let location = HeaderValue::from_str(&format!("/v1/turns/{}", view.turn));
    let mut response = (status, Json(turns::worded(api, actor, view).await?)).into_response();
    if let (StatusCode::ACCEPTED, Ok(location)) = (status, location) {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}

/// How long the caller wants to wait (RFC 7240); not at all, if she does not say.
pub(super) fn patience(headers: &HeaderMap) -> Option<Duration> {
    let preferences = headers.get_all(PREFER).iter();
    let preferences = preferences.filter_map(|it| it.to_str().ok());
    let wait = preferences
        .flat_map(|it| it.split([',', ';']))
        .find_map(|it| {
            let (name, value) = it.split_once('=')?;
            let value = value.trim().trim_matches('"');
            let is_wait = name.trim().eq_ignore_ascii_case("wait");
            is_wait.then(|| value.parse::<u64>().ok()).flatten()
        })?;
    Some(Duration::from_secs(wait).min(MOST_PATIENCE))
}

/// The caller's own name of the message; one that nobody else has, if she gives none.
pub(super) fn external_id(headers: &HeaderMap) -> Result<String, Problem> {
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(Uuid::now_v7().to_string());
    };
    match key.to_str() {
        Ok(key) if is_name(key) => Ok(key.to_owned()),
        _ => Err(Problem::bad_idempotency_key(LONGEST_NAME)),
    }
}

/// The caller's trace (W3C trace context). What is none is passed over, as the standard has it.
pub(super) fn traceparent(headers: &HeaderMap) -> Option<Traceparent> {
    let mut all = headers.get_all(TRACEPARENT).iter();
    match (all.next(), all.next()) {
        (Some(only), None) => only.to_str().ok()?.parse().ok(),
        _ => None,
    }
}

fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= LONGEST_NAME && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_read_as_the_standard_writes_it_and_has_a_bound() {
        let read = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.append(PREFER, HeaderValue::from_str(value).unwrap());
            patience(&headers)
        };
        assert_eq!(read("wait=30"), Some(Duration::from_secs(30)));
        assert_eq!(
            read("respond-async, Wait=\"5\""),
            Some(Duration::from_secs(5))
        );
        assert_eq!(read("wait=9999"), Some(MOST_PATIENCE));
        assert_eq!(read("wait=soon"), None);
        assert_eq!(read("handling=lenient"), None);
    }
}
