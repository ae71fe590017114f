//! The machine's own figures, as Prometheus reads them. Over all companies together: no figure says
//! whose it is.
//!
//! Each part counts for itself; here it is put together, with what is only looked at when somebody
//! asks.

mod process;

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeMetric, text},
    metrics::{
        counter::Counter, family::Family, gauge::ConstGauge, histogram::Histogram, info::Info,
    },
    registry::Registry,
};
use store::{Backlog, Store};
use tokio::{sync::Mutex, time};

/// How long a look at the database is believed.
const BELIEVED: Duration = Duration::from_secs(1);

/// How long the database may take; then the rest is shown without it.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long requests take, in seconds; one that waits for its turn takes as long as it may.
const SECONDS: [f64; 10] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0];

/// The machine's own figures.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// What is counted all the time.
    counted: Registry,
    http: Http,
    looked: Mutex<Looked>,
}

/// What is counted of HTTP requests.
#[derive(Clone, Debug)]
struct Http {
    requests: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram, fn() -> Histogram>,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

/// The last look at the database; without an answer, it is away.
#[derive(Debug, Default)]
struct Looked {
    at: Option<Instant>,
    found: Option<Backlog>,
}

/// A request that was answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    /// Its method, as the client wrote it.
    pub method: &'a str,
    /// The template of its path; nothing, if there is none for it.
    pub route: Option<&'a str>,
    /// How it was answered.
    pub status: u16,
    /// How long that took.
    pub took: Duration,
}

impl Metrics {
    /// Figures of parts, each of which shows its own.
    pub fn of(parts: impl FnOnce(&mut Registry)) -> Self {
        let mut counted = Registry::default();
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        counted.register("firma_build", "Which Firma this is", build);
        let http = Http {
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
        };
        counted.register(
            "firma_http_requests",
            "HTTP requests that were answered, by the template of their path",
            http.requests.clone(),
        );
        counted.register(
            "firma_http_request_duration_seconds",
            "How long answers took; whoever waits for a turn waits here too",
            http.seconds.clone(),
        );
        parts(&mut counted);
        Self(Arc::new(Inner {
            counted,
            http,
            looked: Mutex::default(),
        }))
    }

    /// Counts a request.
    pub(crate) fn answered(&self, request: Request<'_>) {
        // Anybody may write any method and any path: only those that we have are told apart.
        let method = known_method(request.method);
        let route = request.route.unwrap_or("other").to_owned();
        let asked = Asked { method, route };
        let seconds = self.0.http.seconds.get_or_create(&asked);
        seconds.observe(request.took.as_secs_f64());
        drop(seconds);
        let answered = Answered {
            method,
            route: asked.route,
            status: request.status,
        };
        self.0.http.requests.get_or_create(&answered).inc();
    }

    /// All figures as text, which is read as OpenMetrics and as Prometheus' own format alike.
    pub(crate) async fn show(&self, store: &Store) -> Result<String, fmt::Error> {
        let mut looked_at = Registry::default();
        let backlog = self.backlog(store).await;
        let up = i64::from(backlog.is_some());
        gauge(
            &mut looked_at,
            ("firma_database_up", "Whether the database answered"),
            ConstGauge::new(up),
        );
        if let Some(backlog) = backlog {
            show_backlog(&mut looked_at, &backlog);
        }
        process::show(&mut looked_at);
        let mut shown = String::new();
        text::encode_registry(&mut shown, &self.0.counted)?;
        text::encode_registry(&mut shown, &looked_at)?;
        text::encode_eof(&mut shown)?;
        Ok(shown)
    }

    /// How much waits. Whoever asks at the same time shares one look.
    async fn backlog(&self, store: &Store) -> Option<Backlog> {
        let mut looked = self.0.looked.lock().await;
        if looked.at.is_none_or(|at| at.elapsed() >= BELIEVED) {
            looked.found = match time::timeout(PATIENCE, store.backlog()).await {
                Ok(Ok(backlog)) => Some(backlog),
                Ok(Err(error)) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::debug!(error, "the database's figures are missing");
                    None
                }
                Err(_) => None,
            };
            looked.at = Some(Instant::now());
        }
        looked.found
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::of(|_| {})
    }
}

fn show_backlog(registry: &mut Registry, backlog: &Backlog) {
    for (words, count) in [
        (
            (
                "firma_queue_ready_runs",
                "Runs that are due and that nobody holds",
            ),
            backlog.ready,
        ),
        (
            (
                "firma_outbox_pending_messages",
                "Messages that still have to leave",
            ),
            backlog.undelivered,
        ),
        (
            (
                "firma_effects_unknown",
                "Effects that nobody can tell the outcome of: a person must look",
            ),
            backlog.unknown_effects,
        ),
        (
            (
                "firma_runs_parked",
                "Runs of versions of workflows that no living process has",
            ),
            backlog.parked,
        ),
    ] {
        gauge(registry, words, ConstGauge::new(count));
    }
    for (words, age) in [
        (
            (
                "firma_queue_oldest_age_seconds",
                "How long the oldest run has been due that nobody holds",
            ),
            backlog.oldest_ready,
        ),
        (
            (
                "firma_outbox_oldest_age_seconds",
                "How old the oldest message is that still has to leave",
            ),
            backlog.oldest_undelivered,
        ),
    ] {
        gauge(registry, words, ConstGauge::new(age.max(0.0)));
    }
}

fn gauge<G>(registry: &mut Registry, (name, help): (&str, &str), gauge: G)
where
    G: EncodeMetric + fmt::Debug + Send + Sync + 'static,
{
    registry.register(name, help, gauge);
}

fn known_method(method: &str) -> &'static str {
    ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
        .into_iter()
        .find(|it| *it == method)
        .unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_make_up_is_counted_under_one_name() {
        let metrics = Metrics::default();
        for (method, route) in [
            ("BREW", None),
            ("STEEP", None),
            ("GET", Some("/v1/turns/{id}")),
        ] {
            metrics.answered(Request {
                method,
                route,
                status: 404,
                took: Duration::from_millis(2),
            });
        }
        let mut shown = String::new();
        text::encode_registry(&mut shown, &metrics.0.counted).unwrap();
        let other = r#"firma_http_requests_total{method="other",route="other",status="404"} 2"#;
        assert!(shown.contains(other), "{shown}");
        assert!(!shown.contains("BREW"), "{shown}");
        let known =
            r#"firma_http_requests_total{method="GET",route="/v1/turns/{id}",status="404"} 1"#;
        assert!(shown.contains(known), "{shown}");
    }
}
