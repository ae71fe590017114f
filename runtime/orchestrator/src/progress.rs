//! What a turn is doing, told to whoever watches it. It informs and may be missed; truth is in
//! tables.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, OnceLock},
};

use domain::{
    ids::TurnId,
    money::Micros,
    turn::{TurnStatus, TurnView},
};
use store::{Dispatch, News};
use tokio::sync::mpsc;

/// How many pieces of news a watcher may lag behind before it misses some.
const LAG: usize = 256;

/// A piece of news of a turn.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// It begins, or goes on after a restart.
    Begun,
    /// The supervisor chose a department.
    Delegated {
        /// The department.
        department: String,
    },
    /// A department calls a tool.
    Calling {
        /// The department.
        department: String,
        /// The tool.
        tool: String,
    },
    /// A model says something. What has been said before an answer ends may still be taken back.
    Text {
        /// The next piece.
        text: String,
    },
    /// What was said since the last answer does not count: the model is asked again.
    Retracted,
    /// A model call ended.
    Spent {
        /// What it cost.
        cost: Micros,
    },
    /// It waits for a person, or has ended.
    Settled {
        /// Where it stands.
        status: TurnStatus,
        /// All of it, where whoever tells knows.
        view: Option<Arc<TurnView>>,
    },
    /// It waits for a person, or has ended, in another process: look.
    SettledElsewhere,
}

impl Progress {
    /// Whether a turn waits for a person or has ended.
    const fn is_end(&self) -> bool {
        matches!(self, Self::Settled { .. } | Self::SettledElsewhere)
    }
}

/// How much of a turn somebody wants to hear.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Hear {
    /// All of it, piece by piece.
    All,
    /// That it waits for a person or has ended. Who waits for that alone is not woken by each piece.
    End,
}

/// Somebody who watches a turn.
struct Watcher {
    sender: mpsc::Sender<Progress>,
    hears: Hear,
}

impl Watcher {
    /// Tells it, if it wants to hear that. Whether it is still there.
    fn told(&self, news: &Progress) -> bool {
        if self.hears == Hear::End && !news.is_end() {
            return !self.sender.is_closed();
        }
        let told = self.sender.try_send(news.clone());
        !matches!(told, Err(mpsc::error::TrySendError::Closed(_)))
    }
}

/// Who watches which turn.
#[derive(Clone, Default)]
pub struct Feed(Arc<Inner>);

#[derive(Default)]
struct Inner {
    watchers: Mutex<HashMap<TurnId, Vec<Watcher>>>,
    /// By whom other processes are told.
    engine: OnceLock<Arc<dyn Dispatch>>,
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed").finish_non_exhaustive()
    }
}

impl Feed {
    /// Has the engine tell other processes what settles here. Only the first is asked.
    pub fn tell_by(&self, engine: Arc<dyn Dispatch>) {
        // One feed has one engine.
        let _ = self.0.engine.set(engine);
    }

    /// Watches a turn from now on. Dropping the receiver ends it.
    pub fn watch(&self, turn: TurnId, hears: Hear) -> mpsc::Receiver<Progress> {
        let (sender, receiver) = mpsc::channel(LAG);
        if let Ok(mut watchers) = self.0.watchers.lock() {
            let watcher = Watcher { sender, hears };
            watchers.entry(turn).or_default().push(watcher);
        }
        receiver
    }

    /// Tells whoever watches. Nobody is waited for.
    pub fn tell(&self, turn: TurnId, news: &Progress) {
        if let (Progress::Settled { .. }, Some(engine)) = (news, self.0.engine.get()) {
            engine.tell(News::Settled(turn));
        }
        let Ok(mut watchers) = self.0.watchers.lock() else {
            return;
        };
        let Some(of_turn) = watchers.get_mut(&turn) else {
            return;
        };
        of_turn.retain(|it| it.told(news));
        if of_turn.is_empty() {
            watchers.remove(&turn);
        }
    }

    /// Whether anybody watches.
    pub fn is_watched(&self, turn: TurnId) -> bool {
        self.0
            .watchers
            .lock()
            .is_ok_and(|it| it.contains_key(&turn))
    }

    /// Whether anybody wants to hear all of it.
    pub(crate) fn is_heard(&self, turn: TurnId) -> bool {
        let hears_all = |of_turn: &Vec<Watcher>| of_turn.iter().any(|it| it.hears == Hear::All);
        let watchers = self.0.watchers.lock();
        watchers.is_ok_and(|it| it.get(&turn).is_some_and(hears_all))
    }

    /// Forgets watchers that are gone.
    pub(crate) fn sweep(&self, turn: TurnId) {
        if let Ok(mut watchers) = self.0.watchers.lock()
            && let Some(of_turn) = watchers.get_mut(&turn)
        {
            of_turn.retain(|it| !it.sender.is_closed());
            if of_turn.is_empty() {
                watchers.remove(&turn);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_for_the_end_is_told_that_alone() {
        let (feed, turn) = (Feed::default(), TurnId::new(chrono::Utc::now()));
        let mut end = feed.watch(turn, Hear::End);
        assert!(!feed.is_heard(turn));
        let mut all = feed.watch(turn, Hear::All);
        assert!(feed.is_heard(turn));
        let text = "so".to_owned();
        let news = [
            Progress::Begun,
            Progress::Text { text },
            Progress::SettledElsewhere,
        ];
        for it in &news {
            feed.tell(turn, it);
        }
        let heard: Vec<_> = std::iter::from_fn(|| all.try_recv().ok()).collect();
        assert_eq!(heard, news);
        assert_eq!(end.try_recv(), Ok(Progress::SettledElsewhere));
        assert!(end.try_recv().is_err());
        drop((end, all));
        feed.tell(turn, &Progress::Begun);
        assert!(!feed.is_watched(turn));
    }
}
