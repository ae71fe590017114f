//! Keeping what this process holds, and letting go in time.

use std::{collections::HashSet, rc::Rc, time::Duration};

use domain::ids::FlowId;
use tokio::time::{self, Instant};

use super::Engine;

impl Engine {
    /// Renews the leases of all runs in memory, and frees what other processes left behind. When
    /// renewing fails for as long as a lease lasts, all runs stop here before anybody else may
    /// begin.
    pub(super) async fn keep_leases(self: Rc<Self>) {
        let pause = self.settings.lease / 4;
        let mut kept = Instant::now();
        let mut suspects = HashSet::new();
        loop {
            time::sleep(pause).await;
            // A lease begins when it is asked for, at the latest.
            let asked = Instant::now();
            if self.renew(&mut suspects).await {
                kept = asked;
            } else if kept.elapsed() + pause >= self.settings.lease {
                self.let_go_of_all();
            }
        }
    }

    async fn renew(&self, suspects: &mut HashSet<FlowId>) -> bool {
        let held: Vec<(FlowId, i64)> = {
            let live = self.live.borrow();
            live.iter().map(|(flow, it)| (*flow, it.epoch)).collect()
        };
        let lease = self.settings.lease;
        let renew = async { self.place.lock().await.keep(&held, lease).await };
        match time::timeout(lease / 4, renew).await {
            Ok(Ok(kept)) => {
                self.let_go(&kept.lost, suspects);
                self.wake_those_that_were_woken(&kept.woken);
                self.wakes.neighbours.note_company(kept.has_company);
                if kept.freed > 0 {
                    tracing::info!(
                        runs = kept.freed,
                        "runs that nobody holds any more are free"
                    );
                    self.wakes.ready.notify_one();
                }
                true
            }
            Ok(Err(error)) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, "leases could not be renewed");
                false
            }
            Err(_) => false,
        }
    }

    /// Stops runs that another process holds now. The row of a run whose last commit is on its way
    /// back to us is gone as well, hence only what is missed twice is let go; the fence holds
    /// either way.
    fn let_go(&self, lost: &[FlowId], suspects: &mut HashSet<FlowId>) {
        let live = self.live.borrow();
        for flow in lost.iter().filter(|flow| suspects.contains(flow)) {
            if let Some(it) = live.get(flow) {
                it.lost.cancel();
            }
        }
        suspects.clear();
        suspects.extend(lost);
    }

    /// Has runs look that something happened to in another process, in case nobody told.
    fn wake_those_that_were_woken(&self, woken: &[(FlowId, i32)]) {
        let live = self.live.borrow();
        for (flow, woken) in woken {
            if let Some(it) = live.get(flow)
                && it.seen.replace(*woken) != *woken
            {
                it.woken.notify_one();
            }
        }
    }

    pub(super) fn let_go_of_all(&self) {
        for live in self.live.borrow().values() {
            live.lost.cancel();
        }
    }
}

/// How long a run waits before it is tried again after the database failed it.
pub(super) fn pause_after(failures: u32) -> Duration {
    Duration::from_millis(100 * 2_u64.pow(failures.min(5)))
}
