//! The engine alone, without models, doors or gates: `just bench-engine`.
//!
//! On a PostgreSQL that waits for the disk: workflows of three actions each, runs that wait for a signal, timers that
//! are due at one instant, and one company beside another with a long queue.
#![expect(clippy::print_stdout, reason = "a benchmark's output is its report")]

mod program;

use std::{
    collections::HashSet,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use chrono::Utc;
use clap::Parser;
use domain::{
    flow::Workflow,
    ids::{FlowId, OrganisationId},
};
use durable::{Embedded, Settings};
use serde_json::Value;
use sqlx::{PgPool, postgres::PgPoolOptions};
use store::{News, Store};
use testkit::usage;
use tokio::{
    runtime::Builder,
    sync::{Mutex, Semaphore, mpsc},
    task::JoinSet,
    time,
};

use self::program::{NoTools, Three, Timer, Waiting, registry};

/// How long the queue is worked on before anything is measured.
const WARM_UP: Duration = Duration::from_secs(2);

/// How often something is looked at that nobody tells.
const LOOK: Duration = Duration::from_millis(20);

/// How long all timers that are due at one instant may take.
const TIMERS: Duration = Duration::from_secs(30);

/// How much memory a run that waits may take.
const WAITING: f64 = 1024.0;

/// By how much a long queue of one company may raise another's 95th percentile, over a short one.
const RAISED: f64 = 1.1;

/// How long a short queue is.
const SHORT: usize = 64;

/// The engine alone.
#[derive(Debug, Parser)]
struct Options {
    /// How long workflows are counted.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How many workflows are in flight.
    #[arg(long, default_value_t = 32)]
    in_flight: usize,
    /// How many runs wait for a signal.
    #[arg(long, default_value_t = 10_000)]
    waiting: usize,
    /// How many timers are due at one instant.
    #[arg(long, default_value_t = 10_000)]
    timers: usize,
    /// How long the long queue of the other company is.
    #[arg(long, default_value_t = 10_000)]
    queue: usize,
    /// How often the one company is served, beside each queue of the other.
    #[arg(long, default_value_t = 300)]
    samples: usize,
    /// How often the two queues take turns.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    // `cargo test --benches` runs benchmarks too, and only to see whether they start.
    if !options.bench {
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(&options))
}

async fn measure(options: &Options) -> anyhow::Result<ExitCode> {
    let bench = Bench::start().await?;
    let mut is_right = bench.workflows(options).await?;
    is_right &= bench.waiting(options.waiting).await?;
    is_right &= bench.timers(options.timers).await?;
    is_right &= bench.neighbours(options).await?;
    bench.engine.stop().await;
    Ok(match is_right {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// An engine with its database.
struct Bench {
    engine: Embedded,
    store: Store,
    behind: PgPool,
    company: OrganisationId,
    neighbour: OrganisationId,
    /// Tells each run that left memory.
    left: Mutex<Left>,
}

/// Runs that left memory, each once: one that is done again leaves it more often.
struct Left(mpsc::UnboundedReceiver<FlowId>, HashSet<FlowId>);

impl Left {
    async fn next(&mut self) -> Option<FlowId> {
        loop {
            let flow = self.0.recv().await?;
            if self.1.insert(flow) {
                return Some(flow);
            }
        }
    }
}

impl Bench {
    async fn start() -> anyhow::Result<Self> {
        let database = testkit::durable_database().await;
        let store = Store::connect(&database.access(), 8).await?;
        let behind = PgPoolOptions::new().max_connections(1);
        let behind = behind.connect_with(database.superuser()).await?;
        let [company, neighbour] = [(); 2].map(|()| OrganisationId::new(Utc::now()));
        for id in [company, neighbour] {
            store
                .create_company(&testkit::bakery(id), Utc::now())
                .await?;
        }
        let (tell, left) = mpsc::unbounded_channel();
        let registry = Arc::new(registry(tell)?);
        let engine = Embedded::start(
            store.clone(),
            registry,
            Arc::new(NoTools),
            Settings::default(),
        );
        // The database lives as long as the process.
        std::mem::forget(database);
        Ok(Self {
            engine: engine.await?,
            store,
            behind,
            company,
            neighbour,
            left: Mutex::new(Left(left, HashSet::new())),
        })
    }

    /// Workflows of three actions, so many in flight.
    async fn workflows(&self, options: &Options) -> anyhow::Result<bool> {
        let mut left = self.left.lock().await;
        left.1.clear();
        let room = Arc::new(Semaphore::new(options.in_flight));
        let mut starts = JoinSet::new();
        let (mut started, mut ended) = (0_u64, 0_u64);
        let mut counted: Option<(Instant, u64)> = None;
        let begun = Instant::now();
        let until = WARM_UP + Duration::from_secs(options.seconds);
        let (took, done) = loop {
            tokio::select! {
                permit = Arc::clone(&room).acquire_owned() => {
                    permit?.forget();
                    started += 1;
                    let start = self.begin::<Three>(self.company);
                    starts.spawn(start);
                }
                Some(_) = left.next() => {
                    room.add_permits(1);
                    ended += 1;
                }
            }
            while let Some(start) = starts.try_join_next() {
                start??;
            }
            let elapsed = begun.elapsed();
            if counted.is_none() && elapsed >= WARM_UP {
                counted = Some((Instant::now(), ended));
            }
            if elapsed >= until {
                let (since, before) = counted.context("no time")?;
                break (since.elapsed(), ended - before);
            }
        };
        while ended < started {
            left.next().await;
            ended += 1;
        }
        self.empty_queue(self.company).await?;
        let written = self.rows().await?;
        let is_right = written == i64::try_from(3 * started)?;
        println!(
            "{:.0} workflows/s of three actions each, {} in flight; {started} started, {written} rows{}",
            float(done)? / took.as_secs_f64(),
            options.in_flight,
            verdict(is_right)
        );
        Ok(is_right)
    }

    /// Runs that wait for a signal, and the memory that they take.
    async fn waiting(&self, count: usize) -> anyhow::Result<bool> {
        // What as many runs leave behind that do not wait.
        self.start_all::<Three>(count).await?;
        self.leave_memory(count).await?;
        let before = usage::resident(std::process::id())?;
        self.start_all::<Waiting>(count).await?;
        self.leave_memory(count).await?;
        let after = usage::resident(std::process::id())?;
        let each = float(after.saturating_sub(before))? / float(u64::try_from(count)?)?;
        let is_right = each < WAITING;
        println!(
            "{count} runs that wait: {} KiB before, {} KiB after, {each:.0} bytes each (at most {WAITING}){}",
            before >> 10,
            after >> 10,
            verdict(is_right)
        );
        Ok(is_right)
    }

    /// Timers that are due at one instant.
    async fn timers(&self, count: usize) -> anyhow::Result<bool> {
        let before = self.rows().await?;
        self.start_all::<Timer>(count).await?;
        self.leave_memory(count).await?;
        for sql in [
            "update steps set due = now() where kind = 'sleep' and state = 'waiting'",
            "update ready set due = now()",
        ] {
            sqlx::query(sql).execute(&self.behind).await?;
        }
        let due = Instant::now();
        self.leave_memory(count).await?;
        let took = due.elapsed();
        let fired = self.rows().await? - before;
        let is_right = fired == i64::try_from(count)? && took <= TIMERS * scale(count);
        println!(
            "{count} timers due at one instant: {fired} fired in {:.1} s (10,000 in at most {} s){}",
            took.as_secs_f64(),
            TIMERS.as_secs(),
            verdict(is_right)
        );
        Ok(is_right)
    }

    /// One company's runs, beside a short and beside a long queue of another, in turns.
    async fn neighbours(&self, options: &Options) -> anyhow::Result<bool> {
        let (mut short, mut long) = (Vec::new(), Vec::new());
        for _ in 0..options.rounds {
            short.push(self.beside(SHORT, options.samples).await?);
            long.push(self.beside(options.queue, options.samples).await?);
        }
        let [short, long] = [short, long].map(middle);
        let ratio = long / short;
        let is_right = ratio <= RAISED;
        println!(
            "p95 of one company beside {SHORT} queued runs of another: {short:.1} ms, beside {}: {long:.1} ms, {ratio:.2}x (at most {RAISED}x){}",
            options.queue,
            verdict(is_right)
        );
        Ok(is_right)
    }

    /// The 95th percentile of a run in milliseconds, while the queue of another company is held at a length.
    async fn beside(&self, queue: usize, samples: usize) -> anyhow::Result<f64> {
        let mut left = self.left.lock().await;
        left.1.clear();
        let mut others = JoinSet::new();
        // As many as are in memory, and the queue behind them.
        let all = queue + Settings::default().in_flight;
        self.queue(self.neighbour, all).await?;
        let mut taken = Vec::with_capacity(samples);
        let mut mine: Option<(FlowId, Instant)> = None;
        while taken.len() < samples {
            if mine.is_none() {
                let flow = FlowId::new(Utc::now());
                mine = Some((flow, Instant::now()));
                self.begin_as::<Three>(self.company, flow).await?;
            }
            let gone = left.next().await.context("the engine ended")?;
            if let Some((_, since)) = mine.take_if(|it| it.0 == gone) {
                taken.push(since.elapsed());
            } else {
                // Where more end than can be started, the queue gets shorter.
                if others.len() >= SHORT {
                    others.join_next().await.context("nobody starts")???;
                }
                others.spawn(self.begin::<Three>(self.neighbour));
            }
        }
        while let Some(other) = others.join_next().await {
            other??;
        }
        drop(left);
        self.empty_queue(self.neighbour).await?;
        // The first of them meet the queue being made.
        let mut taken = taken.split_off(samples / 5);
        taken.sort_unstable();
        let slow = taken.get(taken.len() * 95 / 100);
        Ok(slow.context("too few samples")?.as_secs_f64() * 1e3)
    }

    /// Puts runs of three actions into the queue at one instant.
    async fn queue(&self, company: OrganisationId, count: usize) -> anyhow::Result<()> {
        const QUEUE: &str = "with new as (
                insert into runs (organisation, id, workflow, version, input, created_at)
                select $1, uuidv7(), $2, $3, 'null', now() from generate_series(1, $4)
                returning organisation, id
            )
            insert into ready (organisation, flow, due) select organisation, id, now() from new";
        sqlx::query(QUEUE)
            .bind(company.uuid())
            .bind(Three::NAME)
            .bind(i32::try_from(Three::VERSION)?)
            .bind(i32::try_from(count)?)
            .execute(&self.behind)
            .await?;
        self.engine.dispatch().tell(News::Ready);
        Ok(())
    }

    /// Starts a run as another part of the process does.
    fn begin<W: Workflow>(
        &self,
        company: OrganisationId,
    ) -> impl Future<Output = anyhow::Result<()>> + Send + use<W> {
        self.begin_as::<W>(company, FlowId::new(Utc::now()))
    }

    fn begin_as<W: Workflow>(
        &self,
        company: OrganisationId,
        flow: FlowId,
    ) -> impl Future<Output = anyhow::Result<()>> + Send + use<W> {
        let (store, dispatch) = (self.store.clone(), self.engine.dispatch());
        async move {
            let workflow = (W::NAME, W::VERSION);
            store
                .start_run(company, flow, workflow, &Value::Null)
                .await?;
            dispatch.tell(News::Ready);
            Ok(())
        }
    }

    async fn start_all<W: Workflow>(&self, count: usize) -> anyhow::Result<()> {
        let mut starts = JoinSet::new();
        for _ in 0..count {
            starts.spawn(self.begin::<W>(self.company));
            if starts.len() >= SHORT {
                starts.join_next().await.context("nobody starts")???;
            }
        }
        while let Some(start) = starts.join_next().await {
            start??;
        }
        Ok(())
    }

    /// Waits until so many runs have left memory, and nothing is in the queue that is due.
    async fn leave_memory(&self, count: usize) -> anyhow::Result<()> {
        let mut left = self.left.lock().await;
        left.1.clear();
        for _ in 0..count {
            left.next().await.context("the engine ended")?;
        }
        drop(left);
        self.empty_queue(self.company).await
    }

    /// Waits until nothing of a company is due or held.
    async fn empty_queue(&self, company: OrganisationId) -> anyhow::Result<()> {
        let due = "select count(*) from ready where organisation = $1
            and (holder is not null or due <= clock_timestamp())";
        while self.count(company, due).await? > 0 {
            time::sleep(LOOK).await;
        }
        Ok(())
    }

    async fn rows(&self) -> anyhow::Result<i64> {
        let rows = "select count(*) from leads where organisation = $1";
        self.count(self.company, rows).await
    }

    async fn count(&self, company: OrganisationId, sql: &'static str) -> anyhow::Result<i64> {
        let query = sqlx::query_scalar(sql).bind(company.uuid());
        Ok(query.fetch_one(&self.behind).await?)
    }
}

/// How many times ten thousand something is, at least once.
fn scale(count: usize) -> u32 {
    u32::try_from(count.div_ceil(10_000)).unwrap_or(u32::MAX)
}

/// The middle one.
fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

fn verdict(is_right: bool) -> &'static str {
    match is_right {
        true => "",
        false => ": TOO MUCH, OR WRONG",
    }
}

fn float(count: u64) -> anyhow::Result<f64> {
    Ok(u32::try_from(count)?.into())
}
