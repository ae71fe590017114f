//! What turns ran under, by digest.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    configuration::Snapshot,
    digest::Digest,
    ids::{OrganisationId, PersonId},
};

use crate::{database::Store, error::Error};

/// A configuration with its name.
#[derive(Clone, Debug)]
pub struct Configured {
    /// Its name.
    pub digest: Digest,
    /// What it says.
    pub snapshot: Arc<Snapshot>,
}

impl Store {
    /// Keeps a configuration, so that turns can name it, for as long as one does and for some years after somebody
    /// last asked for this.
    pub async fn keep_configuration(
        &self,
        organisation: OrganisationId,
        snapshot: Snapshot,
        author: Option<PersonId>,
        at: DateTime<Utc>,
    ) -> Result<Configured, Error> {
        let unreadable = |error: serde_json::Error| Error::Unreadable(error.to_string());
        let digest = snapshot.digest().map_err(unreadable)?;
        let content = serde_json::to_value(&snapshot).map_err(unreadable)?;
        let mut tx = self.begin("keep_configuration", organisation).await?;
        sqlx::query!(
            "insert into configurations values ($1, $2, $3, $4, $5, $5)
            on conflict (organisation, digest) do update set used_at = excluded.used_at",
            organisation.uuid(),
            digest.as_bytes().as_slice(),
            content,
            author.map(PersonId::uuid),
            at
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Configured {
            digest,
            snapshot: Arc::new(snapshot),
        })
    }

    /// A configuration that was kept.
    pub async fn configuration(
        &self,
        organisation: OrganisationId,
        digest: Digest,
    ) -> Result<Configured, Error> {
        let mut tx = self.begin("configuration", organisation).await?;
        let content = sqlx::query_scalar!(
            "select content from configurations where organisation = $1 and digest = $2",
            organisation.uuid(),
            digest.as_bytes().as_slice()
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        let snapshot = serde_json::from_value(content)
            .map_err(|error| Error::Unreadable(format!("configuration {digest}: {error}")))?;
        Ok(Configured {
            digest,
            snapshot: Arc::new(snapshot),
        })
    }
}
