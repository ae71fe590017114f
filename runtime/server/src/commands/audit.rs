//! `firma audit`: whether the record of who did what is as it was.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    words::{Say, show_time},
};
use serde_json::{Value, json};
use store::{AuditFault, AuditReport, BadRow, RowFault};
use tokio::time::Instant;

use super::{Exit, ask::Asking, table};
use crate::{cli::AuditTask, signals};

/// After how long it is said how far it has come, and how often from then on.
const A_WHILE: Duration = Duration::from_secs(2);

/// Does a task.
pub(crate) async fn run(asking: &Asking<'_>, task: &AuditTask) -> anyhow::Result<Exit> {
    match task {
        AuditTask::List(newest) => list(asking, newest.limit, newest.look.json).await,
        AuditTask::Verify { json, head } => verify(asking, *json, *head).await,
    }
}

async fn list(asking: &Asking<'_>, most: i64, json: bool) -> anyhow::Result<Exit> {
    let organisation = asking.counter.actor.organisation;
    let entries = asking
        .counter
        .store
        .audit_entries(organisation, most)
        .await?;
    if json {
        asking.terminal.line(&serde_json::to_string(&entries)?);
        return Ok(Exit::Done);
    }
    if entries.is_empty() {
        asking
            .terminal
            .note(&asking.voice.text("audit-list", "none"));
    }
    let reader = asking.voice.reader();
    let rows = entries.into_iter().map(|it| {
        let machine = || asking.voice.text("audit-list", "machine");
        [
            show_time(reader, it.at),
            it.name.unwrap_or_else(machine),
            it.channel.unwrap_or_default(),
            it.credential.unwrap_or_default(),
            it.act,
            it.subject,
        ]
    });
    let rows: Vec<[String; 6]> = rows.collect();
    for line in table::lines(&rows, &[]) {
        asking.terminal.line(&line);
    }
    Ok(Exit::Done)
}

async fn verify(asking: &Asking<'_>, json: bool, head: Option<Digest>) -> anyhow::Result<Exit> {
    let (store, organisation) = (&asking.counter.store, asking.counter.actor.organisation);
    let mut said = Instant::now();
    let mut tell = |rows: u64| {
        if asking.terminal.is_watched() && said.elapsed() >= A_WHILE {
            said = Instant::now();
            note(asking, &Say::of("audit", "progress").with("rows", rows));
        }
    };
    let report = tokio::select! {
        report = store.verify_audit(organisation, head, &mut tell) => report?,
        () = signals::asked_to_end() => return Ok(Exit::Left),
    };
    match json {
        true => asking.terminal.line(&to_json(&report).to_string()),
        false => show(asking, &report),
    }
    Ok(match report.fault {
        None => Exit::Done,
        Some(_) => Exit::Failed,
    })
}

fn show(asking: &Asking<'_>, report: &AuditReport) {
    let line = |say: Say| asking.terminal.line(&asking.voice.say(&say));
    match &report.fault {
        Some(fault) => {
            line(fault_in_words(asking, fault));
            line(Say::of("audit", "before").with("rows", report.rows));
        }
        None if report.head.is_none() => line(Say::of("audit", "nothing")),
        None => line(Say::of("audit", "sound").with("rows", report.rows)),
    }
    if report.gone > 0 {
        line(Say::of("audit", "gone").with("gone", report.gone));
    }
    if report.unsealed > 0 {
        let say = Say::of("audit", "unsealed").with("unsealed", report.unsealed);
        line(say.with("since", time(asking, report.unsealed_since)));
    }
    // A head before something that is wrong is nothing to keep.
    if let (Some(head), None) = (&report.head, &report.fault) {
        let say = Say::of("audit", "head").with("seq", head.seq);
        line(say.with("at", head.at).with("hash", head.hash));
    }
}

fn fault_in_words(asking: &Asking<'_>, fault: &AuditFault) -> Say {
    let row = match fault {
        AuditFault::Row(row) => row,
        AuditFault::SealChanged { seq } => {
            return Say::of("audit", "seal-changed").with("seal", seq);
        }
        AuditFault::SealMissing { seq } => {
            return Say::of("audit", "seal-missing").with("seal", seq);
        }
        AuditFault::HeadMissing => return Say::of("audit", "head-missing"),
    };
    let say = match row.what {
        RowFault::Changed => Say::of("audit", "changed"),
        RowFault::Removed => Say::of("audit", "removed"),
        RowFault::Added => Say::of("audit", "added"),
        RowFault::Backdated => Say::of("audit", "backdated"),
    };
    say.with("id", row.id)
        .with("seal", row.seal)
        .with("at", time(asking, row.at))
        .with("act", row.act.as_deref().unwrap_or_default())
}

fn time(asking: &Asking<'_>, time: Option<DateTime<Utc>>) -> Value {
    match time {
        Some(time) => json!(time),
        None => json!(asking.voice.text("audit", "unknown")),
    }
}

fn to_json(report: &AuditReport) -> Value {
    let head = report.head.as_ref();
    json!({
        "sound": report.fault.is_none(),
        "rows": report.rows,
        "gone": report.gone,
        "unsealed": report.unsealed,
        "unsealed_since": report.unsealed_since,
        "head": head.map(|it| json!({ "seal": it.seq, "hash": it.hash, "at": it.at })),
        "fault": report.fault.as_ref().map(fault_to_json),
    })
}

fn fault_to_json(fault: &AuditFault) -> Value {
    match fault {
        AuditFault::Row(row) => {
            let BadRow {
                what,
                id,
                at,
                act,
                seal,
            } = row;
            let what = match what {
                RowFault::Changed => "changed",
                RowFault::Removed => "removed",
                RowFault::Added => "added",
                RowFault::Backdated => "backdated",
            };
            json!({ "what": what, "row": id, "at": at, "act": act, "seal": seal })
        }
        AuditFault::SealChanged { seq } => json!({ "what": "seal_changed", "seal": seq }),
        AuditFault::SealMissing { seq } => json!({ "what": "seal_missing", "seal": seq }),
        AuditFault::HeadMissing => json!({ "what": "head_missing" }),
    }
}

fn note(asking: &Asking<'_>, say: &Say) {
    asking.terminal.note(&asking.voice.say(say));
}
