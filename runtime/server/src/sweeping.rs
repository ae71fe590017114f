//! Rows that are over are deleted while the program runs.

use std::time::Duration;

use store::Store;
use tokio::time;
use tokio_util::sync::CancellationToken;

/// How soon it begins, and how often it looks from then on.
const PAUSES: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(600));

/// How many rows of a table go at a time, and how long others have in between.
const BATCH: (u32, Duration) = (1_000, Duration::from_millis(500));

/// Deletes what is over, unless another process does, until the program ends. A batch is deleted or not;
/// whoever is next goes on.
pub(crate) async fn sweep(store: Store, stop: CancellationToken) {
    let (mut pause, later) = PAUSES;
    while stop.run_until_cancelled(time::sleep(pause)).await.is_some() {
        pause = match store.sweep(BATCH.0).await {
            Ok(Some((rows, true))) => {
                tracing::debug!(rows, "rows that are over are deleted");
                BATCH.1
            }
            Ok(_) => later,
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(
                    error,
                    "what is over could not be deleted; it is tried again"
                );
                later
            }
        };
    }
}
