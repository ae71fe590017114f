//! Values as people write them, read from the tokens of a text.
//!
//! Each reader is given where a value may begin and answers where it ends, and what it is.

pub(super) mod amount;
pub(super) mod contact;
pub(super) mod date;
pub(super) mod moment;
pub(super) mod name;
pub(super) mod period;

use serde_json::Value;

/// A value that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// The token after it.
    pub(super) end: usize,
    /// As the tool takes it.
    pub(super) value: Value,
    /// Whether it can hardly be anything else: an address, an amount with its currency.
    pub(super) evident: bool,
}
