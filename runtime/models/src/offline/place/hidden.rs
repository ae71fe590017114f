//! Requests, orders and conditions that hide in what a request carries.

use std::ops::Range;

use super::{Placement, Placer, worth::rank};
use crate::offline::{
    lexicon,
    reading::Reading,
    scene::Scene,
    token::{Kind, Role, Text, Token},
};

impl Placer {
    /// A request that hides in a free text, or in what is told: "because it broke, and refund invoice 3".
    pub(super) fn hidden(
        &self,
        text: &Text<'_>,
        reading: &Reading,
        (placement, scene): (&Placement, Scene),
        among: &[usize],
    ) -> Option<String> {
        let asks = |clause: &str, least: u8| {
            let clause = self.readable(clause, scene);
            clause.is_some_and(|it| {
                let known = it.tokens.iter().any(|it| self.vocabulary.asks(it));
                let best = || self.best(&it, scene, among).0;
                known && Some(best()).is_some_and(|it| rank(&it) >= least && it != *placement)
            })
        };
        let inside = reading.texts.iter().flat_map(|(start, end)| {
            let breaks = (*start..*end).filter(|it| text.get(*it).is_some_and(is_break));
            // "Note: call on Monday, only in the morning": a text after a colon holds anything.
            let before = start.checked_sub(1).and_then(|it| text.get(it));
            let quoted = before.is_some_and(|it| it.norm == ":");
            breaks.map(move |it| {
                let mark = text.get(it).is_some_and(|it| it.kind == Kind::Mark);
                (mark && !quoted, text.slice(it + 1, *end))
            })
        });
        // What begins as some tool is asked for may be half of a request.
        let begins = |clause: &str| {
            let clause = self.readable(clause, scene);
            clause.is_some_and(|it| {
                let mut words = it.tokens.iter();
                let first = words.find(|it| it.role == Role::Content);
                first.is_some_and(|it| self.vocabulary.knows(it) && !self.vocabulary.is_value(it))
            })
        };
        // "Because it broke, if Ana agrees": what restricts or orders after a comma is no text.
        let turns = |clause: &str| {
            let clause = self.readable(clause, scene);
            clause.is_some_and(|it| {
                let mut words = it.tokens.iter();
                let first = words.find(|it| it.kind == Kind::Word && !lexicon::joins(&it.norm));
                first.is_some_and(|it| lexicon::matters(&it.norm) || lexicon::orders(&it.norm))
            })
        };
        // "Remind Carla to call Pedro": what another one is to do with somebody is no note.
        let for_another = reading.texts.iter().find(|(start, end)| {
            let tokens = text.tokens.get(*start..*end).unwrap_or_default();
            let before = start.checked_sub(1).and_then(|it| text.get(it));
            let begins = tokens.first().is_some_and(|it| self.vocabulary.knows(it));
            begins
                && before.is_some_and(|it| matches!(it.role, Role::Link("to" | "para")))
                && tokens.iter().any(|it| it.capital && it.norm != "i")
        });
        if let Some(words) = told_another(text) {
            return Some(words);
        }
        if let Some((start, end)) = for_another {
            return Some(text.slice(*start, *end).to_owned());
        }
        let mut inside = inside.filter(|(marked, it)| {
            asks(it, 2) || (begins(it) && asks(it, 1)) || (*marked && turns(it))
        });
        let written = |it: &Range<usize>| text.slice(it.start, it.end);
        let told = reading.passed.told.iter().map(written);
        let idle = reading.passed.idle.iter().map(written);
        let mut told = told
            .filter(|it| asks(it, 3))
            .chain(idle.filter(|it| asks(it, 2)));
        inside
            .next()
            .map(|it| it.1)
            .or_else(|| told.next())
            .map(|it| it.trim().to_owned())
    }
}

/// Somebody else who is to be reminded of what she has to do: "remind Ana to pay".
fn told_another(text: &Text<'_>) -> Option<String> {
    let reminds =
        |it: &Token| ["remind", "lembra", "lembre", "lembrar"].contains(&it.norm.as_str());
    let at = text.tokens.iter().position(reminds)?;
    let name = (at + 1..text.tokens.len()).find(|it| {
        text.get(*it)
            .is_none_or(|it| !lexicon::is_article(&it.norm) && it.norm != "a")
    })?;
    let capital = |at: &usize| {
        text.get(*at)
            .is_some_and(|it| it.kind == Kind::Word && it.capital)
    };
    let end = name + (name..text.tokens.len()).take_while(capital).count();
    let order = text
        .get(end)
        .is_some_and(|it| matches!(it.role, Role::Link("to")));
    (end > name && order).then(|| text.slice(at, text.tokens.len()).to_owned())
}

fn is_break(token: &Token) -> bool {
    token.role == Role::Pause || lexicon::breaks(&token.norm)
}
