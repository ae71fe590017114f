//! Shows the newest invoices, and what is open of them.

use std::time::Duration;

use chrono::NaiveDate;
use domain::{
    budget::OwnerLimits,
    ids::ContactId,
    money::Money,
    tool::{Approval, Call, Effect, Local, Needs, Spec, Tool, ToolError},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::{
    Records,
    invoices::{Invoice, Listing, Status},
};

use super::customers;

pub(crate) struct ListInvoices;

/// How many are shown at most.
const MOST: i64 = 50;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Args {
    /// Where the invoices stand: open (something is still to be paid, late or not), overdue, paid,
    /// or refunded in full; any, if left out.
    status: Option<Status>,
    /// The customer's name or e-mail address; all customers, if left out.
    customer: Option<String>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Plan {
    status: Option<Status>,
    contact: Option<ContactId>,
    customer: Option<String>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Invoices {
    /// How many there are in all.
    count: i64,
    /// How many of them are not shown.
    more: i64,
    /// What is still to be paid of all of them.
    open: Money,
    /// The newest, in order.
    rows: Vec<Row>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
struct Row {
    number: i64,
    customer: String,
    due: NaiveDate,
    total: Money,
    /// What is still to be paid.
    open: Money,
    /// What was paid and given back.
    refunded: Money,
    status: Status,
}

impl Tool<Records> for ListInvoices {
    const SPEC: Spec = Spec {
        name: "list_invoices",
        timeout: Duration::from_secs(20),
        gives_away: false,
    };

    type Args = Args;
    type Plan = Plan;
    type Output = Invoices;

    async fn plan(&self, db: &mut Records, args: Args) -> Result<Plan, ToolError> {
        let customer = match args.customer.filter(|it| !it.trim().is_empty()) {
            None => None,
            Some(words) => Some(customers::find(db, &words).await?),
        };
        Ok(Plan {
            status: args.status,
            contact: customer.as_ref().map(|it| it.id),
            customer: customer.map(|it| it.name),
        })
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn needs(&self, _: &OwnerLimits, _: &Plan) -> Needs {
        Needs {
            approval: Approval::None,
            authority: None,
        }
    }
}

impl Local<Records> for ListInvoices {
    async fn apply(&self, db: &mut Records, _: &Call, plan: &Plan) -> Result<Invoices, ToolError> {
        list(db, plan, MOST).await
    }
}

/// The newest invoices that are wanted, so many at most.
pub(crate) async fn list(db: &mut Records, plan: &Plan, most: i64) -> Result<Invoices, ToolError> {
    let (today, currency) = (db.today(), db.organisation().currency);
    let listing = Listing {
        status: plan.status,
        contact: plan.contact,
    };
    let listed = db.invoices().list(listing, most).await?;
    let row = |invoice: Invoice| Row {
        number: invoice.number,
        due: invoice.due,
        total: invoice.money(invoice.total),
        open: invoice.open(),
        refunded: invoice.money(invoice.refunded),
        status: invoice.status(today),
        customer: invoice.customer,
    };
    let rows: Vec<Row> = listed.invoices.into_iter().map(row).collect();
    Ok(Invoices {
        count: listed.count,
        more: (listed.count - most).max(0),
        open: Money {
            minor: listed.open,
            currency,
        },
        rows,
    })
}

#[cfg(test)]
mod tests;
