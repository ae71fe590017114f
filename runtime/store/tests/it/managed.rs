//! The managed PostgreSQL, on real servers: it keeps what it acknowledged, and never two work on one home.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Mutex};

use anyhow::{Context, Result};
use sqlx::{Connection, PgConnection, Row, postgres::PgConnectOptions};
use store::managed::{self, Error, HomeLock, Managed, Progress};
use tempfile::TempDir;

pub(crate) mod crash;
mod refusal;

#[tokio::test]
async fn a_stopped_server_starts_again_with_its_data() -> Result<()> {
    let home = home()?;
    let steps = Mutex::new(Vec::new());
    let report = |step| steps.lock().unwrap().push(step);
    // The release is there before, or this first start would be told as more than it is.
    drop(start(&home.path().join("before")).await?);

    let server = managed::start(
        HomeLock::acquire(home.path())?,
        &testkit::settings(),
        &report,
    )
    .await?;
    let options = server.options("postgres", "postgres");
    run(
        &options,
        "CREATE TABLE kept (n bigint); INSERT INTO kept VALUES (7); CREATE EXTENSION vector",
    )
    .await?;
    server.stop().await?;
    assert_eq!(
        *steps.lock().unwrap(),
        [Progress::Initialising, Progress::Starting, Progress::Ready]
    );

    steps.lock().unwrap().clear();
    let server = managed::start(
        HomeLock::acquire(home.path())?,
        &testkit::settings(),
        &report,
    )
    .await?;
    assert_eq!(
        number(
            &server.options("postgres", "postgres"),
            "SELECT n FROM kept"
        )
        .await?,
        7
    );
    assert_eq!(
        *steps.lock().unwrap(),
        [Progress::Starting, Progress::Ready]
    );
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn the_server_is_private_durable_and_quiet() -> Result<()> {
    let home = home()?;
    let server = start(home.path()).await?;
    let mut connection = connect(&server.options("postgres", "postgres")).await?;
    let mut settings = Vec::new();
    for name in [
        "fsync",
        "synchronous_commit",
        "full_page_writes",
        "data_checksums",
        "listen_addresses",
    ] {
        let row = sqlx::query("SELECT current_setting($1)")
            .bind(name)
            .fetch_one(&mut connection)
            .await?;
        settings.push(row.try_get::<String, _>(0)?);
    }
    assert_eq!(settings, ["on", "on", "on", "on", ""]);
    assert_eq!(
        fs::metadata(server.socket())?.permissions().mode() & 0o777,
        0o700
    );

    let broken = sqlx::query("SELECT 'ana@example.com'::int")
        .execute(&mut connection)
        .await;
    assert!(broken.is_err());
    drop(connection);
    let second = sqlx::query("SELECT 1/0 -- ana@example.org");
    assert!(
        second
            .execute(&mut connect(&server.options("postgres", "postgres")).await?)
            .await
            .is_err()
    );
    server.stop().await?;
    let log = fs::read_to_string(home.path().join("log/postgres.log"))?;
    assert!(log.contains("division by zero"), "{log}");
    assert!(!log.contains("ana@example.org"), "{log}");
    Ok(())
}

#[tokio::test]
async fn the_home_is_held_until_the_server_has_stopped() -> Result<()> {
    let home = home()?;
    let server = start(home.path()).await?;
    assert!(matches!(
        HomeLock::acquire(home.path()),
        Err(Error::Held { .. })
    ));
    drop(server);
    assert!(!home.path().join("data/postmaster.pid").exists());
    HomeLock::acquire(home.path())?;
    Ok(())
}

#[tokio::test]
async fn a_guest_finds_the_server_without_the_lock() -> Result<()> {
    let home = home()?;
    assert_eq!(managed::running(home.path()), None);
    let server = start(home.path()).await?;
    let guest = managed::running(home.path()).context("nothing runs")?;
    assert_eq!(
        number(&guest.options("postgres", "postgres"), "SELECT 5::bigint").await?,
        5
    );
    server.stop().await?;
    assert_eq!(managed::running(home.path()), None);
    Ok(())
}

#[tokio::test]
async fn a_long_home_gets_a_short_socket() -> Result<()> {
    let outer = home()?;
    let home = outer.path().join("long-".repeat(30));
    fs::create_dir(&home)?;
    let server = start(&home).await?;
    assert!(
        !server.socket().starts_with(&home),
        "{}",
        server.socket().display()
    );
    assert_eq!(
        managed::running(&home).context("nothing runs")?.socket,
        server.socket()
    );
    assert_eq!(
        number(&server.options("postgres", "postgres"), "SELECT 1::bigint").await?,
        1
    );
    let socket = server.socket().to_owned();
    server.stop().await?;
    assert!(!socket.exists());
    Ok(())
}

/// A home that the server's user can get to, also when the tests run as root.
pub(crate) fn home() -> Result<TempDir> {
    let home = tempfile::tempdir()?;
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o711))?;
    Ok(home)
}

pub(crate) async fn start(home: &Path) -> Result<Managed> {
    Ok(managed::start(HomeLock::acquire(home)?, &testkit::settings(), &|_| {}).await?)
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection> {
    Ok(PgConnection::connect_with(options).await?)
}

async fn run(options: &PgConnectOptions, sql: &'static str) -> Result<()> {
    let mut connection = connect(options).await?;
    sqlx::raw_sql(sql).execute(&mut connection).await?;
    Ok(())
}

async fn number(options: &PgConnectOptions, sql: &'static str) -> Result<i64> {
    Ok(sqlx::query(sql)
        .fetch_one(&mut connect(options).await?)
        .await?
        .try_get(0)?)
}
