//! People who work with Firma, and as whom a request acts.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{OrganisationId, PersonId, TokenId},
    language::Language,
};

/// What a person may do in a company, from most to least.
#[derive(
    Clone, Copy, Debug, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Deserialize, Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Works in a department, approves what policy gives.
    Staff,
    /// Approves and takes over in the departments given.
    Manager,
    /// People, settings, connections.
    Admin,
    /// Everything; sets the limits.
    Owner,
}

impl Role {
    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Manager => "manager",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// The role that a stored word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Staff, Self::Manager, Self::Admin, Self::Owner]
            .into_iter()
            .find(|it| it.word() == word)
    }
}

/// As whom a request acts: a person in a company, by a credential, on a channel.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Actor {
    /// The company.
    pub organisation: OrganisationId,
    /// The person.
    pub person: PersonId,
    /// What she is called.
    pub name: String,
    /// Her role in this company.
    pub role: Role,
    /// The departments that she works in; of no meaning for owners and admins.
    pub departments: BTreeSet<String>,
    /// The language that she reads.
    pub language: Language,
    /// The token that proved it.
    pub token: TokenId,
}
