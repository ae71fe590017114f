//! Ollama's own protocol, for what OpenAI's has no word for: which models are installed, which of
//! them can call tools, and fetching one.
//!
//! Its chat goes through its `/v1` ([`crate::openai`]), whose decoder takes bytes apart only where
//! an event ends: a character that two pieces share is not lost.

mod host;

use std::{collections::BTreeMap, time::Duration};

use reqwest::{Client, Response};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use tokio::{task::JoinSet, time::Instant};

pub use self::host::Host;
use crate::openai::{Unusable, is_here, shorten};

/// The largest answer that is read in one piece, and the longest line of a stream, in bytes.
const BODY_LIMIT: usize = 8 << 20;

/// Of how many models it is asked what they can do.
const MOST: usize = 64;

/// A server of Ollama.
#[derive(Clone, Debug)]
pub struct Ollama {
    host: Host,
    client: Client,
}

/// A model that is installed there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Installed {
    /// Its name.
    pub name: String,
    /// How large it is, in bytes.
    pub size: u64,
    /// Whether it can call tools; `None` if Ollama did not say, or not in time.
    pub tools: Option<bool>,
}

impl Installed {
    /// Whether a name is its: one without a tag is that of the newest.
    pub fn is(&self, name: &str) -> bool {
        let is_tagged = name.rsplit('/').next().is_some_and(|it| it.contains(':'));
        self.name == name || !is_tagged && self.name.strip_suffix(":latest") == Some(name)
    }
}

/// Whether a model is installed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// It is.
    There {
        /// Whether it can call tools; `None` from a server too old to say.
        tools: Option<bool>,
    },
    /// It is not.
    Missing,
}

/// How far fetching is.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize)]
pub struct Pulled {
    /// What it does, in its own word.
    #[serde(default)]
    pub status: String,
    /// How much of how much is here, in bytes, where it fetches.
    #[serde(default)]
    pub completed: u64,
    /// See there.
    #[serde(default)]
    pub total: u64,
    #[serde(default)]
    error: Option<String>,
}

/// What Ollama did instead of answering.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It could not be reached, or fell silent.
    #[error("the connection failed")]
    Transport(#[source] reqwest::Error),
    /// It did not answer in time.
    #[error("it did not answer in time")]
    Late,
    /// It said no.
    #[error("{message}")]
    Refused {
        /// The status, where it was one.
        status: u16,
        /// Its own sentence, shortened.
        message: String,
    },
    /// What came is not its protocol.
    #[error("what it answers is not Ollama's protocol")]
    Nonsense,
    /// It stopped before the end.
    #[error("it stopped before the end")]
    Cut,
}

impl Ollama {
    /// Sets a client up. Nothing is sent.
    pub fn new(host: Host) -> Result<Self, Unusable> {
        let tls = crate::tls(host.url().scheme() == "https").map_err(Unusable::Certificates)?;
        let builder = Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(300))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .tls_backend_preconfigured(tls);
        let builder = match is_here(host.url()) {
            true => builder.no_proxy(),
            false => builder,
        };
        let client = builder.build().map_err(Unusable::Client)?;
        Ok(Self { host, client })
    }

    /// Where it is.
    pub const fn host(&self) -> &Host {
        &self.host
    }

    /// The models that are installed, by name, and which of them can call tools. It never takes
    /// longer than `patience`: what a model can do is left open where Ollama takes its time.
    pub async fn installed(&self, patience: Duration) -> Result<Vec<Installed>, Fault> {
        let until = Instant::now() + patience;
        let tags = tokio::time::timeout_at(until, self.tags()).await;
        let tags = tags.map_err(|_| Fault::Late)??;
        let mut asked = JoinSet::new();
        for tag in tags.iter().take(MOST) {
            let (ollama, name) = (self.clone(), tag.name.clone());
            asked.spawn(async move { (ollama.can_call_tools(&name).await, name) });
        }
        let mut told = BTreeMap::new();
        while let Ok(Some(next)) = tokio::time::timeout_at(until, asked.join_next()).await {
            if let Ok((Ok(tools), name)) = next {
                told.insert(name, tools);
            }
        }
        let mut installed: Vec<_> = tags
            .into_iter()
            .map(|tag| Installed {
                tools: told.get(&tag.name).copied().flatten(),
                name: tag.name,
                size: tag.size,
            })
            .collect();
        installed.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(installed)
    }

    /// Whether a model is installed, and what it can do.
    pub async fn look(&self, name: &str) -> Result<Presence, Fault> {
        match self.can_call_tools(name).await {
            Ok(tools) => Ok(Presence::There { tools }),
            Err(Fault::Refused { status: 404, .. }) => Ok(Presence::Missing),
            Err(fault) => Err(fault),
        }
    }

    /// Fetches a model. `on_progress` hears how far it is.
    pub async fn pull(&self, name: &str, on_progress: impl Fn(&Pulled)) -> Result<(), Fault> {
        let body = json!({ "model": name, "stream": true });
        let mut response = self.post("pull", &body).await?;
        let (mut lines, mut is_whole) = (Lines::default(), false);
        loop {
            let bytes = response.chunk().await.map_err(transport)?;
            let ended = bytes.is_none();
            lines.push(&bytes.unwrap_or_default(), ended)?;
            while let Some(line) = lines.next() {
                let pulled: Pulled = serde_json::from_slice(&line).map_err(|_| Fault::Nonsense)?;
                if let Some(message) = &pulled.error {
                    let message = shorten(message);
                    return Err(Fault::Refused {
                        status: 200,
                        message,
                    });
                }
                is_whole |= pulled.status == "success";
                on_progress(&pulled);
            }
            if ended {
                return is_whole.then_some(()).ok_or(Fault::Cut);
            }
        }
    }

    async fn tags(&self) -> Result<Vec<Tag>, Fault> {
        let asked = self.client.get(self.host.api("tags")).send().await;
        let tags: Tags = read(welcome(asked.map_err(transport)?).await?).await?;
        Ok(tags.models)
    }

    /// `None` from a server too old to say.
    async fn can_call_tools(&self, name: &str) -> Result<Option<bool>, Fault> {
        let shown = self.post("show", &json!({ "model": name })).await?;
        let shown: Shown = read(shown).await?;
        let tools = |it: Vec<String>| it.iter().any(|it| it == "tools");
        Ok(shown.capabilities.map(tools))
    }

    async fn post(&self, name: &str, body: &serde_json::Value) -> Result<Response, Fault> {
        let post = self.client.post(self.host.api(name));
        let post = post
            .header(reqwest::header::CONTENT_TYPE, "application/json")
            .body(body.to_string());
        welcome(post.send().await.map_err(transport)?).await
    }
}

#[derive(Deserialize)]
struct Tags {
    models: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
    #[serde(default)]
    size: u64,
}

#[derive(Deserialize)]
struct Shown {
    capabilities: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// The lines of a stream. Bytes are taken apart only where a line ends.
#[derive(Debug, Default)]
struct Lines {
    bytes: Vec<u8>,
    ended: bool,
}

impl Lines {
    fn push(&mut self, bytes: &[u8], ended: bool) -> Result<(), Fault> {
        self.bytes.extend_from_slice(bytes);
        self.ended |= ended;
        match self.bytes.len() > BODY_LIMIT {
            true => Err(Fault::Nonsense),
            false => Ok(()),
        }
    }

    fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            let at = self.bytes.iter().position(|it| *it == b'\n');
            let line: Vec<u8> = match at {
                Some(at) => self.bytes.drain(..=at).collect(),
                None if self.ended => std::mem::take(&mut self.bytes),
                None => return None,
            };
            if !line.trim_ascii().is_empty() {
                return Some(line.trim_ascii().to_vec());
            }
            at?;
        }
    }
}

fn transport(error: reqwest::Error) -> Fault {
    Fault::Transport(error.without_url())
}

async fn welcome(response: Response) -> Result<Response, Fault> {
    if response.status().is_success() {
        return Ok(response);
    }
    let status = response.status().as_u16();
    let body = whole(response).await.unwrap_or_default();
    let message = match serde_json::from_slice::<Refusal>(&body) {
        Ok(refusal) => shorten(&refusal.error),
        Err(_) => format!("status {status}"),
    };
    Err(Fault::Refused { status, message })
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Fault> {
    let body = whole(response).await?;
    serde_json::from_slice(&body).map_err(|_| Fault::Nonsense)
}

async fn whole(mut response: Response) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    while let Some(bytes) = response.chunk().await.map_err(transport)? {
        if body.len() + bytes.len() > BODY_LIMIT {
            return Err(Fault::Nonsense);
        }
        body.extend_from_slice(&bytes);
    }
    Ok(body)
}
