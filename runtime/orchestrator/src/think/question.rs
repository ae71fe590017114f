//! What a model is asked, and the most that its answer can cost.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    budget::NoPrice,
    digest::Digest,
    flow::Path,
    model::{ModelError, Request, Routed, Tab, ToolCall, Usage},
    money::Micros,
    tool::{Call, ToolError},
};
use serde_json::Value;
use store::Work;

use super::{Stop, Think, Thinking};
use crate::{
    house::Furnished,
    transcript::{self, Transcript},
};

/// How long an answer may become, in tokens.
const ANSWER: u32 = 2_000;

/// A question to a model that the journal does not answer yet.
#[derive(Clone, Debug)]
pub(crate) enum Question {
    /// It is on its way.
    Open(Arc<Prepared>),
    /// Its answer is here, and not committed: should that fail, nobody asks again.
    Answered(Arc<Prepared>, Arc<Replied>),
}

/// A request that was made and paid for in advance.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) alias: String,
    pub(super) request: Request,
    pub(super) digest: Digest,
    pub(super) worst: Micros,
    /// What was reserved, by the attempt before which it was.
    reserved: Mutex<BTreeMap<u32, Micros>>,
}

impl Prepared {
    /// Notes what is reserved before an attempt. Of units that did not commit nothing counts: their attempts come
    /// again.
    pub(super) fn reserve(&self, attempt: u32, amount: Micros) {
        let mut reserved = self.reserved.lock().unwrap_or_else(PoisonError::into_inner);
        reserved.insert(attempt, amount);
    }

    /// What was reserved for the attempts before one.
    pub(super) fn reserved_before(&self, attempt: u32) -> Micros {
        let reserved = self.reserved.lock().unwrap_or_else(PoisonError::into_inner);
        let before = reserved.range(..attempt).map(|(_, amount)| *amount);
        before.fold(Micros(0), |sum, amount| sum + amount)
    }
}

/// What a provider said, and how long that took.
#[derive(Debug)]
pub(crate) struct Replied {
    pub(super) outcome: Result<Routed, ModelError>,
    pub(super) started: DateTime<Utc>,
}

impl Thinking {
    /// Makes the request and finds the most that it can cost.
    pub(super) async fn prepare(
        &self,
        work: &mut Work,
        call: &Call,
        think: &Think,
    ) -> Result<Result<Prepared, Stop>, ToolError> {
        let house = &self.0;
        let transcript = self.transcript(work, call).await?;
        let digest = transcript.context.configuration;
        let furnished = house.furnished(work, digest).await?;
        let missing = || ToolError::internal(format!("no agent `{}`", think.agent));
        let agent = &furnished
            .department(&think.agent)
            .ok_or_else(missing)?
            .agent;
        let today = work.records().today();
        let told = (think, &call.path, today);
        let request = self.request(work, (&transcript, &furnished), told)?;
        let told = (think, agent.model.as_str(), furnished.as_ref());
        let worst = match self.worst(work, told, &request, today) {
            Ok(worst) => worst,
            Err(none) => return Ok(Err(Stop::NoPrice(none))),
        };
        let digest = digest_of(&request);
        Ok(Ok(Prepared {
            alias: agent.model.clone(),
            request,
            digest,
            worst,
            reserved: Mutex::default(),
        }))
    }

    fn request(
        &self,
        work: &Work,
        (transcript, furnished): (&Transcript, &Furnished),
        (think, at, today): (&Think, &Path, NaiveDate),
    ) -> Result<Request, ToolError> {
        let organisation = work.organisation();
        let reader = transcript.reader(organisation);
        let system = furnished
            .prompt(&think.agent, organisation, today)
            .map_err(ToolError::internal)?;
        let task = match &think.task {
            Some(call) => task(&call.of(transcript)?),
            None => None,
        };
        Ok(Request {
            model: String::new(),
            system: system.to_string(),
            items: transcript.items(at, task.as_deref(), &self.0.words, reader),
            tools: furnished.cards(&think.agent),
            max_tokens: ANSWER,
            tab: Tab::default(),
            reader,
        })
    }

    /// The most that a request can cost, over every model that may answer it, by the dearer of the
    /// prices that the turn began under and today's.
    fn worst(
        &self,
        work: &Work,
        told: (&Think, &str, &Furnished),
        request: &Request,
        today: NaiveDate,
    ) -> Result<Micros, NoPrice> {
        let (think, alias, furnished) = told;
        let input = input_tokens(request, furnished.cards_size(&think.agent));
        let usage = Usage {
            input: u64::try_from(input).unwrap_or(u64::MAX),
            cached: 0,
            output: u64::from(request.max_tokens),
        };
        let candidates = self.0.models.candidates(alias);
        if candidates.is_empty() {
            return Err(NoPrice::Model {
                provider: alias.to_owned(),
                model: "*".to_owned(),
            });
        }
        let currency = work.organisation().currency;
        let prices = &furnished.snapshot.prices;
        let mut worst = Micros(0);
        for it in candidates {
            let of = (it.provider.as_str(), it.model.as_str());
            for prices in [prices, &self.0.today().prices] {
                worst = worst.max(prices.model_call(of, usage, currency, today)?);
            }
        }
        Ok(worst)
    }
}

/// What a department is to do, in the supervisor's words.
fn task(call: &ToolCall) -> Option<String> {
    let arguments: Value = serde_json::from_str(&call.arguments).ok()?;
    Some(arguments.get("task")?.as_str()?.to_owned())
}

/// How many tokens a request takes, from above.
fn input_tokens(request: &Request, tools: usize) -> usize {
    let items: usize = request.items.iter().map(transcript::size).sum();
    transcript::tokens(&request.system) + tools + items + 64
}

fn digest_of(request: &Request) -> Digest {
    let items = serde_json::to_vec(&request.items).unwrap_or_default();
    let tools: Vec<&str> = request.tools.iter().map(|it| it.name.as_str()).collect();
    let tools = tools.join(",");
    Digest::of_parts(&[request.system.as_bytes(), &items, tools.as_bytes()])
}
