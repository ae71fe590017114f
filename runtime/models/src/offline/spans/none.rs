//! What looks like a value of a slot and is none.

use super::Finder;
use crate::offline::{
    context::{self, Gap},
    frame::Kind,
    lexicon,
    token::{Kind as TokenKind, Role, Token},
    values::{Found, amount},
};

/// Things are counted up to so many.
const FEW: u32 = 100;

impl Finder<'_> {
    /// Whether what was found is no value of a slot, whatever announces it.
    pub(super) fn is_none(&self, (slot, kind): (usize, Kind), at: usize, found: &Found) -> bool {
        let gap = context::before(self.text, at);
        let left = context::context(self.text, gap);
        let document = self.frame.document() == Some(slot);
        match kind {
            Kind::Name => self.is_nobody(slot, (at, found.end), gap),
            Kind::Number => document && !found.evident && (self.is_a_whole(at) || gap.comma),
            Kind::Amount => {
                let numbers = || self.may_be_a_number((gap, found.end), &left);
                !found.evident && (numbers() || self.counts_things(at))
            }
            Kind::Choice => self.is_told_choice(kind, at) || self.is_left(kind, (at, found.end)),
            Kind::Text | Kind::Email | Kind::Phone | Kind::Code => false,
            Kind::Date | Kind::Moment | Kind::Period => false,
        }
    }

    /// Whether a word orders something where a list could be meant: "paga o boleto", and not "paga".
    pub(super) fn is_ordered(&self, at: usize) -> bool {
        let shows = !self.frame.acts();
        let begins = context::before(self.text, at).anchor.is_none();
        let object = self.text.get(at + 1);
        shows && begins && object.is_some_and(|it| lexicon::is_article(&it.norm))
    }

    /// Whether words in lower case are no name for a slot.
    pub(super) fn is_nobody(&self, slot: usize, (at, end): (usize, usize), gap: Gap) -> bool {
        // "Meu filho," speaks to somebody.
        let before_it = at.checked_sub(1).and_then(|it| self.text.get(it));
        let owned = before_it.is_some_and(|it| lexicon::is_oneself(&it.norm));
        // "Bruno prometeu pagar": who is not needed begins a clause, or a preposition leads to it.
        let inside = gap.anchor.is_some() && !gap.pause && gap.link.is_none();
        let aside = slot == self.frame.spare() && inside;
        let common = self.text.get(at).filter(|it| !it.capital);
        let written = self.text.tokens.get(at..end).unwrap_or_default();
        let restricts = written
            .iter()
            .any(|it| !it.capital && lexicon::matters(&it.norm));
        // "Show the invoices, my totals are off by a nickel": whoever is told of is not asked about.
        let shows = !self.frame.acts();
        let told = shows && common.is_some_and(|it| it.told);
        // "For the shelving".
        let thing = before_it.is_some_and(|it| it.norm == "the");
        // "Polish chipped", after "Marcy Vale".
        let apart = self.is_beside_names(at);
        // "Da mensalidade de dezembro da Greice Dornelles".
        let of = self
            .text
            .get(end)
            .is_some_and(|it| matches!(it.role, Role::Link("de" | "of")))
            && self.is_beside_names(at);
        common.is_some() && (owned || aside || restricts || told || thing || apart || of)
    }

    /// Whether a word in lower case stands in a text that writes its names with capitals.
    pub(super) fn is_beside_names(&self, at: usize) -> bool {
        let capital = |at: usize| {
            let token = self.text.get(at).filter(|it| it.kind == TokenKind::Word);
            token.is_some_and(|it| it.capital && it.role == Role::Content)
        };
        let two = (0..self.text.tokens.len()).any(|it| capital(it) && capital(it + 1));
        two && !capital(at)
    }

    /// Whether a number counts what follows it: "500 envelopes", or, where another number may be the amount,
    /// "3 chair legs, 480", or surely is: "120 bucks, 500 door hangers".
    pub(super) fn counts_things(&self, at: usize) -> bool {
        let number = |it: &Token| it.kind == TokenKind::Number;
        let count = self.text.get(at).and_then(|it| it.norm.parse::<u32>().ok());
        let noun = |at: usize| {
            self.text.get(at).filter(|it| {
                it.kind == TokenKind::Word
                    && it.role == Role::Content
                    && !it.capital
                    && !self.vocabulary.knows(it)
            })
        };
        let plural = |it: &Token| it.norm.ends_with('s');
        let thing = noun(at + 1).is_some_and(|it| plural(it) || noun(at + 2).is_some_and(plural));
        let sum = |it: usize| {
            let found = amount::read(self.text, it, self.scene).filter(|it| it.evident);
            found.is_some_and(|found| !(it..found.end).contains(&at))
        };
        let others = self.text.tokens.iter().filter(|it| number(it)).count() > 1;
        let few = count.is_some_and(|it| it <= FEW);
        // "For Ana, 500 envelopes": money must not move on what may be a count.
        let counted = noun(at + 1).is_some_and(plural);
        count.is_some()
            && (counted || thing && others && (few || (0..self.text.tokens.len()).any(sum)))
    }

    /// Whether a token stands in a clause that only tells something, while another chooses as well.
    pub(super) fn is_told_choice(&self, kind: Kind, at: usize) -> bool {
        let told = |at: usize| self.text.get(at).is_some_and(|it| it.told);
        let other = |it: &Token| !it.told && it.role != Role::Filler && self.frame.chooses_by(it);
        kind == Kind::Choice && told(at) && self.text.tokens.iter().any(other)
    }

    /// Whether a value is the one that is left for another: "from new to contacted".
    pub(super) fn is_left(&self, kind: Kind, (at, end): (usize, usize)) -> bool {
        let links = |at: Option<usize>, among: &[&str]| {
            let link = at.and_then(|it| self.text.get(it));
            link.is_some_and(|it| matches!(it.role, Role::Link(link) if among.contains(&link)))
        };
        kind == Kind::Choice
            && links(at.checked_sub(1), &["from", "de"])
            && links(Some(end), &["to", "para"])
    }

    /// Whether a value only says what a thing is that something is done with: "log a new lead".
    pub(super) fn is_attribute(&self, kind: Kind, (at, end): (usize, usize)) -> bool {
        let acts = self.frame.acts();
        let begins = context::before(self.text, at).anchor.is_none();
        let noun = self.text.get(end).is_some_and(|it| {
            it.kind == TokenKind::Word
                && it.role == Role::Content
                && !it.capital
                && self.frame.weights.contains_key(it.sense())
        });
        kind == Kind::Choice && acts && !begins && noun
    }

    /// Whether a bare number only says of how much an amount is a part: "paid 100 of his 150".
    pub(super) fn is_a_whole(&self, at: usize) -> bool {
        let norm = |back: usize| {
            let token = at.checked_sub(back).and_then(|it| self.text.get(it));
            token.map_or("", |it| it.norm.as_str())
        };
        let number = |back: usize| {
            let token = at.checked_sub(back).and_then(|it| self.text.get(it));
            token.is_some_and(|it| it.kind == TokenKind::Number)
        };
        let owned = ["the", "his", "her", "their"].contains(&norm(1)) && norm(2) == "of";
        (norm(1) == "dos" && number(2)) || (owned && number(3))
    }

    /// Whether no other name is in the text than the one from a token to another.
    pub(super) fn is_lone(&self, start: usize, end: usize) -> bool {
        let own: Vec<&str> = (start..end)
            .filter_map(|it| self.text.get(it))
            .map(|it| it.norm.as_str())
            .collect();
        // A whole name stands out among first names: "Tainara Prestes, .. obs: indicação do Rudi".
        let whole = end > start + 1;
        let single = |at: usize| {
            let capital = |at: usize| self.text.get(at).is_some_and(|it| it.capital);
            !capital(at + 1) && !at.checked_sub(1).is_some_and(capital)
        };
        let passed: Vec<&str> = (end..self.text.tokens.len())
            .filter(|it| whole && single(*it))
            .filter_map(|it| self.text.get(it))
            .map(|it| it.norm.as_str())
            .collect();
        let named = |it: &Token| it.kind == TokenKind::Word && it.capital && !it.first;
        let mut names = self
            .text
            .tokens
            .iter()
            .filter(|it| named(it) && it.role == Role::Content);
        names.all(|it| {
            let norm = it.norm.as_str();
            own.contains(&norm) || passed.contains(&norm)
        })
    }
}
