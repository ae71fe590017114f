//! Companies, the people who work in them and their credentials.

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    ids::{OrganisationId, PersonId, RowId, TokenId},
    language::Language,
    organisation::{Organisation, OrganisationKind},
    person::{Actor, Role},
};
use serde_json::json;

use crate::{database::Store, error::Error};

/// A company that begins, with its owner.
#[derive(Clone, Debug)]
pub struct NewOwner {
    /// The company.
    pub organisation: Organisation,
    /// Its kind.
    pub kind: OrganisationKind,
    /// What the owner is called.
    pub name: String,
    /// The hash of her token.
    pub token: Digest,
}

/// What the database keeps of a token.
pub fn hash_token(token: &str) -> Digest {
    Digest::of_parts(&[b"firma token", token.as_bytes()])
}

impl Store {
    /// Begins a company with its owner.
    pub async fn create_company(&self, new: &NewOwner, at: DateTime<Utc>) -> Result<Actor, Error> {
        let organisation = &new.organisation;
        let (company, language) = (organisation.id.uuid(), organisation.language.tag());
        let zone = organisation.zone.name();
        let (person, token) = (PersonId::new(at), TokenId::new(at));
        let mut tx = self.begin("create_company", organisation.id).await?;
        sqlx::query!(
            "insert into organisations values ($1, $2, $3, $4, $5, $6, $7)",
            company,
            new.kind.word(),
            organisation.name,
            organisation.currency.code(),
            zone,
            language,
            at
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "insert into persons values ($1, $2, $3, $4, $5)",
            person.uuid(),
            new.name,
            language,
            zone,
            at
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "insert into members values ($1, $2, 'owner', '{}', $3, $4, $5)",
            company,
            person.uuid(),
            language,
            zone,
            at
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "insert into tokens values ($1, $2, $3, $4, 'owner', $5)",
            company,
            token.uuid(),
            person.uuid(),
            new.token.as_bytes().as_slice(),
            at
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "insert into audit (organisation, id, act, subject, person, token, channel, detail, at)
                values ($1, $2, 'company.created', $3, $4, $5, 'terminal', $6, $7)",
            company,
            RowId::new(at).uuid(),
            format!("organisation/{company}"),
            person.uuid(),
            token.uuid(),
            json!({}),
            at
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Actor {
            organisation: organisation.id,
            person,
            name: new.name.clone(),
            role: Role::Owner,
            departments: std::collections::BTreeSet::new(),
            language: organisation.language,
            token,
        })
    }

    /// As whom a token acts. The look-up comes before any company is known.
    pub async fn find_token(&self, token: &str) -> Result<Option<Actor>, Error> {
        let hash = hash_token(token);
        let mut line = self.app.get("find_token").await?;
        let row = sqlx::query!(
            r#"select organisation as "organisation!", person as "person!", token as "token!",
                name as "name!", role as "role!", departments as "departments!",
                language as "language!" from find_token($1)"#,
            hash.as_bytes().as_slice()
        )
        .fetch_optional(&mut *line)
        .await;
        let Some(row) = line.done_with(row)? else {
            return Ok(None);
        };
        let unreadable = |what: &str| Error::Unreadable(format!("member {}: {what}", row.person));
        Ok(Some(Actor {
            organisation: OrganisationId::from_uuid(row.organisation),
            person: PersonId::from_uuid(row.person),
            name: row.name,
            role: Role::from_word(&row.role).ok_or_else(|| unreadable("role"))?,
            departments: row.departments.into_iter().collect(),
            language: Language::from_tag(&row.language).ok_or_else(|| unreadable("language"))?,
            token: TokenId::from_uuid(row.token),
        }))
    }
}
