//! The only place that writes to the terminal and reads from it.

mod input;

use std::{
    fmt,
    io::{self, IsTerminal as _, Write},
    sync::{Arc, Mutex, PoisonError},
};

pub(crate) use self::input::{Input, Line};

/// Where answers and notes go.
#[derive(Clone)]
pub(crate) struct Terminal {
    out: Arc<Mutex<Box<dyn Write + Send>>>,
    notes: Arc<Mutex<Box<dyn Write + Send>>>,
    kind: Kind,
    /// Whether a person sees notes as they are written.
    watched: bool,
}

/// Who reads what is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// A person, who can be asked.
    Person,
    /// A file or a program.
    Program,
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Terminal({:?})", self.kind)
    }
}

impl Terminal {
    /// The process's own.
    pub(crate) fn process() -> Self {
        let person = io::stdin().is_terminal() && io::stdout().is_terminal();
        let kind = match person {
            true => Kind::Person,
            false => Kind::Program,
        };
        let watched = io::stderr().is_terminal();
        Self {
            watched,
            ..Self::new(Box::new(io::stdout()), Box::new(io::stderr()), kind)
        }
    }

    /// One that writes answers and notes elsewhere.
    pub(crate) fn new(
        out: Box<dyn Write + Send>,
        notes: Box<dyn Write + Send>,
        kind: Kind,
    ) -> Self {
        Self {
            out: Arc::new(Mutex::new(out)),
            notes: Arc::new(Mutex::new(notes)),
            kind,
            watched: false,
        }
    }

    /// Whether a person sees notes as they are written.
    pub(crate) fn is_watched(&self) -> bool {
        self.watched
    }

    /// Whether a person can be asked.
    pub(crate) fn is_person(&self) -> bool {
        self.kind == Kind::Person
    }

    /// A piece of an answer, without a line's end.
    pub(crate) fn piece(&self, text: &str) {
        put(&self.out, &printable(text));
    }

    /// A line of an answer.
    pub(crate) fn line(&self, text: &str) {
        put(&self.out, &format!("{}\n", printable(text)));
    }

    /// A line that is less than an answer: what is being done.
    pub(crate) fn aside(&self, text: &str) {
        let text = printable(text);
        match self.kind {
            Kind::Person => put(&self.out, &format!("\u{1b}[2m{text}\u{1b}[0m\n")),
            Kind::Program => put(&self.notes, &format!("{text}\n")),
        }
    }

    /// A line beside the answers, for whoever watches: progress and errors.
    pub(crate) fn note(&self, text: &str) {
        put(&self.notes, &format!("{}\n", printable(text)));
    }
}

/// Without characters that a terminal would obey: models and customers wrote some of it.
fn printable(text: &str) -> String {
    let keep = |it: &char| !it.is_control() || matches!(it, '\n' | '\t');
    text.chars().filter(keep).collect()
}

fn put(to: &Mutex<Box<dyn Write + Send>>, text: &str) {
    let mut to = to.lock().unwrap_or_else(PoisonError::into_inner);
    // Whoever read it has gone; there is nobody to tell.
    let _closed = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_not_written() {
        assert_eq!(printable("a\u{1b}[2Jb\r\nc\u{7}\td"), "a[2Jb\nc\td");
    }
}
