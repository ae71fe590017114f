//! The journal: histories of runs and the commit of steps.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    flow::Path,
    ids::{FlowId, OrganisationId, TurnId},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;

use crate::{children::ChildRow, database::Store, error::Error, writes::Writes};

/// What the journal knows of a run.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Loaded {
    /// What started it, or its generation.
    pub input: Value,
    /// Its generation.
    pub generation: u32,
    /// When that began, where its id does not say it.
    pub began_at: Option<DateTime<Utc>>,
    /// Somebody asked it to stop.
    pub cancel_requested: bool,
    /// It was told so.
    pub cancel_delivered: bool,
    /// What has woken it so far.
    pub woken: Option<i32>,
    /// Its steps.
    pub steps: Option<Vec<LoadedStep>>,
    /// Its unread signals, oldest first.
    pub signals: Option<Vec<LoadedSignal>>,
    /// How children ended that it waits for.
    pub ends: Option<Vec<ChildRow>>,
}

/// A step of the journal.
#[derive(Clone, Debug, Deserialize)]
pub struct LoadedStep {
    /// Where in the program.
    pub path: Path,
    /// What was called or waited for.
    pub name: String,
    /// The digest of what it was given.
    pub input: Digest,
    /// Where it stands.
    pub state: StepState,
    /// What came of it.
    pub output: Option<Value>,
    /// When a wait ends or an attempt follows.
    pub due: Option<DateTime<Utc>>,
    /// How often it was tried.
    pub attempts: u32,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// It has its output.
    Done,
    /// It gave up; the output says why.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// It waits for a time or a signal.
    Waiting,
    /// Another attempt follows.
    Retrying,
}

impl StepState {
    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Waiting => "waiting",
            Self::Retrying => "retrying",
        }
    }
}

/// A signal that nobody has read.
#[derive(Clone, Debug, Deserialize)]
pub struct LoadedSignal {
    /// Its place in the order of arrival.
    pub seq: i64,
    /// What it answers.
    pub name: String,
    /// Its value.
    pub payload: Value,
}

/// How a commit went.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Committed {
    /// All of it is written.
    Done {
        /// The turn that has the lane now.
        next: Option<TurnId>,
    },
    /// All of it is written, but something happened to the run meanwhile: it did not park.
    Woken {
        /// The turn that has the lane now.
        next: Option<TurnId>,
    },
}

/// The outcome of one run's part of a commit.
pub(crate) type Outcome = (FlowId, Result<Committed, Error>);

impl Store {
    /// What the journal knows of a run.
    pub async fn load_run(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
    ) -> Result<Loaded, Error> {
        let mut line = self.app_lines.get("load_run").await?;
        let loaded = sqlx::query_scalar!(
            r#"select load_run($1, $2) as "run: Value""#,
            organisation.uuid(),
            flow.uuid()
        )
        .fetch_one(&mut *line)
        .await;
        let loaded = line.done_with(loaded)?;
        let loaded = loaded.ok_or_else(|| Error::Unreadable(format!("run {flow} is gone")))?;
        serde_json::from_value(loaded).map_err(|error| Error::Unreadable(error.to_string()))
    }

    /// Writes what steps of several runs came to, in one transaction. A run whose part does not
    /// hold says so alone; if the rows of one cannot be written, each is tried by itself. Fails
    /// as a whole while the database is away.
    pub async fn commit_together(
        &self,
        parts: &[Writes],
    ) -> Result<Vec<Result<Committed, Error>>, Error> {
        let borrowed: Vec<&Writes> = parts.iter().collect();
        match self.commit_batch(&borrowed).await {
            Ok(outcomes) => return Ok(outcomes),
            Err(error @ Error::Unavailable(_)) => return Err(error),
            Err(error) => match parts {
                [one] if !error.is_passing() => return Ok(vec![Err(why_not(one, error))]),
                _ => {}
            },
        }
        let mut outcomes = Vec::with_capacity(parts.len());
        for part in borrowed {
            let outcome = match self.commit_batch(&[part]).await {
                Ok(mut one) => one.pop().unwrap_or(Err(Error::Fenced)),
                Err(error) => Err(why_not(part, error)),
            };
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    async fn commit_batch(
        &self,
        parts: &[&Writes],
    ) -> Result<Vec<Result<Committed, Error>>, Error> {
        let mut line = self.engine_lines.get("commit_together").await?;
        let outcomes = commit_steps(&mut line, parts).await?;
        line.done();
        Ok(in_order(outcomes, parts))
    }
}

/// Why a part cannot be written. Where it assumed what nobody else had written, that may be all.
fn why_not(part: &Writes, error: Error) -> Error {
    match error {
        Error::Rule { .. } if !part.leads.is_empty() => Error::Undone,
        error => error,
    }
}

/// The outcomes in the order of the runs' parts.
pub(crate) fn in_order(outcomes: Vec<Outcome>, parts: &[&Writes]) -> Vec<Result<Committed, Error>> {
    let mut by_flow: HashMap<FlowId, Result<Committed, Error>> = outcomes.into_iter().collect();
    let ordered = parts.iter().map(|part| {
        let flow = part.fence.map(|it| it.flow);
        let outcome = flow.and_then(|flow| by_flow.remove(&flow));
        outcome.unwrap_or(Err(Error::Fenced))
    });
    ordered.collect()
}

/// Runs `commit_steps` over the rows of several runs.
pub(crate) async fn commit_steps(
    sql: &mut PgConnection,
    parts: &[&Writes],
) -> Result<Vec<Outcome>, Error> {
    let rows = sqlx::query!(
        r#"select flow as "flow!", outcome as "outcome!", next
        from commit_steps($1::text::json, $2::text::json, $3::text::json, $4::text::json,
            $5::text::json, $6::text::json, $7::text::json, $8::text::json, $9::text::json,
            $10::text::json, $11::text::json, $12::text::json, $13::text::json, $14::text::json,
            $15::text::json, $16::text::json, $17::text::json)"#,
        array(parts, |it| it.fence.iter())?,
        array(parts, Writes::turn_row)?,
        array(parts, |it| it.steps.iter().filter(|step| !step.again))?,
        array(parts, |it| it.steps.iter().filter(|step| step.again))?,
        array(parts, |it| it.model_calls.iter())?,
        array(parts, |it| it.tool_calls.iter().filter(|call| !call.again))?,
        array(parts, |it| it.tool_calls.iter().filter(|call| call.again))?,
        array(parts, |it| it.ledger.iter())?,
        array(parts, |it| it.messages.iter())?,
        array(parts, |it| it.outbox.iter())?,
        array(parts, |it| it.spend.iter())?,
        array(parts, |it| it.events.iter())?,
        array(parts, |it| it.audit.iter())?,
        array(parts, |it| it.signal_reads.iter())?,
        array(parts, |it| it.run.iter())?,
        array(parts, |it| it.park.iter())?,
        array(parts, |it| it.leads.iter())?
    )
    .fetch_all(sql)
    .await?;
    let outcomes = rows.into_iter().map(|row| {
        let next = row.next.map(TurnId::from_uuid);
        let outcome = match row.outcome.as_str() {
            "done" => Ok(Committed::Done { next }),
            "woken" => Ok(Committed::Woken { next }),
            "budget" => Err(Error::Budget),
            _ => Err(Error::Fenced),
        };
        (FlowId::from_uuid(row.flow), outcome)
    });
    Ok(outcomes.collect())
}

/// Rows as a JSON array; nothing, if there are none, so that their statement is left out.
fn array<'w, I>(
    parts: &[&'w Writes],
    rows: impl Fn(&'w Writes) -> I,
) -> Result<Option<String>, Error>
where
    I: IntoIterator<Item: Serialize>,
{
    let rows: Vec<I::Item> = parts.iter().flat_map(|it| rows(it)).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(&rows)
        .map(Some)
        .map_err(|error| Error::Unreadable(error.to_string()))
}
