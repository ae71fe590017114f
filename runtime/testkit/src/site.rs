//! A strict stand-in for whatever a tool asks over HTTP: it answers what the test said, and nothing
//! else.

use std::{
    collections::BTreeMap,
    fmt, io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinSet};

/// A running stand-in. It ends when it is dropped.
pub struct FakeSite {
    base: String,
    desk: Arc<Mutex<Desk>>,
    _tasks: JoinSet<()>,
}

/// What it knows.
#[derive(Default)]
struct Desk {
    answers: BTreeMap<String, (u16, String)>,
    asked: Vec<Asked>,
}

/// A request that came in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Asked {
    /// Method, path and query: `GET /v1/things?limit=1`.
    pub line: String,
    /// Its `Idempotency-Key`.
    pub key: Option<String>,
    /// Its body.
    pub body: String,
}

impl FakeSite {
    /// Starts a stand-in on a free port.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let desk = Arc::<Mutex<Desk>>::default();
        let app = Router::new().fallback(answer).with_state(Arc::clone(&desk));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            // It can only fail with its listener, and then every request fails visibly.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self {
            base,
            desk,
            _tasks: tasks,
        })
    }

    /// Where it is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What it answers to a request: `GET /v1/things?limit=1`, a status and JSON.
    pub fn answers(&self, line: &str, status: u16, body: &Value) {
        self.says(line, status, &body.to_string());
    }

    /// The same with any text.
    pub fn says(&self, line: &str, status: u16, body: &str) {
        let answer = (status, body.to_owned());
        lock(&self.desk).answers.insert(line.to_owned(), answer);
    }

    /// What it was asked, in order.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.desk).asked.clone()
    }
}

impl fmt::Debug for FakeSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeSite")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

async fn answer(
    State(desk): State<Arc<Mutex<Desk>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let line = format!("{method} {uri}");
    let key = headers.get("idempotency-key");
    let mut desk = lock(&desk);
    desk.asked.push(Asked {
        line: line.clone(),
        key: key.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned()),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    let nobody = || (500, format!("nobody said what is at {line}"));
    let (status, text) = desk.answers.get(&line).cloned().unwrap_or_else(nobody);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let head = [(CONTENT_TYPE, "application/json")];
    (status, head, text).into_response()
}

fn lock(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}
