//! Two processes on one database, beside one alone.

use std::{path::Path, time::Duration};

use testkit::program::{Program, Serving};

use crate::{
    load::Load,
    report::median,
    sides::{self, ModelServer, Process},
};

/// What two processes do of what one does, at least.
const NOT_SLOWER: f64 = 1.0;

/// Where the numbers of the second process' messages begin.
const OTHERS: u64 = 1 << 32;

/// How it is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rounds {
    pub(crate) rounds: usize,
    pub(crate) in_flight: usize,
    pub(crate) seconds: Duration,
}

/// One process with all turns in flight, then two with half of them each, in turns. True if two are not slower.
pub(crate) async fn compare(
    binary: &Path,
    model: &ModelServer,
    how: Rounds,
) -> anyhow::Result<bool> {
    let database = testkit::durable_database().await;
    let url = database.url().await?;
    let on_it = || -> anyhow::Result<Program> {
        Ok(sides::program(binary, model)?.with("DATABASE_URL", url.as_str()))
    };
    let (first, second) = (on_it()?, on_it()?);
    let mut serving = first.start()?;
    serving.ready().await?;
    serving.stop().await?;
    sides::raise_limits(&first).await?;
    first.share_token(&second)?;

    let (mut load, mut other) = (Load::new(), Load::from(OTHERS));
    let serving = started(&first).await?;
    let one = Process::new("one", &first)?;
    let all = how.in_flight;
    load.run(&one, all, how.seconds).await?;
    let mut ratios = Vec::with_capacity(how.rounds);
    for round in 1..=how.rounds {
        let alone = load.run(&one, all, how.seconds).await?.rate();
        let beside = started(&second).await?;
        let two = Process::new("two", &second)?;
        let (half, rest) = (all / 2, all - all / 2);
        let (here, there) = tokio::try_join!(
            load.run(&one, half, how.seconds),
            other.run(&two, rest, how.seconds)
        )?;
        beside.stop().await?;
        let both = here.rate() + there.rate();
        println!("round {round}: one process {alone:.0}, two {both:.0} turns/s");
        ratios.push(both / alone);
    }
    serving.stop().await?;
    let by_round = format!("{ratios:.2?}");
    let middle = median(ratios).unwrap_or_default();
    println!(
        "two processes / one, turns/s: {middle:.2} (at least {NOT_SLOWER}); by round {by_round}"
    );
    Ok(middle >= NOT_SLOWER && load.is_right() && other.is_right())
}

async fn started(program: &Program) -> anyhow::Result<Serving<'_>> {
    let mut serving = program.start()?;
    serving.ready().await?;
    Ok(serving)
}
