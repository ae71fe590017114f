//! What starts by itself at its time. Every process looks; each slot has one run.

use std::{rc::Rc, time::Duration};

use chrono::Utc;
use store::Error;
use tokio::time;

use super::Engine;

/// How many schedules are seen to between two looks at what is due.
const AT_ONCE: i64 = 64;

/// After how many looks at the queue schedules are looked at at the latest: others set new ones.
const LOOKS: u32 = 10;

impl Engine {
    /// Starts what is due, for ever.
    pub(super) async fn keep_schedules(self: Rc<Self>) {
        loop {
            let wait = match self.fire_due().await {
                // There may be more.
                Ok(true) => continue,
                Ok(false) => self.until_slot().await,
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, "schedules were not looked at");
                    self.settings.poll
                }
            };
            time::sleep(wait).await;
        }
    }

    /// Starts what is due of some schedules. True if others may be due as well.
    async fn fire_due(&self) -> Result<bool, Error> {
        let due = self.store.due_schedules(Utc::now(), AT_ONCE).await?;
        let mut started = 0;
        for schedule in due {
            match self.store.fire_schedule(schedule, Utc::now()).await {
                Ok(runs) => started += runs,
                // It stays due; the others do not wait for it.
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(schedule.id = %schedule.id, error, "a slot was not seen to");
                }
            }
        }
        if started > 0 {
            self.wakes.meters.fired(started);
            self.wakes.ready.notify_one();
        }
        Ok(started > 0)
    }

    /// How long no schedule is due, as far as this process knows.
    async fn until_slot(&self) -> Duration {
        let most = self.settings.poll * LOOKS;
        match self.store.next_slot().await {
            Ok(Some(next)) => {
                // What stays due could not be seen to, or another process sees to it.
                let wait = (next - Utc::now()).to_std();
                wait.unwrap_or(self.settings.poll).min(most)
            }
            Ok(None) | Err(_) => most,
        }
    }
}
