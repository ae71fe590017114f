//! To be written.

use super::Records;

/// To be written.
#[derive(Debug)]
pub struct Invoices<'r>(pub(super) &'r mut Records);
