//! What the system asks of the process.

use std::{future, io};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::task::TaskTracker;

/// The exit code of whoever was stopped at once.
const STOPPED: i32 = 130;

/// Waits until somebody wants the process to end: Ctrl-C, or the system. It is heard from the call
/// on, not from the first poll on.
pub(crate) fn asked_to_end() -> impl Future<Output = ()> {
    let (interrupted, terminated) = (interrupted(), terminated());
    async {
        tokio::select! {
            () = interrupted => {}
            () = terminated => {}
        }
    }
}

/// Waits for Ctrl-C, from the call on.
pub(crate) fn interrupted() -> impl Future<Output = ()> {
    heard(signal(SignalKind::interrupt()))
}

/// Waits until the system wants the process to end, or its terminal is gone, from the call on.
pub(crate) fn terminated() -> impl Future<Output = ()> {
    let terminate = heard(signal(SignalKind::terminate()));
    let hangup = heard(signal(SignalKind::hangup()));
    async {
        tokio::select! {
            () = terminate => {}
            () = hangup => {}
        }
    }
}

/// From now on, being asked again ends the process at once: what it did not finish goes on at the
/// next start.
pub(crate) fn end_at_once_when_asked_again(tasks: &TaskTracker) {
    let asked = asked_to_end();
    tasks.spawn(async {
        asked.await;
        std::process::exit(STOPPED);
    });
}

async fn heard(signal: io::Result<Signal>) {
    match signal {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(error) => {
            tracing::error!(%error, "cannot hear signals");
            future::pending().await
        }
    }
}

#[cfg(test)]
mod tests {
    use rustix::process::{Signal, getpid, kill_process};

    use super::asked_to_end;

    #[tokio::test]
    async fn who_is_asked_before_the_first_look_hears_it() {
        let asked = asked_to_end();
        // Would end this process, if nobody listened.
        kill_process(getpid(), Signal::TERM).unwrap();
        asked.await;
    }
}
