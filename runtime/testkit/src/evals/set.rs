//! A set of requests, as its file says it.

use domain::language::Language;
use serde::Deserialize;
use serde_json::Value;

/// A request, and what must come of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Its language, and its reader's.
    pub language: Language,
    /// The words.
    pub text: String,
    /// What must be called, in order; nothing, if it must be asked back.
    pub calls: Vec<Call>,
    /// Other answers that are as right.
    #[serde(default)]
    pub also: Vec<Vec<Call>>,
}

/// A tool with its arguments.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The tool.
    pub tool: String,
    /// The arguments; one that is null counts as left out.
    #[serde(default)]
    pub arguments: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    request: Vec<Wanted>,
}

/// Reads a file of `[[request]]` tables.
pub fn read(text: &str) -> Result<Vec<Wanted>, toml::de::Error> {
    toml::from_str(text).map(|it: File| it.request)
}
