//! Schedules as people see them, and what people do with them. What they start: `firing`.

mod firing;
mod telling;

use chrono::{DateTime, Utc};
use domain::{
    ids::{FlowId, OrganisationId, ScheduleId},
    person::{Actor, Role},
    schedule::{CatchUp, Plan, ScheduleView, Timetable, Unreadable},
};
use serde_json::{Value, json};
use sqlx::PgConnection;

pub use self::{
    firing::DueSchedule,
    telling::{FailedRun, PausedSchedule, SCHEDULE_FAILED, SCHEDULE_PAUSED, SchedulePause},
};
use crate::{
    database::{Store, Tx},
    error::Error,
    runs::note,
};

/// Why a schedule was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// The company has no such schedule.
    #[error("there is no such schedule")]
    Unknown,
    /// Schedules are the owner's and the admins' to change.
    #[error("her role does not suffice")]
    NotAllowed,
    /// It cannot go on as it is.
    #[error("its {} cannot be read", .0.word())]
    Unreadable(Unreadable),
    /// The database did not do it.
    #[error("the schedule could not be changed")]
    Store(#[from] Error),
}

impl From<sqlx::Error> for ScheduleError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A schedule with all that starting its runs takes.
struct Stored {
    view: ScheduleView,
    input: Value,
}

impl Store {
    /// The schedules of a company, by name.
    pub async fn schedules(
        &self,
        organisation: OrganisationId,
    ) -> Result<Vec<ScheduleView>, Error> {
        let mut tx = self.begin("schedules", organisation).await?;
        let names = sqlx::query_scalar!(
            "select name from schedules where organisation = $1 order by name",
            organisation.uuid()
        )
        .fetch_all(&mut *tx)
        .await?;
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            found.extend(find(&mut tx, organisation, &name).await?);
        }
        tx.commit().await?;
        Ok(found.into_iter().map(|it| it.view).collect())
    }

    /// Makes a schedule, or changes the one of its name, which keeps its id: what it has started
    /// stays started. What came before now is not made up for.
    pub async fn set_schedule(
        &self,
        (actor, channel): (&Actor, &str),
        plan: &Plan,
        now: DateTime<Utc>,
    ) -> Result<ScheduleView, ScheduleError> {
        allowed(actor)?;
        let organisation = actor.organisation;
        let mut tx = self.begin("set_schedule", organisation).await?;
        let id = sqlx::query_scalar!(
            "insert into schedules (organisation, id, name, workflow, version, input, rule, zone,
                catch_up, next_slot, created_at, set_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (organisation, name) do update set workflow = excluded.workflow,
                version = excluded.version, input = excluded.input, rule = excluded.rule,
                zone = excluded.zone, catch_up = excluded.catch_up,
                next_slot = excluded.next_slot, set_by = excluded.set_by
            returning id",
            organisation.uuid(),
            ScheduleId::new(now).uuid(),
            plan.name,
            plan.workflow,
            i32::try_from(plan.version).unwrap_or(i32::MAX),
            plan.input,
            plan.timetable.rule.to_string(),
            plan.timetable.zone.name(),
            plan.catch_up.word(),
            plan.timetable
                .slot_after(now)
                .ok_or(ScheduleError::Unreadable(Unreadable::Rule))?,
            now,
            actor.person.uuid()
        )
        .fetch_one(&mut *tx)
        .await?;
        let subject = format!("schedule/{id}");
        let detail = json!({
            "name": plan.name,
            "workflow": plan.workflow,
            "version": plan.version,
            "rule": plan.timetable.rule.to_string(),
            "zone": plan.timetable.zone.name(),
            "catch_up": plan.catch_up.word(),
        });
        note(
            &mut tx,
            actor,
            (channel, "schedule.set"),
            (&subject, detail),
        )
        .await?;
        let stored = locked(&mut tx, actor, &plan.name).await?;
        tx.commit().await?;
        Ok(stored.view)
    }

    /// Has a schedule start nothing until it is resumed.
    pub async fn pause_schedule(
        &self,
        (actor, channel): (&Actor, &str),
        name: &str,
    ) -> Result<ScheduleView, ScheduleError> {
        let mut tx = self.begin("pause_schedule", actor.organisation).await?;
        let mut view = locked(&mut tx, actor, name).await?.view;
        if !view.paused {
            sqlx::query!(
                "update schedules set paused = true where organisation = $1 and id = $2",
                actor.organisation.uuid(),
                view.id.uuid()
            )
            .execute(&mut *tx)
            .await?;
            acted(&mut tx, actor, (channel, "schedule.paused"), &view).await?;
            view.paused = true;
        }
        tx.commit().await?;
        Ok(view)
    }

    /// Has a schedule go on from the next slot: what it was paused over is not made up for.
    pub async fn resume_schedule(
        &self,
        (actor, channel): (&Actor, &str),
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<ScheduleView, ScheduleError> {
        let mut tx = self.begin("resume_schedule", actor.organisation).await?;
        let mut view = locked(&mut tx, actor, name).await?.view;
        if view.paused {
            let next = slot_after(&view, now).map_err(ScheduleError::Unreadable)?;
            sqlx::query!(
                "update schedules set paused = false, next_slot = $3
                    where organisation = $1 and id = $2",
                actor.organisation.uuid(),
                view.id.uuid(),
                next
            )
            .execute(&mut *tx)
            .await?;
            acted(&mut tx, actor, (channel, "schedule.resumed"), &view).await?;
            (view.paused, view.next) = (false, next);
        }
        tx.commit().await?;
        Ok(view)
    }

    /// Takes a schedule away. What it has started goes on.
    pub async fn delete_schedule(
        &self,
        (actor, channel): (&Actor, &str),
        name: &str,
    ) -> Result<(), ScheduleError> {
        let mut tx = self.begin("delete_schedule", actor.organisation).await?;
        let view = locked(&mut tx, actor, name).await?.view;
        sqlx::query!(
            "delete from schedules where organisation = $1 and id = $2",
            actor.organisation.uuid(),
            view.id.uuid()
        )
        .execute(&mut *tx)
        .await?;
        acted(&mut tx, actor, (channel, "schedule.deleted"), &view).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Starts what a schedule starts, now and beside its slots, also while it is paused.
    pub async fn run_schedule(
        &self,
        (actor, channel): (&Actor, &str),
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<FlowId, ScheduleError> {
        let mut tx = self.begin("run_schedule", actor.organisation).await?;
        let stored = locked(&mut tx, actor, name).await?;
        let flow = FlowId::new(now);
        firing::start(&mut tx, actor.organisation, (&stored, &[flow.uuid()])).await?;
        acted(&mut tx, actor, (channel, "schedule.run"), &stored.view).await?;
        tx.commit().await?;
        Ok(flow)
    }
}

/// A schedule that nobody else changes meanwhile, for somebody who may change it.
async fn locked(tx: &mut Tx, actor: &Actor, name: &str) -> Result<Stored, ScheduleError> {
    allowed(actor)?;
    sqlx::query!(
        "select id from schedules where organisation = $1 and name = $2 for update",
        actor.organisation.uuid(),
        name
    )
    .fetch_optional(&mut **tx)
    .await?;
    let found = find(tx, actor.organisation, name).await?;
    found.ok_or(ScheduleError::Unknown)
}

fn allowed(actor: &Actor) -> Result<(), ScheduleError> {
    match actor.role {
        Role::Owner | Role::Admin => Ok(()),
        Role::Manager | Role::Staff => Err(ScheduleError::NotAllowed),
    }
}

async fn find(
    sql: &mut PgConnection,
    organisation: OrganisationId,
    name: &str,
) -> Result<Option<Stored>, Error> {
    let row = sqlx::query!(
        "select id, name, workflow, version, input, rule, zone, catch_up, next_slot, paused
            from schedules where organisation = $1 and name = $2",
        organisation.uuid(),
        name
    )
    .fetch_optional(sql)
    .await?;
    let stored = row.map(|row| {
        let catch_up = CatchUp::from_word(&row.catch_up);
        let mut view = ScheduleView {
            id: ScheduleId::from_uuid(row.id),
            name: row.name,
            workflow: row.workflow,
            version: row.version.unsigned_abs(),
            rule: row.rule,
            zone: row.zone,
            catch_up: catch_up.ok_or(Error::Unreadable(row.catch_up))?,
            next: row.next_slot,
            paused: row.paused,
            unreadable: None,
        };
        view.unreadable = slot_after(&view, row.next_slot).err();
        let input = row.input;
        Ok(Stored { view, input })
    });
    stored.transpose()
}

fn timetable(view: &ScheduleView) -> Result<Timetable, Unreadable> {
    Ok(Timetable {
        rule: view.rule.parse().map_err(|_| Unreadable::Rule)?,
        zone: view.zone.parse().map_err(|_| Unreadable::Zone)?,
    })
}

fn slot_after(view: &ScheduleView, after: DateTime<Utc>) -> Result<DateTime<Utc>, Unreadable> {
    let slot = timetable(view)?.slot_after(after);
    slot.ok_or(Unreadable::Rule)
}

async fn acted(
    tx: &mut Tx,
    actor: &Actor,
    act: (&str, &str),
    view: &ScheduleView,
) -> Result<(), Error> {
    let subject = format!("schedule/{}", view.id);
    note(tx, actor, act, (&subject, json!({ "name": view.name }))).await
}
