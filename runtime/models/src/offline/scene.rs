//! What the instructions and the words of a request say about its day, its currency and its
//! language.

use chrono::NaiveDate;
use domain::{language::Language, money::Currency};

/// Where and when something is said.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Scene {
    /// The language of the words.
    pub(super) language: Language,
    /// Today, in the company's zone.
    pub(super) today: Option<NaiveDate>,
    /// The currency of an amount that names none.
    pub(super) currency: Option<Currency>,
}

impl Scene {
    /// Reads the lines `Today: 2026-11-21` and `Currency: BRL` of an agent's instructions; the last
    /// of each counts.
    pub(super) fn read(system: &str, language: Language) -> Self {
        let fact = |name: &str| {
            let mut lines = system.lines().rev();
            lines.find_map(|it| it.trim().strip_prefix(name)?.strip_prefix(':'))
        };
        Self {
            language,
            today: fact("Today").and_then(|it| it.trim().parse().ok()),
            currency: fact("Currency").and_then(|it| Currency::from_code(it.trim())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_of_the_instructions_tell_day_and_currency() {
        let system = "Be kind.\nCurrency: USD\n\nToday: 2026-11-21\nCurrency: BRL\n";
        let scene = Scene::read(system, Language::En);
        assert_eq!(scene.today, NaiveDate::from_ymd_opt(2026, 11, 21));
        assert_eq!(scene.currency, Some(Currency::Brl));
        assert_eq!(Scene::read("Today: soon", Language::En).today, None);
    }
}
