//! Connections that stay at hand between uses.
//!
//! A pool asks each connection that is given back whether it lives: a round trip for each use. Here
//! one that was used to the end is kept as it is; one that was not is closed, and whatever it had
//! begun is rolled back by the server. What broke the one may have broken all: every connection
//! from before is then asked whether it lives, before its next use.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection,
    postgres::PgConnectOptions,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time,
};

use crate::error::Error;

/// How long somebody waits for a line.
const PATIENCE: Duration = Duration::from_secs(20);

/// A line that lay idle for so long is asked whether it lives.
const IDLE: Duration = Duration::from_secs(5);

/// A line serves no longer than this, so that the server's memory for it does not grow.
const AGE: Duration = Duration::from_secs(30 * 60);

/// How soon a server that let nobody on is tried again: at first, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(200));

/// Lines of one role.
#[derive(Clone, Debug)]
pub(crate) struct Lines(Arc<Inner>);

/// Who connects, and as whom.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    /// How the server is reached.
    pub(crate) options: PgConnectOptions,
    /// Which role the login takes on, if it does not have it.
    pub(crate) become_role: Option<&'static str>,
}

/// How many uses broke off, over all lines to one server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breaks(Arc<AtomicU64>);

#[derive(Debug)]
struct Inner {
    login: Login,
    breaks: Breaks,
    most: u32,
    free: Arc<Semaphore>,
    kept: Mutex<Vec<Kept>>,
}

#[derive(Debug)]
struct Kept {
    connection: PgConnection,
    opened: Instant,
    used: Instant,
    /// How many uses had broken off when it was last known to live.
    breaks: u64,
}

/// A line in use. Unless it is kept or closed, its use broke off.
#[derive(Debug)]
pub(crate) struct Line {
    connection: PgConnection,
    opened: Instant,
    breaks: u64,
    home: Lines,
    usage: Usage,
    _permit: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
struct Usage {
    breaks: Breaks,
    is_over: bool,
}

impl Lines {
    /// So many lines at most.
    pub(crate) fn new(login: Login, breaks: Breaks, most: u32) -> Self {
        let permits = usize::try_from(most).unwrap_or(usize::MAX);
        Self(Arc::new(Inner {
            login,
            breaks,
            most,
            free: Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS))),
            kept: Mutex::default(),
        }))
    }

    /// As many other lines of the same login.
    pub(crate) fn twin(&self) -> Self {
        Self::new(self.0.login.clone(), self.0.breaks.clone(), self.0.most)
    }

    /// Opens the first line, or says at once why that does not work.
    pub(crate) async fn begin(&self) -> Result<(), Error> {
        self.open().await?.done();
        Ok(())
    }

    /// A line, once one is free and the server lets us on.
    pub(crate) async fn get(&self) -> Result<Line, Error> {
        patiently(async {
            let free = Arc::clone(&self.0.free).acquire_owned();
            let permit = free.await.map_err(|_| sqlx::Error::PoolClosed)?;
            let line = match self.kept_that_lives().await {
                Some(line) => line,
                None => self.open_at_last().await?,
            };
            Ok(Line {
                _permit: Some(permit),
                ..line
            })
        })
        .await
    }

    /// A line beside all others, for whoever needs one for good.
    pub(crate) async fn apart(&self) -> Result<Line, Error> {
        patiently(self.open_at_last()).await
    }

    /// Closes what is kept, and lets nobody on any more.
    pub(crate) async fn close(&self) {
        self.0.free.close();
        while let Some(kept) = self.take() {
            // It is gone either way.
            let _ = kept.connection.close().await;
        }
    }

    async fn kept_that_lives(&self) -> Option<Line> {
        while let Some(mut kept) = self.take() {
            let breaks = self.0.breaks.count();
            if kept.breaks != breaks || kept.used.elapsed() >= IDLE {
                if kept.connection.ping().await.is_err() {
                    self.0.breaks.add();
                    continue;
                }
                kept.breaks = breaks;
            }
            return Some(self.line(kept.connection, kept.opened, kept.breaks));
        }
        None
    }

    /// Opens a line as soon as a server that is away, starting or full lets us on.
    async fn open_at_last(&self) -> Result<Line, Error> {
        let (mut pause, longest) = PAUSES;
        loop {
            match self.open().await {
                Err(Error::Unavailable(_)) => self.0.breaks.add(),
                opened => return opened,
            }
            time::sleep(pause).await;
            pause = (2 * pause).min(longest);
        }
    }

    async fn open(&self) -> Result<Line, Error> {
        let breaks = self.0.breaks.count();
        // Seldom, and much to carry along for all who ask for a line.
        let connection = Box::pin(self.0.login.connect()).await?;
        Ok(self.line(connection, Instant::now(), breaks))
    }

    fn line(&self, connection: PgConnection, opened: Instant, breaks: u64) -> Line {
        Line {
            connection,
            opened,
            breaks,
            home: self.clone(),
            usage: Usage {
                breaks: self.0.breaks.clone(),
                is_over: false,
            },
            _permit: None,
        }
    }

    fn take(&self) -> Option<Kept> {
        self.0.kept.lock().ok()?.pop()
    }
}

/// Waits as long as one waits for a line.
async fn patiently(line: impl Future<Output = Result<Line, Error>>) -> Result<Line, Error> {
    let line = time::timeout(PATIENCE, line).await;
    line.unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut.into()))
}

impl Login {
    async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        let mut connection = self.options.connect().await?;
        if let Some(role) = self.become_role {
            let sql = AssertSqlSafe(format!("SET ROLE {role}"));
            connection.execute(sql).await?;
        }
        Ok(connection)
    }
}

impl Breaks {
    fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

impl Drop for Usage {
    fn drop(&mut self) {
        if !self.is_over {
            self.breaks.add();
        }
    }
}

impl Line {
    /// Keeps the line for the next use: nothing is under way on it.
    pub(crate) fn done(mut self) {
        self.usage.is_over = true;
        let kept = Kept {
            connection: self.connection,
            opened: self.opened,
            used: Instant::now(),
            breaks: self.breaks,
        };
        if kept.opened.elapsed() < AGE
            && !self.home.0.free.is_closed()
            && let Ok(mut all) = self.home.0.kept.lock()
        {
            all.push(kept);
        }
    }

    /// The same after one statement, unless it failed.
    pub(crate) fn done_with<T>(self, outcome: Result<T, sqlx::Error>) -> Result<T, Error> {
        let answer = outcome?;
        self.done();
        Ok(answer)
    }

    /// Closes the line in good order.
    pub(crate) async fn close(mut self) -> Result<(), Error> {
        self.usage.is_over = true;
        Ok(self.connection.close().await?)
    }
}

impl Deref for Line {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Line {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}
