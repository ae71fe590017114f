//! What surrounds the contract's workflows: actions that write rows, activities that are sent to an
//! outside which answers as a test says, and a memory of all that ran.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use chrono::Utc;
use domain::{
    digest::Digest,
    effect::EffectState,
    flow::{Action, Activity, Intent, Rules},
    ids::{ContactId, LeadId},
    tool::{Call, Effect, ToolError},
    words::Say,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{
    Debit, LedgerRow, Work,
    records::{
        Records,
        leads::{Act, LeadWrite},
    },
};
use tokio::{sync::watch, time};
use uuid::Uuid;

use super::program::Op;

/// How long a test waits for what must come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// What the contract's actions and activities share with its tests.
#[derive(Clone, Debug)]
pub(crate) struct World(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    notes: watch::Sender<Vec<String>>,
    held: watch::Sender<HashSet<String>>,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    count: u64,
    replies: HashMap<String, VecDeque<Reply>>,
    seen: HashMap<String, Vec<Value>>,
    code: Vec<Op>,
    also_late: bool,
    left_out: HashSet<u32>,
}

/// How the outside answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reply {
    NotSent,
    Unavailable,
    Unknown,
    Refused,
}

impl World {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            notes: watch::Sender::new(Vec::new()),
            held: watch::Sender::new(HashSet::new()),
            inner: Mutex::default(),
        }))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.inner.lock().unwrap()
    }

    /// Notes that something ran.
    pub(crate) fn note(&self, what: impl Into<String>) {
        self.0.notes.send_modify(|notes| notes.push(what.into()));
    }

    /// All that ran, in order.
    pub(crate) fn notes(&self) -> Vec<String> {
        self.0.notes.borrow().clone()
    }

    /// What ran whose note begins so.
    pub(crate) fn notes_of(&self, what: &str) -> Vec<String> {
        let mut notes = self.notes();
        notes.retain(|it| it.starts_with(what));
        notes
    }

    /// Waits until something ran so many times.
    pub(crate) async fn until(&self, what: &str, times: usize) {
        let mut notes = self.0.notes.subscribe();
        let enough = |notes: &Vec<String>| notes.iter().filter(|it| *it == what).count() >= times;
        let waited = time::timeout(PATIENCE, notes.wait_for(enough)).await;
        if waited.is_err() {
            panic!("`{what}` did not happen {times} times: {:?}", self.notes());
        }
    }

    /// Answers of the outside to come, in order; afterwards it does what it is asked.
    pub(crate) fn replies(&self, label: &str, replies: &[Reply]) {
        let replies = replies.iter().copied().collect();
        self.inner().replies.insert(label.to_owned(), replies);
    }

    /// Lets the outside take its time until it is let go.
    pub(crate) fn hold(&self, label: &str) {
        self.0.held.send_modify(|held| {
            held.insert(label.to_owned());
        });
    }

    /// Lets the outside answer.
    pub(crate) fn let_go(&self, label: &str) {
        self.0.held.send_modify(|held| {
            held.remove(label);
        });
    }

    async fn answered(&self, label: &str) -> Option<Reply> {
        let mut held = self.0.held.subscribe();
        let gone = held.wait_for(|held| !held.contains(label)).await;
        assert!(gone.is_ok(), "the world outlives its actions");
        let mut inner = self.inner();
        let replies = inner.replies.get_mut(label)?;
        replies.pop_front()
    }

    /// Notes what workflow code saw, at each replay.
    pub(crate) fn saw(&self, label: &str, value: Value) {
        let mut inner = self.inner();
        inner.seen.entry(label.to_owned()).or_default().push(value);
    }

    /// What workflow code saw at its replays.
    pub(crate) fn seen(&self, label: &str) -> Vec<Value> {
        self.inner().seen.get(label).cloned().unwrap_or_default()
    }

    /// Deploys other code for the workflow whose code changes.
    pub(crate) fn deploy(&self, code: &[Op]) {
        self.inner().code = code.to_vec();
    }

    pub(crate) fn code(&self) -> Vec<Op> {
        self.inner().code.clone()
    }

    /// Compiles another workflow in, from the next worker on.
    pub(crate) fn compile_late_in(&self) {
        self.inner().also_late = true;
    }

    /// Whoever starts from now on does not have this version of what has two.
    pub(crate) fn leave_out(&self, version: u32) {
        self.inner().left_out.insert(version);
    }

    pub(crate) fn has_version(&self, version: u32) -> bool {
        !self.inner().left_out.contains(&version)
    }

    pub(crate) fn has_late(&self) -> bool {
        self.inner().also_late
    }

    /// What a body comes to: another thing each time that it runs.
    fn next(&self, label: &str) -> String {
        let mut inner = self.inner();
        inner.count += 1;
        format!("{label}:{}", inner.count)
    }
}

/// Writes one more row each time that it runs.
pub(crate) async fn write(db: &mut Records, name: &str) -> Result<(), ToolError> {
    let now = Utc::now();
    let lead = LeadWrite {
        contact: ContactId::new(now),
        is_new: false,
        name: name.to_owned(),
        addresses: Vec::new(),
        lead: LeadId::new(now),
        interest: None,
        act: Act::Created,
        activity: Uuid::now_v7(),
        note: None,
    };
    db.leads().write(&lead).await?;
    Ok(())
}

/// An action that writes a row.
pub(crate) struct Write(pub(crate) World);

impl Action<Records> for Write {
    const NAME: &'static str = "contract.write";
    type Input = String;
    type Output = String;

    async fn run(&self, db: &mut Records, _: &Call, label: String) -> Result<String, ToolError> {
        let name = self.0.next(&label);
        self.0.note(format!("write {label}"));
        write(db, &name).await?;
        Ok(name)
    }
}

/// An action that needs no table.
pub(crate) struct Think(pub(crate) World);

impl Action<Work> for Think {
    const NAME: &'static str = "contract.think";
    type Input = String;
    type Output = String;

    async fn run(&self, _: &mut Work, _: &Call, label: String) -> Result<String, ToolError> {
        let thought = self.0.next(&label);
        self.0.note(format!("think {label}"));
        Ok(thought)
    }
}

/// An action that writes a row and then cannot do its work.
pub(crate) struct Refuse(pub(crate) World);

impl Action<Records> for Refuse {
    const NAME: &'static str = "contract.refuse";
    type Input = String;
    type Output = String;

    async fn run(&self, db: &mut Records, _: &Call, label: String) -> Result<String, ToolError> {
        self.0.note(format!("refuse {label}"));
        write(db, &label).await?;
        Err(ToolError::Refused(Say::of("contract", "refused")))
    }
}

/// An action that writes a row and answers too much.
pub(crate) struct Ramble;

impl Action<Records> for Ramble {
    const NAME: &'static str = "contract.ramble";
    type Input = String;
    type Output = String;

    async fn run(&self, db: &mut Records, _: &Call, label: String) -> Result<String, ToolError> {
        write(db, &label).await?;
        Ok("x".repeat(64 * 1024))
    }
}

/// An action that writes a row and then breaks; where its label says so, only the first time.
pub(crate) struct Break(pub(crate) World);

impl Action<Records> for Break {
    const NAME: &'static str = "contract.break";
    type Input = String;
    type Output = String;

    async fn run(&self, db: &mut Records, _: &Call, label: String) -> Result<String, ToolError> {
        let note = format!("break {label}");
        self.0.note(note.clone());
        write(db, &label).await?;
        if label == "once" && self.0.notes_of(&note).len() > 1 {
            return Ok(label);
        }
        panic!("as the test says")
    }
}

/// What an action takes from a budget that everybody shares.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Want {
    pub(crate) cap: i64,
    pub(crate) want: i64,
}

/// An action that takes all that it wants from a budget, or nothing.
pub(crate) struct Spend(pub(crate) World);

impl Action<Work> for Spend {
    const NAME: &'static str = "contract.spend";
    type Input = Want;
    type Output = i64;

    async fn run(&self, work: &mut Work, _: &Call, want: Want) -> Result<i64, ToolError> {
        self.0.note(format!("spend {}", want.want));
        let debit = Debit {
            meter: "cost",
            scope: "company".to_owned(),
            period: "2026-11".to_owned(),
            slot: 0,
            cap: want.cap,
            want: want.want,
            rest: None,
        };
        Ok(work.debit(debit, want.want).await?)
    }
}

/// An action whose run gets a signal while it is at work.
pub(crate) struct SignalItself;

impl Action<Work> for SignalItself {
    const NAME: &'static str = "contract.signal_itself";
    type Input = String;
    type Output = ();

    async fn run(&self, work: &mut Work, call: &Call, name: String) -> Result<(), ToolError> {
        let (store, value) = (work.store(), json!("in between"));
        assert!(
            store
                .signal(call.organisation, call.flow, &name, &value)
                .await?
        );
        Ok(())
    }
}

/// Notes that something was stopped in the midst.
struct Stopped<'a>(Option<(&'a World, String)>);

impl Drop for Stopped<'_> {
    fn drop(&mut self) {
        if let Some((world, what)) = self.0.take() {
            world.note(what);
        }
    }
}

/// Something that is sent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Parcel {
    pub(crate) label: String,
    pub(crate) effect: Effect,
    /// It is known at the intent what it comes to.
    #[serde(default)]
    pub(crate) settled: bool,
}

/// An activity with a ledger. One that is local needs no table.
pub(crate) struct Send(pub(crate) World);

impl Activity<Work> for Send {
    const NAME: &'static str = "contract.send";
    type Input = Parcel;
    type Sent = String;
    type Output = String;

    fn rules(&self, parcel: &Parcel) -> Rules {
        Rules {
            timeout: PATIENCE,
            effect: parcel.effect,
        }
    }

    async fn intend(
        &self,
        work: &mut Work,
        call: &Call,
        parcel: &Parcel,
    ) -> Result<Intent<String>, ToolError> {
        let label = &parcel.label;
        self.0.note(format!("intend {label} {}", call.attempt));
        if parcel.settled {
            return Ok(Intent::Settled(self.0.next(label)));
        }
        if parcel.effect == Effect::Local {
            return Ok(Intent::Send);
        }
        let digest = Digest::of_json(&json!(parcel));
        if work.is_alone() || call.attempt > 0 {
            let before = work.ledger_entry(&call.key, digest).await?;
            match (before, parcel.effect) {
                (None, _) => {}
                (Some(_), Effect::WriteAtMostOnce) if call.attempt == 0 => {
                    work.settle_ledger(&call.key, EffectState::Unknown).await?;
                    return Ok(Intent::Settled("unknown".to_owned()));
                }
                (Some(_), _) => return Ok(Intent::Send),
            }
        }
        let row = LedgerRow {
            organisation: call.organisation,
            key: call.key.to_string(),
            flow: call.flow,
            path: call.path.clone(),
            tool: Self::NAME.to_owned(),
            effect: parcel.effect.word(),
            digest,
            state: "intended",
            epoch: work.epoch(),
            send_by: None,
            window_until: None,
            attempts: 0,
            approval: None,
            authority: 0,
            cost: domain::money::Micros(0),
            created_at: call.now,
            settled_at: None,
            run: None,
        };
        work.writes().ledger.push(row);
        Ok(Intent::Send)
    }

    async fn send(&self, call: &Call, parcel: &Parcel) -> Result<String, ToolError> {
        let label = &parcel.label;
        self.0.note(format!("send {label} {}", call.attempt));
        self.0.saw(&format!("key {label}"), json!(call.key));
        let mut stopped = Stopped(Some((&self.0, format!("stopped {label} {}", call.attempt))));
        let reply = self.0.answered(label).await;
        stopped.0 = None;
        let source = || "as the test says".into();
        match reply {
            None => Ok(self.0.next(label)),
            Some(Reply::NotSent) => Err(ToolError::NotSent(source())),
            Some(Reply::Unavailable) => Err(ToolError::Unavailable(source())),
            Some(Reply::Unknown) => Err(ToolError::Unknown(source())),
            Some(Reply::Refused) => Err(ToolError::Refused(Say::of("contract", "refused"))),
        }
    }

    async fn record(
        &self,
        work: &mut Work,
        call: &Call,
        parcel: &Parcel,
        sent: Result<String, ToolError>,
    ) -> Result<String, ToolError> {
        self.0
            .note(format!("record {} {}", parcel.label, call.attempt));
        match sent {
            Ok(name) if parcel.effect == Effect::Local => Ok(name),
            Ok(name) => {
                work.settle_ledger(&call.key, EffectState::Done).await?;
                write(work.records(), &name).await?;
                Ok(name)
            }
            Err(error) => {
                work.settle_ledger(&call.key, EffectState::Unknown).await?;
                Ok(format!("gave up: {}", error.word()))
            }
        }
    }
}
