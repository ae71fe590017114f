//! Who sees what: the policies, the grants, and what is written about each column. Whatever table a
//! migration adds is looked at as well.

mod tables;

use domain::ids::OrganisationId;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};
use store::Store;
use testkit::Database;
use uuid::Uuid;

use self::tables::{Table, fill, tables};

/// What a column's comment may say.
const CLASSES: &str = "(^|\\. )whose: (contact|member|organisation|nobody); \
    why: (identity|contact|conversation|sales|billing|security|operation); \
    keep: (while active|90 days|1 year|5 years|10 years|with its parent)$";

/// Only the migrations' own list, and the list of tables that are cut by months.
const OF_NO_COMPANY: [&str; 2] = ["_sqlx_migrations", "partitioned_tables"];

async fn connect(database: &Database, role: &str) -> PgConnection {
    PgConnection::connect_with(&database.options(role))
        .await
        .unwrap()
}

/// Two companies, each with one row in each table.
struct Two {
    database: Database,
    behind: PgConnection,
    tables: Vec<Table>,
    one: Uuid,
    other: Uuid,
}

impl Two {
    async fn new() -> Self {
        let database = testkit::database().await;
        let mut behind = PgConnection::connect_with(&database.superuser())
            .await
            .unwrap();
        let mut tables = tables(&mut behind).await;
        tables.retain(|it| !OF_NO_COMPANY.contains(&it.name.as_str()));
        let [one, other] = [(); 2].map(|()| OrganisationId::new(chrono::Utc::now()).uuid());
        fill(&mut behind, &tables, &[one, other]).await;
        Self {
            database,
            behind,
            tables,
            one,
            other,
        }
    }

    /// Everything that a company has.
    async fn all(&mut self, company: Uuid) -> Vec<String> {
        let mut all = Vec::new();
        for table in &self.tables {
            let sql = format!(
                "select coalesce(jsonb_agg(to_jsonb(t))::text, '') from {} t where {}",
                table.name,
                table.of(company)
            );
            let query = sqlx::query_scalar(AssertSqlSafe(sql));
            all.push(query.fetch_one(&mut self.behind).await.unwrap());
        }
        all
    }
}

/// Acts for a company in a transaction of its own, or for none.
async fn act_for(app: &mut PgConnection, company: Option<Uuid>) {
    sqlx::raw_sql("rollback").execute(&mut *app).await.unwrap();
    sqlx::raw_sql("begin").execute(&mut *app).await.unwrap();
    if let Some(company) = company {
        let sql = format!("set local firma.organisation = '{company}'");
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(app)
            .await
            .unwrap();
    }
}

/// What a statement did: so many rows, or it was refused for lack of rights.
async fn attempt(app: &mut PgConnection, sql: String) -> Option<u64> {
    sqlx::raw_sql("savepoint attempt")
        .execute(&mut *app)
        .await
        .unwrap();
    let done = sqlx::raw_sql(AssertSqlSafe(sql.clone()))
        .execute(&mut *app)
        .await;
    match done {
        Ok(done) => Some(done.rows_affected()),
        Err(error) => {
            let code = error
                .as_database_error()
                .and_then(|it| it.code().map(Into::into));
            assert_eq!(code, Some("42501".to_owned()), "{sql}: {error}");
            sqlx::raw_sql("rollback to attempt")
                .execute(app)
                .await
                .unwrap();
            None
        }
    }
}

#[tokio::test]
async fn the_application_sees_the_rows_of_its_company_alone() {
    let mut two = Two::new().await;
    let mut app = connect(&two.database, "firma_app").await;
    let unknown = Uuid::now_v7();
    for (company, own) in [
        (None, 0),
        (Some(unknown), 0),
        (Some(two.one), 1),
        (Some(two.other), 1),
    ] {
        act_for(&mut app, company).await;
        for table in &two.tables {
            let sql = format!("select from {}", table.name);
            let seen = attempt(&mut app, sql).await;
            assert_eq!(seen, Some(own), "{} as {company:?}", table.name);
        }
    }
    for name in OF_NO_COMPANY {
        act_for(&mut app, Some(two.one)).await;
        assert_eq!(attempt(&mut app, format!("select from {name}")).await, None);
    }
    assert!(two.all(two.one).await.iter().all(|rows| !rows.is_empty()));
}

#[tokio::test]
async fn the_application_writes_nothing_of_another_company() {
    let mut two = Two::new().await;
    let (theirs, ours) = (two.one, two.other);
    let before = two.all(theirs).await;
    let mut app = connect(&two.database, "firma_app").await;
    for company in [None, Some(Uuid::now_v7()), Some(ours)] {
        act_for(&mut app, company).await;
        for table in &two.tables {
            let (name, key) = (&table.name, &table.company);
            // A row like theirs, under their company's id. Keys would refuse it as well; policies
            // are asked first.
            let insert = format!(
                "insert into {name} overriding system value \
                    select * from jsonb_populate_record(null::{name}, '{}')",
                table.row(theirs)
            );
            if table.has_company() {
                assert_eq!(
                    attempt(&mut app, insert).await,
                    None,
                    "{name} as {company:?}"
                );
            }
            let theirs_only = table.of(theirs);
            let update = format!("update {name} set {key} = {key} where {theirs_only}");
            let updated = attempt(&mut app, update).await.unwrap_or(0);
            assert_eq!(updated, 0, "{name} as {company:?}");
            let delete = format!("delete from {name} where {theirs_only}");
            let deleted = attempt(&mut app, delete).await.unwrap_or(0);
            assert_eq!(deleted, 0, "{name} as {company:?}");
            // A row of ours does not become theirs.
            let give = format!("update {name} set {key} = '{theirs}' where {key} <> '{theirs}'");
            let given = match table.has_company() {
                true => attempt(&mut app, give).await.unwrap_or(0),
                false => 0,
            };
            assert_eq!(given, 0, "{name} as {company:?}");
        }
        sqlx::raw_sql("commit").execute(&mut app).await.unwrap();
    }
    assert_eq!(two.all(theirs).await, before);
}

#[tokio::test]
async fn no_view_shows_more_than_its_tables() {
    let two = Two::new().await;
    let mut app = connect(&two.database, "firma_app").await;
    for (company, own) in [(None, 0), (Some(Uuid::now_v7()), 0), (Some(two.one), 2)] {
        act_for(&mut app, company).await;
        let seen = attempt(&mut app, "select from spending".to_owned()).await;
        assert_eq!(seen, Some(own));
    }
}

#[tokio::test]
async fn the_engine_reads_nothing_that_people_or_models_said() {
    let mut two = Two::new().await;
    // What a column says of itself, and the payloads of the journal besides.
    let sql = "select c.relname::text, a.attname::text from pg_attribute a
        join pg_class c on c.oid = a.attrelid and c.relnamespace = 'public'::regnamespace
            and c.relkind in ('r', 'p') and not c.relispartition
        where a.attnum > 0 and not a.attisdropped
            and (col_description(c.oid, a.attnum) ~ 'whose: (contact|member);'
                or (c.relname::text, a.attname::text) in (('runs', 'input'), ('runs', 'output'),
                    ('runs', 'error'), ('steps', 'output'), ('signals', 'payload'),
                    ('audit', 'detail'), ('events', 'detail'), ('ledger', 'key')))";
    let columns = sqlx::query(sql).fetch_all(&mut two.behind).await.unwrap();
    assert!(columns.len() > 60, "{}", columns.len());
    let mut engine = connect(&two.database, "firma_engine").await;
    act_for(&mut engine, None).await;
    for row in columns {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        let sql = format!("select {column} from {table}");
        assert_eq!(attempt(&mut engine, sql).await, None, "{table}.{column}");
    }
    // What it claims by, it reads of all companies.
    for sql in [
        "select flow, due, holder from ready",
        "select id, state from runs",
    ] {
        assert_eq!(attempt(&mut engine, sql.to_owned()).await, Some(2));
    }
}

#[tokio::test]
async fn every_table_is_bound_by_policies_for_its_owner_too() {
    let database = testkit::database().await;
    let mut behind = PgConnection::connect_with(&database.superuser())
        .await
        .unwrap();
    let sql = "select c.relname::text from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and c.relname <> '_sqlx_migrations'
            and not (c.relrowsecurity and c.relforcerowsecurity and (c.relispartition
                or exists (select from pg_policy p where p.polrelid = c.oid)))";
    let unbound: Vec<String> = sqlx::query_scalar(sql)
        .fetch_all(&mut behind)
        .await
        .unwrap();
    assert_eq!(unbound, [""; 0]);
    let sql = "select rolname::text from pg_roles where rolname like 'firma%'
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)";
    let mighty: Vec<String> = sqlx::query_scalar(sql)
        .fetch_all(&mut behind)
        .await
        .unwrap();
    assert_eq!(mighty, [""; 0]);
    // Parts of tables are reached through their parents only.
    let sql = "select c.relname::text from pg_class c where c.relispartition
        and (has_table_privilege('firma_app', c.oid, 'select, insert, update, delete')
            or has_table_privilege('firma_engine', c.oid, 'select, insert, update, delete'))";
    let open: Vec<String> = sqlx::query_scalar(sql)
        .fetch_all(&mut behind)
        .await
        .unwrap();
    assert_eq!(open, [""; 0]);
}

#[tokio::test]
async fn only_the_two_look_ups_run_with_anothers_rights() {
    let database = testkit::database().await;
    let mut behind = PgConnection::connect_with(&database.superuser())
        .await
        .unwrap();
    let sql = "select p.proname::text || ' as ' || pg_get_userbyid(p.proowner) from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prosecdef order by 1";
    let found: Vec<String> = sqlx::query_scalar(sql)
        .fetch_all(&mut behind)
        .await
        .unwrap();
    assert_eq!(
        found,
        [
            "find_conversation as firma_lookup",
            "find_token as firma_lookup"
        ]
    );
}

#[tokio::test]
async fn every_column_says_whose_it_is_why_and_for_how_long() {
    let database = testkit::database().await;
    let mut behind = PgConnection::connect_with(&database.superuser())
        .await
        .unwrap();
    let sql = "select c.relname::text || '.' || a.attname || ': '
            || coalesce(col_description(c.oid, a.attnum), 'nothing')
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and not c.relispartition and c.relname <> '_sqlx_migrations'
            and a.attnum > 0 and not a.attisdropped
            and coalesce(col_description(c.oid, a.attnum), '') !~ $1
        order by 1";
    let query = sqlx::query_scalar(sql).bind(CLASSES);
    let unclassified: Vec<String> = query.fetch_all(&mut behind).await.unwrap();
    assert_eq!(unclassified, [""; 0]);
}

#[tokio::test]
async fn partitions_lie_two_years_ahead_and_the_rest_is_caught() {
    let database = testkit::database().await;
    let mut behind = PgConnection::connect_with(&database.superuser())
        .await
        .unwrap();
    for _ in 0..2 {
        store::migrate(&database.owner(), 24).await.unwrap();
    }
    let sql = "select p.name, count(c.oid) filter (where c.relname = p.name || '_rest'),
            count(c.oid) filter (where c.relname in (select p.name || to_char(m, '_YYYY_MM')
                from generate_series(date_trunc('month', now() at time zone 'utc')
                        - interval '1 month',
                    now() at time zone 'utc' + interval '24 months', interval '1 month') m))
        from partitioned_tables p
        join pg_inherits i on i.inhparent = p.name::regclass
        join pg_class c on c.oid = i.inhrelid and c.relrowsecurity and c.relforcerowsecurity
        group by p.name";
    let rows = sqlx::query(sql).fetch_all(&mut behind).await.unwrap();
    assert!(rows.len() >= 7, "{}", rows.len());
    for row in rows {
        let (name, rest, months): (String, i64, i64) = (row.get(0), row.get(1), row.get(2));
        assert_eq!((rest, months), (1, 26), "{name}");
    }

    let store = Store::connect(&database.access(), 1).await.unwrap();
    store.ping().await.unwrap();
    let insert = "insert into spend (organisation, id, turn, department, kind, name, micros, at)
        select $1, $2, $2, 'sales', 'tool', 'x', 1, now() returning tableoid::regclass::text";
    for (years, part) in [(0, "spend_2"), (9, "spend_rest")] {
        let at = chrono::Utc::now() + chrono::Duration::days(365 * years);
        let id = OrganisationId::new(at).uuid();
        let query = sqlx::query_scalar(insert).bind(Uuid::now_v7()).bind(id);
        let found: String = query.fetch_one(&mut behind).await.unwrap();
        assert!(found.starts_with(part), "{found}");
    }
}
