//! Every tool that an agent can be granted: one file each, one line in [`toolbox`], and its texts
//! in [`WORDS`].

mod fields;
mod finance;
pub mod mcp;
mod payments;
mod sales;

use domain::{
    language::Language::{En, PtBr},
    tool::{Duplicate, Toolbox},
    words::Source,
};
use store::records::Records;

pub use self::payments::{Payments, Stripe, StripeSettings, StripeUnusable};
use self::{
    finance::{
        create_invoice::CreateInvoice, list_invoices::ListInvoices, record_payment::RecordPayment,
        refund_invoice::RefundInvoice,
    },
    sales::{create_lead::CreateLead, find_leads::FindLeads},
};

/// Clients that tools hold, built once by the server.
#[derive(Clone, Debug)]
pub struct Clients {
    /// The payment provider.
    pub payments: Payments,
}

/// All tools, wired to their clients.
pub fn toolbox(clients: &Clients) -> Result<Toolbox<Records>, Duplicate> {
    Toolbox::default()
        .local(CreateLead)?
        .local(FindLeads)?
        .local(CreateInvoice)?
        .local(ListInvoices)?
        .local(RecordPayment(clients.payments.clone()))?
        .outside(RefundInvoice(clients.payments.clone()))
}

/// The texts of the tools, and of what they share.
pub const WORDS: &[Source] = &[
    Source {
        name: "create_lead",
        language: PtBr,
        text: include_str!("sales/create_lead.pt-BR.ftl"),
    },
    Source {
        name: "create_lead",
        language: En,
        text: include_str!("sales/create_lead.en.ftl"),
    },
    Source {
        name: "find_leads",
        language: PtBr,
        text: include_str!("sales/find_leads.pt-BR.ftl"),
    },
    Source {
        name: "find_leads",
        language: En,
        text: include_str!("sales/find_leads.en.ftl"),
    },
    Source {
        name: "create_invoice",
        language: PtBr,
        text: include_str!("finance/create_invoice.pt-BR.ftl"),
    },
    Source {
        name: "create_invoice",
        language: En,
        text: include_str!("finance/create_invoice.en.ftl"),
    },
    Source {
        name: "list_invoices",
        language: PtBr,
        text: include_str!("finance/list_invoices.pt-BR.ftl"),
    },
    Source {
        name: "list_invoices",
        language: En,
        text: include_str!("finance/list_invoices.en.ftl"),
    },
    Source {
        name: "record_payment",
        language: PtBr,
        text: include_str!("finance/record_payment.pt-BR.ftl"),
    },
    Source {
        name: "record_payment",
        language: En,
        text: include_str!("finance/record_payment.en.ftl"),
    },
    Source {
        name: "refund_invoice",
        language: PtBr,
        text: include_str!("finance/refund_invoice.pt-BR.ftl"),
    },
    Source {
        name: "refund_invoice",
        language: En,
        text: include_str!("finance/refund_invoice.en.ftl"),
    },
    Source {
        name: "customers",
        language: PtBr,
        text: include_str!("finance/customers.pt-BR.ftl"),
    },
    Source {
        name: "customers",
        language: En,
        text: include_str!("finance/customers.en.ftl"),
    },
    Source {
        name: "invoices",
        language: PtBr,
        text: include_str!("finance/invoices.pt-BR.ftl"),
    },
    Source {
        name: "invoices",
        language: En,
        text: include_str!("finance/invoices.en.ftl"),
    },
    Source {
        name: "foreign",
        language: PtBr,
        text: include_str!("mcp/foreign.pt-BR.ftl"),
    },
    Source {
        name: "foreign",
        language: En,
        text: include_str!("mcp/foreign.en.ftl"),
    },
    Source {
        name: "fields",
        language: PtBr,
        text: include_str!("fields.pt-BR.ftl"),
    },
    Source {
        name: "fields",
        language: En,
        text: include_str!("fields.en.ftl"),
    },
];

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
