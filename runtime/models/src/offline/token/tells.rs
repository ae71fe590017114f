//! What a number tells: how much, or rather which document, or how many of them.
//!
//! A number that is marked as a document's is never money, and neither is one that counts documents.

use domain::{language::Language, money::Currency};

use super::{Kind, Role, Text, Token};
use crate::offline::{lexicon, values::contact};

/// What a number tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::offline) enum Tells {
    /// Anything.
    Anything,
    /// Which document is meant, whatever follows: `#4`, `nº 4`.
    Number,
    /// Which one is meant, if no currency follows: "a 9004".
    Which,
    /// How many are meant, or a place in a row: "as duas", "2ª".
    HowMany,
}

/// Numbers below this one count things after an article: "os dois", and not "os 300".
const FEW: u64 = 10;
/// How many words may stand between a number and what it counts: "two of his open invoices".
const REACH: usize = 4;

impl Text<'_> {
    /// Finds out what each number tells.
    pub(super) fn find_numbers(&mut self) {
        for index in 0..self.tokens.len() {
            let tells = self.tells(index);
            if let Some(token) = self.tokens.get_mut(index) {
                token.tells = tells;
            }
        }
    }

    fn tells(&self, index: usize) -> Tells {
        let Some(token) = self.get(index).filter(|it| it.kind == Kind::Number) else {
            return Tells::Anything;
        };
        let before = index.checked_sub(1).and_then(|it| self.get(it));
        let norm = before.map_or("", |it| it.norm.as_str());
        let few = token.norm.parse().is_ok_and(|it: u64| it < FEW);
        let article = self.language == Language::PtBr && !self.says_hour(before);
        match () {
            () if contact::is_serial(&token.norm) => Tells::Number,
            () if self.mark_before(index).is_some() || self.goes_on_numbering(index) => {
                Tells::Number
            }
            () if self.is_ordinal(index) || self.is_within_code(index) => Tells::HowMany,
            () if self.counts_documents(index, few) => Tells::HowMany,
            () if few && self.takes_few(index, norm) => Tells::HowMany,
            // "A de 300": the one of so much.
            () if article && norm == "de" && self.is_told_by_sum(index) => Tells::HowMany,
            () if article && lexicon::takes_several(norm) => Tells::HowMany,
            () if article && lexicon::singles_out(norm) && !self.counts_times(index) => {
                Tells::Which
            }
            () => Tells::Anything,
        }
    }

    /// Where the words begin that mark a number as a document's: `#`, `n.º`, "number".
    pub(in crate::offline) fn mark_before(&self, index: usize) -> Option<usize> {
        let dots = |it: &Token| ["º", "°", ".", "-", ":"].contains(&it.norm.as_str());
        let mut at = index;
        while at > 0 && self.get(at - 1).is_some_and(dots) {
            at -= 1;
        }
        let mark = at.checked_sub(1)?;
        let token = self.get(mark)?;
        let marks = match token.kind {
            Kind::Mark => ["#", "№"].contains(&token.norm.as_str()),
            // "NF-12", "inv12".
            Kind::Word => {
                lexicon::numbers(&token.norm)
                    || (lexicon::is_document(&token.norm) && self.glued(mark + 1))
            }
            Kind::Number | Kind::Email | Kind::Sign => false,
        };
        marks.then_some(mark)
    }

    /// Whether a number is one more after another: "#4 and 5".
    fn goes_on_numbering(&self, index: usize) -> bool {
        let norm = index.checked_sub(1).and_then(|it| self.get(it));
        let joins =
            norm.is_some_and(|it| ["and", "e", "&", "or", "ou"].contains(&it.norm.as_str()));
        let earlier = index.checked_sub(2).and_then(|it| self.get(it));
        joins && earlier.is_some_and(|it| it.tells == Tells::Number)
    }

    /// Whether a number is a place in a row: `2ª`, `2nd`.
    fn is_ordinal(&self, index: usize) -> bool {
        let endings = ["º", "°", "ª", "a", "o", "st", "nd", "rd", "th"];
        let next = self.get(index + 1);
        self.glued(index + 1) && next.is_some_and(|it| endings.contains(&it.norm.as_str()))
    }

    /// Whether letters right before a number make it a part of a code: `A12`, `INV-12`.
    fn is_within_code(&self, index: usize) -> bool {
        let earlier = |back: usize| index.checked_sub(back).and_then(|it| self.get(it));
        let dashed = earlier(1).is_some_and(|it| ["-", "_"].contains(&it.norm.as_str()))
            && self.glued(index)
            && self.glued(index - 1);
        let word = match dashed {
            true => earlier(2),
            false => earlier(1).filter(|_| self.glued(index)),
        };
        // "RS300", "x300" and "usd300" are sums.
        let sums = |it: &str| ["r", "rs", "x"].contains(&it) || Currency::from_code(it).is_some();
        word.is_some_and(|it| it.kind == Kind::Word && !sums(&it.norm))
    }

    /// Whether a number is followed by what it counts: "2 open invoices", "duas delas".
    fn counts_documents(&self, index: usize, few: bool) -> bool {
        let mut of = false;
        for token in self.tokens.iter().skip(index + 1).take(REACH) {
            match token.role {
                Role::Link("de" | "of") => of = true,
                Role::Filler | Role::Content if token.kind == Kind::Word => {}
                _ => return false,
            }
            let several = lexicon::is_document(&token.norm) && token.norm.ends_with('s');
            let named = lexicon::stands_for_several(&token.norm);
            // "300 of invoices 4 and 5" is a sum.
            if (several || named) && (few || !(of || named)) {
                return true;
            }
        }
        false
    }

    /// Whether what stands before a small number makes it a count: "the two", and not "the 2".
    fn takes_few(&self, index: usize, before: &str) -> bool {
        let digits = self
            .slice(index, index + 1)
            .starts_with(|it: char| it.is_ascii_digit());
        lexicon::takes_few(before) && !(digits && before == "the")
    }

    /// Whether a number after a "de" tells a document by what it comes to.
    fn is_told_by_sum(&self, index: usize) -> bool {
        let article = index.checked_sub(2).and_then(|it| self.get(it));
        article.is_some_and(|it| lexicon::singles_out(&it.norm) || lexicon::takes_several(&it.norm))
    }

    fn counts_times(&self, index: usize) -> bool {
        self.get(index + 1)
            .is_some_and(|it| lexicon::counts_times(&it.norm))
    }

    /// Whether a word leads to an hour: "às 10".
    fn says_hour(&self, token: Option<&Token>) -> bool {
        let written = token.and_then(|it| self.raw.get(it.start..it.end));
        written.is_some_and(|it| ["às", "Às", "ás"].contains(&it))
    }
}
