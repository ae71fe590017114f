//! What can be typed to look at the machine itself: what it cost, what it can do, how it is set up.

use std::path::PathBuf;

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use domain::spend::Grouping;

/// What running the company cost.
#[derive(Clone, Debug, Args)]
pub(crate) struct Spend {
    /// Which month.
    #[arg(long, value_name = "YYYY-MM", conflicts_with = "since")]
    pub month: Option<String>,
    /// From which day on.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: Option<String>,
    /// By what it is put together.
    #[arg(long, value_name = "WHAT", value_parser = grouping(), default_value = "department")]
    pub by: Grouping,
    /// Prints it as the API shows it.
    #[arg(long)]
    pub json: bool,
}

/// Something that is shown, to a person or to a program.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Look {
    /// Prints it for a program.
    #[arg(long)]
    pub json: bool,
}

/// About the configuration.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ConfigTask {
    /// Shows what holds, and who says so.
    Show(Look),
    /// Looks what is wrong with a file.
    Check {
        /// Another file than `FIRMA_HOME/firma.toml`.
        file: Option<PathBuf>,
    },
}

/// What completes commands.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Completions {
    /// For which shell.
    pub shell: Shell,
}

/// A shell that completes commands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub(crate) enum Shell {
    /// Bash.
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
}

fn grouping() -> impl TypedValueParser<Value = Grouping> {
    PossibleValuesParser::new(Grouping::ALL.map(Grouping::word))
        .try_map(|word| Grouping::from_word(&word).ok_or("no grouping"))
}
