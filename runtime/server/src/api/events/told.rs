//! The events of a turn, and which of them were told.

use std::{collections::BTreeSet, fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    approval::{ApprovalStatus, ApprovalView},
    digest::Digest,
    turn::{Outcome, StepKind},
};
use serde_json::{Value, json};
use store::Story;

/// The last event of a turn.
pub(super) const END: &str = "turn";

/// How much of an event's digest tells it from the others of its turn.
const MARK: usize = 6;

/// How many events an id may name.
const MOST: usize = 2_048;

/// An event.
#[derive(Clone, Debug)]
pub(super) struct News {
    /// `step`, `approval_asked`, `approval_decided`, `turn`.
    pub(super) kind: &'static str,
    /// What it is told from the others by: it does not change.
    mark: [u8; MARK],
    /// What it says.
    pub(super) data: Value,
}

impl News {
    fn new(kind: &'static str, name: &str, data: Value) -> Self {
        let digest = Digest::of_parts(&[kind.as_bytes(), name.as_bytes()]);
        let mut mark = [0; MARK];
        for (to, from) in mark.iter_mut().zip(digest.as_bytes()) {
            *to = *from;
        }
        Self { kind, mark, data }
    }
}

/// All events of a turn so far, in the order of its program; its end comes last.
pub(super) fn all(story: Story, asked: Vec<ApprovalView>) -> Vec<News> {
    let Story { view, paths } = story;
    let mut all = Vec::new();
    for (step, path) in view.steps.iter().zip(&paths) {
        // Requests are told whole, below; what is still being done is told when it is done.
        if step.kind == StepKind::Approval || step.outcome == Outcome::Waiting {
            continue;
        }
        let name = format!("{path} {:?} {}", step.kind, step.outcome.word());
        all.push(News::new("step", &name, json!(step)));
    }
    for request in asked {
        let is_open = request.status == ApprovalStatus::Pending;
        let id = request.id.to_string();
        let was_asked = ApprovalView {
            status: ApprovalStatus::Pending,
            ..request.clone()
        };
        all.push(News::new("approval_asked", &id, json!(was_asked)));
        if !is_open {
            all.push(News::new("approval_decided", &id, json!(request)));
        }
    }
    if view.status.is_closed() {
        let name = view.status.word();
        all.push(News::new(END, name, json!(view)));
    }
    all
}

/// Which events were told. As text it is the id of the last of them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Told(BTreeSet<[u8; MARK]>);

impl Told {
    /// Whether an event was told.
    pub(super) fn knows(&self, news: &News) -> bool {
        self.0.contains(&news.mark)
    }

    /// Counts an event as told.
    pub(super) fn tell(&mut self, news: &News) {
        self.0.insert(news.mark);
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let marks: Vec<u8> = self.0.iter().flatten().copied().collect();
        f.write_str(&URL_SAFE_NO_PAD.encode(marks))
    }
}

/// A text that is no id of an event.
#[derive(Debug)]
pub(super) struct NoId;

impl FromStr for Told {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        if text.len() > MOST * MARK * 4 / 3 {
            return Err(NoId);
        }
        let marks = URL_SAFE_NO_PAD.decode(text).map_err(|_| NoId)?;
        let (marks, rest) = marks.as_chunks();
        match (marks, rest) {
            ([], _) | (_, [_, ..]) => Err(NoId),
            (marks, []) => Ok(Self(marks.iter().copied().collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_all_that_was_told() {
        let news = |name: &str| News::new("step", name, Value::Null);
        let mut told = Told::default();
        for name in ["1", "1.1", "2"] {
            assert!(!told.knows(&news(name)));
            told.tell(&news(name));
            let read: Told = told.to_string().parse().unwrap();
            assert_eq!(read, told);
            assert!(read.knows(&news(name)));
        }
        for text in ["", "never seen", "AAAA", "%%%%"] {
            assert!(text.parse::<Told>().is_err(), "{text}");
        }
    }
}
