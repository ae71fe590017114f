//! Sealing: one at a time over all processes on a database.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, SubsecRound as _, Utc};
use domain::ids::OrganisationId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::chain::{Mark, NOTHING, Row, Seal};
use crate::{
    database::Store,
    error::Error,
    lines::{Line, Lines},
};

/// How many rows are sealed at once, and in one seal at most.
const BATCH: i64 = 1_000;

/// The lock of the one who seals. It is of the kind with two numbers: the places of processes and the
/// lanes are of the other one.
const LOCK: (i32, i32) = (0x6175_6469, 1);

/// Of how many companies the newest seals are kept in memory.
const HEADS: usize = 10_000;

/// Seals the audit's rows, if no other process does. The lock that says so belongs to the session
/// over which the seals are written: who has lost it can write no more.
#[derive(Debug)]
pub struct Sealer {
    lines: Lines,
    session: Option<Session>,
}

/// What came of a look at what there is to seal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sealing {
    /// Another process seals.
    Elsewhere,
    /// So many rows are sealed now.
    Done {
        /// How many.
        rows: usize,
        /// Whether there may be more already.
        more: bool,
    },
    /// The database was restored on a server whose transactions have lower numbers: until the owner
    /// migrates, nobody can tell which rows are new.
    Unordered,
}

#[derive(Debug)]
struct Session {
    line: Line,
    /// Where the chains end, for who has the lock.
    chains: Option<Chains>,
}

/// Where the chains of all companies end. Nobody else adds to them meanwhile. That the tables are not
/// asked again means that whoever takes the newest seal away leaves a gap.
#[derive(Debug)]
struct Chains {
    /// The newest row that is sealed.
    mark: Mark,
    heads: HashMap<OrganisationId, Head>,
}

/// The newest seal of a company.
#[derive(Clone, Debug)]
struct Head {
    seq: i64,
    hash: Vec<u8>,
}

impl Store {
    /// A sealer, which has not begun.
    pub fn sealer(&self) -> Sealer {
        Sealer {
            lines: self.sealer.twin(),
            session: None,
        }
    }
}

impl Sealer {
    /// Seals the oldest rows that are complete, so many at most as one seal covers.
    pub async fn seal(&mut self, now: DateTime<Utc>) -> Result<Sealing, Error> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.open().await?,
        };
        if session.chains.is_none() && try_lock(&mut session.line).await? {
            session.chains = Chains::load(&mut session.line).await?;
            if session.chains.is_none() {
                // Its lock goes with the session: others may try.
                session.line.close().await?;
                return Ok(Sealing::Unordered);
            }
        }
        let sealing = match &mut session.chains {
            None => Sealing::Elsewhere,
            Some(chains) => chains.add(&mut session.line, now).await?,
        };
        // A session that failed us is not used again: its lock may be gone.
        self.session = Some(session);
        Ok(sealing)
    }

    async fn open(&self) -> Result<Session, Error> {
        let mut line = self.lines.apart().await?;
        // New rows are few, and the plan may be older than most of the table: whatever it holds, the
        // order is read from the index.
        sqlx::raw_sql("set enable_seqscan = off; set enable_sort = off")
            .execute(&mut *line)
            .await?;
        Ok(Session { line, chains: None })
    }

    /// Gives the place up, for another process.
    pub async fn leave(&mut self) -> Result<(), Error> {
        match self.session.take() {
            Some(session) => session.line.close().await,
            None => Ok(()),
        }
    }
}

impl Chains {
    /// What is sealed so far; nothing, if new rows would lie before what is sealed.
    async fn load(line: &mut PgConnection) -> Result<Option<Self>, Error> {
        let row = sqlx::query!(
            r#"select s.position, s.last, s.position >= audit_horizon() as "unordered!"
            from audit_seals s order by s.position desc, s.last desc limit 1"#
        )
        .fetch_optional(line)
        .await?;
        let mark = match row {
            Some(row) if row.unordered => return Ok(None),
            Some(row) => Mark {
                position: row.position,
                id: row.last,
            },
            None => Mark::START,
        };
        let heads = HashMap::new();
        Ok(Some(Self { mark, heads }))
    }

    /// Seals what comes next, all companies' rows in one statement.
    async fn add(&mut self, line: &mut PgConnection, now: DateTime<Utc>) -> Result<Sealing, Error> {
        let rows = next_rows(line, self.mark).await?;
        let Some(newest) = rows.last().map(Row::mark) else {
            let more = false;
            return Ok(Sealing::Done { rows: 0, more });
        };
        let mut companies: BTreeMap<Uuid, Vec<&Row>> = BTreeMap::new();
        for row in &rows {
            companies.entry(row.organisation).or_default().push(row);
        }
        self.know(line, companies.keys().copied()).await?;
        // As the database keeps it.
        let at = now.trunc_subsecs(6);
        let seals = companies
            .into_iter()
            .filter_map(|(company, rows)| self.seal(company, &rows, at));
        let seals: Vec<Seal> = seals.collect();
        let hashes: Vec<Vec<u8>> = seals
            .iter()
            .map(|it| it.hash().as_bytes().to_vec())
            .collect();
        write(line, &seals, &hashes).await?;
        for (seal, hash) in seals.into_iter().zip(hashes) {
            let head = Head {
                seq: seal.seq,
                hash,
            };
            self.heads.insert(seal.organisation, head);
        }
        self.mark = newest;
        Ok(Sealing::Done {
            rows: rows.len(),
            more: i64::try_from(rows.len()).is_ok_and(|it| it == BATCH),
        })
    }

    /// The seal over a company's rows.
    fn seal(&self, company: Uuid, rows: &[&Row], at: DateTime<Utc>) -> Option<Seal> {
        let organisation = OrganisationId::from_uuid(company);
        let last = rows.last()?.mark();
        let (seq, previous) = match self.heads.get(&organisation) {
            Some(head) => (head.seq + 1, head.hash.clone()),
            None => (1, NOTHING.to_vec()),
        };
        let mut entries = Vec::new();
        for row in rows {
            row.entry().write(&mut entries);
        }
        Some(Seal {
            organisation,
            seq,
            last,
            at,
            previous,
            entries,
        })
    }

    /// Reads the newest seals of companies that are not in memory.
    async fn know(
        &mut self,
        line: &mut PgConnection,
        companies: impl Iterator<Item = Uuid>,
    ) -> Result<(), Error> {
        if self.heads.len() > HEADS {
            self.heads.clear();
        }
        let unknown: Vec<Uuid> = companies
            .filter(|it| !self.heads.contains_key(&OrganisationId::from_uuid(*it)))
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let found = sqlx::query!(
            r#"select c.id as "organisation!", s.seq, s.hash from unnest($1::uuid[]) c (id),
                lateral (select seq, hash from audit_seals
                    where organisation = c.id order by seq desc limit 1) s"#,
            &unknown
        )
        .fetch_all(line)
        .await?;
        for row in found {
            let head = Head {
                seq: row.seq,
                hash: row.hash,
            };
            let organisation = OrganisationId::from_uuid(row.organisation);
            self.heads.insert(organisation, head);
        }
        Ok(())
    }
}

async fn try_lock(line: &mut PgConnection) -> Result<bool, Error> {
    let locked = sqlx::query_scalar!(
        r#"select pg_try_advisory_lock($1, $2) as "locked!""#,
        LOCK.0,
        LOCK.1
    )
    .fetch_one(line)
    .await?;
    Ok(locked)
}

/// The rows after a place, of transactions that are older than all that are open. What the statement
/// sees and what it takes for open are of the same instant.
async fn next_rows(line: &mut PgConnection, after: Mark) -> Result<Vec<Row>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select organisation, id, position, act, subject, person, token, channel, digest,
            detail::text as "detail!", timestamptz_send(at) as "at!",
            null::timestamptz as time
        from audit
        where (position, id) > ($1, $2) and position < audit_horizon()
        order by position, id limit $3"#,
        after.position,
        after.id,
        BATCH
    )
    .fetch_all(line)
    .await?;
    Ok(rows)
}

/// Writes seals, all or none.
async fn write(line: &mut PgConnection, seals: &[Seal], hashes: &[Vec<u8>]) -> Result<(), Error> {
    let column = |of: fn(&Seal) -> Uuid| seals.iter().map(of).collect::<Vec<_>>();
    let organisations = column(|it| it.organisation.uuid());
    let lasts = column(|it| it.last.id);
    let seqs: Vec<i64> = seals.iter().map(|it| it.seq).collect();
    let positions: Vec<i64> = seals.iter().map(|it| it.last.position).collect();
    let times: Vec<DateTime<Utc>> = seals.iter().map(|it| it.at).collect();
    let previous: Vec<Vec<u8>> = seals.iter().map(|it| it.previous.clone()).collect();
    let entries: Vec<Vec<u8>> = seals.iter().map(|it| it.entries.clone()).collect();
    sqlx::query!(
        "insert into audit_seals (organisation, seq, position, last, at, previous, entries, hash)
            select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[],
                $5::timestamptz[], $6::bytea[], $7::bytea[], $8::bytea[])",
        &organisations,
        &seqs,
        &positions,
        &lasts,
        &times,
        &previous,
        &entries,
        hashes
    )
    .execute(line)
    .await?;
    Ok(())
}
