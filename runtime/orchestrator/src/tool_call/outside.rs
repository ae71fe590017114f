//! A call that reaches outside, until it is known what came of it: sent as its effect allows, the
//! other side asked where nobody heard its answer, and where it cannot tell, a person.

use std::time::Duration;

use domain::{
    approval::EXPIRY_HOURS,
    flow::{Flow, FlowError},
    ids::ApprovalId,
    money::Micros,
    words::Say,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Work;

use super::{
    Came, Go,
    finding::{Find, Finding},
    sending::Sending,
    telling::{Tell, Telling},
};

/// How often a call is sent in all, unless it is known that nothing left.
pub(crate) const ATTEMPTS: u32 = 5;

/// What sending came to.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sent {
    /// It is known.
    Came(Came),
    /// It may have happened.
    Doubt {
        /// How long it may still be on its way: nobody asks before.
        wait: Duration,
        /// The last attempt was refused; one before may have arrived.
        refused: Option<Say>,
    },
}

/// What asking the other side came to.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Found {
    /// It is known.
    Came(Came),
    /// It did not happen, and may be sent.
    Again,
    /// It may still be on its way.
    NotYet {
        /// For how long.
        wait: Duration,
    },
    /// It cannot be told: a person is asked.
    Unknown(Open),
}

/// A request to a person to say what became of an effect.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Open {
    /// Which one.
    pub(crate) id: ApprovalId,
    /// Its number, for people.
    pub(crate) number: i64,
}

/// What came of such a request.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Said {
    /// It is known, or nobody said it in time. `lane` says whether the turn has its lane back.
    Came { came: Came, lane: bool },
    /// It is tried again, as another call.
    Again { go: Go, lane: bool },
    /// Nobody has said it and there is time left.
    NotYet,
}

/// Sends a call until it is known what came of it. A turn that is asked to stop stops when nothing
/// of the call is under way any more. What may have left is spent, whatever becomes of it.
pub(super) async fn send(
    flow: &Flow<'_>,
    mut go: Go,
    cost: &mut Micros,
) -> Result<Came, FlowError> {
    let (mut stopped, mut first, mut charged) = (false, true, false);
    loop {
        let sent = match flow.activity::<Sending, Work>(&go).await {
            // Nothing of it was begun.
            Err(FlowError::Cancelled) if first => return Err(FlowError::Cancelled),
            Err(FlowError::Cancelled) => {
                stopped = true;
                Sent::Doubt {
                    wait: Duration::ZERO,
                    refused: None,
                }
            }
            sent => sent?,
        };
        first = false;
        let found = match sent {
            Sent::Came(came) => {
                if !charged {
                    *cost = *cost + came.cost();
                }
                return ended(came, stopped);
            }
            Sent::Doubt { wait, refused } => {
                if !charged {
                    (charged, *cost) = (true, *cost + go.cost);
                }
                let find = Find {
                    go: go.clone(),
                    refused,
                    stopped,
                };
                find_out(flow, find, wait, &mut stopped).await?
            }
        };
        match found {
            Found::Came(came) => return ended(came, stopped),
            Found::Again | Found::NotYet { .. } => {}
            Found::Unknown(open) if stopped => {
                return Ok(Came::Stopped(open.number));
            }
            Found::Unknown(open) => match told(flow, open).await? {
                Ok(came) => return Ok(came),
                Err(next) => (go, first, charged) = (*next, true, false),
            },
        }
    }
}

fn ended(came: Came, stopped: bool) -> Result<Came, FlowError> {
    match stopped {
        true => Err(FlowError::Cancelled),
        false => Ok(came),
    }
}

/// Asks the other side, once nothing can be on its way any more.
pub(crate) async fn find_out(
    flow: &Flow<'_>,
    mut find: Find,
    mut wait: Duration,
    stopped: &mut bool,
) -> Result<Found, FlowError> {
    loop {
        while !wait.is_zero() {
            match flow.sleep(wait).await {
                // It is told once; what is under way has to be known all the same.
                Err(FlowError::Cancelled) => *stopped = true,
                slept => {
                    slept?;
                    wait = Duration::ZERO;
                }
            }
        }
        find.stopped = *stopped;
        match flow.activity::<Finding, Work>(&find).await {
            Ok(Found::NotYet { wait: more }) => wait = more,
            Err(FlowError::Cancelled) => *stopped = true,
            found => return found,
        }
    }
}

/// Waits for a person to say it; the call to try instead, if she wants that. The row decides; the
/// signal and the time only wake.
async fn told(flow: &Flow<'_>, open: Open) -> Result<Result<Came, Box<Go>>, FlowError> {
    let name = store::answers(open.id);
    let patience = Duration::from_secs(u64::from(EXPIRY_HOURS) * 60 * 60);
    loop {
        let waited = flow.signal_or_timeout::<Value>(&name, patience).await;
        let stopped = matches!(waited, Err(FlowError::Cancelled));
        let tell = Tell {
            open,
            stopped,
            over: stopped || matches!(waited, Ok(None)),
        };
        let said = flow.call::<Telling, Work>(&tell).await?;
        if stopped {
            return match said {
                Said::Came {
                    came: Came::Unknown(number),
                    ..
                } => Ok(Ok(Came::Stopped(number))),
                Said::Came { .. } | Said::Again { .. } | Said::NotYet => Err(FlowError::Cancelled),
            };
        }
        let (said, lane) = match said {
            Said::Came { came, lane } => (Ok(came), lane),
            Said::Again { go, lane } => (Err(Box::new(go)), lane),
            Said::NotYet => continue,
        };
        if !lane {
            flow.signal::<Value>("lane").await?;
        }
        return Ok(said);
    }
}
