//! The load: so many callers, each of whom sends a message, waits for the answer, and sends the next.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use serde::Deserialize;
use testkit::client::Client;
use tokio::task::JoinSet;

use crate::sides::Side;

/// How many wrong answers are shown.
const SHOWN: usize = 5;

/// What the simulated model says in the end.
const ANSWER: &str = "Done. The lead is in the list.";

/// All load of a benchmark. No two of its messages are about the same lead.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// The number of the first message.
    first: u64,
    sent: BTreeMap<&'static str, u64>,
    wrong: u64,
}

/// What came of one run of load.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    /// Turns that were answered.
    pub(crate) turns: u64,
    /// How long it took.
    pub(crate) elapsed: Duration,
    /// How long each turn took, shortest first.
    latencies: Vec<Duration>,
}

impl Load {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Load whose messages are numbered from here on, beside others of the same company.
    pub(crate) fn from(first: u64) -> Self {
        Self {
            first,
            ..Self::default()
        }
    }

    /// How many messages a side has had in all.
    pub(crate) fn sent(&self, side: &str) -> u64 {
        self.sent.get(side).copied().unwrap_or_default()
    }

    /// Whether all answers were right.
    pub(crate) fn is_right(&self) -> bool {
        self.wrong == 0
    }

    /// Keeps so many turns in flight for so long. What has begun by then is waited for.
    pub(crate) async fn run(
        &mut self,
        side: &dyn Side,
        in_flight: usize,
        duration: Duration,
    ) -> anyhow::Result<Ran> {
        let next = Arc::new(AtomicU64::new(self.first + self.sent(side.name())));
        let started = Instant::now();
        let mut callers = JoinSet::new();
        for _ in 0..in_flight {
            let caller = Caller {
                address: side.address().to_owned(),
                headers: format!(
                    "authorization: Bearer {}\r\nprefer: wait=30\r\n",
                    side.token()
                ),
                next: Arc::clone(&next),
                deadline: started + duration,
            };
            callers.spawn(caller.call());
        }
        let mut ran = Ran::default();
        let mut shown = 0;
        while let Some(called) = callers.join_next().await {
            let called = called??;
            ran.latencies.extend(called.latencies);
            self.wrong += u64::try_from(called.wrong.len())?;
            for wrong in called.wrong.iter().take(SHOWN - shown) {
                shown += 1;
                println!("{}: {wrong}", side.name());
            }
        }
        ran.elapsed = started.elapsed();
        ran.latencies.sort_unstable();
        ran.turns = u64::try_from(ran.latencies.len())?;
        let sent = next.load(Ordering::Relaxed) - self.first;
        self.sent.insert(side.name(), sent);
        Ok(ran)
    }
}

impl Ran {
    /// Turns a second.
    pub(crate) fn rate(&self) -> f64 {
        float(self.turns) / self.elapsed.as_secs_f64()
    }

    /// How long so many of a hundred turns took at most, in milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let place = (self.latencies.len() * percent / 100).min(self.latencies.len().max(1) - 1);
        let found = self.latencies.get(place).copied().unwrap_or_default();
        found.as_secs_f64() * 1_000.0
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "figures for people have few digits"
)]
pub(crate) const fn float(count: u64) -> f64 {
    count as f64
}

/// Someone who talks to a side.
struct Caller {
    address: String,
    headers: String,
    next: Arc<AtomicU64>,
    deadline: Instant,
}

#[derive(Default)]
struct Called {
    latencies: Vec<Duration>,
    wrong: Vec<String>,
}

/// What of a turn is looked at.
#[derive(Deserialize)]
struct Turn<'a> {
    status: &'a str,
    #[serde(default)]
    answer: Option<&'a str>,
}

impl Caller {
    async fn call(self) -> anyhow::Result<Called> {
        let mut client = Client::connect(&self.address).await?;
        let mut called = Called::default();
        while Instant::now() < self.deadline {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let body = format!(
                r#"{{"conversation":"bench-{number}","text":"Novo lead: Ana {number}, ana{number}@example.com, quer o plano Pro"}}"#
            );
            let sent = Instant::now();
            let answer = client
                .post("/v1/messages", &self.headers, &[body.as_bytes()])
                .await
                .with_context(|| format!("message {number} of {}", self.address))?;
            let latency = sent.elapsed();
            let turn = serde_json::from_slice::<Turn<'_>>(answer.body);
            match (answer.status, turn) {
                (200, Ok(turn)) if turn.status == "answered" && turn.answer == Some(ANSWER) => {
                    called.latencies.push(latency);
                }
                (status, _) => {
                    let body = String::from_utf8_lossy(answer.body);
                    called.wrong.push(format!("{status}: {body}"));
                }
            }
        }
        Ok(called)
    }
}
