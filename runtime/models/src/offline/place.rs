//! Which tool a request is for, and with which arguments: only where nothing is left to guess.

mod doubt;
mod hidden;
mod judge;
mod worth;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use domain::language::Language;
use serde_json::Value;

use self::{
    doubt::doubted,
    worth::{swallows, tool, worth},
};
use super::{
    corrections,
    fold::number_free,
    frame::{Frame, Kind},
    pronouns::{self, Named},
    reading::{self, Passed, Reading},
    scene::Scene,
    spans::{Finder, Trust},
    token::{Kind as TokenKind, Role, Text, Token},
    vocabulary::{self, Vocabulary},
};

/// What came of placing a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Placement {
    /// One tool, with all that it needs.
    Call {
        /// The tool, by its place among the frames.
        tool: usize,
        /// Its arguments, by their slots.
        filled: BTreeMap<usize, Value>,
    },
    /// One tool that needs more.
    Missing {
        /// The tool.
        tool: usize,
        /// The slot.
        slot: usize,
        /// What was said already.
        filled: BTreeMap<usize, Value>,
    },
    /// One tool, but a number may say how much, or which document is meant: money must not move on a guess.
    Which {
        /// The tool.
        tool: usize,
        /// Where the number stands, in bytes.
        at: Range<usize>,
        /// The number.
        number: String,
    },
    /// Several tools, equally.
    Several(Vec<usize>),
    /// One tool, but these words could change everything.
    Unclear {
        /// The tool.
        tool: usize,
        /// The words.
        words: Vec<String>,
    },
    /// One tool, but it shall not be used.
    Negated {
        /// The tool.
        tool: usize,
    },
    /// One tool, but it is asked about, not asked for.
    Asked {
        /// The tool.
        tool: usize,
    },
    /// Only politeness.
    Courtesy,
    /// Nothing that can be done here.
    Nothing,
}

/// All tools, as the offline model understands them.
#[derive(Debug)]
pub(super) struct Placer {
    /// The tools.
    pub(super) frames: Vec<Frame>,
    vocabulary: Vocabulary,
}

/// Longer requests are not read.
const LONGEST: usize = 2_000;
/// What it costs a reading that something is missing.
const MISSING: i32 = 20;
/// How much is shown of a request that no tool knows.
const SHOWN: usize = 120;
/// Nor such of more pieces.
const PIECES: usize = 160;

impl Placer {
    /// Takes tools together.
    pub(super) fn new(mut frames: Vec<Frame>) -> Self {
        vocabulary::weigh(&mut frames);
        Self {
            vocabulary: Vocabulary::of(&frames),
            frames,
        }
    }

    /// Whether some tool's phrases in a language say a stem.
    pub(super) fn speaks(&self, language: Language, stem: &str) -> bool {
        let mut frames = self.frames.iter();
        frames.any(|it| it.spoken.get(&language).is_some_and(|it| it.contains(stem)))
    }

    /// How many words of a text some tools know.
    pub(super) fn known<'a>(&self, raw: &str, frames: impl Iterator<Item = &'a Frame>) -> usize {
        let text = Text::read(raw, Language::En);
        let words = text.tokens.iter().filter(|it| it.kind == TokenKind::Word);
        let stems: BTreeSet<&str> = words.map(|it| number_free(&it.stem)).collect();
        let knows = |frame: &Frame, stem: &str| {
            let mut known = frame.weights.keys();
            known.any(|it| number_free(it) == stem)
        };
        let frames: Vec<&Frame> = frames.collect();
        let known = stems
            .iter()
            .filter(|stem| frames.iter().any(|it| knows(it, stem)));
        known.count()
    }

    /// Places a request among some of the tools; if need be, with those named for whom its pronouns stand.
    pub(super) fn place(&self, raw: &str, scene: Scene, among: &[usize]) -> Placement {
        let Some(text) = self.readable(raw, scene) else {
            return Placement::Nothing;
        };
        let named = self.named(&text);
        let named = named.and_then(|it| {
            let read = self.readable(&it.text, scene)?;
            Some(it.as_written(self.place_text(&read, scene, among), raw))
        });
        let called = named.filter(|it| matches!(it, Placement::Call { .. }));
        let Some(called) = called else {
            return self.place_text(&text, scene, among);
        };
        // "Refund Ana 60, overcharged her": what says as much as it stands is taken so.
        let plain = self.place_text(&text, scene, among);
        match self.says_as_much(&plain, &called) {
            true => plain,
            false => called,
        }
    }

    /// Whether one calls the same with the same as another, or with longer free texts.
    fn says_as_much(&self, one: &Placement, other: &Placement) -> bool {
        let (
            Placement::Call { tool, filled },
            Placement::Call {
                tool: same,
                filled: others,
            },
        ) = (one, other)
        else {
            return false;
        };
        let free = |slot: usize| {
            let frame = self.frames.get(*tool);
            frame.is_some_and(|it| it.kinds(slot).contains(&Kind::Text))
        };
        let spare = |slot: usize| self.frames.get(*tool).is_some_and(|it| it.spare() == slot);
        let holds = |slot: usize, own: &Value, it: &Value| {
            let texts = own.as_str().zip(it.as_str()).filter(|_| free(slot));
            own == it || texts.is_some_and(|(own, it)| own.contains(it))
        };
        let mut others = others.iter();
        tool == same
            && others.all(|(slot, it)| {
                spare(*slot) || filled.get(slot).is_some_and(|own| holds(*slot, own, it))
            })
    }

    /// A text with those named for whom its pronouns stand, if any does.
    pub(super) fn named(&self, text: &Text<'_>) -> Option<Named> {
        pronouns::named(text, &self.vocabulary)
    }

    fn place_text(&self, text: &Text<'_>, scene: Scene, among: &[usize]) -> Placement {
        if text.tokens.iter().all(is_courtesy) {
            return Placement::Courtesy;
        }
        if let Some(marker) = corrections::marker(text) {
            return self.corrected(text, marker, (scene, among));
        }
        let (placement, reading) = self.best(text, scene, among);
        let placement = doubted(text, placement, reading.doubt);
        match placement {
            Placement::Call { tool, .. } => {
                match self.hidden(text, &reading, (&placement, scene), among) {
                    Some(words) => Placement::Unclear {
                        tool,
                        words: vec![words],
                    },
                    None => placement,
                }
            }
            _ => placement,
        }
    }

    /// Places words that lean on a request before them: "and 90 for Bruno". The tool and the words of its
    /// phrases are known, the values must be said again.
    pub(super) fn place_after(
        &self,
        (tool, said): (usize, &BTreeSet<String>),
        raw: &str,
        scene: Scene,
    ) -> Option<Placement> {
        let frame = self.frames.get(tool)?;
        let text = self.readable(raw, scene).filter(|it| !it.asks)?;
        let spans = self.finder(frame, &text, scene).spans();
        let mut reading = reading::read(frame, &text, &spans);
        let alone = reading.filled.is_empty() || !reading.unread.is_empty();
        reading.stems.extend(said.iter().cloned());
        let placement = self.judge(tool, &text, (&reading, &spans), &mut Passed::default());
        let doubt = self.doubt(frame, &text, (&reading, &spans));
        let placement = doubted(&text, placement, doubt);
        (!alone && matches!(placement, Placement::Call { .. })).then_some(placement)
    }

    /// The words of a tool's phrases that a request says.
    pub(super) fn said(&self, tool: usize, raw: &str, scene: Scene) -> BTreeSet<String> {
        let (Some(frame), Some(text)) = (self.frames.get(tool), self.readable(raw, scene)) else {
            return BTreeSet::new();
        };
        let spans = self.finder(frame, &text, scene).spans();
        let stems = reading::read(frame, &text, &spans).stems;
        let whole = frame.phrases.iter().filter(|it| it.stems.is_subset(&stems));
        whole.flat_map(|it| it.stems.iter().cloned()).collect()
    }

    /// Places a request in which something was taken back: "250, no, 300".
    fn corrected(
        &self,
        text: &Text<'_>,
        marker: (usize, usize),
        (scene, among): (Scene, &[usize]),
    ) -> Placement {
        let mended = corrections::mended(text, marker, (scene, &self.vocabulary));
        let mut placed = mended.iter().map(|it| self.place(it, scene, among));
        let called = placed.find(|it| matches!(it, Placement::Call { .. }));
        called.unwrap_or_else(|| {
            let before = text.slice(0, marker.0);
            match self.place(before, scene, among) {
                Placement::Call { tool, .. } => Placement::Unclear {
                    tool,
                    words: vec![text.slice(marker.0, text.tokens.len()).to_owned()],
                },
                placement => placement,
            }
        })
    }

    /// The best placement of a text, with the reading that it comes from.
    fn best(&self, text: &Text<'_>, scene: Scene, among: &[usize]) -> (Placement, Reading) {
        let mut judged = Vec::new();
        for tool in among.iter().copied() {
            let Some(frame) = self.frames.get(tool) else {
                continue;
            };
            let mut spans = self.finder(frame, text, scene).spans();
            let reading = reading::read(frame, text, &spans);
            let mut passed = Passed::default();
            let placement = self.judge(tool, text, (&reading, &spans), &mut passed);
            let (placement, mut reading) = match swallows(&placement, &reading, &spans) {
                false => (placement, reading),
                true => {
                    spans.retain(|it| it.trust != Trust::Free);
                    let reading = reading::read(frame, text, &spans);
                    let read = (&reading, spans.as_slice());
                    (self.judge(tool, text, read, &mut passed), reading)
                }
            };
            reading.passed = passed;
            reading.doubt = self.doubt(frame, text, (&reading, &spans));
            judged.push((placement, reading));
        }
        judged.sort_by_key(|(placement, it)| Reverse(worth(placement, it)));
        let best = judged.first().map(|(placement, it)| worth(placement, it));
        let equal = |it: &&(Placement, Reading)| Some(worth(&it.0, &it.1)) == best;
        let several: Vec<usize> = judged
            .iter()
            .filter(equal)
            .filter_map(|it| tool(&it.0))
            .collect();
        match judged.into_iter().next() {
            None => (Placement::Nothing, Reading::default()),
            Some((Placement::Call { .. } | Placement::Missing { .. }, _)) if several.len() > 1 => {
                (Placement::Several(several), Reading::default())
            }
            Some(best) => best,
        }
    }

    /// What no tool knows of a request, as it was written; all of it, if they know each word.
    pub(super) fn unknown(&self, raw: &str, scene: Scene) -> Vec<String> {
        let whole = || vec![raw.trim().chars().take(SHOWN).collect()];
        let Some(text) = self.readable(raw, scene) else {
            return whole();
        };
        let strange = |it: &&(usize, &Token)| {
            let said = it.1.kind == TokenKind::Word && it.1.role == Role::Content;
            said && !it.1.capital && !self.vocabulary.knows(it.1) && it.1.heard.is_none()
        };
        let tokens: Vec<(usize, &Token)> = text.tokens.iter().enumerate().collect();
        let unread: Vec<usize> = tokens.iter().filter(strange).map(|it| it.0).collect();
        match unread.is_empty() {
            true => whole(),
            false => unread_words(&text, &unread),
        }
    }

    /// A text that is not too long, with what tools know heard in it.
    pub(super) fn readable<'a>(&self, raw: &'a str, scene: Scene) -> Option<Text<'a>> {
        if raw.len() > LONGEST {
            return None;
        }
        let mut text = Text::read(raw, scene.language);
        text.hear(|token, cut| self.vocabulary.heard(token, cut));
        (text.tokens.len() <= PIECES).then_some(text)
    }

    pub(super) fn finder<'a>(
        &'a self,
        frame: &'a Frame,
        text: &'a Text<'a>,
        scene: Scene,
    ) -> Finder<'a> {
        Finder {
            frame,
            text,
            scene,
            vocabulary: &self.vocabulary,
        }
    }
}

fn is_courtesy(token: &Token) -> bool {
    match token.role {
        Role::Pause | Role::Filler => true,
        Role::Content | Role::Link(_) | Role::Negation => false,
    }
}

/// Whether a token stands in no clause that only tells something.
fn clean(told: &[Range<usize>], at: usize) -> bool {
    !told.iter().any(|it| it.contains(&at))
}

/// Unread words as they were written; neighbours together.
fn unread_words(text: &Text<'_>, unread: &[usize]) -> Vec<String> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for index in unread.iter().copied() {
        match runs.last_mut() {
            Some((_, end)) if *end == index => *end = index + 1,
            Some(_) | None => runs.push((index, index + 1)),
        }
    }
    let words = runs.into_iter().map(|(start, end)| text.slice(start, end));
    words.map(str::to_owned).collect()
}
