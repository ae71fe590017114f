//! `firma completions`: what completes commands in a shell.

use clap_complete::{Shell, generate};

use super::Exit;
use crate::{
    cli::{self, Completions},
    terminal::Terminal,
    words::Voice,
};

/// Prints the script of a shell, with the help in the reader's language.
pub(crate) fn run(wanted: Completions, terminal: &Terminal, voice: &Voice) -> Exit {
    let mut script = Vec::new();
    let shell = match wanted.shell {
        cli::Shell::Bash => Shell::Bash,
        cli::Shell::Zsh => Shell::Zsh,
        cli::Shell::Fish => Shell::Fish,
    };
    generate(shell, &mut cli::command(voice), "firma", &mut script);
    terminal.piece(&String::from_utf8_lossy(&script));
    Exit::Done
}
