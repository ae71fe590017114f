//! Stripe: refunds of payments by their reference (<https://docs.stripe.com/api/refunds>).
//!
//! Each write carries our key twice: as `Idempotency-Key`, by which Stripe drops repeats for a day,
//! and in the refund's metadata, by which it is found when nobody heard the answer.

mod answer;

use std::{fmt, sync::Arc, time::Duration};

use domain::{
    ids::IdempotencyKey,
    money::Money,
    tool::{Fate, ToolError},
};
use reqwest::{
    Client, Method, RequestBuilder, Response, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER},
};
use serde::de::DeserializeOwned;
use store::records::refunds::Standing;
use tokio::time;

use self::answer::{Page, Payment, Refund, Refusal, refused};
use super::Taken;
use crate::http::{self, HttpUnusable};

/// Where Stripe is.
const BASE: &str = "https://api.stripe.com";

/// The version of the API that we speak; an account may be on another.
const VERSION: &str = "2024-06-20";

/// For how long Stripe drops repeats of a key.
pub(super) const WINDOW: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest pause that is taken here when Stripe limits the rate.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The metadata that carries our key.
const OUR_KEY: &str = "firma_key";

/// How many pages of refunds of one payment are looked through.
const PAGES: usize = 20;

/// Stripe, with one account's key.
#[derive(Clone)]
pub struct Stripe(Arc<Inner>);

struct Inner {
    base: Url,
    client: Client,
}

/// What Stripe is reached with.
#[derive(Clone)]
pub struct Settings {
    /// `STRIPE_API_KEY`.
    pub key: String,
    /// Another address, for tests.
    pub base: Option<String>,
    /// Whether a key that moves real money is taken.
    pub live: bool,
}

/// Why Stripe cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It is no secret or restricted key.
    #[error("the key is not one of Stripe's secret or restricted keys")]
    Key,
    /// It moves real money, which nobody has allowed.
    #[error("the key is a live one, which moves real money")]
    Live,
    /// It is no address to send a key to.
    #[error("the address is not an https URL")]
    Base,
    /// HTTP cannot be used at all.
    #[error("HTTP cannot be used")]
    Http(#[source] HttpUnusable),
}

impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stripe({})", self.0.base)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("base", &self.base)
            .field("live", &self.live)
            .finish_non_exhaustive()
    }
}

impl Stripe {
    /// A client with a key that fits.
    pub fn new(settings: &Settings) -> Result<Self, Unusable> {
        let key = settings.key.trim();
        if !is_key(key, "test") {
            match is_key(key, "live") {
                false => return Err(Unusable::Key),
                true if !settings.live => return Err(Unusable::Live),
                true => {}
            }
        }
        let base = settings.base.as_deref().unwrap_or(BASE);
        let base = http::parse(base).map_err(|_| Unusable::Base)?;
        let mut headers = HeaderMap::new();
        let mut bearer =
            HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| Unusable::Key)?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        headers.insert("stripe-version", HeaderValue::from_static(VERSION));
        let client = http::builder(&base).map_err(Unusable::Http)?;
        let client = client.default_headers(headers).build();
        let client = client.map_err(|error| Unusable::Http(HttpUnusable::Client(error)))?;
        Ok(Self(Arc::new(Inner { base, client })))
    }

    /// Gives money of a payment back; answers the refund. What the payment is worth is looked
    /// at first: Stripe takes amounts in whatever currency the payment has.
    pub(super) async fn refund(
        &self,
        key: &IdempotencyKey,
        payment: &str,
        amount: Money,
    ) -> Result<Taken, ToolError> {
        let found: Payment = self.read(&self.payment_url(payment)?).await?;
        if !found.has_currency(amount.currency) {
            return Err(refused("other_currency"));
        }
        let minor = amount.minor.to_string();
        let metadata = format!("metadata[{OUR_KEY}]");
        let form = [
            (kind(payment)?, payment),
            ("amount", &minor),
            (&metadata, key.as_str()),
        ];
        let mut url = self.url("v1/refunds");
        url.query_pairs_mut().extend_pairs(form);
        let body = url.query().unwrap_or_default().to_owned();
        url.set_query(None);
        let request = self.0.client.post(url);
        let request = request
            .header("idempotency-key", key.as_str())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        let response = request.send().await.map_err(lost)?;
        let refund: Refund = self.answer(response, Method::POST).await?;
        if refund.amount != amount.minor {
            return Err(ToolError::Unknown("the refund has another amount".into()));
        }
        refund.taken().ok_or_else(|| refused("declined"))
    }

    /// Whether a refund of a payment happened, and which it is.
    pub(super) async fn find_refund(
        &self,
        key: &IdempotencyKey,
        payment: &str,
    ) -> Result<Fate<Option<Taken>>, ToolError> {
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let mut url = self.url("v1/refunds");
            url.query_pairs_mut()
                .append_pair(kind(payment)?, payment)
                .append_pair("limit", "100");
            if let Some(after) = &after {
                url.query_pairs_mut().append_pair("starting_after", after);
            }
            let page: Page = match self.read(&url).await {
                Ok(page) => page,
                // Nobody can look: with this key, or at this payment.
                Err(ToolError::Refused(_)) => return Ok(Fate::CannotTell),
                Err(error) => return Err(error),
            };
            let next = page.data.last().map(|it| it.id.clone());
            let is_ours = |it: &Refund| {
                it.metadata
                    .get(OUR_KEY)
                    .is_some_and(|it| it == key.as_str())
            };
            if let Some(ours) = page.data.into_iter().find(is_ours) {
                return Ok(match ours.taken() {
                    Some(taken) => Fate::Happened(Some(taken)),
                    None => Fate::DidNot,
                });
            }
            if next.is_none() || !page.has_more {
                return Ok(Fate::DidNot);
            }
            after = next;
        }
        Ok(Fate::CannotTell)
    }

    /// Where a refund stands, by its id.
    pub(super) async fn standing(&self, refund: &str) -> Result<Standing, ToolError> {
        if !is_name(refund) {
            return Err(refused("no_reference"));
        }
        let refund: Refund = self
            .read(&self.url(&format!("v1/refunds/{refund}")))
            .await?;
        Ok(refund.standing())
    }

    fn payment_url(&self, payment: &str) -> Result<Url, ToolError> {
        let path = match kind(payment)? {
            "charge" => "charges",
            _ => "payment_intents",
        };
        Ok(self.url(&format!("v1/{path}/{payment}")))
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.0.base.clone();
        url.set_path(path);
        url
    }

    /// Looks at something. Nothing was done if that fails.
    async fn read<T: DeserializeOwned>(&self, url: &Url) -> Result<T, ToolError> {
        let request: RequestBuilder = self.0.client.get(url.clone());
        let response = request
            .send()
            .await
            .map_err(|error| not_sent(error.without_url()))?;
        match self.answer(response, Method::GET).await {
            Err(ToolError::Unknown(source) | ToolError::Unavailable(source)) => {
                Err(ToolError::NotSent(source))
            }
            answer => answer,
        }
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        response: Response,
        method: Method,
    ) -> Result<T, ToolError> {
        let status = response.status().as_u16();
        let pause = pause(response.headers());
        let body = response.bytes().await.map_err(lost)?;
        if (200..300).contains(&status) {
            return serde_json::from_slice(&body).map_err(|error| ToolError::Unknown(error.into()));
        }
        let refusal = Refusal::read(status, &body);
        if status == 429 {
            // It did nothing. It is asked again after the pause that it wants, if that is short.
            time::sleep(pause.min(LONGEST_PAUSE)).await;
        }
        tracing::info!(http.method = %method, http.status = status, code = refusal.code(), "Stripe says no");
        Err(refusal.into())
    }
}

/// The parameter that names a payment, by its reference.
fn kind(payment: &str) -> Result<&'static str, ToolError> {
    let is = |prefix: &str| payment.strip_prefix(prefix).is_some_and(is_name);
    match (is("pi_"), is("ch_") || is("py_")) {
        (true, _) => Ok("payment_intent"),
        (_, true) => Ok("charge"),
        (false, false) => Err(refused("no_reference")),
    }
}

/// Whether a text can stand in an address as it is.
fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    !text.is_empty() && bytes.all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

/// Whether a text is the reference of a payment.
pub(crate) fn is_payment(reference: &str) -> bool {
    kind(reference).is_ok()
}

fn is_key(key: &str, mode: &str) -> bool {
    ["sk", "rk"].iter().any(|kind| {
        let rest = key.strip_prefix(&format!("{kind}_{mode}_"));
        rest.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_graphic()))
    })
}

/// Nothing left this machine if it did not even connect; else nobody knows.
fn lost(error: reqwest::Error) -> ToolError {
    let nothing_left = error.is_connect() || error.is_builder();
    let error = error.without_url();
    match nothing_left {
        true => not_sent(error),
        false => ToolError::Unknown(error.into()),
    }
}

fn not_sent(error: reqwest::Error) -> ToolError {
    ToolError::NotSent(error.into())
}

fn pause(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(RETRY_AFTER).and_then(|it| it.to_str().ok());
    let seconds = seconds.and_then(|it| it.trim().parse().ok());
    Duration::from_secs(seconds.unwrap_or(0))
}

#[cfg(test)]
mod tests;
