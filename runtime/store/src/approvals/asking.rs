//! What a unit of work does with requests: asks, looks what became of one, takes one for its call, and
//! withdraws.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    approval::{ApprovalStatus, Question},
    digest::Digest,
    ids::{ApprovalId, FlowId},
    money::Money,
    person::Role,
};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{error::Error, work::Work};

/// A request to a person.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Which one; it follows from the call's key.
    pub id: ApprovalId,
    /// The turn that asks.
    pub flow: FlowId,
    /// The call that it is bound to.
    pub key: String,
    /// The department that asks.
    pub department: String,
    /// The tool.
    pub tool: String,
    /// What exactly would happen.
    pub plan: Value,
    /// Its digest.
    pub digest: Digest,
    /// Why a person is asked, as a message and its attribute.
    pub why: (String, String),
    /// What it gives away.
    pub authority: Option<Money>,
    /// The least role that may decide.
    pub role: Role,
    /// What she is asked.
    pub question: Question,
    /// How long it waits; without end, where it is whether something happened.
    pub expiry: Option<Duration>,
}

/// Somebody who decided.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Decider {
    /// Her role.
    pub role: Role,
    /// Her departments.
    pub departments: BTreeSet<String>,
}

impl Work {
    /// Asks a person: the request is written with the transaction. Answers its number.
    pub async fn ask(&mut self, ask: &Ask) -> Result<i64, Error> {
        let (company, now, run) = (self.company(), self.now(), self.run());
        let run = (run != ask.flow).then(|| run.uuid());
        let sql = self.records().sql().await?;
        let number = next_number(sql, company).await?;
        let minutes = ask.expiry.map(|it| it.as_secs() / 60);
        let minutes = minutes.map(|it| i32::try_from(it).unwrap_or(i32::MAX));
        let (kind, wants_reference) = match ask.question {
            Question::Permission => ("permission", false),
            Question::Outcome { reference } => ("outcome", reference),
        };
        sqlx::query!(
            "insert into approvals (organisation, id, number, turn, key, department, tool, plan,
                digest, why_message, why_attribute, authority, currency, role, asked_at,
                expires_at, kind, wants_reference, run)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                clock_timestamp() + make_interval(mins => $16), $17, $18, $19)",
            company,
            ask.id.uuid(),
            number,
            ask.flow.uuid(),
            ask.key,
            ask.department,
            ask.tool,
            ask.plan,
            ask.digest.as_bytes().as_slice(),
            ask.why.0,
            ask.why.1,
            ask.authority.map(|it| it.minor),
            ask.authority.map(|it| it.currency.code()),
            ask.role.word(),
            now,
            minutes,
            kind,
            wants_reference,
            run
        )
        .execute(sql)
        .await?;
        Ok(number)
    }

    /// What became of a request by the database's clock, and what the person said to it. One whose
    /// time ran out is expired by this.
    pub async fn approval_status(
        &mut self,
        id: ApprovalId,
    ) -> Result<(ApprovalStatus, Option<String>), Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        let row = sqlx::query!(
            "update approvals set status = case
                    when status = 'pending' and expires_at <= clock_timestamp() then 'expired'
                    else status end
                where organisation = $1 and id = $2 returning status, reason",
            company,
            id.uuid()
        )
        .fetch_one(sql)
        .await?;
        let status = ApprovalStatus::from_word(&row.status).ok_or(Error::Unreadable(row.status))?;
        Ok((status, row.reason))
    }

    /// Takes an approval for a call: it serves this one call, with this digest, and no other.
    /// Answers what the person who gave it is today; nothing, if there is none to take.
    pub async fn use_approval(
        &mut self,
        id: ApprovalId,
        digest: Digest,
    ) -> Result<Option<Decider>, Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        let row = sqlx::query!(
            "update approvals a set status = 'used' from members m
                where a.organisation = $1 and a.id = $2 and a.status in ('approved', 'again')
                    and a.digest = $3
                    and m.organisation = $1 and m.person = a.decided_by
                returning m.role, m.departments",
            company,
            id.uuid(),
            digest.as_bytes().as_slice()
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let role = Role::from_word(&row.role).ok_or(Error::Unreadable(row.role))?;
        Ok(Some(Decider {
            role,
            departments: row.departments.into_iter().collect(),
        }))
    }

    /// Withdraws what a turn, or a department's part of one, still asks, because it ends.
    pub async fn withdraw_approvals(&mut self, turn: FlowId) -> Result<(), Error> {
        let (company, run) = (self.company(), self.run());
        let sql = self.records().sql().await?;
        sqlx::query!(
            "update approvals set status = 'withdrawn'
                where organisation = $1 and turn = $2 and status = 'pending'
                    and kind = 'permission' and coalesce(run, turn) = $3",
            company,
            turn.uuid(),
            run.uuid()
        )
        .execute(sql)
        .await?;
        Ok(())
    }
}

async fn next_number(sql: &mut PgConnection, company: Uuid) -> Result<i64, Error> {
    let number = sqlx::query_scalar!(
        "insert into counters values ($1, 'approval', 1)
            on conflict (organisation, name) do update set last = counters.last + 1
            returning last",
        company
    )
    .fetch_one(sql)
    .await?;
    Ok(number)
}
