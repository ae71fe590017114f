//! The port of language models.

mod tab;

use std::{error::Error, future::Future, pin::Pin, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::tab::{Begun, Tab};
use crate::{message::Origin, money::Micros, words::Reader};

/// A provider of language models.
pub trait Model: Send + Sync {
    /// The provider, as prices, logs and the API name it.
    fn provider(&self) -> &str;

    /// Answers a request. Text is given to `on_text` as it comes; the answer holds all of it.
    fn complete<'a>(&'a self, request: &'a Request, on_text: OnText<'a>) -> Completing<'a>;
}

/// Where text goes while it streams.
pub type OnText<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// A provider's answer, boxed.
pub type Completing<'a> = Pin<Box<dyn Future<Output = Result<Answer, ModelError>> + Send + 'a>>;

/// Models by alias: which provider answers, in which order, the deployment says.
pub trait Models: Send + Sync {
    /// The providers and models behind an alias, in order; empty, if there is no such alias.
    fn candidates(&self, alias: &str) -> Vec<Candidate>;

    /// Answers a request with the first candidate that is up. The request's `model` is filled in.
    fn complete<'a>(
        &'a self,
        alias: &'a str,
        request: &'a Request,
        on_text: OnText<'a>,
    ) -> Routing<'a>;
}

/// A provider and its name of a model.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Candidate {
    /// The provider.
    pub provider: String,
    /// The model.
    pub model: String,
}

/// An answer, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Routed {
    /// Who answered.
    pub by: Candidate,
    /// What.
    pub answer: Answer,
}

/// A routed answer, boxed.
pub type Routing<'a> = Pin<Box<dyn Future<Output = Result<Routed, ModelError>> + Send + 'a>>;

/// What a model is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// The provider's name of the model; whoever routes fills it in.
    pub model: String,
    /// Who it is and what it must hold to.
    pub system: String,
    /// What was said, oldest first.
    pub items: Vec<Item>,
    /// What it may call.
    pub tools: Arc<[ToolCard]>,
    /// How long an answer may become, in tokens.
    pub max_tokens: u32,
    /// The language and zone of the person who asks; the offline model answers in it.
    pub reader: Reader,
    /// Where whoever begins to answer notes it.
    pub tab: Tab,
}

/// A tool, as a model sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ToolCard {
    /// Its name.
    pub name: String,
    /// What it is for, in one sentence.
    pub description: String,
    /// The JSON schema of its arguments.
    pub schema: Value,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Item {
    /// A person's words.
    User {
        /// The words.
        text: String,
        /// Where they came from.
        origin: Origin,
    },
    /// The model's own words and calls.
    Assistant {
        /// The words.
        text: String,
        /// The calls.
        calls: Vec<ToolCall>,
    },
    /// What came of a call.
    Tool {
        /// The call's id, as the model made it.
        call: String,
        /// The tool's name.
        name: String,
        /// What the model reads.
        result: ToolResult,
    },
}

/// What a model reads of a call.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum ToolResult {
    /// It was done; the tool's output.
    Done {
        /// The output.
        output: Value,
    },
    /// It was not done, and why, in the language of the conversation.
    Failed {
        /// Why.
        reason: String,
    },
}

/// A call that a model asks for.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct ToolCall {
    /// The model's own id of the call. It is never part of a key.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments as the model wrote them; they need not be JSON.
    pub arguments: String,
}

/// What a model answers.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub struct Answer {
    /// Words.
    pub text: String,
    /// Calls.
    pub calls: Vec<ToolCall>,
    /// Whether it ended by itself.
    pub finish: Finish,
    /// What it took.
    pub usage: Usage,
    /// The model that answered, as the provider names it.
    pub model: String,
}

/// Why a model stopped.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// It said what it had to say, or calls tools.
    #[default]
    Stop,
    /// The answer reached its limit.
    Length,
    /// The provider held it back.
    Filtered,
}

/// What a call took.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub struct Usage {
    /// Tokens read, those from the provider's cache included.
    pub input: u64,
    /// Of these, tokens read from the provider's cache.
    pub cached: u64,
    /// Tokens written.
    pub output: u64,
}

/// A price, in millionths of a currency for a million tokens.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TokenPrice {
    /// Read.
    pub input: Micros,
    /// Read from the provider's cache.
    pub cached: Micros,
    /// Written.
    pub output: Micros,
}

/// Why a model did not answer. The kind tells the caller what to do.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The key is wrong or may not use the model.
    #[error("the provider refuses the key")]
    Unauthorised(#[source] Source),
    /// Too many requests, or no credit; a later attempt may help.
    #[error("the provider limits the rate")]
    RateLimited {
        /// When the provider says to come back.
        after: Option<std::time::Duration>,
        /// What it said.
        source: Source,
    },
    /// The provider cannot be reached, is down, or broke off; a later attempt may help.
    #[error("the provider cannot be reached")]
    Unavailable(#[source] Source),
    /// The provider understands but will not: a wrong model name, a request too long.
    #[error("the provider refuses the request")]
    Refused(#[source] Source),
    /// What came back is no answer.
    #[error("the provider's answer makes no sense")]
    Nonsense(#[source] Source),
}

/// What lies behind an error.
pub type Source = Box<dyn Error + Send + Sync>;
