//! The languages that Firma speaks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language of people.
#[derive(
    Clone, Copy, Debug, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Deserialize, Serialize,
)]
pub enum Language {
    /// Brazilian Portuguese.
    #[serde(rename = "pt-BR")]
    PtBr,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::PtBr, Self::En];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::PtBr => "pt-BR",
            Self::En => "en",
        }
    }

    /// The language that a tag or a locale name (`pt_BR.UTF-8`) asks for, if we speak it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let lower = tag.to_ascii_lowercase();
        match lower.get(..2) {
            Some("pt") => Some(Self::PtBr),
            Some("en") => Some(Self::En),
            _ => None,
        }
    }

    /// The language that a text is in, by the small words that only one of them has; `None` where
    /// they do not tell.
    pub fn of(text: &str) -> Option<Self> {
        let count = |small: &[&str]| {
            // Addresses are of no language: `com` is a word of Portuguese.
            let plain = text
                .split_whitespace()
                .filter(|it| !it.contains(['@', '/']));
            let words = plain.flat_map(|it| it.split(|it: char| !it.is_alphabetic()));
            let lower = words.map(str::to_lowercase);
            lower.filter(|it| small.contains(&it.as_str())).count()
        };
        let (portuguese, english) = (count(PORTUGUESE), count(ENGLISH));
        match portuguese.cmp(&english) {
            std::cmp::Ordering::Greater => Some(Self::PtBr),
            std::cmp::Ordering::Less => Some(Self::En),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// Small words of Portuguese that are none in English.
const PORTUGUESE: &[&str] = &[
    "ao", "aos", "às", "com", "da", "das", "de", "dos", "e", "ela", "ele", "em", "essa", "esse",
    "esta", "está", "este", "eu", "fatura", "faturas", "foi", "hoje", "isso", "mais", "mas", "meu",
    "minha", "na", "nas", "nos", "nossa", "nosso", "novo", "nova", "não", "nao", "o", "os", "para",
    "pela", "pelo", "por", "pra", "pro", "qual", "quais", "quanto", "que", "quem", "quer", "quero",
    "são", "se", "sem", "ser", "sim", "sobre", "tem", "temos", "tudo", "um", "uma", "vc", "você",
];

/// Small words of English that are none in Portuguese.
const ENGLISH: &[&str] = &[
    "an", "and", "any", "are", "at", "by", "can", "could", "did", "does", "for", "from", "give",
    "has", "have", "he", "her", "his", "how", "i", "if", "in", "invoice", "invoices", "is", "it",
    "list", "my", "new", "not", "of", "on", "our", "paid", "please", "she", "show", "that", "the",
    "their", "them", "they", "this", "to", "wants", "was", "we", "what", "which", "who", "will",
    "with", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_tell_the_language() {
        let of = Language::of;
        assert_eq!(of("Novo lead: Ana, quer o plano Pro"), Some(Language::PtBr));
        assert_eq!(of("quais leads temos?"), Some(Language::PtBr));
        assert_eq!(of("Reembolsa a fatura 3"), Some(Language::PtBr));
        assert_eq!(of("Which leads do we have?"), Some(Language::En));
        assert_eq!(of("refund invoice 2"), Some(Language::En));
        assert_eq!(of("New lead: Ana, ana@example.com"), Some(Language::En));
        assert_eq!(of("Ana 120"), None);
    }
}
