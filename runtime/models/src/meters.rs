//! What is counted of model calls. Whoever shows it reads it through a registry.
//!
//! Providers and models are those of the configuration, never a name that came with an answer.

use std::time::Duration;

use domain::model::{Answer, Candidate, ModelError};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::Registry,
};

/// How long model calls take, in seconds.
const SECONDS: [f64; 11] = [0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0];

/// What is counted of model calls: each request to a provider by itself, those that another provider
/// made up for included.
#[derive(Clone, Debug)]
pub struct Meters {
    calls: Family<Calls, Counter>,
    seconds: Family<Asked, Histogram, fn() -> Histogram>,
    tokens: Family<Tokens, Counter>,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Calls {
    provider: String,
    model: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Asked {
    provider: String,
    model: String,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Tokens {
    provider: String,
    model: String,
    kind: &'static str,
}

impl Default for Meters {
    fn default() -> Self {
        Self {
            calls: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            tokens: Family::default(),
        }
    }
}

impl Meters {
    /// Shows them in a registry.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "firma_model_calls",
            "Requests to models, by how they ended",
            self.calls.clone(),
        );
        registry.register(
            "firma_model_call_duration_seconds",
            "How long models took to answer, or to fail",
            self.seconds.clone(),
        );
        registry.register(
            "firma_model_tokens",
            "Tokens that models read and wrote; those read from a cache are read as well",
            self.tokens.clone(),
        );
    }

    pub(crate) fn count(
        &self,
        Candidate { provider, model }: Candidate,
        took: Duration,
        outcome: &Result<Answer, ModelError>,
    ) {
        if let Ok(answer) = outcome {
            let usage = answer.usage;
            for (kind, tokens) in [
                ("read", usage.input),
                ("cached", usage.cached),
                ("written", usage.output),
            ] {
                let tokens_of = Tokens {
                    provider: provider.clone(),
                    model: model.clone(),
                    kind,
                };
                self.tokens.get_or_create(&tokens_of).inc_by(tokens);
            }
        }
        let calls = Calls {
            provider: provider.clone(),
            model: model.clone(),
            outcome: outcome.as_ref().err().map_or("answered", word),
        };
        self.calls.get_or_create(&calls).inc();
        let asked = Asked { provider, model };
        let seconds = self.seconds.get_or_create(&asked);
        seconds.observe(took.as_secs_f64());
    }
}

/// What kind of error it is, in one word.
pub(crate) const fn word(error: &ModelError) -> &'static str {
    match error {
        ModelError::Unauthorised(_) => "unauthorised",
        ModelError::RateLimited { .. } => "rate_limited",
        ModelError::Unavailable(_) => "unavailable",
        ModelError::Refused(_) => "refused",
        ModelError::Nonsense(_) => "nonsense",
    }
}
