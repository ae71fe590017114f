//! What went wrong with a request: problem+json (RFC 9457), in the caller's language.

use axum::{
    Json,
    extract::{
        Request, State,
        rejection::{JsonRejection, QueryRejection},
    },
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    approval::ApprovalStatus,
    language::Language,
    schedule::{Mistake, RuleError},
    words::Say,
};
use orchestrator::SubmitError;
use serde::Serialize;
use store::{DecideError, RunError, ScheduleError};

use super::Api;
use crate::doors::Unplanned;

/// A request that failed. The code is stable; the words come from `words/problem.*.ftl`.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    args: Vec<(&'static str, String)>,
}

/// The caller's language, once it is known who calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speaks(pub(super) Language);

/// The body.
#[derive(Debug, Serialize)]
struct Body {
    r#type: String,
    title: String,
    status: u16,
    detail: String,
}

impl Problem {
    const fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            args: Vec::new(),
        }
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    pub(super) const fn unauthorised() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorised")
    }

    pub(super) const fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no-such-path")
    }

    pub(super) const fn no_such_method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "no-such-method")
    }

    pub(super) const fn no_such_turn() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no-such-turn")
    }

    pub(super) const fn no_such_approval() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no-such-approval")
    }

    pub(super) const fn no_such_flow() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no-such-flow")
    }

    pub(super) fn no_such_tool(tool: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "no-such-tool").with("tool", tool)
    }

    pub(super) fn bad_limit(most: i64) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-limit").with("most", most)
    }

    pub(super) fn bad_conversation(longest: usize) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-conversation").with("longest", longest)
    }

    pub(super) fn bad_idempotency_key(longest: usize) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-idempotency-key").with("longest", longest)
    }

    pub(super) const fn too_busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "too-busy")
    }

    pub(super) const fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "too-slow")
    }

    fn too_long() -> Self {
        let kib = orchestrator::LONGEST / 1_024;
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "message-too-long").with("kib", kib)
    }

    pub(super) const fn not_the_operator() -> Self {
        Self::new(StatusCode::FORBIDDEN, "not-the-operator")
    }

    pub(super) const fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_long(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json")
            }
            _ => {
                Self::new(StatusCode::BAD_REQUEST, "bad-body").with("error", innermost(&rejection))
            }
        }
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-query")
            .with("error", innermost(&rejection))
    }
}

impl From<RunError> for Problem {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Unknown => Self::no_such_flow(),
            RunError::NotAllowed => Self::new(StatusCode::FORBIDDEN, "not-your-flow"),
            RunError::Stands(state) => {
                Self::new(StatusCode::CONFLICT, "flow-stands").with("state", state.word())
            }
            RunError::WentOn => Self::new(StatusCode::CONFLICT, "flow-went-on"),
            RunError::Store(error) => error.into(),
        }
    }
}

impl From<ScheduleError> for Problem {
    fn from(error: ScheduleError) -> Self {
        match error {
            ScheduleError::Unknown => Self::new(StatusCode::NOT_FOUND, "no-such-schedule"),
            ScheduleError::NotAllowed => Self::new(StatusCode::FORBIDDEN, "not-your-schedule"),
            ScheduleError::Store(error) => error.into(),
        }
    }
}

impl From<Unplanned> for Problem {
    fn from(error: Unplanned) -> Self {
        match error {
            Unplanned::Mistake(mistake) => mistake.into(),
            Unplanned::Schedule(error) => error.into(),
        }
    }
}

impl From<Mistake> for Problem {
    fn from(mistake: Mistake) -> Self {
        let of = |code| Self::new(StatusCode::UNPROCESSABLE_ENTITY, code);
        match mistake {
            Mistake::Name(name) => of("schedule-name").with("name", name),
            Mistake::Workflow { name, known } => of("schedule-workflow")
                .with("name", name)
                .with("known", known.join(", "))
                .with("any", if known.is_empty() { "no" } else { "yes" }),
            Mistake::Version {
                name,
                version,
                known,
            } => {
                let known: Vec<String> = known.iter().map(ToString::to_string).collect();
                of("schedule-version")
                    .with("name", name)
                    .with("version", version)
                    .with("known", known.join(", "))
            }
            Mistake::Rule(RuleError::Fields(count)) => of("schedule-fields").with("count", count),
            Mistake::Rule(RuleError::Part { field, part, wrong }) => {
                let (least, greatest) = field.range();
                of("schedule-part")
                    .with("field", field.word())
                    .with("part", part)
                    .with("wrong", wrong.word())
                    .with("least", least)
                    .with("greatest", greatest)
            }
            Mistake::Rule(RuleError::Never) => of("schedule-never"),
            Mistake::Zone(zone) => of("schedule-zone").with("zone", zone),
            Mistake::Input(_) => of("schedule-input"),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        if error.is_passing() {
            tracing::warn!(
                error = innermost(&error),
                "a request met the database: {error}"
            );
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "database-away");
        }
        tracing::error!(error = innermost(&error), "a request failed: {error}");
        Self::internal()
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Empty => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "message-empty"),
            SubmitError::TooLong => Self::too_long(),
            SubmitError::OtherMessage => Self::new(StatusCode::CONFLICT, "idempotency-key-reused"),
            SubmitError::Store(error) => error.into(),
        }
    }
}

impl From<DecideError> for Problem {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Unknown => Self::no_such_approval(),
            DecideError::NotAllowed => Self::new(StatusCode::FORBIDDEN, "not-your-decision"),
            DecideError::OtherDigest => Self::new(StatusCode::CONFLICT, "other-digest"),
            DecideError::Closed(ApprovalStatus::Expired) => {
                Self::new(StatusCode::CONFLICT, "approval-expired")
            }
            DecideError::Closed(status) => {
                Self::new(StatusCode::CONFLICT, "already-decided").with("status", status.word())
            }
            DecideError::OtherQuestion => Self::new(StatusCode::CONFLICT, "other-question"),
            DecideError::NoReference => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "reference-missing")
            }
            DecideError::TurnOver => Self::new(StatusCode::CONFLICT, "turn-over"),
            DecideError::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for Problem {
    /// Only the status: the words are written on the way out, when it is known who called.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes problems in the caller's language.
pub(super) async fn write(State(api): State<Api>, request: Request, next: Next) -> Response {
    let accepted = accepted_language(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let known = response.extensions().get::<Speaks>().map(|it| it.0);
    let voice = api.doors.voice();
    let language = known.or(accepted).unwrap_or(voice.reader().language);
    let voice = voice.in_language(language);
    let message = format!("problem-{}", problem.code);
    let say = |attribute: &str| {
        let say = Say::of(&message, attribute);
        let args = problem.args.iter();
        voice.say(&args.fold(say, |say, (name, value)| say.with(name, value)))
    };
    let body = Body {
        r#type: format!("urn:firma:problem:{}", problem.code),
        title: say("title"),
        status: problem.status.as_u16(),
        detail: say("detail"),
    };
    let mut response = (problem.status, Json(body)).into_response();
    let headers = response.headers_mut();
    let json = HeaderValue::from_static("application/problem+json");
    headers.insert(CONTENT_TYPE, json);
    match problem.status {
        StatusCode::UNAUTHORIZED => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("2"));
        }
        _ => {}
    }
    response
}

/// The first language of `Accept-Language` that we speak.
fn accepted_language(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    header
        .split(',')
        .find_map(|it| Language::from_tag(it.trim()))
}

/// What lies behind all the others, in its own words.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
