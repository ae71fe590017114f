//! The tools that ship: their texts, and arguments of the shape of theirs.

use chrono::NaiveDate;
use domain::{language::Language, money::Money, words::Source};
use models::offline::Known;
use schemars::{JsonSchema, schema_for};

macro_rules! source {
    ($department:literal, $tool:literal, $language:ident, $tag:literal) => {
        Source {
            name: $tool,
            language: Language::$language,
            text: include_str!(concat!(
                "../../../../../tools/src/",
                $department,
                "/",
                $tool,
                ".",
                $tag,
                ".ftl"
            )),
        }
    };
}

macro_rules! tools {
    ($($department:literal / $tool:literal: $args:ty),* $(,)?) => {
        /// Their language files.
        pub(super) fn sources() -> impl Iterator<Item = Source> {
            [$(
                source!($department, $tool, PtBr, "pt-BR"),
                source!($department, $tool, En, "en"),
            )*]
            .into_iter()
        }

        /// Their departments and schemas.
        pub(super) fn known() -> Vec<Known> {
            vec![$(Known {
                name: $tool.to_owned(),
                department: $department.to_owned(),
                schema: schema_for!($args).to_value(),
            },)*]
        }
    };
}

tools! {
    "sales" / "create_lead": CreateLead,
    "sales" / "find_leads": FindLeads,
    "finance" / "create_invoice": CreateInvoice,
    "finance" / "list_invoices": ListInvoices,
    "finance" / "record_payment": RecordPayment,
    "finance" / "refund_invoice": RefundInvoice,
}

/// Only the schema of what follows is used.
macro_rules! arguments {
    ($($name:ident { $($field:ident: $kind:ty),* $(,)? })*) => {$(
        #[derive(JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only its schema is used")]
        struct $name {
            $(
                /// What it is.
                $field: $kind,
            )*
        }
    )*};
}

arguments! {
    CreateLead {
        name: String,
        email: Option<String>,
        phone: Option<String>,
        interest: Option<String>,
        note: Option<String>,
    }
    FindLeads { query: Option<String>, stage: Option<Stage> }
    CreateInvoice {
        customer: String,
        amount: Money,
        due: Option<NaiveDate>,
        description: Option<String>,
    }
    ListInvoices { status: Option<Status>, customer: Option<String> }
    RecordPayment { invoice: String, amount: Money }
    RefundInvoice { invoice: String, amount: Option<Money>, reason: Option<String> }
}

/// Its words are described one by one, so that its schema is a `oneOf`.
#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
enum Stage {
    /// Nobody has called.
    New,
    /// Somebody has.
    Contacted,
    /// It fits.
    Qualified,
    /// They have our offer.
    Proposal,
    /// They bought.
    Won,
    /// They did not.
    Lost,
}

#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
enum Status {
    Open,
    Overdue,
    Paid,
    Refunded,
}
