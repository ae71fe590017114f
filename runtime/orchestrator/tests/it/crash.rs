//! The program dies after any of its commits, and the next one brings the turn to the same end.

use domain::turn::{TurnStatus, TurnView};
use testkit::{
    Message, Setup, TestApp,
    scripted::{Hold, obey},
};

use crate::shop::{YES, asked, lead, paid_invoice, refund, refunded};

/// More commits than any turn has.
const MOST: usize = 40;

pub(crate) async fn wired() -> TestApp {
    let mut setup = Setup::new(obey);
    setup.wired = true;
    setup.start().await
}

/// Does something again and again, each time with one commit more before the program dies, until it comes
/// to its end alive. It says whether the program died, which it does at least after each commit that
/// writes: accepted, started, two answers. How many only look depends on the moment.
pub(crate) async fn after_each_commit(most: usize, test: impl AsyncFn(usize) -> bool) {
    let mut points = 0;
    for commits in 1..most {
        if !test(commits).await {
            break;
        }
        points = commits;
    }
    assert!(
        (4..most - 1).contains(&points),
        "{points} commits are crashed at"
    );
}

/// Hands a message in and lets the program die, and start again, if the wire is cut before its turn
/// rests. Whether it was.
pub(crate) async fn dies_on_the_way(app: &mut TestApp, message: Message<'_>) -> bool {
    let through = async {
        match app.submit(&app.owner, message).await {
            Ok(submitted) => app.until_rests(submitted.turn).await,
            // It is taken, and nobody hears of it.
            Err(_) => app.wire().until_cut().await,
        }
    };
    tokio::select! {
        biased;
        () = app.wire().until_cut() => {}
        () = through => {}
    };
    let crashed = !app.wire().stay();
    if crashed {
        app.restart_without_stop().await;
    }
    crashed
}

/// Hands a message in and lets the program die once the wire is cut. The same message is handed in
/// again, as a door would. Nothing, if the turn came to its end before.
async fn die(app: &mut TestApp, text: &str) -> Option<TurnView> {
    let message = Message {
        conversation: "main",
        id: "the message",
        text,
    };
    if !dies_on_the_way(app, message).await {
        return None;
    }
    let submitted = app.submit(&app.owner, message).await.unwrap();
    Some(app.settled(submitted.turn).await)
}

/// What a lead's turn comes to, however often the program died.
async fn check_lead(app: &TestApp, view: &TurnView) {
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    assert_eq!(view.answer.as_deref(), Some("Done."));
    assert_eq!(view.steps.len(), 5, "{view:#?}");
    for (sql, count) in [
        ("select count(*) from turns", 1),
        ("select count(*) from leads", 1),
        ("select count(*) from contacts", 1),
        ("select count(*) from lead_activities", 1),
        ("select count(*) from ledger", 1),
        ("select count(*) from ledger where state = 'done'", 1),
        ("select count(*) from model_calls", 3),
        ("select count(*) from messages where direction = 'out'", 1),
        ("select count(*) from events where kind = 'lead_created'", 1),
        ("select count(*) from audit where act = 'turn.closed'", 1),
    ] {
        assert_eq!(app.number(sql).await, count, "{sql}");
    }
    // What the wire lost was paid for by the model's provider, and stays charged; no more.
    let lost = app
        .number("select count(*) from spend where kind = 'lost'")
        .await;
    let again = app.models.asked().len() - 3;
    assert!(lost <= 1 && again <= 1, "{lost} lost, {again} asked again");
}

#[tokio::test]
async fn a_lead_survives_a_crash_after_each_commit() {
    after_each_commit(MOST, async |commits| {
        let mut app = wired().await;
        app.wire().cut_after(commits);
        let Some(view) = die(&mut app, &lead("Ana")).await else {
            app.finish().await;
            return false;
        };
        check_lead(&app, &view).await;
        app.finish().await;
        true
    })
    .await;
}

#[tokio::test]
async fn a_request_to_a_person_survives_a_crash_after_each_commit() {
    after_each_commit(MOST, async |commits| {
        let mut app = wired().await;
        paid_invoice(&app, 20_000).await;
        app.wire().cut_after(commits);
        let view = die(&mut app, &refund(1, 12_000)).await;
        let shown = app.approvals().await;
        assert_eq!(shown.len(), 1, "{commits}: {view:#?}");
        assert_eq!(shown[0].number, 1);
        assert_eq!(
            app.approve(&shown[0]).await.answer.as_deref(),
            Some("Done.")
        );
        assert_eq!(refunded(&app).await, 12_000);
        app.finish().await;
        view.is_some()
    })
    .await;
}

#[tokio::test]
async fn a_lead_survives_two_crashes() {
    for (first, second) in [(3, 2), (3, 3), (4, 3), (5, 2)] {
        let mut app = wired().await;
        app.wire().cut_after(first);
        let message = Message {
            conversation: "main",
            id: "the message",
            text: &lead("Ana"),
        };
        let submitted = app.submit(&app.owner, message).await;
        app.wire().until_cut().await;
        app.kill().await;
        app.lay_wire();
        app.wire().cut_after(second);
        app.try_start_again().await;
        app.wire().until_cut().await;
        app.restart_without_stop().await;
        let turn = match submitted {
            Ok(submitted) => submitted.turn,
            Err(_) => app.submit(&app.owner, message).await.unwrap().turn,
        };
        let view = app.settled(turn).await;
        assert_eq!(view.status, TurnStatus::Answered);
        assert_eq!(app.number("select count(*) from leads").await, 1);
        assert_eq!(app.number("select count(*) from ledger").await, 1);
        app.finish().await;
    }
}

#[tokio::test]
async fn a_refund_survives_a_crash_after_each_commit() {
    let mut points = 0;
    for commits in 1..MOST {
        let mut app = wired().await;
        paid_invoice(&app, 20_000).await;
        let shown = asked(&app, &refund(1, 12_000)).await;
        app.wire().cut_after(commits);
        // The decision itself may be the commit of which nobody hears.
        let through = async {
            let _or_nobody_hears = app.decide(&app.owner, &shown, YES).await;
            app.until_rests(shown.turn).await;
        };
        tokio::select! {
            biased;
            () = app.wire().until_cut() => {}
            () = through => {}
        }
        let crashed = !app.wire().stay();
        if crashed {
            app.restart_without_stop().await;
        }
        let _decided_before = app.decide(&app.owner, &shown, YES).await;
        let view = app.closed(shown.turn).await;
        assert_eq!(view.status, TurnStatus::Answered, "{commits}: {view:#?}");
        assert_eq!(view.answer.as_deref(), Some("Done."), "{commits}");
        assert_eq!(refunded(&app).await, 12_000, "{commits}");
        let used = app.number("select count(*) from approvals where status = 'used'");
        assert_eq!(used.await, 1);
        let done = "select count(*) from ledger where tool = 'refund_invoice' and state = 'done'";
        assert_eq!(app.number(done).await, 1);
        app.finish().await;
        points = commits;
        if !crashed {
            break;
        }
    }
    assert!(
        (4..MOST - 1).contains(&points),
        "{points} commits are crashed at"
    );
}

#[tokio::test]
async fn a_model_call_that_a_crash_lost_stays_charged_at_its_reservation() {
    let hold = Hold::default();
    let gate = hold.clone();
    let mut app = TestApp::start(move |asked| match asked.agent.as_str() {
        "sales" if asked.before == 0 => obey(asked).held(&gate),
        _ => obey(asked),
    })
    .await;
    let turn = app.begin("main", &lead("Ana")).await;
    hold.reached(1).await;
    let reserved = app.number("select reserved from turns").await;
    assert!(reserved > 8_000, "{reserved}");
    app.restart_without_stop().await;
    let view = app.closed(turn).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    let lost = "select micros from spend where kind = 'lost' and department = 'sales'";
    assert_eq!(app.number(lost).await, reserved);
    assert_eq!(view.cost.micros.0, 3 * 840 + reserved);
    assert_eq!(app.number("select count(*) from leads").await, 1);
    hold.release(1);
    app.finish().await;
}

#[tokio::test]
async fn many_turns_survive_crashes_in_their_midst() {
    let mut app = TestApp::start(obey).await;
    let mut turns = Vec::new();
    for round in 0..3 {
        for index in 0..8 {
            let name = format!("Ana{round}x{index}");
            turns.push(app.begin(&name, &lead(&name)).await);
        }
        // A run that comes no further under three lives is put aside, hence all do.
        app.until("select count(*) from ready where claims > 1", 0)
            .await;
        app.restart_without_stop().await;
    }
    for turn in &turns {
        let view = app.closed(*turn).await;
        let why = app.text("select string_agg(error, ', ') from runs").await;
        assert_eq!(view.answer.as_deref(), Some("Done."), "{why}: {view:#?}");
    }
    assert_eq!(app.number("select count(*) from leads").await, 24);
    assert_eq!(app.number("select count(*) from ledger").await, 24);
    app.finish().await;
}
