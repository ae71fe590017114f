//! A run that a schedule started failed, or was put aside: whoever set the schedule is told, once. If she sees to schedules no more, the
//! owners are.

use std::sync::Arc;

use domain::{
    agent,
    flow::{Action, Flow, FlowError, Workflow},
    ids::{DeliveryId, FlowId, MessageId, PersonId},
    tool::{Call, ToolError},
    words::{Reader, Say},
};
use store::{
    FailedRun, SCHEDULE_FAILED, Work,
    records::conversations::{Notice, PersonsPlace},
};

use crate::{house::House, workflow_call::why};

/// The workflow. `tell_of_failure` starts it in the unit of work that ends the run, which it is given.
#[derive(Debug)]
pub(crate) struct ScheduleFailed;

impl Workflow for ScheduleFailed {
    const NAME: &'static str = SCHEDULE_FAILED.0;
    const VERSION: u32 = SCHEDULE_FAILED.1;
    const DEPARTMENT: &'static str = agent::SUPERVISOR;
    type Input = FlowId;
    type Output = ();

    async fn run(&self, flow: &Flow<'_>, run: FlowId) -> Result<(), FlowError> {
        flow.call::<Telling, Work>(&run).await
    }
}

/// Tells people.
pub(crate) struct Telling(pub(crate) Arc<House>);

impl Action<Work> for Telling {
    const NAME: &'static str = "schedule.tell";
    type Input = FlowId;
    type Output = ();

    async fn run(&self, work: &mut Work, call: &Call, run: FlowId) -> Result<(), ToolError> {
        let Some(failed) = work.failed_run(run).await? else {
            return Ok(());
        };
        let why = match failed.call {
            Some(child) => why(work, child.into(), &failed.error).await?,
            None => None,
        };
        let text = |reader| self.text(reader, run, (&failed, why.as_ref()));
        tell(&self.0, work, call, (failed.set_by, &text)).await
    }
}

impl Telling {
    fn text(
        &self,
        reader: Reader,
        run: FlowId,
        (failed, why): (&FailedRun, Option<&Say>),
    ) -> String {
        let ours = |attribute| Say::of("schedule_failed", attribute);
        // What a call was answered stays answered: only a run that failed by itself can go on.
        let (why, then) = match why {
            // Nobody would know from a notice whose words it has.
            Some(_) if failed.tainted => (ours("call"), "again"),
            Some(why) => (why.clone(), "again"),
            None => (ours("why"), "retry"),
        };
        let then = ours(then)
            .with("schedule", &failed.schedule)
            .with("run", run.to_string());
        let say = ours("told")
            .with("schedule", &failed.schedule)
            .with("workflow", &failed.workflow)
            .with("at", failed.at)
            .with("why", self.0.say(reader, &why))
            .with("then", self.0.say(reader, &then))
            .with("run", run.to_string());
        self.0.say(reader, &say)
    }
}

/// Tells whoever set a schedule something of it, or the owners if she sees to schedules no more.
pub(crate) async fn tell(
    house: &House,
    work: &mut Work,
    call: &Call,
    (set_by, text): (Option<PersonId>, &(dyn Fn(Reader) -> String + Sync)),
) -> Result<(), ToolError> {
    let zone = work.organisation().zone;
    for told in places(work, set_by).await? {
        let reader = Reader {
            language: told.language,
            zone,
        };
        let id = |what| {
            let what = format!("{what} {}", told.person);
            call.key.derive(FlowId::new(call.now), &what)
        };
        let notice = Notice {
            id: MessageId::from_uuid(id("message")),
            delivery: DeliveryId::from_uuid(id("delivery")),
            conversation: told.conversation,
            text: text(reader),
            pushes: &house.pushes,
        };
        work.records().conversations().say(&notice).await?;
    }
    work.has_written();
    Ok(())
}

/// Who is told, and where.
async fn places(work: &mut Work, set_by: Option<PersonId>) -> Result<Vec<PersonsPlace>, ToolError> {
    let conversations = &mut work.records().conversations();
    if let Some(person) = set_by {
        let hers = conversations.of_admin(person).await?;
        if !hers.is_empty() {
            return Ok(hers);
        }
    }
    Ok(conversations.of_owners().await?)
}
