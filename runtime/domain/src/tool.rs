//! What a tool is: typed arguments in, a plan that people can approve, a typed result out.
//!
//! `Db` is the transaction that the caller holds (`store::records::Records`); this room knows no SQL.

mod foreign;
mod toolbox;

use std::{error::Error, fmt, future::Future, time::Duration};

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use self::{
    foreign::Foreign,
    toolbox::{Duplicate, Kind, Toolbox},
};
use crate::{
    budget::OwnerLimits,
    flow::{Path, Unfit},
    ids::{FlowId, IdempotencyKey, OrganisationId},
    money::Money,
    words::Say,
};

/// A capability that an agent may be granted. One file under `tools/` implements it, and with it
/// either [`Local`] or [`Outside`].
pub trait Tool<Db>: Send + Sync + 'static {
    /// The facts that do not depend on the arguments.
    const SPEC: Spec;

    /// What the model fills in, in people's words.
    type Args: DeserializeOwned + JsonSchema + Send;
    /// What exactly would happen: ids and amounts. The card shows it, the digest covers it.
    type Plan: DeserializeOwned + Serialize + Send + Sync;
    /// What the model reads back.
    type Output: DeserializeOwned + Serialize + JsonSchema + Send + Sync + 'static;

    /// Finds what the arguments mean, and refuses what cannot be. Reads only.
    fn plan(
        &self,
        db: &mut Db,
        args: Self::Args,
    ) -> impl Future<Output = Result<Self::Plan, ToolError>> + Send;

    /// What a repeat would do, with the provider that is connected.
    fn effect(&self) -> Effect;

    /// What this very plan needs before it may happen, under the owner's limits.
    fn needs(&self, limits: &OwnerLimits, plan: &Self::Plan) -> Needs;
}

/// A tool that reads or writes our own tables only: it commits together with ledger and journal.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no tool that works in our own tables",
    note = "its line in the list begins with `outside` if it reaches outside, else its file has `impl Local<Records> for {Self}`"
)]
pub trait Local<Db>: Tool<Db> {
    /// Does the work, in the transaction of its step.
    fn apply(
        &self,
        db: &mut Db,
        call: &Call,
        plan: &Self::Plan,
    ) -> impl Future<Output = Result<Self::Output, ToolError>> + Send;
}

/// A tool that reaches outside, where no transaction does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no tool that reaches outside",
    note = "its line in the list begins with `local` if it works in our own tables only, else its file has `impl Outside<Records> for {Self}`"
)]
pub trait Outside<Db>: Tool<Db> {
    /// Checks the plan again and holds our own rows for it, in the transaction of the intent.
    fn prepare(
        &self,
        db: &mut Db,
        call: &Call,
        plan: &Self::Plan,
    ) -> impl Future<Output = Result<(), ToolError>> + Send;

    /// Asks the other side to do it. It may be run again with the same key.
    fn send(
        &self,
        call: &Call,
        plan: &Self::Plan,
    ) -> impl Future<Output = Result<Self::Output, ToolError>> + Send;

    /// Asks the other side whether it happened. Asked again if it cannot be reached.
    fn reconcile(
        &self,
        call: &Call,
        plan: &Self::Plan,
    ) -> impl Future<Output = Result<Fate<Self::Output>, ToolError>> + Send;

    /// Whether a person who says that it happened has to give the other side's reference.
    fn wants_reference(&self) -> bool;

    /// What came of it, in the words of a person who looked at the other side.
    fn told(
        &self,
        call: &Call,
        plan: &Self::Plan,
        reference: Option<&str>,
    ) -> Result<Self::Output, ToolError>;

    /// Writes our side of what happened, in the transaction of the result.
    fn record(
        &self,
        db: &mut Db,
        call: &Call,
        plan: &Self::Plan,
        fate: Fate<&Self::Output>,
    ) -> impl Future<Output = Result<(), ToolError>> + Send;
}

/// The facts about a tool that hold for every call. The texts for people and models, and example
/// phrases, lie beside its file as `<name>.<language>.ftl`.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The name that the model sees: the stem of the tool's file.
    pub name: &'static str,
    /// After this long an answer is no longer waited for; what then, the effect says.
    pub timeout: Duration,
    /// Whether its calls give money away: then the owner says how much of it without a person.
    pub gives_away: bool,
}

/// What a repeat of a call would do.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Reads only: safe to repeat.
    Read,
    /// Writes our own tables only, in the transaction of its step.
    Local,
    /// Writes, and the other side drops repeats by the idempotency key for this long.
    WriteOnce {
        /// How long the other side remembers a key.
        window: Duration,
    },
    /// Writes, and a repeat would write twice: reconciled, else a person decides.
    WriteAtMostOnce,
}

impl Effect {
    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Local => "local",
            Self::WriteOnce { .. } => "write_once",
            Self::WriteAtMostOnce => "write_at_most_once",
        }
    }

    /// How long the other side drops repeats by their key, if it does.
    pub const fn window(self) -> Option<Duration> {
        match self {
            Self::WriteOnce { window } => Some(window),
            Self::Read | Self::Local | Self::WriteAtMostOnce => None,
        }
    }

    /// The effect that a word stands for. How long repeats are dropped is kept as a time elsewhere, and is nothing
    /// here.
    pub fn from_word(word: &str) -> Option<Self> {
        let window = Duration::ZERO;
        let all = [
            Self::Read,
            Self::Local,
            Self::WriteOnce { window },
            Self::WriteAtMostOnce,
        ];
        all.into_iter().find(|it| it.word() == word)
    }
}

/// What became of a call that was sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fate<T> {
    /// It happened, with this result.
    Happened(T),
    /// It did not, and it will not any more.
    DidNot,
    /// Nobody can tell; a person decides.
    CannotTell,
}

/// What a plan needs before it may happen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Needs {
    /// Who has to agree.
    pub approval: Approval,
    /// What it gives away, charged to the department's authority.
    pub authority: Option<Money>,
}

/// Who has to agree before a call runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Approval {
    /// Nobody.
    None,
    /// A person, each time; the attribute of the tool's texts that says why.
    Person(&'static str),
    /// A person, each time: it is another program's tool, of which only its owner's word is known.
    Foreign,
}

/// One call, as a tool, an action or an activity sees it.
#[derive(Clone, Debug)]
pub struct Call {
    /// Stable over every attempt of this call.
    pub key: IdempotencyKey,
    /// For which company.
    pub organisation: OrganisationId,
    /// The run that calls, or in whose name it is called.
    pub flow: FlowId,
    /// The run under whose lease it is called: a child, where that works in its parent's name.
    pub run: FlowId,
    /// Where in the run that calls.
    pub path: Path,
    /// How often it was tried before.
    pub attempt: u32,
    /// The lease under which the run is held: whoever takes it over has a greater one.
    pub epoch: i64,
    /// When this attempt began.
    pub now: DateTime<Utc>,
}

/// Why a call failed; the kind tells the runner what to do next.
#[derive(Debug)]
pub enum ToolError {
    /// The model can correct itself, or asks the person back: it reads this text.
    Arguments(Say),
    /// It cannot be done: the model reads this text and does not retry.
    Refused(Say),
    /// Nothing left this machine: safe to try again, whatever the effect.
    NotSent(Box<dyn Error + Send + Sync>),
    /// A retry may help, if the effect allows one.
    Unavailable(Box<dyn Error + Send + Sync>),
    /// The work may be done, but its result cannot be read: repeated, reconciled or put to a
    /// person, as the effect says.
    Unknown(Box<dyn Error + Send + Sync>),
    /// The transaction cannot go on: it is rolled back as a whole and tried again.
    Transaction(Box<dyn Error + Send + Sync>),
    /// It was done, and its answer is not what the workflow that asked for it reads.
    Unfit(Unfit),
    /// A defect of ours.
    Internal(Box<dyn Error + Send + Sync>),
}

impl ToolError {
    /// A defect of ours.
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// The model can correct itself, or asks the person back; `attribute` of the tool's texts.
    pub fn arguments(say: Say) -> Self {
        Self::Arguments(say)
    }

    /// The word that the database and the log keep.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Arguments(_) => "arguments",
            Self::Refused(_) => "refused",
            Self::NotSent(_) => "not_sent",
            Self::Unavailable(_) => "unavailable",
            Self::Unknown(_) => "unknown",
            Self::Transaction(_) => "transaction",
            Self::Unfit(_) => "unfit",
            Self::Internal(_) => "internal",
        }
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments(say) => write!(f, "bad arguments: {say}"),
            Self::Refused(say) => write!(f, "refused: {say}"),
            Self::NotSent(_) => f.write_str("not sent"),
            Self::Unavailable(_) => f.write_str("temporarily unavailable"),
            Self::Unknown(_) => f.write_str("outcome unknown"),
            Self::Transaction(_) => f.write_str("transaction failed"),
            Self::Unfit(unfit) => unfit.fmt(f),
            Self::Internal(_) => f.write_str("internal error"),
        }
    }
}

impl Error for ToolError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Arguments(_) | Self::Refused(_) | Self::Unfit(_) => None,
            Self::NotSent(it)
            | Self::Unavailable(it)
            | Self::Unknown(it)
            | Self::Transaction(it)
            | Self::Internal(it) => Some(it.as_ref()),
        }
    }
}
