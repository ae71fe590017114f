//! The real program as a child process, on a home of its own: for what measures it, and for what kills it.

use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions},
    io,
    net::{Ipv4Addr, TcpListener},
    os::unix::{
        ffi::OsStrExt as _,
        fs::{PermissionsExt, symlink},
    },
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use rustix::{
    process::{Pid, Signal, kill_process},
    pty,
};
use sqlx::postgres::PgConnectOptions;
use store::managed::{self, SUPERUSER};
use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    time,
};

use crate::{client::Client, cluster};

/// The longest that a start or an end is waited for; a server that was killed may be a zombie for some seconds.
const PATIENCE: Duration = Duration::from_secs(90);

/// How often a program that starts is asked whether it is ready.
const LOOK: Duration = Duration::from_millis(2);

/// The program's database on its own PostgreSQL.
const DATABASE: &str = "firma";

/// The program on a home that lasts as long as this value.
#[derive(Debug)]
pub struct Program {
    binary: PathBuf,
    home: TempDir,
    address: String,
    environment: Vec<(&'static str, String)>,
}

/// The program while it serves. It is killed when this value is dropped.
#[derive(Debug)]
pub struct Serving<'p> {
    program: &'p Program,
    child: Child,
    started: Instant,
}

impl Program {
    /// A program that has not run yet, for a company in Brazil. It takes the release of PostgreSQL that tests unpacked.
    pub fn new(binary: &Path, name: &str) -> io::Result<Self> {
        let place = cluster::place();
        fs::create_dir_all(&place)?;
        Self::within(&place, binary, name)
    }

    /// The same, with its home in a folder of its own.
    pub fn within(folder: &Path, binary: &Path, name: &str) -> io::Result<Self> {
        let place = cluster::place();
        let home = tempfile::Builder::new()
            .prefix(name)
            .permissions(fs::Permissions::from_mode(0o711))
            .tempdir_in(folder)?;
        symlink(place.join("pg"), home.path().join("pg"))?;
        fs::create_dir_all(place.join("pg"))?;
        Ok(Self {
            binary: binary.to_owned(),
            home,
            address: free_address()?,
            environment: Vec::new(),
        })
    }

    /// With a variable of the environment.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// The folder of its data.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where its HTTP door is, as `host:port`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The owner's token, once it has started.
    pub fn token(&self) -> io::Result<String> {
        let token = fs::read_to_string(self.home().join("token"))?;
        Ok(token.trim().to_owned())
    }

    /// Has another program act for the same company: its owner's token is known there too.
    pub fn share_token(&self, other: &Self) -> io::Result<()> {
        fs::copy(self.home().join("token"), other.home().join("token"))?;
        Ok(())
    }

    /// Its database for the one whom no policy binds, while it runs.
    #[must_use]
    pub fn database(&self) -> Option<PgConnectOptions> {
        self.other_database(DATABASE)
    }

    /// Another database on its server.
    #[must_use]
    pub fn other_database(&self, name: &str) -> Option<PgConnectOptions> {
        let running = managed::running(self.home())?;
        Some(running.options(SUPERUSER, name))
    }

    /// The process of its PostgreSQL, if one lives. The file that names it outlives it, hence the look at where it works.
    #[must_use]
    pub fn postmaster(&self) -> Option<u32> {
        let data = self.home().join("data");
        let file = fs::read_to_string(data.join("postmaster.pid")).ok()?;
        let pid = file.lines().next()?.trim().parse().ok()?;
        let works_in = fs::read_link(format!("/proc/{pid}/cwd")).ok()?;
        (works_in == data).then_some(pid)
    }

    /// Starts it, without waiting for more.
    pub fn start(&self) -> io::Result<Serving<'_>> {
        let log = OpenOptions::new()
            .append(true)
            .create(true)
            .open(self.log())?;
        let started = Instant::now();
        let mut command = self.command(&["serve"]);
        let child = command
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        Ok(Serving {
            program: self,
            child,
            started,
        })
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> anyhow::Result<()> {
        let output = self.command(arguments).output().await?;
        let said = [output.stderr, output.stdout].concat();
        anyhow::ensure!(
            output.status.success(),
            "{arguments:?}: {}: {}",
            output.status,
            String::from_utf8_lossy(&said)
        );
        Ok(())
    }

    /// Begins a company with nothing in it.
    pub async fn begin(&self) -> anyhow::Result<()> {
        self.run(&["tool", "call", "find_leads", "{}", "--dry-run"])
            .await
    }

    /// Starts a command that talks over its standard input and output. It is killed when the child is
    /// dropped.
    pub fn pipe(&self, arguments: &[&str]) -> io::Result<Child> {
        let log = OpenOptions::new()
            .append(true)
            .create(true)
            .open(self.log())?;
        self.command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
    }

    /// Starts a command that talks to a person at a terminal: the child, which is killed when it is dropped,
    /// and the terminal's other side.
    pub fn at_terminal(&self, arguments: &[&str]) -> io::Result<(Child, File)> {
        let other = pty::openpt(pty::OpenptFlags::RDWR | pty::OpenptFlags::NOCTTY)?;
        pty::grantpt(&other)?;
        pty::unlockpt(&other)?;
        let name = pty::ptsname(&other, Vec::new())?;
        let terminal = OpenOptions::new()
            .read(true)
            .write(true)
            .open(Path::new(OsStr::from_bytes(name.as_bytes())))?;
        let child = self
            .command(arguments)
            .stdin(terminal.try_clone()?)
            .stdout(terminal.try_clone()?)
            .stderr(terminal)
            .env("TERM", "xterm")
            .kill_on_drop(true)
            .spawn()?;
        Ok((child, File::from(other)))
    }

    /// Runs a command to its end: what it wrote.
    pub async fn read(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.command(arguments).output().await?;
        Ok(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }

    /// The last lines that it wrote while it served.
    #[must_use]
    pub fn last_words(&self) -> String {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let mut lines: Vec<&str> = log.lines().rev().take(20).collect();
        lines.reverse();
        lines.join("\n")
    }

    /// Leaves its home where it is, to be looked at.
    #[must_use]
    pub fn keep(self) -> PathBuf {
        self.home.keep()
    }

    fn log(&self) -> PathBuf {
        self.home().join("serve.log")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).stdin(Stdio::null());
        for name in [
            "DATABASE_URL",
            "DATABASE_URL_FILE",
            "OLLAMA_HOST",
            "OPENAI_API_KEY",
            "OPENAI_API_KEY_FILE",
            "OPENAI_BASE_URL",
            "RUST_LOG",
        ] {
            command.env_remove(name);
        }
        command
            .env("FIRMA_HOME", self.home())
            .env("FIRMA_LISTEN", &self.address)
            .env("OLLAMA_HOST", "off")
            .env("TZ", "America/Sao_Paulo")
            .env("LC_ALL", "pt_BR.UTF-8");
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command
    }
}

impl Serving<'_> {
    /// Its process.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits until it says that it is ready: how long that took since its start.
    pub async fn ready(&mut self) -> anyhow::Result<Duration> {
        loop {
            if is_ready(&self.program.address).await {
                return Ok(self.started.elapsed());
            }
            let words = || self.program.last_words();
            if let Some(status) = self.child.try_wait()? {
                bail!("it ended at once with {status}: {}", words());
            }
            if self.started.elapsed() > PATIENCE {
                bail!("it is not ready after {PATIENCE:?}: {}", words());
            }
            time::sleep(LOOK).await;
        }
    }

    /// Asks it to end, and waits for that.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.signal(Signal::TERM)?;
        let ended = time::timeout(PATIENCE, self.child.wait()).await;
        let status = ended.context("it does not end")??;
        anyhow::ensure!(
            status.success(),
            "it ended with {status}: {}",
            self.program.last_words()
        );
        Ok(())
    }

    /// Kills it at once. Nothing of it can run any more when this returns, except for its PostgreSQL.
    pub async fn kill(mut self) -> io::Result<()> {
        self.child.kill().await
    }

    /// Stops it where it is, as a machine that hangs does.
    pub fn freeze(&self) -> anyhow::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on.
    pub fn thaw(&self) -> anyhow::Result<()> {
        self.signal(Signal::CONT)
    }

    /// What it ended with, if it has.
    pub fn ended(&mut self) -> io::Result<Option<std::process::ExitStatus>> {
        self.child.try_wait()
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let pid = self.pid().and_then(|it| i32::try_from(it).ok());
        let pid = pid.and_then(Pid::from_raw).context("it has ended")?;
        Ok(kill_process(pid, signal)?)
    }
}

async fn is_ready(address: &str) -> bool {
    let Ok(mut client) = Client::connect(address).await else {
        return false;
    };
    let answer = client.get("/health/ready", "").await;
    answer.is_ok_and(|it| it.status == 200)
}

/// An address that nobody has now.
fn free_address() -> io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.to_string())
}
