//! A company whose departments we run.

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ids::OrganisationId, language::Language, money::Currency};

/// What kind of business it is.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganisationKind {
    /// A company with departments.
    Company,
    /// A person who trades.
    Trader,
    /// A person with an audience.
    Influencer,
}

impl OrganisationKind {
    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Trader => "trader",
            Self::Influencer => "influencer",
        }
    }
}

/// A company.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// The currency of its books and of its budgets.
    pub currency: Currency,
    /// The zone of its days.
    pub zone: Tz,
    /// The language of its documents.
    pub language: Language,
}
