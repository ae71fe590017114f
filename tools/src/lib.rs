//! Every tool that an agent can be granted: one file each, with its texts beside it, and one line in
//! the list below.

#[macro_use]
mod list;

mod chart;
mod fields;
mod files;
mod finance;
mod http;
pub mod mcp;
mod payments;
mod sales;
mod tables;

use domain::{tool::ToolError, words::Words};

pub use self::{
    http::{Http, HttpSettings, HttpUnusable, Site, is_safe},
    payments::{Payments, Stripe, StripeSettings, StripeUnusable},
};

/// Clients that tools hold, built once by the server.
#[derive(Clone, Debug)]
pub struct Clients {
    /// The payment provider.
    pub payments: Payments,
    /// What speaks JSON over HTTP: `clients.http.at("https://..")` in a tool's line.
    pub http: Http,
}

impl Clients {
    /// With nobody connected: refunds stay in the books.
    pub fn alone() -> Self {
        Self {
            payments: Payments::Book,
            http: Http::default(),
        }
    }
}

// A tool's line: `local` (our own tables) or `outside` (anything else), its department and file,
// its type with the clients that it holds. `firma tool new` writes it.
tools! {
    toolbox(clients) {
        local sales::create_lead::CreateLead,
        local sales::find_leads::FindLeads,
        local sales::move_lead::MoveLead,
        local sales::schedule_follow_up::ScheduleFollowUp,
        local finance::create_invoice::CreateInvoice,
        local finance::list_invoices::ListInvoices,
        local finance::record_payment::RecordPayment(clients.payments.clone()),
        outside finance::refund_invoice::RefundInvoice(clients.payments.clone()),
        local finance::revenue_report::RevenueReport,
        local tables::export_table::ExportTable,
    }
    // What several tools say, by folder and file.
    texts {
        "sales/" leads,
        "finance/" customers,
        "finance/" invoices,
        "mcp/" foreign,
        "" fields,
        "" http,
    }
}

/// The texts of some of the tools, for what a tool writes besides its answer.
pub(crate) fn words(tools: &[&str]) -> Result<Words, ToolError> {
    let sources = WORDS.iter().filter(|it| tools.contains(&it.name));
    Words::new(sources.copied()).map_err(ToolError::internal)
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
