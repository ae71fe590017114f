//! `GET /v1/invoices`: what customers owe and have paid.

use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use chrono::{NaiveDate, Utc};
use domain::{ids::InvoiceId, money::Money, person::Actor};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::invoices::{Invoice, Status};

use super::{
    Api, grants,
    pages::{self, Page, USUAL},
    paths::{Answer, Example, Group, Method, Operation, Paths, shape},
    problem::{Code, Problem},
};

const LIST: &str = "invoices";

/// The tool that shows the same to a department.
const TOOL: &str = "list_invoices";

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Business,
        query: Some(shape::<Which>),
        answers: vec![Answer::json::<Page<InvoiceView>>(StatusCode::OK)],
        problems: &[Code::BadLimit, Code::BadCursor, Code::NotYourDepartment],
        examples: vec![
            Example {
                query: "status=overdue&limit=2",
                ..Example::default()
            },
            Example {
                query: "status=lost",
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Example::default()
            },
        ],
        ..Operation::new(Method::Get, "/v1/invoices", "list_invoices")
    };
    paths.serve(operation, list);
}

/// Which invoices.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    status: Option<Status>,
    #[schemars(range(min = 1, max = 200))]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// An invoice. Its amounts are in its currency.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "Invoice")]
struct InvoiceView {
    /// Which one.
    id: InvoiceId,
    /// Its number in the company.
    number: i64,
    /// The customer's name.
    customer: String,
    /// What it is for.
    total: Money,
    /// What was paid.
    paid: Money,
    /// What of it was given back.
    refunded: Money,
    /// What is still to be paid.
    open: Money,
    /// The last day to pay it in time, where the company is.
    due: NaiveDate,
    /// Where it stands today.
    status: Status,
}

impl InvoiceView {
    fn of(invoice: Invoice, today: NaiveDate) -> Self {
        Self {
            total: invoice.money(invoice.total),
            paid: invoice.money(invoice.paid),
            refunded: invoice.money(invoice.refunded),
            open: invoice.open(),
            status: invoice.status(today),
            id: invoice.id,
            number: invoice.number,
            customer: invoice.customer,
            due: invoice.due,
        }
    }
}

/// The newest invoices.
async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<Page<InvoiceView>>, Problem> {
    let Query(which) = which?;
    let most = pages::limit(which.limit, USUAL)?;
    let below = which.cursor.as_deref().map(below).transpose()?;
    grants::may_read(&api, &actor, TOOL).await?;
    let store = api.doors.store();
    let mut records = store.records(actor.organisation, Utc::now()).await?;
    let today = records.today();
    let mut invoices = records.invoices();
    let invoices = invoices.page(which.status, below, most + 1).await?;
    records.commit().await?;
    let page = Page::of(invoices, most, cursor);
    Ok(Json(page.map(|it| InvoiceView::of(it, today))))
}

fn cursor(invoice: &Invoice) -> String {
    pages::cursor(LIST, &[&invoice.number.to_string()])
}

fn below(cursor: &str) -> Result<i64, Problem> {
    let [number] = pages::place(LIST, cursor)?;
    pages::word(&number)
}
