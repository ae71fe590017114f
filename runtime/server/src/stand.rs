//! Who a command is: the holder of the home, who runs the database and the engine, or a guest.

use std::time::Duration;

use anyhow::Context as _;
use domain::person::Actor;
use store::{
    Store,
    managed::{self, HomeLock},
};
use tokio::time::{self, Instant};

use crate::{config::Config, database, home::Home, trouble::Trouble, words::Voice};

/// How long a holder that is just starting or stopping is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Who a command is.
#[derive(Debug)]
pub(crate) enum Stand {
    /// Nobody else is here: it runs what it needs.
    Holder(HomeLock),
    /// Somebody else holds the home.
    Guest(Visit),
}

/// What a guest has.
#[derive(Debug)]
pub(crate) struct Visit {
    /// The running database.
    pub store: Store,
    /// Where the holder listens.
    pub address: Option<String>,
}

/// What a command needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Need {
    /// A company that there is: its database, to look and to decide. Nothing is made for it.
    Look,
    /// The database, to work in; a company begins where there is none.
    Work,
    /// HTTP as well, to talk; a company begins where there is none.
    Talk,
}

/// Takes the home, or visits whoever has it.
pub(crate) async fn find(config: &Config, home: &Home, need: Need) -> anyhow::Result<Stand> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let is_ready = need != Need::Look || has_company(home)?;
        if !is_ready && !HomeLock::is_held(home.path())? {
            return Err(no_company(home).into());
        }
        let held = match HomeLock::acquire(home.path()) {
            // Whoever had it left meanwhile, and perhaps a company.
            Ok(_) if !is_ready => continue,
            Ok(lock) => {
                home.retract();
                return Ok(Stand::Holder(lock));
            }
            Err(held @ managed::Error::Held { .. }) => held,
            Err(other) => return Err(other.into()),
        };
        let address = home.listen();
        if need != Need::Talk || address.is_some() {
            let store = database::visit(&config.database, home.path()).await?;
            if let Some(store) = store {
                return Ok(Stand::Guest(Visit { store, address }));
            }
        }
        if Instant::now() >= deadline {
            return Err(held.into());
        }
        time::sleep(LOOK).await;
    }
}

fn has_company(home: &Home) -> anyhow::Result<bool> {
    home.has_company().context("could not read the token")
}

/// There is nothing to look at yet.
pub(crate) fn no_company(home: &Home) -> Trouble {
    Trouble::of("no_company").with("path", home.path().display())
}

/// As whom a guest acts: the owner whose token lies in the home.
pub(crate) async fn guest(home: &Home, store: &Store) -> anyhow::Result<(String, Actor)> {
    let token = home.token().context("could not read the token")?;
    let token = token.ok_or_else(|| Trouble::of("no_company_yet"))?;
    let actor = store.find_token(&token).await?;
    let unknown = || Trouble::of("token_unknown").with("path", home.token_path().display());
    Ok((token, actor.ok_or_else(unknown)?))
}

/// How the person of a command reads: in her language and the company's zone.
pub(crate) async fn voice_of(voice: &Voice, store: &Store, actor: &Actor) -> anyhow::Result<Voice> {
    let organisation = store.organisation(actor.organisation).await?;
    Ok(voice.to(domain::words::Reader {
        language: actor.language,
        zone: organisation.zone,
    }))
}
