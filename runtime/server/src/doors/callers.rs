//! Who came in a moment ago, so that a busy caller is not looked up for each request.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{digest::Digest, ids::PersonId, person::Actor};
use store::Store;

/// How long a look-up is believed. A token that serves no more is told of at once
/// ([`Callers::forget`]); where that is missed, it opens no door after this.
const BELIEVED: Duration = Duration::from_secs(3);

/// How many are remembered.
const MOST: usize = 1_024;

/// Who came in a moment ago, by the hash of the token. Tokens that nobody has are not remembered.
#[derive(Debug, Default)]
pub(super) struct Callers {
    known: Mutex<HashMap<Digest, Known>>,
    /// How often somebody was forgotten: what was looked up before is not remembered after it.
    forgotten: AtomicU64,
}

#[derive(Clone, Debug)]
struct Known {
    actor: Actor,
    until: Instant,
}

impl Callers {
    /// As whom a token acts.
    pub(super) async fn find(
        &self,
        store: &Store,
        token: &str,
    ) -> Result<Option<Actor>, store::Error> {
        let hash = store::hash_token(token);
        if let Some(known) = self.known(&hash) {
            return Ok(Some(known));
        }
        let before = self.forgotten.load(Ordering::SeqCst);
        let found = store.find_token(token).await?;
        if let Some(actor) = &found {
            self.remember(hash, actor.clone(), before);
        }
        Ok(found)
    }

    /// A token of somebody serves no more.
    pub(super) fn forget(&self, person: PersonId) {
        let mut callers = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        callers.retain(|_, known| known.actor.person != person);
    }

    /// As whom the token of a hash acts, if that was looked up a moment ago.
    pub(super) fn known(&self, hash: &Digest) -> Option<Actor> {
        let callers = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = callers.get(hash)?;
        (known.until > Instant::now()).then(|| known.actor.clone())
    }

    fn remember(&self, hash: Digest, actor: Actor, before: u64) {
        let mut callers = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if self.forgotten.load(Ordering::SeqCst) != before {
            return;
        }
        let now = Instant::now();
        if callers.len() >= MOST {
            callers.retain(|_, known| known.until > now);
        }
        if callers.len() < MOST {
            let until = now + BELIEVED;
            callers.insert(hash, Known { actor, until });
        }
    }
}
