//! Typed clients of the business tables, one file a record. All work in the transaction that the
//! caller holds, so that what belongs together commits together.

pub mod contacts;
pub mod conversations;
pub mod files;
pub mod follow_ups;
pub mod invoices;
pub mod leads;
pub mod payments;
pub mod refunds;
pub mod revenue;

use std::{fmt, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{FlowId, RowId},
    organisation::Organisation,
};
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::{
    database,
    error::Error,
    flows::Starter,
    journal::{self, Committed},
    lines::{Line, Lines},
    records::leads::LaterLead,
    together::{Seat, Shared},
    writes::Writes,
};

/// What the transactions of units of work are known as: tools and workflows say what is in them.
pub(crate) const USE_CASE: &str = "unit_of_work";

/// One transaction over the business tables of one company. It begins with its first statement.
pub struct Records {
    lines: Lines,
    organisation: Arc<Organisation>,
    now: DateTime<Utc>,
    /// The company's transaction that units of work share, where this may be one of them.
    shared: Option<Arc<Shared>>,
    /// The transaction, once it has begun.
    tx: Option<Tx>,
    /// Savepoints that the next statement sets first.
    savepoints: Vec<u32>,
    events: Vec<Event>,
    /// Written when the unit of work commits, or its transaction begins.
    later: Vec<LaterLead>,
    /// The list that this unit of work showed last: its row is not written yet.
    listed: Option<conversations::Listed>,
    /// In what runs are started.
    starter: Starter,
}

/// A transaction of one's own, or a seat in one that is shared.
enum Tx {
    Own(Line),
    Shared(Seat),
}

/// Something that happened in the business: ids, never texts.
#[derive(Clone, Debug, serde::Serialize)]
pub(crate) struct Event {
    pub(crate) organisation: Uuid,
    pub(crate) id: RowId,
    pub(crate) kind: &'static str,
    pub(crate) subject: Uuid,
    pub(crate) detail: Value,
    pub(crate) flow: Option<FlowId>,
    pub(crate) at: DateTime<Utc>,
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records")
            .field("organisation", &self.organisation.id)
            .field("open", &self.tx.is_some())
            .finish_non_exhaustive()
    }
}

impl Records {
    pub(crate) fn new(lines: Lines, organisation: Arc<Organisation>, now: DateTime<Utc>) -> Self {
        Self {
            lines,
            organisation,
            now,
            shared: None,
            tx: None,
            savepoints: Vec::new(),
            events: Vec::new(),
            later: Vec::new(),
            listed: None,
            starter: Starter::default(),
        }
    }

    /// The same, in the transaction that units of work of the company share.
    pub(crate) fn sharing(mut self, shared: Option<Arc<Shared>>) -> Self {
        self.shared = shared;
        self
    }

    /// Has a transaction of its own.
    pub(crate) fn stay_apart(&mut self) {
        self.shared = None;
    }

    /// The company.
    pub fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// The time of this unit of work.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The day of this unit of work where the company is.
    pub fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.organisation.zone).date_naive()
    }

    /// People and companies that we deal with.
    pub fn contacts(&mut self) -> contacts::Contacts<'_> {
        contacts::Contacts(self)
    }

    /// What contacts are interested in.
    pub fn leads(&mut self) -> leads::Leads<'_> {
        leads::Leads(self)
    }

    /// What customers owe.
    pub fn invoices(&mut self) -> invoices::Invoices<'_> {
        invoices::Invoices(self)
    }

    /// Money received for invoices.
    pub fn payments(&mut self) -> payments::Payments<'_> {
        payments::Payments(self)
    }

    /// Money given back for invoices.
    pub fn refunds(&mut self) -> refunds::Refunds<'_> {
        refunds::Refunds(self)
    }

    /// What came in and was given back, by month.
    pub fn revenue(&mut self) -> revenue::Revenue<'_> {
        revenue::Revenue(self)
    }

    /// Files that are made for an answer.
    pub fn files(&mut self) -> files::Files<'_> {
        files::Files(self)
    }

    /// Where something was asked, and what is said there later.
    pub fn conversations(&mut self) -> conversations::Conversations<'_> {
        conversations::Conversations(self)
    }

    /// What people want to be reminded of.
    pub fn follow_ups(&mut self) -> follow_ups::FollowUps<'_> {
        follow_ups::FollowUps(self)
    }

    /// Notes that this unit of work showed a list, of which the row is written with its commit.
    pub fn shows(&mut self, tool: &str, plan: &Value) {
        self.listed = Some(conversations::Listed {
            tool: tool.to_owned(),
            plan: plan.clone(),
        });
    }

    /// The list that this unit of work showed last, if a tool of these names did.
    fn listed_now(&self, tools: &[&str]) -> Option<conversations::Listed> {
        let listed = self.listed.as_ref();
        listed
            .filter(|it| tools.contains(&it.tool.as_str()))
            .cloned()
    }

    /// Says whether what is done next may follow from the words of strangers: runs that it starts then know
    /// that of themselves.
    pub fn follows_from_strangers(&mut self, tainted: bool) {
        self.starter.tainted = tainted;
    }

    /// Says which run's unit of work this is.
    pub(crate) fn is_of(&mut self, run: FlowId) {
        self.starter.run = Some(run);
    }

    /// In what runs are started.
    pub(crate) fn starter(&self) -> Starter {
        self.starter
    }

    /// Notes what happened in the business. It commits with the rest.
    pub(crate) fn happened(&mut self, kind: &'static str, subject: Uuid, detail: Value) {
        self.events.push(Event {
            organisation: self.organisation.id.uuid(),
            id: RowId::new(self.now),
            kind,
            subject,
            detail,
            flow: None,
            at: self.now,
        });
    }

    /// The company's id, for a query.
    pub(crate) fn company(&self) -> Uuid {
        self.organisation.id.uuid()
    }

    /// The connection, in a transaction that sees this company alone.
    pub(crate) async fn sql(&mut self) -> Result<&mut PgConnection, Error> {
        // Taken out meanwhile: a transaction that failed to begin or to go on is closed.
        let mut tx = match self.tx.take() {
            Some(tx) => tx,
            None => {
                self.tx = Some(self.begin().await?);
                self.write_what_waits().await?;
                self.tx.take().ok_or(Error::Undone)?
            }
        };
        if !self.savepoints.is_empty() {
            let set = self
                .savepoints
                .iter()
                .map(|it| format!("SAVEPOINT body_{it};"));
            let set = AssertSqlSafe(set.collect::<String>());
            sqlx::raw_sql(set).execute(tx.sql()).await?;
            self.savepoints.clear();
        }
        Ok(self.tx.insert(tx).sql())
    }

    async fn begin(&self) -> Result<Tx, Error> {
        match &self.shared {
            Some(shared) => Ok(Tx::Shared(shared.board().await?)),
            None => {
                let company = self.organisation.id;
                let line = database::begun(&self.lines, USE_CASE, company, "").await?;
                Ok(Tx::Own(line))
            }
        }
    }

    /// Has the next statement set a savepoint first; if none follows, none is needed.
    pub(crate) fn set_savepoint(&mut self, number: u32) {
        self.savepoints.push(number);
    }

    /// Takes back what was done since a savepoint. What it had not set has done nothing.
    pub(crate) async fn return_to_savepoint(&mut self, number: u32) -> Result<(), Error> {
        let is_set = !self.savepoints.contains(&number);
        self.savepoints.retain(|it| *it < number);
        if is_set {
            let back = AssertSqlSafe(format!("ROLLBACK TO SAVEPOINT body_{number}"));
            let sql = self.sql().await?;
            sqlx::raw_sql(back).execute(sql).await?;
        }
        Ok(())
    }

    pub(crate) fn is_open(&self) -> bool {
        self.tx.is_some()
    }

    pub(crate) fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// How much there is that waits for the commit: events, and what else.
    pub(crate) fn noted(&self) -> (usize, usize) {
        (self.events.len(), self.later.len())
    }

    /// Forgets what was noted since.
    pub(crate) fn forget_after(&mut self, (events, later): (usize, usize)) {
        self.events.truncate(events);
        self.later.truncate(later);
    }

    /// Commits what was done, for use cases that are no step of a run.
    pub async fn commit(mut self) -> Result<(), Error> {
        let events = self.take_events();
        if !events.is_empty() {
            let rows = serde_json::to_value(&events)
                .map_err(|error| Error::Unreadable(error.to_string()))?;
            let sql = self.sql().await?;
            sqlx::query!(
                "insert into events
                    select * from json_populate_recordset(null::events, $1::json)",
                rows
            )
            .execute(sql)
            .await?;
        }
        self.commit_tx().await
    }

    /// Commits what was done, with the rows of the unit of work that did it.
    pub(crate) async fn commit_unit(&mut self, writes: Writes) -> Result<Committed, Error> {
        // Nothing is taken back any more.
        self.savepoints.clear();
        // A unit may have had nothing to look up; which transaction it gets is decided here then.
        self.sql().await?;
        match self.tx.take() {
            Some(Tx::Shared(seat)) => seat.hand_in(writes).await,
            own => {
                self.tx = own;
                let outcomes = journal::commit_steps(self.sql().await?, &[&writes]).await?;
                let (_, outcome) = outcomes.into_iter().next().ok_or(Error::Fenced)?;
                let committed = outcome?;
                self.commit_tx().await?;
                Ok(committed)
            }
        }
    }

    async fn commit_tx(&mut self) -> Result<(), Error> {
        self.end("COMMIT").await
    }

    pub(crate) async fn roll_back(&mut self) -> Result<(), Error> {
        self.end("ROLLBACK").await
    }

    async fn end(&mut self, how: &'static str) -> Result<(), Error> {
        self.savepoints.clear();
        match self.tx.take() {
            Some(Tx::Own(line)) => line.end(how).await?,
            Some(Tx::Shared(seat)) => seat.roll_back().await?,
            None => {}
        }
        Ok(())
    }
}

impl Tx {
    fn sql(&mut self) -> &mut PgConnection {
        match self {
            Self::Own(line) => line,
            Self::Shared(seat) => seat,
        }
    }
}
