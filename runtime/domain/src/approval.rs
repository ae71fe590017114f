//! A request to a person: bound to a call and to a digest of what exactly would happen.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    digest::Digest,
    ids::{ApprovalId, PersonId, TurnId},
    money::Money,
    person::Role,
    run::AskingRun,
};

/// How long a request waits for its person, in hours. Then it is denied.
pub const EXPIRY_HOURS: u32 = 72;

/// Where a request stands.
#[derive(Clone, Copy, Debug, Eq, Hash, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ApprovalStatus {
    /// Nobody has decided.
    Pending,
    /// A person agreed; the call has not begun.
    Approved,
    /// A person agreed, and the call took it. It serves no other.
    Used,
    /// A person refused.
    Denied,
    /// Nobody decided in time, which counts as no.
    Expired,
    /// The turn ended without it.
    Withdrawn,
    /// A person says that the effect happened.
    Happened,
    /// A person says that it did not.
    #[serde(rename = "did_not")]
    DidNot,
    /// A person has it tried again; the new call has not begun.
    Again,
}

impl ApprovalStatus {
    /// The word that the database and the API keep.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Used => "used",
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Happened => "happened",
            Self::DidNot => "did_not",
            Self::Again => "again",
        }
    }

    /// The status that a stored word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Pending,
            Self::Approved,
            Self::Used,
            Self::Denied,
            Self::Expired,
            Self::Withdrawn,
            Self::Happened,
            Self::DidNot,
            Self::Again,
        ]
        .into_iter()
        .find(|it| it.word() == word)
    }
}

/// What a person is asked.
#[derive(Clone, Copy, Debug, Default, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// Whether something may happen.
    #[default]
    Permission,
    /// Whether something happened that nobody can tell of.
    Outcome {
        /// Whoever says that it did has to give the other side's reference.
        reference: bool,
    },
}

/// A request to a person, as people and programs see it.
#[derive(Clone, Debug, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct ApprovalView {
    /// Which one.
    pub id: ApprovalId,
    /// Its number in the company, for people.
    pub number: i64,
    /// The turn that waits.
    pub turn: TurnId,
    /// The department that asks.
    pub department: String,
    /// The workflow for which it asks, where no person has it done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<AskingRun>,
    /// The tool that it wants to call.
    pub tool: String,
    /// What exactly would happen.
    pub plan: Value,
    /// The digest of the plan. A decision names it.
    #[schemars(with = "String")]
    pub digest: Digest,
    /// Why a person is asked: an attribute of the tool's texts.
    pub why: String,
    /// What it gives away.
    pub authority: Option<Money>,
    /// What she is asked.
    #[serde(default)]
    pub question: Question,
    /// The least role that may decide.
    pub role: Role,
    /// When it counts as denied. Whether something happened is asked until somebody says it.
    pub expires_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub status: ApprovalStatus,
    /// Who decided it, if somebody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
}

/// Who decided a request, where and with what.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct Decided {
    /// Who.
    pub person: PersonId,
    /// What she is called, also if she has left since.
    pub name: String,
    /// On which channel.
    pub channel: String,
    /// What the token is called that proved it.
    pub credential: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, if she said so.
    pub reason: Option<String>,
}

/// What a person says became of an effect that nobody can tell of.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// It happened: our side is written.
    Happened,
    /// It did not: what was held for it is given back.
    DidNot,
    /// It is tried again, under a key of its own and through the gate.
    Again,
}

impl Resolution {
    /// Where a request stands to which a person said so.
    pub const fn status(self) -> ApprovalStatus {
        match self {
            Self::Happened => ApprovalStatus::Happened,
            Self::DidNot => ApprovalStatus::DidNot,
            Self::Again => ApprovalStatus::Again,
        }
    }
}

/// The workflow that writes what a person said of an effect whose turn is over, with its version.
pub const RESOLUTION: (&str, u32) = ("resolution", 1);

/// What a person says to a request.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Yes.
    Approve,
    /// No.
    Deny,
}
