//! What a person types, read by a thread of its own, so that nothing else waits for her.

use std::{
    fmt, io, iter,
    path::Path,
    sync::{Arc, mpsc},
    thread,
};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use rustyline::{
    Cmd, Config, Editor, Event, ExternalPrinter, Helper, KeyCode, KeyEvent, Modifiers,
    completion::Completer,
    error::ReadlineError,
    highlight::Highlighter,
    hint::Hinter,
    history::FileHistory,
    validate::{ValidationContext, ValidationResult, Validator},
};
use tokio::{
    sync::{Mutex, oneshot},
    task,
};

use super::printable;

/// What came of a question.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Line {
    /// She typed this.
    Text(String),
    /// She pressed Ctrl-C.
    Interrupted,
    /// She closed the input.
    End,
}

/// Reads lines. The thread that does ends with the process: a read cannot be called off.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    questions: mpsc::SyncSender<Question>,
    above: Above,
    /// How the terminal was before anybody read from it; nothing, if it is none.
    before: Option<Termios>,
}

/// What writes above the line that is being typed; nothing before the first question, or where nobody sees
/// it.
#[derive(Clone, Default)]
struct Above(Arc<Mutex<Option<Printer>>>);

type Printer = Box<dyn ExternalPrinter + Send>;

impl fmt::Debug for Above {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Above").finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Question {
    prompt: String,
    remember: bool,
    reply: oneshot::Sender<Line>,
}

impl Input {
    /// Opens the terminal for reading, with what was typed before.
    pub(crate) fn open(history: &Path) -> Self {
        let (ask, questions) = mpsc::sync_channel(1);
        let history = history.to_owned();
        let above = Above::default();
        let shown = above.clone();
        let spawned = thread::Builder::new()
            .name("terminal".to_owned())
            .spawn(move || answer(&questions, &history, &shown));
        if let Err(error) = spawned {
            tracing::error!(%error, "could not start the thread that reads the terminal");
        }
        Self {
            questions: ask,
            above,
            before: tcgetattr(io::stdin()).ok(),
        }
    }

    /// Gives the terminal back as it was: a read that was not waited for has changed it.
    pub(crate) fn give_back(&self) {
        if let Some(before) = &self.before {
            // The terminal may have gone.
            let _gone = tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }

    /// A message: Enter sends it, Alt-Enter or a backslash at the end begins another line. It is
    /// remembered.
    pub(crate) async fn message(&self, prompt: &str) -> Line {
        self.ask(prompt, true).await
    }

    /// A short answer that nobody needs to remember.
    pub(crate) async fn answer(&self, prompt: &str) -> Line {
        self.ask(prompt, false).await
    }

    /// Writes lines above what is being typed, which stays as it is. False, if that cannot be done now.
    pub(crate) fn above(&self, text: &str) -> bool {
        // While an earlier one waits for her to leave the history, say, this one waits too.
        let Ok(mut printer) = Arc::clone(&self.above.0).try_lock_owned() else {
            return false;
        };
        if printer.is_none() {
            return false;
        }
        let text = format!("{}\n", printable(text));
        task::spawn_blocking(move || {
            if let Some(printer) = printer.as_mut()
                && let Err(error) = printer.print(text)
            {
                tracing::debug!(%error, "could not write above the prompt");
            }
        });
        true
    }

    async fn ask(&self, prompt: &str, remember: bool) -> Line {
        let (reply, answered) = oneshot::channel();
        let prompt = prompt.to_owned();
        let question = Question {
            prompt,
            remember,
            reply,
        };
        match self.questions.try_send(question) {
            Ok(()) => answered.await.unwrap_or(Line::End),
            Err(_) => Line::End,
        }
    }
}

/// The thread's whole life. Nothing is touched before the first question.
fn answer(questions: &mpsc::Receiver<Question>, history: &Path, above: &Above) {
    let Ok(first) = questions.recv() else {
        return;
    };
    let mut editor = match editor() {
        Ok(editor) => editor,
        Err(error) => {
            tracing::error!(%error, "could not read the terminal");
            return;
        }
    };
    // Where it is no terminal, nobody waits at a prompt.
    if let Ok(printer) = editor.create_external_printer() {
        *above.0.blocking_lock() = Some(Box::new(printer));
    }
    // The first time there is none.
    let _none = editor.load_history(history);
    for question in iter::once(first).chain(questions) {
        let line = match editor.readline(&question.prompt) {
            Ok(text) => {
                let text = joined(&text);
                if question.remember && !text.trim().is_empty() {
                    remember(&mut editor, &text, history);
                }
                Line::Text(text)
            }
            Err(ReadlineError::Interrupted) => Line::Interrupted,
            Err(_) => Line::End,
        };
        // Whoever asked has stopped waiting.
        let _gone = question.reply.send(line);
    }
}

fn editor() -> rustyline::Result<Editor<Lines, FileHistory>> {
    let config = Config::builder()
        .max_history_size(1_000)?
        .history_ignore_space(true)
        .bracketed_paste(true)
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(Lines));
    let alt_enter = KeyEvent(KeyCode::Enter, Modifiers::ALT);
    editor.bind_sequence(Event::from(alt_enter), Cmd::Newline);
    Ok(editor)
}

fn remember(editor: &mut Editor<Lines, FileHistory>, text: &str, history: &Path) {
    let kept = editor
        .add_history_entry(text)
        .and_then(|_| editor.append_history(history));
    if let Err(error) = kept {
        tracing::debug!(%error, "could not keep the history");
    }
}

/// A line that ends with a backslash goes on below it.
fn joined(text: &str) -> String {
    text.replace("\\\n", "\n")
}

/// Tells the editor where a message ends.
struct Lines;

impl Helper for Lines {}

impl Highlighter for Lines {}

impl Completer for Lines {
    type Candidate = String;
}

impl Hinter for Lines {
    type Hint = String;
}

impl Validator for Lines {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(match context.input().ends_with('\\') {
            true => ValidationResult::Incomplete,
            false => ValidationResult::Valid(None),
        })
    }
}
