//! Moments: a day, and the time of it that may be said: `amanhã às 15h`, `3pm on Friday`.

use chrono::{NaiveDate, NaiveTime, Timelike as _};
use serde_json::Value;

use super::{Found, date};
use crate::offline::{
    lexicon,
    scene::Scene,
    token::{Kind, Role, Text},
};

/// Reads a day with the time beside it, or with the only time of the text.
pub(crate) fn read(text: &Text<'_>, at: usize, scene: Scene) -> Option<Found> {
    if let Some((end, time)) = clock(text, at) {
        let (end, day) = date::day(text, joint(text, end), scene)?;
        return Some(found(end, day, Some(time)));
    }
    let (end, day) = date::day(text, at, scene)?;
    if let Some((end, time)) = clock(text, joint(text, end)) {
        return Some(found(end, day, Some(time)));
    }
    let end = part_of_day(text, end).unwrap_or(end);
    let mut times = elsewhere(text);
    let time = times.next().filter(|_| times.next().is_none());
    Some(found(end, day, time.map(|it| it.2)))
}

/// Reads a day with the time beside it.
pub(crate) fn read_beside(text: &Text<'_>, at: usize, scene: Scene) -> Option<Found> {
    let (end, day) = date::day(text, at, scene)?;
    let (end, time) = clock(text, joint(text, end))?;
    Some(found(end, day, Some(time)))
}

/// Reads a time alone.
pub(crate) fn time(text: &Text<'_>, at: usize) -> Option<Found> {
    let (end, time) = clock(text, at)?;
    Some(Found {
        end,
        value: Value::from(time.format("%H:%M").to_string()),
        evident: false,
    })
}

/// The times of a text, from and to which token.
pub(crate) fn elsewhere(text: &Text<'_>) -> impl Iterator<Item = (usize, usize, NaiveTime)> {
    (0..text.tokens.len()).filter_map(|at| {
        let (end, time) = clock(text, at)?;
        Some((at, end, time))
    })
}

fn found(end: usize, day: NaiveDate, time: Option<NaiveTime>) -> Found {
    let written = match time {
        None => day.format("%Y-%m-%d").to_string(),
        Some(time) => day.and_time(time).format("%Y-%m-%dT%H:%M").to_string(),
    };
    Found {
        end,
        value: Value::from(written),
        evident: false,
    }
}

/// What may stand between a day and its time: "às", ",", "at".
fn joint(text: &Text<'_>, from: usize) -> usize {
    let joins = |it: &usize| {
        text.get(*it).is_some_and(|it| match it.role {
            Role::Link(_) => true,
            Role::Filler => ["a", "as", "the"].contains(&it.norm.as_str()),
            Role::Pause => [",", "-", "("].contains(&it.norm.as_str()),
            Role::Content => ["@", "pelas", "around", "about"].contains(&it.norm.as_str()),
            Role::Negation => false,
        })
    };
    from + (from..).take_while(joins).count()
}

/// A time of the day, and the token after it: `15h`, `15h30`, `15:00`, `3pm`, `3 da tarde`, `noon`.
fn clock(text: &Text<'_>, at: usize) -> Option<(usize, NaiveTime)> {
    let (end, time) = quarter(text, at).or_else(|| hour(text, at))?;
    Some(daytime(text, (end, time)))
}

/// A half or a quarter of an hour before or after a full one: `half past 4`, `half 4`, `quarter to 9`.
fn quarter(text: &Text<'_>, at: usize) -> Option<(usize, NaiveTime)> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let at = at + usize::from(norm(at) == "a");
    let (minute, full) = match (norm(at), norm(at + 1)) {
        ("half", "past") => (30, at + 2),
        ("half", _) => (30, at + 1),
        ("quarter", "past" | "after") => (15, at + 2),
        ("quarter", "to" | "of") => (-15, at + 2),
        _ => return None,
    };
    let hour: i64 = norm(full).parse().ok().filter(|it| (1..=12).contains(it))?;
    // In the hours in which people work.
    let hour = if hour < 7 { hour + 12 } else { hour };
    let minutes = u32::try_from(hour * 60 + minute).ok()?;
    let end = full + 1;
    let half = match norm(end) {
        "am" => minutes % 720,
        "pm" => minutes % 720 + 720,
        _ => return Some((end, NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)?)),
    };
    Some((end + 1, NaiveTime::from_hms_opt(half / 60, half % 60, 0)?))
}

/// A time with the part of the day after it, which it may say twice: `10h da manhã`.
fn daytime(text: &Text<'_>, (end, time): (usize, NaiveTime)) -> (usize, NaiveTime) {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let later = || {
        let hour = time.hour();
        let hour = if hour < 12 { hour + 12 } else { hour };
        time.with_hour(hour).unwrap_or(time)
    };
    match (norm(end), norm(end + 1), norm(end + 2)) {
        ("da", "manha", _) => (end + 2, time),
        ("da", "tarde" | "noite", _) => (end + 2, later()),
        ("in", "the", "morning") => (end + 3, time),
        ("in", "the", "afternoon" | "evening") => (end + 3, later()),
        ("em", "ponto", _) | ("on", "the", "dot") => {
            (end + 2 + usize::from(norm(end) == "on"), time)
        }
        ("sharp", ..) => (end + 1, time),
        _ => (end, time),
    }
}

/// A time that digits say.
fn hour(text: &Text<'_>, at: usize) -> Option<(usize, NaiveTime)> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
    match (norm(at), norm(at + 1)) {
        ("noon" | "midday" | "meiodia", _) => return Some((at + 1, noon)),
        ("meio", "dia") => return Some((at + 2, noon)),
        _ => {}
    }
    let number = text.get(at).filter(|it| it.kind == Kind::Number)?;
    let (hour, minute) = match number.norm.split_once(':') {
        Some((hour, minute)) => (hour.parse().ok()?, Some(minute.parse().ok()?)),
        None => (number.norm.parse().ok()?, None),
    };
    let hour: u32 = hour;
    let next = at + 1;
    let time = |hour, minute: Option<u32>| NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), 0);
    let later = |hour: u32| if hour < 12 { hour + 12 } else { hour };
    match (norm(next), norm(next + 1), norm(next + 2)) {
        ("am", ..) => Some((next + 1, time(hour % 12, minute)?)),
        ("pm", ..) => Some((next + 1, time(later(hour), minute)?)),
        ("h" | "hs" | "hrs" | "hora" | "horas" | "o'clock", more, _) => {
            let minutes = more.parse().ok().filter(|_| text.glued(next + 1));
            let end = next + 1 + usize::from(minutes.is_some());
            let end = end + usize::from(minutes.is_some() && norm(end) == "min");
            Some((end, time(hour, minute.or(minutes))?))
        }
        // "9 e meia da noite".
        ("e", "meia", "da") if matches!(norm(next + 3), "tarde" | "noite") => {
            Some((next + 4, time(later(hour), Some(30))?))
        }
        ("e", "meia", "da") if norm(next + 3) == "manha" => Some((next + 4, time(hour, Some(30))?)),
        ("e", "meia", _) if is_hour(text, at) => Some((
            next + 2,
            time(if hour < 7 { later(hour) } else { hour }, Some(30))?,
        )),
        ("da", "tarde" | "noite", _) => Some((next + 2, time(later(hour), minute)?)),
        ("da", "manha", _) => Some((next + 2, time(hour, minute)?)),
        ("in", "the", "afternoon" | "evening") => Some((next + 3, time(later(hour), minute)?)),
        ("in", "the", "morning") => Some((next + 3, time(hour, minute)?)),
        _ if minute.is_some() => Some((next, time(hour, minute)?)),
        // "At 3": in the hours in which people work.
        _ if is_hour(text, at) => {
            Some((next, time(if hour < 7 { later(hour) } else { hour }, None)?))
        }
        _ => None,
    }
}

/// Whether a bare number is an hour: "at 10", "às 10", "segunda 8 e meia".
fn is_hour(text: &Text<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|it| text.get(it));
    before.is_some_and(|it| {
        let day = ["amanha", "hoje", "today", "tomorrow"].contains(&it.norm.as_str());
        let word = text.raw.get(it.start..it.end);
        day || lexicon::weekday(&it.norm).is_some()
            || word.is_some_and(|it| ["at", "às", "as"].contains(&it))
    })
}

/// The end of a part of the day, which is no time: "de manhã".
fn part_of_day(text: &Text<'_>, at: usize) -> Option<usize> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    match (norm(at), norm(at + 1), norm(at + 2)) {
        ("de" | "a" | "pela" | "na", "manha" | "tarde" | "noite", _) => Some(at + 2),
        ("in", "the", "morning" | "afternoon" | "evening") => Some(at + 3),
        ("cedo" | "morning" | "afternoon" | "evening", ..) => Some(at + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::language::Language;

    use super::{super::testing::whole, *};

    fn moment(language: Language, written: &str) -> Option<String> {
        whole(read, language, written)
    }

    #[test]
    fn a_day_may_have_its_time() {
        use Language::{En, PtBr};
        for (language, written, expected) in [
            (PtBr, "sexta", "2026-11-27"),
            (PtBr, "amanhã às 15h", "2026-11-22T15:00"),
            (PtBr, "amanhã às 9h30", "2026-11-22T09:30"),
            (PtBr, "dia 12, 14:00", "2026-12-12T14:00"),
            (PtBr, "3 da tarde de segunda", "2026-11-23T15:00"),
            (PtBr, "segunda de manhã", "2026-11-23"),
            (PtBr, "quinta ao meio-dia", "2026-11-26T12:00"),
            (En, "tomorrow at 3pm", "2026-11-22T15:00"),
            (En, "3:30 pm on Friday", "2026-11-27T15:30"),
            (En, "Monday at noon", "2026-11-23T12:00"),
            (En, "Friday morning", "2026-11-27"),
            (PtBr, "segunda 10h da manhã", "2026-11-23T10:00"),
            (PtBr, "segunda 8 e meia", "2026-11-23T08:30"),
            (En, "Friday half 4 in the afternoon", "2026-11-27T16:30"),
            (En, "Friday at quarter to 9", "2026-11-27T08:45"),
        ] {
            let found = moment(language, written);
            assert_eq!(found.as_deref(), Some(expected), "{written}");
        }
        assert_eq!(moment(PtBr, "15h"), None);
    }
}
