//! A strict fake of an OpenTelemetry collector (OTLP over HTTP, protobuf), on this machine. It
//! refuses what a collector refuses, and keeps what it takes.

use std::{
    collections::BTreeMap,
    fmt, future, io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::post,
};
use opentelemetry_proto::tonic::{
    collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse},
    common::v1::{AnyValue, KeyValue, any_value::Value},
    trace::v1::{Span, status::StatusCode as SpanStatus},
};
use prost::Message as _;
use tokio::{net::TcpListener, sync::Notify, task::JoinSet};

/// What OTLP over HTTP calls protobuf.
const PROTOBUF: &str = "application/x-protobuf";

/// The header, with its value, without which nobody sends anything here.
pub const KEY: (&str, &str) = ("x-collector-key", "k-3f9a");

/// What a collector does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mood {
    /// It takes what is right.
    Takes,
    /// It says that it cannot.
    Refuses,
    /// It never says anything.
    Hangs,
}

/// A span, as a collector sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The trace, in hexadecimal.
    pub trace: String,
    /// Its id.
    pub id: String,
    /// The id of the span that it follows from; empty, if there is none.
    pub parent: String,
    /// What it is called.
    pub name: String,
    /// Whether it failed.
    pub failed: bool,
    /// The number of its kind: 1 internal, 2 server, 3 client.
    pub kind: i32,
    /// How many events it has.
    pub events: usize,
    /// What it says.
    pub attributes: BTreeMap<String, String>,
    /// What sent it.
    pub resource: BTreeMap<String, String>,
}

/// A running fake. It ends when it is dropped.
pub struct Collector {
    address: String,
    desk: Arc<Desk>,
    _tasks: JoinSet<()>,
}

struct Desk {
    mood: Mood,
    spans: Mutex<Vec<Seen>>,
    refused: Mutex<Vec<String>>,
    asked: Notify,
}

impl Collector {
    /// Starts a fake on a free port.
    pub async fn start(mood: Mood) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let desk = Arc::new(Desk {
            mood,
            spans: Mutex::default(),
            refused: Mutex::default(),
            asked: Notify::new(),
        });
        let app = Router::new()
            .route("/v1/traces", post(take))
            .fallback(elsewhere)
            .with_state(Arc::clone(&desk));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            // It can only fail with its listener, and then every request fails visibly.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self {
            address,
            desk,
            _tasks: tasks,
        })
    }

    /// What `OTEL_EXPORTER_OTLP_ENDPOINT` would be.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// All spans so far, in the order in which they ended.
    pub fn spans(&self) -> Vec<Seen> {
        let spans = self.desk.spans.lock();
        spans.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Why requests were refused that a collector would not understand.
    pub fn refused(&self) -> Vec<String> {
        let refused = self.desk.refused.lock();
        refused.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until somebody has sent something.
    pub async fn until_asked(&self) {
        self.desk.asked.notified().await;
    }
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

async fn elsewhere(State(desk): State<Arc<Desk>>) -> StatusCode {
    desk.refuse("another path or method".to_owned());
    StatusCode::NOT_FOUND
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    desk.asked.notify_one();
    match desk.mood {
        Mood::Takes => {}
        Mood::Refuses => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Hangs => future::pending().await,
    }
    match read(&headers, &body) {
        Ok(mut spans) => {
            let mut all = desk.spans.lock().unwrap_or_else(PoisonError::into_inner);
            all.append(&mut spans);
            let answer = ExportTraceServiceResponse::default().encode_to_vec();
            ([(header::CONTENT_TYPE, PROTOBUF)], answer).into_response()
        }
        Err((status, why)) => {
            desk.refuse(why);
            status.into_response()
        }
    }
}

impl Desk {
    fn refuse(&self, why: String) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.push(why);
    }
}

fn read(headers: &HeaderMap, body: &Bytes) -> Result<Vec<Seen>, (StatusCode, String)> {
    let text = |name: &str| {
        let value = headers.get(name).and_then(|it| it.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    if text(KEY.0) != KEY.1 {
        return Err((StatusCode::UNAUTHORIZED, "without its key".to_owned()));
    }
    let kind = text(header::CONTENT_TYPE.as_str());
    if kind != PROTOBUF {
        return Err((
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("a body of {kind}"),
        ));
    }
    let bad = |why: String| (StatusCode::BAD_REQUEST, why);
    let request =
        ExportTraceServiceRequest::decode(body.clone()).map_err(|it| bad(it.to_string()))?;
    let mut seen = Vec::new();
    for of in request.resource_spans {
        let resource = of.resource.unwrap_or_default();
        let resource = said(resource.attributes);
        for span in of.scope_spans.into_iter().flat_map(|it| it.spans) {
            check(&span).map_err(|why| bad(why.to_owned()))?;
            seen.push(see(span, resource.clone()));
        }
    }
    Ok(seen)
}

/// What the protocol says of every span.
fn check(span: &Span) -> Result<(), &'static str> {
    let is_id = |id: &[u8], length: usize| id.len() == length && id.iter().any(|it| *it != 0);
    match () {
        () if !is_id(&span.trace_id, 16) => Err("a trace id of another form"),
        () if !is_id(&span.span_id, 8) => Err("a span id of another form"),
        () if !span.parent_span_id.is_empty() && !is_id(&span.parent_span_id, 8) => {
            Err("a parent's id of another form")
        }
        () if span.name.is_empty() => Err("a span without a name"),
        () if span.start_time_unix_nano == 0 => Err("a span without a beginning"),
        () if span.end_time_unix_nano < span.start_time_unix_nano => {
            Err("a span that ends before it begins")
        }
        () => Ok(()),
    }
}

fn see(span: Span, resource: BTreeMap<String, String>) -> Seen {
    let status = span.status.map(|it| it.code());
    Seen {
        trace: hex(&span.trace_id),
        id: hex(&span.span_id),
        parent: hex(&span.parent_span_id),
        name: span.name,
        failed: status == Some(SpanStatus::Error),
        kind: span.kind,
        events: span.events.len(),
        attributes: said(span.attributes),
        resource,
    }
}

fn said(attributes: Vec<KeyValue>) -> BTreeMap<String, String> {
    let text = |value: Option<AnyValue>| match value.and_then(|it| it.value) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    };
    let said = attributes.into_iter().map(|it| (it.key, text(it.value)));
    said.collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}
