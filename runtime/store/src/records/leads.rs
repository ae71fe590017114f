//! To be written.

use super::Records;

/// To be written.
#[derive(Debug)]
pub struct Leads<'r>(pub(super) &'r mut Records);
