//! Leads of new contacts that wait for the commit of their unit of work.

use chrono::{DateTime, Utc};
use domain::ids::FlowId;
use serde::Serialize;
use uuid::Uuid;

use super::{LeadWrite, Records};
use crate::error::Error;

/// A lead of a new contact, which its commit writes. If one of its addresses belongs to another contact by
/// then, nothing of its unit of work is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LaterLead {
    organisation: Uuid,
    /// The run that writes it, known at its commit.
    flow: Option<FlowId>,
    at: DateTime<Utc>,
    #[serde(flatten)]
    lead: LeadWrite,
}

impl Records {
    /// Whether nothing was written: no transaction has begun, and nothing waits for the commit.
    pub(super) fn is_untouched(&self) -> bool {
        self.tx.is_none() && self.later.is_empty()
    }

    /// Whether what a unit of work writes may wait for its commit: what it assumes may turn out wrong then, and
    /// it is done again.
    pub(super) fn may_wait(&self) -> bool {
        self.shared.is_some() && self.tx.is_none()
    }

    pub(super) fn write_later(&mut self, lead: &LeadWrite) {
        self.later.push(LaterLead {
            organisation: self.company(),
            flow: None,
            at: self.now,
            lead: lead.clone(),
        });
    }

    /// Writes what waits, in the transaction that has just begun: what follows has to see it.
    pub(in crate::records) async fn write_what_waits(&mut self) -> Result<(), Error> {
        // They stay at hand: if the transaction is taken back, they wait again.
        for later in self.later.clone() {
            let written = Box::pin(self.leads().write_now(&later.lead)).await?;
            written.ok_or(Error::Undone)?;
        }
        Ok(())
    }

    /// What waits for the commit of this run's unit.
    pub(crate) fn take_later(&mut self, flow: Option<FlowId>) -> Vec<LaterLead> {
        let mut later = std::mem::take(&mut self.later);
        for lead in &mut later {
            lead.flow = flow;
        }
        later
    }
}
