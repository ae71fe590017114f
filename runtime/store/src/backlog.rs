//! How much waits, over all companies together: for whoever watches the machine.

use domain::ids::{FlowId, OrganisationId};
use uuid::Uuid;

use crate::{database::Store, error::Error, queue::Claimed};

/// How much waits, over all companies together. Ages are in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Backlog {
    /// Runs that are due and that nobody holds.
    pub ready: i64,
    /// How long the oldest of them has been due.
    pub oldest_ready: f64,
    /// Messages that still have to leave.
    pub undelivered: i64,
    /// How old the oldest of them is.
    pub oldest_undelivered: f64,
    /// Effects that nobody can tell the outcome of.
    pub unknown_effects: i64,
    /// Runs of versions that no living process has.
    pub parked: i64,
}

impl Store {
    /// How much waits, in one look.
    pub async fn backlog(&self) -> Result<Backlog, Error> {
        let mut line = self.engine.get("backlog").await?;
        let backlog = sqlx::query_as!(
            Backlog,
            r#"select r.ready as "ready!", r.oldest as "oldest_ready!", o.pending as "undelivered!",
                o.oldest as "oldest_undelivered!", l.unknown as "unknown_effects!",
                p.parked as "parked!"
            from (
                select count(*) as ready,
                    coalesce(extract(epoch from clock_timestamp() - min(due)), 0)::float8 as oldest
                from ready where holder is null and due <= clock_timestamp()
            ) r, (
                select count(*) as pending,
                    coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8
                        as oldest
                from outbox where state in ('pending', 'sending')
            ) o, (
                select count(*) as unknown from ledger where state = 'unknown'
            ) l, (
                select coalesce(sum(v.runs), 0)::bigint as parked from (
                    select parked, count(*) as runs from ready
                    where parked is not null and holder is null group by parked
                ) v where not somebody_has(v.parked)
            ) p"#
        )
        .fetch_one(&mut *line)
        .await;
        line.done_with(backlog)
    }

    /// Looks up the traces that runs belong to which were claimed.
    pub async fn find_traces(&self, claimed: &mut [Claimed]) -> Result<(), Error> {
        let companies: Vec<Uuid> = claimed.iter().map(|it| it.organisation.uuid()).collect();
        let flows: Vec<Uuid> = claimed.iter().map(|it| it.flow.uuid()).collect();
        let mut line = self.engine.get("find_traces").await?;
        let rows = sqlx::query!(
            r#"select r.organisation, r.id, r.traceparent as "traceparent!" from runs r
            join unnest($1::uuid[], $2::uuid[]) as c(organisation, flow)
                on r.organisation = c.organisation and r.id = c.flow
            where r.traceparent is not null"#,
            &companies,
            &flows
        )
        .fetch_all(&mut *line)
        .await;
        for row in line.done_with(rows)? {
            let of = (
                OrganisationId::from_uuid(row.organisation),
                FlowId::from_uuid(row.id),
            );
            let mut claimed = claimed.iter_mut();
            if let Some(it) = claimed.find(|it| (it.organisation, it.flow) == of) {
                it.traceparent = Some(row.traceparent);
            }
        }
        Ok(())
    }
}
