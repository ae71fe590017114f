//! How long reads over HTTP take at a steady rate: `just bench-reads`.
//!
//! The real program serves a company with sample data on its own PostgreSQL. Requests leave at their time whether or not
//! those before were answered, and a latency is counted from when its request should have left: a server that stalls
//! cannot hide it.
#![expect(clippy::print_stdout, reason = "a benchmark's output is its report")]

use std::{
    path::Path,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, ensure};
use clap::Parser;
use testkit::{client::Client, program::Program};
use tokio::{
    task::JoinSet,
    time::{self, Instant},
};

/// What 95 of a hundred reads may take at most.
const BOUND: Duration = Duration::from_millis(50);

/// What is read, one after the other.
const READS: [&str; 8] = [
    "/v1/leads?limit=20",
    "/v1/invoices?limit=20",
    "/v1/approvals?limit=20",
    "/v1/effects?limit=20",
    "/v1/flows?limit=20",
    "/v1/tools",
    "/v1/agents",
    "/v1/schedules",
];

/// Reads a second.
#[derive(Debug, Parser)]
struct Options {
    /// How many reads a second.
    #[arg(long, default_value_t = 300)]
    rate: u32,
    /// For how many seconds.
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// Over how many connections.
    #[arg(long, default_value_t = 32)]
    connections: u32,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    // `cargo test --benches` runs benchmarks too, and only to see whether they start.
    if !options.bench {
        return Ok(ExitCode::SUCCESS);
    }
    let program = Program::new(Path::new(env!("CARGO_BIN_EXE_firma")), "reads-")?;
    let mut serving = program.start()?;
    serving.ready().await?;
    program.run(&["demo", "load"]).await?;
    run(&program, &options, 2).await?;
    let latencies = run(&program, &options, options.seconds).await?;
    let of = |percent: usize| {
        let place = latencies.len().saturating_sub(1) * percent / 100;
        latencies.get(place).copied().unwrap_or_default()
    };
    println!(
        "{} reads at {}/s over {} connections: p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        latencies.len(),
        options.rate,
        options.connections,
        millis(of(50)),
        millis(of(95)),
        millis(of(99)),
        millis(of(100)),
    );
    serving.stop().await?;
    let (said, code) = match of(95) <= BOUND {
        true => ("met", ExitCode::SUCCESS),
        false => ("missed", ExitCode::FAILURE),
    };
    println!("p95 at most {:.0} ms: {said}", millis(BOUND));
    Ok(code)
}

/// Reads at a steady rate for so many seconds. Answers how long each took, the shortest first.
async fn run(program: &Program, options: &Options, seconds: u32) -> anyhow::Result<Vec<Duration>> {
    let next = Arc::new(AtomicU32::new(0));
    let (rate, last) = (options.rate, options.rate * seconds);
    let headers = format!("authorization: Bearer {}\r\n", program.token()?);
    let begun = Instant::now() + Duration::from_millis(100);
    let mut readers = JoinSet::new();
    for _ in 0..options.connections {
        let (next, headers) = (Arc::clone(&next), headers.clone());
        let mut client = Client::connect(program.address()).await?;
        readers.spawn(async move {
            let mut latencies = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= last {
                    return anyhow::Ok(latencies);
                }
                let due = begun + Duration::from_secs(1) * number / rate;
                time::sleep_until(due).await;
                let path = READS
                    .iter()
                    .cycle()
                    .nth(usize::try_from(number)? % READS.len());
                let path = path.context("there is always a next")?;
                let answer = client.get(path, &headers).await?;
                let body = String::from_utf8_lossy(answer.body);
                ensure!(answer.status == 200, "{path}: {} {body}", answer.status);
                latencies.push(due.elapsed());
            }
        });
    }
    let mut latencies = Vec::new();
    while let Some(read) = readers.join_next().await {
        latencies.extend(read??);
    }
    latencies.sort_unstable();
    Ok(latencies)
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
