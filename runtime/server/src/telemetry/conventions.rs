//! What our spans are called outside: OpenTelemetry's conventions for generative AI, HTTP and
//! databases, as of their version 1.41
//! (<https://github.com/open-telemetry/semantic-conventions/tree/v1.41.0/docs/gen-ai>).
//!
//! A field that is not in the list goes nowhere: what a message says cannot leave by mistake.

use std::{
    borrow::Cow,
    fmt,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use opentelemetry::{
    KeyValue, StringValue, Value,
    trace::{SpanKind, Status},
};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SpanData, SpanEvents, SpanExporter, SpanLinks},
};

use super::{Meters, waiting::Waiting};

/// Our fields, and what they are called outside.
const FIELDS: [(&str, &str, Kind); 20] = [
    ("turn.id", "firma.turn.id", Kind::Text),
    ("workflow", "firma.workflow", Kind::Text),
    ("attempt", "firma.attempt", Kind::Number),
    ("delivery.id", "firma.delivery.id", Kind::Text),
    ("agent.name", "gen_ai.agent.name", Kind::Text),
    ("tool.name", "gen_ai.tool.name", Kind::Text),
    ("model.provider", "gen_ai.provider.name", Kind::Text),
    ("model.name", "gen_ai.request.model", Kind::Text),
    (
        "model.max_tokens",
        "gen_ai.request.max_tokens",
        Kind::Number,
    ),
    ("model.answered_as", "gen_ai.response.model", Kind::Text),
    ("tokens.read", "gen_ai.usage.input_tokens", Kind::Number),
    (
        "tokens.cached",
        "gen_ai.usage.cache_read.input_tokens",
        Kind::Number,
    ),
    ("tokens.written", "gen_ai.usage.output_tokens", Kind::Number),
    ("http.request.method", "http.request.method", Kind::Text),
    ("http.route", "http.route", Kind::Text),
    (
        "http.response.status_code",
        "http.response.status_code",
        Kind::Number,
    ),
    ("db.operation.name", "db.operation.name", Kind::Text),
    ("error.kind", "error.type", Kind::Text),
    ("cost.micros", "firma.cost.micros", Kind::Number),
    ("duration_ms", "firma.duration_ms", Kind::Number),
];

/// The longest text that a field may have: they are names.
const LONGEST: usize = 200;

#[derive(Clone, Copy)]
enum Kind {
    Text,
    /// Our fields are unsigned, which come as text.
    Number,
}

/// Sends spans under the names of the conventions.
pub(super) struct Conventional<E> {
    next: E,
    waiting: Waiting,
    meters: Meters,
    /// The collector did not take the last spans: that is said once.
    is_failing: AtomicBool,
    /// It was too slow for all spans: that is said once too.
    was_slow: AtomicBool,
}

impl<E> Conventional<E> {
    pub(super) const fn new(next: E, waiting: Waiting, meters: Meters) -> Self {
        Self {
            next,
            waiting,
            meters,
            is_failing: AtomicBool::new(false),
            was_slow: AtomicBool::new(false),
        }
    }
}

impl<E> fmt::Debug for Conventional<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conventional").finish_non_exhaustive()
    }
}

impl<E: SpanExporter> SpanExporter for Conventional<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let size = batch.len();
        let count = u64::try_from(size).unwrap_or_default();
        let batch = batch.into_iter().map(translated).collect();
        let sent = self.next.export(batch).await;
        self.waiting.have_left(size);
        if self.waiting.take_dropped() && !self.was_slow.swap(true, Ordering::Relaxed) {
            tracing::warn!("the collector is too slow: spans are dropped");
        }
        let failed_before = self.is_failing.swap(sent.is_err(), Ordering::Relaxed);
        match &sent {
            Ok(()) => {
                self.meters.exported.inc_by(count);
                if failed_before {
                    tracing::info!("the collector takes spans again");
                }
            }
            Err(error) => {
                self.meters.lost.inc_by(count);
                if !failed_before {
                    tracing::warn!(%error, "the collector does not take spans: they are dropped");
                }
            }
        }
        sent
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.next.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.next.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.next.set_resource(resource);
    }
}

/// A span under the names of the conventions, with nothing but what they name.
pub(super) fn translated(mut span: SpanData) -> SpanData {
    let ours = std::mem::take(&mut span.attributes);
    let mut attributes: Vec<KeyValue> = ours.into_iter().filter_map(renamed).collect();
    let field = |name: &str| {
        let found = attributes.iter().find(|it| it.key.as_str() == name);
        found.map_or(Cow::Borrowed(""), |it| it.value.as_str())
    };
    let named =
        |operation: &str, of: &str| format!("{operation} {}", field(of)).trim_end().to_owned();
    let (kind, name, more) = match span.name.as_ref() {
        "request" => {
            let name = named(&field("http.request.method"), "http.route");
            (SpanKind::Server, name, vec![])
        }
        "turn" => {
            let name = named("invoke_agent", "gen_ai.agent.name");
            (SpanKind::Internal, name, operation("invoke_agent"))
        }
        "model_call" => {
            let name = named("chat", "gen_ai.request.model");
            (SpanKind::Client, name, operation("chat"))
        }
        "tool_call" => {
            let name = named("execute_tool", "gen_ai.tool.name");
            let mut more = operation("execute_tool");
            more.push(KeyValue::new("gen_ai.tool.type", "function"));
            (SpanKind::Internal, name, more)
        }
        "sql" => {
            let name = field("db.operation.name").into_owned();
            let more = vec![KeyValue::new("db.system.name", "postgresql")];
            (SpanKind::Client, name, more)
        }
        "delivery" => (SpanKind::Producer, "delivery".to_owned(), vec![]),
        other => (SpanKind::Internal, other.to_owned(), vec![]),
    };
    let error = field("error.type").into_owned();
    attributes.extend(more);
    span.status = match error.is_empty() {
        true => Status::Unset,
        false => Status::error(""),
    };
    (span.span_kind, span.name, span.attributes) = (kind, name.into(), attributes);
    (span.events, span.links) = (SpanEvents::default(), SpanLinks::default());
    span
}

fn operation(name: &'static str) -> Vec<KeyValue> {
    vec![KeyValue::new("gen_ai.operation.name", name)]
}

fn renamed(field: KeyValue) -> Option<KeyValue> {
    let ours = field.key.as_str();
    let (_, name, kind) = FIELDS.into_iter().find(|(it, ..)| *it == ours)?;
    let value = match (kind, field.value) {
        (Kind::Number, value @ Value::I64(_)) => value,
        (Kind::Number, value) => Value::I64(value.as_str().parse().ok()?),
        (Kind::Text, value) => {
            let text: String = value.as_str().chars().take(LONGEST).collect();
            Value::String(StringValue::from(text))
        }
    };
    Some(KeyValue::new(name, value))
}
