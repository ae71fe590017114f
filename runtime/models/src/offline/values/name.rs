//! Names of people and companies: `Ana`, `João da Silva`, `Acme & Filhos Ltda`.

use serde_json::Value;

use super::Found;
use crate::offline::{
    lexicon,
    token::{Kind, Role, Text, Token},
    vocabulary::Vocabulary,
};

/// How many words a name may have.
const WORDS: usize = 7;

/// Reads the names that begin at a place, shortest first. A word that some tool
/// knows belongs to a name only where its capital says so.
pub(crate) fn read(text: &Text<'_>, at: usize, vocabulary: &Vocabulary) -> Vec<Found> {
    // "Lead: Marcos Lima": of two words with a capital even the first is a name.
    let more = text
        .get(at + 1)
        .is_some_and(|it| it.capital && it.kind == Kind::Word);
    let begins = |it: &&Token| {
        let two = it.capital && more && it.kind == Kind::Word && it.role == Role::Content;
        let after_colon = at.checked_sub(1).and_then(|it| text.get(it));
        // What only sounds like a word of a tool is none before another name: "Dale Hutchins".
        // "New lead! Posto Estrela": what no phrase says just so is none of their words.
        let sentence = after_colon.is_some_and(|it| it.role == Role::Pause)
            && !vocabulary.says(it)
            && !lexicon::orders(&it.norm);
        let named = sentence
            || after_colon.is_some_and(|it| it.norm == ":")
            || (!vocabulary.knows(it) && !it.nameless && it.heard.is_some());
        // "Rang Owen Pryce": a verb before a name.
        if it.first && it.capital && lexicon::happened(&it.norm) {
            return false;
        }
        (two && named) || starts(it, vocabulary) || is_subject(text, at, vocabulary)
    };
    let Some(first) = text.get(at).filter(begins) else {
        return Vec::new();
    };
    let more = |end: &usize| part(text, *end, first.capital, vocabulary);
    let ends = std::iter::successors(Some(at + 1), more).take(WORDS);
    let ends: Vec<usize> = ends.collect();
    let last = ends.last().copied();
    // A name ends where it must, or before a word that may be the tool's: "Ana Valor 50".
    let may_end = |end: &usize| {
        let next = text.get(*end);
        let known = |it: &Token| match it.capital {
            true => vocabulary.says(it),
            false => vocabulary.knows(it) || it.heard.is_some(),
        };
        Some(*end) == last || next.is_some_and(known)
    };
    // "Invoices from October": a month is nobody, nor is a day of the week.
    let day = lexicon::month(&first.norm).is_some() || lexicon::weekday(&first.norm).is_some();
    let ends = ends
        .into_iter()
        .filter(|it| may_end(it) && !(day && *it == at + 1));
    let found = ends.map(|end| {
        let words: Vec<&str> = text.slice(at, end).split_whitespace().collect();
        Found {
            end,
            value: Value::from(words.join(" ")),
            evident: false,
        }
    });
    found.collect()
}

/// The end of a name that goes on with the token at a place.
fn part(text: &Text<'_>, at: usize, capital: bool, vocabulary: &Vocabulary) -> Option<usize> {
    let token = text.get(at)?;
    if token.kind == Kind::Number && text.glued(at) {
        return Some(at + 1);
    }
    if !capital {
        // What sounds like a word of a tool may be a name beside another one.
        let sounds = token.heard.is_some() && !vocabulary.knows(token) && !token.nameless;
        let word = token.kind == Kind::Word && token.role == Role::Content && !token.capital;
        // "harlow & sons".
        let next = text.get(at + 1);
        if token.norm == "&" {
            let joins = next.is_some_and(|it| it.kind == Kind::Word && !it.capital);
            return joins.then_some(at + 2);
        }
        return (starts(token, vocabulary) || (word && sounds)).then_some(at + 1);
    }
    if token.capital && token.kind == Kind::Word {
        // "Ana Tuesday": a day ends the name before it.
        return lexicon::weekday(&token.norm).is_none().then_some(at + 1);
    }
    let next = text
        .get(at + 1)
        .filter(|it| it.kind == Kind::Word && it.capital)?;
    let before = at.checked_sub(1).and_then(|it| text.get(it))?;
    let joins = match token.kind {
        Kind::Word if ["e", "and"].contains(&token.norm.as_str()) => lexicon::ends_firm(&next.norm),
        // "Tony's Garage".
        Kind::Word if token.norm == "'s" => return Some(at + 2),
        Kind::Word => lexicon::joins_names(&token.norm),
        // "Acme & Filhos", "J. Souza", "Mrs. Souza".
        // "Silva Ltda. Valor: 300": what follows is another field.
        Kind::Mark if token.norm == "." && text.get(at + 2).is_some_and(|it| it.norm == ":") => {
            false
        }
        Kind::Mark if token.norm == "." => {
            before.norm.chars().count() == 1 || lexicon::abbreviates(&before.norm)
        }
        Kind::Mark => token.norm == "&",
        Kind::Number | Kind::Email | Kind::Sign => false,
    };
    (joins && next.start > before.end).then_some(at + 2)
}

/// Whether a word with a capital, and those that follow it, are of whom a sentence tells: "Marco Silva pagou",
/// though some tool knows "marca".
fn is_subject(text: &Text<'_>, at: usize, vocabulary: &Vocabulary) -> bool {
    let name = |it: &Token| it.capital && it.kind == Kind::Word && it.role == Role::Content;
    let Some(first) = text.get(at).filter(|it| name(it)) else {
        return false;
    };
    let names = (at..)
        .take_while(|it| text.get(*it).is_some_and(name))
        .count();
    let tells = text
        .get(at + names)
        .is_some_and(|it| lexicon::narrates(&it.norm));
    // "Marco Silva" is no March.
    let month = names > 1 && lexicon::month(&first.norm).is_some();
    tells && (month || !first.nameless) && !vocabulary.says(first) && !lexicon::orders(&first.norm)
}

fn starts(token: &Token, vocabulary: &Vocabulary) -> bool {
    let certain = token.capital && !token.first;
    token.kind == Kind::Word
        && token.role == Role::Content
        && (certain || (!vocabulary.knows(token) && token.heard.is_none() && !token.nameless))
}
