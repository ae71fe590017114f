//! Messages at the door of companies.

use std::time::Duration;

use chrono::{SubsecRound as _, Utc};
use domain::{
    digest::Digest,
    ids::{OrganisationId, PersonId, TokenId, TurnId},
    message::{Origin, Part},
};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, postgres::PgPoolOptions};
use store::{Accepted, Error, Incoming, Place, Slot, Store};
use testkit::Database;
use tokio::task::{AbortHandle, JoinSet};
use uuid::Uuid;

pub(crate) const SLOT: Slot = Slot {
    holder: 7,
    lease: Duration::from_secs(60),
};

pub(crate) struct Door {
    pub(crate) store: Store,
    pub(crate) behind: PgPool,
    _database: Database,
}

/// Messages that were handed in and are not answered yet.
pub(crate) struct Sent(JoinSet<(usize, Result<Accepted, Error>)>, Vec<AbortHandle>);

impl Door {
    pub(crate) async fn new() -> Self {
        let database = testkit::database().await;
        let store = Store::connect(&database.access(), 4).await.unwrap();
        let behind = PgPoolOptions::new().max_connections(2);
        let behind = behind.connect_with(database.superuser()).await.unwrap();
        Self {
            store,
            behind,
            _database: database,
        }
    }

    pub(crate) async fn company(&self) -> OrganisationId {
        let id = OrganisationId::new(Utc::now());
        let owner = testkit::bakery(id);
        self.store.create_company(&owner, Utc::now()).await.unwrap();
        id
    }

    /// Hands messages in at the same time: each is in line before the first commit begins.
    pub(crate) fn send(&self, all: &[Incoming]) -> Sent {
        let mut tasks = JoinSet::new();
        let mut handles = Vec::new();
        for (index, incoming) in all.iter().cloned().enumerate() {
            let store = self.store.clone();
            handles.push(tasks.spawn(async move {
                let accepted = store.accept_inbound(&incoming).await;
                (index, accepted)
            }));
        }
        Sent(tasks, handles)
    }

    /// What became of messages that were handed in at the same time.
    pub(crate) async fn accept(&self, all: &[Incoming]) -> Vec<Accepted> {
        let answers = self.send(all).answers().await;
        answers.into_iter().map(|(_, it)| it.unwrap()).collect()
    }

    /// Keeps the lane of a conversation, so that what comes in for it has to wait.
    pub(crate) async fn keep_lane(&self, name: &str) -> PgConnection {
        let mut keeper = self.behind.acquire().await.unwrap().detach();
        let sql = "select pg_advisory_lock(hashtextextended(id::text, 0))
            from conversations where name = $1";
        let sql = sqlx::query(sql).bind(name);
        sql.fetch_one(&mut keeper).await.unwrap();
        keeper
    }

    /// Waits until so many of our statements stand still.
    pub(crate) async fn until_waiting(&self, many: i64) {
        while self
            .number(
                "select count(*) from pg_locks where not granted
                    and database = (select oid from pg_database where datname = current_database())",
            )
            .await
            < many
        {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let query = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
        query.fetch_one(&self.behind).await.unwrap()
    }

    /// In how many transactions these turns came to be.
    pub(crate) async fn transactions(&self, turns: &[Incoming]) -> i64 {
        let turns: Vec<Uuid> = turns.iter().map(|it| it.turn.uuid()).collect();
        let sql = "select count(distinct xmin::text) from runs where id = any($1)";
        let sql = sqlx::query_scalar(sql).bind(turns);
        sql.fetch_one(&self.behind).await.unwrap()
    }
}

impl Sent {
    /// One of the callers goes away.
    pub(crate) fn leave(&self, index: usize) {
        self.1[index].abort();
    }

    /// What was answered to those who stayed, by their number.
    pub(crate) async fn answers(mut self) -> Vec<(usize, Result<Accepted, Error>)> {
        let mut answers = Vec::new();
        while let Some(answer) = self.0.join_next().await {
            if let Ok(answer) = answer {
                answers.push(answer);
            }
        }
        answers.sort_by_key(|it| it.0);
        answers
    }
}

/// A new message.
pub(crate) fn message(organisation: OrganisationId, name: &str) -> Incoming {
    let at = Utc::now().trunc_subsecs(6);
    let turn = TurnId::new(at);
    Incoming {
        turn,
        organisation,
        place: Place {
            channel: "terminal",
            account: "ana".to_owned(),
            name: name.to_owned(),
        },
        external_id: turn.to_string(),
        digest: Digest::of(b"hello"),
        person: PersonId::new(at),
        token: TokenId::new(at),
        origin: Origin::Owner,
        parts: vec![Part::text("hello")],
        configuration: Digest::of(b"configuration"),
        traceparent: None,
        workflow: ("turn", 1),
        at,
        slot: None,
        reads: 30,
    }
}
