//! OpenAI, and whatever else speaks its chat protocol.
//!
//! Requests are built of `async-openai`'s types. Its client is not used, because it retries by
//! itself, hides the status of errors whose body has another shape, writes what it cannot parse to
//! the log, and reads each stream into an unbounded queue in a task that nobody awaits. Its types of
//! answers are not used, because servers leave out fields that it requires.

mod answer;
mod cards;
mod events;
mod fault;
mod halves;
mod presence;
mod request;
mod schema;

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_openai::types::chat::ReasoningEffort;
use domain::model::{Answer, Candidate, Completing, Model, OnText, Request};
use reqwest::{
    Client, Response, Url,
    header::{self, HeaderMap, HeaderValue},
};

pub(crate) use fault::shorten;
pub use fault::{Fault, LONGEST_WAIT};
pub use presence::Presence;
pub use schema::strict_schema;

use self::{answer::Assembly, cards::Cards, events::Events};
use crate::tls;

/// The largest body that is read in one piece, in bytes.
const BODY_LIMIT: usize = 8 << 20;

/// How long the end of a stream is waited for once all of it was said, so that the connection can
/// be used again.
const END_WAIT: Duration = Duration::from_millis(50);

/// What a provider needs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The provider, as prices, logs and the API name it.
    pub provider: String,
    /// The address before `/chat/completions`.
    pub base_url: String,
    /// The key, where one is needed.
    pub key: Option<Key>,
    /// How it differs from others.
    pub dialect: Dialect,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// How long the next byte may take. There is no limit on the whole of an answer.
    pub read_timeout: Duration,
}

impl Settings {
    /// A provider with the usual timeouts, in the dialect that fits its name.
    pub fn new(provider: &str, base_url: &str, key: Option<Key>) -> Self {
        Self {
            provider: provider.to_owned(),
            base_url: base_url.to_owned(),
            key,
            dialect: match provider {
                "openai" => Dialect::OpenAi,
                _ => Dialect::Compatible,
            },
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(120),
        }
    }
}

/// How a server wants to be spoken to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Dialect {
    /// OpenAI itself: strict schemas, `max_completion_tokens`.
    OpenAi,
    /// Others: schemas as they are, `max_tokens`; they ignore or refuse what is newer.
    Compatible,
}

/// A provider's key. It is shown nowhere.
#[derive(Clone)]
pub struct Key(String);

impl Key {
    /// A key; the blanks around it, which come from files, are left out.
    pub fn new(key: &str) -> Self {
        Self(key.trim().to_owned())
    }

    /// Takes the key out of a text that a provider sent back.
    fn scrub(&self, text: &str) -> String {
        match self.0.as_str() {
            "" => text.to_owned(),
            key => text.replace(key, "[key]"),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key([key])")
    }
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The address.
    #[error("the address of the provider `{provider}` is not an http or https URL")]
    Url {
        /// The provider.
        provider: String,
    },
    /// The key.
    #[error("the key of the provider `{provider}` has characters that no key has")]
    Key {
        /// The provider.
        provider: String,
    },
    /// The system's certificates.
    #[error("could not load the system's root certificates")]
    Certificates(#[source] rustls::Error),
    /// The HTTP client.
    #[error("could not set up the HTTP client")]
    Client(#[source] reqwest::Error),
}

/// A provider that speaks OpenAI's chat protocol.
pub struct OpenAi {
    provider: String,
    dialect: Dialect,
    url: Url,
    key: Option<Key>,
    client: Client,
    cards: Cards,
    /// Models that call tools only when told not to reason; learnt from their first refusal.
    unreasoning: Mutex<BTreeSet<String>>,
}

impl OpenAi {
    /// Sets a provider up. Nothing is sent.
    pub fn new(settings: Settings) -> Result<Self, Unusable> {
        let url = endpoint(&settings.base_url).ok_or_else(|| Unusable::Url {
            provider: settings.provider.clone(),
        })?;
        let client = client(&settings, &url)?;
        Ok(Self {
            provider: settings.provider,
            dialect: settings.dialect,
            url,
            key: settings.key,
            client,
            cards: Cards::new(settings.dialect),
            unreasoning: Mutex::default(),
        })
    }

    async fn answer(&self, request: &Request, on_text: OnText<'_>) -> Result<Answer, Fault> {
        let effort = self.effort(request);
        match self.ask(request, effort.clone(), on_text).await {
            Err(fault) if effort.is_none() && fault.wants_no_reasoning() => {
                self.learnt().insert(request.model.clone());
                let effort = Some(ReasoningEffort::None);
                self.ask(request, effort, on_text).await
            }
            result => result,
        }
    }

    async fn ask(
        &self,
        request: &Request,
        effort: Option<ReasoningEffort>,
        on_text: OnText<'_>,
    ) -> Result<Answer, Fault> {
        let tools = self.cards.json(&request.tools)?;
        let body = request::body(request, self.dialect, effort, tools)?;
        let sent = body.len();
        let post = self.client.post(self.url.clone()).body(body);
        let response = post.send().await.map_err(Fault::transport)?;
        if !response.status().is_success() {
            return Err(refusal(response).await);
        }
        let by = Candidate {
            provider: self.provider.clone(),
            model: request.model.clone(),
        };
        let mut assembly = Assembly::default();
        // From here on it is billed, whether all of it comes or not.
        let begun = request.tab.begin(by, assembly.usage(sent));
        let grown = |assembly: &Assembly| begun.takes(assembly.usage(sent));
        let read = match is_json(response.headers()) {
            true => in_one(response, &mut assembly, on_text).await,
            false => stream(response, &mut assembly, (on_text, &grown)).await,
        };
        grown(&assembly);
        if let Err(fault) = read {
            if assembly.is_empty() && matches!(fault, Fault::Refused { .. }) {
                // It says that it did nothing.
                begun.strike();
            }
            return Err(fault);
        }
        let answer = assembly.finish(&request.model, sent)?;
        begun.strike();
        Ok(answer)
    }

    /// A fault without the key that the provider may have sent back.
    fn scrubbed(&self, fault: Fault) -> Fault {
        match &self.key {
            Some(key) => fault.map_words(|it| key.scrub(it)),
            None => fault,
        }
    }

    fn effort(&self, request: &Request) -> Option<ReasoningEffort> {
        let known = !request.tools.is_empty() && self.learnt().contains(&request.model);
        known.then_some(ReasoningEffort::None)
    }

    fn learnt(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.unreasoning
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Model for OpenAi {
    fn provider(&self) -> &str {
        &self.provider
    }

    fn complete<'a>(&'a self, request: &'a Request, on_text: OnText<'a>) -> Completing<'a> {
        Box::pin(async move {
            let answer = self.answer(request, on_text).await;
            Ok(answer.map_err(|it| self.scrubbed(it))?)
        })
    }
}

impl fmt::Debug for OpenAi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAi")
            .field("provider", &self.provider)
            .field("dialect", &self.dialect)
            .finish_non_exhaustive()
    }
}

/// Whether a text is an address before which a provider's chat can lie.
pub fn is_address(base_url: &str) -> bool {
    endpoint(base_url).is_some()
}

fn endpoint(base_url: &str) -> Option<Url> {
    let mut url: Url = base_url.trim().parse().ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let mut path = url.path_segments_mut().ok()?;
    path.pop_if_empty().extend(["chat", "completions"]);
    drop(path);
    Some(url)
}

/// The engine retries, hence the client does not; a redirect would carry the key elsewhere.
fn client(settings: &Settings, url: &Url) -> Result<Client, Unusable> {
    let tls = tls(url.scheme() == "https").map_err(Unusable::Certificates)?;
    let builder = Client::builder()
        .default_headers(headers(settings)?)
        .connect_timeout(settings.connect_timeout)
        .read_timeout(settings.read_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .tls_backend_preconfigured(tls);
    let builder = if is_here(url) {
        builder.no_proxy()
    } else {
        builder
    };
    builder.build().map_err(Unusable::Client)
}

fn headers(settings: &Settings) -> Result<HeaderMap, Unusable> {
    let mut headers = HeaderMap::new();
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    let agent = HeaderValue::from_static(concat!("firma/", env!("CARGO_PKG_VERSION")));
    headers.insert(header::USER_AGENT, agent);
    if let Some(Key(key)) = settings.key.as_ref().filter(|it| !it.0.is_empty()) {
        let bearer = HeaderValue::from_str(&format!("Bearer {key}"));
        let mut bearer = bearer.map_err(|_| Unusable::Key {
            provider: settings.provider.clone(),
        })?;
        bearer.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, bearer);
    }
    Ok(headers)
}

/// Whether a server runs on this machine, where no proxy may come between.
pub(crate) fn is_here(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.starts_with("127."),
        None => false,
    }
}

/// Some servers answer with the whole although a stream was asked for.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|it| it.to_str().ok()).unwrap_or_default();
    kind.starts_with("application/json")
}

/// Reads an error with its status, whatever its body looks like.
async fn refusal(response: Response) -> Fault {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let body = whole(response).await.unwrap_or_default();
    Fault::refused(status, &headers, &body)
}

async fn whole(mut response: Response) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    while let Some(bytes) = response.chunk().await.map_err(Fault::transport)? {
        if body.len() + bytes.len() > BODY_LIMIT {
            return Err(Fault::Nonsense("the answer is too large"));
        }
        body.extend_from_slice(&bytes);
    }
    Ok(body)
}

async fn in_one(
    response: Response,
    assembly: &mut Assembly,
    on_text: OnText<'_>,
) -> Result<(), Fault> {
    let body = whole(response).await?;
    assembly.add(&body, on_text)
}

/// Whoever is told how far an answer has come.
type OnGrowth<'a> = &'a (dyn Fn(&Assembly) + Send + Sync);

async fn stream(
    mut response: Response,
    assembly: &mut Assembly,
    (on_text, grown): (OnText<'_>, OnGrowth<'_>),
) -> Result<(), Fault> {
    let mut events = Events::default();
    loop {
        let bytes = match response.chunk().await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(()),
            // Only the usage is missing then, and it is estimated.
            Err(_) if assembly.is_whole() => return Ok(()),
            Err(error) => return Err(Fault::transport(error)),
        };
        events.push(&bytes)?;
        while let Some(event) = events.next() {
            if event == b"[DONE]" {
                let _ = tokio::time::timeout(END_WAIT, response.chunk()).await;
                return Ok(());
            }
            assembly.add(&event, on_text)?;
        }
        // Nobody may wait for the next.
        grown(assembly);
    }
}
