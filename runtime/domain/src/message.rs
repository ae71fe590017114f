//! What people, departments and systems say, with where it came from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a text came from. It travels with the text into every prompt.
#[derive(
    Clone, Copy, Debug, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Deserialize, Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Firma itself.
    System,
    /// The company's owner.
    Owner,
    /// Somebody who works in the company.
    Staff,
    /// A tool's answer, from our own tables.
    Tool,
    /// A document that the company stored.
    Document,
    /// A customer or anybody outside.
    Customer,
    /// A page of the web, or a program that others wrote.
    Web,
}

impl Origin {
    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Owner => "owner",
            Self::Staff => "staff",
            Self::Tool => "tool",
            Self::Document => "document",
            Self::Customer => "customer",
            Self::Web => "web",
        }
    }

    /// Whether whoever wrote it may give the company orders. What anybody can write may not.
    pub const fn is_trusted(self) -> bool {
        match self {
            Self::System | Self::Owner | Self::Staff | Self::Tool => true,
            Self::Document | Self::Customer | Self::Web => false,
        }
    }
}

/// One part of a message.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind", deny_unknown_fields)]
pub enum Part {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A file; its bytes are an attachment.
    File {
        /// Its name.
        name: String,
        /// Its media type.
        media_type: String,
        /// The attachment.
        attachment: uuid::Uuid,
    },
    /// A picture.
    Picture {
        /// What it shows.
        caption: Option<String>,
        /// The attachment.
        attachment: uuid::Uuid,
    },
    /// Something said.
    Audio {
        /// How long it is, in milliseconds.
        millis: u64,
        /// What was said, once it was written down.
        transcript: Option<String>,
        /// The attachment.
        attachment: uuid::Uuid,
    },
    /// A place, in millionths of a degree.
    Location {
        /// Latitude.
        latitude: i32,
        /// Longitude.
        longitude: i32,
    },
    /// One of several answers that were offered.
    Choice {
        /// What was chosen.
        value: String,
        /// What it was called.
        label: String,
    },
}

impl Part {
    /// Words alone.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// What a model reads of the part.
    pub fn words(&self) -> &str {
        match self {
            Self::Text { text } => text,
            Self::File { name, .. } => name,
            Self::Picture { caption, .. } => caption.as_deref().unwrap_or_default(),
            Self::Audio { transcript, .. } => transcript.as_deref().unwrap_or_default(),
            Self::Location { .. } => "",
            Self::Choice { label, .. } => label,
        }
    }
}

/// A file that goes with an answer. A tool says so in the field `file` of its output.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct Attached {
    /// The attachment.
    pub attachment: uuid::Uuid,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
}

impl From<Attached> for Part {
    fn from(file: Attached) -> Self {
        Self::File {
            name: file.name,
            media_type: file.media_type,
            attachment: file.attachment,
        }
    }
}

/// Who speaks in a message.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// To the company.
    In,
    /// From the company.
    Out,
}

impl Direction {
    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}
