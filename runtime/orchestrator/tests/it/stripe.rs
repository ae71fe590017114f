//! Refunds through Stripe, from message to answer: once, whatever happens on the way.

use domain::turn::{Outcome, TurnStatus};
use testkit::{
    Message, Setup, TestApp,
    scripted::obey,
    stripe::{FakeStripe, Fault},
};

use crate::{
    crash::dies_on_the_way,
    shop::{asked, paid_invoice, paid_through, refund, refunded},
};

async fn connected() -> (FakeStripe, TestApp) {
    let fake = FakeStripe::start().await.unwrap();
    fake.paid("pi_1", 20_000, "brl");
    let app = Setup::new(obey).with_stripe(&fake).start().await;
    (fake, app)
}

#[tokio::test]
async fn a_refund_goes_to_stripe_once_a_person_agrees() {
    let (fake, app) = connected().await;
    paid_through(&app, 20_000, ("stripe", Some("pi_1"))).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    assert_eq!(
        (&shown.plan["provider"], &shown.plan["payment"]),
        (&"stripe".into(), &"pi_1".into())
    );
    assert_eq!(fake.refunds(), [0_i64; 0]);
    let view = app.approve(&shown).await;
    assert_eq!(view.status, TurnStatus::Answered);
    assert_eq!(
        (fake.refunds(), refunded(&app).await),
        (vec![12_000], 12_000)
    );
    assert_eq!(app.text("select reference from refunds").await, "re_fake1");
    // Only what is left of that payment is given back.
    let view = app.say(&refund(1, 9_000)).await;
    assert_eq!(view.steps[3].outcome, Outcome::Failed);
    app.pass_all_time().await;
    app.finish().await;
}

#[tokio::test]
async fn a_payment_of_two_invoices_is_given_back_for_each() {
    let fake = FakeStripe::start().await.unwrap();
    fake.paid("pi_1", 30_000, "brl");
    let app = Setup::new(obey).with_stripe(&fake).start().await;
    paid_through(&app, 10_000, ("stripe", Some("pi_1"))).await;
    paid_through(&app, 20_000, ("stripe", Some("pi_1"))).await;
    let of_second = asked(&app, &refund(2, 20_000)).await;
    assert_eq!(app.approve(&of_second).await.status, TurnStatus::Answered);
    let of_first = asked(&app, &refund(1, 10_000)).await;
    assert_eq!(app.approve(&of_first).await.status, TurnStatus::Answered);
    assert_eq!(fake.refunds(), [20_000, 10_000]);
    app.pass_all_time().await;
    app.finish().await;
}

#[tokio::test]
async fn what_stripe_made_and_nobody_heard_of_is_made_once() {
    let (fake, app) = connected().await;
    paid_through(&app, 20_000, ("stripe", Some("pi_1"))).await;
    fake.fail([
        Fault::DropAfter,
        Fault::Says(500, "api_error"),
        Fault::TooMany(0),
    ]);
    let turn = app.begin("main", &refund(1, 5_000)).await;
    let view = app.rested(turn).await;
    assert_eq!(view.answer.as_deref(), Some("Done."), "{view:#?}");
    assert_eq!((fake.refunds(), refunded(&app).await), (vec![5_000], 5_000));
    app.pass_all_time().await;
    app.finish().await;
}

#[tokio::test]
async fn what_stripe_never_says_is_found_by_our_key() {
    let (fake, app) = connected().await;
    paid_through(&app, 20_000, ("stripe", Some("pi_1"))).await;
    fake.fail([Fault::DropAfter]);
    fake.fail((0..4).map(|_| Fault::Says(503, "api_error")));
    let turn = app.begin("main", &refund(1, 5_000)).await;
    let view = app.rested(turn).await;
    assert_eq!(view.answer.as_deref(), Some("Done."), "{view:#?}");
    assert_eq!((fake.refunds(), refunded(&app).await), (vec![5_000], 5_000));
    let found = "select count(*) from steps where name = 'tool.find' and state = 'done'";
    assert_eq!(app.number(found).await, 1);
    app.pass_all_time().await;
    app.finish().await;
}

#[tokio::test]
async fn what_stripe_refuses_is_not_held_any_more() {
    let (fake, app) = connected().await;
    paid_through(&app, 20_000, ("stripe", Some("pi_1"))).await;
    fake.fail([Fault::Says(402, "card_error")]);
    let view = app.say(&refund(1, 5_000)).await;
    assert_eq!(view.steps[3].outcome, Outcome::Failed);
    let held = "select sum(held)::bigint from invoices";
    assert_eq!((app.number(held).await, refunded(&app).await), (0, 0));
    app.finish().await;
}

#[tokio::test]
async fn what_was_not_paid_through_stripe_is_not_given_back_through_it() {
    let (fake, app) = connected().await;
    paid_invoice(&app, 20_000).await;
    let view = app.say(&refund(1, 5_000)).await;
    assert_eq!(view.steps[3].outcome, Outcome::Failed);
    assert_eq!((fake.asked().len(), refunded(&app).await), (0, 0));
    app.finish().await;
}

#[tokio::test]
async fn a_refund_through_stripe_survives_a_crash_after_each_commit() {
    let mut points = 0;
    for commits in 1..40 {
        let fake = FakeStripe::start().await.unwrap();
        fake.paid("pi_1", 20_000, "brl");
        let mut setup = Setup::new(obey).with_stripe(&fake);
        setup.wired = true;
        let mut app = setup.start().await;
        paid_through(&app, 20_000, ("stripe", Some("pi_1"))).await;
        app.wire().cut_after(commits);
        let message = Message {
            conversation: "main",
            id: "the message",
            text: &refund(1, 5_000),
        };
        let crashed = dies_on_the_way(&mut app, message).await;
        let turn = app.submit(&app.owner, message).await.unwrap().turn;
        let view = app.rested(turn).await;
        assert_eq!(
            view.answer.as_deref(),
            Some("Done."),
            "{commits}: {view:#?}"
        );
        assert_eq!(fake.refunds(), [5_000], "{commits}");
        assert_eq!(refunded(&app).await, 5_000, "{commits}");
        app.pass_all_time().await;
        app.finish().await;
        points = commits;
        if !crashed {
            break;
        }
    }
    assert!((8..39).contains(&points), "{points} commits");
}
