//! Refunds that Stripe carried out and a bank sends back weeks later.

use chrono::Utc;
use domain::{
    ids::{FlowId, RefundId},
    money::{Currency, Money},
    turn::TurnStatus,
};
use store::records::refunds::End;
use testkit::{Setup, TestApp, scripted::obey, stripe::FakeStripe};

use crate::{
    follow_up::SAID,
    watch_refund::{AUDITED, RESTS, STANDS, counted, look, paid, refund, said, watched},
};

const REASON: &str = "the bread was burnt";

/// What stands of the money that departments gave away without a person.
const GIVEN_AWAY: (&str, &str) = ("authority", "department:finance");

/// A refund that Stripe carried out at once, and the run that watches it.
pub(crate) async fn given_back(setup: Setup) -> (FakeStripe, TestApp, FlowId) {
    given_back_because(setup, REASON).await
}

async fn given_back_because(setup: Setup, reason: &str) -> (FakeStripe, TestApp, FlowId) {
    let fake = FakeStripe::start().await.unwrap();
    let app = paid(setup, &fake).await;
    let view = app.say(&refund(reason)).await;
    assert_eq!(view.answer.as_deref(), Some("Done."), "{view:#?}");
    app.until(RESTS, 1).await;
    assert_eq!(app.text(STANDS).await, "done, 5000 of 20000");
    let run = "select id::text from runs where workflow = 'watch_return'";
    let run = app.text(run).await.parse().unwrap();
    (fake, app, run)
}

/// A company whose departments may give away so much in a day.
fn limited(minor: i64) -> Setup {
    let mut setup = Setup::new(obey);
    setup.limits.authority_day = Money {
        minor,
        currency: Currency::Brl,
    };
    setup
}

async fn given_away(app: &TestApp) -> i64 {
    app.taken(GIVEN_AWAY.0, GIVEN_AWAY.1).await
}

#[tokio::test]
async fn a_refund_that_comes_back_is_taken_out_of_the_books_and_the_person_told_once() {
    for (reason, text) in [
        (
            REASON,
            "The bank sent back the refund of R$50.00 of invoice 1 of Ana (re_fake1), which had gone through: \
             the money is with the payment provider again, and the invoice counts it as not given back. \
             Agree on another way with Ana, or ask for the refund again.",
        ),
        (
            "o pão veio queimado e a cliente não gostou",
            "O banco devolveu o reembolso de R$\u{a0}50,00 da fatura 1 de Ana (re_fake1), que já tinha sido \
             feito: o dinheiro está de novo no provedor de pagamentos, e na fatura ele conta como não \
             devolvido. Combine outro jeito com Ana ou peça o reembolso de novo.",
        ),
    ] {
        let (fake, app, run) = given_back_because(Setup::new(obey), reason).await;
        look(&app, &fake).await;
        assert_eq!(counted(&app).await, (5_000, 15_000));
        fake.become_of_all("failed");
        look(&app, &fake).await;
        app.until(SAID, 1).await;
        assert_eq!(said(&app).await, text);
        assert_eq!(app.text(STANDS).await, "failed, 0 of 20000");
        assert_eq!(counted(&app).await, (0, 20_000));
        assert_eq!(app.text(AUDITED).await, "refund.returned");
        let end = format!("select output #>> '{{}}' from runs where id = '{run}'");
        assert_eq!(app.text(&end).await, "true");
        // It can be asked for again, and is another refund.
        let view = app.say(&refund(reason)).await;
        assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
        assert_eq!(counted(&app).await, (5_000, 15_000));
        assert_eq!((fake.looks(), app.number(SAID).await), (2, 1));
        app.pass_all_time().await;
        app.finish().await;
    }
}

#[tokio::test]
async fn one_that_stays_is_looked_at_seven_times_in_five_weeks_and_nobody_is_disturbed() {
    let (fake, app, _) = given_back(Setup::new(obey)).await;
    let pause = "select coalesce(round(extract(epoch from due - at) / 86400)::text, '')
        from steps where kind = 'sleep' and state = 'waiting'";
    let mut days = Vec::new();
    while app.number("select count(*) from ready").await > 0 {
        days.push(app.text(pause).await.parse::<i64>().unwrap());
        look(&app, &fake).await;
    }
    assert_eq!(days, [1, 2, 4, 7, 7, 9, 5]);
    assert_eq!(app.text(STANDS).await, "done, 5000 of 20000");
    assert_eq!(
        (app.number(SAID).await, app.text(AUDITED).await),
        (0, String::new())
    );
    app.finish().await;
}

#[tokio::test]
async fn one_that_was_pending_first_is_watched_once_it_came_through() {
    let (fake, app, _) = watched(Setup::new(obey)).await;
    fake.become_of_all("succeeded");
    look(&app, &fake).await;
    assert_eq!(app.text(STANDS).await, "done, 5000 of 20000");
    fake.become_of_all("failed");
    look(&app, &fake).await;
    app.until(SAID, 1).await;
    assert_eq!(app.text(STANDS).await, "failed, 0 of 20000");
    assert_eq!(app.text(AUDITED).await, "refund.returned,refund.succeeded");
    app.finish().await;
}

#[tokio::test]
async fn a_provider_that_is_away_at_one_look_is_asked_at_the_next() {
    let (fake, app, _) = given_back(Setup::new(obey)).await;
    fake.become_of_all("failed");
    fake.be_away(true);
    // A look is tried five times.
    for _ in 0..5 {
        look(&app, &fake).await;
    }
    assert_eq!(app.text(STANDS).await, "done, 5000 of 20000");
    fake.be_away(false);
    look(&app, &fake).await;
    app.until(SAID, 1).await;
    assert_eq!(app.text(STANDS).await, "failed, 0 of 20000");
    app.finish().await;
}

#[tokio::test]
async fn what_comes_back_or_fails_on_its_day_may_be_given_away_again_that_day() {
    let fake = FakeStripe::start().await.unwrap();
    let app = paid(limited(8_000), &fake).await;
    for begins in ["succeeded", "pending"] {
        fake.begin_as(begins);
        let view = app.say(&refund(REASON)).await;
        assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
        assert_eq!(given_away(&app).await, 5_000);
        app.until(RESTS, 1).await;
        fake.become_of_all("failed");
        look(&app, &fake).await;
        assert_eq!(given_away(&app).await, 0);
    }
    // No more than that: what stands counts.
    fake.begin_as("succeeded");
    let view = app.say(&refund(REASON)).await;
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    let view = app.say(&refund(REASON)).await;
    assert_eq!(view.status, TurnStatus::Waiting, "{view:#?}");
    app.abandon().await;
}

#[tokio::test]
async fn what_was_given_away_yesterday_and_comes_back_today_adds_nothing_to_today() {
    let (_fake, app, _) = given_back(limited(8_000)).await;
    app.execute(
        "update ledger set created_at = created_at - interval '1 day';
        update budgets set period = (period::date - 1)::text where meter = 'authority'",
    )
    .await;
    let view = app.say(&refund(REASON)).await;
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    assert_eq!(given_away(&app).await, 10_000);
    comes_back(&app, 1).await;
    let days = "select string_agg(taken::text, ', ') from (
        select max(cap) - sum(remaining) as taken from budgets where meter = 'authority'
        group by period order by period) b";
    assert_eq!(app.text(days).await, "0, 5000");
    let view = app.say(&refund(REASON)).await;
    assert_eq!(view.status, TurnStatus::Waiting, "{view:#?}");
    app.abandon().await;
}

#[tokio::test]
async fn what_a_person_agreed_to_gives_no_department_anything_back() {
    let (_fake, app, _) = given_back(limited(8_000)).await;
    let view = app.say(&refund(REASON)).await;
    let asked = view.approval.unwrap();
    let view = app.approve(&asked).await;
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    assert_eq!(given_away(&app).await, 5_000);
    comes_back(&app, 2).await;
    assert_eq!(given_away(&app).await, 5_000);
    app.pass_all_time().await;
    app.finish().await;
}

/// Writes that a refund came back, which one in the order of asking.
async fn comes_back(app: &TestApp, nth: usize) {
    let reference = format!("re_fake{nth}");
    let id = format!("select id::text from refunds where reference = '{reference}'");
    let id: FlowId = app.text(&id).await.parse().unwrap();
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    let ended = app.run(async move {
        let mut records = store.records(organisation, Utc::now()).await?;
        let refund = RefundId::from_uuid(id.uuid());
        let ended = records.refunds().end(refund, id, End::Returned).await?;
        records.commit().await?;
        Ok::<_, store::Error>(ended)
    });
    assert!(ended.await.unwrap().is_some());
}
