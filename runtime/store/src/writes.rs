//! What a step writes, as rows that wait for its commit. Rows of several runs go together in one
//! statement (`commit_steps`).

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    flow::Path,
    ids::{
        ConversationId, DeliveryId, FlowId, MessageId, OrganisationId, PersonId, RowId, TokenId,
    },
    message::{Direction, Origin, Part},
    money::Micros,
    turn::{Outcome, TurnStatus},
    words::Say,
};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::records::{Event, leads::LaterLead};

/// Everything that one unit of work writes.
#[derive(Debug, Default)]
pub struct Writes {
    /// The lease under which it may.
    pub fence: Option<Fence>,
    /// Money to take from scopes, or to give back (negative).
    pub debits: Vec<Debit>,
    /// Changes of the turn.
    pub turn: Option<TurnChange>,
    /// Steps of the journal.
    pub steps: Vec<StepRow>,
    /// Model calls.
    pub model_calls: Vec<ModelCallRow>,
    /// Tool calls.
    pub tool_calls: Vec<ToolCallRow>,
    /// The ledger.
    pub ledger: Vec<LedgerRow>,
    /// Messages.
    pub messages: Vec<MessageRow>,
    /// Messages on their way out.
    pub outbox: Vec<OutboxRow>,
    /// Spending that is no model call.
    pub spend: Vec<SpendRow>,
    /// Leads of contacts that were new when somebody looked.
    pub(crate) leads: Vec<LaterLead>,
    /// What happened in the business.
    pub(crate) events: Vec<Event>,
    /// The audit.
    pub audit: Vec<AuditRow>,
    /// Signals that were read.
    pub signal_reads: Vec<SignalRead>,
    /// Changes of the run.
    pub run: Option<RunChange>,
    /// How the run leaves the queue.
    pub park: Option<Park>,
}

/// What there was of the writes, to return to after a body failed.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    turn: Option<TurnChange>,
    lengths: [usize; 8],
    noted: (usize, usize),
}

impl Writes {
    /// Says of rows in a turn's name which run writes them, where that is not the turn's own.
    pub(crate) fn sign(&mut self, run: FlowId) {
        let sign = |flow: FlowId| (flow != run).then_some(run);
        for row in &mut self.model_calls {
            row.run = sign(row.flow);
        }
        for row in &mut self.tool_calls {
            row.run = sign(row.flow);
        }
        for row in &mut self.ledger {
            row.run = sign(row.flow);
        }
        for row in &mut self.spend {
            row.run = sign(row.turn);
        }
        for row in &mut self.audit {
            row.flow = run;
        }
    }

    /// The change of the turn with its debits, which are checked with it.
    pub(crate) fn turn_row(&self) -> Option<TurnChangeRow<'_>> {
        let debits = &self.debits;
        let row = |change| TurnChangeRow { change, debits };
        self.turn.as_ref().map(row)
    }

    /// Whether the slot of the run's money has an odd number: those that have take nothing that others do.
    pub fn is_odd(&self) -> bool {
        let flow = self.fence.map(|it| it.flow.uuid());
        flow.is_some_and(|it| it.as_u128() % 2 == 1)
    }

    pub(crate) fn mark(&self, noted: (usize, usize)) -> Mark {
        Mark {
            turn: self.turn.clone(),
            lengths: [
                self.debits.len(),
                self.model_calls.len(),
                self.tool_calls.len(),
                self.ledger.len(),
                self.messages.len(),
                self.outbox.len(),
                self.spend.len(),
                self.audit.len(),
            ],
            noted,
        }
    }

    /// Forgets what was written since. Answers how much the business had noted.
    pub(crate) fn return_to(&mut self, mark: Mark) -> (usize, usize) {
        let [
            debits,
            models,
            tools,
            ledger,
            messages,
            outbox,
            spend,
            audit,
        ] = mark.lengths;
        self.turn = mark.turn;
        self.debits.truncate(debits);
        self.model_calls.truncate(models);
        self.tool_calls.truncate(tools);
        self.ledger.truncate(ledger);
        self.messages.truncate(messages);
        self.outbox.truncate(outbox);
        self.spend.truncate(spend);
        self.audit.truncate(audit);
        mark.noted
    }
}

/// The lease under which a run is written.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Fence {
    /// Whose run.
    pub organisation: OrganisationId,
    /// Which one.
    pub flow: FlowId,
    /// The lease's epoch.
    pub epoch: i64,
    /// What the run has seen of what woke it.
    pub woken: i32,
}

/// Money to take from a scope; negative gives back.
#[derive(Clone, Debug, Serialize)]
pub struct Debit {
    /// `cost` or `authority`.
    pub meter: &'static str,
    /// `company` or `department:<name>`.
    pub scope: String,
    /// The day or the month.
    pub period: String,
    /// The turn's own slot.
    pub slot: i16,
    /// What the scope has in a period, should this be its first debit.
    pub cap: i64,
    /// How much.
    pub want: i64,
    /// Of what is given back when the turn closes: `turn` is what the turn's row has left, whatever
    /// `want` says; from the `slice` of whoever worked last, what was held for a call that a crash
    /// lost is kept back. Of either nothing may be left, and less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<&'static str>,
}

/// How a turn changes, with what it takes from scopes.
#[derive(Debug, Serialize)]
pub(crate) struct TurnChangeRow<'w> {
    #[serde(flatten)]
    change: &'w TurnChange,
    #[serde(skip_serializing_if = "<[Debit]>::is_empty")]
    debits: &'w [Debit],
}

/// How a turn changes.
#[derive(Clone, Debug, Serialize)]
pub struct TurnChange {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub flow: FlowId,
    /// More that it may spend.
    pub allow: Micros,
    /// Held for a call that begins.
    pub reserve: Micros,
    /// Was held for a call that ended.
    pub settle: Micros,
    /// What that call cost.
    pub spend: Micros,
    /// Where it stands now.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "status")]
    pub status: Option<TurnStatus>,
    /// Its lane: `active`, `parked`, `closed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<&'static str>,
    /// Who works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The message that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<MessageId>,
    /// When.
    pub at: DateTime<Utc>,
}

impl TurnChange {
    /// No change yet.
    pub fn none(organisation: OrganisationId, flow: FlowId, at: DateTime<Utc>) -> Self {
        Self {
            organisation,
            flow,
            allow: Micros(0),
            reserve: Micros(0),
            settle: Micros(0),
            spend: Micros(0),
            status: None,
            lane: None,
            department: None,
            answer: None,
            at,
        }
    }
}

fn status<S: Serializer>(status: &Option<TurnStatus>, serializer: S) -> Result<S::Ok, S::Error> {
    status.map(TurnStatus::word).serialize(serializer)
}

/// A step of the journal.
#[derive(Clone, Debug, Serialize)]
pub struct StepRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which run.
    pub flow: FlowId,
    /// Which generation of it.
    pub generation: u32,
    /// Where in the program.
    pub path: Path,
    /// `call`, `activity`, `sleep`, `signal`, `child`.
    pub kind: &'static str,
    /// What is called or waited for.
    pub name: String,
    /// The digest of what it was given.
    #[serde(serialize_with = "bytes")]
    pub input: Digest,
    /// `done`, `failed`, `cancelled`, `waiting`, `retrying`.
    pub state: &'static str,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// When a wait ends or an attempt follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<DateTime<Utc>>,
    /// How often it was tried.
    pub attempts: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// The row is there already, from a unit before.
    #[serde(skip)]
    pub again: bool,
}

/// A model call and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct ModelCallRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which run.
    pub flow: FlowId,
    /// Which generation of it.
    pub generation: u32,
    /// Which step.
    pub path: Path,
    /// Who asked.
    pub department: String,
    /// Who answered.
    pub provider: String,
    /// With which model.
    pub model: String,
    /// The digest of what was asked.
    #[serde(serialize_with = "bytes")]
    pub request: Digest,
    /// What it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Value>,
    /// Why it said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Tokens read.
    pub input_tokens: u64,
    /// Of these from the provider's cache.
    pub cached_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// What it cost.
    pub cost: Micros,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// How long it took.
    pub ms: i64,
    /// The child that did it in the turn's name; nothing, where that was the turn's own run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<FlowId>,
}

/// A tool call, from plan to answer.
#[derive(Clone, Debug, Serialize)]
pub struct ToolCallRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which run.
    pub flow: FlowId,
    /// Which generation of it.
    pub generation: u32,
    /// Which step.
    pub path: Path,
    /// Who calls.
    pub department: String,
    /// What.
    pub tool: String,
    /// The arguments, as the model wrote them.
    pub arguments: String,
    /// What exactly would happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Value>,
    /// The digest of the plan.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "maybe_bytes"
    )]
    pub digest: Option<Digest>,
    /// What came of it.
    #[serde(serialize_with = "outcome")]
    pub outcome: Outcome,
    /// The tool's output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// Why it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Say>,
    /// What it cost to run.
    pub cost: Micros,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// How long it took.
    pub ms: i64,
    /// The child that did it in the turn's name; nothing, where that was the turn's own run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<FlowId>,
    /// The row is there already, from a unit before.
    #[serde(skip)]
    pub again: bool,
}

fn outcome<S: Serializer>(outcome: &Outcome, serializer: S) -> Result<S::Ok, S::Error> {
    outcome.word().serialize(serializer)
}

/// An effect.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// The call's key.
    pub key: String,
    /// Which run.
    pub flow: FlowId,
    /// Which step.
    pub path: Path,
    /// What.
    pub tool: String,
    /// What a repeat would do.
    pub effect: &'static str,
    /// The digest of the plan.
    #[serde(serialize_with = "bytes")]
    pub digest: Digest,
    /// `intended`, `sending`, `done`, `failed`, `unknown`.
    pub state: &'static str,
    /// The lease's epoch.
    pub epoch: i64,
    /// Until when it may be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_by: Option<DateTime<Utc>>,
    /// Until when the other side drops repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_until: Option<DateTime<Utc>>,
    /// How often it was sent.
    pub attempts: u32,
    /// Who agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<uuid::Uuid>,
    /// What it gives away, in minor units.
    pub authority: i64,
    /// What it costs to run.
    pub cost: Micros,
    /// When it was intended.
    pub created_at: DateTime<Utc>,
    /// When it was known what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<DateTime<Utc>>,
    /// The child that did it in the turn's name; nothing, where that was the turn's own run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<FlowId>,
}

/// A message.
#[derive(Clone, Debug, Serialize)]
pub struct MessageRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub id: MessageId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Of which turn.
    pub turn: FlowId,
    /// To us or from us.
    #[serde(serialize_with = "direction")]
    pub direction: Direction,
    /// Where it came from.
    pub origin: Origin,
    /// What it says.
    pub parts: Vec<Part>,
    /// When.
    pub received_at: DateTime<Utc>,
}

fn direction<S: Serializer>(direction: &Direction, serializer: S) -> Result<S::Ok, S::Error> {
    direction.word().serialize(serializer)
}

/// A message on its way out.
#[derive(Clone, Debug, Serialize)]
pub struct OutboxRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub id: DeliveryId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Of which turn.
    pub turn: FlowId,
    /// What it says.
    pub parts: Vec<Part>,
    /// Who owned the conversation when it was written.
    pub owner_epoch: i64,
    /// `pending`.
    pub state: &'static str,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether an earlier attempt may have arrived.
    pub redelivered: bool,
    /// The trace that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Spending that is no model call.
#[derive(Clone, Debug, Serialize)]
pub struct SpendRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub id: RowId,
    /// Of which turn.
    pub turn: FlowId,
    /// Who spent it.
    pub department: String,
    /// `tool` or `lost`.
    pub kind: &'static str,
    /// On what.
    pub name: String,
    /// How much.
    pub micros: Micros,
    /// When.
    pub at: DateTime<Utc>,
    /// The child that did it in the turn's name; nothing, where that was the turn's own run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<FlowId>,
}

/// A line of the audit.
#[derive(Clone, Debug, Serialize)]
pub struct AuditRow {
    /// Of which run.
    pub flow: FlowId,
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub id: RowId,
    /// What was done.
    pub act: &'static str,
    /// To what.
    pub subject: String,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// With which credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenId>,
    /// On which channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// A digest of what exactly.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "maybe_bytes"
    )]
    pub digest: Option<Digest>,
    /// References, never what people said.
    pub detail: Value,
    /// When.
    pub at: DateTime<Utc>,
}

/// A signal that a step read.
#[derive(Clone, Debug, Serialize)]
pub struct SignalRead {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which run.
    pub flow: FlowId,
    /// Which signal.
    pub seq: i64,
    /// Which step.
    pub path: Path,
}

/// How a run changes.
#[derive(Clone, Debug, Serialize)]
pub struct RunChange {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub flow: FlowId,
    /// How it ended: `done`, `failed`, `cancelled`, `quarantined`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'static str>,
    /// What it ended with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// Why it ended so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Where it stands, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Whether it was told that somebody asked it to stop.
    pub cancel_delivered: bool,
    /// When.
    pub at: DateTime<Utc>,
}

/// How a run leaves the queue.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Park {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub flow: FlowId,
    /// In how many seconds it is due again, if time alone may wake it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<f64>,
    /// It ended.
    pub ended: bool,
}

pub(crate) fn bytes<S: Serializer>(digest: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("\\x{digest}"))
}

fn maybe_bytes<S: Serializer>(digest: &Option<Digest>, serializer: S) -> Result<S::Ok, S::Error> {
    match digest {
        Some(digest) => bytes(digest, serializer),
        None => serializer.serialize_none(),
    }
}
