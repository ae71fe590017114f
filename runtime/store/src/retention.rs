//! What is over goes: parts of tables as a whole, as the owner; other rows in batches, by whoever serves.

use chrono::{DateTime, Utc};
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};

use crate::{database::Store, error::Error, migrate::as_owner};

/// A part of a table, which is kept or dropped as a whole.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DatedPart {
    /// The table.
    pub table: String,
    /// Its name.
    pub name: String,
    /// Until when all of it is kept. The default part, which catches what no month does, has no such
    /// time.
    pub over_at: Option<DateTime<Utc>>,
    /// What keeps it; nothing, if it goes next.
    pub kept_by: Option<KeptBy>,
    /// How many bytes it takes.
    pub size: u64,
    /// Whether nothing lies in it.
    pub is_empty: bool,
}

/// What keeps a part of a table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeptBy {
    /// Its time.
    Young,
    /// A run of it that is not closed.
    Open,
    /// Rows of the audit that are not sealed.
    Unsealed,
    /// An older part of the audit that is still there.
    Older,
    /// It catches what no other part does.
    Rest,
}

impl Store {
    /// Deletes rows that are over, so many of each table at most. Answers how many went, and whether
    /// there may be more; nothing, while another process does.
    pub async fn sweep(&self, most: u32) -> Result<Option<(u64, bool)>, Error> {
        let mut line = self.engine.get("sweep").await?;
        let limit = i32::try_from(most).unwrap_or(i32::MAX);
        let rows = sqlx::query_scalar!(r#"select gone as "gone!" from sweep($1)"#, limit)
            .fetch_all(&mut *line)
            .await;
        let gone: Vec<u64> = line
            .done_with(rows)?
            .into_iter()
            .map(i64::unsigned_abs)
            .collect();
        let more = gone.iter().any(|it| *it >= u64::from(most));
        Ok((!gone.is_empty()).then(|| (gone.iter().sum(), more)))
    }
}

/// As the owner: all parts of tables, oldest first, and what keeps them.
pub async fn parts(owner: &PgConnectOptions) -> Result<Vec<DatedPart>, Error> {
    let mut connection = as_owner(owner).await?;
    let parts = list(&mut connection).await?;
    connection.close().await?;
    Ok(parts)
}

/// As the owner: drops parts that are over. Answers the names of those that went.
pub async fn drop_parts(owner: &PgConnectOptions) -> Result<Vec<String>, Error> {
    let mut connection = as_owner(owner).await?;
    let dropped = drop_all(&mut connection).await?;
    connection.close().await?;
    Ok(dropped)
}

/// Drops what is over, each part in a transaction of its own: whoever is killed has dropped some and not
/// others. Answers their names.
pub(crate) async fn drop_all(connection: &mut PgConnection) -> Result<Vec<String>, Error> {
    let mut dropped = Vec::new();
    loop {
        let over = sqlx::query_scalar!(
            r#"select part as "part!" from kept_parts() where kept_by is null
            order by over_at, parent"#
        )
        .fetch_all(&mut *connection)
        .await?;
        let before = dropped.len();
        for part in over {
            let is_gone = sqlx::query_scalar!(r#"select drop_part($1) as "gone!""#, part)
                .fetch_one(&mut *connection)
                .await?;
            if is_gone {
                tracing::info!(part, "a part of a table is over and dropped");
                dropped.push(part);
            }
        }
        // Of the audit the older goes first, and then the next may.
        if dropped.len() == before {
            return Ok(dropped);
        }
    }
}

async fn list(connection: &mut PgConnection) -> Result<Vec<DatedPart>, Error> {
    let rows = sqlx::query!(
        r#"select parent as "parent!", part as "part!", over_at, kept_by,
            pg_total_relation_size(part::regclass) as "size!",
            pg_relation_size(part::regclass) = 0 as "is_empty!"
        from kept_parts() order by over_at nulls last, parent"#
    )
    .fetch_all(connection)
    .await?;
    let parts = rows.into_iter().map(|row| {
        let kept_by = row.kept_by.as_deref().map(kept_by).transpose()?;
        Ok(DatedPart {
            table: row.parent,
            name: row.part,
            over_at: row.over_at,
            kept_by,
            size: row.size.unsigned_abs(),
            is_empty: row.is_empty,
        })
    });
    parts.collect()
}

fn kept_by(word: &str) -> Result<KeptBy, Error> {
    Ok(match word {
        "young" => KeptBy::Young,
        "open" => KeptBy::Open,
        "unsealed" => KeptBy::Unsealed,
        "older" => KeptBy::Older,
        "rest" => KeptBy::Rest,
        other => return Err(Error::Unreadable(format!("what keeps a part: {other}"))),
    })
}
