//! Effects as people see them, and what people say became of those that nobody can tell of.

use chrono::{DateTime, Utc};
use domain::{
    approval::{ApprovalStatus, ApprovalView, Question, RESOLUTION, Resolution},
    digest::Digest,
    effect::{EffectState, EffectView},
    flow::Path,
    ids::{ApprovalId, FlowId, IdempotencyKey, OrganisationId, TurnId},
    money::Micros,
    person::Actor,
    policy,
    run::AskingRun,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    approvals::{self, DecideError, Said, answers},
    database::{Store, Tx},
    error::Error,
    eyes, flows,
    work::Work,
    workflow_calls::WORKFLOWS,
};

/// What a person says became of an effect.
#[derive(Clone, Debug)]
pub struct Resolve<'a> {
    /// Who says it.
    pub actor: &'a Actor,
    /// On which channel.
    pub channel: &'a str,
    /// What she says.
    pub resolution: Resolution,
    /// The other side's reference.
    pub reference: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What a person said, and which run goes on with it.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The request.
    pub request: ApprovalView,
    /// The turn, if it waits; else a run of its own.
    pub run: FlowId,
}

/// What a person said of an effect, for the run that writes it.
#[derive(Clone, Debug)]
pub struct Told {
    /// What she said, if she did.
    pub said: Option<Resolution>,
    /// The other side's reference.
    pub reference: Option<String>,
    /// The effect.
    pub key: IdempotencyKey,
    /// The turn that wanted it.
    pub turn: FlowId,
    /// Where in the turn.
    pub path: Path,
    /// The department that wanted it.
    pub department: String,
    /// The tool.
    pub tool: String,
    /// What exactly would happen.
    pub plan: Value,
    /// Its digest.
    pub digest: Digest,
    /// What was taken for it without a person, in minor units.
    pub authority: i64,
    /// What it costs to run.
    pub cost: Micros,
    /// When it was intended.
    pub created_at: DateTime<Utc>,
}

/// The effect after which a page begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AfterEffect {
    /// When it was intended.
    pub created_at: DateTime<Utc>,
    /// Its key.
    pub key: String,
}

/// Which effects are looked for.
struct Which<'a> {
    /// By whom, if not by ourselves.
    viewer: Option<&'a Actor>,
    state: Option<EffectState>,
    /// Of these turns alone.
    turns: Option<Vec<Uuid>>,
    after: Option<&'a AfterEffect>,
}

impl Store {
    /// The newest effects that somebody sees and that were not done in our own tables alone, after one of
    /// them; only those in a state, if one is named.
    pub async fn effects(
        &self,
        viewer: &Actor,
        state: Option<EffectState>,
        after: Option<&AfterEffect>,
        most: i64,
    ) -> Result<Vec<EffectView>, Error> {
        let which = Which {
            viewer: Some(viewer),
            state,
            turns: None,
            after,
        };
        self.find_effects(viewer.organisation, which, most).await
    }

    /// The effects of a run, and of calls that it asked for.
    pub(crate) async fn effects_of(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
    ) -> Result<Vec<EffectView>, Error> {
        let mut tx = self.begin("effects_of", organisation).await?;
        let calls = sqlx::query_scalar!(
            "select t.id from conversations c
                join turns t on t.organisation = $1 and t.conversation = c.id
                where c.organisation = $1 and c.channel = $2 and c.account = $3",
            organisation.uuid(),
            WORKFLOWS,
            flow.to_string()
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let turns = calls.into_iter().chain([flow.uuid()]);
        let which = Which {
            viewer: None,
            state: None,
            turns: Some(turns.collect()),
            after: None,
        };
        self.find_effects(organisation, which, i64::MAX).await
    }

    async fn find_effects(
        &self,
        organisation: OrganisationId,
        which: Which<'_>,
        most: i64,
    ) -> Result<Vec<EffectView>, Error> {
        let fields = which.viewer.and_then(eyes::fields);
        let mut tx = self.begin("find_effects", organisation).await?;
        let rows = sqlx::query!(
            r#"select l.key, l.flow, l.tool, l.effect, l.state, l.attempts, l.authority,
                l.created_at, l.settled_at,
                a.id as "request?", a.number as "number?", a.department as "department?",
                a.status as "status?", a.wants_reference as "reference?",
                p.workflow as "asking_workflow?", p.id as "asking_run?"
            from ledger l
            left join approvals a on a.organisation = l.organisation and a.kind = 'outcome'
                and a.key = l.key
            left join runs r on r.organisation = $1 and r.id = l.flow
            left join runs p on p.organisation = $1 and p.id = r.parent
            where l.organisation = $1 and l.effect not in ('read', 'local')
                and ($2::text is null or l.state = $2) and ($4::uuid[] is null or l.flow = any($4))
                and ($5::timestamptz is null or l.created_at < $5
                    or l.created_at = $5 and l.key > $6::text)
                and ($8::text[] is null or exists (select from seen($1, l.flow, $7, $8)))
            order by l.created_at desc, l.key limit $3"#,
            organisation.uuid(),
            which.state.map(EffectState::word),
            most,
            which.turns.as_deref(),
            which.after.map(|it| it.created_at),
            which.after.map(|it| it.key.as_str()),
            which.viewer.map(|it| it.person.uuid()),
            fields.as_deref()
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let unreadable = |what: &str| Error::Unreadable(format!("the ledger's {what}"));
        let views = rows.into_iter().map(|row| {
            Ok(EffectView {
                id: row.request.map(ApprovalId::from_uuid),
                number: row.number,
                key: row.key,
                turn: TurnId::from_uuid(row.flow),
                asked_by: row
                    .asking_workflow
                    .zip(row.asking_run)
                    .map(|(workflow, run)| AskingRun {
                        workflow,
                        run: FlowId::from_uuid(run),
                    }),
                tool: row.tool,
                effect: row.effect,
                state: EffectState::from_word(&row.state).ok_or_else(|| unreadable("state"))?,
                attempts: row.attempts.unsigned_abs(),
                authority: row.authority,
                department: row.department,
                resolution: row.status.as_deref().and_then(ApprovalStatus::from_word),
                wants_reference: row.reference.unwrap_or(false),
                created_at: row.created_at,
                settled_at: row.settled_at,
            })
        });
        views.collect()
    }

    /// Writes what a person says became of an effect: once, by somebody who may. The turn goes on
    /// if it still waits; else a run of its own writes our side of it.
    pub async fn resolve_effect(
        &self,
        id: ApprovalId,
        resolve: &Resolve<'_>,
    ) -> Result<Resolved, DecideError> {
        let actor = resolve.actor;
        let organisation = actor.organisation;
        let mut tx = self.begin("resolve_effect", organisation).await?;
        let before = approvals::lock(&mut tx, organisation, id).await?;
        let Question::Outcome { reference } = before.question else {
            return Err(DecideError::OtherQuestion);
        };
        let (role, departments) = (actor.role, &actor.departments);
        if !policy::may_decide(role, departments, &before.department, before.role) {
            return Err(DecideError::NotAllowed);
        }
        if before.status != ApprovalStatus::Pending {
            return Err(DecideError::Closed(before.status));
        }
        let given = resolve.reference.as_deref().map(str::trim);
        let given = given.filter(|it| !it.is_empty());
        if reference && resolve.resolution == Resolution::Happened && given.is_none() {
            return Err(DecideError::NoReference);
        }
        let status = resolve.resolution.status();
        let said = Said {
            actor: resolve.actor,
            channel: resolve.channel,
            status,
            reason: resolve.reason.as_deref(),
            reference: given,
            about: "effect",
        };
        let decided = Some(approvals::write_answer(&mut tx, &before, &said).await?);
        let run = go_on(&mut tx, &before, resolve).await?;
        tx.commit().await?;
        Ok(Resolved {
            request: ApprovalView {
                status,
                decided,
                ..before
            },
            run,
        })
    }
}

/// Wakes the turn if it waits, or starts the run that writes what was said.
async fn go_on(
    tx: &mut Tx,
    before: &ApprovalView,
    resolve: &Resolve<'_>,
) -> Result<FlowId, DecideError> {
    let organisation = resolve.actor.organisation;
    let waiter = approvals::asker(tx, organisation, before.id).await?;
    // Its row is locked: the turn cannot stop waiting now.
    let waits = sqlx::query_scalar!(
        "select waits from approvals where organisation = $1 and id = $2",
        organisation.uuid(),
        before.id.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    let name = answers(before.id);
    if waits && flows::signal(tx, organisation, waiter, &name, &Value::Null).await? {
        return Ok(waiter);
    }
    if resolve.resolution == Resolution::Again {
        return Err(DecideError::TurnOver);
    }
    let run = FlowId::from_uuid(before.id.uuid());
    let starter = flows::Starter::default();
    let input = json!(before.id);
    flows::start(tx, (organisation, run), RESOLUTION, &input, starter).await?;
    Ok(run)
}

impl Work {
    /// What a person said of an effect. Nobody says anything else meanwhile.
    pub async fn told(&mut self, id: ApprovalId) -> Result<Told, Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        let row = sqlx::query!(
            "select a.status, a.reference, a.key, a.turn, a.department, a.tool, a.plan,
                a.digest, l.path, l.authority, l.cost, l.approval,
                l.created_at
            from approvals a
            join ledger l on l.organisation = a.organisation and l.key = a.key
            where a.organisation = $1 and a.id = $2 and a.kind = 'outcome' for update of a",
            company,
            id.uuid()
        )
        .fetch_one(sql)
        .await?;
        let unreadable = || Error::Unreadable(format!("the request {id}"));
        Ok(Told {
            said: match row.status.as_str() {
                "pending" => None,
                "happened" => Some(Resolution::Happened),
                "did_not" => Some(Resolution::DidNot),
                "again" => Some(Resolution::Again),
                _ => return Err(unreadable()),
            },
            reference: row.reference,
            key: IdempotencyKey::from_text(row.key),
            turn: FlowId::from_uuid(row.turn),
            path: row.path.parse().map_err(|_| unreadable())?,
            department: row.department,
            tool: row.tool,
            plan: row.plan,
            digest: Digest::from_bytes(&row.digest).ok_or_else(unreadable)?,
            authority: match row.approval {
                Some(_) => 0,
                None => row.authority,
            },
            cost: Micros(row.cost),
            created_at: row.created_at,
        })
    }

    /// The request of an effect, by its key.
    pub async fn request_of(
        &mut self,
        key: &IdempotencyKey,
    ) -> Result<Option<(ApprovalId, i64)>, Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        let row = sqlx::query!(
            "select id, number from approvals
                where organisation = $1 and kind = 'outcome' and key = $2",
            company,
            key.as_str()
        )
        .fetch_optional(sql)
        .await?;
        Ok(row.map(|row| (ApprovalId::from_uuid(row.id), row.number)))
    }

    /// Says that no turn waits for a request any more: whoever answers it has a run write it.
    pub async fn wait_no_more(&mut self, id: ApprovalId) -> Result<(), Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        sqlx::query!(
            "update approvals set waits = false where organisation = $1 and id = $2",
            company,
            id.uuid()
        )
        .execute(sql)
        .await?;
        self.has_written();
        Ok(())
    }

    /// Writes into the row of a call whose turn is over what came of it after all.
    pub async fn amend_call(
        &mut self,
        (flow, path): (FlowId, &Path),
        outcome: domain::turn::Outcome,
        output: Option<&Value>,
        reason: Option<Value>,
    ) -> Result<(), Error> {
        let company: Uuid = self.company();
        let sql = self.records().sql().await?;
        sqlx::query!(
            "update tool_calls set outcome = $4, output = $5, reason = $6
                where organisation = $1 and flow = $2 and path = $3",
            company,
            flow.uuid(),
            path.to_string(),
            outcome.word(),
            output,
            reason
        )
        .execute(sql)
        .await?;
        self.has_written();
        Ok(())
    }
}
