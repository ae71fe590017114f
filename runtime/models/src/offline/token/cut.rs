//! Where one piece of a text ends and the next begins.

use domain::money::Currency;

use super::{Kind, Role, Tells, Token};
use crate::offline::{
    fold::{fold, number_free, stem},
    lexicon, numerals, synonyms,
    values::contact,
};

/// No word has a letter so many times in a row.
const DRAWN_OUT: usize = 3;

/// The pieces of a text.
pub(super) fn cut(raw: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|it| !it.is_empty()) {
        let char = rest.chars().next().unwrap_or_default();
        let (kind, length) = if let Some(length) = email(rest) {
            (Kind::Email, length)
        } else if let Some(length) = sign(rest) {
            (Kind::Sign, length)
        } else if char.is_ascii_digit() {
            (Kind::Number, run(rest, |it| it.is_ascii_digit(), ".,/:-"))
        } else if is_letter(char) {
            (Kind::Word, word(rest))
        } else if let Some(length) = suffix(rest).filter(|_| follows_word(&tokens, at)) {
            (Kind::Word, length)
        } else {
            (Kind::Mark, char.len_utf8())
        };
        let written = rest.get(..length).unwrap_or_default();
        if kind != Kind::Mark || (!char.is_whitespace() && !char.is_control()) || char == '\n' {
            tokens.push(token(kind, at, written));
        }
        at += length.max(1);
    }
    join_serials(raw, &mut tokens);
    join_past(&mut tokens);
    numerals::join(raw, &mut tokens);
    tokens
}

/// Puts one word in the place of a verb that is made of a name, and its past: "venmo'd".
fn join_past(tokens: &mut Vec<Token>) {
    let mut at = 1;
    while at < tokens.len() {
        let past = tokens.get(at).is_some_and(|it| it.norm == "'d");
        let end = tokens.get(at).map_or(0, |it| it.end);
        if past
            && let Some(verb) = tokens.get_mut(at - 1)
            && verb.kind == Kind::Word
            && !lexicon::shortens_would(&verb.norm)
        {
            verb.norm.push_str("ed");
            verb.stem = sense(&stem(&verb.norm));
            verb.end = end;
            tokens.remove(at);
        }
        at += 1;
    }
}

/// Puts one number in the place of a document's letters and its number: `INV-2026-0031`.
fn join_serials(raw: &str, tokens: &mut Vec<Token>) {
    let mut at = 0;
    while at + 2 < tokens.len() {
        let end = tokens.get(at + 2).map_or(0, |it| it.end);
        let start = tokens.get(at).map_or(0, |it| it.start);
        let written = raw.get(start..end).unwrap_or_default();
        let word = tokens.get(at).is_some_and(|it| it.kind == Kind::Word);
        if word && contact::is_serial(written) {
            tokens.splice(at..at + 3, [token(Kind::Number, start, written)]);
        }
        at += 1;
    }
}

fn token(kind: Kind, start: usize, written: &str) -> Token {
    let mut norm = fold(written);
    if kind == Kind::Word {
        norm.retain(|it| it != '-');
        // An "é" is no "e".
        if norm == "e" && written != "e" && written != "E" {
            norm.push('h');
        }
        norm = shortened(norm);
        if let Some(whole) = lexicon::whole(&norm) {
            whole.clone_into(&mut norm);
        } else if let Some(meant) = lexicon::slip_of(&norm) {
            meant.clone_into(&mut norm);
        }
    }
    Token {
        start,
        end: start + written.len(),
        kind,
        stem: match kind {
            Kind::Word => sense(&stem(&norm)),
            Kind::Number | Kind::Email | Kind::Sign | Kind::Mark => norm.clone(),
        },
        nameless: lexicon::nameless(&norm),
        norm,
        heard: None,
        role: Role::Content,
        capital: false,
        first: false,
        wish: false,
        told: false,
        tells: Tells::Anything,
    }
}

/// A word without what is drawn out in it: "uhuuu", "oiii".
fn shortened(norm: String) -> String {
    let mut short = String::new();
    let mut run = 0;
    for char in norm.chars() {
        run = if short.ends_with(char) { run + 1 } else { 1 };
        if run < DRAWN_OUT {
            short.push(char);
        } else {
            // Two of a letter are as drawn out where there were three.
            let once = short.trim_end_matches(char).len() + char.len_utf8();
            short.truncate(once);
        }
    }
    short
}

/// What a stem stands for; it keeps the mark of its plural.
pub(super) fn sense(stem: &str) -> String {
    let single = number_free(stem);
    let mark = stem.get(single.len()..).unwrap_or_default();
    format!("{}{mark}", synonyms::shared(single))
}

fn follows_word(tokens: &[Token], at: usize) -> bool {
    tokens
        .last()
        .is_some_and(|it| matches!(it.kind, Kind::Word | Kind::Number) && it.end == at)
}

/// The length of a word; the `'s` of a possessive is a word of its own.
fn word(rest: &str) -> usize {
    let length = run(rest, is_letter, "-'\u{2019}_");
    let written = rest.get(..length).unwrap_or_default();
    let mut cuts = written.char_indices().filter(|(_, it)| is_apostrophe(*it));
    let cut = cuts.find(|(at, _)| {
        let tail = written.get(*at..).unwrap_or_default();
        suffix(tail) == Some(tail.len())
    });
    cut.map_or(length, |(at, _)| at)
}

/// The length of an English ending after an apostrophe.
fn suffix(rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let apostrophe = chars.next().filter(|it| is_apostrophe(*it))?;
    let tail = chars.as_str();
    let length = run(tail, is_letter, "");
    let ending = tail.get(..length)?;
    let known = ["s", "d", "m", "ll", "ve", "re"];
    let known = known.iter().any(|it| ending.eq_ignore_ascii_case(it));
    known.then(|| apostrophe.len_utf8() + length)
}

/// Letters and the accents that follow them; the raised `º` of `nº 3` is none.
fn is_letter(char: char) -> bool {
    (char.is_alphabetic() && !['º', 'ª'].contains(&char)) || ('\u{300}'..='\u{36f}').contains(&char)
}

fn is_apostrophe(char: char) -> bool {
    ['\'', '\u{2019}'].contains(&char)
}

/// How long a run of characters is, with single `joints` between them.
fn run(rest: &str, part: impl Fn(char) -> bool, joints: &str) -> usize {
    let mut length = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let next = chars.peek().is_some_and(|(_, it)| part(*it));
        if part(char) || (length > 0 && joints.contains(char) && next) {
            length = at + char.len_utf8();
        } else {
            break;
        }
    }
    length
}

/// The length of a currency's sign.
fn sign(rest: &str) -> Option<usize> {
    let signs = Currency::ALL
        .iter()
        .map(|it| it.symbol())
        .chain(["$", "C$"]);
    let fits = signs.filter(|it| {
        let (written, tail) = (
            rest.get(..it.len()),
            rest.get(it.len()..).unwrap_or_default(),
        );
        let number = tail
            .trim_start()
            .starts_with(|it: char| it.is_ascii_digit());
        // "s/ juros" is no amount of soles.
        let alone = number || it.ends_with(|it: char| !it.is_alphanumeric() && it != '/');
        alone && written.is_some_and(|written| written.eq_ignore_ascii_case(it))
    });
    fits.map(str::len).max()
}

/// The length of an e-mail address that the text begins with.
fn email(rest: &str) -> Option<usize> {
    let local = |it: char| it.is_ascii_alphanumeric() || "._%+-".contains(it);
    let (name, tail) = rest.split_at(rest.find(|it| !local(it))?);
    let begins = name.starts_with(|it: char| it.is_ascii_alphanumeric());
    let host = tail.strip_prefix('@').filter(|_| begins)?;
    let length = run(host, |it| it.is_ascii_alphanumeric(), ".-");
    let host = host.get(..length)?;
    let (_, top) = host.rsplit_once('.')?;
    let whole = top.len() >= 2 && top.bytes().all(|it| it.is_ascii_alphabetic());
    whole.then_some(name.len() + 1 + length)
}
