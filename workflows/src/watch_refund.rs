//! Asks the payment provider what became of a refund that it took on and has not carried out yet, and tells the
//! person who wanted it if it failed. One that came through is watched on by `watch_return`.
//!
//! Stripe says that refunds may stay pending for days.

use std::{fmt, pin::Pin, time::Duration};

use domain::{
    flow::{Action, Activity, Flow, FlowError, Intent, Rules, Workflow},
    ids::{DeliveryId, FlowId, MessageId, RefundId},
    tool::{Call, Effect, ToolError},
    words::{Reader, Say},
};
use serde::{Deserialize, Serialize};
use store::records::{
    Records,
    conversations::Notice,
    refunds::{End, Ended, Standing, WATCH_REFUND},
};

use crate::Speech;

/// How soon it is asked first; each time twice as late, up to `LATEST`.
const SOON: Duration = Duration::from_mins(1);

const LATEST: Duration = Duration::from_hours(24);

/// Once it was waited for this long, nobody asks any more.
const PATIENCE: Duration = Duration::from_hours(35 * 24);

/// How long an answer is waited for.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The workflow. Its run has the refund's id; it is given the turn that wanted it.
#[derive(Debug)]
pub struct WatchRefund;

impl Workflow for WatchRefund {
    const NAME: &'static str = WATCH_REFUND.0;
    const VERSION: u32 = WATCH_REFUND.1;
    const DEPARTMENT: &'static str = "finance";
    type Input = FlowId;
    /// Nothing, if the refund is gone.
    type Output = Option<End>;

    async fn run(&self, flow: &Flow<'_>, turn: FlowId) -> Result<Option<End>, FlowError> {
        let Some(reference) = flow.call::<Pending, Records>(&()).await? else {
            return Ok(None);
        };
        let (mut pause, mut waited) = (SOON, Duration::ZERO);
        let mut end = End::Unknown;
        while waited < PATIENCE {
            flow.sleep(pause).await?;
            waited += pause;
            pause = (pause * 2).min(LATEST);
            match flow.activity::<Ask, Records>(&reference).await? {
                Answer::Succeeded => end = End::Succeeded,
                Answer::Failed => end = End::Failed,
                Answer::Pending | Answer::None => continue,
            }
            break;
        }
        flow.call::<Conclude, Records>(&Came { end, turn }).await?;
        Ok(Some(end))
    }
}

/// Looks what to ask for.
#[derive(Debug)]
pub struct Pending;

impl Action<Records> for Pending {
    const NAME: &'static str = "watch_refund.pending";
    type Input = ();
    /// The provider's reference; nothing, if the refund is not pending.
    type Output = Option<String>;

    async fn run(
        &self,
        db: &mut Records,
        call: &Call,
        (): (),
    ) -> Result<Option<String>, ToolError> {
        let refund = RefundId::from_uuid(call.flow.uuid());
        Ok(db.refunds().pending(refund).await?)
    }
}

/// Asks the provider.
pub struct Ask(pub(crate) Box<dyn Fn(String) -> Asked + Send + Sync>);

/// An answer that is on its way.
pub(crate) type Asked = Pin<Box<dyn Future<Output = Result<Standing, ToolError>> + Send>>;

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask").finish_non_exhaustive()
    }
}

/// What the provider says of a refund.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It may still fail.
    Pending,
    /// The money went back.
    Succeeded,
    /// It did not.
    Failed,
    /// It cannot be reached, or does not say.
    None,
}

impl<Db: Send + 'static> Activity<Db> for Ask {
    const NAME: &'static str = "watch_refund.ask";
    type Input = String;
    type Sent = Standing;
    type Output = Answer;

    fn rules(&self, _: &String) -> Rules {
        Rules {
            timeout: TIMEOUT,
            effect: Effect::Read,
        }
    }

    async fn intend(&self, _: &mut Db, _: &Call, _: &String) -> Result<Intent<Answer>, ToolError> {
        Ok(Intent::Send)
    }

    async fn send(&self, _: &Call, reference: &String) -> Result<Standing, ToolError> {
        (self.0)(reference.clone()).await
    }

    async fn record(
        &self,
        _: &mut Db,
        _: &Call,
        _: &String,
        sent: Result<Standing, ToolError>,
    ) -> Result<Answer, ToolError> {
        Ok(match sent {
            Ok(Standing::Pending) => Answer::Pending,
            Ok(Standing::Succeeded) => Answer::Succeeded,
            Ok(Standing::Failed) => Answer::Failed,
            // A provider that is away, or a key that it does not take, may be there another day.
            Err(_) => Answer::None,
        })
    }
}

/// Writes what became of the refund, and tells the person who wanted it unless the money went back.
#[derive(Debug)]
pub struct Conclude(pub(crate) Speech);

/// What became of a refund, and which turn wanted it.
#[derive(Debug, Deserialize, Serialize)]
pub struct Came {
    end: End,
    turn: FlowId,
}

impl Action<Records> for Conclude {
    const NAME: &'static str = "watch_refund.conclude";
    type Input = Came;
    type Output = ();

    async fn run(
        &self,
        db: &mut Records,
        call: &Call,
        Came { end, turn }: Came,
    ) -> Result<(), ToolError> {
        let refund = RefundId::from_uuid(call.flow.uuid());
        conclude(&self.0, db, call, (refund, turn, end)).await
    }
}

/// Writes what became of a refund that a turn wanted, and tells the person who wanted it unless the money went back.
pub(crate) async fn conclude(
    speech: &Speech,
    db: &mut Records,
    call: &Call,
    (refund, turn, end): (RefundId, FlowId, End),
) -> Result<(), ToolError> {
    let Some(refund) = db.refunds().end(refund, turn, end).await? else {
        return Ok(());
    };
    let attribute = match end {
        End::Succeeded => return Ok(()),
        End::Failed => "failed",
        End::Unknown => "unknown",
        End::Returned => "returned",
    };
    let Some(asked) = db.conversations().asked(turn).await? else {
        return Ok(());
    };
    let reader = Reader {
        language: asked.language,
        zone: db.organisation().zone,
    };
    let id = |what| call.key.derive(FlowId::new(call.now), what);
    let notice = Notice {
        id: MessageId::from_uuid(id("message")),
        delivery: DeliveryId::from_uuid(id("delivery")),
        conversation: asked.conversation,
        text: speech.words.say(reader, &say(attribute, &refund)),
        pushes: &speech.pushes,
    };
    db.conversations().say(&notice).await?;
    Ok(())
}

fn say(attribute: &str, refund: &Ended) -> Say {
    Say::of(WATCH_REFUND.0, attribute)
        .with("number", refund.number)
        .with("customer", &refund.customer)
        .with("amount", refund.amount)
        .with("reference", refund.reference.as_ref())
}
