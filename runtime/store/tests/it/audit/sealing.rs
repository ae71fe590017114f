//! What is sealed, when, and by whom.

use chrono::{TimeDelta, Utc};
use sqlx::{Connection as _, PgConnection};
use store::Sealing;

use super::rig::{Rig, found, seal, write};

#[tokio::test]
async fn each_company_has_a_chain_of_its_own_that_verifies() {
    let mut rig = Rig::new().await;
    let other = found(&rig.store).await;
    let report = rig.verify().await;
    assert_eq!((report.rows, report.unsealed, report.head), (0, 1, None));
    assert!(report.unsealed_since.is_some());

    for _ in 0..3 {
        rig.row(rig.company, Utc::now()).await;
        rig.row(other, Utc::now()).await;
    }
    rig.seal(8).await;
    rig.row(rig.company, Utc::now()).await;
    rig.seal(1).await;
    rig.row(rig.company, Utc::now()).await;

    let mut looked_at = 0;
    let mut tell = |rows| looked_at = rows;
    let report = rig.store.verify_audit(rig.company, None, &mut tell).await;
    let report = report.unwrap();
    assert_eq!((report.rows, report.unsealed, looked_at), (5, 1, 5));
    assert_eq!((report.fault, report.gone), (None, 0));
    let theirs = rig.store.verify_audit(other, None, &mut |_| {}).await;
    let theirs = theirs.unwrap();
    assert_eq!((theirs.rows, theirs.unsealed), (4, 0));
    assert_ne!(theirs.head.unwrap().hash, report.head.unwrap().hash);
}

#[tokio::test]
async fn a_row_that_commits_late_is_not_skipped() {
    let mut rig = Rig::new().await;
    rig.seal(1).await;
    let superuser = rig.database.superuser();
    let mut late = PgConnection::connect_with(&superuser).await.unwrap();
    let mut open = late.begin().await.unwrap();
    write(&mut open, rig.company, Utc::now()).await;
    // It comes later, is committed first, and waits.
    rig.row(rig.company, Utc::now()).await;
    let nothing = Sealing::Done {
        rows: 0,
        more: false,
    };
    assert_eq!(rig.sealer.seal(Utc::now()).await.unwrap(), nothing);
    open.commit().await.unwrap();
    rig.seal(2).await;
    let report = rig.verify().await;
    assert_eq!((report.rows, report.unsealed, report.fault), (3, 0, None));
}

#[tokio::test]
async fn more_rows_than_a_seal_covers_are_sealed_and_verified_in_pieces() {
    let mut rig = Rig::new().await;
    let sql = format!(
        "insert into audit (organisation, id, act, subject, at)
            select '{}', gen_random_uuid(), 'x', 'y', now() from generate_series(1, 4500)",
        rig.company
    );
    rig.run(&sql).await;
    rig.seal(4_501).await;
    assert_eq!(rig.number("select count(*) from audit_seals").await, 5);
    let report = rig.verify().await;
    assert_eq!(
        (report.rows, report.unsealed, report.fault),
        (4_501, 0, None)
    );
}

#[tokio::test]
async fn only_one_process_seals_and_another_takes_its_place() {
    let mut rig = Rig::new().await;
    rig.seal(1).await;
    let mut second = rig.store.sealer();
    rig.row(rig.company, Utc::now()).await;
    let elsewhere = second.seal(Utc::now()).await.unwrap();
    assert_eq!(elsewhere, Sealing::Elsewhere);
    rig.sealer.leave().await.unwrap();
    while second.seal(Utc::now()).await.unwrap() == Sealing::Elsewhere {
        tokio::task::yield_now().await;
    }
    rig.row(rig.company, Utc::now()).await;
    drop(rig.sealer);
    rig.sealer = second;
    while rig.verify().await.unsealed > 0 {
        rig.sealer.seal(Utc::now()).await.unwrap();
    }
    let report = rig.verify().await;
    assert_eq!((report.rows, report.fault), (3, None));
}

#[tokio::test]
async fn a_sealer_that_lost_its_lock_writes_no_second_chain() {
    let mut rig = Rig::new().await;
    rig.seal(1).await;
    // Its session ends with its lock, and it does not know.
    rig.run(
        "select pg_terminate_backend(pid, 10000) from pg_stat_activity
            where usename = 'firma_sealer' and datname = current_database()",
    )
    .await;
    rig.row(rig.company, Utc::now()).await;
    let mut second = rig.store.sealer();
    seal(&mut second, 1).await;
    rig.row(rig.company, Utc::now()).await;
    rig.sealer.seal(Utc::now()).await.unwrap_err();
    let elsewhere = rig.sealer.seal(Utc::now()).await.unwrap();
    assert_eq!(elsewhere, Sealing::Elsewhere);

    // And the table itself refuses a second seal of one number.
    let sealer = rig.database.options("firma_sealer");
    let mut sealer = PgConnection::connect_with(&sealer).await.unwrap();
    let again = sqlx::query("insert into audit_seals select * from audit_seals where seq = 2");
    let refused = again.execute(&mut sealer).await.unwrap_err();
    let refused = refused.into_database_error().unwrap();
    assert!(refused.is_unique_violation(), "{refused}");

    seal(&mut second, 1).await;
    let report = rig.verify().await;
    assert_eq!((report.rows, report.unsealed, report.fault), (3, 0, None));
}

#[tokio::test]
async fn a_sealer_that_is_killed_between_reading_and_writing_leaves_nothing_half_done() {
    let mut rig = Rig::new().await;
    let superuser = rig.database.superuser();
    let mut other = PgConnection::connect_with(&superuser).await.unwrap();
    rig.seal(1).await;
    rig.row(rig.company, Utc::now()).await;
    let mut barrier = other.begin().await.unwrap();
    sqlx::raw_sql("lock table audit_seals in share mode")
        .execute(&mut *barrier)
        .await
        .unwrap();
    let waits = "select count(*) from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and a.usename = 'firma_sealer' and a.datname = current_database()";
    {
        // The lock has no number, so it holds no row back.
        let mut sealing = Box::pin(async {
            loop {
                rig.sealer.seal(Utc::now()).await.unwrap();
            }
        });
        loop {
            tokio::select! {
                () = &mut sealing => {}
                waiting = sqlx::query_scalar::<_, i64>(waits).fetch_one(&mut *barrier) => {
                    if waiting.unwrap() > 0 {
                        break;
                    }
                }
            }
        }
    }
    barrier.rollback().await.unwrap();
    let mut next = rig.store.sealer();
    while rig.verify().await.unsealed > 0 {
        next.seal(Utc::now()).await.unwrap();
    }
    let report = rig.verify().await;
    assert_eq!((report.rows, report.fault), (2, None));
    assert_eq!(rig.number("select count(*) from audit_seals").await, 2);
}

#[tokio::test]
async fn a_person_can_be_erased_and_the_chain_still_verifies() {
    let (mut rig, _) = Rig::sealed(3, 1).await;
    let erase = "update persons set name = ''; update contacts set name = '';
        delete from contact_addresses; delete from tokens; delete from members;
        delete from persons";
    rig.run(erase).await;
    let report = rig.verify().await;
    assert_eq!((report.rows, report.fault), (4, None));
}

#[tokio::test]
async fn rows_go_with_their_retention_only_if_the_owner_says_so() {
    let mut rig = Rig::new().await;
    // Last month, in a partition of its own; sealed together with rows of today.
    let first = Utc::now().date_naive().format("%Y-%m-01T00:00:00Z");
    let first: chrono::DateTime<Utc> = first.to_string().parse().unwrap();
    rig.run("delete from audit").await;
    for days in [3, 2, 1] {
        rig.row(rig.company, first - TimeDelta::days(days)).await;
    }
    rig.row(rig.company, Utc::now()).await;
    rig.seal(4).await;
    rig.row(rig.company, Utc::now()).await;
    rig.seal(1).await;

    let owner = rig.database.owner();
    let mut owner = PgConnection::connect_with(&owner).await.unwrap();
    let part = (first - TimeDelta::days(1)).format("drop table audit_%Y_%m");
    let drop = sqlx::AssertSqlSafe(part.to_string());
    sqlx::raw_sql(drop).execute(&mut owner).await.unwrap();
    let report = rig.verify().await;
    assert!(report.fault.is_some(), "{report:?}");

    let gone = "insert into audit_gone values ($1, month_bound($2::date), now())";
    let gone = sqlx::query(gone)
        .bind(rig.company.uuid())
        .bind(first.date_naive());
    gone.execute(&mut owner).await.unwrap();
    let report = rig.verify().await;
    assert_eq!((report.rows, report.gone, report.fault), (2, 3, None));

    // What is younger than that must be there.
    rig.run("delete from audit where position = (select max(position) from audit)")
        .await;
    assert!(rig.verify().await.fault.is_some());
}

#[tokio::test]
async fn a_restored_database_goes_on_where_transactions_have_lower_numbers() {
    let mut rig = Rig::new().await;
    // As if the rows came from a server that has seen much more.
    let far = |offset: i64| {
        format!(
            "create or replace function audit_offset() returns bigint language sql stable
                return {offset}::bigint"
        )
    };
    rig.seal(1).await;
    rig.run(&far(1_000_000_000)).await;
    rig.row(rig.company, Utc::now()).await;
    rig.seal(1).await;
    rig.row(rig.company, Utc::now()).await;
    rig.sealer.leave().await.unwrap();
    rig.run(&far(0)).await;

    let unordered = loop {
        match rig.sealer.seal(Utc::now()).await.unwrap() {
            Sealing::Elsewhere => tokio::task::yield_now().await,
            other => break other,
        }
    };
    assert_eq!(unordered, Sealing::Unordered);
    for _ in 0..2 {
        store::migrate(&rig.database.owner(), 1).await.unwrap();
    }
    rig.row(rig.company, Utc::now()).await;
    while rig.verify().await.unsealed > 0 {
        rig.sealer.seal(Utc::now()).await.unwrap();
    }
    let report = rig.verify().await;
    assert_eq!((report.rows, report.fault), (4, None));
}

#[tokio::test]
async fn a_row_with_a_time_that_nobody_knows_stops_no_chain() {
    let mut rig = Rig::new().await;
    for at in ["infinity", "-infinity", "290000-01-01Z", "4000-01-01 BC"] {
        let sql = format!(
            "insert into audit (organisation, id, act, subject, at)
                values ('{}', gen_random_uuid(), 'x', '', '{at}')",
            rig.company
        );
        rig.run(&sql).await;
    }
    rig.seal(5).await;
    let report = rig.verify().await;
    assert_eq!((report.rows, report.fault), (5, None));
}
