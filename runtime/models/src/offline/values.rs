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

#[cfg(test)]
mod testing {
    use chrono::NaiveDate;
    use domain::language::Language;

    use super::{
        super::{scene::Scene, token::Text},
        Found,
    };

    /// What a reader makes of a whole text, on a Saturday: 2026-11-21.
    pub(super) fn whole(
        read: fn(&Text<'_>, usize, Scene) -> Option<Found>,
        language: Language,
        written: &str,
    ) -> Option<String> {
        let text = Text::read(written, language);
        let scene = Scene {
            language,
            today: NaiveDate::from_ymd_opt(2026, 11, 21),
            currency: None,
        };
        let found = read(&text, 0, scene).filter(|it| it.end == text.tokens.len())?;
        found.value.as_str().map(str::to_owned)
    }
}
