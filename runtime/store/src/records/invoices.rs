//! Invoices: what customers owe, and what they have paid.

mod page;

use chrono::NaiveDate;
use domain::{
    ids::{ContactId, InvoiceId},
    money::{Currency, Money},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{Records, contacts::email_in};
use crate::error::Error;

/// The invoices of the company.
#[derive(Debug)]
pub struct Invoices<'r>(pub(super) &'r mut Records);

/// An invoice as it stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Invoice {
    /// Which one.
    pub id: InvoiceId,
    /// Its number in the company.
    pub number: i64,
    /// The customer's name.
    pub customer: String,
    /// The currency of all of its amounts.
    pub currency: Currency,
    /// What it is for, in the currency's minor unit, as the following.
    pub total: i64,
    /// What was paid.
    pub paid: i64,
    /// What of it was given back.
    pub refunded: i64,
    /// What of it is being given back.
    pub held: i64,
    /// The last day to pay it in time.
    pub due: NaiveDate,
}

// As with `Stage`: documented variants would make the schema a list of alternatives.
/// Where an invoice stands. One that is late is open as well: a list of the open ones shows it.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Open,
    Overdue,
    Paid,
    Refunded,
}

impl Status {
    /// The word of texts and queries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Paid => "paid",
            Self::Refunded => "refunded",
        }
    }
}

impl Invoice {
    /// An amount in the invoice's currency.
    pub const fn money(&self, minor: i64) -> Money {
        Money {
            minor,
            currency: self.currency,
        }
    }

    /// What is still to be paid.
    pub const fn open(&self) -> Money {
        self.money(self.total - self.paid)
    }

    /// What can still be given back.
    pub const fn refundable(&self) -> Money {
        self.money(self.paid - self.refunded - self.held)
    }

    /// Where it stands on a day.
    pub fn status(&self, today: NaiveDate) -> Status {
        if self.paid < self.total {
            match self.due < today {
                true => Status::Overdue,
                false => Status::Open,
            }
        } else if self.refunded < self.paid {
            Status::Paid
        } else {
            Status::Refunded
        }
    }
}

/// An invoice to write.
#[derive(Clone, Debug)]
pub struct NewInvoice {
    /// Its id; a write that is repeated with the same one changes nothing.
    pub id: InvoiceId,
    /// The customer.
    pub contact: ContactId,
    /// What it is for.
    pub amount: Money,
    /// The last day to pay it in time.
    pub due: NaiveDate,
    /// What is invoiced.
    pub description: Option<String>,
}

/// Which invoices are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listing {
    /// Where they stand.
    pub status: Option<Status>,
    /// Whose they are.
    pub contact: Option<ContactId>,
}

/// The newest of the invoices that were listed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Listed {
    /// How many there are in all.
    pub count: i64,
    /// What is still to be paid of all of them.
    pub open: i64,
    /// The newest, in order.
    pub invoices: Vec<Invoice>,
}

/// How many invoices of one customer are told apart at most.
const MOST_MEANT: i64 = 100;

impl Invoices<'_> {
    /// Writes an invoice under the company's next number; `None` if the customer is gone. The
    /// number's row stays locked until the commit, so that no number is left out.
    pub async fn create(&mut self, invoice: &NewInvoice) -> Result<Option<i64>, Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            r#"with known as (
                select number from invoices where organisation = $1 and id = $2
            ), customer as (
                select id from contacts where organisation = $1 and id = $3
                    and not exists (select from known) for key share
            ), next as (
                insert into counters as c (organisation, name, last)
                select $1, 'invoice', 1 from customer
                on conflict (organisation, name) do update set last = c.last + 1
                returning last
            ), invoice as (
                insert into invoices (organisation, id, number, contact, currency, total, due,
                    description, created_at)
                select $1, $2, next.last, $3, $4, $5, $6, $7::text, $8 from next
                returning number
            ), item as (
                insert into invoice_items
                    (organisation, invoice, position, description, quantity, unit)
                select $1, $2, 1, coalesce($7::text, ''), 1, $5 from invoice
            )
            select number as "number!", true as "fresh!" from invoice
            union all select number, false from known"#,
            company,
            invoice.id.uuid(),
            invoice.contact.uuid(),
            invoice.amount.currency.code(),
            invoice.amount.minor,
            invoice.due,
            invoice.description,
            now
        )
        .fetch_optional(sql)
        .await?;
        if row.as_ref().is_some_and(|row| row.fresh) {
            let contact = json!({ "contact": invoice.contact });
            self.0
                .happened("invoice_created", invoice.id.uuid(), contact);
        }
        Ok(row.map(|row| row.number))
    }

    /// The invoice of a number.
    pub async fn numbered(&mut self, number: i64) -> Result<Option<Invoice>, Error> {
        let company = self.0.company();
        let sql = self.0.sql().await?;
        let row = sqlx::query_as!(
            Row,
            "select i.id, i.number, c.name, i.currency, i.total, i.paid, i.refunded, i.held, i.due
                from invoices i
                join contacts c on c.organisation = $1 and c.id = i.contact
                where i.organisation = $1 and i.number = $2",
            company,
            number
        )
        .fetch_optional(sql)
        .await?;
        row.map(Row::read).transpose()
    }

    /// The newest invoices of whoever is meant by a name, or by an e-mail address, as
    /// [`Contacts::meant_by`](super::contacts::Contacts::meant_by) understands them.
    pub async fn meant_by(&mut self, words: &str) -> Result<Vec<Invoice>, Error> {
        let company = self.0.company();
        let email = email_in(words);
        let sql = self.0.sql().await?;
        let rows = sqlx::query_as!(
            Row,
            r#"with meant as (
                select c.id, c.name, $3::text is not null or fold(c.name) = fold($2) as exact
                from contacts c
                where c.organisation = $1 and case when $3::text is null
                    then strpos(' ' || fold(c.name), ' ' || fold($2)) > 0
                    else exists (select from contact_addresses a
                        where a.organisation = $1 and a.contact = c.id
                            and a.kind = 'email' and a.value = $3) end
            )
            select i.id, i.number, m.name, i.currency, i.total, i.paid, i.refunded, i.held, i.due
                from meant m
                join invoices i on i.organisation = $1 and i.contact = m.id
                where m.exact or not exists (select from meant where exact)
                order by i.number desc
                limit $4"#,
            company,
            words,
            email,
            MOST_MEANT
        )
        .fetch_all(sql)
        .await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The newest invoices that are wanted, how many there are, and what is open of them.
    pub async fn list(&mut self, listing: Listing, most: i64) -> Result<Listed, Error> {
        let (company, today) = (self.0.company(), self.0.today());
        let sql = self.0.sql().await?;
        let rows = sqlx::query!(
            r#"select i.id, i.number, c.name, i.currency, i.total, i.paid, i.refunded, i.held,
                    i.due, count(*) over () as "count!",
                    (sum(i.total - i.paid) over ())::bigint as "open!"
                from invoices i
                join contacts c on c.organisation = $1 and c.id = i.contact
                where i.organisation = $1 and ($2::uuid is null or i.contact = $2)
                    and case $3::text
                        when 'open' then i.paid < i.total
                        when 'overdue' then i.paid < i.total and i.due < $4
                        when 'paid' then i.paid = i.total and i.refunded < i.paid
                        when 'refunded' then i.paid = i.total and i.refunded = i.paid
                        else true end
                order by i.number desc
                limit $5"#,
            company,
            listing.contact.map(ContactId::uuid),
            listing.status.map(Status::word),
            today,
            most
        )
        .fetch_all(sql)
        .await?;
        let first = rows.first().map(|row| (row.count, row.open));
        let (count, open) = first.unwrap_or_default();
        let invoices = rows.into_iter().map(|row| {
            let row = Row {
                id: row.id,
                number: row.number,
                name: row.name,
                currency: row.currency,
                total: row.total,
                paid: row.paid,
                refunded: row.refunded,
                held: row.held,
                due: row.due,
            };
            row.read()
        });
        Ok(Listed {
            count,
            open,
            invoices: invoices.collect::<Result<_, _>>()?,
        })
    }
}

/// An invoice as it is stored.
struct Row {
    id: Uuid,
    number: i64,
    name: String,
    currency: String,
    total: i64,
    paid: i64,
    refunded: i64,
    held: i64,
    due: NaiveDate,
}

impl Row {
    fn read(self) -> Result<Invoice, Error> {
        let currency = Currency::from_code(&self.currency)
            .ok_or_else(|| Error::Unreadable(format!("the currency `{}`", self.currency)))?;
        Ok(Invoice {
            id: InvoiceId::from_uuid(self.id),
            number: self.number,
            customer: self.name,
            currency,
            total: self.total,
            paid: self.paid,
            refunded: self.refunded,
            held: self.held,
            due: self.due,
        })
    }
}
