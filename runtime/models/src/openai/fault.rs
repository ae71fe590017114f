//! What goes wrong with a provider, and which of the port's errors it is.

use std::time::Duration;

use chrono::DateTime;
use domain::model::ModelError;
use reqwest::header::{self, HeaderMap};
use serde_json::Value;

/// The longest wait that a provider may ask for; a later attempt asks again.
pub const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How much of a provider's message is kept, in characters.
const MESSAGE_LIMIT: usize = 300;

/// What a provider did instead of answering; the source of this provider's errors.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It said no.
    #[error("status {status}{}: {message}", code.as_ref().map(|it| format!(", {it}")).unwrap_or_default())]
    Refused {
        /// The HTTP status, or what an error inside a stream amounts to.
        status: u16,
        /// Its own word for the reason.
        code: Option<String>,
        /// The field of the request that it speaks of.
        param: Option<String>,
        /// Its own sentence, shortened.
        message: String,
        /// When to come back.
        after: Option<Duration>,
    },
    /// It could not be reached, or fell silent.
    #[error("the connection failed")]
    Transport(#[source] reqwest::Error),
    /// The stream ended before the answer did.
    #[error("the stream ended before the answer did")]
    Cut,
    /// What came is not the protocol.
    #[error("{0}")]
    Nonsense(&'static str),
    /// The request has no JSON.
    #[error("the request cannot be written as JSON")]
    Unwritable,
}

impl Fault {
    /// A failed connection, without its address, which may hold secrets.
    pub(super) fn transport(error: reqwest::Error) -> Self {
        Self::Transport(error.without_url())
    }

    /// An answer whose status is no success.
    pub(super) fn refused(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let Said {
            code,
            param,
            message,
            ..
        } = read(body);
        Self::Refused {
            status,
            code,
            param,
            message,
            after: wait(headers),
        }
    }

    /// An error that came inside a stream or under a status of success.
    pub(super) fn inside(error: &Value) -> Self {
        let Said {
            status,
            code,
            param,
            message,
        } = said(error);
        let word = code.as_deref().unwrap_or_default();
        let status = status.unwrap_or_else(|| {
            let is = |words: &[&str]| words.iter().any(|it| word.contains(it));
            if is(&["rate_limit", "quota"]) {
                429
            } else if is(&["invalid_request", "context_length", "not_found"]) {
                400
            } else {
                503
            }
        });
        Self::Refused {
            status,
            code,
            param,
            message,
            after: None,
        }
    }

    /// Changes the provider's own words.
    pub(super) fn map_words(mut self, change: impl Fn(&str) -> String) -> Self {
        if let Self::Refused {
            code,
            param,
            message,
            ..
        } = &mut self
        {
            *code = code.as_deref().map(&change);
            *param = param.as_deref().map(&change);
            *message = change(message);
        }
        self
    }

    /// Whether the model calls tools only when it is told not to reason. OpenAI's models from
    /// GPT-5.6 on reason by default and then call tools through another of its protocols only.
    pub(super) fn wants_no_reasoning(&self) -> bool {
        matches!(self, Self::Refused { status: 400, param: Some(param), .. } if param == "reasoning_effort")
    }
}

impl From<Fault> for ModelError {
    fn from(fault: Fault) -> Self {
        match &fault {
            Fault::Refused {
                status,
                code,
                after,
                ..
            } => match (*status, code.as_deref()) {
                (401 | 403, _) | (400, Some("invalid_api_key")) => Self::Unauthorised(fault.into()),
                (402 | 429, _) => Self::RateLimited {
                    after: *after,
                    source: fault.into(),
                },
                // Nothing came of the request, and a later one may fare better.
                (407..=409 | 425 | 499.., _) => Self::Unavailable(fault.into()),
                _ => Self::Refused(fault.into()),
            },
            Fault::Transport(_) | Fault::Cut => Self::Unavailable(fault.into()),
            Fault::Nonsense(_) => Self::Nonsense(fault.into()),
            Fault::Unwritable => Self::Refused(fault.into()),
        }
    }
}

struct Said {
    status: Option<u16>,
    code: Option<String>,
    param: Option<String>,
    message: String,
}

/// Reads an error's body: OpenAI's shape, another's, a page, or nothing.
fn read(body: &[u8]) -> Said {
    if let Ok(json) = serde_json::from_slice::<Value>(body) {
        return said(&json);
    }
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let message = match text.split_once("<title>") {
        Some((_, rest)) => rest.split("</title>").next().unwrap_or_default(),
        None if text.starts_with('<') => "a page instead of an answer",
        None if text.is_empty() => "an empty answer",
        None => text,
    };
    Said {
        status: None,
        code: None,
        param: None,
        message: shorten(message),
    }
}

/// Reads `{"error": {..}}`, `{"error": ".."}`, `[{"error": ..}]`, `{"message": ..}` and
/// `{"detail": ..}`.
fn said(json: &Value) -> Said {
    let json = json.get(0).unwrap_or(json);
    let error = json.get("error").unwrap_or(json);
    let text = |name: &str| error.get(name).and_then(Value::as_str);
    let message = text("message").or_else(|| text("detail"));
    let message = message.or_else(|| error.as_str());
    let code = ["code", "type", "status"].into_iter().find_map(text);
    let status = error.get("code").and_then(Value::as_u64);
    Said {
        status: status.and_then(|it| u16::try_from(it).ok()),
        code: code.map(shorten),
        param: text("param").map(shorten),
        message: match message {
            Some(message) => shorten(message),
            None => shorten(&error.to_string()),
        },
    }
}

/// As much of what a provider says as is kept, on one line.
pub(crate) fn shorten(text: &str) -> String {
    let printable = |it: char| if it.is_control() { ' ' } else { it };
    text.trim()
        .chars()
        .take(MESSAGE_LIMIT)
        .map(printable)
        .collect()
}

/// When to come back: milliseconds, seconds, or a date, which is measured by the server's own
/// clock.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let number = |name: &str| text(name)?.trim().parse::<f64>().ok();
    let date = |name: &str| DateTime::parse_from_rfc2822(text(name)?).ok();
    let after = header::RETRY_AFTER.as_str();
    let millis = number("retry-after-ms").map(|it| it / 1_000.0);
    let seconds = millis.or_else(|| number(after));
    let wait = match seconds {
        Some(seconds) => Duration::try_from_secs_f64(seconds).ok(),
        None => (date(after)? - date(header::DATE.as_str())?).to_std().ok(),
    };
    wait.map(|it| it.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests;
