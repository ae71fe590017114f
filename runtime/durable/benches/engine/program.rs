//! What runs.

use std::time::Duration;

use domain::{
    flow::{Action, Answer, Caller, Flow, FlowError, Registry, Taken, Tools, Workflow},
    ids::{ContactId, FlowId, LeadId},
    tool::{Call, ToolError},
};
use serde_json::Value;
use store::{
    Work,
    records::{
        Records,
        leads::{Act, LeadWrite},
    },
};
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

/// How long a timer runs until the benchmark lets it fire.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The benchmark's workflows.
pub(crate) fn registry(left: UnboundedSender<FlowId>) -> Result<Registry<Work>, Taken> {
    Registry::default()
        .workflow(Three(left.clone()))?
        .workflow(Waiting(left.clone()))?
        .workflow(Timer(left))?
        .action::<_, Records>(Write)
}

/// Tells that a run has left memory, which it does after its commit.
struct Leaving<'a>(&'a UnboundedSender<FlowId>, FlowId);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        // Nobody may be listening any more.
        let _ = self.0.send(self.1);
    }
}

/// Three actions.
pub(crate) struct Three(UnboundedSender<FlowId>);

impl Workflow for Three {
    const NAME: &'static str = "bench.three";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = "sales";
    type Input = ();
    type Output = ();

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<(), FlowError> {
        let _leaving = Leaving(&self.0, flow.id());
        for _ in 0..3 {
            flow.call::<Write, Records>(&()).await?;
        }
        Ok(())
    }
}

/// A wait for a signal that does not come.
pub(crate) struct Waiting(UnboundedSender<FlowId>);

impl Workflow for Waiting {
    const NAME: &'static str = "bench.waiting";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = "sales";
    type Input = ();
    type Output = ();

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<(), FlowError> {
        let _leaving = Leaving(&self.0, flow.id());
        flow.signal("never").await
    }
}

/// A timer, and an action after it.
pub(crate) struct Timer(UnboundedSender<FlowId>);

impl Workflow for Timer {
    const NAME: &'static str = "bench.timer";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = "sales";
    type Input = ();
    type Output = ();

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<(), FlowError> {
        let _leaving = Leaving(&self.0, flow.id());
        flow.sleep(DAY).await?;
        flow.call::<Write, Records>(&()).await
    }
}

/// An action that writes a lead.
struct Write;

impl Action<Records> for Write {
    const NAME: &'static str = "bench.write";
    type Input = ();
    type Output = ();

    async fn run(&self, db: &mut Records, call: &Call, (): ()) -> Result<(), ToolError> {
        let lead = LeadWrite {
            contact: ContactId::new(call.now),
            is_new: true,
            name: "Demo".to_owned(),
            addresses: Vec::new(),
            lead: LeadId::new(call.now),
            interest: None,
            act: Act::Created,
            activity: Uuid::now_v7(),
            note: None,
        };
        db.leads().write(&lead).await?;
        Ok(())
    }
}

/// No workflow here calls a tool.
pub(crate) struct NoTools;

impl Tools for NoTools {
    fn call<'a>(&'a self, _: Flow<'a>, _: Caller, name: &'static str, _: Value) -> Answer<'a> {
        Box::pin(async move {
            Err(FlowError::Action {
                action: name.to_owned(),
                message: "there are no tools".to_owned(),
            })
        })
    }
}
