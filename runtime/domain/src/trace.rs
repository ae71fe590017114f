//! The trace that a message and all that follows from it belong to.

use std::{fmt, str::FromStr};

use crate::ids::TurnId;

/// A W3C trace context of version 00 (<https://www.w3.org/TR/trace-context/>): which trace, what in
/// it called, and its flags.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Traceparent(String);

/// A text that is no trace context of version 00.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a trace context of version 00")]
pub struct NotATraceparent;

impl Traceparent {
    /// As the header writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Traceparent {
    type Err = NotATraceparent;

    fn from_str(raw: &str) -> Result<Self, NotATraceparent> {
        let fields: Vec<&str> = raw.split('-').collect();
        let ["00", trace, parent, flags] = fields[..] else {
            return Err(NotATraceparent);
        };
        let fits = is_id(trace, 32) && is_id(parent, 16) && is_hex(flags, 2);
        fits.then(|| Self(raw.to_owned())).ok_or(NotATraceparent)
    }
}

/// A turn that nobody else's trace leads to has its own, over restarts and weeks: it follows from
/// the id.
impl From<TurnId> for Traceparent {
    fn from(turn: TurnId) -> Self {
        Self(turn.traceparent())
    }
}

impl fmt::Display for Traceparent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An id is not all zeros.
fn is_id(field: &str, length: usize) -> bool {
    is_hex(field, length) && field.bytes().any(|it| it != b'0')
}

/// Hexadecimal in lower case, as the standard has it.
fn is_hex(field: &str, length: usize) -> bool {
    field.len() == length
        && field
            .bytes()
            .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn the_standards_own_example_is_read_and_written() {
        let read: Traceparent = EXAMPLE.parse().unwrap();
        assert_eq!(read.as_str(), EXAMPLE);
        assert_eq!(read.to_string(), EXAMPLE);
    }

    #[test]
    fn what_the_standard_calls_invalid_is_refused() {
        for broken in [
            "",
            "00",
            // Another version, and none.
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            // Ids that are nothing but zeros.
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            // Upper case, and no hexadecimal.
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0A",
            // Too short, too long, too much.
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b71692033311-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what",
            " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333é-01",
        ] {
            assert_eq!(
                broken.parse::<Traceparent>(),
                Err(NotATraceparent),
                "{broken}"
            );
        }
    }

    #[test]
    fn a_turns_own_trace_is_one_by_the_standard() {
        let turn = TurnId::new(chrono::Utc::now());
        let own = Traceparent::from(turn);
        assert_eq!(own.as_str().parse(), Ok(own.clone()));
        assert!(own.as_str().contains(&turn.uuid().simple().to_string()));
    }
}
