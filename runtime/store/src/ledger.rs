//! What was done, by key: each once.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    effect::EffectState,
    ids::{IdempotencyKey, OrganisationId},
    tool,
};

use crate::{database::Store, error::Error, queue::interval, work::Work, writes::Debit};

/// An effect that ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Settled {
    /// What it gives away, in minor units.
    pub authority: i64,
    /// When it was intended.
    pub created_at: DateTime<Utc>,
}

/// An effect, as whoever goes on with it finds it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Effect {
    /// Where it stands.
    pub state: EffectState,
    /// What a repeat would do, as it was when the call was intended.
    pub effect: tool::Effect,
    /// How often it was sent, or may have been.
    pub attempts: u32,
    /// The other side still drops repeats of its key.
    pub in_window: bool,
    /// How long it may still be on its way.
    pub on_its_way: Duration,
}

/// How an effect may leave.
#[derive(Clone, Copy, Debug)]
pub struct Leave {
    /// The lease under which it does.
    pub epoch: i64,
    /// It has to leave within that time.
    pub within: Duration,
    /// How long the other side drops repeats of its key, if it does.
    pub window: Option<Duration>,
}

/// An effect that may be sent now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MaySend {
    /// An attempt before may have arrived.
    pub in_doubt: bool,
}

impl Store {
    /// Moves an effect to `sending`, before it leaves, for whoever holds its run under `epoch`. It
    /// has to leave `within` that time, or not at all; from its first attempt on the other side drops
    /// repeats for as long as `window` says. Nothing, if it is over or another's.
    pub async fn begin_sending(
        &self,
        organisation: OrganisationId,
        key: &IdempotencyKey,
        leave: Leave,
    ) -> Result<Option<MaySend>, Error> {
        let mut tx = self.begin("begin_sending", organisation).await?;
        let moved = sqlx::query_scalar!(
            r#"with before as (
                select l.organisation, l.key, l.state from ledger l
                join ready r on r.organisation = l.organisation
                    and r.flow = case when l.run is null then l.flow else l.run end
                where l.organisation = $1 and l.key = $2 and l.epoch = $3 and r.epoch = $3
                    and l.state in ('intended', 'sending')
                for update of l
            )
            update ledger l set state = 'sending', send_by = clock_timestamp() + $4,
                attempts = l.attempts + 1,
                window_until = case when b.state = 'intended' and l.effect = 'write_once'
                    then clock_timestamp() + $5 else l.window_until end
            from before b
            where l.organisation = b.organisation and l.key = b.key and l.epoch = $3
            returning b.state = 'sending' as "in_doubt!""#,
            organisation.uuid(),
            key.as_str(),
            leave.epoch,
            interval(leave.within),
            leave.window.map(interval)
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(moved.map(|in_doubt| MaySend { in_doubt }))
    }

    /// Takes back that an effect was sent, of which nothing left this time.
    pub async fn not_sent(
        &self,
        organisation: OrganisationId,
        key: &IdempotencyKey,
        (epoch, before): (i64, MaySend),
    ) -> Result<(), Error> {
        let mut tx = self.begin("not_sent", organisation).await?;
        sqlx::query!(
            "update ledger set state = case when $4 then state else 'intended' end,
                send_by = case when $4 then send_by end, attempts = attempts - 1
                where organisation = $1 and key = $2 and epoch = $3 and state = 'sending'",
            organisation.uuid(),
            key.as_str(),
            epoch,
            before.in_doubt
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
            Some(_) => Err(another_plan(key)),
        }
    }

    /// Takes an effect under this unit's lease, if it is in the ledger: whoever held it before
    /// sends it no more. An attempt lasts `timeout` at most.
    pub async fn take_effect(
        &mut self,
        key: &IdempotencyKey,
        digest: Digest,
        timeout: Duration,
    ) -> Result<Option<Effect>, Error> {
        let (company, epoch) = (self.company(), self.epoch());
        let sql = self.records().sql().await?;
        let row = sqlx::query!(
            r#"update ledger set epoch = $3 where organisation = $1 and key = $2
                returning state, effect, digest, attempts,
                    coalesce(window_until > clock_timestamp() + $4, false) as "in_window!",
                    coalesce(extract(epoch from send_by + $4 - clock_timestamp()) * 1000, 0)::bigint
                        as "on_its_way!""#,
            company,
            key.as_str(),
            epoch,
            interval(timeout)
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else { return Ok(None) };
        self.has_written();
        if row.digest != digest.as_bytes().as_slice() {
            return Err(another_plan(key));
        }
        let effect = tool::Effect::from_word(&row.effect);
        Ok(Some(Effect {
            state: EffectState::from_word(&row.state).ok_or(Error::Unreadable(row.state))?,
            effect: effect.ok_or(Error::Unreadable(row.effect))?,
            attempts: row.attempts.unsigned_abs(),
            in_window: row.in_window,
            on_its_way: Duration::from_millis(u64::try_from(row.on_its_way).unwrap_or(0)),
        }))
    }

    /// Writes that an effect that may have left did not happen, so that it may be sent again.
    pub async fn send_again(&mut self, key: &IdempotencyKey) -> Result<(), Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        sqlx::query!(
            "update ledger set state = 'intended', send_by = null, window_until = null
                where organisation = $1 and key = $2 and state = 'sending'",
            company,
            key.as_str()
        )
        .execute(sql)
        .await?;
        Ok(())
    }

    /// Writes how an effect ended; nothing, if that was known before.
    pub async fn settle_ledger(
        &mut self,
        key: &IdempotencyKey,
        state: EffectState,
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

    /// Gives back to a scope what a debit took from it, at once.
    pub async fn give_back(&mut self, debit: &Debit, minor: i64) -> Result<(), Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        sqlx::query!(
            "update budgets set remaining = remaining + $6 where organisation = $1 and meter = $2
                and scope = $3 and period = $4 and slot = $5",
            company,
            debit.meter,
            debit.scope,
            debit.period,
            debit.slot,
            minor
        )
        .execute(sql)
        .await?;
        Ok(())
    }
}

fn another_plan(key: &IdempotencyKey) -> Error {
    Error::Unreadable(format!("the ledger has another plan under the key {key}"))
}
