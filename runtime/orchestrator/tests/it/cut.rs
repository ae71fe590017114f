//! Answers that were cut: the provider bills what it began, and so do we.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{
    model::Usage,
    money::Micros,
    turn::{TurnStatus, TurnView},
};
use testkit::{
    Setup, TestApp,
    scripted::{Asked, Fault, Hold, Reply, obey},
};

use crate::shop::lead;

/// What an answer took when it was cut; a token read costs one millionth, a token written four.
const TAKEN: Usage = Usage {
    input: 300,
    cached: 0,
    output: 25,
};

/// What that costs.
const COST: i64 = 400;

/// The lines of what was lost.
const LOST: &str =
    "select coalesce(sum(micros), 0)::bigint from spend where kind = 'lost' and name = 'model'";

/// A mind of which an agent's first answers are cut.
fn cut(agent: &'static str, times: usize) -> impl Fn(&Asked) -> Reply + Send + Sync {
    let cuts = AtomicUsize::new(0);
    move |asked| match asked.agent == agent && cuts.fetch_add(1, Ordering::Relaxed) < times {
        true => Reply::fault(Fault::Unavailable).cut(TAKEN),
        false => obey(asked),
    }
}

/// Says something of which answers are cut, and waits until that is over.
async fn said(app: &TestApp, text: &str) -> TurnView {
    let turn = app.begin("main", text).await;
    app.rested(turn).await
}

#[tokio::test]
async fn an_answer_that_was_cut_is_paid_beside_the_one_that_came() {
    let mut whole = None;
    for (agent, times) in [("", 0), ("supervisor", 1), ("sales", 1), ("sales", 2)] {
        let app = TestApp::start(cut(agent, times)).await;
        let view = said(&app, &lead("Ana")).await;
        assert_eq!(
            view.answer.as_deref(),
            Some("Done."),
            "{agent} {times}: {view:#?}"
        );
        let lost = COST * i64::try_from(times).unwrap();
        assert_eq!(app.number(LOST).await, lost, "{agent} {times}");
        let without = view.cost.micros.0 - lost;
        assert_eq!(*whole.get_or_insert(without), without, "{agent} {times}");
        // The books of turn, department and company say the same.
        app.finish().await;
    }
}

#[tokio::test]
async fn answers_that_are_all_cut_are_all_paid() {
    for agent in ["supervisor", "sales"] {
        let app = TestApp::start(cut(agent, usize::MAX)).await;
        let view = said(&app, &lead("Ana")).await;
        assert_eq!(view.status, TurnStatus::Failed, "{view:#?}");
        assert_eq!(app.number(LOST).await, 5 * COST, "{agent}");
        app.finish().await;
    }
    // One that is not tried again.
    let app = TestApp::start(|_| Reply::fault(Fault::Nonsense).cut(TAKEN)).await;
    let view = app.say("Who are you?").await;
    assert_eq!(
        (view.status, view.cost.micros),
        (TurnStatus::Failed, Micros(COST))
    );
    assert_eq!(app.number(LOST).await, COST);
    app.finish().await;
}

#[tokio::test]
async fn what_no_further_attempt_can_be_reserved_for_stops_and_what_was_cut_is_paid() {
    let hold = Hold::default();
    let gate = hold.clone();
    let app = TestApp::start(move |asked| match asked.agent.as_str() {
        "sales" => obey(asked).held(&gate),
        _ => obey(asked),
    })
    .await;
    let turn = app.begin("main", &lead("Ana")).await;
    hold.reached(1).await;
    let worst = app.number("select sum(reserved)::bigint from turns").await;
    hold.release(2);
    app.settled(turn).await;
    app.finish().await;
    // Enough for one attempt of Sales, and not for two.
    let mut setup = Setup::new(cut("sales", usize::MAX));
    setup.department("sales").agent.limits.micros = Micros(worst + worst / 2);
    let app = setup.start().await;
    let view = said(&app, &lead("Ana")).await;
    assert_eq!(view.status, TurnStatus::Refused, "{view:#?}");
    assert_eq!(app.models.asked_of("sales").len(), 1);
    assert_eq!(app.number(LOST).await, COST);
    app.finish().await;
}

#[tokio::test]
async fn what_was_cut_is_paid_by_a_turn_that_is_stopped_between_two_attempts() {
    let app = TestApp::start(cut("supervisor", usize::MAX)).await;
    let turn = app.begin("main", &lead("Ana")).await;
    app.until("select count(*) from steps where state = 'retrying'", 1)
        .await;
    app.cancel(turn).await;
    let view = app.closed(turn).await;
    assert_eq!(view.cost.micros, Micros(COST), "{view:#?}");
    assert_eq!(app.number(LOST).await, COST);
    app.abandon().await;
}
