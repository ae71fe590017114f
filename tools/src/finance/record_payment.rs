//! Records money that came in for an invoice.

use std::time::Duration;

use domain::{
    budget::OwnerLimits,
    ids::{InvoiceId, PaymentId},
    money::Money,
    tool::{Approval, Call, Effect, Local, Needs, Spec, Tool, ToolError},
    words::Say,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::{Records, invoices::Invoice, payments::NewPayment};

use super::invoices;
use crate::{
    fields,
    payments::{Payments, is_payment},
};

pub(crate) struct RecordPayment(pub(crate) Payments);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Args {
    /// The invoice's number, or the name or e-mail address of the customer whose invoice it is.
    invoice: String,
    /// How much was paid; it may be a part of what is open.
    amount: Money,
    /// The payment provider's reference of the payment, if it came through it.
    reference: Option<String>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Plan {
    invoice: InvoiceId,
    number: i64,
    customer: String,
    amount: Money,
    /// The provider's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Paid {
    payment: PaymentId,
    number: i64,
    customer: String,
    amount: Money,
    /// What is still to be paid.
    open: Money,
    /// Whether nothing is.
    settled: bool,
}

impl Tool<Records> for RecordPayment {
    const SPEC: Spec = Spec {
        name: "record_payment",
        timeout: Duration::from_secs(20),
        gives_away: false,
    };

    type Args = Args;
    type Plan = Plan;
    type Output = Paid;

    async fn plan(&self, db: &mut Records, args: Args) -> Result<Plan, ToolError> {
        let tool = Self::SPEC.name;
        let invoice = invoices::find(db, tool, &args.invoice, Invoice::open).await?;
        let amount = fields::amount(args.amount, invoice.currency)?;
        let open = invoice.open();
        let plan = Plan {
            invoice: invoice.id,
            number: invoice.number,
            customer: invoice.customer,
            amount,
            reference: self.reference(args.reference)?,
        };
        match open.minor {
            ..=0 => Err(plan.refused("nothing_open", open)),
            most if amount.minor > most => Err(plan.refused("more_than_open", open)),
            1.. => Ok(plan),
        }
    }

    fn effect(&self) -> Effect {
        Effect::Local
    }

    fn needs(&self, _: &OwnerLimits, _: &Plan) -> Needs {
        Needs {
            approval: Approval::None,
            authority: None,
        }
    }
}

impl Local<Records> for RecordPayment {
    async fn apply(&self, db: &mut Records, call: &Call, plan: &Plan) -> Result<Paid, ToolError> {
        let payment = NewPayment {
            id: PaymentId::from_uuid(call.key.derive(call.flow, "payment")),
            key: call.key.clone(),
            invoice: plan.invoice,
            amount: plan.amount,
            provider: match plan.reference {
                Some(_) => self.0.word(),
                None => "book",
            },
            reference: plan.reference.clone(),
        };
        let Some(open) = db.payments().record(&payment).await? else {
            // Another payment came first.
            let invoice = db.invoices().numbered(plan.number).await?;
            let none = Money {
                minor: 0,
                ..plan.amount
            };
            let open = invoice.map_or(none, |it| it.open());
            return Err(plan.refused("more_than_open", open));
        };
        Ok(Paid {
            payment: payment.id,
            number: plan.number,
            customer: plan.customer.clone(),
            amount: plan.amount,
            open,
            settled: open.minor == 0,
        })
    }
}

impl RecordPayment {
    /// The reference of a payment at the provider that is connected. Without one it is nobody's.
    fn reference(&self, given: Option<String>) -> Result<Option<String>, ToolError> {
        // Models leave things out with empty words.
        let given = given.map(|it| it.trim().to_owned());
        match given.filter(|it| !it.is_empty()) {
            Some(reference) if self.0.has_references() && !is_payment(&reference) => {
                let say = Say::of(Self::SPEC.name, "bad_reference");
                Err(ToolError::Arguments(say.with("reference", reference)))
            }
            Some(reference) if self.0.has_references() => Ok(Some(reference)),
            Some(_) | None => Ok(None),
        }
    }
}

impl Plan {
    fn refused(&self, attribute: &str, open: Money) -> ToolError {
        ToolError::Refused(
            Say::of(RecordPayment::SPEC.name, attribute)
                .with("number", self.number)
                .with("customer", &self.customer)
                .with("amount", self.amount)
                .with("open", open),
        )
    }
}

#[cfg(test)]
mod tests;
