//! Files of answers, as people fetch them.

use domain::ids::OrganisationId;
use uuid::Uuid;

use crate::{database::Store, error::Error};

/// A file that was kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Store {
    /// A file of a company; nothing, if it has none of this id, or none any more.
    pub async fn file(
        &self,
        organisation: OrganisationId,
        id: Uuid,
    ) -> Result<Option<StoredFile>, Error> {
        let mut tx = self.begin("file", organisation).await?;
        let file = sqlx::query_as!(
            StoredFile,
            "select name, media_type, bytes from attachments where organisation = $1 and id = $2",
            organisation.uuid(),
            id
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(file)
    }
}
