//! What this engine and those of other processes on the same database tell each other. It saves
//! waiting and nothing else: whoever missed it looks by itself.

use std::{
    collections::HashSet,
    fmt,
    rc::Rc,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::ids::{PersonId, TurnId};
use store::Word;
use tokio::{sync::Notify, time};

use super::{Engine, leases::pause_after};

/// The least time between two notifications of a process.
const PACE: Duration = Duration::from_millis(10);

/// How much may wait to be told. What is beyond is not: others look by themselves.
const MOST: usize = 4_096;

/// Who waits at the doors of this process.
type Doors = Box<dyn Fn(TurnId) + Send + Sync>;

/// Who keeps in mind who came in.
type Porter = Box<dyn Fn(PersonId) + Send + Sync>;

/// What goes to other processes, and who hears here what comes from them.
#[derive(Clone, Default)]
pub(super) struct Neighbours(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// Whether anybody would hear it.
    live: AtomicBool,
    untold: Mutex<HashSet<Word>>,
    any: Notify,
    doors: OnceLock<Doors>,
    porter: OnceLock<Porter>,
}

impl fmt::Debug for Neighbours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Neighbours").finish_non_exhaustive()
    }
}

impl Neighbours {
    /// Says whether another process lives.
    pub(super) fn note_company(&self, live: bool) {
        self.0.live.store(live, Ordering::Relaxed);
    }

    /// Whether another process lived when that was last looked at.
    pub(super) fn has_company(&self) -> bool {
        self.0.live.load(Ordering::Relaxed)
    }

    /// Tells the others, if there are any, with what else there is to tell.
    pub(super) fn tell(&self, word: Word) {
        if !self.has_company() {
            return;
        }
        let mut untold = self.0.untold.lock().unwrap_or_else(PoisonError::into_inner);
        if untold.len() < MOST {
            untold.insert(word);
            self.0.any.notify_one();
        }
    }

    /// Who is told that a turn settled in another process. Only the first who says so.
    pub(super) fn set_doors(&self, doors: Doors) {
        // One engine has one server around it.
        let _ = self.0.doors.set(doors);
    }

    /// Who is told that somebody's token serves no more. Only the first who says so.
    pub(super) fn set_porter(&self, porter: Porter) {
        // One engine has one server around it.
        let _ = self.0.porter.set(porter);
    }

    fn take(&self) -> Vec<Word> {
        let mut untold = self.0.untold.lock().unwrap_or_else(PoisonError::into_inner);
        untold.drain().collect()
    }
}

impl Engine {
    /// Tells other processes what there is to tell, everything of a moment at once.
    pub(super) async fn tell_others(self: Rc<Self>) {
        let neighbours = &self.wakes.neighbours;
        loop {
            neighbours.0.any.notified().await;
            let words = neighbours.take();
            let told = self.store.tell_others(self.wakes.slot.holder, &words);
            if let Err(error) = told.await {
                let error: &dyn std::error::Error = &error;
                tracing::debug!(error, "others were not told and see it later");
            }
            time::sleep(PACE).await;
        }
    }

    /// Hears what other processes tell.
    pub(super) async fn hear_others(self: Rc<Self>) {
        let mut failures = 0;
        loop {
            if let Err(error) = self.hear_while_it_lasts(&mut failures).await {
                let error: &dyn std::error::Error = &error;
                tracing::debug!(error, "nothing is heard of other processes for a while");
            }
            time::sleep(pause_after(failures)).await;
            failures += 1;
        }
    }

    async fn hear_while_it_lasts(&self, failures: &mut u32) -> Result<(), store::Error> {
        let mut ear = self.store.listen(self.wakes.slot.holder).await?;
        *failures = 0;
        if ear.has_company {
            self.wakes.neighbours.note_company(true);
        }
        // What was told meanwhile was missed.
        self.wakes.ready.notify_one();
        loop {
            for word in ear.hear().await? {
                // Whoever talks lives, but for those who only say who has gone.
                if !matches!(word, Word::Gone(_)) {
                    self.wakes.neighbours.note_company(true);
                }
                self.heard(word);
            }
        }
    }

    fn heard(&self, word: Word) {
        match word {
            // So that she sees us as well.
            Word::Here => {}
            Word::Ready => self.wakes.ready.notify_one(),
            Word::Happened(flow) => {
                if let Some(live) = self.live.borrow().get(&flow) {
                    live.woken.notify_one();
                }
            }
            Word::Settled(turn) => {
                if let Some(doors) = self.wakes.neighbours.0.doors.get() {
                    doors(turn);
                }
            }
            Word::Gone(person) => {
                if let Some(porter) = self.wakes.neighbours.0.porter.get() {
                    porter(person);
                }
            }
        }
    }
}
