//! What is over goes, what is not stays, and the audit still verifies.

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::ids::FlowId;
use sqlx::{ConnectOptions as _, PgConnection};
use store::{DatedPart, KeptBy, drop_parts, migrate, parts};

use crate::audit::rig::Rig;

const MONTHS_AHEAD: i32 = 1;

/// A day of years ago; parts of its month are made when the tables are looked at next.
fn ago(years: u64) -> DateTime<Utc> {
    let at = Utc::now() - Days::new(366 * years);
    at.format("%Y-%m-15T12:00:00Z").to_string().parse().unwrap()
}

fn name(table: &str, at: DateTime<Utc>) -> String {
    format!("{table}_{}", at.format("%Y_%m"))
}

/// A run with a step, a message, an audit row and a signal, all of an instant.
async fn old_run(rig: &mut Rig, at: DateTime<Utc>, state: &str) -> FlowId {
    let flow = FlowId::new(at);
    let (company, id, at) = (rig.company, flow.uuid(), at.to_rfc3339());
    let closed = match state {
        "open" => "null".to_owned(),
        _ => format!("'{at}'"),
    };
    let sql = format!(
        "insert into runs (organisation, id, workflow, version, state, input, created_at, closed_at)
            values ('{company}', '{id}', 'w', 1, '{state}', 'null', '{at}', {closed});
        insert into steps values ('{company}', '{id}', 0, '0', 'call', 'x', '', 'done', null, null,
            0, '{at}');
        insert into messages (organisation, id, conversation, turn, direction, origin, parts,
                received_at)
            values ('{company}', '{id}', '{id}', '{id}', 'in', 'owner', '[]', '{at}');
        insert into inbox values ('{company}', 'http', 'a', '{id}', '', '{id}', null, '{at}');
        insert into signals (organisation, flow, name, payload, created_at)
            values ('{company}', '{id}', 'go', 'null', '{at}')"
    );
    rig.run(&sql).await;
    flow
}

async fn part(rig: &Rig, name: &str) -> Option<DatedPart> {
    let parts = parts(&rig.database.owner()).await.unwrap();
    parts.into_iter().find(|it| it.name == name)
}

async fn look_after_tables(rig: &Rig) {
    migrate(&rig.database.owner(), MONTHS_AHEAD).await.unwrap();
}

async fn owner(rig: &Rig) -> PgConnection {
    rig.database.owner().connect().await.unwrap()
}

/// Makes the part of a month.
async fn make(rig: &Rig, table: &str, at: DateTime<Utc>) {
    let next = (at + TimeDelta::days(31)).format("%Y-%m-01");
    let this = at.format("%Y-%m-01");
    let sql = format!(
        "select add_partition('{table}', '{}', format('for values from (%L) to (%L)',
            month_bound('{this}'), month_bound('{next}')))",
        name(table, at)
    );
    let sql = sqlx::AssertSqlSafe(sql);
    sqlx::raw_sql(sql)
        .execute(&mut owner(rig).await)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_part_with_one_open_run_stays_and_goes_once_that_is_closed() {
    let mut rig = Rig::new().await;
    rig.seal(1).await;
    let at = ago(3);
    old_run(&mut rig, at, "done").await;
    let open = old_run(&mut rig, at + TimeDelta::days(1), "open").await;
    // What lies in the default part moves into one of its own, and stays.
    look_after_tables(&rig).await;
    for table in ["steps", "messages"] {
        let part = part(&rig, &name(table, at)).await.unwrap();
        assert_eq!(part.kept_by, Some(KeptBy::Open), "{table}");
    }
    assert_eq!(rig.number("select count(*) from steps").await, 2);
    assert_eq!(rig.number("select count(*) from steps_rest").await, 0);

    let close = format!(
        "update runs set state = 'done' where id = '{}'",
        open.uuid()
    );
    rig.run(&close).await;
    look_after_tables(&rig).await;
    for table in ["steps", "messages"] {
        assert_eq!(part(&rig, &name(table, at)).await, None, "{table}");
    }
    assert_eq!(rig.number("select count(*) from steps").await, 0);
    // The company's audit says so, and verifies.
    rig.seal(2).await;
    let said = "select count(*) from audit where act = 'retention.dropped'
        and subject ~ '^(steps|messages)_[0-9]{4}_[0-9]{2}$'
        and id_time(id) between now() - interval '1 minute' and now() + interval '1 minute'";
    assert_eq!(rig.number(said).await, 2);
    let report = rig.verify().await;
    assert_eq!((report.rows, report.fault), (3, None));
}

#[tokio::test]
async fn what_is_not_over_stays() {
    let mut rig = Rig::new().await;
    let young = Utc::now() - Days::new(200);
    old_run(&mut rig, young, "done").await;
    look_after_tables(&rig).await;
    let kept = part(&rig, &name("steps", young)).await.unwrap();
    assert_eq!(kept.kept_by, Some(KeptBy::Young));
    let rest = part(&rig, "steps_rest").await.unwrap();
    assert_eq!((rest.kept_by, rest.over_at), (Some(KeptBy::Rest), None));
    assert_eq!(drop_parts(&rig.database.owner()).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn the_audit_goes_oldest_first_and_only_what_is_sealed() {
    let mut rig = Rig::new().await;
    let (older, old) = (ago(13), ago(12));
    let company = rig.company;
    for at in [old, older, Utc::now()] {
        rig.row(company, at).await;
    }
    make(&rig, "audit", old).await;
    let why = async |at| part(&rig, &name("audit", at)).await.unwrap().kept_by;
    // The older one still lies in the default part.
    assert_eq!(why(old).await, Some(KeptBy::Older));
    make(&rig, "audit", older).await;
    assert_eq!(why(older).await, Some(KeptBy::Unsealed));
    assert_eq!(drop_parts(&rig.database.owner()).await.unwrap(), [""; 0]);

    rig.seal(4).await;
    let dropped = drop_parts(&rig.database.owner()).await.unwrap();
    assert_eq!(dropped, [name("audit", older), name("audit", old)]);
    rig.seal(2).await;
    let report = rig.verify().await;
    assert_eq!((report.gone, report.rows, report.fault), (2, 4, None));
}

#[tokio::test]
async fn whoever_is_stopped_on_the_way_has_dropped_some_and_goes_on_with_the_others() {
    let mut rig = Rig::new().await;
    let (older, old) = (ago(4), ago(3));
    for at in [older, old] {
        old_run(&mut rig, at, "done").await;
    }
    for table in ["steps", "messages"] {
        make(&rig, table, older).await;
        make(&rig, table, old).await;
    }
    // Somebody reads the one table for longer than we wait.
    let mut reads = owner(&rig).await;
    let begin = "begin; select count(*) from messages";
    sqlx::raw_sql(begin).execute(&mut reads).await.unwrap();
    drop_parts(&rig.database.owner()).await.unwrap_err();
    let left = async |table: &str| {
        let all = parts(&rig.database.owner()).await.unwrap();
        let over = all.iter().filter(|it| it.table == table);
        over.filter(|it| it.kept_by.is_none()).count()
    };
    assert_eq!(left("messages").await, 2);
    sqlx::raw_sql("rollback").execute(&mut reads).await.unwrap();
    drop_parts(&rig.database.owner()).await.unwrap();
    assert_eq!((left("messages").await, left("steps").await), (0, 0));
}

#[tokio::test]
async fn rows_that_are_over_are_swept_in_batches_and_those_of_open_runs_stay() {
    let mut rig = Rig::new().await;
    let (old, young) = (ago(2), Utc::now() - Days::new(10));
    for days in 0..5 {
        old_run(&mut rig, old + TimeDelta::days(days), "done").await;
    }
    old_run(&mut rig, old, "open").await;
    old_run(&mut rig, young, "done").await;
    // Two of each table at a time.
    let mut sweeps = Vec::new();
    loop {
        let (gone, more) = rig.store.sweep(2).await.unwrap().unwrap();
        sweeps.push(gone);
        if !more {
            break;
        }
    }
    assert_eq!(sweeps, [6, 6, 3]);
    for (sql, left) in [
        ("select count(*) from inbox", 2),
        ("select count(*) from signals", 2),
        ("select count(*) from runs", 2),
    ] {
        assert_eq!(rig.number(sql).await, left, "{sql}");
    }
}

/// The turn of a run, with what a department had of it.
async fn old_turn(rig: &mut Rig, at: DateTime<Utc>) {
    let flow = old_run(rig, at, "done").await;
    turn_of(rig, flow, at).await;
}

async fn turn_of(rig: &mut Rig, flow: FlowId, at: DateTime<Utc>) {
    let (company, id, at) = (rig.company, flow.uuid(), at.to_rfc3339());
    let sql = format!(
        "insert into conversations (organisation, id, channel, account, name, created_at)
            values ('{company}', '{id}', 'http', 'a', '{id}', '{at}');
        insert into turns (organisation, id, conversation, message, lane, configuration, created_at,
                closed_at)
            values ('{company}', '{id}', '{id}', '{id}', 'closed', '', '{at}', '{at}');
        insert into delegations (organisation, id, turn, department, state, allowance)
            values ('{company}', uuidv7(), '{id}', 'sales', 'joined', 1)"
    );
    rig.run(&sql).await;
}

#[tokio::test]
async fn a_turn_goes_with_what_departments_had_of_it() {
    let mut rig = Rig::new().await;
    old_turn(&mut rig, ago(2)).await;
    old_turn(&mut rig, Utc::now() - Days::new(10)).await;
    // Its inbox row and its signal are over as well.
    assert_eq!(rig.store.sweep(10).await.unwrap(), Some((5, false)));
    for sql in [
        "select count(*) from delegations",
        "select count(*) from turns",
        "select count(*) from runs",
    ] {
        assert_eq!(rig.number(sql).await, 1, "{sql}");
    }
}

/// A turn that was put aside, as the engine leaves it, with a file that it made and what it ran under.
async fn put_aside(rig: &mut Rig, at: DateTime<Utc>) -> FlowId {
    let flow = old_run(rig, at, "quarantined").await;
    turn_of(rig, flow, at).await;
    let (company, id, at) = (rig.company, flow.uuid(), at.to_rfc3339());
    let sql = format!(
        "update turns set lane = 'parked', status = 'failed', closed_at = null, configuration = 'aside'
            where id = '{id}';
        update delegations set state = 'waiting' where turn = '{id}';
        insert into outbox (organisation, id, conversation, turn, parts, owner_epoch, state, created_at)
            values ('{company}', '{id}', '{id}', '{id}', '[]', 0, 'pending', '{at}');
        insert into attachments (organisation, id, flow, name, media_type, size, bytes, created_at)
            values ('{company}', '{id}', '{id}', 'a.csv', 'text/csv', 1, 'x', '{at}');
        insert into model_calls (organisation, flow, generation, path, department, provider, model, request,
                started_at, ms)
            values ('{company}', '{id}', 0, '1', 'sales', 'p', 'm', '', '{at}', 1);
        insert into tool_calls (organisation, flow, generation, path, department, tool, arguments, outcome,
                started_at)
            values ('{company}', '{id}', 0, '1', 'sales', 't', '{{}}', 'done', '{at}')"
    );
    rig.run(&sql).await;
    flow
}

/// What a turn of [`put_aside`] needs to go on.
const NEEDED: [&str; 13] = [
    "select count(*) from runs",
    "select count(*) from turns",
    "select count(*) from delegations",
    "select count(*) from inbox",
    "select count(*) from signals",
    "select count(*) from outbox",
    "select count(*) from attachments",
    "select count(*) from conversations",
    "select count(*) from configurations",
    "select count(*) from steps",
    "select count(*) from messages",
    "select count(*) from model_calls",
    "select count(*) from tool_calls",
];

#[tokio::test]
async fn nothing_goes_of_a_turn_that_was_put_aside_while_a_person_may_take_it_up_again() {
    let mut rig = Rig::new().await;
    let at = ago(6);
    let flow = put_aside(&mut rig, at).await;
    configuration(&mut rig, "aside", at).await;
    look_after_tables(&rig).await;
    assert_eq!(rig.store.sweep(10).await.unwrap(), Some((0, false)));
    let part = part(&rig, &name("messages", at)).await.unwrap();
    assert_eq!(part.kept_by, Some(KeptBy::Open));
    for sql in NEEDED {
        assert_eq!(rig.number(sql).await, 1, "{sql}");
    }

    // A person ends it: from then on its time counts, and that is over.
    rig.run(&format!(
        "update runs set state = 'cancelled' where id = '{id}';
        update turns set lane = 'closed', closed_at = '{at}' where id = '{id}';
        update outbox set state = 'dropped'",
        id = flow.uuid(),
        at = at.to_rfc3339()
    ))
    .await;
    look_after_tables(&rig).await;
    rig.store.sweep(10).await.unwrap();
    for sql in NEEDED {
        assert_eq!(rig.number(sql).await, 0, "{sql}");
    }
}

/// Something that turns of the company may run under, last worked under at an instant.
async fn configuration(rig: &mut Rig, name: &str, used: DateTime<Utc>) {
    let (company, at) = (rig.company, used.to_rfc3339());
    rig.run(&format!(
        "insert into configurations (organisation, digest, content, created_at, used_at)
            values ('{company}', '{name}', '{{}}', '{at}', '{at}')"
    ))
    .await;
}

#[tokio::test]
async fn a_configuration_goes_once_no_turn_names_it_and_nobody_works_under_it() {
    let mut rig = Rig::new().await;
    let (old, young) = (ago(6), Utc::now() - Days::new(10));
    put_aside(&mut rig, old).await;
    for (state, name) in [("open", "open"), ("done", "closed")] {
        let flow = old_run(&mut rig, young, state).await;
        turn_of(&mut rig, flow, young).await;
        let named = format!(
            "update turns set configuration = '{name}' where id = '{}'",
            flow.uuid()
        );
        rig.run(&named).await;
    }
    for name in ["aside", "open", "closed", "needed by nobody"] {
        configuration(&mut rig, name, old).await;
    }
    configuration(&mut rig, "young", ago(4)).await;
    // One that is as old, and that a process began to work under just now.
    let snapshot = || domain::configuration::Snapshot {
        departments: Default::default(),
        limits: domain::budget::OwnerLimits::defaults(domain::money::Currency::Brl),
        prices: Default::default(),
        foreign: Default::default(),
    };
    let company = rig.company;
    for at in [old, Utc::now()] {
        let kept = rig.store.keep_configuration(company, snapshot(), None, at);
        let kept = kept.await.unwrap();
        assert_eq!(
            rig.store
                .configuration(company, kept.digest)
                .await
                .unwrap()
                .digest,
            kept.digest
        );
    }
    let all = "select count(*) from configurations";
    let known = "select count(*) from configurations
        where digest in ('aside', 'open', 'closed', 'young')";
    assert_eq!((rig.number(all).await, rig.number(known).await), (6, 4));
    rig.store.sweep(10).await.unwrap();
    assert_eq!((rig.number(all).await, rig.number(known).await), (5, 4));
}

#[tokio::test]
async fn a_conversation_goes_once_nothing_of_it_is_left() {
    let mut rig = Rig::new().await;
    let (old, company) = (ago(2).to_rfc3339(), rig.company);
    let sql = format!(
        "insert into conversations (organisation, id, channel, account, name, created_at)
            select '{company}', uuidv7(), 'http', 'a', name, at from (values
                ('bare', timestamptz '{old}'), ('call', '{old}'), ('of a turn', '{old}'),
                ('of a message', '{old}'), ('of a delivery', '{old}'), ('of a reminder', '{old}'),
                ('young', now())) it (name, at);
        insert into turns (organisation, id, conversation, message, lane, configuration, created_at)
            select organisation, uuidv7(), id, uuidv7(), 'active', '', now() from conversations
            where name = 'of a turn';
        insert into messages (organisation, id, conversation, direction, origin, parts, received_at)
            select organisation, uuidv7(), id, 'out', 'system', '[]', now() from conversations
            where name = 'of a message';
        insert into outbox (organisation, id, conversation, parts, owner_epoch, state, created_at)
            select organisation, uuidv7(), id, '[]', 0, 'pending', now() from conversations
            where name = 'of a delivery';
        insert into follow_ups (organisation, id, conversation, language, due, created_at)
            select organisation, uuidv7(), id, 'en', now(), now() from conversations
            where name = 'of a reminder'"
    );
    rig.run(&sql).await;
    assert_eq!(rig.store.sweep(1).await.unwrap(), Some((1, true)));
    assert_eq!(rig.store.sweep(10).await.unwrap(), Some((1, false)));
    let left = "select count(*) from conversations
        where name like 'of a %' or name = 'young'";
    assert_eq!(rig.number(left).await, 5);
    let all = "select count(*) from conversations";
    assert_eq!(rig.number(all).await, 5);
}

#[tokio::test]
async fn the_engine_cannot_delete_what_is_not_over() {
    let mut rig = Rig::new().await;
    old_turn(&mut rig, Utc::now() - Days::new(10)).await;
    old_run(&mut rig, ago(2), "open").await;
    put_aside(&mut rig, ago(6)).await;
    configuration(&mut rig, "aside", ago(6)).await;
    configuration(&mut rig, "young", ago(4)).await;
    let engine = rig.database.options("firma_engine");
    let mut engine = engine.connect().await.unwrap();
    for table in [
        "inbox",
        "signals",
        "runs",
        "delegations",
        "turns",
        "outbox",
        "budgets",
        "conversations",
        "attachments",
        "follow_ups",
        "configurations",
    ] {
        let sql = sqlx::AssertSqlSafe(format!("delete from {table}"));
        let gone = sqlx::raw_sql(sql).execute(&mut engine).await.unwrap();
        assert_eq!(gone.rows_affected(), 0, "{table}");
    }
}

#[tokio::test]
async fn one_process_sweeps_at_a_time() {
    let mut rig = Rig::new().await;
    rig.run("begin; select pg_advisory_xact_lock(x'73776565'::integer, 1)")
        .await;
    assert_eq!(rig.store.sweep(1).await.unwrap(), None);
    rig.run("commit").await;
    assert_eq!(rig.store.sweep(1).await.unwrap(), Some((0, false)));
}
