//! A wire between the program and PostgreSQL that counts what goes over it, and can be cut.

mod session;

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        UnixListener, UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

pub(crate) use self::session::Messages;
use self::session::{Heard, Session};

/// How much is read at a time.
const PIECE: usize = 64 * 1024;

/// A wire. What goes over it is cut when it is dropped.
pub struct Wire {
    folder: TempDir,
    meter: Arc<Meter>,
    _tasks: JoinSet<()>,
}

/// What went over a wire.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Times that somebody waited for the server.
    pub round_trips: usize,
    /// Transactions that were committed, those that only read included: what they did, with the
    /// server's word for each statement.
    pub commits: Vec<String>,
    /// What was asked on each round trip, in order.
    pub statements: Vec<String>,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (commits, trips) = (self.commits.len(), self.round_trips);
        writeln!(f, "{commits} commits, {trips} round trips")?;
        for statement in &self.statements {
            let words: Vec<&str> = statement.split_whitespace().collect();
            let line: String = words.join(" ").chars().take(110).collect();
            writeln!(f, "  {line}")?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Meter {
    counts: Mutex<(Counts, Option<usize>)>,
    cut: CancellationToken,
}

impl Meter {
    fn asked(&self, statement: String) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.0.round_trips += 1;
        counts.0.statements.push(statement);
    }

    /// Counts a commit. False if the wire is to be cut before anybody hears of it.
    fn committed(&self, what: String) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.0.commits.push(what);
        let goes_on = counts.1.is_none_or(|last| counts.0.commits.len() < last);
        if !goes_on {
            self.cut.cancel();
        }
        goes_on
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}

impl Wire {
    /// Lays a wire to the server that the options lead to.
    pub fn to(server: &PgConnectOptions) -> io::Result<Self> {
        let name = format!(".s.PGSQL.{}", server.get_port());
        let missing = || io::Error::other("the server is not reached over a socket");
        let behind = server.get_socket().ok_or_else(missing)?.join(&name);
        let folder = tempfile::tempdir()?;
        let listener = UnixListener::bind(folder.path().join(name))?;
        let meter = Arc::new(Meter::default());
        let mut tasks = JoinSet::new();
        tasks.spawn(connect(listener, behind, Arc::clone(&meter)));
        Ok(Self {
            folder,
            meter,
            _tasks: tasks,
        })
    }

    /// The folder of the socket that stands for the server's.
    #[must_use]
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// What went over it so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let counts = self.meter.counts.lock();
        counts.unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// What went over it since the last time, and begins anew.
    pub fn take_counts(&self) -> Counts {
        let counts = self.meter.counts.lock();
        std::mem::take(&mut counts.unwrap_or_else(PoisonError::into_inner).0)
    }

    /// Lets so many commits pass and cuts itself when the server has done the last of them, so that
    /// nobody hears of it.
    pub fn cut_after(&self, commits: usize) {
        let counts = self.meter.counts.lock();
        let mut counts = counts.unwrap_or_else(PoisonError::into_inner);
        counts.1 = Some(counts.0.commits.len() + commits);
    }

    /// Cuts all that goes over it, and lets nobody on any more.
    pub fn cut(&self) {
        self.meter.cut.cancel();
    }

    /// Lets all pass from now on. False, if it is cut already.
    pub fn stay(&self) -> bool {
        let counts = self.meter.counts.lock();
        counts.unwrap_or_else(PoisonError::into_inner).1 = None;
        !self.meter.cut.is_cancelled()
    }

    /// Waits until somebody has asked something, by a part of its words, since counting began.
    pub async fn until_asked(&self, part: &str) {
        let is_asked = || {
            let counts = self.counts();
            counts.statements.iter().any(|it| it.contains(part))
        };
        while !is_asked() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Waits until it is cut.
    pub async fn until_cut(&self) {
        self.meter.cut.cancelled().await;
    }
}

async fn connect(listener: UnixListener, behind: PathBuf, meter: Arc<Meter>) {
    let mut pumps = JoinSet::new();
    let cut = meter.cut.clone();
    let accepting = async {
        while let Ok((near, _)) = listener.accept().await {
            if let Ok(far) = UnixStream::connect(&behind).await {
                let meter = Arc::clone(&meter);
                pumps.spawn(async move {
                    let cut = meter.cut.clone();
                    // Either end may close; then both are closed.
                    let _ = cut.run_until_cancelled(pump(near, far, &meter)).await;
                });
            }
        }
    };
    cut.run_until_cancelled(accepting).await;
    pumps.shutdown().await;
}

async fn pump(near: UnixStream, far: UnixStream, meter: &Meter) -> io::Result<()> {
    let session = Mutex::new(Session::default());
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    tokio::select! {
        end = ask(near_read, far_write, &session, meter) => end,
        end = answer(far_read, near_write, &session, meter) => end,
    }
}

async fn ask(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    session: &Mutex<Session>,
    meter: &Meter,
) -> io::Result<()> {
    let mut messages = Messages::of_a_client();
    let mut piece = vec![0; PIECE];
    loop {
        let length = from.read(&mut piece).await?;
        let Some(bytes) = piece.get(..length).filter(|it| !it.is_empty()) else {
            return Ok(());
        };
        messages.push(bytes);
        while let Some(message) = messages.next() {
            let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(statement) = session.asks(&message) {
                meter.asked(statement);
            }
        }
        to.write_all(bytes).await?;
    }
}

async fn answer(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    session: &Mutex<Session>,
    meter: &Meter,
) -> io::Result<()> {
    let mut messages = Messages::of_a_server();
    let mut piece = vec![0; PIECE];
    loop {
        let length = from.read(&mut piece).await?;
        let Some(bytes) = piece.get(..length).filter(|it| !it.is_empty()) else {
            return Ok(());
        };
        messages.push(bytes);
        let mut heard = Vec::new();
        while let Some(message) = messages.next() {
            let heard_of = {
                let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
                session.hears(&message)
            };
            if let Heard::Commit(what) = heard_of
                && !meter.committed(what)
            {
                return Ok(());
            }
            heard.extend(message.bytes);
        }
        to.write_all(&heard).await?;
    }
}
