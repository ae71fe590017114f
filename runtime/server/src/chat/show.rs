//! A turn as it is watched: a line for each step, the answer as it comes.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    agent::Department,
    language::Language,
    turn::{TurnStatus, TurnView},
    words::Say,
};
use orchestrator::Progress;

use crate::{terminal::Terminal, words::Voice};

/// What departments are called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Titles(Arc<BTreeMap<String, BTreeMap<String, String>>>);

impl Titles {
    /// The titles of departments.
    pub(crate) fn of(departments: &BTreeMap<String, Department>) -> Self {
        let titles = departments.iter();
        let titles = titles.map(|(name, it)| (name.clone(), it.agent.title.clone()));
        Self(Arc::new(titles.collect()))
    }

    /// The names of the departments.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// What a department is called; its name, if it has no title.
    pub(crate) fn title(&self, language: Language, department: &str) -> String {
        let titles = self.0.get(department);
        let title = titles.and_then(|it| it.get(language.tag()));
        title.map_or_else(|| department.to_owned(), Clone::clone)
    }
}

/// Shows one turn.
#[derive(Debug)]
pub(crate) struct Show<'a> {
    terminal: &'a Terminal,
    voice: &'a Voice,
    titles: &'a Titles,
    /// What was said since the last step.
    said: String,
}

impl<'a> Show<'a> {
    /// Nothing is shown yet.
    pub(crate) fn new(terminal: &'a Terminal, voice: &'a Voice, titles: &'a Titles) -> Self {
        Self {
            terminal,
            voice,
            titles,
            said: String::new(),
        }
    }

    /// Shows what the turn does.
    pub(crate) fn progress(&mut self, progress: Progress) {
        match progress {
            Progress::Delegated { department } => {
                self.step(Say::of("chat", "delegated"), &department);
            }
            Progress::Calling { department, tool } => {
                self.step(Say::of("chat", "calling").with("tool", tool), &department);
            }
            Progress::Text { text } => {
                self.terminal.piece(&text);
                self.said.push_str(&text);
            }
            // What begins again in the middle of an answer says all of it again.
            Progress::Retracted | Progress::Begun if !self.said.is_empty() => {
                self.cut();
                let text = self.voice.text("chat", "retracted");
                self.terminal.aside(&text);
            }
            Progress::Retracted
            | Progress::Begun
            | Progress::Spent { .. }
            | Progress::Settled { .. }
            | Progress::SettledElsewhere => {}
        }
    }

    /// Shows what was not said yet.
    pub(crate) fn end(&mut self, view: &TurnView) {
        if view.status == TurnStatus::Waiting {
            return self.cut();
        }
        let answer = answer(self.voice, view);
        match answer.strip_prefix(self.said.as_str()) {
            Some(rest) => self.terminal.line(rest),
            None if answer.trim() == self.said.trim() => self.terminal.line(""),
            None => {
                self.cut();
                self.terminal.line(&answer);
            }
        }
        self.said.clear();
    }

    fn step(&mut self, say: Say, department: &str) {
        self.cut();
        let language = self.voice.reader().language;
        let title = self.titles.title(language, department);
        let line = self.voice.say(&say.with("department", title));
        self.terminal.aside(&line);
    }

    /// Ends the line that is being said.
    fn cut(&mut self) {
        if !self.said.is_empty() && !self.said.ends_with('\n') {
            self.terminal.piece("\n");
        }
        self.said.clear();
    }
}

/// What a turn answered, or why it did not.
pub(crate) fn answer(voice: &Voice, view: &TurnView) -> String {
    if let Some(answer) = &view.answer {
        return answer.clone();
    }
    let attribute = match view.status {
        TurnStatus::Running | TurnStatus::Waiting => "unfinished",
        TurnStatus::Answered => "no-words",
        TurnStatus::Refused => "refused",
        // It was put aside, or could not even close: what it did may be half of it.
        TurnStatus::Failed => "failed",
        TurnStatus::Cancelled => "cancelled",
    };
    voice.say(&Say::of("chat", attribute).with("turn", view.turn))
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use domain::{
        ids::TurnId,
        money::{Cost, Currency, Micros},
        words::Reader,
    };

    use super::*;
    use crate::terminal::Kind;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn shown(progress: Vec<Progress>, status: TurnStatus, answer: Option<&str>) -> String {
        let paper = Paper::default();
        let out = || Box::new(paper.clone());
        let terminal = Terminal::new(out(), out(), Kind::Program);
        let reader = Reader {
            language: Language::En,
            zone: chrono_tz::Tz::UTC,
        };
        let voice = Voice::new(crate::words::all().unwrap().into(), reader);
        let titles = Titles::default();
        let mut show = Show::new(&terminal, &voice, &titles);
        progress.into_iter().for_each(|it| show.progress(it));
        show.end(&TurnView {
            turn: TurnId::new(chrono::Utc::now()),
            conversation: "main".to_owned(),
            status,
            answer: answer.map(str::to_owned),
            files: Vec::new(),
            steps: Vec::new(),
            cost: Cost {
                micros: Micros(0),
                currency: Currency::Brl,
            },
            approval: None,
        });
        String::from_utf8(paper.0.lock().unwrap().clone()).unwrap()
    }

    fn text(text: &str) -> Progress {
        let text = text.to_owned();
        Progress::Text { text }
    }

    #[test]
    fn an_answer_that_was_streamed_is_not_said_twice() {
        let sales = || Progress::Delegated {
            department: "sales".to_owned(),
        };
        let streamed = vec![sales(), text("Two "), text("leads.")];
        assert_eq!(
            shown(streamed, TurnStatus::Answered, Some("Two leads.")),
            "→ supervisor chose sales\nTwo leads.\n"
        );
        let part = vec![sales(), text("Two ")];
        assert_eq!(
            shown(part, TurnStatus::Answered, Some("Two leads.")),
            "→ supervisor chose sales\nTwo leads.\n"
        );
    }

    #[test]
    fn what_was_taken_back_is_followed_by_what_holds() {
        let said = vec![text("Nonsen"), Progress::Retracted];
        let shown = shown(said, TurnStatus::Answered, Some("Sense."));
        assert!(
            shown.starts_with("Nonsen\n") && shown.ends_with("\nSense.\n"),
            "{shown}"
        );
    }

    #[test]
    fn a_turn_without_an_answer_says_why() {
        let shown = shown(Vec::new(), TurnStatus::Cancelled, None);
        assert_eq!(shown, "Cancelled.\n");
    }
}
