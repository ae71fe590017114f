//! Steps of several runs in one commit: all of a run or nothing of it, whatever its neighbours do.

use std::time::Duration;

use chrono::{DateTime, SubsecRound as _, Utc};
use chrono_tz::Tz;
use domain::{
    digest::Digest,
    ids::{
        ConversationId, DeliveryId, FlowId, IdempotencyKey, MessageId, OrganisationId, PersonId,
        RowId, TokenId, TurnId,
    },
    language::Language,
    message::{Direction, Origin, Part},
    money::{Currency, Micros},
    organisation::{Organisation, OrganisationKind},
    turn::Outcome,
};
use serde_json::{Value, json};
use sqlx::{PgPool, Row as _, postgres::PgPoolOptions};
use store::{
    Accepted, AuditRow, Claimed, Committed, Debit, Error, Incoming, LedgerRow, MessageRow,
    ModelCallRow, NewOwner, OutboxRow, Park, Place, RunChange, SignalRead, SpendRow, StepRow, Store,
    ToolCallRow, TurnChange, Writes,
};
use testkit::Database;
use uuid::Uuid;

const HOLDER: i64 = 7;
const LEASE: Duration = Duration::from_secs(60);

struct Rig {
    store: Store,
    behind: PgPool,
    _database: Database,
}

impl Rig {
    async fn new() -> Self {
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

    async fn company(&self) -> OrganisationId {
        let id = OrganisationId::new(Utc::now());
        let owner = NewOwner {
            organisation: Organisation {
                id,
                name: "Padaria".to_owned(),
                currency: Currency::Brl,
                zone: Tz::America__Sao_Paulo,
                language: Language::PtBr,
            },
            kind: OrganisationKind::Company,
            name: "Olívia".to_owned(),
            token: Digest::of(id.uuid().as_bytes()),
        };
        self.store.create_company(&owner, now()).await.unwrap();
        id
    }

    /// A turn of a conversation of its own, which nobody works on yet.
    async fn turn(&self, organisation: OrganisationId) -> FlowId {
        let turn = TurnId::new(Utc::now());
        let accepted = self.accept(organisation, turn, &turn.to_string()).await;
        assert_eq!(accepted, Accepted::New(turn));
        turn.into()
    }

    async fn accept(&self, organisation: OrganisationId, turn: TurnId, name: &str) -> Accepted {
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
        };
        self.store.accept_inbound(&incoming).await.unwrap()
    }

    async fn claim(&self, flow: FlowId) -> Claimed {
        let claimed = self.store.claim(HOLDER, 64, LEASE).await.unwrap();
        let mut found = claimed.into_iter().filter(|it| it.flow == flow);
        found.next().unwrap()
    }

    /// A turn that is being worked on.
    async fn at_work(&self, organisation: OrganisationId) -> Claimed {
        let flow = self.turn(organisation).await;
        self.claim(flow).await
    }

    /// A unit of work of a run, with one step.
    async fn unit(&self, claimed: &Claimed) -> Writes {
        let known = self.store.organisation(claimed.organisation).await.unwrap();
        let mut work = self.store.work(known, now());
        work.fence(claimed.flow, claimed.epoch, claimed.woken);
        work.writes().steps.push(step(claimed, "0"));
        work.into_writes()
    }

    async fn count(&self, sql: &'static str, flow: FlowId) -> i64 {
        let query = sqlx::query_scalar(sql).bind(flow.uuid());
        query.fetch_one(&self.behind).await.unwrap()
    }

    /// How much of what a unit writes is there.
    async fn rows(&self, flow: FlowId) -> i64 {
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
            + (select count(*) from runs where id = $1 and not bare)";
        self.count(sql, flow).await
    }

    async fn conversation(&self, flow: FlowId) -> ConversationId {
        let query = sqlx::query_scalar("select conversation from turns where id = $1");
        let found: Uuid = query.bind(flow.uuid()).fetch_one(&self.behind).await.unwrap();
        ConversationId::from_uuid(found)
    }

    /// A row in each table that a unit may write.
    async fn full(&self, claimed: &Claimed) -> Writes {
        let (organisation, flow) = (claimed.organisation, claimed.flow);
        let conversation = self.conversation(flow).await;
        let mut writes = self.unit(claimed).await;
        let parts = vec![Part::text("olá")];
        writes.debits.push(debit(flow, 1_000, 100));
        writes.turn = Some(TurnChange {
            allow: Micros(100),
            reserve: Micros(10),
            ..TurnChange::none(organisation, flow, now())
        });
        writes.model_calls.push(model_call(claimed));
        writes.tool_calls.push(tool_call(claimed, Outcome::Waiting));
        writes.ledger.push(ledger(claimed, "0.1"));
        writes.messages.push(MessageRow {
            organisation,
            id: MessageId::new(now()),
            conversation,
            turn: flow,
            direction: Direction::Out,
            origin: Origin::System,
            parts: parts.clone(),
            received_at: now(),
        });
        writes.outbox.push(OutboxRow {
            organisation,
            id: DeliveryId::new(now()),
            conversation,
            turn: flow,
            parts,
            owner_epoch: 0,
            state: "pending",
            due: now(),
            attempts: 0,
            redelivered: false,
            traceparent: None,
            created_at: now(),
        });
        writes.spend.push(SpendRow {
            organisation,
            id: RowId::new(now()),
            turn: flow,
            department: "sales".to_owned(),
            kind: "tool",
            name: "x".to_owned(),
            micros: Micros(1),
            at: now(),
        });
        writes.audit.push(AuditRow {
            flow,
            organisation,
            id: RowId::new(now()),
            act: "tool.called",
            subject: flow.to_string(),
            person: None,
            token: None,
            channel: None,
            digest: None,
            detail: json!({}),
            at: now(),
        });
        writes.run = Some(run_change(claimed, None));
        writes
    }
}

/// As exact as the database.
fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

fn path() -> domain::flow::Path {
    "0".parse().unwrap()
}

fn step(claimed: &Claimed, path: &str) -> StepRow {
    StepRow {
        organisation: claimed.organisation,
        flow: claimed.flow,
        generation: 0,
        path: path.parse().unwrap(),
        kind: "call",
        name: "x".to_owned(),
        input: Digest::of(b"x"),
        state: "done",
        output: Some(json!(1)),
        due: None,
        attempts: 0,
        at: now(),
        again: false,
    }
}

fn model_call(claimed: &Claimed) -> ModelCallRow {
    ModelCallRow {
        organisation: claimed.organisation,
        flow: claimed.flow,
        generation: 0,
        path: path(),
        department: "sales".to_owned(),
        provider: "p".to_owned(),
        model: "m".to_owned(),
        request: Digest::of(b"x"),
        answer: Some(json!({ "text": "olá" })),
        error: None,
        input_tokens: 1,
        cached_tokens: 0,
        output_tokens: 1,
        cost: Micros(1),
        started_at: now(),
        ms: 1,
    }
}

fn tool_call(claimed: &Claimed, outcome: Outcome) -> ToolCallRow {
    ToolCallRow {
        organisation: claimed.organisation,
        flow: claimed.flow,
        generation: 0,
        path: path(),
        department: "sales".to_owned(),
        tool: "x".to_owned(),
        arguments: "{}".to_owned(),
        plan: None,
        digest: None,
        outcome,
        output: None,
        reason: None,
        cost: Micros(0),
        started_at: now(),
        ms: 1,
        again: false,
    }
}

fn ledger(claimed: &Claimed, path: &str) -> LedgerRow {
    let path: domain::flow::Path = path.parse().unwrap();
    LedgerRow {
        organisation: claimed.organisation,
        key: IdempotencyKey::new(claimed.flow, 0, &path).to_string(),
        flow: claimed.flow,
        path,
        tool: "x".to_owned(),
        effect: "write_once",
        digest: Digest::of(b"x"),
        state: "intended",
        epoch: claimed.epoch,
        send_by: None,
        window_until: None,
        attempts: 0,
        approval: None,
        authority: 0,
        cost: Micros(0),
        created_at: now(),
        settled_at: None,
    }
}

fn debit(flow: FlowId, cap: i64, want: i64) -> Debit {
    Debit {
        flow,
        meter: "cost",
        scope: "company".to_owned(),
        period: "2026-11".to_owned(),
        slot: 0,
        cap,
        want,
        rest: None,
    }
}

fn run_change(claimed: &Claimed, state: Option<&'static str>) -> RunChange {
    RunChange {
        organisation: claimed.organisation,
        flow: claimed.flow,
        state,
        output: None,
        error: None,
        status: Some("at work".to_owned()),
        cancel_delivered: false,
        at: now(),
    }
}

fn park(claimed: &Claimed, due: Option<DateTime<Utc>>, ended: bool) -> Park {
    Park {
        organisation: claimed.organisation,
        flow: claimed.flow,
        due,
        ended,
    }
}

const DONE: Committed = Committed::Done { next: None };
const WOKEN: Committed = Committed::Woken { next: None };

#[tokio::test]
async fn a_batch_over_two_companies_writes_every_table_with_the_engines_rights() {
    let rig = Rig::new().await;
    let (one, other) = (rig.company().await, rig.company().await);
    let claimed = [rig.at_work(one).await, rig.at_work(other).await];
    let mut units = Vec::new();
    for it in &claimed {
        units.push(rig.full(it).await);
    }
    let outcomes = rig.store.commit_together(&units).await.unwrap();
    for outcome in outcomes {
        assert_eq!(outcome.unwrap(), DONE);
    }
    for it in &claimed {
        assert_eq!(rig.rows(it.flow).await, 10);
    }

    // What is there already changes.
    let mut units = Vec::new();
    for it in &claimed {
        let signal = rig.store.signal(it.organisation, it.flow, "a", &Value::Null);
        assert!(signal.await.unwrap());
        let loaded = rig.store.load_run(it.organisation, it.flow).await.unwrap();
        let seq = loaded.signals.unwrap()[0].seq;
        let it = Claimed { woken: 1, ..it.clone() };
        let mut writes = rig.unit(&it).await;
        writes.steps[0].again = true;
        writes.steps[0].output = Some(json!(2));
        let mut call = tool_call(&it, Outcome::Done);
        (call.again, call.output) = (true, Some(json!({ "lead": 1 })));
        writes.tool_calls.push(call);
        writes.signal_reads.push(SignalRead {
            organisation: it.organisation,
            flow: it.flow,
            seq,
            path: path(),
        });
        units.push(writes);
    }
    for outcome in rig.store.commit_together(&units).await.unwrap() {
        assert_eq!(outcome.unwrap(), DONE);
    }
    for it in &claimed {
        assert_eq!(rig.rows(it.flow).await, 11);
        let changed = "select count(*) from steps s join tool_calls c on c.flow = s.flow
            where s.flow = $1 and s.output = '2' and c.outcome = 'done' and c.output is not null";
        assert_eq!(rig.count(changed, it.flow).await, 1);
    }
}

#[tokio::test]
async fn of_what_another_holds_nothing_is_written_and_its_neighbours_are() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let mine = rig.at_work(company).await;
    let late = rig.at_work(company).await;
    let also_mine = rig.at_work(company).await;
    let steal = sqlx::query("update ready set epoch = nextval('lease_epochs') where flow = $1");
    steal.bind(late.flow.uuid()).execute(&rig.behind).await.unwrap();
    let units = [rig.full(&mine).await, rig.full(&late).await, rig.full(&also_mine).await];
    let mut outcomes = rig.store.commit_together(&units).await.unwrap().into_iter();
    assert_eq!(outcomes.next().unwrap().unwrap(), DONE);
    assert!(matches!(outcomes.next().unwrap(), Err(Error::Fenced)));
    assert_eq!(outcomes.next().unwrap().unwrap(), DONE);
    assert_eq!(rig.rows(late.flow).await, 0);
    assert_eq!(rig.rows(mine.flow).await, 10);
    assert_eq!(rig.rows(also_mine.flow).await, 10);
}

#[tokio::test]
async fn a_row_that_cannot_be_written_takes_no_neighbour_down() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let (good, bad) = (rig.at_work(company).await, rig.at_work(company).await);
    let mut units = [rig.full(&good).await, rig.full(&bad).await];
    let twice = units[1].steps[0].clone();
    units[1].steps.push(twice);
    let mut outcomes = rig.store.commit_together(&units).await.unwrap().into_iter();
    assert_eq!(outcomes.next().unwrap().unwrap(), DONE);
    let outcome = outcomes.next().unwrap();
    assert!(matches!(outcome, Err(Error::Rule { .. })), "{outcome:?}");
    assert_eq!(rig.rows(good.flow).await, 10);
    assert_eq!(rig.rows(bad.flow).await, 0);
}

#[tokio::test]
async fn who_assumed_too_much_of_a_budget_writes_nothing_and_neighbours_do() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = [
        rig.at_work(company).await,
        rig.at_work(company).await,
        rig.at_work(company).await,
    ];
    let mut units = Vec::new();
    for it in &claimed {
        let mut unit = rig.full(it).await;
        // There is enough for two.
        unit.debits[0] = debit(it.flow, 1_000, 450);
        units.push(unit);
    }
    let outcomes = rig.store.commit_together(&units).await.unwrap();
    let states: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(states, [true, true, false]);
    assert!(matches!(outcomes[2], Err(Error::Budget)));
    assert_eq!(rig.rows(claimed[2].flow).await, 0);
    let left = "select sum(remaining)::bigint from budgets where $1 is not null";
    assert_eq!(rig.count(left, claimed[0].flow).await, 100);

    // A turn that reserves more than it was allowed.
    let mut unit = rig.full(&claimed[2]).await;
    unit.debits.clear();
    if let Some(turn) = unit.turn.as_mut() {
        turn.reserve = Micros(101);
    }
    let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
    assert!(matches!(outcomes[0], Err(Error::Budget)));
    assert_eq!(rig.rows(claimed[2].flow).await, 0);
}

#[tokio::test]
async fn what_is_committed_once_more_changes_nothing() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    // Nothing but money: no key would tell.
    let mut unit = rig.full(&claimed).await;
    unit.steps.clear();
    unit.model_calls.clear();
    unit.tool_calls.clear();
    unit.ledger.clear();
    unit.messages.clear();
    unit.outbox.clear();
    unit.spend.clear();
    unit.audit.clear();
    for _ in 0..3 {
        let outcomes = rig.store.commit_together(std::slice::from_ref(&unit)).await.unwrap();
        assert_eq!(*outcomes[0].as_ref().unwrap(), DONE);
    }
    let money = "select t.allowance * 1000000 + t.reserved * 1000
        + (select 1000 - sum(b.remaining)::bigint from budgets b) from turns t where t.id = $1";
    assert_eq!(rig.count(money, claimed.flow).await, 100_010_100);
}

#[tokio::test]
async fn a_step_is_written_once() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    let first = [rig.unit(&claimed).await];
    let outcomes = rig.store.commit_together(&first).await.unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap(), DONE);
    // The same unit, and another that comes to the same step.
    for unit in [first, [rig.unit(&claimed).await]] {
        let outcomes = rig.store.commit_together(&unit).await.unwrap();
        assert!(matches!(outcomes[0], Err(Error::Rule { .. })), "{outcomes:?}");
    }
    assert_eq!(rig.count("select count(*) from steps where flow = $1", claimed.flow).await, 1);
}

#[tokio::test]
async fn an_effect_is_written_once_whoever_comes_to_it() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    for expected in [true, false] {
        let mut unit = rig.unit(&claimed).await;
        unit.steps.clear();
        unit.ledger.push(ledger(&claimed, "0.1"));
        let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
        assert_eq!(outcomes[0].is_ok(), expected);
    }
}

#[tokio::test]
async fn a_run_does_not_park_over_what_it_has_not_seen() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    let flow = claimed.flow;
    let signal = rig.store.signal(company, flow, "a", &Value::Null);
    assert!(signal.await.unwrap());
    for due in [None, Some(now() + chrono::Duration::days(1))] {
        let mut unit = rig.unit(&claimed).await;
        unit.steps.clear();
        unit.park = Some(park(&claimed, due, false));
        let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
        assert_eq!(*outcomes[0].as_ref().unwrap(), WOKEN);
    }
    // It is told so at each commit, parking or not.
    let outcomes = rig.store.commit_together(&[rig.unit(&claimed).await]).await.unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap(), WOKEN);

    let seen = Claimed { woken: 1, ..claimed };
    let mut unit = rig.unit(&seen).await;
    unit.steps.clear();
    unit.park = Some(park(&seen, None, false));
    let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap(), DONE);
    assert_eq!(rig.count("select count(*) from ready where flow = $1", flow).await, 0);
}

#[tokio::test]
async fn what_has_ended_never_comes_back_into_the_queue() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    let mut unit = rig.unit(&claimed).await;
    unit.run = Some(run_change(&claimed, Some("done")));
    unit.park = Some(park(&claimed, None, true));
    let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap(), DONE);
    let never = FlowId::new(now());
    for flow in [claimed.flow, never] {
        let signal = rig.store.signal(company, flow, "a", &Value::Null);
        assert!(!signal.await.unwrap());
        assert!(!rig.store.request_cancel(company, flow).await.unwrap());
        assert_eq!(rig.count("select count(*) from ready where flow = $1", flow).await, 0);
    }
}

#[tokio::test]
async fn a_turn_that_closes_gives_its_lane_to_the_next_of_its_conversation() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let turns = [1, 2].map(|second| {
        TurnId::new(now() + chrono::Duration::seconds(second))
    });
    for turn in turns {
        rig.accept(company, turn, "one conversation").await;
    }
    let claimed = rig.claim(turns[0].into()).await;
    assert!(rig.store.claim(HOLDER, 9, LEASE).await.unwrap().is_empty());
    let mut unit = rig.unit(&claimed).await;
    let change = TurnChange::none(company, claimed.flow, now());
    unit.turn = Some(TurnChange { lane: Some("closed"), ..change });
    unit.park = Some(park(&claimed, None, true));
    let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
    let next = Some(turns[1]);
    assert_eq!(*outcomes[0].as_ref().unwrap(), Committed::Done { next });
    rig.claim(turns[1].into()).await;
}

#[tokio::test]
async fn what_a_crash_lost_stays_charged_when_the_turn_closes() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    let mut unit = rig.full(&claimed).await;
    unit.spend.clear();
    rig.store.commit_together(&[unit]).await.unwrap().remove(0).unwrap();
    let mut unit = rig.unit(&claimed).await;
    unit.steps.clear();
    let change = TurnChange::none(company, claimed.flow, now());
    unit.turn = Some(TurnChange { lane: Some("closed"), ..change });
    let give_back = debit(claimed.flow, 0, -1);
    unit.debits.push(Debit { rest: Some("turn"), ..give_back });
    rig.store.commit_together(&[unit]).await.unwrap().remove(0).unwrap();
    let query = "select t.spent, t.reserved, (select sum(micros)::bigint from spend),
        (select sum(remaining)::bigint from budgets) from turns t where t.id = $1";
    let query = sqlx::query(query).bind(claimed.flow.uuid());
    let row = query.fetch_one(&rig.behind).await.unwrap();
    let found: [i64; 4] = [0, 1, 2, 3].map(|at| row.get(at));
    assert_eq!(found, [10, 0, 10, 990]);
}
