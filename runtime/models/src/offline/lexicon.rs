//! Words that carry structure instead of meaning, in Portuguese and English, without accents.
//!
//! A request is placed only if each of its words is accounted for, so these lists are the whole of
//! what may be passed over. A word that could turn a request around (a negation, a condition, a
//! question about the past) must never stand in [`politeness::FILLERS`] or [`lists::LINKS`].

mod clauses;
mod counted;
mod expressions;
mod lists;
mod people;
mod politeness;
mod tables;

use domain::language::Language;

pub(super) use self::{
    clauses::{
        breaks, conditions, contrasts, denies, doubts, exclaimed, gives_reason, happened, hopes,
        interjects, introduces, is_about, is_alternative, is_auxiliary, is_copula, is_if,
        is_infinitive, is_manner, is_modal, is_speech, is_thing, joins, joins_clauses, lessens,
        matters, met, names_field, narrates, orders, plans, pleads, sets_condition, singles,
        stem_of_reason, takes_back, tells, trails_off, wishes,
    },
    counted::{
        again, approximates, count, counts_times, counts_up, is_document, is_each, is_kind,
        is_money, is_now, is_over, is_part_of_day, is_sum, leads_to_sum, month, names_goods,
        numbers, singles_out, stands_for_document, stands_for_several, takes_few, takes_several,
        weekday,
    },
    people::{
        abbreviates, calls_out, characterizes, ends_firm, follows_object, has_subject, honours,
        is_first_person, is_one, is_oneself, is_somebody, is_subject, joins_names, nameless, owns,
        says_whence, shortens_would, stands_for_name, titles,
    },
};
use self::{
    expressions::{CORRECTIONS, COURTESIES, FAVOURS, REMINDERS, STOPS},
    tables::{CLASSES, SLIPS, WHOLE},
};
use super::fold;

/// What a word does in a sentence.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Class {
    /// Means nothing for the request: articles, politeness, pronouns.
    Filler,
    /// Joins what is around it; the preposition that it is a form of.
    Link(&'static str),
    /// Turns the request around.
    Negation,
    /// Anything else.
    Content,
}

/// What a folded word does in a sentence of a language.
pub(super) fn class(word: &str, language: Language) -> Class {
    match (language, word) {
        (Language::En, "no") => Class::Negation,
        // "Give 'em till Friday".
        (Language::En, "em") => Class::Filler,
        _ => CLASSES.get(word).copied().unwrap_or(Class::Content),
    }
}

/// How many of these folded words make up an expression that means nothing, and whether it asks
/// for a favour.
pub(super) fn courtesy(words: &[&str]) -> Option<(usize, bool)> {
    match (FAVOURS.beginning(words), COURTESIES.beginning(words)) {
        (Some(length), _) => Some((length, true)),
        (None, Some(length)) => Some((length, false)),
        (None, None) => None,
    }
}

/// How many of these folded words ask to be reminded by saying what must not be: "don't let me forget".
pub(super) fn reminds(words: &[&str]) -> Option<usize> {
    REMINDERS.beginning(words)
}

/// Whether these folded words begin with an expression that turns the request around: "para de".
pub(super) fn refuses(words: &[&str]) -> bool {
    STOPS.beginning(words).is_some()
}

/// Whether a sentence that begins with this folded word is a question.
pub(super) fn begins_question(word: &str, language: Language) -> bool {
    language == Language::En && among(lists::AUXILIARIES, word)
}

/// The whole word that a folded short form stands for.
pub(super) fn whole(word: &str) -> Option<&'static str> {
    WHOLE.get(word).copied()
}

/// How many of these folded words take back what was said before them: "na verdade", "I mean".
pub(super) fn corrects(words: &[&str]) -> Option<usize> {
    CORRECTIONS.beginning(words)
}

/// Whether a folded word is an article.
pub(super) fn is_article(word: &str) -> bool {
    among("o a os as um uma uns umas the an", word)
}

/// A common word that this folded one is a slip of the pen for.
pub(super) fn slip_of(word: &str) -> Option<&'static str> {
    let known = SLIPS.get(&word.chars().next()?)?;
    if known.contains(&word) {
        return None;
    }
    known.iter().copied().find(|it| fold::is_slip(word, it))
}

/// Whether a word stands in a list of words.
fn among(list: &str, word: &str) -> bool {
    list.split(' ').any(|it| it == word)
}
