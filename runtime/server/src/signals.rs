//! What the system asks of the process.

use std::{future, io};

use tokio::signal::{
    ctrl_c,
    unix::{SignalKind, signal},
};
use tokio_util::task::TaskTracker;

/// The exit code of whoever was stopped at once.
const STOPPED: i32 = 130;

/// Waits until somebody wants the process to end: Ctrl-C, or the system.
pub(crate) async fn asked_to_end() {
    tokio::select! {
        () = interrupted() => {}
        () = terminated() => {}
    }
}

/// Waits for Ctrl-C.
pub(crate) async fn interrupted() {
    if let Err(error) = ctrl_c().await {
        never(&error).await;
    }
}

/// Waits until the system wants the process to end, or its terminal is gone.
pub(crate) async fn terminated() {
    match (
        signal(SignalKind::terminate()),
        signal(SignalKind::hangup()),
    ) {
        (Ok(mut terminate), Ok(mut hangup)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
        }
        (Err(error), _) | (_, Err(error)) => never(&error).await,
    }
}

/// From now on, being asked again ends the process at once: what it did not finish goes on at the
/// next start.
pub(crate) fn end_at_once_when_asked_again(tasks: &TaskTracker) {
    tasks.spawn(async {
        asked_to_end().await;
        std::process::exit(STOPPED);
    });
}

async fn never(error: &io::Error) {
    tracing::error!(%error, "cannot hear signals");
    future::pending().await
}
