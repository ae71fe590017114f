//! What can be typed about the people of the company.

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use domain::person::Role;

use super::Look;

/// About the people who work here.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum MembersTask {
    /// Lists them.
    List(Look),
    /// Shows one.
    Show {
        /// Her name or id.
        member: String,
        /// Prints her as the API shows her.
        #[arg(long)]
        json: bool,
    },
    /// Adds one.
    Add(Add),
    /// Gives one another token.
    Rotate {
        /// Her name or id.
        member: String,
        /// Prints what came of it for a program.
        #[arg(long)]
        json: bool,
    },
    /// Takes one out of the company.
    Remove {
        /// Her name or id.
        member: String,
    },
}

/// Somebody who is to work here.
#[derive(Clone, Debug, Args)]
pub(crate) struct Add {
    /// What she is called.
    pub name: String,
    /// Her role.
    #[arg(long, value_name = "ROLE", value_parser = role())]
    pub role: Role,
    /// The departments that she works in.
    #[arg(long = "department", value_name = "NAME")]
    pub departments: Vec<String>,
    /// She is somebody else than whoever has this name already.
    #[arg(long)]
    pub another: bool,
    /// Prints what came of it for a program.
    #[arg(long)]
    pub json: bool,
}

fn role() -> impl TypedValueParser<Value = Role> {
    let words = [Role::Owner, Role::Admin, Role::Manager, Role::Staff].map(Role::word);
    PossibleValuesParser::new(words).try_map(|word| Role::from_word(&word).ok_or("no role"))
}
