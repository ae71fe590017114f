//! A program that lends tools: reached when it is needed, left alone for a while when it fails.

use std::{
    fmt, io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use domain::foreign::{Definition, Unfit};
use tokio::sync;

use super::{
    connection::{Connection, Hold, Listed, Lister, patience},
    fault::{Fault, plain},
    lent::validator,
};

/// How long a program is left alone after its first failure; each further one doubles it.
const FIRST_REST: Duration = Duration::from_secs(1);

/// The longest that it is left alone.
const LONGEST_REST: Duration = Duration::from_secs(60);

/// A program that lends tools, as the configuration has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SourceSettings {
    /// Its name: the first word of its tools' names.
    pub name: String,
    /// How it is reached.
    pub way: Way,
    /// How long a call may take.
    pub timeout: Duration,
}

/// How a program is reached.
#[derive(Clone, Eq, PartialEq)]
pub enum Way {
    /// It is started, and speaks over its standard input and output.
    Child {
        /// The program.
        command: String,
        /// Its arguments.
        args: Vec<String>,
        /// All of its environment.
        env: Vec<(String, String)>,
    },
    /// It runs, and speaks HTTP.
    Http {
        /// Where.
        url: String,
        /// What proves who we are; the variable that should hold it, if that is not set.
        token: Result<Option<String>, String>,
    },
}

impl fmt::Debug for Way {
    /// Without what may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Child { command, .. } => f.debug_tuple("Child").field(command).finish(),
            Self::Http { url, .. } => f.debug_tuple("Http").field(&plain(url)).finish(),
        }
    }
}

/// Why a program does not say which tools it has.
#[derive(Debug, thiserror::Error)]
pub enum Unlisted {
    /// It cannot be started.
    #[error("could not start `{command}`")]
    Start {
        /// The program.
        command: String,
        /// Why.
        source: io::Error,
    },
    /// It is nowhere.
    #[error("its address is neither http:// nor https://")]
    Address,
    /// What proves who we are is not there.
    #[error("`{0}`, which should hold its token, is not set: set it, or leave `token_from` out")]
    NoToken(String),
    /// It takes too long.
    #[error("it does not answer in time")]
    Late,
    /// It does not speak the protocol, or has gone.
    #[error("it does not speak the protocol")]
    Protocol(#[source] Fault),
    /// It has too many tools.
    #[error("it lists too many tools")]
    TooMany,
    /// It failed a moment ago.
    #[error("it failed a moment ago and is left alone for a while")]
    Resting,
    /// The system's certificates.
    #[error("could not load the system's root certificates")]
    Certificates(#[source] rustls::Error),
    /// The HTTP client.
    #[error("could not set up the HTTP client")]
    Client(#[source] reqwest::Error),
}

/// What a program says of a tool.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    /// What it says.
    pub definition: Definition,
    /// Why it cannot be allowed, if it cannot.
    pub held: Option<Held>,
}

/// Why a tool cannot be allowed.
pub type Held = Unfit;

/// A program that lends tools.
#[derive(Clone, Debug)]
pub struct Source(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: SourceSettings,
    /// One at a time starts the program or asks it for its tools.
    asking: sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    connection: Option<Connection>,
    /// Which connection it is: another one has another number, and so has none.
    number: u64,
    failures: u32,
    rests_until: Option<Instant>,
}

/// A call under way, and the connection that it is on.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) hold: Hold,
    number: u64,
}

impl Source {
    /// A program that nothing is asked of yet.
    pub fn new(settings: SourceSettings) -> Self {
        Self(Arc::new(Inner {
            settings,
            asking: sync::Mutex::default(),
            state: Mutex::default(),
        }))
    }

    /// Its settings.
    pub fn settings(&self) -> &SourceSettings {
        &self.0.settings
    }

    /// What it says of all its tools, by name.
    pub async fn list(&self) -> Result<Vec<Found>, Unlisted> {
        let (_, listed) = Box::pin(self.reach()).await?;
        let found = listed.values().map(|it| Found {
            held: it.check().and_then(|()| validator(it).map(|_| ())).err(),
            definition: it.clone(),
        });
        Ok(found.collect())
    }

    /// How long it may take until it can be asked: it says hello, and lists its tools.
    pub(super) fn reach_within(&self) -> Duration {
        patience(&self.0.settings) * 2
    }

    /// Somebody to ask, and what the tool says of itself now.
    pub(super) async fn find(&self, tool: &str) -> Result<(Line, Option<Definition>), Unlisted> {
        let (line, listed) = Box::pin(self.reach()).await?;
        Ok((line, listed.get(tool).cloned()))
    }

    /// A call was answered: it is well again.
    pub(super) fn is_well(&self, line: &Line) {
        let mut state = self.state();
        if state.number == line.number {
            (state.failures, state.rests_until) = (0, None);
        }
    }

    /// A call came to nothing: whoever hangs is killed, and started anew when it is needed.
    pub(super) fn give_up(&self, line: Line) {
        let number = line.number;
        drop(line);
        self.state().give_up(number);
    }

    /// Ends it.
    pub async fn close(&self) {
        self.state().end();
    }

    async fn reach(&self) -> Result<(Line, Arc<Listed>), Unlisted> {
        if let Some(reached) = self.state().reached() {
            return Ok(reached);
        }
        let _turn = self.0.asking.lock().await;
        let (number, lister) = {
            let mut state = self.state();
            if state.connection.as_ref().is_some_and(Connection::is_over) {
                state.fail();
            }
            if let Some(reached) = state.reached() {
                return Ok(reached);
            }
            if state.rests_until.is_some_and(|it| it > Instant::now()) {
                return Err(Unlisted::Resting);
            }
            let lister = state.connection.as_mut().map(Connection::lister);
            (state.number, lister)
        };
        let (number, lister) = match lister {
            Some(lister) => (number, lister),
            None => self.open(number).await?,
        };
        // Whoever asks may be gone at any moment: until there is an answer, nothing has changed.
        let listed = lister.list(&self.0.settings).await;
        let mut state = self.state();
        match listed {
            Ok(listed) => state.believe(number, listed),
            Err(error) => {
                state.give_up(number);
                Err(error)
            }
        }
    }

    /// Starts the program, or reaches it, unless somebody closes it meanwhile.
    async fn open(&self, number: u64) -> Result<(u64, Lister), Unlisted> {
        let opened = Connection::open(&self.0.settings).await;
        let mut state = self.state();
        if state.number != number {
            return Err(Unlisted::Resting);
        }
        let mut connection = opened.inspect_err(|_| state.fail())?;
        let lister = connection.lister();
        state.number += 1;
        state.connection = Some(connection);
        Ok((state.number, lister))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        let state = self.0.state.lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Somebody to ask, if what it said of its tools can still be believed.
    fn reached(&self) -> Option<(Line, Arc<Listed>)> {
        let connection = self.connection.as_ref().filter(|it| !it.is_over())?;
        let listed = connection.listed()?;
        let (hold, number) = (connection.hold(), self.number);
        Some((Line { hold, number }, listed))
    }

    /// Believes what a connection says of its tools; somebody may have ended it meanwhile.
    fn believe(
        &mut self,
        number: u64,
        listed: Arc<Listed>,
    ) -> Result<(Line, Arc<Listed>), Unlisted> {
        let connection = self.connection.as_mut().filter(|_| self.number == number);
        let connection = connection.ok_or(Unlisted::Resting)?;
        connection.believe(Arc::clone(&listed));
        let hold = connection.hold();
        Ok((Line { hold, number }, listed))
    }

    /// Ends a connection, if it is still the present one. While others' calls are under way on it, it is
    /// only left alone for a while, and asked for its tools before it is called again.
    fn give_up(&mut self, number: u64) {
        if self.number != number {
            return;
        }
        match &mut self.connection {
            Some(connection) if connection.is_busy() && !connection.is_over() => {
                connection.forget();
                self.rest();
            }
            _ => self.fail(),
        }
    }

    fn fail(&mut self) {
        self.end();
        self.rest();
        self.failures = self.failures.saturating_add(1);
    }

    fn rest(&mut self) {
        let rest = FIRST_REST.saturating_mul(1 << self.failures.min(10));
        self.rests_until = Some(Instant::now() + rest.min(LONGEST_REST));
    }

    fn end(&mut self) {
        self.connection = None;
        self.number += 1;
    }
}

#[cfg(test)]
mod tests;
