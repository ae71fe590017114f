//! What lies elsewhere: models, programs that lend tools, payments, and whoever collects spans.

use std::sync::Arc;

use chrono::Utc;
use domain::{
    budget::{NoPrice, Prices},
    model::Usage,
    money::Currency,
    words::Words,
};
use models::{defaults, offline::Known, ollama, openai};
use reqwest::Url;
use tokio::{net::TcpStream, time};
use tools::mcp::Unlisted;

use super::{Finding, PATIENCE, State, in_time};
use crate::{
    config::{Config, Models},
    wiring::{self, Named, Standing},
};

/// Each model that is asked: whether it is there, lets us in, and has a price.
pub(super) async fn models(config: &Config, words: &Arc<Words>) -> Vec<Finding> {
    let settled = wiring::settle(&config.models).await;
    let advice = settled.advice.into_iter();
    let advice = advice.map(|say| Finding::new("models", State::Note, say));
    // What the start builds: what cannot be built need not be looked for.
    if let Err(error) = wiring::router(&settled.models, known(config), words) {
        let refused = Finding::error("models", &error);
        return [refused].into_iter().chain(advice).collect();
    }
    let mut found = Vec::new();
    let prices = prices(config);
    for named in wiring::named_models(&settled.models) {
        found.push(model(&settled.models, &named).await);
        found.extend(prices.as_ref().and_then(|it| price(it, &named)));
    }
    found.extend(advice);
    found
}

/// The tools as the built-in model learns them. What is wrong with departments is found elsewhere.
fn known(config: &Config) -> Vec<Known> {
    let known = || {
        let toolbox = wiring::with_lent(config)?;
        let settings = wiring::settings(&config.home, &toolbox)?;
        anyhow::Ok(wiring::known(&settings.departments, &toolbox))
    };
    known().unwrap_or_default()
}

async fn model(models: &Models, named: &Named) -> Finding {
    let found = match time::timeout(PATIENCE, wiring::look_at(models, named)).await {
        Ok(Ok(standing)) => stands(standing, models),
        Ok(Err(error)) => unseen(&error, models),
        Err(_) => of(State::Wrong, "model-slow").with("seconds", PATIENCE.as_secs()),
    };
    found
        .with("name", format!("{}/{}", named.provider, named.model))
        .with("model", &named.model)
}

fn of(state: State, attribute: &str) -> Finding {
    Finding::of("models", state, attribute)
}

fn stands(standing: Standing, models: &Models) -> Finding {
    match standing {
        Standing::BuiltIn => of(State::Fine, "model-built-in"),
        Standing::OpenAi(openai::Presence::There) => of(State::Fine, "model"),
        Standing::OpenAi(openai::Presence::Untold) => of(State::Note, "model-untold"),
        Standing::OpenAi(openai::Presence::Missing) => {
            of(State::Wrong, "model-missing").with("place", place(models))
        }
        Standing::Ollama(ollama::Presence::There { tools: Some(false) }) => {
            of(State::Wrong, "model-no-tools").with("other", defaults::OLLAMA.smart)
        }
        Standing::Ollama(ollama::Presence::There { .. }) => of(State::Fine, "model"),
        Standing::Ollama(ollama::Presence::Missing) => of(State::Wrong, "model-not-installed"),
    }
}

/// Why nobody says how it stands with a model.
fn unseen(error: &anyhow::Error, models: &Models) -> Finding {
    if let Some(ollama::Fault::Transport(_) | ollama::Fault::Late) = error.downcast_ref() {
        return of(State::Wrong, "model-no-ollama");
    }
    let status = match (error.downcast_ref(), error.downcast_ref()) {
        (Some(openai::Fault::Refused { status, .. }), _)
        | (_, Some(ollama::Fault::Refused { status, .. })) => Some(*status),
        (Some(_), _) | (_, Some(_)) => None,
        // It is no answer of anybody's.
        (None, None) => return Finding::error("models", error),
    };
    match (status, &models.openai_key) {
        (Some(401 | 403), Some(_)) => of(State::Wrong, "model-key"),
        (Some(401 | 403), None) => of(State::Wrong, "model-no-key"),
        (Some(404 | 405), _) => of(State::Wrong, "model-nowhere").with("place", place(models)),
        (Some(status), _) => of(State::Wrong, "model-ill").with("status", status),
        (None, _) => of(State::Wrong, "model-away").with("error", format!("{error:#}")),
    }
}

/// Where OpenAI, or who speaks its protocol, is: without what may be secret of the address.
fn place(models: &Models) -> String {
    let address = models.openai_base_url.as_deref();
    let url = Url::parse(address.unwrap_or(defaults::OPENAI.base_url)).ok();
    let host = url.as_ref().and_then(|it| it.host_str());
    host.unwrap_or_default().to_owned()
}

/// The prices that hold. What is wrong with their file is found elsewhere.
fn prices(config: &Config) -> Option<Prices> {
    let toolbox = wiring::with_lent(config).ok()?;
    Some(wiring::settings(&config.home, &toolbox).ok()?.prices)
}

/// A model without a price is not called.
fn price(prices: &Prices, named: &Named) -> Option<Finding> {
    let (model, today) = ((&*named.provider, &*named.model), Utc::now().date_naive());
    let price = prices.model_call(model, Usage::default(), Currency::Usd, today);
    match price {
        Err(NoPrice::Model { .. }) => {
            let unknown = Finding::of("models", State::Wrong, "model-no-price");
            Some(unknown.with("name", format!("{}/{}", named.provider, named.model)))
        }
        Ok(_) | Err(NoPrice::Rate { .. }) => None,
    }
}

/// Each program that lends tools: whether it says which. What of them may be called is the owner's
/// word, and no fault.
pub(super) async fn lenders(config: &Config) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in wiring::sources(config) {
        let finding = match time::timeout(PATIENCE, source.list()).await {
            Ok(Ok(tools)) => Finding::of("mcp", State::Fine, "lender").with("tools", tools.len()),
            Ok(Err(error)) => silent(error),
            Err(_) => silent(Unlisted::Late),
        };
        found.push(finding.with("name", &source.settings().name));
        source.close().await;
    }
    found
}

/// Why a program does not say which tools it lends.
fn silent(error: Unlisted) -> Finding {
    let of = |attribute| Finding::of("mcp", State::Wrong, attribute);
    match error {
        Unlisted::Start { command, source } => of("lender-start")
            .with("command", command)
            .with("error", source),
        Unlisted::Address => of("lender-address"),
        Unlisted::NoToken(variable) => of("lender-no-token").with("variable", variable),
        Unlisted::Late | Unlisted::Resting => of("lender-late").with("seconds", PATIENCE.as_secs()),
        Unlisted::Protocol(fault) => of("lender-protocol").with("error", fault),
        Unlisted::TooMany => of("lender-too-many"),
        Unlisted::Certificates(_) | Unlisted::Client(_) => {
            let error = anyhow::Error::from(error);
            of("lender-silent").with("error", format!("{error:#}"))
        }
    }
}

/// Whether refunds move money. What tools reach others with is built as the start builds it.
pub(super) fn payments(config: &Config) -> Finding {
    let payments = &config.payments;
    match (&payments.stripe_key, wiring::clients(config)) {
        (_, Err(error)) => Finding::error("payments", &error),
        (None, Ok(_)) => Finding::of("payments", State::Note, "payments-book"),
        (Some(_), Ok(_)) if payments.live => Finding::of("payments", State::Note, "payments-live"),
        (Some(_), Ok(_)) => Finding::of("payments", State::Fine, "payments-test"),
    }
}

/// Whether whoever collects spans can be reached.
pub(super) async fn collector(config: &Config) -> Vec<Finding> {
    let Some(collector) = &config.collector else {
        return vec![Finding::of("collector", State::Note, "collector-none")];
    };
    let look = async {
        let url = Url::parse(&collector.address).ok();
        let place = url
            .as_ref()
            .and_then(|it| Some((it.host_str()?, it.port_or_known_default()?)));
        let Some((host, port)) = place else {
            return vec![Finding::of("collector", State::Wrong, "collector-address")];
        };
        let place = format!("{host}:{port}");
        let (state, attribute) = match TcpStream::connect((host, port)).await {
            Ok(_) => (State::Fine, "collector"),
            Err(_) => (State::Wrong, "collector-away"),
        };
        vec![Finding::of("collector", state, attribute).with("place", place)]
    };
    in_time("collector", look).await
}
