//! The program as if it ran in a process of its own: with its own runtime and connections, so that
//! it can be killed wherever it is.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use chrono::Utc;
use domain::{
    agent::Department,
    budget::Prices,
    configuration::Snapshot,
    flow::Registry,
    foreign::Foreign,
    ids::{OrganisationId, TurnId},
    tool::Toolbox,
    words::Words,
};
use durable::{Embedded, Settings};
use orchestrator::{Desk, Feed, House, Progress};
use store::{Access, Configured, Dispatch, News, Store, Work, records::Records};
use tokio::runtime::{Builder, Runtime};
use tools::Payments;

use super::setup::Workflows;
use crate::scripted::Scripted;

/// How many connections it may have.
const CONNECTIONS: u32 = 10;

/// What every start of the program is made of.
pub struct Parts {
    pub(super) organisation: OrganisationId,
    /// The models.
    pub models: Arc<Scripted>,
    /// What things cost.
    pub prices: Prices,
    /// The departments.
    pub departments: BTreeMap<String, Department>,
    /// The tools.
    pub toolbox: Arc<Toolbox<Records>>,
    /// The payment provider.
    pub(super) payments: Payments,
    pub(super) words: Arc<Words>,
    pub(super) pushes: Vec<&'static str>,
    pub(super) send_within: Duration,
    /// Workflows of the test's own.
    pub workflows: Workflows,
    pub(super) settings: Settings,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

/// The program.
pub(super) struct Program {
    pub(super) store: Store,
    pub(super) desk: Desk,
    pub(super) registry: Arc<Registry<Work>>,
    feed: Feed,
    dispatch: Arc<dyn Dispatch>,
    engine: Embedded,
    runtime: Runtime,
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").finish_non_exhaustive()
    }
}

impl Program {
    /// What the engine and the store counted, as Prometheus reads it.
    pub(super) fn figures(&self) -> String {
        let mut registry = prometheus_client::registry::Registry::default();
        self.engine.meters().register(&mut registry);
        self.store.meters().register(&mut registry);
        let mut shown = String::new();
        let encoded = prometheus_client::encoding::text::encode(&mut shown, &registry);
        encoded.expect("figures can be written");
        shown
    }

    pub(super) async fn start(parts: &Parts, access: Access) -> anyhow::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let feed = Feed::default();
        let making = make_house(parts, feed.clone());
        let (organisation, snapshot) = (parts.organisation, snapshot(parts));
        let (settings, more) = (parts.settings, Arc::clone(&parts.workflows));
        let speech = workflows::Speech {
            words: Arc::clone(&parts.words),
            pushes: parts.pushes.clone(),
        };
        let payments = parts.payments.clone();
        let starting = runtime.spawn(async move {
            let store = Store::connect(&access, CONNECTIONS).await?;
            let configured = configure(&store, organisation, snapshot).await?;
            let house = Arc::new(making(store.clone()));
            let registry = orchestrator::register(Registry::default(), &house)?;
            let registry =
                workflows::register(registry, &speech, move |it| payments.clone().standing(it))?;
            let registry = more(registry)?;
            orchestrator::let_call(&house, &registry)?;
            let registry = Arc::new(registry);
            let tools = orchestrator::tools();
            let engine =
                Embedded::start(store.clone(), Arc::clone(&registry), tools, settings).await?;
            anyhow::Ok((store, configured, registry, engine))
        });
        let started = starting.await.expect("the start does not panic");
        let (store, configured, registry, engine) = match started {
            Ok(started) => started,
            Err(error) => {
                runtime.shutdown_background();
                return Err(error);
            }
        };
        let dispatch = engine.dispatch();
        feed.tell_by(Arc::clone(&dispatch));
        let elsewhere = feed.clone();
        engine.tell_doors(move |turn| elsewhere.tell(turn, &Progress::SettledElsewhere));
        let desk = Desk::new(
            store.clone(),
            feed.clone(),
            Arc::clone(&dispatch),
            configured,
            orchestrator::TURN,
        );
        Ok(Self {
            store,
            desk,
            registry,
            feed,
            dispatch,
            engine,
            runtime,
        })
    }

    /// Opens the desk anew, under what holds now.
    pub(super) async fn open_desk(&mut self, parts: &Parts) {
        let (store, organisation) = (self.store.clone(), parts.organisation);
        let snapshot = snapshot(parts);
        let configured = async move { configure(&store, organisation, snapshot).await };
        let configured = self.run(configured).await.expect("a configuration");
        self.desk = Desk::new(
            self.store.clone(),
            self.feed.clone(),
            Arc::clone(&self.dispatch),
            configured,
            orchestrator::TURN,
        );
    }

    /// Runs something on the program's own runtime, where its connections live.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let running = self.runtime.spawn(work);
        running.await.expect("the program lives and does not panic")
    }

    pub(super) fn wake(&self, turn: TurnId) {
        self.dispatch.tell(News::Happened(turn.into()));
    }

    /// Ends it in good order.
    pub(super) async fn stop(self) {
        let (engine, store) = (self.engine, self.store);
        let stopping = self.runtime.spawn(async move {
            engine.stop().await;
            store.close().await;
        });
        stopping.await.expect("the program stops");
        self.runtime.shutdown_background();
    }

    /// Ends it at once.
    pub(super) fn kill(self) {
        // Nobody tells the engine: it sees that the runtime is gone.
        std::mem::forget(self.engine);
        self.runtime.shutdown_background();
    }
}

fn make_house(parts: &Parts, feed: Feed) -> impl FnOnce(Store) -> House + Send + use<> {
    let (toolbox, models) = (Arc::clone(&parts.toolbox), Arc::clone(&parts.models));
    let (words, pushes) = (Arc::clone(&parts.words), parts.pushes.clone());
    let (departments, prices) = (parts.departments.clone(), parts.prices.clone());
    let send_within = parts.send_within;
    move |store| {
        House::new(orchestrator::Parts {
            store,
            toolbox,
            models,
            words,
            feed,
            departments,
            prices,
            pushes,
            send_within,
        })
    }
}

/// What turns run under, but for the limits, which the database knows.
fn snapshot(parts: &Parts) -> (BTreeMap<String, Department>, Prices) {
    (parts.departments.clone(), parts.prices.clone())
}

async fn configure(
    store: &Store,
    organisation: OrganisationId,
    (departments, prices): (BTreeMap<String, Department>, Prices),
) -> Result<Configured, store::Error> {
    let snapshot = Snapshot {
        departments,
        limits: store.limits(organisation).await?.limits,
        prices,
        foreign: Foreign::new(),
    };
    let kept = store.keep_configuration(organisation, snapshot, None, Utc::now());
    kept.await
}
