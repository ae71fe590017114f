//! People and companies that we deal with, and how they are reached.

use domain::ids::ContactId;
use serde::{Deserialize, Serialize};

use super::Records;
use crate::error::Error;

/// The contacts of the company.
#[derive(Debug)]
pub struct Contacts<'r>(pub(super) &'r mut Records);

/// A way to reach a contact, normalised. It belongs to one contact of the company alone.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Address {
    /// Of which kind.
    pub kind: AddressKind,
    /// In the one form of its kind.
    pub value: String,
}

/// A kind of address.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressKind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
}

impl AddressKind {
    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

/// A contact that somebody's words may mean.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Meant {
    /// Which one.
    pub id: ContactId,
    /// The name.
    pub name: String,
    /// An address that tells it from others of the same name.
    pub address: Option<String>,
}

/// The contact that an address belongs to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Holder {
    /// The address's kind.
    pub kind: AddressKind,
    /// The contact.
    pub id: ContactId,
    /// Its name.
    pub name: String,
}

/// How many contacts are told apart at most when words fit several.
const MOST_MEANT: i64 = 8;

impl Contacts<'_> {
    /// Who is meant by a name, or by an e-mail address if there is an `@` in it. Who is called just
    /// so is meant before those whose name has a word that begins so.
    pub async fn meant_by(&mut self, words: &str) -> Result<Vec<Meant>, Error> {
        let company = self.0.company();
        let email = email_in(words);
        let sql = self.0.sql().await?;
        let rows = sqlx::query!(
            r#"select c.id, c.name,
                    (select a.value from contact_addresses a
                        where a.organisation = $1 and a.contact = c.id
                        order by a.kind, a.value limit 1) as address,
                    $3::text is not null or fold(c.name) = fold($2) as "exact!"
                from contacts c
                where c.organisation = $1 and case when $3::text is null
                    then strpos(' ' || fold(c.name), ' ' || fold($2)) > 0
                    else exists (select from contact_addresses a
                        where a.organisation = $1 and a.contact = c.id
                            and a.kind = 'email' and a.value = $3) end
                order by 4 desc, c.name, c.id
                limit $4"#,
            company,
            words,
            email,
            MOST_MEANT
        )
        .fetch_all(sql)
        .await?;
        let exact = rows.iter().any(|row| row.exact);
        let meant = rows.into_iter().filter(|row| row.exact || !exact);
        Ok(meant
            .map(|row| Meant {
                id: ContactId::from_uuid(row.id),
                name: row.name,
                address: row.address,
            })
            .collect())
    }
}

/// The e-mail address that words are, as it is stored.
pub(super) fn email_in(words: &str) -> Option<String> {
    let words = words.trim();
    words.contains('@').then(|| words.to_lowercase())
}
