//! What starts by itself: a rule in a zone, what is made up for, and which run a slot has.
//!
//! A **slot** is the instant that a time of the rule comes to. Where clocks are put forward over a
//! time, its slot is the first instant after; where they are put back, the time comes twice and
//! its slot is the first. Times that come to one instant are one slot.

mod draft;
mod rule;

use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::{GapInfo, Tz};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::{
    draft::{Draft, Mistake, Plan},
    rule::{Field, Rule, RuleError, Wrong},
};
use crate::ids::{FlowId, ScheduleId, derived};

/// How many slots are made up for at once; the others follow.
pub const MOST: usize = 100;

/// A slot is missed that nobody saw to for longer than this.
const ON_TIME: Duration = Duration::minutes(5);

/// How far back the newest slot is looked for, the nearest first, in hours.
const BACK: [i64; 4] = [1, 24, 31 * 24, 366 * 24];

/// What is made up for of what was missed while nobody was there.
#[derive(Clone, Copy, Debug, Default, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CatchUp {
    /// Nothing: what is late by more than five minutes is left out.
    Skip,
    /// The newest slot, however late.
    #[default]
    Last,
    /// Every slot, the oldest first, a hundred at once.
    All,
}

impl CatchUp {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Skip, Self::Last, Self::All];

    /// The word that the database and the API keep.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Last => "last",
            Self::All => "all",
        }
    }

    /// What a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}

/// A rule in a zone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Timetable {
    /// Which times.
    pub rule: Rule,
    /// Of which clocks.
    pub zone: Tz,
}

/// What is to be started, and when to look again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Due {
    /// The slots that start a run, the oldest first.
    pub slots: Vec<DateTime<Utc>>,
    /// The first slot that is not seen to with them.
    pub next: DateTime<Utc>,
}

impl Timetable {
    /// The first slot after an instant; `None` beyond the times that calendars know.
    pub fn slot_after(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut time = after.with_timezone(&self.zone).naive_local();
        loop {
            time = self.rule.time_after(time)?;
            let slot = self.instant(time)?;
            // In the second run of an hour that comes twice, its times are over already.
            if slot > after {
                return Some(slot);
            }
        }
    }

    /// What is due at `now` of a schedule that is seen to up to `next`, exclusively.
    pub fn due(&self, next: DateTime<Utc>, catch_up: CatchUp, now: DateTime<Utc>) -> Option<Due> {
        if next > now {
            let slots = Vec::new();
            return Some(Due { slots, next });
        }
        let newest = match catch_up {
            CatchUp::All => return self.due_from(next, now),
            CatchUp::Last => Some(self.newest(next, now)?),
            CatchUp::Skip => Some(self.newest(next, now)?).filter(|it| now - it <= ON_TIME),
        };
        Some(Due {
            slots: newest.into_iter().collect(),
            next: self.slot_after(now)?,
        })
    }

    fn due_from(&self, mut next: DateTime<Utc>, now: DateTime<Utc>) -> Option<Due> {
        let mut slots = Vec::new();
        while next <= now && slots.len() < MOST {
            slots.push(next);
            next = self.slot_after(next)?;
        }
        Some(Due { slots, next })
    }

    /// The newest slot at `now`, of which `next` is the oldest.
    fn newest(&self, next: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let near = BACK.iter().find_map(|hours| {
            let from = now - Duration::hours(*hours);
            let slot = self.slot_after(from).filter(|it| *it <= now);
            slot.filter(|_| from >= next)
        });
        let mut newest = near.unwrap_or(next);
        loop {
            let slot = self.slot_after(newest)?;
            if slot > now {
                return Some(newest);
            }
            newest = slot;
        }
    }

    /// The instant that a time of the zone's clocks comes to.
    fn instant(&self, time: NaiveDateTime) -> Option<DateTime<Utc>> {
        let instant = match self.zone.from_local_datetime(&time) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant,
            LocalResult::None => GapInfo::new(&time, &self.zone)?.end?,
        };
        Some(instant.to_utc())
    }
}

impl ScheduleId {
    /// The run of a slot, whoever starts it and however often: 48 bits of the slot's time, so that
    /// it lies in the slot's partition, and a hash of the schedule and the slot.
    pub fn fire(self, slot: DateTime<Utc>) -> FlowId {
        let millis = slot.timestamp_millis().to_be_bytes();
        let [_, _, time @ ..] = millis;
        let id = self.uuid();
        let parts = [id.as_bytes().as_slice(), &millis, b"fire"];
        FlowId::from_uuid(derived(&time, &parts))
    }
}

/// A schedule, as people and programs see it.
#[derive(Clone, Debug, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct ScheduleView {
    /// Which one.
    pub id: ScheduleId,
    /// What people call it.
    pub name: String,
    /// The workflow that it starts.
    pub workflow: String,
    /// The workflow's version.
    pub version: u32,
    /// When, as five fields of cron.
    pub rule: String,
    /// In which zone.
    pub zone: String,
    /// What is made up for.
    pub catch_up: CatchUp,
    /// The next slot.
    pub next: DateTime<Utc>,
    /// It does not start anything until it is resumed.
    pub paused: bool,
    /// What of it cannot be read, if something cannot: it is paused when it is due, until it is set again and resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<Unreadable>,
}

/// What of a schedule cannot be read: it was changed past its checks, or by a program that knows more.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unreadable {
    /// Its rule, or the rule never comes true.
    Rule,
    /// Its zone.
    Zone,
}

impl Unreadable {
    /// The word for it in texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Zone => "zone",
        }
    }
}

#[cfg(test)]
mod tests;
