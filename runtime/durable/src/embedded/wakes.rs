//! How the engine is reached from any thread: whether there is room, and what has happened.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use chrono::Utc;
use store::{Dispatch, News, Slot, Word};
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use super::{Settings, meters::Meters, neighbours::Neighbours};

/// How much news may stand in line.
const NEWS: usize = 1024;

/// How the engine is reached from any thread.
#[derive(Clone)]
pub(super) struct Wakes {
    pub(super) slot: Slot,
    pub(super) meters: Meters,
    pub(super) ready: Arc<Notify>,
    pub(super) stop: CancellationToken,
    pub(super) neighbours: Neighbours,
    /// How many runs may be in memory, and how many are.
    in_flight: usize,
    live: Arc<AtomicUsize>,
    /// Others stand in the queue, as far as the engine knows: whoever comes goes behind them.
    queue: Arc<AtomicBool>,
    news: mpsc::Sender<News>,
}

impl Wakes {
    /// Those of a new engine, and where it hears its news.
    pub(super) fn new(settings: &Settings) -> (Self, mpsc::Receiver<News>) {
        let holder =
            i64::from(std::process::id()) << 32 | i64::from(Utc::now().timestamp_subsec_nanos());
        let (sender, news) = mpsc::channel(NEWS);
        let wakes = Self {
            slot: Slot {
                holder,
                lease: settings.lease,
            },
            meters: Meters::default(),
            ready: Arc::default(),
            stop: CancellationToken::new(),
            neighbours: Neighbours::default(),
            in_flight: settings.in_flight,
            live: Arc::default(),
            queue: Arc::default(),
            news: sender,
        };
        (wakes, news)
    }

    /// Says how many runs are in memory.
    pub(super) fn hold(&self, live: usize) {
        self.live.store(live, Ordering::Relaxed);
        self.meters.hold(live);
    }

    /// Says whether others stand in the queue.
    pub(super) fn queued(&self, others: bool) {
        self.queue.store(others, Ordering::Relaxed);
    }
}

impl Dispatch for Wakes {
    fn slot(&self) -> Option<Slot> {
        let room = self.live.load(Ordering::Relaxed) < self.in_flight
            && !self.queue.load(Ordering::Relaxed);
        (room && self.news.capacity() > NEWS / 2 && !self.stop.is_cancelled()).then_some(self.slot)
    }

    fn tell(&self, news: News) {
        if let News::Settled(turn) = news {
            return self.neighbours.tell(Word::Settled(turn));
        }
        let look = matches!(news, News::Ready | News::Happened(_));
        if look && self.slot().is_none() {
            // Others may have room.
            self.neighbours.tell(Word::Ready);
        }
        if news != News::Ready {
            // Nothing is lost with it: the engine looks by itself, and a run in a slot that nobody
            // works on is free when its lease has run out.
            let _ = self.news.try_send(news);
        }
        if look {
            self.ready.notify_one();
        }
    }
}
