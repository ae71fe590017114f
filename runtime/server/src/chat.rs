//! The chat in the terminal: one conversation, line by line.

mod card;
mod show;

use std::collections::VecDeque;

use domain::{
    approval::ApprovalView,
    ids::TurnId,
    turn::{TurnStatus, TurnView},
    words::Say,
};
use orchestrator::Progress;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub(crate) use self::{
    card::card,
    show::{Show, Titles, answer},
};
use crate::{
    counter::Counter,
    doors::MAIN,
    signals,
    terminal::{Input, Line, Terminal},
    trouble,
    words::Voice,
};

/// A chat.
#[derive(Debug)]
pub(crate) struct Chat<'a> {
    /// With whom.
    pub counter: Counter,
    /// Where answers go.
    pub terminal: &'a Terminal,
    /// Where messages come from.
    pub input: &'a Input,
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
            let prompt = self.voice.text("chat", "prompt");
            let text = match self.input.message(&format!("{prompt} ")).await {
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
        match self.counter.send(MAIN, text).await {
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
            // Before the decision, so that nothing that follows from it is missed.
            news = self.counter.listen(turn).await.unwrap_or_default();
            match self.asked(&view).await {
                Asked::Decided => {}
                Asked::Nothing => return Next::Prompt,
                Asked::Left => return Next::Quit,
            }
        }
    }

    /// Puts the request of a turn that waits to the person.
    async fn asked(&mut self, view: &TurnView) -> Asked {
        match &view.approval {
            Some(approval) if view.status == TurnStatus::Waiting => self.put(approval).await,
            _ => Asked::Nothing,
        }
    }

    /// Goes through the requests that wait.
    async fn approvals(&mut self) -> Next {
        let organisation = self.counter.actor.organisation;
        let waiting = match self.counter.store.approvals(organisation, true).await {
            Ok(waiting) => waiting,
            Err(error) => {
                self.tell(&error.into());
                return Next::Prompt;
            }
        };
        if waiting.is_empty() {
            self.say(&Say::of("chat", "no-approvals"));
        }
        for approval in &waiting {
            let news = self.counter.listen(approval.turn).await.unwrap_or_default();
            match self.put(approval).await {
                Asked::Decided => {
                    if self.follow(approval.turn, news).await == Next::Quit {
                        return Next::Quit;
                    }
                }
                Asked::Nothing => {}
                Asked::Left => return Next::Quit,
            }
        }
        Next::Prompt
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
            match self.counter.cancel(turn).await {
                Ok(true) => self.say(&Say::of("chat", "cancelling")),
                Ok(false) => {}
                Err(error) => self.tell(&error.into()),
            }
            if !self.open.contains(&turn) {
                self.open.push_back(turn);
            }
        }
        self.finish_open().await;
    }

    fn say(&self, say: &Say) {
        self.terminal.line(&self.voice.say(say));
    }

    fn tell(&self, error: &anyhow::Error) {
        self.say(&trouble::explain(error));
    }
}

/// What came of putting a request to a person.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Asked {
    /// She decided: the turn goes on.
    Decided,
    /// There was nothing to decide, or she will do it later.
    Nothing,
    /// She closed the input.
    Left,
}

impl Chat<'_> {
    /// Shows a request and takes the decision.
    async fn put(&mut self, approval: &ApprovalView) -> Asked {
        self.terminal
            .line(&card(&self.voice, &self.titles, approval));
        if !self.terminal.is_person() {
            let say = Say::of("chat", "decide-elsewhere").with("number", approval.number);
            self.say(&say);
            return Asked::Nothing;
        }
        let prompt = self.voice.text("chat", "decide");
        loop {
            let text = match self.input.answer(&format!("{prompt} ")).await {
                Line::Text(text) => text,
                Line::Interrupted => return Asked::Nothing,
                Line::End => return Asked::Left,
            };
            match card::choice(&self.voice, &text) {
                Some(card::Choice::Approve) => return self.decide(approval, None).await,
                Some(card::Choice::Deny) => {
                    let prompt = self.voice.text("chat", "reason");
                    let reason = match self.input.answer(&format!("{prompt} ")).await {
                        Line::Text(text) => text.trim().to_owned(),
                        Line::Interrupted | Line::End => return Asked::Nothing,
                    };
                    return self.decide(approval, Some(reason)).await;
                }
                Some(card::Choice::Later) => {
                    self.say(&Say::of("chat", "later").with("number", approval.number));
                    return Asked::Nothing;
                }
                None => {}
            }
        }
    }

    /// Decides: with a reason it is a no.
    async fn decide(&mut self, approval: &ApprovalView, denied: Option<String>) -> Asked {
        use domain::approval::Verdict;

        let verdict = match denied {
            None => Verdict::Approve,
            Some(_) => Verdict::Deny,
        };
        let reason = denied.filter(|it| !it.is_empty());
        match self.counter.decide(approval, verdict, reason).await {
            Ok(_) => Asked::Decided,
            Err(error) => {
                self.say(&trouble::not_decided(&error));
                Asked::Nothing
            }
        }
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
