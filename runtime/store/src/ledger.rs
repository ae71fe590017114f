//! What was done, by key: each once.

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    ids::{IdempotencyKey, OrganisationId},
};

use crate::{database::Store, error::Error, work::Work};

/// How an effect ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LedgerState {
    /// It happened.
    Done,
    /// It did not.
    Failed,
    /// Nobody can tell.
    Unknown,
}

impl LedgerState {
    const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// An effect that ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Settled {
    /// What it gives away, in minor units.
    pub authority: i64,
    /// When it was intended.
    pub created_at: DateTime<Utc>,
}

impl Store {
    /// Moves an effect to `sending`, before it leaves. False if it is over.
    pub async fn begin_sending(
        &self,
        organisation: OrganisationId,
        key: &IdempotencyKey,
        send_by: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let mut tx = self.begin("begin_sending", organisation).await?;
        let moved = sqlx::query!(
            "update ledger set state = 'sending', send_by = $3, attempts = attempts + 1
                where organisation = $1 and key = $2 and state in ('intended', 'sending')",
            organisation.uuid(),
            key.as_str(),
            send_by
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(moved.rows_affected() == 1)
    }

    /// Moves an effect back, of which nothing left.
    pub async fn not_sent(
        &self,
        organisation: OrganisationId,
        key: &IdempotencyKey,
    ) -> Result<(), Error> {
        let mut tx = self.begin("not_sent", organisation).await?;
        sqlx::query!(
            "update ledger set state = 'intended', send_by = null
                where organisation = $1 and key = $2 and state = 'sending'",
            organisation.uuid(),
            key.as_str()
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// How many effects nobody can tell the outcome of, over all companies' open entries.
    pub async fn unknown_effects(&self, organisation: OrganisationId) -> Result<i64, Error> {
        let mut tx = self.begin("unknown_effects", organisation).await?;
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from ledger
                where organisation = $1 and state = 'unknown'"#,
            organisation.uuid()
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(count)
    }
}

impl Work {
    /// The state of an effect, if it is in the ledger. The same key with another digest is a
    /// defect that nobody may guess about.
    pub async fn ledger_entry(
        &mut self,
        key: &IdempotencyKey,
        digest: Digest,
    ) -> Result<Option<String>, Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        let row = sqlx::query!(
            "select state, digest from ledger where organisation = $1 and key = $2",
            company,
            key.as_str()
        )
        .fetch_optional(sql)
        .await?;
        match row {
            None => Ok(None),
            Some(row) if row.digest == digest.as_bytes().as_slice() => Ok(Some(row.state)),
            Some(_) => Err(Error::Unreadable(format!(
                "the ledger has another plan under the key {key}"
            ))),
        }
    }

    /// Writes how an effect ended; nothing, if that was known before.
    pub async fn settle_ledger(
        &mut self,
        key: &IdempotencyKey,
        state: LedgerState,
    ) -> Result<Option<Settled>, Error> {
        let (company, now) = (self.company(), self.now());
        let sql = self.records().sql().await?;
        let settled = sqlx::query_as!(
            Settled,
            "update ledger set state = $3, settled_at = $4
                where organisation = $1 and key = $2 and state not in ('done', 'failed')
                returning authority, created_at",
            company,
            key.as_str(),
            state.word(),
            now
        )
        .fetch_optional(sql)
        .await?;
        Ok(settled)
    }

    /// What is left of a scope in a period; all of its cap, where nothing was taken yet.
    pub async fn remaining(
        &mut self,
        meter: &str,
        scope: &str,
        period: &str,
        cap: i64,
    ) -> Result<i64, Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        let left = sqlx::query_scalar!(
            "select sum(remaining)::bigint from budgets where organisation = $1 and meter = $2
                and scope = $3 and period = $4",
            company,
            meter,
            scope,
            period
        )
        .fetch_one(sql)
        .await?;
        Ok(left.unwrap_or(cap))
    }
}
