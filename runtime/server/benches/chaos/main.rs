//! Kills Firma and its PostgreSQL at random instants under load, and looks for what was doubled or lost: `just chaos`.
//!
//! Customers tell their stories over HTTP and repeat themselves, under the same key, until they are heard. What the
//! database holds in the end is compared with what they were told.
#![expect(
    clippy::print_stdout,
    reason = "what comes of it is said on the terminal"
)]

mod customers;
mod killer;
mod mind;
mod persistence;
mod trouble;
mod verdict;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context as _;
use clap::Parser;
use testkit::{
    openai::{self, FakeOpenAi},
    program::Program,
};
use tokio::runtime::Builder;

use self::{
    customers::Customers,
    killer::Killer,
    trouble::{Trouble, Troubles},
};

/// What was doubled or lost when Firma was killed.
#[derive(Debug, Parser)]
struct Options {
    /// How often it is killed.
    #[arg(long, default_value_t = 40)]
    kills: usize,
    /// How many customers talk at once.
    #[arg(long, default_value_t = 16)]
    customers: usize,
    /// Of a hundred kills, how many hit PostgreSQL too.
    #[arg(long, default_value_t = 20)]
    both: u32,
    /// Of a hundred kills, how many hit PostgreSQL alone.
    #[arg(long, default_value_t = 10)]
    postgres: u32,
    /// From which all choices follow; instants depend on the machine as well.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often each trouble befalls it besides: a database that is read-only, takes nobody in or has its journal
    /// locked, a clock that is wrong by an hour.
    #[arg(long, default_value_t = 0)]
    troubles: usize,
    /// For how many seconds the journal is locked.
    #[arg(long, default_value_t = 60)]
    lock: u64,
    /// A folder on a small disk: it lives there, and the disk being full is one of its troubles.
    #[arg(long, value_name = "FOLDER")]
    disk: Option<PathBuf>,
    /// Leaves the home where it is.
    #[arg(long)]
    keep: bool,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    /// All troubles, in turns; they are spread over the kills.
    fn troubles(&self) -> Vec<Trouble> {
        let full = self.disk.as_ref().map(|_| Trouble::FullDisk);
        let round = Trouble::ALL.into_iter().chain(full);
        let rounds = std::iter::repeat_n(round, self.troubles);
        rounds.flatten().collect()
    }
}

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    // `cargo test --benches` runs benchmarks too, and only to see whether they start.
    if !options.bench {
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(torment(&options))
}

async fn torment(options: &Options) -> anyhow::Result<ExitCode> {
    let model = FakeOpenAi::start(mind::answer).await?;
    let binary = Path::new(env!("CARGO_BIN_EXE_firma"));
    let program = match &options.disk {
        Some(folder) => Program::within(folder, binary, "chaos-")?,
        None => Program::new(binary, "chaos-")?,
    };
    let troubles = Troubles::new(Duration::from_secs(options.lock))?;
    let program = program
        .with("OPENAI_BASE_URL", model.base_url())
        .with("OPENAI_API_KEY", openai::KEY);
    let program = troubles.may_befall(program);
    let tormented = kill_and_judge(options, &program, &troubles).await;
    let is_right = matches!(tormented, Ok(true));
    if options.keep || !is_right {
        println!(
            "{}\nleft in {}",
            program.last_words(),
            program.keep().display()
        );
    }
    match tormented? {
        true => Ok(ExitCode::SUCCESS),
        false => Ok(ExitCode::FAILURE),
    }
}

/// Whether nothing was doubled or lost.
async fn kill_and_judge(
    options: &Options,
    program: &Program,
    troubles: &Troubles,
) -> anyhow::Result<bool> {
    let mut serving = program.start()?;
    serving.ready().await?;
    serving.kill().await?;
    // What a small company may spend and give away would not last.
    for key in ["department_day", "company_month", "authority_day"] {
        program.run(&["limits", "set", key, "100000000"]).await?;
    }
    let mut serving = program.start()?;
    serving.ready().await?;

    let mut choices = fastrand::Rng::with_seed(options.seed);
    let customers = Customers::begin(program, options.customers, &mut choices)?;
    let mut killer = Killer::new(program, serving, choices, (options.both, options.postgres));
    let planned = options.troubles();
    let each = options.kills.div_ceil(planned.len() + 1);
    let mut planned = planned.into_iter();
    for kill in 1..=options.kills {
        killer.kill_once().await?;
        if kill.is_multiple_of(each)
            && let Some(trouble) = planned.next()
        {
            killer.trouble_once(troubles, trouble).await?;
        }
    }
    for trouble in planned {
        killer.trouble_once(troubles, trouble).await?;
    }
    let serving = killer.recover().await?;
    let told = customers.end().await?;
    let database = program.database().context("no PostgreSQL runs")?;
    let mut verdict = verdict::judge(&database, &told).await?;
    // Whatever was killed, the chain has no gap and no row twice.
    if let Err(error) = program.run(&["audit", "verify"]).await {
        verdict.faults.push(format!("{error:#}"));
    }
    serving.stop().await?;
    for line in &verdict.faults {
        println!("{line}");
    }
    println!("{}", killer.cycles);
    let resumed = killer.resumed(95).unwrap_or_default();
    println!(
        "kills {}, turns {}, doubled {}, lost {}, unknown {}, redelivered {}, resumed p95 {:.2} s",
        options.kills,
        verdict.turns,
        verdict.doubled,
        verdict.lost,
        verdict.unknown,
        verdict.redelivered,
        resumed.as_secs_f64(),
    );
    Ok(verdict.is_right())
}
