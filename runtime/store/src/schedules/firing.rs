//! What schedules start: one run for each slot, whoever sees to it and however often.

use chrono::{DateTime, Utc};
use domain::{
    flow::label,
    ids::{OrganisationId, ScheduleId},
    schedule::{Due, Unreadable},
};
use uuid::Uuid;

use super::{SchedulePause, Stored, find, telling::tell_of_pause, timetable};
use crate::{
    database::{Store, Tx},
    error::Error,
};

/// How many that are due are told apart by whose they are.
const LOOKED_AT: i64 = 1_000;

/// A schedule that is due.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DueSchedule {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub id: ScheduleId,
}

impl Store {
    /// Schedules that are due: companies take turns, the earliest of each first.
    pub async fn due_schedules(
        &self,
        now: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<DueSchedule>, Error> {
        let mut line = self.engine.get("due_schedules").await?;
        let rows = sqlx::query!(
            r#"select p.organisation as "organisation!", p.id as "id!" from (
                select d.*, row_number() over (
                    partition by d.organisation order by d.next_slot, d.id) as place
                from (
                    select organisation, id, next_slot from schedules
                    where not paused and next_slot <= $1 order by next_slot limit $3
                ) d
            ) p order by p.place, p.next_slot, p.id limit $2"#,
            now,
            most,
            LOOKED_AT
        )
        .fetch_all(&mut *line)
        .await;
        let due = line.done_with(rows)?.into_iter().map(|row| DueSchedule {
            organisation: OrganisationId::from_uuid(row.organisation),
            id: ScheduleId::from_uuid(row.id),
        });
        Ok(due.collect())
    }

    /// When the next schedule is due, if any is.
    pub async fn next_slot(&self) -> Result<Option<DateTime<Utc>>, Error> {
        let mut line = self.engine.get("next_slot").await?;
        let next = sqlx::query_scalar!("select min(next_slot) from schedules where not paused")
            .fetch_one(&mut *line)
            .await;
        line.done_with(next)
    }

    /// Starts what is due of a schedule, in one transaction with the step to its next slot. Answers
    /// how many runs are new: none, if another process does it, or has done it.
    pub async fn fire_schedule(&self, due: DueSchedule, now: DateTime<Utc>) -> Result<u64, Error> {
        let DueSchedule { organisation, id } = due;
        let mut tx = self.begin("fire_schedule", organisation).await?;
        let name = sqlx::query_scalar!(
            "select name from schedules
                where organisation = $1 and id = $2 and not paused and next_slot <= $3
                for update skip locked",
            organisation.uuid(),
            id.uuid(),
            now
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(name) = name else {
            tx.commit().await?;
            return Ok(0);
        };
        let stored = find(&mut tx, organisation, &name).await?;
        let Some(stored) = stored else {
            return Ok(0);
        };
        let new = match plan(&stored, now) {
            Ok(Due { slots, next }) => {
                let new = start_slots(&mut tx, due, (&stored, &slots)).await?;
                sqlx::query!(
                    "update schedules set next_slot = $3 where organisation = $1 and id = $2",
                    organisation.uuid(),
                    id.uuid(),
                    next
                )
                .execute(&mut *tx)
                .await?;
                new
            }
            Err(unreadable) => {
                // Only by hand, or by a program that knew more rules or zones: it would be due for
                // ever, and is shown as paused.
                let what = unreadable.word();
                tracing::error!(schedule.id = %id, unreadable = what, "the schedule is paused");
                sqlx::query!(
                    "update schedules set paused = true where organisation = $1 and id = $2",
                    organisation.uuid(),
                    id.uuid()
                )
                .execute(&mut *tx)
                .await?;
                let pause = SchedulePause {
                    schedule: id,
                    unreadable,
                };
                tell_of_pause(&mut tx, (organisation, &pause), now).await?;
                0
            }
        };
        tx.commit().await?;
        Ok(new)
    }
}

fn plan(stored: &Stored, now: DateTime<Utc>) -> Result<Due, Unreadable> {
    let view = &stored.view;
    let due = timetable(view)?.due(view.next, view.catch_up, now);
    due.ok_or(Unreadable::Rule)
}

/// Starts the runs of slots. Answers how many are new.
async fn start_slots(
    tx: &mut Tx,
    due: DueSchedule,
    (stored, slots): (&Stored, &[DateTime<Utc>]),
) -> Result<u64, Error> {
    let view = &stored.view;
    let flows: Vec<Uuid> = slots.iter().map(|it| due.id.fire(*it).uuid()).collect();
    let new = start(tx, due.organisation, (stored, &flows)).await?;
    tracing::debug!(
        schedule.id = %due.id,
        workflow = label(&view.workflow, view.version),
        slots = slots.len(),
        runs = new,
        "a schedule is due"
    );
    Ok(new)
}

/// Starts runs of a schedule, which keep its name. Answers how many are new.
pub(super) async fn start(
    tx: &mut Tx,
    organisation: OrganisationId,
    (stored, flows): (&Stored, &[Uuid]),
) -> Result<u64, Error> {
    let view = &stored.view;
    let started = sqlx::query!(
        "with new as (
            insert into runs (organisation, id, workflow, version, input, created_at, schedule)
            select $1, f.id, $3, $4, $5, now(), $6 from unnest($2::uuid[]) as f(id)
            on conflict do nothing returning id
        )
        select wake($1, new.id) from new",
        organisation.uuid(),
        flows,
        view.workflow,
        i32::try_from(view.version).unwrap_or(i32::MAX),
        stored.input,
        view.name
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(u64::try_from(started.len()).unwrap_or(u64::MAX))
}
