//! What can be typed after `firma`. The texts of the help are in `words/cli.*.ftl`.

mod looks;
mod mistake;
mod people;
mod plans;

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Args, Command, CommandFactory as _, FromArgMatches as _, Parser, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
    error::ErrorKind,
};
use domain::{
    approval::Resolution,
    digest::Digest,
    effect::EffectState,
    ids::{FlowId, TurnId},
    run::RunState,
};

pub(crate) use self::{
    looks::{Completions, ConfigTask, Look, Shell, Spend},
    people::{Add, MembersTask},
    plans::SetSchedule,
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
    Approvals {
        /// What about them; without it, those that wait are listed.
        #[command(subcommand)]
        task: Option<ApprovalsTask>,
    },
    /// What was done outside.
    Effects {
        /// What about it; without it, it is listed.
        #[command(subcommand)]
        task: Option<EffectsTask>,
    },
    /// Runs of workflows.
    Flows {
        /// What about them; without it, they are listed.
        #[command(subcommand)]
        task: Option<FlowsTask>,
    },
    /// What starts by itself.
    Schedules {
        /// What about it; without it, it is listed.
        #[command(subcommand)]
        task: Option<SchedulesTask>,
    },
    /// What the owner has set.
    Limits {
        /// What about them; without it, they are shown.
        #[command(subcommand)]
        task: Option<LimitsTask>,
    },
    /// The people who work here.
    Members {
        /// What about them; without it, they are listed.
        #[command(subcommand)]
        task: Option<MembersTask>,
    },
    /// What running the company cost.
    Spend(Spend),
    /// What was done, by whom.
    Audit {
        /// What about it; without it, the newest is listed.
        #[command(subcommand)]
        task: Option<AuditTask>,
    },
    /// What departments can do.
    Tools(Look),
    /// The departments.
    Agents(Look),
    /// What is set, and by whom.
    Config {
        /// What about it; without it, it is shown.
        #[command(subcommand)]
        task: Option<ConfigTask>,
    },
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
    McpTools {
        /// What about them; without it, they are listed.
        #[command(subcommand)]
        task: Option<McpToolsTask>,
    },
    /// Models.
    Models {
        /// What about them; without it, they are listed.
        #[command(subcommand)]
        task: Option<ModelsTask>,
    },
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
    #[arg(long, value_name = "NAME", default_value = crate::doors::MAIN, hide_default_value = true)]
    pub conversation: String,
    /// The question; `-` reads it from the standard input.
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
}

/// About requests.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ApprovalsTask {
    /// Lists them.
    List {
        /// Those that are decided, too.
        #[arg(long)]
        all: bool,
    },
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
    List {
        /// Only what stands so.
        #[arg(long, value_name = "STATE", value_parser = effect_state())]
        state: Option<EffectState>,
        /// Prints it as the API shows it.
        #[arg(long)]
        json: bool,
    },
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
    List {
        /// Only those that stand so.
        #[arg(long, value_name = "STATE", value_parser = run_state())]
        state: Option<RunState>,
        /// Prints them as the API shows them.
        #[arg(long)]
        json: bool,
    },
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
    List {
        /// Prints them as the API shows them.
        #[arg(long)]
        json: bool,
    },
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
}

/// About the audit.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum AuditTask {
    /// Lists the newest of it.
    List {
        /// How much of it.
        #[arg(long, value_name = "N", default_value = "50", hide_default_value = true,
            value_parser = clap::value_parser!(i64).range(1..=10_000))]
        limit: i64,
        /// Prints it for a program.
        #[arg(long)]
        json: bool,
    },
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

/// About tools of other programs.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum McpToolsTask {
    /// Lists them.
    List {
        /// Prints them for a program.
        #[arg(long)]
        json: bool,
    },
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
    List {
        /// Prints them for a program.
        #[arg(long)]
        json: bool,
    },
    /// Fetches one.
    Pull {
        /// Its name.
        name: String,
    },
}

/// About sample data.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum DemoTask {
    /// Writes it.
    Load,
    /// Takes it away.
    Clear,
}

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

/// Why there is no command.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum NotRead {
    /// Help or the version was asked for: here it is.
    Help(String),
    /// What was typed is wrong: what to say about it.
    Mistake(String),
}

fn effect_state() -> impl TypedValueParser<Value = EffectState> {
    PossibleValuesParser::new(EffectState::ALL.map(EffectState::word))
        .try_map(|word| EffectState::from_word(&word).ok_or("no state"))
}

fn run_state() -> impl TypedValueParser<Value = RunState> {
    PossibleValuesParser::new(RunState::ALL.map(RunState::word))
        .try_map(|word| RunState::from_word(&word).ok_or("no state"))
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
            _ => NotRead::Mistake(match mistake::explain(&error, &command, &arguments) {
                Some(say) => voice.say(&say),
                None => error.render().to_string().trim_end().to_owned(),
            }),
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
        .mut_args(|arg| {
            let heading = match arg.is_positional() {
                true => shared("arguments"),
                false => shared("options"),
            };
            let help = match arg.get_id().as_str() {
                id @ ("help" | "version" | "config") => shared(id),
                id => text(&format!("arg-{}", id.replace('_', "-"))),
            };
            arg.help_heading(heading).help(help).long_help(None)
        });
    for name in names {
        let below = format!("{message}-{name}");
        command = command.mut_subcommand(name, |it| worded(it, &below, voice));
    }
    command
}

#[cfg(test)]
mod tests {
    use domain::{language::Language, words::Reader};

    use super::*;

    fn voice(language: Language) -> Voice {
        let words = crate::words::all().unwrap();
        let zone = chrono_tz::Tz::UTC;
        Voice::new(words.into(), Reader { language, zone })
    }

    #[test]
    fn every_command_and_argument_explains_itself_in_every_language() {
        fn check(command: &Command) {
            let explains = |text: Option<String>| {
                let text = text.unwrap_or_default();
                assert!(
                    !text.is_empty() && !text.starts_with("cli"),
                    "{text:?} of {command}"
                );
            };
            explains(command.get_about().map(ToString::to_string));
            explains(command.get_after_help().map(ToString::to_string));
            for arg in command.get_arguments() {
                explains(arg.get_help().map(ToString::to_string));
            }
            command.get_subcommands().for_each(check);
        }
        for language in Language::ALL {
            check(&command(&voice(language)));
        }
    }

    #[test]
    fn the_commands_of_the_papers_are_understood() {
        let voice = voice(Language::En);
        let read = |line: &str| {
            let arguments = line.split(' ').map(Into::into);
            Cli::read(arguments, &voice).map(|cli| cli.task)
        };
        assert!(matches!(read("firma"), Ok(None)));
        assert!(matches!(
            read("firma serve --config x.toml"),
            Ok(Some(Task::Serve))
        ));
        let Ok(Some(Task::Ask(ask))) = read("firma ask --json --conversation x quais leads temos?")
        else {
            panic!("it is a question")
        };
        assert_eq!((ask.json, ask.conversation.as_str()), (true, "x"));
        assert_eq!(ask.text.join(" "), "quais leads temos?");
        assert!(matches!(
            read("firma approvals"),
            Ok(Some(Task::Approvals { task: None }))
        ));
        assert!(read("firma approvals deny 3 --reason no").is_ok());
        assert!(read("firma limits set free_hand.refund_invoice -1").is_ok());
        assert!(read("firma migrate --print-roles").is_ok());
        let head = format!("firma audit verify --json --head {}", "a7".repeat(32));
        assert!(read(&head).is_ok());
        assert!(read("firma audit verify --head a7").is_err());
        assert!(matches!(
            read("firma demo --keep"),
            Ok(Some(Task::Demo {
                keep: true,
                task: None
            }))
        ));
        assert!(read("firma members add Bia --role manager --department finance").is_ok());
        assert!(read("firma spend --month 2026-11 --since 2026-11-01").is_err());
        assert!(read("firma completions fish").is_ok());
        assert!(read("firma cancel 3").is_err());
        assert!(read("firma ask").is_err());
    }

    #[test]
    fn mistakes_are_told_in_the_readers_language_with_the_next_step() {
        let told = |language, line: &str| {
            let arguments = line.split(' ').map(Into::into);
            match Cli::read(arguments, &voice(language)) {
                Err(NotRead::Mistake(told)) => told,
                other => panic!("{line}: {other:?}"),
            }
        };
        let cases = [
            (
                "firma ask --jsom hello",
                "\"--jsom\" does not belong here; the nearest is \"--json\". See \"firma ask --help\".",
                "\"--jsom\" não cabe aqui; o mais parecido é \"--json\". Veja \"firma ask --help\".",
            ),
            (
                "firma --quiet",
                "\"--quiet\" does not belong here. See \"firma --help\".",
                "\"--quiet\" não cabe aqui. Veja \"firma --help\".",
            ),
            (
                "firma aprovals",
                "There is no command \"aprovals\"; the nearest is \"approvals\". See \"firma --help\".",
                "Não existe o comando \"aprovals\"; o mais parecido é \"approvals\". Veja \"firma --help\".",
            ),
            (
                "firma approvals qqq",
                "There is no command \"qqq\". See \"firma approvals --help\".",
                "Não existe o comando \"qqq\". Veja \"firma approvals --help\".",
            ),
            (
                "firma limits set",
                "Missing: <KEY> <VALUE>. See \"firma limits set --help\".",
                "Falta: <KEY> <VALUE>. Veja \"firma limits set --help\".",
            ),
            (
                "firma ask --conversation",
                "\"--conversation <NAME>\" needs a value. See \"firma ask --help\".",
                "\"--conversation <NAME>\" precisa de um valor. Veja \"firma ask --help\".",
            ),
            (
                "firma cancel 3",
                "\"3\" does not fit \"<TURN>\". See \"firma cancel --help\".",
                "\"3\" não serve para \"<TURN>\". Veja \"firma cancel --help\".",
            ),
            (
                "firma ask --json --json hello",
                "\"--json\" was given twice. See \"firma ask --help\".",
                "\"--json\" apareceu duas vezes. Veja \"firma ask --help\".",
            ),
        ];
        for (line, en, pt_br) in cases {
            assert_eq!(told(Language::En, line), en);
            assert_eq!(told(Language::PtBr, line), pt_br);
        }
    }

    #[test]
    fn help_is_in_the_readers_language() {
        let help = |language| command(&voice(language)).render_help().to_string();
        assert!(
            help(Language::PtBr).contains("Uso: firma"),
            "{}",
            help(Language::PtBr)
        );
        assert!(help(Language::En).contains("Usage: firma"));
    }
}
