//! A bare number beside a verb of paying: how much, or which document? Money must not move on a guess.

use std::ops::Range;

use domain::language::Language;

use super::{Placement, Placer};
use crate::offline::{
    context,
    frame::Frame,
    lexicon,
    reading::Reading,
    scene::Scene,
    schema::Shape,
    spans::Span,
    token::{Kind, Role, Tells, Text, Token},
};

/// A sum of at least so much that ends in a nought is hardly the number of a document, where the sum must
/// be said: "Bruno pagou 300".
const ROUND: (u64, u64) = (100, 10);
/// Nobody writes a document's number of so many in words: "quinhentos".
const SPOKEN: u64 = 100;

/// What becomes of a placement with a number in doubt.
pub(super) fn doubted(text: &Text<'_>, placement: Placement, doubt: Option<usize>) -> Placement {
    let token = doubt.and_then(|it| text.get(it));
    match (placement, token) {
        (Placement::Call { tool, .. } | Placement::Missing { tool, .. }, Some(token)) => {
            Placement::Which {
                tool,
                at: token.start..token.end,
                number: text
                    .raw
                    .get(token.start..token.end)
                    .unwrap_or_default()
                    .to_owned(),
            }
        }
        (placement, _) => placement,
    }
}

impl Placer {
    /// The number that a reading takes for an amount, though it may tell which document is meant.
    pub(super) fn doubt(
        &self,
        frame: &Frame,
        text: &Text<'_>,
        (reading, spans): (&Reading, &[Span]),
    ) -> Option<usize> {
        let document = frame.document()?;
        let used = || reading.spans.iter().filter_map(|it| spans.get(*it));
        let money = |it: &&Span| {
            let slot = frame.slots.get(it.slot);
            slot.is_some_and(|it| it.shape == Shape::Money)
        };
        let amount = used().find(money).filter(|it| is_bare(text, it))?;
        let named = used().find(|it| it.slot == document);
        let numbered = named.is_some_and(|it| is_number(text, it) && !is_led_loosely(text, it));
        let clear = numbered
            || named.is_some_and(|it| !is_number(text, it) && is_round_alone(text, amount))
            || named.is_some_and(|it| it.end == amount.start && is_round_last(text, amount))
            || is_part_of_document(text, amount.end)
            || self.is_led_to(frame, text, amount.start);
        (!clear).then_some(amount.start)
    }

    /// Whether what stands before a bare number says that it can only be a sum.
    fn is_led_to(&self, frame: &Frame, text: &Text<'_>, at: usize) -> bool {
        let gap = context::before(text, at);
        let beside = at.checked_sub(1).and_then(|it| text.get(it));
        let led = beside.is_some_and(|it| lexicon::leads_to_sum(&it.norm));
        let anchor = gap.anchor.and_then(|it| text.get(it));
        let word = anchor.filter(|it| it.kind == Kind::Word && gap.link.is_none() && !gap.pause);
        let Some(word) = word else {
            return led;
        };
        let said = frame.weights.contains_key(word.sense());
        let settles = frame.settling.contains(word.sense());
        let round = is_round(text, at);
        let needed = frame
            .slots
            .iter()
            .any(|it| it.shape == Shape::Money && it.required.is_some());
        // "Devolve 150 pra Ana": who gets it is named right after it.
        let given = text
            .get(at + 1)
            .is_some_and(|it| matches!(it.role, Role::Link("para" | "to")))
            && text.get(at + 2).is_some();
        led || (said && needed && (!settles || (round && !gap.filler)))
            || (said && round && given && !gap.filler)
    }

    /// A request with what the reply says of a number in doubt: a document's, or an amount.
    pub(in crate::offline) fn told_apart(
        &self,
        (request, at, number): (&str, &Range<usize>, &str),
        (reply, scene): (&str, Scene),
    ) -> Option<String> {
        let (before, after) = (request.get(..at.start)?, request.get(at.end..)?);
        let text = self.readable(reply, scene)?;
        if text.tokens.iter().any(|it| it.role == Role::Negation) {
            return None;
        }
        let words = || text.tokens.iter().filter(|it| it.kind == Kind::Word);
        let numbers = || text.tokens.iter().filter(|it| it.kind == Kind::Number);
        // Another number answers another question.
        if numbers().any(|it| it.norm != number) {
            return None;
        }
        let marked = |it: &Token| matches!(it.tells, Tells::Number | Tells::Which);
        let which = words().any(|it| lexicon::is_document(&it.norm) || lexicon::numbers(&it.norm))
            || numbers().any(marked);
        let sum = words().any(|it| lexicon::is_sum(&it.norm) || lexicon::is_money(&it.norm))
            || text.tokens.iter().any(|it| it.kind == Kind::Sign);
        match (which, sum) {
            (true, false) => {
                let document = match scene.language {
                    Language::PtBr => "fatura",
                    Language::En => "invoice",
                };
                Some(format!("{before}{document} {number}{after}"))
            }
            (false, true) => {
                let currency = scene.currency?.code();
                Some(format!("{before}{number} {currency}{after}"))
            }
            (_, _) => None,
        }
    }
}

/// Whether an amount is a whole number and nothing else.
fn is_bare(text: &Text<'_>, span: &Span) -> bool {
    let token = text.get(span.start).filter(|it| it.kind == Kind::Number);
    let written = text.slice(span.start, span.start + 1);
    let words = !written.starts_with(|it: char| it.is_ascii_digit());
    let number = token.and_then(|it| it.norm.parse::<u64>().ok());
    span.end == span.start + 1 && number.is_some_and(|it| !words || it < SPOKEN)
}

/// Whether a round number stands between pauses: "Ana paid her invoice, 430".
fn is_round_alone(text: &Text<'_>, span: &Span) -> bool {
    let pause = |at: Option<usize>| {
        let token = at.and_then(|it| text.get(it));
        token.is_none_or(|it| it.role == Role::Pause && it.kind == Kind::Mark)
    };
    is_round(text, span.start) && pause(span.start.checked_sub(1)) && pause(Some(span.end))
}

/// Whether a round number ends what is said: "caiu o pix do Neco Alves 480".
fn is_round_last(text: &Text<'_>, span: &Span) -> bool {
    let ends = |it: &Token| it.role == Role::Pause && it.kind == Kind::Mark;
    is_round(text, span.start) && text.get(span.end).is_none_or(ends)
}

/// Whether a number is hardly that of a document.
fn is_round(text: &Text<'_>, at: usize) -> bool {
    let number = text.get(at).and_then(|it| it.norm.parse::<u64>().ok());
    number.is_some_and(|it| it >= ROUND.0 && it.is_multiple_of(ROUND.1))
}

/// Whether a span is a document's number.
fn is_number(text: &Text<'_>, span: &Span) -> bool {
    let token = text.get(span.start);
    token.is_some_and(|it| it.kind == Kind::Number) && span.end == span.start + 1
}

/// Whether only a "for" says that a number is a document's: "paid 4 for 100".
fn is_led_loosely(text: &Text<'_>, span: &Span) -> bool {
    let before = span.start.checked_sub(1).and_then(|it| text.get(it));
    before.is_some_and(|it| matches!(it.role, Role::Link("for" | "por" | "para" | "to")))
}

/// Whether a document without a number follows in the same clause: "150 da fatura dela".
fn is_part_of_document(text: &Text<'_>, end: usize) -> bool {
    let clause = text.tokens.iter().skip(end);
    let mut clause = clause.take_while(|it| it.role != Role::Pause);
    clause.any(|it| lexicon::is_document(&it.norm))
}
