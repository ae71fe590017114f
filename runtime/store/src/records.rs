//! Typed clients of the business tables, one file a record. All work in the transaction that the
//! caller holds, so that what belongs together commits together.

pub mod contacts;
pub mod invoices;
pub mod leads;
pub mod payments;
pub mod refunds;

use std::{fmt, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{FlowId, RowId},
    organisation::Organisation,
};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::{
    database::{self, Tx},
    error::Error,
};

/// One transaction over the business tables of one company. It begins with its first statement.
pub struct Records {
    pool: PgPool,
    organisation: Arc<Organisation>,
    now: DateTime<Utc>,
    tx: Option<Tx>,
    events: Vec<Event>,
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
    pub(crate) fn new(pool: PgPool, organisation: Arc<Organisation>, now: DateTime<Utc>) -> Self {
        Self {
            pool,
            organisation,
            now,
            tx: None,
            events: Vec::new(),
        }
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
        let tx = match self.tx.take() {
            Some(tx) => tx,
            None => database::begin(&self.pool, self.organisation.id).await?,
        };
        Ok(self.tx.insert(tx))
    }

    pub(crate) fn is_open(&self) -> bool {
        self.tx.is_some()
    }

    pub(crate) fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    pub(crate) fn events_len(&self) -> usize {
        self.events.len()
    }

    pub(crate) fn forget_events_after(&mut self, length: usize) {
        self.events.truncate(length);
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
        match self.tx.take() {
            Some(tx) => Ok(tx.commit().await?),
            None => Ok(()),
        }
    }

    pub(crate) async fn commit_tx(&mut self) -> Result<(), Error> {
        match self.tx.take() {
            Some(tx) => Ok(tx.commit().await?),
            None => Ok(()),
        }
    }

    pub(crate) async fn roll_back(&mut self) -> Result<(), Error> {
        match self.tx.take() {
            Some(tx) => Ok(tx.rollback().await?),
            None => Ok(()),
        }
    }
}
