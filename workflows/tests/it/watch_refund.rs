//! Refunds that Stripe takes on and carries out, or does not, days later.

use chrono::Utc;
use domain::{
    ids::{ContactId, FlowId, IdempotencyKey, InvoiceId, LeadId, PaymentId, RefundId, RowId},
    money::{Currency, Money},
    turn::TurnStatus,
};
use serde_json::json;
use store::records::{
    invoices::NewInvoice,
    leads::{Act, LeadWrite},
    payments::NewPayment,
    refunds::End,
};
use testkit::{Setup, TestApp, scripted::obey, stripe::FakeStripe};

use crate::follow_up::SAID;

/// What is to be seen of a refund.
pub(crate) const STANDS: &str =
    "select r.state || ', ' || i.refunded || ' of ' || i.paid from refunds r
    join invoices i on i.id = r.invoice";

/// Waits until the watch rests: the timer of its next look is all there is.
pub(crate) const RESTS: &str = "select count(*) from ready where holder is null and due > now()";

/// A company with an invoice that is paid through Stripe.
pub(crate) async fn paid(setup: Setup, fake: &FakeStripe) -> TestApp {
    fake.paid("pi_1", 20_000, "brl");
    let app = setup.with_stripe(fake).start().await;
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    app.run(async move {
        let at = Utc::now();
        let amount = Money {
            minor: 20_000,
            currency: Currency::Brl,
        };
        let contact = ContactId::new(at);
        let mut records = store.records(organisation, at).await?;
        let customer = LeadWrite {
            contact,
            is_new: false,
            name: "Ana".to_owned(),
            addresses: Vec::new(),
            lead: LeadId::new(at),
            interest: None,
            act: Act::Created,
            activity: RowId::new(at).uuid(),
            note: None,
        };
        records.leads().write(&customer).await?;
        let invoice = NewInvoice {
            id: InvoiceId::new(at),
            contact,
            amount,
            due: at.date_naive(),
            description: None,
        };
        records.invoices().create(&invoice).await?;
        let payment = NewPayment {
            id: PaymentId::new(at),
            key: IdempotencyKey::from_text("paid"),
            invoice: invoice.id,
            amount,
            provider: "stripe",
            reference: Some("pi_1".to_owned()),
        };
        records.payments().record(&payment).await?;
        records.commit().await
    })
    .await
    .unwrap();
    app
}

/// An order to Finance to give something back.
pub(crate) fn refund(reason: &str) -> String {
    let amount = json!({ "minor": 5_000, "currency": "BRL" });
    let arguments = json!({ "invoice": "1", "amount": amount, "reason": reason });
    format!("finance refund_invoice {arguments}")
}

/// The same, where a refund was taken on and is watched.
pub(crate) async fn watched(setup: Setup) -> (FakeStripe, TestApp, FlowId) {
    watched_because(setup, "the bread was burnt").await
}

async fn watched_because(setup: Setup, reason: &str) -> (FakeStripe, TestApp, FlowId) {
    let fake = FakeStripe::start().await.unwrap();
    let app = paid(setup, &fake).await;
    fake.begin_as("pending");
    let view = app.say(&refund(reason)).await;
    assert_eq!(view.answer.as_deref(), Some("Done."), "{view:#?}");
    app.until(RESTS, 1).await;
    let id = app.text("select id::text from refunds").await;
    assert_eq!(app.text(STANDS).await, "pending, 5000 of 20000");
    (fake, app, id.parse().unwrap())
}

/// Has the next look happen, and waits until the watch rests again or is over.
pub(crate) async fn look(app: &TestApp, fake: &FakeStripe) {
    let before = fake.looks();
    app.pass_time().await;
    let moves = "select count(*) from ready where holder is not null or due <= now()";
    app.until(moves, 0).await;
    assert_eq!(fake.looks(), before + 1);
}

pub(crate) async fn said(app: &TestApp) -> String {
    app.text(
        "select string_agg(parts->0->>'text', '|') from messages
            where direction = 'out' and turn is null",
    )
    .await
}

/// What is given back in all months, and what still can be of the invoice.
pub(crate) async fn counted(app: &TestApp) -> (i64, i64) {
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    app.run(async move {
        let at = Utc::now();
        let mut records = store.records(organisation, at).await?;
        let first = at.date_naive() - chrono::Days::new(400);
        let after = at.date_naive() + chrono::Days::new(400);
        let months = records.revenue().by_month(first, after).await?;
        let invoice = records.invoices().numbered(1).await?.unwrap();
        let mut payments = records.payments();
        let whole = payments.refundable(invoice.id, "stripe", 20_000).await?;
        assert_eq!(whole.is_some(), invoice.refundable().minor == 20_000);
        let back = months.iter().map(|it| it.refunded).sum();
        Ok::<_, store::Error>((back, invoice.refundable().minor))
    })
    .await
    .unwrap()
}

pub(crate) const AUDITED: &str = "select coalesce(string_agg(act, ',' order by act), '') from audit
    where act like 'refund.%' and subject = 'refund/' || (select id from refunds)";

#[tokio::test]
async fn a_refund_that_comes_through_after_all_is_done_and_nobody_is_disturbed() {
    let (fake, app, id) = watched(Setup::new(obey)).await;
    let plan = "select output->>'note' from tool_calls where tool = 'refund_invoice'";
    assert_eq!(app.text(plan).await, "pending");
    look(&app, &fake).await;
    assert_eq!(app.text(STANDS).await, "pending, 5000 of 20000");
    assert_eq!(counted(&app).await, (5_000, 15_000));
    fake.become_of_all("succeeded");
    look(&app, &fake).await;
    assert_eq!(app.text(STANDS).await, "done, 5000 of 20000");
    assert_eq!(counted(&app).await, (5_000, 15_000));
    assert_eq!(
        (app.number(SAID).await, app.text(AUDITED).await),
        (0, "refund.succeeded".to_owned())
    );
    let end = "select output #>> '{}' from runs where workflow = 'watch_refund'";
    assert_eq!(app.text(end).await, "succeeded");
    let ours = format!("select count(*) from runs where id = '{id}'");
    assert_eq!(app.number(&ours).await, 1);
    assert_eq!(fake.looks(), 2);
    app.pass_all_time().await;
    app.finish().await;
}

#[tokio::test]
async fn a_refund_that_fails_later_is_taken_back_and_the_person_told_once_in_her_language() {
    for (reason, text) in [
        (
            "the bread was burnt",
            "The refund of R$50.00 of invoice 1 of Ana failed at the payment provider (re_fake1): the money \
             did not go back, and the invoice counts it as not given back. Ask for the refund again, or \
             agree on another way with Ana.",
        ),
        (
            "o pão veio queimado e a cliente não gostou",
            "O reembolso de R$\u{a0}50,00 da fatura 1 de Ana falhou no provedor de pagamentos (re_fake1): o \
             dinheiro não voltou, e na fatura ele conta como não devolvido. Peça o reembolso de novo ou \
             combine outro jeito com Ana.",
        ),
    ] {
        let (fake, app, id) = watched_because(Setup::new(obey), reason).await;
        fake.become_of_all("failed");
        look(&app, &fake).await;
        app.until(SAID, 1).await;
        assert_eq!(said(&app).await, text);
        assert_eq!(app.text(STANDS).await, "failed, 0 of 20000");
        assert_eq!(counted(&app).await, (0, 20_000));
        assert_eq!(app.text(AUDITED).await, "refund.failed");
        // Whoever says so again says nothing new.
        let (store, organisation) = (app.store().clone(), app.owner.organisation);
        let again = app.run(async move {
            let mut records = store.records(organisation, Utc::now()).await?;
            let refund = RefundId::from_uuid(id.uuid());
            let end = records.refunds().end(refund, id, End::Failed).await?;
            records.commit().await?;
            Ok::<_, store::Error>(end)
        });
        assert_eq!(again.await.unwrap(), None);
        // It can be asked for again, and is another refund.
        fake.begin_as("succeeded");
        let view = app.say(&refund(reason)).await;
        assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
        assert_eq!(counted(&app).await, (5_000, 15_000));
        assert_eq!((fake.looks(), app.number(SAID).await), (1, 1));
        app.pass_all_time().await;
        app.finish().await;
    }
}

#[tokio::test]
async fn several_who_say_at_once_that_a_refund_failed_say_it_once() {
    let (_fake, app, id) = watched(Setup::new(obey)).await;
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    let ends = app.run(async move {
        let end = async |store: store::Store| {
            let mut records = store.records(organisation, Utc::now()).await?;
            let refund = RefundId::from_uuid(id.uuid());
            let end = records.refunds().end(refund, id, End::Failed).await?;
            records.commit().await?;
            Ok::<_, store::Error>(end.is_some())
        };
        tokio::try_join!(end(store.clone()), end(store.clone()), end(store))
    });
    let (one, two, three) = Box::pin(ends).await.unwrap();
    assert_eq!([one, two, three].iter().filter(|it| **it).count(), 1);
    assert_eq!(app.text(STANDS).await, "failed, 0 of 20000");
    assert_eq!(app.text(AUDITED).await, "refund.failed");
    app.abandon().await;
}

#[tokio::test]
async fn a_provider_that_is_away_for_a_while_is_asked_again_and_believed_then() {
    let (fake, app, _) = watched(Setup::new(obey)).await;
    fake.be_away(true);
    // Each look is tried five times.
    for _ in 0..12 {
        look(&app, &fake).await;
    }
    assert_eq!(app.text(STANDS).await, "pending, 5000 of 20000");
    let asked = "select count(*) from steps where name = 'watch_refund.ask' and state = 'done'";
    assert!(app.number(asked).await >= 2);
    fake.be_away(false);
    fake.become_of_all("canceled");
    look(&app, &fake).await;
    assert_eq!(app.text(STANDS).await, "failed, 0 of 20000");
    assert_eq!(app.number(SAID).await, 1);
    app.finish().await;
}

#[tokio::test]
async fn a_refund_of_which_stripe_never_says_more_is_given_up_after_five_weeks_and_the_person_told()
{
    let (fake, app, _) = watched(Setup::new(obey)).await;
    let pauses = "select string_agg((extract(epoch from due - at)::bigint / 60)::text, ' ')
        from steps where kind = 'sleep' and state = 'waiting'";
    let mut waited = 0;
    while app.number(SAID).await == 0 {
        waited += app.text(pauses).await.parse::<i64>().unwrap();
        assert!(waited <= 37 * 24 * 60, "{waited} minutes are waited for");
        look(&app, &fake).await;
    }
    assert!(waited >= 35 * 24 * 60, "{waited} minutes are waited for");
    let text = said(&app).await;
    assert!(
        text.starts_with(
            "For five weeks the payment provider has not said whether the refund of R$50.00"
        ),
        "{text}"
    );
    assert_eq!(app.text(STANDS).await, "unknown, 5000 of 20000");
    assert_eq!(counted(&app).await, (5_000, 15_000));
    assert_eq!(app.text(AUDITED).await, "refund.unknown");
    assert_eq!(app.number(SAID).await, 1);
    app.finish().await;
}

#[tokio::test]
async fn a_refund_that_a_direct_call_asked_for_is_spoken_of_in_the_main_conversation() {
    let fake = FakeStripe::start().await.unwrap();
    let app = paid(Setup::new(obey), &fake).await;
    fake.begin_as("pending");
    let amount = json!({ "minor": 5_000, "currency": "BRL" });
    let arguments = json!({ "invoice": "1", "amount": amount });
    let view = app.call("refund_invoice", &arguments).await;
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    app.until(RESTS, 1).await;
    fake.become_of_all("failed");
    look(&app, &fake).await;
    app.until(SAID, 1).await;
    let main = "select count(*) from messages m join conversations c on c.id = m.conversation
        where m.direction = 'out' and m.turn is null and c.name = 'main'";
    assert_eq!(app.number(main).await, 1);
    app.finish().await;
}
