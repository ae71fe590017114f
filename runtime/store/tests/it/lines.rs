//! Connections that are kept between uses, and a server that breaks them off.

use std::{future::poll_fn, pin::pin, task::Poll};

use anyhow::{Result, ensure};
use chrono::Utc;
use domain::ids::{OrganisationId, TurnId};
use prometheus_client::{encoding::text::encode, registry::Registry};
use rustix::process::{Signal, kill_process};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use store::{Access, Error, NewOwner, Store, managed::SUPERUSER, records::Records};

use crate::managed::{crash::postmaster, home, start};

/// How many lines are kept.
const LINES: u32 = 6;

/// Whom we are on the server.
const OURS: &str = "from pg_stat_activity
    where datname = current_database() and usename in ('firma_app', 'firma_engine')";

#[tokio::test]
async fn one_line_that_broke_has_all_others_asked_before_their_next_use() -> Result<()> {
    let database = testkit::database().await;
    let store = Store::connect(&database.access(), LINES).await?;
    let company = company(&store).await?;
    use_all(&store, company).await?;
    let mut under_way = open(&store, company).await?;

    let mut behind = PgConnection::connect_with(&database.superuser()).await?;
    let end = format!("select pg_terminate_backend(pid, 10000) {OURS}");
    let ended = sqlx::query(AssertSqlSafe(end))
        .fetch_all(&mut behind)
        .await?;
    ensure!(ended.len() > usize::try_from(LINES)?, "not all were kept");

    let lost = look(&mut under_way).await;
    ensure!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    drop(under_way);
    use_all(&store, company).await?;
    store.close().await;
    Ok(())
}

#[tokio::test]
async fn lines_in_use_and_whoever_waits_for_one_are_counted() -> Result<()> {
    let database = testkit::database().await;
    let store = Store::connect(&database.access(), 1).await?;
    let company = company(&store).await?;
    let figure = |name: &str| {
        let mut registry = Registry::default();
        store.meters().register(&mut registry);
        let mut shown = String::new();
        encode(&mut shown, &registry).unwrap();
        let name = format!("{name}{{purpose=\"turns\"}} ");
        let found = shown.lines().find_map(|it| it.strip_prefix(&name));
        found.map_or(-1, |it| it.parse::<i64>().unwrap())
    };
    let counted = || {
        ["in_use", "max", "waits_total"].map(|it| {
            let prefix = match it {
                "waits_total" => "firma_database_connection_",
                _ => "firma_database_connections_",
            };
            figure(&format!("{prefix}{it}"))
        })
    };
    assert_eq!(counted(), [0, 1, 0]);
    let held = open(&store, company).await?;
    assert_eq!(counted(), [1, 1, 0]);
    {
        // Whoever asks now waits, until the one line is free.
        let mut second = pin!(open(&store, company));
        let asked = poll_fn(|context| Poll::Ready(second.as_mut().poll(context)));
        let waits = asked.await.is_pending();
        ensure!(waits && counted() == [1, 1, 1], "{:?}", counted());
        held.commit().await?;
        second.await?.commit().await?;
    }
    assert_eq!(counted(), [0, 1, 1]);
    store.close().await;
    Ok(())
}

#[tokio::test]
async fn a_server_that_was_killed_costs_only_what_was_under_way() -> Result<()> {
    const NAME: &str = "firma";
    let home = home()?;
    let mut server = start(home.path()).await?;
    store::bootstrap(&server.options(SUPERUSER, NAME), NAME).await?;
    store::migrate(&server.options("firma_owner", NAME), 1).await?;
    let access = Access::Roles(server.options("firma_app", NAME));
    // One more, for what is under way.
    let store = Store::connect(&access, LINES + 1).await?;
    let company = company(&store).await?;
    use_all(&store, company).await?;
    let mut under_way = open(&store, company).await?;

    kill_process(postmaster(home.path())?, Signal::KILL)?;
    server.ended().await;
    store.doubt_connections();
    // Whoever comes meanwhile waits for the server.
    let (restarted, used) = tokio::join!(server.restart(&|_| {}), use_all(&store, company));
    restarted?;
    used?;
    let lost = look(&mut under_way).await;
    ensure!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    drop(under_way);
    use_all(&store, company).await?;
    store.close().await;
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn whoever_stands_in_a_transaction_can_look_at_what_a_step_needs() -> Result<()> {
    let database = testkit::database().await;
    let store = Store::connect(&database.access(), 1).await?;
    let company = company(&store).await?;
    let under_way = open(&store, company).await?;

    let turn = TurnId::new(Utc::now());
    let unknown = store.turn_context(company, turn, 1).await;
    ensure!(matches!(unknown, Err(Error::Unreadable(_))), "{unknown:?}");
    store.exchanges(company, turn.into()).await?;
    store.limits(company).await?;
    under_way.commit().await?;
    store.close().await;
    Ok(())
}

#[tokio::test]
async fn a_transaction_that_is_not_committed_has_done_nothing() -> Result<()> {
    let database = testkit::database().await;
    let store = Store::connect(&database.access(), LINES).await?;
    let company = company(&store).await?;
    let before = store.limits(company).await?;
    drop(open(&store, company).await?);
    // A second owner of the same token is refused in the middle of a transaction.
    ensure!(found(&store, company, company).await.is_err());
    let other = OrganisationId::new(Utc::now());
    ensure!(found(&store, other, company).await.is_err());
    ensure!(store.organisation(other).await.is_err());
    ensure!(store.limits(company).await?.limits == before.limits);
    store.close().await;
    Ok(())
}

/// Uses every line that turns have, all at once, and some of the others.
async fn use_all(store: &Store, company: OrganisationId) -> Result<()> {
    let mut all = Vec::new();
    for _ in 0..LINES {
        all.push(open(store, company).await?);
    }
    for records in all {
        records.commit().await?;
    }
    store.ping().await?;
    store.limits(company).await?;
    store.queued().await?;
    store.next_due().await?;
    Ok(())
}

/// A transaction under way.
async fn open(store: &Store, company: OrganisationId) -> Result<Records> {
    let mut records = store.records(company, Utc::now()).await?;
    look(&mut records).await?;
    Ok(records)
}

async fn look(records: &mut Records) -> Result<(), Error> {
    records.contacts().meant_by("Ana").await.map(drop)
}

async fn company(store: &Store) -> Result<OrganisationId> {
    let id = OrganisationId::new(Utc::now());
    found(store, id, id).await?;
    Ok(id)
}

/// Begins a company, whose owner has a token by the name of a company.
async fn found(store: &Store, id: OrganisationId, token: OrganisationId) -> Result<(), Error> {
    let owner = NewOwner {
        token: store::hash_token(&token.to_string()),
        ..testkit::bakery(id)
    };
    store.create_company(&owner, Utc::now()).await.map(drop)
}
