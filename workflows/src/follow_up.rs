//! Waits until somebody wants to be reminded of a lead, and reminds her, in the conversation in which she
//! asked for it.

use chrono::{DateTime, Utc};
use domain::{
    flow::{Action, Flow, FlowError, Workflow},
    ids::{DeliveryId, FlowId, MessageId},
    tool::{Call, ToolError},
    words::{Reader, Say},
};
use serde::{Deserialize, Serialize};
use store::records::{
    Records,
    conversations::Notice,
    follow_ups::{self, FOLLOW_UP},
    leads::Stage,
};

use crate::Speech;

/// The workflow. Its run has the reminder's id; what it says is in the reminder's row.
#[derive(Debug)]
pub struct FollowUp;

/// How it ended.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// She was reminded.
    Reminded,
    /// There is nothing to remind of any more.
    Gone,
}

impl Workflow for FollowUp {
    const NAME: &'static str = FOLLOW_UP.0;
    const VERSION: u32 = FOLLOW_UP.1;
    const DEPARTMENT: &'static str = "sales";
    type Input = ();
    type Output = Ended;

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<Ended, FlowError> {
        let Some(due) = flow.call::<Due, Records>(&()).await? else {
            return Ok(Ended::Gone);
        };
        // What is due already is due now.
        flow.sleep((due - flow.now()).to_std().unwrap_or_default())
            .await?;
        flow.call::<Remind, Records>(&()).await
    }
}

/// Looks when a reminder is due.
#[derive(Debug)]
pub struct Due;

impl Action<Records> for Due {
    const NAME: &'static str = "follow_up.due";
    type Input = ();
    type Output = Option<DateTime<Utc>>;

    async fn run(
        &self,
        db: &mut Records,
        call: &Call,
        (): (),
    ) -> Result<Option<DateTime<Utc>>, ToolError> {
        Ok(db.follow_ups().get(call.flow).await?.map(|it| it.due))
    }
}

/// Says the reminder, and what became of the lead meanwhile.
#[derive(Debug)]
pub struct Remind(pub(crate) Speech);

impl Action<Records> for Remind {
    const NAME: &'static str = "follow_up.remind";
    type Input = ();
    type Output = Ended;

    async fn run(&self, db: &mut Records, call: &Call, (): ()) -> Result<Ended, ToolError> {
        let Some(follow_up) = db.follow_ups().get(call.flow).await? else {
            return Ok(Ended::Gone);
        };
        let reader = Reader {
            language: follow_up.language,
            zone: db.organisation().zone,
        };
        // The ids are of the time at which it is due, so that it stands there in its conversation.
        let id = |what| call.key.derive(FlowId::new(follow_up.due), what);
        let notice = Notice {
            id: MessageId::from_uuid(id("message")),
            delivery: DeliveryId::from_uuid(id("delivery")),
            conversation: follow_up.conversation,
            text: self.0.words.say(reader, &say(&follow_up)),
            pushes: &self.0.pushes,
        };
        db.conversations().say(&notice).await?;
        Ok(Ended::Reminded)
    }
}

fn say(follow_up: &follow_ups::FollowUp) -> Say {
    let (attribute, name, address) = match &follow_up.lead {
        None => ("removed", None, None),
        Some(lead) => {
            let attribute = match lead.stage {
                Stage::Won => "won",
                Stage::Lost => "lost",
                Stage::New | Stage::Contacted | Stage::Qualified | Stage::Proposal => "open",
            };
            (attribute, Some(&lead.name), lead.address.as_ref())
        }
    };
    Say::of(FOLLOW_UP.0, attribute)
        .with("name", name)
        .with("address", address)
        .with("note", &follow_up.note)
}
