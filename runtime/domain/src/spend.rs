//! What running a company cost, for people and programs.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::money::{Currency, Micros};

/// By what spending is put together.
#[derive(Clone, Copy, Debug, Default, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grouping {
    /// The department that it was for.
    #[default]
    Department,
    /// The model that answered; what was no model call has an empty name.
    Model,
    /// The tool that was called; what was no tool call has an empty name.
    Tool,
    /// The day, in the company's zone.
    Day,
}

impl Grouping {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Department, Self::Model, Self::Tool, Self::Day];

    /// The word that the API and the commands use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::Model => "model",
            Self::Tool => "tool",
            Self::Day => "day",
        }
    }

    /// The grouping that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}

/// From when, and until when.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct Period {
    /// The first instant of it.
    pub from: DateTime<Utc>,
    /// The first after it.
    pub until: DateTime<Utc>,
}

/// What one part cost.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct Spent {
    /// The department, model, tool or day.
    pub name: String,
    /// Millionths of the currency.
    pub micros: Micros,
}

/// What a period cost.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct SpendView {
    /// The company's currency.
    pub currency: Currency,
    /// Which period.
    pub period: Period,
    /// By what it is put together.
    pub by: Grouping,
    /// All of it, in millionths of the currency.
    pub total: Micros,
    /// Its parts: together they are the total.
    pub parts: Vec<Spent>,
}
