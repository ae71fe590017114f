//! What can be typed after `firma`. The texts of the help are in `words/cli.*.ftl`.

mod looks;
mod mistake;
mod people;
mod plain;
mod plans;
mod tools;

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Arg, Args, Command, CommandFactory as _, FromArgMatches as _, Parser, Subcommand,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
    error::ErrorKind,
};
use domain::{
    approval::Resolution,
    digest::Digest,
    ids::{FlowId, TurnId},
};
use store::records::conversations::MAIN;

pub(crate) use self::{
    looks::{Completions, ConfigTask, Look, Shell, Spend},
    people::{Add, MembersTask},
    plain::{Effects, Newest, Requests, Runs, Tasks},
    plans::SetSchedule,
    tools::{McpToolsTask, ModelsTask, NewTool, ToolCall, ToolTask},
};
use crate::words::Voice;

/// What was typed.
#[derive(Debug, Parser)]
#[command(name = "firma", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// Another file than `FIRMA_HOME/firma.toml`.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do; without it, serve and chat.
    #[command(subcommand)]
    pub task: Option<Task>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Serves without a chat.
    Serve,
    /// Asks one question and prints the answer.
    Ask(Ask),
    /// Requests that wait for a person.
    Approvals(Tasks<Requests, ApprovalsTask>),
    /// What was done outside.
    Effects(Tasks<Effects, EffectsTask>),
    /// Runs of workflows.
    Flows(Tasks<Runs, FlowsTask>),
    /// What starts by itself.
    Schedules(Tasks<Look, SchedulesTask>),
    /// What the owner has set.
    Limits {
        /// What about them; without it, they are shown.
        #[command(subcommand)]
        task: Option<LimitsTask>,
    },
    /// The people who work here.
    Members(Tasks<Look, MembersTask>),
    /// What running the company cost.
    Spend(Spend),
    /// What was done, by whom.
    Audit(Tasks<Newest, AuditTask>),
    /// What departments can do.
    Tools(Look),
    /// The departments.
    Agents(Look),
    /// What is set, and by whom.
    Config(Tasks<Look, ConfigTask>),
    /// Whether everything is there that Firma needs.
    Doctor(Look),
    /// A day of a company that is none, and sample data.
    Demo {
        /// Leaves the company there afterwards.
        #[arg(long)]
        keep: bool,
        /// What about sample data; without it, the day is played.
        #[command(subcommand)]
        task: Option<DemoTask>,
    },
    /// What completes commands in a shell.
    Completions(Completions),
    /// Brings the tables of `DATABASE_URL` up to date.
    Migrate {
        /// Prints what an administrator runs once, instead.
        #[arg(long)]
        print_roles: bool,
    },
    /// What is over, and what keeps it.
    Retention(Retention),
    /// Adds a tool, or calls one.
    Tool {
        /// Which of both.
        #[command(subcommand)]
        task: ToolTask,
    },
    /// Serves the tools to a program.
    Mcp,
    /// Tools of other programs.
    McpTools(Tasks<Look, McpToolsTask>),
    /// Models.
    Models(Tasks<Look, ModelsTask>),
    /// Stops a turn.
    Cancel {
        /// Which one.
        turn: TurnId,
    },
}

/// One question.
#[derive(Debug, Args)]
pub(crate) struct Ask {
    /// Prints the turn as the API shows it.
    #[arg(long)]
    pub json: bool,
    /// In which conversation.
    #[arg(long, value_name = "NAME", default_value = MAIN)]
    pub conversation: String,
    /// The question; `-` reads it from the standard input.
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
}

/// About requests.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ApprovalsTask {
    /// Lists them.
    List(Requests),
    /// Shows one.
    Show {
        /// Its number.
        number: i64,
    },
    /// Agrees.
    Approve {
        /// Its number.
        number: i64,
    },
    /// Refuses.
    Deny {
        /// Its number.
        number: i64,
        /// Why: the department reads it.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}

/// About what was done outside.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum EffectsTask {
    /// Lists it.
    List(Effects),
    /// Says what became of one.
    Resolve {
        /// The number of the request.
        number: i64,
        /// What became of it.
        #[arg(value_parser = resolution())]
        resolution: Resolution,
        /// The other side's reference.
        #[arg(long, value_name = "TEXT")]
        reference: Option<String>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}

/// About runs.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum FlowsTask {
    /// Lists them.
    List(Runs),
    /// Shows one.
    Show {
        /// Which one.
        id: FlowId,
        /// Prints it as the API shows it.
        #[arg(long)]
        json: bool,
    },
    /// Stops one.
    Cancel {
        /// Which one.
        id: FlowId,
    },
    /// Has one go on from its journal.
    Retry {
        /// Which one.
        id: FlowId,
    },
}

/// About schedules.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum SchedulesTask {
    /// Makes one, or changes the one of this name.
    Set(SetSchedule),
    /// Lists them.
    List(Look),
    /// Has one start nothing.
    Pause {
        /// Its name.
        name: String,
    },
    /// Has one go on.
    Resume {
        /// Its name.
        name: String,
    },
    /// Starts what it starts, now.
    Run {
        /// Its name.
        name: String,
    },
    /// Takes one away.
    Delete {
        /// Its name.
        name: String,
    },
}

/// About limits.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum LimitsTask {
    /// Shows them.
    Show,
    /// Sets one.
    Set {
        /// Which one.
        key: String,
        /// To what.
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Takes back what was set.
    Unset {
        /// Which one.
        key: String,
    },
}

/// About the audit.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum AuditTask {
    /// Lists the newest of it.
    List(Newest),
    /// Looks whether anybody changed it.
    Verify {
        /// Prints what was found for a program.
        #[arg(long)]
        json: bool,
        /// A head that was kept elsewhere.
        #[arg(long, value_name = "HASH")]
        head: Option<Digest>,
    },
}

/// What is over.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Retention {
    /// Drops it.
    #[arg(long)]
    pub apply: bool,
    /// Prints what was found for a program.
    #[arg(long)]
    pub json: bool,
}

/// About sample data.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum DemoTask {
    /// Writes it.
    Load,
    /// Takes it away.
    Clear,
}

/// Why there is no command.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum NotRead {
    /// Help or the version was asked for: here it is.
    Help(String),
    /// What was typed is wrong: what to say about it.
    Mistake(String),
}

fn resolution() -> impl TypedValueParser<Value = Resolution> {
    PossibleValuesParser::new(["happened", "did-not", "again"]).try_map(|word| {
        match word.as_str() {
            "happened" => Ok(Resolution::Happened),
            "did-not" => Ok(Resolution::DidNot),
            "again" => Ok(Resolution::Again),
            _ => Err("no answer"),
        }
    })
}

impl Cli {
    /// Reads the arguments.
    pub(crate) fn read(
        arguments: impl IntoIterator<Item = OsString>,
        voice: &Voice,
    ) -> Result<Self, NotRead> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        let mut command = command(voice);
        let matches = command.try_get_matches_from_mut(&arguments);
        let read = matches.and_then(|it| Self::from_arg_matches(&it));
        read.map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                NotRead::Help(error.render().to_string())
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                NotRead::Mistake(error.render().to_string().trim_end().to_owned())
            }
            _ => NotRead::Mistake(voice.say(&mistake::explain(&error, &command, &arguments))),
        })
    }
}

/// The command with its help in a language.
pub(crate) fn command(voice: &Voice) -> Command {
    let mut command = Cli::command();
    // Adds the arguments that clap adds by itself, so that they get their texts too.
    command.build();
    worded(command, "cli", voice)
}

fn worded(command: Command, message: &str, voice: &Voice) -> Command {
    let text = |attribute: &str| voice.text(message, attribute);
    let shared = |attribute: &str| voice.text("cli-shared", attribute);
    let names: Vec<String> = command
        .get_subcommands()
        .map(|it| it.get_name().to_owned())
        .collect();
    let template = format!(
        "{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
        shared("usage")
    );
    let mut command = command
        .about(text("about"))
        .after_help(text("examples"))
        .help_template(template)
        .subcommand_help_heading(shared("commands"))
        .subcommand_value_name(shared("command"))
        .mut_args(|arg| {
            let help = match arg.get_id().as_str() {
                id @ ("help" | "version" | "config") => shared(id),
                id => text(&format!("arg-{}", id.replace('_', "-"))),
            };
            worded_arg(arg, &help, voice)
        });
    let usage = command.render_usage().to_string();
    // What it calls the options is not to be set.
    let options = format!("[{}]", shared("any-options"));
    let usage = usage.trim_start_matches("Usage: ");
    let usage = usage.replace("[OPTIONS]", &options);
    let lines: Vec<&str> = usage.lines().map(str::trim).collect();
    // Below each other, behind the heading.
    let indented = format!("\n{}", " ".repeat(shared("usage").chars().count() + 2));
    command = command.override_usage(lines.join(&indented));
    for name in names {
        let below = format!("{message}-{name}");
        command = command.mut_subcommand(name, |it| worded(it, &below, voice));
    }
    command
}

/// An argument with its help, what its value is called and what it can be.
fn worded_arg(arg: Arg, help: &str, voice: &Voice) -> Arg {
    let shared = |attribute: &str| voice.text("cli-shared", attribute);
    let heading = match arg.is_positional() {
        true => shared("arguments"),
        false => shared("options"),
    };
    let names = arg.get_value_names().unwrap_or_default();
    let called = |name: &str| voice.text("cli-value", &name.to_lowercase());
    let names: Vec<String> = names.iter().map(|it| called(it)).collect();
    let possible = arg.get_possible_values();
    let possible: Vec<&str> = possible.iter().map(PossibleValue::get_name).collect();
    // Where the help does not say it already.
    let is_told = possible.iter().all(|it| help.contains(it));
    let help = match is_told {
        true => help.to_owned(),
        false => format!("{help} ({})", possible.join(", ")),
    };
    let arg = match arg.get_action().takes_values() {
        true => arg.value_names(names).hide_default_value(true),
        false => arg,
    };
    arg.help_heading(heading)
        .help(help)
        .long_help(None)
        .hide_possible_values(true)
}

#[cfg(test)]
mod tests;
