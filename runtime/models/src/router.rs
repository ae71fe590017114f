//! Which model answers: the first of an alias that can be reached.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use domain::model::{
    Answer, Candidate, Model, ModelError, Models, OnText, Request, Routed, Routing,
};
use tracing::{Instrument as _, Span, field::Empty, warn};

use crate::meters::{Meters, word};

/// How long a provider is left alone after an outage, or a rate limit that names no time.
pub const REST: Duration = Duration::from_secs(30);

/// How long a provider is left alone that refuses its key.
pub const LONG_REST: Duration = Duration::from_secs(300);

/// What tells the time.
pub type Clock = Box<dyn Fn() -> Instant + Send + Sync>;

/// A model of a provider.
#[derive(Clone)]
pub struct Route {
    /// The provider.
    pub model: Arc<dyn Model>,
    /// The provider's name of the model.
    pub name: String,
}

impl Route {
    /// The provider and the model, as prices name them.
    fn candidate(&self) -> Candidate {
        Candidate {
            provider: self.model.provider().to_owned(),
            model: self.name.clone(),
        }
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.model.provider(), self.name)
    }
}

/// An alias that nothing stands behind.
#[derive(Debug, thiserror::Error)]
#[error("the alias `{alias}` has no model")]
pub struct NoModel {
    /// The alias.
    pub alias: String,
}

/// Aliases with their models, best first. It goes on to the next one when a provider cannot be
/// reached, limits the rate or refuses its key; never because a model was wrong.
pub struct Router {
    routes: BTreeMap<String, Vec<Route>>,
    clock: Clock,
    meters: Meters,
    /// Until when a provider is left alone.
    resting: Mutex<HashMap<String, Instant>>,
}

impl Router {
    /// A router. An alias without a model is refused.
    pub fn new(routes: BTreeMap<String, Vec<Route>>, clock: Clock) -> Result<Self, NoModel> {
        if let Some((alias, _)) = routes.iter().find(|(_, it)| it.is_empty()) {
            return Err(NoModel {
                alias: alias.clone(),
            });
        }
        Ok(Self {
            routes,
            clock,
            meters: Meters::default(),
            resting: Mutex::default(),
        })
    }

    /// All that may answer for an alias, best first.
    pub fn routes(&self, alias: &str) -> &[Route] {
        self.routes.get(alias).map_or(&[], Vec::as_slice)
    }

    /// What is counted of the calls.
    pub const fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Who would be asked first now.
    pub fn first(&self, alias: &str) -> Option<&Route> {
        self.awake(self.routes(alias)).into_iter().next()
    }

    /// Asks the models of an alias in turn, each by its own name. Once text was given out, no other
    /// model is asked: whoever listens would hear two answers in one.
    pub async fn complete(
        &self,
        alias: &str,
        mut request: Request,
        on_text: OnText<'_>,
    ) -> Result<Routed, ModelError> {
        let said = AtomicBool::new(false);
        let hear = |text: &str| {
            said.store(true, Ordering::Relaxed);
            on_text(text);
        };
        let mut failed = None;
        for route in self.awake(self.routes(alias)) {
            request.model.clone_from(&route.name);
            let error = match self.ask(route, &request, &hear).await {
                Ok(answer) => return Ok(self.routed(route, answer)),
                Err(error) => error,
            };
            let Some(rest) = rest(&error) else {
                return Err(error);
            };
            self.rest(route, rest, &error);
            failed = Some(worth_more(failed, error));
            if said.load(Ordering::Relaxed) {
                break;
            }
        }
        Err(failed.unwrap_or_else(|| {
            let alias = alias.to_owned();
            ModelError::Refused(NoModel { alias }.into())
        }))
    }

    async fn ask(
        &self,
        route: &Route,
        request: &Request,
        on_text: OnText<'_>,
    ) -> Result<Answer, ModelError> {
        let by = route.candidate();
        let span = tracing::info_span!(
            "model_call",
            model.provider = by.provider,
            model.name = by.model,
            model.max_tokens = request.max_tokens,
            model.answered_as = Empty,
            tokens.read = Empty,
            tokens.cached = Empty,
            tokens.written = Empty,
            error.kind = Empty,
        );
        let began = Instant::now();
        let asked = route.model.complete(request, on_text);
        let outcome = asked.instrument(span.clone()).await;
        self.meters.count(by, began.elapsed(), &outcome);
        note(&span, &outcome);
        outcome
    }

    /// Those that are not left alone; if all are, the one whose rest ends first.
    fn awake<'a>(&self, routes: &'a [Route]) -> Vec<&'a Route> {
        let now = (self.clock)();
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        let until = |route: &&Route| resting.get(route.model.provider()).copied();
        let is_awake = |route: &&Route| until(route).is_none_or(|it| it <= now);
        let awake: Vec<_> = routes.iter().filter(is_awake).collect();
        if awake.is_empty() {
            return routes.iter().min_by_key(until).into_iter().collect();
        }
        awake
    }

    fn routed(&self, route: &Route, answer: Answer) -> Routed {
        let provider = route.model.provider();
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.remove(provider);
        Routed {
            by: route.candidate(),
            answer,
        }
    }

    fn rest(&self, route: &Route, rest: Duration, error: &ModelError) {
        let provider = route.model.provider();
        let cause = std::error::Error::source(error).map(ToString::to_string);
        warn!(
            model.provider = provider,
            model.name = route.name,
            rest_ms = rest.as_millis(),
            cause,
            "{error}; the provider is left alone for a while"
        );
        let until = (self.clock)() + rest;
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.insert(provider.to_owned(), until);
    }
}

impl Models for Router {
    fn candidates(&self, alias: &str) -> Vec<Candidate> {
        self.routes(alias).iter().map(Route::candidate).collect()
    }

    fn complete<'a>(
        &'a self,
        alias: &'a str,
        request: &'a Request,
        on_text: OnText<'a>,
    ) -> Routing<'a> {
        Box::pin(Self::complete(self, alias, request.clone(), on_text))
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router")
            .field("routes", &self.routes)
            .finish_non_exhaustive()
    }
}

fn note(span: &Span, outcome: &Result<Answer, ModelError>) {
    match outcome {
        Ok(answer) => {
            span.record("model.answered_as", &answer.model);
            span.record("tokens.read", answer.usage.input);
            span.record("tokens.cached", answer.usage.cached);
            span.record("tokens.written", answer.usage.output);
        }
        Err(error) => {
            span.record("error.kind", word(error));
        }
    }
}

/// How long an error leaves a provider alone; `None` if it is the request's or the model's fault.
fn rest(error: &ModelError) -> Option<Duration> {
    match error {
        ModelError::Unavailable(_) => Some(REST),
        ModelError::RateLimited { after, .. } => Some(after.unwrap_or(REST)),
        ModelError::Unauthorised(_) => Some(LONG_REST),
        ModelError::Refused(_) | ModelError::Nonsense(_) => None,
    }
}

/// Of two errors, the first that a later attempt may mend.
fn worth_more(first: Option<ModelError>, second: ModelError) -> ModelError {
    match first {
        None | Some(ModelError::Unauthorised(_)) => second,
        Some(first) => first,
    }
}

#[cfg(test)]
mod tests;
