//! What was done outside, as people and programs see it.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    approval::ApprovalStatus,
    ids::{ApprovalId, TurnId},
    run::AskingRun,
};

/// Where an effect stands.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EffectState {
    /// Nothing of it has left.
    Intended,
    /// It may have left, and may have happened.
    Sending,
    /// It happened.
    Done,
    /// It did not.
    Failed,
    /// Nobody can tell.
    Unknown,
}

impl EffectState {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Intended,
        Self::Sending,
        Self::Done,
        Self::Failed,
        Self::Unknown,
    ];

    /// The word that the database and the API keep.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Sending => "sending",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// The state that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}

/// An effect outside of our own tables, as people and programs see it.
#[derive(Clone, Debug, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct EffectView {
    /// The request to a person, if nobody could tell what became of it.
    pub id: Option<ApprovalId>,
    /// The request's number, for people.
    pub number: Option<i64>,
    /// The call's key: the same for every attempt, and the other side knows it.
    pub key: String,
    /// The turn that wanted it.
    pub turn: TurnId,
    /// The workflow for which it wanted it, where no person did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<AskingRun>,
    /// The tool.
    pub tool: String,
    /// What a repeat would do.
    pub effect: String,
    /// Where it stands.
    pub state: EffectState,
    /// How often it was sent.
    pub attempts: u32,
    /// What it gives away, in minor units of the company's currency.
    pub authority: i64,
    /// The department that a person is asked for.
    pub department: Option<String>,
    /// What the person said.
    pub resolution: Option<ApprovalStatus>,
    /// Whoever says that it happened has to give the other side's reference.
    pub wants_reference: bool,
    /// When it was intended.
    pub created_at: DateTime<Utc>,
    /// When it was known what became of it.
    pub settled_at: Option<DateTime<Utc>>,
}
