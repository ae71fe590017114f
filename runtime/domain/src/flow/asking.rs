//! How a workflow calls tools: what it asks, what it keeps of the answer, and why nothing was done.

mod unfit;

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use self::unfit::Unfit;
use super::FlowError;

/// A call of a tool as a workflow makes it: its fields are what the tool is told.
pub trait Ask: Serialize {
    /// The tool.
    const TOOL: &'static str;
    /// What the workflow reads of the answer. The journal keeps this and nothing else: what people are
    /// called and what they said has no place in it.
    type Answer: Serialize + DeserializeOwned;
}

/// A tool that a workflow calls, with what it keeps of the answer.
#[derive(Clone, Copy)]
pub struct Use {
    tool: &'static str,
    keep: Keep,
}

/// Takes out of an answer what a workflow keeps.
type Keep = fn(Value) -> Result<Value, Unfit>;

impl Use {
    /// What a workflow does with a kind of call.
    pub const fn of<A: Ask>() -> Self {
        Self {
            tool: A::TOOL,
            keep: keep::<A>,
        }
    }

    /// The tool.
    pub const fn tool(&self) -> &'static str {
        self.tool
    }

    /// What is kept of an answer.
    pub fn keep(&self, answer: Value) -> Result<Value, Unfit> {
        (self.keep)(answer)
    }
}

impl fmt::Debug for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Use").field(&self.tool).finish()
    }
}

fn keep<A: Ask>(answer: Value) -> Result<Value, Unfit> {
    let read = serde_path_to_error::deserialize::<_, A::Answer>(answer);
    let read = read.map_err(|error| Unfit::of::<A>(&error))?;
    serde_path_to_error::serialize(&read, serde_json::value::Serializer)
        .map_err(|error| Unfit::of::<A>(&error))
}

/// A workflow that calls a tool.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// Its name.
    pub workflow: &'static str,
    /// Its version.
    pub version: u32,
    /// The department under whose grants it calls.
    pub department: &'static str,
    /// What it calls.
    pub tools: &'static [Use],
}

/// What came of a call, as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// It was done: what the workflow keeps of the answer.
    Done(Value),
    /// It was not.
    NotDone(Why),
}

/// A call that was not done.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize, thiserror::Error)]
#[error("`{tool}`: {why}")]
pub struct NotDone {
    /// The tool.
    pub tool: String,
    /// Why.
    pub why: Why,
}

/// Why a call was not done.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The gate, a budget or a person said no, or nobody decided in time.
    Refused(Reason),
    /// The arguments did not fit, the tool said no, or it failed.
    Failed(Reason),
    /// It may have happened: a person is asked, or will be.
    Unknown {
        /// The number of the request to her, if there is one yet.
        request: Option<i64>,
    },
    /// Somebody stopped it.
    Stopped,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => write!(f, "refused ({reason})"),
            Self::Failed(reason) => write!(f, "failed ({reason})"),
            Self::Unknown { .. } => f.write_str("nobody can tell whether it happened"),
            Self::Stopped => f.write_str("stopped"),
        }
    }
}

/// Why, as a message of the texts and its attribute. The values that belong to it are in the call's row.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Reason {
    /// The message: `gate`, or the tool's own.
    pub message: String,
    /// Its attribute.
    pub attribute: String,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.message, self.attribute)
    }
}

impl From<NotDone> for FlowError {
    fn from(NotDone { tool, why }: NotDone) -> Self {
        Self::Action {
            action: tool,
            message: why.to_string(),
        }
    }
}
