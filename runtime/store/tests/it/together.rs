//! Units of work of one company in one transaction.

use domain::ids::{ContactId, LeadId, OrganisationId};
use futures_util::{FutureExt as _, future::join_all};
use store::{
    Claimed, Committed, Error, Work,
    records::{
        contacts::{Address, AddressKind},
        leads::{Act, LeadWrite},
    },
};
use uuid::Uuid;

use crate::commits::{
    rig::Rig,
    rows::{now, step},
};

/// How many transactions of a company stand open at once.
const OPEN: usize = 3;

#[tokio::test]
async fn units_that_stand_in_line_commit_in_one_transaction() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let _held = hold(&rig, company, OPEN - 1).await;
    let runs = [
        rig.at_work(company).await,
        rig.at_work(company).await,
        rig.at_work(company).await,
    ];
    let done = join_all(runs.iter().map(|it| do_and_commit(&rig, it))).await;
    for outcome in done {
        assert_eq!(outcome.unwrap(), Committed::Done { next: None });
    }
    assert_eq!(written(&rig, company).await, (3, 3));
    let transactions: i64 = sqlx::query_scalar(
        "select count(distinct x) from (select xmin::text from steps where organisation = $1
            union all select xmin::text from leads where organisation = $1) x",
    )
    .bind(company.uuid())
    .fetch_one(&rig.behind)
    .await
    .unwrap();
    assert_eq!(transactions, 1);
}

#[tokio::test]
async fn who_stands_alone_commits_at_once() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let run = rig.at_work(company).await;
    do_and_commit(&rig, &run).await.unwrap();
    assert_eq!(written(&rig, company).await, (1, 1));
}

#[tokio::test]
async fn one_that_takes_its_work_back_undoes_those_before_it_and_they_can_be_done_again() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let _held = hold(&rig, company, OPEN - 1).await;
    let (first, second) = (rig.at_work(company).await, rig.at_work(company).await);
    let takes_back = async {
        let mut work = work(&rig, &second).await;
        write(&mut work).await.unwrap();
        work.abandon().await
    };
    let (undone, took_back) = tokio::join!(do_and_commit(&rig, &first), takes_back);
    took_back.unwrap();
    assert!(matches!(undone, Err(Error::Undone)), "{undone:?}");
    assert_eq!(written(&rig, company).await, (0, 0));

    let mut again = work(&rig, &first).await;
    again.go_alone();
    write(&mut again).await.unwrap();
    again.commit().await.unwrap();
    assert_eq!(written(&rig, company).await, (1, 1));
}

#[tokio::test]
async fn one_that_another_process_holds_undoes_the_others() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let _held = hold(&rig, company, OPEN - 1).await;
    let (mine, lost) = (rig.at_work(company).await, rig.at_work(company).await);
    let lost = Claimed {
        epoch: lost.epoch - 1_000_000,
        ..lost
    };
    let (undone, fenced) = tokio::join!(do_and_commit(&rig, &mine), do_and_commit(&rig, &lost));
    assert!(matches!(undone, Err(Error::Undone)), "{undone:?}");
    assert!(matches!(fenced, Err(Error::Fenced)), "{fenced:?}");
    assert_eq!(written(&rig, company).await, (0, 0));
}

#[tokio::test]
async fn one_that_is_dropped_amid_its_work_takes_no_place_with_it() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    for _ in 0..2 * OPEN {
        let run = rig.at_work(company).await;
        let mut work = work(&rig, &run).await;
        write(&mut work).await.unwrap();
        drop(work);
    }
    let run = rig.at_work(company).await;
    do_and_commit(&rig, &run).await.unwrap();
    assert_eq!(written(&rig, company).await, (1, 1));
}

#[tokio::test]
async fn what_was_handed_in_commits_also_when_nobody_waits_for_it() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let _held = hold(&rig, company, OPEN - 1).await;
    let (gone, next) = (rig.at_work(company).await, rig.at_work(company).await);
    let mut unit = work(&rig, &gone).await;
    write(&mut unit).await.unwrap();
    assert!(unit.commit().now_or_never().is_none());
    do_and_commit(&rig, &next).await.unwrap();
    assert_eq!(written(&rig, company).await, (2, 2));
}

/// Transactions of others, which stay open.
async fn hold(rig: &Rig, company: OrganisationId, count: usize) -> Vec<Work> {
    let mut held = Vec::new();
    for _ in 0..count {
        let known = rig.store.organisation(company).await.unwrap();
        let mut work = rig.store.work(known, now());
        write(&mut work).await.unwrap();
        held.push(work);
    }
    held
}

async fn do_and_commit(rig: &Rig, run: &Claimed) -> Result<Committed, Error> {
    let mut work = work(rig, run).await;
    write(&mut work).await?;
    work.commit().await
}

async fn work(rig: &Rig, run: &Claimed) -> Work {
    let known = rig.store.organisation(run.organisation).await.unwrap();
    let mut work = rig.store.work(known, now());
    work.fence(run.flow, run.epoch, run.woken);
    work.writes().steps.push(step(run, "0"));
    work
}

/// What a body does.
async fn write(work: &mut Work) -> Result<(), Error> {
    let (now, id) = (work.now(), Uuid::now_v7());
    let lead = LeadWrite {
        contact: ContactId::new(now),
        is_new: false,
        name: "Ana".to_owned(),
        addresses: vec![Address {
            kind: AddressKind::Email,
            value: format!("{id}@example.com"),
        }],
        lead: LeadId::new(now),
        interest: None,
        act: Act::Created,
        activity: id,
        note: None,
    };
    work.records().leads().write(&lead).await?;
    Ok(())
}

/// How many leads and steps there are.
async fn written(rig: &Rig, company: OrganisationId) -> (i64, i64) {
    sqlx::query_as(
        "select (select count(*) from leads where organisation = $1),
            (select count(*) from steps where organisation = $1)",
    )
    .bind(company.uuid())
    .fetch_one(&rig.behind)
    .await
    .unwrap()
}
