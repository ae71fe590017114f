//! What the model says of a case: what each part comes to, and what is written.

use domain::tool::Effect;
use serde_json::{Value, json};

use super::model::{Branch, Case, MAIN, Part, Replies, at};
use crate::contract::world::{Reply, World};

/// Holds what came of a case against the model.
pub(super) fn check(case: &Case, output: &Value, written: Vec<String>, world: &World, steps: i64) {
    let mut check = Check {
        cancelled: case.is_cancelled(),
        left: case.is_left(),
        world,
        rows: Vec::new(),
        perhaps: Vec::new(),
        steps: 0,
    };
    let heard = check.branch(&case.main, MAIN, output, false);
    // What the steps say that they wrote is there once, and nothing else is.
    let mut rest = written;
    for row in &check.rows {
        let found = rest.iter().position(|it| it == row);
        let found = found.unwrap_or_else(|| panic!("{row} is not written, or not once"));
        rest.remove(found);
    }
    for label in &check.perhaps {
        if let Some(found) = rest.iter().position(|it| is_named(it, label)) {
            rest.remove(found);
        }
    }
    assert_eq!(rest, [""; 0], "that is written and no step says so");
    if !heard {
        assert_eq!(steps, check.steps, "steps in the journal");
    }
}

struct Check<'a> {
    cancelled: bool,
    left: bool,
    world: &'a World,
    /// Rows that steps say they wrote.
    rows: Vec<String>,
    /// Labels of what was stopped in its midst, and may have written.
    perhaps: Vec<String>,
    steps: i64,
}

impl Check<'_> {
    /// Checks what a branch came to. Whether the request to stop was heard in it or before.
    fn branch(&mut self, branch: &Branch, place: &str, came: &Value, before: bool) -> bool {
        let came = came.as_array().unwrap();
        assert_eq!(came.len(), branch.parts.len(), "{place}");
        let mut heard = before;
        let mut next = 1;
        for (index, (part, came)) in branch.parts.iter().zip(came).enumerate() {
            let label = at(place, index);
            if *came == json!("cancelled") {
                assert!(self.cancelled, "{label} was not asked to stop");
                assert!(!heard, "{label} hears of one request twice");
                heard = true;
                if let Part::Tool = part {
                    self.perhaps.push(label);
                }
                continue;
            }
            heard = match part {
                Part::Join(branches) => {
                    let inner = branches.iter().zip(came.as_array().unwrap()).enumerate();
                    let mut any = heard;
                    for (number, (branch, came)) in inner {
                        any |= self.branch(branch, &at(&label, number), came, heard);
                    }
                    any
                }
                Part::Wait { .. } => {
                    self.steps += 1;
                    if next <= branch.sent() {
                        assert_eq!(
                            *came,
                            json!(next),
                            "{label} gets the signals in their order"
                        );
                        next += 1;
                    } else {
                        assert_eq!(*came, json!("timed out"), "{label}");
                    }
                    heard
                }
                part => {
                    self.leaf(part, &label, came);
                    heard
                }
            };
        }
        heard
    }

    fn leaf(&mut self, part: &Part, label: &str, came: &Value) {
        let text = came.as_str().unwrap_or_default();
        self.steps += 1;
        match part {
            Part::Write => {
                assert!(is_named(text, label), "{label}: {came}");
                self.rows.push(text.to_owned());
            }
            Part::Think => assert!(is_named(text, label), "{label}: {came}"),
            Part::Refuse => {
                assert_eq!(
                    *came,
                    json!({ "failed": "refused: contract.refused" }),
                    "{label}"
                );
            }
            Part::Tool => {
                self.steps += 1;
                let row = came[2].as_str().unwrap();
                let thought = came[3].as_str().unwrap();
                assert!(is_named(row, label), "{label}: {came}");
                assert!(is_named(thought, &format!("thought {label}")), "{came}");
                self.rows.push(row.to_owned());
            }
            Part::Uuid | Part::Now => {
                // It has a place in the program and none in the journal.
                self.steps -= 1;
                let mut seen = self.world.seen(label);
                if self.left && matches!(part, Part::Now) {
                    // A unit of work that was not written is done again, later.
                    seen.dedup();
                    seen.drain(..seen.len() - 1);
                }
                assert!(
                    seen.iter().all(|it| it == came),
                    "{label} changes: {seen:?}"
                );
            }
            Part::Sleep => assert_eq!(*came, Value::Null, "{label}"),
            Part::Send(effect, replies) => self.sent(*effect, replies, label, text),
            Part::Wait { .. } | Part::Join(_) => unreachable!("{label} is no leaf"),
        }
    }

    /// What a call comes to that leaves this machine.
    fn sent(&mut self, effect: Effect, replies: &Replies, label: &str, came: &str) {
        let at_most_once = effect == Effect::WriteAtMostOnce;
        if at_most_once {
            let first = self.world.notes_of(&format!("send {label} 0"));
            assert!(first.len() <= 1, "{label} is sent twice");
        }
        if effect != Effect::Local && is_named(came, label) {
            self.rows.push(came.to_owned());
        }
        let ends = self.ends(effect, replies);
        let fits = |end: &End| match end {
            End::Done => is_named(came, label),
            End::GaveUp(reply) => came == format!("gave up: {}", word(*reply)),
            End::Unknown => came == "unknown",
        };
        assert!(
            ends.iter().any(fits),
            "{label} comes to {came}, not one of {ends:?}"
        );
    }

    /// How a call may end.
    fn ends(&self, effect: Effect, replies: &Replies) -> Vec<End> {
        let at_most_once = effect == Effect::WriteAtMostOnce;
        let list = replies.list();
        let final_one = |it: &&Reply| at_most_once && **it != Reply::NotSent;
        let mut ends = vec![match (list.iter().find(final_one), replies) {
            (Some(reply), _) => End::GaveUp(*reply),
            (None, Replies::Always(reply)) => End::GaveUp(*reply),
            (None, Replies::Some(_)) => End::Done,
        }];
        if at_most_once && self.left {
            // An answer may be lost with its worker; then nobody asks again.
            ends.push(End::Unknown);
            ends.extend(list.iter().map(|it| End::GaveUp(*it)));
            if let Replies::Some(_) = replies {
                ends.push(End::Done);
            }
        }
        if self.cancelled {
            // No other attempt follows a request to stop.
            ends.extend(list.iter().map(|it| End::GaveUp(*it)));
        }
        ends
    }
}

#[derive(Clone, Copy, Debug)]
enum End {
    Done,
    GaveUp(Reply),
    Unknown,
}

const fn word(reply: Reply) -> &'static str {
    match reply {
        Reply::NotSent => "not_sent",
        Reply::Unavailable => "unavailable",
        Reply::Unknown => "unknown",
        Reply::Refused => "refused",
    }
}

/// Whether a name is what a body under that label came to.
fn is_named(name: &str, label: &str) -> bool {
    let number = name.strip_prefix(label).and_then(|it| it.strip_prefix(':'));
    number.is_some_and(|it| it.parse::<u64>().is_ok())
}
