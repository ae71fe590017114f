//! Whoever may do everything changes something: it is found and named.

use chrono::{TimeDelta, Utc};
use domain::ids::RowId;
use store::{AuditFault, RowFault};

use super::rig::{Rig, bad_row, seal};

/// What somebody does by hand to six rows in seals of two, after the one of the foundation.
type Tamper = fn(&[RowId]) -> String;

/// Answers what is wrong with which row after each of them.
async fn after_each<const N: usize>(tampers: [Tamper; N]) -> Vec<(RowFault, usize)> {
    let (mut rig, rows) = Rig::sealed(6, 2).await;
    let mut bad = Vec::new();
    for tamper in tampers {
        rig.run(&tamper(&rows)).await;
        let (what, id) = bad_row(rig.verify().await);
        bad.push((what, rows.iter().position(|it| *it == id).unwrap()));
        rig.mend().await;
    }
    bad
}

#[tokio::test]
async fn a_changed_row_is_named_whatever_was_changed() {
    let changes = [
        "act = 'x'",
        "subject = subject || ' '",
        "person = null",
        "person = gen_random_uuid()",
        "token = gen_random_uuid()",
        "channel = null",
        "channel = 'x'",
        "digest = '\\x01'",
        "detail = '{\"a\": 1.5}'",
        "at = at + interval '1 microsecond'",
        "position = position + 1000000",
        "position = 0",
    ];
    let (mut rig, rows) = Rig::sealed(6, 2).await;
    for change in changes {
        let id = rows[3];
        rig.run(&format!("update audit set {change} where id = '{id}'"))
            .await;
        let report = rig.verify().await;
        let Some(AuditFault::Row(row)) = report.fault.clone() else {
            panic!("{change}: {report:?}")
        };
        assert_eq!((row.what, row.id), (RowFault::Changed, id), "{change}");
        assert!(row.at.is_some() && row.act.is_some(), "{change}: {row:?}");
        let (seal, before) = match change {
            // Where it lies now.
            "position = 0" => (1, 0),
            _ => (3, 4),
        };
        assert_eq!((row.seal, report.rows), (seal, before), "{change}");
        rig.mend().await;
    }
}

#[tokio::test]
async fn a_row_that_moved_and_passed_no_other_is_named() {
    let (mut rig, rows) = Rig::sealed(6, 2).await;
    let id = rows[2];
    // The transaction that sealed the rows before it leaves room.
    rig.run(&format!(
        "update audit set position = position - 1 where id = '{id}'"
    ))
    .await;
    assert_eq!(bad_row(rig.verify().await), (RowFault::Changed, id));
}

#[tokio::test]
async fn a_row_that_was_taken_out_is_named() {
    let (mut rig, rows) = Rig::sealed(6, 2).await;
    for index in [0, 3, 5] {
        let id = rows[index];
        rig.run(&format!("delete from audit where id = '{id}'"))
            .await;
        let report = rig.verify().await;
        let Some(AuditFault::Row(row)) = report.fault else {
            panic!("{report:?}")
        };
        assert_eq!((row.what, row.id), (RowFault::Removed, id));
        // Its id says when it was.
        assert!(row.at.is_some() && row.act.is_none(), "{row:?}");
        rig.mend().await;
    }
}

#[tokio::test]
async fn the_first_of_several_bad_rows_is_named() {
    let bad = after_each([|rows| {
        format!(
            "delete from audit where id = '{}'; update audit set act = 'x' where id = '{}'",
            rows[4], rows[2]
        )
    }]);
    assert_eq!(bad.await, [(RowFault::Changed, 2)]);
}

#[tokio::test]
async fn rows_that_were_swapped_are_named() {
    let contents: Tamper = |rows| {
        format!(
            "update audit a set subject = b.subject, person = b.person, at = b.at from audit b
                where (a.id, b.id) in (('{0}', '{1}'), ('{1}', '{0}'))",
            rows[1], rows[4]
        )
    };
    let places: Tamper = |rows| {
        format!(
            "update audit a set position = b.position from audit b
                where (a.id, b.id) in (('{0}', '{1}'), ('{1}', '{0}'))",
            rows[2], rows[3]
        )
    };
    // The one that lies in the other's place is named.
    let ids: Tamper = |rows| {
        format!(
            "update audit set id = '00000000-0000-7000-8000-000000000000' where id = '{0}';
            update audit set id = '{0}' where id = '{1}';
            update audit set id = '{1}' where id = '00000000-0000-7000-8000-000000000000'",
            rows[2], rows[5]
        )
    };
    let bad = after_each([contents, places, ids]).await;
    assert_eq!(bad, [1, 2, 5].map(|row| (RowFault::Changed, row)));
}

#[tokio::test]
async fn a_row_that_was_put_in_among_sealed_ones_is_named() {
    let (mut rig, rows) = Rig::sealed(6, 2).await;
    for place in ["position", "position - 1", "0"] {
        let id = RowId::new(Utc::now());
        rig.run(&format!(
            "insert into audit select organisation, '{id}', 'forged', subject, person, token,
                channel, digest, detail, at, {place} from audit where id = '{}'",
            rows[3]
        ))
        .await;
        // Whoever is late to seal does not take it for a new one.
        rig.row(rig.company, Utc::now()).await;
        rig.seal(1).await;
        let report = rig.verify().await;
        let Some(AuditFault::Row(row)) = report.fault else {
            panic!("{place}: {report:?}")
        };
        assert_eq!((row.what, row.id), (RowFault::Added, id), "{place}");
        assert_eq!(row.act.as_deref(), Some("forged"));
        rig.mend().await;
    }
}

#[tokio::test]
async fn a_new_row_that_says_it_is_old_is_named() {
    let old = Utc::now() - TimeDelta::days(40);
    let (mut rig, _) = Rig::sealed(2, 2).await;
    // By its id, by its time, by both.
    for (id, at) in [(old, Utc::now()), (Utc::now(), old), (old, old)] {
        let id = rig.row(rig.company, id).await;
        rig.run(&format!("update audit set at = '{at}' where id = '{id}'"))
            .await;
        rig.seal(1).await;
        assert_eq!(bad_row(rig.verify().await), (RowFault::Backdated, id));
        rig.mend().await;
    }
    // An hour is no lie: clocks are set.
    rig.row(rig.company, Utc::now() - TimeDelta::hours(1)).await;
    rig.seal(1).await;
    assert_eq!(rig.verify().await.fault, None);
}

#[tokio::test]
async fn a_changed_seal_is_named() {
    let changes = [
        "previous = '\\x00'",
        "hash = sha256(hash)",
        "hash = '\\x'",
        "at = at + interval '1 microsecond'",
        "at = 'infinity'",
        "position = position - 1",
        "last = gen_random_uuid()",
        "entries = substr(entries, 49)",
        "entries = substr(entries, 49) || substr(entries, 1, 48)",
        "entries = entries || '\\x00'",
    ];
    let (mut rig, _) = Rig::sealed(6, 2).await;
    for change in changes {
        rig.run(&format!("update audit_seals set {change} where seq = 3"))
            .await;
        let report = rig.verify().await;
        let changed = AuditFault::SealChanged { seq: 3 };
        assert_eq!(report.fault, Some(changed), "{change}");
        assert_eq!(report.rows, 3, "{change}");
        rig.mend().await;
    }
}

#[tokio::test]
async fn a_seal_that_was_made_anew_with_its_rows_is_named_by_the_one_after_it() {
    let (mut rig, rows) = Rig::sealed(2, 2).await;
    // Somebody who knows how to seal: the rows are changed, and their seal is made again.
    let id = rows[0];
    rig.row(rig.company, Utc::now()).await;
    rig.seal(1).await;
    rig.sealer.leave().await.unwrap();
    rig.run(&format!(
        "create temp table third as select * from audit_seals where seq = 3;
        create temp table later as select * from audit
            where position = (select position from third);
        delete from audit where position = (select position from third);
        delete from audit_seals where seq >= 2;
        update audit set act = 'x' where id = '{id}'"
    ))
    .await;
    while rig.verify().await.unsealed > 0 {
        rig.sealer.seal(Utc::now()).await.unwrap();
    }
    assert_eq!(rig.verify().await.fault, None);
    rig.run("insert into audit select * from later; insert into audit_seals select * from third")
        .await;
    let report = rig.verify().await;
    assert_eq!(report.fault, Some(AuditFault::SealChanged { seq: 2 }));
}

#[tokio::test]
async fn a_seal_that_was_taken_out_is_named() {
    let (mut rig, _) = Rig::sealed(6, 2).await;
    for seq in [1, 3] {
        rig.run(&format!("delete from audit_seals where seq = {seq}"))
            .await;
        let missing = AuditFault::SealMissing { seq };
        assert_eq!(rig.verify().await.fault, Some(missing));
        rig.mend().await;
    }
    // The newest one too: the sealer knows what it wrote, and goes on after it.
    rig.row(rig.company, Utc::now()).await;
    rig.seal(1).await;
    rig.run("delete from audit_seals where seq = 5").await;
    rig.row(rig.company, Utc::now()).await;
    seal(&mut rig.sealer, 1).await;
    let missing = AuditFault::SealMissing { seq: 5 };
    assert_eq!(rig.verify().await.fault, Some(missing));
}

#[tokio::test]
async fn a_head_that_was_kept_tells_a_chain_that_lost_its_end_or_was_made_anew() {
    let (mut rig, _) = Rig::sealed(4, 2).await;
    let head = rig.verify().await.head.unwrap();
    assert_eq!(head.seq, 3);
    rig.row(rig.company, Utc::now()).await;
    rig.seal(1).await;
    let later = rig.verify().await.head.unwrap();
    for kept in [&head, &later] {
        let report = rig.verify_with(Some(kept.hash)).await;
        assert_eq!(report.fault, None);
    }

    // Without its end the chain is sound.
    rig.sealer.leave().await.unwrap();
    rig.run(
        "delete from audit where position > (select position from audit_seals where seq = 3);
        delete from audit_seals where seq > 3",
    )
    .await;
    assert_eq!(rig.verify().await.fault, None);
    assert_eq!(rig.verify_with(Some(head.hash)).await.fault, None);
    let cut = rig.verify_with(Some(later.hash)).await;
    assert_eq!(cut.fault, Some(AuditFault::HeadMissing));

    rig.run("delete from audit_seals; update audit set act = 'x'")
        .await;
    while rig.verify().await.unsealed > 0 {
        rig.sealer.seal(Utc::now()).await.unwrap();
    }
    assert_eq!(rig.verify().await.fault, None);
    let other = rig.verify_with(Some(head.hash)).await;
    assert_eq!(other.fault, Some(AuditFault::HeadMissing));
}
