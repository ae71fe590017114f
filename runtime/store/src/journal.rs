//! The journal and the queue: claims, histories and the commit of steps.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    flow::Path,
    ids::{FlowId, OrganisationId, TurnId},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{PgConnection, postgres::types::PgInterval};
use uuid::Uuid;

use crate::{database::Store, error::Error, writes::Writes};

/// A run that was claimed.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub flow: FlowId,
    /// The lease's epoch.
    pub epoch: i64,
    /// What has woken it so far.
    pub woken: i32,
    /// How often it was claimed without a new step.
    pub claims: i32,
    /// The workflow.
    pub workflow: String,
    /// Its version.
    pub version: u32,
    /// Its generation.
    pub generation: u32,
    /// Nothing is recorded of it, and its input is nothing.
    pub bare: bool,
}

/// What the journal knows of a run.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Loaded {
    /// What started it.
    pub input: Value,
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
    /// Takes work that is due, several at a time.
    pub async fn claim(
        &self,
        holder: i64,
        most: i32,
        lease: Duration,
    ) -> Result<Vec<Claimed>, Error> {
        let rows = sqlx::query!(
            r#"select organisation as "organisation!", flow as "flow!", epoch as "epoch!",
                woken as "woken!", claims as "claims!", workflow as "workflow!",
                version as "version!", generation as "generation!", bare as "bare!"
            from claim($1, $2, $3)"#,
            holder,
            most,
            interval(lease)
        )
        .fetch_all(&self.engine)
        .await?;
        let claimed = rows.into_iter().map(|row| Claimed {
            organisation: OrganisationId::from_uuid(row.organisation),
            flow: FlowId::from_uuid(row.flow),
            epoch: row.epoch,
            woken: row.woken,
            claims: row.claims,
            workflow: row.workflow,
            version: row.version.unsigned_abs(),
            generation: row.generation.unsigned_abs(),
            bare: row.bare,
        });
        Ok(claimed.collect())
    }

    /// When the next work is due, if any is and nobody holds it.
    pub async fn next_due(&self) -> Result<Option<DateTime<Utc>>, Error> {
        let due = sqlx::query_scalar!("select min(due) from ready where holder is null")
            .fetch_one(&self.engine)
            .await?;
        Ok(due)
    }

    /// Keeps the leases of a process. Answers those that it has lost.
    pub async fn keep_leases(
        &self,
        holder: i64,
        held: &[(FlowId, i64)],
        lease: Duration,
    ) -> Result<Vec<FlowId>, Error> {
        let flows: Vec<Uuid> = held.iter().map(|(flow, _)| flow.uuid()).collect();
        let epochs: Vec<i64> = held.iter().map(|(_, epoch)| *epoch).collect();
        let lost = sqlx::query_scalar!(
            r#"with held as (select * from unnest($2::uuid[], $3::bigint[]) as h(flow, epoch)),
            kept as (
                update ready r set lease_until = clock_timestamp() + $4
                from held h where r.flow = h.flow and r.epoch = h.epoch and r.holder = $1
                returning r.flow
            )
            select h.flow as "flow!" from held h where h.flow not in (select flow from kept)"#,
            holder,
            &flows,
            &epochs,
            interval(lease)
        )
        .fetch_all(&self.engine)
        .await?;
        Ok(lost.into_iter().map(FlowId::from_uuid).collect())
    }

    /// Gives a run back to the queue, so that it is claimed again.
    pub async fn release(&self, flow: FlowId, epoch: i64, due: DateTime<Utc>) -> Result<(), Error> {
        sqlx::query!(
            "update ready set holder = null, lease_until = null, due = $3,
                epoch = nextval('lease_epochs') where flow = $1 and epoch = $2",
            flow.uuid(),
            epoch,
            due
        )
        .execute(&self.engine)
        .await?;
        Ok(())
    }

    /// Frees what processes held that are gone: their leases ran out, or their lock is free.
    /// Answers how many runs that is.
    pub async fn take_over(&self, holder: i64) -> Result<u64, Error> {
        let mut connection = self.engine.acquire().await?;
        let gone = sqlx::query_scalar!(
            r#"select distinct holder as "holder!" from ready
                where holder is not null and holder <> $1"#,
            holder
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut freed = 0;
        for other in gone {
            // Its session holds the lock for as long as the process lives.
            let free = sqlx::query_scalar!(r#"select pg_try_advisory_lock($1) as "free!""#, other)
                .fetch_one(&mut *connection)
                .await?;
            let rows = sqlx::query!(
                "update ready set holder = null, lease_until = null,
                    due = least(due, clock_timestamp()), epoch = nextval('lease_epochs')
                where holder = $1 and ($2 or lease_until < clock_timestamp())",
                other,
                free
            )
            .execute(&mut *connection)
            .await?;
            freed += rows.rows_affected();
            if free {
                sqlx::query!("select pg_advisory_unlock($1)", other)
                    .fetch_one(&mut *connection)
                    .await?;
            }
        }
        Ok(freed)
    }

    /// How many runs wait in the queue or are worked on.
    pub async fn queued(&self) -> Result<i64, Error> {
        let count = sqlx::query_scalar!(r#"select count(*) as "count!" from ready"#)
            .fetch_one(&self.engine)
            .await?;
        Ok(count)
    }

    /// Holds a process's lock for as long as the answer lives.
    pub async fn hold_process_lock(
        &self,
        holder: i64,
    ) -> Result<sqlx::pool::PoolConnection<sqlx::Postgres>, Error> {
        let mut connection = self.engine.acquire().await?;
        sqlx::query!("select pg_advisory_lock($1)", holder)
            .fetch_one(&mut *connection)
            .await?;
        Ok(connection)
    }

    /// What the journal knows of a run.
    pub async fn load_run(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
    ) -> Result<Loaded, Error> {
        let loaded = sqlx::query_scalar!(
            r#"select load_run($1, $2) as "run: Value""#,
            organisation.uuid(),
            flow.uuid()
        )
        .fetch_one(&self.app)
        .await?;
        let loaded = loaded.ok_or_else(|| Error::Unreadable(format!("run {flow} is gone")))?;
        serde_json::from_value(loaded).map_err(|error| Error::Unreadable(error.to_string()))
    }

    /// Sends a signal to a run. It commits before the run is woken.
    pub async fn signal(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
        name: &str,
        payload: &Value,
    ) -> Result<bool, Error> {
        let mut tx = self.begin(organisation).await?;
        let sent = signal(&mut tx, organisation, flow, name, payload).await?;
        tx.commit().await?;
        Ok(sent)
    }

    /// Asks a run to stop. False if it has ended.
    pub async fn request_cancel(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
    ) -> Result<bool, Error> {
        let mut tx = self.begin(organisation).await?;
        let open = sqlx::query!(
            "update runs set cancel_requested = true
                where organisation = $1 and id = $2 and state = 'open'",
            organisation.uuid(),
            flow.uuid()
        )
        .execute(&mut *tx)
        .await?
        .rows_affected()
            == 1;
        if open {
            wake(&mut tx, organisation, flow).await?;
        }
        tx.commit().await?;
        Ok(open)
    }

    /// Starts a run. Starting the same run twice starts it once.
    pub async fn start_run(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
        (workflow, version): (&str, u32),
        input: &Value,
    ) -> Result<bool, Error> {
        let mut tx = self.begin(organisation).await?;
        let version = i32::try_from(version).unwrap_or(i32::MAX);
        let new = sqlx::query!(
            "insert into runs (organisation, id, workflow, version, bare, input, created_at)
                values ($1, $2, $3, $4, false, $5, now()) on conflict do nothing",
            organisation.uuid(),
            flow.uuid(),
            workflow,
            version,
            input
        )
        .execute(&mut *tx)
        .await?
        .rows_affected()
            == 1;
        if new {
            wake(&mut tx, organisation, flow).await?;
        }
        tx.commit().await?;
        Ok(new)
    }

    /// How a run ended: its state and output, or `None` while it is open.
    pub async fn run_end(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
    ) -> Result<Option<(String, Option<Value>)>, Error> {
        let mut tx = self.begin(organisation).await?;
        let row = sqlx::query!(
            "select state, output from runs where organisation = $1 and id = $2",
            organisation.uuid(),
            flow.uuid()
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let ended = row.filter(|row| row.state != "open");
        Ok(ended.map(|row| (row.state, row.output)))
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
            Err(error) if parts.len() == 1 && !error.is_passing() => return Ok(vec![Err(error)]),
            Err(_) => {}
        }
        let mut outcomes = Vec::with_capacity(parts.len());
        for part in borrowed {
            let outcome = match self.commit_batch(&[part]).await {
                Ok(mut one) => one.pop().unwrap_or(Err(Error::Fenced)),
                Err(error) => Err(error),
            };
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    async fn commit_batch(
        &self,
        parts: &[&Writes],
    ) -> Result<Vec<Result<Committed, Error>>, Error> {
        let mut connection = self.engine.acquire().await?;
        let outcomes = commit_steps(&mut connection, parts).await?;
        let mut by_flow: HashMap<FlowId, Result<Committed, Error>> = outcomes.into_iter().collect();
        let ordered = parts.iter().map(|part| {
            let flow = part.fence.map(|it| it.flow);
            let outcome = flow.and_then(|flow| by_flow.remove(&flow));
            outcome.unwrap_or(Err(Error::Fenced))
        });
        Ok(ordered.collect())
    }
}

/// Sends a signal within a transaction. False if the run has ended or does not exist.
pub(crate) async fn signal(
    sql: &mut PgConnection,
    organisation: OrganisationId,
    flow: FlowId,
    name: &str,
    payload: &Value,
) -> Result<bool, Error> {
    let sent = sqlx::query!(
        "insert into signals (organisation, flow, name, payload, created_at)
            select organisation, id, $3, $4, now() from runs
            where organisation = $1 and id = $2 and state = 'open'",
        organisation.uuid(),
        flow.uuid(),
        name,
        payload
    )
    .execute(&mut *sql)
    .await?
    .rows_affected()
        == 1;
    if sent {
        wake(sql, organisation, flow).await?;
    }
    Ok(sent)
}

/// Puts a run into the queue, or tells whoever holds it that something happened.
async fn wake(
    sql: &mut PgConnection,
    organisation: OrganisationId,
    flow: FlowId,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into ready as r (organisation, flow, due) values ($1, $2, clock_timestamp())
            on conflict (organisation, flow)
            do update set woken = r.woken + 1, due = least(r.due, excluded.due)",
        organisation.uuid(),
        flow.uuid()
    )
    .execute(sql)
    .await?;
    Ok(())
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
        array(parts, |it| it.debits.iter())?,
        array(parts, |it| it.turn.iter())?,
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
        array(parts, |it| it.park.iter())?
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
fn array<'w, T, I>(
    parts: &[&'w Writes],
    rows: impl Fn(&'w Writes) -> I,
) -> Result<Option<String>, Error>
where
    T: Serialize + 'w,
    I: Iterator<Item = &'w T>,
{
    let rows: Vec<&T> = parts.iter().flat_map(|it| rows(it)).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(&rows)
        .map(Some)
        .map_err(|error| Error::Unreadable(error.to_string()))
}

fn interval(duration: Duration) -> PgInterval {
    PgInterval {
        months: 0,
        days: 0,
        microseconds: i64::try_from(duration.as_micros()).unwrap_or(i64::MAX),
    }
}
