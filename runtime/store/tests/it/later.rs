//! Leads of new contacts, which wait for the commit of their unit of work, and looks at who is known.

use domain::ids::{ContactId, LeadId, OrganisationId};
use futures_util::{FutureExt as _, future::join_all};
use store::{
    Claimed, Committed, Error, Work,
    records::{
        contacts::{Address, AddressKind},
        leads::{Act, LeadWrite, Written},
    },
};
use uuid::Uuid;

use crate::commits::{
    rig::Rig,
    rows::{now, step},
};

#[tokio::test]
async fn they_are_written_with_those_of_others() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let runs = [rig.at_work(company).await, rig.at_work(company).await];
    let mut writes = Vec::new();
    for (run, name) in runs.iter().zip(["ana", "bia"]) {
        let mut work = work(&rig, run).await;
        write(&mut work, name).await.unwrap();
        assert!(!work.is_open(), "it has a transaction of its own");
        writes.push(work.into_writes());
    }
    assert_eq!(written(&rig, company).await, (0, 0, 0, 0));
    for outcome in rig.store.commit_together(&writes).await.unwrap() {
        assert_eq!(outcome.unwrap(), Committed::Done { next: None });
    }
    assert_eq!(written(&rig, company).await, (2, 2, 2, 2));
}

#[tokio::test]
async fn who_writes_of_a_contact_that_is_not_new_by_then_writes_nothing_and_neighbours_do() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let mut runs = Vec::new();
    let mut writes = Vec::new();
    for name in ["ana", "ana", "bia"] {
        let run = rig.at_work(company).await;
        let mut work = work(&rig, &run).await;
        write(&mut work, name).await.unwrap();
        writes.push(work.into_writes());
        runs.push(run);
    }
    let outcomes = rig.store.commit_together(&writes).await.unwrap();
    let [first, second, third] = outcomes.try_into().unwrap();
    first.unwrap();
    assert!(matches!(second, Err(Error::Undone)), "{second:?}");
    third.unwrap();
    assert_eq!(written(&rig, company).await, (2, 2, 2, 2));
    assert_eq!(rig.rows(runs[1].flow).await, 0);

    let mut again = work(&rig, &runs[1]).await;
    again.go_alone();
    let taken = write(&mut again, "ana").await.unwrap();
    assert_eq!(taken, Written::Taken);
    again.commit().await.unwrap();
    assert_eq!(rig.rows(runs[1].flow).await, 1);
}

#[tokio::test]
async fn of_what_another_process_holds_none_is_written() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let run = rig.at_work(company).await;
    let lost = Claimed {
        epoch: run.epoch - 1_000_000,
        ..run
    };
    let mut work = work(&rig, &lost).await;
    write(&mut work, "ana").await.unwrap();
    let outcomes = rig.store.commit_together(&[work.into_writes()]).await;
    let [fenced] = outcomes.unwrap().try_into().unwrap();
    assert!(matches!(fenced, Err(Error::Fenced)), "{fenced:?}");
    assert_eq!(written(&rig, company).await, (0, 0, 0, 0));
}

#[tokio::test]
async fn what_follows_in_their_unit_sees_them() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let run = rig.at_work(company).await;
    let mut work = work(&rig, &run).await;
    write(&mut work, "ana").await.unwrap();
    let known = work.records().leads().known(&[address("ana")], None).await;
    assert_eq!(known.unwrap().holders.len(), 1);
    assert!(work.is_open());
    work.commit().await.unwrap();
    assert_eq!(written(&rig, company).await, (1, 1, 1, 1));
}

#[tokio::test]
async fn a_body_that_is_undone_takes_its_own_back_and_not_those_before_it() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let run = rig.at_work(company).await;
    for looks in [false, true] {
        let mut work = work(&rig, &run).await;
        write(&mut work, "ana").await.unwrap();
        work.end_body();
        let body = work.begin_body();
        write(&mut work, "bia").await.unwrap();
        if looks {
            let known = work.records().leads().known(&[address("ana")], None).await;
            assert_eq!(known.unwrap().holders.len(), 1);
        }
        work.undo_body(body).await.unwrap();
        let known = work.records().leads().known(&[address("ana")], None).await;
        assert_eq!(known.unwrap().holders.len(), 1);
        let known = work.records().leads().known(&[address("bia")], None).await;
        assert_eq!(known.unwrap().holders.len(), 0);
        work.abandon().await.unwrap();
    }
    let mut work = work(&rig, &run).await;
    write(&mut work, "ana").await.unwrap();
    work.end_body();
    let body = work.begin_body();
    write(&mut work, "bia").await.unwrap();
    work.undo_body(body).await.unwrap();
    let outcomes = rig.store.commit_together(&[work.into_writes()]).await;
    outcomes.unwrap().pop().unwrap().unwrap();
    assert_eq!(written(&rig, company).await, (1, 1, 1, 1));
}

#[tokio::test]
async fn looks_at_once_each_find_their_own() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let run = rig.at_work(company).await;
    let names = ["ana", "bia", "caio", "davi", "eva"];
    let mut kept = work(&rig, &run).await;
    for name in &names[1..] {
        write(&mut kept, name).await.unwrap();
    }
    kept.commit().await.unwrap();
    let mut works = Vec::new();
    for _ in names {
        works.push(work(&rig, &run).await);
    }
    // One goes at once, one leaves while it is under way, and the others go together.
    let mut gone = work(&rig, &run).await;
    assert!(look(&mut gone, "ana").now_or_never().is_none());
    let looks = works.iter_mut().zip(names);
    let found = join_all(looks.map(|(work, name)| look(work, name))).await;
    let expected: Vec<Vec<String>> = names
        .map(|name| match name {
            "ana" => Vec::new(),
            name => vec![name.to_owned()],
        })
        .into();
    assert_eq!(found, expected);
    assert!(works.iter().all(|it| !it.is_open()));
}

/// The names of those to whom the address of somebody belongs.
async fn look(work: &mut Work, name: &str) -> Vec<String> {
    let known = work.records().leads().known(&[address(name)], None).await;
    let holders = known.unwrap().holders.into_iter();
    holders.map(|it| it.name).collect()
}

async fn work(rig: &Rig, run: &Claimed) -> Work {
    let known = rig.store.organisation(run.organisation).await.unwrap();
    let mut work = rig.store.work(known, now());
    work.fence(run.flow, run.epoch, run.woken);
    work.writes().steps.push(step(run, "0"));
    work
}

async fn write(work: &mut Work, name: &str) -> Result<Written, Error> {
    let now = work.now();
    let lead = LeadWrite {
        contact: ContactId::new(now),
        is_new: true,
        name: name.to_owned(),
        addresses: vec![address(name)],
        lead: LeadId::new(now),
        interest: None,
        act: Act::Created,
        activity: Uuid::now_v7(),
        note: None,
    };
    work.records().leads().write(&lead).await
}

fn address(name: &str) -> Address {
    Address {
        kind: AddressKind::Email,
        value: format!("{name}@example.com"),
    }
}

/// How many contacts, addresses, leads and lines of their history there are.
async fn written(rig: &Rig, company: OrganisationId) -> (i64, i64, i64, i64) {
    sqlx::query_as(
        "select (select count(*) from contacts where organisation = $1),
            (select count(*) from contact_addresses where organisation = $1),
            (select count(*) from leads where organisation = $1),
            (select count(*) from lead_activities where organisation = $1)",
    )
    .bind(company.uuid())
    .fetch_one(&rig.behind)
    .await
    .unwrap()
}
