//! Replies to the questions for what a request lacked, or for what a tool did not understand.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    frame::Kind,
    place::{Placement, Placer},
    scene::Scene,
    schema::Shape,
    token::{Kind as TokenKind, Role, Token},
};

impl Placer {
    /// Places a request that lacked a slot, with the reply to the question for it.
    pub(super) fn complete(
        &self,
        (tool, slot): (usize, usize),
        filled: &BTreeMap<usize, Value>,
        (reply, scene): (&str, Scene),
    ) -> Option<Placement> {
        let value = self.reply(tool, slot, (reply, scene))?;
        let mut filled = filled.clone();
        filled.insert(slot, value);
        Some(self.conclude(tool, &filled, None))
    }

    /// Places a request again that the tool did not understand, with the reply to its question. The
    /// reply takes the place of the one value that it can be.
    pub(super) fn correct(
        &self,
        tool: usize,
        filled: &BTreeMap<usize, Value>,
        (reply, scene): (&str, Scene),
    ) -> Option<Placement> {
        let slots = &self.frames.get(tool)?.slots;
        let fits = filled.keys().filter_map(|slot| {
            let value = self.reply(tool, *slot, (reply, scene))?;
            Some((*slot, value))
        });
        let (named, other): (Vec<_>, Vec<_>) = fits.partition(|(slot, _)| {
            // Who or what is meant is asked back for more often than how much.
            slots.get(*slot).is_some_and(|it| it.shape == Shape::Text)
        });
        let mut candidates = if named.is_empty() { other } else { named }.into_iter();
        let ((slot, value), None) = (candidates.next()?, candidates.next()) else {
            return None;
        };
        let mut filled = filled.clone();
        filled.insert(slot, value);
        Some(self.conclude(tool, &filled, None))
    }

    /// The value that a reply is, but for words that the tool knows.
    fn reply(&self, tool: usize, slot: usize, (reply, scene): (&str, Scene)) -> Option<Value> {
        let frame = self.frames.get(tool)?;
        let text = self.readable(reply, scene)?;
        let passes = |it: &Token| match it.role {
            Role::Pause | Role::Filler | Role::Link(_) => true,
            Role::Content => it.kind == TokenKind::Word && frame.weights.contains_key(it.sense()),
            Role::Negation => false,
        };
        let finder = self.finder(frame, &text, scene);
        let before = text.tokens.iter().position(|it| !passes(it))?;
        let mut found = Vec::new();
        for at in 0..=before {
            for kind in frame.kinds(slot) {
                let whole = finder.read(slot, kind, at).into_iter().filter(|it| {
                    // One word in lower case may be a name; more are rather a sentence.
                    let named = kind != Kind::Name
                        || it.end == at + 1
                        || text.get(at).is_some_and(|it| it.capital);
                    named && text.tokens.iter().skip(it.end).all(passes)
                });
                found.extend(whole);
            }
        }
        found.into_iter().max_by_key(|it| it.end).map(|it| it.value)
    }
}
