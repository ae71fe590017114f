//! Addresses and numbers: e-mail, telephone, and the number of a document.

use serde_json::Value;

use super::Found;
use crate::offline::token::{Kind, Tells, Text};

/// Reads an e-mail address.
pub(crate) fn email(text: &Text<'_>, at: usize) -> Option<Found> {
    text.get(at).filter(|it| it.kind == Kind::Email)?;
    Some(Found {
        end: at + 1,
        value: Value::from(text.slice(at, at + 1)),
        evident: true,
    })
}

/// Reads a telephone number, as it was written: `(11) 98888-7777`, `+1 415 555 0132`.
pub(crate) fn phone(text: &Text<'_>, at: usize) -> Option<Found> {
    let (mut end, mut digits, mut next) = (at, 0, at);
    while let Some(token) = text.get(next) {
        let near = next == at || token.start <= text.get(next - 1)?.end + 1;
        let part = match token.kind {
            Kind::Number => !token.norm.contains([',', '/', ':']),
            Kind::Mark => match token.norm.as_str() {
                "+" => next == at,
                "(" | ")" | "-" => true,
                _ => false,
            },
            Kind::Word | Kind::Email | Kind::Sign => false,
        };
        if !near || !part {
            break;
        }
        next += 1;
        if token.kind == Kind::Number {
            digits += token.norm.bytes().filter(u8::is_ascii_digit).count();
            end = next;
        }
    }
    let written = text.slice(at, end);
    if is_serial(written) {
        return None;
    }
    let begins = written.starts_with(|it: char| it.is_ascii_digit() || "+(".contains(it));
    let date = written.len() == 10 && written.parse::<chrono::NaiveDate>().is_ok();
    if !begins || date || !(7..=15).contains(&digits) {
        return None;
    }
    Some(Found {
        end,
        value: Value::from(written),
        // Eight digits in a row may also be an amount or a document's number.
        evident: digits >= 8 && written.contains(['-', ' ', '+', '(']) || digits >= 10,
    })
}

/// Reads the number of a document: `3`, `#3`, `nº 3`. It is written as text unless `integer`.
pub(crate) fn number(text: &Text<'_>, at: usize, integer: bool) -> Option<Found> {
    let token = text.get(at).filter(|it| it.kind == Kind::Number)?;
    if !integer && is_serial(&token.norm) {
        return Some(Found {
            end: at + 1,
            value: Value::from(text.slice(at, at + 1)),
            evident: true,
        });
    }
    let plain = token.norm.len() <= 9 && token.norm.bytes().all(|it| it.is_ascii_digit());
    if !plain || token.tells == Tells::HowMany {
        return None;
    }
    let value = match integer {
        true => Value::from(token.norm.parse::<u64>().ok()?),
        false => Value::from(token.norm.as_str()),
    };
    Some(Found {
        end: at + 1,
        value,
        evident: token.tells == Tells::Number,
    })
}

/// Whether a number is one that documents of a year have: `2026-0087`, `INV-2026-0031`.
pub(crate) fn is_serial(written: &str) -> bool {
    let mut parts = written.rsplit('-');
    let (Some(number), Some(year)) = (parts.next(), parts.next()) else {
        return false;
    };
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    digits(number)
        && (3..=6).contains(&number.len())
        && digits(year)
        && year.len() == 4
        && year.starts_with("20")
        && parts.all(|it| it.bytes().all(|it| it.is_ascii_alphabetic()))
}

/// Reads a reference of another program: `pi_3Nabc`, and `MP-7741920` where something announces it.
pub(crate) fn code(text: &Text<'_>, at: usize) -> Option<Found> {
    text.get(at)
        .filter(|it| it.kind == Kind::Word && !text.glued(at))?;
    let more = (at + 1..text.tokens.len()).take_while(|it| text.glued(*it));
    let part = |it: &usize| {
        text.get(*it).is_some_and(|it| match it.kind {
            Kind::Word | Kind::Number => true,
            Kind::Mark => ["_", "-"].contains(&it.norm.as_str()),
            Kind::Email | Kind::Sign => false,
        })
    };
    let end = at + 1 + more.take_while(part).count();
    let written = text.slice(at, end);
    let evident = written.contains('_') && !written.ends_with('_');
    let mixed = written.len() > 4
        && written.contains(|it: char| it.is_ascii_digit())
        && written.contains(|it: char| it.is_ascii_alphabetic());
    (evident || mixed).then(|| Found {
        end,
        value: Value::from(written),
        evident,
    })
}

#[cfg(test)]
mod tests {
    use domain::language::Language;

    use super::*;

    #[test]
    fn telephone_numbers_are_kept_as_they_were_written() {
        for written in [
            "(11) 98888-7777",
            "+55 11 98888-7777",
            "11988887777",
            "+1 415 555 0132",
            "555-0132",
        ] {
            let text = Text::read(written, Language::PtBr);
            let found = phone(&text, 0).unwrap();
            assert_eq!(found.end, text.tokens.len());
            assert_eq!(found.value, written);
        }
    }

    #[test]
    fn amounts_and_dates_are_no_telephone_numbers() {
        for written in [
            "1.250,90",
            "2026-12-01",
            "12/12/2026",
            "300",
            ") 98888-7777",
        ] {
            let text = Text::read(written, Language::PtBr);
            assert_eq!(phone(&text, 0), None, "{written}");
        }
    }
}
