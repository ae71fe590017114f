//! What lies elsewhere: models, programs that lend tools, payments, and whoever collects spans.

use chrono::Utc;
use domain::{
    budget::{NoPrice, Prices},
    model::Usage,
    money::Currency,
};
use reqwest::{Client, StatusCode, Url, redirect::Policy};
use tokio::net::TcpStream;

use super::{Finding, PATIENCE, State, in_time};
use crate::{
    config::Config,
    wiring::{self, Named},
};

/// Each model that is asked: whether it is there, lets us in, and has a price.
pub(super) async fn models(config: &Config) -> Vec<Finding> {
    let mut found = Vec::new();
    let prices = prices(config);
    let settled = wiring::settle(&config.models).await;
    for named in wiring::named_models(&settled.models) {
        found.extend(in_time("models", async { vec![model(&named).await] }).await);
        found.extend(prices.as_ref().and_then(|it| price(it, &named)));
    }
    let advice = settled.advice.into_iter();
    found.extend(advice.map(|say| Finding::new("models", State::Note, say)));
    found
}

async fn model(named: &Named<'_>) -> Finding {
    let name = format!("{}/{}", named.provider, named.model);
    let of = |state, attribute| Finding::of("models", state, attribute).with("name", &name);
    let Some(address) = &named.address else {
        return of(State::Fine, "model-built-in");
    };
    match reach(address, named).await {
        Ok(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => match named.key {
            Some(_) => of(State::Wrong, "model-key"),
            None => of(State::Wrong, "model-no-key"),
        },
        Ok(status) if status.is_server_error() => {
            of(State::Wrong, "model-ill").with("status", status.as_u16())
        }
        Ok(_) => of(State::Fine, "model"),
        Err(error) => of(State::Wrong, "model-away").with("error", error),
    }
}

async fn reach(address: &str, named: &Named<'_>) -> anyhow::Result<StatusCode> {
    let url = Url::parse(&format!("{}/models", address.trim_end_matches('/')))?;
    let client = Client::builder()
        .timeout(PATIENCE)
        // A redirect would carry the key elsewhere.
        .redirect(Policy::none())
        .tls_backend_preconfigured(models::tls(url.scheme() == "https")?)
        .build()?;
    let mut request = client.get(url);
    if let Some(key) = named.key {
        request = request.bearer_auth(key.reveal());
    }
    let answered = request.send().await;
    // What is said of the failure may hold the address, and that a login.
    Ok(answered.map_err(reqwest::Error::without_url)?.status())
}

/// The prices that hold. What is wrong with their file is found elsewhere.
fn prices(config: &Config) -> Option<Prices> {
    let toolbox = wiring::with_lent(config).ok()?;
    Some(wiring::settings(&config.home, &toolbox).ok()?.prices)
}

/// A model without a price is not called.
fn price(prices: &Prices, named: &Named<'_>) -> Option<Finding> {
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
        let look = async {
            let finding = match source.list().await {
                Ok(tools) => Finding::of("mcp", State::Fine, "lender").with("tools", tools.len()),
                Err(error) => {
                    let error = anyhow::Error::from(error);
                    let silent = Finding::of("mcp", State::Wrong, "lender-silent");
                    silent.with("error", format!("{error:#}"))
                }
            };
            vec![finding.with("name", &source.settings().name)]
        };
        found.extend(in_time("mcp", look).await);
        source.close().await;
    }
    found
}

/// Whether refunds move money.
pub(super) fn payments(config: &Config) -> Finding {
    let payments = &config.payments;
    match (&payments.stripe_key, wiring::connected(config)) {
        (None, _) => Finding::of("payments", State::Note, "payments-book"),
        (Some(_), Err(error)) => Finding::error("payments", &error),
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
