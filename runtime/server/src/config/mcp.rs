//! `[mcp.NAME]`: the programs that lend tools.

use std::time::Duration;

use toml::de::{DeTable, DeValue};

use super::{
    Secret,
    file::{Expected, duration, text},
};

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
        /// What proves who we are.
        token: Option<Secret>,
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

/// What is wrong with an entry: the key, and what it should be; nothing, if there is no such key.
pub(super) type Wrong = (&'static str, Option<Expected>);

impl Entry {
    /// Reads a table.
    pub(super) fn read(name: &str, table: &DeTable<'_>) -> Result<Self, Wrong> {
        let is_word = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit();
        if name.is_empty() || name.len() > 20 || !name.bytes().all(is_word) {
            return Err(("mcp.NAME", Some(Expected::SourceName)));
        }
        let mut entry = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        for (key, value) in table {
            let full = format!("mcp.NAME.{}", key.get_ref());
            let known = KEYS.into_iter().find(|it| *it == full);
            let known = known.ok_or(("mcp.NAME.command", None))?;
            entry
                .take(known, value.get_ref())
                .map_err(|expected| (known, Some(expected)))?;
        }
        match (&entry.command, &entry.url) {
            (Some(_), None) | (None, Some(_)) => Ok(entry),
            _ => Err(("mcp.NAME", Some(Expected::OneWay))),
        }
    }

    fn take(&mut self, key: &str, value: &DeValue<'_>) -> Result<(), Expected> {
        match key {
            "mcp.NAME.command" => self.command = Some(text(value)?.to_owned()),
            "mcp.NAME.args" => self.args = texts(value)?,
            "mcp.NAME.env_from" => self.env_from = texts(value)?,
            "mcp.NAME.url" => self.url = Some(text(value)?.to_owned()),
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
                token: self.token_from.as_deref().and_then(variable),
            },
        };
        Lender {
            name: self.name,
            way,
            timeout: self.timeout.unwrap_or(TIMEOUT),
        }
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
