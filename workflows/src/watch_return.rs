//! Asks the payment provider whether a refund that came through was sent back by a bank, and tells the person who wanted
//! it if it was.
//!
//! Stripe calls a refund `succeeded` once it has gone out, and `failed` when a bank sends it back, up to 30 days later:
//! <https://docs.stripe.com/refunds#failed-refunds>.

use std::time::Duration;

use domain::{
    flow::{Action, Flow, FlowError, Workflow},
    tool::{Call, ToolError},
};
use store::records::{
    Records,
    refunds::{End, GivenBack, WATCH_RETURN},
};

use crate::{
    Speech,
    watch_refund::{Answer, Ask, conclude},
};

/// The pauses before its looks, in days: a day after it came through, then on the third, the 7th, the 14th, the 21st, the
/// 30th and, for whoever was away then, the 35th.
const PAUSES: [u64; 7] = [1, 2, 4, 7, 7, 9, 5];

/// The workflow.
#[derive(Debug)]
pub struct WatchReturn;

impl Workflow for WatchReturn {
    const NAME: &'static str = WATCH_RETURN.0;
    const VERSION: u32 = WATCH_RETURN.1;
    const DEPARTMENT: &'static str = "finance";
    type Input = GivenBack;
    /// Whether the money came back.
    type Output = bool;

    async fn run(&self, flow: &Flow<'_>, given_back: GivenBack) -> Result<bool, FlowError> {
        for days in PAUSES {
            flow.sleep(Duration::from_hours(days * 24)).await?;
            let answer = flow.activity::<Ask, Records>(&given_back.reference).await?;
            if answer == Answer::Failed {
                flow.call::<TakeBack, Records>(&given_back).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Takes the refund out of the books, and tells the person who wanted it.
#[derive(Debug)]
pub struct TakeBack(pub(crate) Speech);

impl Action<Records> for TakeBack {
    const NAME: &'static str = "watch_return.take_back";
    type Input = GivenBack;
    type Output = ();

    async fn run(
        &self,
        db: &mut Records,
        call: &Call,
        GivenBack { refund, turn, .. }: GivenBack,
    ) -> Result<(), ToolError> {
        conclude(&self.0, db, call, (refund, turn, End::Returned)).await
    }
}
