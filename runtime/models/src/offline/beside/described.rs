//! What the words beside a request say of the only free text that a tool takes.

use std::ops::Range;

use serde_json::Value;

use super::{Look, is_name, weighs};
use crate::offline::{
    lexicon,
    spans::{Span, Trust},
    synonyms,
    token::{Kind, Role, Text, Token},
};

/// How many words one more thing may have.
const ADDED: usize = 6;

/// Words that are the free text of a slot.
#[derive(Debug)]
pub(super) struct Described {
    /// The slot.
    pub(super) slot: usize,
    /// The words.
    pub(super) range: Range<usize>,
}

impl Described {
    /// What they say.
    pub(super) fn said(&self, text: &Text<'_>) -> Value {
        let leads = |at: &usize| {
            text.get(*at)
                .is_some_and(|it| !it.capital && lexicon::introduces(&it.norm))
        };
        let start = self.range.start + self.range.clone().take_while(leads).count();
        Value::from(text.slice(start, self.range.end).trim())
    }
}

impl Look<'_> {
    /// What the unread words of a clause say of a free text that a tool takes: what follows a value or a pause,
    /// up to the end of the clause, of those that an "and" joins to it, or to what the request says next.
    pub(super) fn described(
        &self,
        clause: &Range<usize>,
        left: &[usize],
        rest: &[Range<usize>],
    ) -> Option<Described> {
        let mut described = self.described_in(clause, left)?;
        for next in rest {
            let joined = described.range.end == next.start && self.adds(next);
            if !joined || !self.is_apart(next) {
                break;
            }
            described.range.end = next.end;
        }
        Some(described)
    }

    /// Whether a clause names one more thing: "and balancing", "+ album".
    fn adds(&self, clause: &Range<usize>) -> bool {
        let [joint, words @ ..] = self.tokens(clause) else {
            return false;
        };
        let joins = joint.role == Role::Link("e") || joint.norm == "+";
        let mut content = words.iter().filter(|it| it.role == Role::Content);
        let first = clause.clone().find(|it| {
            self.text
                .get(*it)
                .is_some_and(|it| it.role == Role::Content)
        });
        joins
            && words.len() <= ADDED
            && content.next().is_some()
            && first.is_some_and(|it| !self.is_other(&(clause.start + 1..clause.end), it, false))
    }

    fn described_in(&self, clause: &Range<usize>, left: &[usize]) -> Option<Described> {
        let texts = self.texts();
        let slot = match texts.as_slice() {
            [only] => *only,
            [_, .., last] if self.tells_of_her(clause, *last) => {
                let joints = |at: &usize| {
                    self.text
                        .get(*at)
                        .is_some_and(|it| it.role == Role::Pause || lexicon::joins(&it.norm))
                };
                let start = clause.start + clause.clone().take_while(joints).count();
                return Some(Described {
                    slot: *last,
                    range: start..clause.end,
                });
            }
            // A thing is the first that is open; only one that stands by itself is surely none of another.
            [first, ..] if self.names_thing(clause) => *first,
            _ => return None,
        };
        let (first, last) = (*left.first()?, *left.last()?);
        // "Mensalidade de dezembro": the rest of it may have been found already.
        let rest = self
            .used
            .iter()
            .find(|it| it.slot == slot && it.start > last);
        let rest = rest.filter(|it| {
            let link = |it: &Token| matches!(it.role, Role::Link(_) | Role::Filler);
            let between = last + 1..it.start;
            it.trust == Trust::Free
                && (self.tokens(&between).iter().all(link)
                    || (self.paused(first)
                        && clause.contains(&it.start)
                        && self.is_apart(&between)))
        });
        if !self.acts || (rest.is_none() && self.reading.filled.contains_key(&slot)) {
            return None;
        }
        // A clause of which the request needs nothing is a text as a whole.
        let pauses = |at: &usize| self.text.get(*at).is_some_and(|it| it.role == Role::Pause);
        let whole = clause.start + clause.clone().take_while(pauses).count();
        let (first, last) = match whole > clause.start && self.is_apart(clause) {
            true => (whole, clause.end - 1),
            false => (first, last),
        };
        let first = (first..=last)
            .find(|it| self.text.get(*it).is_some_and(|it| it.role != Role::Filler))?;
        let range = first..rest.map_or(last + 1, |it| it.end);
        // Other words of the request in between: it is no text.
        let between = first..last + 1;
        if !self.is_apart(&between) || (rest.is_none() && first < self.begins()) {
            return None;
        }
        let filler = |at: &usize| self.text.get(*at).is_some_and(|it| it.role == Role::Filler);
        let start = (clause.start..first).rev().take_while(filler).last();
        let start = start.unwrap_or(first);
        let mut ended = self
            .used
            .iter()
            .filter(|it| it.end == start && it.trust != Trust::Free);
        let paused = self.paused(start);
        let explains = self.frame.reason() == Some(slot);
        // "Bruno Lima 30 chairs": what is counted is no part of a name.
        let more = last > first || range.end > last + 1;
        let apart = |name: &Span| {
            let lower = self.text.get(first).is_some_and(|it| !it.capital);
            let names = (name.start..name.end).filter_map(|it| self.text.get(it));
            lower && more && names.filter(|it| it.capital).count() > 1
        };
        // "Emite a mensalidade de violino": what the text goes on with is found already.
        let goes_on = rest.is_some() && last - first < 2 && first > 0 && {
            let before = self.text.get(first - 1);
            before.is_some_and(|it| lexicon::is_article(&it.norm) || it.norm == "a")
        };
        if !paused
            && !goes_on
            && (explains || ended.next().is_none_or(|it| is_name(it) && !apart(it)))
        {
            return None;
        }
        (!self.is_other(&(start..range.end), first, explains)).then_some(Described {
            slot,
            range: if explains { start } else { first }..range.end,
        })
    }

    /// Whether a clause after a request tells of the one whom it is about, which is worth a note: "she prefers texts".
    fn tells_of_her(&self, clause: &Range<usize>, slot: usize) -> bool {
        let tokens = self.tokens(clause);
        let mut words = tokens
            .iter()
            .filter(|it| it.kind == Kind::Word && !lexicon::joins(&it.norm));
        self.acts
            && !self.frame.moves_money()
            && clause.start > self.begins()
            && !self.reading.filled.contains_key(&slot)
            && self.is_apart(clause)
            && words.next().is_some_and(|it| {
                lexicon::is_somebody(&it.norm) || lexicon::characterizes(&it.norm)
            })
            && !tokens.iter().any(|it| self.may_matter(it))
    }

    /// Whether a clause stands by itself and only names a thing.
    fn names_thing(&self, clause: &Range<usize>) -> bool {
        let tokens = self.tokens(clause);
        let paused = tokens.first().is_some_and(|it| it.role == Role::Pause);
        // "Envelopamento de kombi": what a preposition leads to is no verb.
        let led = |at: usize| {
            let before = at.checked_sub(1).and_then(|it| tokens.get(it));
            before.is_some_and(|it| matches!(it.role, Role::Link(link) if link != "e"))
        };
        let verb = |(at, it): (usize, &Token)| {
            let happens = lexicon::narrates(&it.norm) && !it.norm.ends_with("ing") && !led(at);
            happens || lexicon::orders(&it.norm)
        };
        paused && self.is_apart(clause) && !tokens.iter().enumerate().any(verb)
    }

    /// Whether words are no free text: they order, tell or restrict something.
    fn is_other(&self, range: &Range<usize>, first: usize, explains: bool) -> bool {
        let tokens = self.tokens(range);
        // "It never arrived".
        let of_others = explains
            && tokens
                .first()
                .is_some_and(|it| lexicon::has_subject(&it.norm) && !lexicon::is_oneself(&it.norm));
        let matters = |it: &Token| {
            matches!(it.kind, Kind::Email | Kind::Sign)
                || (it.role == Role::Negation && !of_others)
                || it.wish
                || lexicon::conditions(&it.norm)
                || (explains && lexicon::lessens(&it.norm))
        };
        let restricts = |it: &Token| {
            let other = lexicon::is_alternative(&it.norm);
            other || (!explains && (it.nameless || lexicon::matters(&it.norm)))
        };
        let happens = |it: &Token| lexicon::narrates(&it.norm) && !it.norm.ends_with("ing");
        // "Bruno already charged 100", "the secretary does it": somebody else's act is no thing.
        let acts = !explains && self.holds_an_act(range);
        let begin = self.text.get(first);
        let tells = tokens
            .first()
            .is_some_and(|it| lexicon::has_subject(&it.norm) && !lexicon::is_article(&it.norm))
            || begin.is_some_and(happens)
            || tokens.iter().any(|it| lexicon::is_subject(&it.norm));
        let why = explains && (tells || tokens.iter().any(happens));
        let orders = !why && self.may_order(range, first);
        // "Da Padaria Sol": who that is. "Em dinheiro": how.
        let content = || tokens.iter().filter(|it| it.role == Role::Content);
        let names = content().all(|it| it.capital && it.kind == Kind::Word);
        let led = tokens.first().is_some_and(|it| match it.role {
            Role::Link("de" | "of" | "from") => true,
            Role::Link(_) => !explains,
            Role::Filler | Role::Pause | Role::Negation | Role::Content => false,
        });
        let time = content().all(|it| {
            let day =
                lexicon::month(&it.norm).is_some() || ["day", "dia"].contains(&it.norm.as_str());
            day || it.kind == Kind::Number || lexicon::is_part_of_day(&it.norm)
        });
        // What holds a day or a number may be more than a text.
        let counted = !explains
            && content().any(|it| {
                let day =
                    lexicon::month(&it.norm).is_some() || lexicon::weekday(&it.norm).is_some();
                day || it.kind == Kind::Sign
            });
        // "200 Australian dollars".
        let money = content().any(|it| lexicon::is_money(&it.norm));
        if names || led || time || acts || money || counted && !self.paused(range.start) {
            return true;
        }
        let number = tokens.len() == 1 && tokens.iter().any(|it| it.kind == Kind::Number);
        orders
            || number
            || begin.is_some_and(|it| {
                restricts(it) && !(lexicon::is_kind(&it.norm) && self.qualifies(first))
            })
            || tokens.iter().any(matters)
            || (!explains && tells)
    }

    /// Whether words may begin another request: "troca de óleo" and "late delivery" are things.
    fn may_order(&self, range: &Range<usize>, first: usize) -> bool {
        let Some(begin) = self.text.get(first).filter(|it| it.kind == Kind::Word) else {
            return false;
        };
        let mut others = self.tokens(&(first + 1..range.end)).iter();
        let alone = !others.clone().any(|it| it.role == Role::Content);
        // An order needs something that some tool knows, or somebody.
        let object = alone || others.any(|it| weighs(it) || self.vocabulary.knows(it));
        if !lexicon::orders(&begin.norm) && !object {
            return false;
        }
        let next = self.text.get(first + 1);
        let of = next.is_some_and(|it| matches!(it.role, Role::Link("de" | "of" | "e")));
        let thing = of && !lexicon::orders(&begin.norm);
        let verb = self.vocabulary.begins(begin) && !self.qualifies(first);
        let modifies =
            !verb && next.is_some_and(|it| it.role == Role::Content && it.kind == Kind::Word);
        self.vocabulary.asks(begin) && !lexicon::is_infinitive(&begin.norm) && !thing && !modifies
    }

    /// Whether a word only says of what kind a thing is that no tool does anything with: "new spokes", "full service".
    fn qualifies(&self, at: usize) -> bool {
        let object = |it: &Token| {
            let named = lexicon::is_document(&it.norm) || synonyms::names_thing(&it.norm);
            named || lexicon::titles(&it.norm) || lexicon::is_sum(&it.norm)
        };
        let word = self.text.get(at);
        let next = self.text.get(at + 1);
        word.is_some_and(|it| !lexicon::orders(&it.norm) && !synonyms::is_act(&it.norm))
            && next.is_some_and(|it| {
                it.kind == Kind::Word && it.role == Role::Content && !it.capital && !object(it)
            })
    }

    /// Whether words tell what somebody with a name did, what may come, or what is to be done: "deduct the
    /// deposit".
    fn holds_an_act(&self, range: &Range<usize>) -> bool {
        let tokens = self.tokens(range);
        let named = tokens
            .iter()
            .any(|it| it.kind == Kind::Word && it.capital && !it.first);
        let happens = tokens.iter().any(|it| lexicon::narrates(&it.norm));
        let ordered = tokens.windows(2).any(|it| match it {
            [before, it] => before.role == Role::Content && lexicon::orders(&it.norm),
            _ => false,
        });
        let may = tokens.iter().any(|it| lexicon::is_modal(&it.norm));
        let mut words = tokens.iter();
        let begins = words
            .next()
            .is_some_and(|it| it.role == Role::Content && !it.capital)
            && words
                .next()
                .is_some_and(|it| lexicon::is_article(&it.norm) && !it.capital);
        (named && happens) || ordered || may || begins
    }
}
