//! What is found when the audit is verified.

use chrono::{DateTime, Utc};
use domain::{digest::Digest, ids::RowId};

/// What was found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AuditReport {
    /// How many rows are as they were sealed.
    pub rows: u64,
    /// How many sealed rows went with their retention.
    pub gone: u64,
    /// How many rows came after the newest seal.
    pub unsealed: u64,
    /// The time of the oldest of them.
    pub unsealed_since: Option<DateTime<Utc>>,
    /// The newest seal that fits, for people to keep elsewhere.
    pub head: Option<AuditHead>,
    /// The first thing that is not as it was.
    pub fault: Option<AuditFault>,
}

/// The end of a chain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuditHead {
    /// The number of its newest seal.
    pub seq: i64,
    /// The seal's digest.
    pub hash: Digest,
    /// When it was made.
    pub at: DateTime<Utc>,
}

/// What is not as it was.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AuditFault {
    /// A row.
    Row(BadRow),
    /// A seal is not what was sealed.
    SealChanged {
        /// Its number.
        seq: i64,
    },
    /// A seal is not there.
    SealMissing {
        /// Its number.
        seq: i64,
    },
    /// The head that was kept is in no seal: the chain is another one, or lost its end.
    HeadMissing,
}

/// A row that is not as it was.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BadRow {
    /// What is wrong with it.
    pub what: RowFault,
    /// Which one.
    pub id: RowId,
    /// Its time, as far as it is known.
    pub at: Option<DateTime<Utc>>,
    /// What it says was done; of one that is gone nobody knows.
    pub act: Option<String>,
    /// The seal that covers it, or would.
    pub seal: i64,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RowFault {
    /// It does not say what was sealed, or lies elsewhere.
    Changed,
    /// It was sealed and is not there.
    Removed,
    /// It lies among sealed rows and was not sealed with them.
    Added,
    /// It says that it is older than it can be.
    Backdated,
}
