//! Connections that stay at hand between uses, for the use cases that every turn runs.
//!
//! sqlx asks each connection that is given back whether it lives: a round trip for each use. Here
//! one that was used to the end is kept as it is; one that was not is closed, and whatever it had
//! begun is rolled back by the server.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use sqlx::{Connection as _, PgConnection, PgPool};
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

/// Lines of one role.
#[derive(Clone, Debug)]
pub(crate) struct Lines(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Who connects.
    pool: PgPool,
    free: Arc<Semaphore>,
    kept: Mutex<Vec<Kept>>,
}

#[derive(Debug)]
struct Kept {
    connection: PgConnection,
    opened: Instant,
    used: Instant,
}

/// A line in use.
#[derive(Debug)]
pub(crate) struct Line {
    connection: PgConnection,
    opened: Instant,
    home: Lines,
    _permit: OwnedSemaphorePermit,
}

impl Lines {
    /// So many lines at most.
    pub(crate) fn new(pool: PgPool, most: u32) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Self(Arc::new(Inner {
            pool,
            free: Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))),
            kept: Mutex::default(),
        }))
    }

    /// A line, once one is free.
    pub(crate) async fn get(&self) -> Result<Line, Error> {
        let free = Arc::clone(&self.0.free).acquire_owned();
        let permit = match time::timeout(PATIENCE, free).await {
            Ok(permit) => permit.map_err(|_| sqlx::Error::PoolClosed)?,
            Err(_) => return Err(sqlx::Error::PoolTimedOut.into()),
        };
        let (connection, opened) = match self.kept_that_lives().await {
            Some(kept) => (kept.connection, kept.opened),
            None => (self.0.pool.acquire().await?.detach(), Instant::now()),
        };
        Ok(Line {
            connection,
            opened,
            home: self.clone(),
            _permit: permit,
        })
    }

    /// Closes what is kept, and lets nobody on any more.
    pub(crate) async fn close(&self) {
        self.0.free.close();
        while let Some(kept) = self.take() {
            // It is gone either way.
            let _ = kept.connection.close().await;
        }
    }

    async fn kept_that_lives(&self) -> Option<Kept> {
        while let Some(mut kept) = self.take() {
            if kept.used.elapsed() < IDLE || kept.connection.ping().await.is_ok() {
                return Some(kept);
            }
        }
        None
    }

    fn take(&self) -> Option<Kept> {
        self.0.kept.lock().ok()?.pop()
    }
}

impl Line {
    /// Keeps the line for the next use: nothing is under way on it.
    pub(crate) fn done(self) {
        let kept = Kept {
            connection: self.connection,
            opened: self.opened,
            used: Instant::now(),
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
