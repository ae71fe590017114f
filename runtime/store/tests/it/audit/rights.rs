//! Who may do what to the audit.

use chrono::Utc;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use testkit::Database;

use super::rig::Rig;

/// Whether a role may do something as far as rights go; nothing of it stays.
async fn may(database: &Database, role: &str, company: &str, sql: &str) -> bool {
    let options = database.options(role);
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    let begin = format!("begin; set local firma.organisation = '{company}'");
    let begin = sqlx::raw_sql(AssertSqlSafe(begin));
    begin.execute(&mut connection).await.unwrap();
    let sql = AssertSqlSafe(sql.to_owned());
    let done = sqlx::raw_sql(sql).execute(&mut connection).await;
    match done {
        Ok(done) => done.rows_affected() > 0,
        Err(error) => {
            let code = error.as_database_error().and_then(|it| it.code());
            assert_eq!(code.as_deref(), Some("42501"), "{role}: {error}");
            false
        }
    }
}

const SERVING: [&str; 3] = ["firma_app", "firma_engine", "firma_sealer"];

#[tokio::test]
async fn nobody_who_serves_changes_or_deletes_what_is_there() {
    let (rig, _) = Rig::sealed(2, 1).await;
    let company = rig.company.to_string();
    for role in SERVING {
        for table in ["audit", "audit_seals", "audit_gone"] {
            for sql in [
                format!("update {table} set organisation = organisation"),
                format!("delete from {table}"),
                format!("truncate {table}"),
                format!("drop table {table}"),
            ] {
                assert!(
                    !may(&rig.database, role, &company, &sql).await,
                    "{role}: {sql}"
                );
            }
        }
    }
}

#[tokio::test]
async fn who_writes_rows_neither_seals_them_nor_chooses_their_place() {
    let (rig, _) = Rig::sealed(2, 1).await;
    let company = rig.company.to_string();
    let row = "insert into audit (organisation, id, act, subject, at";
    let values = format!("values ('{company}', gen_random_uuid(), 'x', 'y', now()");
    let plain = format!("{row}) {values})");
    let placed = format!("{row}, position) {values}, 1)");
    let seal =
        "insert into audit_seals select organisation, seq + 100, position, last, at, previous,
        entries, hash from audit_seals"
            .to_owned();
    let gone = format!("insert into audit_gone values ('{company}', gen_random_uuid(), now())");
    let allowed = [
        ("firma_app", [true, false, false, false]),
        ("firma_engine", [true, false, false, false]),
        ("firma_sealer", [false, false, true, false]),
        // The owner says what is gone; it reads and writes nothing else of this.
        ("firma_owner", [false, false, false, true]),
    ];
    for (role, expected) in allowed {
        for (sql, expected) in [&plain, &placed, &seal, &gone].into_iter().zip(expected) {
            let found = may(&rig.database, role, &company, sql).await;
            assert_eq!(found, expected, "{role}: {sql}");
        }
    }
}

#[tokio::test]
async fn the_sealer_reads_the_audit_of_all_companies_and_nothing_else() {
    let mut rig = Rig::new().await;
    super::rig::found(&rig.store).await;
    rig.row(rig.company, Utc::now()).await;
    let options = rig.database.options("firma_sealer");
    let mut sealer = PgConnection::connect_with(&options).await.unwrap();
    let companies = "select count(distinct organisation) from audit";
    let seen: i64 = sqlx::query_scalar(companies)
        .fetch_one(&mut sealer)
        .await
        .unwrap();
    assert_eq!(seen, 2);
    let open = "select string_agg(c.relname::text, ' ' order by c.relname) from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
            and has_any_column_privilege('firma_sealer', c.oid,
                'select, insert, update, references')";
    let open: String = sqlx::query_scalar(open)
        .fetch_one(&mut rig.behind)
        .await
        .unwrap();
    assert_eq!(open, "audit audit_seals");
}
