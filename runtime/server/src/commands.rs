//! What each command does once it stands on its ground.

pub(crate) mod agents;
pub(crate) mod approvals;
pub(crate) mod ask;
pub(crate) mod audit;
pub(crate) mod cancel;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod day;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod effects;
pub(crate) mod flows;
pub(crate) mod limits;
pub(crate) mod mcp;
pub(crate) mod mcp_tools;
pub(crate) mod members;
pub(crate) mod migrate;
pub(crate) mod models;
pub(crate) mod retention;
pub(crate) mod schedules;
pub(crate) mod spend;
mod table;
pub(crate) mod tool;
pub(crate) mod tools;

/// As what commands act.
pub(crate) const CHANNEL: &str = "terminal";

/// How a command ended: the exit code of `firma ask`, and of the others as far as they apply.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Exit {
    /// It was done, or answered.
    Done,
    /// It was not.
    Failed,
    /// It waits for a person.
    Waits,
    /// Whoever ran it did not want to see the end; it goes on by itself.
    Left,
}

impl Exit {
    /// The exit code.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed | Self::Left => 1,
            Self::Waits => 2,
        }
    }
}
