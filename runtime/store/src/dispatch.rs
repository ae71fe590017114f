//! How those who write to the queue reach the engine of their own process.

use std::time::Duration;

use domain::ids::{FlowId, TurnId};

use crate::queue::Claimed;

/// The engine of this process, as those see it who write to its queue.
pub trait Dispatch: Send + Sync {
    /// Room for one more run, if there is any.
    fn slot(&self) -> Option<Slot>;

    /// Tells the engine what happened. What it is not told it sees later by itself.
    fn tell(&self, news: News);
}

/// Room for one more run in the engine of this process: whoever puts a run into the queue may put
/// it there, so that it need not be claimed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Slot {
    /// The process.
    pub holder: i64,
    /// How long it holds the run without word of it.
    pub lease: Duration,
}

/// News of the queue.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum News {
    /// A run is ready.
    Ready,
    /// Something happened to a run.
    Happened(FlowId),
    /// A run lies in a slot of this process.
    Claimed(Claimed),
    /// A turn waits for a person or has ended: whoever waits for it at the door of another process
    /// wants to know.
    Settled(TurnId),
}
