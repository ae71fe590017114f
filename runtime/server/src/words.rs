//! What the server itself says, and the voice that says it and everything else in one person's
//! language.

use std::sync::Arc;

use domain::{
    language::Language,
    words::{Reader, Say, Source, Unreadable, Words},
};
use serde_json::Value;

macro_rules! rooms {
    ($($name:literal),+ $(,)?) => {
        &[$(
            Source {
                name: $name,
                language: Language::PtBr,
                text: include_str!(concat!("words/", $name, ".pt-BR.ftl")),
            },
            Source {
                name: $name,
                language: Language::En,
                text: include_str!(concat!("words/", $name, ".en.ftl")),
            },
        )+]
    };
}

/// The server's own sentences.
pub const WORDS: &[Source] = rooms![
    "api",
    "audit",
    "chat",
    "cli",
    "commands",
    "day",
    "doctor",
    "files",
    "first_run",
    "looks",
    "members",
    "mcp",
    "mcp_tools",
    "models",
    "problem",
    "retention",
    "start",
    "tool",
    "trouble",
];

/// All sentences of the program.
pub fn all() -> Result<Words, Unreadable> {
    let rooms = [
        WORDS,
        tools::WORDS,
        &models::offline::WORDS,
        &orchestrator::WORDS,
        &workflows::WORDS,
    ];
    Words::new(rooms.into_iter().flatten().copied())
}

/// Says things to one person.
#[derive(Clone, Debug)]
pub struct Voice {
    words: Arc<Words>,
    reader: Reader,
}

impl Voice {
    /// A voice for a reader.
    pub const fn new(words: Arc<Words>, reader: Reader) -> Self {
        Self { words, reader }
    }

    /// The same words for another reader.
    pub fn to(&self, reader: Reader) -> Self {
        Self::new(Arc::clone(&self.words), reader)
    }

    /// The same words in another language.
    pub fn in_language(&self, language: Language) -> Self {
        self.to(Reader {
            language,
            ..self.reader
        })
    }

    /// For whom.
    pub const fn reader(&self) -> Reader {
        self.reader
    }

    /// All words.
    pub const fn words(&self) -> &Arc<Words> {
        &self.words
    }

    /// A sentence with its values.
    pub fn say(&self, say: &Say) -> String {
        self.words.say(self.reader, say)
    }

    /// A sentence without values.
    pub fn text(&self, message: &str, attribute: &str) -> String {
        self.say(&Say::of(message, attribute))
    }

    /// What a plan would do.
    pub fn card(&self, tool: &str, plan: &Value) -> String {
        self.words.card(self.reader, tool, plan)
    }

    /// Why a person is asked, from what the request keeps of it: `message.attribute`.
    pub fn why(&self, why: &str, plan: &Value) -> String {
        let (message, attribute) = why.split_once('.').unwrap_or((why, ""));
        self.say(&Say::of(message, attribute).with_all(plan))
    }
}

#[cfg(test)]
mod tests;
