//! `firma config`: what is set and by whom, and what is wrong with it.

use std::{fs, path::PathBuf};

use domain::words::Say;

use super::{Exit, table};
use crate::{
    cli::ConfigTask,
    config::{self, File, Origin, PROCESS},
    terminal::Terminal,
    trouble::{self, Trouble},
    words::Voice,
};

/// Shows what holds, or checks a file.
pub(crate) fn run(
    (task, named): (ConfigTask, Option<PathBuf>),
    terminal: &Terminal,
    voice: &Voice,
) -> anyhow::Result<Exit> {
    match task {
        ConfigTask::Show(look) => show((named, look.json), terminal, voice),
        ConfigTask::Check { file } => check(file.or(named), terminal, voice),
    }
}

fn show(
    (named, json): (Option<PathBuf>, bool),
    terminal: &Terminal,
    voice: &Voice,
) -> anyhow::Result<Exit> {
    // What is broken is said first: of half a file nothing can be shown.
    config::Config::read(PROCESS, named.clone())?;
    let held = config::held(PROCESS, named)?;
    if json {
        terminal.line(&serde_json::to_string(&held)?);
        return Ok(Exit::Done);
    }
    let rows = held.into_iter().map(|it| {
        let origin = match it.origin {
            Origin::Default => voice.text("config", "default"),
            Origin::File { path, line } => format!("{}:{line}", path.display()),
            Origin::Environment => voice.text("config", "environment"),
        };
        let value = it.value.unwrap_or_else(|| voice.text("config", "unset"));
        [it.key, value, origin]
    });
    let rows: Vec<[String; 3]> = rows.collect();
    for line in table::lines(&rows, &[]) {
        terminal.line(&line);
    }
    Ok(Exit::Done)
}

fn check(named: Option<PathBuf>, terminal: &Terminal, voice: &Voice) -> anyhow::Result<Exit> {
    let is_named = named.is_some();
    let path = named.unwrap_or_else(|| config::home(PROCESS).join("firma.toml"));
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_named => {
            let say = Say::of("config", "no-file").with("path", path.display().to_string());
            terminal.line(&voice.say(&say));
            return Ok(Exit::Done);
        }
        Err(error) => {
            let trouble = Trouble::of("file_unreadable").with("path", path.display());
            return Err(trouble.with("error", error).into());
        }
    };
    let problems = File::problems(&text);
    for broken in &problems {
        let (path, broken) = (path.clone(), broken.clone());
        let error = anyhow::Error::from(config::Error::File { path, broken });
        terminal.line(&voice.say(&trouble::explain(&error)));
    }
    if !problems.is_empty() {
        return Ok(Exit::Failed);
    }
    let say = Say::of("config", "sound").with("path", path.display().to_string());
    terminal.line(&voice.say(&say));
    Ok(Exit::Done)
}
