//! Words beside a request: those that change nothing about it, and those that say what nothing announces.
//!
//! A word that no tool knows need not be understood where the request is whole without it. It matters where
//! it could turn the request around, restrict it, say how much or how often, begin another request, or be
//! part of a value.

mod described;

use std::{collections::BTreeMap, ops::Range};

use serde_json::Value;

use super::{
    frame::{Frame, Kind as Fill},
    lexicon,
    reading::Reading,
    schema::Shape,
    spans::{Span, Trust},
    token::{Kind, Role, Text, Token},
    told,
    vocabulary::Vocabulary,
};

/// What the words beside a request come to.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// Those that matter and are not understood.
    pub(super) unread: Vec<usize>,
    /// The clauses that only tell something.
    pub(super) told: Vec<Range<usize>>,
    /// The clauses that were passed over though they do not even tell something.
    pub(super) idle: Vec<Range<usize>>,
    /// Whether words within the request were passed over.
    pub(super) spared: bool,
    /// What some of the words say about slots that nothing else fills.
    pub(super) fills: BTreeMap<usize, Value>,
}

/// Looks at the words that a reading leaves over.
pub(super) fn read(
    (frame, vocabulary): (&Frame, &Vocabulary),
    text: &Text<'_>,
    (reading, spans): (&Reading, &[Span]),
    unread: &[usize],
) -> Beside {
    let used = reading.spans.iter().filter_map(|it| spans.get(*it));
    let look = Look {
        frame,
        vocabulary,
        text,
        reading,
        used: used.collect(),
        acts: frame.acts(),
    };
    let mut beside = Beside::default();
    let mut told_until = None;
    let mut described_until = 0;
    let clauses = told::clauses(text);
    for (index, clause) in clauses.iter().enumerate() {
        let within = |it: &usize| clause.contains(it) && *it >= described_until;
        let mut left: Vec<usize> = unread.iter().copied().filter(within).collect();
        // "So sad, but please refund": it only goes on.
        let before = index.checked_sub(1).and_then(|it| clauses.get(it));
        if before.is_some_and(|it| look.is_apart(it)) {
            left.retain(|at| {
                let leads = (clause.start..*at)
                    .all(|it| text.get(it).is_some_and(|it| it.role == Role::Pause));
                !(leads && text.get(*at).is_some_and(|it| lexicon::contrasts(&it.norm)))
            });
        }
        if left.is_empty() {
            continue;
        }
        let rest = clauses.get(index + 1..).unwrap_or_default();
        let idle = look.is_apart(clause);
        let goes_on = told_until == Some(clause.start);
        match look.described(clause, &left, rest) {
            Some(described) if !beside.fills.contains_key(&described.slot) => {
                described_until = described.range.end;
                beside.fills.insert(described.slot, described.said(text));
            }
            _ if idle && look.contrasts(clause) => {}
            _ if idle && (look.is_told(clause) || (goes_on && look.goes_on(clause))) => {
                told_until = Some(clause.end);
                beside.told.push(clause.clone());
            }
            _ if idle && (look.is_harmless(clause) || look.is_aside(clause)) => {
                beside.told.push(clause.clone())
            }
            _ if idle && look.is_idle(clause) => beside.idle.push(clause.clone()),
            _ if idle && look.is_needless(clause) => beside.idle.push(clause.clone()),
            _ if look.is_told_of(clause, &left) => beside.told.push(clause.clone()),
            _ => {
                let (spare, matters): (Vec<_>, Vec<_>) =
                    left.into_iter().partition(|it| look.is_spare(clause, *it));
                beside.spared |= !spare.is_empty();
                beside.unread.extend(matters);
            }
        }
    }
    beside
}

struct Look<'a> {
    frame: &'a Frame,
    vocabulary: &'a Vocabulary,
    text: &'a Text<'a>,
    reading: &'a Reading,
    used: Vec<&'a Span>,
    /// Whether the tool does something, and does not only show it.
    acts: bool,
}

impl Look<'_> {
    fn tokens(&self, range: &Range<usize>) -> &[Token] {
        self.text.tokens.get(range.clone()).unwrap_or_default()
    }

    /// The words of a clause, without what joins it to the one before.
    fn words(&self, clause: &Range<usize>) -> Vec<&Token> {
        let words = self.tokens(clause).iter();
        let words = words.filter(|it| it.kind == Kind::Word);
        words
            .skip_while(|it| {
                let leads = it.role == Role::Filler
                    && !lexicon::has_subject(&it.norm)
                    && !lexicon::narrates(&it.norm);
                leads || lexicon::joins(&it.norm) || lexicon::gives_reason(&it.norm)
            })
            .collect()
    }

    /// The used spans in a range.
    fn within(&self, range: &Range<usize>) -> impl Iterator<Item = &Span> {
        let within = |it: &&&Span| it.start < range.end && range.start < it.end;
        self.used.iter().filter(within).copied()
    }

    /// Whether the request needs nothing of a clause.
    fn is_apart(&self, clause: &Range<usize>) -> bool {
        let said = self.reading.asked(self.text, |it| !clause.contains(it));
        let whole = self.frame.phrases.iter().any(|it| {
            let mut slots = it.slots.iter();
            it.stems.is_subset(&said) && slots.all(|it| self.reading.filled.contains_key(it))
        });
        let word = self.reading.words.iter().any(|it| clause.contains(it));
        (whole || !word) && self.within(clause).next().is_none()
    }

    /// Whether a clause says what somebody does, feels or is.
    fn is_told(&self, clause: &Range<usize>) -> bool {
        let words = self.words(clause);
        // "Is she there already?"
        if self.acts && self.text.get(clause.end).is_some_and(|it| it.norm == "?") {
            return false;
        }
        let Some(first) = words.first() else {
            return !self.tokens(clause).iter().any(weighs);
        };
        let reason = self
            .text
            .get(clause.start)
            .is_some_and(|it| lexicon::gives_reason(&it.norm));
        let subject = reason
            || lexicon::has_subject(&first.norm)
            || (lexicon::narrates(&first.norm) && !lexicon::orders(&first.norm));
        let tells = words.iter().any(|it| lexicon::narrates(&it.norm));
        let tokens = self.tokens(clause);
        if !self.acts {
            // Nothing is lost when something is shown: "gotta show my partner".
            let plans = clause.start > self.begins()
                && (lexicon::plans(&first.norm) || lexicon::is_first_person(&first.norm));
            let order = |it: &&Token| lexicon::orders(&it.norm) && it.role == Role::Content;
            return (subject || tells || plans)
                && !tokens.iter().any(|it| weighs(it) || (it.wish && !plans))
                && !first_is(&words, order);
        }
        let matters = |it: &Token| {
            weighs(it)
                || it.role == Role::Negation
                || it.wish
                || lexicon::doubts(&it.norm)
                || self.frame.chooses_by(it)
        };
        // What is said after a request may be the free text that is open.
        let open = |it: &usize| !self.reading.filled.contains_key(it);
        let after = clause.start > self.begins();
        let several = after && !reason && self.texts().iter().any(open);
        let mut words = words.iter();
        let own = lexicon::is_first_person(&first.norm)
            && !(self.frame.moves_money() && words.any(|it| lexicon::is_thing(&it.norm)));
        // "Bruno paid 300, the check bounced": what others did then may undo what money moves for.
        let undoes = after && !reason && self.frame.moves_money();
        subject && tells && ((!several && !undoes) || own) && !tokens.iter().any(matters)
    }

    /// Whether a clause beside a request that moves no money can change nothing about it: it holds no value, no
    /// order and nothing that restricts, and there is no free text of which it may be part.
    fn is_harmless(&self, clause: &Range<usize>) -> bool {
        let open = |it: &usize| !self.reading.filled.contains_key(it);
        let after = clause.start > self.begins();
        let asked = self.text.get(clause.end).is_some_and(|it| it.norm == "?");
        let part = after && self.texts().iter().any(open);
        if self.frame.moves_money() || !self.acts || asked || part {
            return false;
        }
        let matters = self.tokens(clause).iter().any(|it| self.may_matter(it));
        !matters || self.is_denied(clause)
    }

    /// Whether a clause is a sentence of its own that tells something of which no tool knows a word: "she is an
    /// old friend". Beside a request that moves money nothing shorter is passed over.
    fn is_aside(&self, clause: &Range<usize>) -> bool {
        let ends = |at: usize| at >= self.text.tokens.len() || self.text.ends_sentence(at);
        let last = self.text.get(clause.end).is_some_and(|it| it.norm != "?");
        let alone = (clause.start == 0 || ends(clause.start))
            && (ends(clause.end) || (last && clause.end + 1 >= self.text.tokens.len()));
        let words = self.words(clause);
        let tells = words.iter().any(|it| lexicon::narrates(&it.norm));
        let known = |it: &Token| {
            it.kind == Kind::Word && it.role == Role::Content && self.vocabulary.knows(it)
        };
        let tokens = self.tokens(clause);
        self.acts
            && alone
            && tells
            && words.len() > 1
            && !tokens.iter().any(|it| known(it) || self.may_matter(it))
    }

    /// Whether a clause says what somebody does not do, of which no tool knows: "não responde mais".
    fn is_denied(&self, clause: &Range<usize>) -> bool {
        let words = self.words(clause);
        let denies = |it: &Token| it.role == Role::Negation;
        let [first, second, rest @ ..] = words.as_slice() else {
            return false;
        };
        let unknown = |it: &Token| {
            it.role == Role::Content && !self.vocabulary.knows(it) && !self.may_matter(it)
        };
        let idle = |it: &&Token| it.norm == "mais" || it.role == Role::Filler || unknown(it);
        let values = self.tokens(clause).iter().any(weighs);
        !values && denies(first) && unknown(second) && rest.iter().all(idle)
    }

    /// Whether a word may turn a request around, restrict it, or be part of another one.
    fn may_matter(&self, token: &Token) -> bool {
        let word = token.kind == Kind::Word && token.role == Role::Content;
        weighs(token)
            || token.role == Role::Negation
            || token.wish
            || lexicon::matters(&token.norm)
            || (word && (lexicon::orders(&token.norm) || self.vocabulary.asks(token)))
    }

    /// Whether a clause goes on with what the one before it tells.
    fn goes_on(&self, clause: &Range<usize>) -> bool {
        let words = self.words(clause);
        let matters = |it: &Token| {
            weighs(it) || it.role == Role::Negation || it.wish || lexicon::doubts(&it.norm)
        };
        let orders = first_is(&words, |it| lexicon::orders(&it.norm));
        !orders && !self.tokens(clause).iter().any(matters)
    }

    /// Whether a clause is small talk: before the request a sentence of its own, else a word or two.
    fn is_idle(&self, clause: &Range<usize>) -> bool {
        let words = self.words(clause);
        let tokens = self.tokens(clause);
        let asked = self.text.get(clause.end).is_some_and(|it| it.norm == "?");
        let matters = |it: &Token| {
            weighs(it)
                || it.role == Role::Negation
                || it.wish
                || (it.role != Role::Filler && lexicon::matters(&it.norm))
                || (it.role == Role::Content && self.vocabulary.asks(it))
        };
        let before = clause.end <= self.begins();
        let ends = self.text.ends_sentence(clause.end) || self.text.ends_sentence(clause.end + 1);
        let after = !before;
        let texts = self.texts();
        let own = words
            .first()
            .is_some_and(|it| lexicon::has_subject(&it.norm));
        let bare = after && !own && texts.iter().any(|it| !self.reading.filled.contains_key(it));
        let several = after && texts.len() > 1;
        let short = words.len() <= 3 && !self.joined(clause) && !bare && !several;
        let harmless = before || !self.frame.moves_money();
        ((short && harmless && !(after && asked)) || (before && ends))
            && !tokens.iter().any(matters)
    }

    /// Whether a clause beside what is only shown changes nothing about it: a plan of the one who asks ("I need it
    /// for my accountant"), or a sentence of its own of which no tool knows a word ("slow day here").
    fn is_needless(&self, clause: &Range<usize>) -> bool {
        let tokens = self.tokens(clause);
        let words = self.words(clause);
        let Some(first) = words.first() else {
            return false;
        };
        let restricts = |it: &Token| {
            weighs(it)
                || lexicon::sets_condition(&it.norm)
                || lexicon::singles(&it.norm)
                || (it.role == Role::Content && self.vocabulary.is_value(it))
        };
        if self.acts || tokens.iter().any(restricts) {
            return false;
        }
        // "Quero ligar pra eles", "preciso pro contador", "need it for the books".
        let purpose = |it: &Token| {
            matches!(it.role, Role::Link("para" | "for" | "to")) || lexicon::is_infinitive(&it.norm)
        };
        let own =
            lexicon::is_first_person(&first.norm) || lexicon::plans(&first.norm) || first.wish;
        let plans = own && tokens.iter().any(purpose) && clause.start > self.begins();
        let ends = |at: usize| at >= self.text.tokens.len() || self.text.ends_sentence(at);
        let alone = clause.start == 0 || ends(clause.start) || self.paused(clause.start);
        let leads = matches!(first.role, Role::Link(_));
        let strange = !leads
            && !first_is(&words, |it| lexicon::orders(&it.norm))
            && !tokens.iter().any(|it| {
                it.wish
                    || (it.role == Role::Content
                        && (self.vocabulary.knows(it)
                            || it.heard.is_some()
                            || lexicon::matters(&it.norm)))
            });
        plans || (alone && strange && (ends(clause.start) || clause.start == 0))
    }

    /// Whether a clause only says who or what is not meant, after another one was named, or another number.
    fn contrasts(&self, clause: &Range<usize>) -> bool {
        let counts = self.tokens(clause).iter().any(|it| it.kind == Kind::Number);
        let number = |it: &str| it.starts_with(|it: char| it.is_ascii_digit());
        let alike = |it: &&Span| match it.value.as_str() {
            Some(value) => number(value) == counts,
            None => counts && it.value.is_object(),
        };
        let mut named = self.used.iter().copied().filter(alike);
        named.any(|it| it.end <= clause.start) && self.text.contrasts.contains(clause)
    }

    /// Whether the unread words of a clause tell what somebody did who is named in it: "Acme loved it".
    fn is_told_of(&self, clause: &Range<usize>, left: &[usize]) -> bool {
        let said = self.reading.asked(self.text, |it| !clause.contains(it));
        let whole = self
            .frame
            .phrases
            .iter()
            .any(|it| !it.stems.is_empty() && it.stems.is_subset(&said));
        let mut spans = self.within(clause);
        let (Some(name), None) = (spans.next(), spans.next()) else {
            return false;
        };
        let certain = name.value.as_str().is_some() && name.trust != Trust::Free;
        let left: Vec<usize> = left.iter().copied().filter(|it| *it >= name.end).collect();
        let begins = !left.is_empty() && name.start < clause.start + 4;
        let next = (name.end..clause.end).filter_map(|it| self.text.get(it));
        let mut next = next.filter(|it| it.role != Role::Filler && !lexicon::is_manner(&it.norm));
        let around = (clause.start..name.start).chain(name.end..clause.end);
        let mut around = around.filter_map(|it| self.text.get(it));
        let calm = !self.frame.moves_money() && !around.any(|it| self.may_matter(it));
        let happens = calm
            || next
                .next()
                .is_some_and(|it| it.role == Role::Negation || lexicon::narrates(&it.norm));
        let matters = |it: &usize| {
            self.text
                .get(*it)
                .is_none_or(|it| weighs(it) || it.wish || lexicon::doubts(&it.norm))
        };
        let outside = |it: usize| it >= clause.end || it < clause.start;
        let again = self.text.tokens.iter().enumerate();
        let mut again = again.filter(|(at, it)| outside(*at) && it.capital && !it.first);
        let first = self.text.get(name.start).map(|it| it.norm.as_str());
        let elsewhere = self.used.iter().any(|it| outside(it.start))
            || again.any(|(_, it)| Some(it.norm.as_str()) == first);
        whole && certain && elsewhere && begins && happens && !left.iter().any(matters)
    }

    /// Whether a pause stands right before a token.
    fn paused(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|it| self.text.get(it));
        before.is_some_and(|it| it.role == Role::Pause)
    }

    /// Where the request begins.
    fn begins(&self) -> usize {
        let words = self.reading.words.iter().copied();
        words.min().unwrap_or_default()
    }

    fn joined(&self, clause: &Range<usize>) -> bool {
        // "So sad": what begins a message joins nothing.
        let first = self.text.get(clause.start).filter(|_| clause.start > 0);
        first.is_some_and(|it| it.kind == Kind::Word && lexicon::joins(&it.norm))
    }

    /// The slots that take free texts.
    fn texts(&self) -> Vec<usize> {
        let text = |slot: &usize| {
            let texts = self.frame.kinds(*slot).contains(&Fill::Text);
            let it = self.frame.slots.get(*slot);
            texts && it.is_some_and(|it| it.required.is_none() && it.shape == Shape::Text)
        };
        (0..self.frame.spare()).filter(text).collect()
    }

    /// Whether a number or its sign only says of how much an amount is a part: "150 of the 250".
    fn is_of_a_whole(&self, at: usize) -> bool {
        let value = |it: &Token| matches!(it.kind, Kind::Number | Kind::Sign);
        let passed = |it: &usize| {
            self.text.get(*it).is_some_and(|it| {
                value(it) || matches!(it.role, Role::Filler | Role::Link("de" | "of"))
            })
        };
        let links = |it: &usize| {
            self.text
                .get(*it)
                .is_some_and(|it| matches!(it.role, Role::Link("de" | "of")))
        };
        let amount = self
            .used
            .iter()
            .find(|it| it.value.is_object() && it.end <= at);
        amount.is_some_and(|it| {
            self.text.get(at).is_some_and(value)
                && (it.end..at).all(|at| passed(&at))
                && (it.end..at).any(|at| links(&at))
        })
    }

    /// Whether the object of a verb is something new that the tool makes: "shoot an invoice", with all that it needs.
    fn brings_about(&self, at: usize) -> bool {
        let mut words = (at + 1..self.text.tokens.len()).filter_map(|it| self.text.get(it));
        let new = ["a", "an", "um", "uma"];
        let empty = |it: &Token| it.role == Role::Filler && !lexicon::is_thing(&it.norm);
        let article = words.find(|it| !empty(it) || new.contains(&it.norm.as_str()));
        // "Solta isso em planilha".
        if self.frame.spare() == 0 && article.is_some_and(|it| lexicon::is_thing(&it.norm)) {
            return true;
        }
        let noun = words.next().filter(|it| lexicon::is_document(&it.norm));
        let needed = self.frame.slots.iter().enumerate();
        let mut needed = needed.filter(|it| it.1.required.is_some());
        article.is_some_and(|it| new.contains(&it.norm.as_str()))
            && noun.is_some_and(|it| self.frame.weights.contains_key(it.sense()))
            && self.frame.document().is_none()
            && needed.all(|it| self.reading.filled.contains_key(&it.0))
    }

    /// Whether a word within the request changes nothing about it.
    fn is_spare(&self, clause: &Range<usize>, at: usize) -> bool {
        let Some(token) = self.text.get(at) else {
            return false;
        };
        let word = token.kind == Kind::Word && token.role == Role::Content && !token.wish;
        let restricted = self.acts || !self.reading.filled.is_empty();
        let helps = !self.acts && lexicon::is_auxiliary(&token.norm);
        let now = !self.acts && restricted && lexicon::is_now(&token.norm);
        if word && (helps || now) {
            return true;
        }
        if self.is_of_a_whole(at) {
            return true;
        }
        let filled = self.used.iter().any(|it| (it.start..it.end).contains(&at));
        if !word || filled || token.nameless || token.capital || lexicon::matters(&token.norm) {
            return false;
        }
        if lexicon::is_manner(&token.norm) {
            return true;
        }
        // "Bruno promised to pay 200", "the price may change".
        if self.acts && (lexicon::narrates(&token.norm) || lexicon::orders(&token.norm)) {
            return false;
        }
        if self.vocabulary.asks(token)
            || (self.acts && (token.heard.is_some() || self.vocabulary.knows(token)))
        {
            return false;
        }
        let content = |at: &usize| {
            self.text
                .get(*at)
                .is_some_and(|it| it.role == Role::Content)
        };
        // What begins a clause may order something that no tool does, unless it is done with something new: "shoot
        // an invoice over".
        let head = clause.clone().find(content) == Some(at);
        if head && self.brings_about(at) {
            return true;
        }
        // What stands at a name may be part of it.
        let beside_name = self
            .used
            .iter()
            .any(|it| is_name(it) && (it.end == at || it.start == at + 1));
        // What a preposition leads to may be what a slot that is open asks for.
        let before = at.checked_sub(1).and_then(|it| self.text.get(it));
        let led = before.is_some_and(|it| matches!(it.role, Role::Link(_)));
        let open = self.frame.slots.iter().enumerate().any(|(slot, it)| {
            let filled = self.reading.filled.contains_key(&slot);
            it.shape == Shape::Text && slot != self.frame.spare() && !filled
        });
        !head && !beside_name && !(open && (led || self.acts || !restricted))
    }
}

/// Whether a token is no word, but a value or a name that nothing accounts for.
fn weighs(token: &Token) -> bool {
    let name = token.kind == Kind::Word && token.capital && !token.first && token.norm != "i";
    name || matches!(token.kind, Kind::Number | Kind::Email | Kind::Sign)
}

/// Whether a span holds the name of somebody.
fn is_name(span: &Span) -> bool {
    let text = span.value.as_str().filter(|it| !it.contains('@'));
    span.trust != Trust::Free && text.is_some_and(|it| it.starts_with(char::is_alphabetic))
}

fn first_is(words: &[&Token], is: impl Fn(&&Token) -> bool) -> bool {
    words
        .iter()
        .find(|it| it.role == Role::Content)
        .is_some_and(is)
}
