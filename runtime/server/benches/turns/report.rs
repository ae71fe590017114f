//! What is said at the end, as tables that fit into `docs/benchmarks.md`.

use std::{collections::BTreeMap, fmt, time::Duration};

use crate::{
    load::{Ran, float},
    machine::Took,
};

/// All that was measured.
#[derive(Debug, Default)]
pub(crate) struct Report {
    starts: Option<Starts>,
    rounds: BTreeMap<&'static str, Vec<Round>>,
    alone: BTreeMap<&'static str, Vec<f64>>,
    crowd: Option<String>,
    faults: Vec<String>,
}

#[derive(Debug)]
struct Starts {
    first: Duration,
    later: Vec<Duration>,
    idle: f64,
}

/// A round, by turn.
#[derive(Clone, Copy, Debug)]
struct Round {
    rate: f64,
    p50: f64,
    p95: f64,
    p99: f64,
    program: f64,
    postgres: f64,
    model: f64,
    load: f64,
    transactions: f64,
    log: f64,
}

impl Report {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Whether the tables hold what they should.
    pub(crate) fn is_right(&self) -> bool {
        self.faults.is_empty()
    }

    pub(crate) fn add_starts(&mut self, first: Duration, later: Vec<Duration>, idle: f64) {
        self.starts = Some(Starts { first, later, idle });
    }

    /// Adds a round, and says it at once.
    pub(crate) fn add_round(&mut self, number: usize, side: &'static str, ran: &Ran, took: Took) {
        let turns = float(ran.turns.max(1));
        let millis = |it: Duration| it.as_secs_f64() * 1_000.0 / turns;
        let round = Round {
            rate: ran.rate(),
            p50: ran.percentile(50),
            p95: ran.percentile(95),
            p99: ran.percentile(99),
            program: millis(took.program),
            postgres: millis(took.postgres),
            model: millis(took.model),
            load: millis(took.load),
            transactions: float(took.transactions) / turns,
            log: float(took.log) / 1_024.0 / turns,
        };
        println!("round {number} {side:<8} {round}");
        self.rounds.entry(side).or_default().push(round);
    }

    pub(crate) fn add_alone(&mut self, number: usize, side: &'static str, ran: &Ran) {
        let p50 = ran.percentile(50);
        println!("alone {number} {side:<8} p50 {p50:.2} ms");
        self.alone.entry(side).or_default().push(p50);
    }

    pub(crate) fn add_crowd(&mut self, in_flight: usize, ran: &Ran, most: f64, after: f64) {
        self.crowd = Some(format!(
            "firma with {in_flight} in flight: {:.0} turns/s, p99 {:.0} ms, at most {most:.1} MiB resident \
             (bound 120), {after:.1} MiB afterwards",
            ran.rate(),
            ran.percentile(99)
        ));
    }

    pub(crate) fn add_faults(&mut self, side: &str, faults: Vec<String>) {
        let named = faults.into_iter().map(|it| format!("{side}: {it}"));
        self.faults.extend(named);
    }

    /// A figure of a side, in the middle of its rounds.
    fn middle(&self, side: &str, figure: fn(&Round) -> f64) -> Option<f64> {
        let rounds = self.rounds.get(side)?;
        median(rounds.iter().map(figure).collect())
    }

    fn write_rounds(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| | turns/s | p50 ms | p95 ms | p99 ms | CPU ms a turn | of it PostgreSQL | model server | load | \
             transactions | WAL KiB |\n|---|---|---|---|---|---|---|---|---|---|---|"
        )?;
        for side in self.rounds.keys() {
            let middle = |figure| self.middle(side, figure).unwrap_or_default();
            writeln!(
                f,
                "| {side} | {:.0} | {:.1} | {:.1} | {:.1} | {:.2} | {:.2} | {:.2} | {:.2} | {:.1} | {:.1} |",
                middle(|it| it.rate),
                middle(|it| it.p50),
                middle(|it| it.p95),
                middle(|it| it.p99),
                middle(Round::processor),
                middle(|it| it.postgres),
                middle(|it| it.model),
                middle(|it| it.load),
                middle(|it| it.transactions),
                middle(|it| it.log),
            )?;
        }
        Ok(())
    }

    /// What Firma has for each one of the baseline: round by round, and in the middle.
    fn write_ratios(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(firma), Some(baseline)) = (self.rounds.get("firma"), self.rounds.get("baseline"))
        else {
            return Ok(());
        };
        let pairs = || firma.iter().zip(baseline);
        let rates = pairs().map(|(firma, baseline)| firma.rate / baseline.rate);
        write_ratio(f, "turns/s", "at least 0.33", rates.collect())?;
        let costs = pairs().map(|(firma, baseline)| firma.processor() / baseline.processor());
        write_ratio(f, "CPU a turn", "at most 5", costs.collect())?;
        if let (Some(firma), Some(baseline)) = (self.alone.get("firma"), self.alone.get("baseline"))
        {
            let alone = firma.iter().zip(baseline).map(|(one, other)| one / other);
            write_ratio(f, "p50 alone", "at most 3", alone.collect())?;
        }
        Ok(())
    }
}

impl Round {
    /// Processor time of the side and of PostgreSQL.
    fn processor(&self) -> f64 {
        self.program + self.postgres
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:>6.0} turns/s, p50 {:.1} p95 {:.1} p99 {:.1} ms, CPU ms a turn: {:.2} + PostgreSQL {:.2} \
             (model {:.2}, load {:.2}), {:.1} transactions, {:.1} KiB of WAL",
            self.rate,
            self.p50,
            self.p95,
            self.p99,
            self.program,
            self.postgres,
            self.model,
            self.load,
            self.transactions,
            self.log
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        self.write_rounds(f)?;
        writeln!(f)?;
        self.write_ratios(f)?;
        for (side, alone) in &self.alone {
            let p50 = median(alone.clone()).unwrap_or_default();
            writeln!(f, "{side} alone: p50 {p50:.2} ms")?;
        }
        if let Some(starts) = &self.starts {
            let later = starts.later.iter().map(Duration::as_secs_f64).collect();
            writeln!(
                f,
                "start to ready: {:.2} s with an existing database (bound 0.3), {:.1} s the first time",
                median(later).unwrap_or_default(),
                starts.first.as_secs_f64()
            )?;
            writeln!(f, "firma idle: {:.1} MiB resident (bound 50)", starts.idle)?;
        }
        if let Some(crowd) = &self.crowd {
            writeln!(f, "{crowd}")?;
        }
        for fault in &self.faults {
            writeln!(f, "WRONG: {fault}")?;
        }
        Ok(())
    }
}

fn write_ratio(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    bound: &str,
    ratios: Vec<f64>,
) -> fmt::Result {
    let each: Vec<String> = ratios.iter().map(|it| format!("{it:.2}")).collect();
    let middle = median(ratios).unwrap_or_default();
    writeln!(
        f,
        "firma / baseline, {what}: {middle:.2} ({bound}); by round {}",
        each.join(" ")
    )
}

pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle)?;
    match values.len() % 2 {
        0 => Some((values.get(middle - 1)? + upper) / 2.0),
        _ => Some(*upper),
    }
}
