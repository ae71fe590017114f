//! What somebody tells besides a request: "We just spoke. Refund invoice 3, she was very kind about it."
//!
//! A clause that tells something may be passed over, and what it names may fill what the request needs. A
//! clause that sets a condition, denies or takes back something, asks, holds a number that nothing
//! accounts for, or may order something by itself, is never passed over.

use std::ops::Range;

use serde_json::Value;

use super::{
    fold::number_free,
    frame::{Frame, Phrase},
    lexicon::{self, Class},
    reading::Reading,
    schema::Shape,
    spans::{Span, Trust},
    synonyms,
    token::{Kind, Role, Text, Token},
};

/// How many cents an amount is a whole number of.
const CENTS: i64 = 100;

/// What is left of a reading's unread tokens.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// Those that could change everything.
    pub(super) unread: Vec<usize>,
    /// The clauses that were passed over.
    pub(super) told: Vec<Range<usize>>,
}

/// Passes over what a request does not need. The words that ask for it must stand in clauses that were read
/// as a whole.
pub(super) fn pass_over(
    frame: &Frame,
    text: &Text<'_>,
    (reading, spans): (&Reading, &[Span]),
) -> Left {
    let acts = frame.acts();
    let mut unread = reading.unread.clone();
    if acts {
        unread.retain(|it| !is_past(frame, text, *it));
    }
    unread.retain(|it| {
        !is_repeated(text, reading, spans, *it) && !is_chosen_again(frame, text, reading, *it)
    });
    if unread.is_empty() {
        return Left::default();
    }
    let all = Left {
        unread: unread.clone(),
        told: Vec::new(),
    };
    let clauses = clauses(text);
    let explains = frame.reason().is_some();
    let has_unread = |it: &Range<usize>| unread.iter().any(|at| it.contains(at));
    let told: Vec<Range<usize>> = clauses
        .iter()
        .filter(|it| has_unread(it))
        .cloned()
        .collect();
    let clean = |at: &usize| !told.iter().any(|it| it.contains(at));
    let asked = reading.asked(text, clean);
    let begins = reading.words.iter().copied().filter(clean).min();
    let said = |it: &Phrase| !it.stems.is_empty() && it.stems.is_subset(&asked);
    let said = frame.phrases.iter().any(said);
    // "She already sent half": that is no reason to do it again.
    let lessens = |clause: &Range<usize>| {
        let mut words = clause.clone().filter_map(|it| text.get(it));
        words.any(|it| lexicon::lessens(&it.norm))
    };
    let harmless = |clause: &Range<usize>| {
        let after = begins.is_some_and(|it| it < clause.start);
        let explained = explains && says_of_others(text, clause);
        // What is told after the request may belong to it, unless it only says why.
        (!after || explained || says_why(text, clause))
            && is_told(text, clause, after && !explained)
            && !(after && explained && lessens(clause))
            && ((after && explained)
                || !unread_matters(text, clause, (&unread, after.then_some(frame))))
    };
    // "Of the invoices that we sent Acme, which are open?": whose they are is no story.
    let whose = |clause: &Range<usize>| {
        let name = |at: &usize| text.get(*at).is_some_and(|it| it.capital && !it.first);
        let inside = |at: &&usize| clause.contains(at);
        !acts
            && reading.words.iter().any(|it| clause.contains(it))
            && unread.iter().filter(inside).any(name)
    };
    let fills = |clause: &Range<usize>| {
        let used = reading.spans.iter().filter_map(|it| spans.get(*it));
        let mut inside = used.filter(|it| clause.contains(&it.start));
        // What need not be said may be about something else: "he asked for 300 more".
        inside.any(|it| {
            let slot = frame.slots.get(it.slot);
            let chosen = slot.is_some_and(|it| it.required.is_none() && it.shape != Shape::Text);
            // A word in lower case is no name that somebody was told of.
            let common = it
                .value
                .as_str()
                .is_some_and(|it| it.starts_with(char::is_lowercase));
            let named = slot.is_some_and(|it| it.required.is_some() && it.shape == Shape::Text);
            it.trust != Trust::Free
                && (chosen
                    || (named && common && !it.value.as_str().is_some_and(|it| it.contains('@'))))
        })
    };
    match said
        && told
            .iter()
            .all(|it| harmless(it) && !whose(it) && !fills(it))
    {
        true => Left {
            unread: Vec::new(),
            told,
        },
        false => all,
    }
}

/// The tokens of all clauses that tell something.
pub(super) fn tokens(text: &Text<'_>) -> Vec<usize> {
    let clauses = clauses(text).into_iter();
    clauses
        .filter(|it| is_told(text, it, false))
        .flatten()
        .collect()
}

/// The clauses after the first that only say who or what is not meant: "(not Bruno)", "$30, not 50,".
pub(super) fn contrasts(text: &Text<'_>) -> Vec<Range<usize>> {
    let clauses = clauses(text).into_iter().filter(|it| it.start > 0);
    let contrasts = |clause: &Range<usize>| {
        let tokens = text.tokens.get(clause.clone()).unwrap_or_default();
        let mut words = tokens.iter().filter(|it| it.role != Role::Pause);
        let refuses = words.next().is_some_and(|it| it.role == Role::Negation);
        let names = words.filter(|it| !matches!(it.role, Role::Link(_) | Role::Filler));
        let mut names = names.peekable();
        let paused = tokens.first().is_some_and(|it| it.role == Role::Pause);
        refuses
            && paused
            && names.peek().is_some()
            && names.all(|it| match it.kind {
                Kind::Word => it.capital || lexicon::is_money(&it.norm),
                Kind::Number | Kind::Sign => true,
                Kind::Email | Kind::Mark => false,
            })
    };
    clauses.filter(contrasts).collect()
}

/// What a clause says, without what joins it to the one before.
pub(super) fn said<'a>(text: &Text<'a>, clause: &Range<usize>) -> &'a str {
    let leads = |at: &usize| {
        text.get(*at).is_some_and(|it| {
            let joins = lexicon::joins(&it.norm) || lexicon::introduces(&it.norm);
            it.role == Role::Pause || joins
        })
    };
    let start = clause.start + clause.clone().take_while(leads).count();
    text.slice(start, clause.end).trim()
}

/// The clauses of a text, each with the word that joins it to the one before.
pub(super) fn clauses(text: &Text<'_>) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, token) in text.tokens.iter().enumerate() {
        let pause = token.kind == Kind::Mark && token.role == Role::Pause && !is_part(text, at);
        let joins =
            token.kind == Kind::Word && !token.capital && lexicon::joins_clauses(&token.norm);
        if (pause || joins || explains_oneself(text, at)) && at > start {
            clauses.push(start..at);
            start = at;
        }
    }
    clauses.push(start..text.tokens.len());
    clauses
}

/// Whether the one who speaks begins to explain herself at a token: ".. que eu tô com pressa".
pub(super) fn explains_oneself(text: &Text<'_>, at: usize) -> bool {
    let norm = |it: usize| text.get(it).map_or("", |it| it.norm.as_str());
    let states = ["estou", "to", "tou", "vou", "ando", "estava", "tava"];
    norm(at) == "que" && norm(at + 1) == "eu" && states.contains(&norm(at + 2))
}

/// Whether a mark belongs to what stands around it: `p/`, `d.`, `Mrs.`.
fn is_part(text: &Text<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|it| text.get(it));
    let slash = text.get(at).is_some_and(|it| it.norm == "/");
    let most = if slash { 2 } else { 1 };
    let short =
        before.is_some_and(|it| it.end - it.start <= most || lexicon::abbreviates(&it.norm));
    let joins = text
        .get(at)
        .is_some_and(|it| [".", "/"].contains(&it.norm.as_str()));
    joins && text.glued(at) && short && before.is_some_and(|it| it.kind == Kind::Word)
}

/// Whether a clause only tells something.
fn is_told(text: &Text<'_>, clause: &Range<usize>, after: bool) -> bool {
    let tokens = text.tokens.get(clause.clone()).unwrap_or_default();
    let asked = text.get(clause.end).is_some_and(|it| it.norm == "?");
    let words: Vec<&Token> = tokens.iter().filter(|it| it.kind == Kind::Word).collect();
    let reason = words
        .first()
        .is_some_and(|it| lexicon::gives_reason(&it.norm));
    let hopes = words.iter().any(|it| lexicon::hopes(&it.norm));
    let blocks = |it: &Token| {
        it.role == Role::Negation
            || (it.wish && !reason && !hopes)
            || lexicon::conditions(&it.norm)
            || (after && lexicon::takes_back(&it.norm))
    };
    if asked || tokens.iter().any(blocks) {
        return false;
    }
    let tells = |it: &Token| lexicon::tells(&it.norm);
    let empty = |it: &Token| it.role == Role::Filler && !lexicon::has_subject(&it.norm);
    let mut begins = words
        .iter()
        .skip_while(|it| empty(it) || lexicon::interjects(&it.norm) || lexicon::joins(&it.norm));
    let Some(first) = begins.next() else {
        return true;
    };
    // "Moça," "Morning!"
    if !after && words.len() == 1 && !lexicon::takes_back(&first.norm) && !first.capital {
        return true;
    }
    // "Juliana, da Prado Interiores": who that is.
    let is_name = |it: &&Token| it.capital || it.role != Role::Content;
    if !after && !words.is_empty() && words.iter().all(is_name) && words.iter().any(|it| it.capital)
    {
        return true;
    }
    let named = first.capital && !first.first || first.kind == Kind::Email;
    // "Tucupi" is a name, and no verb.
    let verb = |it: &&Token| !it.capital || it.first;
    let mut verbs = words.iter().copied().filter(verb);
    let ordered = lexicon::orders(&first.norm) || (first.first && synonyms::is_act(&first.norm));
    let happens = verbs.any(|it| lexicon::narrates(&it.norm)) && !ordered;
    match first.role {
        _ if reason || hopes || lexicon::is_subject(&first.norm) || tells(first) => true,
        Role::Link(_) => happens,
        _ => (named || first.first || lexicon::has_subject(&first.norm)) && happens,
    }
}

/// Whether a clause begins as one that says why, or wishes somebody well.
fn says_why(text: &Text<'_>, clause: &Range<usize>) -> bool {
    let mut words = clause.clone().filter_map(|it| text.get(it));
    let first = words.find(|it| it.kind == Kind::Word);
    first.is_some_and(|it| lexicon::gives_reason(&it.norm) || lexicon::hopes(&it.norm))
}

/// Whether a clause tells of others: what they did takes nothing back.
fn says_of_others(text: &Text<'_>, clause: &Range<usize>) -> bool {
    let words = clause.clone().filter_map(|it| text.get(it));
    let mut words = words.filter(|it| it.kind == Kind::Word && !lexicon::joins(&it.norm));
    let first = words.next();
    let customer = words.next().is_some_and(|it| lexicon::titles(&it.norm));
    first.is_some_and(|it| {
        lexicon::is_somebody(&it.norm) || (customer && lexicon::has_subject(&it.norm))
    })
}

/// Whether something unread in a clause is no word, but a number, an address or a sign; or, after the
/// request, one by which the tool chooses.
fn unread_matters(
    text: &Text<'_>,
    clause: &Range<usize>,
    (unread, after): (&[usize], Option<&Frame>),
) -> bool {
    let inside = unread.iter().filter(|it| clause.contains(it));
    let mut tokens = inside.filter_map(|it| text.get(*it));
    // "And Bruno": the same may be asked for him.
    let after = |it: &Token| after.is_some_and(|frame| frame.chooses_by(it) || it.capital);
    tokens.any(|it| it.kind != Kind::Word || after(it))
}

/// Whether an unread token belongs to a time that is over, which no argument takes: "ontem à noite".
fn is_past(frame: &Frame, text: &Text<'_>, at: usize) -> bool {
    let norms: Vec<&str> = text.tokens.iter().map(|it| it.norm.as_str()).collect();
    let takes_day = frame.slots.iter().any(|it| it.shape == Shape::Moment);
    let begins = (at.saturating_sub(3)..=at).any(|from| {
        let length = lexicon::is_over(norms.get(from..).unwrap_or_default());
        length.is_some_and(|it| from + it > at)
    });
    begins && !takes_day
}

/// Whether an unread token chooses what is chosen already: "em negociação", of those with a proposal.
fn is_chosen_again(frame: &Frame, text: &Text<'_>, reading: &Reading, at: usize) -> bool {
    let Some(token) = text.get(at).filter(|_| !frame.acts()) else {
        return false;
    };
    let own = |stems: &[String]| {
        let word = number_free(token.sense());
        let links = |it: &String| matches!(lexicon::class(it, text.language), Class::Link(_));
        stems.iter().any(|it| it == word) && stems.iter().all(|it| it == word || links(it))
    };
    let mut choices = frame.choices.iter().filter(|it| own(&it.stems));
    choices
        .any(|it| reading.filled.get(&it.slot).and_then(Value::as_str) == Some(it.value.as_str()))
}

/// Whether an unread token belongs to a name that fills a slot elsewhere.
fn is_repeated(text: &Text<'_>, reading: &Reading, spans: &[Span], at: usize) -> bool {
    let Some(token) = text.get(at) else {
        return false;
    };
    let used = || reading.spans.iter().filter_map(|it| spans.get(*it));
    if token.kind == Kind::Number {
        let minor = token
            .norm
            .parse()
            .ok()
            .and_then(|it: i64| it.checked_mul(CENTS));
        let same =
            |it: &Span| minor.is_some() && it.value.get("minor").and_then(Value::as_i64) == minor;
        return used().any(same);
    }
    let used = used();
    let mut names = used.filter(|it| it.trust != Trust::Free && it.value.is_string());
    names.any(|it| {
        let words = text.tokens.get(it.start..it.end).unwrap_or_default();
        let same = |it: &Token| it.norm == token.norm && it.capital == token.capital;
        (token.capital || token.kind == Kind::Email) && words.iter().any(same)
    })
}
