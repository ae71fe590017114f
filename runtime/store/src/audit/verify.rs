//! Looking whether the audit is as it was sealed.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    digest::Digest,
    ids::{OrganisationId, RowId},
};
use uuid::Uuid;

use super::{
    chain::{Entry, Mark, NOTHING, Row, Seal, time_of},
    report::{AuditFault, AuditHead, AuditReport, BadRow, RowFault},
};
use crate::{
    database::{Store, Tx},
    error::Error,
};

/// How many rows are read at once.
const ROWS: i64 = 2_000;

/// How many seals are read at once.
const SEALS: i64 = 200;

/// How much older than the seal before it a row may say that it is. A transaction lasts for minutes at
/// most; the rest is for clocks that do not agree.
const LATENESS: TimeDelta = TimeDelta::days(1);

impl Store {
    /// Follows a company's chain from its beginning to the first thing that does not fit. A head that was
    /// kept elsewhere must be part of it. `tell` hears how many rows were looked at so far.
    pub async fn verify_audit(
        &self,
        organisation: OrganisationId,
        kept: Option<Digest>,
        tell: &mut (dyn FnMut(u64) + Send),
    ) -> Result<AuditReport, Error> {
        let mut walk = Walk {
            store: self,
            organisation,
            gone_before: self.audit_gone_before(organisation).await?,
            rows: VecDeque::new(),
            read_to: Mark::START,
            mark: Mark::START,
            report: AuditReport::default(),
        };
        let mut kept = kept;
        loop {
            let (seals, broken) = walk.next_seals().await?;
            let Some(newest) = seals.last().map(|it| it.seal.last) else {
                walk.report.fault = broken;
                break;
            };
            for Sealed { seal, hash } in seals {
                if let Some(row) = walk.check(&seal, newest).await? {
                    walk.report.fault = Some(AuditFault::Row(row));
                    return Ok(walk.report);
                }
                kept = kept.filter(|it| *it != hash);
                walk.mark = seal.last;
                walk.report.head = Some(AuditHead {
                    seq: seal.seq,
                    hash,
                    at: seal.at,
                });
                tell(walk.report.rows);
            }
        }
        if walk.report.fault.is_none() {
            walk.count_unsealed().await?;
            walk.report.fault = kept.map(|_| AuditFault::HeadMissing);
        }
        Ok(walk.report)
    }

    /// Below which id rows went with their retention.
    async fn audit_gone_before(&self, organisation: OrganisationId) -> Result<Uuid, Error> {
        let mut tx = self.begin("verify_audit", organisation).await?;
        let before = sqlx::query_scalar!(
            "select before from audit_gone where organisation = $1 order by before desc limit 1",
            organisation.uuid()
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(before.unwrap_or_default())
    }
}

/// A way along a chain.
struct Walk<'a> {
    store: &'a Store,
    organisation: OrganisationId,
    gone_before: Uuid,
    /// Rows that were read and not looked at.
    rows: VecDeque<Row>,
    /// So far they were read.
    read_to: Mark,
    /// The newest row that is looked at.
    mark: Mark,
    report: AuditReport,
}

/// A seal whose digest fits what it says and the seal before.
struct Sealed {
    seal: Seal,
    hash: Digest,
}

/// A row whose place in the order is not asked.
struct Found {
    act: String,
    time: Option<DateTime<Utc>>,
}

impl Walk<'_> {
    /// The next seals up to the first that does not fit, and what is wrong with that one.
    async fn next_seals(&self) -> Result<(Vec<Sealed>, Option<AuditFault>), Error> {
        let head = self.report.head.as_ref();
        let mut seq = head.map_or(0, |it| it.seq);
        let mut previous = head.map_or(NOTHING, |it| *it.hash.as_bytes());
        let mut tx = self.store.begin("verify_audit", self.organisation).await?;
        let rows = sqlx::query!(
            "select seq, position, last, previous, entries, hash,
                    case when at between '1970-01-01Z' and '9999-01-01Z' then at end as at
                from audit_seals where organisation = $1 and seq > $2 order by seq limit $3",
            self.organisation.uuid(),
            seq,
            SEALS
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let mut seals = Vec::new();
        for row in rows {
            let seal = Seal {
                organisation: self.organisation,
                seq: row.seq,
                last: Mark {
                    position: row.position,
                    id: row.last,
                },
                // A time that nobody knows fits no digest.
                at: row.at.unwrap_or_default(),
                previous: row.previous,
                entries: row.entries,
            };
            let hash = seal.hash();
            let fault = if seal.seq != seq + 1 {
                Some(AuditFault::SealMissing { seq: seq + 1 })
            } else if hash.as_bytes().as_slice() != row.hash {
                Some(AuditFault::SealChanged { seq: seal.seq })
            } else if seal.previous != previous {
                // It fits itself, and the one before does too: but they were not made together.
                let seq = seq.max(1);
                Some(AuditFault::SealChanged { seq })
            } else {
                None
            };
            if fault.is_some() {
                return Ok((seals, fault));
            }
            (seq, previous) = (seal.seq, *hash.as_bytes());
            seals.push(Sealed { seal, hash });
        }
        Ok((seals, None))
    }

    /// Compares the rows of a seal with what it says; answers the first that differs.
    async fn check(&mut self, seal: &Seal, newest: Mark) -> Result<Option<BadRow>, Error> {
        let entries = seal.entries();
        for (index, entry) in entries.iter().enumerate() {
            let later = entries.get(index + 1..).unwrap_or_default();
            let is_there = match self.peek(newest).await?.filter(|it| it.mark() <= seal.last) {
                Some(row) if row.id == entry.id => true,
                Some(row) if !later.iter().any(|it| it.id == row.id) => {
                    return Ok(Some(self.strange(seal).await?));
                }
                Some(_) | None => false,
            };
            let fault = match (is_there, self.gone_before > entry.id) {
                (true, _) => self.take(entry, seal),
                (false, true) => {
                    self.report.gone += 1;
                    None
                }
                (false, false) => Some(self.missing(entry.id, seal).await?),
            };
            if fault.is_some() {
                return Ok(fault);
            }
        }
        match self.peek(newest).await?.filter(|it| it.mark() <= seal.last) {
            Some(_) => Ok(Some(self.strange(seal).await?)),
            None => Ok(None),
        }
    }

    /// Looks at the next row, which is the one that an entry names.
    fn take(&mut self, entry: &Entry, seal: &Seal) -> Option<BadRow> {
        let row = self.rows.pop_front()?;
        if row.entry() != *entry {
            return Some(bad(RowFault::Changed, &row, seal));
        }
        // When the seal before was made, its transaction was open at most.
        let before = self.report.head.as_ref().map(|it| it.at);
        if let (Some(before), Some(oldest)) = (before, row.oldest())
            && before.signed_duration_since(oldest) > LATENESS
        {
            return Some(bad(RowFault::Backdated, &row, seal));
        }
        self.report.rows += 1;
        None
    }

    /// The next row, up to the newest one that is sealed: behind it rows may still come.
    async fn peek(&mut self, newest: Mark) -> Result<Option<&Row>, Error> {
        if self.rows.is_empty() && self.read_to < newest {
            let mut tx = self.store.begin("verify_audit", self.organisation).await?;
            self.rows = next_rows(&mut tx, self.organisation, self.read_to, newest).await?;
            tx.commit().await?;
            let full = i64::try_from(self.rows.len()).is_ok_and(|it| it == ROWS);
            self.read_to = match self.rows.back() {
                Some(row) if full => row.mark(),
                Some(_) | None => newest,
            };
        }
        Ok(self.rows.front())
    }

    /// What the next row is, which lies where a seal knows nothing of it.
    async fn strange(&mut self, seal: &Seal) -> Result<BadRow, Error> {
        let row = self.rows.pop_front();
        let row = row.ok_or_else(|| Error::Unreadable("a row of the audit".to_owned()))?;
        let mut tx = self.store.begin("verify_audit", self.organisation).await?;
        let is_of_another = sqlx::query_scalar!(
            r#"select exists (select from audit_seals
                where organisation = $1 and position(uuid_send($2) in entries) > 0) as "is!""#,
            self.organisation.uuid(),
            row.id
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        let what = match is_of_another {
            true => RowFault::Changed,
            false => RowFault::Added,
        };
        Ok(bad(what, &row, seal))
    }

    /// What became of a row that is not where it was sealed.
    async fn missing(&self, id: Uuid, seal: &Seal) -> Result<BadRow, Error> {
        let mut tx = self.store.begin("verify_audit", self.organisation).await?;
        let found = sqlx::query_as!(
            Found,
            "select act, case when at between '1970-01-01Z' and '9999-01-01Z' then at end as time
                from audit where organisation = $1 and id = $2",
            self.organisation.uuid(),
            id
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let (what, at, act) = match found {
            Some(found) => (RowFault::Changed, found.time, Some(found.act)),
            None => (RowFault::Removed, None, None),
        };
        Ok(BadRow {
            what,
            id: RowId::from_uuid(id),
            at: at.or(time_of(id)),
            act,
            seal: seal.seq,
        })
    }

    async fn count_unsealed(&mut self) -> Result<(), Error> {
        let mut tx = self.store.begin("verify_audit", self.organisation).await?;
        let row = sqlx::query!(
            r#"select count(*) as "count!", min(at)
                    filter (where at between '1970-01-01Z' and '9999-01-01Z') as since
                from audit where organisation = $1 and (position, id) > ($2, $3)"#,
            self.organisation.uuid(),
            self.mark.position,
            self.mark.id
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        self.report.unsealed = row.count.unsigned_abs();
        self.report.unsealed_since = row.since;
        Ok(())
    }
}

/// Rows after a place and up to another.
async fn next_rows(
    tx: &mut Tx,
    organisation: OrganisationId,
    after: Mark,
    newest: Mark,
) -> Result<VecDeque<Row>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select organisation, id, position, act, subject, person, token, channel, digest,
            detail::text as "detail!", timestamptz_send(at) as "at!",
            case when at between '1970-01-01Z' and '9999-01-01Z' then at end as time
        from audit
        where organisation = $1 and (position, id) > ($2, $3) and (position, id) <= ($4, $5)
        order by position, id limit $6"#,
        organisation.uuid(),
        after.position,
        after.id,
        newest.position,
        newest.id,
        ROWS
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into())
}

fn bad(what: RowFault, row: &Row, seal: &Seal) -> BadRow {
    BadRow {
        what,
        id: RowId::from_uuid(row.id),
        at: row.time.or(time_of(row.id)),
        act: Some(row.act.clone()),
        seal: seal.seq,
    }
}
