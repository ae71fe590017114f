//! The sample data, in the company's language and currency. Each name says that it is a sample.

use domain::money::Currency;
use store::{SampleContact, SampleInvoice, records::leads::Stage};

use crate::words::Voice;

/// The sample data.
pub(crate) fn sample(voice: &Voice, currency: Currency) -> Vec<SampleContact> {
    let text = |attribute: &str| voice.text("sample", attribute);
    let units = |whole: i64| whole * 10_i64.pow(currency.digits());
    let invoice = |what: &str, total: i64, paid: i64, due_in: i64| SampleInvoice {
        description: text(what),
        total: units(total),
        paid: units(paid),
        due_in,
    };
    let contact = |who: &str, email: &str| SampleContact {
        is_company: false,
        name: text(who),
        email: email.to_owned(),
        lead: None,
        invoices: Vec::new(),
    };
    vec![
        SampleContact {
            is_company: true,
            invoices: vec![
                invoice("site", 480, 480, -20),
                invoice("support", 120, 0, 12),
            ],
            ..contact("bakery", "bakery@example.com")
        },
        SampleContact {
            invoices: vec![
                invoice("course", 350, 350, -5),
                invoice("consulting", 900, 300, -3),
            ],
            ..contact("marina", "marina@example.com")
        },
        SampleContact {
            lead: Some((Stage::Contacted, text("interest-pro"))),
            ..contact("joao", "joao@example.com")
        },
        SampleContact {
            is_company: true,
            lead: Some((Stage::Proposal, text("interest-team"))),
            ..contact("clinic", "clinic@example.com")
        },
        SampleContact {
            lead: Some((Stage::New, text("interest-course"))),
            ..contact("rita", "rita@example.com")
        },
    ]
}
