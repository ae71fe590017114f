//! Connections, each with no more rights than it needs.

use std::{
    collections::HashMap,
    ops::{Deref, DerefMut},
    str::FromStr as _,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, Utc};
use domain::{
    ids::OrganisationId, language::Language, money::Currency, organisation::Organisation,
};
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection, postgres::PgConnectOptions};

use crate::{
    error::Error,
    inbox::Arrivals,
    lines::{Breaks, Line, Lines, Login},
    meters::Meters,
    records::Records,
    together::Together,
    work::Work,
};

/// How many connections each role has for what no turn runs.
const SELDOM: u32 = 4;

/// How often a transaction is begun anew, on another connection each time.
const ATTEMPTS: u32 = 3;

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
    /// For what seldom runs, and what a unit of work looks up beside its own transaction.
    pub(crate) app: Lines,
    pub(crate) engine: Lines,
    /// For what every turn runs.
    pub(crate) app_lines: Lines,
    pub(crate) engine_lines: Lines,
    together: Together,
    pub(crate) arrivals: Arrivals,
    /// For who seals the audit.
    pub(crate) sealer: Lines,
    breaks: Breaks,
    meters: Meters,
    organisations: Arc<Mutex<HashMap<OrganisationId, Arc<Organisation>>>>,
}

impl Store {
    /// Connects as the application and as the engine. Neither owns a table or may pass by a policy.
    /// So many turns may work in the database at once as there are `connections`.
    pub async fn connect(access: &Access, connections: u32) -> Result<Self, Error> {
        let breaks = Breaks::default();
        let meters = Meters::default();
        let lines = |login: &Login, most, purpose| {
            Lines::new(login.clone(), breaks.clone(), (most, meters.lines(purpose)))
        };
        let (app, engine) = (login(access, "firma_app"), login(access, "firma_engine"));
        let store = Self {
            app: lines(&app, SELDOM, "lookups"),
            engine: lines(&engine, SELDOM, "upkeep"),
            app_lines: lines(&app, connections, "turns"),
            engine_lines: lines(&engine, ENGINE, "commits"),
            together: Together::default(),
            arrivals: Arrivals::default(),
            sealer: lines(&login(access, "firma_sealer"), 1, "sealing"),
            breaks: breaks.clone(),
            meters: meters.clone(),
            organisations: Arc::default(),
        };
        store.app.begin().await?;
        store.engine.begin().await?;
        Ok(store)
    }

    /// The same database through as many connections of its own, for a thread with a runtime of its
    /// own: a connection is at home on the runtime that opened it.
    pub fn apart(&self) -> Self {
        Self {
            app: self.app.twin(),
            engine: self.engine.twin(),
            app_lines: self.app_lines.twin(),
            engine_lines: self.engine_lines.twin(),
            together: Together::default(),
            arrivals: Arrivals::default(),
            sealer: self.sealer.twin(),
            breaks: self.breaks.clone(),
            meters: self.meters.clone(),
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

    /// The server ended: each connection is asked whether it lives before it is used again.
    pub fn doubt_connections(&self) {
        self.breaks.add();
    }

    /// What is counted of the connections.
    pub const fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Whether the server answers.
    pub async fn ping(&self) -> Result<(), Error> {
        let mut line = self.app.get("ping").await?;
        let one = sqlx::query!("select 1 as one").fetch_one(&mut *line).await;
        line.done_with(one)?;
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
        let shared = self.together.of(organisation.id, &self.app_lines);
        let records = Records::new(self.app_lines.clone(), organisation, now);
        Work::new(self.clone(), records.sharing(Some(shared)))
    }

    /// A company's own facts. They are kept in memory: nothing but its set-up changes them.
    pub async fn organisation(&self, id: OrganisationId) -> Result<Arc<Organisation>, Error> {
        if let Some(known) = self.known_organisation(id) {
            return Ok(known);
        }
        let mut tx = self.begin("organisation", id).await?;
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

    /// A transaction of a use case that sees one company.
    pub(crate) async fn begin(
        &self,
        use_case: &'static str,
        organisation: OrganisationId,
    ) -> Result<Tx, Error> {
        Ok(Tx(begun(&self.app, use_case, organisation, "").await?))
    }
}

/// A transaction that sees one company. Unless it is committed, it is rolled back.
pub(crate) struct Tx(Line);

impl Tx {
    /// Commits what was done.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        self.0.end("COMMIT").await
    }
}

impl Deref for Tx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.0
    }
}

/// A line on which a transaction has begun that sees one company. Nothing is done yet, so a line that
/// turns out to be broken is changed for another.
pub(crate) async fn begun(
    lines: &Lines,
    use_case: &'static str,
    organisation: OrganisationId,
    settings: &'static str,
) -> Result<Line, Error> {
    let mut attempt = 0;
    loop {
        let mut line = lines.get(use_case).await?;
        let begun = sqlx::raw_sql(begin(organisation, settings))
            .execute(&mut *line)
            .await;
        match begun.map_err(Error::from) {
            Ok(_) => return Ok(line),
            Err(Error::Unavailable(_)) if attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}

/// What begins a transaction that sees one company, in one round trip.
fn begin(organisation: OrganisationId, settings: &'static str) -> AssertSqlSafe<String> {
    // The id is a UUID that we formatted: nothing can be injected.
    AssertSqlSafe(format!(
        "BEGIN; SET LOCAL firma.organisation = '{organisation}'; {settings}"
    ))
}

fn login(access: &Access, role: &'static str) -> Login {
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
    Login {
        options,
        become_role,
    }
}
