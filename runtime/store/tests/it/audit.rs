//! The audit's chain: what is sealed, by whom, and whether a change by hand is found.

pub(crate) mod rig;
mod rights;
mod sealing;
mod tampering;
