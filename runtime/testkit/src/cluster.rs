//! One PostgreSQL for all test binaries of the workspace.
//!
//! The first process that needs it starts it, detached; the others find it. Each holds a shared lock on the file `users` for
//! as long as it lives, however it ends. A shell script beside the server tries now and then to lock that file for itself
//! alone: when it can, nobody is left, and it stops the server. What lies in the folder is worth nothing: where no server
//! runs, the next one starts from nothing.
#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot be set up fails"
)]

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::{
        fs::{MetadataExt, OpenOptionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;
use store::managed::{self, Account, Durability, HomeLock, Running, Settings};
use tokio::sync::OnceCell;

/// The server that the tests of a run share.
#[derive(Debug)]
pub struct Cluster {
    running: Running,
    /// Says that we are still here.
    _user: File,
}

/// The shared server. It forgets on a power cut, and is faster for it.
pub async fn cluster() -> &'static Cluster {
    static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
    CLUSTER.get_or_init(|| join("fast", Durability::None)).await
}

/// A shared server that writes as in production, for what measures or kills.
pub async fn durable_cluster() -> &'static Cluster {
    static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
    CLUSTER
        .get_or_init(|| join("durable", Durability::Full))
        .await
}

impl Cluster {
    #[must_use]
    pub fn options(&self, user: &str, database: &str) -> PgConnectOptions {
        self.running.options(user, database)
    }

    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.running.socket
    }
}

/// Where tests get PostgreSQL from: as the program does, with one unpacked release for all of them.
#[must_use]
pub fn settings() -> Settings {
    let path = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    Settings {
        pg_dir: path("FIRMA_PG_DIR"),
        wheel: path("FIRMA_PG_WHEEL"),
        cache: Some(place().join("pg")),
    }
}

async fn join(name: &str, durability: Durability) -> Cluster {
    let folder = place().join(name);
    let cluster = find_or_start(&folder, durability, "30").await;
    cluster.unwrap_or_else(|error| {
        panic!(
            "no PostgreSQL for the tests in {}: {error:#}",
            folder.display()
        )
    })
}

async fn find_or_start(
    folder: &Path,
    durability: Durability,
    patience: &str,
) -> anyhow::Result<Cluster> {
    fs::create_dir_all(folder)?;
    let user = lock_file(&folder.join("users"))?;
    // Waits for a script that is just stopping the server.
    user.lock_shared()?;
    let starting = lock_file(&folder.join("starting"))?;
    starting.lock()?;

    let running = match managed::running(folder) {
        Some(running) => running,
        None => start(folder, durability).await?,
    };
    watch(folder, patience)?;
    Ok(Cluster {
        running,
        _user: user,
    })
}

/// Makes a new server. If an old one is still about, in whatever state, it ends when it misses its data.
async fn start(folder: &Path, durability: Durability) -> anyhow::Result<Running> {
    for old in ["data", "run"] {
        match fs::remove_dir_all(folder.join(old)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    let lock = HomeLock::acquire(folder)?;
    let cluster = managed::Cluster::prepare(&lock, &settings(), &|_| {}).await?;

    let (program, arguments) = cluster.server(durability);
    let log = folder.join("server.log");
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .env("LC_ALL", "C")
        .stderr(File::create(&log)?);
    let mut server = spawn_detached(command, cluster.account())?;
    loop {
        if let Some(running) = managed::running(folder) {
            return Ok(running);
        }
        if let Some(status) = server.try_wait()? {
            let said = fs::read_to_string(&log)?;
            anyhow::bail!("PostgreSQL ended at once with {status}: {said}");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Starts the script that looks for users every so many seconds and stops the server when nobody is left. Where one runs
/// already, another ends at once.
fn watch(folder: &Path, patience: &str) -> anyhow::Result<()> {
    const SCRIPT: &str = r#"
        exec 8<"$1/watcher" 9<"$1/users" || exit
        flock -n 8 || exit
        while [ -e "$1/data/postmaster.pid" ]; do
            sleep "$2"
            flock -n 9 || continue
            read -r pid <"$1/data/postmaster.pid" && kill -INT "$pid" || exit
            tries=0
            while [ -e "$1/data/postmaster.pid" ] && [ "$tries" -lt 300 ]; do
                sleep 0.1
                tries=$((tries + 1))
            done
            exit
        done
    "#;
    let account = Account::choose(&folder.join("data"))?;
    lock_file(&folder.join("watcher"))?;
    let mut command = Command::new("sh");
    command
        .args(["-c", SCRIPT, "sh"])
        .arg(folder)
        .arg(patience)
        .stderr(Stdio::null());
    spawn_detached(command, &account)?;
    Ok(())
}

/// Outside our process group, so that Ctrl-C on the tests does not reach it, and with none of our pipes, so that nobody
/// who reads the tests' output waits for it.
fn spawn_detached(mut command: Command, account: &Account) -> io::Result<Child> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .current_dir("/")
        .process_group(0);
    account.run(&mut command);
    command.spawn()
}

fn lock_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o644)
        .open(path)
}

/// A folder that the server's user can enter: in the workspace's target, or among the temporary files when that is closed
/// to it, as for root in a clone under its own home.
pub(crate) fn place() -> PathBuf {
    let target = target_folder();
    let here = target.join("firma-test");
    let reach = Account::choose(&here).and_then(|account| account.reach(&target));
    if reach.is_ok() {
        return here;
    }
    let digest = Sha256::digest(target.as_os_str().as_encoded_bytes());
    let short: String = digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let uid = rustix::process::geteuid().as_raw();
    let there = std::env::temp_dir().join(format!("firma-test-{uid}-{short}"));
    fs::create_dir_all(&there).expect("a temporary folder can be made");
    let owner = fs::symlink_metadata(&there)
        .expect("the folder is there")
        .uid();
    assert_eq!(owner, uid, "{} is somebody else's", there.display());
    there
}

/// The folder that cargo marks as its own, above the test's binary; a target folder may be anywhere.
fn target_folder() -> PathBuf {
    let binary = std::env::current_exe().unwrap_or_default();
    let marked = binary
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    marked.map_or_else(usual, Path::to_owned)
}

#[cfg(test)]
mod tests {
    use std::{io::Read, os::unix::net::UnixStream};

    use super::*;

    /// Not a test: run again in a process of its own, which uses a server until it is killed.
    #[tokio::test]
    async fn user() {
        let Some(folder) = std::env::var_os("FIRMA_TEST_USER").map(PathBuf::from) else {
            return;
        };
        find_or_start(&folder, Durability::None, "0.1")
            .await
            .unwrap();
        fs::write(folder.join("joined"), "").unwrap();
        std::future::pending().await
    }

    #[tokio::test]
    async fn the_server_outlives_its_starter_and_ends_with_its_last_user() {
        let folder = place().join(format!("watched-{}", std::process::id()));
        let user = find_or_start(&folder, Durability::None, "0.1")
            .await
            .unwrap();
        let mut connection = UnixStream::connect(user.socket().join(".s.PGSQL.5432")).unwrap();

        let mut other = Command::new(std::env::current_exe().unwrap());
        other
            .args(["--exact", "cluster::tests::user"])
            .env("FIRMA_TEST_USER", &folder);
        let mut other = other.stdout(Stdio::null()).spawn().unwrap();
        while !folder.join("joined").exists() {
            tokio::task::yield_now().await;
        }
        let running = managed::running(&folder);
        drop(user);
        assert_eq!(managed::running(&folder), running);

        other.kill().unwrap();
        other.wait().unwrap();
        // Until the server closes it.
        let mut rest = Vec::new();
        let _either_end = connection.read_to_end(&mut rest);
        lock_file(&folder.join("users")).unwrap().lock().unwrap();
        assert_eq!(managed::running(&folder), None);
        fs::remove_dir_all(&folder).unwrap();
    }
}
