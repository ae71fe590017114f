//! The program while it runs: database, engine, HTTP and what looks after them, and how all of it
//! ends.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use domain::{person::Actor, words::Say};
use durable::Embedded;
use store::{Store, managed::HomeLock};
use tokio::{
    net::TcpListener,
    time::{self, Instant},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    api,
    config::{Config, Locale},
    counter::GUEST_LOOK,
    database::{self, Database},
    doors::Doors,
    first_run::{self, Asking},
    foreign::Lenders,
    home::Home,
    listening::{self, BOUNDS},
    sealing::Seals,
    stand::{self, Need},
    sweeping,
    telemetry::Telemetry,
    terminal::{Input, Terminal},
    trouble::Trouble,
    wiring::{self, Parts},
    words::Voice,
};

/// How long the program may take to end.
const DRAIN: Duration = Duration::from_secs(10);

/// How long a command stays for its guests.
const SEE_OFF: Duration = Duration::from_secs(30);

/// How often limits are looked at.
const REFRESH: Duration = Duration::from_secs(5);

/// What every command has.
#[derive(Debug)]
pub(crate) struct Setting {
    /// What people have set.
    pub config: Config,
    /// The folder of the data.
    pub home: Home,
    /// What can be guessed about the person.
    pub locale: Locale,
    /// Where answers go.
    pub terminal: Terminal,
    /// Where they come from.
    pub input: Input,
    /// In which words, until the person is known.
    pub voice: Voice,
    /// Where spans go.
    pub telemetry: Telemetry,
}

/// The holder's ground: a database that is up to date, and the owner.
#[derive(Debug)]
pub(crate) struct Ground {
    /// The database's server.
    database: Database,
    /// The database.
    pub store: Store,
    /// As whom this command acts.
    pub actor: Actor,
    /// In her words.
    pub voice: Voice,
}

/// Where HTTP listens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Listen {
    /// Where the configuration says.
    Configured,
    /// Anywhere on this machine: the command lasts only as long as its work.
    Anywhere,
}

/// The program while it runs.
#[derive(Debug)]
pub(crate) struct Running {
    /// The database.
    pub store: Store,
    /// As whom this command acts.
    pub actor: Actor,
    /// In her words.
    pub voice: Voice,
    /// What doors do alike.
    pub doors: Doors,
    /// Where HTTP listens.
    pub address: String,
    /// Which models answer.
    pub model_lines: Vec<Say>,
    /// Told when the program should end.
    pub stop: CancellationToken,
    home: Home,
    engine: Embedded,
    tasks: TaskTracker,
    seals: Seals,
    database_stop: CancellationToken,
    keeper: TaskTracker,
}

impl Ground {
    /// Starts the database, brings it up to date and finds the owner, or begins a company for what
    /// is no mere look.
    pub(crate) async fn open(
        setting: &Setting,
        lock: HomeLock,
        need: Need,
    ) -> anyhow::Result<Self> {
        let report = |progress| {
            if let Some(attribute) = database::words(progress) {
                let line = setting.voice.text("start", attribute);
                setting.terminal.note(&line);
            }
        };
        let database = Database::open(&setting.config.database, lock, &report).await?;
        let store = database.connect().await?;
        let asking = Asking {
            input: &setting.input,
            terminal: &setting.terminal,
            locale: &setting.locale,
            voice: &setting.voice,
        };
        let actor = match (first_run::owner(&setting.home, &store).await?, need) {
            (Some(owner), _) => owner,
            (None, Need::Look) => return Err(stand::no_company(&setting.home).into()),
            (None, Need::Work | Need::Talk) => {
                first_run::begin(&setting.home, &store, &asking).await?
            }
        };
        let voice = stand::voice_of(&setting.voice, &store, &actor).await?;
        Ok(Self {
            database,
            store,
            actor,
            voice,
        })
    }

    /// Ends what was opened.
    pub(crate) async fn close(self) {
        self.store.close().await;
        self.database.close().await;
    }
}

impl Running {
    /// Starts the engine and opens the doors.
    pub(crate) async fn start(
        setting: &Setting,
        ground: Ground,
        listener: TcpListener,
    ) -> anyhow::Result<Self> {
        let address = listener.local_addr().context("HTTP has no address")?;
        let lenders = Lenders {
            operator: Some(ground.actor.organisation),
            sources: wiring::sources(&setting.config),
        };
        let clients = wiring::clients(&setting.config)?;
        let toolbox = Arc::new(wiring::connected(&setting.config, &clients)?);
        let settings = wiring::settings(setting.home.path(), &toolbox)?;
        let settled = wiring::settle(&setting.config.models).await;
        let parts = Parts {
            store: &ground.store,
            toolbox,
            payments: clients.payments,
            words: Arc::clone(ground.voice.words()),
            home: setting.home.path(),
            settings,
            models: &settled.models,
            telemetry: &setting.telemetry,
            lenders,
        };
        let (engine, doors) = wiring::start_engine(parts).await?;
        let doors = Doors::new(ground.store.clone(), doors, ground.voice.clone());
        engine.tell_porter(doors.porter());
        // The first message finds its desk open.
        doors.desk(ground.actor.organisation).await?;

        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let (database_stop, keeper) = (CancellationToken::new(), TaskTracker::new());
        let keeping = ground
            .database
            .keep(ground.store.clone(), database_stop.clone());
        keeper.spawn(keeping);
        let open = api::Opening {
            operator: ground.actor.organisation,
            stop: stop.clone(),
            shares: setting.config.shares,
        };
        let router = api::router(doors.clone(), open);
        tasks.spawn(listening::serve(listener, router, BOUNDS, stop.clone()));
        tasks.spawn(refresh(doors.clone(), stop.clone()));
        tasks.spawn(sweeping::sweep(ground.store.clone(), stop.clone()));
        let seals = Seals::begin(&ground.store);
        let address = reachable(address).to_string();
        setting
            .home
            .announce(&address)
            .context("could not say where HTTP listens")?;
        Ok(Self {
            store: ground.store,
            actor: ground.actor,
            voice: ground.voice,
            doors,
            address,
            model_lines: settled.says().cloned().collect(),
            stop,
            home: setting.home.clone(),
            engine,
            tasks,
            seals,
            database_stop,
            keeper,
        })
    }

    /// Waits for what guests have set going meanwhile: they came to this process because it held
    /// the home.
    pub(crate) async fn see_guests_off(&self) {
        let deadline = Instant::now() + SEE_OFF;
        let mut was_done = false;
        while self.doors.were_visited() && Instant::now() < deadline {
            // While the database is away nobody can tell.
            let is_done = matches!(self.store.open_turns().await, Ok(0));
            if is_done && was_done {
                // They have had the time to see it, and nobody came meanwhile.
                break;
            }
            was_done = is_done;
            time::sleep(2 * GUEST_LOOK).await;
        }
    }

    /// Ends within ten seconds: takes nothing more in, lets what is under way come to its next
    /// commit, closes the database.
    pub(crate) async fn close(self) {
        self.home.retract();
        self.stop.cancel();
        self.tasks.close();
        self.keeper.close();
        let end = async {
            tokio::join!(self.engine.stop(), self.tasks.wait());
            self.doors.foreign().close().await;
            self.seals.end().await;
            self.store.close().await;
            self.database_stop.cancel();
            self.keeper.wait().await;
        };
        if time::timeout(DRAIN, end).await.is_err() {
            tracing::warn!("not everything ended in time; it goes on at the next start");
            self.database_stop.cancel();
        }
    }
}

/// Takes the port, or says what to do about whoever has it. This comes before all that takes time.
pub(crate) async fn bind(setting: &Setting, listen: Listen) -> anyhow::Result<TcpListener> {
    let address = match listen {
        Listen::Configured => setting.config.listen.as_str(),
        Listen::Anywhere => "127.0.0.1:0",
    };
    TcpListener::bind(address).await.map_err(|error| {
        let trouble = match error.kind() {
            io::ErrorKind::AddrInUse => Trouble::of("port_taken"),
            _ => Trouble::of("port_refused").with("error", &error),
        };
        let next = address.rsplit_once(':').and_then(|(host, port)| {
            Some(format!(
                "{host}:{}",
                port.parse::<u16>().ok()?.checked_add(1)?
            ))
        });
        let trouble = trouble.with("address", address);
        trouble.with("other", next.unwrap_or_default()).into()
    })
}

/// Where a listener is reached from this machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    address
}

/// Looks now and then at what owners have set.
async fn refresh(doors: Doors, stop: CancellationToken) {
    while stop
        .run_until_cancelled(time::sleep(REFRESH))
        .await
        .is_some()
    {
        if let Err(error) = doors.refresh().await {
            tracing::warn!(%error, "could not look at the limits; those before stay");
        }
    }
}

/// What is said when the program has started.
pub(crate) fn greet(setting: &Setting, running: &Running) {
    let note = |say: &Say| setting.terminal.note(&running.voice.say(say));
    running.model_lines.iter().for_each(note);
    note(&Say::of("start", "listening").with("address", &running.address));
}

/// Says how many turns go on that an earlier process left.
pub(crate) async fn say_resuming(setting: &Setting, ground: &Ground) -> anyhow::Result<()> {
    let open = ground.store.open_turns().await?;
    if open > 0 {
        let say = Say::of("start", "resuming").with("count", open);
        setting.terminal.note(&ground.voice.say(&say));
    }
    Ok(())
}
