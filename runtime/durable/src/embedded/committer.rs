//! Group commit: what is ready while one commit runs goes together in the next. One who is alone does
//! not wait for company; several wait a moment for more, which saves them statements. While a crowd stands in
//! line, a second committer takes some of it.

use store::{Committed, Error, MOMENT, Store, Writes};
use tokio::{
    sync::{mpsc, oneshot},
    task,
    time::{self, Instant},
};
use tracing::Instrument as _;

use super::{leases::pause_after, meters::Meters};

/// How many runs may go in one commit.
const MOST: usize = 64;

/// With more than so many in line it is a crowd: fewer cost less in one commit, also while others commit in
/// another process.
const CROWD: usize = 32;

/// How many may stand in line; more wait at the door.
const LINE: usize = 1024;

/// Where units of work that opened no transaction are handed in.
#[derive(Clone)]
pub(super) struct Committer {
    first: mpsc::Sender<Part>,
    second: mpsc::Sender<Part>,
}

struct Part {
    writes: Writes,
    answer: oneshot::Sender<Result<Committed, Error>>,
}

impl Committer {
    /// Starts it on the engine's thread. It ends when the last handle is gone.
    pub(super) fn start(store: &Store, meters: &Meters) -> Self {
        let start = || {
            let (sender, line) = mpsc::channel(LINE);
            task::spawn_local(commit_for_ever(store.clone(), meters.clone(), line));
            sender
        };
        Self {
            first: start(),
            second: start(),
        }
    }

    /// Where a unit stands in line. Of a crowd the second committer has those whose money lies in slots of odd
    /// numbers, so that neither waits for what the other takes.
    fn line_of(&self, writes: &Writes) -> &mpsc::Sender<Part> {
        let in_line = self.first.max_capacity() - self.first.capacity();
        match in_line > CROWD && writes.is_odd() {
            true => &self.second,
            false => &self.first,
        }
    }

    /// Writes a unit of work, together with others that are ready.
    pub(super) async fn commit(&self, writes: Writes) -> Result<Committed, Error> {
        let (answer, outcome) = oneshot::channel();
        let gone = || Error::Unreadable("the committer is gone".to_owned());
        let line = self.line_of(&writes);
        let part = Part { writes, answer };
        // The statement itself is of several runs at once: in the trace of each it is its part.
        let span = tracing::debug_span!("sql", db.operation.name = "commit_together");
        async {
            line.send(part).await.map_err(|_| gone())?;
            outcome.await.map_err(|_| gone())?
        }
        .instrument(span)
        .await
    }
}

async fn commit_for_ever(store: Store, meters: Meters, mut line: mpsc::Receiver<Part>) {
    let mut parts = Vec::with_capacity(MOST);
    while line.recv_many(&mut parts, MOST).await > 0 {
        // Who can get ready without waiting for anything goes along.
        task::yield_now().await;
        if parts.len() + line.len() > 1 {
            time::sleep(MOMENT).await;
        }
        while parts.len() < MOST
            && let Ok(part) = line.try_recv()
        {
            parts.push(part);
        }
        let (writes, answers): (Vec<_>, Vec<_>) =
            parts.drain(..).map(|it| (it.writes, it.answer)).unzip();
        let began = Instant::now();
        let outcomes = commit_patiently(&store, &writes, &answers).await;
        let runs = u32::try_from(writes.len()).unwrap_or_default();
        meters.committed(runs, began.elapsed());
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever asked may have lost its lease and gone.
            let _ = answer.send(outcome);
        }
    }
}

/// Commits once the database is there: what a model said is dear, and the rows are at hand. A
/// commit of which the answer was lost is found in the journal by its runs.
async fn commit_patiently(
    store: &Store,
    writes: &[Writes],
    answers: &[oneshot::Sender<Result<Committed, Error>>],
) -> Vec<Result<Committed, Error>> {
    let mut failures = 0;
    loop {
        match store.commit_together(writes).await {
            Ok(outcomes) => return outcomes,
            Err(error) if answers.iter().all(oneshot::Sender::is_closed) => {
                let shown: &dyn std::error::Error = &error;
                tracing::warn!(error = shown, "nobody waits any more");
                return Vec::new();
            }
            Err(error) => {
                warn_of(&error);
                time::sleep(pause_after(failures)).await;
                failures += 1;
            }
        }
    }
}

fn warn_of(error: &Error) {
    let error: &dyn std::error::Error = error;
    tracing::warn!(error, "a commit is tried again");
}
