//! What can be wrong with `firma.toml`, and where.

use std::fmt;

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
    /// A model is of nobody whom we can ask.
    Provider {
        /// The key.
        key: &'static str,
        /// The model.
        name: String,
    },
    /// It comes from the environment, and is never in the file.
    Environment {
        /// The key.
        key: String,
        /// The variable.
        variable: &'static str,
    },
    /// A secret for a program that lends tools: the file names the variable that has it.
    LentSecret {
        /// The key.
        key: String,
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
    /// A whole number from 1.
    Count,
    /// A whole number from 0.
    Limit,
    /// A number from 0 to 1.
    Share,
    /// Which spans are kept, by a name that OpenTelemetry has for it.
    Sampler,
    /// A table from address to address.
    Addresses,
    /// An address that begins with `http://` or `https://`.
    Url,
    /// One with `https`, or this machine's own.
    SafeUrl,
    /// Where Ollama is, or `off`.
    OllamaHost,
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
            Self::Provider { key, name } => {
                write!(f, "`{key}` has `{name}`, whose provider is unknown")
            }
            Self::Environment { key, variable } => {
                write!(f, "`{key}` comes from the environment, as `{variable}`")
            }
            Self::LentSecret { key } => write!(f, "`{key}` comes from the environment"),
        }
    }
}
