//! One turn: route, think, gate, act, answer, deliver.

mod agent_loop;
mod allowance;
mod close;
mod deliver;
mod desk;
mod direct;
mod gate;
mod house;
mod instructions;
mod open;
mod parts;
mod progress;
mod rehearsal;
mod schedule_failed;
mod schedule_paused;
mod settlement;
mod supervisor;
mod think;
mod tool_call;
mod transcript;
mod turn;
mod words;
mod workflow_call;

use std::sync::Arc;

use domain::flow::{Registry, Taken, Tools};
use store::Work;

pub use self::{
    deliver::Deliverer,
    desk::{Desk, LONGEST, NewMessage, SubmitError, Submitted},
    direct::DirectCall,
    house::{House, Parts, SEND_WITHIN, titled},
    instructions::{Facts, delegate_card, instructions},
    progress::{Feed, Hear, Progress},
    rehearsal::{Rehearsed, Verdict, rehearse},
    words::WORDS,
    workflow_call::{UnknownTool, let_call},
};

/// The workflow of a turn, with its version.
pub const TURN: (&str, u32) = (turn::NAME, turn::VERSION);

/// Adds the turn, its actions and its activities to what the engine runs.
pub fn register(registry: Registry<Work>, house: &Arc<House>) -> Result<Registry<Work>, Taken> {
    let at = || Arc::clone(house);
    registry
        .workflow(turn::Turn)?
        .workflow(direct::Direct)?
        .action(direct::Directing(at()))?
        .workflow(workflow_call::WorkflowCall)?
        .action(workflow_call::Asking)?
        .action(workflow_call::Opening(at()))?
        .action(workflow_call::Hearing(at()))?
        .action(open::Open(at()))?
        .activity(think::Thinking(at()))?
        .action(supervisor::Delegating(at()))?
        .workflow(parts::Working)?
        .action(parts::Leaving(at()))?
        .action(parts::Joining)?
        .action(tool_call::Planning(at()))?
        .action(tool_call::Deciding(at()))?
        .action(tool_call::Applying(at()))?
        .activity(tool_call::Sending(at()))?
        .activity(tool_call::Finding(at()))?
        .action(tool_call::Telling(at()))?
        .workflow(tool_call::Resolve)?
        .action(tool_call::Resolving(at()))?
        .action(close::Closing(at()))?
        .workflow(settlement::Settlement)?
        .action(settlement::Remaining)?
        .action(settlement::Balancing(at()))?
        .workflow(schedule_failed::ScheduleFailed)?
        .action(schedule_failed::Telling(at()))?
        .workflow(schedule_paused::SchedulePaused)?
        .action(schedule_paused::Telling(at()))
}

/// How workflows call tools: through the gate, as agents do.
pub fn tools() -> Arc<dyn Tools> {
    Arc::new(workflow_call::ThroughTheGate)
}
