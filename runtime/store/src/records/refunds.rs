//! Money given back for invoices: held before it leaves, then settled or released. What a provider has taken on is
//! watched: until it is carried out, and then until no bank sends it back any more.

mod watching;

use domain::{
    ids::{FlowId, IdempotencyKey, InvoiceId, RefundId},
    money::Money,
};
use serde_json::json;

pub use self::watching::{End, Ended, GivenBack, Standing, WATCH_REFUND, WATCH_RETURN};
use super::Records;
use crate::{error::Error, flows};

/// The refunds of the company.
#[derive(Debug)]
pub struct Refunds<'r>(pub(super) &'r mut Records);

/// A refund to hold.
#[derive(Clone, Debug)]
pub struct NewRefund {
    /// Its id.
    pub id: RefundId,
    /// The call that makes it: a write that is repeated with the same key changes nothing.
    pub key: IdempotencyKey,
    /// What it gives back.
    pub invoice: InvoiceId,
    /// How much it is, in the invoice's currency.
    pub amount: Money,
    /// Who moves the money.
    pub provider: &'static str,
    /// The provider's reference of the payment that is given back.
    pub payment: Option<String>,
    /// Why, as somebody said.
    pub reason: Option<String>,
}

impl Refunds<'_> {
    /// Sets the amount aside, so that nobody else gives it back; answers whether so much was left.
    /// A refund that was released and is tried again is held again.
    pub async fn hold(&mut self, refund: &NewRefund) -> Result<bool, Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let sql = self.0.sql().await?;
        let held = sqlx::query_scalar!(
            r#"with known as (
                select state from refunds where organisation = $1 and key = $3 for update
            ), invoice as (
                update invoices set held = held + $5
                where organisation = $1 and id = $4 and currency = $6
                    and refunded + held + $5 <= paid
                    and not exists (select from known where state <> 'released')
                returning id
            ), again as (
                update refunds set state = 'held', at = $9
                where organisation = $1 and key = $3 and state = 'released'
                    and exists (select from invoice)
            ), refund as (
                insert into refunds
                    (organisation, id, invoice, minor, state, provider, reason, key, at, payment)
                select $1, $2, $4, $5, 'held', $7, $8::text, $3, $9, $10::text from invoice
                where not exists (select from known)
            )
            select exists (select from known where state <> 'released')
                or exists (select from invoice) as "held!""#,
            company,
            refund.id.uuid(),
            refund.key.as_str(),
            refund.invoice.uuid(),
            refund.amount.minor,
            refund.amount.currency.code(),
            refund.provider,
            refund.reason,
            now,
            refund.payment
        )
        .fetch_one(sql)
        .await?;
        Ok(held)
    }

    /// Writes that a held refund happened, under the provider's reference, and starts the run that asks whether a
    /// bank sends it back, with the turn that wanted it; answers whether it was held, or written before.
    pub async fn settle(
        &mut self,
        key: &IdempotencyKey,
        reference: Option<&str>,
        turn: FlowId,
    ) -> Result<bool, Error> {
        let taken = self.take(key, reference, "done").await?;
        let Some((refund, is_new)) = taken else {
            return Ok(false);
        };
        if is_new {
            let reference = reference.map(str::to_owned);
            self.watch_return(key, reference, (refund, turn)).await?;
        }
        Ok(true)
    }

    /// Writes that the provider took a held refund on, and starts the run that asks it what comes of that, with
    /// the turn that wanted it; answers whether it was held, or written before.
    pub async fn pend(
        &mut self,
        key: &IdempotencyKey,
        reference: &str,
        turn: FlowId,
    ) -> Result<bool, Error> {
        let taken = self.take(key, Some(reference), "pending").await?;
        let organisation = self.0.organisation().id;
        let Some((refund, is_new)) = taken else {
            return Ok(false);
        };
        if is_new {
            let starter = self.0.starter();
            let sql = self.0.sql().await?;
            let run = (organisation, FlowId::from_uuid(refund.uuid()));
            flows::start(sql, run, WATCH_REFUND, &json!(turn), starter).await?;
        }
        Ok(true)
    }

    /// Counts a held refund as given back; answers which it is and whether it was not before, or nothing if it
    /// is not held.
    async fn take(
        &mut self,
        key: &IdempotencyKey,
        reference: Option<&str>,
        state: &'static str,
    ) -> Result<Option<(RefundId, bool)>, Error> {
        let company = self.0.company();
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            r#"with known as (
                select id, invoice, minor, state from refunds
                where organisation = $1 and key = $2 and state <> 'released' for update
            ), refund as (
                update refunds set state = $4, reference = $3
                where organisation = $1 and key = $2 and state = 'held'
            ), invoice as (
                update invoices i set held = i.held - k.minor, refunded = i.refunded + k.minor
                from known k
                where i.organisation = $1 and i.id = k.invoice and k.state = 'held'
            )
            select id, invoice, state = 'held' as "fresh!" from known"#,
            company,
            key.as_str(),
            reference,
            state
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        if row.fresh {
            let invoice = json!({ "invoice": row.invoice });
            self.0.happened("refund_recorded", row.id, invoice);
        }
        Ok(Some((RefundId::from_uuid(row.id), row.fresh)))
    }

    /// Gives back what was held for a refund that did not happen.
    pub async fn release(&mut self, key: &IdempotencyKey) -> Result<(), Error> {
        let company = self.0.company();
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            "with refund as (
                update refunds set state = 'released'
                where organisation = $1 and key = $2 and state = 'held'
                returning id, invoice, minor
            )
            update invoices i set held = i.held - r.minor
                from refund r where i.organisation = $1 and i.id = r.invoice
                returning r.id, r.invoice",
            company,
            key.as_str()
        )
        .fetch_optional(sql)
        .await?;
        if let Some(row) = row {
            let invoice = json!({ "invoice": row.invoice });
            self.0.happened("refund_released", row.id, invoice);
        }
        Ok(())
    }
}
