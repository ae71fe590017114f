//! What can be typed about tools, ours and those that others lend, and about models.

use clap::{Args, Subcommand};

use super::Look;

/// About one tool.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ToolTask {
    /// Makes the files of a new one in a checkout of Firma.
    New(NewTool),
    /// Calls one.
    Call(ToolCall),
}

/// A tool to be made.
#[derive(Clone, Debug, Args)]
pub(crate) struct NewTool {
    /// Whose.
    pub department: String,
    /// What it is called.
    pub name: String,
    /// It reaches outside.
    #[arg(long)]
    pub outside: bool,
}

/// A tool to be called.
#[derive(Clone, Debug, Args)]
pub(crate) struct ToolCall {
    /// Which one.
    pub name: String,
    /// Its arguments as a JSON object; `-` reads them from the standard input.
    #[arg(value_name = "JSON")]
    pub arguments: String,
    /// Only says what would happen.
    #[arg(long)]
    pub dry_run: bool,
    /// Prints what came of it for a program.
    #[arg(long)]
    pub json: bool,
}

/// About tools of other programs.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum McpToolsTask {
    /// Lists them.
    List(Look),
    /// Shows one.
    Show {
        /// Its name.
        name: String,
    },
    /// Allows one.
    Approve {
        /// Its name.
        name: String,
        /// What she saw.
        digest: String,
    },
    /// Lets one go further.
    Relax {
        /// Its name.
        name: String,
        /// It only reads.
        #[arg(long)]
        reads: bool,
        /// Nobody is asked.
        #[arg(long)]
        alone: bool,
    },
    /// Holds one back.
    Hold {
        /// Its name.
        name: String,
    },
}

/// About models.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ModelsTask {
    /// Lists them.
    List(Look),
    /// Fetches one.
    Pull {
        /// Its name.
        name: String,
    },
}
