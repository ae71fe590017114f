//! Refunds that the provider took on: what becomes of them in the end. One that it has not carried out may fail, and
//! one that it has may be sent back by a bank.

use domain::{
    ids::{FlowId, IdempotencyKey, RefundId, RowId},
    money::{Currency, Money},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Refunds;
use crate::{error::Error, flows};

/// The workflow that asks what became of a refund, with its version. Its run has the refund's id, and is given
/// the turn that wanted it.
pub const WATCH_REFUND: (&str, u32) = ("watch_refund", 1);

/// The workflow that asks whether a refund that came through is sent back, with its version. It is given [`GivenBack`].
pub const WATCH_RETURN: (&str, u32) = ("watch_return", 1);

/// A refund that came through at the provider.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct GivenBack {
    /// Which one.
    pub refund: RefundId,
    /// The turn that wanted it.
    pub turn: FlowId,
    /// The provider's reference.
    pub reference: String,
}

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

/// What became of a refund.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The money went back.
    Succeeded,
    /// It did not: it counts as not given back.
    Failed,
    /// The provider never said. It counts as given back.
    Unknown,
    /// The money went back, and a bank sent it to us again: it counts as not given back.
    Returned,
}

impl End {
    /// The state of the refunds of which it may be said.
    const fn from(self) -> &'static str {
        match self {
            Self::Succeeded | Self::Failed | Self::Unknown => "pending",
            Self::Returned => "done",
        }
    }

    const fn state(self) -> &'static str {
        match self {
            Self::Succeeded => "done",
            Self::Failed | Self::Returned => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// What the audit and the events of the business call it.
    const fn act(self) -> (&'static str, &'static str) {
        match self {
            Self::Succeeded => ("refund.succeeded", "refund_succeeded"),
            Self::Failed => ("refund.failed", "refund_failed"),
            Self::Unknown => ("refund.unknown", "refund_unknown"),
            Self::Returned => ("refund.returned", "refund_returned"),
        }
    }
}

/// A refund of which it was said what became of it.
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

    /// Writes what became of a refund that a turn wanted, for the audit as well. Nothing, if it is over in another
    /// way: whoever says so second changes nothing. What did not go back, or came back, a department may give away
    /// again on the day of which it was; what went back is watched from then on.
    pub async fn end(
        &mut self,
        refund: RefundId,
        turn: FlowId,
        end: End,
    ) -> Result<Option<Ended>, Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let (act, event) = end.act();
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            r#"with refund as (
                update refunds set state = $3
                where organisation = $1 and id = $2 and state = $7
                returning key, invoice, minor, reference
            ), invoice as (
                update invoices i set refunded = i.refunded - r.minor from refund r
                where i.organisation = $1 and i.id = r.invoice and $3 = 'failed'
            ), line as (
                insert into audit (organisation, id, act, subject, detail, at)
                select $1, $4, $5, 'refund/' || $2::uuid, jsonb_build_object('invoice', invoice), $6
                from refund
            )
            select r.key, r.invoice, r.minor, r.reference, i.number, i.currency, c.name
            from refund r
            join invoices i on i.organisation = $1 and i.id = r.invoice
            join contacts c on c.organisation = $1 and c.id = i.contact"#,
            company,
            refund.uuid(),
            end.state(),
            RowId::new(now).uuid(),
            act,
            now,
            end.from()
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let key = IdempotencyKey::from_text(row.key);
        match end {
            End::Succeeded => {
                let reference = row.reference.clone();
                self.watch_return(&key, reference, (refund, turn)).await?;
            }
            End::Failed | End::Returned => self.give_back_authority(&key).await?,
            End::Unknown => {}
        }
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

    /// Starts the run that asks whether a refund that came through is sent back, if the provider has a name for it.
    pub(super) async fn watch_return(
        &mut self,
        key: &IdempotencyKey,
        reference: Option<String>,
        (refund, turn): (RefundId, FlowId),
    ) -> Result<(), Error> {
        let Some(reference) = reference else {
            return Ok(());
        };
        let (organisation, starter) = (self.0.organisation().id, self.0.starter());
        // The refund's own id may be that of the run that watched it while it was pending.
        let run = FlowId::from_uuid(key.derive(FlowId::from_uuid(refund.uuid()), "watch_return"));
        let input = json!(GivenBack {
            refund,
            turn,
            reference,
        });
        let sql = self.0.sql().await?;
        flows::start(sql, (organisation, run), WATCH_RETURN, &input, starter).await?;
        Ok(())
    }

    /// Lets the department of a call give away again what it gave away without a person, on the day on which it did.
    async fn give_back_authority(&mut self, key: &IdempotencyKey) -> Result<(), Error> {
        let company = self.0.company();
        let zone = self.0.organisation().zone.name();
        let sql = self.0.sql().await?;
        sqlx::query!(
            "update budgets b set remaining = b.remaining + l.authority
            from ledger l
            join tool_calls c on c.organisation = $1 and c.flow = l.flow and c.path = l.path
            where l.organisation = $1 and l.key = $2 and l.approval is null
                and b.organisation = $1 and b.meter = 'authority'
                and b.scope = 'department:' || c.department
                and b.period = to_char(l.created_at at time zone $3, 'YYYY-MM-DD')
                and b.slot = get_byte(uuid_send(l.flow), 15) % 16",
            company,
            key.as_str(),
            zone
        )
        .execute(sql)
        .await?;
        Ok(())
    }
}
