//! What a database says of itself, for whoever looks whether all is well.

use chrono::{DateTime, Utc};

use crate::{
    database::Store,
    error::Error,
    external::{External, Unsuitable},
};

/// What a server says of itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ServerView {
    /// Its version.
    pub version: String,
    /// The version of pgvector.
    pub vector: Option<String>,
    /// Its clock.
    pub now: DateTime<Utc>,
}

impl Store {
    /// What the server says of itself.
    pub async fn server(&self) -> Result<ServerView, Error> {
        let mut line = self.app.get("server").await?;
        let row = sqlx::query!(
            r#"select current_setting('server_version') as "version!",
                (select extversion from pg_extension where extname = 'vector') as vector,
                clock_timestamp() as "now!""#
        )
        .fetch_one(&mut *line)
        .await;
        let row = line.done_with(row)?;
        Ok(ServerView {
            version: row.version,
            vector: row.vector,
            now: row.now,
        })
    }
}

impl External {
    /// Whether we may serve on it as it is. Nothing is changed.
    pub async fn examine(&self) -> Result<(), Unsuitable> {
        self.check_sessions().await?;
        self.check_as_it_is().await
    }
}
