//! JSON over HTTP for tools that reach outside: bounded in time and size, without redirects and
//! without retries of its own, and each failure told as what it means for a call.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{ids::IdempotencyKey, tool::ToolError, words::Say};
use reqwest::{
    Client, ClientBuilder, RequestBuilder, Response, Url,
    header::{ACCEPT, CONTENT_TYPE},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt as _;
use serde::{Serialize, de::DeserializeOwned};

/// How long connecting may take: what is not connected has sent nothing.
const CONNECTING: Duration = Duration::from_secs(5);

/// How long one request may take; two of them stay within a tool's usual time.
const ANSWERING: Duration = Duration::from_secs(9);

/// The longest answer that is read.
const LONGEST: usize = 1 << 20;

/// What speaks HTTP. It connects when it is used.
#[derive(Clone, Debug, Default)]
pub struct Http(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    instead: BTreeMap<String, String>,
    /// For this machine and for all others.
    clients: Mutex<[Option<Client>; 2]>,
}

/// Which addresses are used.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct HttpSettings {
    /// `http.instead`: the address that is asked in place of a tool's own.
    pub instead: BTreeMap<String, String>,
}

/// Why HTTP cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HttpUnusable {
    /// Something is to be asked where nothing safe can be.
    #[error("`{0}` is neither https nor this machine's own")]
    Address(String),
    /// The system's certificates cannot be used.
    #[error("the system's certificates cannot be used")]
    Certificates(#[source] rustls::Error),
    /// The client cannot be built.
    #[error("the HTTP client cannot be built")]
    Client(#[source] reqwest::Error),
}

impl Http {
    /// With what people have set.
    pub fn new(settings: &HttpSettings) -> Result<Self, HttpUnusable> {
        for address in settings.instead.values() {
            parse(address)?;
        }
        Ok(Self(Arc::new(Inner {
            instead: settings.instead.clone(),
            clients: Mutex::default(),
        })))
    }

    /// What answers at an address: `https://host` or `https://host/path`.
    pub fn at(&self, base: &str) -> Site {
        let instead = self.0.instead.get(base.trim_end_matches('/'));
        Site {
            base: instead.map_or(base, String::as_str).to_owned(),
            http: self.clone(),
        }
    }

    fn client(&self, base: &Url) -> Result<Client, HttpUnusable> {
        let place = usize::from(is_here(base));
        let clients = self.0.clients.lock();
        let mut clients = clients.unwrap_or_else(PoisonError::into_inner);
        let kept = clients.get_mut(place);
        if let Some(Some(client)) = &kept {
            return Ok(client.clone());
        }
        let client = builder(base)?.build().map_err(HttpUnusable::Client)?;
        if let Some(kept) = kept {
            *kept = Some(client.clone());
        }
        Ok(client)
    }
}

/// What answers at one address.
#[derive(Clone)]
pub struct Site {
    base: String,
    http: Http,
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Site({})", self.base)
    }
}

impl Site {
    /// Looks at something, by the segments of its path; nothing, if there is no such thing (404).
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Option<T>, ToolError> {
        let (client, mut url) = self.target(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let asked = answer(client.get(url.clone()), &url).await;
        let answer = match asked {
            // Nothing was to be done, so nothing can be done twice.
            Err(ToolError::Unknown(error)) => return Err(ToolError::NotSent(error)),
            asked => asked?,
        };
        match answer {
            Answer::NotThere => Ok(None),
            Answer::Body(body) => read(&body, &url).map(Some).map_err(|error| {
                let say = say("unreadable", &url).with("error", error.to_string());
                ToolError::Refused(say)
            }),
        }
    }

    /// Has something done, under the call's key: the other side drops repeats by it, if it does.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        key: &IdempotencyKey,
        body: &impl Serialize,
    ) -> Result<T, ToolError> {
        let (client, url) = self.target(path)?;
        let body = serde_json::to_vec(body).map_err(ToolError::internal)?;
        let request = client
            .post(url.clone())
            .header("idempotency-key", key.as_str())
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        match answer(request, &url).await? {
            Answer::NotThere => Err(refused(404, &url)),
            // It was done, and nobody can read what.
            Answer::Body(body) => {
                read(&body, &url).map_err(|error| ToolError::Unknown(error.into()))
            }
        }
    }

    fn target(&self, path: &[&str]) -> Result<(Client, Url), ToolError> {
        let mut url = parse(&self.base).map_err(ToolError::internal)?;
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        let client = self.http.client(&url).map_err(ToolError::internal)?;
        Ok((client, url))
    }
}

/// What the other side said.
enum Answer {
    Body(Vec<u8>),
    NotThere,
}

async fn answer(request: RequestBuilder, url: &Url) -> Result<Answer, ToolError> {
    let response = request.header(ACCEPT, "application/json").send().await;
    let response = response.map_err(lost)?;
    let status = response.status().as_u16();
    match status {
        200..=299 => Ok(Answer::Body(body(response, url).await?)),
        404 => Ok(Answer::NotThere),
        // It did nothing, and wants to be left alone for a while.
        429 => Err(ToolError::NotSent("too many requests".into())),
        // Nobody follows it elsewhere with what was meant for this side.
        300..=499 => Err(refused(status, url)),
        _ => Err(ToolError::Unknown(format!("it answered {status}").into())),
    }
}

async fn body(mut response: Response, url: &Url) -> Result<Vec<u8>, ToolError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(lost)? {
        if body.len() + chunk.len() > LONGEST {
            let error = format!("{} answers more than {LONGEST} bytes", host(url));
            return Err(ToolError::Unknown(error.into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn read<T: DeserializeOwned>(body: &[u8], url: &Url) -> Result<T, serde_json::Error> {
    serde_json::from_slice(body).inspect_err(|error| {
        tracing::warn!(%error, host = host(url), "an answer is not what was expected");
    })
}

/// Nothing left this machine if it did not even connect; else nobody knows.
fn lost(error: reqwest::Error) -> ToolError {
    let nothing_left = error.is_connect() || error.is_builder();
    let error = error.without_url();
    match nothing_left {
        true => ToolError::NotSent(error.into()),
        false => ToolError::Unknown(error.into()),
    }
}

fn refused(status: u16, url: &Url) -> ToolError {
    ToolError::Refused(say("refused", url).with("status", status.to_string()))
}

fn say(attribute: &str, url: &Url) -> Say {
    Say::of("http", attribute).with("host", host(url))
}

fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

/// Whether tools may be told to ask at an address.
pub fn is_safe(address: &str) -> bool {
    parse(address).is_ok()
}

/// An address to which something may be sent: nobody on the way reads or changes it.
pub(crate) fn parse(address: &str) -> Result<Url, HttpUnusable> {
    let unusable = || HttpUnusable::Address(address.to_owned());
    let url = Url::parse(address).map_err(|_| unusable())?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_here(&url) => Ok(url),
        _ => Err(unusable()),
    }
}

/// A client as every tool has it: nothing is repeated, nothing is followed elsewhere.
pub(crate) fn builder(base: &Url) -> Result<ClientBuilder, HttpUnusable> {
    let client = Client::builder()
        .tls_backend_preconfigured(tls(base)?)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECTING)
        .timeout(ANSWERING);
    Ok(match is_here(base) {
        true => client.no_proxy(),
        false => client,
    })
}

/// TLS with ring and the system's certificates; they are not read for an address without TLS.
fn tls(base: &Url) -> Result<ClientConfig, HttpUnusable> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(HttpUnusable::Certificates)?;
    let config = match base.scheme() {
        "https" => config
            .with_platform_verifier()
            .map_err(HttpUnusable::Certificates)?,
        _ => config.with_root_certificates(RootCertStore::empty()),
    };
    Ok(config.with_no_client_auth())
}

/// Whether an address is this machine's own, where no proxy may come between.
fn is_here(base: &Url) -> bool {
    match base.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|it| it.is_loopback()),
        None => false,
    }
}

#[cfg(test)]
mod tests;
