//! The queue: work that is ready or due, and who holds it.

use std::time::Duration;

use domain::{
    flow::Path,
    ids::{FlowId, OrganisationId},
};
use serde_json::Value;
use sqlx::{PgConnection, postgres::types::PgInterval};
use uuid::Uuid;

use crate::{database::Store, error::Error, lines::Line, neighbours, parking::show_versions};

/// A run that was claimed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Claimed {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub flow: FlowId,
    /// The lease's epoch.
    pub epoch: i64,
    /// What has woken it so far.
    pub woken: i32,
    /// How often it was claimed without a new step. A claim that was lost before the run was polled does not
    /// count, but for the first.
    pub claims: i32,
    /// The workflow.
    pub workflow: String,
    /// Its version.
    pub version: u32,
    /// Its generation.
    pub generation: u32,
    /// The run that waits for it.
    pub parent: Option<Parent>,
    /// What its turn is about, where that was read when it was accepted: then nothing is recorded of
    /// the run yet, and it need not be read.
    pub context: Option<Value>,
    /// The trace that it belongs to, where somebody asked for it.
    pub traceparent: Option<String>,
}

/// Where a child stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parent {
    /// The run that started it.
    pub flow: FlowId,
    /// The step at which that run waits for it.
    pub path: Path,
}

impl Parent {
    fn of(flow: Option<Uuid>, path: Option<String>) -> Option<Self> {
        Some(Self {
            flow: FlowId::from_uuid(flow?),
            path: path?.parse().ok()?,
        })
    }
}

/// A run that was claimed, as the database gives it.
pub(crate) struct ClaimedRow {
    pub(crate) organisation: Uuid,
    pub(crate) flow: Uuid,
    pub(crate) epoch: i64,
    pub(crate) woken: i32,
    pub(crate) claims: i32,
    pub(crate) workflow: String,
    pub(crate) version: i32,
    pub(crate) generation: i32,
    pub(crate) parent: Option<Uuid>,
    pub(crate) parent_path: Option<String>,
}

impl From<ClaimedRow> for Claimed {
    fn from(row: ClaimedRow) -> Self {
        Self {
            organisation: OrganisationId::from_uuid(row.organisation),
            flow: FlowId::from_uuid(row.flow),
            epoch: row.epoch,
            woken: row.woken,
            claims: row.claims,
            workflow: row.workflow,
            version: row.version.unsigned_abs(),
            generation: row.generation.unsigned_abs(),
            parent: Parent::of(row.parent, row.parent_path),
            context: None,
            traceparent: None,
        }
    }
}

impl Store {
    /// Takes work that is due, several at a time; of runs that were claimed twice without a new step
    /// so many at most.
    pub async fn claim(
        &self,
        holder: i64,
        most: i32,
        suspects: i32,
        lease: Duration,
    ) -> Result<Vec<Claimed>, Error> {
        let mut line = self.engine_lines.get("claim").await?;
        let rows = sqlx::query_as!(
            ClaimedRow,
            r#"select organisation as "organisation!", flow as "flow!", epoch as "epoch!",
                woken as "woken!", claims as "claims!", workflow as "workflow!",
                version as "version!", generation as "generation!", parent, parent_path
            from claim($1, $2, $3, $4)"#,
            holder,
            most,
            suspects,
            interval(lease)
        )
        .fetch_all(&mut *line)
        .await;
        let rows = line.done_with(rows)?;
        Ok(rows.into_iter().map(Claimed::from).collect())
    }

    /// How long until work is due that nobody holds, if there is any. Only the database's clock counts
    /// for the queue, so that processes whose clocks differ agree.
    pub async fn next_due(&self) -> Result<Option<Duration>, Error> {
        let mut line = self.engine_lines.get("next_due").await?;
        let due = sqlx::query_scalar!(
            "select extract(epoch from min(due) - clock_timestamp())::float8
            from ready where holder is null and due < 'infinity'"
        )
        .fetch_one(&mut *line)
        .await;
        let wait = line.done_with(due)?;
        Ok(wait.map(|it| Duration::try_from_secs_f64(it).unwrap_or_default()))
    }

    /// Gives a run back to the queue as if it had not been claimed, to be claimed after some time.
    pub async fn release(&self, flow: FlowId, epoch: i64, wait: Duration) -> Result<(), Error> {
        let mut line = self.engine.get("release").await?;
        let released = sqlx::query!(
            "update ready set holder = null, lease_until = null, due = clock_timestamp() + $3,
                claims = greatest(claims - 1, 0), epoch = nextval('lease_epochs')
                where flow = $1 and epoch = $2",
            flow.uuid(),
            epoch,
            interval(wait)
        )
        .execute(&mut *line)
        .await;
        line.done_with(released)?;
        Ok(())
    }

    /// Notes that a run is polled now under its lease: should that end the process, the claim counts against it.
    pub async fn note_polled(&self, claimed: &Claimed) -> Result<(), Error> {
        let mut line = self.engine_lines.get("note_polled").await?;
        let noted = sqlx::query!(
            "update ready set polled = epoch
                where organisation = $1 and flow = $2 and epoch = $3",
            claimed.organisation.uuid(),
            claimed.flow.uuid(),
            claimed.epoch
        )
        .execute(&mut *line)
        .await;
        match line.done_with(noted)?.rows_affected() {
            0 => Err(Error::Fenced),
            _ => Ok(()),
        }
    }

    /// How many runs wait in the queue or are worked on.
    pub async fn queued(&self) -> Result<i64, Error> {
        let mut line = self.engine.get("queued").await?;
        let count = sqlx::query_scalar!(r#"select count(*) as "count!" from ready"#)
            .fetch_one(&mut *line)
            .await;
        line.done_with(count)
    }
}

/// A process that holds runs. Its session carries a lock for as long as the process lives, so that
/// others see at once that it is gone.
#[derive(Debug)]
pub struct Holder {
    store: Store,
    id: i64,
    /// The versions of workflows that it has.
    has: Vec<String>,
    session: Option<Session>,
}

/// The session of a process.
#[derive(Debug)]
struct Session {
    line: Line,
    /// Whether it has the lock. One that was lost on the way may still have it for a while.
    locked: bool,
}

/// What became of the leases of a process.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Kept {
    /// Runs that it has lost.
    pub lost: Vec<FlowId>,
    /// What has woken the others so far: also where nobody told it.
    pub woken: Vec<(FlowId, i32)>,
    /// Whether another process listens.
    pub has_company: bool,
    /// How many runs are free that others held, or that nobody knows of.
    pub freed: i64,
}

impl Holder {
    /// Takes a place among the processes that hold runs, with the versions of workflows that it has
    /// (see [`domain::flow::label`]).
    pub async fn join(store: &Store, id: i64, has: Vec<String>) -> Result<Self, Error> {
        let mut holder = Self {
            store: store.clone(),
            id,
            has,
            session: None,
        };
        holder.session = Some(holder.open_session().await?);
        Ok(holder)
    }

    /// Renews the leases of runs, and frees what processes held that are gone.
    pub async fn keep(&mut self, held: &[(FlowId, i64)], lease: Duration) -> Result<Kept, Error> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.open_session().await?,
        };
        if !session.locked {
            session.locked = self.try_lock(&mut session.line).await?;
        }
        let connection = &mut *session.line;
        let mut kept = match held.is_empty() {
            true => Kept::default(),
            false => self.renew(&mut *connection, held, lease).await?,
        };
        // After our own, so that what has run out of them is in nobody's memory.
        kept.freed = sqlx::query_scalar!(r#"select take_over($1) as "freed!""#, self.id)
            .fetch_one(&mut *connection)
            .await?;
        kept.has_company = neighbours::has_company(connection, self.id).await?;
        // A session that failed us is not used again: its lock may be gone.
        self.session = Some(session);
        Ok(kept)
    }

    /// Gives the place up, and with it what is still held. That it was held counts against no run:
    /// it did not end this process.
    pub async fn leave(&mut self) -> Result<(), Error> {
        let Some(mut session) = self.session.take() else {
            return Ok(());
        };
        sqlx::query!(
            "update ready set holder = null, lease_until = null, claims = least(claims, 1),
                due = least(due, clock_timestamp()), epoch = nextval('lease_epochs')
                where holder = $1",
            self.id
        )
        .execute(&mut *session.line)
        .await?;
        sqlx::query!("select pg_advisory_unlock($1)", self.id)
            .fetch_one(&mut *session.line)
            .await?;
        session.line.close().await
    }

    async fn open_session(&self) -> Result<Session, Error> {
        let mut line = self.store.engine.apart().await?;
        show_versions(&mut line, &self.has).await?;
        let locked = self.try_lock(&mut line).await?;
        Ok(Session { line, locked })
    }

    async fn try_lock(&self, connection: &mut PgConnection) -> Result<bool, Error> {
        let locked =
            sqlx::query_scalar!(r#"select pg_try_advisory_lock($1) as "locked!""#, self.id)
                .fetch_one(connection)
                .await?;
        Ok(locked)
    }

    async fn renew(
        &self,
        session: &mut PgConnection,
        held: &[(FlowId, i64)],
        lease: Duration,
    ) -> Result<Kept, Error> {
        let flows: Vec<Uuid> = held.iter().map(|(flow, _)| flow.uuid()).collect();
        let epochs: Vec<i64> = held.iter().map(|(_, epoch)| *epoch).collect();
        let rows = sqlx::query!(
            r#"with held as (select * from unnest($2::uuid[], $3::bigint[]) as h(flow, epoch)),
            mine as (
                -- In the order in which commits lock them, so that neither waits for the other.
                select r.organisation, r.flow from ready r
                join held h on r.flow = h.flow and r.epoch = h.epoch
                where r.holder = $1 order by r.organisation, r.flow for update of r
            ), kept as (
                update ready r set lease_until = clock_timestamp() + $4
                from mine m where r.organisation = m.organisation and r.flow = m.flow
                returning r.flow, r.woken
            )
            select h.flow as "flow!", k.woken as "woken?"
            from held h left join kept k on k.flow = h.flow"#,
            self.id,
            &flows,
            &epochs,
            interval(lease)
        )
        .fetch_all(session)
        .await?;
        let mut kept = Kept::default();
        for row in rows {
            let flow = FlowId::from_uuid(row.flow);
            match row.woken {
                Some(woken) => kept.woken.push((flow, woken)),
                None => kept.lost.push(flow),
            }
        }
        Ok(kept)
    }
}

pub(crate) fn interval(duration: Duration) -> PgInterval {
    PgInterval {
        months: 0,
        days: 0,
        microseconds: i64::try_from(duration.as_micros()).unwrap_or(i64::MAX),
    }
}
