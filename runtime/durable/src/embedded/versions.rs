//! Versions of workflows: a process works on runs of those that it has. Others it parks when it meets
//! them, and whoever has them takes them from there.

use store::{Claimed, Slot};
use tokio::time::Instant;

use super::{CLAIMED, Engine};

impl Engine {
    /// Takes parked runs of the versions that this process has, as often as the queue is looked at
    /// without a reason, and as long as there are more. They get half of the room at most.
    pub(super) async fn claim_parked(&self, room: usize) -> Vec<Claimed> {
        let now = Instant::now();
        let looked = self.looked.replace(Some(now));
        if looked.is_some_and(|it| now.duration_since(it) < self.settings.poll) {
            self.looked.set(looked);
            return Vec::new();
        }
        let Slot { holder, lease } = self.wakes.slot;
        let most = i64::try_from(room.min(CLAIMED).div_ceil(2)).unwrap_or_default();
        match self
            .store
            .claim_parked(holder, most, lease, &self.has)
            .await
        {
            Ok(claimed) => {
                if !claimed.is_empty() {
                    // Where there is room for one, the queue has its turn first.
                    self.looked.set((room < 2).then_some(now));
                    tracing::info!(runs = claimed.len(), "parked runs go on");
                }
                self.with_traces(claimed).await
            }
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, "parked runs were not looked at");
                Vec::new()
            }
        }
    }

    /// Of runs that were claimed those whose version this process has; the others are parked.
    pub(super) async fn park_unknown(&self, claimed: Vec<Claimed>) -> Vec<Claimed> {
        let (known, unknown): (Vec<_>, Vec<_>) = claimed.into_iter().partition(|it| {
            let workflow = self.registry.find_workflow(&it.workflow, it.version);
            workflow.is_some()
        });
        if !unknown.is_empty() {
            self.park(&unknown.iter().collect::<Vec<_>>()).await;
        }
        known
    }

    pub(super) async fn park(&self, unknown: &[&Claimed]) {
        for run in unknown {
            tracing::warn!(
                flow.id = %run.flow,
                workflow = run.workflow,
                version = run.version,
                "the run waits for a Firma that has its workflow"
            );
        }
        if let Err(error) = self.store.park_runs(unknown).await {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "the runs are free when their lease has run out");
        }
    }
}
