//! Money received for invoices.

use domain::{
    ids::{IdempotencyKey, InvoiceId, PaymentId},
    money::Money,
};
use serde_json::json;

use super::Records;
use crate::error::Error;

/// The payments of the company.
#[derive(Debug)]
pub struct Payments<'r>(pub(super) &'r mut Records);

/// A payment to write.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// Its id.
    pub id: PaymentId,
    /// The call that records it: a write that is repeated with the same key changes nothing.
    pub key: IdempotencyKey,
    /// What it is for.
    pub invoice: InvoiceId,
    /// How much it is, in the invoice's currency.
    pub amount: Money,
    /// Through whom it came.
    pub provider: &'static str,
    /// The provider's reference.
    pub reference: Option<String>,
}

impl Payments<'_> {
    /// Writes a payment; answers what is open then, or `None` if less than the amount is.
    pub async fn record(&mut self, payment: &NewPayment) -> Result<Option<Money>, Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            r#"with known as (
                select from payments where organisation = $1 and key = $3
            ), paid as (
                update invoices set paid = paid + $5
                where organisation = $1 and id = $4 and currency = $6 and paid + $5 <= total
                    and not exists (select from known)
                returning total - paid as open
            ), payment as (
                insert into payments (organisation, id, invoice, minor, provider, reference, key,
                    at)
                select $1, $2, $4, $5, $7, $9::text, $3, $8 from paid
            )
            select open as "open!", true as "fresh!" from paid
            union all
            select total - paid, false from invoices
                where organisation = $1 and id = $4 and exists (select from known)"#,
            company,
            payment.id.uuid(),
            payment.key.as_str(),
            payment.invoice.uuid(),
            payment.amount.minor,
            payment.amount.currency.code(),
            payment.provider,
            now,
            payment.reference
        )
        .fetch_optional(sql)
        .await?;
        if row.as_ref().is_some_and(|row| row.fresh) {
            let invoice = json!({ "invoice": payment.invoice });
            self.0
                .happened("payment_recorded", payment.id.uuid(), invoice);
        }
        let currency = payment.amount.currency;
        Ok(row.map(|row| Money {
            minor: row.open,
            currency,
        }))
    }

    /// The reference of a payment of an invoice that came through a provider and of which so much
    /// was not given back and is not being given back; of several the one that fits best.
    pub async fn refundable(
        &mut self,
        invoice: InvoiceId,
        provider: &str,
        minor: i64,
    ) -> Result<Option<String>, Error> {
        let company = self.0.company();
        let sql = self.0.sql().await?;
        let reference = sqlx::query_scalar!(
            r#"select p.reference as "reference!" from (
                select p.reference, sum(p.minor) - coalesce((select sum(r.minor) from refunds r
                    where r.organisation = $1 and r.invoice = $2 and r.payment = p.reference
                        and r.state not in ('released', 'failed')), 0) as rest
                from payments p
                where p.organisation = $1 and p.invoice = $2 and p.provider = $3
                    and p.reference is not null
                group by p.reference
            ) p where p.rest >= $4::bigint order by p.rest, p.reference limit 1"#,
            company,
            invoice.uuid(),
            provider,
            minor
        )
        .fetch_optional(sql)
        .await?;
        Ok(reference)
    }
}
