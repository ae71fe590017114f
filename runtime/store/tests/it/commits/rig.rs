//! Companies with turns, and units of work for them.

use std::time::Duration;

use chrono::Utc;
use domain::{
    digest::Digest,
    ids::{ConversationId, FlowId, OrganisationId, PersonId, TokenId, TurnId},
    message::{Origin, Part},
    money::Micros,
    turn::Outcome,
};
use sqlx::{PgPool, postgres::PgPoolOptions};
use store::{Accepted, Claimed, Incoming, Place, Store, TurnChange, Writes};
use testkit::Database;
use uuid::Uuid;

use super::rows::{
    audit, debit, delivery, ledger, message, model_call, now, run_change, spend, step, tool_call,
};

pub(crate) const HOLDER: i64 = 7;
pub(crate) const LEASE: Duration = Duration::from_secs(60);

pub(crate) struct Rig {
    pub(crate) store: Store,
    pub(crate) behind: PgPool,
    _database: Database,
}

impl Rig {
    pub(crate) async fn new() -> Self {
        let database = testkit::database().await;
        let store = Store::connect(&database.access(), 4).await.unwrap();
        let behind = PgPoolOptions::new().max_connections(1);
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
        self.store.create_company(&owner, now()).await.unwrap();
        id
    }

    /// A turn of a conversation of its own, which nobody works on yet.
    pub(crate) async fn turn(&self, organisation: OrganisationId) -> FlowId {
        let turn = TurnId::new(Utc::now());
        let accepted = self.accept(organisation, turn, &turn.to_string()).await;
        assert_eq!(accepted, Accepted::New(turn));
        turn.into()
    }

    pub(crate) async fn accept(
        &self,
        organisation: OrganisationId,
        turn: TurnId,
        name: &str,
    ) -> Accepted {
        let incoming = Incoming {
            turn,
            organisation,
            place: Place {
                channel: "terminal",
                account: "ana".to_owned(),
                name: name.to_owned(),
            },
            external_id: turn.to_string(),
            digest: Digest::of(b"hello"),
            person: PersonId::new(now()),
            token: TokenId::new(now()),
            origin: Origin::Owner,
            parts: vec![Part::text("hello")],
            configuration: Digest::of(b"configuration"),
            traceparent: None,
            workflow: ("turn", 1),
            at: now(),
            slot: None,
            reads: 30,
        };
        self.store.accept_inbound(&incoming).await.unwrap()
    }

    pub(crate) async fn claim(&self, flow: FlowId) -> Claimed {
        let claimed = self.store.claim(HOLDER, 64, 1, LEASE).await.unwrap();
        let mut found = claimed.into_iter().filter(|it| it.flow == flow);
        found.next().unwrap()
    }

    /// A turn that is being worked on.
    pub(crate) async fn at_work(&self, organisation: OrganisationId) -> Claimed {
        let flow = self.turn(organisation).await;
        self.claim(flow).await
    }

    /// A unit of work of a run, with one step.
    pub(crate) async fn unit(&self, claimed: &Claimed) -> Writes {
        let known = self.store.organisation(claimed.organisation).await.unwrap();
        let mut work = self.store.work(known, now());
        work.fence(claimed.flow, claimed.epoch, claimed.woken);
        work.writes().steps.push(step(claimed, "0"));
        work.into_writes()
    }

    pub(crate) async fn count(&self, sql: &'static str, flow: FlowId) -> i64 {
        let query = sqlx::query_scalar(sql).bind(flow.uuid());
        query.fetch_one(&self.behind).await.unwrap()
    }

    /// How much of what a unit writes is there.
    pub(crate) async fn rows(&self, flow: FlowId) -> i64 {
        let sql = "select (select count(*) from steps where flow = $1)
            + (select count(*) from model_calls where flow = $1)
            + (select count(*) from tool_calls where flow = $1)
            + (select count(*) from ledger where flow = $1)
            + (select count(*) from messages where turn = $1 and direction = 'out')
            + (select count(*) from outbox where turn = $1)
            + (select count(*) from spend where turn = $1)
            + (select count(*) from audit where subject = $1::text)
            + (select count(*) from signals where flow = $1 and read_at is not null)
            + (select count(*) from turns where id = $1 and allowance <> 0)
            + (select count(*) from runs where id = $1 and status is not null)";
        self.count(sql, flow).await
    }

    pub(crate) async fn conversation(&self, flow: FlowId) -> ConversationId {
        let query = sqlx::query_scalar("select conversation from turns where id = $1");
        let found: Uuid = query
            .bind(flow.uuid())
            .fetch_one(&self.behind)
            .await
            .unwrap();
        ConversationId::from_uuid(found)
    }

    /// A row in each table that a unit may write.
    pub(crate) async fn full(&self, claimed: &Claimed) -> Writes {
        let (organisation, flow) = (claimed.organisation, claimed.flow);
        let conversation = self.conversation(flow).await;
        let mut writes = self.unit(claimed).await;
        writes.debits.push(debit(1_000, 100));
        writes.turn = Some(TurnChange {
            allow: Micros(100),
            reserve: Micros(10),
            ..TurnChange::none(organisation, flow, now())
        });
        writes.model_calls.push(model_call(claimed));
        writes.tool_calls.push(tool_call(claimed, Outcome::Waiting));
        writes.ledger.push(ledger(claimed, "0.1"));
        writes.messages.push(message(claimed, conversation));
        writes.outbox.push(delivery(claimed, conversation));
        writes.spend.push(spend(claimed));
        writes.audit.push(audit(claimed));
        writes.run = Some(run_change(claimed, None));
        writes
    }
}
