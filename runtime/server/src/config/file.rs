//! `firma.toml`: every key that there is, and what is wrong with one that is not.

use std::{fmt, ops::Range, time::Duration};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::mcp::Entry;

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
    /// `log.format`
    pub log_format: Option<LogFormat>,
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

/// What is wrong with the file, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Broken {
    /// The line, from 1.
    pub line: usize,
    /// What.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// It is not TOML.
    Syntax(String),
    /// There is no such key.
    UnknownKey {
        /// The key.
        key: String,
        /// The one that was probably meant.
        nearest: &'static str,
    },
    /// A key has a value that it cannot have.
    Value {
        /// The key.
        key: &'static str,
        /// What it can have.
        expected: Expected,
    },
}

/// What a value should be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Expected {
    /// A text.
    Text,
    /// An address with a port: `127.0.0.1:8080`.
    Address,
    /// A list of `provider/model`.
    Models,
    /// A duration: `5s`, `250ms`, `2m`.
    Duration,
    /// `pretty` or `json`.
    LogFormat,
    /// A list of texts.
    Texts,
    /// A short word in lower case.
    SourceName,
    /// Either `command` or `url`.
    OneWay,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(what) => f.write_str(what),
            Self::UnknownKey { key, nearest } => {
                write!(f, "unknown key `{key}`, nearest is `{nearest}`")
            }
            Self::Value { key, expected } => write!(f, "`{key}` is not {expected:?}"),
        }
    }
}

/// Reads a value into the file.
type Take = fn(&mut File, &DeValue<'_>) -> Result<(), Expected>;

/// Every key that there is.
const KEYS: [(&str, Take); 6] = [
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
        file.openai_base_url = Some(text(value)?.to_owned());
        Ok(())
    }),
    ("log.format", |file, value| {
        file.log_format = Some(match text(value)? {
            "pretty" => LogFormat::Pretty,
            "json" => LogFormat::Json,
            _ => return Err(Expected::LogFormat),
        });
        Ok(())
    }),
];

impl File {
    /// Reads the file's text. A key that does not exist is refused.
    pub fn parse(text: &str) -> Result<Self, Broken> {
        let table = DeTable::parse(text).map_err(|error| Broken {
            line: line(text, error.span().unwrap_or_default()),
            problem: Problem::Syntax(error.message().to_owned()),
        })?;
        let mut file = Self::default();
        file.take(text, "", table.get_ref())?;
        Ok(file)
    }

    fn take(&mut self, text: &str, under: &str, table: &DeTable<'_>) -> Result<(), Broken> {
        for (key, value) in table {
            let name = match under {
                "" => key.get_ref().to_string(),
                _ => format!("{under}.{}", key.get_ref()),
            };
            if let Some((known, take)) = KEYS.iter().find(|(it, _)| *it == name) {
                take(self, value.get_ref())
                    .map_err(|expected| bad_value(text, known, value, expected))?;
                continue;
            }
            let inside = format!("{name}.");
            match value.get_ref() {
                DeValue::Table(table) if name == "mcp" => self.take_lenders(text, table)?,
                DeValue::Table(table) if KEYS.iter().any(|(it, _)| it.starts_with(&inside)) => {
                    self.take(text, &name, table)?;
                }
                _ => {
                    return Err(Broken {
                        line: line(text, key.span()),
                        problem: Problem::UnknownKey {
                            nearest: nearest(&name),
                            key: name,
                        },
                    });
                }
            }
        }
        Ok(())
    }
}

impl File {
    fn take_lenders(&mut self, text: &str, table: &DeTable<'_>) -> Result<(), Broken> {
        for (key, value) in table {
            let broken = |problem| Broken {
                line: line(text, key.span()),
                problem,
            };
            let not_one = || Problem::Value {
                key: "mcp.NAME",
                expected: Expected::OneWay,
            };
            let DeValue::Table(table) = value.get_ref() else {
                return Err(broken(not_one()));
            };
            let entry = Entry::read(key.get_ref(), table);
            let entry = entry.map_err(|(key, expected)| match expected {
                Some(expected) => broken(Problem::Value { key, expected }),
                None => broken(Problem::UnknownKey {
                    key: "mcp.NAME".to_owned(),
                    nearest: key,
                }),
            })?;
            self.mcp.push(entry);
        }
        Ok(())
    }
}

fn bad_value(
    text: &str,
    key: &'static str,
    value: &Spanned<DeValue<'_>>,
    expected: Expected,
) -> Broken {
    Broken {
        line: line(text, value.span()),
        problem: Problem::Value { key, expected },
    }
}

/// The line of a place in a text, from 1.
fn line(text: &str, span: Range<usize>) -> usize {
    let before = text.get(..span.start).unwrap_or(text);
    before.matches('\n').count() + 1
}

/// The key that was probably meant: the whole of it, or its last word in the wrong place.
fn nearest(key: &str) -> &'static str {
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let distance = |known: &str| {
        let whole = strsim::damerau_levenshtein(key, known);
        let word = strsim::damerau_levenshtein(&last(key), &last(known));
        whole.min(word + 1)
    };
    let keys = KEYS.iter().map(|(it, _)| *it);
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

fn models(value: &DeValue<'_>) -> Result<Vec<String>, Expected> {
    let array = value.as_array().ok_or(Expected::Models)?;
    let names = array.iter().map(|it| {
        let name = it.get_ref().as_str().filter(|it| it.contains('/'));
        name.map(str::to_owned).ok_or(Expected::Models)
    });
    names.collect()
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
