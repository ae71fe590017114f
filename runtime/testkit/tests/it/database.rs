//! Databases of tests: migrated, empty, apart, and served with no more rights than in production.

use anyhow::Result;
use sqlx::{Connection, PgConnection, Row, postgres::PgConnectOptions};
use testkit::{database, durable_database};

async fn text(options: &PgConnectOptions, sql: &'static str) -> Result<String> {
    let mut connection = PgConnection::connect_with(options).await?;
    Ok(sqlx::query(sql)
        .fetch_one(&mut connection)
        .await?
        .try_get(0)?)
}

#[tokio::test]
async fn each_test_has_its_own() -> Result<()> {
    let (one, other) = (database().await, database().await);
    let name = "select current_database()::text";
    assert_ne!(
        text(&one.app(), name).await?,
        text(&other.app(), name).await?
    );
    Ok(())
}

#[tokio::test]
async fn it_is_served_by_a_role_that_policies_bind() -> Result<()> {
    let database = database().await;
    let rights = "select concat_ws(' ', rolname, rolsuper, rolbypassrls) from pg_roles where rolname = current_user";
    assert_eq!(text(&database.app(), rights).await?, "firma_app f f");
    let owned = "select count(*)::text from pg_tables where tableowner = current_user";
    assert_eq!(text(&database.app(), owned).await?, "0");
    assert_ne!(text(&database.owner(), owned).await?, "0");
    Ok(())
}

#[tokio::test]
async fn a_dropped_database_makes_room() -> Result<()> {
    let first = database().await;
    let name = text(&first.app(), "select current_database()::text").await?;
    drop(first);
    let next = database().await;
    let mut server = PgConnection::connect_with(&next.superuser()).await?;
    let found = sqlx::query("select from pg_database where datname = $1").bind(name);
    assert!(found.fetch_optional(&mut server).await?.is_none());
    Ok(())
}

#[tokio::test]
async fn only_the_durable_server_waits_for_the_disk() -> Result<()> {
    let fsync = "select current_setting('fsync')";
    assert_eq!(text(&database().await.app(), fsync).await?, "off");
    assert_eq!(text(&durable_database().await.app(), fsync).await?, "on");
    Ok(())
}
