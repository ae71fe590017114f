//! What each command does once it stands on its ground.

pub mod approvals;
pub mod ask;
pub mod cancel;
pub mod demo;
pub mod limits;
pub mod migrate;

/// How a command ended: the exit code of `firma ask`, and of the others as far as they apply.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exit {
    /// It was done, or answered.
    Done,
    /// It was not.
    Failed,
    /// It waits for a person.
    Waits,
}

impl Exit {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Waits => 2,
        }
    }
}
