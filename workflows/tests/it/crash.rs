//! The program dies after any commit of a reminder's life, or of a refund's that fails late, and it is said once
//! all the same.

use domain::language::Language;
use serde_json::Value;
use testkit::{Message, Setup, TestApp, scripted::obey, stripe::FakeStripe};

use crate::{
    follow_up::{SAID, remind, waiting, with_ana},
    overdue_invoices, schedules,
    watch_refund::watched,
    watch_return::given_back,
};

/// More commits than any of this has.
const MOST: usize = 40;

async fn wired() -> TestApp {
    let mut setup = Setup::new(obey);
    setup.wired = true;
    with_ana(setup).await
}

/// Does something until the wire is cut, and starts the program again if it was. Whether it was.
async fn dies_during(app: &mut TestApp, work: impl AsyncFnOnce(&TestApp)) -> bool {
    tokio::select! {
        biased;
        () = app.wire().until_cut() => {}
        () = work(app) => {}
    }
    let crashed = !app.wire().stay();
    if crashed {
        app.restart_without_stop().await;
    }
    crashed
}

async fn check_once(app: &TestApp, commits: usize) {
    app.until(SAID, 1).await;
    app.until("select count(*) from ready", 0).await;
    for (sql, count) in [
        (SAID, 1),
        ("select count(*) from follow_ups", 1),
        (
            "select count(*) from runs where workflow = 'follow_up' and state = 'done'",
            1,
        ),
        ("select count(*) from runs where workflow = 'follow_up'", 1),
        (
            "select count(*) from events where kind = 'follow_up_planned'",
            1,
        ),
    ] {
        assert_eq!(app.number(sql).await, count, "{commits}: {sql}");
    }
}

#[tokio::test]
async fn a_reminder_that_is_due_survives_a_crash_after_each_commit() {
    let mut points = 0;
    for commits in 1..MOST {
        let mut app = wired().await;
        waiting(&app).await;
        app.wire().cut_after(commits);
        let crashed = dies_during(&mut app, async |app| {
            app.pass_time().await;
            app.until(SAID, 1).await;
            app.until("select count(*) from ready", 0).await;
        })
        .await;
        check_once(&app, commits).await;
        app.finish().await;
        if !crashed {
            break;
        }
        points = commits;
    }
    assert!(
        (1..MOST - 1).contains(&points),
        "{points} commits are crashed at"
    );
}

#[tokio::test]
async fn a_request_for_a_reminder_survives_a_crash_after_each_commit() {
    let mut points = 0;
    for commits in 1..MOST {
        let mut app = wired().await;
        app.wire().cut_after(commits);
        let text = remind();
        let message = Message {
            conversation: "main",
            id: "the message",
            text: &text,
        };
        let crashed = dies_during(&mut app, async |app| {
            match app.submit(&app.owner, message).await {
                Ok(submitted) => app.until_rests(submitted.turn).await,
                // It is taken, and nobody hears of it.
                Err(_) => app.wire().until_cut().await,
            }
            app.until("select count(*) from steps where kind = 'sleep'", 1)
                .await;
        })
        .await;
        let submitted = app.submit(&app.owner, message).await.unwrap();
        app.settled(submitted.turn).await;
        app.until("select count(*) from steps where kind = 'sleep'", 1)
            .await;
        app.pass_time().await;
        check_once(&app, commits).await;
        app.finish().await;
        if !crashed {
            break;
        }
        points = commits;
    }
    assert!(
        (4..MOST - 1).contains(&points),
        "{points} commits are crashed at"
    );
}

/// A refund that is watched fails, and the program dies after so many commits: it is said and booked once all the same.
/// Whether it died.
async fn fails_late(app: &mut TestApp, fake: &FakeStripe, commits: usize) -> bool {
    fake.become_of_all("failed");
    app.wire().cut_after(commits);
    let crashed = dies_during(app, async |app| {
        app.pass_time().await;
        app.until(SAID, 1).await;
        app.until("select count(*) from ready", 0).await;
    })
    .await;
    app.until(SAID, 1).await;
    app.until("select count(*) from ready", 0).await;
    for (sql, count) in [
        (SAID, 1),
        ("select count(*) from refunds where state = 'failed'", 1),
        ("select sum(refunded)::bigint from invoices", 0),
    ] {
        assert_eq!(app.number(sql).await, count, "{commits}: {sql}");
    }
    crashed
}

#[tokio::test]
async fn a_watch_over_a_refund_survives_a_crash_after_each_commit() {
    let mut points = 0;
    for commits in 1..MOST {
        let mut setup = Setup::new(obey);
        setup.wired = true;
        let (fake, mut app, _) = watched(setup).await;
        let crashed = fails_late(&mut app, &fake, commits).await;
        for (sql, count) in [
            ("select count(*) from audit where act = 'refund.failed'", 1),
            (
                "select count(*) from events where kind = 'refund_failed'",
                1,
            ),
            (
                "select count(*) from runs where workflow = 'watch_refund' and state = 'done'",
                1,
            ),
        ] {
            assert_eq!(app.number(sql).await, count, "{commits}: {sql}");
        }
        app.finish().await;
        if !crashed {
            break;
        }
        points = commits;
    }
    assert!(
        (2..MOST - 1).contains(&points),
        "{points} commits are crashed at"
    );
}

#[tokio::test]
async fn a_refund_that_comes_back_survives_a_crash_after_each_commit() {
    let mut points = 0;
    for commits in 1..MOST {
        let mut setup = Setup::new(obey);
        setup.wired = true;
        let (fake, mut app, _) = given_back(setup).await;
        let crashed = fails_late(&mut app, &fake, commits).await;
        for (sql, count) in [
            (
                "select count(*) from audit where act = 'refund.returned'",
                1,
            ),
            (
                "select count(*) from runs where workflow = 'watch_return' and state = 'done'",
                1,
            ),
        ] {
            assert_eq!(app.number(sql).await, count, "{commits}: {sql}");
        }
        assert_eq!(app.taken("authority", "department:%").await, 0, "{commits}");
        app.finish().await;
        if !crashed {
            break;
        }
        points = commits;
    }
    assert!(
        (2..MOST - 1).contains(&points),
        "{points} commits are crashed at"
    );
}

#[tokio::test]
async fn a_program_that_was_restarted_wakes_the_watch_in_its_time() {
    let (fake, mut app, _) = watched(Setup::new(obey)).await;
    app.restart_engine().await;
    fake.become_of_all("failed");
    app.restart_without_stop().await;
    assert_eq!((fake.looks(), app.number(SAID).await), (0, 0));
    app.pass_time().await;
    app.until(SAID, 1).await;
    app.until("select count(*) from ready", 0).await;
    assert_eq!((fake.looks(), app.number(SAID).await), (1, 1));
    app.finish().await;
}

#[tokio::test]
async fn overdue_invoices_are_told_once_wherever_the_program_dies() {
    let mut points = 0;
    for commits in 1..MOST {
        let mut setup = Setup::new(obey);
        setup.wired = true;
        let mut app = setup.start().await;
        overdue_invoices::invoices(&app, &[3]).await;
        let run = overdue_invoices::start(&app, Value::Null).await;
        app.wire().cut_after(commits);
        let crashed = dies_during(&mut app, async |app| {
            overdue_invoices::ended(app, run).await;
        })
        .await;
        assert_eq!(overdue_invoices::ended(&app, run).await, "told");
        let turns = "select count(*) from turns where person is null";
        for (sql, count) in [(SAID, 1), (turns, 1)] {
            assert_eq!(app.number(sql).await, count, "{commits}: {sql}");
        }
        app.finish().await;
        if !crashed {
            break;
        }
        points = commits;
    }
    assert!(
        (2..MOST - 1).contains(&points),
        "{points} commits are crashed at"
    );
}

#[tokio::test]
async fn a_schedule_that_failed_is_told_of_once_wherever_the_program_dies() {
    let mut points = 0;
    for commits in 1..MOST {
        let mut setup = schedules::without_invoices(Language::En);
        setup.wired = true;
        let mut app = setup.start().await;
        let run = schedules::scheduled(&app, &app.owner).await;
        app.wire().cut_after(commits);
        let crashed = dies_during(&mut app, async |app| {
            app.until(SAID, 1).await;
            app.until("select count(*) from ready", 0).await;
        })
        .await;
        let end = overdue_invoices::ended(&app, run).await;
        assert!(end.starts_with("failed: "), "{commits}: {end}");
        app.until("select count(*) from ready", 0).await;
        let tells = "select count(*) from runs where workflow = 'schedule.failed'";
        for (sql, count) in [(SAID, 1), (tells, 1)] {
            assert_eq!(app.number(sql).await, count, "{commits}: {sql}");
        }
        app.abandon().await;
        if !crashed {
            break;
        }
        points = commits;
    }
    assert!(
        (3..MOST - 1).contains(&points),
        "{points} commits are crashed at"
    );
}
