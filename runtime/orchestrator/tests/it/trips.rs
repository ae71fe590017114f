//! What a turn costs the database, counted on the wire and in rows.

use std::time::Duration;

use domain::turn::TurnStatus;
use serde_json::json;
use testkit::{Setup, TestApp, scripted::obey};

use crate::shop::{lead, order};

/// How many turns are counted together.
const TURNS: usize = 8;

/// How many a company grows by, in half as many conversations.
const GROWTH: i64 = 160;

/// How many rows of a table a turn reads at most. One look through a table in each turn reads half of what it grows to.
const ROWS: i64 = 30;

/// How many turns of two departments each are looked at.
const FAMILIES: i64 = 60;

/// How often such a turn looks for steps at most. One look for each run of the company in each turn makes some hundreds.
const LOOKS: i64 = 100;

/// Where a turn read more than `$ROWS` rows on average. What an index led to is counted there: not all of it is counted of its table.
const MANY_ROWS: &str = "select string_agg(format('%s: %s', name, rows), ', ' order by name) from (
    select coalesce(pg_partition_root(r.relid), r.relid)::regclass as name, round(sum(r.rows) / $TURNS) as rows from (
        select relid, seq_tup_read as rows from pg_stat_user_tables
        union all select relid, idx_tup_read from pg_stat_user_indexes) r
    group by 1) t where rows > $ROWS";

/// Keeps statistics as they are: of tables that were just made, none.
const NO_STATISTICS: &str = "do $$ declare name regclass; begin
    for name in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
        execute format('alter table %s set (autovacuum_enabled = off)', name);
    end loop;
end $$";

#[tokio::test]
async fn a_turn_takes_at_most_8_commits_and_16_round_trips() {
    let mut setup = Setup::new(obey);
    setup.wired = true;
    // What is done per process and second is not the turn's: leases, looks into an empty queue.
    setup.settings.poll = Duration::from_secs(60);
    setup.settings.lease = Duration::from_secs(60);
    let app = setup.start().await;
    for name in ["Ana", "Bia", "Caio", "Davi", "Eva", "Gil"] {
        app.say(&lead(name)).await;
    }
    app.until("select count(*) from ready", 0).await;
    app.wire().take_counts();
    for index in 0..TURNS {
        let view = app.say(&lead(&format!("Zoe{index}"))).await;
        assert_eq!(view.answer.as_deref(), Some("Done."));
    }
    app.until("select count(*) from ready", 0).await;
    let counts = app.wire().take_counts();
    let trips = counts.round_trips;
    assert!(trips <= 16 * TURNS, "{TURNS} turns: {counts}");
    let writes = counts.commits.iter().filter(|it| writes(it)).count();
    assert!(
        writes <= 8 * TURNS,
        "{writes} commits write in {TURNS} turns: {counts}"
    );
    // Where it says so, the count is right: accept, which claims as well, start, three answers.
    assert!(
        writes >= 5 * TURNS,
        "{writes} commits write in {TURNS} turns: {counts}"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_turn_reads_no_more_rows_while_its_company_grows() {
    let mut app = TestApp::start(obey).await;
    app.execute(NO_STATISTICS).await;
    for index in 0..GROWTH {
        let conversation = format!("conversation-{}", index / 2);
        let order = lead(&format!("Zoe{index}"));
        let view = app.say_as(&app.owner, &conversation, &order).await;
        assert_eq!(view.answer.as_deref(), Some("Done."));
    }
    app.until("select count(*) from ready", 0).await;
    // A connection tells what it read at the latest when it ends.
    app.restart_without_stop().await;
    let looks = "select idx_scan from pg_stat_user_tables where relname = 'turns'";
    assert!(app.number(looks).await >= GROWTH, "nothing was counted");
    let many_rows = MANY_ROWS
        .replace("$TURNS", &GROWTH.to_string())
        .replace("$ROWS", &ROWS.to_string());
    assert_eq!(app.text(&many_rows).await, "");
    app.finish().await;
}

#[tokio::test]
async fn who_waits_for_children_looks_at_no_other_runs() {
    let mut app = TestApp::start(obey).await;
    app.execute(NO_STATISTICS).await;
    let invoices = order("finance", "list_invoices", &json!({}));
    for index in 0..FAMILIES {
        let order = format!("{}\n{invoices}", lead(&format!("Zoe{index}")));
        let view = app.say_as(&app.owner, &order, &order).await;
        assert_eq!(view.status, TurnStatus::Answered);
    }
    app.until("select count(*) from ready", 0).await;
    app.restart_without_stop().await;
    let looks = "select sum(idx_scan)::bigint from pg_stat_user_tables
        where pg_partition_root(relid) = 'steps'::regclass";
    let looks = app.number(looks).await / FAMILIES;
    assert!(
        (1..=LOOKS).contains(&looks),
        "{looks} looks at steps a turn"
    );
    app.finish().await;
}

/// Whether a transaction did more than look: at what a turn is about, at the turn, or into the
/// queue, where the owner's limits lie, or for work where there was none.
fn writes(transaction: &str) -> bool {
    let looks = ["turn_context(", "turn_view(", "min(due)", "from limits"];
    let looks_only = looks.iter().any(|it| transaction.contains(it));
    let claims_nothing = transaction.contains("from claim(") && transaction.ends_with("SELECT 0");
    !looks_only && !claims_nothing
}
