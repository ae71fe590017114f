//! What the engine counts. Whoever shows it reads it through a registry.
//!
//! Labels are words of ours, names of departments and of tools that ran: never what a model made up.

use chrono::{DateTime, Utc};
use domain::{
    agent::{DELEGATE, SUPERVISOR},
    ids::FlowId,
    money::{Currency, Micros},
    turn::{Outcome, TurnStatus},
};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use store::{ToolCallRow, Work};

/// How long turns take, in seconds; one that waits for a person takes as long as she does.
const TURN_SECONDS: [f64; 12] = [
    0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0, 3600.0,
];

/// How long commits take, in seconds.
const COMMIT_SECONDS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0];

/// How many runs go in one commit.
const BATCH: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// What the engine counts.
#[derive(Clone, Debug)]
pub struct Meters {
    turns: Family<Turns, Counter>,
    turn_seconds: Histogram,
    tool_calls: Family<Calls, Counter>,
    spend: Family<Spend, Counter>,
    steps: Counter,
    batch: Histogram,
    commit_seconds: Histogram,
    in_memory: Gauge,
    claimed: Family<Source, Counter>,
    leases_lost: Counter,
    quarantined: Counter,
    fired: Counter,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Turns {
    status: &'static str,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Calls {
    tool: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Spend {
    department: String,
    currency: &'static str,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Source {
    from: &'static str,
}

/// What a unit of work will have come to once it has committed.
#[derive(Debug)]
pub(super) struct Tally {
    steps: u64,
    turn: Option<(FlowId, TurnStatus, DateTime<Utc>)>,
    calls: Vec<(String, Outcome)>,
    spent: Vec<(String, Micros)>,
    currency: Currency,
}

impl Default for Meters {
    fn default() -> Self {
        Self {
            turns: Family::default(),
            turn_seconds: Histogram::new(TURN_SECONDS),
            tool_calls: Family::default(),
            spend: Family::default(),
            steps: Counter::default(),
            batch: Histogram::new(BATCH),
            commit_seconds: Histogram::new(COMMIT_SECONDS),
            in_memory: Gauge::default(),
            claimed: Family::default(),
            leases_lost: Counter::default(),
            quarantined: Counter::default(),
            fired: Counter::default(),
        }
    }
}

impl Meters {
    /// Shows them in a registry.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "firma_turns",
            "Turns that ended, by how",
            self.turns.clone(),
        );
        registry.register(
            "firma_turn_duration_seconds",
            "From a message to the end of its turn, waiting for people included",
            self.turn_seconds.clone(),
        );
        registry.register(
            "firma_tool_calls",
            "Tool calls that ended, by tool and how; a call that was not planned has no tool",
            self.tool_calls.clone(),
        );
        registry.register(
            "firma_spend_micros",
            "What was spent, in millionths of the currency, over all companies",
            self.spend.clone(),
        );
        registry.register(
            "firma_steps_committed",
            "Steps that were written to the journal",
            self.steps.clone(),
        );
        registry.register(
            "firma_commit_batch_runs",
            "How many runs went in one commit",
            self.batch.clone(),
        );
        registry.register(
            "firma_commit_duration_seconds",
            "How long a commit took, waiting for the database included",
            self.commit_seconds.clone(),
        );
        registry.register(
            "firma_runs_in_memory",
            "Runs that this process works on",
            self.in_memory.clone(),
        );
        registry.register(
            "firma_runs_claimed",
            "Runs that this process took, from its own door's slot or from the queue",
            self.claimed.clone(),
        );
        registry.register(
            "firma_leases_lost",
            "Runs that this process had to let go of",
            self.leases_lost.clone(),
        );
        registry.register(
            "firma_runs_quarantined",
            "Runs that a person must look at",
            self.quarantined.clone(),
        );
        registry.register(
            "firma_schedule_runs",
            "Runs that schedules started in this process",
            self.fired.clone(),
        );
    }

    pub(super) fn hold(&self, runs: usize) {
        self.in_memory.set(i64::try_from(runs).unwrap_or(i64::MAX));
    }

    pub(super) fn claimed(&self, from: &'static str) {
        self.claimed.get_or_create(&Source { from }).inc();
    }

    pub(super) fn lost(&self) {
        self.leases_lost.inc();
    }

    pub(super) fn quarantined(&self) {
        self.quarantined.inc();
    }

    /// Schedules started so many runs.
    pub(super) fn fired(&self, runs: u64) {
        self.fired.inc_by(runs);
    }

    /// A commit of so many runs went through.
    pub(super) fn committed(&self, runs: u32, took: std::time::Duration) {
        self.batch.observe(f64::from(runs));
        self.commit_seconds.observe(took.as_secs_f64());
    }

    /// A unit of work has committed.
    pub(super) fn count(&self, tally: Tally) {
        self.steps.inc_by(tally.steps);
        if let Some((flow, status, at)) = tally.turn {
            let status = status.word();
            self.turns.get_or_create(&Turns { status }).inc();
            if let Some(began) = flow.made_at() {
                let took = (at - began).to_std().unwrap_or_default();
                self.turn_seconds.observe(took.as_secs_f64());
            }
        }
        for (tool, outcome) in tally.calls {
            let outcome = outcome.word();
            self.tool_calls
                .get_or_create(&Calls { tool, outcome })
                .inc();
        }
        for (department, micros) in tally.spent {
            let currency = tally.currency.code();
            let spend = Spend {
                department,
                currency,
            };
            let micros = u64::try_from(micros.0).unwrap_or_default();
            self.spend.get_or_create(&spend).inc_by(micros);
        }
    }
}

impl Tally {
    /// What the rows of a unit say, before they are handed in.
    pub(super) fn of(work: &mut Work) -> Self {
        let currency = work.organisation().currency;
        let writes = work.writes();
        let turn = writes.turn.as_ref();
        // A department's part of a turn is none.
        let closed = turn.filter(|it| it.lane == Some("closed") && it.status.is_some());
        let calls = writes.tool_calls.iter();
        let calls = calls.filter(|it| it.outcome != Outcome::Waiting);
        let thought = writes.model_calls.iter();
        let thought = thought.map(|it| (&it.department, it.cost));
        let spent = writes.spend.iter().map(|it| (&it.department, it.micros));
        let spent = thought.chain(spent).filter(|(_, micros)| micros.0 > 0);
        Self {
            steps: u64::try_from(writes.steps.len()).unwrap_or_default(),
            turn: closed.and_then(|it| Some((it.flow, it.status?, it.at))),
            calls: calls.map(|it| (known_tool(it), it.outcome)).collect(),
            spent: spent.map(|(who, micros)| (who.clone(), micros)).collect(),
            currency,
        }
    }
}

/// The tool of a call. One that was planned exists; any other name may be a model's invention.
fn known_tool(row: &ToolCallRow) -> String {
    if row.plan.is_some() {
        return row.tool.clone();
    }
    let delegates = row.department == SUPERVISOR && row.tool == DELEGATE;
    if delegates { DELEGATE } else { "" }.to_owned()
}
