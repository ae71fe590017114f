//! A strict fake of OpenAI's chat API, on this machine: it refuses what OpenAI refuses, in its
//! words, and does what a script says, faults included.
//!
//! [`fn@departments`] plays a company's mind without taking time; [`serve`] serves it in a process of
//! its own, as the simulated model server of benchmarks.

pub(crate) mod check;
mod departments;
mod reply;
pub(crate) mod wire;

use std::{
    collections::VecDeque,
    fmt, io,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
    serve::ListenerExt as _,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

pub use check::{CallSaid, ChatRequest, MODELS, Said, Tool};
pub use departments::departments;
pub use reply::{Call, Reply, Way, What};

use self::check::{Checked, Refusal};

/// The only key that the fake takes.
pub const KEY: &str = "sk-fake-0a1b2c3d4e5f6g7h";

/// How many requests are kept for tests to look at, newest last.
const KEPT: usize = 256;

/// Says what the model does.
pub type Script = dyn Fn(&ChatRequest) -> Reply + Send + Sync;

/// A running fake. It ends when it is dropped.
pub struct FakeOpenAi {
    base_url: String,
    desk: Arc<Desk>,
    _tasks: JoinSet<()>,
}

impl FakeOpenAi {
    /// Starts a fake on a free port.
    pub async fn start(
        script: impl Fn(&ChatRequest) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let base_url = format!("http://{}/v1", listener.local_addr()?);
        let desk = Arc::new(Desk::new(Box::new(script), KEPT));
        let mut tasks = JoinSet::new();
        let app = app(Arc::clone(&desk));
        tasks.spawn(async move {
            // It can only fail with its listener, and then every request fails visibly.
            let _ = run(listener, app).await;
        });
        Ok(Self {
            base_url,
            desk,
            _tasks: tasks,
        })
    }

    /// What `OPENAI_BASE_URL` would be.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The bodies of the last requests, oldest first, those that were refused included.
    pub fn requests(&self) -> Vec<Value> {
        let seen = self
            .desk
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let json = |it: &Bytes| serde_json::from_slice(it).unwrap_or_default();
        seen.iter().map(json).collect()
    }
}

impl fmt::Debug for FakeOpenAi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeOpenAi")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Serves a fake for ever, without keeping what it is asked.
pub async fn serve(
    listener: TcpListener,
    script: impl Fn(&ChatRequest) -> Reply + Send + Sync + 'static,
) -> io::Result<()> {
    run(listener, app(Arc::new(Desk::new(Box::new(script), 0)))).await
}

async fn run(listener: TcpListener, app: Router) -> io::Result<()> {
    let listener = listener.tap_io(|stream| {
        // Without it, small pieces of a stream wait for each other.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, app).await
}

/// What all requests share.
struct Desk {
    script: Box<Script>,
    checked: Checked,
    seen: Mutex<VecDeque<Bytes>>,
    keep: usize,
    answers: AtomicU64,
}

impl Desk {
    fn new(script: Box<Script>, keep: usize) -> Self {
        Self {
            script,
            checked: Checked::default(),
            seen: Mutex::default(),
            keep,
            answers: AtomicU64::default(),
        }
    }

    fn see(&self, body: &Bytes) {
        if self.keep == 0 {
            return;
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() == self.keep {
            seen.pop_front();
        }
        seen.push_back(body.clone());
    }
}

fn app(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(chat))
        .route("/v1/models", get(models))
        .fallback(elsewhere)
        .with_state(desk)
}

async fn chat(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    desk.see(&body);
    let request = check_key(&headers).and_then(|()| desk.checked.request(&headers, &body));
    match request {
        Ok(request) => {
            let number = desk.answers.fetch_add(1, Ordering::Relaxed);
            wire::send(&request, (desk.script)(&request), body.len(), number)
        }
        Err(refusal) => refused(refusal),
    }
}

async fn models(headers: HeaderMap) -> Response {
    if let Err(refusal) = check_key(&headers) {
        return refused(refusal);
    }
    let model =
        |it: &check::Known| json!({ "id": it.name, "object": "model", "owned_by": "openai" });
    let models: Vec<_> = MODELS.iter().map(model).collect();
    wire::json(200, &json!({ "object": "list", "data": models }))
}

async fn elsewhere(method: Method, uri: Uri) -> Response {
    let message = format!("Invalid URL ({method} {})", uri.path());
    refused(Refusal::new(404, "invalid_request_error", message))
}

fn check_key(headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers.get(header::AUTHORIZATION);
    let given = given.and_then(|it| it.to_str().ok());
    match given.and_then(|it| it.strip_prefix("Bearer ")) {
        Some(KEY) => Ok(()),
        Some(other) => Err(Refusal::new(
            401,
            "invalid_request_error",
            format!(
                "Incorrect API key provided: {other}. You can find your API key at \
                 https://platform.openai.com/account/api-keys."
            ),
        )
        .code("invalid_api_key")),
        None => Err(Refusal::new(
            401,
            "invalid_request_error",
            "You didn't provide an API key. You need to provide your API key in an Authorization \
             header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
                .to_owned(),
        )),
    }
}

fn refused(refusal: Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = wire::json(status.as_u16(), &refusal.body());
    *response.status_mut() = status;
    response.into_response()
}
