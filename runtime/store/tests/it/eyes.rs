//! What people see of a list: a page is one query, which asks nobody else for each of its rows.

use std::collections::BTreeSet;

use chrono::Utc;
use domain::{
    ids::{OrganisationId, PersonId, TokenId},
    language::Language,
    person::{Actor, Role},
};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _};
use store::Store;
use uuid::Uuid;

/// Somebody of a company who works in sales.
fn of_sales(organisation: OrganisationId) -> Actor {
    Actor {
        organisation,
        person: PersonId::new(Utc::now()),
        name: "Bia".to_owned(),
        role: Role::Staff,
        departments: BTreeSet::from(["sales".to_owned()]),
        language: Language::PtBr,
        token: TokenId::new(Utc::now()),
    }
}

#[tokio::test]
async fn a_page_of_runs_or_effects_is_one_query_and_shows_what_each_of_them_would() {
    let database = testkit::database().await;
    let mut behind = database.superuser().connect().await.unwrap();
    let company = OrganisationId::new(Utc::now());
    let name = database.superuser().get_database().unwrap().to_owned();
    // Each tenth turn is of sales.
    let sql = format!(
        "alter database {name} set track_functions = 'all';
        set session_replication_role = replica;
        insert into turns (organisation, id, conversation, message, status, lane, configuration,
                department, created_at)
            select '{company}', uuidv7(), uuidv7(), uuidv7(), 'answered', 'closed', '',
                case when n % 10 = 0 then 'sales' else 'finance' end, now()
            from generate_series(1, 200) n;
        insert into runs (organisation, id, workflow, version, state, input, created_at)
            select organisation, id, 'turn', 1, 'done', 'null', created_at from turns;
        insert into ledger (organisation, key, flow, path, tool, effect, digest, state, epoch,
                attempts, authority, created_at)
            select organisation, id || '/0/1', id, '1', 'refund_invoice', 'write_at_most_once',
                sha256('plan'), 'done', 1, 1, 1, created_at from turns"
    );
    behind
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .unwrap();
    let store = Store::connect(&database.access(), 2).await.unwrap();
    let bia = of_sales(company);
    let runs = store.runs(&bia, None, None, 100).await.unwrap();
    let effects = store.effects(&bia, None, None, 100).await.unwrap();
    assert_eq!((runs.len(), effects.len()), (20, 20));
    let mut seen = 0;
    let sql = "select id from turns";
    let all: Vec<Uuid> = sqlx::query_scalar(sql)
        .fetch_all(&mut behind)
        .await
        .unwrap();
    for id in all {
        let shows = store.shows(&bia, id.to_string().parse().unwrap()).await;
        let listed = runs.iter().any(|it| it.id.uuid() == id);
        assert_eq!(shows.unwrap(), listed, "{id}");
        seen += i64::from(listed);
    }
    assert_eq!(seen, 20);
    // What its sessions counted is known when they have ended.
    store.close().await;
    let sql = "select coalesce(sum(calls), 0)::bigint from pg_stat_user_functions
        where funcname = $1";
    let calls = async |function: &str| {
        let mut behind = database.superuser().connect().await.unwrap();
        let calls = sqlx::query_scalar(sql).bind(function);
        calls.fetch_one(&mut behind).await.unwrap()
    };
    // Those of single runs alone.
    while calls("shows").await < 200_i64 {
        tokio::task::yield_now().await;
    }
    assert_eq!((calls("shows").await, calls("seen").await), (200, 0));
}
