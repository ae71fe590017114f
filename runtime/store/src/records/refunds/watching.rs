//! Refunds that the provider took on and has not carried out yet: what becomes of them in the end.

use domain::{
    ids::{RefundId, RowId},
    money::{Currency, Money},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Refunds;
use crate::error::Error;

/// The workflow that asks what became of a refund, with its version. Its run has the refund's id, and is given
/// the turn that wanted it.
pub const WATCH_REFUND: (&str, u32) = ("watch_refund", 1);

/// Where a refund stands at the provider.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// It was taken on, and may still fail.
    Pending,
    /// The money went back.
    Succeeded,
    /// It did not, and will not.
    Failed,
}

/// What became of a refund that was pending.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The money went back.
    Succeeded,
    /// It did not: it counts as not given back.
    Failed,
    /// The provider never said. It counts as given back.
    Unknown,
}

impl End {
    const fn state(self) -> &'static str {
        match self {
            Self::Succeeded => "done",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// What the audit and the events of the business call it.
    const fn act(self) -> (&'static str, &'static str) {
        match self {
            Self::Succeeded => ("refund.succeeded", "refund_succeeded"),
            Self::Failed => ("refund.failed", "refund_failed"),
            Self::Unknown => ("refund.unknown", "refund_unknown"),
        }
    }
}

/// A refund that is not pending any more.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ended {
    /// The number of its invoice.
    pub number: i64,
    /// Whose invoice it is.
    pub customer: String,
    /// How much it is.
    pub amount: Money,
    /// The provider's reference.
    pub reference: Option<String>,
}

impl Refunds<'_> {
    /// The provider's reference of a refund that is pending; nothing, if it is not.
    pub async fn pending(&mut self, refund: RefundId) -> Result<Option<String>, Error> {
        let company = self.0.company();
        let sql = self.0.sql().await?;
        let reference = sqlx::query_scalar!(
            "select reference from refunds
            where organisation = $1 and id = $2 and state = 'pending'",
            company,
            refund.uuid()
        )
        .fetch_optional(sql)
        .await?;
        Ok(reference.flatten())
    }

    /// Writes what became of a pending refund, for the audit as well. Nothing, if it is not pending: whoever says
    /// so second changes nothing.
    pub async fn end(&mut self, refund: RefundId, end: End) -> Result<Option<Ended>, Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let (act, event) = end.act();
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            r#"with refund as (
                update refunds set state = $3
                where organisation = $1 and id = $2 and state = 'pending'
                returning invoice, minor, reference
            ), invoice as (
                update invoices i set refunded = i.refunded - r.minor from refund r
                where i.organisation = $1 and i.id = r.invoice and $3 = 'failed'
            ), line as (
                insert into audit (organisation, id, act, subject, detail, at)
                select $1, $4, $5, 'refund/' || $2::uuid, jsonb_build_object('invoice', invoice), $6
                from refund
            )
            select r.invoice, r.minor, r.reference, i.number, i.currency, c.name from refund r
            join invoices i on i.organisation = $1 and i.id = r.invoice
            join contacts c on c.organisation = $1 and c.id = i.contact"#,
            company,
            refund.uuid(),
            end.state(),
            RowId::new(now).uuid(),
            act,
            now
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let invoice = json!({ "invoice": row.invoice });
        self.0.happened(event, refund.uuid(), invoice);
        let currency = Currency::from_code(&row.currency);
        Ok(Some(Ended {
            number: row.number,
            customer: row.name,
            amount: Money {
                minor: row.minor,
                currency: currency.ok_or_else(|| Error::Unreadable(row.currency))?,
            },
            reference: row.reference,
        }))
    }
}
