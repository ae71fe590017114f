//! What a random case is made of: a program, its signals, and what befalls it.

use domain::tool::Effect;
use proptest::{collection::vec, option, prelude::*};
use serde_json::{Value, json};

use crate::contract::{
    program::{DAY, Op, send, signal, signal_or, think, write},
    world::{PATIENCE, Reply},
};

/// A program, and what befalls it.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) main: Branch,
    pub(super) faults: Vec<Fault>,
}

/// Parts one after the other, and the signals that are sent to them.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub(super) parts: Vec<Part>,
    /// How many signals are there before anybody waits.
    early: usize,
    /// How many are sent once the run waits.
    late: usize,
}

/// A part of a program. Its label and the name of its signal follow from its place.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Write,
    Think,
    Refuse,
    Tool,
    Uuid,
    Now,
    Sleep,
    Send(Effect, Replies),
    /// A wait for the next signal of its branch, for some time or for as long as it takes.
    Wait {
        bounded: bool,
    },
    Join(Vec<Branch>),
}

/// How the outside answers before it does what it is asked.
#[derive(Clone, Debug)]
pub(super) enum Replies {
    Some(Vec<Reply>),
    Always(Reply),
}

/// What befalls a run.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    /// Its worker dies right after a commit, before it hears of it.
    Kill { after: usize },
    /// Another takes its lease while its worker goes on.
    Lose { after: usize },
    /// It is asked to stop.
    Cancel { after: usize },
}

/// Cases of all kinds.
pub(super) fn cases() -> impl Strategy<Value = Case> {
    let kill = (1..14_usize).prop_map(|after| Fault::Kill { after });
    let lose = (1..14_usize).prop_map(|after| Fault::Lose { after });
    let cancel = (1..14_usize).prop_map(|after| Fault::Cancel { after });
    let faults = (
        vec(prop_oneof![2 => kill, 1 => lose], 0..=3),
        option::weighted(0.25, cancel),
    );
    let faults = faults.prop_map(|(mut faults, cancel)| {
        faults.extend(cancel);
        faults
    });
    (branches(), faults.prop_shuffle()).prop_map(|(main, faults)| Case { main, faults })
}

fn branches() -> impl Strategy<Value = Branch> {
    let leaf = prop_oneof![
        3 => Just(Part::Write),
        2 => Just(Part::Think),
        1 => Just(Part::Refuse),
        1 => Just(Part::Tool),
        1 => Just(Part::Uuid),
        1 => Just(Part::Now),
        2 => Just(Part::Sleep),
        3 => (effects(), replies()).prop_map(|(effect, replies)| Part::Send(effect, replies)),
        4 => any::<bool>().prop_map(|bounded| Part::Wait { bounded }),
    ];
    let of = |part: BoxedStrategy<Part>, most| {
        (vec(part, 1..=most), 0..3_usize, 0..3_usize).prop_map(|(parts, early, late)| Branch {
            parts,
            early,
            late,
        })
    };
    let part = leaf.prop_recursive(3, 24, 3, move |inner| {
        prop_oneof![2 => inner.clone(), 1 => vec(of(inner, 4), 1..=3).prop_map(Part::Join)]
    });
    of(part.boxed(), 6)
}

fn effects() -> impl Strategy<Value = Effect> {
    prop_oneof![
        Just(Effect::Read),
        Just(Effect::Local),
        Just(Effect::WriteOnce { window: PATIENCE }),
        Just(Effect::WriteAtMostOnce),
    ]
}

fn replies() -> impl Strategy<Value = Replies> {
    let reply = prop_oneof![
        Just(Reply::NotSent),
        Just(Reply::Unavailable),
        Just(Reply::Unknown)
    ];
    prop_oneof![
        4 => vec(reply.clone(), 0..=3).prop_map(Replies::Some),
        1 => reply.prop_map(Replies::Always),
    ]
}

impl Replies {
    /// In order; more than any number of attempts takes, where they do not end.
    pub(super) fn list(&self) -> Vec<Reply> {
        match self {
            Self::Some(replies) => replies.clone(),
            Self::Always(reply) => vec![*reply; 40],
        }
    }
}

impl Branch {
    /// How many signals are sent to it.
    pub(super) const fn sent(&self) -> usize {
        self.early + self.late
    }
}

/// The name of the signals of a branch.
fn signal_of(place: &str) -> String {
    format!("to {place}")
}

/// Where a part stands, which is its label too.
pub(super) fn at(place: &str, index: usize) -> String {
    format!("{place}.{index}")
}

impl Case {
    /// The program for the contract's workflow.
    pub(super) fn ops(&self) -> Vec<Op> {
        ops(&self.main, MAIN)
    }

    /// What is sent before anybody waits, in order.
    pub(super) fn early(&self) -> Vec<(String, Value)> {
        self.signals(|branch| 1..=branch.early)
    }

    /// What is sent once the run waits, in order.
    pub(super) fn late(&self) -> Vec<(String, Value)> {
        self.signals(|branch| branch.early + 1..=branch.sent())
    }

    fn signals(
        &self,
        which: impl Fn(&Branch) -> std::ops::RangeInclusive<usize>,
    ) -> Vec<(String, Value)> {
        let mut signals = Vec::new();
        self.each(&mut |branch, place| {
            signals.extend(which(branch).map(|number| (signal_of(place), json!(number))));
        });
        signals
    }

    /// How the outside answers to each label.
    pub(super) fn replies(&self) -> Vec<(String, Vec<Reply>)> {
        let mut all = Vec::new();
        self.each(&mut |branch, place| {
            for (index, part) in branch.parts.iter().enumerate() {
                if let Part::Send(_, replies) = part {
                    all.push((at(place, index), replies.list()));
                }
            }
        });
        all
    }

    /// Visits all branches.
    pub(super) fn each(&self, visit: &mut dyn FnMut(&Branch, &str)) {
        each(&self.main, MAIN, visit);
    }

    /// Whether it was asked to stop.
    pub(super) fn is_cancelled(&self) -> bool {
        let cancel = |it: &Fault| matches!(it, Fault::Cancel { .. });
        self.faults.iter().any(cancel)
    }

    /// Whether it may have been left while something was under way.
    pub(super) fn is_left(&self) -> bool {
        let left = |it: &Fault| matches!(it, Fault::Kill { .. } | Fault::Lose { .. });
        self.faults.iter().any(left)
    }
}

/// The place of the program itself.
pub(super) const MAIN: &str = "p";

fn each(branch: &Branch, place: &str, visit: &mut dyn FnMut(&Branch, &str)) {
    visit(branch, place);
    for (index, part) in branch.parts.iter().enumerate() {
        if let Part::Join(branches) = part {
            for (number, inner) in branches.iter().enumerate() {
                each(inner, &at(&at(place, index), number), visit);
            }
        }
    }
}

fn ops(branch: &Branch, place: &str) -> Vec<Op> {
    let mut waits = 0;
    let op = |(index, part): (usize, &Part)| {
        let label = at(place, index);
        match part {
            Part::Write => write(&label),
            Part::Think => think(&label),
            Part::Refuse => Op::Refuse(label),
            Part::Tool => Op::Tool(label),
            Part::Uuid => Op::Uuid(label),
            Part::Now => Op::Now(label),
            Part::Sleep => Op::Sleep(DAY),
            Part::Send(effect, _) => send(&label, *effect),
            Part::Wait { bounded } => {
                waits += 1;
                // Nobody waits without end for what is not sent.
                if *bounded || waits > branch.sent() {
                    signal_or(&signal_of(place), DAY)
                } else {
                    signal(&signal_of(place))
                }
            }
            Part::Join(branches) => {
                let inner = branches.iter().enumerate();
                Op::Join(
                    inner
                        .map(|(number, it)| ops(it, &at(&label, number)))
                        .collect(),
                )
            }
        }
    };
    branch.parts.iter().enumerate().map(op).collect()
}
