//! Who came in a moment ago, so that a busy caller is not looked up for each request.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use domain::{digest::Digest, person::Actor};
use store::Store;

/// How long a look-up is believed: a token that was taken back opens no door after it.
const BELIEVED: Duration = Duration::from_secs(3);

/// How many are remembered.
const MOST: usize = 1_024;

/// Who came in a moment ago, by the hash of the token. Tokens that nobody has are not remembered.
#[derive(Debug, Default)]
pub(super) struct Callers(Mutex<HashMap<Digest, Known>>);

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
        let found = store.find_token(token).await?;
        if let Some(actor) = &found {
            self.remember(hash, actor.clone());
        }
        Ok(found)
    }

    /// As whom the token of a hash acts, if that was looked up a moment ago.
    pub(super) fn known(&self, hash: &Digest) -> Option<Actor> {
        let callers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = callers.get(hash)?;
        (known.until > Instant::now()).then(|| known.actor.clone())
    }

    fn remember(&self, hash: Digest, actor: Actor) {
        let mut callers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
