//! What stands beside a value: the cue that tells which slot it fills.

use super::{
    lexicon,
    token::{Kind, Role, Text},
};

/// What stands on one side of a value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Context {
    /// The nearest preposition or conjunction.
    pub(super) link: Option<&'static str>,
    /// What comes after it, away from the value.
    pub(super) anchor: Anchor,
}

/// The nearest thing beside a value that means something.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Anchor {
    /// Nothing: the text begins or ends.
    Edge,
    /// A word, by its stem.
    Word(String),
    /// Another value of the phrase, by its slot.
    Slot(usize),
    /// A number or an address.
    Value,
}

/// The way from a value to its anchor.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Gap {
    /// The nearest link.
    pub(super) link: Option<&'static str>,
    /// The token of the anchor.
    pub(super) anchor: Option<usize>,
    /// Whether an article or the like stands at the value.
    pub(super) filler: bool,
    /// Whether it is one.
    pub(super) article: bool,
    /// Whether a comma or the like lies between.
    pub(super) pause: bool,
    /// Whether it is a comma.
    pub(super) comma: bool,
}

/// What stands before a token.
pub(super) fn before(text: &Text<'_>, at: usize) -> Gap {
    walk(text, (0..at).rev())
}

/// What stands after a value that ends before a token.
pub(super) fn after(text: &Text<'_>, end: usize) -> Gap {
    walk(text, end..text.tokens.len())
}

/// Where the words that lead to a token begin: after the last one that means something.
pub(super) fn lead(text: &Text<'_>, at: usize) -> usize {
    before(text, at).anchor.map_or(0, |it| it + 1)
}

/// The context at the end of a gap in a text without slots.
pub(super) fn context(text: &Text<'_>, gap: Gap) -> Context {
    let anchor = gap.anchor.and_then(|it| text.get(it));
    Context {
        link: gap.link,
        anchor: match anchor {
            None => Anchor::Edge,
            Some(token) => match token.kind {
                Kind::Word => Anchor::Word(token.sense().to_owned()),
                Kind::Number | Kind::Email | Kind::Sign | Kind::Mark => Anchor::Value,
            },
        },
    }
}

/// How well two contexts fit: 0 not at all, 1 in part, 2 wholly.
pub(super) fn fit(phrase: &Context, message: &Context) -> i32 {
    let linked = phrase.link.is_some() && phrase.link == message.link;
    if phrase.anchor == message.anchor && phrase.anchor != Anchor::Edge {
        return match (phrase.link, message.link) {
            (a, b) if a == b => 2,
            (None, Some(_)) | (Some(_), None) => 1,
            (_, _) => 0,
        };
    }
    i32::from(linked)
}

fn walk(text: &Text<'_>, way: impl Iterator<Item = usize>) -> Gap {
    let mut gap = Gap {
        link: None,
        anchor: None,
        filler: false,
        article: false,
        pause: false,
        comma: false,
    };
    let mut beside = true;
    for index in way {
        let Some(token) = text.get(index) else {
            break;
        };
        match token.role {
            Role::Filler => {
                gap.filler |= beside;
                gap.article |= beside && lexicon::is_article(&token.norm);
            }
            Role::Pause => {
                gap.pause = true;
                gap.comma |= token.norm == ",";
            }
            Role::Link(link) => gap.link = gap.link.or(Some(link)),
            Role::Negation | Role::Content => {
                gap.anchor = Some(index);
                break;
            }
        }
        beside = false;
    }
    gap
}
