//! What befalls a program that goes on living: its database or its clock is not as it should be for a while.

use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::FileExt as _,
    path::PathBuf,
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, ensure};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;
use testkit::program::Program;
use tokio::time;

/// How wrong a clock is.
const HOUR: i64 = 3_600;

/// How long most of it lasts.
const SHORT: Duration = Duration::from_secs(4);

/// How much fills a disk at a time.
static PIECE: [u8; 64 << 10] = [0; 64 << 10];

/// What is not as it should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trouble {
    /// The database takes no writes.
    ReadOnly,
    /// The database takes nobody in, and has thrown all out.
    NoConnections,
    /// Somebody holds a lock on the journal.
    Locked,
    /// The program's clock is set forward by an hour, then back by two, then right.
    WrongClock,
    /// There is no room on the disk.
    FullDisk,
}

impl Trouble {
    /// What can befall anybody; a full disk needs a small one.
    pub(crate) const ALL: [Self; 4] = [
        Self::ReadOnly,
        Self::NoConnections,
        Self::Locked,
        Self::WrongClock,
    ];
}

/// Who makes trouble.
#[derive(Debug)]
pub(crate) struct Troubles {
    clock: Clock,
    /// How long a lock is held.
    lock: Duration,
}

impl Troubles {
    pub(crate) fn new(lock: Duration) -> anyhow::Result<Self> {
        Ok(Self {
            clock: Clock::new()?,
            lock,
        })
    }

    /// A program whose clock can be set wrong.
    pub(crate) fn may_befall(&self, program: Program) -> Program {
        let path = |it: PathBuf| it.to_string_lossy().into_owned();
        program
            .with("LD_PRELOAD", path(self.clock.library()))
            .with("CHAOS_CLOCK", path(self.clock.file()))
    }

    /// Makes trouble, and ends it.
    pub(crate) async fn befall(&self, program: &Program, trouble: Trouble) -> anyhow::Result<()> {
        match trouble {
            Trouble::ReadOnly => {
                let set = "alter database firma set default_transaction_read_only = on";
                let reset = "alter database firma reset default_transaction_read_only";
                for_a_while(program, set, reset).await
            }
            Trouble::NoConnections => {
                let set = "alter database firma connection limit 0";
                let reset = "alter database firma connection limit -1";
                for_a_while(program, set, reset).await
            }
            Trouble::Locked => {
                let mut database = connect(program).await?;
                let mut lock = database.begin().await?;
                lock.execute("lock table steps in access exclusive mode")
                    .await?;
                time::sleep(self.lock).await;
                Ok(lock.rollback().await?)
            }
            Trouble::WrongClock => {
                for wrong in [HOUR, -HOUR, 0] {
                    self.clock.set_wrong_by(wrong)?;
                    time::sleep(SHORT).await;
                    if wrong > 0 {
                        is_ahead(program).await?;
                    }
                }
                Ok(())
            }
            Trouble::FullDisk => fill(program).await,
        }
    }
}

/// A connection as the one whom nothing binds; outside of the database that is in trouble.
async fn connect(program: &Program) -> anyhow::Result<PgConnection> {
    let options = program.database().context("no PostgreSQL runs")?;
    // Also where the database lets nobody write.
    let options = options.options([("default_transaction_read_only", "off")]);
    Ok(PgConnection::connect_with(&options).await?)
}

/// Sets something that new sessions feel, and ends those that there are; afterwards the same back.
async fn for_a_while(
    program: &Program,
    set: &'static str,
    reset: &'static str,
) -> anyhow::Result<()> {
    const END: &str = "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = 'firma' and pid <> pg_backend_pid()";
    const WRITTEN: &str = "select count(*) from audit";
    let mut database = connect(program).await?;
    database.execute(set).await?;
    database.execute(END).await?;
    let before: i64 = sqlx::query_scalar(WRITTEN).fetch_one(&mut database).await?;
    time::sleep(SHORT).await;
    let after: i64 = sqlx::query_scalar(WRITTEN).fetch_one(&mut database).await?;
    database.execute(reset).await?;
    database.execute(END).await?;
    ensure!(before == after, "`{set}` hinders nobody");
    Ok(())
}

/// Fails if the program does not believe its wrong clock: then it would prove nothing.
async fn is_ahead(program: &Program) -> anyhow::Result<()> {
    const AHEAD: &str = "select exists (select from messages where received_at > clock_timestamp() + interval '50 minutes')";
    let mut database = connect(program).await?;
    let is_ahead: bool = sqlx::query_scalar(AHEAD).fetch_one(&mut database).await?;
    ensure!(is_ahead, "the program does not see its wrong clock");
    Ok(())
}

/// Fills the disk that the program lives on.
async fn fill(program: &Program) -> anyhow::Result<()> {
    let path = program.home().join("filler");
    let filled = fill_with(&path);
    time::sleep(SHORT).await;
    fs::remove_file(&path)?;
    filled
}

fn fill_with(path: &PathBuf) -> anyhow::Result<()> {
    let mut filler = File::create(path)?;
    loop {
        match filler.write_all(&PIECE) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::StorageFull => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}

/// The clock of a program, as the program sees it; its PostgreSQL has the right one.
#[derive(Debug)]
struct Clock(TempDir);

impl Clock {
    fn new() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let clock = Self(folder);
        let source = clock.0.path().join("clock.c");
        fs::write(&source, include_str!("clock.c"))?;
        // Where Rust can link, there is a compiler.
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-o"])
            .arg(clock.library())
            .arg(source)
            .status()?;
        ensure!(built.success(), "the wrong clock cannot be built");
        fs::write(clock.file(), 0_i64.to_ne_bytes())?;
        Ok(clock)
    }

    fn library(&self) -> PathBuf {
        self.0.path().join("clock.so")
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("wrong")
    }

    /// Whoever looks at the clock next sees it.
    fn set_wrong_by(&self, seconds: i64) -> anyhow::Result<()> {
        let file = OpenOptions::new().write(true).open(self.file())?;
        Ok(file.write_all_at(&seconds.to_ne_bytes(), 0)?)
    }
}
