//! The audit is sealed while the program runs.

use std::time::Duration;

use chrono::Utc;
use store::{Sealer, Sealing, Store};
use tokio::time;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How far seals are behind at most, if no transaction is open for longer.
const PAUSE: Duration = Duration::from_secs(1);

/// After how long one batch is given up: whatever the server's own bounds are, it hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the last rows may take when the program ends. What is left is sealed at the next start.
const LAST: Duration = Duration::from_secs(2);

/// Who seals the audit in this process, unless another process does.
#[derive(Debug)]
pub(crate) struct Seals {
    stop: CancellationToken,
    task: TaskTracker,
}

impl Seals {
    /// Begins, a moment from now.
    pub(crate) fn begin(store: &Store) -> Self {
        let (stop, task) = (CancellationToken::new(), TaskTracker::new());
        let work = Work {
            sealer: store.sealer(),
            has_said: false,
        };
        task.spawn(work.go_on(stop.clone()));
        task.close();
        Self { stop, task }
    }

    /// Seals what is there, once nobody writes any more, and ends.
    pub(crate) async fn end(&self) {
        self.stop.cancel();
        self.task.wait().await;
    }
}

struct Work {
    sealer: Sealer,
    /// It was said that nothing is sealed now.
    has_said: bool,
}

impl Work {
    async fn go_on(mut self, stop: CancellationToken) {
        // A seal that is given up on the way is written or not; whoever is next looks.
        loop {
            let round = async {
                time::sleep(PAUSE).await;
                self.seal_all().await;
            };
            if stop.run_until_cancelled(round).await.is_none() {
                break;
            }
        }
        let last = async {
            self.seal_all().await;
            self.sealer.leave().await
        };
        if !matches!(time::timeout(LAST, last).await, Ok(Ok(()))) {
            tracing::debug!("the last rows of the audit are sealed at the next start");
        }
    }

    /// Seals all that is complete by now. What keeps it from that is said once, until it works again.
    async fn seal_all(&mut self) {
        loop {
            let sealing = time::timeout(PATIENCE, self.sealer.seal(Utc::now())).await;
            let is_known = std::mem::replace(&mut self.has_said, true);
            match sealing {
                Ok(Ok(Sealing::Done { more, .. })) => {
                    self.has_said = false;
                    if more {
                        continue;
                    }
                }
                Ok(Ok(Sealing::Elsewhere)) => self.has_said = false,
                _ if is_known => {}
                Ok(Ok(Sealing::Unordered)) => tracing::error!(
                    "the audit is not sealed: the database was restored on a server whose \
                    transactions have lower numbers; `firma migrate` mends that"
                ),
                Ok(Err(error)) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, "the audit could not be sealed; it is tried again");
                }
                Err(_) => {
                    tracing::warn!("the audit could not be sealed in time; it is tried again")
                }
            }
            return;
        }
    }
}
