//! `firma schedules`: what starts by itself, and what a person does with it.

use chrono::Utc;
use domain::{
    flow::label,
    schedule::{Draft, ScheduleView, Unreadable},
    words::{Say, show_time},
};
use store::ScheduleError;

use super::{CHANNEL, Exit, ask::Asking, flows};
use crate::{
    api::mistake_in_words,
    cli::{SchedulesTask, SetSchedule},
    trouble::{self, Trouble},
    wiring::SCHEDULABLE,
    words::Voice,
};

/// Whether a task sets a run going, so that it needs an engine.
pub(crate) const fn sets_going(task: &SchedulesTask) -> bool {
    match task {
        SchedulesTask::List(_)
        | SchedulesTask::Set(_)
        | SchedulesTask::Pause { .. }
        | SchedulesTask::Resume { .. }
        | SchedulesTask::Delete { .. } => false,
        SchedulesTask::Run { .. } => true,
    }
}

/// Lists, pauses, resumes, starts or takes away.
pub(crate) async fn run(asking: &Asking<'_>, task: &SchedulesTask) -> anyhow::Result<Exit> {
    let store = &asking.counter.store;
    let by = (&asking.counter.actor, CHANNEL);
    match task {
        SchedulesTask::List(look) => list(asking, look.json).await,
        SchedulesTask::Set(wanted) => {
            let zone = store
                .organisation(asking.counter.actor.organisation)
                .await?
                .zone;
            let plan = draft(wanted).check(&wanted.name, zone, &SCHEDULABLE);
            let plan = plan.map_err(|mistake| Trouble(mistake_in_words(mistake)))?;
            show(asking, store.set_schedule(by, &plan, Utc::now()).await)
        }
        SchedulesTask::Pause { name } => show(asking, store.pause_schedule(by, name).await),
        SchedulesTask::Resume { name } => {
            show(asking, store.resume_schedule(by, name, Utc::now()).await)
        }
        SchedulesTask::Run { name } => {
            let run = asking.counter.run_schedule(name).await;
            flows::follow(asking, run.map_err(stays)?).await
        }
        SchedulesTask::Delete { name } => {
            store.delete_schedule(by, name).await.map_err(stays)?;
            let gone = Say::of("schedules", "gone").with("name", name);
            asking.terminal.line(&asking.voice.say(&gone));
            Ok(Exit::Done)
        }
    }
}

fn draft(wanted: &SetSchedule) -> Draft {
    Draft {
        workflow: wanted.workflow.clone(),
        version: wanted.workflow_version,
        input: wanted.input.clone().unwrap_or_default(),
        rule: wanted.rule.clone(),
        zone: wanted.zone.clone(),
        catch_up: wanted.catch_up.unwrap_or_default(),
    }
}

async fn list(asking: &Asking<'_>, json: bool) -> anyhow::Result<Exit> {
    let counter = asking.counter;
    let found = counter.store.schedules(counter.actor.organisation).await?;
    if json {
        asking.terminal.line(&serde_json::to_string(&found)?);
        return Ok(Exit::Done);
    }
    if found.is_empty() {
        let none = asking.voice.text("schedules", "none");
        asking.terminal.note(&none);
    }
    for schedule in &found {
        asking.terminal.line(&line(asking.voice, schedule));
    }
    Ok(Exit::Done)
}

fn show(asking: &Asking<'_>, changed: Result<ScheduleView, ScheduleError>) -> anyhow::Result<Exit> {
    let schedule = changed.map_err(stays)?;
    asking.terminal.line(&line(asking.voice, &schedule));
    Ok(Exit::Done)
}

fn stays(error: ScheduleError) -> Trouble {
    Trouble(trouble::schedule_stays(&error))
}

/// A schedule on one line.
fn line(voice: &Voice, schedule: &ScheduleView) -> String {
    let attribute = match (schedule.unreadable, schedule.paused) {
        (Some(_), _) => "unreadable",
        (None, true) => "paused",
        (None, false) => "line",
    };
    let say = Say::of("schedules", attribute)
        .with("name", &schedule.name)
        .with("workflow", label(&schedule.workflow, schedule.version))
        .with("rule", &schedule.rule)
        .with("zone", &schedule.zone)
        .with("next", show_time(voice.reader(), schedule.next))
        .with("what", schedule.unreadable.map(Unreadable::word));
    voice.say(&say)
}
