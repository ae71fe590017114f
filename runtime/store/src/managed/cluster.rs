//! A home's database on disk: whose it is, where its parts lie, and how it comes to be.

use std::{
    ffi::OsString,
    fs::{self, DirBuilder, File},
    io::{self, ErrorKind},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt},
    },
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::{
    Account, Durability, Error, HomeLock, Progress, Report, SUPERUSER, Settings,
    binaries::{self, Binaries, last_line, nameless, run},
    settings, wheel,
};

const INITDB: Duration = Duration::from_mins(2);
/// What a socket's name may take on every system; Linux gives 107 bytes, macOS 103.
const SOCKET_LIMIT: usize = 103;
const PORT: u16 = 5432;

/// All that is needed to start a server: its programs, its data, its socket's folder and its user.
#[derive(Debug)]
pub struct Cluster {
    binaries: Binaries,
    account: Account,
    data: PathBuf,
    socket: PathBuf,
    log: PathBuf,
}

impl Cluster {
    /// Finds the programs and, the first time, makes the data.
    pub async fn prepare(
        lock: &HomeLock,
        settings: &Settings,
        report: Report<'_>,
    ) -> Result<Self, Error> {
        let home = lock.home();
        let data = data_folder(home);
        let account = Account::choose(&data)?;
        let in_home = |source| Error::Folder {
            path: home.to_owned(),
            source,
        };
        account.admit(home).map_err(in_home)?;
        account.reach(home)?;

        let settings = absolute(settings).map_err(in_home)?;
        let cache = cache_folder(home, &settings, &account)?;
        let binaries = binaries::find(&settings, &cache, &account, report).await?;
        account.reach(&binaries.folder)?;

        let log = home.join("log/postgres.log");
        fs::create_dir_all(home.join("log")).map_err(in_home)?;
        let socket = socket_folder(home, &account)?;
        let cluster = Self {
            binaries,
            account,
            data,
            socket,
            log,
        };
        match fs::read_to_string(cluster.data.join("PG_VERSION")) {
            Ok(major) => cluster.check(&major)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                cluster.initialise(home, report).await?
            }
            Err(source) => {
                return Err(Error::Folder {
                    path: cluster.data,
                    source,
                });
            }
        }
        Ok(cluster)
    }

    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }

    #[must_use]
    pub fn options(&self, user: &str, database: &str) -> PgConnectOptions {
        options(&self.socket, user, database)
    }

    pub(super) fn log(&self) -> &Path {
        &self.log
    }

    /// The server's program and arguments.
    #[must_use]
    pub fn server(&self, durability: Durability) -> (PathBuf, Vec<OsString>) {
        let mut arguments = vec!["-D".into(), self.data.clone().into_os_string()];
        let mut socket = OsString::from("unix_socket_directories=");
        socket.push(&self.socket);
        let settings = settings::all(durability)
            .map(OsString::from)
            .chain([socket]);
        arguments.extend(settings.flat_map(|setting| [OsString::from("-c"), setting]));
        (self.binaries.folder.join("postgres"), arguments)
    }

    /// Removes what a stopped server leaves outside of the home.
    pub(super) fn leave(&self) {
        if self.socket.parent() != self.data.parent()
            && let Err(error) = fs::remove_dir(&self.socket)
        {
            tracing::debug!(%error, "could not remove the socket's folder");
        }
    }

    fn check(&self, major: &str) -> Result<(), Error> {
        let (made, found) = (major.trim().parse().unwrap_or(0), self.binaries.major);
        if made != found {
            return Err(Error::Major {
                data: self.data.clone(),
                made,
                found,
            });
        }
        Ok(())
    }

    /// Makes the data in a side folder that gets its name when all is on disk, so that data is whole or not there.
    async fn initialise(&self, home: &Path, report: Report<'_>) -> Result<(), Error> {
        report(Progress::Initialising);
        let in_home = |source| Error::Folder {
            path: home.to_owned(),
            source,
        };
        remove_unfinished(home, UNFINISHED).map_err(in_home)?;
        let side = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(home)
            .map_err(in_home)?;
        self.account.own(side.path()).map_err(in_home)?;

        let program = self.binaries.folder.join("initdb");
        let mut command = Command::new(&program);
        command.arg("-D").arg(side.path()).args([
            "-U",
            SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
        ]);
        command.args(["--data-checksums", "--no-instructions", "--locale=C"]);
        if self.binaries.major >= 17 {
            command.args(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]);
        }
        command.env_clear();
        self.account.run(&mut command);
        let output = run(command, INITDB)
            .await
            .map_err(|source| Error::Spawn { program, source })?;
        let output = output.ok_or(Error::Slow {
            what: "initdb",
            after: INITDB,
        })?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(match nameless(&said) {
                true => Error::NoName {
                    uid: self.account.uid(),
                },
                false => Error::Initdb {
                    data: self.data.clone(),
                    said: last_line(&output.stderr).to_owned(),
                },
            });
        }

        match fs::rename(side.path(), &self.data) {
            Ok(()) => {}
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists
                ) =>
            {
                return Err(Error::NotData {
                    data: self.data.clone(),
                });
            }
            Err(source) => return Err(in_home(source)),
        }
        let _now_elsewhere = side.keep();
        File::open(home)
            .and_then(|home| home.sync_all())
            .map_err(in_home)
    }
}

const UNFINISHED: &str = "data.new-";

pub(super) fn data_folder(home: &Path) -> PathBuf {
    home.join("data")
}

pub(super) fn options(socket: &Path, user: &str, database: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(socket)
        .port(PORT)
        .username(user)
        .database(database)
        .ssl_mode(PgSslMode::Disable)
        .application_name("firma")
}

pub(super) fn socket_file(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

/// Removes what a killed process left half made. Its `initdb` may still be writing there: then the next start does it.
fn remove_unfinished(folder: &Path, prefix: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let unfinished = entry.file_name().as_bytes().starts_with(prefix.as_bytes());
        if unfinished && let Err(error) = fs::remove_dir_all(entry.path()) {
            tracing::debug!(%error, "could not remove what was left unfinished");
        }
    }
    Ok(())
}

/// Commands run in the root folder, so what the user named from where she stands needs its full name.
fn absolute(settings: &Settings) -> io::Result<Settings> {
    let whole = |path: &Option<PathBuf>| path.as_ref().map(std::path::absolute).transpose();
    Ok(Settings {
        pg_dir: whole(&settings.pg_dir)?,
        wheel: whole(&settings.wheel)?,
        cache: whole(&settings.cache)?,
    })
}

/// Makes the folder that the release is unpacked to, where the server's user can read it.
fn cache_folder(home: &Path, settings: &Settings, account: &Account) -> Result<PathBuf, Error> {
    let cache = settings.cache.clone().unwrap_or_else(|| home.join("pg"));
    let made = fs::create_dir_all(&cache).and_then(|()| account.admit(&cache));
    let cleared = made.and_then(|()| match &settings.cache {
        // Another process may be unpacking there right now.
        Some(_shared) => Ok(()),
        None => remove_unfinished(&cache, wheel::UNFINISHED),
    });
    cleared.map_err(|source| Error::Folder {
        path: cache.clone(),
        source,
    })?;
    account.reach(&cache)?;
    Ok(cache)
}

/// Makes the socket's folder: in the home, or a short one among the temporary files when the home's name is too long.
fn socket_folder(home: &Path, account: &Account) -> Result<PathBuf, Error> {
    let digest = Sha256::digest(home.as_os_str().as_bytes());
    let short: String = digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let short = format!("firma-{short}");
    let places = [
        home.join("run"),
        std::env::temp_dir().join(&short),
        Path::new("/tmp").join(&short),
    ];
    let fits = |folder: &PathBuf| socket_file(folder).as_os_str().len() <= SOCKET_LIMIT;
    let enters = |folder: &PathBuf| {
        folder
            .parent()
            .is_some_and(|parent| account.reach(parent).is_ok())
    };
    let [_, _, last] = &places;
    let folder = places
        .iter()
        .find(|folder| fits(folder) && enters(folder))
        .unwrap_or(last)
        .clone();
    match private_folder(&folder, account) {
        Ok(()) => Ok(folder),
        Err(source) => Err(Error::Folder {
            path: folder,
            source,
        }),
    }
}

/// Makes a folder that only the server's user can enter, or makes sure that it is one: others write to `/tmp` too.
fn private_folder(folder: &Path, account: &Account) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => account.own(folder),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let metadata = fs::symlink_metadata(folder)?;
            let private = metadata.is_dir()
                && metadata.uid() == account.uid()
                && metadata.mode() & 0o077 == 0;
            private
                .then_some(())
                .ok_or_else(|| io::Error::other("it is not a private folder of ours"))
        }
        Err(error) => Err(error),
    }
}
