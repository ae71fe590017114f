//! `firma effects`: what was done outside, and what a person says became of it.

use domain::{
    approval::{ApprovalView, Question, Resolution},
    effect::{EffectState, EffectView},
    words::{Say, show_time},
};

use super::{
    Exit,
    ask::{self, Asking},
};
use crate::{
    chat::Show,
    cli::EffectsTask,
    signals,
    trouble::{self, Trouble},
    words::Voice,
};

/// How many are listed.
const MOST: i64 = 200;

/// Whether a task sets something going, so that it needs an engine.
pub(crate) const fn sets_going(task: &EffectsTask) -> bool {
    match task {
        EffectsTask::List(_) => false,
        EffectsTask::Resolve { .. } => true,
    }
}

/// Lists, or says what became of one.
pub(crate) async fn run(asking: &Asking<'_>, task: &EffectsTask) -> anyhow::Result<Exit> {
    match task {
        EffectsTask::List(which) => list(asking, which.state, which.look.json).await,
        EffectsTask::Resolve {
            number,
            resolution,
            reference,
            reason,
        } => {
            let said = (*resolution, reference.clone(), reason.clone());
            resolve(asking, *number, said).await
        }
    }
}

async fn list(asking: &Asking<'_>, state: Option<EffectState>, json: bool) -> anyhow::Result<Exit> {
    let counter = asking.counter;
    let found = counter
        .store
        .effects(&counter.actor, state, None, MOST)
        .await?;
    if json {
        asking.terminal.line(&serde_json::to_string(&found)?);
        return Ok(Exit::Done);
    }
    if found.is_empty() {
        let none = asking.voice.text("effects", "none");
        asking.terminal.note(&none);
    }
    for effect in &found {
        asking.terminal.line(&line(asking.voice, effect));
    }
    Ok(Exit::Done)
}

/// An effect on one line, and if a person is asked, how she answers on the next.
pub(crate) fn line(voice: &Voice, effect: &EffectView) -> String {
    let say = Say::of("effects", "line")
        .with("at", show_time(voice.reader(), effect.created_at))
        .with("tool", &effect.tool)
        .with("state", voice.text("effects", effect.state.word()))
        .with("key", &effect.key);
    let mut line = voice.say(&say);
    if let Some(by) = &effect.asked_by {
        let say = Say::of("effects", "asked-by")
            .with("workflow", &by.workflow)
            .with("run", by.run.to_string());
        line.push_str("\n  ");
        line.push_str(&voice.say(&say));
    }
    if let (EffectState::Unknown, Some(number)) = (effect.state, effect.number) {
        let say = Say::of("effects", "resolve").with("number", number);
        line.push_str("\n  ");
        line.push_str(&voice.say(&say));
    }
    line
}

/// Says what became of an effect, and follows the turn that goes on with it.
async fn resolve(
    asking: &Asking<'_>,
    number: i64,
    (resolution, reference, reason): (Resolution, Option<String>, Option<String>),
) -> anyhow::Result<Exit> {
    let counter = asking.counter;
    let organisation = counter.actor.organisation;
    let asked = counter.store.approval(organisation, number).await?;
    let asked = asked.filter(|it| it.question != Question::Permission);
    let request: ApprovalView =
        asked.ok_or_else(|| Trouble::of("no_effect_numbered").with("number", number))?;
    let news = counter.listen(request.turn).await?;
    let resolved = counter
        .resolve(&request, (resolution, reference, reason))
        .await;
    let resolved = resolved.map_err(|error| Trouble(trouble::not_decided(&error)))?;
    let status = resolved.request.status.word();
    let say = Say::of("effects", &format!("said-{status}")).with("number", number);
    asking.terminal.note(&asking.voice.say(&say));
    if resolved.run != request.turn.into() {
        // The turn is over: a run of its own writes it.
        tokio::select! {
            ended = counter.run_ended(resolved.run) => ended?,
            () = signals::asked_to_end() => return Ok(Exit::Left),
        }
        return Ok(Exit::Done);
    }
    let mut show = Show::new(asking.terminal, asking.voice, asking.titles);
    let mut tell = |progress| show.progress(progress);
    let view = tokio::select! {
        view = counter.follow(request.turn, news, &mut tell) => view?,
        () = signals::asked_to_end() => return Ok(Exit::Left),
    };
    show.end(&view);
    Ok(ask::exit(view.status))
}
