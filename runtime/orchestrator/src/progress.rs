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

/// Who watches which turn.
#[derive(Clone, Default)]
pub struct Feed(Arc<Inner>);

#[derive(Default)]
struct Inner {
    watchers: Mutex<HashMap<TurnId, Vec<mpsc::Sender<Progress>>>>,
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
    pub fn watch(&self, turn: TurnId) -> mpsc::Receiver<Progress> {
        let (sender, receiver) = mpsc::channel(LAG);
        if let Ok(mut watchers) = self.0.watchers.lock() {
            watchers.entry(turn).or_default().push(sender);
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
        let Some(senders) = watchers.get_mut(&turn) else {
            return;
        };
        senders.retain(|sender| match sender.try_send(news.clone()) {
            Ok(()) | Err(mpsc::error::TrySendError::Full(_)) => true,
            Err(mpsc::error::TrySendError::Closed(_)) => false,
        });
        if senders.is_empty() {
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

    /// Forgets watchers that are gone.
    pub(crate) fn sweep(&self, turn: TurnId) {
        if let Ok(mut watchers) = self.0.watchers.lock()
            && let Some(senders) = watchers.get_mut(&turn)
        {
            senders.retain(|sender| !sender.is_closed());
            if senders.is_empty() {
                watchers.remove(&turn);
            }
        }
    }
}
