//! Which PostgreSQL: our own as a child process, or somebody else's.

use std::{path::Path, time::Duration};

use anyhow::Context as _;
use store::{
    Access, DatedPart, External, Store,
    managed::{self, HomeLock, Managed, Progress, Report, SUPERUSER},
};
use tokio::time;
use tokio_util::sync::CancellationToken;

use crate::config;

/// The database's name on our own server.
const NAME: &str = "firma";

/// How many months ahead tables are cut.
const MONTHS_AHEAD: i32 = 24;

/// How many connections serve what every turn runs. More than a few for each core only take each
/// other's turn: with 12 a turn cost PostgreSQL on two cores a fifth more than with 4.
pub(crate) const CONNECTIONS: u32 = 4;

/// After how long a server of our own that would not start again is tried once more.
const PAUSE: Duration = Duration::from_secs(2);

/// A database that is up to date. The home stays locked as long.
#[derive(Debug)]
pub(crate) enum Database {
    /// Our own.
    Own(Managed),
    /// Somebody else's.
    Other(External, HomeLock),
}

impl Database {
    /// Starts or finds the server and brings the tables up to date.
    pub(crate) async fn open(
        config: &config::Database,
        lock: HomeLock,
        report: Report<'_>,
    ) -> anyhow::Result<Self> {
        match config {
            config::Database::Managed { pg_dir, wheel } => {
                let settings = managed::Settings {
                    pg_dir: pg_dir.clone(),
                    wheel: wheel.clone(),
                    cache: None,
                };
                let server = managed::start(lock, &settings, report).await?;
                store::bootstrap(&server.options(SUPERUSER, NAME), NAME).await?;
                store::migrate(&server.options("firma_owner", NAME), MONTHS_AHEAD).await?;
                Ok(Self::Own(server))
            }
            config::Database::Url(url) => {
                let server = External::parse(url.reveal())?;
                server.prepare(MONTHS_AHEAD).await?;
                Ok(Self::Other(server, lock))
            }
        }
    }

    /// Connects as those who serve.
    pub(crate) async fn connect(&self) -> Result<Store, store::Error> {
        let access = match self {
            Self::Own(server) => Access::Roles(server.options("firma_app", NAME)),
            Self::Other(server, _) => server.access(),
        };
        Store::connect(&access, CONNECTIONS).await
    }

    /// Keeps our own server up until it is no longer needed, and stops it then.
    pub(crate) async fn keep(mut self, store: Store, stop: CancellationToken) {
        while let Self::Own(server) = &mut self {
            tokio::select! {
                () = stop.cancelled() => break,
                said = server.ended() => {
                    tracing::error!(said, "PostgreSQL ended by itself and is started again");
                    store.doubt_connections();
                    restart(server, &stop).await;
                }
            }
        }
        stop.cancelled().await;
        self.close().await;
    }

    /// Stops our own server; the home is free then.
    pub(crate) async fn close(self) {
        match self {
            Self::Own(server) => {
                if let Err(error) = server.stop().await {
                    tracing::error!(%error, "PostgreSQL could not be stopped");
                }
            }
            Self::Other(_, lock) => drop(lock),
        }
    }
}

async fn restart(server: &mut Managed, stop: &CancellationToken) {
    while let Err(error) = server.restart(&|_| {}).await {
        tracing::error!(%error, "PostgreSQL could not be started again");
        tokio::select! {
            () = stop.cancelled() => return,
            () = time::sleep(PAUSE) => {}
        }
    }
}

/// The database of a Firma that runs on this home, for a guest; `None` if there is none yet.
pub(crate) async fn visit(config: &config::Database, home: &Path) -> anyhow::Result<Option<Store>> {
    let access = match config {
        config::Database::Managed { .. } => match managed::running(home) {
            None => return Ok(None),
            Some(server) => Access::Roles(server.options("firma_app", NAME)),
        },
        config::Database::Url(url) => External::parse(url.reveal())?.access(),
    };
    match Store::connect(&access, 2).await {
        Ok(store) => Ok(Some(store)),
        // It has just begun, or is about to end.
        Err(error) if error.is_passing() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What is over, and what is kept.
#[derive(Clone, Debug)]
pub(crate) struct Retained {
    /// The parts of tables that went just now.
    pub dropped: Vec<String>,
    /// Those that are there.
    pub parts: Vec<DatedPart>,
}

/// As the owner of the tables, while a server runs: looks what is over, and drops it if it should go.
pub(crate) async fn retain(
    config: &config::Database,
    home: &Path,
    apply: bool,
) -> anyhow::Result<Retained> {
    let owner = match config {
        config::Database::Managed { .. } => {
            let server = managed::running(home).context("no PostgreSQL runs")?;
            server.options("firma_owner", NAME)
        }
        config::Database::Url(url) => External::parse(url.reveal())?.owner().await?,
    };
    let dropped = match apply {
        true => store::drop_parts(&owner).await?,
        false => Vec::new(),
    };
    let parts = store::parts(&owner).await?;
    Ok(Retained { dropped, parts })
}

/// The attribute of `start` that says what is being done; nothing for what takes no time.
pub(crate) const fn words(progress: Progress) -> Option<&'static str> {
    match progress {
        Progress::Downloading => Some("downloading"),
        Progress::Verifying => None,
        Progress::Unpacking => Some("unpacking"),
        Progress::Initialising => Some("initialising"),
        Progress::Starting => None,
        Progress::Recovering => Some("recovering"),
        Progress::Ready => None,
    }
}
