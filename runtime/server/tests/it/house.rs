//! A house for one test: a database of its own, a company, and the HTTP door.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use chrono::Utc;
use chrono_tz::Tz;
use domain::{
    flow::Startable,
    ids::{OrganisationId, PersonId, TokenId, TurnId},
    language::Language,
    money::Currency,
    organisation::{Organisation, OrganisationKind},
    person::Actor,
    words::Reader,
};
use durable::Embedded;
use orchestrator::Feed;
use serde_json::Value;
use server::{
    api::{self, Opening, Peer},
    config::{Models, Shares},
    doors::{Doors, Engine, Settings},
    foreign::{Allowance, Lenders},
    metrics::Metrics,
    telemetry::Telemetry,
    watching::Watched,
    wiring::{self, Parts},
    words::{self, Voice},
};
use sqlx::ConnectOptions as _;
use store::{Dispatch, NewOwner, News, Slot, Store};
use tempfile::TempDir;
use testkit::Database;
use tokio_util::sync::CancellationToken;
use tools::Payments;
use tower::ServiceExt as _;

/// The token of the first company's owner.
pub(crate) const ANA: &str = "firma_ana";

/// The token of another company's owner.
pub(crate) const KIM: &str = "firma_kim";

/// What a test has.
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) ana: Actor,
    pub(crate) doors: Doors,
    pub(crate) router: Router,
    pub(crate) stop: CancellationToken,
    /// How often the engine was woken, where none runs.
    pub(crate) woken: Arc<AtomicUsize>,
    engine: Option<Embedded>,
    database: Database,
    /// The folder whose files say what turns run under, where one is looked at.
    _home: Option<TempDir>,
}

/// The departments and prices that are built in.
fn settings() -> Settings {
    let folder = tempfile::tempdir().unwrap();
    wiring::settings(folder.path(), &wiring::toolbox().unwrap()).unwrap()
}

/// Counts how often an engine would have been told something; there is none.
struct Counting(Arc<AtomicUsize>);

impl Dispatch for Counting {
    fn slot(&self) -> Option<Slot> {
        None
    }

    fn tell(&self, _: News) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
}

/// A workflow in two versions, which takes anything.
const REPORTS: [Startable; 2] = [report(1), report(2)];

const fn report(version: u32) -> Startable {
    Startable {
        workflow: "report",
        version,
        accepts: |_| Ok(()),
    }
}

impl House {
    /// A house without an engine: turns stay as they are.
    pub(crate) async fn without_engine() -> Self {
        let woken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&woken);
        let engine = Engine {
            dispatch: Arc::new(Counting(count)),
            feed: Feed::default(),
            workflow: orchestrator::TURN,
            schedulable: &REPORTS,
            metrics: Metrics::default(),
            toolbox: Arc::new(wiring::toolbox().unwrap()),
            settings: Arc::new(Watched::fixed(settings())),
            foreign: Allowance::default(),
        };
        Self::open(woken, |_| async { (None, engine) }).await
    }

    /// A house whose departments answer, with the built-in model.
    pub(crate) async fn at_work() -> Self {
        Self::working(|_| ()).await
    }

    /// The same, where a person has to agree to each look at the invoices.
    pub(crate) async fn that_asks_before_it_looks() -> Self {
        let finance = include_str!("../../../../agents/finance.toml");
        let finance = finance.replace("approve = []", "approve = [\"list_invoices\"]");
        Self::working(|home| {
            std::fs::create_dir(home.join("agents")).unwrap();
            std::fs::write(home.join("agents/finance.toml"), finance).unwrap();
        })
        .await
    }

    /// The same, where the built-in model has a price.
    pub(crate) async fn at_a_price() -> Self {
        let price = "[[model]]\nprovider = \"offline\"\nmodel = \"*\"\nfrom = \"2020-01-01\"\n\
            currency = \"BRL\"\ninput = 2_000_001\ncached = 2_000_001\noutput = 7_000_003\n";
        Self::working(|home| std::fs::write(home.join("prices.toml"), price).unwrap()).await
    }

    async fn working(furnish: impl FnOnce(&std::path::Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        furnish(home);
        let mut house = Self::open(Arc::default(), |store| async move {
            let parts = Parts {
                store: &store,
                toolbox: Arc::new(wiring::toolbox().unwrap()),
                payments: Payments::Book,
                words: Arc::new(words::all().unwrap()),
                home,
                settings: wiring::settings(home, &wiring::toolbox().unwrap()).unwrap(),
                models: &Models::default(),
                telemetry: &Telemetry::default(),
                lenders: Lenders::default(),
            };
            let (embedded, engine) = wiring::start_engine(parts).await.unwrap();
            (Some(embedded), engine)
        })
        .await;
        house._home = Some(folder);
        house
    }

    async fn open<F>(woken: Arc<AtomicUsize>, engine: impl FnOnce(Store) -> F) -> Self
    where
        F: Future<Output = (Option<Embedded>, Engine)>,
    {
        let database = testkit::database().await;
        let store = Store::connect(&database.access(), 6).await.unwrap();
        let ana = company(&store, ANA, Language::PtBr, Currency::Brl).await;
        company(&store, KIM, Language::En, Currency::Usd).await;
        let (embedded, engine) = engine(store.clone()).await;
        let reader = Reader {
            language: Language::En,
            zone: Tz::UTC,
        };
        let voice = Voice::new(Arc::new(words::all().unwrap()), reader);
        let doors = Doors::new(store.clone(), engine, voice);
        let stop = CancellationToken::new();
        let opening = Opening {
            operator: ana.organisation,
            stop: stop.clone(),
            shares: Shares::default(),
        };
        Self {
            router: api::router(doors.clone(), opening),
            doors,
            store,
            ana,
            stop,
            woken,
            engine: embedded,
            database,
            _home: None,
        }
    }

    /// Another door of the same house, which knows nothing of what the first has said.
    pub(crate) fn another_door(&self, shares: Shares) -> Router {
        let opening = Opening {
            operator: self.ana.organisation,
            stop: self.stop.clone(),
            shares,
        };
        api::router(self.doors.clone(), opening)
    }

    /// Ends the engine.
    pub(crate) async fn close(self) {
        if let Some(engine) = self.engine {
            engine.stop().await;
        }
    }

    /// The traces that a turn's message and its run belong to.
    pub(crate) async fn traces_of(&self, turn: TurnId) -> Vec<String> {
        let mut behind = self.database.superuser().connect().await.unwrap();
        let sql = "select traceparent from inbox where turn = $1
            union all select traceparent from runs where id = $1";
        let traces = sqlx::query_scalar(sql).bind(turn.uuid());
        traces.fetch_all(&mut behind).await.unwrap()
    }

    /// A member of the first company who has this token.
    pub(crate) async fn member<'t>(
        &self,
        token: &'t str,
        role: &str,
        departments: &str,
    ) -> &'t str {
        let (company, person) = (self.ana.organisation, PersonId::new(Utc::now()));
        let (id, hash) = (TokenId::new(Utc::now()), store::hash_token(token));
        self.execute(&format!(
            "insert into persons values ('{person}', '{token}', 'pt-BR', 'UTC', now());
            insert into members values ('{company}', '{person}', '{role}', '{departments}',
                'pt-BR', 'UTC', now());
            insert into tokens values ('{company}', '{id}', '{person}', '\\x{hash}', 'hers', now())"
        ))
        .await;
        token
    }

    /// Changes the database, past all policies.
    pub(crate) async fn execute(&self, sql: &str) {
        let mut behind = self.database.superuser().connect().await.unwrap();
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()));
        sql.execute(&mut behind).await.unwrap();
    }

    /// A number that the database has, past all policies.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        let mut behind = self.database.superuser().connect().await.unwrap();
        sqlx::query_scalar(sql)
            .fetch_one(&mut behind)
            .await
            .unwrap()
    }

    /// Takes something away.
    pub(crate) async fn delete(&self, token: &str, path: &str) -> Answer {
        let request = authorised("DELETE", token, path);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Looks at a path.
    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        let request = authorised("GET", token, path);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Looks at a path from this machine, without a token.
    pub(crate) async fn look(&self, path: &str) -> Answer {
        let peer = Peer(([127, 0, 0, 1], 40_000).into());
        let request = Request::get(path).extension(peer);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a message, with more headers.
    pub(crate) async fn message(&self, body: &Value, more: &[(&str, &str)]) -> Answer {
        self.post(ANA, "/v1/messages", body, more).await
    }

    /// Sends JSON.
    pub(crate) async fn post(
        &self,
        token: &str,
        path: &str,
        body: &Value,
        more: &[(&str, &str)],
    ) -> Answer {
        let mut request = authorised("POST", token, path);
        request = request.header(header::CONTENT_TYPE, "application/json");
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }
}

impl Answer {
    /// The stable code of a problem.
    #[track_caller]
    pub(crate) fn problem(&self) -> (u16, &str) {
        let kind = self.headers.get(header::CONTENT_TYPE).unwrap();
        assert_eq!(kind, "application/problem+json");
        assert_eq!(self.body["status"], self.status.as_u16());
        for field in ["title", "detail"] {
            let text = self.body[field].as_str().unwrap();
            assert!(!text.is_empty() && !text.starts_with("problem-"), "{text}");
        }
        let code = self.body["type"].as_str().unwrap();
        (
            self.status.as_u16(),
            code.strip_prefix("urn:firma:problem:").unwrap(),
        )
    }
}

fn authorised(method: &str, token: &str, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
}

async fn company(store: &Store, token: &str, language: Language, currency: Currency) -> Actor {
    let at = Utc::now();
    let owner = NewOwner {
        organisation: Organisation {
            id: OrganisationId::new(at),
            name: format!("The company of {token}"),
            currency,
            zone: Tz::America__Sao_Paulo,
            language,
        },
        kind: OrganisationKind::Company,
        name: token.to_owned(),
        token: store::hash_token(token),
    };
    store.create_company(&owner, at).await.unwrap()
}
