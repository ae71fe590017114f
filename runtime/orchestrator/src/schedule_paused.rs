//! A schedule was paused because it cannot be read: whoever set it is told, once. If she sees to schedules no more, the
//! owners are.

use std::sync::Arc;

use domain::{
    agent,
    flow::{Action, Flow, FlowError, Workflow, label},
    tool::{Call, ToolError},
    words::Say,
};
use store::{SCHEDULE_PAUSED, SchedulePause, Work};

use crate::{house::House, schedule_failed::tell};

/// The workflow. What pauses the schedule starts it.
#[derive(Debug)]
pub(crate) struct SchedulePaused;

impl Workflow for SchedulePaused {
    const NAME: &'static str = SCHEDULE_PAUSED.0;
    const VERSION: u32 = SCHEDULE_PAUSED.1;
    const DEPARTMENT: &'static str = agent::SUPERVISOR;
    type Input = SchedulePause;
    type Output = ();

    async fn run(&self, flow: &Flow<'_>, pause: SchedulePause) -> Result<(), FlowError> {
        flow.call::<Telling, Work>(&pause).await
    }
}

/// Tells people.
pub(crate) struct Telling(pub(crate) Arc<House>);

impl Action<Work> for Telling {
    const NAME: &'static str = "schedule.tell_paused";
    type Input = SchedulePause;
    type Output = ();

    async fn run(
        &self,
        work: &mut Work,
        call: &Call,
        pause: SchedulePause,
    ) -> Result<(), ToolError> {
        let Some(paused) = work.paused_schedule(pause.schedule).await? else {
            return Ok(());
        };
        let view = &paused.view;
        let say = Say::of("schedule_paused", "told")
            .with("schedule", &view.name)
            .with("workflow", label(&view.workflow, view.version))
            .with("what", pause.unreadable.word())
            .with("rule", &view.rule)
            .with("zone", &view.zone)
            .with("set", &view.workflow);
        let text = |reader| self.0.say(reader, &say);
        tell(&self.0, work, call, (paused.set_by, &text)).await
    }
}
