//! Which of several placements goes before the others.

use super::{MISSING, Placement};
use crate::offline::{
    reading::Reading,
    spans::{Span, Trust},
};

pub(super) fn tool(placement: &Placement) -> Option<usize> {
    match placement {
        Placement::Call { tool, .. }
        | Placement::Missing { tool, .. }
        | Placement::Which { tool, .. }
        | Placement::Asked { tool }
        | Placement::Unclear { tool, .. }
        | Placement::Negated { tool } => Some(*tool),
        Placement::Several(_) | Placement::Courtesy | Placement::Nothing => None,
    }
}

/// Whether a free text holds what would fill the slot that is missing.
pub(super) fn swallows(placement: &Placement, reading: &Reading, spans: &[Span]) -> bool {
    let Placement::Missing { slot, .. } = placement else {
        return false;
    };
    let free = |it: &&Span| it.slot == *slot && it.trust != Trust::Free;
    let mut fills = spans.iter().filter(free);
    let inside = |it: &Span| {
        reading
            .texts
            .iter()
            .any(|text| text.0 <= it.start && it.end <= text.1)
    };
    fills.any(inside)
}

/// Which placements go before others, whatever their scores.
pub(super) fn rank(placement: &Placement) -> u8 {
    match placement {
        Placement::Call { .. } => 3,
        Placement::Missing { .. } | Placement::Which { .. } | Placement::Several(_) => 2,
        Placement::Negated { .. } | Placement::Asked { .. } | Placement::Unclear { .. } => 1,
        Placement::Courtesy | Placement::Nothing => 0,
    }
}

/// What goes before what: a call, and what is nearly one and says much more, before anything else.
pub(super) fn worth(placement: &Placement, reading: &Reading) -> (u8, i32) {
    match placement {
        Placement::Missing { .. } => (2, reading.score - MISSING),
        other => (rank(other).min(2), reading.score),
    }
}
