//! `POST /v1/messages`: a message comes in.

use std::time::Duration;

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use domain::{
    ids::TurnId,
    person::Actor,
    trace::Traceparent,
    turn::{TurnStatus, TurnView},
};
use orchestrator::{Desk, Hear, NewMessage, Submitted};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use store::records::conversations::MAIN;
use uuid::Uuid;

use super::{
    Api,
    paths::{Answer, Example, Group, Method, Operation, Paths, shape},
    problem::{Code, Problem},
    turns,
};
use crate::{doors::CHANNEL, telemetry};

/// The longest that a caller may wait.
const MOST_PATIENCE: Duration = Duration::from_secs(120);

/// The longest name of a conversation or of a message, in bytes.
const LONGEST_NAME: usize = 200;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The longest body: the longest text, with every character escaped.
const LONGEST_BODY: usize = 6 * orchestrator::LONGEST + 4_096;

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Messages,
        headers: &["Idempotency-Key", "Prefer"],
        body: Some(shape::<Message>),
        longest_body: LONGEST_BODY,
        answers: vec![
            Answer::json::<TurnView>(StatusCode::OK),
            Answer::json::<TurnView>(StatusCode::ACCEPTED),
        ],
        problems: &[
            Code::MessageEmpty,
            Code::MessageTooLong,
            Code::BadConversation,
            Code::BadIdempotencyKey,
            Code::IdempotencyKeyReused,
        ],
        examples: vec![
            Example {
                headers: &[("idempotency-key", "lead-1"), ("prefer", "wait=0")],
                body: json!({
                    "conversation": "desk",
                    "text": "New lead: Ana, ana@example.com, interested in the Pro plan",
                }),
                status: StatusCode::ACCEPTED,
                ..Example::default()
            },
            Example {
                body: json!({ "text": "" }),
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Example::default()
            },
        ],
        ..Operation::new(Method::Post, "/v1/messages", "post_message")
    };
    paths.serve(operation, post);
}

/// A message to the company.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Message {
    /// The name of the conversation, as the caller chooses it; `main`, if none is given. Messages of one
    /// conversation are answered one after the other.
    #[schemars(length(min = 1, max = 200))]
    conversation: Option<String>,
    /// What it says, at most 256 KiB.
    #[schemars(length(min = 1))]
    text: String,
}

/// Takes a message in and, if the caller wants to, waits for its turn.
async fn post(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    body: Result<Json<Message>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(message) = body.map_err(refused)?;
    let conversation = message.conversation.unwrap_or_else(|| MAIN.to_owned());
    self::conversation(&conversation)?;
    let patience = patience(&headers);
    let message = NewMessage {
        channel: CHANNEL,
        conversation,
        external_id: external_id(&headers)?,
        text: message.text,
        // Of the request itself, so that the turn follows from it; its caller's where nobody collects.
        traceparent: telemetry::here().or_else(|| traceparent(&headers)),
        hear: Hear::End,
    };
    let desk = api.doors.desk(actor.organisation).await?;
    let submitted = desk.submit(&actor, message).await?;
    api.doors.visit();
    let view = settled(&api, &desk, &actor, submitted, patience.unwrap_or_default()).await?;
    let turn = (view.turn, view.status);
    let view = turns::worded(&api, &actor, view).await?;
    Ok(answer(turn, Json(view), patience))
}

/// What came of a turn that the caller waited for, and where it is found if it goes on; and for how long
/// was waited, to whoever asked for it.
pub(super) fn answer(
    (turn, status): (TurnId, TurnStatus),
    body: impl IntoResponse,
    patience: Option<Duration>,
) -> Response {
    let status = match status {
        TurnStatus::Running => StatusCode::ACCEPTED,
        TurnStatus::Answered
        | TurnStatus::Waiting
        | TurnStatus::Refused
        | TurnStatus::Failed
        | TurnStatus::Cancelled => StatusCode::OK,
    };
    let mut response = (status, body).into_response();
    let location = HeaderValue::from_str(&format!("/v1/turns/{turn}"));
    if let (StatusCode::ACCEPTED, Ok(location)) = (status, location) {
        response.headers_mut().insert(LOCATION, location);
    }
    let applied = patience.map(|it| HeaderValue::from_str(&format!("wait={}", it.as_secs())));
    if let Some(Ok(applied)) = applied {
        response.headers_mut().insert(PREFERENCE_APPLIED, applied);
    }
    response
}

/// A body that is too long has a text that is.
fn refused(rejection: JsonRejection) -> Problem {
    match Problem::from(rejection) {
        problem if problem.code() == Code::BodyTooLong => Problem::message_too_long(),
        problem => problem,
    }
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
    let key = idempotency_key(headers)?;
    Ok(key.unwrap_or_else(|| Uuid::now_v7().to_string()))
}

/// The caller's own name of the request, if she gives one.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    match key.to_str() {
        Ok(key) if is_name(key) => Ok(Some(key.to_owned())),
        _ => Err(Problem::bad_idempotency_key(LONGEST_NAME)),
    }
}

/// The name of a conversation, if it can be one.
pub(super) fn conversation(name: &str) -> Result<&str, Problem> {
    match is_name(name) {
        true => Ok(name),
        false => Err(Problem::bad_conversation(LONGEST_NAME)),
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
