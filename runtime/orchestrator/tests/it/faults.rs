//! A model that does not answer: one honest sentence, the turn is stored, and the next message
//! works.

use domain::{
    budget::Prices,
    language::Language,
    turn::{Outcome, TurnStatus},
};
use testkit::{
    Setup, TestApp,
    scripted::{Asked, Fault, Reply, obey},
};

use crate::shop::lead;

/// A mind that fails as long as it hears these words.
fn failing(fault: Fault) -> impl Fn(&Asked) -> Reply {
    move |asked| match asked.question() {
        "Oi, quem é você?" | "Who are you?" => Reply::fault(fault),
        _ => obey(asked),
    }
}

/// Lets all attempts of a model call pass.
async fn pass_attempts(app: &TestApp) {
    let attempts = "select coalesce(max(attempts), 0)::bigint from steps where state = 'retrying'";
    for attempt in 1..5 {
        app.until(attempts, attempt).await;
        app.pass_time().await;
    }
}

#[tokio::test]
async fn a_model_that_refuses_or_makes_no_sense_is_said_to_do_so() {
    for (fault, english, portuguese) in [
        (Fault::Unauthorised, "refuses the key", "recusa a chave"),
        (Fault::Refused, "refuses the request", "recusa o pedido"),
        (Fault::Nonsense, "makes no sense", "resposta sem sentido"),
    ] {
        let mut setup = Setup::new(failing(fault));
        setup.language = Language::PtBr;
        let app = setup.start().await;
        for (question, sentence) in [("Who are you?", english), ("Oi, quem é você?", portuguese)]
        {
            let view = app.say(question).await;
            assert_eq!(view.status, TurnStatus::Failed);
            let answer = view.answer.unwrap();
            assert!(answer.contains(sentence), "{fault:?}: {answer}");
            assert_eq!(view.steps[0].outcome, Outcome::Failed);
        }
        // It is not asked again by itself, and what it did not answer costs nothing.
        assert_eq!(app.models.asked().len(), 2);
        assert_eq!(app.number("select sum(spent)::bigint from turns").await, 0);
        let view = app.say(&lead("Ana")).await;
        assert_eq!(view.answer.as_deref(), Some("Done."));
        app.finish().await;
    }
}

#[tokio::test]
async fn a_model_that_is_away_is_asked_five_times_and_then_said_to_be_away() {
    for (fault, sentence) in [
        (Fault::Unavailable, "cannot be reached"),
        (Fault::RateLimited, "limits the rate"),
    ] {
        let app = TestApp::start(failing(fault)).await;
        let turn = app.begin("main", "Who are you?").await;
        pass_attempts(&app).await;
        let view = app.closed(turn).await;
        assert_eq!(view.status, TurnStatus::Failed);
        let answer = view.answer.unwrap();
        assert!(answer.contains(sentence), "{fault:?}: {answer}");
        assert_eq!(app.models.asked().len(), 5);
        assert_eq!(view.cost.micros.0, 0);
        assert_eq!(app.say(&lead("Ana")).await.answer.as_deref(), Some("Done."));
        app.finish().await;
    }
}

#[tokio::test]
async fn a_model_that_comes_back_answers() {
    let app = TestApp::start(|asked| match asked.before {
        0..2 => Reply::fault(Fault::Unavailable),
        _ => obey(asked),
    })
    .await;
    let turn = app.begin("main", "Hello").await;
    let attempts = "select coalesce(max(attempts), 0)::bigint from steps where state = 'retrying'";
    app.until(attempts, 1).await;
    app.pass_time().await;
    app.until(attempts, 2).await;
    app.pass_time().await;
    let view = app.closed(turn).await;
    assert_eq!(view.answer.as_deref(), Some("Hello."));
    // One call, however often it was tried.
    assert_eq!((view.steps.len(), view.cost.micros.0), (1, 840));
    app.finish().await;
}

#[tokio::test]
async fn attempts_are_counted_over_restarts() {
    let mut app = TestApp::start(|asked| match asked.before {
        0..4 => Reply::fault(Fault::Unavailable),
        _ => Reply::text("Hello."),
    })
    .await;
    let turn = app.begin("main", "Hello").await;
    let attempts = "select coalesce(max(attempts), 0)::bigint from steps where state = 'retrying'";
    app.until(attempts, 1).await;
    app.restart_without_stop().await;
    app.pass_time().await;
    app.until(attempts, 2).await;
    app.restart_engine().await;
    app.pass_time().await;
    app.until(attempts, 3).await;
    app.pass_time().await;
    app.until(attempts, 4).await;
    app.pass_time().await;
    let view = app.closed(turn).await;
    assert_eq!(view.answer.as_deref(), Some("Hello."));
    assert_eq!(app.models.asked().len(), 5);
    app.finish().await;
}

#[tokio::test]
async fn a_model_without_a_price_is_not_asked() {
    let mut setup = Setup::new(obey);
    setup.prices = Prices::default();
    let app = setup.start().await;
    let view = app.say("Hello").await;
    assert_eq!(view.status, TurnStatus::Refused);
    let answer = view.answer.unwrap();
    assert!(
        answer.contains("openai/scripted") && answer.contains("prices.toml"),
        "{answer}"
    );
    assert!(app.models.asked().is_empty());
    app.finish().await;
}

#[tokio::test]
async fn a_model_priced_in_a_currency_without_a_rate_is_not_asked() {
    let mut setup = Setup::new(obey);
    setup.prices.models[0].currency = domain::money::Currency::Usd;
    let app = setup.start().await;
    let view = app.say("Hello").await;
    assert_eq!(view.status, TurnStatus::Refused);
    let answer = view.answer.unwrap();
    assert!(answer.contains("USD") && answer.contains("BRL"), "{answer}");
    app.finish().await;
}
