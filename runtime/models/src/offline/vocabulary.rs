//! What all tools know together.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    context::{Anchor, Context},
    fold::{self, number_free},
    frame::{Frame, Kind},
    lexicon, synonyms,
    token::Token,
};

/// The words of all tools.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Every stem, without number.
    stems: HashSet<String>,
    /// Every word as it is written.
    forms: HashSet<String>,
    /// The stems that some tool's phrases begin with.
    heads: HashSet<String>,
    /// The stems of enumerations' values that are one word.
    values: HashSet<String>,
    /// The stems of what is numbered: after "invoice", 3 is no amount.
    numbered: HashSet<String>,
}

impl Vocabulary {
    /// What the tools know.
    pub(super) fn of(frames: &[Frame]) -> Self {
        let words = frames.iter().flat_map(|it| it.weights.keys());
        let values = frames
            .iter()
            .flat_map(|it| &it.choices)
            .flat_map(|it| &it.stems);
        let stems = words.chain(values).map(|it| number_free(it).to_owned());
        let cues = frames.iter().flat_map(|it| &it.cues);
        let numbers = cues.filter(|it| it.kind == Kind::Number && it.left.link.is_none());
        let numbered = numbers.filter_map(|it| match &it.left.anchor {
            Anchor::Word(stem) => Some(stem.clone()),
            Anchor::Edge | Anchor::Slot(_) | Anchor::Value => None,
        });
        let choices = frames.iter().flat_map(|it| &it.choices);
        let single = choices.filter_map(|it| match it.stems.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        });
        let heads = frames.iter().flat_map(|it| it.heads.iter().cloned());
        let forms = frames.iter().flat_map(|it| it.forms.iter().cloned());
        Self {
            forms: forms.collect(),
            heads: heads.collect(),
            values: single.collect(),
            stems: stems.collect(),
            numbered: numbered.collect(),
        }
    }

    /// Whether a number in this context tells which one is meant, not how much.
    pub(super) fn numbers(&self, left: &Context) -> bool {
        match &left.anchor {
            Anchor::Word(stem) => left.link.is_none() && self.numbered.contains(stem),
            Anchor::Edge | Anchor::Slot(_) | Anchor::Value => false,
        }
    }

    /// The stem that a word is a slip of the pen for, or that it is the beginning of, where it is cut short.
    pub(super) fn heard(&self, token: &Token, cut: bool) -> Option<String> {
        let word = number_free(&token.stem);
        // "Mudar" is no slip of "mandar".
        let whole = lexicon::matters(&token.norm) || lexicon::orders(&token.norm);
        if self.knows(token) || token.nameless || word.len() < 3 || whole {
            return None;
        }
        let single = fold::stem(token.norm.trim_end_matches('s'));
        let is_slip = |it: &str| fold::is_slip(word, it) || fold::is_slip(&single, it);
        let own = self.stems.iter().map(String::as_str);
        let mut slips: BTreeSet<&str> = own.filter(|it| is_slip(it)).collect();
        let shared = synonyms::all().filter(|it| self.stems.contains(it.1) && is_slip(it.0));
        slips.extend(shared.map(|it| it.1));
        // Three letters are a slip of a word as it is written, and of no stem: "led".
        let short = token.norm.len() < 4;
        slips.retain(|it| !short || self.forms.contains(*it));
        let slip = slips.first().copied().filter(|_| slips.len() == 1);
        let begun = || {
            let begun = self.numbered.iter().filter(|it| it.starts_with(word));
            let begun = begun.min_by_key(|it| (it.len(), it.as_str()));
            begun.map(String::as_str).filter(|_| cut)
        };
        let plural = if token.norm.ends_with('s') { "+" } else { "" };
        Some(format!("{}{plural}", slip.or_else(begun)?))
    }

    /// Whether a word is a value of some enumeration.
    pub(super) fn is_value(&self, token: &Token) -> bool {
        self.values.contains(number_free(token.sense()))
    }

    /// Whether a word may begin what some tool is asked for.
    pub(super) fn begins(&self, token: &Token) -> bool {
        self.heads.contains(token.sense()) && !synonyms::is_thing(&token.norm)
    }

    /// Whether a word may begin what some tool is asked for, or chooses a value.
    pub(super) fn asks(&self, token: &Token) -> bool {
        self.begins(token) || self.is_value(token)
    }

    /// Whether a word stands in some tool's phrases just as it is: "marca", and not "Marco".
    pub(super) fn says(&self, token: &Token) -> bool {
        self.forms.contains(&token.norm)
    }

    /// Whether some tool knows a word.
    pub(super) fn knows(&self, token: &Token) -> bool {
        self.stems.contains(number_free(&token.stem))
    }
}

/// Weighs each stem by how few tools know it.
pub(super) fn weigh(frames: &mut [Frame]) {
    let mut tools: HashMap<String, usize> = HashMap::new();
    for frame in frames.iter() {
        for stem in frame.weights.keys() {
            *tools.entry(stem.clone()).or_default() += 1;
        }
    }
    let all = frames.len();
    for frame in frames {
        for (stem, weight) in &mut frame.weights {
            let few = tools.get(stem).copied().unwrap_or(1);
            let rare = (all / few).checked_ilog2().unwrap_or_default();
            *weight = i32::try_from(rare).map_or(10, |it| 10 * (1 + it));
        }
    }
}
