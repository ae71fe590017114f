//! `firma approvals`: requests that wait for a person.

use domain::{
    approval::{ApprovalView, Verdict},
    words::Say,
};

use super::{
    Exit,
    ask::{self, Asking},
};
use crate::{
    chat::{Show, card},
    cli::ApprovalsTask,
    signals,
    trouble::{self, Trouble},
};

/// Whether a task sets a turn going, so that it needs an engine.
pub(crate) const fn sets_going(task: &ApprovalsTask) -> bool {
    match task {
        ApprovalsTask::List(_) | ApprovalsTask::Show { .. } => false,
        ApprovalsTask::Approve { .. } | ApprovalsTask::Deny { .. } => true,
    }
}

/// Lists, shows or decides.
pub(crate) async fn run(asking: &Asking<'_>, task: &ApprovalsTask) -> anyhow::Result<Exit> {
    match task {
        ApprovalsTask::List(which) => list(asking, which.all).await,
        ApprovalsTask::Show { number } => {
            let approval = find(asking, *number).await?;
            print(asking, &approval);
            Ok(Exit::Done)
        }
        ApprovalsTask::Approve { number } => decide(asking, *number, Verdict::Approve, None).await,
        ApprovalsTask::Deny { number, reason } => {
            decide(asking, *number, Verdict::Deny, reason.clone()).await
        }
    }
}

async fn list(asking: &Asking<'_>, all: bool) -> anyhow::Result<Exit> {
    let organisation = asking.counter.actor.organisation;
    let found = asking.counter.store.approvals(organisation, !all).await?;
    if found.is_empty() {
        let none = asking.voice.text("chat", "no-approvals");
        asking.terminal.note(&none);
    }
    for (index, approval) in found.iter().enumerate() {
        if index > 0 {
            asking.terminal.line("");
        }
        print(asking, approval);
    }
    Ok(Exit::Done)
}

/// Decides, and follows the turn that goes on to its end.
async fn decide(
    asking: &Asking<'_>,
    number: i64,
    verdict: Verdict,
    reason: Option<String>,
) -> anyhow::Result<Exit> {
    let approval = find(asking, number).await?;
    let counter = asking.counter;
    let news = counter.listen(approval.turn).await?;
    let decided = counter.decide(&approval, verdict, reason).await;
    let decided = decided.map_err(|error| Trouble(trouble::not_decided(&error)))?;
    let say = match verdict {
        Verdict::Approve => Say::of("commands", "approved"),
        Verdict::Deny => Say::of("commands", "denied"),
    };
    let say = say.with("number", decided.number);
    asking.terminal.note(&asking.voice.say(&say));

    let mut show = Show::new(asking.terminal, asking.voice, asking.titles);
    let mut tell = |progress| show.progress(progress);
    let view = tokio::select! {
        view = counter.follow(approval.turn, news, &mut tell) => view?,
        () = signals::asked_to_end() => return Ok(Exit::Left),
    };
    show.end(&view);
    match ask::exit(view.status) {
        // What it says of a denied request is what was wanted.
        Exit::Failed if verdict == Verdict::Deny => Ok(Exit::Done),
        exit => Ok(exit),
    }
}

async fn find(asking: &Asking<'_>, number: i64) -> anyhow::Result<ApprovalView> {
    let organisation = asking.counter.actor.organisation;
    let found = asking.counter.store.approval(organisation, number).await?;
    Ok(found.ok_or_else(|| Trouble::of("no_approval_numbered").with("number", number))?)
}

fn print(asking: &Asking<'_>, approval: &ApprovalView) {
    asking
        .terminal
        .line(&card(asking.voice, asking.titles, approval));
}
