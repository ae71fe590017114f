//! What the processes take of the machine, and the database of its disk.

use std::{future::Future, time::Duration};

use sqlx::{PgConnection, Row as _};
use testkit::usage;
use tokio::{sync::Mutex, time};

use crate::{
    load::float,
    sides::{Baseline, Firma, ModelServer},
};

/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// The processes of a benchmark.
#[derive(Debug)]
pub(crate) struct Machine {
    firma: u32,
    baseline: u32,
    postmaster: u32,
    model: u32,
    database: Mutex<PgConnection>,
}

/// What was taken so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken {
    firma: Duration,
    baseline: Duration,
    postgres: Duration,
    model: Duration,
    load: Duration,
    transactions: u64,
    log: u64,
}

/// What a round took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Took {
    /// Processor time of the side itself.
    pub(crate) program: Duration,
    /// Of all processes of PostgreSQL.
    pub(crate) postgres: Duration,
    /// Of the model server.
    pub(crate) model: Duration,
    /// Of the load.
    pub(crate) load: Duration,
    /// Transactions that were committed, those that only read included.
    pub(crate) transactions: u64,
    /// Bytes of write-ahead log.
    pub(crate) log: u64,
}

impl Machine {
    pub(crate) async fn new(
        firma: &Firma<'_>,
        baseline: &Baseline<'_>,
        model: &ModelServer,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            firma: firma.pid(),
            baseline: baseline.pid(),
            postmaster: firma.postmaster()?,
            model: model.pid(),
            database: Mutex::new(firma.connect().await?),
        })
    }

    /// What was taken so far.
    pub(crate) async fn look(&self) -> anyhow::Result<Taken> {
        const COUNTS: &str = "select sum(xact_commit)::bigint as transactions, \
            pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint as log from pg_stat_database";
        // Backends report at most once a second.
        time::sleep(Duration::from_secs(1)).await;
        let mut database = self.database.lock().await;
        let row = sqlx::query(COUNTS).fetch_one(&mut *database).await?;
        Ok(Taken {
            firma: usage::processor(self.firma)?,
            baseline: usage::processor(self.baseline)?,
            postgres: usage::family_processor(self.postmaster)?,
            model: usage::processor(self.model)?,
            load: usage::processor(std::process::id())?,
            transactions: u64::try_from(row.try_get::<i64, _>("transactions")?)?,
            log: u64::try_from(row.try_get::<i64, _>("log")?)?,
        })
    }
}

impl Taken {
    /// What a side's round took since.
    pub(crate) fn since(&self, before: &Self, side: &str) -> Took {
        Took {
            program: match side {
                "firma" => self.firma - before.firma,
                _ => self.baseline - before.baseline,
            },
            postgres: self.postgres - before.postgres,
            model: self.model - before.model,
            load: self.load - before.load,
            transactions: self.transactions.saturating_sub(before.transactions),
            log: self.log.saturating_sub(before.log),
        }
    }
}

/// The resident memory of a process, in MiB.
pub(crate) fn resident(pid: u32) -> anyhow::Result<f64> {
    Ok(float(usage::resident(pid)?) / f64::from(1 << 20))
}

/// What something comes to, and the most memory that a process had meanwhile, in MiB.
pub(crate) async fn most_resident<T>(
    pid: u32,
    something: impl Future<Output = T>,
) -> anyhow::Result<(T, f64)> {
    let mut something = std::pin::pin!(something);
    let mut looks = time::interval(LOOK);
    let mut most: f64 = 0.0;
    loop {
        tokio::select! {
            done = &mut something => return Ok((done, most)),
            _ = looks.tick() => most = most.max(resident(pid)?),
        }
    }
}
