//! A turn, from question to answer: the whole story.

use domain::{
    flow::{Action, Flow, FlowError, Path, Workflow},
    turn::TurnStatus,
    words::Say,
};
use serde::{Deserialize, Serialize};
use store::Work;

use crate::{
    close::{Close, Closing, Spent},
    open::{Open, Opened, Ready},
    supervisor,
};

/// The name in the journal.
pub(crate) const NAME: &str = "turn";

/// Grows when the order of steps changes.
pub(crate) const VERSION: u32 = 1;

/// The workflow. Its run carries the turn's id.
#[derive(Debug)]
pub(crate) struct Turn;

impl Workflow for Turn {
    const NAME: &'static str = NAME;
    const VERSION: u32 = VERSION;
    const DEPARTMENT: &'static str = domain::agent::SUPERVISOR;
    type Input = ();
    type Output = TurnStatus;
    const IS_TURN: bool = true;

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<TurnStatus, FlowError> {
        from_open_to_close(flow, async |ready: &Ready, spent: &mut Spent| {
            supervisor::supervise(flow, ready, spent).await
        })
        .await
    }
}

/// A turn around the work that is done in it. What failed is said, never swallowed.
pub(crate) async fn from_open_to_close(
    flow: &Flow<'_>,
    work: impl AsyncFnOnce(&Ready, &mut Spent) -> Result<End, FlowError>,
) -> Result<TurnStatus, FlowError> {
    let (end, spent) = match flow.call::<Open, Work>(&()).await {
        Ok(Opened::Ready(ready)) => {
            let mut spent = Spent::of(&ready);
            let end = work(&ready, &mut spent).await;
            (end.unwrap_or_else(|error| End::of(&error)), spent)
        }
        Ok(Opened::Refused(say)) => (End::refused(say), Spent::default()),
        Ok(Opened::TakenOver) => (End::silent(), Spent::default()),
        Err(error) => (End::of(&error), Spent::default()),
    };
    let close = Close { end, spent };
    match flow.call::<Closing, Work>(&close).await {
        // Asked to stop when there was nothing left to stop.
        Err(FlowError::Cancelled) => {
            let end = close.end.and(End::of(&FlowError::Cancelled));
            flow.call::<Closing, Work>(&Close { end, ..close }).await
        }
        closed => closed,
    }
}

/// Calls what has to be done also by a run that is asked to stop. Says whether it heard of that.
pub(crate) async fn surely<A: Action<Work>>(
    flow: &Flow<'_>,
    input: &A::Input,
) -> Result<(A::Output, bool), FlowError> {
    match flow.call::<A, Work>(input).await {
        Err(FlowError::Cancelled) => Ok((flow.call::<A, Work>(input).await?, true)),
        done => Ok((done?, false)),
    }
}

/// How a turn ends.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct End {
    /// As what it counts.
    pub(crate) status: TurnStatus,
    /// The model's answers that make up the answer, by their steps.
    pub(crate) answers: Vec<Path>,
    /// What Firma itself says.
    pub(crate) says: Vec<Say>,
    /// The person's own calls, by their steps: what they came to is the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) calls: Vec<Path>,
    /// What departments say that worked beside each other, in the order in which they were given work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) parts: Vec<Spoken>,
}

/// What one of several departments says.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Spoken {
    /// Which one.
    pub(crate) department: String,
    /// The model's answers, by their steps.
    pub(crate) answers: Vec<Path>,
    /// What Firma itself says.
    pub(crate) says: Vec<Say>,
}

impl End {
    /// With a model's answer.
    pub(crate) fn answered(at: Path) -> Self {
        Self {
            status: TurnStatus::Answered,
            answers: vec![at],
            says: Vec::new(),
            calls: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Without a word: a person has taken the conversation over.
    fn silent() -> Self {
        Self {
            status: TurnStatus::Answered,
            answers: Vec::new(),
            says: Vec::new(),
            calls: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// With what a person's own call came to.
    pub(crate) fn called(status: TurnStatus, at: Path) -> Self {
        Self {
            status,
            answers: Vec::new(),
            says: Vec::new(),
            calls: vec![at],
            parts: Vec::new(),
        }
    }

    /// A gate or a budget said no.
    pub(crate) fn refused(say: Say) -> Self {
        Self::saying(TurnStatus::Refused, say)
    }

    /// It could not be done.
    pub(crate) fn failed(say: Say) -> Self {
        Self::saying(TurnStatus::Failed, say)
    }

    fn saying(status: TurnStatus, say: Say) -> Self {
        Self {
            status,
            answers: Vec::new(),
            says: vec![say],
            calls: Vec::new(),
            parts: Vec::new(),
        }
    }

    pub(crate) fn of(error: &FlowError) -> Self {
        match error {
            FlowError::Cancelled => {
                Self::saying(TurnStatus::Cancelled, Say::of("turn", "cancelled"))
            }
            FlowError::Action { .. } | FlowError::Child { .. } | FlowError::Journal(_) => {
                Self::failed(Say::of("turn", "broke"))
            }
        }
    }

    /// Together with what another department came to.
    #[must_use]
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.status = worse(self.status, other.status);
        self.answers.extend(other.answers);
        self.says.extend(other.says);
        self.calls.extend(other.calls);
        self.parts.extend(other.parts);
        self
    }

    /// As the part of one of several departments. That it was stopped is said once for all of them.
    #[must_use]
    pub(crate) fn of_department(self, name: &str) -> Self {
        if self.status == TurnStatus::Cancelled && self.answers.is_empty() {
            return self;
        }
        Self {
            status: self.status,
            answers: Vec::new(),
            says: Vec::new(),
            calls: self.calls,
            parts: vec![Spoken {
                department: name.to_owned(),
                answers: self.answers,
                says: self.says,
            }],
        }
    }

    /// Without what is said twice.
    #[must_use]
    pub(crate) fn once(mut self) -> Self {
        let mut said = Vec::new();
        self.says.retain(|say| {
            let is_new = !said.contains(say);
            said.push(say.clone());
            is_new
        });
        self
    }
}

/// As what two parts of one turn count together: the part that needs more attention.
fn worse(left: TurnStatus, right: TurnStatus) -> TurnStatus {
    let weight = |status: TurnStatus| match status {
        TurnStatus::Answered => 0,
        TurnStatus::Running | TurnStatus::Waiting => 1,
        TurnStatus::Refused => 2,
        TurnStatus::Cancelled => 3,
        TurnStatus::Failed => 4,
    };
    if weight(right) > weight(left) {
        right
    } else {
        left
    }
}
