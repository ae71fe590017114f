//! What words do, by the word: the lists, as they are looked up.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::{Class, lists, politeness};

/// What words do that do something. Of a word that stands in several lists the negation counts, then the
/// first link.
pub(super) static CLASSES: LazyLock<HashMap<&str, Class>> = LazyLock::new(|| {
    let fillers = [(politeness::FILLERS, Class::Filler)].into_iter();
    let links = lists::LINKS
        .iter()
        .rev()
        .map(|it| (it.1, Class::Link(it.0)));
    let negations = [(lists::NEGATIONS, Class::Negation)];
    let all = fillers.chain(links).chain(negations);
    all.flat_map(|(list, class)| list.split(' ').map(move |word| (word, class)))
        .collect()
});

pub(super) static MATTERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lists = [lists::CONDITIONS, lists::RETRACTIONS, lists::QUANTITIES];
    lists.iter().flat_map(|it| it.split(' ')).collect()
});

pub(super) static NAMELESS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lists::NAMELESS.split(' ').collect());

/// Words that are often misspelt, by their first letter: no slip is in that one.
pub(super) static SLIPS: LazyLock<HashMap<char, Vec<&str>>> = LazyLock::new(|| {
    let mut all: HashMap<char, Vec<&str>> = HashMap::new();
    for word in lists::SLIPS.split(' ') {
        if let Some(first) = word.chars().next() {
            all.entry(first).or_default().push(word);
        }
    }
    all
});

/// What short forms stand for, by the form.
pub(super) static WHOLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let forms = |(whole, forms): &(&'static str, &'static str)| {
        let whole = *whole;
        forms
            .split(' ')
            .map(move |form| (form, whole))
            .collect::<Vec<_>>()
    };
    // Of two that have a form the first is meant.
    lists::SHORT.iter().rev().flat_map(forms).collect()
});
