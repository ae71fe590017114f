//! Why the managed server cannot run, each with the shortest way out.

use std::{io, path::PathBuf, time::Duration};

use super::binaries::Unfit;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{} is in use by another firma{}: end that one, or set FIRMA_HOME to another folder", .home.display(), process(*.pid))]
    Held { home: PathBuf, pid: Option<u32> },

    #[error("cannot use {}: set FIRMA_HOME to a folder that can be written", .path.display())]
    Folder {
        path: PathBuf,
        #[source]
        source: io::Error,
    },

    #[error("PostgreSQL does not run as root, and its user {user} may not enter {}, so it cannot use {}: set FIRMA_HOME=/var/lib/firma", .barrier.display(), .path.display())]
    Unreachable {
        path: PathBuf,
        barrier: PathBuf,
        user: String,
    },

    #[error(
        "PostgreSQL does not run as root, and there is no user postgres or nobody here to run it: run firma as an ordinary user, or set DATABASE_URL"
    )]
    NoUser,

    #[error(
        "user id {uid} has no name on this machine, and PostgreSQL's initdb needs one: add it to /etc/passwd, or set DATABASE_URL"
    )]
    NoName { uid: u32 },

    #[error("{} belongs to user id {owner}, not to us: run firma as that user, or set FIRMA_HOME to another folder", .path.display())]
    Foreign { path: PathBuf, owner: u32 },

    #[error("cannot use FIRMA_PG_DIR={}, which must hold bin/postgres, 15 or newer with pgvector", .dir.display())]
    PgDir {
        dir: PathBuf,
        #[source]
        source: Unfit,
    },

    #[error("cannot read the wheel {}", .file.display())]
    Wheel {
        file: PathBuf,
        #[source]
        source: io::Error,
    },

    #[error("{} is not the release that firma trusts (SHA-256 {found} instead of {expected}): fetch {release} again", .file.display())]
    Hash {
        file: PathBuf,
        release: &'static str,
        expected: &'static str,
        found: String,
    },

    #[error(
        "found no PostgreSQL to run (tried {tried}): set DATABASE_URL, FIRMA_PG_DIR or FIRMA_PG_WHEEL, or install PostgreSQL 15 or newer with pgvector 0.7 or newer"
    )]
    Nowhere { tried: String },

    #[error("cannot run {}", .program.display())]
    Spawn {
        program: PathBuf,
        #[source]
        source: io::Error,
    },

    #[error("{what} did not finish in {} s: try again, or set DATABASE_URL", .after.as_secs())]
    Slow { what: &'static str, after: Duration },

    #[error("initdb could not make {}: {said}", .data.display())]
    Initdb { data: PathBuf, said: String },

    #[error("{} is not empty and holds no database: move it away, or set FIRMA_HOME to another folder", .data.display())]
    NotData { data: PathBuf },

    #[error("{} was made by PostgreSQL {made}, and {found} was found: set FIRMA_PG_DIR to a PostgreSQL {made}", .data.display())]
    Major {
        data: PathBuf,
        made: u32,
        found: u32,
    },

    #[error("an earlier PostgreSQL{} still works on {}: end it with `kill -INT`, and start again", process(*.pid), .data.display())]
    Previous { data: PathBuf, pid: Option<u32> },

    #[error("PostgreSQL ended at once: {said} (see {})", .log.display())]
    Ended { said: String, log: PathBuf },

    #[error("PostgreSQL (process {pid}) did not stop")]
    Unstoppable { pid: u32 },
}

fn process(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})"))
        .unwrap_or_default()
}
