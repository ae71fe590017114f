//! What Firma says to people, from Fluent files, in their language.

mod table;

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use fluent_syntax::ast::Pattern;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    language::Language,
    money::{Cost, Money},
};

/// A sentence that is still without a language: a message, one of its attributes, and values.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Say {
    /// The Fluent message: the tool's name, or a room's.
    pub message: String,
    /// Its attribute; empty for the message's own text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub attribute: String,
    /// Scalars, amounts and dates.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, Value>,
}

impl Say {
    /// An attribute of a message.
    pub fn of(message: &str, attribute: &str) -> Self {
        Self {
            message: message.to_owned(),
            attribute: attribute.to_owned(),
            args: BTreeMap::new(),
        }
    }

    /// A message's own text.
    pub fn message(message: &str) -> Self {
        Self::of(message, "")
    }

    /// With a value: text, a number, a [`Money`] or a date as its JSON.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        // A value that has no JSON is shown as nothing.
        let value = serde_json::to_value(value).unwrap_or_default();
        self.args.insert(name.to_owned(), value);
        self
    }

    /// With every field of an object.
    #[must_use]
    pub fn with_all(mut self, object: &Value) -> Self {
        let fields = object.as_object().into_iter().flatten();
        self.args
            .extend(fields.map(|(name, value)| (name.clone(), value.clone())));
        self
    }
}

impl fmt::Display for Say {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.message, self.attribute)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

/// In which language, zone and form something is said.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reader {
    /// The language.
    pub language: Language,
    /// The zone of times.
    pub zone: Tz,
}

/// A language file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the {language} texts of `{name}` are not Fluent: {problem}")]
pub struct Unreadable {
    /// The file.
    pub name: String,
    /// The language.
    pub language: &'static str,
    /// What the parser said.
    pub problem: String,
}

/// One language file.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// What it is about: a tool's name, or a room's.
    pub name: &'static str,
    /// Its language.
    pub language: Language,
    /// Its text.
    pub text: &'static str,
}

type Bundle = FluentBundle<FluentResource>;

/// All texts, in every language.
pub struct Words(HashMap<Language, Bundle>);

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.0.keys()).finish()
    }
}

impl Words {
    /// Reads language files. Two files may not define the same message.
    pub fn new(sources: impl IntoIterator<Item = Source>) -> Result<Self, Unreadable> {
        let mut bundles: HashMap<_, _> = Language::ALL.map(|it| (it, bundle(it))).into();
        for Source {
            name,
            language,
            text,
        } in sources
        {
            let fail = |problem: String| Unreadable {
                name: name.to_owned(),
                language: language.tag(),
                problem,
            };
            let resource = FluentResource::try_new(text.to_owned())
                .map_err(|(_, errors)| fail(format!("{errors:?}")))?;
            let Some(bundle) = bundles.get_mut(&language) else {
                continue;
            };
            bundle
                .add_resource(resource)
                .map_err(|errors| fail(format!("{errors:?}")))?;
        }
        Ok(Self(bundles))
    }

    /// Whether a text exists in a language.
    pub fn has(&self, language: Language, message: &str, attribute: &str) -> bool {
        self.pattern(language, message, attribute, |_, _| ())
            .is_some()
    }

    /// A text as it stands, without values: phrases, columns. `None` if there is none.
    pub fn raw(&self, language: Language, message: &str, attribute: &str) -> Option<String> {
        self.pattern(language, message, attribute, |bundle, pattern| {
            let mut errors = Vec::new();
            bundle
                .format_pattern(pattern, None, &mut errors)
                .into_owned()
        })
    }

    /// A sentence in the reader's language. One that does not exist is shown by its name, so that
    /// it is seen and mended.
    pub fn say(&self, reader: Reader, say: &Say) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &say.args {
            if let Value::Number(number) = value {
                args.set(name.as_str(), number.as_f64().unwrap_or_default());
            } else {
                args.set(name.as_str(), self.cell(reader, &say.message, value));
            }
        }
        let text = self.pattern(
            reader.language,
            &say.message,
            &say.attribute,
            |bundle, pattern| {
                let mut errors = Vec::new();
                bundle
                    .format_pattern(pattern, Some(&args), &mut errors)
                    .into_owned()
            },
        );
        text.unwrap_or_else(|| say.to_string())
    }

    /// A tool's result in words: its `.answer`, and its `rows` as a table under `.columns`, or
    /// `.empty`. An output with a `note` says the attribute `.note_<note>` after it.
    pub fn answer(&self, reader: Reader, tool: &str, output: &Value) -> String {
        let say = |attribute: &str| {
            let say = Say::of(tool, attribute).with_all(output);
            self.say(reader, &say)
        };
        // What follows a table must not be taken for a cell of it.
        let (mut text, gap) = match output.get("rows").and_then(Value::as_array) {
            None => (say("answer"), " "),
            Some(rows) if rows.is_empty() => (say("empty"), " "),
            Some(rows) => {
                let columns = self
                    .raw(reader.language, tool, "columns")
                    .unwrap_or_default();
                let table = table::render(&columns, rows, |value| self.cell(reader, tool, value));
                (format!("{}\n\n{table}", say("answer")), "\n\n")
            }
        };
        if let Some(note) = output.get("note").and_then(Value::as_str) {
            text.push_str(gap);
            text.push_str(&say(&format!("note_{note}")));
        }
        text
    }

    /// What a plan would do, for the card that asks a person.
    pub fn card(&self, reader: Reader, tool: &str, plan: &Value) -> String {
        if !self.has(reader.language, tool, "card") {
            // Another program's: nobody has written what its arguments mean.
            let say = Say::of("foreign", "card").with_all(plan);
            return self.say(reader, &say.with("tool", tool));
        }
        self.say(reader, &Say::of(tool, "card").with_all(plan))
    }

    /// One value as people read it: amounts, dates, times, and words that the tool names; what is
    /// not there is the tool's `.none`, or nothing.
    fn cell(&self, reader: Reader, tool: &str, value: &Value) -> String {
        match value {
            Value::Null => self.raw(reader.language, tool, "none").unwrap_or_default(),
            Value::String(text) => self.word(reader, tool, text),
            Value::Object(_) => match Money::deserialize(value) {
                Ok(money) => money.display(reader.language),
                Err(_) => value.to_string(),
            },
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|it| self.cell(reader, tool, it)).collect();
                items.join(", ")
            }
            Value::Bool(_) | Value::Number(_) => value.to_string(),
        }
    }

    fn word(&self, reader: Reader, tool: &str, text: &str) -> String {
        if let Ok(date) = text.parse::<NaiveDate>() {
            return show_date(reader.language, date);
        }
        if text.len() >= 20
            && let Ok(time) = text.parse::<DateTime<Utc>>()
        {
            return show_time(reader, time);
        }
        let named =
            text.bytes().all(|it| it.is_ascii_lowercase() || it == b'_') && !text.is_empty();
        let word = named.then(|| self.raw(reader.language, tool, &format!("value_{text}")));
        word.flatten().unwrap_or_else(|| text.to_owned())
    }

    fn pattern<T>(
        &self,
        language: Language,
        message: &str,
        attribute: &str,
        take: impl FnOnce(&Bundle, &Pattern<&str>) -> T,
    ) -> Option<T> {
        let bundle = self.0.get(&language)?;
        let message = bundle.get_message(message)?;
        let pattern = match attribute {
            "" => message.value()?,
            _ => message.get_attribute(attribute)?.value(),
        };
        Some(take(bundle, pattern))
    }
}

/// A date as people write it.
pub fn show_date(language: Language, date: NaiveDate) -> String {
    let form = match language {
        Language::PtBr => "%d/%m/%Y",
        Language::En => "%-d %b %Y",
    };
    date.format(form).to_string()
}

/// A time in the reader's zone.
pub fn show_time(reader: Reader, time: DateTime<Utc>) -> String {
    let local = time.with_timezone(&reader.zone);
    let clock = local.format("%H:%M");
    format!("{} {clock}", show_date(reader.language, local.date_naive()))
}

/// A running cost: as an amount where it has one, else with as many digits as it takes.
pub fn show_cost(language: Language, cost: Cost) -> String {
    let symbol = cost.currency.symbol();
    let whole = cost.micros.0 / 1_000_000;
    let rest = (cost.micros.0 % 1_000_000).unsigned_abs();
    match language {
        Language::PtBr => format!("{symbol}\u{a0}{whole},{rest:06}"),
        Language::En => format!("{symbol}{whole}.{rest:06}"),
    }
}

fn bundle(language: Language) -> Bundle {
    let tag = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // The isolation marks are for bidirectional text, and show as boxes in a terminal.
    bundle.set_use_isolating(false);
    bundle
}

#[cfg(test)]
mod tests;
