//! To be written.

use super::Records;

/// To be written.
#[derive(Debug)]
pub struct Contacts<'r>(pub(super) &'r mut Records);
