//! Expressions of several words: what asks a favour, is only polite, takes back, or is over.

use std::{collections::HashMap, sync::LazyLock};

use super::{lists, politeness};

/// What orders to stop something, or doubts it.
pub(super) static STOPS: LazyLock<Expressions> =
    LazyLock::new(|| Expressions::of("para de, para com, acho que"));

pub(super) static FAVOURS: LazyLock<Expressions> =
    LazyLock::new(|| Expressions::of(politeness::FAVOURS));

pub(super) static COURTESIES: LazyLock<Expressions> =
    LazyLock::new(|| Expressions::of(politeness::COURTESIES));

pub(super) static OVER: LazyLock<Expressions> = LazyLock::new(|| Expressions::of(lists::OVER));

pub(super) static CORRECTIONS: LazyLock<Expressions> =
    LazyLock::new(|| Expressions::of(lists::CORRECTIONS));

pub(super) static REMINDERS: LazyLock<Expressions> =
    LazyLock::new(|| Expressions::of(lists::REMINDERS));

/// Expressions of several words, by the first of each.
pub(super) struct Expressions(HashMap<&'static str, Vec<Vec<&'static str>>>);

impl Expressions {
    /// Those of a list with commas.
    fn of(list: &'static str) -> Self {
        let mut all: HashMap<_, Vec<_>> = HashMap::new();
        for expression in list.split(',') {
            let words: Vec<_> = expression.split_whitespace().collect();
            if let Some(first) = words.first() {
                all.entry(*first).or_default().push(words);
            }
        }
        Self(all)
    }

    /// How many words the longest has that these words begin with.
    pub(super) fn beginning(&self, words: &[&str]) -> Option<usize> {
        let begun = self.0.get(words.first()?)?.iter();
        let said = begun.filter(|it| words.starts_with(it));
        said.map(Vec::len).max()
    }
}
