//! A connection to a program that lends tools, and what it says of them.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use domain::foreign::{Definition, is_unseen};
use rmcp::{
    ClientHandler, RoleClient, ServiceExt as _,
    model::{ClientConfig, Implementation, PaginatedRequestParams, Tool},
    service::{NotificationContext, Peer, RunningService},
    transport::{
        StreamableHttpClientTransport, async_rw::AsyncRwTransport,
        streamable_http_client::StreamableHttpClientTransportConfig,
    },
};
use rustls::{ClientConfig as Tls, RootCertStore, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::time;

use super::{
    bounded::{Bounded, LONGEST_LINE, Said},
    child::{self, Group},
    fault::{Fault, is_address},
    source::{SourceSettings, Unlisted, Way},
};

/// The longest that anybody is given for that.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many tools a program may have.
const MOST_TOOLS: usize = 256;

/// In how many pages it may say so.
const MOST_PAGES: usize = 16;

/// For how long a list is believed.
const LIST_AGE: Duration = Duration::from_secs(60);

/// What a program says of its tools, by its own names.
pub(super) type Listed = BTreeMap<String, Definition>;

/// A connection. It ends, and the program with it, when this value is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    client: RunningService<RoleClient, Listener>,
    stale: Arc<AtomicBool>,
    said: Said,
    /// How long it may take to list its tools.
    pub(super) patience: Duration,
    listed: Option<(Instant, Arc<Listed>)>,
    /// One more for each call under way.
    calls: Arc<()>,
    _group: Option<Group>,
}

/// A call's hold on a connection: as long as there is one, nobody ends the connection for less than its
/// own end.
#[derive(Debug)]
pub(super) struct Hold {
    /// Whom to ask.
    pub(super) peer: Peer<RoleClient>,
    _call: Arc<()>,
}

/// Asks a program which tools it has; the connection stays where it is.
#[derive(Debug)]
pub(super) struct Lister {
    peer: Peer<RoleClient>,
    patience: Duration,
}

/// Hears that the tools have changed.
#[derive(Clone, Debug)]
struct Listener {
    stale: Arc<AtomicBool>,
}

impl ClientHandler for Listener {
    fn get_info(&self) -> ClientConfig {
        let mut info = ClientConfig::default();
        info.client_info = Implementation::new("firma", env!("CARGO_PKG_VERSION"));
        info
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.stale.store(true, Ordering::Relaxed);
    }
}

impl Connection {
    /// Starts the program, or reaches it.
    pub(super) async fn open(settings: &SourceSettings) -> Result<Self, Unlisted> {
        let stale = Arc::new(AtomicBool::new(false));
        let listener = Listener {
            stale: Arc::clone(&stale),
        };
        let (patience, said) = (patience(settings), Said::default());
        let (client, group) = match &settings.way {
            Way::Child { command, args, env } => {
                let started = child::start(command, args, env);
                let (group, read, write) = started.map_err(|source| Unlisted::Start {
                    command: command.clone(),
                    source,
                })?;
                let read = Bounded::new(read, said.clone());
                let transport =
                    AsyncRwTransport::new_client(read, write).with_max_line_length(LONGEST_LINE);
                (
                    in_time(patience, &settings.way, listener.serve(transport)).await?,
                    Some(group),
                )
            }
            Way::Http { url, .. } if !is_address(url) => return Err(Unlisted::Address),
            Way::Http { url, token } => {
                let client = http(url)?;
                let config = StreamableHttpClientTransportConfig::with_uri(url.as_str());
                let config = match token {
                    Ok(Some(token)) => config.auth_header(token.as_str()),
                    Ok(None) => config,
                    Err(variable) => return Err(Unlisted::NoToken(variable.clone())),
                };
                let transport = StreamableHttpClientTransport::with_client(client, config);
                (
                    in_time(patience, &settings.way, listener.serve(transport)).await?,
                    None,
                )
            }
        };
        Ok(Self {
            client,
            stale,
            said,
            patience,
            listed: None,
            calls: Arc::default(),
            _group: group,
        })
    }

    /// Whether nobody answers there any more.
    pub(super) fn is_over(&self) -> bool {
        self.client.is_closed() || self.client.peer().is_transport_closed()
    }

    /// Whether calls are under way.
    pub(super) fn is_busy(&self) -> bool {
        Arc::strong_count(&self.calls) > 1
    }

    /// What it said of its tools, by its own names, if that can still be believed.
    pub(super) fn listed(&self) -> Option<Arc<Listed>> {
        let (at, listed) = self.listed.as_ref()?;
        let is_fresh = at.elapsed() < LIST_AGE && !self.stale.load(Ordering::Relaxed);
        is_fresh.then(|| Arc::clone(listed))
    }

    /// Forgets what it said, for somebody who asks anew.
    pub(super) fn lister(&mut self) -> Lister {
        self.said.asked();
        self.forget();
        Lister {
            peer: self.client.peer().clone(),
            patience: self.patience,
        }
    }

    /// Nothing that it said is believed any more.
    pub(super) fn forget(&mut self) {
        self.listed = None;
        self.stale.store(false, Ordering::Relaxed);
    }

    /// Believes what it says, for a while.
    pub(super) fn believe(&mut self, listed: Arc<Listed>) {
        self.listed = Some((Instant::now(), listed));
    }

    /// Somebody calls.
    pub(super) fn hold(&self) -> Hold {
        self.said.asked();
        Hold {
            peer: self.client.peer().clone(),
            _call: Arc::clone(&self.calls),
        }
    }
}

impl Lister {
    /// What it says of its tools now, by its own names.
    pub(super) async fn list(&self, settings: &SourceSettings) -> Result<Arc<Listed>, Unlisted> {
        let tools = in_time(self.patience, &settings.way, self.pages()).await??;
        let listed = tools.into_iter().map(|it| {
            let definition = definition(&settings.name, it);
            (definition.tool.clone(), definition)
        });
        Ok(Arc::new(listed.collect()))
    }

    async fn pages(&self) -> Result<Result<Vec<Tool>, Unlisted>, rmcp::ServiceError> {
        let (mut tools, mut cursor) = (Vec::new(), None);
        for _ in 0..MOST_PAGES {
            let mut page = PaginatedRequestParams::default();
            page.cursor = cursor;
            let page = self.peer.list_tools(Some(page)).await?;
            tools.extend(page.tools);
            if tools.len() > MOST_TOOLS {
                return Ok(Err(Unlisted::TooMany));
            }
            match page.next_cursor {
                None => return Ok(Ok(tools)),
                next => cursor = next,
            }
        }
        Ok(Err(Unlisted::TooMany))
    }
}

/// How long a program may take to say hello, or to list its tools: no longer than a call.
pub(super) fn patience(settings: &SourceSettings) -> Duration {
    PATIENCE.min(settings.timeout)
}

fn definition(source: &str, tool: Tool) -> Definition {
    Definition {
        source: source.to_owned(),
        description: tool.description.map(|it| clean(&it)).unwrap_or_default(),
        schema: serde_json::Value::Object((*tool.input_schema).clone()),
        tool: tool.name.into_owned(),
    }
}

/// Without what a terminal or a reader would not see.
fn clean(text: &str) -> String {
    text.chars().filter(|it| !is_unseen(*it)).collect()
}

fn http(url: &str) -> Result<reqwest::Client, Unlisted> {
    let is_https = url.starts_with("https://");
    let tls = tls(is_https).map_err(Unlisted::Certificates)?;
    let builder = reqwest::Client::builder()
        .connect_timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .tls_backend_preconfigured(tls);
    let builder = match is_https {
        true => builder,
        false => builder.no_proxy(),
    };
    let client = builder.build();
    client.map_err(|error| Unlisted::Client(error.without_url()))
}

/// TLS with ring and the system's certificates; they are not read for an address without TLS.
fn tls(is_https: bool) -> Result<Tls, rustls::Error> {
    let config = Tls::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    let config = match is_https {
        true => config.with_platform_verifier()?,
        false => config.with_root_certificates(RootCertStore::empty()),
    };
    Ok(config.with_no_client_auth())
}

async fn in_time<T, E>(
    patience: Duration,
    way: &Way,
    asked: impl Future<Output = Result<T, E>>,
) -> Result<T, Unlisted>
where
    E: std::error::Error + 'static,
{
    match time::timeout(patience, asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(Unlisted::Protocol(Fault::of(&error, way))),
        Err(_) => Err(Unlisted::Late),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_would_see_is_left_out_of_a_description() {
        assert_eq!(
            clean("a\u{200b}b\u{1b}[8mc\u{e0041}\u{ad}\u{3164}\nd"),
            "ab[8mc\nd"
        );
    }
}
