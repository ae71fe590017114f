//! Whether we serve on a PostgreSQL that somebody else runs.

use std::path::Path;

use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _};
use store::{External, ExternalError, Store, Unsuitable, setup_sql};
use testkit::{Database, Next, Pooler, Wire};

const MONTHS_AHEAD: i32 = 1;

fn server(database: &Database, login: &str) -> External {
    let options = database.options(login);
    let socket = options.get_socket().unwrap().clone();
    server_at(database, login, &socket)
}

fn server_at(database: &Database, login: &str, socket: &Path) -> External {
    let options = database.options(login);
    let socket = socket.display();
    let (port, name) = (options.get_port(), options.get_database().unwrap());
    let url = format!("postgres://{login}@localhost:{port}/{name}?host={socket}");
    External::parse(&url).unwrap()
}

async fn run(database: &Database, sql: String) {
    let mut superuser = database.superuser().connect().await.unwrap();
    superuser
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .unwrap();
}

/// A login that may become these roles; its name is this database's alone.
async fn login(database: &Database, roles: &str) -> String {
    let options = database.superuser();
    let name = format!("login_{}", options.get_database().unwrap());
    run(database, format!("create role {name} login")).await;
    if !roles.is_empty() {
        run(database, format!("grant {roles} to {name}")).await;
    }
    name
}

async fn unsuitable(server: &External) -> Unsuitable {
    match server.prepare(MONTHS_AHEAD).await.unwrap_err() {
        ExternalError::Unsuitable(why) => why,
        other @ ExternalError::Migrate(_) => panic!("{other}"),
    }
}

#[tokio::test]
async fn nobody_serves_whom_no_policy_binds() {
    let database = testkit::database().await;
    let superuser = server(&database, "postgres");
    assert!(matches!(
        unsuitable(&superuser).await,
        Unsuitable::Superuser { .. }
    ));
    let owner = server(&database, "firma_owner");
    assert!(matches!(unsuitable(&owner).await, Unsuitable::Owner { .. }));
}

#[tokio::test]
async fn a_login_without_the_roles_is_told_which_one_it_lacks() {
    let database = testkit::database().await;
    let name = login(&database, "firma_app").await;
    let why = unsuitable(&server(&database, &name)).await;
    assert!(
        matches!(
            why,
            Unsuitable::NoRole {
                role: "firma_engine",
                ..
            }
        ),
        "{why}"
    );
    let refused = server(&database, &name)
        .migrate(MONTHS_AHEAD)
        .await
        .unwrap_err();
    let why = Unsuitable::NoRole {
        login: name,
        role: "firma_owner",
    };
    let ExternalError::Unsuitable(refused) = refused else {
        panic!("{refused}")
    };
    assert_eq!(refused.to_string(), why.to_string());
}

#[tokio::test]
async fn a_login_with_the_roles_serves_once_the_tables_are_up_to_date() {
    let database = testkit::database().await;
    run(
        &database,
        "drop schema public cascade; create schema public".to_owned(),
    )
    .await;
    let name = login(&database, "firma_app, firma_engine, firma_sealer").await;
    let serving = server(&database, &name);
    assert!(matches!(
        unsuitable(&serving).await,
        Unsuitable::NotMigrated
    ));

    server(&database, "postgres")
        .migrate(MONTHS_AHEAD)
        .await
        .unwrap();
    serving.prepare(MONTHS_AHEAD).await.unwrap();
    let store = Store::connect(&serving.access(), 2).await.unwrap();
    assert!(store.find_token("nobody's").await.unwrap().is_none());
    assert_eq!(store.open_turns().await.unwrap(), 0);

    run(
        &database,
        "update _sqlx_migrations set version = version + 1000000".to_owned(),
    )
    .await;
    assert!(matches!(unsuitable(&serving).await, Unsuitable::TooNew));
}

#[tokio::test]
async fn a_pooler_that_changes_sessions_between_transactions_is_noticed() {
    let database = testkit::database().await;
    for next in [Next::Newest, Next::InTurn] {
        for most in [1, 2, 3, 8] {
            let pooler = Pooler::before(&database.app(), most, next).unwrap();
            // Others leave sessions behind.
            for _ in 0..most {
                let mut other = database.app().socket(pooler.socket());
                other = other.application_name("another");
                other.connect().await.unwrap();
            }
            let server = server_at(&database, "firma_app", pooler.socket());
            let why = unsuitable(&server).await;
            assert!(matches!(why, Unsuitable::Pooler), "{next:?} {most}: {why}");
        }
    }
}

#[tokio::test]
async fn a_server_that_keeps_sessions_is_not_taken_for_a_pooler() {
    let database = testkit::database().await;
    server(&database, "firma_app")
        .check_sessions()
        .await
        .unwrap();
    let wire = Wire::to(&database.app()).unwrap();
    let server = server_at(&database, "firma_app", wire.socket());
    server.check_sessions().await.unwrap();
}

#[tokio::test]
async fn a_member_of_the_owner_brings_the_tables_up_to_date_by_itself() {
    let database = testkit::database().await;
    run(
        &database,
        "drop schema public cascade; create schema public".to_owned(),
    )
    .await;
    run(&database, setup_sql(None)).await;
    let name = login(
        &database,
        "firma_app, firma_engine, firma_sealer, firma_owner",
    )
    .await;
    server(&database, &name)
        .prepare(MONTHS_AHEAD)
        .await
        .unwrap();
}

#[tokio::test]
async fn processes_that_start_at_once_do_not_stand_in_each_others_way() {
    let database = testkit::database().await;
    let roles = "firma_app, firma_engine, firma_sealer, firma_owner";
    let name = login(&database, roles).await;
    let server = server(&database, &name);
    // Each time there is something to make, for whoever is first.
    for months_ahead in 3..9 {
        let starts = (0..6).map(|_| server.prepare(months_ahead));
        for started in futures_util::future::join_all(starts).await {
            started.unwrap();
        }
    }
}

#[test]
fn what_is_no_address_is_refused_before_anything_is_connected_to() {
    let refused = External::parse("mysql://here").unwrap_err();
    assert!(matches!(refused, Unsuitable::Url(_)), "{refused}");
}

#[test]
fn an_administrator_gets_all_that_she_runs_once() {
    let sql = setup_sql(Some("the \"login\""));
    for part in [
        "create role firma_app",
        "extension if not exists vector",
        "to \"the \"\"login\"\"\"",
    ] {
        assert!(sql.contains(part), "{sql}");
    }
}
