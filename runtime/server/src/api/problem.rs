//! What went wrong with a request: problem+json (RFC 9457), in the caller's language.

mod causes;
mod code;
mod faults;

use axum::{
    Json,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{language::Language, schedule::Mistake, words::Say};
use schemars::JsonSchema;
use serde::Serialize;

pub(super) use self::code::Code;
use super::{Api, requests::RequestId};
use crate::{period::Wrong, words::Voice};

/// After how many seconds whoever was turned away for our sake may come again.
const AWAY_PATIENCE: u64 = 2;

/// After how many seconds a stream may be tried again that was one too many.
const STREAMS_PATIENCE: u64 = 5;

/// The values that texts of problems take.
const VALUES: [&str; 26] = [
    "any", "column", "count", "error", "field", "greatest", "id", "kib", "known", "least", "line",
    "longest", "most", "name", "nearest", "part", "seconds", "state", "status", "tool", "value",
    "version", "wants", "workflow", "wrong", "zone",
];

/// A request that failed. The words come from `words/problem.*.ftl`.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    code: Code,
    args: Vec<(&'static str, String)>,
    /// The field, parameter or header that it is about.
    field: Option<String>,
    /// After how many seconds it may be tried again.
    retry_after: Option<u64>,
}

/// The caller's language, once it is known who calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speaks(pub(super) Language);

/// Why a request was not done (RFC 9457).
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "Problem")]
pub(super) struct Body {
    /// `urn:firma:problem:` and the code.
    r#type: String,
    /// What went wrong, for programs: it does not change.
    code: &'static str,
    /// What went wrong, for people, in their language.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What to do about it.
    detail: String,
    /// The field of the body, the parameter or the header that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// The request, for whoever looks it up in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

impl Problem {
    const fn new(code: Code) -> Self {
        Self {
            code,
            args: Vec::new(),
            field: None,
            retry_after: None,
        }
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// About this field, parameter or header.
    fn of(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    pub(super) const fn unauthorised() -> Self {
        Self::new(Code::Unauthorised)
    }

    pub(super) const fn no_such_path() -> Self {
        Self::new(Code::NoSuchPath)
    }

    pub(super) const fn no_such_method() -> Self {
        Self::new(Code::NoSuchMethod)
    }

    pub(super) const fn no_such_turn() -> Self {
        Self::new(Code::NoSuchTurn)
    }

    pub(super) const fn no_such_approval() -> Self {
        Self::new(Code::NoSuchApproval)
    }

    pub(super) const fn no_such_file() -> Self {
        Self::new(Code::NoSuchFile)
    }

    pub(super) const fn no_such_flow() -> Self {
        Self::new(Code::NoSuchFlow)
    }

    pub(super) fn no_such_tool(tool: &str) -> Self {
        Self::new(Code::NoSuchTool).with("tool", tool).of("name")
    }

    pub(super) fn bad_limit(most: i64) -> Self {
        Self::new(Code::BadLimit).with("most", most).of("limit")
    }

    pub(super) fn bad_cursor() -> Self {
        Self::new(Code::BadCursor).of("cursor")
    }

    pub(super) fn bad_event_id() -> Self {
        Self::new(Code::BadEventId).of("Last-Event-ID")
    }

    pub(super) fn bad_conversation(longest: usize) -> Self {
        let problem = Self::new(Code::BadConversation).with("longest", longest);
        problem.of("conversation")
    }

    pub(super) fn bad_idempotency_key(longest: usize) -> Self {
        let problem = Self::new(Code::BadIdempotencyKey).with("longest", longest);
        problem.of("Idempotency-Key")
    }

    /// No text of the database has a zero in it.
    pub(super) fn bad_text(field: &str) -> Self {
        Self::new(Code::BadText).of(field)
    }

    pub(super) fn no_such_schedule() -> Self {
        Self::new(Code::NoSuchSchedule)
    }

    pub(super) const fn too_busy() -> Self {
        Self::new(Code::TooBusy)
    }

    pub(super) const fn too_slow() -> Self {
        Self::new(Code::TooSlow)
    }

    /// More than the caller's share; again after so many seconds.
    pub(super) fn too_many_requests(retry_after: u64) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(Code::TooManyRequests).with("seconds", retry_after)
        }
    }

    pub(super) fn too_many_streams(most: usize) -> Self {
        Self {
            retry_after: Some(STREAMS_PATIENCE),
            ..Self::new(Code::TooManyStreams).with("most", most)
        }
    }

    pub(super) const fn not_your_department() -> Self {
        Self::new(Code::NotYourDepartment)
    }

    /// The body of a message is longer than the longest text can be.
    pub(super) fn message_too_long() -> Self {
        let kib = orchestrator::LONGEST / 1_024;
        let problem = Self::new(Code::MessageTooLong).with("kib", kib);
        problem.of("text")
    }

    pub(super) fn body_too_long() -> Self {
        Self::new(Code::BodyTooLong)
    }

    pub(super) const fn not_the_operator() -> Self {
        Self::new(Code::NotTheOperator)
    }

    pub(super) const fn not_your_members() -> Self {
        Self::new(Code::NotYourMembers)
    }

    pub(super) const fn not_your_spend() -> Self {
        Self::new(Code::NotYourSpend)
    }

    pub(super) fn bad_period(wrong: Wrong) -> Self {
        let problem = Self::new(Code::BadPeriod).with("wrong", wrong.word());
        match wrong {
            Wrong::Month | Wrong::Since | Wrong::MonthAhead | Wrong::SinceAhead => {
                problem.of(wrong.field())
            }
            // It is about no field alone.
            Wrong::Both => problem,
        }
    }

    pub(super) const fn internal() -> Self {
        Self::new(Code::Internal)
    }

    pub(super) const fn code(&self) -> Code {
        self.code
    }
}

/// Why there can be no such schedule, in the words that the API has for it.
pub(crate) fn mistake_in_words(mistake: Mistake) -> Say {
    Problem::from(mistake).say("detail")
}

impl IntoResponse for Problem {
    /// Only the status: the words are written on the way out, when it is known who called.
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes problems in the caller's language.
pub(super) async fn write(State(api): State<Api>, request: Request, next: Next) -> Response {
    let accepted = accepted_language(request.headers());
    let id = request.extensions().get::<RequestId>().cloned();
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let known = response.extensions().get::<Speaks>().map(|it| it.0);
    let voice = api.doors.voice();
    let language = known.or(accepted).unwrap_or(voice.reader().language);
    let (title, detail) = problem.texts(&voice.in_language(language));
    let status = problem.code.status();
    let body = Body {
        r#type: format!("urn:firma:problem:{}", problem.code.word()),
        code: problem.code.word(),
        title,
        status: status.as_u16(),
        detail,
        field: problem.field,
        request_id: id.map(|it| it.0),
    };
    // What was answered so far comes too: which methods a path has, and what is left of a share.
    let told = response.into_parts().0.headers;
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    let kept = told
        .into_iter()
        .filter_map(|(name, value)| Some((name?, value)));
    headers.extend(kept.filter(|(name, _)| *name != CONTENT_TYPE && *name != CONTENT_LENGTH));
    let json = HeaderValue::from_static("application/problem+json");
    headers.insert(CONTENT_TYPE, json);
    let retry_after = match status {
        StatusCode::SERVICE_UNAVAILABLE => Some(AWAY_PATIENCE),
        _ => problem.retry_after,
    };
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

impl Problem {
    /// What went wrong and what to do, in words.
    fn texts(&self, voice: &Voice) -> (String, String) {
        (
            voice.say(&self.say("title")),
            voice.say(&self.say("detail")),
        )
    }

    fn say(&self, attribute: &str) -> Say {
        let say = Say::of(&format!("problem-{}", self.code.word()), attribute);
        let args = self.args.iter();
        args.fold(say, |say, (name, value)| say.with(name, value))
    }

    /// What a code stands for, whatever the values: they are shown as `…`.
    pub(super) fn meaning(code: Code, voice: &Voice) -> (String, String) {
        let problem = Self::new(code);
        let any = VALUES.iter().fold(problem, |it, name| it.with(name, "…"));
        any.texts(voice)
    }
}

/// The first language of `Accept-Language` that we speak.
pub(super) fn accepted_language(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    header
        .split(',')
        .find_map(|it| Language::from_tag(it.trim()))
}
