//! Sample data comes and goes without a trace in the books.

use chrono::{DateTime, Utc};
use domain::{
    ids::{InvoiceId, OrganisationId},
    money::{Currency, Money},
    person::Actor,
};
use store::{
    SampleContact, SampleInvoice, Store,
    records::{
        invoices::{Listed, Listing, NewInvoice, Status},
        leads::{Found, Stage, Wanted},
    },
};
use testkit::Database;

fn now() -> DateTime<Utc> {
    "2026-03-10T15:00:00Z".parse().unwrap()
}

async fn company() -> (Database, Store, Actor) {
    let database = testkit::database().await;
    let store = Store::connect(&database.access(), 4).await.unwrap();
    let id = OrganisationId::new(now());
    let owner = testkit::bakery(id);
    let actor = store.create_company(&owner, now()).await.unwrap();
    (database, store, actor)
}

fn sample() -> Vec<SampleContact> {
    let invoice = |total, paid, due_in| SampleInvoice {
        description: "site".to_owned(),
        total,
        paid,
        due_in,
    };
    let contact = |name: &str| SampleContact {
        is_company: false,
        name: format!("{name} (demo)"),
        email: format!("{name}@example.com"),
        lead: Some((Stage::Proposal, "course".to_owned())),
        invoices: Vec::new(),
    };
    vec![
        SampleContact {
            invoices: vec![invoice(48_000, 48_000, -20), invoice(12_000, 0, -3)],
            ..contact("bruno")
        },
        SampleContact {
            invoices: vec![invoice(9_000, 3_000, 12)],
            ..contact("carla")
        },
        contact("diego"),
    ]
}

async fn listed(store: &Store, actor: &Actor) -> Listed {
    let mut db = store.records(actor.organisation, now()).await.unwrap();
    db.invoices().list(Listing::default(), 50).await.unwrap()
}

async fn found(store: &Store, actor: &Actor) -> Found {
    let mut db = store.records(actor.organisation, now()).await.unwrap();
    db.leads().find(&Wanted::default(), 50).await.unwrap()
}

/// An invoice that is no sample, to whoever is called so.
async fn issue(store: &Store, actor: &Actor, name: &str) -> i64 {
    let mut db = store.records(actor.organisation, now()).await.unwrap();
    let customer = db.contacts().meant_by(name).await.unwrap().remove(0);
    let invoice = NewInvoice {
        id: InvoiceId::new(now()),
        contact: customer.id,
        amount: Money {
            minor: 100,
            currency: Currency::Brl,
        },
        due: db.today(),
        description: None,
    };
    let number = db.invoices().create(&invoice).await.unwrap().unwrap();
    db.commit().await.unwrap();
    number
}

#[tokio::test]
async fn samples_are_loaded_once_and_taken_away_whole() {
    let (_database, store, actor) = company().await;
    assert!(
        store
            .load_demo((&actor, "terminal"), &sample(), now())
            .await
            .unwrap()
    );
    assert!(
        !store
            .load_demo((&actor, "terminal"), &sample(), now())
            .await
            .unwrap()
    );
    let invoices = listed(&store, &actor).await;
    let today = now().date_naive();
    let stand: Vec<_> = invoices
        .invoices
        .iter()
        .map(|it| (it.number, it.status(today)))
        .collect();
    assert_eq!(
        stand,
        [
            (9_003, Status::Open),
            (9_002, Status::Overdue),
            (9_001, Status::Paid)
        ]
    );
    assert_eq!(found(&store, &actor).await.count, 3);
    let cleared = store.clear_demo((&actor, "terminal")).await.unwrap();
    assert_eq!(
        (cleared.contacts, cleared.invoices, cleared.kept),
        (3, 3, 0)
    );
    assert_eq!(listed(&store, &actor).await.count, 0);
    assert_eq!(found(&store, &actor).await.count, 0);
    let again = store.clear_demo((&actor, "terminal")).await.unwrap();
    assert_eq!((again.contacts, again.invoices, again.kept), (0, 0, 0));
    assert!(
        store
            .load_demo((&actor, "terminal"), &sample(), now())
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn real_invoices_are_numbered_as_if_there_were_no_samples() {
    let (_database, store, actor) = company().await;
    store
        .load_demo((&actor, "terminal"), &sample(), now())
        .await
        .unwrap();
    assert_eq!(issue(&store, &actor, "diego").await, 1);
    assert_eq!(issue(&store, &actor, "diego").await, 2);
    let cleared = store.clear_demo((&actor, "terminal")).await.unwrap();
    assert_eq!(
        (cleared.contacts, cleared.invoices, cleared.kept),
        (2, 3, 1)
    );
    assert_eq!(found(&store, &actor).await.count, 0);
    assert_eq!(issue(&store, &actor, "diego").await, 3);
    let numbers: Vec<i64> = listed(&store, &actor)
        .await
        .invoices
        .iter()
        .map(|it| it.number)
        .collect();
    assert_eq!(numbers, [3, 2, 1]);
}

#[tokio::test]
async fn two_at_once_load_one_sample() {
    let (_database, store, actor) = company().await;
    let sample = sample();
    let (one, other) = tokio::join!(
        store.load_demo((&actor, "terminal"), &sample, now()),
        store.load_demo((&actor, "terminal"), &sample, now())
    );
    assert_ne!(one.unwrap(), other.unwrap());
    assert_eq!(listed(&store, &actor).await.count, 3);
}
