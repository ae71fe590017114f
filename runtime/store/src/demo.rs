//! Sample data: people try Firma on it, and it goes without a trace in the books.
//!
//! Real invoices are numbered without gaps, and a sample one must not take a number from between
//! them. Hence the samples have numbers far above the company's last, outside of its counter: what
//! is issued beside them goes on from where it was, and nothing is missing when they are gone.

use chrono::{DateTime, Days, Utc};
use domain::{
    ids::{ContactId, InvoiceId, LeadId, PaymentId, RowId},
    person::Actor,
};
use serde_json::json;

use crate::{
    database::{Store, Tx},
    error::Error,
    records::leads::Stage,
    runs::note,
};

/// How far above the company's last number the samples begin.
const NUMBERS_AWAY: i64 = 9_001;

/// A contact of the sample data, with what hangs on it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SampleContact {
    /// Whether it is a company.
    pub is_company: bool,
    /// Its name, which says that it is a sample.
    pub name: String,
    /// Its e-mail address, normalised.
    pub email: String,
    /// Its lead: how far it has come, and what the interest is.
    pub lead: Option<(Stage, String)>,
    /// Its invoices.
    pub invoices: Vec<SampleInvoice>,
}

/// An invoice of the sample data.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SampleInvoice {
    /// What is invoiced.
    pub description: String,
    /// What it is for, in minor units of the company's currency.
    pub total: i64,
    /// What of it was paid.
    pub paid: i64,
    /// In how many days it is due; days ago, if negative.
    pub due_in: i64,
}

/// What was taken away.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Cleared {
    /// Contacts, with their leads.
    pub contacts: u64,
    /// Invoices, with their payments and refunds.
    pub invoices: u64,
    /// Contacts that stay, because something that is no sample names them.
    pub kept: u64,
}

impl Store {
    /// Writes sample data. False if there is some already.
    pub async fn load_demo(
        &self,
        (actor, channel): (&Actor, &str),
        sample: &[SampleContact],
        at: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let organisation = self.organisation(actor.organisation).await?;
        let company = actor.organisation.uuid();
        let today = at.with_timezone(&organisation.zone).date_naive();
        let mut tx = self.begin("load_demo", actor.organisation).await?;
        // The counter's row is locked: of two at once, the second finds what the first has written.
        let last = sqlx::query_scalar!(
            "insert into counters as c (organisation, name, last) values ($1, 'invoice', 0)
                on conflict (organisation, name) do update set last = c.last
                returning last",
            company
        )
        .fetch_one(&mut *tx)
        .await?;
        let loaded = sqlx::query_scalar!(
            r#"select exists (select from contacts where organisation = $1 and demo)
                or exists (select from invoices where organisation = $1 and demo) as "is!""#,
            company
        )
        .fetch_one(&mut *tx)
        .await?;
        if loaded {
            return Ok(false);
        }
        let mut number = last + NUMBERS_AWAY;
        for contact in sample {
            let id = write_contact(&mut tx, actor, contact, at).await?;
            for invoice in &contact.invoices {
                let days = Days::new(invoice.due_in.unsigned_abs());
                let due = match invoice.due_in < 0 {
                    true => today.checked_sub_days(days),
                    false => today.checked_add_days(days),
                };
                let numbered = Numbered {
                    number,
                    due: due.unwrap_or(today),
                    currency: organisation.currency.code(),
                };
                write_invoice(&mut tx, (actor, id), invoice, &numbered, at).await?;
                number += 1;
            }
        }
        let about = (&*format!("organisation/{company}"), json!({}));
        note(&mut tx, actor, (channel, "demo.loaded"), about).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Takes the sample data away, with all that was done to it. A sample contact that is named by
    /// an invoice or a conversation that is no sample stays, without its leads.
    pub async fn clear_demo(&self, (actor, channel): (&Actor, &str)) -> Result<Cleared, Error> {
        let company = actor.organisation.uuid();
        let mut tx = self.begin("clear_demo", actor.organisation).await?;
        let invoices = sqlx::query!(
            "delete from invoices where organisation = $1 and demo",
            company
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "delete from leads l using contacts c where l.organisation = $1
                and c.organisation = $1 and c.id = l.contact and c.demo",
            company
        )
        .execute(&mut *tx)
        .await?;
        let contacts = sqlx::query!(
            "delete from contacts c where c.organisation = $1 and c.demo
                and not exists (select from invoices i
                    where i.organisation = $1 and i.contact = c.id)
                and not exists (select from conversations v
                    where v.organisation = $1 and v.contact = c.id)",
            company
        )
        .execute(&mut *tx)
        .await?;
        let kept = sqlx::query_scalar!(
            r#"select count(*) as "kept!" from contacts where organisation = $1 and demo"#,
            company
        )
        .fetch_one(&mut *tx)
        .await?;
        let cleared = Cleared {
            contacts: contacts.rows_affected(),
            invoices: invoices.rows_affected(),
            kept: kept.unsigned_abs(),
        };
        let detail = json!({ "contacts": cleared.contacts, "invoices": cleared.invoices });
        let about = (&*format!("organisation/{company}"), detail);
        note(&mut tx, actor, (channel, "demo.cleared"), about).await?;
        tx.commit().await?;
        Ok(cleared)
    }
}

async fn write_contact(
    tx: &mut Tx,
    actor: &Actor,
    contact: &SampleContact,
    at: DateTime<Utc>,
) -> Result<ContactId, Error> {
    let company = actor.organisation.uuid();
    let id = ContactId::new(at);
    let kind = match contact.is_company {
        true => "company",
        false => "person",
    };
    sqlx::query!(
        "insert into contacts (organisation, id, kind, name, demo, created_at, updated_at)
            values ($1, $2, $3, $4, true, $5, $5)",
        company,
        id.uuid(),
        kind,
        contact.name,
        at
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into contact_addresses (organisation, kind, value, contact, created_at)
            values ($1, 'email', $2, $3, $4) on conflict do nothing",
        company,
        contact.email,
        id.uuid(),
        at
    )
    .execute(&mut **tx)
    .await?;
    if let Some((stage, interest)) = &contact.lead {
        let lead = LeadId::new(at);
        sqlx::query!(
            "insert into leads (organisation, id, contact, stage, interest, created_at, updated_at)
                values ($1, $2, $3, $4, $5, $6, $6)",
            company,
            lead.uuid(),
            id.uuid(),
            stage.word(),
            interest,
            at
        )
        .execute(&mut **tx)
        .await?;
        sqlx::query!(
            "insert into lead_activities (organisation, id, lead, kind, at)
                values ($1, $2, $3, 'created', $4)",
            company,
            RowId::new(at).uuid(),
            lead.uuid(),
            at
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(id)
}

/// What an invoice of the sample gets from its place in it.
struct Numbered {
    number: i64,
    due: chrono::NaiveDate,
    currency: &'static str,
}

async fn write_invoice(
    tx: &mut Tx,
    (actor, contact): (&Actor, ContactId),
    invoice: &SampleInvoice,
    numbered: &Numbered,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let company = actor.organisation.uuid();
    let id = InvoiceId::new(at);
    sqlx::query!(
        "insert into invoices (organisation, id, number, contact, currency, total, paid, due,
                description, demo, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, $10)",
        company,
        id.uuid(),
        numbered.number,
        contact.uuid(),
        numbered.currency,
        invoice.total,
        invoice.paid,
        numbered.due,
        invoice.description,
        at
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into invoice_items (organisation, invoice, position, description, quantity, unit)
            values ($1, $2, 1, $3, 1, $4)",
        company,
        id.uuid(),
        invoice.description,
        invoice.total
    )
    .execute(&mut **tx)
    .await?;
    if invoice.paid > 0 {
        sqlx::query!(
            "insert into payments (organisation, id, invoice, minor, provider, key, at)
                values ($1, $2, $3, $4, 'demo', $5, $6)",
            company,
            PaymentId::new(at).uuid(),
            id.uuid(),
            invoice.paid,
            format!("demo/{id}"),
            at
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
