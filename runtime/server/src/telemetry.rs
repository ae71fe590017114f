//! Spans for whoever collects them (OpenTelemetry over HTTP). Without an address of a collector
//! nothing of this runs.
//!
//! Spans are counted off and sent by a thread of their own, from a queue with a bound: a collector
//! that is slow or away costs spans, never a turn.

mod conventions;
mod sending;
mod waiting;

use std::{sync::Arc, time::Duration};

use domain::trace::Traceparent;
use durable::Join;
use opentelemetry::{
    Context, KeyValue,
    trace::{
        SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
        TracerProvider as _,
    },
};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::{
    Resource,
    trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider},
};
use prometheus_client::{metrics::counter::Counter, registry::Registry};
use tokio::{runtime::Handle, task};
use tracing::{Level, Metadata, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{Layer, filter, registry::LookupSpan};

use self::{
    conventions::Conventional,
    sending::Sender,
    waiting::{Bounded, Waiting},
};
use crate::config::Collector;

/// How long the last spans may take to leave when the program ends.
const LAST: Duration = Duration::from_secs(2);

/// What spans are known to come from, if `OTEL_SERVICE_NAME` does not say.
const SERVICE: &str = "firma";

/// Our own crates: what libraries do is in no span.
const OURS: [&str; 5] = ["durable", "models", "orchestrator", "server", "store"];

/// Where spans go.
#[derive(Clone, Debug, Default)]
pub struct Telemetry {
    way: Way,
    meters: Meters,
}

#[derive(Clone, Debug, Default)]
enum Way {
    /// Nowhere: nobody asked for them.
    #[default]
    Nowhere,
    /// Nowhere: what was asked for cannot be.
    Broken(Arc<str>),
    /// To a collector.
    Collected(SdkTracerProvider),
}

/// What is counted of spans.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meters {
    exported: Counter,
    lost: Counter,
}

impl Meters {
    /// Shows them in a registry.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register(
            "firma_spans_exported",
            "Spans that the collector took",
            self.exported.clone(),
        );
        registry.register(
            "firma_spans_lost",
            "Spans that were dropped, or that the collector did not take",
            self.lost.clone(),
        );
    }
}

impl Telemetry {
    /// Sends spans to a collector, if there is one. They leave on the runtime.
    #[must_use]
    pub fn begin(collector: Option<&Collector>, runtime: &Handle) -> Self {
        let meters = Meters::default();
        let way = match collector.map(|it| provider(it, runtime, meters.clone())) {
            None => Way::Nowhere,
            Some(Ok(provider)) => Way::Collected(provider),
            Some(Err(error)) => Way::Broken(format!("{error:#}").into()),
        };
        Self { way, meters }
    }

    /// How runs join the traces that they began in, where anybody collects spans.
    pub(crate) fn joins(&self) -> Option<Join> {
        match &self.way {
            Way::Collected(_) => Some(join),
            Way::Nowhere | Way::Broken(_) => None,
        }
    }

    pub(crate) const fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Says once why spans go nowhere although somebody asked for them.
    pub(crate) fn warn_if_it_cannot(&self) {
        if let Way::Broken(why) = &self.way {
            tracing::warn!(error = %why, "no spans are sent");
        }
    }

    /// What makes spans of ours into those of OpenTelemetry. Nothing, where nobody collects them: then
    /// no span costs more than before.
    pub(crate) fn layer<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let Way::Collected(provider) = &self.way else {
            return None;
        };
        let layer = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer(SERVICE))
            .with_context_activation(false)
            .with_location(false)
            .with_target(false)
            .with_threads(false)
            .with_tracked_inactivity(false);
        Some(layer.with_filter(filter::filter_fn(is_ours)))
    }

    /// Lets the last spans leave, within a bound.
    pub(crate) async fn end(&self) {
        let Way::Collected(provider) = &self.way else {
            return;
        };
        let provider = provider.clone();
        let ending = task::spawn_blocking(move || provider.shutdown_with_timeout(LAST));
        if let Ok(Err(error)) = ending.await {
            tracing::debug!(%error, "the last spans did not leave");
        }
    }
}

/// A span of ours. Events are not sent: what they say is for the log of this machine.
fn is_ours(metadata: &Metadata<'_>) -> bool {
    let room = metadata.target().split("::").next().unwrap_or_default();
    metadata.is_span() && *metadata.level() <= Level::DEBUG && OURS.contains(&room)
}

fn provider(
    collector: &Collector,
    runtime: &Handle,
    meters: Meters,
) -> anyhow::Result<SdkTracerProvider> {
    let sender = Sender::new(collector, runtime)?;
    // Address, headers and protocol are the library's to read: it knows all their names.
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(sender)
        .with_timeout(collector.timeout)
        .build()?;
    let waiting = Waiting::at_most(collector.queue);
    let exporter = Conventional::new(exporter, waiting.clone(), meters.clone());
    // Its own queue is never full: it drops without a word.
    let config = BatchConfigBuilder::default().with_max_queue_size(collector.queue);
    let batches = BatchSpanProcessor::builder(exporter).with_batch_config(config.build());
    let bounded = Bounded::new(batches.build(), waiting, meters);
    Ok(SdkTracerProvider::builder()
        .with_resource(resource())
        .with_span_processor(bounded)
        .build())
}

/// Who sends: what `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` say, else our own name.
fn resource() -> Resource {
    let said = Resource::builder().build();
    let name = said.get(&"service.name".into());
    let is_said = name.is_some_and(|it| !it.as_str().starts_with("unknown_service"));
    let builder = Resource::builder()
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    match is_said {
        true => builder.build(),
        false => builder.with_service_name(SERVICE).build(),
    }
}

/// Puts a span that has not been entered into the trace that a W3C trace context names. What is none
/// is passed over.
pub(crate) fn join(span: &Span, traceparent: &str) {
    if let Some(parent) = remote(traceparent) {
        // It fails where nobody collects spans.
        let _no_collector = span.set_parent(Context::new().with_remote_span_context(parent));
    }
}

/// The trace context of what goes on now, where anybody collects spans.
pub(crate) fn here() -> Option<Traceparent> {
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    let (trace, parent, flags) = (span.trace_id(), span.span_id(), span.trace_flags());
    // What is not valid is all zeros, and that is no trace context.
    let text = format!("00-{trace}-{parent}-{:02x}", flags.to_u8());
    text.parse().ok()
}

fn remote(traceparent: &str) -> Option<SpanContext> {
    let traceparent: Traceparent = traceparent.parse().ok()?;
    let mut fields = traceparent.as_str().split('-').skip(1);
    let (trace, parent, flags) = (fields.next()?, fields.next()?, fields.next()?);
    Some(SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(parent).ok()?,
        TraceFlags::new(u8::from_str_radix(flags, 16).ok()?),
        true,
        TraceState::default(),
    ))
}

#[cfg(test)]
mod tests;
