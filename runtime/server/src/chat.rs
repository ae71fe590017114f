//! The chat in the terminal: one conversation, line by line.

mod card;
mod decide;
mod show;

use std::{collections::VecDeque, path::PathBuf, pin::pin, time::Duration};

use domain::{ids::TurnId, words::Say};
use orchestrator::Progress;
use store::{NoticeView, records::conversations::MAIN};
use tokio::{sync::mpsc, time};
use tokio_util::sync::CancellationToken;

use self::decide::Asked;
pub(crate) use self::{
    card::card,
    decide::elsewhere,
    show::{Show, Titles, answer},
};
use crate::{
    counter::{Counter, Message, new_name},
    saving, signals,
    terminal::{Input, Line, Terminal},
    trouble,
    words::Voice,
};

/// How often it is looked for what Firma says by itself while a line is typed.
const LISTEN: Duration = Duration::from_secs(2);

/// A chat.
#[derive(Debug)]
pub(crate) struct Chat<'a> {
    /// With whom.
    pub counter: Counter,
    /// Where answers go.
    pub terminal: &'a Terminal,
    /// Where messages come from.
    pub input: &'a Input,
    /// Where the files of answers go.
    pub files: PathBuf,
    /// In which words.
    pub voice: Voice,
    /// What departments are called.
    pub titles: Titles,
    /// Told when the program should end.
    pub stop: CancellationToken,
    /// Turns that go on without being shown, oldest first.
    pub open: VecDeque<TurnId>,
}

/// What a person can type besides messages.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Word {
    Help,
    Approvals,
    Cancel,
    Quit,
    Unknown,
}

/// What comes next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Next {
    Prompt,
    Quit,
}

impl Chat<'_> {
    /// Talks until she leaves, or the program ends.
    pub(crate) async fn run(mut self) {
        let stop = self.stop.clone();
        tokio::select! {
            () = self.talk() => {}
            () = stop.cancelled() => {}
            () = signals::terminated() => {}
        }
    }

    async fn talk(&mut self) {
        self.say(&Say::of("chat", "hello"));
        if self.finish_open().await == Next::Quit {
            return;
        }
        loop {
            self.hear().await;
            let prompt = self.voice.text("chat", "prompt");
            let text = match self.message(&format!("{prompt} ")).await {
                Line::Text(text) => text,
                Line::Interrupted | Line::End => break,
            };
            let next = match word(text.trim()) {
                Some(word) => self.obey(word).await,
                None if text.trim().is_empty() => self.finish_open().await,
                None => self.send(&text).await,
            };
            if next == Next::Quit {
                break;
            }
        }
        self.say(&Say::of("chat", "bye"));
    }

    /// Waits for a message. What Firma says by itself meanwhile is shown above it.
    async fn message(&mut self, prompt: &str) -> Line {
        let mut line = pin!(self.input.message(prompt));
        loop {
            tokio::select! {
                biased;
                line = &mut line => return line,
                () = time::sleep(LISTEN), if self.terminal.is_person() => {}
            }
            // What cannot be had or shown now is heard before the next prompt.
            let unheard = self.counter.unheard(MAIN).await.unwrap_or_default();
            let shown = unheard.iter().take_while(|it| self.input.above(&it.text));
            // What could not be noted is shown again: twice is better than never.
            let _noted = self.heard(shown.last()).await;
        }
    }

    /// Shows what Firma has said by itself since: reminders, for example.
    async fn hear(&mut self) {
        let heard = hear(&self.counter, MAIN, |text| self.terminal.line(text));
        if let Err(error) = heard.await {
            self.tell(&error.into());
        }
    }

    /// Notes up to where it was shown.
    async fn heard(&self, last: Option<&NoticeView>) -> Result<(), store::Error> {
        match last {
            Some(last) => self.counter.heard(MAIN, last).await,
            None => Ok(()),
        }
    }

    async fn obey(&mut self, word: Word) -> Next {
        match word {
            Word::Help => self.say(&Say::of("chat", "help")),
            Word::Approvals => return self.approvals().await,
            Word::Cancel => self.cancel().await,
            Word::Quit => return Next::Quit,
            Word::Unknown => self.say(&Say::of("chat", "unknown-word")),
        }
        Next::Prompt
    }

    async fn send(&mut self, text: &str) -> Next {
        // What was left running has its turn before this one.
        if self.finish_open().await == Next::Quit {
            return Next::Quit;
        }
        let message = Message {
            conversation: MAIN,
            text,
            name: &new_name(),
        };
        match self.counter.send(&message).await {
            Ok(sent) => self.follow(sent.turn, sent.news).await,
            Err(error) => {
                self.tell(&error);
                Next::Prompt
            }
        }
    }

    /// Shows the turns that went on without being shown.
    async fn finish_open(&mut self) -> Next {
        while let Some(turn) = self.open.pop_front() {
            let news = match self.counter.listen(turn).await {
                Ok(news) => news,
                Err(error) => {
                    self.tell(&error);
                    return Next::Prompt;
                }
            };
            let waiting = self.open.len();
            if self.follow(turn, news).await == Next::Quit {
                return Next::Quit;
            }
            if self.open.len() > waiting {
                // She went back to the prompt.
                return Next::Prompt;
            }
        }
        Next::Prompt
    }

    /// Shows a turn until it ends, through as many requests as it makes. Ctrl-C leaves it running.
    async fn follow(&mut self, turn: TurnId, news: Option<mpsc::Receiver<Progress>>) -> Next {
        let mut news = news;
        loop {
            let mut show = Show::new(self.terminal, &self.voice, &self.titles);
            let followed = {
                let mut tell = |progress| show.progress(progress);
                tokio::select! {
                    followed = self.counter.follow(turn, news.take(), &mut tell) => followed,
                    () = signals::interrupted() => {
                        self.say(&Say::of("chat", "left-running"));
                        self.open.push_back(turn);
                        return Next::Prompt;
                    }
                }
            };
            let view = match followed {
                Ok(view) => view,
                Err(error) => {
                    self.tell(&error);
                    return Next::Prompt;
                }
            };
            show.end(&view);
            saving::save(
                &self.counter,
                &self.files,
                &view,
                (self.terminal, &self.voice),
            )
            .await;
            // Before the decision, so that nothing that follows from it is missed.
            news = self.counter.listen(turn).await.unwrap_or_default();
            match self.asked(&view).await {
                Asked::Decided => {}
                Asked::Nothing => return Next::Prompt,
                Asked::Left => return Next::Quit,
            }
        }
    }

    /// Stops the turns of this conversation that have not ended.
    async fn cancel(&mut self) {
        let open = match self.counter.open_turns(MAIN).await {
            Ok(open) => open,
            Err(error) => return self.tell(&error.into()),
        };
        if open.is_empty() {
            return self.say(&Say::of("chat", "nothing-to-cancel"));
        }
        for turn in open {
            self.open.retain(|it| *it != turn);
            if let Err(error) = self.cancel_one(turn).await {
                self.tell(&error);
            }
        }
    }

    async fn cancel_one(&mut self, turn: TurnId) -> anyhow::Result<()> {
        self.counter.cancel(turn).await?;
        self.say(&Say::of("chat", "cancelling"));
        let view = tokio::select! {
            view = self.counter.closed(turn) => view?,
            () = signals::interrupted() => return Ok(()),
        };
        self.terminal.line(&answer(&self.voice, &view));
        Ok(())
    }

    fn say(&self, say: &Say) {
        self.terminal.line(&self.voice.say(say));
    }

    fn tell(&self, error: &anyhow::Error) {
        self.say(&trouble::explain(error));
    }
}

/// Shows what Firma has said by itself in a conversation and nobody has heard, and notes that it was.
pub(crate) async fn hear(
    counter: &Counter,
    conversation: &str,
    show: impl Fn(&str),
) -> Result<(), store::Error> {
    let unheard = counter.unheard(conversation).await?;
    unheard.iter().for_each(|it| show(&it.text));
    match unheard.last() {
        Some(last) => counter.heard(conversation, last).await,
        None => Ok(()),
    }
}

/// The word that a line is, if it begins with a slash.
fn word(line: &str) -> Option<Word> {
    let word = line.strip_prefix('/')?;
    Some(match word {
        "help" | "ajuda" | "?" => Word::Help,
        "approvals" | "aprovacoes" | "aprovações" => Word::Approvals,
        "cancel" | "cancelar" => Word::Cancel,
        "quit" | "exit" | "sair" => Word::Quit,
        _ => Word::Unknown,
    })
}
