//! Files of answers, as people fetch them.

use domain::person::Actor;
use uuid::Uuid;

use crate::{database::Store, error::Error, eyes};

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
    /// A file of what somebody sees; nothing, if there is none of this id, or none any more.
    pub async fn file(&self, viewer: &Actor, id: Uuid) -> Result<Option<StoredFile>, Error> {
        let fields = eyes::fields(viewer);
        let mut tx = self.begin("file", viewer.organisation).await?;
        let file = sqlx::query_as!(
            StoredFile,
            "select name, media_type, bytes from attachments
                where organisation = $1 and id = $2 and shows($1, flow, $3, $4)",
            viewer.organisation.uuid(),
            id,
            viewer.person.uuid(),
            fields.as_deref()
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(file)
    }
}
