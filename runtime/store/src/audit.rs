//! The audit's chain: who seals, and who looks whether anybody changed anything since.
//!
//! Use cases insert audit rows and wait for nobody. A [`Sealer`] comes after them and covers rows, in
//! their order, with seals; each seal names the digest of each of its rows and of the seal before it.
//! So a row cannot be changed, taken out, put in or moved without a digest that no longer fits, and
//! [`Store::verify_audit`](crate::Store::verify_audit) says which. Whoever could write every table could write a new chain: against
//! that, the head is kept elsewhere.

mod chain;
mod entries;
mod report;
mod sealer;
mod verify;

pub use self::{
    entries::AuditEntry,
    report::{AuditFault, AuditHead, AuditReport, BadRow, RowFault},
    sealer::{Sealer, Sealing},
};
