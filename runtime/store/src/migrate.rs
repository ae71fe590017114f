//! Makes roles, tables and partitions. The owner migrates and never serves.

use sqlx::{
    ConnectOptions as _, Connection as _, Executor as _, PgConnection, postgres::PgConnectOptions,
};

use crate::{error::Error, retention};

/// The migrations, in order.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

/// The lock of whoever looks after the tables. It is of the kind with two numbers, like the sealer's.
const LOCK: i32 = 0x6d69_6772;

const ROLES: &str = include_str!("../roles.sql");

/// The SQL that makes the roles, for an administrator who would rather run it herself.
pub fn roles_sql() -> &'static str {
    ROLES
}

/// As a superuser of our own server: makes the roles and the database, if they are not there.
pub async fn bootstrap(superuser: &PgConnectOptions, database: &'static str) -> Result<(), Error> {
    let mut server = superuser.clone().database("postgres").connect().await?;
    server.execute(sqlx::raw_sql(ROLES)).await?;
    let exists = sqlx::query_scalar!(
        r#"select exists (select from pg_database where datname = $1) as "exists!""#,
        database
    )
    .fetch_one(&mut server)
    .await?;
    if !exists {
        let create = format!("create database {database} owner firma_owner");
        server.execute(sqlx::AssertSqlSafe(create)).await?;
    }
    server.close().await?;
    let mut inside = superuser.clone().database(database).connect().await?;
    inside
        .execute(sqlx::raw_sql(
            "alter schema public owner to firma_owner; create extension if not exists vector",
        ))
        .await?;
    inside.close().await?;
    Ok(())
}

/// As the owner: brings the tables up to date, makes partitions so many months ahead and drops those
/// that are over.
pub async fn migrate(owner: &PgConnectOptions, months_ahead: i32) -> Result<(), MigrateError> {
    let mut connection = as_owner(owner).await?;
    MIGRATIONS.run(&mut connection).await?;
    // Of processes that start at once each comes in its turn. The lock goes with the session.
    sqlx::query!("select pg_advisory_lock($1, 1)", LOCK)
        .fetch_one(&mut connection)
        .await
        .map_err(Error::from)?;
    sqlx::query!("select make_partitions($1)", months_ahead)
        .fetch_one(&mut connection)
        .await
        .map_err(Error::from)?;
    sqlx::query!("select keep_audit_order()")
        .fetch_one(&mut connection)
        .await
        .map_err(Error::from)?;
    if let Err(error) = tidy(&mut connection, months_ahead).await {
        // Whatever stands in the way, one serves as well with what is over.
        let error: &dyn std::error::Error = &error;
        tracing::warn!(
            error,
            "what is over could not be dropped; it is tried at the next start"
        );
    }
    connection.close().await.map_err(Error::from)?;
    Ok(())
}

/// A connection of the owner. She is named to the server once more: a pooler may have dropped the settings that
/// a connection begins with, and tables must not become the login's.
pub(crate) async fn as_owner(owner: &PgConnectOptions) -> Result<PgConnection, Error> {
    let mut connection = owner.clone().connect().await?;
    connection.execute("set role firma_owner").await?;
    Ok(connection)
}

/// Moves rows that no month has taken into parts of their own, and drops what is over.
async fn tidy(connection: &mut PgConnection, months_ahead: i32) -> Result<(), Error> {
    sqlx::query!("select make_partitions_of_rest($1)", months_ahead)
        .fetch_one(&mut *connection)
        .await?;
    retention::drop_all(connection).await?;
    Ok(())
}

/// Why the tables could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The server did not do it.
    #[error("the database could not be migrated")]
    Database(#[from] Error),
    /// The migrations do not fit what is there.
    #[error("the migrations do not fit this database")]
    Migrations(#[from] sqlx::migrate::MigrateError),
}
