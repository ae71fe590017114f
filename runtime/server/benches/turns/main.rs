//! How many turns a second Firma does, what each costs, and how that compares with a hand-written loop: `just bench`.
//!
//! Real processes share the machine: `firma serve` with its own PostgreSQL that waits for the disk, a simulated model
//! server that answers at once over HTTP, the load, and the baseline with a database on the same PostgreSQL. Rounds of
//! Firma and of the baseline take turns, so that both meet the same weather.
#![expect(clippy::print_stdout, reason = "a benchmark's output is its report")]

mod baseline;
mod growth;
mod load;
mod machine;
mod report;
mod sides;
mod two;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::{Parser, Subcommand};
use testkit::program::Program;
use tokio::{runtime::Builder, time};

use self::{
    growth::Growth,
    load::Load,
    machine::Machine,
    report::Report,
    sides::{Baseline, Firma, Judged, ModelServer},
    two::Rounds,
};

/// How often the start of an existing home is measured.
const STARTS: usize = 5;

/// How many turns are in flight when memory is looked at.
const CROWD: usize = 256;

/// How long both sides run before anything is measured.
const WARM_UP: Duration = Duration::from_secs(5);

/// How long a program that has just started or just worked is left alone before its memory is read.
const CALM: Duration = Duration::from_secs(2);

/// How long a program that has just started may go on before it is stopped again.
const REST: Duration = Duration::from_millis(500);

/// Turns a second, beside a baseline.
#[derive(Debug, Parser)]
struct Options {
    /// How long a round of each side takes.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// How many rounds each side has.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How many turns are in flight.
    #[arg(long, default_value_t = 32)]
    in_flight: usize,
    /// For how many minutes it is looked at whether Firma gets slower.
    #[arg(long, default_value_t = 0)]
    minutes: usize,
    /// How many messages of the past are stored, to look at whether Firma gets slower.
    #[arg(long, default_value_t = 0)]
    stored: u64,
    /// Instead of all else: two processes on one database beside one alone.
    #[arg(long)]
    two: bool,
    /// Only one side, for a profiler.
    #[arg(long)]
    only: Option<Only>,
    /// Rounds of one second: whether everything is right, whatever the time it takes.
    #[arg(long)]
    check: bool,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum Only {
    Firma,
    Baseline,
}

/// The other processes of the benchmark are this program again.
#[derive(Debug, Subcommand)]
enum Role {
    /// Answers for a model.
    #[command(hide = true)]
    ModelServer,
    /// The hand-written loop.
    #[command(hide = true)]
    Baseline {
        /// The home of the Firma whose PostgreSQL it uses.
        home: PathBuf,
        /// Where the model server is.
        model: String,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let mut options = Options::parse();
    if options.check {
        (options.seconds, options.rounds) = (1, 1);
    }
    let one_thread = || Builder::new_current_thread().enable_all().build();
    match &options.role {
        Some(Role::ModelServer) => one_thread()?.block_on(sides::answer_for_a_model())?,
        Some(Role::Baseline { home, model }) => {
            let both_cores = Builder::new_multi_thread().enable_all().build()?;
            both_cores.block_on(baseline::serve(home, model))?;
        }
        // `cargo test --benches` runs benchmarks too, and only to see whether they start.
        None if !options.bench => {}
        None => return one_thread()?.block_on(measure(&options)),
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(options: &Options) -> anyhow::Result<ExitCode> {
    let mut report = Report::new();
    let model = ModelServer::start().await?;
    let binary = Path::new(env!("CARGO_BIN_EXE_firma"));
    if options.two {
        let how = Rounds {
            rounds: options.rounds,
            in_flight: options.in_flight,
            seconds: Duration::from_secs(options.seconds),
        };
        return Ok(match two::compare(binary, &model, how).await? {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        });
    }
    let program = sides::program(binary, &model)?;
    let firma = start(&program, &mut report).await?;
    let baseline = Baseline::start(&program, &model).await?;

    let machine = Machine::new(&firma, &baseline, &model).await?;
    let mut load = Load::new();
    let sides: Vec<&dyn Judged> = match options.only {
        Some(Only::Firma) => vec![&firma],
        Some(Only::Baseline) => vec![&baseline],
        None => vec![&firma, &baseline],
    };
    for side in &sides {
        load.run(*side, options.in_flight, WARM_UP).await?;
    }
    let seconds = Duration::from_secs(options.seconds);
    for round in 1..=options.rounds {
        for side in &sides {
            let before = machine.look().await?;
            let ran = load.run(*side, options.in_flight, seconds).await?;
            let took = machine.look().await?.since(&before, side.name());
            report.add_round(round, side.name(), &ran, took);
        }
    }
    let short = Duration::from_secs(options.seconds.div_ceil(4));
    for round in 1..=options.rounds {
        for side in &sides {
            let ran = load.run(*side, 1, short).await?;
            report.add_alone(round, side.name(), &ran);
        }
    }
    if options.only != Some(Only::Baseline) {
        let crowd = load.run(&firma, CROWD, short);
        let (ran, most) = machine::most_resident(firma.pid(), crowd).await?;
        time::sleep(CALM).await;
        report.add_crowd(CROWD, &ran?, most, machine::resident(firma.pid())?);
    }
    for side in &sides {
        report.add_faults(side.name(), side.faults(load.sent(side.name())).await?);
    }
    let growth = Growth {
        sides: [&firma, &baseline],
        in_flight: options.in_flight,
    };
    let mut lasts = growth.minutes(&mut load, options.minutes).await?;
    if options.stored > 0 {
        let past = (options.stored, options.rounds, seconds);
        let mut database = firma.connect().await?;
        lasts &= growth.with_a_past(&mut load, &mut database, past).await?;
    }
    firma.stop().await?;
    println!("{report}");
    Ok(match report.is_right() && load.is_right() && lasts {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Measures starts: the first, which makes the database, and those of a home that was stopped cleanly.
async fn start<'p>(program: &'p Program, report: &mut Report) -> anyhow::Result<Firma<'p>> {
    let mut serving = program.start()?;
    let first = serving.ready().await?;
    time::sleep(REST).await;
    serving.stop().await?;
    sides::raise_limits(program).await?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let mut serving = program.start()?;
        starts.push(serving.ready().await?);
        time::sleep(REST).await;
        serving.stop().await?;
    }
    let mut serving = program.start()?;
    serving.ready().await?;
    let firma = Firma::new(program, serving)?;
    time::sleep(CALM).await;
    report.add_starts(first, starts, machine::resident(firma.pid())?);
    Ok(firma)
}
