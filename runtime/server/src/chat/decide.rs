//! Requests that wait, put to the person in the chat.

use domain::{
    approval::{ApprovalView, Question, Resolution, Verdict},
    turn::{TurnStatus, TurnView},
    words::Say,
};

use super::{
    Chat, Next,
    card::{Choice, card, choice, resolution},
};
use crate::{terminal::Line, trouble};

/// What came of putting a request to a person.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Asked {
    /// She decided: the turn goes on.
    Decided,
    /// There was nothing to decide, or she will do it later.
    Nothing,
    /// She closed the input.
    Left,
}

impl Chat<'_> {
    /// Puts the request of a turn that waits to the person.
    pub(super) async fn asked(&mut self, view: &TurnView) -> Asked {
        match &view.approval {
            Some(approval) if view.status == TurnStatus::Waiting => self.put(approval).await,
            Some(_) | None => Asked::Nothing,
        }
    }

    /// Goes through the requests that wait.
    pub(super) async fn approvals(&mut self) -> Next {
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
            // Before the decision, so that nothing that follows from it is missed.
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

    /// Shows a request and takes the decision.
    async fn put(&mut self, approval: &ApprovalView) -> Asked {
        let shown = card(&self.voice, &self.titles, approval);
        self.terminal.line(&shown);
        let later = |attribute| Say::of("chat", attribute).with("number", approval.number);
        if !self.terminal.is_person() {
            self.say(&elsewhere(approval));
            return Asked::Nothing;
        }
        if let Question::Outcome { reference } = approval.question {
            return self.put_outcome(approval, reference).await;
        }
        loop {
            let text = match self.answer("decide").await {
                Line::Text(text) => text,
                Line::Interrupted => {
                    self.say(&later("later"));
                    return Asked::Nothing;
                }
                Line::End => return Asked::Left,
            };
            match choice(&self.voice, &text) {
                Some(Choice::Approve) => {
                    return self.decide(approval, Verdict::Approve, None).await;
                }
                Some(Choice::Deny) => match self.answer("reason").await {
                    Line::Text(reason) => {
                        let reason = Some(reason.trim().to_owned()).filter(|it| !it.is_empty());
                        return self.decide(approval, Verdict::Deny, reason).await;
                    }
                    Line::Interrupted => {}
                    Line::End => return Asked::Left,
                },
                Some(Choice::Later) => {
                    self.say(&later("later"));
                    return Asked::Nothing;
                }
                None => {}
            }
        }
    }

    /// Asks what became of an effect that nobody can tell of.
    async fn put_outcome(&mut self, request: &ApprovalView, reference: bool) -> Asked {
        let later = Say::of("chat", "later-outcome").with("number", request.number);
        loop {
            let text = match self.answer("outcome").await {
                Line::Text(text) => text,
                Line::Interrupted => {
                    self.say(&later);
                    return Asked::Nothing;
                }
                Line::End => return Asked::Left,
            };
            let said = match resolution(&self.voice, &text) {
                Some(Ok(Resolution::Happened)) if reference => {
                    match self.answer("reference").await {
                        Line::Text(given) => (Resolution::Happened, Some(given), None),
                        Line::Interrupted => continue,
                        Line::End => return Asked::Left,
                    }
                }
                Some(Ok(said)) => (said, None, None),
                Some(Err(_)) => {
                    self.say(&later);
                    return Asked::Nothing;
                }
                None => continue,
            };
            return match self.counter.resolve(request, said).await {
                Ok(_) => Asked::Decided,
                Err(error) => {
                    self.say(&trouble::not_decided(&error));
                    Asked::Nothing
                }
            };
        }
    }

    async fn answer(&self, question: &str) -> Line {
        let prompt = self.voice.text("chat", question);
        self.input.answer(&format!("{prompt} ")).await
    }

    async fn decide(
        &self,
        approval: &ApprovalView,
        verdict: Verdict,
        reason: Option<String>,
    ) -> Asked {
        match self.counter.decide(approval, verdict, reason).await {
            Ok(_) => Asked::Decided,
            Err(error) => {
                self.say(&trouble::not_decided(&error));
                Asked::Nothing
            }
        }
    }
}

/// How a request is decided from elsewhere.
pub(crate) fn elsewhere(request: &ApprovalView) -> Say {
    let attribute = match request.question {
        Question::Permission => "decide-elsewhere",
        Question::Outcome { .. } => "resolve-elsewhere",
    };
    Say::of("chat", attribute).with("number", request.number)
}
