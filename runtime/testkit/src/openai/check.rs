//! What OpenAI checks before it asks a model, and the words in which it refuses.

mod messages;
mod tools;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::http::{HeaderMap, header};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, json, value::RawValue};

pub use messages::{CallSaid, Said};

/// How many lists of tools are kept.
const KNOWN_LIMIT: usize = 256;

/// A model that the fake knows.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// Whether it reasons unless told not to; such a model takes no tools then.
    pub reasons: bool,
}

/// The models that the fake knows.
pub const MODELS: &[Known] = &[
    Known {
        name: "gpt-6-sol",
        reasons: true,
    },
    Known {
        name: "gpt-6-luna",
        reasons: true,
    },
    Known {
        name: "gpt-4.1-mini",
        reasons: false,
    },
];

/// A request that OpenAI would take.
#[derive(Clone, Debug)]
pub struct ChatRequest {
    /// The model.
    pub model: String,
    /// What was said, oldest first; at least one.
    pub messages: Vec<Said>,
    /// What the model may call.
    pub tools: Arc<[Tool]>,
    /// Whether the answer is streamed.
    pub stream: bool,
    /// Whether the stream ends with what it took.
    pub include_usage: bool,
}

impl ChatRequest {
    /// A tool that the model may call.
    pub fn tool(&self, name: &str) -> Option<&Tool> {
        self.tools.iter().find(|it| it.name == name)
    }

    /// The words of the last user.
    pub fn user(&self) -> &str {
        let mut newest = self.messages.iter().rev();
        newest
            .find_map(|it| match it {
                Said::User { text } => Some(text.as_str()),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// What came of the last calls, if nothing was said since.
    pub fn result(&self) -> Option<&str> {
        match self.messages.last() {
            Some(Said::Tool { content, .. }) => Some(content),
            _ => None,
        }
    }
}

/// A tool, as far as a script needs it.
#[derive(Clone, Debug)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// The names of its arguments.
    pub arguments: Vec<String>,
}

/// What OpenAI says when it refuses.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    kind: &'static str,
    pub(crate) message: String,
    param: Option<String>,
    code: Option<&'static str>,
}

impl Refusal {
    pub(super) fn new(status: u16, kind: &'static str, message: String) -> Self {
        Self {
            status,
            kind,
            message,
            param: None,
            code: None,
        }
    }

    fn bad(param: impl Into<String>, message: String) -> Self {
        let mut refusal = Self::new(400, "invalid_request_error", message);
        refusal.param = Some(param.into());
        refusal
    }

    pub(super) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(super) fn body(&self) -> Value {
        json!({ "error": {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        } })
    }
}

/// The body. What only a model looks at is taken as it is; a field that Firma has no use for is
/// refused like one that OpenAI does not know.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<'a> {
    model: String,
    messages: Vec<messages::Message>,
    #[serde(borrow)]
    tools: Option<&'a RawValue>,
    stream: Option<bool>,
    stream_options: Option<StreamOptions>,
    max_completion_tokens: Option<i64>,
    max_tokens: Option<i64>,
    reasoning_effort: Option<String>,
    #[serde(rename = "tool_choice")]
    _tool_choice: Option<IgnoredAny>,
    #[serde(rename = "parallel_tool_calls")]
    _parallel_tool_calls: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StreamOptions {
    include_usage: Option<bool>,
    #[serde(rename = "include_obfuscation")]
    _include_obfuscation: Option<bool>,
}

/// Checks requests. Tools that were found good once are not read again.
#[derive(Default)]
pub(crate) struct Checked {
    tools: Mutex<HashMap<String, Arc<[Tool]>>>,
}

impl Checked {
    /// Reads a request, or says why not.
    pub(super) fn request(&self, headers: &HeaderMap, body: &[u8]) -> Result<ChatRequest, Refusal> {
        self.read(headers, body, settings)
    }

    /// Reads a request to somebody else who speaks the protocol and knows other models.
    pub(crate) fn compatible(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<ChatRequest, Refusal> {
        self.read(headers, body, |_, _| Ok(()))
    }

    fn read(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        settings: impl Fn(&Body<'_>, &[Tool]) -> Result<(), Refusal>,
    ) -> Result<ChatRequest, Refusal> {
        let kind = headers.get(header::CONTENT_TYPE);
        if kind.is_none_or(|it| it != "application/json") {
            let message = "you must provide a model parameter".to_owned();
            return Err(Refusal::new(400, "invalid_request_error", message));
        }
        let body: Body<'_> = serde_json::from_slice(body).map_err(|it| unreadable(&it))?;
        let tools = match body.tools {
            Some(tools) => self.tools(tools.get())?,
            None => Arc::default(),
        };
        settings(&body, &tools)?;
        let stream = body.stream == Some(true);
        let options = body.stream_options;
        if options.is_some() && !stream {
            let message =
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
            return Err(Refusal::bad("stream_options", message.to_owned()));
        }
        Ok(ChatRequest {
            model: body.model,
            messages: messages::check(body.messages)?,
            tools,
            stream,
            include_usage: options.is_some_and(|it| it.include_usage == Some(true)),
        })
    }

    fn tools(&self, json: &str) -> Result<Arc<[Tool]>, Refusal> {
        let lock = || self.tools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(json) {
            return Ok(Arc::clone(known));
        }
        let tools: Arc<[Tool]> = tools::check(json)?.into();
        let mut known = lock();
        if known.len() >= KNOWN_LIMIT {
            known.clear();
        }
        known.insert(json.to_owned(), Arc::clone(&tools));
        Ok(tools)
    }
}

fn settings(body: &Body<'_>, tools: &[Tool]) -> Result<(), Refusal> {
    let model = &body.model;
    let Some(known) = MODELS.iter().find(|it| it.name == model) else {
        let message =
            format!("The model `{model}` does not exist or you do not have access to it.");
        let refusal = Refusal::new(404, "invalid_request_error", message);
        return Err(refusal.code("model_not_found"));
    };
    if body.max_tokens.is_some() {
        let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use \
                       'max_completion_tokens' instead.";
        let refusal = Refusal::bad("max_tokens", message.to_owned());
        return Err(refusal.code("unsupported_parameter"));
    }
    if let Some(limit @ ..1) = body.max_completion_tokens {
        let message = format!(
            "Invalid 'max_completion_tokens': integer below minimum value. Expected a value >= 1, \
             but got {limit} instead."
        );
        let refusal = Refusal::bad("max_completion_tokens", message);
        return Err(refusal.code("integer_below_min_value"));
    }
    match body.reasoning_effort.as_deref() {
        Some("none") if known.reasons => Ok(()),
        None | Some("low" | "medium" | "high" | "xhigh" | "max")
            if known.reasons && tools.is_empty() =>
        {
            Ok(())
        }
        None if !known.reasons => Ok(()),
        Some(_) if !known.reasons => Err(Refusal::bad(
            "reasoning_effort",
            "Unrecognized request argument supplied: reasoning_effort".to_owned(),
        )),
        _ => Err(Refusal::bad(
            "reasoning_effort",
            format!(
                "Function tools with reasoning_effort are not supported for {model} in \
                 /v1/chat/completions. To use function tools, use /v1/responses or set \
                 reasoning_effort to 'none'."
            ),
        )),
    }
}

fn unreadable(error: &serde_json::Error) -> Refusal {
    let text = error.to_string();
    let field = text.strip_prefix("unknown field `");
    let message = match field.and_then(|it| it.split('`').next()) {
        Some(field) => format!("Unrecognized request argument supplied: {field}"),
        None if error.is_data() => format!("Invalid type: {text}"),
        None => "We could not parse the JSON body of your request. (HINT: This likely means you \
                 aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, \
                 but what was sent was not valid JSON.)"
            .to_owned(),
    };
    Refusal::new(400, "invalid_request_error", message)
}

/// Whether a name is one that a tool can have.
fn check_name(param: &str, name: &str) -> Result<(), Refusal> {
    let allowed = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
    if name.is_empty() || !name.bytes().all(allowed) {
        let message = format!(
            "Invalid '{param}': string does not match pattern. Expected a string that matches the \
             pattern '^[a-zA-Z0-9_-]+$'."
        );
        return Err(Refusal::bad(param, message).code("invalid_value"));
    }
    check_length(param, name, 64)
}

fn check_length(param: &str, text: &str, limit: usize) -> Result<(), Refusal> {
    let length = text.chars().count();
    if length > limit {
        let message = format!(
            "Invalid '{param}': string too long. Expected a string with maximum length {limit}, \
             but got a string with length {length} instead."
        );
        return Err(Refusal::bad(param, message).code("string_above_max_length"));
    }
    Ok(())
}

fn empty(param: &str) -> Refusal {
    let message = format!(
        "Invalid '{param}': empty array. Expected an array with minimum length 1, but got an \
         empty array instead."
    );
    Refusal::bad(param, message).code("empty_array")
}
