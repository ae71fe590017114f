//! What was typed wrong, in one sentence of the reader's language with the next step.

use std::ffi::OsString;

use clap::{
    Command, Error,
    error::{ContextKind, ContextValue, ErrorKind},
};
use domain::words::Say;

/// What to tell about an error: none of clap's own words, which are English.
pub(super) fn explain(error: &Error, command: &Command, arguments: &[OsString]) -> Say {
    at(mistake(error), command, arguments)
}

fn mistake(error: &Error) -> Say {
    let first = |kind| texts(error, kind).into_iter().next().unwrap_or_default();
    let what = first(ContextKind::InvalidArg);
    let say = match error.kind() {
        ErrorKind::UnknownArgument => unknown(error, "unknown_argument"),
        ErrorKind::InvalidSubcommand => {
            let say = unknown(error, "unknown_command");
            return say.with("what", first(ContextKind::InvalidSubcommand));
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = texts(error, ContextKind::InvalidArg).join(" ");
            return Say::of("cli-mistake", "missing_argument").with("what", missing);
        }
        ErrorKind::MissingSubcommand => {
            let known = texts(error, ContextKind::ValidSubcommand).join(", ");
            Say::of("cli-mistake", "missing_command").with("known", known)
        }
        ErrorKind::ArgumentConflict => conflict(error),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooManyValues => {
            wrong_value(error)
        }
        _ => Say::of("cli-mistake", "unreadable"),
    };
    say.with("what", what)
}

/// Something that is not known, with what was perhaps meant.
fn unknown(error: &Error, attribute: &str) -> Say {
    match nearest(error) {
        Some(nearest) => {
            let attribute = format!("{attribute}_nearest");
            Say::of("cli-mistake", &attribute).with("nearest", nearest)
        }
        None => Say::of("cli-mistake", attribute),
    }
}

/// Two that do not go together, or one twice.
fn conflict(error: &Error) -> Say {
    let prior = texts(error, ContextKind::PriorArg).join(" ");
    if let Some(task) = texts(error, ContextKind::InvalidSubcommand)
        .into_iter()
        .next()
    {
        let say = Say::of("cli-mistake", "command_late").with("task", task);
        return say.with("prior", prior);
    }
    match texts(error, ContextKind::InvalidArg) == [prior.as_str()] {
        true => Say::of("cli-mistake", "used_twice"),
        false => Say::of("cli-mistake", "conflict").with("prior", prior),
    }
}

fn wrong_value(error: &Error) -> Say {
    let value = texts(error, ContextKind::InvalidValue).into_iter().next();
    let known = texts(error, ContextKind::ValidValue).join(", ");
    let (attribute, value) = match value.filter(|it| !it.is_empty()) {
        None => return Say::of("cli-mistake", "missing_value"),
        Some(value) if error.kind() == ErrorKind::TooManyValues => ("no_value", value),
        Some(value) if known.is_empty() => ("wrong_value", value),
        Some(value) => ("wrong_value_known", value),
    };
    let say = Say::of("cli-mistake", attribute).with("value", value);
    say.with("known", known)
}

/// With the command whose help says more.
fn at(say: Say, command: &Command, arguments: &[OsString]) -> Say {
    let mut names = vec![command.get_name()];
    let mut below = command;
    for argument in arguments.iter().skip(1) {
        if let Some(command) = below.find_subcommand(argument) {
            names.push(command.get_name());
            below = command;
        }
    }
    say.with("command", names.join(" "))
}

/// What was perhaps meant. clap puts the most similar last.
fn nearest(error: &Error) -> Option<String> {
    let mut all = texts(error, ContextKind::SuggestedArg);
    all.extend(texts(error, ContextKind::SuggestedSubcommand));
    all.pop()
}

fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}
