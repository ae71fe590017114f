//! A run that a schedule started and that did not come to its end, or a schedule that cannot go on: a run of its own
//! tells people.

use chrono::{DateTime, Utc};
use domain::{
    ids::{FlowId, OrganisationId, PersonId, ScheduleId, TurnId},
    schedule::{ScheduleView, Unreadable},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::find;
use crate::{
    database::Tx,
    error::Error,
    flows::{self, Starter},
    work::Work,
    workflow_calls::WORKFLOWS,
};

/// The workflow that tells, with its version. It is given the run that failed.
pub const SCHEDULE_FAILED: (&str, u32) = ("schedule.failed", 1);

/// The workflow that tells of a schedule that cannot go on, with its version. It is given [`SchedulePause`].
pub const SCHEDULE_PAUSED: (&str, u32) = ("schedule.paused", 1);

/// Which schedule was paused because it cannot be read.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct SchedulePause {
    /// Which one.
    pub schedule: ScheduleId,
    /// What of it cannot be read.
    pub unreadable: Unreadable,
}

/// A schedule that is paused.
#[derive(Clone, Debug)]
pub struct PausedSchedule {
    /// As it stands.
    pub view: ScheduleView,
    /// Who set it, if she is still there.
    pub set_by: Option<PersonId>,
}

/// Has people told of a schedule that is paused in this transaction because it cannot be read.
pub(super) async fn tell_of_pause(
    tx: &mut Tx,
    (organisation, pause): (OrganisationId, &SchedulePause),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let telling = (organisation, FlowId::new(now));
    let nobody = Starter::default();
    flows::start(tx, telling, SCHEDULE_PAUSED, &json!(pause), nobody).await?;
    Ok(())
}

/// A run that a schedule started and that failed, or was put aside.
#[derive(Clone, Debug)]
pub struct FailedRun {
    /// The name of the schedule.
    pub schedule: String,
    /// What it ran.
    pub workflow: String,
    /// When it was started.
    pub at: DateTime<Utc>,
    /// Why it failed, as a person who looks after the program reads it.
    pub error: String,
    /// Who set the schedule, if it is still there.
    pub set_by: Option<PersonId>,
    /// The tool call that it asked for last, if it asked for one.
    pub call: Option<TurnId>,
    /// Whether what it was answered may be the words of strangers.
    pub tainted: bool,
}

impl Work {
    /// Has people told of this run, which fails with this unit, if a schedule started it. True if so.
    pub async fn tell_of_failure(&mut self) -> Result<bool, Error> {
        let (organisation, run) = (self.organisation_id(), self.run());
        let telling = FlowId::new(self.now());
        let sql = self.apart().await?;
        let scheduled = sqlx::query_scalar!(
            r#"select schedule is not null as "is!" from runs where organisation = $1 and id = $2"#,
            organisation.uuid(),
            run.uuid()
        )
        .fetch_one(&mut *sql)
        .await?;
        if !scheduled {
            return Ok(false);
        }
        let starter = Starter {
            run: Some(run),
            tainted: false,
        };
        let telling = (organisation, telling);
        flows::start(sql, telling, SCHEDULE_FAILED, &json!(run), starter).await
    }

    /// A schedule that is paused; nothing, if it goes on meanwhile or is gone.
    pub async fn paused_schedule(
        &mut self,
        schedule: ScheduleId,
    ) -> Result<Option<PausedSchedule>, Error> {
        let (company, organisation) = (self.company(), self.organisation_id());
        let sql = self.records().sql().await?;
        let row = sqlx::query!(
            "select name, set_by from schedules where organisation = $1 and id = $2 and paused",
            company,
            schedule.uuid()
        )
        .fetch_optional(&mut *sql)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let stored = find(sql, organisation, &row.name).await?;
        Ok(stored.map(|it| PausedSchedule {
            view: it.view,
            set_by: row.set_by.map(PersonId::from_uuid),
        }))
    }

    /// A run that a schedule started and that failed; nothing, if it goes on meanwhile or is gone.
    pub async fn failed_run(&mut self, run: FlowId) -> Result<Option<FailedRun>, Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        let row = sqlx::query!(
            r#"select r.schedule as "schedule!", r.workflow, r.created_at, r.tainted,
                coalesce(r.error, '') as "error!", s.set_by as "set_by?", (
                    select m.turn from conversations c
                    join messages m on m.organisation = $1 and m.conversation = c.id
                    where c.organisation = $1 and c.channel = $3 and c.account = $4
                        and m.direction = 'in'
                    order by m.id desc limit 1) as call
            from runs r
            left join schedules s on s.organisation = $1 and s.name = r.schedule
            where r.organisation = $1 and r.id = $2 and r.schedule is not null
                and r.state in ('failed', 'quarantined')"#,
            company,
            run.uuid(),
            WORKFLOWS,
            run.to_string()
        )
        .fetch_optional(sql)
        .await?;
        Ok(row.map(|row| FailedRun {
            schedule: row.schedule,
            workflow: row.workflow,
            at: row.created_at,
            error: row.error,
            set_by: row.set_by.map(PersonId::from_uuid),
            call: row.call.map(TurnId::from_uuid),
            tainted: row.tainted,
        }))
    }
}
