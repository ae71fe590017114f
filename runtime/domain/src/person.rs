//! People who work with Firma, and as whom a request acts.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
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
    /// All of them, from least to most.
    pub const ALL: [Self; 4] = [Self::Staff, Self::Manager, Self::Admin, Self::Owner];

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
        Self::ALL.into_iter().find(|it| it.word() == word)
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

/// Somebody who works in a company, as people and programs see her.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct MemberView {
    /// Who.
    pub id: PersonId,
    /// What she is called.
    pub name: String,
    /// Her role.
    pub role: Role,
    /// The departments that she works in; of no meaning for owners and admins.
    pub departments: BTreeSet<String>,
    /// What her token is called, if she has one.
    pub credential: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 80;

/// Somebody who is to work in a company.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewMember {
    /// What she is called.
    pub name: String,
    /// Her role.
    pub role: Role,
    /// The departments that she works in.
    pub departments: BTreeSet<String>,
    /// She is somebody else than whoever of this name works there already.
    pub is_another: bool,
}

/// Why somebody cannot work in a company like that.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadMember {
    /// The name is empty, too long or no text.
    #[error("the name has no character, or more than {LONGEST_NAME}")]
    Name,
    /// Managers and staff work in departments.
    #[error("the role needs a department")]
    NoDepartment,
    /// Owners and admins work everywhere.
    #[error("the role takes no department")]
    Everywhere,
    /// There is no such department.
    #[error("there is no department {name}")]
    UnknownDepartment {
        /// The one that was named.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
}

impl NewMember {
    /// Somebody of this name and role, in departments of those that there are.
    pub fn check<'a>(
        name: &str,
        role: Role,
        departments: impl IntoIterator<Item = String>,
        known: impl IntoIterator<Item = &'a String>,
    ) -> Result<Self, BadMember> {
        let name = name.trim().to_owned();
        let length = name.chars().count();
        if length == 0 || length > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(BadMember::Name);
        }
        let departments: BTreeSet<String> = departments.into_iter().collect();
        match (role, departments.is_empty()) {
            (Role::Owner | Role::Admin, false) => return Err(BadMember::Everywhere),
            (Role::Manager | Role::Staff, true) => return Err(BadMember::NoDepartment),
            (Role::Owner | Role::Admin, true) | (Role::Manager | Role::Staff, false) => {}
        }
        let known: Vec<String> = known.into_iter().cloned().collect();
        match departments.iter().find(|it| !known.contains(it)) {
            Some(name) => Err(BadMember::UnknownDepartment {
                name: name.clone(),
                known,
            }),
            None => Ok(Self {
                name,
                role,
                departments,
                is_another: false,
            }),
        }
    }

    /// Somebody else than whoever of this name works there already, if she is.
    #[must_use]
    pub fn another(self, is_another: bool) -> Self {
        Self { is_another, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, role: Role, departments: &[&str]) -> Result<NewMember, BadMember> {
        let known = ["finance".to_owned(), "sales".to_owned()];
        let departments = departments.iter().map(|it| (*it).to_owned());
        NewMember::check(name, role, departments, &known)
    }

    #[test]
    fn who_decides_for_departments_is_in_one_and_who_decides_for_all_is_in_none() {
        let bia = check(" Bia ", Role::Manager, &["finance", "finance"]).unwrap();
        assert_eq!((bia.name.as_str(), bia.departments.len()), ("Bia", 1));
        assert!(check("Caio", Role::Admin, &[]).is_ok());
        assert_eq!(check("Bia", Role::Staff, &[]), Err(BadMember::NoDepartment));
        assert_eq!(
            check("Bia", Role::Owner, &["sales"]),
            Err(BadMember::Everywhere)
        );
        assert!(matches!(
            check("Bia", Role::Staff, &["salez"]),
            Err(BadMember::UnknownDepartment { name, .. }) if name == "salez"
        ));
    }

    #[test]
    fn a_name_is_one_line_of_text() {
        for name in ["", "  ", "a\nb", &"x".repeat(LONGEST_NAME + 1)] {
            assert_eq!(check(name, Role::Admin, &[]), Err(BadMember::Name));
        }
    }
}
