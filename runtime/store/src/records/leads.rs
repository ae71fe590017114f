//! What contacts are interested in.

mod later;
mod looks;
mod moving;
mod page;

use chrono::{DateTime, Utc};
use domain::ids::{ContactId, LeadId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use self::looks::{Look, holders};
pub(crate) use self::{later::LaterLead, looks::Looks};
pub use self::{
    moving::{LeadMove, MeantLead},
    page::AfterLead,
};
use super::{
    Records,
    contacts::{Address, Holder},
};
use crate::error::Error;

/// The leads of the company.
#[derive(Debug)]
pub struct Leads<'r>(pub(super) &'r mut Records);

// The variants carry no documentation: it would turn the schema's plain list of words into one of
// alternatives, which small models read badly.
/// How far a lead has come.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    New,
    Contacted,
    Qualified,
    Proposal,
    Won,
    Lost,
}

impl Stage {
    /// All of them, in the order that a lead goes through.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Contacted,
        Self::Qualified,
        Self::Proposal,
        Self::Won,
        Self::Lost,
    ];

    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Contacted => "contacted",
            Self::Qualified => "qualified",
            Self::Proposal => "proposal",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    pub(super) fn stored(word: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|it| it.word() == word);
        found.ok_or_else(|| Error::Unreadable(format!("the stage `{word}`")))
    }
}

/// Whom some addresses belong to, and which lead of theirs an interest would continue.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Known {
    /// The contacts, by address.
    pub holders: Vec<Holder>,
    /// The open lead of the first of them that has this interest, or none yet.
    pub lead: Option<LeadId>,
}

/// A lead to write, with its contact. Ids of what does not exist yet are made by the caller; a
/// write that is repeated with the same ids changes nothing.
#[derive(Clone, Debug, Serialize)]
pub struct LeadWrite {
    /// The contact: known, or to be made.
    pub contact: ContactId,
    /// It is to be made, as far as anybody knew who looked for its addresses: what a unit of work writes of
    /// it may wait for its commit, and if it is not so, the unit is done again.
    #[serde(skip)]
    pub is_new: bool,
    /// The name of a contact that is to be made.
    pub name: String,
    /// The addresses that lead to the contact.
    pub addresses: Vec<Address>,
    /// The lead: known, or to be made.
    pub lead: LeadId,
    /// What the contact is interested in; what a lead says already stays.
    pub interest: Option<String>,
    /// What happens to the lead.
    pub act: Act,
    /// The line of the lead's history that says so.
    pub activity: Uuid,
    /// What was said about it.
    pub note: Option<String>,
}

/// What happens to a lead.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It is new.
    Created,
    /// Something was added to it.
    Updated,
}

impl Act {
    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
        }
    }
}

/// What came of writing a lead.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Written {
    /// It is written.
    Lead {
        /// What it says of the interest now.
        interest: Option<String>,
        /// How far it has come.
        stage: Stage,
    },
    /// An address belongs to another contact by now; no lead was written.
    Taken,
}

/// Which leads are looked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// A part of the name, an address or the interest.
    pub words: Option<String>,
    /// How far they have come.
    pub stage: Option<Stage>,
}

/// A lead as a list shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lead {
    /// Which one.
    pub id: LeadId,
    /// The contact's name.
    pub name: String,
    /// An e-mail address.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// The interest.
    pub interest: Option<String>,
    /// How far it has come.
    pub stage: Stage,
    /// Since when we know of it.
    pub created_at: DateTime<Utc>,
}

/// The newest of the leads that were looked for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Found {
    /// How many there are in all.
    pub count: i64,
    /// The newest, in order.
    pub leads: Vec<Lead>,
}

impl Leads<'_> {
    /// Whom addresses belong to, and which open lead an interest would continue.
    pub async fn known(
        &mut self,
        addresses: &[Address],
        interest: Option<&str>,
    ) -> Result<Known, Error> {
        if addresses.is_empty() {
            return Ok(Known::default());
        }
        let company = self.0.company();
        let look = Look {
            addresses: addresses.to_vec(),
            interest: interest.map(str::to_owned),
        };
        // What is written has to be seen; else it need not be in the transaction of what will be.
        if self.0.is_untouched()
            && let Some(shared) = &self.0.shared
        {
            return shared.looks.look(&self.0.lines, company, look).await;
        }
        let sql = self.0.sql().await?;
        let known = holders(sql, company, &[&look]).await?.pop();
        Ok(known.unwrap_or_default())
    }

    /// Writes a lead with its contact, addresses and history. That of a new contact waits for the commit of its
    /// unit of work, where nothing else was written.
    pub async fn write(&mut self, lead: &LeadWrite) -> Result<Written, Error> {
        if lead.is_new && self.0.may_wait() {
            self.0.write_later(lead);
            self.happened(lead);
            return Ok(Written::Lead {
                interest: lead.interest.clone(),
                stage: Stage::New,
            });
        }
        let Some((written, is_fresh)) = self.write_now(lead).await? else {
            return Ok(Written::Taken);
        };
        if is_fresh {
            self.happened(lead);
        }
        Ok(written)
    }

    fn happened(&mut self, lead: &LeadWrite) {
        let kind = match lead.act {
            Act::Created => "lead_created",
            Act::Updated => "lead_updated",
        };
        let contact = json!({ "contact": lead.contact });
        self.0.happened(kind, lead.lead.uuid(), contact);
    }

    /// What was written in one statement, and whether it was not before; nothing, if an address is another's.
    pub(super) async fn write_now(
        &mut self,
        lead: &LeadWrite,
    ) -> Result<Option<(Written, bool)>, Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let (kinds, values) = columns(&lead.addresses);
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            r#"with address as (
                -- An address that is there already answers whose it is, also when it was written
                -- at the same time; hence an update that changes nothing.
                insert into contact_addresses as a (organisation, kind, value, contact, created_at)
                select $1, w.kind, w.value, $2, $4 from unnest($5::text[], $6::text[])
                    as w (kind, value) order by w.kind
                on conflict (organisation, kind, value) do update set value = a.value
                returning a.contact
            ), contact as (
                insert into contacts (organisation, id, kind, name, created_at, updated_at)
                select $1, $2, 'person', $7, $4, $4
                where not exists (select from address)
                    or exists (select from address where contact = $2)
                on conflict (organisation, id) do nothing
            ), lead as (
                insert into leads as l
                    (organisation, id, contact, stage, interest, created_at, updated_at)
                select $1, $3, $2, 'new', $8::text, $4, $4
                where not exists (select from address where contact <> $2)
                on conflict (organisation, id) do update set updated_at = excluded.updated_at,
                    interest = coalesce(l.interest, excluded.interest)
                returning l.interest, l.stage
            ), activity as (
                insert into lead_activities (organisation, id, lead, kind, note, at)
                select $1, $9, $3, $10, $11::text, $4 from lead
                on conflict (organisation, id) do nothing
                returning id
            )
            select interest, stage, exists (select from activity) as "fresh!" from lead"#,
            company,
            lead.contact.uuid(),
            lead.lead.uuid(),
            now,
            &kinds,
            &values,
            lead.name,
            lead.interest,
            lead.activity,
            lead.act.word(),
            lead.note
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let written = Written::Lead {
            interest: row.interest,
            stage: Stage::stored(&row.stage)?,
        };
        Ok(Some((written, row.fresh)))
    }

    /// Takes back a contact that [`Leads::write`] made for addresses of which one was taken.
    pub async fn take_back(&mut self, contact: ContactId) -> Result<(), Error> {
        let company = self.0.company();
        let sql = self.0.sql().await?;
        sqlx::query!(
            "delete from contacts c where c.organisation = $1 and c.id = $2
                and not exists (select from leads l
                    where l.organisation = $1 and l.contact = $2)",
            company,
            contact.uuid()
        )
        .execute(sql)
        .await?;
        Ok(())
    }

    /// The newest leads that are wanted, and how many there are.
    pub async fn find(&mut self, wanted: &Wanted, most: i64) -> Result<Found, Error> {
        let company = self.0.company();
        let digits = wanted.words.as_deref().and_then(digits_in);
        let sql = self.0.sql().await?;
        let rows = sqlx::query!(
            r#"with found as (
                select l.id, l.contact, c.name, l.interest, l.stage, l.created_at,
                    count(*) over () as total
                from leads l
                join contacts c on c.organisation = $1 and c.id = l.contact
                where l.organisation = $1 and ($2::text is null or l.stage = $2)
                    and ($3::text is null or strpos(fold(c.name), fold($3)) > 0
                        or strpos(fold(l.interest), fold($3)) > 0
                        or exists (select from contact_addresses a
                            where a.organisation = $1 and a.contact = l.contact
                                and (strpos(a.value, fold($3)) > 0
                                    or a.kind = 'phone' and strpos(a.value, $4::text) > 0)))
                order by l.created_at desc, l.id desc
                limit $5
            )
            select f.id, f.name, f.interest, f.stage, f.created_at, f.total as "total!",
                (select min(a.value) from contact_addresses a where a.organisation = $1
                    and a.contact = f.contact and a.kind = 'email') as email,
                (select min(a.value) from contact_addresses a where a.organisation = $1
                    and a.contact = f.contact and a.kind = 'phone') as phone
            from found f order by f.created_at desc, f.id desc"#,
            company,
            wanted.stage.map(Stage::word),
            wanted.words,
            digits,
            most
        )
        .fetch_all(sql)
        .await?;
        let count = rows.first().map_or(0, |row| row.total);
        let leads = rows.into_iter().map(|row| {
            Ok(Lead {
                id: LeadId::from_uuid(row.id),
                name: row.name,
                email: row.email,
                phone: row.phone,
                interest: row.interest,
                stage: Stage::stored(&row.stage)?,
                created_at: row.created_at,
            })
        });
        Ok(Found {
            count,
            leads: leads.collect::<Result<_, Error>>()?,
        })
    }
}

fn columns(addresses: &[Address]) -> (Vec<String>, Vec<String>) {
    let pair = |it: &Address| (it.kind.word().to_owned(), it.value.clone());
    addresses.iter().map(pair).unzip()
}

/// The digits of what may be a part of a telephone number.
fn digits_in(words: &str) -> Option<String> {
    let punctuation = |it: char| it.is_ascii_digit() || " +-.()".contains(it);
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    (words.chars().all(punctuation) && digits.len() >= 4).then_some(digits)
}
