//! Issues an invoice to a customer.

use std::time::Duration;

use chrono::{Days, Months, NaiveDate};
use domain::{
    budget::OwnerLimits,
    ids::{ContactId, InvoiceId},
    money::Money,
    tool::{Approval, Call, Effect, Local, Needs, Spec, Tool, ToolError},
    words::Say,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::{Records, invoices::NewInvoice};

use super::customers;
use crate::fields;

pub(crate) struct CreateInvoice;

/// How many days a customer has if nobody says otherwise.
const USUAL_DAYS: Days = Days::new(14);

/// A later day is a slip of the pen.
const LATEST: Months = Months::new(120);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Args {
    /// The customer's name or e-mail address.
    customer: String,
    /// What the customer has to pay.
    amount: Money,
    /// The last day to pay it in time; in two weeks, if left out.
    due: Option<NaiveDate>,
    /// What is invoiced.
    description: Option<String>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Plan {
    contact: ContactId,
    customer: String,
    amount: Money,
    due: NaiveDate,
    description: Option<String>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Issued {
    invoice: InvoiceId,
    number: i64,
    customer: String,
    amount: Money,
    due: NaiveDate,
}

impl Tool<Records> for CreateInvoice {
    const SPEC: Spec = Spec {
        name: "create_invoice",
        timeout: Duration::from_secs(20),
        gives_away: false,
    };

    type Args = Args;
    type Plan = Plan;
    type Output = Issued;

    async fn plan(&self, db: &mut Records, args: Args) -> Result<Plan, ToolError> {
        let description = args.description.as_deref();
        let description = fields::optional_line("description", description, fields::SUBJECT)?;
        let amount = fields::amount(args.amount, db.organisation().currency)?;
        let due = due(args.due, db.today())?;
        let customer = customers::find(db, &args.customer).await?;
        Ok(Plan {
            contact: customer.id,
            customer: customer.name,
            amount,
            due,
            description,
        })
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

impl Local<Records> for CreateInvoice {
    async fn apply(&self, db: &mut Records, call: &Call, plan: &Plan) -> Result<Issued, ToolError> {
        let invoice = NewInvoice {
            id: InvoiceId::from_uuid(call.key.derive(call.flow, "invoice")),
            contact: plan.contact,
            amount: plan.amount,
            due: plan.due,
            description: plan.description.clone(),
        };
        let Some(number) = db.invoices().create(&invoice).await? else {
            let gone = Say::of("create_invoice", "customer_gone");
            return Err(ToolError::Refused(gone.with("customer", &plan.customer)));
        };
        Ok(Issued {
            invoice: invoice.id,
            number,
            customer: plan.customer.clone(),
            amount: plan.amount,
            due: plan.due,
        })
    }
}

fn due(given: Option<NaiveDate>, today: NaiveDate) -> Result<NaiveDate, ToolError> {
    let usual = today.checked_add_days(USUAL_DAYS).unwrap_or(today);
    let due = given.unwrap_or(usual);
    let latest = today.checked_add_months(LATEST).unwrap_or(today);
    let unusable = |attribute| {
        let say = Say::of("create_invoice", attribute).with("due", due);
        Err(fields::bad(say.with("today", today)))
    };
    match due {
        _ if due < today => unusable("due_past"),
        _ if due > latest => unusable("due_far"),
        _ => Ok(due),
    }
}

#[cfg(test)]
mod tests;
