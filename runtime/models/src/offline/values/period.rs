//! Months and years that are over or have begun: `março`, `março de 2025`, `03/2026`, `2025`.

use chrono::Datelike as _;
use serde_json::Value;

use super::Found;
use crate::offline::{
    lexicon,
    scene::Scene,
    token::{Kind, Text},
};

/// Reads a month or a year. A month without a year is the last such month that has begun.
pub(crate) fn read(text: &Text<'_>, at: usize, scene: Scene) -> Option<Found> {
    let (end, value) = month(text, at, scene).or_else(|| written(text, at))?;
    Some(Found {
        end,
        value: Value::from(value),
        evident: false,
    })
}

fn month(text: &Text<'_>, at: usize, scene: Scene) -> Option<(usize, String)> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    // "No mês de outubro".
    let named = matches!(norm(at), "mes" | "month") && matches!(norm(at + 1), "de" | "of");
    let at = at + if named { 2 } else { 0 };
    let month = lexicon::month(norm(at))?;
    let joined = usize::from(["de", "of", "/", ","].contains(&norm(at + 1)));
    if let Some(year) = year(norm(at + 1 + joined)) {
        return Some((at + 2 + joined, format!("{year}-{month:02}")));
    }
    let today = scene.today?;
    // "Março desse ano", "March of last year".
    let said = norm(at + 1);
    let of = at + 1 + usize::from(["de", "do", "of", "from"].contains(&said));
    let years = match (norm(of), norm(of + 1)) {
        ("desse" | "deste" | "nesse" | "neste" | "este" | "esse" | "this", "ano" | "year") => {
            Some(0)
        }
        ("last", "year") | ("ano", "passado") => Some(1),
        _ => None,
    };
    if let Some(ago) = years {
        return Some((of + 2, format!("{}-{month:02}", today.year() - ago)));
    }
    let year = today.year() - i32::from(month > today.month());
    Some((at + 1, format!("{year}-{month:02}")))
}

/// Digits: `2026`, `2026-03`, `03/2026`.
fn written(text: &Text<'_>, at: usize) -> Option<(usize, String)> {
    let token = text.get(at).filter(|it| it.kind == Kind::Number)?;
    if let Some(year) = year(&token.norm) {
        return Some((at + 1, year.to_string()));
    }
    let (year, month) = match token.norm.split_once('-') {
        Some((written, month)) => (year(written)?, month),
        None => {
            let (month, written) = token.norm.split_once('/')?;
            (year(written)?, month)
        }
    };
    let month: u32 = month.parse().ok().filter(|it| (1..=12).contains(it))?;
    Some((at + 1, format!("{year}-{month:02}")))
}

fn year(written: &str) -> Option<i32> {
    let year: i32 = written.parse().ok()?;
    (written.len() == 4 && (2000..2100).contains(&year)).then_some(year)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::language::Language;

    use super::*;

    #[test]
    fn a_month_without_a_year_has_begun() {
        for (written, expected) in [
            ("março", Some("2026-03")),
            ("dezembro", Some("2025-12")),
            ("março de 2025", Some("2025-03")),
            ("março desse ano", Some("2026-03")),
            ("março do ano passado", Some("2025-03")),
            ("03/2026", Some("2026-03")),
            ("2026-03", Some("2026-03")),
            ("2025", Some("2025")),
            ("13/2026", None),
            ("300", None),
        ] {
            let text = Text::read(written, Language::PtBr);
            let scene = Scene {
                language: Language::PtBr,
                today: NaiveDate::from_ymd_opt(2026, 11, 21),
                currency: None,
            };
            let found = read(&text, 0, scene).filter(|it| it.end == text.tokens.len());
            let value = found.map(|it| it.value);
            assert_eq!(value, expected.map(Value::from), "{written}");
        }
    }
}
