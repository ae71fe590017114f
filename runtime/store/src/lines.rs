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

use prometheus_client::metrics::gauge::Gauge;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection,
    postgres::PgConnectOptions,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time,
};
use tracing::{Span, level_filters::LevelFilter};

use crate::{error::Error, meters::LinesMeter};

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
    meter: LinesMeter,
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
    /// It lasts as long as the use, wherever that goes on.
    span: Span,
    /// Where it counts, if it is one of those that there is a bound for.
    in_use: Option<Gauge>,
}

impl Lines {
    /// So many lines at most.
    pub(crate) fn new(login: Login, breaks: Breaks, (most, meter): (u32, LinesMeter)) -> Self {
        meter.most.inc_by(i64::from(most));
        let permits = usize::try_from(most).unwrap_or(usize::MAX);
        Self(Arc::new(Inner {
            login,
            breaks,
            most,
            meter,
            free: Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS))),
            kept: Mutex::default(),
        }))
    }

    /// As many other lines of the same login.
    pub(crate) fn twin(&self) -> Self {
        let bounds = (self.0.most, self.0.meter.clone());
        Self::new(self.0.login.clone(), self.0.breaks.clone(), bounds)
    }

    /// How whoever needs another kind of connection reaches the server.
    pub(crate) fn options(&self) -> &PgConnectOptions {
        &self.0.login.options
    }

    /// Opens the first line, or says at once why that does not work.
    pub(crate) async fn begin(&self) -> Result<(), Error> {
        self.open(Span::none()).await?.done();
        Ok(())
    }

    /// A line for a use case, once one is free and the server lets us on.
    pub(crate) async fn get(&self, use_case: &'static str) -> Result<Line, Error> {
        let span = span(use_case);
        patiently(async {
            let permit = self.permit().await?;
            let mut line = match self.kept_that_lives(&span).await {
                Some(line) => line,
                None => self.open_at_last(&span).await?,
            };
            self.0.meter.in_use.inc();
            line.usage.in_use = Some(self.0.meter.in_use.clone());
            Ok(Line {
                _permit: Some(permit),
                ..line
            })
        })
        .await
    }

    /// A line beside all others, for whoever needs one for good.
    pub(crate) async fn apart(&self) -> Result<Line, Error> {
        patiently(self.open_at_last(&Span::none())).await
    }

    /// Closes what is kept, and lets nobody on any more.
    pub(crate) async fn close(&self) {
        self.0.free.close();
        while let Some(kept) = self.take() {
            // It is gone either way.
            let _ = kept.connection.close().await;
        }
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, sqlx::Error> {
        if let Ok(permit) = Arc::clone(&self.0.free).try_acquire_owned() {
            return Ok(permit);
        }
        self.0.meter.waits.inc();
        let free = Arc::clone(&self.0.free).acquire_owned();
        free.await.map_err(|_| sqlx::Error::PoolClosed)
    }

    async fn kept_that_lives(&self, span: &Span) -> Option<Line> {
        while let Some(mut kept) = self.take() {
            let breaks = self.0.breaks.count();
            if kept.breaks != breaks || kept.used.elapsed() >= IDLE {
                if kept.connection.ping().await.is_err() {
                    self.0.breaks.add();
                    continue;
                }
                kept.breaks = breaks;
            }
            let kept = (kept.connection, kept.opened, kept.breaks);
            return Some(self.line(kept, span.clone()));
        }
        None
    }

    /// Opens a line as soon as a server that is away, starting or full lets us on.
    async fn open_at_last(&self, span: &Span) -> Result<Line, Error> {
        let (mut pause, longest) = PAUSES;
        loop {
            match self.open(span.clone()).await {
                Err(Error::Unavailable(_)) => self.0.breaks.add(),
                opened => return opened,
            }
            time::sleep(pause).await;
            pause = (2 * pause).min(longest);
        }
    }

    async fn open(&self, span: Span) -> Result<Line, Error> {
        let breaks = self.0.breaks.count();
        // Seldom, and much to carry along for all who ask for a line.
        let connection = Box::pin(self.0.login.connect()).await?;
        Ok(self.line((connection, Instant::now(), breaks), span))
    }

    fn line(&self, (connection, opened, breaks): (PgConnection, Instant, u64), span: Span) -> Line {
        Line {
            connection,
            opened,
            breaks,
            home: self.clone(),
            usage: Usage {
                breaks: self.0.breaks.clone(),
                is_over: false,
                span,
                in_use: None,
            },
            _permit: None,
        }
    }

    fn take(&self) -> Option<Kept> {
        self.0.kept.lock().ok()?.pop()
    }
}

/// The span of a use, if it belongs to a request or a turn: what the engine does by itself, twice a
/// second and for ever, is nobody's.
fn span(use_case: &'static str) -> Span {
    if LevelFilter::current() < LevelFilter::DEBUG || Span::current().is_none() {
        return Span::none();
    }
    tracing::debug_span!(
        "sql",
        db.operation.name = use_case,
        error.kind = tracing::field::Empty
    )
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
        if let Some(in_use) = &self.in_use {
            in_use.dec();
        }
        if !self.is_over {
            self.span.record("error.kind", "broken_off");
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

    /// Ends the transaction on it, and keeps the line.
    pub(crate) async fn end(mut self, how: &'static str) -> Result<(), Error> {
        let ended = sqlx::raw_sql(how).execute(&mut self.connection).await;
        self.done_with(ended)?;
        Ok(())
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
