//! Who is meant by "her" or "ela": the one who was named before in the same message.

use serde_json::Value;

use super::{
    lexicon,
    place::Placement,
    token::{Kind, Role, Text, Token},
    values::name,
    vocabulary::Vocabulary,
};

/// A text with names in the place of the words that stand for them.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The text.
    pub(super) text: String,
    /// The names, each with the word as it was written that stood for it.
    pub(super) stands: Vec<(String, String)>,
}

impl Named {
    /// What was filled, with free texts as they were written: "met her at church" stays so in a note.
    pub(super) fn as_written(&self, placement: Placement, raw: &str) -> Placement {
        let Placement::Call { tool, mut filled } = placement else {
            return placement;
        };
        for value in filled.values_mut() {
            let Some(said) = value.as_str().filter(|it| !raw.contains(*it)) else {
                continue;
            };
            let mut written = said.to_owned();
            for (name, word) in &self.stands {
                if written.len() > name.len() {
                    written = written.replacen(name.as_str(), word, 1);
                }
            }
            if raw.contains(&written) {
                *value = Value::from(written);
            }
        }
        Placement::Call { tool, filled }
    }
}

/// The text with names in the place of the words that stand for them; nothing, if none can be put right.
pub(super) fn named(text: &Text<'_>, vocabulary: &Vocabulary) -> Option<Named> {
    let mut written = String::new();
    let mut stands = Vec::new();
    let mut from = 0;
    for (at, token) in text.tokens.iter().enumerate() {
        if !stands_for_object(text, at, token) {
            continue;
        }
        let Some(name) = meant(text, at, vocabulary) else {
            continue;
        };
        written.push_str(text.raw.get(from..token.start)?);
        // "dela": of her.
        let of = if token.norm.starts_with('d') {
            "de "
        } else {
            ""
        };
        let name = format!("{of}{name}");
        written.push_str(&name);
        stands.push((name, text.slice(at, at + 1).to_owned()));
        from = token.end;
    }
    written.push_str(text.raw.get(from..)?);
    (from > 0).then_some(Named {
        text: written,
        stands,
    })
}

/// Whether a word stands for somebody to whom something is done: "call her on Monday", and not "her
/// e-mail", nor "ela quer".
fn stands_for_object(text: &Text<'_>, at: usize, token: &Token) -> bool {
    if token.kind != Kind::Word || !lexicon::stands_for_name(&token.norm) {
        return false;
    }
    let before = at.checked_sub(1).and_then(|it| text.get(it));
    let object = before.is_some_and(|it| match it.role {
        Role::Link(link) => link != "e",
        Role::Content => it.kind == Kind::Word,
        // "Que eles pagam em dólar": who does something.
        Role::Filler => it.norm != "que",
        Role::Pause | Role::Negation => false,
    });
    let owns = token.norm == "her"
        && text.get(at + 1).is_some_and(|it| {
            let thing = it.role == Role::Content && it.kind == Kind::Word && !it.capital;
            let named = named_before(text, at);
            (thing && lexicon::weekday(&it.norm).is_none() && !lexicon::follows_object(&it.norm))
                || (named && matches!(it.kind, Kind::Sign | Kind::Number))
        });
    object && !owns
}

/// Whether a name stands right before a token: "give Ana her 90".
fn named_before(text: &Text<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|it| text.get(it));
    before.is_some_and(|it| it.kind == Kind::Word && it.capital && !it.first)
}

/// The one who was named last before a token; nobody, where it may be one of several.
fn meant(text: &Text<'_>, before: usize, vocabulary: &Vocabulary) -> Option<String> {
    let mut names: Vec<(usize, String)> = Vec::new();
    let (mut address, mut aside) = (None, None);
    let mut at = 0;
    while at < before {
        let token = text.get(at)?;
        if token.kind == Kind::Email {
            address = Some(text.slice(at, at + 1).to_owned());
        }
        let longest = name::read(text, at, vocabulary).pop();
        let found = longest.filter(|it| it.end <= before && is_sure(text, at, it.end));
        match found {
            Some(found) => {
                let link = at.checked_sub(1).and_then(|it| text.get(it));
                let whence = link.is_some_and(|it| lexicon::says_whence(&it.norm));
                let name = found.value.as_str().unwrap_or_default().to_owned();
                match whence || is_short_form(&name) {
                    true => aside = Some(name),
                    false => names.push((at, name)),
                }
                at = found.end;
            }
            None => at += 1,
        }
    }
    let Some((place, last)) = names.pop() else {
        // Who writes no capitals may have named her all the same.
        let capitals = text.tokens.iter().any(|it| it.capital);
        return address.filter(|_| capitals).or(aside);
    };
    // "Ana and Bruno came by": one of the two, or both.
    let joined = names.last().is_some_and(|(earlier, _)| {
        let between = text.tokens.get(*earlier..place).unwrap_or_default();
        let is_and = |it: &Token| it.role == Role::Link("e");
        between.iter().any(is_and) && between.iter().all(|it| it.capital || is_and(it))
    });
    (!joined).then_some(last)
}

/// Whether a name is the short form of something, and hardly that of a person: "MEI".
fn is_short_form(name: &str) -> bool {
    name.chars().all(char::is_uppercase)
}

/// Whether a name is one, and no word that begins a sentence.
fn is_sure(text: &Text<'_>, start: usize, end: usize) -> bool {
    let capital = |at: usize| text.get(at).is_some_and(|it| it.capital);
    let first = text.get(start).is_some_and(|it| it.first);
    // "Dmitri's won".
    let owns = text.get(end).is_some_and(|it| it.norm == "'s");
    capital(start) && (!first || end > start + 1 || owns)
}
