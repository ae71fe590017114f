//! Words beside a request: those that change nothing about it, and those that say what nothing announces.
//!
//! A word that no tool knows need not be understood where the request is whole without it. It matters where
//! it could turn the request around, restrict it, say how much or how often, begin another request, or be
//! part of a value.

use std::ops::Range;

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
    /// The clauses that were passed over.
    pub(super) passed: Vec<Range<usize>>,
    /// What some of them say about a slot that nothing else fills.
    pub(super) fills: Option<(usize, Value)>,
}

/// Looks at the words that a reading leaves over.
pub(super) fn read(
    (frame, vocabulary): (&Frame, &Vocabulary),
    text: &Text<'_>,
    (reading, spans): (&Reading, &[Span]),
    unread: &[usize],
) -> Beside {
    let look = Look {
        frame,
        vocabulary,
        text,
        reading,
        used: reading
            .spans
            .iter()
            .filter_map(|it| spans.get(*it))
            .collect(),
        acts: frame.slots.iter().any(|it| it.required.is_some()),
    };
    let mut beside = Beside::default();
    for clause in told::clauses(text) {
        let left: Vec<usize> = unread
            .iter()
            .copied()
            .filter(|it| clause.contains(it))
            .collect();
        if left.is_empty() {
            continue;
        }
        let described = match beside.fills {
            None => look.described(&clause, &left),
            Some(_) => None,
        };
        match described {
            Some(fills) => beside.fills = Some(fills),
            None if look.is_apart(&clause) && look.is_idle(&clause) => beside.passed.push(clause),
            None => beside
                .unread
                .extend(left.into_iter().filter(|it| !look.is_spare(&clause, *it))),
        }
    }
    // Where more was passed over than understood, it was hardly understood.
    let understood = reading.words.len() + look.used.iter().map(|it| it.end - it.start).sum::<usize>();
    let apart: usize = beside.passed.iter().map(|it| unread.iter().filter(|at| it.contains(at)).count()).sum();
    if beside.fills.is_none() && unread.len() - apart.min(unread.len()) > understood {
        beside.unread = unread.to_vec();
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

    /// Whether the request has nothing in a clause.
    fn is_apart(&self, clause: &Range<usize>) -> bool {
        let word = self.reading.words.iter().any(|it| clause.contains(it));
        let within = |it: &&&Span| it.start < clause.end && clause.start < it.end;
        !word && !self.used.iter().any(|it| within(&it))
    }

    /// Whether a clause without anything of the request asks for nothing and changes nothing.
    fn is_idle(&self, clause: &Range<usize>) -> bool {
        let tokens = self.tokens(clause);
        let words: Vec<&Token> = tokens
            .iter()
            .filter(|it| it.kind == Kind::Word && !lexicon::joins(&it.norm))
            .collect();
        let Some(first) = words.first() else {
            return tokens.iter().all(|it| it.kind == Kind::Mark);
        };
        let subject = lexicon::has_subject(&first.norm) || lexicon::gives_reason(&first.norm);
        let tells = words.iter().any(|it| lexicon::narrates(&it.norm));
        if !self.acts {
            // Nothing is lost when something is shown: what somebody says of herself needs no understanding.
            let weighs = |it: &Token| it.kind != Kind::Word || it.wish || (it.capital && !it.first);
            return (subject || tells) && !tokens.iter().any(weighs);
        }
        let matters = |it: &Token| {
            matches!(it.kind, Kind::Number | Kind::Email | Kind::Sign)
                || it.role == Role::Negation
                || it.wish
                || lexicon::matters(&it.norm)
                || (it.capital && !it.first)
                || self.frame.chooses_by(it)
        };
        if tokens.iter().any(matters) {
            return false;
        }
        let known = |it: &&Token| it.role == Role::Content && self.knows(it);
        // What a lead's clause tells may be its interest, or a note.
        let open = self.describes().len() > 1 && clause.start > self.begins();
        let own = lexicon::is_oneself(&first.norm);
        match (subject && tells, words.len()) {
            (true, _) => !open || own,
            (false, 1..=3) => !words.iter().any(known) && !self.joined(clause) && !open,
            (false, _) => false,
        }
    }

    fn knows(&self, token: &Token) -> bool {
        token.heard.is_some() || self.vocabulary.knows(token)
    }

    /// Where the request begins.
    fn begins(&self) -> usize {
        let words = self.reading.words.iter().copied();
        words.min().unwrap_or_default()
    }

    fn joined(&self, clause: &Range<usize>) -> bool {
        let first = self.text.get(clause.start);
        first.is_some_and(|it| it.kind == Kind::Word && lexicon::joins(&it.norm))
    }

    /// The slots that take free texts.
    fn describes(&self) -> Vec<usize> {
        let text = |slot: &usize| {
            let texts = self.frame.kinds(*slot).contains(&Fill::Text);
            let it = self.frame.slots.get(*slot);
            texts && it.is_some_and(|it| it.required.is_none() && it.shape == Shape::Text)
        };
        (0..self.frame.spare()).filter(text).collect()
    }

    /// What the unread words of a clause say of the only free text that a tool takes: what follows a value
    /// or a pause, up to the end of the clause or to what the request says next.
    fn described(&self, clause: &Range<usize>, left: &[usize]) -> Option<(usize, Value)> {
        let [slot] = self.describes()[..] else {
            return None;
        };
        if !self.acts || self.reading.filled.contains_key(&slot) {
            return None;
        }
        let (first, last) = (*left.first()?, *left.last()?);
        let range = first..last + 1;
        // Other words of the request in between: it is no text.
        if !self.is_apart(&range) || first < self.begins() {
            return None;
        }
        let before = |at: &usize| {
            self.text
                .get(*at)
                .is_some_and(|it| it.role == Role::Filler)
        };
        let start = (clause.start..first).rev().take_while(before).last().unwrap_or(first);
        let after_value = self.used.iter().any(|it| it.end == start && it.trust != Trust::Free);
        let named = self.used.iter().any(|it| it.end == start && it.value.is_string() && it.value.as_str().is_some_and(|it| it.starts_with(char::is_alphabetic)));
        let paused = start
            .checked_sub(1)
            .and_then(|it| self.text.get(it))
            .is_some_and(|it| it.role == Role::Pause);
        let explains = self.frame.reason() == Some(slot);
        let tokens = self.tokens(&range);
        let matters = |it: &Token| {
            matches!(it.kind, Kind::Email | Kind::Sign)
                || it.role == Role::Negation
                || it.wish
                || lexicon::matters(&it.norm)
        };
        let verb = |it: &Token| lexicon::narrates(&it.norm) || lexicon::is_subject(&it.norm);
        let begun = self.text.get(first).is_some_and(|it| {
            it.kind == Kind::Word && (!it.capital || it.first) && self.vocabulary.knows(it)
        });
        let number = tokens.first().is_some_and(|it| it.kind == Kind::Number) && tokens.len() == 1;
        if begun || number || named && !paused || !(after_value || paused) || tokens.iter().any(matters) || (!explains && tokens.iter().any(verb)) {
            return None;
        }
        let from = if explains { start } else { first };
        let said = self.text.slice(from, range.end).trim();
        Some((slot, Value::from(said)))
    }

    /// Whether a word within the request changes nothing about it.
    fn is_spare(&self, clause: &Range<usize>, at: usize) -> bool {
        let Some(token) = self.text.get(at) else {
            return false;
        };
        let word = token.kind == Kind::Word && token.role == Role::Content && !token.wish;
        if !word || (token.capital && !token.first) || self.knows(token) || lexicon::matters(&token.norm) {
            return false;
        }
        let content = |at: &usize| self.text.get(*at).is_some_and(|it| it.role == Role::Content);
        // What begins a clause may order something that no tool does.
        let head = clause.clone().find(content) == Some(at);
        // What stands at a name may be part of it.
        let beside_name = self.used.iter().any(|it| {
            let name = it.value.as_str().is_some_and(|it| it.contains(char::is_alphabetic));
            name && (it.end == at || it.start == at + 1)
        });
        // What a preposition leads to may be what a slot that is open asks for.
        let before = at.checked_sub(1).and_then(|it| self.text.get(it));
        let led = before.is_some_and(|it| matches!(it.role, Role::Link(_)));
        let open = self.frame.slots.iter().enumerate().any(|(slot, it)| {
            it.shape == Shape::Text && slot != self.frame.spare() && !self.reading.filled.contains_key(&slot)
        });
        !head && !beside_name && !(open && (led || !self.acts))
    }
}
