//! Spans that wait to be sent: so many at most, and the rest is dropped where it ends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use opentelemetry::Context;
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{Span, SpanData, SpanProcessor},
};

use super::Meters;

/// How many spans wait, and whether one was dropped that nobody has spoken of.
#[derive(Clone, Debug)]
pub(super) struct Waiting(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    most: usize,
    count: AtomicUsize,
    dropped: AtomicBool,
}

impl Waiting {
    pub(super) fn at_most(most: usize) -> Self {
        Self(Arc::new(Inner {
            most,
            count: AtomicUsize::new(0),
            dropped: AtomicBool::new(false),
        }))
    }

    /// So many were sent, or given up.
    pub(super) fn have_left(&self, count: usize) {
        self.0.count.fetch_sub(count, Ordering::Relaxed);
    }

    /// Whether any was dropped since this was asked last.
    pub(super) fn take_dropped(&self) -> bool {
        self.0.dropped.swap(false, Ordering::Relaxed)
    }

    fn has_room(&self) -> bool {
        let before = self.0.count.fetch_add(1, Ordering::Relaxed);
        let room = before < self.0.most;
        if !room {
            self.have_left(1);
            self.0.dropped.store(true, Ordering::Relaxed);
        }
        room
    }
}

/// Hands spans on while there is room for them.
#[derive(Debug)]
pub(super) struct Bounded<P> {
    next: P,
    waiting: Waiting,
    meters: Meters,
}

impl<P> Bounded<P> {
    pub(super) const fn new(next: P, waiting: Waiting, meters: Meters) -> Self {
        Self {
            next,
            waiting,
            meters,
        }
    }
}

impl<P: SpanProcessor> SpanProcessor for Bounded<P> {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.next.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        match self.waiting.has_room() {
            true => self.next.on_end(span),
            false => {
                self.meters.lost.inc();
            }
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.next.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.next.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.next.set_resource(resource);
    }
}
