//! Which invoice is meant by its number, or by its customer's name or e-mail address.

use domain::{language::Language, money::Money, tool::ToolError, words::Say};
use store::records::{Records, invoices::Invoice};

use crate::fields;

/// How many invoices a question names at most.
const MOST_NAMED: usize = 8;

/// The one invoice that the words fit, else the question that is left. A number says it all; of a
/// customer's invoices those count of which something is `left` to be paid or given back. Where
/// nothing is left of any, `tool` says so.
pub(super) async fn find(
    db: &mut Records,
    tool: &str,
    words: &str,
    left: fn(&Invoice) -> Money,
) -> Result<Invoice, ToolError> {
    let words = fields::line("invoice", words, fields::EMAIL)?;
    if let Some(number) = number_in(&words) {
        let none = || fields::bad(Say::of("invoices", "no_number").with("number", number));
        return db.invoices().numbered(number).await?.ok_or_else(none);
    }
    let mut all = db.invoices().meant_by(&words).await?;
    let ask = |message, attribute| Say::of(message, attribute).with("customer", &words);
    if all.len() > 1 {
        all.retain(|it| left(it).minor > 0);
        if all.is_empty() {
            return Err(ToolError::Refused(ask(tool, "nothing_left_of_any")));
        }
    }
    if all.len() > 1 {
        let language = db.organisation().language;
        let named = all.iter().take(MOST_NAMED);
        let names: Vec<String> = named.map(|it| told_apart(it, left(it), language)).collect();
        let say = ask("invoices", "several").with("invoices", names);
        let more = all.len().saturating_sub(MOST_NAMED);
        return Err(fields::bad(say.with("more", more)));
    }
    let none = || fields::bad(ask("invoices", "no_invoice"));
    all.pop().ok_or_else(none)
}

/// The invoice's number, if the words are one: `12`, `#12`, `nº 12`, `fatura 12`.
fn number_in(words: &str) -> Option<i64> {
    const LABELS: [&str; 9] = [
        "#", "nº", "n°", "no", "n", "número", "number", "fatura", "invoice",
    ];
    let lower = words.to_lowercase();
    let label = lower.trim_end_matches(|it: char| it.is_ascii_digit());
    let mut labels = label.split([' ', '.', ':']).filter(|it| !it.is_empty());
    let known = |it: &str| LABELS.contains(&it) || LABELS.contains(&it.trim_end_matches('#'));
    let digits = lower.get(label.len()..)?;
    labels.all(known).then(|| digits.parse().ok()).flatten()
}

fn told_apart(invoice: &Invoice, left: Money, language: Language) -> String {
    let (number, customer) = (invoice.number, &invoice.customer);
    format!("{number} ({customer}, {})", left.display(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_understood_with_its_labels() {
        for words in [
            "12",
            "#12",
            "nº 12",
            "No. 12",
            "Fatura 12",
            "invoice #12",
            "fatura nº 12",
        ] {
            assert_eq!(number_in(words), Some(12), "{words}");
        }
        for words in [
            "Ana",
            "ana2",
            "12a",
            "loja 12",
            "",
            "99999999999999999999",
            "-12",
        ] {
            assert_eq!(number_in(words), None, "{words}");
        }
    }
}
