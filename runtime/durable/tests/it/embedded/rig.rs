//! The embedded engine on a database of its own. Each worker has its own wire to the server: when it
//! crashes, the server sees its sessions end as those of a process that was killed.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::Utc;
use domain::{
    ids::{FlowId, OrganisationId, PersonId, TokenId},
    language::Language,
    person::{Actor, Role},
};
use durable::{Embedded, Settings};
use serde_json::Value;
use sqlx::{PgPool, Row as _, postgres::PgPoolOptions};
use store::{Access, Error, News, Store, records::leads::Wanted};
use testkit::{Database, Wire};
use tokio::time::{self, Instant};

use crate::contract::{
    End, Engine, Refused,
    program::{TwoSteps, registry},
    world::{PATIENCE, World},
};

/// How often a test looks where nobody tells it.
const LOOK: Duration = Duration::from_millis(3);

/// How the engine works in tests: a crash is a crash, and time passes by hand.
pub(crate) const SETTINGS: Settings = Settings {
    in_flight: 256,
    lease: Duration::from_secs(10),
    poll: Duration::from_millis(10),
    drain: Duration::ZERO,
    join: None,
};

/// No look at the queue without a reason.
pub(crate) const QUIET: Settings = Settings {
    poll: Duration::from_secs(60),
    lease: Duration::from_secs(240),
    ..SETTINGS
};

/// The engine with its database.
pub(crate) struct Rig {
    pub(crate) organisation: OrganisationId,
    pub(crate) world: World,
    pub(crate) worker: Option<Worker>,
    /// A store of the test's own, as of another process.
    pub(crate) store: Store,
    /// Whom no policy binds, to look behind them.
    pub(crate) behind: PgPool,
    /// Until it is given back.
    database: Option<Database>,
}

/// Databases that tests are done with: making one takes longer than most tests.
static IDLE: Mutex<Vec<Database>> = Mutex::new(Vec::new());

/// One process with an engine.
pub(crate) struct Worker {
    pub(crate) engine: Embedded,
    pub(crate) store: Store,
    pub(crate) wire: Wire,
}

impl Worker {
    pub(crate) async fn start(database: &Database, world: &World, settings: Settings) -> Self {
        let wire = Wire::to(&database.app()).unwrap();
        let access = Access::Roles(database.app().socket(wire.socket()));
        let store = Store::connect(&access, 4).await.unwrap();
        let (registry, tools) = (Arc::new(registry(world)), Arc::new(TwoSteps));
        let engine = Embedded::start(store.clone(), registry, tools, settings);
        Self {
            engine: engine.await.unwrap(),
            store,
            wire,
        }
    }

    /// The process is gone without a word.
    pub(crate) fn kill(self) {
        self.wire.cut();
        drop(self.engine);
    }
}

impl Rig {
    /// A database with a company, and no worker yet.
    pub(crate) async fn idle() -> Self {
        let idle = IDLE.lock().unwrap().pop();
        let database = match idle {
            Some(database) => database,
            None => testkit::database().await,
        };
        let store = Store::connect(&database.access(), 4).await.unwrap();
        let behind = PgPoolOptions::new().max_connections(2);
        let behind = behind.connect_with(database.superuser()).await.unwrap();
        // What tests before have left to do.
        for clear in ["delete from ready", "delete from schedules"] {
            sqlx::query(clear).execute(&behind).await.unwrap();
        }
        let organisation = company(&store).await;
        Self {
            organisation,
            world: World::new(),
            worker: None,
            store,
            behind,
            database: Some(database),
        }
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let mut rig = Self::idle().await;
        rig.work(settings).await;
        rig
    }

    /// Starts another worker in place of the one there was.
    pub(crate) async fn work(&mut self, settings: Settings) {
        self.worker = Some(self.another(settings).await);
    }

    /// Another worker, beside the one there may be.
    pub(crate) async fn another(&self, settings: Settings) -> Worker {
        Worker::start(self.database(), &self.world, settings).await
    }

    pub(crate) fn database(&self) -> &Database {
        self.database.as_ref().unwrap()
    }

    /// A number that SQL of the test's own finds.
    pub(crate) async fn number(&self, sql: &'static str, flow: FlowId) -> i64 {
        let query = sqlx::query_scalar(sql).bind(flow.uuid());
        query.fetch_one(&self.behind).await.unwrap()
    }

    /// Waits until SQL of the test's own finds a row.
    pub(crate) async fn until(&self, sql: &'static str, flow: FlowId) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let query = sqlx::query(sql).bind(flow.uuid());
            if query.fetch_optional(&self.behind).await.unwrap().is_some() {
                return;
            }
            if Instant::now() > deadline {
                panic!("`{sql}` finds nothing: {}", self.state(flow).await);
            }
            time::sleep(LOOK).await;
        }
    }

    /// What the tables say of a run, for a test that fails.
    async fn state(&self, flow: FlowId) -> String {
        let sql = "select jsonb_build_object(
            'run', (select to_jsonb(r) - 'input' from runs r where r.id = $1),
            'ready', (select to_jsonb(r) from ready r where r.flow = $1),
            'steps', (select jsonb_agg(to_jsonb(s) - 'input' order by s.path)
                from steps s where s.flow = $1),
            'signals', (select jsonb_agg(to_jsonb(g)) from signals g where g.flow = $1))::text";
        let query = sqlx::query_scalar(sql).bind(flow.uuid());
        let state: String = query.fetch_one(&self.behind).await.unwrap();
        format!("{state}\n{:?}", self.world.notes())
    }

    /// Changes the tables behind all policies.
    pub(crate) async fn change(&self, sql: &'static str, flow: FlowId) {
        let query = sqlx::query(sql).bind(flow.uuid());
        query.execute(&self.behind).await.unwrap();
    }

    fn wake(&self, flow: FlowId) {
        if let Some(worker) = &self.worker {
            worker.engine.dispatch().tell(News::Happened(flow));
        }
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        if let (Some(database), Ok(mut idle)) = (self.database.take(), IDLE.lock()) {
            idle.push(database);
        }
    }
}

/// A company.
pub(crate) async fn company(store: &Store) -> OrganisationId {
    let id = OrganisationId::new(Utc::now());
    let owner = testkit::bakery(id);
    store.create_company(&owner, Utc::now()).await.unwrap();
    id
}

/// Somebody who may do everything in a company.
pub(crate) fn owner(organisation: OrganisationId) -> Actor {
    Actor {
        organisation,
        person: PersonId::new(Utc::now()),
        name: "Ana".to_owned(),
        role: Role::Owner,
        departments: BTreeSet::new(),
        language: Language::En,
        token: TokenId::new(Utc::now()),
    }
}

impl Engine for Rig {
    async fn begin() -> Self {
        Self::with(SETTINGS).await
    }

    fn world(&self) -> &World {
        &self.world
    }

    async fn start(&self, flow: FlowId, workflow: (&str, u32), input: Value) -> bool {
        let started = self
            .store
            .start_run(self.organisation, flow, workflow, &input);
        let started = match started.await {
            Err(Error::Rule { .. }) => return false,
            started => started.unwrap(),
        };
        self.wake(flow);
        started
    }

    async fn signal(&self, flow: FlowId, name: &str, payload: Value) -> Result<bool, Refused> {
        let sent = self.store.signal(self.organisation, flow, name, &payload);
        let sent = match sent.await {
            Err(Error::Rule { .. }) => return Err(Refused),
            sent => sent.unwrap(),
        };
        self.wake(flow);
        Ok(sent)
    }

    async fn cancel(&self, flow: FlowId) -> bool {
        let open = self.store.request_cancel(self.organisation, flow);
        let open = open.await.unwrap();
        self.wake(flow);
        open
    }

    async fn end(&self, flow: FlowId) -> End {
        self.until("select from runs where id = $1 and state <> 'open'", flow)
            .await;
        let sql = "select state, output, coalesce(error, '') from runs where id = $1";
        let query = sqlx::query(sql).bind(flow.uuid());
        let row = query.fetch_one(&self.behind).await.unwrap();
        let (state, error): (String, String) = (row.get(0), row.get(2));
        match state.as_str() {
            "done" => End::Done(row.get(1)),
            "failed" => End::Failed(error),
            "cancelled" => End::Cancelled,
            _ => End::Quarantined(error),
        }
    }

    async fn waiting(&self, flow: FlowId) {
        let sql = "select from runs r where r.id = $1 and r.state = 'open' and not exists (
            select from ready q where q.flow = r.id
                and (q.holder is not null or q.due <= clock_timestamp()))";
        self.until(sql, flow).await;
    }

    async fn pass_time(&self, flow: FlowId) {
        let sql = "update steps s set due = now() - interval '1 second' where flow = $1
            and due = (select min(due) from steps where flow = $1
                and state in ('waiting', 'retrying'))";
        self.change(sql, flow).await;
        let sql = "update ready set due = now() - interval '1 second' where flow = $1";
        self.change(sql, flow).await;
        self.wake(flow);
    }

    async fn leave(&mut self) {
        self.worker.take().unwrap().kill();
    }

    async fn crash(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.kill();
        }
        self.work(SETTINGS).await;
    }

    async fn status(&self, flow: FlowId) -> Option<String> {
        let query = sqlx::query_scalar("select status from runs where id = $1");
        query
            .bind(flow.uuid())
            .fetch_one(&self.behind)
            .await
            .unwrap()
    }

    async fn child(&self, parent: FlowId) -> FlowId {
        self.until("select from runs where parent = $1", parent)
            .await;
        let query = sqlx::query_scalar(
            "select id from runs where parent = $1 order by created_at desc, id limit 1",
        );
        let child: uuid::Uuid = query
            .bind(parent.uuid())
            .fetch_one(&self.behind)
            .await
            .unwrap();
        FlowId::from_uuid(child)
    }

    async fn written(&self) -> Vec<String> {
        let records = self.store.records(self.organisation, Utc::now()).await;
        let mut records = records.unwrap();
        let found = records
            .leads()
            .find(&Wanted::default(), 1000)
            .await
            .unwrap();
        let mut names: Vec<String> = found.leads.into_iter().map(|it| it.name).collect();
        let number = |name: &String| {
            name.rsplit(':')
                .next()
                .and_then(|it| it.parse::<u64>().ok())
        };
        names.sort_by_key(number);
        names
    }
}
