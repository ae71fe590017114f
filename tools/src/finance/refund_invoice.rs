//! Gives back what was paid of an invoice, through the payment provider.

use std::time::Duration;

use domain::{
    budget::OwnerLimits,
    ids::{InvoiceId, RefundId},
    money::Money,
    tool::{Approval, Call, Effect, Fate, Needs, Outside, Spec, Tool, ToolError},
    words::Say,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::{Records, invoices::Invoice, refunds::NewRefund};

use super::invoices;
use crate::{
    fields,
    payments::{Payments, Taken},
};

pub(crate) struct RefundInvoice(pub(crate) Payments);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Args {
    /// The invoice's number, or the name or e-mail address of the customer whose invoice it is.
    invoice: String,
    /// How much to give back; all that was paid, if left out.
    amount: Option<Money>,
    /// Why it is given back.
    reason: Option<String>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Plan {
    invoice: InvoiceId,
    number: i64,
    customer: String,
    amount: Money,
    reason: Option<String>,
    /// The provider's reference of the payment that is given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payment: Option<String>,
    /// Who would move the money: who agrees to a plan agrees to that, too.
    provider: String,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Refunded {
    refund: RefundId,
    number: i64,
    customer: String,
    amount: Money,
    /// The provider's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Note>,
}

/// What the answer adds.
#[derive(Clone, Copy, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
enum Note {
    /// It stands in the books, and no money was moved.
    Books,
    /// The provider has yet to carry it out.
    Pending,
}

impl Tool<Records> for RefundInvoice {
    const SPEC: Spec = Spec {
        name: "refund_invoice",
        timeout: Duration::from_secs(20),
        gives_away: true,
    };

    type Args = Args;
    type Plan = Plan;
    type Output = Refunded;

    async fn plan(&self, db: &mut Records, args: Args) -> Result<Plan, ToolError> {
        let reason = fields::optional_line("reason", args.reason.as_deref(), fields::SUBJECT)?;
        let tool = Self::SPEC.name;
        let invoice = invoices::find(db, tool, &args.invoice, Invoice::refundable).await?;
        let (left, paid) = (invoice.refundable(), invoice.paid);
        let amount = match args.amount {
            None => left,
            Some(amount) => fields::amount(amount, invoice.currency)?,
        };
        let mut plan = Plan {
            invoice: invoice.id,
            number: invoice.number,
            customer: invoice.customer,
            amount,
            reason,
            payment: None,
            provider: self.0.word().to_owned(),
        };
        match left.minor {
            ..=0 if paid == 0 => return Err(plan.refused("nothing_paid", left)),
            ..=0 => return Err(plan.refused("nothing_left", left)),
            most if amount.minor > most => return Err(plan.refused("more_than_left", left)),
            1.. => {}
        }
        if self.0.has_references() {
            let provider = self.0.word();
            let mut payments = db.payments();
            let payment = payments.refundable(plan.invoice, provider, plan.amount.minor);
            plan.payment = payment.await?;
            if plan.payment.is_none() {
                return Err(plan.refused("not_through_provider", left));
            }
        }
        Ok(plan)
    }

    fn effect(&self) -> Effect {
        self.0.effect()
    }

    fn needs(&self, limits: &OwnerLimits, plan: &Plan) -> Needs {
        Needs {
            approval: match limits.is_free(Self::SPEC.name, plan.amount) {
                true => Approval::None,
                false => Approval::Person("why_amount"),
            },
            authority: Some(plan.amount),
        }
    }
}

impl Outside<Records> for RefundInvoice {
    async fn prepare(&self, db: &mut Records, call: &Call, plan: &Plan) -> Result<(), ToolError> {
        let nothing = Money {
            minor: 0,
            ..plan.amount
        };
        if plan.provider != self.0.word() {
            return Err(plan.refused("other_provider", nothing));
        }
        let refund = NewRefund {
            id: id(call),
            key: call.key.clone(),
            invoice: plan.invoice,
            amount: plan.amount,
            provider: self.0.word(),
            payment: plan.payment.clone(),
            reason: plan.reason.clone(),
        };
        if db.refunds().hold(&refund).await? {
            return Ok(());
        }
        // Another refund came first.
        let invoice = db.invoices().numbered(plan.number).await?;
        let left = invoice.map_or(nothing, |it| it.refundable());
        let attribute = match left.minor {
            ..=0 => "nothing_left",
            1.. => "more_than_left",
        };
        Err(plan.refused(attribute, left))
    }

    async fn send(&self, call: &Call, plan: &Plan) -> Result<Refunded, ToolError> {
        if plan.provider != self.0.word() {
            return Err(ToolError::NotSent("the provider has changed".into()));
        }
        let payment = plan.payment.as_deref();
        let taken = self.0.refund(&call.key, payment, plan.amount).await?;
        Ok(self.refunded(call, plan, taken))
    }

    async fn reconcile(&self, call: &Call, plan: &Plan) -> Result<Fate<Refunded>, ToolError> {
        if plan.provider != self.0.word() {
            return Ok(Fate::CannotTell);
        }
        let payment = plan.payment.as_deref();
        Ok(match self.0.find_refund(&call.key, payment).await? {
            Fate::Happened(taken) => Fate::Happened(self.refunded(call, plan, taken)),
            Fate::DidNot => Fate::DidNot,
            Fate::CannotTell => Fate::CannotTell,
        })
    }

    fn wants_reference(&self) -> bool {
        self.0.has_references()
    }

    fn told(
        &self,
        call: &Call,
        plan: &Plan,
        reference: Option<&str>,
    ) -> Result<Refunded, ToolError> {
        // She has looked: whether it came through is not asked any more, only whether it comes back.
        let taken = reference.map(|reference| Taken {
            reference: reference.to_owned(),
            is_pending: false,
        });
        Ok(self.refunded(call, plan, taken))
    }

    async fn record(
        &self,
        db: &mut Records,
        call: &Call,
        _: &Plan,
        fate: Fate<&Refunded>,
    ) -> Result<(), ToolError> {
        match fate {
            Fate::Happened(refunded) => {
                let mut refunds = db.refunds();
                let was_held = match (refunded.note, &refunded.reference) {
                    (Some(Note::Pending), Some(reference)) => {
                        refunds.pend(&call.key, reference, call.flow).await?
                    }
                    (_, reference) => {
                        let reference = reference.as_deref();
                        refunds.settle(&call.key, reference, call.flow).await?
                    }
                };
                match was_held {
                    true => Ok(()),
                    false => Err(ToolError::internal("a refund happened that was not held")),
                }
            }
            Fate::DidNot => Ok(db.refunds().release(&call.key).await?),
            // It stays held until a person decides.
            Fate::CannotTell => Ok(()),
        }
    }
}

impl RefundInvoice {
    fn refunded(&self, call: &Call, plan: &Plan, taken: Option<Taken>) -> Refunded {
        let is_pending = taken.as_ref().is_some_and(|it| it.is_pending);
        Refunded {
            refund: id(call),
            number: plan.number,
            customer: plan.customer.clone(),
            amount: plan.amount,
            reference: taken.map(|it| it.reference),
            note: match self.0 {
                Payments::Book => Some(Note::Books),
                Payments::Stripe(_) => is_pending.then_some(Note::Pending),
            },
        }
    }
}

impl Plan {
    fn refused(&self, attribute: &str, left: Money) -> ToolError {
        ToolError::Refused(
            Say::of(RefundInvoice::SPEC.name, attribute)
                .with("number", self.number)
                .with("customer", &self.customer)
                .with("amount", self.amount)
                .with("left", left),
        )
    }
}

fn id(call: &Call) -> RefundId {
    RefundId::from_uuid(call.key.derive(call.flow, "refund"))
}

#[cfg(test)]
mod tests;
