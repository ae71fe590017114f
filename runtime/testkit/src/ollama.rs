//! A strict fake of Ollama, on this machine: its own protocol for what is installed, what it can
//! do and fetching more, and its `/v1` for chat. It refuses what Ollama refuses, in its words.

use std::{
    collections::BTreeSet,
    fmt, io,
    net::{Ipv4Addr, TcpListener},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};

use crate::openai::{
    ChatRequest, Reply, Way,
    check::Checked,
    wire::{self, travel},
};

/// A model that the fake knows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FakeModel {
    /// Its name, with its tag.
    pub name: &'static str,
    /// How large it is, in bytes.
    pub size: u64,
    /// What it can do: `completion`, `tools`, `embedding`.
    pub can: &'static [&'static str],
}

/// A model that answers and calls tools.
pub const fn able(name: &'static str, size: u64) -> FakeModel {
    FakeModel {
        name,
        size,
        can: &["completion", "tools"],
    }
}

/// A model that answers and calls no tools.
pub const fn talker(name: &'static str, size: u64) -> FakeModel {
    FakeModel {
        name,
        size,
        can: &["completion"],
    }
}

/// Says what the models do.
type Script = dyn Fn(&ChatRequest) -> Reply + Send + Sync;

/// A running fake. It ends when it is dropped.
pub struct FakeOllama {
    host: String,
    shelf: Arc<Shelf>,
    /// Its own, so that its connections end with it.
    runtime: Option<Runtime>,
}

struct Shelf {
    installed: Mutex<Vec<FakeModel>>,
    library: Vec<FakeModel>,
    silent: Mutex<BTreeSet<&'static str>>,
    asked: Mutex<Vec<Value>>,
    checked: Checked,
    script: Box<Script>,
}

impl FakeOllama {
    /// Starts a fake on a free port, with some models installed and others to be fetched.
    pub fn start(
        (installed, library): (&[FakeModel], &[FakeModel]),
        script: impl Fn(&ChatRequest) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let host = listener.local_addr()?.to_string();
        let shelf = Arc::new(Shelf {
            installed: Mutex::new(installed.to_vec()),
            library: library.to_vec(),
            silent: Mutex::default(),
            asked: Mutex::default(),
            checked: Checked::default(),
            script: Box::new(script),
        });
        let app = Router::new()
            .route("/api/tags", get(tags))
            .route("/api/show", post(show))
            .route("/api/pull", post(pull))
            .route("/v1/chat/completions", post(chat))
            .with_state(Arc::clone(&shelf));
        let mut builder = runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_all().build()?;
        runtime.spawn(async move {
            // It can only fail with its listener, and then every request fails visibly.
            if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                let _ = axum::serve(listener, app).await;
            }
        });
        Ok(Self {
            host,
            shelf,
            runtime: Some(runtime),
        })
    }

    /// What `OLLAMA_HOST` would be.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// From now on there is no answer at a path; where it fetches, no end of it.
    pub fn fall_silent(&self, path: &'static str) {
        lock(&self.shelf.silent).insert(path);
    }

    /// The bodies of the chats that it was asked for, oldest first.
    pub fn chats(&self) -> Vec<Value> {
        lock(&self.shelf.asked).clone()
    }

    /// Kills it: what it was saying breaks off, and nobody answers any more.
    pub fn kill(self) {}
}

impl Drop for FakeOllama {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for FakeOllama {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeOllama")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl Shelf {
    async fn wait_if_silent(&self, path: &'static str) {
        if lock(&self.silent).contains(path) {
            std::future::pending::<()>().await;
        }
    }

    /// A name without a tag means the newest.
    fn find(&self, name: &str) -> Option<FakeModel> {
        let full = match name.contains(':') {
            true => name.to_owned(),
            false => format!("{name}:latest"),
        };
        lock(&self.installed)
            .iter()
            .find(|it| it.name == full)
            .copied()
    }
}

async fn tags(State(shelf): State<Arc<Shelf>>) -> Json<Value> {
    shelf.wait_if_silent("/api/tags").await;
    let installed = lock(&shelf.installed);
    let models = installed.iter().map(|it| {
        json!({
            "name": it.name, "model": it.name, "size": it.size, "digest": "0f",
            "modified_at": "2026-11-01T00:00:00Z", "details": { "format": "gguf" },
        })
    });
    Json(json!({ "models": models.collect::<Vec<_>>() }))
}

#[derive(Deserialize)]
struct Named {
    #[serde(alias = "name")]
    model: Option<String>,
}

async fn show(State(shelf): State<Arc<Shelf>>, body: Bytes) -> Response {
    shelf.wait_if_silent("/api/show").await;
    let name = match named(&body) {
        Ok(name) => name,
        Err(refusal) => return refused(400, &refusal),
    };
    match shelf.find(&name) {
        Some(model) => wire::json(
            200,
            &json!({ "license": "", "details": {}, "capabilities": model.can }),
        ),
        None => refused(404, &format!("model '{name}' not found")),
    }
}

async fn pull(State(shelf): State<Arc<Shelf>>, body: Bytes) -> Response {
    let name = match named(&body) {
        Ok(name) => name,
        Err(refusal) => return refused(400, &refusal),
    };
    let mut lines = vec![json!({ "status": "pulling manifest" })];
    match shelf.library.iter().find(|it| it.name == name) {
        Some(model) => {
            let layer = "pulling 0123456789ab";
            for tenth in 0..=10 {
                let completed = model.size * tenth / 10;
                lines.push(json!({
                    "status": layer, "digest": "sha256:0123456789ab", "total": model.size,
                    "completed": completed,
                }));
            }
            for status in ["verifying sha256 digest", "writing manifest", "success"] {
                lines.push(json!({ "status": status }));
            }
            lock(&shelf.installed).push(*model);
        }
        None => lines.push(json!({ "error": "pull model manifest: file does not exist" })),
    }
    let text: String = lines.iter().map(|it| format!("{it}\n")).collect();
    let kind = ("content-type", "application/x-ndjson".to_owned());
    let way = match lock(&shelf.silent).contains("/api/pull") {
        true => Way::Stall(200),
        false => Way::EachByte,
    };
    wire::raw(200, &[kind], travel(text.into_bytes(), way))
}

async fn chat(State(shelf): State<Arc<Shelf>>, headers: HeaderMap, body: Bytes) -> Response {
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    lock(&shelf.asked).push(json);
    let request = match shelf.checked.compatible(&headers, &body) {
        Ok(request) => request,
        Err(refusal) => return compatible(refusal.status, &refusal.message),
    };
    let Some(model) = shelf.find(&request.model) else {
        return compatible(404, &format!("model '{}' not found", request.model));
    };
    if !model.can.contains(&"completion") {
        let message = format!("\"{}\" does not support chat", request.model);
        return compatible(400, &message);
    }
    if !request.tools.is_empty() && !model.can.contains(&"tools") {
        let name = model.name;
        let message = format!("registry.ollama.ai/library/{name} does not support tools");
        return compatible(400, &message);
    }
    let reply = (shelf.script)(&request);
    wire::send(&request, reply, body.len(), 0)
}

fn named(body: &[u8]) -> Result<String, String> {
    let read: Result<Named, _> = serde_json::from_slice(body);
    let name = read.map_err(|error| error.to_string())?.model;
    name.filter(|it| !it.is_empty())
        .ok_or_else(|| "model is required".to_owned())
}

/// An error as Ollama's own protocol has it.
fn refused(status: u16, message: &str) -> Response {
    wire::json(status, &json!({ "error": message }))
}

/// An error as its `/v1` has it.
fn compatible(status: u16, message: &str) -> Response {
    let kind = match status {
        400 => "invalid_request_error",
        404 => "not_found_error",
        _ => "api_error",
    };
    let error = json!({ "message": message, "type": kind, "param": null, "code": null });
    wire::json(status, &json!({ "error": error }))
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
