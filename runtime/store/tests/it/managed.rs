//! The managed PostgreSQL, on real servers: it keeps what it acknowledged, and never two work on one home.

use std::{
    fs,
    io::{self, BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, geteuid, kill_process};
use sqlx::{Connection, PgConnection, Row, postgres::PgConnectOptions};
use store::managed::{self, Error, HomeLock, Managed, Progress, Settings};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// A home that the server's user can get to, also when the tests run as root.
fn home() -> Result<TempDir> {
    let home = tempfile::tempdir()?;
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o711))?;
    Ok(home)
}

async fn start(home: &Path) -> Result<Managed> {
    Ok(managed::start(HomeLock::acquire(home)?, &testkit::settings(), &|_| {}).await?)
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection> {
    Ok(PgConnection::connect_with(options).await?)
}

async fn run(options: &PgConnectOptions, sql: &'static str) -> Result<()> {
    let mut connection = connect(options).await?;
    sqlx::raw_sql(sql).execute(&mut connection).await?;
    Ok(())
}

async fn number(options: &PgConnectOptions, sql: &'static str) -> Result<i64> {
    Ok(sqlx::query(sql)
        .fetch_one(&mut connect(options).await?)
        .await?
        .try_get(0)?)
}

#[tokio::test]
async fn a_stopped_server_starts_again_with_its_data() -> Result<()> {
    let home = home()?;
    let steps = Mutex::new(Vec::new());
    let report = |step| steps.lock().unwrap().push(step);
    // The release is there before, or this first start would be told as more than it is.
    drop(start(&home.path().join("before")).await?);

    let server = managed::start(
        HomeLock::acquire(home.path())?,
        &testkit::settings(),
        &report,
    )
    .await?;
    let options = server.options("postgres", "postgres");
    run(
        &options,
        "CREATE TABLE kept (n bigint); INSERT INTO kept VALUES (7); CREATE EXTENSION vector",
    )
    .await?;
    server.stop().await?;
    assert_eq!(
        *steps.lock().unwrap(),
        [Progress::Initialising, Progress::Starting, Progress::Ready]
    );

    steps.lock().unwrap().clear();
    let server = managed::start(
        HomeLock::acquire(home.path())?,
        &testkit::settings(),
        &report,
    )
    .await?;
    assert_eq!(
        number(
            &server.options("postgres", "postgres"),
            "SELECT n FROM kept"
        )
        .await?,
        7
    );
    assert_eq!(
        *steps.lock().unwrap(),
        [Progress::Starting, Progress::Ready]
    );
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn the_server_is_private_durable_and_quiet() -> Result<()> {
    let home = home()?;
    let server = start(home.path()).await?;
    let mut connection = connect(&server.options("postgres", "postgres")).await?;
    let mut settings = Vec::new();
    for name in [
        "fsync",
        "synchronous_commit",
        "full_page_writes",
        "data_checksums",
        "listen_addresses",
    ] {
        let row = sqlx::query("SELECT current_setting($1)")
            .bind(name)
            .fetch_one(&mut connection)
            .await?;
        settings.push(row.try_get::<String, _>(0)?);
    }
    assert_eq!(settings, ["on", "on", "on", "on", ""]);
    assert_eq!(
        fs::metadata(server.socket())?.permissions().mode() & 0o777,
        0o700
    );

    let broken = sqlx::query("SELECT 'ana@example.com'::int")
        .execute(&mut connection)
        .await;
    assert!(broken.is_err());
    drop(connection);
    let second = sqlx::query("SELECT 1/0 -- ana@example.org");
    assert!(
        second
            .execute(&mut connect(&server.options("postgres", "postgres")).await?)
            .await
            .is_err()
    );
    server.stop().await?;
    let log = fs::read_to_string(home.path().join("log/postgres.log"))?;
    assert!(log.contains("division by zero"), "{log}");
    assert!(!log.contains("ana@example.org"), "{log}");
    Ok(())
}

#[tokio::test]
async fn a_second_holder_is_refused_until_the_first_is_gone() -> Result<()> {
    let home = home()?;
    let first = HomeLock::acquire(home.path())?;
    let refused = HomeLock::acquire(home.path()).unwrap_err();
    assert!(matches!(refused, Error::Held { pid: Some(pid), .. } if pid == std::process::id()));
    assert!(refused.to_string().contains("FIRMA_HOME"), "{refused}");
    drop(first);
    HomeLock::acquire(home.path())?;
    Ok(())
}

#[tokio::test]
async fn the_home_is_held_until_the_server_has_stopped() -> Result<()> {
    let home = home()?;
    let server = start(home.path()).await?;
    assert!(matches!(
        HomeLock::acquire(home.path()),
        Err(Error::Held { .. })
    ));
    drop(server);
    assert!(!home.path().join("data/postmaster.pid").exists());
    HomeLock::acquire(home.path())?;
    Ok(())
}

#[tokio::test]
async fn a_guest_finds_the_server_without_the_lock() -> Result<()> {
    let home = home()?;
    assert_eq!(managed::running(home.path()), None);
    let server = start(home.path()).await?;
    let guest = managed::running(home.path()).context("nothing runs")?;
    assert_eq!(
        number(&guest.options("postgres", "postgres"), "SELECT 5::bigint").await?,
        5
    );
    server.stop().await?;
    assert_eq!(managed::running(home.path()), None);
    Ok(())
}

/// Not a test: run again in a process of its own by the tests that kill it.
#[tokio::test]
async fn holder() -> Result<()> {
    let Some(home) = std::env::var_os("FIRMA_TEST_HOLDER").map(PathBuf::from) else {
        return Ok(());
    };
    let server = start(&home).await?;
    let options = server.options("postgres", "postgres");
    run(
        &options,
        "CREATE TABLE IF NOT EXISTS kept (n bigint); INSERT INTO kept VALUES (1)",
    )
    .await?;
    writeln!(io::stdout(), "acknowledged")?;
    std::future::pending().await
}

/// A process that holds the home, from the moment on in which it has a row acknowledged.
fn hold(home: &Path) -> Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["--exact", "managed::holder", "--nocapture"])
        .env("FIRMA_TEST_HOLDER", home);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()?;
    let stdout = child.stdout.take().context("no output")?;
    let acknowledged = BufReader::new(stdout)
        .lines()
        .any(|line| line.is_ok_and(|line| line.contains("acknowledged")));
    anyhow::ensure!(acknowledged, "the holder ended early");
    Ok(child)
}

fn postmaster(home: &Path) -> Result<Pid> {
    let file = fs::read_to_string(home.join("data/postmaster.pid"))?;
    let pid = file.lines().next().context("no process id")?.parse()?;
    Pid::from_raw(pid).context("no process")
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9() -> Result<()> {
    let home = home()?;
    for kills in 1..=2 {
        let mut holder = hold(home.path())?;
        holder.kill()?;
        holder.wait()?;
        let server = start(home.path()).await?;
        assert_eq!(
            number(
                &server.options("postgres", "postgres"),
                "SELECT count(*) FROM kept"
            )
            .await?,
            kills
        );
        server.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9_of_the_server_too() -> Result<()> {
    let home = home()?;
    let mut holder = hold(home.path())?;
    kill_process(postmaster(home.path())?, Signal::KILL)?;
    holder.kill()?;
    holder.wait()?;
    let steps = Mutex::new(Vec::new());
    let report = |step| steps.lock().unwrap().push(step);
    let server = managed::start(
        HomeLock::acquire(home.path())?,
        &testkit::settings(),
        &report,
    )
    .await?;
    assert_eq!(steps.lock().unwrap().first(), Some(&Progress::Recovering));
    assert_eq!(
        number(
            &server.options("postgres", "postgres"),
            "SELECT count(*) FROM kept"
        )
        .await?,
        1
    );
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_server_that_outlives_its_firma_is_waited_for() -> Result<()> {
    let home = home()?;
    let mut holder = hold(home.path())?;
    let old = postmaster(home.path())?;
    // It cannot end before its last checkpoint is written.
    let guest = managed::running(home.path())
        .context("nothing runs")?
        .options("postgres", "postgres");
    let checkpointer =
        "SELECT pid::bigint FROM pg_stat_activity WHERE backend_type = 'checkpointer'";
    let checkpointer =
        Pid::from_raw(number(&guest, checkpointer).await?.try_into()?).context("no process")?;
    kill_process(checkpointer, Signal::STOP)?;
    holder.kill()?;
    holder.wait()?;

    // The first attempt meets the old server, which goes on only after the second one has begun.
    let (tell, mut told) = mpsc::unbounded_channel();
    let report = |step| tell.send(step).unwrap();
    let settings = testkit::settings();
    let starting = managed::start(HomeLock::acquire(home.path())?, &settings, &report);
    let waking = async {
        assert_eq!(told.recv().await, Some(Progress::Recovering));
        assert_eq!(told.recv().await, Some(Progress::Recovering));
        kill_process(checkpointer, Signal::CONT)
    };
    let (server, woken) = tokio::join!(starting, waking);
    woken?;
    let server = server?;
    assert_ne!(postmaster(home.path())?, old);
    assert_eq!(
        number(
            &server.options("postgres", "postgres"),
            "SELECT count(*) FROM kept"
        )
        .await?,
        1
    );
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_stranger_with_the_old_process_id_is_no_obstacle() -> Result<()> {
    let home = home()?;
    let mut holder = hold(home.path())?;
    let old = postmaster(home.path())?;
    kill_process(old, Signal::KILL)?;
    holder.kill()?;
    holder.wait()?;

    let mut stranger = Command::new("cat")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    for file in ["data/postmaster.pid", "run/.s.PGSQL.5432.lock"] {
        let path = home.path().join(file);
        let text = fs::read_to_string(&path)?;
        let (_, rest) = text.split_once('\n').context("no lines")?;
        fs::write(&path, format!("{}\n{rest}", stranger.id()))?;
    }
    let server = start(home.path()).await?;
    assert_eq!(
        number(
            &server.options("postgres", "postgres"),
            "SELECT count(*) FROM kept"
        )
        .await?,
        1
    );
    server.stop().await?;
    stranger.kill()?;
    stranger.wait()?;
    Ok(())
}

#[tokio::test]
async fn a_server_that_ended_by_itself_can_be_started_again() -> Result<()> {
    let home = home()?;
    let mut server = start(home.path()).await?;
    let options = server.options("postgres", "postgres");
    run(
        &options,
        "CREATE TABLE kept (n bigint); INSERT INTO kept VALUES (3)",
    )
    .await?;
    kill_process(postmaster(home.path())?, Signal::KILL)?;
    server.ended().await;
    server.restart(&|_| {}).await?;
    assert_eq!(number(&options, "SELECT n FROM kept").await?, 3);
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_long_home_gets_a_short_socket() -> Result<()> {
    let outer = home()?;
    let home = outer.path().join("long-".repeat(30));
    fs::create_dir(&home)?;
    let server = start(&home).await?;
    assert!(
        !server.socket().starts_with(&home),
        "{}",
        server.socket().display()
    );
    assert_eq!(
        managed::running(&home).context("nothing runs")?.socket,
        server.socket()
    );
    assert_eq!(
        number(&server.options("postgres", "postgres"), "SELECT 1::bigint").await?,
        1
    );
    let socket = server.socket().to_owned();
    server.stop().await?;
    assert!(!socket.exists());
    Ok(())
}

#[test]
fn a_home_that_cannot_be_made_is_named() -> Result<()> {
    let outer = home()?;
    let file = outer.path().join("file");
    fs::write(&file, "")?;
    let home = file.join("firma");
    let error = HomeLock::acquire(&home).unwrap_err();
    assert!(
        matches!(&error, Error::Folder { path, .. } if *path == home),
        "{error}"
    );
    assert!(error.to_string().contains("FIRMA_HOME"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_home_that_the_servers_user_cannot_reach_is_named() -> Result<()> {
    let outer = home()?;
    fs::set_permissions(outer.path(), fs::Permissions::from_mode(0o700))?;
    let home = outer.path().join("firma");
    let result = managed::start(HomeLock::acquire(&home)?, &testkit::settings(), &|_| {}).await;
    match geteuid().is_root() {
        true => assert!(
            matches!(result, Err(Error::Unreachable { barrier, .. }) if barrier == outer.path())
        ),
        false => result?.stop().await?,
    }
    Ok(())
}

#[tokio::test]
async fn another_wheel_is_refused() -> Result<()> {
    let home = home()?;
    let wheel = home.path().join("other.whl");
    fs::write(&wheel, "not what was pinned")?;
    let settings = Settings {
        wheel: Some(wheel),
        ..Settings::default()
    };
    let refused = managed::start(HomeLock::acquire(home.path())?, &settings, &|_| {}).await;
    assert!(matches!(refused, Err(Error::Hash { .. })), "{refused:?}");
    assert_eq!(fs::read_dir(home.path().join("pg"))?.count(), 0);
    Ok(())
}

#[tokio::test]
async fn a_folder_without_postgresql_is_refused_by_name() -> Result<()> {
    let home = home()?;
    let settings = Settings {
        pg_dir: Some(home.path().join("empty")),
        ..Settings::default()
    };
    let refused = managed::start(HomeLock::acquire(home.path())?, &settings, &|_| {})
        .await
        .unwrap_err();
    assert!(
        matches!(&refused, Error::PgDir { dir, .. } if dir.ends_with("empty")),
        "{refused}"
    );
    Ok(())
}

#[tokio::test]
async fn data_of_another_version_is_refused() -> Result<()> {
    let home = home()?;
    start(home.path()).await?.stop().await?;
    fs::write(home.path().join("data/PG_VERSION"), "14\n")?;
    let refused = managed::start(
        HomeLock::acquire(home.path())?,
        &testkit::settings(),
        &|_| {},
    )
    .await
    .unwrap_err();
    assert!(
        matches!(refused, Error::Major { made: 14, .. }),
        "{refused}"
    );
    Ok(())
}

#[tokio::test]
async fn what_a_killed_first_start_left_is_cleared_away() -> Result<()> {
    let home = home()?;
    fs::create_dir(home.path().join("data.new-left"))?;
    start(home.path()).await?.stop().await?;
    let left = fs::read_dir(home.path())?
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().starts_with("data.new-"));
    assert_eq!(left.count(), 0);
    Ok(())
}
