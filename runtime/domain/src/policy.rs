//! Who may have what done, and who may agree to it: one table, pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    budget::OwnerLimits,
    money::Money,
    person::Role,
    tool::{Approval, Effect, Needs},
};

/// Whoever asks for a call.
#[derive(Clone, Copy, Debug)]
pub enum Asker<'a> {
    /// The person whose message it is.
    Person {
        /// Her role.
        role: Role,
        /// Her departments.
        departments: &'a BTreeSet<String>,
    },
    /// The department itself: a workflow of its own, which nobody's message asked for.
    Department,
}

/// A call that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The department that would do it.
    pub department: &'a str,
    /// What a repeat would do; it says whether anything is written.
    pub effect: Effect,
    /// What the tool itself needs.
    pub needs: Needs,
    /// Whether the department's file asks for a person here.
    pub department_asks: bool,
    /// Whether the turn has read text that anybody could have written.
    pub tainted: bool,
}

/// What the table says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ruling {
    /// It may happen.
    Allow,
    /// A person of at least this role has to agree; why, as an attribute of texts.
    Ask(Role, Why),
    /// It may not happen for this person.
    Deny,
}

/// Why a person is asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The tool asks: an attribute of its texts.
    Tool(&'static str),
    /// The department's file asks.
    Department,
    /// The turn has read text that anybody could have written.
    Untrusted,
    /// The person who asks may not give anything away alone.
    Role,
    /// The tool is another program's.
    Foreign,
}

impl Why {
    /// The message and the attribute that say it to people.
    pub const fn texts(self, tool: &str) -> (&str, &'static str) {
        match self {
            Self::Tool(attribute) => (tool, attribute),
            Self::Department => ("gate", "why_department"),
            Self::Untrusted => ("gate", "why_untrusted"),
            Self::Role => ("gate", "why_role"),
            Self::Foreign => ("foreign", "why"),
        }
    }
}

/// Whether a call may happen, for whom it is asked.
pub fn rule(asker: Asker<'_>, asked: Asked<'_>, limits: &OwnerLimits) -> Ruling {
    let gives_alone = match asker {
        Asker::Person { role, departments } if !works_in(role, departments, asked.department) => {
            return Ruling::Deny;
        }
        Asker::Person { role, .. } => match role {
            Role::Staff => false,
            Role::Manager | Role::Admin | Role::Owner => true,
        },
        Asker::Department => true,
    };
    let decider = decider(asked.needs.authority, limits);
    let gives = asked.needs.authority.is_some();
    match asked.effect {
        Effect::Read if !asked.department_asks => return Ruling::Allow,
        Effect::Read | Effect::Local | Effect::WriteOnce { .. } | Effect::WriteAtMostOnce => {}
    }
    if asked.tainted {
        return Ruling::Ask(decider, Why::Untrusted);
    }
    if asked.department_asks {
        return Ruling::Ask(decider, Why::Department);
    }
    match asked.needs.approval {
        Approval::Person(why) => Ruling::Ask(decider, Why::Tool(why)),
        Approval::Foreign => Ruling::Ask(decider, Why::Foreign),
        Approval::None if gives && !gives_alone => Ruling::Ask(decider, Why::Role),
        Approval::None => Ruling::Allow,
    }
}

/// The least role that may agree to giving this away: a manager up to what a department may give
/// away in a day, the owner above it.
pub fn decider(authority: Option<Money>, limits: &OwnerLimits) -> Role {
    match authority {
        Some(amount)
            if amount.currency != limits.authority_day.currency
                || amount.minor > limits.authority_day.minor =>
        {
            Role::Owner
        }
        Some(_) | None => Role::Manager,
    }
}

/// Whether a person may decide a request that a department made and that takes at least `least`.
/// Admins care for people and settings; money is not theirs to decide.
pub fn may_decide(
    role: Role,
    departments: &BTreeSet<String>,
    department: &str,
    least: Role,
) -> bool {
    match (role, least) {
        (Role::Owner, _) => true,
        (Role::Admin | Role::Staff | Role::Manager, Role::Owner | Role::Admin) => false,
        (Role::Manager, Role::Manager | Role::Staff) => departments.contains(department),
        (Role::Staff, Role::Staff) => departments.contains(department),
        (Role::Admin, Role::Manager | Role::Staff) | (Role::Staff, Role::Manager) => false,
    }
}

/// The departments that a person works in; all, where none are named.
pub const fn departments(role: Role, departments: &BTreeSet<String>) -> Option<&BTreeSet<String>> {
    match role {
        Role::Owner | Role::Admin => None,
        Role::Manager | Role::Staff => Some(departments),
    }
}

/// Whether a person has work done in a department.
pub fn works_in(role: Role, departments: &BTreeSet<String>, department: &str) -> bool {
    self::departments(role, departments).is_none_or(|it| it.contains(department))
}

/// Whether a person of a role may add, give a token to or remove somebody of another.
pub const fn may_manage(role: Role, other: Role) -> bool {
    match (role, other) {
        (Role::Owner, _) => true,
        (Role::Admin, Role::Admin | Role::Manager | Role::Staff) => true,
        (Role::Admin, Role::Owner) | (Role::Manager | Role::Staff, _) => false,
    }
}

#[cfg(test)]
mod tests;
