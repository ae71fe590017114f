//! What a reading comes to.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Placement, Placer, clean, unread_words};
use crate::offline::{
    beside,
    reading::{Passed, Reading},
    spans::{Span, Trust},
    token::{Role, Text},
    told,
};

impl Placer {
    /// What a reading comes to; `passed` takes the clauses that were passed over.
    pub(super) fn judge(
        &self,
        tool: usize,
        text: &Text<'_>,
        (reading, spans): (&Reading, &[Span]),
        passed: &mut Passed,
    ) -> Placement {
        let Some(frame) = self.frames.get(tool) else {
            return Placement::Nothing;
        };
        let Some(open) = reading.least_open(&frame.phrases) else {
            return Placement::Nothing;
        };
        let mut reading = reading.with_loose_words(frame, text);
        reading.filled = without_names(&reading, spans);
        let reading = &reading;
        let left = told::pass_over(frame, text, (reading, spans));
        let known = (frame, &self.vocabulary);
        let beside = beside::read(known, text, (reading, spans), &left.unread);
        passed
            .told
            .extend(left.told.iter().chain(&beside.told).cloned());
        passed.idle.extend(beside.idle.iter().cloned());
        let mut unread = beside.unread.iter().filter_map(|it| text.get(*it));
        if unread.any(|it| it.role == Role::Negation) {
            return Placement::Negated { tool };
        }
        // Words that announce something must have it with them.
        let announces = |stem: &&String| !frame.phrases.iter().any(|it| it.stems.contains(*stem));
        let content = |at: &usize| text.get(*at).is_some_and(|it| it.role == Role::Content);
        let asked = reading.asked(text, content);
        let dangling = asked.iter().filter(announces).find_map(|stem| {
            let parts = frame.parts.iter().filter(|it| it.stems.contains(stem));
            reading.least_open(parts)?
        });
        let dangling = dangling.filter(|slot| !beside.fills.contains_key(slot));
        let mut others = self.frames.iter().filter(|it| it.name != frame.name);
        let telling = !others.any(|it| {
            reading
                .stems
                .iter()
                .all(|stem| it.weights.contains_key(stem))
        });
        match (beside.unread.is_empty(), text.asks && !frame.asked) {
            (true, false) => {
                let mut filled = reading.filled.clone();
                filled.extend(beside.fills);
                if let (Some(slot), [.., told]) = (frame.reason(), left.told.as_slice()) {
                    let mut words = reading
                        .words
                        .iter()
                        .filter(|it| clean(left.told.as_slice(), **it));
                    let inside = |it: &(usize, usize)| told.contains(&it.0);
                    let part = reading.texts.iter().any(inside);
                    if words.all(|it| *it < told.start) && (part || !filled.contains_key(&slot)) {
                        filled.insert(slot, Value::from(told::said(text, told)));
                    }
                }
                match self.conclude(tool, &filled, open.or(dangling)) {
                    // What lacks something and holds strange words may be another request.
                    Placement::Missing { .. } if beside.spared && !telling => Placement::Nothing,
                    Placement::Missing { .. } if beside.spared => Placement::Unclear {
                        tool,
                        words: unread_words(text, &left.unread),
                    },
                    placement => placement,
                }
            }
            // Words that another tool knows as well do not tell which of them was meant.
            (_, _) if !telling => Placement::Nothing,
            (_, true) => Placement::Asked { tool },
            (false, false) => Placement::Unclear {
                tool,
                words: unread_words(text, &left.unread),
            },
        }
    }

    /// A call with what was said; if something that it needs, or the slot `open`, is left out, the
    /// question for it.
    pub(in crate::offline) fn conclude(
        &self,
        tool: usize,
        filled: &BTreeMap<usize, Value>,
        open: Option<usize>,
    ) -> Placement {
        let slots = self.frames.get(tool).map_or(&[][..], |it| &it.slots);
        let needed = slots.iter().enumerate();
        let needed =
            needed.filter(|(index, it)| it.required.is_some() && !filled.contains_key(index));
        let missing = needed.min_by_key(|it| it.1.required).map(|it| it.0);
        if let Some(slot) = missing.or(open) {
            return Placement::Missing {
                tool,
                slot,
                filled: filled.clone(),
            };
        }
        Placement::Call {
            tool,
            filled: filled.clone(),
        }
    }
}

/// What fills the slots, where no free text ends with a name that fills another: "tiles, Taís Brum".
fn without_names(reading: &Reading, spans: &[Span]) -> BTreeMap<usize, Value> {
    let mut filled = reading.filled.clone();
    let used = || reading.spans.iter().filter_map(|it| spans.get(*it));
    for text in used().filter(|it| it.trust == Trust::Free) {
        let mut names = used().filter(|it| it.slot != text.slot && it.trust != Trust::Free);
        let bare = filled
            .get(&text.slot)
            .and_then(Value::as_str)
            .and_then(|said| {
                names.find_map(|it| {
                    let rest = said.strip_suffix(it.value.as_str()?)?;
                    rest.trim_end()
                        .strip_suffix([',', '-', '–', '—'])
                        .map(str::trim_end)
                })
            });
        if let Some(bare) = bare.map(Value::from) {
            filled.insert(text.slot, bare);
        }
    }
    filled
}
