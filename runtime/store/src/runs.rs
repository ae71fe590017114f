//! Runs as people see them, and what people do with those that do not end well.

use std::collections::HashMap;

use chrono::Utc;
use domain::{
    flow::Path,
    ids::{FlowId, OrganisationId, RowId},
    person::{Actor, Role},
    run::{RunHistory, RunState, RunStep, RunView, Wait, WaitsFor},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    database::{Store, Tx},
    error::Error,
    eyes,
};

/// Why a run was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The company has no such run.
    #[error("there is no such run")]
    Unknown,
    /// Runs are the owner's and the admins' to stop and to take up again.
    #[error("her role does not suffice")]
    NotAllowed,
    /// It has come to an end that is no failure, or is open.
    #[error("it is {}", .0.word())]
    Stands(RunState),
    /// It went on after what failed: doing that again would not fit what followed.
    #[error("it went on after what failed")]
    WentOn,
    /// The database did not do it.
    #[error("the run could not be changed")]
    Store(#[from] Error),
}

impl From<sqlx::Error> for RunError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// The newest runs that somebody sees, after one of them; only those in a state, if one is named.
    pub async fn runs(
        &self,
        viewer: &Actor,
        state: Option<RunState>,
        after: Option<FlowId>,
        most: i64,
    ) -> Result<Vec<RunView>, Error> {
        let (organisation, fields) = (viewer.organisation, eyes::fields(viewer));
        let mut tx = self.begin("runs", organisation).await?;
        let ids = sqlx::query_scalar!(
            "select id from runs where organisation = $1 and ($2::text is null or state = $2)
                and ($4::uuid is null or id < $4)
                and ($6::text[] is null or exists (select from seen($1, id, $5, $6)))
                order by id desc limit $3",
            organisation.uuid(),
            state.map(RunState::word),
            most,
            after.map(FlowId::uuid),
            viewer.person.uuid(),
            fields.as_deref()
        )
        .fetch_all(&mut *tx)
        .await?;
        let views = views(&mut tx, organisation, &ids).await?;
        tx.commit().await?;
        Ok(views)
    }

    /// A run with all that it did; nothing, if the company has none of this id.
    pub async fn run(
        &self,
        organisation: OrganisationId,
        id: FlowId,
    ) -> Result<Option<RunHistory>, Error> {
        let mut tx = self.begin("run", organisation).await?;
        let run = views(&mut tx, organisation, &[id.uuid()]).await?.pop();
        let Some(run) = run else {
            tx.commit().await?;
            return Ok(None);
        };
        let rows = sqlx::query!(
            "select path, kind, name, state, attempts, at from steps
                where organisation = $1 and flow = $2 and generation = (select r.generation
                    from runs r where r.organisation = $1 and r.id = $2)",
            organisation.uuid(),
            id.uuid()
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let mut steps: Vec<(Option<Path>, RunStep)> = rows
            .into_iter()
            .map(|row| {
                let step = RunStep {
                    path: row.path,
                    kind: row.kind,
                    name: row.name,
                    state: row.state,
                    attempts: row.attempts.unsigned_abs(),
                    at: row.at,
                };
                (step.path.parse().ok(), step)
            })
            .collect();
        steps.sort_by(|left, right| left.0.cmp(&right.0));
        Ok(Some(RunHistory {
            run,
            steps: steps.into_iter().map(|(_, step)| step).collect(),
            effects: self.effects_of(organisation, id).await?,
        }))
    }

    /// Asks a run to stop, in a person's name.
    pub async fn stop_run(&self, actor: &Actor, channel: &str, id: FlowId) -> Result<(), RunError> {
        let mut tx = self.begin("stop_run", actor.organisation).await?;
        match lock(&mut tx, actor, id).await? {
            RunState::Open => {}
            RunState::Quarantined => {
                let is_child = is_child(&mut tx, actor.organisation.uuid(), id).await?;
                if is_child {
                    tx.commit().await?;
                    return self.give_up(actor, channel, id).await;
                }
                end_put_aside(&mut tx, actor.organisation.uuid(), id).await?;
                note_flow(&mut tx, actor, (channel, "flow.cancelled"), id).await?;
                tx.commit().await?;
                return Ok(());
            }
            ended @ (RunState::Done | RunState::Failed | RunState::Cancelled) => {
                return Err(RunError::Stands(ended));
            }
        }
        tx.commit().await?;
        // In a transaction of its own: it locks the queue's row first, as whoever ends the run does.
        let mut tx = self.begin("stop_run", actor.organisation).await?;
        let open = sqlx::query_scalar!(
            r#"select request_cancel($1, $2) as "open!""#,
            actor.organisation.uuid(),
            id.uuid()
        )
        .fetch_one(&mut *tx)
        .await?;
        if !open {
            return Err(RunError::Stands(RunState::Done));
        }
        note_flow(&mut tx, actor, (channel, "flow.cancelled"), id).await?;
        tx.commit().await?;
        self.end_parked(actor.organisation, id).await?;
        Ok(())
    }

    /// Ends a child that was put aside, so that its parent waits no longer.
    async fn give_up(&self, actor: &Actor, channel: &str, id: FlowId) -> Result<(), RunError> {
        let organisation = actor.organisation.uuid();
        let mut tx = self.begin("stop_run", actor.organisation).await?;
        let ended = sqlx::query_scalar!(
            r#"select wake_parent($1, c.id, 0, c.parent)::text as "woken"
            from stop_children($1, array[$2::uuid]) s
            join runs c on c.organisation = $1 and c.id = s"#,
            organisation,
            id.uuid()
        )
        .fetch_optional(&mut *tx)
        .await?;
        if ended.is_none() {
            return Err(RunError::Stands(RunState::Cancelled));
        }
        note_flow(&mut tx, actor, (channel, "flow.cancelled"), id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Has a run go on that was put aside or gave up, from its journal: what is recorded stays
    /// done, and what is done again has the key that it had.
    pub async fn retry_run(
        &self,
        actor: &Actor,
        channel: &str,
        id: FlowId,
    ) -> Result<(), RunError> {
        let organisation = actor.organisation.uuid();
        let mut tx = self.begin("retry_run", actor.organisation).await?;
        match lock(&mut tx, actor, id).await? {
            RunState::Quarantined => {}
            RunState::Failed => {
                // Its parent has heard of it.
                if is_child(&mut tx, organisation, id).await? {
                    return Err(RunError::WentOn);
                }
                forget_failure(&mut tx, organisation, id).await?;
            }
            other @ (RunState::Open | RunState::Done | RunState::Cancelled) => {
                return Err(RunError::Stands(other));
            }
        }
        sqlx::query!(
            "update runs set state = 'open', error = null, closed_at = null
                where organisation = $1 and id = $2",
            organisation,
            id.uuid()
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "update delegations set state = 'running'
                where organisation = $1 and id = $2 and state = 'waiting'",
            organisation,
            id.uuid()
        )
        .execute(&mut *tx)
        .await?;
        if enter_lane_again(&mut tx, organisation, id).await? {
            sqlx::query!("select wake($1, $2)", organisation, id.uuid())
                .fetch_one(&mut *tx)
                .await?;
        }
        note_flow(&mut tx, actor, (channel, "flow.retried"), id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Where a run stands that nobody else changes meanwhile, for somebody who may change it.
async fn lock(tx: &mut Tx, actor: &Actor, id: FlowId) -> Result<RunState, RunError> {
    let state = sqlx::query_scalar!(
        "select state from runs where organisation = $1 and id = $2 for update",
        actor.organisation.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    let state = state.ok_or(RunError::Unknown)?;
    match actor.role {
        Role::Owner | Role::Admin => {}
        Role::Manager | Role::Staff => return Err(RunError::NotAllowed),
    }
    Ok(RunState::from_word(&state).ok_or(Error::Unreadable(state))?)
}

async fn is_child(tx: &mut Tx, organisation: Uuid, id: FlowId) -> Result<bool, Error> {
    let is_child = sqlx::query_scalar!(
        r#"select parent is not null as "is_child!" from runs
            where organisation = $1 and id = $2"#,
        organisation,
        id.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(is_child)
}

/// Ends a run that was put aside: it is not gone on with any more, and what it wrote may become old. What is
/// left of its turn is settled.
async fn end_put_aside(tx: &mut Tx, organisation: Uuid, id: FlowId) -> Result<(), Error> {
    sqlx::query!(
        "update runs set state = 'cancelled', closed_at = clock_timestamp()
            where organisation = $1 and id = $2 and state = 'quarantined'",
        organisation,
        id.uuid()
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("select end_turn($1, $2)", organisation, id.uuid())
        .fetch_one(&mut **tx)
        .await?;
    Ok(())
}

/// Takes the failed steps out of the journal, if nothing followed from their failure.
async fn forget_failure(tx: &mut Tx, organisation: Uuid, id: FlowId) -> Result<(), RunError> {
    let went_on = sqlx::query_scalar!(
        r#"select exists (select from steps s where s.organisation = $1 and s.flow = $2
            and s.at > (select min(f.at) from steps f
                join runs r on r.organisation = $1 and r.id = $2 and r.generation = f.generation
                where f.organisation = $1 and f.flow = $2 and f.state = 'failed'))
                as "went_on!""#,
        organisation,
        id.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    if went_on {
        return Err(RunError::WentOn);
    }
    sqlx::query!(
        "delete from steps where organisation = $1 and flow = $2 and state = 'failed'
            and generation = (select r.generation from runs r
                where r.organisation = $1 and r.id = $2)",
        organisation,
        id.uuid()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Opens the turn of a run again, if it has one. One that waits for a person waits on, without the lane. False
/// if it has to wait for its conversation.
async fn enter_lane_again(tx: &mut Tx, organisation: Uuid, id: FlowId) -> Result<bool, Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended(conversation::text, 0)) from turns
            where organisation = $1 and id = $2",
        organisation,
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    let lane = sqlx::query_scalar!(
        r#"update turns t set closed_at = null,
            status = case when w.waits then 'waiting' else 'running' end,
            lane = case when w.waits then 'parked' when exists (select from turns o
                    where o.organisation = $1 and o.conversation = t.conversation
                        and o.lane = 'active' and o.id <> t.id)
                then 'queued' else 'active' end
        from (select exists (select from approvals a where a.organisation = $1 and a.turn = $2
            and a.status = 'pending' and a.waits and a.run is null
            and coalesce(a.expires_at > clock_timestamp(), true)) as waits) w
        where t.organisation = $1 and t.id = $2 returning lane"#,
        organisation,
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(lane.is_none_or(|it| it != "queued"))
}

async fn note_flow(tx: &mut Tx, actor: &Actor, act: (&str, &str), id: FlowId) -> Result<(), Error> {
    note(tx, actor, act, (&format!("flow/{id}"), json!({}))).await
}

/// Writes into the audit what a person did on a channel, and to what.
pub(crate) async fn note(
    tx: &mut Tx,
    actor: &Actor,
    (channel, act): (&str, &str),
    (subject, detail): (&str, Value),
) -> Result<(), Error> {
    sqlx::query!(
        "insert into audit (organisation, id, act, subject, person, token, channel, detail, at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())",
        actor.organisation.uuid(),
        RowId::new(Utc::now()).uuid(),
        act,
        subject,
        actor.person.uuid(),
        actor.token.uuid(),
        channel,
        detail
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Runs with what they wait for, the newest first.
async fn views(
    tx: &mut Tx,
    organisation: OrganisationId,
    ids: &[Uuid],
) -> Result<Vec<RunView>, Error> {
    let rows = sqlx::query!(
        r#"select r.id, r.workflow, r.version, r.parent, r.state, r.status, r.error,
            r.cancel_requested, r.created_at, r.closed_at, c.name as "about?"
        from runs r
        left join follow_ups f on f.organisation = $1 and f.id = r.id
        left join leads l on l.organisation = $1 and l.id = f.lead
        left join contacts c on c.organisation = $1 and c.id = l.contact
        where r.organisation = $1 and r.id = any($2) order by r.id desc"#,
        organisation.uuid(),
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut waits = waits(tx, organisation, ids).await?;
    let views = rows.into_iter().map(|row| {
        let state = RunState::from_word(&row.state).ok_or(Error::Unreadable(row.state))?;
        let waits = waits.remove(&row.id).unwrap_or_default();
        Ok(RunView {
            id: FlowId::from_uuid(row.id),
            workflow: row.workflow,
            version: row.version.unsigned_abs(),
            parent: row.parent.map(FlowId::from_uuid),
            state,
            about: row.about,
            status: row.status,
            error: row.error,
            cancel_requested: row.cancel_requested,
            created_at: row.created_at,
            closed_at: row.closed_at,
            waits: match state {
                RunState::Open => waits,
                RunState::Done | RunState::Failed | RunState::Cancelled | RunState::Quarantined => {
                    Vec::new()
                }
            },
        })
    });
    views.collect()
}

/// What runs wait for: their steps without an answer, and the turn before them in the line.
async fn waits(
    tx: &mut Tx,
    organisation: OrganisationId,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Wait>>, Error> {
    let rows = sqlx::query!(
        r#"with s as materialized (
            select s.*, case when s.name like 'approval:%' then substr(s.name, 10)::uuid end as request
            from steps s
            join runs r on r.organisation = $1 and r.id = s.flow and r.generation = s.generation
            where s.organisation = $1 and s.flow = any($2) and s.state in ('waiting', 'retrying')
        )
        select s.flow as "flow!", s.kind as "kind!", s.name as "name!", s.state as "state!",
            s.due, coalesce((select a.number from approvals a
                    where a.organisation = $1 and a.id = s.request),
                case when s.kind = 'child' then (select a.number from approvals a
                    where a.organisation = $1 and a.turn = (s.output #>> '{}')::uuid
                        and a.status = 'pending' and a.waits order by a.number limit 1) end)
                as "number?", s.output
        from s
        union all
        select t.id, 'signal', 'lane', 'waiting', null, null, null from turns t
        where t.organisation = $1 and t.id = any($2) and t.lane = 'queued'
        union all
        select q.flow, 'version', q.parked, 'waiting', null, null, null from ready q
        where q.organisation = $1 and q.flow = any($2) and q.parked is not null
        order by 5 nulls last"#,
        organisation.uuid(),
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut waits: HashMap<Uuid, Vec<Wait>> = HashMap::new();
    for row in rows {
        let what = match (row.state.as_str(), row.kind.as_str(), row.number) {
            ("retrying", ..) => WaitsFor::Attempt,
            (_, "sleep", _) => WaitsFor::Time,
            (_, "version", _) => WaitsFor::Version,
            (.., Some(_)) => WaitsFor::Person,
            (_, "child", None) => WaitsFor::Child,
            _ if row.name == "lane" => WaitsFor::Lane,
            _ => WaitsFor::Signal,
        };
        let wait = Wait {
            what,
            name: match (what, row.number, row.output) {
                (WaitsFor::Child, _, Some(Value::String(child))) => child,
                (_, Some(number), _) => number.to_string(),
                (_, None, _) => row.name,
            },
            until: row.due,
        };
        waits.entry(row.flow).or_default().push(wait);
    }
    Ok(waits)
}
