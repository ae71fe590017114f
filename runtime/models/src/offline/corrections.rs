//! What people take back in the same breath: "250, na verdade 300".

use super::{
    context, lexicon,
    scene::Scene,
    token::{Kind, Role, Tells, Text},
    values::{Found, amount, contact, date, moment, name, period},
    vocabulary::Vocabulary,
};

/// How many ways of putting a correction right are looked at.
const WAYS: usize = 4;

/// Where a text takes something back: the token where the words begin that say so, and the one after
/// them. Words at its beginning take nothing back.
pub(super) fn marker(text: &Text<'_>) -> Option<(usize, usize)> {
    let norms: Vec<&str> = text.tokens.iter().map(|it| it.norm.as_str()).collect();
    let length = |at: usize| lexicon::corrects(norms.get(at..).unwrap_or_default());
    let said = text.tokens.iter().position(|it| it.role == Role::Content)?;
    let paused = |at: usize| {
        let pause = |at: usize| text.get(at).is_some_and(|it| it.role == Role::Pause);
        at.checked_sub(1).is_some_and(pause)
    };
    // "No, sorry, 375", "não, peraí, é 300": a "no" that leads to words that take back.
    let denies = |at: usize| norms.get(at).is_some_and(|it| lexicon::denies(it));
    let leads = |at: usize| {
        let next = at + 1 + usize::from(paused(at + 2));
        denies(at) && (length(next).is_some() || length(at + 1).is_some())
    };
    let starts = |at: &usize| {
        let refuses = paused(*at) && paused(*at + 2) && denies(*at);
        // "And make it due on Friday" takes nothing back.
        let joined = at
            .checked_sub(1)
            .and_then(|it| text.get(it))
            .is_some_and(|it| it.role == Role::Link("e"));
        (length(*at).is_some() && !joined) || refuses || leads(*at)
    };
    let start = (said + 1..norms.len()).find(starts)?;
    let mut end = start + length(start).unwrap_or(1);
    while let Some(token) = text.get(end) {
        match length(end) {
            Some(more) => end += more,
            None if matches!(token.role, Role::Pause | Role::Filler)
                || denies(end)
                || ["e", "eh", "is", "only"].contains(&token.norm.as_str()) =>
            {
                end += 1
            }
            None => break,
        }
    }
    (end < norms.len()).then_some((start, end))
}

/// The text with the value after the words that take back in the place of one before them: the likeliest
/// first.
pub(super) fn mended(
    text: &Text<'_>,
    (from, to): (usize, usize),
    (scene, vocabulary): (Scene, &Vocabulary),
) -> Vec<String> {
    let content = |at: &usize| text.get(*at).is_some_and(|it| it.role == Role::Content);
    let mut news = (to..text.tokens.len()).filter(content);
    let Some(mut new) = news.next() else {
        return Vec::new();
    };
    // "invoice 4" takes the place of another number after "invoice".
    let word = text
        .get(new)
        .filter(|it| it.kind == Kind::Word && vocabulary.knows(it) && !vocabulary.is_value(it));
    if word.is_some() {
        new = news.next().unwrap_or(new);
    }
    // An address is one, whatever it is called.
    let word = word.filter(|_| text.get(new).is_some_and(|it| it.kind != Kind::Email));
    let is_pause = |it: &usize| text.get(*it).is_some_and(|it| it.role == Role::Pause);
    let pauses = (0..from).rev().take_while(is_pause).count();
    let before = |at: usize| {
        let anchor = context::before(text, at).anchor;
        anchor.and_then(|it| text.get(it)).map(|it| it.sense())
    };
    for kind in KINDS {
        // "In 3 days" begins with its "in".
        let from_here = if word.is_some() { new } else { to };
        let mut found = (from_here..=new).filter_map(|at| {
            let found = kind(text, at, (scene, vocabulary))?;
            Some((at, found))
        });
        let Some((new, found)) = found.next() else {
            continue;
        };
        let mut olds = Vec::new();
        let mut at = 0;
        while at < from {
            match kind(text, at, (scene, vocabulary)).filter(|it| it.end <= from) {
                Some(old) if word.is_none_or(|word| before(at) == Some(word.sense())) => {
                    olds.push((at, old.end));
                    at = old.end;
                }
                Some(_) | None => at += 1,
            }
        }
        // "From the bakery, no, Nilton": a name is no correction of a common word.
        let capital = |at: usize| text.get(at).is_some_and(|it| it.capital);
        if found.value.is_string() && capital(new) && olds.iter().any(|it| capital(it.0)) {
            olds.retain(|it| capital(it.0));
        }
        if olds.is_empty() {
            continue;
        }
        // "Sorry, #4": the mark says that it is a document's.
        let number = |at: usize| text.get(at).is_some_and(|it| it.tells == Tells::Number);
        let marked = number(new) && !olds.iter().any(|it| number(it.0));
        let from_mark = text.mark_before(new).filter(|_| marked);
        let said = text.slice(from_mark.unwrap_or(new), found.end);
        // "Ana, actually she is a customer": nothing new was said.
        if olds.iter().any(|it| text.slice(it.0, it.1) == said) {
            return Vec::new();
        }
        let put = |(start, end): (usize, usize)| {
            // "60 bucks, make it 75": the bare number takes the place of the number alone.
            let number = |at: &usize| text.get(*at).is_some_and(|it| it.kind == Kind::Number);
            let bare = found.end == new + 1 && number(&new);
            let old = (start..end).find(number).filter(|_| bare);
            let (start, end) = old.map_or((start, end), |it| (it, it + 1));
            let head = text.slice(0, start);
            let middle = text.slice(end, from - pauses.min(from - end));
            let tail = text.slice(found.end, text.tokens.len());
            format!("{head} {said} {middle} {tail}")
        };
        return olds.into_iter().rev().take(WAYS).map(put).collect();
    }
    Vec::new()
}

type Reader = fn(&Text<'_>, usize, (Scene, &Vocabulary)) -> Option<Found>;

/// What a value may be, the surest first.
const KINDS: [Reader; 11] = [
    |text, at, _| contact::email(text, at),
    |text, at, _| contact::phone(text, at),
    |text, at, (scene, _)| moment::read_beside(text, at, scene),
    |text, at, (scene, _)| date::read(text, at, scene),
    |text, at, _| moment::time(text, at),
    |text, at, _| date::stretch(text, at),
    |text, at, (scene, _)| period::read(text, at, scene),
    |text, at, (scene, vocabulary)| {
        let left = context::context(text, context::before(text, at));
        amount::read(text, at, scene).filter(|_| !vocabulary.numbers(&left))
    },
    |text, at, _| contact::number(text, at, false),
    |text, at, (_, vocabulary)| {
        let value = text.get(at).filter(|it| vocabulary.is_value(it))?;
        Some(Found {
            end: at + 1,
            value: value.norm.as_str().into(),
            evident: false,
        })
    },
    |text, at, (_, vocabulary)| name::read(text, at, vocabulary).pop(),
];
