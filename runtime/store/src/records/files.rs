//! Files that are made for an answer.

use domain::{ids::FlowId, message::Attached};

use super::Records;
use crate::error::Error;

/// The files of the company.
#[derive(Debug)]
pub struct Files<'r>(pub(super) &'r mut Records);

/// How many bytes a file may have: the database keeps no larger one.
pub const LARGEST: usize = 4 * 1024 * 1024;

impl Files<'_> {
    /// Keeps a file that a run made, for a year. One that is kept twice under the same id stays as it was.
    pub async fn keep(&mut self, flow: FlowId, file: &Attached, bytes: &[u8]) -> Result<(), Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let sql = self.0.sql().await?;
        sqlx::query!(
            "insert into attachments
                (organisation, id, flow, name, media_type, size, bytes, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (organisation, id) do nothing",
            company,
            file.attachment,
            flow.uuid(),
            file.name,
            file.media_type,
            size,
            bytes,
            now
        )
        .execute(sql)
        .await?;
        Ok(())
    }
}
