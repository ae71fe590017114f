//! What every door does alike, be it HTTP or the chat: who comes in, at which desk messages are
//! handed in, how decisions reach the engine.

mod callers;

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::Utc;
use domain::{
    agent::{Department, SUPERVISOR},
    approval::ApprovalView,
    budget::Prices,
    configuration::Snapshot,
    flow::Startable,
    foreign::Foreign,
    ids::{ApprovalId, FlowId, OrganisationId, PersonId, TurnId},
    person::Actor,
    schedule::{Draft, Mistake, ScheduleView},
    tool::Toolbox,
    words::Reader,
};
use orchestrator::{Desk, Feed};
use store::{
    DecideError, Decision, Dispatch, News, Place, Resolve, Resolved, RunError, ScheduleError,
    Store, records::Records,
};

use self::callers::Callers;
use crate::{
    catalogue::Catalogue,
    foreign::Allowance,
    metrics::Metrics,
    watching::{Fault, Watched},
    words::Voice,
};

/// The channel of our own doors. They share it, so that a conversation that began in the chat goes
/// on over HTTP.
pub const CHANNEL: &str = store::records::conversations::DOORS;

/// The engine, as doors see it.
#[derive(Clone)]
pub struct Engine {
    /// How it is told of runs.
    pub dispatch: Arc<dyn Dispatch>,
    /// News of turns.
    pub feed: Feed,
    /// The workflow that answers messages.
    pub workflow: (&'static str, u32),
    /// The workflows that schedules may start.
    pub schedulable: &'static [Startable],
    /// What is counted of it, and of all that it stands on.
    pub metrics: Metrics,
    /// Every tool that it can call, with its texts and schema.
    pub toolbox: Arc<Toolbox<Records>>,
    /// What turns run under.
    pub settings: Arc<Watched>,
    /// What the owner allows of other programs' tools.
    pub foreign: Allowance,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("workflow", &self.workflow)
            .finish_non_exhaustive()
    }
}

/// What a person does with a run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RunAct {
    /// She stops it.
    Cancel,
    /// She takes it up again.
    Retry,
}

impl RunAct {
    pub(crate) async fn on(
        self,
        store: &Store,
        (actor, channel): (&Actor, &str),
        id: FlowId,
    ) -> Result<(), RunError> {
        match self {
            Self::Cancel => store.stop_run(actor, channel, id).await,
            Self::Retry => store.retry_run(actor, channel, id).await,
        }
    }
}

/// Why a schedule was not made.
#[derive(Debug, thiserror::Error)]
pub enum Unplanned {
    /// There can be none like that.
    #[error("there can be no such schedule")]
    Mistake(#[from] Mistake),
    /// It was not written.
    #[error("the schedule was not written")]
    Schedule(#[from] ScheduleError),
}

/// What is the same for every company: agents and prompts, and what things cost.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Settings {
    /// The departments by name.
    pub departments: BTreeMap<String, Department>,
    /// What things cost.
    pub prices: Prices,
}

/// What every door does alike.
#[derive(Clone, Debug)]
pub struct Doors(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    engine: Engine,
    voice: Voice,
    callers: Arc<Callers>,
    desks: RwLock<HashMap<OrganisationId, Open>>,
    /// Whether a message came in from outside of this process.
    visited: AtomicBool,
}

/// A company's desk, and what it was set up under.
#[derive(Clone, Debug)]
struct Open {
    desk: Desk,
    snapshot: Arc<Snapshot>,
    settings: Arc<Settings>,
}

impl Doors {
    /// Doors to an engine.
    pub fn new(store: Store, engine: Engine, voice: Voice) -> Self {
        Self(Arc::new(Inner {
            store,
            engine,
            voice,
            callers: Arc::default(),
            desks: RwLock::default(),
            visited: AtomicBool::new(false),
        }))
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Which tools there are.
    pub fn catalogue(&self) -> Catalogue {
        let engine = &self.0.engine;
        Catalogue::new(
            Arc::clone(&engine.toolbox),
            Arc::clone(&engine.settings),
            Arc::clone(self.0.voice.words()),
        )
    }

    /// What the owner allows of other programs' tools.
    pub(crate) fn foreign(&self) -> &Allowance {
        &self.0.engine.foreign
    }

    /// The machine's own figures.
    pub fn metrics(&self) -> &Metrics {
        &self.0.engine.metrics
    }

    /// What is said to nobody in particular.
    pub fn voice(&self) -> &Voice {
        &self.0.voice
    }

    /// As whom a token acts. What the database said is believed for a moment.
    pub async fn caller(&self, token: &str) -> Result<Option<Actor>, store::Error> {
        self.0.callers.find(&self.0.store, token).await
    }

    /// As whom a token acts, if that was looked up a moment ago.
    pub(crate) fn known_caller(&self, token: &str) -> Option<Actor> {
        self.0.callers.known(&store::hash_token(token))
    }

    /// Every tool, for its name, texts and schema.
    pub(crate) fn toolbox(&self) -> &Toolbox<Records> {
        &self.0.engine.toolbox
    }

    /// Whom to tell that somebody's token serves no more: it opens no door here from then on.
    pub fn porter(&self) -> impl Fn(PersonId) + Send + Sync + use<> {
        let callers = Arc::clone(&self.0.callers);
        move |person| callers.forget(person)
    }

    /// The departments that people may work in.
    pub fn departments(&self) -> Vec<String> {
        let settings = self.0.engine.settings.now();
        let names = settings.departments.keys();
        names.filter(|it| *it != SUPERVISOR).cloned().collect()
    }

    /// How a person reads: her language, in the zone of the company.
    pub async fn voice_of(&self, actor: &Actor) -> Result<Voice, store::Error> {
        let organisation = self.0.store.organisation(actor.organisation).await?;
        Ok(self.0.voice.to(Reader {
            language: actor.language,
            zone: organisation.zone,
        }))
    }

    /// Where messages of a company are handed in, under the departments and prompts of this moment.
    pub async fn desk(&self, organisation: OrganisationId) -> Result<Desk, store::Error> {
        Ok(self.open(organisation).await?.desk)
    }

    /// What holds for a company's next message.
    pub(crate) async fn snapshot(
        &self,
        organisation: OrganisationId,
    ) -> Result<Arc<Snapshot>, store::Error> {
        Ok(self.open(organisation).await?.snapshot)
    }

    /// Why the newest departments, prompts or prices do not hold, if they do not.
    pub fn fault(&self) -> Option<Fault> {
        self.0.engine.settings.fault()
    }

    /// Looks at what owners and files have set since; it holds from the next message on.
    pub async fn refresh(&self) -> Result<(), store::Error> {
        self.0.engine.foreign.refresh(&self.0.store).await?;
        let open: Vec<OrganisationId> = {
            let desks = self.0.desks.read();
            let desks = desks.unwrap_or_else(PoisonError::into_inner);
            desks.keys().copied().collect()
        };
        let settings = self.0.engine.settings.now();
        for organisation in open {
            self.open_desk(organisation, Arc::clone(&settings)).await?;
        }
        Ok(())
    }

    /// A message came in from outside of this process.
    pub(crate) fn visit(&self) {
        self.0.visited.store(true, Ordering::Relaxed);
    }

    /// Whether a message came in from outside of this process.
    pub(crate) fn were_visited(&self) -> bool {
        self.0.visited.load(Ordering::Relaxed)
    }

    /// Decides a request; the turn that waits goes on.
    pub async fn decide(
        &self,
        id: ApprovalId,
        decision: &Decision<'_>,
    ) -> Result<ApprovalView, DecideError> {
        let decided = self.0.store.decide_approval(id, decision).await?;
        self.0
            .engine
            .dispatch
            .tell(News::Happened(decided.turn.into()));
        Ok(decided)
    }

    /// Says what became of an effect; whoever goes on with it is told.
    pub async fn resolve(
        &self,
        id: ApprovalId,
        resolve: &Resolve<'_>,
    ) -> Result<Resolved, DecideError> {
        let resolved = self.0.store.resolve_effect(id, resolve).await?;
        self.0.engine.dispatch.tell(News::Ready);
        self.0.engine.dispatch.tell(News::Happened(resolved.run));
        Ok(resolved)
    }

    /// Stops a run, or takes one up again.
    pub async fn act_on_run(
        &self,
        (actor, channel): (&Actor, &str),
        id: FlowId,
        act: RunAct,
    ) -> Result<(), RunError> {
        act.on(&self.0.store, (actor, channel), id).await?;
        self.0.engine.dispatch.tell(News::Ready);
        self.0.engine.dispatch.tell(News::Happened(id));
        Ok(())
    }

    /// A schedule that somebody wants, made. Its zone is the company's where she names none.
    pub async fn set_schedule(
        &self,
        (actor, channel): (&Actor, &str),
        name: &str,
        draft: Draft,
    ) -> Result<ScheduleView, Unplanned> {
        let store = &self.0.store;
        let organisation = store.organisation(actor.organisation).await;
        let zone = organisation.map_err(ScheduleError::Store)?.zone;
        let plan = draft.check(name, zone, self.0.engine.schedulable)?;
        let set = store.set_schedule((actor, channel), &plan, Utc::now());
        Ok(set.await?)
    }

    /// Starts what a schedule starts, beside its slots.
    pub async fn run_schedule(
        &self,
        (actor, channel): (&Actor, &str),
        name: &str,
    ) -> Result<FlowId, ScheduleError> {
        let run = self
            .0
            .store
            .run_schedule((actor, channel), name, Utc::now());
        let run = run.await?;
        self.0.engine.dispatch.tell(News::Ready);
        Ok(run)
    }

    /// Asks a turn to stop. False if it has ended.
    pub async fn cancel(&self, actor: &Actor, turn: TurnId) -> Result<bool, store::Error> {
        let store = &self.0.store;
        let open = store
            .request_cancel(actor.organisation, turn.into())
            .await?;
        self.0.engine.dispatch.tell(News::Happened(turn.into()));
        Ok(open)
    }

    /// A company's desk under the settings of this moment.
    async fn open(&self, organisation: OrganisationId) -> Result<Open, store::Error> {
        let settings = self.0.engine.settings.now();
        let open = {
            let desks = self.0.desks.read();
            let desks = desks.unwrap_or_else(PoisonError::into_inner);
            let open = desks.get(&organisation);
            let open = open.filter(|it| Arc::ptr_eq(&it.settings, &settings));
            open.cloned()
        };
        match open {
            Some(open) => Ok(open),
            None => self.open_desk(organisation, settings).await,
        }
    }

    async fn open_desk(
        &self,
        organisation: OrganisationId,
        settings: Arc<Settings>,
    ) -> Result<Open, store::Error> {
        let store = &self.0.store;
        let foreign = self.0.engine.foreign.today();
        let snapshot = settings.snapshot((store, foreign), organisation);
        let snapshot = snapshot.await?;
        if let Some(open) = self.unchanged(organisation, (&snapshot, &settings)) {
            return Ok(open);
        }
        let configured = store
            .keep_configuration(organisation, snapshot, None, Utc::now())
            .await?;
        let snapshot = Arc::clone(&configured.snapshot);
        let engine = &self.0.engine;
        let desk = Desk::new(
            store.clone(),
            engine.feed.clone(),
            Arc::clone(&engine.dispatch),
            configured,
            engine.workflow,
        );
        let open = Open {
            desk,
            snapshot,
            settings,
        };
        let desks = self.0.desks.write();
        let mut desks = desks.unwrap_or_else(PoisonError::into_inner);
        desks.insert(organisation, open.clone());
        Ok(open)
    }

    fn unchanged(
        &self,
        organisation: OrganisationId,
        (snapshot, settings): (&Snapshot, &Arc<Settings>),
    ) -> Option<Open> {
        let desks = self.0.desks.write();
        let mut desks = desks.unwrap_or_else(PoisonError::into_inner);
        let open = desks.get_mut(&organisation)?;
        if *open.snapshot != *snapshot {
            return None;
        }
        open.settings = Arc::clone(settings);
        Some(open.clone())
    }
}

impl Settings {
    /// What turns of a company begin under, with what its owner has set, and the tools of other
    /// programs.
    pub(crate) async fn snapshot(
        &self,
        (store, foreign): (&Store, Foreign),
        organisation: OrganisationId,
    ) -> Result<Snapshot, store::Error> {
        Ok(Snapshot {
            departments: self.departments.clone(),
            limits: store.limits(organisation).await?.limits,
            prices: self.prices.clone(),
            foreign,
        })
    }
}

/// A person's conversation at our own doors.
pub fn place(actor: &Actor, conversation: &str) -> Place {
    Place {
        channel: CHANNEL,
        account: actor.person.to_string(),
        name: conversation.to_owned(),
    }
}
