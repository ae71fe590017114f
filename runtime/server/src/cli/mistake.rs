//! What was typed wrong, in one sentence of the reader's language with the next step.

use std::ffi::OsString;

use clap::{
    Command, Error,
    error::{ContextKind, ContextValue, ErrorKind},
};
use domain::words::Say;

/// What to tell about an error; nothing where clap's own words have to do.
pub(super) fn explain(error: &Error, command: &Command, arguments: &[OsString]) -> Option<Say> {
    let first = |kind| texts(error, kind).into_iter().next();
    let (attribute, what) = match error.kind() {
        ErrorKind::UnknownArgument => ("unknown_argument", first(ContextKind::InvalidArg)?),
        ErrorKind::InvalidSubcommand => ("unknown_command", first(ContextKind::InvalidSubcommand)?),
        ErrorKind::MissingRequiredArgument => {
            let missing = texts(error, ContextKind::InvalidArg);
            ("missing_argument", missing.join(" "))
        }
        ErrorKind::ArgumentConflict => {
            let argument = first(ContextKind::InvalidArg)?;
            let is_twice = texts(error, ContextKind::PriorArg) == [argument.as_str()];
            ("used_twice", is_twice.then_some(argument)?)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let argument = first(ContextKind::InvalidArg)?;
            match first(ContextKind::InvalidValue).filter(|it| !it.is_empty()) {
                Some(value) => {
                    let say = Say::of("cli-mistake", "wrong_value").with("value", value);
                    return Some(at(say, command, arguments).with("what", argument));
                }
                None => ("missing_value", argument),
            }
        }
        _ => return None,
    };
    // clap suggests something only for what it does not know.
    let say = match nearest(error) {
        Some(nearest) => {
            let attribute = format!("{attribute}_nearest");
            Say::of("cli-mistake", &attribute).with("nearest", nearest)
        }
        None => Say::of("cli-mistake", attribute),
    };
    Some(at(say, command, arguments).with("what", what))
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
