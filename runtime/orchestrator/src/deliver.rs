//! Sends what lies in the outbox, each row once; one that a crash left half sent goes again, marked.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use domain::channel::{Channel, ChannelError};
use store::{Claiming, Due, Store};
use tokio::time;

/// How many deliveries are claimed at a time.
const MOST: i64 = 32;

/// How long a network may take for one message.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a delivery is tried.
const ATTEMPTS: i32 = 8;

/// Sends what lies in the outbox.
pub struct Deliverer {
    store: Store,
    channels: BTreeMap<&'static str, Arc<dyn Channel>>,
    holder: i64,
}

impl fmt::Debug for Deliverer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deliverer")
            .field("channels", &self.channels.keys())
            .finish_non_exhaustive()
    }
}

impl Deliverer {
    /// A deliverer over channels.
    pub fn new(store: Store, channels: Vec<Arc<dyn Channel>>, holder: i64) -> Self {
        let channels = channels.into_iter().map(|it| (it.name(), it)).collect();
        Self {
            store,
            channels,
            holder,
        }
    }

    /// Sends what is due now. Answers how many deliveries were claimed.
    pub async fn deliver_due(&self) -> Result<usize, store::Error> {
        let claiming = Claiming {
            holder: self.holder,
            most: MOST,
            patience: PATIENCE * 2,
            attempts: ATTEMPTS,
        };
        let due = self.store.claim_outbox(claiming).await?;
        let count = due.len();
        for row in due {
            self.deliver(row).await?;
        }
        Ok(count)
    }

    #[tracing::instrument(name = "delivery", skip_all, fields(delivery.id = %due.id))]
    async fn deliver(&self, due: Due) -> Result<(), store::Error> {
        // Those before it may have taken so long that another has it by now.
        let Some((name, delivery)) = self.store.delivery(due, PATIENCE * 2).await? else {
            return Ok(());
        };
        let Some(channel) = self.channels.get(name.as_str()) else {
            tracing::error!(
                channel = name,
                "no such channel here: the delivery is given up"
            );
            return self.store.not_delivered(due, None, "no such channel").await;
        };
        match time::timeout(PATIENCE, channel.send(&delivery)).await {
            Ok(Ok(provider_id)) => self.store.delivered(due, &provider_id).await,
            Ok(Err(error @ ChannelError::Refused(_))) => {
                warn(due, &error);
                self.store.not_delivered(due, None, "refused").await
            }
            Ok(Err(error @ ChannelError::Unavailable(_))) => {
                warn(due, &error);
                self.again(due).await
            }
            // It may have arrived: it stays in `sending`, and goes again marked as such.
            Err(_) => Ok(()),
        }
    }

    async fn again(&self, due: Due) -> Result<(), store::Error> {
        let pause = Duration::from_secs(2_u64.pow(due.attempts.clamp(1, 8).unsigned_abs() - 1));
        let next = (due.attempts < ATTEMPTS).then_some(pause);
        self.store.not_delivered(due, next, "unavailable").await
    }
}

fn warn(due: Due, error: &ChannelError) {
    let error: &dyn std::error::Error = error;
    tracing::warn!(error, delivery.id = %due.id, "a message did not go out");
}
