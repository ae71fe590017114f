//! A program that lends tools over the Model Context Protocol, on this machine, as strict as its
//! library: its tools say and do what a test wants, faults included.

use std::{
    fmt, io,
    net::{Ipv4Addr, TcpListener},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::Router;
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorCode,
        JsonObject, ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig,
        Tool,
    },
    service::RequestContext,
    transport::{
        StreamableHttpServerConfig, StreamableHttpService,
        streamable_http_server::session::never::NeverSessionManager,
    },
};
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};

/// What a tool does when it is called.
#[derive(Clone, Debug)]
pub enum Does {
    /// It answers.
    Say(String),
    /// It answers that it did not work.
    Fail(String),
    /// It does not take the call.
    Refuse(String),
    /// It answers with an error of this code.
    Break(i32),
    /// It does not answer.
    Hang,
}

type Script = dyn Fn(&str, &Value) -> Does + Send + Sync;

/// A running program. It ends when it is dropped.
pub struct FakeMcp {
    url: String,
    shelf: Arc<Shelf>,
    runtime: Option<Runtime>,
}

struct Shelf {
    tools: Mutex<Vec<Tool>>,
    calls: Mutex<Vec<Value>>,
    script: Box<Script>,
}

impl FakeMcp {
    /// Starts a program with tools, each a name, a description and a schema.
    pub fn start(
        tools: &[(&str, &str, Value)],
        script: impl Fn(&str, &Value) -> Does + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}/mcp", listener.local_addr()?);
        let shelf = Arc::new(Shelf {
            tools: Mutex::default(),
            calls: Mutex::default(),
            script: Box::new(script),
        });
        let made = Arc::clone(&shelf);
        let service = StreamableHttpService::new(
            move || Ok::<_, io::Error>(Handler(Arc::clone(&made))),
            Arc::new(NeverSessionManager::default()),
            StreamableHttpServerConfig::default()
                .with_legacy_session_mode(false)
                .with_json_response(true),
        );
        let app = Router::new().route_service("/mcp", service);
        let mut builder = runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_all().build()?;
        runtime.spawn(async move {
            // It can only fail with its listener, and then every request fails visibly.
            if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                let _ = axum::serve(listener, app).await;
            }
        });
        let fake = Self {
            url,
            shelf,
            runtime: Some(runtime),
        };
        fake.offer(tools);
        Ok(fake)
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on it has these tools.
    pub fn offer(&self, tools: &[(&str, &str, Value)]) {
        let tools = tools.iter().map(|(name, description, schema)| {
            let schema = schema.as_object().cloned().unwrap_or_default();
            Tool::new((*name).to_owned(), (*description).to_owned(), schema)
        });
        *lock(&self.shelf.tools) = tools.collect();
    }

    /// The calls that it took, oldest first: name, arguments and the caller's key.
    pub fn calls(&self) -> Vec<Value> {
        lock(&self.shelf.calls).clone()
    }

    /// Kills it: what it was doing breaks off, and nobody answers any more.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for FakeMcp {
    fn drop(&mut self) {
        self.kill();
    }
}

impl fmt::Debug for FakeMcp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeMcp")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

#[derive(Clone)]
struct Handler(Arc<Shelf>);

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(lock(&self.0.tools).clone()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let name = request.name.as_ref();
        if !lock(&self.0.tools).iter().any(|it| it.name == name) {
            return Err(ErrorData::invalid_params(format!("no tool {name}"), None));
        }
        let arguments: JsonObject = request.arguments.clone().unwrap_or_default();
        let arguments = Value::Object(arguments);
        let key = |meta: &JsonObject| meta.get("firma/idempotency-key").cloned();
        let key = request
            .meta
            .as_ref()
            .and_then(|it| key(&it.0.0))
            .or_else(|| key(&context.meta.0.0));
        let call = json!({ "name": name, "arguments": arguments, "key": key });
        lock(&self.0.calls).push(call);
        let text = |text: String| vec![ContentBlock::text(text)];
        match (self.0.script)(name, &arguments) {
            Does::Say(said) => Ok(CallToolResult::success(text(said)).into()),
            Does::Fail(said) => Ok(CallToolResult::error(text(said)).into()),
            Does::Refuse(said) => Err(ErrorData::invalid_params(said, None)),
            Does::Break(code) => Err(ErrorData::new(ErrorCode(code), "it broke", None)),
            Does::Hang => std::future::pending().await,
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
