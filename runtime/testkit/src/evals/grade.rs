//! Whether what came of a request is right, and how many were.

use std::fmt;

use chrono::NaiveDateTime;
use domain::language::Language;
use serde_json::{Map, Value};

use super::{Call, Came, Wanted};

/// What came of one request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mark {
    /// The right calls; where there are none, nothing was called.
    Right,
    /// Nothing was called, though something should have been.
    AskedBack,
    /// Something was called that nobody asked for, with other arguments, or without its companion.
    Wrong,
}

impl Mark {
    /// Judges what came of a request.
    pub fn of(wanted: &Wanted, came: &Came) -> Self {
        let mut answers = wanted.also.iter().chain([&wanted.calls]);
        match came.calls.is_empty() {
            _ if answers.any(|it| same(it, &came.calls)) => Self::Right,
            true => Self::AskedBack,
            false => Self::Wrong,
        }
    }
}

/// How many requests of one kind were answered how.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Score {
    /// All of them.
    pub all: usize,
    /// Those that were answered rightly.
    pub right: usize,
    /// Those that were asked back about, though they were clear.
    pub asked: usize,
    /// Those that were answered with a wrong call.
    pub wrong: usize,
}

impl Score {
    /// Whether at least so many of a hundred are right, and at most so many wrong.
    pub fn holds(&self, right: usize, wrong: usize) -> bool {
        self.right * 100 >= self.all * right && self.wrong * 100 <= self.all * wrong
    }

    fn count(&mut self, mark: Mark) {
        self.all += 1;
        match mark {
            Mark::Right => self.right += 1,
            Mark::AskedBack => self.asked += 1,
            Mark::Wrong => self.wrong += 1,
        }
    }
}

impl std::ops::Add for Score {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            all: self.all + other.all,
            right: self.right + other.right,
            asked: self.asked + other.asked,
            wrong: self.wrong + other.wrong,
        }
    }
}

/// The score of one set, by language.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Scores {
    /// What the set is called.
    pub name: String,
    portuguese: Score,
    english: Score,
}

impl Scores {
    /// No request yet.
    pub fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Counts a request.
    pub fn count(&mut self, language: Language, mark: Mark) {
        match language {
            Language::PtBr => self.portuguese.count(mark),
            Language::En => self.english.count(mark),
        }
    }

    /// Both languages together.
    pub fn both(&self) -> Score {
        self.portuguese + self.english
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let languages = [
            (Language::PtBr.tag(), self.portuguese),
            (Language::En.tag(), self.english),
            ("both", self.both()),
        ];
        for (language, it) in languages {
            writeln!(
                out,
                "| {} | {language} | {} | {} ({} %) | {} | {} |",
                self.name,
                it.all,
                it.right,
                (it.right * 1_000 / it.all.max(1)).div_ceil(5) / 2,
                it.asked,
                it.wrong
            )?;
        }
        Ok(())
    }
}

fn same(wanted: &[Call], came: &[Call]) -> bool {
    let pairs = wanted.iter().zip(came);
    wanted.len() == came.len()
        && pairs.clone().all(|(wanted, came)| {
            wanted.tool == came.tool && same_arguments(&wanted.arguments, &came.arguments)
        })
}

fn same_arguments(wanted: &Value, came: &Value) -> bool {
    let (wanted, came) = (given(wanted), given(came));
    wanted.len() == came.len()
        && wanted
            .iter()
            .all(|(name, it)| came.get(*name).is_some_and(|came| same_value(it, came)))
}

/// The arguments that say something.
fn given(arguments: &Value) -> std::collections::BTreeMap<&str, &Value> {
    let fields = arguments.as_object().into_iter().flat_map(Map::iter);
    let fields = fields.filter(|(_, it)| !it.is_null());
    fields.map(|(name, it)| (name.as_str(), it)).collect()
}

fn same_value(wanted: &Value, came: &Value) -> bool {
    match (wanted, came) {
        (Value::String(wanted), Value::String(came)) => plain(wanted) == plain(came),
        (wanted, came) => wanted == came,
    }
}

/// Moments and relative months in one form; other text without case, accents, marks and the articles
/// that it begins with.
fn plain(text: &str) -> String {
    let moments = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let moment = moments
        .iter()
        .find_map(|it| NaiveDateTime::parse_from_str(text, it).ok());
    if let Some(moment) = moment {
        return moment.to_string();
    }
    // The day of every request is known.
    match text {
        "this_month" => return "2026 11".to_owned(),
        "last_month" => return "2026 10".to_owned(),
        "this_year" => return "2026".to_owned(),
        "last_year" => return "2025".to_owned(),
        _ => {}
    }
    let lower = text.chars().flat_map(char::to_lowercase);
    let bare: String = lower.map(bare).collect();
    let words: Vec<&str> = bare.split_whitespace().collect();
    let article = |it: &&&str| ["o", "a", "os", "as", "um", "uma", "the", "an"].contains(*it);
    let articles = words.iter().take_while(article).count();
    words.get(articles..).unwrap_or_default().join(" ")
}

/// A letter without its accent, a digit, or a space. An address keeps its marks apart all the same.
fn bare(char: char) -> char {
    match char {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        char if char.is_alphanumeric() => char,
        _ => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(text: &str) -> Wanted {
        super::super::read(text).unwrap().remove(0)
    }

    fn came(tool: &str, arguments: Value) -> Came {
        Came {
            calls: vec![Call {
                tool: tool.to_owned(),
                arguments,
            }],
            said: String::new(),
        }
    }

    #[test]
    fn free_text_and_moments_are_compared_by_what_they_say() {
        use serde_json::json;
        let wanted = wanted(
            "[[request]]\nlanguage = \"en\"\ntext = \"x\"\n\
             calls = [{ tool = \"a\", arguments = { note = \"the Café!\", when = \"2026-12-01T15:00\" } }]\n",
        );
        let right = json!({ "note": "cafe", "when": "2026-12-01T15:00:00", "more": null });
        assert_eq!(Mark::of(&wanted, &came("a", right)), Mark::Right);
        let other = json!({ "note": "cafe", "when": "2026-12-01T16:00" });
        assert_eq!(Mark::of(&wanted, &came("a", other)), Mark::Wrong);
        assert_eq!(Mark::of(&wanted, &Came::default()), Mark::AskedBack);
    }

    #[test]
    fn a_request_that_must_be_asked_back_about_is_right_when_nothing_is_called() {
        let wanted = wanted("[[request]]\nlanguage = \"en\"\ntext = \"x\"\ncalls = []\n");
        assert_eq!(Mark::of(&wanted, &Came::default()), Mark::Right);
        let called = came("a", Value::Null);
        assert_eq!(Mark::of(&wanted, &called), Mark::Wrong);
    }
}
