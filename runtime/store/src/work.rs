//! One unit of work of a run: reads and writes that commit together, with the lease's fence.
//!
//! Bodies write business rows at once, in a transaction that begins with their first statement.
//! What the machine itself writes (steps, messages, the turn) waits as rows until the commit. A
//! unit that opened no transaction is committed together with those of other runs; what it assumed
//! of budgets is checked then. If it does not hold, nothing of it is written, and it is done again
//! with its own transaction (`alone`), where each assumption is looked up at once.

use std::fmt;

use chrono::{DateTime, Utc};
use domain::{
    flow::Path,
    ids::{FlowId, OrganisationId},
    money::Micros,
    organisation::Organisation,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    database::Store,
    error::Error,
    journal::Committed,
    records::Records,
    writes::{Debit, Fence, Mark, ToolCallRow, TurnChange, Writes},
};

/// One unit of work of a run.
pub struct Work {
    store: Store,
    records: Records,
    writes: Writes,
    alone: bool,
    dirty: bool,
    read_only: bool,
    savepoints: u32,
    afterwards: Vec<Afterwards>,
    pub(crate) context: Option<Value>,
}

/// Something to do once the unit has committed.
pub type Afterwards = Box<dyn FnOnce() + Send + Sync>;

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work")
            .field("records", &self.records)
            .field("alone", &self.alone)
            .finish_non_exhaustive()
    }
}

impl AsMut<Records> for Work {
    fn as_mut(&mut self) -> &mut Records {
        &mut self.records
    }
}

impl AsMut<Work> for Work {
    fn as_mut(&mut self) -> &mut Work {
        self
    }
}

impl Work {
    pub(crate) fn new(store: Store, records: Records) -> Self {
        Self {
            store,
            records,
            writes: Writes::default(),
            alone: false,
            dirty: false,
            read_only: false,
            savepoints: 0,
            afterwards: Vec::new(),
            context: None,
        }
    }

    /// Brings along what the run's turn is about, read when it was accepted.
    pub fn bring(&mut self, context: Option<Value>) {
        self.context = context;
    }

    /// The database, for what is read outside the transaction.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The business tables.
    pub fn records(&mut self) -> &mut Records {
        &mut self.records
    }

    /// The company.
    pub fn organisation(&self) -> &Organisation {
        self.records.organisation()
    }

    /// The time of this unit of work.
    pub fn now(&self) -> DateTime<Utc> {
        self.records.now()
    }

    /// The rows that wait for the commit.
    pub fn writes(&mut self) -> &mut Writes {
        &mut self.writes
    }

    /// Whether nothing may be assumed, because an assumption did not hold.
    pub fn is_alone(&self) -> bool {
        self.alone
    }

    /// Looks each assumption up from now on, in a transaction of its own.
    pub fn go_alone(&mut self) {
        self.alone = true;
        self.stay_apart();
    }

    /// Has a transaction of its own: what it records must not be undone with others.
    pub fn stay_apart(&mut self) {
        self.records.stay_apart();
    }

    /// Has something done once the unit has committed: it may tell people, it may not write.
    pub fn then(&mut self, afterwards: impl FnOnce() + Send + Sync + 'static) {
        self.afterwards.push(Box::new(afterwards));
    }

    /// What is to be done once the unit has committed.
    pub fn take_afterwards(&mut self) -> Vec<Afterwards> {
        std::mem::take(&mut self.afterwards)
    }

    /// The lease's epoch.
    pub fn epoch(&self) -> i64 {
        self.writes.fence.map(|it| it.epoch).unwrap_or_default()
    }

    /// The run that this unit is of.
    pub fn run(&self) -> FlowId {
        let fence = self.writes.fence.map(|it| it.flow);
        fence.unwrap_or(FlowId::from_uuid(Uuid::nil()))
    }

    /// The change of the turn that waits for the commit; of its part, where a child works in the
    /// turn's name.
    pub fn turn(&mut self, flow: FlowId) -> &mut TurnChange {
        let flow = self.writes.fence.map_or(flow, |it| it.flow);
        let (organisation, at) = (self.organisation().id, self.now());
        self.writes
            .turn
            .get_or_insert_with(|| TurnChange::none(organisation, flow, at))
    }

    /// A tool call that this unit wrote, to change it further.
    pub fn tool_call(&mut self, path: &Path) -> Option<&mut ToolCallRow> {
        let mut calls = self.writes.tool_calls.iter_mut();
        calls.find(|it| it.path == *path)
    }

    /// Takes money from a scope: all of `want`, or what is left if that is at least `need`, or
    /// nothing. Together with others it is assumed that there is enough.
    pub async fn debit(&mut self, debit: Debit, need: i64) -> Result<i64, Error> {
        if !self.alone {
            let want = debit.want;
            self.writes.debits.push(debit);
            return Ok(want);
        }
        let company = self.records.company();
        let sql = self.records.sql().await?;
        let taken = sqlx::query_scalar!(
            r#"select debit($1, $2, $3, $4, $5, $6, $7, $8) as "taken!""#,
            company,
            debit.meter,
            debit.scope,
            debit.period,
            i32::from(debit.slot),
            debit.cap,
            debit.want,
            need
        )
        .fetch_one(sql)
        .await?;
        Ok(taken)
    }

    /// What a turn, or a department's part of one, has left, as the database knows it; only needed where nothing may be assumed.
    pub async fn turn_left(&mut self, flow: FlowId) -> Result<Micros, Error> {
        let (company, run) = (self.records.company(), self.run());
        let sql = self.records.sql().await?;
        let left = sqlx::query_scalar!(
            r#"select coalesce((select allowance - spent - reserved from turns
                where organisation = $1 and id = $2), (select allowance - spent - reserved
                from delegations where organisation = $1 and id = $2)) as "left!""#,
            company,
            run.uuid()
        )
        .fetch_one(sql)
        .await?;
        let pending = self.turn(flow);
        Ok(Micros(
            left + pending.allow.0 + pending.settle.0 - pending.spend.0 - pending.reserve.0,
        ))
    }

    /// Begins a body: what it writes can be taken back without the rest. Where nothing was written
    /// before it, that is the whole transaction, and no savepoint is needed; else one is set with
    /// its first statement.
    pub fn begin_body(&mut self) -> Body {
        let mark = self.writes.mark(self.records.noted());
        let savepoint = match self.dirty {
            true => {
                // Each has a name of its own: bodies lie within bodies.
                self.savepoints += 1;
                self.records.set_savepoint(self.savepoints);
                Some(self.savepoints)
            }
            false => None,
        };
        self.read_only = false;
        Body {
            mark,
            savepoint,
            afterwards: self.afterwards.len(),
        }
    }

    /// Says of the body under way that it only read.
    pub fn only_read(&mut self) {
        self.read_only = true;
    }

    /// Ends a body that did its work.
    pub fn end_body(&mut self) {
        self.dirty |= self.records.is_open() && !self.read_only;
    }

    /// Says that the body under way has written, so that what follows is guarded by itself.
    pub fn has_written(&mut self) {
        self.dirty = true;
    }

    /// Takes back what a body wrote.
    pub async fn undo_body(&mut self, body: Body) -> Result<(), Error> {
        let noted = self.writes.return_to(body.mark);
        self.records.forget_after(noted);
        self.afterwards.truncate(body.afterwards);
        if let Some(number) = body.savepoint {
            self.records.return_to_savepoint(number).await?;
        } else if self.records.is_open() {
            self.records.roll_back().await?;
            self.dirty = false;
        }
        Ok(())
    }

    /// Whether a body opened a transaction, so that the unit commits by itself.
    pub fn is_open(&self) -> bool {
        self.records.is_open()
    }

    /// Rolls everything back.
    pub async fn abandon(mut self) -> Result<(), Error> {
        self.records.roll_back().await
    }

    /// The rows, for a commit together with other runs. For a unit that opened no transaction.
    pub fn into_writes(mut self) -> Writes {
        self.seal();
        let flow = self.writes.fence.map(|it| it.flow);
        self.writes.leads = self.records.take_later(flow);
        self.writes
    }

    /// Commits the transaction with the rows that wait.
    pub async fn commit(mut self) -> Result<Committed, Error> {
        self.seal();
        self.records.commit_unit(self.writes).await
    }

    /// Commits in a transaction of its own: nobody else's failure undoes it.
    pub async fn commit_apart(mut self) -> Result<Committed, Error> {
        self.stay_apart();
        self.commit().await
    }

    /// Puts the lease on the unit, and what the run has seen of what woke it.
    pub fn fence(&mut self, flow: FlowId, epoch: i64, woken: i32) {
        self.records.is_of(flow);
        self.writes.fence = Some(Fence {
            organisation: self.organisation().id,
            flow,
            epoch,
            woken,
        });
    }

    pub(crate) fn company(&self) -> Uuid {
        self.records.company()
    }

    /// The company's id.
    pub fn organisation_id(&self) -> OrganisationId {
        self.organisation().id
    }

    fn seal(&mut self) {
        let flow = self.writes.fence.map(|it| it.flow);
        let events = self.records.take_events();
        if let Some(run) = flow {
            self.writes.sign(run);
        }
        self.writes
            .events
            .extend(events.into_iter().map(|mut event| {
                event.flow = flow;
                event
            }));
        // A debit is checked with the turn's change.
        if let (Some(flow), false) = (flow, self.writes.debits.is_empty()) {
            self.turn(flow);
        }
    }
}

/// A body that has begun.
#[derive(Debug)]
pub struct Body {
    mark: Mark,
    savepoint: Option<u32>,
    afterwards: usize,
}
