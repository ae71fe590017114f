//! The best way to read a text as a request for one tool.
//!
//! Each token is passed over, is a word of the tool's phrases, lies in a span that fills a slot, or
//! is left unread, at a price that nothing makes up for. The cheapest way through the text wins.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde_json::Value;

use super::{
    frame::{Frame, Phrase},
    lexicon,
    schema::Shape,
    spans::{Span, Trust},
    token::{Role, Text},
};

/// How a text reads as a request for one tool.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// How much speaks for it.
    pub(super) score: i32,
    /// The stems of the tool's phrases that were said.
    pub(super) stems: BTreeSet<String>,
    /// What fills its slots.
    pub(super) filled: BTreeMap<usize, Value>,
    /// The tokens that it cannot account for.
    pub(super) unread: Vec<usize>,
    /// Its free texts, as tokens from and to.
    pub(super) texts: Vec<(usize, usize)>,
    /// The tokens that it took as words of a phrase.
    pub(super) words: Vec<usize>,
    /// The spans that fill its slots.
    pub(super) spans: Vec<usize>,
    /// Its slots as they were filled one after the other.
    pub(super) order: Vec<usize>,
    /// The clauses that were passed over.
    pub(super) passed: Passed,
    /// The number that is read as an amount, but may tell which document is meant.
    pub(super) doubt: Option<usize>,
}

/// The clauses that a request does not need.
#[derive(Clone, Debug, Default)]
pub(super) struct Passed {
    /// Those that only tell something.
    pub(super) told: Vec<Range<usize>>,
    /// Those that do not even that: small talk.
    pub(super) idle: Vec<Range<usize>>,
}

impl Reading {
    /// The stems of the tool's phrases that some of the tokens say.
    pub(super) fn asked(&self, text: &Text<'_>, some: impl Fn(&usize) -> bool) -> BTreeSet<String> {
        let words = self.words.iter().filter(|it| some(it));
        let tokens = words.filter_map(|it| text.get(*it));
        tokens.map(|it| it.sense().to_owned()).collect()
    }

    /// The reading with the words unread that stand in no phrase, but only in a part of which others were not
    /// said: "what we did was painting" teaches nothing about "I did it yesterday".
    pub(super) fn with_loose_words(&self, frame: &Frame, text: &Text<'_>) -> Self {
        let mut reading = self.clone();
        let is_loose = |at: &usize| {
            let Some(token) = text.get(*at).filter(|it| it.role == Role::Content) else {
                return false;
            };
            let holds = |it: &&Phrase| it.stems.contains(token.sense());
            let whole = |it: &Phrase| it.stems.is_subset(&self.stems);
            !frame.phrases.iter().any(|it| holds(&it))
                && !frame.parts.iter().filter(holds).any(whole)
                && !frame.chooses_by(token)
        };
        reading
            .unread
            .extend(self.words.iter().copied().filter(is_loose));
        reading.unread.sort_unstable();
        reading
    }

    /// Of the phrases whose words were said, the slot that is open in the one with the fewest:
    /// `None` if no phrase was said, `Some(None)` if nothing is open.
    pub(super) fn least_open<'a>(
        &self,
        phrases: impl IntoIterator<Item = &'a Phrase>,
    ) -> Option<Option<usize>> {
        let said = phrases
            .into_iter()
            .filter(|it| it.stems.is_subset(&self.stems));
        let open = said.filter_map(|it| {
            let mut open = it.slots.iter().filter(|it| !self.filled.contains_key(it));
            let (count, first) = (open.clone().count(), open.next().copied());
            // Without words, all must be said, and in that order: "Ana is qualified", not "new lead: Ana".
            let order = self.order.iter().filter(|slot| it.slots.contains(slot));
            let same = it.order.iter().eq(order);
            (!it.wordless || (count == 0 && same)).then_some((count, first))
        });
        open.min_by_key(|it| it.0).map(|it| it.1)
    }
}

/// What an unread token costs.
const UNREAD: i32 = -100;
/// What one costs in a clause that only tells something.
const TOLD: i32 = -18;
/// What a word costs that cuts a free text short.
const CUT: i32 = -2;
/// What a word costs at which a text begins that another word announces.
const LED: i32 = -5;
/// What a word costs that rather belongs to a name: "Academia Força Total".
const NAME: i32 = -1;

/// Reads a text.
pub(super) fn read(frame: &Frame, text: &Text<'_>, spans: &[Span]) -> Reading {
    let mut table: Vec<BTreeMap<State, Node>> = vec![BTreeMap::new(); text.tokens.len() + 1];
    let start = State {
        taken: 0,
        last: None,
        inside: None,
    };
    if let Some(first) = table.first_mut() {
        first.insert(start, Node::START);
    }
    for at in 0..text.tokens.len() {
        let here = table.get(at).cloned().unwrap_or_default();
        for (state, node) in here {
            for (end, step, gain, next) in steps(frame, text, spans, (at, state)) {
                let node = Node {
                    score: node.score.saturating_add(gain),
                    step,
                    from: Some((at, state)),
                };
                if let Some(states) = table.get_mut(end) {
                    let kept = states.get(&next).map(|it| it.score);
                    if kept.is_none_or(|it| it < node.score) {
                        states.insert(next, node);
                    }
                }
            }
        }
    }
    collect(frame, text, spans, &table)
}

/// What has been read so far, as far as it matters for the rest.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct State {
    /// The slots that are filled, as bits.
    taken: u32,
    /// The slot that was filled last, with no word since.
    last: Option<usize>,
    /// Where a free text has just ended without a pause.
    inside: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    score: i32,
    step: Step,
    from: Option<(usize, State)>,
}

impl Node {
    const START: Self = Self {
        score: 0,
        step: Step::Pass,
        from: None,
    };
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Pass,
    Word,
    Fill(usize),
    Leave,
}

type Next = (usize, Step, i32, State);

fn steps(frame: &Frame, text: &Text<'_>, spans: &[Span], (at, state): (usize, State)) -> Vec<Next> {
    let Some(token) = text.get(at) else {
        return Vec::new();
    };
    let mut steps = Vec::new();
    let left = State {
        last: None,
        inside: None,
        ..state
    };
    match token.role {
        Role::Filler | Role::Link(_) => steps.push((at + 1, Step::Pass, 0, state)),
        Role::Pause => {
            let paused = State {
                inside: None,
                ..state
            };
            steps.push((at + 1, Step::Pass, 0, paused));
        }
        Role::Content if token.told => steps.push((at + 1, Step::Leave, TOLD, left)),
        Role::Negation | Role::Content => steps.push((at + 1, Step::Leave, UNREAD, left)),
    }
    let weight = frame.weights.get(token.sense());
    // "This month" is no "by month", even if the period is said already.
    let chosen = spans.iter().any(|it| {
        let slot = frame.slots.get(it.slot).map(|it| &it.shape);
        let choice = matches!(slot, Some(Shape::Choice(_) | Shape::Period(_)));
        choice && it.end - it.start > 1 && (it.start..it.end).contains(&at)
    });
    // "Ring Vera Holloway": what begins a name is no "see".
    let begins_name = token.capital
        && !token.first
        && !frame.forms.contains(&token.norm)
        && text.continues_name(at + 1);
    // "Dia 5/12" is a day as a whole.
    let dated = ["day", "dia"].contains(&token.norm.as_str())
        && spans.iter().any(|it| {
            let slot = frame.slots.get(it.slot).map(|it| &it.shape);
            it.start == at && matches!(slot, Some(Shape::Date | Shape::Moment))
        });
    if let (Some(weight), Role::Filler | Role::Content) = (weight, token.role)
        && !chosen
        && !dated
        && !begins_name
    {
        // Right after a free text a word only announces; by itself it belongs to the text. So does one that
        // follows what announces a text.
        let led = |it: &Span| it.led && it.start == at;
        let gain = match state.inside {
            Some(_) => CUT,
            None if text.continues_name(at) => NAME,
            None if state.last.is_none() && spans.iter().any(led) => LED,
            None => *weight,
        };
        let word = State {
            last: None,
            ..state
        };
        steps.push((at + 1, Step::Word, gain, word));
    }
    for (index, span) in spans.iter().enumerate().filter(|(_, it)| it.start == at) {
        let bit = 1_u32
            .checked_shl(u32::try_from(span.slot).unwrap_or(u32::MAX))
            .unwrap_or(0);
        let follows = span.follows.is_none_or(|it| state.last == Some(it));
        let free = state.inside.is_none_or(|end| {
            let announced = matches!(span.trust, Trust::Announced | Trust::Free);
            announced && end <= span.from
        });
        if bit == 0 || state.taken & bit != 0 || !follows || !free {
            continue;
        }
        let next = State {
            taken: state.taken | bit,
            last: Some(span.slot),
            inside: (span.trust == Trust::Free).then_some(span.end),
        };
        steps.push((span.end, Step::Fill(index), span.score, next));
    }
    steps
}

/// Walks back from the best end.
fn collect(
    frame: &Frame,
    text: &Text<'_>,
    spans: &[Span],
    table: &[BTreeMap<State, Node>],
) -> Reading {
    let mut reading = Reading::default();
    let ends = table.last().into_iter().flatten();
    let Some((state, node)) = ends.max_by_key(|(_, node)| node.score) else {
        return reading;
    };
    reading.score = node.score;
    let mut doubtful = Vec::new();
    let (mut typed, mut evident) = (false, false);
    let (mut at, mut state) = (table.len() - 1, *state);
    while let Some(node) = table.get(at).and_then(|it| it.get(&state)) {
        let Some((from, earlier)) = node.from else {
            break;
        };
        match node.step {
            Step::Pass => {}
            Step::Leave => reading.unread.push(from),
            Step::Word => {
                reading.words.push(from);
            }
            Step::Fill(index) => {
                reading.spans.push(index);
                if let Some(span) = spans.get(index) {
                    match span.trust {
                        Trust::Free => reading.texts.push((span.start, span.end)),
                        Trust::Doubtful => doubtful.extend(span.start..span.end),
                        Trust::Evident | Trust::Cued | Trust::Announced => {
                            let shape = frame.slots.get(span.slot).map(|it| &it.shape);
                            // A document's number says nothing about a name beside it.
                            evident |=
                                span.trust == Trust::Evident && frame.document() != Some(span.slot);
                            typed |= evident || shape != Some(&Shape::Text);
                        }
                    }
                    // "we won Ana": a word of an enumeration may be the word of a phrase as well.
                    let slot = frame.slots.get(span.slot).map(|it| &it.shape);
                    if let Some(Shape::Choice(_)) = slot {
                        reading.words.extend((span.start..span.end).filter(|it| {
                            let token = text.get(*it);
                            token.is_some_and(|it| frame.weights.contains_key(it.sense()))
                        }));
                    }
                    reading.order.insert(0, span.slot);
                    reading.filled.insert(span.slot, span.value.clone());
                }
            }
        }
        (at, state) = (from, earlier);
    }
    // Beside an address or a sum that says its currency even a name in lower case is one, beside any value
    // where no money moves; so are two words. None is one that restricts something.
    let restricts = |at: &usize| text.get(*at).is_some_and(|it| lexicon::matters(&it.norm));
    let money = frame.moves_money();
    let acts = frame.acts();
    let mixed = doubtful
        .iter()
        .any(|it| text.get(*it).is_some_and(|it| it.capital));
    let several = doubtful.len() > 1 && (typed || !acts);
    let certain = evident || (!mixed && ((typed && !money) || several));
    if !certain || doubtful.iter().any(restricts) {
        reading.unread.extend(doubtful);
    }
    // "The job for Ana": who is meant elsewhere is not what it is about.
    let named: Vec<Value> = reading.filled.values().cloned().collect();
    let free = reading.spans.iter().filter_map(|it| spans.get(*it));
    for span in free.filter(|it| it.trust == Trust::Free) {
        if named.iter().filter(|it| **it == span.value).count() > 1 {
            reading.filled.remove(&span.slot);
        }
    }
    reading.unread.sort_unstable();
    reading.stems = reading.asked(text, |_| true);
    reading
}
