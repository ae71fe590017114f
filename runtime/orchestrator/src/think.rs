//! One model call: reserved before, sent with no connection held, settled after.

mod cut;
mod question;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use domain::{
    agent::DELEGATE,
    budget::NoPrice,
    digest::Digest,
    flow::{Activity, Intent, Path, Rules},
    model::{ModelError, Routed, ToolCall},
    money::Micros,
    tool::{Call, Effect, ToolError},
    words::Say,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{ModelCallRow, Work};

pub(crate) use self::question::{Prepared, Question, Replied};
use crate::{house::House, progress::Progress, transcript::Transcript, turn::End};

/// How long one attempt may take in all. Between bytes a provider has its own, shorter patience;
/// this is the net for one that never ends.
const PATIENCE: Duration = Duration::from_secs(600);

/// How many calls of one answer are kept and carried out: the model sees which, and may ask for
/// the rest again.
const CALLS: usize = 8;

/// The activity.
pub(crate) struct Thinking(pub(crate) Arc<House>);

/// What a model is asked, by reference: texts stay in their rows.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Think {
    /// Who thinks.
    pub(crate) agent: String,
    /// The delegation that gave it work.
    pub(crate) task: Option<CallRef>,
    /// What it may still spend.
    pub(crate) left: Micros,
}

/// One of the calls in an answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct CallRef {
    /// The step of the answer.
    pub(crate) answer: Path,
    /// Which of its calls.
    pub(crate) index: u32,
}

impl CallRef {
    /// The call, as the model wrote it.
    pub(crate) fn of(&self, transcript: &Transcript) -> Result<ToolCall, ToolError> {
        let answer = transcript.answer(&self.answer);
        let index = usize::try_from(self.index).unwrap_or(usize::MAX);
        let call = answer.and_then(|it| it.calls.get(index).cloned());
        call.ok_or_else(|| ToolError::internal(format!("no call {}/{index}", self.answer)))
    }
}

/// What came of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Thought {
    /// The model answered, perhaps with calls.
    Said {
        /// What it wants called.
        calls: Vec<Wanted>,
        /// What it cost.
        cost: Micros,
    },
    /// It was not asked, or did not answer.
    Stopped(Stop),
    /// It did not answer to the end, and the provider bills what it began.
    Cut {
        /// Why it did not.
        stop: Stop,
        /// What it cost.
        cost: Micros,
    },
}

impl Thought {
    fn stopped(stop: Stop, cost: Micros) -> Self {
        match cost {
            Micros(0) => Self::Stopped(stop),
            cost => Self::Cut { stop, cost },
        }
    }
}

/// A call that a model wants.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Wanted {
    /// The digest of the tool and its arguments.
    pub(crate) digest: Digest,
    /// For a delegation, the department.
    pub(crate) department: Option<String>,
}

/// Why a model did not answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stop {
    /// The turn or the department may not spend that much.
    Budget,
    /// Nobody knows what it would cost.
    NoPrice(NoPrice),
    /// The provider refuses the key.
    Unauthorised,
    /// The provider limits the rate.
    RateLimited,
    /// The provider cannot be reached.
    Unavailable,
    /// The provider refuses the request.
    Refused,
    /// What came back is no answer.
    Nonsense,
}

impl Stop {
    /// How the turn ends with it; `no_money` is what is said where that is the reason.
    pub(crate) fn end(self, no_money: Say) -> End {
        match self {
            Self::Budget => End::refused(no_money),
            Self::NoPrice(NoPrice::Model { provider, model }) => End::refused(
                Say::of("turn", "no_price")
                    .with("provider", provider)
                    .with("model", model),
            ),
            Self::NoPrice(NoPrice::Rate { of, to }) => End::refused(
                Say::of("turn", "no_rate")
                    .with("of", of.code())
                    .with("to", to.code()),
            ),
            Self::Unauthorised => End::failed(Say::of("turn", "model_unauthorised")),
            Self::RateLimited => End::failed(Say::of("turn", "model_limited")),
            Self::Unavailable => End::failed(Say::of("turn", "model_unavailable")),
            Self::Refused => End::failed(Say::of("turn", "model_refused")),
            Self::Nonsense => End::failed(Say::of("turn", "model_nonsense")),
        }
    }
}

impl Activity<Work> for Thinking {
    const NAME: &'static str = "model";
    type Input = Think;
    type Sent = Replied;
    type Output = Thought;

    fn rules(&self, _: &Think) -> Rules {
        Rules {
            timeout: PATIENCE,
            effect: Effect::Read,
        }
    }

    async fn intend(
        &self,
        work: &mut Work,
        call: &Call,
        think: &Think,
    ) -> Result<Intent<Thought>, ToolError> {
        let transcript = self.transcript(work, call).await?;
        match transcript.asked(&call.path) {
            Some(Question::Open(prepared)) if call.attempt > 0 => {
                return self.again(work, call, (think, &prepared)).await;
            }
            // The unit that recorded the answer did not commit.
            Some(Question::Answered(prepared, replied)) => {
                let told = (think, prepared.as_ref());
                let thought = self.recorded(work, call, told, &replied).await?;
                return Ok(Intent::Settled(thought));
            }
            Some(Question::Open(_)) | None => {}
        }
        let prepared = match self.prepare(work, call, think).await? {
            Ok(prepared) => prepared,
            Err(stop) => return Ok(Intent::Settled(Thought::Stopped(stop))),
        };
        let short = prepared.worst > think.left
            || work.is_alone() && work.turn_left(call.flow).await? < prepared.worst;
        if short {
            return Ok(Intent::Settled(Thought::Stopped(Stop::Budget)));
        }
        let turn = work.turn(call.flow);
        turn.reserve = turn.reserve + prepared.worst;
        prepared.reserve(call.attempt, prepared.worst);
        let question = Question::Open(Arc::new(prepared));
        transcript.ask(call.path.clone(), question);
        Ok(Intent::Send)
    }

    #[tracing::instrument(
        name = "think",
        skip_all,
        fields(turn.id = %call.flow, agent.name = think.agent, attempt = call.attempt)
    )]
    async fn send(&self, call: &Call, think: &Think) -> Result<Replied, ToolError> {
        let Some(Question::Open(prepared)) = self.asked(call) else {
            return Err(ToolError::internal(
                "a model call is sent without its intent",
            ));
        };
        let (feed, turn) = (&self.0.feed, call.flow.into());
        let heard = feed.is_heard(turn);
        let tell = move |text: &str| {
            if heard {
                let text = text.to_owned();
                feed.tell(turn, &Progress::Text { text });
            }
        };
        if call.attempt > 0 {
            feed.tell(turn, &Progress::Retracted);
        }
        let started = Utc::now();
        let models = &self.0.models;
        let outcome = models
            .complete(&prepared.alias, &prepared.request, &tell)
            .await;
        match outcome {
            Err(error @ (ModelError::Unavailable(_) | ModelError::RateLimited { .. })) => {
                Err(ToolError::Unavailable(Box::new(error)))
            }
            outcome => Ok(Replied { outcome, started }),
        }
    }

    async fn record(
        &self,
        work: &mut Work,
        call: &Call,
        think: &Think,
        sent: Result<Replied, ToolError>,
    ) -> Result<Thought, ToolError> {
        let Some(Question::Open(prepared)) = self.asked(call) else {
            return Err(ToolError::internal(
                "a model's answer comes without its intent",
            ));
        };
        let replied = Arc::new(sent.unwrap_or_else(|error| Replied {
            outcome: Err(unwrap(error)),
            started: call.now,
        }));
        let transcript = self.transcript(work, call).await?;
        let question = Question::Answered(Arc::clone(&prepared), Arc::clone(&replied));
        transcript.ask(call.path.clone(), question);
        self.recorded(work, call, (think, &prepared), &replied)
            .await
    }
}

impl Thinking {
    fn asked(&self, call: &Call) -> Option<Question> {
        let transcript = self.0.transcripts.known(call.run)?;
        transcript.asked(&call.path)
    }

    async fn transcript(&self, work: &Work, call: &Call) -> Result<Arc<Transcript>, ToolError> {
        Ok(self.0.transcripts.of(work, call.flow).await?)
    }

    /// Writes what came back, and settles what was reserved for it.
    async fn recorded(
        &self,
        work: &mut Work,
        call: &Call,
        told: (&Think, &Prepared),
        replied: &Replied,
    ) -> Result<Thought, ToolError> {
        let transcript = self.transcript(work, call).await?;
        let cut = self
            .settle(work, call, (told.0, told.1, &transcript))
            .await?;
        let told = (told.0, told.1, transcript.as_ref());
        match &replied.outcome {
            Ok(routed) => {
                let answered = (replied.started, routed.clone());
                let (calls, cost) = self.answered(work, call, told, answered).await?;
                Ok(Thought::Said {
                    calls,
                    cost: cost + cut,
                })
            }
            Err(error) => Ok(Thought::stopped(self.failed(work, call, told, error), cut)),
        }
    }

    async fn answered(
        &self,
        work: &mut Work,
        call: &Call,
        (think, prepared, transcript): (&Think, &Prepared, &Transcript),
        (started, routed): (DateTime<Utc>, Routed),
    ) -> Result<(Vec<Wanted>, Micros), ToolError> {
        let house = &self.0;
        let digest = transcript.context.configuration;
        let furnished = house.furnished(work, digest).await?;
        let Routed { by, mut answer } = routed;
        answer.calls.truncate(CALLS);
        tell_apart(&mut answer.calls);
        let today = work.records().today();
        let price = furnished.snapshot.prices.model_call(
            (&by.provider, &by.model),
            answer.usage,
            work.organisation().currency,
            today,
        );
        // Its price was known before it was asked; should it be gone, the reservation is the truth.
        let cost = price.unwrap_or(prepared.worst);
        work.turn(call.flow).spend = work.turn(call.flow).spend + cost;
        let row = ModelCallRow {
            provider: by.provider,
            model: by.model,
            answer: Some(serde_json::to_value(&answer).map_err(ToolError::internal)?),
            input_tokens: answer.usage.input,
            cached_tokens: answer.usage.cached,
            output_tokens: answer.usage.output,
            cost,
            started_at: started,
            ms: (Utc::now() - started).num_milliseconds(),
            ..self.row(work, call, (think, prepared))
        };
        tracing::debug!(turn.id = %call.flow, agent.name = think.agent, model.provider = row.provider,
            model.name = row.model, cost.micros = cost.0, duration_ms = row.ms, "a model answered");
        let calls: Vec<Wanted> = answer.calls.iter().map(wanted).collect();
        transcript.add_answer(&row, Some(answer));
        work.writes().model_calls.push(row);
        house.feed.tell(call.flow.into(), &Progress::Spent { cost });
        Ok((calls, cost))
    }

    fn failed(
        &self,
        work: &mut Work,
        call: &Call,
        (think, prepared, transcript): (&Think, &Prepared, &Transcript),
        error: &ModelError,
    ) -> Stop {
        let shown: &dyn std::error::Error = error;
        tracing::warn!(turn.id = %call.flow, agent.name = think.agent, error = shown,
            "the model did not answer");
        let row = ModelCallRow {
            error: Some(error.to_string()),
            ..self.row(work, call, (think, prepared))
        };
        transcript.add_answer(&row, None);
        work.writes().model_calls.push(row);
        match error {
            ModelError::Unauthorised(_) => Stop::Unauthorised,
            ModelError::RateLimited { .. } => Stop::RateLimited,
            ModelError::Unavailable(_) => Stop::Unavailable,
            ModelError::Refused(_) => Stop::Refused,
            ModelError::Nonsense(_) => Stop::Nonsense,
        }
    }

    fn row(
        &self,
        work: &Work,
        call: &Call,
        (think, prepared): (&Think, &Prepared),
    ) -> ModelCallRow {
        let first = self.0.models.candidates(&prepared.alias).into_iter().next();
        let (provider, model) = first.map(|it| (it.provider, it.model)).unwrap_or_default();
        ModelCallRow {
            organisation: work.organisation_id(),
            flow: call.flow,
            generation: 0,
            path: call.path.clone(),
            department: think.agent.clone(),
            provider,
            model,
            request: prepared.digest,
            answer: None,
            error: None,
            input_tokens: 0,
            cached_tokens: 0,
            output_tokens: 0,
            cost: Micros(0),
            started_at: call.now,
            ms: 0,
            run: None,
        }
    }
}

fn wanted(call: &ToolCall) -> Wanted {
    let arguments: Option<Value> = serde_json::from_str(&call.arguments).ok();
    let department = arguments
        .filter(|_| call.name == DELEGATE)
        .and_then(|it| Some(it.get("department")?.as_str()?.to_owned()));
    Wanted {
        digest: Digest::of_parts(&[call.name.as_bytes(), call.arguments.as_bytes()]),
        department,
    }
}

/// Gives calls that share an id, or have none, ids of their own: a provider refuses a request in
/// which a result could belong to two of them.
fn tell_apart(calls: &mut [ToolCall]) {
    let mut seen = BTreeSet::from([String::new()]);
    for (index, call) in calls.iter_mut().enumerate() {
        if !seen.insert(call.id.clone()) {
            call.id = format!("call_{index}_{}", call.id);
            seen.insert(call.id.clone());
        }
    }
}

/// The model's own error behind a failure to send.
fn unwrap(error: ToolError) -> ModelError {
    match error {
        ToolError::Unavailable(source) | ToolError::NotSent(source) => {
            match source.downcast::<ModelError>() {
                Ok(error) => *error,
                Err(source) => ModelError::Unavailable(source),
            }
        }
        other => ModelError::Unavailable(Box::new(other)),
    }
}
