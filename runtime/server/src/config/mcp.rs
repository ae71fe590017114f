//! `[mcp.NAME]`: the programs that lend tools.

use std::{ops::Range, time::Duration};

use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use super::{
    Secret,
    file::{duration, nearest, text},
    problem::{Expected, Problem},
    secrets,
};

/// The longest name, in bytes: what is left of a tool's belongs to the tool.
const LONGEST_NAME: usize = 20;

/// The keys of a program.
pub(super) const KEYS: [&str; 6] = [
    "mcp.NAME.command",
    "mcp.NAME.args",
    "mcp.NAME.env_from",
    "mcp.NAME.url",
    "mcp.NAME.token_from",
    "mcp.NAME.timeout",
];

/// How long a call may take if nobody says.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Variables that a program gets without being named: it would hardly start without them.
const PLAIN: [&str; 3] = ["HOME", "LANG", "PATH"];

/// A program that lends tools.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lender {
    /// Its name: the first word of its tools' names.
    pub name: String,
    /// How it is reached.
    pub way: Way,
    /// How long a call may take.
    pub timeout: Duration,
}

/// How a program is reached.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Way {
    /// It is started.
    Child {
        /// The program.
        command: String,
        /// Its arguments.
        args: Vec<String>,
        /// All of its environment.
        env: Vec<(String, Secret)>,
    },
    /// It runs somewhere.
    Http {
        /// Where.
        url: String,
        /// What proves who we are; the variable that should hold it, if that is not set.
        token: Result<Option<Secret>, String>,
    },
}

/// What the file says of a program.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    command: Option<String>,
    args: Vec<String>,
    env_from: Vec<String>,
    url: Option<String>,
    token_from: Option<String>,
    timeout: Option<Duration>,
}

/// What is wrong with an entry, and where in the text.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) at: Range<usize>,
    pub(super) problem: Problem,
}

impl Entry {
    /// Reads the table under a name; all that is wrong with it, if anything is.
    pub(super) fn read(
        name: &Spanned<DeString<'_>>,
        table: &DeTable<'_>,
    ) -> Result<Self, Vec<Wrong>> {
        let value = |at: Range<usize>, key, expected| Wrong {
            at,
            problem: Problem::Value { key, expected },
        };
        let mut wrong = Vec::new();
        let is_word = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit();
        let word = name.get_ref();
        if word.is_empty() || word.len() > LONGEST_NAME || !word.bytes().all(is_word) {
            wrong.push(value(name.span(), "mcp.NAME", Expected::SourceName));
        }
        let mut entry = Self {
            name: word.to_string(),
            ..Self::default()
        };
        for (key, it) in table {
            let full = format!("mcp.NAME.{}", key.get_ref());
            match KEYS.into_iter().find(|it| *it == full) {
                Some(known) => {
                    let taken = entry.take(known, it.get_ref());
                    let bad = |expected| value(it.span(), known, expected);
                    wrong.extend(taken.err().map(bad));
                }
                None => wrong.push(Wrong {
                    at: key.span(),
                    problem: unknown(&full, format!("mcp.{word}.{}", key.get_ref())),
                }),
            }
        }
        let has = |key: &str| table.keys().any(|it| it.get_ref() == key);
        let misspelt = wrong
            .iter()
            .any(|it| matches!(it.problem, Problem::UnknownKey { .. }));
        // A way that is there and broken is a way that was chosen; a misspelt one may be as well.
        match (has("command"), has("url")) {
            (true, false) | (false, true) => {}
            (false, false) if misspelt => {}
            _ => wrong.push(value(name.span(), "mcp.NAME", Expected::OneWay)),
        }
        match wrong.is_empty() {
            true => Ok(entry),
            false => Err(wrong),
        }
    }

    fn take(&mut self, key: &str, value: &DeValue<'_>) -> Result<(), Expected> {
        match key {
            "mcp.NAME.command" => self.command = Some(text(value)?.to_owned()),
            "mcp.NAME.args" => self.args = texts(value)?,
            "mcp.NAME.env_from" => self.env_from = texts(value)?,
            "mcp.NAME.url" => {
                let url = text(value)?;
                match tools::mcp::is_address(url) {
                    true => self.url = Some(url.to_owned()),
                    false => return Err(Expected::Url),
                }
            }
            "mcp.NAME.token_from" => self.token_from = Some(text(value)?.to_owned()),
            _ => self.timeout = Some(duration(text(value)?)?),
        }
        Ok(())
    }

    /// The program, with what the environment has for it.
    pub(super) fn lender(self, variable: impl Fn(&str) -> Option<Secret>) -> Lender {
        let way = match (self.command, self.url) {
            (Some(command), _) => {
                let names = PLAIN.into_iter().map(str::to_owned).chain(self.env_from);
                let env = names.filter_map(|name| Some((name.clone(), variable(&name)?)));
                Way::Child {
                    command,
                    args: self.args,
                    env: env.collect(),
                }
            }
            (None, url) => Way::Http {
                url: url.unwrap_or_default(),
                token: self.token_from.map_or(Ok(None), |name| {
                    let token = variable(&name);
                    token.map(Some).ok_or(name)
                }),
            },
        };
        Lender {
            name: self.name,
            way,
            timeout: self.timeout.unwrap_or(TIMEOUT),
        }
    }
}

/// A key of a program that there is not; one that would hold a secret is told where that belongs.
fn unknown(full: &str, key: String) -> Problem {
    match secrets::is_secret(full) {
        true => Problem::LentSecret { key },
        false => Problem::UnknownKey {
            nearest: nearest(full),
            key,
        },
    }
}

fn texts(value: &DeValue<'_>) -> Result<Vec<String>, Expected> {
    let array = value.as_array().ok_or(Expected::Texts)?;
    let texts = array.iter().map(|it| {
        let text = it.get_ref().as_str().ok_or(Expected::Texts)?;
        Ok(text.to_owned())
    });
    texts.collect()
}
