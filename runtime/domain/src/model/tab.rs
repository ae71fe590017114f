//! What providers bill for answers that did not come whole.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Candidate, Usage};

/// The answers to a request that providers have begun. Each notes what it takes as it grows, and is struck off when
/// it came whole, for then it says itself what it took. So what was cut is known also where nobody waits for it any
/// more.
#[derive(Clone, Debug, Default)]
pub struct Tab(Arc<Mutex<Lines>>);

type Lines = BTreeMap<usize, (Candidate, Usage)>;

/// An answer that a provider has begun.
#[derive(Debug)]
pub struct Begun {
    tab: Tab,
    number: usize,
}

impl Tab {
    /// A provider begins to answer, and has taken this much.
    pub fn begin(&self, by: Candidate, usage: Usage) -> Begun {
        let mut lines = self.lines();
        let number = lines.last_key_value().map_or(0, |(last, _)| last + 1);
        lines.insert(number, (by, usage));
        Begun {
            tab: self.clone(),
            number,
        }
    }

    /// Who began to answer and did not come to the end, and what that took.
    pub fn cut(&self) -> Vec<(Candidate, Usage)> {
        self.lines().values().cloned().collect()
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun {
    /// It has taken this much so far.
    pub fn takes(&self, usage: Usage) {
        if let Some((_, taken)) = self.tab.lines().get_mut(&self.number) {
            *taken = usage;
        }
    }

    /// It came whole, or nothing came of it at all.
    pub fn strike(self) {
        self.tab.lines().remove(&self.number);
    }
}
