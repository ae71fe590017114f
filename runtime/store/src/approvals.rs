//! Requests to people: asked once, decided once.

mod asking;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    approval::{ApprovalStatus, ApprovalView, Decided, Question, Verdict},
    digest::Digest,
    ids::{ApprovalId, FlowId, OrganisationId, PersonId, RowId, TokenId, TurnId},
    money::{Currency, Money},
    person::{Actor, Role},
    policy,
    run::AskingRun,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    database::{Store, Tx},
    error::Error,
    flows,
};

pub use self::asking::{Ask, Decider};

/// How many requests are listed where nobody says how many.
const MOST: i64 = 200;

/// The request after which a page begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AfterApproval {
    /// Whether it waited when it was shown.
    pub waits: bool,
    /// Its number.
    pub number: i64,
}

/// Which requests are listed.
#[derive(Clone, Copy, Debug)]
pub struct ApprovalsAsked<'a> {
    /// Only those that wait.
    pub waiting_only: bool,
    /// Those of these departments; of all, where none are named.
    pub departments: Option<&'a BTreeSet<String>>,
    /// Those after this one.
    pub after: Option<AfterApproval>,
    /// The one of this number.
    pub number: Option<i64>,
    /// How many at most.
    pub most: i64,
}

impl Default for ApprovalsAsked<'_> {
    fn default() -> Self {
        Self {
            waiting_only: false,
            departments: None,
            after: None,
            number: None,
            most: MOST,
        }
    }
}

/// A decision by a person.
#[derive(Clone, Debug)]
pub struct Decision<'a> {
    /// Who decides.
    pub actor: &'a Actor,
    /// On which channel.
    pub channel: &'a str,
    /// What she says.
    pub verdict: Verdict,
    /// The digest that she saw.
    pub digest: Digest,
    /// Why.
    pub reason: Option<String>,
}

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The company has no such request.
    #[error("there is no such request")]
    Unknown,
    /// Her role or her department does not suffice.
    #[error("her role does not suffice")]
    NotAllowed,
    /// She saw something else than what would happen.
    #[error("the digest is another")]
    OtherDigest,
    /// It was decided before, or its time ran out.
    #[error("it is {} already", .0.word())]
    Closed(ApprovalStatus),
    /// It asks whether something happened, which is no yes or no; or the other way round.
    #[error("the request asks something else")]
    OtherQuestion,
    /// What is said to have happened has a reference on the other side, and it was not given.
    #[error("the other side's reference is missing")]
    NoReference,
    /// Nobody is there any more who could try it again.
    #[error("the turn is over")]
    TurnOver,
    /// The database did not do it.
    #[error("the decision could not be stored")]
    Store(#[from] Error),
}

impl From<sqlx::Error> for DecideError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

struct Row {
    id: Uuid,
    number: i64,
    turn: Uuid,
    department: String,
    tool: String,
    plan: Value,
    digest: Vec<u8>,
    why_message: String,
    why_attribute: String,
    authority: Option<i64>,
    currency: Option<String>,
    kind: String,
    wants_reference: bool,
    role: String,
    expires_at: Option<DateTime<Utc>>,
    decided_at: Option<DateTime<Utc>>,
    decided_by: Option<Uuid>,
    decided_token: Option<Uuid>,
    decided_channel: Option<String>,
    reason: Option<String>,
    decider: Option<String>,
    status: String,
    asking_workflow: Option<String>,
    asking_run: Option<Uuid>,
}

impl Store {
    /// The newest requests of a company, those that wait first.
    pub async fn approvals(
        &self,
        organisation: OrganisationId,
        waiting_only: bool,
    ) -> Result<Vec<ApprovalView>, Error> {
        let asked = ApprovalsAsked {
            waiting_only,
            ..ApprovalsAsked::default()
        };
        self.approvals_page(organisation, &asked).await
    }

    /// The requests that are asked for, in the order of [`Store::approvals`].
    pub async fn approvals_page(
        &self,
        organisation: OrganisationId,
        asked: &ApprovalsAsked<'_>,
    ) -> Result<Vec<ApprovalView>, Error> {
        let departments = asked
            .departments
            .map(|it| it.iter().cloned().collect::<Vec<_>>());
        let mut tx = self.begin("approvals", organisation).await?;
        let rows = sqlx::query_as!(
            Row,
            r#"select id, number, turn, department, tool, plan, digest, why_message, why_attribute,
                authority, currency, kind, wants_reference, role, expires_at, decided_at,
                decided_by, decided_token, decided_channel, reason,
                (select p.name from persons p where p.id = decided_by) as decider,
                (select p.workflow from runs r join runs p on p.organisation = $1 and p.id = r.parent
                    where r.organisation = $1 and r.id = turn) as asking_workflow,
                (select r.parent from runs r where r.organisation = $1 and r.id = turn) as asking_run,
                case when status = 'pending' and expires_at <= now() then 'expired' else status end
                    as "status!"
            from approvals where organisation = $1
                and (not $2 or status = 'pending' and coalesce(expires_at > now(), true))
                and ($3::bigint is null
                    or (status = 'pending' and coalesce(expires_at > now(), true), number)
                        < ($4::boolean, $3))
                and ($5::text[] is null or department = any($5))
                and ($7::bigint is null or number = $7)
            order by status = 'pending' and coalesce(expires_at > now(), true) desc, number desc
            limit $6"#,
            organisation.uuid(),
            asked.waiting_only,
            asked.after.map(|it| it.number),
            asked.after.map(|it| it.waits),
            departments.as_deref(),
            asked.most,
            asked.number
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        rows.into_iter().map(view).collect()
    }

    /// All requests of a turn, in the order in which they were asked.
    pub async fn approvals_of(
        &self,
        organisation: OrganisationId,
        turn: TurnId,
    ) -> Result<Vec<ApprovalView>, Error> {
        let mut tx = self.begin("approvals_of", organisation).await?;
        let rows = sqlx::query_as!(
            Row,
            r#"select id, number, turn, department, tool, plan, digest, why_message, why_attribute,
                authority, currency, kind, wants_reference, role, expires_at, decided_at,
                decided_by, decided_token, decided_channel, reason,
                (select p.name from persons p where p.id = decided_by) as decider,
                (select p.workflow from runs r join runs p on p.organisation = $1 and p.id = r.parent
                    where r.organisation = $1 and r.id = turn) as asking_workflow,
                (select r.parent from runs r where r.organisation = $1 and r.id = turn) as asking_run,
                case when status = 'pending' and expires_at <= now() then 'expired' else status end
                    as "status!"
            from approvals where organisation = $1 and turn = $2 order by number"#,
            organisation.uuid(),
            turn.uuid()
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        rows.into_iter().map(view).collect()
    }

    /// One request, by its number.
    pub async fn approval(
        &self,
        organisation: OrganisationId,
        number: i64,
    ) -> Result<Option<ApprovalView>, Error> {
        let asked = ApprovalsAsked {
            number: Some(number),
            most: 1,
            ..ApprovalsAsked::default()
        };
        Ok(self.approvals_page(organisation, &asked).await?.pop())
    }

    /// Decides a request: once, by the database's clock, by somebody who may, on what she saw. The
    /// run that waits is woken.
    pub async fn decide_approval(
        &self,
        id: ApprovalId,
        decision: &Decision<'_>,
    ) -> Result<ApprovalView, DecideError> {
        let organisation = decision.actor.organisation;
        let mut tx = self.begin("decide_approval", organisation).await?;
        let before = lock(&mut tx, organisation, id).await?;
        let actor = decision.actor;
        if !policy::may_decide(
            actor.role,
            &actor.departments,
            &before.department,
            before.role,
        ) {
            return Err(DecideError::NotAllowed);
        }
        match before.status {
            ApprovalStatus::Pending => {}
            closed @ (ApprovalStatus::Approved
            | ApprovalStatus::Used
            | ApprovalStatus::Denied
            | ApprovalStatus::Expired
            | ApprovalStatus::Withdrawn
            | ApprovalStatus::Happened
            | ApprovalStatus::DidNot
            | ApprovalStatus::Again) => return Err(DecideError::Closed(closed)),
        }
        if before.question != Question::Permission {
            return Err(DecideError::OtherQuestion);
        }
        if before.digest != decision.digest {
            return Err(DecideError::OtherDigest);
        }
        let status = match decision.verdict {
            Verdict::Approve => ApprovalStatus::Approved,
            Verdict::Deny => ApprovalStatus::Denied,
        };
        let said = Said {
            actor: decision.actor,
            channel: decision.channel,
            status,
            reason: decision.reason.as_deref(),
            reference: None,
            about: "approval",
        };
        let decided = Some(write_answer(&mut tx, &before, &said).await?);
        let name = answers(id);
        let run = asker(&mut tx, organisation, id).await?;
        flows::signal(&mut tx, organisation, run, &name, &Value::Null).await?;
        tx.commit().await?;
        Ok(ApprovalView {
            status,
            decided,
            ..before
        })
    }
}

/// A request, which nobody else decides meanwhile.
pub(crate) async fn lock(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: ApprovalId,
) -> Result<ApprovalView, DecideError> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, number, turn, department, tool, plan, digest, why_message, why_attribute,
            authority, currency, kind, wants_reference, role, expires_at, decided_at,
            decided_by, decided_token, decided_channel, reason,
            (select p.name from persons p where p.id = decided_by) as decider,
            (select p.workflow from runs r join runs p on p.organisation = $1 and p.id = r.parent
                where r.organisation = $1 and r.id = turn) as asking_workflow,
            (select r.parent from runs r where r.organisation = $1 and r.id = turn) as asking_run,
            case when status = 'pending' and expires_at <= clock_timestamp() then 'expired'
                else status end as "status!"
        from approvals where organisation = $1 and id = $2 for update"#,
        organisation.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(view(row.ok_or(DecideError::Unknown)?)?)
}

/// The run that waits for the answer to a request.
pub(crate) async fn asker(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: ApprovalId,
) -> Result<FlowId, Error> {
    let run = sqlx::query_scalar!(
        r#"select coalesce(run, turn) as "run!" from approvals
            where organisation = $1 and id = $2"#,
        organisation.uuid(),
        id.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(FlowId::from_uuid(run))
}

/// What a person said to a request.
pub(crate) struct Said<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) channel: &'a str,
    pub(crate) status: ApprovalStatus,
    pub(crate) reason: Option<&'a str>,
    /// The other side's reference, where one was asked for.
    pub(crate) reference: Option<&'a str>,
    /// What the audit calls it: `approval` or `effect`.
    pub(crate) about: &'static str,
}

/// Writes what a person said, with its line of the audit. Answers who decided, and when.
pub(crate) async fn write_answer(
    tx: &mut Tx,
    before: &ApprovalView,
    said: &Said<'_>,
) -> Result<Decided, Error> {
    let actor = said.actor;
    let company = actor.organisation.uuid();
    let at = sqlx::query_scalar!(
        r#"update approvals set status = $3, decided_at = clock_timestamp(), decided_by = $4,
            decided_token = $5, decided_channel = $6, reason = $7, reference = $8
        where organisation = $1 and id = $2 and status = 'pending'
        returning decided_at as "at!""#,
        company,
        before.id.uuid(),
        said.status.word(),
        actor.person.uuid(),
        actor.token.uuid(),
        said.channel,
        said.reason,
        said.reference
    )
    .fetch_one(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into audit (organisation, id, act, subject, person, token, channel, digest, detail,
                at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())",
        company,
        RowId::new(Utc::now()).uuid(),
        format!("{}.{}", said.about, said.status.word()),
        format!("approval/{}", before.id),
        actor.person.uuid(),
        actor.token.uuid(),
        said.channel,
        before.digest.as_bytes().as_slice(),
        json!({ "number": before.number, "tool": before.tool, "turn": before.turn })
    )
    .execute(&mut **tx)
    .await?;
    Ok(Decided {
        person: actor.person,
        name: actor.name.clone(),
        channel: said.channel.to_owned(),
        credential: actor.token.short(),
        at,
        reason: said.reason.map(str::to_owned),
    })
}

fn view(row: Row) -> Result<ApprovalView, Error> {
    let unreadable = |what: &str| Error::Unreadable(format!("approval {}: {what}", row.number));
    let currency = row.currency.as_deref().and_then(Currency::from_code);
    let decided = match (row.decided_by, row.decided_token, row.decided_at) {
        (Some(person), Some(token), Some(at)) => Some(Decided {
            person: PersonId::from_uuid(person),
            name: row.decider.unwrap_or_default(),
            channel: row.decided_channel.unwrap_or_default(),
            credential: TokenId::from_uuid(token).short(),
            at,
            reason: row.reason,
        }),
        _ => None,
    };
    let asked_by = row.asking_workflow.zip(row.asking_run);
    Ok(ApprovalView {
        asked_by: asked_by.map(|(workflow, run)| AskingRun {
            workflow,
            run: FlowId::from_uuid(run),
        }),
        id: ApprovalId::from_uuid(row.id),
        number: row.number,
        turn: TurnId::from_uuid(row.turn),
        digest: Digest::from_bytes(&row.digest).ok_or_else(|| unreadable("digest"))?,
        authority: match (row.authority, currency) {
            (Some(minor), Some(currency)) => Some(Money { minor, currency }),
            _ => None,
        },
        question: match row.kind.as_str() {
            "permission" => Question::Permission,
            _ => Question::Outcome {
                reference: row.wants_reference,
            },
        },
        role: Role::from_word(&row.role).ok_or_else(|| unreadable("role"))?,
        status: ApprovalStatus::from_word(&row.status).ok_or_else(|| unreadable("status"))?,
        department: row.department,
        tool: row.tool,
        plan: row.plan,
        why: format!("{}.{}", row.why_message, row.why_attribute),
        expires_at: row.expires_at,
        decided,
    })
}

/// The name of the signal that answers a request.
pub fn answers(id: ApprovalId) -> String {
    format!("approval:{id}")
}
