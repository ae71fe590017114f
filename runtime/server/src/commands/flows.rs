//! `firma flows`: runs of workflows, and what a person does with those that do not end well.

use domain::{
    ids::FlowId,
    run::{RunHistory, RunState, RunView, Wait},
    words::{Say, show_time},
};

use super::{Exit, ask::Asking, effects};
use crate::{
    cli::FlowsTask,
    doors::RunAct,
    signals,
    trouble::{self, Trouble},
    words::Voice,
};

/// How many are listed.
const MOST: i64 = 200;

/// Whether a task sets a run going, so that it needs an engine.
pub(crate) const fn sets_going(task: &FlowsTask) -> bool {
    match task {
        FlowsTask::List(_) | FlowsTask::Show { .. } => false,
        FlowsTask::Cancel { .. } | FlowsTask::Retry { .. } => true,
    }
}

/// Lists, shows, stops or takes up again.
pub(crate) async fn run(asking: &Asking<'_>, task: &FlowsTask) -> anyhow::Result<Exit> {
    match task {
        FlowsTask::List(which) => list(asking, which.state, which.look.json).await,
        FlowsTask::Show { id, json } => show(asking, *id, *json).await,
        FlowsTask::Cancel { id } => act(asking, *id, RunAct::Cancel).await,
        FlowsTask::Retry { id } => act(asking, *id, RunAct::Retry).await,
    }
}

async fn list(asking: &Asking<'_>, state: Option<RunState>, json: bool) -> anyhow::Result<Exit> {
    let counter = asking.counter;
    let found = counter
        .store
        .runs(&counter.actor, state, None, MOST)
        .await?;
    if json {
        asking.terminal.line(&serde_json::to_string(&found)?);
        return Ok(Exit::Done);
    }
    if found.is_empty() {
        asking.terminal.note(&asking.voice.text("flows", "none"));
    }
    for run in &found {
        asking.terminal.line(&line(asking.voice, run));
    }
    Ok(Exit::Done)
}

async fn show(asking: &Asking<'_>, id: FlowId, json: bool) -> anyhow::Result<Exit> {
    let history = find(asking, id).await?;
    let text = match json {
        true => serde_json::to_string(&history)?,
        false => told(asking.voice, &history),
    };
    asking.terminal.line(&text);
    Ok(Exit::Done)
}

/// Stops a run or takes it up again, and follows it until it ends or waits.
async fn act(asking: &Asking<'_>, id: FlowId, act: RunAct) -> anyhow::Result<Exit> {
    let counter = asking.counter;
    let acted = counter.act_on_run(id, act).await;
    acted.map_err(|error| Trouble(trouble::run_stays(&error)))?;
    let Some(state) = rested(asking, id).await? else {
        return Ok(Exit::Left);
    };
    Ok(match act {
        RunAct::Cancel if state == RunState::Cancelled => Exit::Done,
        RunAct::Cancel | RunAct::Retry => exit(state),
    })
}

/// Follows a run that was set going until it ends or waits.
pub(super) async fn follow(asking: &Asking<'_>, id: FlowId) -> anyhow::Result<Exit> {
    Ok(rested(asking, id).await?.map_or(Exit::Left, exit))
}

/// Shows a run once it has ended or waits; nothing, if whoever asked has left.
async fn rested(asking: &Asking<'_>, id: FlowId) -> anyhow::Result<Option<RunState>> {
    tokio::select! {
        rested = asking.counter.run_rested(id) => rested?,
        () = signals::asked_to_end() => return Ok(None),
    }
    let history = find(asking, id).await?;
    asking.terminal.line(&line(asking.voice, &history.run));
    Ok(Some(history.run.state))
}

const fn exit(state: RunState) -> Exit {
    match state {
        RunState::Done => Exit::Done,
        RunState::Open => Exit::Waits,
        RunState::Failed | RunState::Cancelled | RunState::Quarantined => Exit::Failed,
    }
}

async fn find(asking: &Asking<'_>, id: FlowId) -> anyhow::Result<RunHistory> {
    let counter = asking.counter;
    let found = counter.store.run(counter.actor.organisation, id).await?;
    Ok(found.ok_or_else(|| Trouble::of("no_such_flow"))?)
}

/// A run on one line, with what it waits for or why it ended badly on the next ones.
fn line(voice: &Voice, run: &RunView) -> String {
    let say = Say::of("flows", "line")
        .with("id", run.id.to_string())
        .with("workflow", &run.workflow)
        .with("state", voice.text("flows", run.state.word()))
        .with("at", show_time(voice.reader(), run.created_at));
    let mut lines = vec![voice.say(&say)];
    if let Some(about) = &run.about {
        lines.push(voice.say(&Say::of("flows", "about").with("about", about)));
    }
    if let Some(parent) = run.parent {
        let say = Say::of("flows", "child").with("parent", parent.to_string());
        lines.push(voice.say(&say));
    }
    lines.extend(run.waits.iter().map(|it| wait(voice, it)));
    if let Some(error) = &run.error {
        lines.push(voice.say(&Say::of("flows", "error").with("error", error)));
    }
    lines.join("\n  ")
}

fn wait(voice: &Voice, wait: &Wait) -> String {
    let reader = voice.reader();
    let until = wait.until.map(|it| show_time(reader, it));
    let say = Say::of("flows", &format!("waits-{}", wait.what.word()))
        .with("name", &wait.name)
        .with("until", until.unwrap_or_default());
    voice.say(&say)
}

fn told(voice: &Voice, history: &RunHistory) -> String {
    let mut lines = vec![line(voice, &history.run)];
    lines.push(voice.text("flows", "steps"));
    lines.extend(history.steps.iter().map(|it| {
        let at = show_time(voice.reader(), it.at);
        format!("  {:<12} {:<10} {} ({at})", it.path, it.state, it.name)
    }));
    if !history.effects.is_empty() {
        lines.push(voice.text("flows", "effects"));
        let effects = history.effects.iter();
        lines.extend(effects.map(|it| format!("  {}", effects::line(voice, it))));
    }
    lines.join("\n")
}
