//! Connections, each with no more rights than it needs.

use std::{collections::HashMap, str::FromStr as _, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use domain::{
    ids::OrganisationId, language::Language, money::Currency, organisation::Organisation,
};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Executor as _, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::sync::Mutex;

use crate::{error::Error, lines::Lines, records::Records, work::Work};

/// How many connections each role has for what no turn runs.
const SELDOM: u32 = 4;

/// How many the engine has for claims and commits.
const ENGINE: u32 = 3;

/// How to reach the server.
#[derive(Clone, Debug)]
pub enum Access {
    /// Our own server: each role logs in by its name.
    Roles(PgConnectOptions),
    /// Somebody else's: one login, which may become each role.
    Login(PgConnectOptions),
}

/// The database, as use cases.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) app: PgPool,
    pub(crate) engine: PgPool,
    /// For what every turn runs.
    pub(crate) app_lines: Lines,
    pub(crate) engine_lines: Lines,
    connections: u32,
    organisations: Arc<Mutex<HashMap<OrganisationId, Arc<Organisation>>>>,
}

impl Store {
    /// Connects as the application and as the engine. Neither owns a table or may pass by a policy.
    /// So many turns may work in the database at once as there are `connections`.
    pub async fn connect(access: &Access, connections: u32) -> Result<Self, Error> {
        let app = pool(access, "firma_app", SELDOM).await?;
        let engine = pool(access, "firma_engine", SELDOM).await?;
        Ok(Self {
            app_lines: Lines::new(app.clone(), connections),
            engine_lines: Lines::new(engine.clone(), ENGINE),
            app,
            engine,
            connections,
            organisations: Arc::default(),
        })
    }

    /// The same database through as many connections of its own, for a thread with a runtime of its
    /// own: a connection is at home on the runtime that opened it.
    pub fn apart(&self) -> Self {
        let again = |pool: &PgPool| {
            let options = PgConnectOptions::clone(&pool.connect_options());
            pool.options().clone().connect_lazy_with(options)
        };
        let (app, engine) = (again(&self.app), again(&self.engine));
        Self {
            app_lines: Lines::new(app.clone(), self.connections),
            engine_lines: Lines::new(engine.clone(), ENGINE),
            app,
            engine,
            connections: self.connections,
            organisations: Arc::clone(&self.organisations),
        }
    }

    /// Closes the connections.
    pub async fn close(&self) {
        self.app_lines.close().await;
        self.engine_lines.close().await;
        self.app.close().await;
        self.engine.close().await;
    }

    /// Whether the server answers.
    pub async fn ping(&self) -> Result<(), Error> {
        sqlx::query!("select 1 as one").fetch_one(&self.app).await?;
        Ok(())
    }

    /// A transaction over the business tables of a company.
    pub async fn records(
        &self,
        organisation: OrganisationId,
        now: DateTime<Utc>,
    ) -> Result<Records, Error> {
        let organisation = self.organisation(organisation).await?;
        Ok(Records::new(self.app_lines.clone(), organisation, now))
    }

    /// A unit of work of a run of a company.
    pub fn work(&self, organisation: Arc<Organisation>, now: DateTime<Utc>) -> Work {
        let records = Records::new(self.app_lines.clone(), organisation, now);
        Work::new(self.clone(), records)
    }

    /// A company's own facts. They are kept in memory: nothing but its set-up changes them.
    pub async fn organisation(&self, id: OrganisationId) -> Result<Arc<Organisation>, Error> {
        if let Some(known) = self.known_organisation(id) {
            return Ok(known);
        }
        let mut tx = self.begin(id).await?;
        let row = sqlx::query!(
            "select name, currency, zone, language from organisations where id = $1",
            id.uuid()
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        let unreadable = |what: &str| Error::Unreadable(format!("organisation {id}: {what}"));
        let organisation = Arc::new(Organisation {
            id,
            name: row.name,
            currency: Currency::from_code(&row.currency).ok_or_else(|| unreadable("currency"))?,
            zone: chrono_tz::Tz::from_str(&row.zone).map_err(|_| unreadable("zone"))?,
            language: Language::from_tag(&row.language).ok_or_else(|| unreadable("language"))?,
        });
        if let Ok(mut known) = self.organisations.lock() {
            known.insert(id, Arc::clone(&organisation));
        }
        Ok(organisation)
    }

    /// A company's own facts, if they are in memory.
    pub fn known_organisation(&self, id: OrganisationId) -> Option<Arc<Organisation>> {
        let known = self.organisations.lock().ok()?;
        known.get(&id).cloned()
    }

    /// A transaction that sees one company.
    pub(crate) async fn begin(&self, organisation: OrganisationId) -> Result<Tx, Error> {
        Ok(self.app.begin_with(begin(organisation)).await?)
    }
}

/// A transaction.
pub(crate) type Tx = sqlx::Transaction<'static, sqlx::Postgres>;

/// What begins a transaction that sees one company, in one round trip.
pub(crate) fn begin(organisation: OrganisationId) -> AssertSqlSafe<String> {
    // The id is a UUID that we formatted: nothing can be injected.
    AssertSqlSafe(format!(
        "BEGIN; SET LOCAL firma.organisation = '{organisation}'"
    ))
}

async fn pool(access: &Access, role: &'static str, most: u32) -> Result<PgPool, Error> {
    let (options, become_role) = match access {
        Access::Roles(options) => (options.clone().username(role), None),
        Access::Login(options) => (options.clone(), Some(role)),
    };
    let options = options
        .application_name("firma")
        .options([
            ("statement_timeout", "30s"),
            ("lock_timeout", "20s"),
            ("idle_in_transaction_session_timeout", "60s"),
        ])
        .statement_cache_capacity(256)
        // Firma's own spans say what is slow, without the statement.
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(20))
        // A round trip per use is dear; a connection that lay idle is asked whether it lives.
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > Duration::from_secs(5) {
                    sqlx::Connection::ping(connection).await?;
                }
                Ok(true)
            })
        })
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if let Some(role) = become_role {
                    let sql = AssertSqlSafe(format!("SET ROLE {role}"));
                    connection.execute(sql).await?;
                }
                Ok(())
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}
