//! Firma as a server of the Model Context Protocol: the tools that a person may have called, for the
//! programs that act in her name. A call goes the way of every call: the gate, the ledger, the
//! budget, a person where one must agree, the audit.

mod says;

use std::{io, sync::Arc, time::Duration};

use axum::http::request;
use domain::{
    ids::TurnId,
    person::Actor,
    turn::{TurnStatus, TurnView},
};
use orchestrator::{DirectCall, Progress};
use rmcp::{
    ErrorData, RoleServer, ServerHandler, ServiceExt as _,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, Implementation, JsonObject,
        ListToolsResult, NumberOrString, PaginatedRequestParams, ServerCapabilities, ServerConfig,
        Tool, ToolAnnotations,
    },
    service::RequestContext,
    transport::{
        StreamableHttpServerConfig, StreamableHttpService,
        streamable_http_server::session::never::NeverSessionManager,
    },
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{sync::mpsc, time};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    catalogue::{self, CallView, Catalogue, Offer},
    config::Secret,
    counter::{self, Counter, Message},
    doors::Doors,
    trouble::{self, Trouble},
    words::Voice,
};

/// How long a call is waited for before it is said that it goes on: clients give up after a minute.
const PATIENCE: Duration = Duration::from_secs(45);

/// How often a call is looked at, in case its news was missed.
const LOOK: Duration = Duration::from_secs(1);

/// The name under which a client gives a call a name of its own: a second call of the same name is
/// the same call.
const KEY: &str = "firma/idempotency-key";

/// The tool that looks how a call stands.
const CALL_STATUS: &str = "call_status";

/// The longest name of a call, in bytes.
const LONGEST_KEY: usize = 150;

/// The largest request, in bytes.
const LONGEST_BODY: usize = 1 << 20;

/// In whose name a client calls.
#[derive(Clone, Debug)]
enum Caller {
    /// Always hers, over the client's own pipe.
    One(Box<Desk>),
    /// Hers whose token comes with the request.
    OfRequest(Doors),
}

/// Where somebody's calls are handed in.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    /// Where.
    pub counter: Counter,
    /// Which tools there are.
    pub catalogue: Catalogue,
    /// In her words.
    pub voice: Voice,
    /// What proves who she is, as often as she calls; without it she is whoever has the home.
    pub token: Option<Secret>,
}

/// The server, for one client or for one request.
#[derive(Clone, Debug)]
pub(crate) struct Mcp {
    caller: Caller,
    /// Within it a client's progress tokens name its calls; over HTTP there is none.
    session: Option<Uuid>,
}

/// Serves a client over a pipe until it goes, or until it is time to end.
pub(crate) async fn serve(
    desk: Desk,
    (read, write): (
        impl tokio::io::AsyncRead + Send + Unpin + 'static,
        impl tokio::io::AsyncWrite + Send + Unpin + 'static,
    ),
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let mcp = Mcp {
        caller: Caller::One(Box::new(desk)),
        session: Some(Uuid::now_v7()),
    };
    let transport = rmcp::transport::async_rw::AsyncRwTransport::new_server(read, write)
        .with_max_line_length(LONGEST_BODY);
    match mcp.serve_with_ct(transport, stop).await {
        Ok(running) => {
            running.waiting().await?;
            Ok(())
        }
        // A client that goes before it has said anything leaves nothing undone.
        Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The same over HTTP, each request by itself: whose token comes with it, is who calls. A page of
/// the web has no token, and none is let in.
pub(crate) fn door(
    doors: Doors,
    stop: CancellationToken,
) -> StreamableHttpService<Mcp, NeverSessionManager> {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .disable_allowed_hosts()
        .enforce_origin_validation()
        .with_max_request_body_bytes(LONGEST_BODY)
        .with_cancellation_token(stop);
    let make = move || {
        Ok::<_, io::Error>(Mcp {
            caller: Caller::OfRequest(doors.clone()),
            session: None,
        })
    };
    StreamableHttpService::new(make, Arc::new(NeverSessionManager::default()), config)
}

impl ServerHandler for Mcp {
    fn get_info(&self) -> ServerConfig {
        let about = Implementation::new("firma", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(about)
            .with_instructions(says::INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let desk = self.desk(&context).await?;
        let offers = desk.catalogue.offers(&desk.counter.actor);
        let tools = offers.into_iter().map(shown).chain([call_status()]);
        Ok(ListToolsResult::with_all_items(tools.collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let desk = self.desk(&context).await?;
        let arguments = Value::Object(request.arguments.clone().unwrap_or_default());
        let result = match request.name.as_ref() {
            CALL_STATUS => desk.look(arguments).await?,
            _ => self.call(&desk, (&request, arguments), &context).await?,
        };
        Ok(result.into())
    }
}

impl Mcp {
    /// Where the caller's calls are handed in.
    async fn desk(&self, context: &RequestContext<RoleServer>) -> Result<Desk, ErrorData> {
        let doors = match &self.caller {
            Caller::One(desk) => return desk.again().await,
            Caller::OfRequest(doors) => doors,
        };
        let parts = context.extensions.get::<request::Parts>();
        let actor = parts.and_then(|it| it.extensions.get::<Actor>());
        let actor = actor.ok_or_else(|| ErrorData::invalid_request("who are you?", None))?;
        let voice = doors
            .voice_of(actor)
            .await
            .map_err(|it| failed(&it.into()))?;
        Ok(Desk {
            counter: Counter::here(doors.clone(), actor.clone()),
            catalogue: doors.catalogue(),
            voice,
            token: None,
        })
    }

    /// Asks for a call and waits until it is done, or waits for a person.
    async fn call(
        &self,
        desk: &Desk,
        (request, arguments): (&CallToolRequestParams, Value),
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResult, ErrorData> {
        let actor = &desk.counter.actor;
        let Some(offer) = desk.catalogue.offer(actor, &request.name, None) else {
            let message = format!("there is no tool `{}` for you", request.name);
            return Err(ErrorData::invalid_params(message, None));
        };
        let name = self.name(&offer, (request, context))?;
        let call = DirectCall {
            department: Some(offer.department),
            tool: offer.tool,
            arguments: arguments.to_string(),
        };
        let message = Message {
            conversation: &catalogue::conversation(&name),
            text: &call.text(),
            name: &name,
        };
        let sent = desk.counter.call_tool(&message).await;
        let sent = sent.map_err(|it| desk.failed(&it))?;
        if let Caller::OfRequest(doors) = &self.caller {
            doors.visit();
        }
        let turn = sent.turn;
        let view = tokio::select! {
            view = desk.settled(turn, sent.news) => view,
            () = time::sleep(PATIENCE) => desk.counter.look(turn).await,
            // The call is durable: whoever hears no more of it can look how it stands.
            () = context.ct.cancelled() => desk.counter.look(turn).await,
        };
        let view = view.map_err(|it| desk.failed(&it))?;
        desk.told(view).await
    }

    /// The call's own name: the one that its client gives it; within a session its progress token,
    /// where a tool changes something; else one that no other call has.
    fn name(
        &self,
        offer: &Offer,
        (request, context): (&CallToolRequestParams, &RequestContext<RoleServer>),
    ) -> Result<String, ErrorData> {
        let of_request = request.meta.as_ref().and_then(|it| it.0.0.get(KEY));
        if let Some(key) = of_request.or_else(|| context.meta.0.0.get(KEY)) {
            return match key.as_str() {
                Some(key) if is_key(key) => Ok(format!("mcp {key}")),
                _ => {
                    let message = format!("`{KEY}` is 1 to {LONGEST_KEY} visible characters");
                    Err(ErrorData::invalid_params(message, None))
                }
            };
        }
        let tokens = [
            request.meta.as_ref().and_then(|it| it.get_progress_token()),
            context.meta.get_progress_token(),
        ];
        let token = tokens.into_iter().flatten().next().filter(|_| !offer.reads);
        Ok(match (self.session, token.map(|it| it.0)) {
            (Some(session), Some(NumberOrString::Number(number))) => {
                format!("mcp {session} {number}")
            }
            (Some(session), Some(NumberOrString::String(text))) if is_key(&text) => {
                format!("mcp {session} \"{text}\"")
            }
            _ => counter::new_name(),
        })
    }
}

impl Desk {
    /// The same, for whom the token is by now: it may have been replaced, or she may have left.
    async fn again(&self) -> Result<Self, ErrorData> {
        let mut desk = self.clone();
        if let Some(token) = &self.token {
            let actor = self.counter.store.find_token(token.reveal()).await;
            let actor = actor.map_err(|it| self.failed(&it.into()))?;
            let told = || self.voice.say(&Trouble::of("token_nobodys").0);
            let nobodys = || ErrorData::invalid_request(told(), None);
            desk.counter.actor = actor.ok_or_else(nobodys)?;
        }
        Ok(desk)
    }

    /// A call once it is done or waits for a person. Its news save looking at it often.
    async fn settled(
        &self,
        turn: TurnId,
        mut news: Option<mpsc::Receiver<Progress>>,
    ) -> anyhow::Result<TurnView> {
        let mut pause = counter::FIRST_LOOK;
        loop {
            match &mut news {
                None => {
                    time::sleep(pause).await;
                    pause = (pause * 2).min(counter::GUEST_LOOK);
                }
                Some(heard) => match time::timeout(LOOK, heard.recv()).await {
                    Ok(Some(Progress::Settled { .. } | Progress::SettledElsewhere)) | Err(_) => {}
                    Ok(Some(_)) => continue,
                    Ok(None) => news = None,
                },
            }
            let view = self.counter.look(turn).await?;
            if view.status != TurnStatus::Running {
                return Ok(view);
            }
        }
    }

    /// How a call stands, of which the client has the id, and which she sees.
    async fn look(&self, arguments: Value) -> Result<CallToolResult, ErrorData> {
        let asked: AskedStatus = serde_json::from_value(arguments)
            .map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
        let Counter { store, actor, .. } = &self.counter;
        let view = async {
            match store.shows(actor, asked.call.into()).await? {
                true => store.turn_view(actor.organisation, asked.call).await,
                false => Ok(None),
            }
        };
        match view.await.map_err(|it| self.failed(&it.into()))? {
            Some(view) => self.told(view).await,
            None => Err(ErrorData::invalid_params("there is no such call", None)),
        }
    }

    async fn told(&self, view: TurnView) -> Result<CallToolResult, ErrorData> {
        let (store, actor) = (&self.counter.store, &self.counter.actor);
        let call = self.catalogue.call(store, (actor, &self.voice), view);
        let call = call.await.map_err(|it| self.failed(&it.into()))?;
        Ok(result(&self.voice, call))
    }

    /// What went wrong, in her words.
    fn failed(&self, error: &anyhow::Error) -> ErrorData {
        // What is wrong with what was asked was not done, and is not asked for again as it stands.
        if error.is::<Trouble>() {
            let told = self.voice.say(&trouble::explain(error));
            return ErrorData::invalid_params(told, None);
        }
        tracing::warn!(error = format!("{error:#}"), "an MCP call failed");
        ErrorData::internal_error(self.voice.say(&trouble::explain(error)), None)
    }
}

/// What is asked of [`CALL_STATUS`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedStatus {
    call: TurnId,
}

/// A call as the client's model reads it.
fn result(voice: &Voice, call: CallView) -> CallToolResult {
    let waits = call.approval.as_ref().map(|it| it.number);
    let (text, is_error) = match (call.status, &call.output) {
        (TurnStatus::Answered, Some(output)) => (output.to_string(), false),
        (TurnStatus::Answered, None) => (says::done(voice), false),
        (TurnStatus::Waiting, _) => (says::waits(voice, call.approval.as_ref(), call.call), false),
        (TurnStatus::Running, _) => (says::goes_on(voice, call.call), false),
        (TurnStatus::Refused | TurnStatus::Failed | TurnStatus::Cancelled, _) => (
            call.reason.clone().unwrap_or_else(|| says::not_done(voice)),
            true,
        ),
    };
    let shown = json!({
        "call": call.call,
        "status": call.status,
        "output": call.output,
        "approval": waits,
        "reason": call.reason,
    });
    let text = vec![rmcp::model::ContentBlock::text(text)];
    let mut result = match is_error {
        true => CallToolResult::error(text),
        false => CallToolResult::success(text),
    };
    result.structured_content = Some(shown);
    result
}

fn shown(offer: Offer) -> Tool {
    let hints = ToolAnnotations::new()
        .read_only(offer.reads)
        .idempotent(offer.reads);
    Tool::new(offer.tool, offer.description, object(offer.schema)).with_annotations(hints)
}

fn call_status() -> Tool {
    let schema = json!({
        "type": "object",
        "properties": {
            "call": { "type": "string", "description": "The id of the call: `call` in its result." },
        },
        "required": ["call"],
        "additionalProperties": false,
    });
    let hints = ToolAnnotations::new().read_only(true).idempotent(true);
    Tool::new(CALL_STATUS, says::CALL_STATUS, object(schema)).with_annotations(hints)
}

fn object(schema: Value) -> JsonObject {
    match schema {
        Value::Object(schema) => schema,
        _ => JsonObject::new(),
    }
}

fn is_key(text: &str) -> bool {
    let is_visible = |it: u8| it.is_ascii_graphic();
    !text.is_empty() && text.len() <= LONGEST_KEY && text.bytes().all(is_visible)
}

fn failed(error: &anyhow::Error) -> ErrorData {
    tracing::warn!(error = format!("{error:#}"), "an MCP request failed");
    ErrorData::internal_error("the database does not answer", None)
}
