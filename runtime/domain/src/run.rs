//! A run of a workflow, as people and programs see it.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{effect::EffectView, ids::FlowId};

/// Where a run stands.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// It works or waits.
    Open,
    /// It came to its end.
    Done,
    /// It gave up.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// Its journal and the code disagree, or it ends whoever touches it: a person must look.
    Quarantined,
}

impl RunState {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
        Self::Quarantined,
    ];

    /// The word that the database and the API keep.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Quarantined => "quarantined",
        }
    }

    /// The state that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}

/// A run.
#[derive(Clone, Debug, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct RunView {
    /// Which one. A turn's run has the turn's id.
    pub id: FlowId,
    /// The workflow.
    pub workflow: String,
    /// Its version.
    pub version: u32,
    /// The run that started it and waits for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<FlowId>,
    /// Where it stands.
    pub state: RunState,
    /// Whom it is about, if it is about somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// What it says about itself.
    pub status: Option<String>,
    /// Why it ended badly.
    pub error: Option<String>,
    /// Somebody asked it to stop.
    pub cancel_requested: bool,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// What it waits for, the earliest first; nothing while it works.
    pub waits: Vec<Wait>,
}

/// The run of a workflow that has something done, where no person asks for it.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct AskingRun {
    /// The workflow.
    pub workflow: String,
    /// Its run.
    pub run: FlowId,
}

/// Something that a run waits for.
#[derive(Clone, Debug, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct Wait {
    /// What.
    pub what: WaitsFor,
    /// The request's number, the child's id, or what the step is called.
    pub name: String,
    /// How long at most.
    pub until: Option<DateTime<Utc>>,
}

/// What a run can wait for.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WaitsFor {
    /// A person's answer to a request.
    Person,
    /// The turn before it in its conversation.
    Lane,
    /// A time.
    Time,
    /// Something that happens.
    Signal,
    /// A run that it started.
    Child,
    /// The next attempt of something that failed.
    Attempt,
    /// A Firma that has the version of its workflow.
    Version,
}

impl WaitsFor {
    /// The word that texts know it by.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Lane => "lane",
            Self::Time => "time",
            Self::Signal => "signal",
            Self::Child => "child",
            Self::Attempt => "attempt",
            Self::Version => "version",
        }
    }
}

/// A run with all that it did.
#[derive(Clone, Debug, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct RunHistory {
    /// The run.
    #[serde(flatten)]
    pub run: RunView,
    /// Its steps, in the order of the program.
    pub steps: Vec<RunStep>,
    /// What it did outside.
    pub effects: Vec<EffectView>,
}

/// A step of a run. What people and models said is in rows of its turn, never in a step.
#[derive(Clone, Debug, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct RunStep {
    /// Where in the program.
    pub path: String,
    /// `call`, `activity`, `sleep`, `signal`, `child`.
    pub kind: String,
    /// What was called or waited for.
    pub name: String,
    /// `done`, `failed`, `cancelled`, `waiting`, `retrying`.
    pub state: String,
    /// How often it was tried before.
    pub attempts: u32,
    /// When.
    pub at: DateTime<Utc>,
}
