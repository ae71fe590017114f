//! What people's words may contain before a tool takes them: checked lines, texts and amounts.

use domain::{
    money::{Currency, Money},
    tool::ToolError,
    words::Say,
};

/// The longest name of a person or company.
pub(crate) const NAME: usize = 200;
/// The longest e-mail address (RFC 5321).
pub(crate) const EMAIL: usize = 254;
/// The longest line that says what something is about.
pub(crate) const SUBJECT: usize = 500;
/// The longest note.
pub(crate) const NOTE: usize = 4_000;

/// No invoice or payment is larger, in minor units: sums over all of them stay countable.
const MOST: i64 = 10_000_000_000_000;

/// One line: its words with single spaces between them.
pub(crate) fn line(field: &str, text: &str, most: usize) -> Result<String, ToolError> {
    check(field, text.trim(), most, char::is_control)?;
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [] => Err(bad(Say::of("fields", "empty").with("field", field))),
        words => Ok(words.join(" ")),
    }
}

/// One line that may be left out; models leave things out by an empty text, too.
pub(crate) fn optional_line(
    field: &str,
    text: Option<&str>,
    most: usize,
) -> Result<Option<String>, ToolError> {
    let given = text.filter(|it| !it.trim().is_empty());
    given.map(|it| line(field, it, most)).transpose()
}

/// A text of several lines that may be left out.
pub(crate) fn optional_text(
    field: &str,
    text: Option<&str>,
    most: usize,
) -> Result<Option<String>, ToolError> {
    let given = text.map(str::trim).filter(|it| !it.is_empty());
    given
        .map(|it| {
            check(field, it, most, |it| {
                it.is_control() && !matches!(it, '\n' | '\r' | '\t')
            })?;
            Ok(it.to_owned())
        })
        .transpose()
}

/// An amount of money that can be invoiced, paid or given back, in the one currency that it may be.
pub(crate) fn amount(amount: Money, ours: Currency) -> Result<Money, ToolError> {
    let refused = |attribute: &str| {
        let say = Say::of("fields", attribute).with("amount", amount);
        Err(ToolError::Refused(say.with("currency", ours.code())))
    };
    match amount.minor {
        _ if amount.currency != ours => refused("other_currency"),
        ..=0 => refused("not_positive"),
        1..=MOST => Ok(amount),
        _ => refused("too_large"),
    }
}

/// Arguments that the model can correct, or asks the person about.
pub(crate) fn bad(say: Say) -> ToolError {
    ToolError::Arguments(say)
}

fn check(
    field: &str,
    text: &str,
    most: usize,
    unwanted: fn(char) -> bool,
) -> Result<(), ToolError> {
    if text.chars().count() > most {
        let say = Say::of("fields", "too_long").with("field", field);
        return Err(bad(say.with("most", most)));
    }
    if text.chars().any(|it| unwanted(it) || turns_text_around(it)) {
        return Err(bad(Say::of("fields", "control").with("field", field)));
    }
    Ok(())
}

/// Marks that make a text read otherwise than it is stored: a card must show what it is.
fn turns_text_around(it: char) -> bool {
    matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute<T: std::fmt::Debug>(result: Result<T, ToolError>) -> String {
        match result.unwrap_err() {
            ToolError::Arguments(say) | ToolError::Refused(say) => say.attribute,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn lines_lose_their_surplus_spaces() {
        assert_eq!(
            line("name", "  Ana \u{a0} Souza ", NAME).unwrap(),
            "Ana Souza"
        );
    }

    #[test]
    fn unusable_lines_name_the_field() {
        assert_eq!(attribute(line("name", " ", NAME)), "empty");
        assert_eq!(attribute(line("name", "a\nb", NAME)), "control");
        assert_eq!(attribute(line("name", "a\u{7}", NAME)), "control");
        assert_eq!(attribute(line("name", "a\u{202e}b", NAME)), "control");
        assert_eq!(attribute(line("name", &"ã".repeat(201), NAME)), "too_long");
        assert!(line("name", &"ã".repeat(200), NAME).is_ok());
    }

    #[test]
    fn notes_keep_their_lines() {
        let note = optional_text("note", Some(" a\n\tb\r\n"), NOTE).unwrap();
        assert_eq!(note.as_deref(), Some("a\n\tb"));
        assert_eq!(
            attribute(optional_text("note", Some("a\0"), NOTE)),
            "control"
        );
        assert_eq!(optional_text("note", Some(" \n"), NOTE).unwrap(), None);
        assert_eq!(optional_line("interest", Some(""), SUBJECT).unwrap(), None);
    }

    #[test]
    fn only_positive_amounts_in_our_currency_pass() {
        let money = |minor, currency| Money { minor, currency };
        let check = |it| attribute(amount(it, Currency::Brl));
        assert!(amount(money(1, Currency::Brl), Currency::Brl).is_ok());
        assert_eq!(check(money(0, Currency::Brl)), "not_positive");
        assert_eq!(check(money(i64::MIN, Currency::Brl)), "not_positive");
        assert_eq!(check(money(i64::MAX, Currency::Brl)), "too_large");
        assert_eq!(check(money(100, Currency::Usd)), "other_currency");
    }
}
