//! The audit as people read it.

use chrono::{DateTime, Utc};
use domain::ids::{OrganisationId, PersonId, RowId, TokenId};
use serde::Serialize;
use serde_json::Value;

use crate::{database::Store, error::Error};

/// Who did what, where and with what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditEntry {
    /// Which row.
    pub id: RowId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was done.
    pub act: String,
    /// To what.
    pub subject: String,
    /// Who; nobody, where the machine did it.
    pub person: Option<PersonId>,
    /// What she is called, also if she has left since.
    pub name: Option<String>,
    /// On which channel.
    pub channel: Option<String>,
    /// What the token is called that proved it.
    pub credential: Option<String>,
    /// What else is known of it.
    pub detail: Value,
}

impl Store {
    /// The newest rows of a company's audit, the newest first.
    pub async fn audit_entries(
        &self,
        organisation: OrganisationId,
        most: i64,
    ) -> Result<Vec<AuditEntry>, Error> {
        let mut tx = self.begin("audit_entries", organisation).await?;
        let rows = sqlx::query!(
            "select a.id, a.at, a.act, a.subject, a.person, a.token, a.channel, a.detail,
                (select p.name from persons p where p.id = a.person) as name
            from audit a where a.organisation = $1 order by a.id desc limit $2",
            organisation.uuid(),
            most
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let entries = rows.into_iter().map(|row| AuditEntry {
            id: RowId::from_uuid(row.id),
            at: row.at,
            act: row.act,
            subject: row.subject,
            person: row.person.map(PersonId::from_uuid),
            name: row.name,
            channel: row.channel,
            credential: row.token.map(|it| TokenId::from_uuid(it).short()),
            detail: row.detail,
        });
        Ok(entries.collect())
    }
}
