//! A Firma of its own for the day: a folder of its own, its own PostgreSQL, and `firma serve` as
//! another process, which can be killed.

use std::{
    fs::{self, File},
    io,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use anyhow::Context as _;
use domain::{language::Language, words::Say};
use rustix::process::{Pid, Signal, kill_process};
use store::{Store, managed};
use tokio::{
    process::{Child, Command},
    time::{self, Instant},
};

use super::door::Door;
use crate::{
    config::{self, PROCESS},
    database,
    home::Home,
    trouble::Trouble,
};

/// How long it may take to begin: the first time PostgreSQL may have to be fetched.
const BEGIN: Duration = Duration::from_mins(3);

/// How long it may take to end.
const END: Duration = Duration::from_secs(20);

/// How often it is looked.
const LOOK: Duration = Duration::from_millis(50);

/// So long the built-in model takes for each answer, so that there is a middle of a turn to be killed in.
const DELAY: &str = "300ms";

/// How deep below a home's `pg` the programs of PostgreSQL lie: release, package, version.
const DEEPEST: u32 = 3;

/// What the day takes over of its caller's environment: where programs are, and how to fetch them.
const TAKEN_OVER: [&str; 10] = [
    "PATH",
    "HOME",
    "TMPDIR",
    "FIRMA_PG_DIR",
    "FIRMA_PG_WHEEL",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "PIP_INDEX_URL",
    "SSL_CERT_FILE",
];

/// A Firma of its own for the day.
#[derive(Debug)]
pub(super) struct House {
    home: Home,
    language: Language,
    serving: Option<Child>,
}

impl House {
    /// Makes its folder, with its settings: a slow model that has a price.
    pub(super) fn make(language: Language) -> anyhow::Result<Self> {
        let name = format!("firma-demo-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        let settings = format!("[models.offline]\ndelay = \"{DELAY}\"\n");
        fs::write(path.join("firma.toml"), settings)?;
        fs::write(path.join("prices.toml"), prices(language))?;
        let home = Home::at(&path);
        home.keep_language(language)?;
        let serving = None;
        Ok(Self {
            home,
            language,
            serving,
        })
    }

    /// Its folder.
    pub(super) fn path(&self) -> &Path {
        self.home.path()
    }

    /// Starts to serve, and answers when it does: as which process.
    pub(super) async fn serve(&mut self) -> anyhow::Result<u32> {
        let notes = File::options()
            .create(true)
            .append(true)
            .open(self.path().join("serve.log"))?;
        let mut command = self.command(&["serve"])?;
        command
            .stdout(Stdio::null())
            .stderr(notes)
            .kill_on_drop(true);
        let child = command.spawn().context("firma serve does not start")?;
        let pid = child.id().context("firma serve has ended")?;
        self.serving = Some(child);
        let deadline = Instant::now() + BEGIN;
        loop {
            if let Some(door) = self.door()?
                && door
                    .get("/health/ready")
                    .await
                    .is_ok_and(|it| it.status == 200)
            {
                return Ok(pid);
            }
            let ended = match &mut self.serving {
                Some(child) => child.try_wait()?,
                None => None,
            };
            if ended.is_some() || Instant::now() > deadline {
                return Err(self.no_start().into());
            }
            time::sleep(LOOK).await;
        }
    }

    /// Kills what serves, wherever it is.
    pub(super) async fn kill(&mut self) -> anyhow::Result<i32> {
        let mut child = self.serving.take().context("nobody serves")?;
        child.start_kill()?;
        let status = child.wait().await?;
        status.signal().context("it ended by itself")
    }

    /// Runs another command in the same home.
    pub(super) async fn run(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        let mut command = self.command(arguments)?;
        Ok(command.kill_on_drop(true).output().await?)
    }

    /// The HTTP door, with the owner's token, if it is open.
    pub(super) fn door(&self) -> anyhow::Result<Option<Door>> {
        let (Some(address), Some(token)) = (self.home.listen(), self.home.token()?) else {
            return Ok(None);
        };
        Door::new(&address, &token).map(Some)
    }

    /// The database of whoever serves.
    pub(super) async fn store(&self) -> anyhow::Result<Store> {
        let config = config::Database::Managed {
            pg_dir: None,
            wheel: None,
        };
        let store = database::visit(&config, self.path()).await?;
        store.context("no PostgreSQL runs")
    }

    /// Ends whatever of it runs.
    pub(super) async fn stop(&mut self) {
        if let Some(mut child) = self.serving.take() {
            let pid = child
                .id()
                .and_then(|it| Pid::from_raw(i32::try_from(it).ok()?));
            if let Some(pid) = pid {
                let _gone_already = kill_process(pid, Signal::TERM);
            }
            if time::timeout(END, child.wait()).await.is_err() {
                let _gone_already = child.kill().await;
            }
        }
        // One that was killed leaves its PostgreSQL behind.
        managed::interrupt_left_behind(self.path());
        let deadline = Instant::now() + END;
        while managed::running(self.path()).is_some() && Instant::now() < deadline {
            time::sleep(LOOK).await;
        }
    }

    /// Takes its folder away.
    pub(super) fn clear(&self) -> io::Result<()> {
        fs::remove_dir_all(self.path())
    }

    fn command(&self, arguments: &[&str]) -> anyhow::Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments).stdin(Stdio::null()).env_clear();
        command.envs(PROCESS.passed_on(&TAKEN_OVER));
        let (zone, locale) = match self.language {
            Language::PtBr => ("America/Sao_Paulo", "pt_BR.UTF-8"),
            Language::En => ("America/New_York", "en_US.UTF-8"),
        };
        command
            .env("FIRMA_HOME", self.path())
            .env("FIRMA_LISTEN", "127.0.0.1:0")
            .env("TZ", zone)
            .env("LANG", locale)
            // Ctrl-C is for whoever plays the day; she ends this.
            .process_group(0);
        if PROCESS.passed_on(&["FIRMA_PG_DIR"]).is_empty()
            && let Some(folder) = unpacked(&config::home(PROCESS).join("pg"), DEEPEST)
        {
            // The caller's own home has the programs: they are not fetched again.
            command.env("FIRMA_PG_DIR", folder);
        }
        Ok(command)
    }

    /// Why it does not start, as it said itself.
    fn no_start(&self) -> Trouble {
        let log = fs::read_to_string(self.path().join("serve.log")).unwrap_or_default();
        let last = log.lines().last().unwrap_or_default().to_owned();
        Trouble(Say::of("day", "no-start").with("error", last))
    }
}

/// A folder with `bin/postgres`, so many folders below another at most.
fn unpacked(folder: &Path, depth: u32) -> Option<PathBuf> {
    if folder.join("bin/postgres").is_file() {
        return Some(folder.to_owned());
    }
    let below = fs::read_dir(folder).ok().filter(|_| depth > 0)?;
    let mut below = below.filter_map(Result::ok).map(|it| it.path());
    below.find_map(|it| unpacked(&it, depth - 1))
}

/// A price for the built-in model, which has none, so that there is something to be spent.
fn prices(language: Language) -> String {
    let currency = match language {
        Language::PtBr => "BRL",
        Language::En => "USD",
    };
    format!(
        "# Made up for the demonstration: the built-in model costs nothing.\n\
        [[model]]\nprovider = \"offline\"\nmodel = \"*\"\nfrom = \"2020-01-01\"\n\
        currency = \"{currency}\"\ninput = 2_000_000\ncached = 2_000_000\noutput = 10_000_000\n"
    )
}
