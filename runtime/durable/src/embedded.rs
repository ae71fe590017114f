//! The engine that ships inside: a journal in PostgreSQL. See `docs/engine.md`.
//!
//! Workflow code is polled on a thread of its own, because its futures are not `Send`; bodies of
//! actions and SQL run there as well, and what is sent outside goes on the main runtime. A run is in memory only while
//! something of it is on its way.

mod committer;
mod leases;
mod meters;
mod neighbours;
mod run;
mod schedules;
mod script;
mod unit;
mod versions;
mod wakes;

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    fmt, io,
    panic::AssertUnwindSafe,
    rc::Rc,
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use domain::{
    flow::{Registry, Tools},
    ids::{FlowId, PersonId, TurnId},
};
use futures_util::FutureExt as _;
use store::{Claimed, Dispatch, Holder, News, Slot, Store, Word, Work};
use tokio::{
    runtime::{Builder, Handle},
    sync::{Mutex, Notify, mpsc, oneshot},
    task::{JoinHandle as JoinTask, LocalSet},
    time::{self, Instant},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span};

pub use self::meters::Meters;
use self::{committer::Committer, wakes::Wakes};

/// How many runs one claim takes at most.
const CLAIMED: usize = 64;

/// A run that was claimed more often than this without a new step is watched.
const SUSPECT: i32 = 2;

/// How long it may take to tell the database that this process holds nothing any more.
const LEAVING: Duration = Duration::from_secs(1);

/// How the engine works.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many runs may be in memory.
    pub in_flight: usize,
    /// How long a run is held without word of its process.
    pub lease: Duration,
    /// How often the queue is looked at when nothing wakes the engine.
    pub poll: Duration,
    /// How long runs may go on after the engine is asked to stop.
    pub drain: Duration,
    /// How the span of a run joins the trace that the run began in, where somebody collects spans.
    pub join: Option<Join>,
}

/// Puts a span that has not been entered into the trace that a W3C trace context names.
pub type Join = fn(&Span, &str);

impl Default for Settings {
    fn default() -> Self {
        Self {
            in_flight: 256,
            lease: Duration::from_secs(10),
            poll: Duration::from_millis(500),
            drain: Duration::from_secs(6),
            join: None,
        }
    }
}

/// Why the engine does not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its thread could not be made.
    #[error("the engine's thread could not be started")]
    Thread(#[source] io::Error),
    /// The database did not answer.
    #[error("the engine could not reach its tables")]
    Store(#[from] store::Error),
    /// It ended before it began.
    #[error("the engine's thread ended")]
    Ended,
}

/// The running engine.
pub struct Embedded {
    wakes: Wakes,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded").finish_non_exhaustive()
    }
}

/// What the engine is made of.
struct Engine {
    store: Store,
    registry: Arc<Registry<Work>>,
    /// The versions of workflows that it has.
    has: Vec<String>,
    tools: Arc<dyn Tools>,
    settings: Settings,
    /// Its place among the processes that hold runs.
    place: Mutex<Holder>,
    main: Handle,
    committer: Committer,
    wakes: Wakes,
    live: RefCell<HashMap<FlowId, Live>>,
    /// A run that may have ended the processes that claimed it before, since when it is held.
    suspect: Cell<Option<(FlowId, Instant)>>,
    /// When it looked at the parked runs.
    looked: Cell<Option<Instant>>,
    room: Rc<Notify>,
}

/// A run that is in memory.
struct Live {
    epoch: i64,
    woken: Rc<Notify>,
    /// How often it had been woken when its lease was last renewed.
    seen: Cell<i32>,
    lost: CancellationToken,
}

/// Takes a run out of memory when it is dropped.
struct Forgotten<'a>(&'a Engine, FlowId, i64);

impl Drop for Forgotten<'_> {
    fn drop(&mut self) {
        self.0.forget(self.1, self.2);
    }
}

/// What the engine is made of, before it runs.
struct Parts {
    store: Store,
    registry: Arc<Registry<Work>>,
    tools: Arc<dyn Tools>,
    settings: Settings,
    main: Handle,
    wakes: Wakes,
}

impl Parts {
    /// Is cancelled when the main runtime ends without having stopped the engine: then the process
    /// ends, and nothing is drained.
    fn end_of_main(&self) -> CancellationToken {
        let end = CancellationToken::new();
        let guard = end.clone().drop_guard();
        self.main.spawn(async move {
            let _guard = guard;
            std::future::pending::<()>().await;
        });
        end
    }
}

impl Embedded {
    /// Starts the engine. It takes over at once what processes held that are gone. It works on a
    /// thread of its own, with connections of its own, so that a step changes threads for nothing
    /// but what it sends outside; that goes on the runtime that starts it.
    pub async fn start(
        store: Store,
        registry: Arc<Registry<Work>>,
        tools: Arc<dyn Tools>,
        settings: Settings,
    ) -> Result<Self, StartError> {
        let (wakes, news) = Wakes::new(&settings);
        let parts = Parts {
            store,
            registry,
            tools,
            settings,
            main: Handle::current(),
            wakes: wakes.clone(),
        };
        let end = parts.end_of_main();
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(StartError::Thread)?;
        let (ready, started) = oneshot::channel();
        let run = move || {
            let work = async move {
                let engine = match Engine::begin(parts).await {
                    Ok(engine) => engine,
                    Err(error) => return ready.send(Err(error)).unwrap_or_default(),
                };
                // Whoever starts it may have given up.
                let _ = ready.send(Ok(()));
                engine.work(news).await;
            };
            let tasks = LocalSet::new();
            runtime.block_on(tasks.run_until(async move {
                tokio::select! {
                    () = work => {}
                    () = end.cancelled() => {}
                }
            }));
            // What is left of them may want to say goodbye to the database on the runtime.
            let _entered = runtime.enter();
            drop(tasks);
        };
        let thread = thread::Builder::new()
            .name("firma-engine".to_owned())
            .spawn(run)
            .map_err(StartError::Thread)?;
        started.await.map_err(|_| StartError::Ended)??;
        Ok(Self {
            wakes,
            thread: Some(thread),
        })
    }

    /// How those reach the engine who write to its queue.
    pub fn dispatch(&self) -> Arc<dyn Dispatch> {
        Arc::new(self.wakes.clone())
    }

    /// Has somebody told of turns that settle in other processes.
    pub fn tell_doors(&self, doors: impl Fn(TurnId) + Send + Sync + 'static) {
        self.wakes.neighbours.set_doors(Box::new(doors));
    }

    /// Has somebody told of people whose token serves no more, in whichever process that was said.
    pub fn tell_porter(&self, porter: impl Fn(PersonId) + Send + Sync + 'static) {
        self.wakes.neighbours.set_porter(Box::new(porter));
    }

    /// What the engine counts.
    pub const fn meters(&self) -> &Meters {
        &self.wakes.meters
    }

    /// Stops: claims nothing more, lets what is on its way come to its next commit, within the
    /// drain time. What is still under way then goes on at the next start.
    pub async fn stop(mut self) {
        self.wakes.stop.cancel();
        let Some(thread) = self.thread.take() else {
            return;
        };
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        if !matches!(joined, Ok(Ok(()))) {
            tracing::error!("the engine's thread ended badly");
        }
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.wakes.stop.cancel();
    }
}

impl Engine {
    async fn begin(parts: Parts) -> Result<Rc<Self>, store::Error> {
        let store = parts.store.apart();
        let Slot { holder, lease } = parts.wakes.slot;
        let has = parts.registry.labels();
        let mut place = Holder::join(&store, holder, has.clone()).await?;
        let kept = place.keep(&[], lease).await?;
        tracing::info!(runs = kept.freed, "engine starts");
        parts.wakes.neighbours.note_company(kept.has_company);
        Ok(Rc::new(Self {
            committer: Committer::start(&store, &parts.wakes.meters),
            store,
            registry: parts.registry,
            has,
            tools: parts.tools,
            settings: parts.settings,
            place: Mutex::new(place),
            main: parts.main,
            wakes: parts.wakes,
            live: RefCell::default(),
            suspect: Cell::default(),
            looked: Cell::default(),
            room: Rc::default(),
        }))
    }

    async fn work(self: Rc<Self>, news: mpsc::Receiver<News>) {
        let wakes = tokio::task::spawn_local(Rc::clone(&self).hear_news(news));
        let leases = tokio::task::spawn_local(Rc::clone(&self).keep_leases());
        let schedules = tokio::task::spawn_local(Rc::clone(&self).keep_schedules());
        let ear = tokio::task::spawn_local(Rc::clone(&self).hear_others());
        let voice = tokio::task::spawn_local(Rc::clone(&self).tell_others());
        tokio::select! {
            () = Rc::clone(&self).claim_for_ever() => {}
            () = self.wakes.stop.cancelled() => {}
        }
        schedules.abort();
        let drained = time::timeout(self.settings.drain, self.until_idle()).await;
        [leases, wakes, ear, voice]
            .iter()
            .for_each(JoinTask::<()>::abort);
        if drained.is_err() {
            tracing::warn!(
                runs = self.live.borrow().len(),
                "runs go on at the next start"
            );
        }
        self.let_go_of_all();
        let leave = async {
            self.place.lock().await.leave().await?;
            // What this process gives up need not wait until it is missed. Somebody may have come of
            // whom it has not heard yet.
            let holder = self.wakes.slot.holder;
            self.store.tell_others(holder, &[Word::Ready]).await?;
            self.store.close().await;
            Ok::<_, store::Error>(())
        };
        let left = time::timeout(LEAVING, leave).await;
        if !matches!(left, Ok(Ok(()))) {
            tracing::warn!("what this process holds is free when its leases have run out");
        }
    }

    async fn until_idle(&self) {
        while !self.live.borrow().is_empty() {
            self.room.notified().await;
        }
    }

    /// Wakes runs that are in memory, and takes in those that were put into a slot; the others are
    /// claimed.
    async fn hear_news(self: Rc<Self>, mut news: mpsc::Receiver<News>) {
        while let Some(news) = news.recv().await {
            match news {
                // What others are told does not come here.
                News::Ready | News::Settled(_) => {}
                News::Happened(flow) => match self.live.borrow().get(&flow) {
                    Some(live) => live.woken.notify_one(),
                    // Another process may be at it.
                    None => self.wakes.neighbours.tell(Word::Happened(flow)),
                },
                News::Claimed(run) => {
                    self.wakes.meters.claimed("slot");
                    self.take_in(run);
                }
            }
        }
    }

    async fn claim_for_ever(self: Rc<Self>) {
        loop {
            let room = self
                .settings
                .in_flight
                .saturating_sub(self.live.borrow().len());
            if room == 0 {
                self.wakes.queued(true);
                self.room.notified().await;
                continue;
            }
            let parked = self.claim_parked(room).await;
            let room = room.saturating_sub(parked.len());
            let claimed = self.claim(room).await;
            let full = claimed.len() >= room.min(CLAIMED);
            self.wakes.queued(full);
            let claimed = self.park_unknown(claimed).await;
            for run in parked.into_iter().chain(claimed) {
                self.wakes.meters.claimed("queue");
                self.take_in(run);
            }
            if full {
                continue;
            }
            let wait = self.until_due().await;
            tokio::select! {
                () = self.wakes.ready.notified() => {}
                () = time::sleep(wait) => {}
            }
        }
    }

    async fn claim(&self, room: usize) -> Vec<Claimed> {
        let Slot { holder, lease } = self.wakes.slot;
        let most = i32::try_from(room.min(CLAIMED)).unwrap_or_default();
        // One at a time, so that it is not mistaken for another; one that goes on for a whole lease
        // has ended nobody.
        let suspect = self.suspect.get();
        let alone = suspect.is_some_and(|(_, since)| since.elapsed() < lease);
        let claimed = self.store.claim(holder, most, i32::from(!alone), lease);
        match claimed.await {
            Ok(claimed) => self.with_traces(claimed).await,
            Err(error) => {
                let shown: &dyn std::error::Error = &error;
                tracing::warn!(error = shown, "claiming failed");
                time::sleep(self.settings.poll).await;
                Vec::new()
            }
        }
    }

    /// Runs with the traces that they began in, if anybody wants to know.
    async fn with_traces(&self, mut claimed: Vec<Claimed>) -> Vec<Claimed> {
        if self.settings.join.is_some()
            && !claimed.is_empty()
            && let Err(error) = self.store.find_traces(&mut claimed).await
        {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "runs go on outside of their traces");
        }
        claimed
    }

    /// How long nothing is due, as far as the queue knows; at most the polling interval.
    async fn until_due(&self) -> Duration {
        if !self.live.borrow().is_empty() {
            // A look costs a round trip, and whoever is at work wakes the engine anyway.
            return self.settings.poll;
        }
        match self.store.next_due().await {
            Ok(Some(wait)) => wait.min(self.settings.poll),
            Ok(None) | Err(_) => self.settings.poll,
        }
    }

    fn take_in(self: &Rc<Self>, claimed: Claimed) {
        let flow = claimed.flow;
        let live = Live {
            epoch: claimed.epoch,
            woken: Rc::default(),
            seen: Cell::new(claimed.woken),
            lost: CancellationToken::new(),
        };
        if claimed.claims > SUSPECT {
            self.suspect.set(Some((flow, Instant::now())));
        }
        let (woken, lost) = (Rc::clone(&live.woken), live.lost.clone());
        let epoch = live.epoch;
        let before = self.live.borrow_mut().insert(flow, live);
        self.count();
        if let Some(before) = before {
            // Its lease ran out, or else it could not have been claimed.
            before.lost.cancel();
        }
        let engine = Rc::clone(self);
        let span = self.span(&claimed);
        tokio::task::spawn_local(async move {
            // Also where driving it panics.
            let forgotten = Forgotten(&engine, flow, epoch);
            let comes_back = tokio::select! {
                comes_back = run::drive(&engine, claimed, &woken).instrument(span) => comes_back,
                () = lost.cancelled() => {
                    tracing::warn!(flow.id = %flow, "the lease is lost, the run stops here");
                    if !engine.wakes.stop.is_cancelled() {
                        engine.wakes.meters.lost();
                    }
                    false
                }
            };
            drop(forgotten);
            if comes_back {
                engine.wakes.ready.notify_one();
            }
        });
    }

    /// The span of what this process does of a run. It belongs to the trace that the run began in,
    /// which may be days old and of another process.
    fn span(&self, claimed: &Claimed) -> Span {
        let registry = &self.registry;
        let workflow = registry.find_workflow(&claimed.workflow, claimed.version);
        let whole = claimed.parent.as_ref();
        let whole = whole.filter(|_| workflow.is_some_and(|it| it.in_parents_name()));
        let span = tracing::info_span!(
            "turn",
            turn.id = %whole.map_or(claimed.flow, |it| it.flow),
            workflow = claimed.workflow,
            agent.name = workflow.map(|it| it.caller().department),
        );
        if let (Some(join), Some(traceparent)) = (self.settings.join, &claimed.traceparent) {
            join(&span, traceparent);
        }
        span
    }

    fn forget(&self, flow: FlowId, epoch: i64) {
        let mut live = self.live.borrow_mut();
        if live.get(&flow).is_some_and(|it| it.epoch == epoch) {
            live.remove(&flow);
        }
        drop(live);
        self.count();
        self.clear_of_suspicion(flow);
        self.room.notify_one();
    }

    fn count(&self) {
        let live = self.live.borrow().len();
        self.wakes.hold(live);
    }

    /// A run has come to a new step, or has gone.
    fn clear_of_suspicion(&self, flow: FlowId) {
        if self.suspect.get().is_some_and(|(it, _)| it == flow) {
            self.suspect.set(None);
            self.wakes.ready.notify_one();
        }
    }

    /// Does work that must not take the engine down with it. Nothing, if it panicked.
    async fn guarded<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let done = AssertUnwindSafe(work).catch_unwind().await;
        if done.is_err() {
            tracing::error!("work of the engine panicked");
        }
        done.ok()
    }
}
