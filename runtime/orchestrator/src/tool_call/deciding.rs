//! After a wait: what the request's row says, by the database's clock.

use std::sync::Arc;

use domain::{
    approval::ApprovalStatus,
    flow::Action,
    tool::{Call, ToolError},
    turn::Outcome,
    words::Say,
};
use serde::{Deserialize, Serialize};
use store::Work;

use super::{Request, applying::finish};
use crate::{house::House, progress::Progress};

/// Looks what became of a request.
pub(crate) struct Deciding(pub(crate) Arc<House>);

/// A request that was waited for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Decide {
    pub(crate) request: Request,
    /// The turn was asked to stop: the request is withdrawn.
    pub(crate) stopped: bool,
}

/// What became of it. `lane` says whether the turn has its lane back.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Decided {
    /// A person agreed.
    Yes { lane: bool },
    /// A person refused, or nobody decided in time.
    No { lane: bool },
    /// Nobody has decided and there is time left.
    NotYet,
}

impl Action<Work> for Deciding {
    const NAME: &'static str = "tool.decide";
    type Input = Decide;
    type Output = Decided;

    async fn run(&self, work: &mut Work, call: &Call, input: Decide) -> Result<Decided, ToolError> {
        let go = &input.request.go;
        if input.stopped {
            work.withdraw_approvals(call.flow).await?;
            let reason = Say::of("gate", "stopped");
            finish(
                &self.0,
                work,
                call,
                go,
                (Outcome::Refused, None, Some(reason)),
            )
            .await?;
            // A turn that stops closes where it stands; it needs no lane for that.
            return Ok(Decided::No { lane: true });
        }
        let (status, reason) = work.approval_status(input.request.id).await?;
        let say = match status {
            ApprovalStatus::Pending => return Ok(Decided::NotYet),
            ApprovalStatus::Approved => {
                let lane = work.enter_lane(call.flow).await?;
                self.0.feed.tell(call.flow.into(), &Progress::Begun);
                return Ok(Decided::Yes { lane });
            }
            ApprovalStatus::Denied => match reason {
                Some(reason) => Say::of("gate", "denied_because").with("reason", reason),
                None => Say::of("gate", "denied"),
            },
            ApprovalStatus::Expired => Say::of("gate", "expired"),
            ApprovalStatus::Used
            | ApprovalStatus::Withdrawn
            | ApprovalStatus::Happened
            | ApprovalStatus::DidNot
            | ApprovalStatus::Again => Say::of("gate", "used_before"),
        };
        let refused = (Outcome::Refused, None, Some(say));
        finish(&self.0, work, call, go, refused).await?;
        let lane = work.enter_lane(call.flow).await?;
        Ok(Decided::No { lane })
    }
}
