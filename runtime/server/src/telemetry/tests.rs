use std::time::SystemTime;

use opentelemetry::{
    InstrumentationScope,
    trace::{SpanKind, Status},
};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{self, SpanData, SpanEvents, SpanLinks, SpanProcessor},
};

use super::*;

#[test]
fn a_trace_context_is_read_as_the_standard_writes_it() {
    let parent = remote("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").unwrap();
    assert_eq!(
        parent.trace_id().to_string(),
        "0af7651916cd43dd8448eb211c80319c"
    );
    assert_eq!(parent.span_id().to_string(), "b7ad6b7169203331");
    assert!(parent.is_sampled() && parent.is_remote());
    assert!(remote("00-00000000000000000000000000000000-b7ad6b7169203331-01").is_none());
}

#[test]
fn where_nobody_collects_nothing_is_anywhere() {
    assert_eq!(here(), None);
    assert!(Telemetry::default().joins().is_none());
    assert!(
        Telemetry::default()
            .layer::<tracing_subscriber::Registry>()
            .is_none()
    );
}

fn span(name: &'static str, attributes: Vec<KeyValue>) -> SpanData {
    SpanData {
        span_context: SpanContext::empty_context(),
        parent_span_id: SpanId::INVALID,
        parent_span_is_remote: false,
        span_kind: SpanKind::Internal,
        name: name.into(),
        start_time: SystemTime::UNIX_EPOCH,
        end_time: SystemTime::UNIX_EPOCH,
        attributes,
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: Status::Unset,
        instrumentation_scope: InstrumentationScope::builder("firma").build(),
    }
}

#[test]
fn what_no_convention_names_does_not_leave() {
    let model_call = span(
        "model_call",
        vec![
            KeyValue::new("model.provider", "openai"),
            KeyValue::new("model.name", "gpt-5"),
            // Unsigned numbers come as text.
            KeyValue::new("tokens.read", "811"),
            KeyValue::new("tokens.written", "many"),
            KeyValue::new("text", "what somebody said"),
            KeyValue::new("message", "what somebody said"),
            KeyValue::new("error.kind", "rate_limited"),
        ],
    );
    let sent = conventions::translated(model_call);
    assert_eq!(sent.name, "chat gpt-5");
    assert_eq!(sent.span_kind, SpanKind::Client);
    assert_eq!(sent.status, Status::error(""));
    assert_eq!(
        sent.attributes,
        [
            KeyValue::new("gen_ai.provider.name", "openai"),
            KeyValue::new("gen_ai.request.model", "gpt-5"),
            KeyValue::new("gen_ai.usage.input_tokens", 811),
            KeyValue::new("error.type", "rate_limited"),
            KeyValue::new("gen_ai.operation.name", "chat"),
        ]
    );
}

#[test]
fn a_name_that_is_no_name_is_cut() {
    let long = KeyValue::new("model.answered_as", "x".repeat(10_000));
    let sent = conventions::translated(span("model_call", vec![long]));
    assert_eq!(sent.attributes[0].value.as_str().len(), 200);
}

/// Takes every span, and never sends one.
#[derive(Debug, Default)]
struct Never(std::sync::atomic::AtomicUsize);

impl SpanProcessor for Never {
    fn on_start(&self, _: &mut trace::Span, _: &Context) {}

    fn on_end(&self, _: SpanData) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

#[test]
fn more_spans_than_may_wait_are_dropped_and_counted() {
    let (waiting, meters) = (Waiting::at_most(3), Meters::default());
    let bounded = Bounded::new(Never::default(), waiting.clone(), meters.clone());
    let end = |times: usize| {
        for _ in 0..times {
            bounded.on_end(span("sql", vec![]));
        }
    };
    end(3);
    assert!(!waiting.take_dropped());
    end(2);
    assert_eq!(meters.lost.get(), 2);
    assert!(waiting.take_dropped() && !waiting.take_dropped());
    waiting.have_left(2);
    end(2);
    assert_eq!((meters.lost.get(), waiting.take_dropped()), (2, false));
}
