//! Whether a session is ours alone. Behind a pooler that hands sessions out anew for each transaction,
//! locks, roles and notifications are somebody else's a moment later.

use std::time::Duration;

use sqlx::{
    ConnectOptions as _, Connection as _, PgConnection, Row as _, postgres::PgConnectOptions,
};
use tokio::time;

use crate::{error::Error, external::Unsuitable};

/// How long the look may take: a pooler that has no session left lets one wait.
const PATIENCE: Duration = Duration::from_secs(15);

/// Which session of the server answers.
const WHO: &str = "select pg_backend_pid()";

/// Looks whether a server keeps our sessions. Two of them are held in a transaction beside one that
/// has none: a pooler by transactions either gives one of them that one's session, or it gives that one
/// another session than before.
pub(crate) async fn check(server: &PgConnectOptions) -> Result<(), Unsuitable> {
    let looked = time::timeout(PATIENCE, keeps_sessions(server)).await;
    let keeps = looked.unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut));
    match keeps {
        Ok(true) => Ok(()),
        Ok(false) => Err(Unsuitable::Pooler),
        Err(error) if refuses_settings(&error) => Err(Unsuitable::PoolerSettings(error)),
        Err(error) => Err(Error::from(error).into()),
    }
}

async fn keeps_sessions(server: &PgConnectOptions) -> Result<bool, sqlx::Error> {
    let mut first = server.connect().await?;
    let ours = who(&mut first).await?;
    let mut others = Vec::new();
    for _ in 0..2 {
        let mut other = server.connect().await?;
        // Not by a statement that is prepared: those are the session's as well.
        sqlx::raw_sql("begin").execute(&mut other).await?;
        if who(&mut other).await? == ours {
            return Ok(false);
        }
        others.push(other);
        if who(&mut first).await? != ours {
            return Ok(false);
        }
    }
    for mut other in others {
        sqlx::raw_sql("rollback").execute(&mut other).await?;
        other.close().await?;
    }
    first.close().await?;
    Ok(true)
}

async fn who(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    let row = sqlx::raw_sql(WHO).fetch_one(connection).await?;
    // Without a prepared statement values come as text.
    row.try_get_unchecked::<i32, _>(0)
}

/// Poolers take only settings that they know.
fn refuses_settings(error: &sqlx::Error) -> bool {
    let said = error.as_database_error().map(|it| it.message());
    said.is_some_and(|it| it.contains("unsupported startup parameter"))
}
