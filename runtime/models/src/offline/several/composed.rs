//! One sentence for two tools: "export the qualified leads" lists them first, where the tool that exports takes
//! no argument of its own.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{Piece, Search};
use crate::offline::{
    frame::Frame,
    place::Placement,
    token::{Kind, Role, Token},
};

impl<'a> Search<'_, 'a> {
    /// What is to be shown, and then the tool without arguments that does something with it.
    pub(super) fn composed(&self) -> Option<Vec<Piece<'a>>> {
        let takes_nothing = |it: &&usize| {
            let frame = self.placer.frames.get(**it);
            frame.is_some_and(|it| it.spare() == 0)
        };
        let doers = self.among.iter().filter(takes_nothing);
        let mut pairs = doers.flat_map(|doer| {
            let shown = self.among.iter().filter(move |it| *it != doer);
            shown.filter_map(|it| self.shown_first(*doer, *it))
        });
        // What two could show is not clear.
        match (pairs.next(), pairs.next()) {
            (Some(pair), None) => Some(pair.into()),
            _ => None,
        }
    }

    fn shown_first(&self, doer: usize, shown: usize) -> Option<[Piece<'a>; 2]> {
        let (does, shows) = (
            self.placer.frames.get(doer)?,
            self.placer.frames.get(shown)?,
        );
        if shows.spare() == 0 || shows.acts() {
            return None;
        }
        let tokens = || self.text.tokens.iter().enumerate();
        let own = |it: &Token| is_word_of(does, it) && !is_word_of(shows, it);
        let own: Vec<usize> = tokens().filter(|it| own(it.1)).map(|it| it.0).collect();
        let said: BTreeSet<String> = tokens()
            .filter(|it| is_word_of(does, it.1))
            .map(|it| it.1.sense().to_owned())
            .collect();
        let named = |at: &usize| self.text.get(*at).map(Token::sense);
        let asked = does.phrases.iter().any(|it| {
            let mut own = own.iter().filter_map(named);
            it.stems.is_subset(&said) && own.any(|own| it.stems.contains(own))
        });
        if !asked {
            return None;
        }
        // "In a spreadsheet": the preposition goes with its word.
        let leads = |at: &usize| {
            let next = (at + 1..).find(|it| {
                self.text
                    .get(*it)
                    .is_none_or(|it| it.role != Role::Filler || it.kind == Kind::Mark)
            });
            let link = self
                .text
                .get(*at)
                .is_some_and(|it| matches!(it.role, Role::Link(_)));
            link && next.is_some_and(|it| own.contains(&it))
        };
        let rest = (0..self.text.tokens.len()).filter(|it| !own.contains(it) && !leads(it));
        let text = rest
            .map(|it| self.text.slice(it, it + 1))
            .collect::<Vec<_>>();
        let text = text.join(" ");
        let placement = self.placer.place(&text, self.scene, &[shown]);
        let restricted = |it: &Placement| match it {
            Placement::Call { filled, .. } => !filled.is_empty(),
            _ => false,
        };
        if !restricted(&placement) {
            return None;
        }
        let words = own.iter().map(|it| self.text.slice(*it, it + 1));
        Some([
            Piece {
                text: Cow::from(text),
                placement,
            },
            Piece {
                text: Cow::from(words.collect::<Vec<_>>().join(" ")),
                placement: Placement::Call {
                    tool: doer,
                    filled: BTreeMap::new(),
                },
            },
        ])
    }
}

fn is_word_of(frame: &Frame, token: &Token) -> bool {
    token.kind == Kind::Word
        && token.role == Role::Content
        && frame.weights.contains_key(token.sense())
}
