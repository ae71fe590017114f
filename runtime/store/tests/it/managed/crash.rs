//! Firma, its server or both die at any moment; the next start has every row that was acknowledged.

use std::{
    fs,
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use store::managed::{self, HomeLock, Progress};
use tokio::sync::mpsc;

use super::{home, number, run, start};

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

#[tokio::test]
async fn ctrl_c_in_the_terminal_does_not_reach_the_server() -> Result<()> {
    let home = home()?;
    let server = start(home.path()).await?;
    let group = rustix::process::getpgid(Some(postmaster(home.path())?))?;
    assert_ne!(group, rustix::process::getpgrp());
    server.stop().await?;
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
        .args(["--exact", "managed::crash::holder", "--nocapture"])
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

pub(crate) fn postmaster(home: &Path) -> Result<Pid> {
    let file = fs::read_to_string(home.join("data/postmaster.pid"))?;
    let pid = file.lines().next().context("no process id")?.parse()?;
    Pid::from_raw(pid).context("no process")
}
