//! A database of its own for each test: a clone of one that was migrated once.
#![expect(clippy::panic, reason = "a test that cannot be set up fails")]

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU32, Ordering},
};

use anyhow::Context as _;
use rustix::process::{Pid, test_kill_process};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, postgres::PgConnectOptions};
use store::{Access, MIGRATIONS, managed::SUPERUSER};
use tokio::sync::OnceCell;

use crate::{
    cluster::{Cluster, cluster, durable_cluster},
    logging,
};

/// Enough for clocks that are moved by weeks; rows of later months go to the default partition.
const MONTHS_AHEAD: i32 = 2;
/// Only one process at a time makes a template or looks for what others left.
const LOCK: i64 = 7_411_003;

/// A migrated, empty database. It is dropped some time after this value.
#[derive(Debug)]
pub struct Database {
    cluster: &'static Cluster,
    finished: &'static Mutex<Vec<String>>,
    name: String,
}

/// A database on the shared server.
pub async fn database() -> Database {
    static CLONES: Clones = Clones::new();
    CLONES.take(cluster().await).await
}

/// A database on the shared server that writes as in production.
pub async fn durable_database() -> Database {
    static CLONES: Clones = Clones::new();
    CLONES.take(durable_cluster().await).await
}

impl Database {
    /// How the program reaches it: each part as its own role.
    #[must_use]
    pub fn access(&self) -> Access {
        Access::Roles(self.app())
    }

    /// The role that serves: it owns nothing, and policies bind it.
    #[must_use]
    pub fn app(&self) -> PgConnectOptions {
        self.options("firma_app")
    }

    #[must_use]
    pub fn owner(&self) -> PgConnectOptions {
        self.options("firma_owner")
    }

    /// The one whom no policy binds, to look behind them.
    #[must_use]
    pub fn superuser(&self) -> PgConnectOptions {
        self.options(SUPERUSER)
    }

    /// Its address as `DATABASE_URL` gives it, for a login of its own that may serve and look after it.
    pub async fn url(&self) -> anyhow::Result<String> {
        let options = self.superuser();
        let socket = options.get_socket().context("it has no socket")?.display();
        let (port, name) = (options.get_port(), &self.name);
        let sql = format!(
            "create role login_{name} login;
            grant firma_app, firma_engine, firma_sealer, firma_owner to login_{name}"
        );
        let mut superuser = connect(&options).await?;
        execute(&mut superuser, sql).await?;
        superuser.close().await?;
        Ok(format!(
            "postgres://login_{name}@localhost:{port}/{name}?host={socket}"
        ))
    }

    /// A number that it says, past all policies.
    pub async fn number(&self, sql: &str) -> i64 {
        let asked = async {
            let mut superuser = connect(&self.superuser()).await?;
            let query = sqlx::query_scalar::<_, Option<i64>>(AssertSqlSafe(sql.to_owned()));
            let found = query.fetch_one(&mut superuser).await?;
            superuser.close().await?;
            anyhow::Ok(found.unwrap_or_default())
        };
        let found = asked.await;
        found.unwrap_or_else(|error| panic!("{sql}: {error:#}"))
    }

    /// Changes it, past all policies.
    pub async fn execute(&self, sql: &str) {
        let done = async {
            let mut superuser = connect(&self.superuser()).await?;
            execute(&mut superuser, sql.to_owned()).await?;
            superuser.close().await?;
            anyhow::Ok(())
        };
        let done = done.await;
        done.unwrap_or_else(|error| panic!("{sql}: {error:#}"));
    }

    #[must_use]
    pub fn options(&self, role: &str) -> PgConnectOptions {
        self.cluster.options(role, &self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let mut finished = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        finished.push(std::mem::take(&mut self.name));
    }
}

/// The databases that this process makes on one server.
struct Clones {
    template: OnceCell<String>,
    made: AtomicU32,
    finished: Mutex<Vec<String>>,
    /// Held while they are dropped, so that nobody goes on who could still meet one.
    clearing: tokio::sync::Mutex<()>,
}

impl Clones {
    const fn new() -> Self {
        Self {
            template: OnceCell::const_new(),
            made: AtomicU32::new(0),
            finished: Mutex::new(Vec::new()),
            clearing: tokio::sync::Mutex::const_new(()),
        }
    }

    async fn take(&'static self, cluster: &'static Cluster) -> Database {
        logging::begin();
        let taken = async {
            let mut server = connect(&cluster.options(SUPERUSER, "postgres")).await?;
            let template = self
                .template
                .get_or_try_init(|| template(cluster, &mut server))
                .await;
            let template = template?;
            self.clear(&mut server).await?;
            let name = format!(
                "test_{}_{}",
                std::process::id(),
                self.made.fetch_add(1, Ordering::Relaxed)
            );
            // With few pages changed since the last checkpoint, copying files beats copying through the log.
            let create = format!(
                "create database {name} template {template} owner firma_owner strategy file_copy"
            );
            execute(&mut server, create).await?;
            server.close().await?;
            anyhow::Ok(Database {
                cluster,
                finished: &self.finished,
                name,
            })
        };
        taken
            .await
            .unwrap_or_else(|error| panic!("no database for the test: {error:#}"))
    }

    /// Drops what earlier tests of this process no longer use.
    async fn clear(&self, server: &mut PgConnection) -> Result<(), sqlx::Error> {
        let _alone = self.clearing.lock().await;
        let finished =
            std::mem::take(&mut *self.finished.lock().unwrap_or_else(PoisonError::into_inner));
        for name in finished {
            drop_database(server, &name).await?;
        }
        Ok(())
    }
}

/// Finds or makes the migrated database that this version of the migrations is known by.
async fn template(cluster: &Cluster, server: &mut PgConnection) -> anyhow::Result<String> {
    let name = format!("template_{}", digest());
    sqlx::query("select pg_advisory_lock($1)")
        .bind(LOCK)
        .execute(&mut *server)
        .await?;
    drop_leftovers(server).await?;
    let found = sqlx::query("select from pg_database where datname = $1").bind(&name);
    if found.fetch_optional(&mut *server).await?.is_none() {
        // Under another name until it is whole.
        const UNFINISHED: &str = "template_unfinished";
        drop_database(server, UNFINISHED).await?;
        store::bootstrap(&cluster.options(SUPERUSER, "postgres"), UNFINISHED).await?;
        store::migrate(&cluster.options("firma_owner", UNFINISHED), MONTHS_AHEAD).await?;
        execute(
            server,
            format!("alter database {UNFINISHED} rename to {name}"),
        )
        .await?;
    }
    sqlx::query("select pg_advisory_unlock($1)")
        .bind(LOCK)
        .execute(&mut *server)
        .await?;
    Ok(name)
}

/// Drops the databases of test processes that are gone.
async fn drop_leftovers(server: &mut PgConnection) -> anyhow::Result<()> {
    let tests = sqlx::query("select datname::text from pg_database where datname like 'test\\_%'");
    for row in tests.fetch_all(&mut *server).await? {
        let name: String = row.try_get(0)?;
        let pid = name
            .split('_')
            .nth(1)
            .and_then(|pid| pid.parse().ok())
            .and_then(Pid::from_raw);
        if pid.is_none_or(|pid| test_kill_process(pid).is_err()) {
            drop_database(server, &name).await?;
        }
    }
    Ok(())
}

/// Names the migrations by all that the template depends on.
fn digest() -> String {
    let mut hasher = Sha256::new();
    hasher.update(store::roles_sql());
    hasher.update(MONTHS_AHEAD.to_le_bytes());
    for migration in MIGRATIONS.iter() {
        hasher.update(&migration.checksum);
    }
    hasher
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    PgConnection::connect_with(options).await
}

async fn drop_database(server: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    execute(
        server,
        format!("drop database if exists {name} with (force)"),
    )
    .await
}

/// Runs SQL that is made of our own names only.
async fn execute(server: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(server).await?;
    Ok(())
}
