//! `firma.toml`: every key that there is, and what is wrong with one that is not.

use std::{collections::BTreeMap, num::NonZero, ops::Range, time::Duration};

use models::{defaults::PROVIDERS, openai};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    held::Leaves,
    mcp::{self, Entry, Wrong},
    problem::{Broken, Expected, Problem},
    secrets,
};

/// What `firma.toml` says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct File {
    /// `listen`
    pub listen: Option<String>,
    /// `models.smart`
    pub smart: Vec<String>,
    /// `models.fast`
    pub fast: Vec<String>,
    /// `models.offline.delay`
    pub offline_delay: Option<Duration>,
    /// `models.openai.base_url`
    pub openai_base_url: Option<String>,
    /// `http.instead`
    pub http_instead: BTreeMap<String, String>,
    /// `log.format`
    pub log_format: Option<LogFormat>,
    /// `api.requests_per_second`
    pub per_token: Option<NonZero<u32>>,
    /// `api.strangers_per_second`
    pub per_address: Option<NonZero<u32>>,
    /// `mcp.NAME`
    pub mcp: Vec<Entry>,
}

/// In which form the log is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// For programs: one JSON object a line.
    Json,
}

/// What is wrong with a value: each with its place in the text, where that is not all of the value.
struct Faults(Vec<(Option<Range<usize>>, Fault)>);

/// What is wrong in a value.
enum Fault {
    /// It is not what it should be.
    Not(Expected),
    /// A model's provider is unknown.
    Provider(String),
}

impl From<Expected> for Faults {
    fn from(expected: Expected) -> Self {
        Self(vec![(None, Fault::Not(expected))])
    }
}

/// Reads a value into the file.
type Take = fn(&mut File, &DeValue<'_>) -> Result<(), Faults>;

/// Every key that there is.
const KEYS: [(&str, Take); 9] = [
    ("api.requests_per_second", |file, value| {
        file.per_token = Some(count(value)?);
        Ok(())
    }),
    ("api.strangers_per_second", |file, value| {
        file.per_address = Some(count(value)?);
        Ok(())
    }),
    ("listen", |file, value| {
        file.listen = Some(address(text(value)?)?);
        Ok(())
    }),
    ("models.smart", |file, value| {
        file.smart = models(value)?;
        Ok(())
    }),
    ("models.fast", |file, value| {
        file.fast = models(value)?;
        Ok(())
    }),
    ("models.offline.delay", |file, value| {
        file.offline_delay = Some(duration(text(value)?)?);
        Ok(())
    }),
    ("models.openai.base_url", |file, value| {
        file.openai_base_url = Some(url(text(value)?)?);
        Ok(())
    }),
    ("http.instead", |file, value| {
        file.http_instead = addresses(value)?;
        Ok(())
    }),
    ("log.format", |file, value| {
        file.log_format = Some(match text(value)? {
            "pretty" => LogFormat::Pretty,
            "json" => LogFormat::Json,
            _ => return Err(Expected::LogFormat.into()),
        });
        Ok(())
    }),
];

impl File {
    /// Reads the file's text. A key that does not exist is refused.
    pub fn parse(text: &str) -> Result<Self, Broken> {
        let (file, broken) = Self::read(text);
        match broken.into_iter().next() {
            Some(first) => Err(first),
            None => Ok(file),
        }
    }

    /// All that is wrong with a file's text, in the order of its lines.
    pub fn problems(text: &str) -> Vec<Broken> {
        Self::read(text).1
    }

    /// Each key of a file's text that is no table.
    pub(super) fn leaves(text: &str) -> Leaves {
        let mut leaves = Leaves::new();
        if let Ok(table) = DeTable::parse(text) {
            gather(text, "", table.get_ref(), &mut leaves);
        }
        leaves
    }

    /// What could be read of a file's text, and all that could not.
    pub(super) fn read(text: &str) -> (Self, Vec<Broken>) {
        let (mut file, mut broken) = (Self::default(), Vec::new());
        match DeTable::parse(text) {
            Ok(table) => file.take(text, "", table.get_ref(), &mut broken),
            Err(error) => broken.push(Broken {
                line: line(text, error.span().unwrap_or_default()),
                problem: Problem::Syntax(error.message().to_owned()),
            }),
        }
        broken.sort_by_key(|it| it.line);
        (file, broken)
    }

    fn take(&mut self, text: &str, under: &str, table: &DeTable<'_>, broken: &mut Vec<Broken>) {
        for (key, value) in table {
            let name = below(under, key.get_ref());
            if let Some((known, take)) = KEYS.iter().find(|(it, _)| *it == name) {
                let taken = take(self, value.get_ref());
                broken.extend(bad_values(text, known, value, taken));
                continue;
            }
            let inside = format!("{name}.");
            match value.get_ref() {
                DeValue::Table(table) if name == "mcp" => {
                    self.take_lenders(text, table, broken);
                }
                DeValue::Table(table) if KEYS.iter().any(|(it, _)| it.starts_with(&inside)) => {
                    self.take(text, &name, table, broken);
                }
                value => broken.extend(unknown(text, &name, (key.span(), value))),
            }
        }
    }
}

/// What is wrong with a key that there is not, or with what is in it, if that belongs elsewhere.
fn unknown(text: &str, name: &str, (at, value): (Range<usize>, &DeValue<'_>)) -> Vec<Broken> {
    let elsewhere = |at: Range<usize>, key: String| {
        let variable = secrets::variable(&key)?;
        let problem = Problem::Environment { key, variable };
        let line = line(text, at);
        Some(Broken { line, problem })
    };
    if let Some(found) = elsewhere(at.clone(), name.to_owned()) {
        return vec![found];
    }
    let inside = value.as_table().into_iter().flatten();
    let inside = inside.map(|(key, _)| elsewhere(key.span(), below(name, key.get_ref())));
    let inside: Vec<Option<Broken>> = inside.collect();
    // A table of which all belongs elsewhere is not wrong by itself.
    let is_wrong = inside.is_empty() || inside.iter().any(Option::is_none);
    let itself = is_wrong.then(|| Broken {
        line: line(text, at),
        problem: Problem::UnknownKey {
            nearest: nearest(name),
            key: name.to_owned(),
        },
    });
    itself
        .into_iter()
        .chain(inside.into_iter().flatten())
        .collect()
}

fn gather(text: &str, under: &str, table: &DeTable<'_>, leaves: &mut Leaves) {
    for (key, value) in table {
        let name = below(under, key.get_ref());
        let written = |value: &Spanned<DeValue<'_>>| text.get(value.span()).unwrap_or_default();
        match value.get_ref() {
            DeValue::Table(table) if KEYS.iter().all(|(it, _)| *it != name) => {
                gather(text, &name, table, leaves);
            }
            // A key whose own keys are free.
            DeValue::Table(table) => {
                let pairs = table.iter();
                let pairs = pairs.map(|(of, it)| format!("{} = {}", of.get_ref(), written(it)));
                let pairs = pairs.collect::<Vec<_>>().join(", ");
                leaves.insert(name, (line(text, key.span()), pairs));
            }
            _ => {
                leaves.insert(name, (line(text, key.span()), written(value).to_owned()));
            }
        }
    }
}

/// The whole name of a key.
fn below(under: &str, key: &str) -> String {
    match under {
        "" => key.to_owned(),
        _ => format!("{under}.{key}"),
    }
}

impl File {
    /// The programs that lend tools, each under a name of its own.
    fn take_lenders(&mut self, text: &str, table: &DeTable<'_>, broken: &mut Vec<Broken>) {
        for (name, value) in table {
            let read = match value.get_ref() {
                DeValue::Table(table) => Entry::read(name, table),
                _ => Err(vec![Wrong {
                    at: name.span(),
                    problem: Problem::Value {
                        key: "mcp.NAME",
                        expected: Expected::OneWay,
                    },
                }]),
            };
            match read {
                Ok(entry) => self.mcp.push(entry),
                Err(wrong) => broken.extend(wrong.into_iter().map(|it| Broken {
                    line: line(text, it.at),
                    problem: it.problem,
                })),
            }
        }
    }
}

fn bad_values(
    text: &str,
    key: &'static str,
    value: &Spanned<DeValue<'_>>,
    taken: Result<(), Faults>,
) -> Vec<Broken> {
    let faults = taken.err().map(|it| it.0).unwrap_or_default();
    let broken = faults.into_iter().map(|(at, fault)| Broken {
        line: line(text, at.unwrap_or_else(|| value.span())),
        problem: match fault {
            Fault::Not(expected) => Problem::Value { key, expected },
            Fault::Provider(name) => Problem::Provider { key, name },
        },
    });
    broken.collect()
}

/// The line of a place in a text, from 1.
fn line(text: &str, span: Range<usize>) -> usize {
    let before = text.get(..span.start).unwrap_or(text);
    before.matches('\n').count() + 1
}

/// The key that was probably meant: the whole of it, or its last word in the wrong place.
pub(super) fn nearest(key: &str) -> &'static str {
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let distance = |known: &str| {
        let whole = strsim::damerau_levenshtein(key, known);
        let word = strsim::damerau_levenshtein(&last(key), &last(known));
        whole.min(word + 1)
    };
    let keys = KEYS.iter().map(|(it, _)| *it).chain(mcp::KEYS);
    keys.min_by_key(|it| distance(it)).unwrap_or_default()
}

pub(super) fn text<'v>(value: &'v DeValue<'_>) -> Result<&'v str, Expected> {
    value.as_str().ok_or(Expected::Text)
}

/// An address with a port, or a port alone.
pub(super) fn address(text: &str) -> Result<String, Expected> {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, port),
        None => ("", text),
    };
    let host = match host {
        "" => "127.0.0.1",
        host => host,
    };
    port.parse::<u16>().map_err(|_| Expected::Address)?;
    let is_address = format!("{host}:{port}")
        .parse::<std::net::SocketAddr>()
        .is_ok();
    if !is_address && host != "localhost" {
        return Err(Expected::Address);
    }
    Ok(format!("{host}:{port}"))
}

/// An address that speaks a provider's protocol.
pub(super) fn url(text: &str) -> Result<String, Expected> {
    match openai::is_address(text) {
        true => Ok(text.to_owned()),
        false => Err(Expected::Url),
    }
}

fn models(value: &DeValue<'_>) -> Result<Vec<String>, Faults> {
    let array = value.as_array().ok_or(Expected::Models)?;
    let (mut names, mut faults) = (Vec::new(), Vec::new());
    for value in array {
        let name = value.get_ref().as_str();
        match name.and_then(|it| Some((it, it.split_once('/')?))) {
            Some((name, (provider, model))) if !model.is_empty() => {
                match PROVIDERS.contains(&provider) {
                    true => names.push(name.to_owned()),
                    false => faults.push((Some(value.span()), Fault::Provider(name.to_owned()))),
                }
            }
            _ => faults.push((Some(value.span()), Fault::Not(Expected::Models))),
        }
    }
    match faults.is_empty() {
        true => Ok(names),
        false => Err(Faults(faults)),
    }
}

fn count(value: &DeValue<'_>) -> Result<NonZero<u32>, Expected> {
    let number = value.as_integer().ok_or(Expected::Count)?;
    let digits = number.as_str().replace('_', "");
    digits.parse().map_err(|_| Expected::Count)
}

fn addresses(value: &DeValue<'_>) -> Result<BTreeMap<String, String>, Faults> {
    let table = value.as_table().ok_or(Expected::Addresses)?;
    let (mut pairs, mut faults) = (BTreeMap::new(), Vec::new());
    for (of, value) in table {
        match value.get_ref().as_str() {
            Some(instead) if tools::is_safe(instead) => {
                let of = of.get_ref().trim_end_matches('/').to_owned();
                pairs.insert(of, instead.to_owned());
            }
            Some(_) => faults.push((Some(value.span()), Fault::Not(Expected::SafeUrl))),
            None => faults.push((Some(value.span()), Fault::Not(Expected::Addresses))),
        }
    }
    match faults.is_empty() {
        true => Ok(pairs),
        false => Err(Faults(faults)),
    }
}

pub(super) fn duration(text: &str) -> Result<Duration, Expected> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits).ok_or(Expected::Duration)?;
    let number: u32 = number.parse().map_err(|_| Expected::Duration)?;
    match unit {
        "ms" => Ok(Duration::from_millis(number.into())),
        "s" => Ok(Duration::from_secs(number.into())),
        "m" => Ok(Duration::from_secs(u64::from(number) * 60)),
        _ => Err(Expected::Duration),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::held::DEFAULTS;

    const EXAMPLE: &str = include_str!("../../../../deploy/firma.example.toml");

    /// The example with everything that it offers taken.
    fn example() -> String {
        let lines = EXAMPLE.lines();
        let lines = lines.map(|line| line.strip_prefix("#= ").unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_example_offers_every_key_and_what_it_offers_is_sound() {
        assert_eq!(File::parse(EXAMPLE), Ok(File::default()));
        let taken = example();
        assert_eq!(File::problems(&taken), []);
        let offered = File::leaves(&taken);
        for (key, _) in KEYS {
            assert!(
                offered.contains_key(key),
                "the example does not offer {key}"
            );
        }
        let of_lenders = |key: &&String| key.starts_with("mcp.");
        assert_eq!(
            offered.keys().filter(|it| !of_lenders(it)).count(),
            KEYS.len()
        );
        for key in mcp::KEYS {
            let word = key.strip_prefix("mcp.NAME").unwrap();
            let is_offered = offered
                .keys()
                .filter(of_lenders)
                .any(|it| it.ends_with(word));
            assert!(is_offered, "the example does not offer {key}");
        }
    }

    #[test]
    fn each_key_is_explained_by_a_line_above_it() {
        let lines: Vec<&str> = EXAMPLE.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            if line.starts_with("#= ") {
                let above = lines[..at].iter().rev().find(|it| !it.starts_with("#= "));
                assert!(above.unwrap().starts_with("# "), "{line}");
            }
        }
    }

    #[test]
    fn what_holds_if_nobody_says_is_known_of_every_key_and_is_what_the_example_says() {
        let offered = File::leaves(&example());
        let known = DEFAULTS.map(|(key, ..)| key);
        assert_eq!(known, KEYS.map(|(key, _)| key));
        for (key, default, _) in DEFAULTS {
            if let Some(default) = default {
                assert_eq!(offered[key].1.trim_matches('"'), default, "{key}");
            }
        }
    }

    #[test]
    fn everything_that_is_wrong_is_found_in_the_order_of_the_lines() {
        let text = "[log]\nfromat = \"json\"\n[models]\nsmart = 1\n[modelz]\nx = 2\n";
        let lines: Vec<usize> = File::problems(text).iter().map(|it| it.line).collect();
        assert_eq!(lines, [2, 4, 5]);
    }
}
