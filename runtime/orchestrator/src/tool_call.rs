//! One tool call: planned and judged, waited for if a person must agree, done once.

mod again;
mod applying;
mod deciding;
mod finding;
mod outside;
mod planning;
mod sending;
mod settling;
mod telling;

use std::time::Duration;

use domain::{
    digest::Digest,
    flow::{Flow, FlowError, Path},
    ids::{ApprovalId, IdempotencyKey},
    money::Micros,
    tool::Call,
    turn::Outcome,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Work;

use self::deciding::{Decide, Decided};
pub(crate) use self::{
    applying::Applying,
    deciding::Deciding,
    finding::{Find, Finding},
    outside::find_out,
    planning::Planning,
    sending::Sending,
    telling::{Resolve, Resolving, Telling},
};
use crate::think::CallRef;

/// Who asks for a call, and for which.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Asked {
    /// A model; what exactly lies in its answer.
    ByModel {
        /// The department that thinks with it.
        department: String,
        /// Which call.
        call: CallRef,
        /// What the department may still spend.
        left: Micros,
    },
    /// The person or the workflow whose turn it is; what exactly lies in the message (`direct.rs`).
    Directly {
        /// The department under whose grants it runs.
        department: String,
        /// What the department may still spend.
        left: Micros,
    },
}

impl Asked {
    /// What running the call may cost.
    const fn left(&self) -> Micros {
        match self {
            Self::ByModel { left, .. } | Self::Directly { left, .. } => *left,
        }
    }
}

/// What came of a call, for whoever goes on.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Came {
    /// It was done.
    Done {
        /// What it cost to run.
        cost: Micros,
    },
    /// The arguments did not fit, the tool said no, or it failed. The model reads why.
    NotDone,
    /// The same of a call that had left: what it costs to run is spent.
    Failed {
        /// What it cost.
        cost: Micros,
    },
    /// The gate, a budget or a person said no.
    Refused,
    /// Nobody can tell, and nobody has said it in time: the number of the request.
    Unknown(i64),
    /// The same, of a turn that was asked to stop.
    Stopped(i64),
}

impl Came {
    /// The outcome as the tool call's row keeps it.
    pub(crate) fn of(outcome: Outcome, cost: Micros) -> Self {
        match outcome {
            Outcome::Done => Self::Done { cost },
            Outcome::Refused => Self::Refused,
            Outcome::Failed | Outcome::Unknown | Outcome::Waiting => Self::NotDone,
        }
    }

    /// The same of a call that was charged.
    fn charged(self, cost: Micros) -> Self {
        match self {
            Self::NotDone if cost.0 > 0 => Self::Failed { cost },
            came => came,
        }
    }

    /// What was spent on it, as far as it says so itself.
    const fn cost(&self) -> Micros {
        match self {
            Self::Done { cost } | Self::Failed { cost } => *cost,
            Self::NotDone | Self::Refused | Self::Unknown(_) | Self::Stopped(_) => Micros(0),
        }
    }
}

/// What the gate made of a call.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Planned {
    /// It is over; its row says why.
    Over(Came),
    /// It may happen.
    Go(Go),
    /// A person has to agree first.
    Ask(Request),
}

/// A call that may happen.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Go {
    /// Where the call stands; its row and its key are named for it.
    pub(crate) at: Path,
    /// The department that calls.
    pub(crate) department: String,
    /// The tool.
    pub(crate) tool: String,
    /// The digest of the plan: nothing else may happen.
    pub(crate) digest: Digest,
    /// Which "try again" of a person it is; 0 for the call itself.
    #[serde(default)]
    pub(crate) nth: u32,
    /// The request to which a person agreed, if one was asked.
    pub(crate) agreed: Option<ApprovalId>,
    /// It reaches outside.
    pub(crate) outside: bool,
    /// It gives something away.
    pub(crate) gives: bool,
    /// What it costs to run.
    pub(crate) cost: Micros,
}

impl Go {
    /// The call as the tool sees it: its key is that of the whole call, whatever step does it.
    pub(crate) fn call(&self, step: &Call) -> Call {
        let key = IdempotencyKey::new(step.flow, 0, &self.at);
        Call {
            key: match self.nth {
                0 => key,
                nth => key.again(nth),
            },
            path: self.at.clone(),
            ..step.clone()
        }
    }
}

/// A person who has to agree.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Request {
    /// The request.
    pub(crate) id: ApprovalId,
    /// How long it waits.
    pub(crate) expiry: Duration,
    /// What follows if she does.
    pub(crate) go: Go,
}

/// Calls a tool. The scope is the call's own: its steps are plan, wait and send, and where nobody
/// heard what became of it, asking. What that costs is added to `cost`, however it ends.
pub(crate) async fn call(
    flow: &Flow<'_>,
    asked: &Asked,
    cost: &mut Micros,
) -> Result<Came, FlowError> {
    let go = match flow.call::<Planning, Work>(asked).await? {
        Planned::Over(came) => return Ok(came),
        Planned::Go(go) => go,
        Planned::Ask(request) => match agreed(flow, request).await? {
            Ok(go) => go,
            Err(came) => return Ok(came),
        },
    };
    match go.outside {
        false => {
            let came = flow.call::<Applying, Work>(&go).await?;
            *cost = *cost + came.cost();
            Ok(came)
        }
        true => outside::send(flow, go, cost).await,
    }
}

/// Waits for a person. The row decides; the signal and the time only wake.
async fn agreed(flow: &Flow<'_>, request: Request) -> Result<Result<Go, Came>, FlowError> {
    let name = store::answers(request.id);
    let mut wait = request.expiry;
    loop {
        let waited = flow.signal_or_timeout::<Value>(&name, wait).await;
        let stopped = matches!(waited, Err(FlowError::Cancelled));
        let decide = Decide {
            request: request.clone(),
            stopped,
        };
        let decided = flow.call::<Deciding, Work>(&decide).await?;
        if stopped {
            return Err(FlowError::Cancelled);
        }
        match decided {
            Decided::Yes { lane } => {
                if !lane {
                    flow.signal::<Value>("lane").await?;
                }
                return Ok(Ok(Go {
                    agreed: Some(request.id),
                    ..request.go
                }));
            }
            Decided::No { lane } => {
                if !lane {
                    flow.signal::<Value>("lane").await?;
                }
                return Ok(Err(Came::Refused));
            }
            // The clock of the database is a little behind ours.
            Decided::NotYet => wait = Duration::from_secs(1),
        }
    }
}
