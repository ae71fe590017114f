//! Why the database did not do what it was asked.

use domain::tool::ToolError;

/// Why a use case failed. The kind tells the caller what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server is away, starting or stopping: try again later.
    #[error("the database cannot be reached")]
    Unavailable(#[source] sqlx::Error),
    /// Two transactions stood in each other's way: try again at once.
    #[error("two transactions stood in each other's way")]
    Contention(#[source] sqlx::Error),
    /// A rule of the tables refused the write.
    #[error("the database refuses the write: {constraint}")]
    Rule {
        /// The constraint's name.
        constraint: String,
        /// What the server said.
        source: sqlx::Error,
    },
    /// Another process holds the run now; nothing was written.
    #[error("the run is held by another process")]
    Fenced,
    /// A budget has less than was assumed; nothing was written.
    #[error("a budget has less than was assumed")]
    Budget,
    /// Another unit of the same transaction failed; nothing was written.
    #[error("another part of the transaction failed")]
    Undone,
    /// A stored value is not what this version writes.
    #[error("a stored value cannot be read: {0}")]
    Unreadable(String),
    /// A defect of ours, or of the server's settings.
    #[error("the database does not understand us")]
    Defect(#[source] sqlx::Error),
}

impl Error {
    /// Whether the same call may work later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Contention(_) => true,
            Self::Rule { .. }
            | Self::Fenced
            | Self::Budget
            | Self::Undone
            | Self::Unreadable(_)
            | Self::Defect(_) => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        let Some(database) = error.as_database_error() else {
            return match error {
                E::Io(_)
                | E::Tls(_)
                | E::PoolTimedOut
                | E::PoolClosed
                | E::WorkerCrashed
                | E::Protocol(_)
                | E::BeginFailed => Self::Unavailable(error),
                _ => Self::Defect(error),
            };
        };
        let code = database.code().unwrap_or_default().into_owned();
        match code.as_str() {
            // Shutting down, starting up, too many connections, out of disk or memory, read-only,
            // statement timeout, lock timeout, idle session closed.
            "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "25006" | "57014" | "55P03" => {
                Self::Unavailable(error)
            }
            code if code.starts_with("53") || code.starts_with("08") => Self::Unavailable(error),
            "40001" | "40P01" => Self::Contention(error),
            code if code.starts_with("23") => Self::Rule {
                constraint: database.constraint().unwrap_or_default().to_owned(),
                source: error,
            },
            _ => Self::Defect(error),
        }
    }
}

impl From<Error> for ToolError {
    fn from(error: Error) -> Self {
        Self::Transaction(Box::new(error))
    }
}
