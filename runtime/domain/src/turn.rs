//! One message's way from question to answer, as people and programs see it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{approval::ApprovalView, ids::TurnId, message::Attached, money::Cost};

/// Where a turn stands.
#[derive(Clone, Copy, Debug, Eq, Hash, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TurnStatus {
    /// It is worked on, or queued behind another of the same conversation.
    Running,
    /// It has an answer.
    Answered,
    /// It waits for a person.
    Waiting,
    /// The gate, a budget or a person said no to what was asked.
    Refused,
    /// It could not be finished.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

impl TurnStatus {
    /// Whether nothing more will happen by itself.
    pub const fn is_closed(self) -> bool {
        match self {
            Self::Running | Self::Waiting => false,
            Self::Answered | Self::Refused | Self::Failed | Self::Cancelled => true,
        }
    }

    /// The word that the database and the API keep.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Answered => "answered",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status that a stored word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Running,
            Self::Answered,
            Self::Waiting,
            Self::Refused,
            Self::Failed,
            Self::Cancelled,
        ]
        .into_iter()
        .find(|it| it.word() == word)
    }
}

/// A turn, as the API shows it.
#[derive(Clone, Debug, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct TurnView {
    /// Which one.
    pub turn: TurnId,
    /// The conversation's name, as the caller chose it.
    pub conversation: String,
    /// Where it stands.
    pub status: TurnStatus,
    /// What Firma answered, once it did.
    pub answer: Option<String>,
    /// The files that go with it: `GET /v1/files/{attachment}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attached>,
    /// What was done, in order.
    pub steps: Vec<StepView>,
    /// What running it cost so far.
    pub cost: Cost,
    /// The request to a person that it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalView>,
}

/// One thing that a turn did.
#[derive(Clone, Debug, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct StepView {
    /// What kind of thing.
    pub kind: StepKind,
    /// Which department did it.
    pub department: String,
    /// The model, the tool, or for a delegation the department that was chosen.
    pub name: String,
    /// The arguments of a tool call; the task of a delegation.
    pub arguments: Option<Value>,
    /// What came of it.
    pub outcome: Outcome,
    /// What it cost to run.
    pub cost: Cost,
    /// How long it took, in milliseconds.
    pub ms: i64,
}

/// What kind of thing a step is.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// The supervisor chose a department.
    Delegate,
    /// A model was asked.
    Model,
    /// A tool was called.
    Tool,
    /// A person was asked.
    Approval,
}

/// What came of a step.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was done.
    Done,
    /// The gate, the tool or a person said no.
    Refused,
    /// It did not work.
    Failed,
    /// Nobody can tell whether it happened.
    Unknown,
    /// It is being done, or waits for a person.
    Waiting,
}

impl Outcome {
    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Waiting => "waiting",
        }
    }

    /// The outcome that a stored word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Done,
            Self::Refused,
            Self::Failed,
            Self::Unknown,
            Self::Waiting,
        ]
        .into_iter()
        .find(|it| it.word() == word)
    }
}
