//! A program that lends tools: reached when it is needed, left alone for a while when it fails.

use std::{
    fmt, io,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::foreign::{Definition, Unfit};
use rmcp::{RoleClient, service::Peer};
use tokio::sync::Mutex;

use super::{
    connection::{Connection, Listed, patience},
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
        /// What proves who we are.
        token: Option<String>,
    },
}

impl fmt::Debug for Way {
    /// Without what may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Child { command, .. } => f.debug_tuple("Child").field(command).finish(),
            Self::Http { url, .. } => f.debug_tuple("Http").field(url).finish(),
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
    /// It takes too long.
    #[error("it does not answer in time")]
    Late,
    /// It does not speak the protocol, or has gone.
    #[error("it does not speak the protocol")]
    Protocol(#[source] Box<dyn std::error::Error + Send + Sync>),
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
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    connection: Option<Connection>,
    failures: u32,
    rests_until: Option<Instant>,
}

impl Source {
    /// A program that nothing is asked of yet.
    pub fn new(settings: SourceSettings) -> Self {
        Self(Arc::new(Inner {
            settings,
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
    pub(super) async fn find(
        &self,
        tool: &str,
    ) -> Result<(Peer<RoleClient>, Option<Definition>), Unlisted> {
        let (peer, listed) = Box::pin(self.reach()).await?;
        Ok((peer, listed.get(tool).cloned()))
    }

    /// Ends the connection: whoever hangs is killed, and started anew when it is needed.
    pub(super) async fn give_up(&self) {
        let mut state = self.0.state.lock().await;
        state.fail();
    }

    /// Ends it.
    pub async fn close(&self) {
        self.0.state.lock().await.connection = None;
    }

    async fn reach(&self) -> Result<(Peer<RoleClient>, Arc<Listed>), Unlisted> {
        let mut state = self.0.state.lock().await;
        if state.connection.as_ref().is_some_and(Connection::is_over) {
            state.fail();
        }
        let mut connection = match state.connection.take() {
            Some(connection) => connection,
            None if state.rests_until.is_some_and(|it| it > Instant::now()) => {
                return Err(Unlisted::Resting);
            }
            None => Connection::open(&self.0.settings)
                .await
                .inspect_err(|_| state.fail())?,
        };
        let listed = connection.list(&self.0.settings.name).await;
        let listed = listed.inspect_err(|_| state.fail())?;
        let peer = connection.peer();
        state.connection = Some(connection);
        Ok((peer, listed))
    }

    /// A call was answered: it is well again.
    pub(super) async fn is_well(&self) {
        let mut state = self.0.state.lock().await;
        (state.failures, state.rests_until) = (0, None);
    }
}

impl State {
    fn fail(&mut self) {
        self.connection = None;
        let rest = FIRST_REST.saturating_mul(1 << self.failures.min(10));
        self.rests_until = Some(Instant::now() + rest.min(LONGEST_REST));
        self.failures = self.failures.saturating_add(1);
    }
}
