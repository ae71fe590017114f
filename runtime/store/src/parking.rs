//! Runs of versions that the process which met them does not have. They are parked: due for nobody,
//! until a process takes them that has their version.

use std::time::Duration;

use chrono::Utc;
use domain::{
    flow::label,
    ids::{FlowId, OrganisationId},
};
use sqlx::PgConnection;

use crate::{
    database::Store,
    error::Error,
    queue::{Claimed, ClaimedRow, interval},
    writes::{Park, RunChange},
};

/// Runs of a version that no living process has.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parked {
    /// The version, as [`label`] writes it.
    pub version: String,
    /// How many runs wait for it.
    pub runs: i64,
}

impl Store {
    /// Parks runs that were claimed by a process which does not have their version. That they were
    /// claimed does not count. Those that somebody asked to stop end, if nobody has their version.
    pub async fn park_runs(&self, claimed: &[&Claimed]) -> Result<(), Error> {
        let flows: Vec<_> = claimed.iter().map(|it| it.flow.uuid()).collect();
        let epochs: Vec<_> = claimed.iter().map(|it| it.epoch).collect();
        let versions: Vec<_> = claimed
            .iter()
            .map(|it| label(&it.workflow, it.version))
            .collect();
        let mut line = self.engine_lines.get("park_runs").await?;
        let parked = sqlx::query!(
            r#"update ready r set holder = null, lease_until = null, due = 'infinity',
                parked = c.version, claims = greatest(r.claims - 1, 0),
                epoch = nextval('lease_epochs')
            from unnest($1::uuid[], $2::bigint[], $3::text[]) as c(flow, epoch, version)
            where r.flow = c.flow and r.epoch = c.epoch
            returning r.organisation, r.flow, (select u.cancel_requested from runs u
                where u.organisation = r.organisation and u.id = r.flow) as "asked!""#,
            &flows,
            &epochs,
            &versions
        )
        .fetch_all(&mut *line)
        .await;
        for run in line.done_with(parked)?.iter().filter(|it| it.asked) {
            let organisation = OrganisationId::from_uuid(run.organisation);
            let flow = FlowId::from_uuid(run.flow);
            self.end_parked(organisation, flow).await?;
        }
        Ok(())
    }

    /// Takes parked runs of the versions that a process has, the oldest first.
    pub async fn claim_parked(
        &self,
        holder: i64,
        most: i64,
        lease: Duration,
        has: &[String],
    ) -> Result<Vec<Claimed>, Error> {
        let mut line = self.engine_lines.get("claim_parked").await?;
        let rows = sqlx::query_as!(
            ClaimedRow,
            r#"with mine as (
                select r.organisation, r.flow from ready r
                where r.holder is null and r.parked = any($3) order by r.flow limit $2
                for update skip locked
            ), taken as (
                update ready r set holder = $1, lease_until = clock_timestamp() + $4,
                    due = clock_timestamp(), parked = null, claims = r.claims + 1,
                    epoch = nextval('lease_epochs')
                from mine m where r.organisation = m.organisation and r.flow = m.flow
                returning r.organisation, r.flow, r.epoch, r.woken, r.claims
            )
            select t.organisation as "organisation!", t.flow as "flow!", t.epoch as "epoch!",
                t.woken as "woken!", t.claims as "claims!", u.workflow, u.version, u.generation,
                u.parent, u.parent_path
            from taken t join runs u on u.organisation = t.organisation and u.id = t.flow"#,
            holder,
            most,
            has,
            interval(lease)
        )
        .fetch_all(&mut *line)
        .await;
        let rows = line.done_with(rows)?;
        Ok(rows.into_iter().map(Claimed::from).collect())
    }

    /// The versions that runs wait for and that no living process has, over all companies.
    pub async fn parked(&self) -> Result<Vec<Parked>, Error> {
        let mut line = self.engine.get("parked").await?;
        let parked = sqlx::query_as!(
            Parked,
            r#"select p.parked as "version!", p.runs as "runs!" from (
                select parked, count(*) as runs from ready
                where parked is not null and holder is null group by parked
            ) p where not somebody_has(p.parked) order by p.parked"#
        )
        .fetch_all(&mut *line)
        .await;
        line.done_with(parked)
    }

    /// Ends a run that somebody asked to stop and whose version no living process has: its code
    /// cannot clean up after it. Does nothing to any other run.
    pub(crate) async fn end_parked(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
    ) -> Result<(), Error> {
        let mut tx = self.begin("end_parked", organisation).await?;
        let row = sqlx::query!(
            r#"select q.epoch, q.woken, q.parked as "parked!", r.parent,
                coalesce((select d.turn from delegations d
                    where d.organisation = $1 and d.id = $2), $2) as "turn!"
            from ready q
            join runs r on r.organisation = q.organisation and r.id = q.flow
            where q.organisation = $1 and q.flow = $2 and q.holder is null
                and q.parked is not null and not somebody_has(q.parked)"#,
            organisation.uuid(),
            flow.uuid()
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let Some(row) = row else {
            return Ok(());
        };
        let now = Utc::now();
        let mut work = self.work(self.organisation(organisation).await?, now);
        work.fence(flow, row.epoch, row.woken);
        work.stay_apart();
        work.withdraw_approvals(FlowId::from_uuid(row.turn)).await?;
        work.writes().run = Some(RunChange {
            organisation,
            flow,
            state: Some("cancelled"),
            output: None,
            error: Some(format!("it was stopped while nobody had {}", row.parked)),
            status: None,
            cancel_delivered: true,
            at: now,
        });
        work.writes().park = Some(Park {
            organisation,
            flow,
            wait: None,
            ended: true,
        });
        if row.turn == flow.uuid() {
            work.end_turn().await?;
        } else {
            work.turn(flow).lane = Some("closed");
            work.settle_part_later().await?;
        }
        if let Some(parent) = row.parent {
            work.wake_parent(FlowId::from_uuid(parent)).await?;
        }
        match Box::pin(work.commit_apart()).await {
            // Somebody has taken it since, and stops it.
            Ok(_) | Err(Error::Fenced) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The kind of lock by which a process says that it has a version.
const VERSION: i32 = 0x7665_7273;

/// Says over the session of a process which versions it has, for as long as the session lasts.
pub(crate) async fn show_versions(session: &mut PgConnection, has: &[String]) -> Result<(), Error> {
    sqlx::query!(
        "select pg_advisory_lock_shared($1, hashtext(v)) from unnest($2::text[]) as v",
        VERSION,
        has
    )
    .fetch_all(session)
    .await?;
    Ok(())
}
