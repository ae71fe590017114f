//! From which rows a turn's money comes: scopes, periods and slots.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::{budget::SLOTS, ids::FlowId, money::Micros};
use store::Debit;

/// The scope of the whole company.
pub(crate) const COMPANY: &str = "company";

/// The scope of a department.
pub(crate) fn department(name: &str) -> String {
    format!("department:{name}")
}

/// The company's day, as a period.
pub(crate) fn day(now: DateTime<Utc>, zone: Tz) -> String {
    now.with_timezone(&zone).format("%Y-%m-%d").to_string()
}

/// The company's month, as a period.
pub(crate) fn month(now: DateTime<Utc>, zone: Tz) -> String {
    now.with_timezone(&zone).format("%Y-%m").to_string()
}

/// Takes `want` from a scope's budget of running cost.
pub(crate) fn take(
    flow: FlowId,
    scope: String,
    period: String,
    cap: Micros,
    want: Micros,
) -> Debit {
    Debit {
        meter: "cost",
        scope,
        period,
        slot: slot(flow),
        cap: cap.0,
        want: want.0,
        rest: None,
    }
}

/// Gives back to the company what the turn has left, as its row says when it closes.
pub(crate) fn give_back(flow: FlowId, month: String) -> Debit {
    Debit {
        rest: Some("turn"),
        want: -1,
        ..take(flow, COMPANY.to_owned(), month, Micros(0), Micros(0))
    }
}

/// Gives back what a department did not spend of its slice.
pub(crate) fn give_back_slice(flow: FlowId, scope: String, day: String, rest: Micros) -> Debit {
    Debit {
        rest: Some("slice"),
        want: -rest.0,
        ..take(flow, scope, day, Micros(0), Micros(0))
    }
}

/// Takes an amount from what a department may give away in a day; a negative one gives it back.
pub(crate) fn give_away(flow: FlowId, (name, day): (&str, String), cap: i64, minor: i64) -> Debit {
    Debit {
        meter: "authority",
        want: minor,
        cap,
        ..take(flow, department(name), day, Micros(0), Micros(0))
    }
}

/// The turn's own slot: by the random end of its id.
fn slot(flow: FlowId) -> i16 {
    let last = flow.uuid().as_bytes().last().copied().unwrap_or_default();
    i16::from(last) % SLOTS
}
