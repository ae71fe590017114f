//! Amounts as people type them.

use domain::{language::Language, money::Currency};

/// An amount in minor units, as a person of a language writes it: with or without the currency,
/// with or without separators. Nothing that is negative, too large or too fine.
pub(super) fn parse(text: &str, currency: Currency, language: Language) -> Option<i64> {
    let (thousands, point) = match language {
        Language::PtBr => ('.', ','),
        Language::En => (',', '.'),
    };
    let text = text.trim();
    let text = text
        .strip_prefix(currency.symbol())
        .or_else(|| text.strip_prefix(currency.code()))
        .or_else(|| text.strip_suffix(currency.code()))
        .unwrap_or(text)
        .trim();
    let (whole, rest) = match text.split_once(point) {
        Some((whole, rest)) => (whole, rest),
        // A point that groups nothing is a decimal one, in either language.
        None => match text.rsplit_once(thousands) {
            Some((whole, rest)) if rest.len() != 3 => (whole, rest),
            _ => (text, ""),
        },
    };
    let mut groups = whole.split(thousands);
    let first = groups.next()?;
    let mut number = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        number.push_str(group);
    }
    let digits = usize::try_from(currency.digits()).ok()?;
    let is_number = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    if number.is_empty() || !is_number(&number) || !is_number(rest) || rest.len() > digits {
        return None;
    }
    format!("{number}{rest:0<digits$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_their_language_writes_them() {
        let pt = |text: &str| parse(text, Currency::Brl, Language::PtBr);
        let en = |text: &str| parse(text, Currency::Usd, Language::En);
        for (text, minor) in [
            ("80", 8_000),
            ("80,5", 8_050),
            ("80.50", 8_050),
            ("R$ 1.250,90", 125_090),
            ("1.000", 100_000),
            ("10 BRL", 1_000),
            ("0", 0),
        ] {
            assert_eq!(pt(text), Some(minor), "{text}");
        }
        assert_eq!(en("US$1,250.90"), Some(125_090));
        assert_eq!(en("1,000"), Some(100_000));
        for text in [
            "",
            "-1",
            "1,2,3",
            "80,505",
            "1.00.000,0",
            "x",
            "9999999999999999999",
        ] {
            assert_eq!(pt(text), None, "{text}");
        }
    }
}
