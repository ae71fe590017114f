//! Kills Firma and its PostgreSQL at random instants under load, and looks for what was doubled or lost: `just chaos`.
//!
//! Customers tell their stories over HTTP and repeat themselves, under the same key, until they are heard. What the
//! database holds in the end is compared with what they were told.
#![expect(
    clippy::print_stdout,
    reason = "what comes of it is said on the terminal"
)]

mod customers;
mod herd;
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
use sqlx::postgres::PgConnectOptions;
use testkit::{
    openai::{self, FakeOpenAi},
    program::Program,
};
use tokio::runtime::Builder;

use self::{
    customers::Customers,
    herd::Herd,
    killer::Killer,
    trouble::{Trouble, Troubles},
    verdict::Verdict,
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
    /// How many processes there are; more than one work on a PostgreSQL of its own, which lives.
    #[arg(long, default_value_t = 1)]
    processes: usize,
    /// Every kill hits PostgreSQL and Firma together.
    #[arg(long)]
    with_postgres: bool,
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
    let troubles = Troubles::new(Duration::from_secs(options.lock))?;
    let mut programs = Vec::new();
    for _ in 0..options.processes.max(1) {
        let program = match &options.disk {
            Some(folder) => Program::within(folder, binary, "chaos-")?,
            None => Program::new(binary, "chaos-")?,
        };
        let program = program
            .with("OPENAI_BASE_URL", model.base_url())
            .with("OPENAI_API_KEY", openai::KEY);
        programs.push(troubles.may_befall(program));
    }
    let tormented = match programs.len() {
        1 => kill_and_judge(options, &programs, &troubles).await,
        _ => {
            let database = testkit::durable_database().await;
            let url = database.url().await?;
            let on_it = |program: Program| program.with("DATABASE_URL", url.as_str());
            programs = programs.into_iter().map(on_it).collect();
            torment_several(options, &programs, &database.superuser()).await
        }
    };
    let is_right = matches!(tormented, Ok(true));
    if options.keep || !is_right {
        for program in programs {
            let words = program.last_words();
            println!("{words}\nleft in {}", program.keep().display());
        }
    }
    match tormented? {
        true => Ok(ExitCode::SUCCESS),
        false => Ok(ExitCode::FAILURE),
    }
}

/// What a small company may spend and give away would not last.
async fn raise_limits(program: &Program) -> anyhow::Result<()> {
    program.begin().await?;
    for key in ["department_day", "company_month", "authority_day"] {
        program.run(&["limits", "set", key, "100000000"]).await?;
    }
    Ok(())
}

/// Whether nothing was doubled or lost when several processes were killed and stopped.
async fn torment_several(
    options: &Options,
    programs: &[Program],
    database: &PgConnectOptions,
) -> anyhow::Result<bool> {
    let (first, others) = programs.split_first().context("no program")?;
    raise_limits(first).await?;
    for other in others {
        first.share_token(other)?;
    }
    let mut choices = fastrand::Rng::with_seed(options.seed);
    let mut herd = Herd::start(programs, database, choices.fork()).await?;
    let customers = Customers::begin(programs, options.customers, &mut choices)?;
    for _ in 0..options.kills {
        herd.torment_once().await?;
    }
    herd.recover().await?;
    let told = customers.end().await?;
    let mut verdict = verdict::judge(database, &told).await?;
    if let Err(error) = first.run(&["audit", "verify"]).await {
        verdict.faults.push(format!("{error:#}"));
    }
    println!("{}", herd.cycles);
    let (killed, stopped) = herd.resumed(95);
    herd.end().await?;
    println!("resumed p95 after a stop {:.2} s", stopped.as_secs_f64());
    say(options, &verdict, killed);
    Ok(verdict.is_right())
}

fn say(options: &Options, verdict: &Verdict, resumed: Duration) {
    for line in &verdict.faults {
        println!("{line}");
    }
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
}

/// Whether nothing was doubled or lost.
async fn kill_and_judge(
    options: &Options,
    programs: &[Program],
    troubles: &Troubles,
) -> anyhow::Result<bool> {
    let program = programs.first().context("no program")?;
    let mut serving = program.start()?;
    serving.ready().await?;
    serving.kill().await?;
    raise_limits(program).await?;
    let mut serving = program.start()?;
    serving.ready().await?;

    let mut choices = fastrand::Rng::with_seed(options.seed);
    let customers = Customers::begin(programs, options.customers, &mut choices)?;
    let shares = match options.with_postgres {
        true => (100, 0),
        false => (options.both, options.postgres),
    };
    let mut killer = Killer::new(program, serving, choices, shares);
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
    println!("{}", killer.cycles);
    say(options, &verdict, killer.resumed(95).unwrap_or_default());
    Ok(verdict.is_right())
}
