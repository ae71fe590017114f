//! Days: `2026-12-01`, `12/12`, `amanhã`, `sexta`, `dia 12`, `12 de dezembro`, `in 10 days`.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use domain::{language::Language, money::Currency};
use serde_json::Value;

use super::Found;
use crate::offline::{
    lexicon,
    scene::Scene,
    token::{Kind, Text},
};

/// Reads a day. One that is relative to today needs to know today.
pub(crate) fn read(text: &Text<'_>, at: usize, scene: Scene) -> Option<Found> {
    let (end, date) = day(text, at, scene)?;
    Some(Found {
        end,
        value: Value::from(date.format("%Y-%m-%d").to_string()),
        // "Create an invoice tomorrow" says when to do it, not when it is due.
        evident: false,
    })
}

/// A day, and the token after it.
pub(super) fn day(text: &Text<'_>, at: usize, scene: Scene) -> Option<(usize, NaiveDate)> {
    written(text, at, scene)
        .or_else(|| named(text, at, scene))
        .or_else(|| of_the_week(text, at, scene))
        .or_else(|| distant(text, at, scene))
}

/// Digits: `2026-12-01`, `12/12`, `12/12/2026`.
fn written(text: &Text<'_>, at: usize, scene: Scene) -> Option<(usize, NaiveDate)> {
    let token = text.get(at).filter(|it| it.kind == Kind::Number)?;
    if let Ok(date) = token.norm.parse::<NaiveDate>() {
        return (token.norm.len() == 10).then_some((at + 1, date));
    }
    let parts: Vec<&str> = token.norm.split('/').collect();
    let (first, second, year) = match parts.as_slice() {
        [first, second] => (first, second, None),
        [first, second, year] => (first, second, Some(*year)),
        _ => return None,
    };
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    let (day, month) = match scene.language {
        Language::PtBr => (first, second),
        Language::En if first > 12 || first == second => (first, second),
        Language::En if second > 12 => (second, first),
        // The month or the day first: both are written in English, the month first in dollars.
        Language::En if scene.currency == Some(Currency::Usd) => (second, first),
        Language::En => return None,
    };
    let date = match year {
        None => coming(scene.today?, day, month)?,
        Some(year) => {
            let century = if year.len() == 2 { 2000 } else { 0 };
            NaiveDate::from_ymd_opt(year.parse::<i32>().ok()?.checked_add(century)?, month, day)?
        }
    };
    Some((at + 1, date))
}

/// Words: `amanhã`, `friday`, `dia 12`, `12 de dezembro de 2026`, `December 12`, `fim do mês`.
fn named(text: &Text<'_>, at: usize, scene: Scene) -> Option<(usize, NaiveDate)> {
    let today = scene.today?;
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let number = |index: usize| {
        let token = text.get(index).filter(|it| it.kind == Kind::Number)?;
        token.norm.parse::<u32>().ok()
    };
    let ordinal = |index: usize| match norm(index) {
        "st" | "nd" | "rd" | "th" | "º" if text.glued(index) => index + 1,
        _ => index,
    };
    match (norm(at), norm(at + 1), norm(at + 2)) {
        ("depois", "de", "amanha") | ("day", "after", "tomorrow") => {
            return Some((at + 3, ahead(today, 2)?));
        }
        ("the", "day", "after") if norm(at + 3) == "tomorrow" => {
            return Some((at + 4, ahead(today, 2)?));
        }
        ("fim" | "final", "do" | "de" | "deste" | "desse", "mes") => {
            return Some((at + 3, month_end(today)?));
        }
        ("end", "of", "this") if norm(at + 3) == "month" => {
            return Some((at + 4, month_end(today)?));
        }
        ("month", "end", _) => return Some((at + 2, month_end(today)?)),
        ("end", "of", "month") => return Some((at + 3, month_end(today)?)),
        ("end", "of", "the") if norm(at + 3) == "month" => {
            return Some((at + 4, month_end(today)?));
        }
        ("mes", "que", "vem") | ("proximo", "mes", _) | ("next", "month", _) => {
            let end = at + if norm(at) == "mes" { 3 } else { 2 };
            let joined = usize::from([",", "no", "on"].contains(&norm(end)));
            let day = end + joined + usize::from(["dia", "the"].contains(&norm(end + joined)));
            let first = today.with_day(1)?.checked_add_months(Months::new(1))?;
            let whole = day > end + joined || ordinal(day + 1) > day + 1;
            let date = first.with_day(number(day)?)?;
            return whole.then(|| (ordinal(day + 1), date));
        }
        ("hoje" | "today", ..) => return Some((at + 1, today)),
        ("amanha" | "tomorrow", ..) => return Some((at + 1, ahead(today, 1)?)),
        ("dia" | "the", ..) => {
            if let Some(found) = written(text, at + 1, scene) {
                return (norm(at) == "dia").then_some(found);
            }
            let day = number(at + 1).or_else(|| (norm(at + 1) == "primeiro").then_some(1))?;
            let end = ordinal(at + 2);
            let whole = norm(at) == "dia" || end > at + 2;
            return match month_after(text, end) {
                Some((next, month)) => with_year(text, next, (today, day, month)),
                None if whole => day_of_month(text, end, (today, day)),
                None => None,
            };
        }
        _ => {}
    }
    if let Some(month) = lexicon::month(norm(at)) {
        let joined = usize::from(norm(at + 1) == "the");
        let day = number(at + 1 + joined)?;
        return with_year(text, ordinal(at + 2 + joined), (today, day, month));
    }
    let day = number(at).or_else(|| (norm(at) == "primeiro").then_some(1))?;
    let (next, month) = month_after(text, ordinal(at + 1))?;
    with_year(text, next, (today, day, month))
}

/// A day of the week, and the day of the month that may say the same again: `sexta`, `next friday`,
/// `sexta que vem`, `Friday, November 27`.
fn of_the_week(text: &Text<'_>, at: usize, scene: Scene) -> Option<(usize, NaiveDate)> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let nearest = [
        "proxima", "proximo", "next", "this", "coming", "nesta", "neste", "nessa", "nesse", "esta",
        "essa",
    ];
    // "Semana que vem na terça", "next week on Tuesday".
    let week = match (norm(at), norm(at + 1), norm(at + 2)) {
        ("semana", "que", "vem") => 3,
        ("proxima", "semana", _) | ("next", "week", _) => 2,
        _ => 0,
    };
    let joined = usize::from(week > 0 && ["na", "no", "on", ","].contains(&norm(at + week)));
    let at = at + week + joined;
    let at = at + usize::from(nearest.contains(&norm(at)));
    let weekday = lexicon::weekday(norm(at))?;
    let date = next_weekday(scene.today?, weekday)?;
    let mut end = at + 1 + usize::from(norm(at + 1) == "feira");
    end += match (norm(end), norm(end + 1)) {
        ("que", "vem") => 2,
        ("agora" | "proxima" | "proximo", _) => 1,
        _ => 0,
    };
    let again = end + usize::from([",", "("].contains(&norm(end)));
    let same = written(text, again, scene).or_else(|| named(text, again, scene));
    let same = same.filter(|(_, it)| it.weekday() == date.weekday());
    Some(same.unwrap_or((end, date)))
}

/// A stretch of time: `em 10 dias`, `in two weeks`, `10 days from now`.
fn distant(text: &Text<'_>, at: usize, scene: Scene) -> Option<(usize, NaiveDate)> {
    let today = scene.today?;
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let (at, begun) = match (norm(at), norm(at + 1)) {
        ("daqui", "a") => (at + 2, true),
        ("daqui" | "em" | "in" | "within" | "dentro" | "para" | "pra", _) => {
            (at + 1 + usize::from(norm(at + 1) == "de"), true)
        }
        // "Prazo de 30 dias", "net 30 days".
        _ => (at, is_term(text, at)),
    };
    let count = norm(at).parse().ok().or_else(|| lexicon::count(norm(at)));
    let count: u64 = count.filter(|it| *it < 1000)?;
    let date = match norm(at + 1) {
        "dia" | "dias" | "day" | "days" => ahead(today, count)?,
        "semana" | "semanas" | "week" | "weeks" => ahead(today, count * 7)?,
        "mes" | "meses" | "month" | "months" => {
            today.checked_add_months(Months::new(u32::try_from(count).ok()?))?
        }
        _ if before(text, at) == "net" => return Some((at + 1, ahead(today, count)?)),
        _ => return None,
    };
    match (begun, norm(at + 2), norm(at + 3)) {
        (true, "corridos", _) => Some((at + 3, date)),
        (true, "'s" | "'", "time") => Some((at + 4, date)),
        (true, "time", _) => Some((at + 3, date)),
        (true, ..) => Some((at + 2, date)),
        (false, "from", "now" | "today") => Some((at + 4, date)),
        (false, ..) => None,
    }
}

/// Reads how long something takes, without the word that begins it: `10 days`.
pub(crate) fn stretch(text: &Text<'_>, at: usize) -> Option<Found> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let units = [
        "dia", "dias", "day", "days", "semana", "semanas", "week", "weeks", "mes", "meses",
        "month", "months",
    ];
    let counts = norm(at).parse::<u32>().is_ok() && units.contains(&norm(at + 1));
    counts.then(|| Found {
        end: at + 2,
        value: Value::from(text.slice(at, at + 2)),
        evident: false,
    })
}

fn before<'a>(text: &'a Text<'_>, at: usize) -> &'a str {
    let before = at.checked_sub(1).and_then(|it| text.get(it));
    before.map_or("", |it| it.norm.as_str())
}

/// Whether what stands before a count of days says that they are a term: "prazo de", "net".
fn is_term(text: &Text<'_>, at: usize) -> bool {
    let norm = |back: usize| {
        let before = at.checked_sub(back).and_then(|it| text.get(it));
        before.map_or("", |it| it.norm.as_str())
    };
    let names = |it: &str| {
        [
            "prazo",
            "net",
            "terms",
            "term",
            "vencimento",
            "vence",
            "due",
        ]
        .contains(&it)
    };
    names(norm(1)) || (["de", "of", "is", "eh", ":"].contains(&norm(1)) && names(norm(2)))
}

/// A day of the month that is named alone, or of the next one: `dia 5 do mês que vem`.
fn day_of_month(
    text: &Text<'_>,
    end: usize,
    (today, day): (NaiveDate, u32),
) -> Option<(usize, NaiveDate)> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let said: Vec<&str> = (end..end + 4).map(norm).collect();
    let month = |ahead: u32, length: usize| {
        let first = today.with_day(1)?.checked_add_months(Months::new(ahead))?;
        Some((end + length, first.with_day(day)?))
    };
    match said.as_slice() {
        ["do", "mes", "que", "vem"] => month(1, 4),
        ["do" | "no", "proximo", "mes", ..] => month(1, 3),
        ["of", "next", "month", ..] => month(1, 3),
        ["deste" | "desse", "mes", ..] => month(0, 2),
        ["of", "this", "month", ..] => month(0, 3),
        _ => Some((end, next_day(today, day)?)),
    }
}

/// A month's name, after `de` or `of` or at once, and the token after it.
fn month_after(text: &Text<'_>, at: usize) -> Option<(usize, u32)> {
    let norm = |index: usize| text.get(index).map(|it| it.norm.as_str());
    let joined = usize::from(["de", "of", "/"].contains(&norm(at)?));
    let month = lexicon::month(norm(at + joined)?)?;
    Some((at + joined + 1, month))
}

/// The year that may follow a day and a month, or the next such day.
fn with_year(
    text: &Text<'_>,
    at: usize,
    (today, day, month): (NaiveDate, u32, u32),
) -> Option<(usize, NaiveDate)> {
    let joints = ["de", ",", "of"];
    let joined = text
        .get(at)
        .is_some_and(|it| joints.contains(&it.norm.as_str()));
    let year_at = at + usize::from(joined);
    let year = text.get(year_at).filter(|it| it.kind == Kind::Number);
    let year = year.filter(|it| it.norm.len() == 4 && it.norm.starts_with("20"));
    match year.and_then(|it| it.norm.parse().ok()) {
        Some(year) => Some((year_at + 1, NaiveDate::from_ymd_opt(year, month, day)?)),
        None => Some((at, coming(today, day, month)?)),
    }
}

/// The next such day of a month, today included.
fn coming(today: NaiveDate, day: u32, month: u32) -> Option<NaiveDate> {
    let years = today.year()..=today.year() + 4;
    let mut days = years.filter_map(|it| NaiveDate::from_ymd_opt(it, month, day));
    days.find(|it| *it >= today)
}

/// The next such day of any month, today included.
fn next_day(today: NaiveDate, day: u32) -> Option<NaiveDate> {
    let months = (0..3).filter_map(|it| today.with_day(1)?.checked_add_months(Months::new(it)));
    let mut days = months.filter_map(|it| it.with_day(day));
    days.find(|it| *it >= today)
}

fn next_weekday(today: NaiveDate, from_monday: u32) -> Option<NaiveDate> {
    let weekday = Weekday::try_from(u8::try_from(from_monday).ok()?).ok()?;
    let days = (1..=7).filter_map(|it| ahead(today, it));
    days.into_iter().find(|it| it.weekday() == weekday)
}

fn month_end(today: NaiveDate) -> Option<NaiveDate> {
    let next = today.with_day(1)?.checked_add_months(Months::new(1))?;
    next.pred_opt()
}

fn ahead(today: NaiveDate, days: u64) -> Option<NaiveDate> {
    today.checked_add_days(Days::new(days))
}

#[cfg(test)]
mod tests {
    use super::{super::testing::whole, *};

    fn day(language: Language, written: &str) -> Option<String> {
        whole(read, language, written)
    }

    #[test]
    fn days_are_read_as_people_say_them() {
        use Language::{En, PtBr};
        for (language, written, expected) in [
            (PtBr, "2026-12-01", "2026-12-01"),
            (PtBr, "12/12", "2026-12-12"),
            (PtBr, "05/01", "2027-01-05"),
            (PtBr, "01/02/27", "2027-02-01"),
            (PtBr, "hoje", "2026-11-21"),
            (PtBr, "amanhã", "2026-11-22"),
            (PtBr, "depois de amanhã", "2026-11-23"),
            (PtBr, "sexta", "2026-11-27"),
            (PtBr, "sexta-feira", "2026-11-27"),
            (PtBr, "sábado", "2026-11-28"),
            (PtBr, "dia 12", "2026-12-12"),
            (PtBr, "dia 21", "2026-11-21"),
            (PtBr, "dia 31", "2026-12-31"),
            (PtBr, "12 de dezembro", "2026-12-12"),
            (PtBr, "dia 12 de janeiro de 2028", "2028-01-12"),
            (PtBr, "em 10 dias", "2026-12-01"),
            (PtBr, "daqui a 2 semanas", "2026-12-05"),
            (PtBr, "fim do mês", "2026-11-30"),
            (PtBr, "sexta que vem", "2026-11-27"),
            (PtBr, "próxima segunda-feira", "2026-11-23"),
            (PtBr, "sexta, dia 27", "2026-11-27"),
            (PtBr, "em duas semanas", "2026-12-05"),
            (PtBr, "daqui 10 dias", "2026-12-01"),
            (PtBr, "dia 5 do mês que vem", "2026-12-05"),
            (PtBr, "mês que vem, dia 4", "2026-12-04"),
            (PtBr, "pra 15 dias", "2026-12-06"),
            (PtBr, "10/dez", "2026-12-10"),
            (PtBr, "hj", "2026-11-21"),
            (En, "next Friday", "2026-11-27"),
            (En, "Friday, November 27", "2026-11-27"),
            (En, "in two weeks", "2026-12-05"),
            (En, "10 days from now", "2026-12-01"),
            (En, "tomorow", "2026-11-22"),
            (En, "the day after tomorrow", "2026-11-23"),
            (En, "tomorrow", "2026-11-22"),
            (En, "Friday", "2026-11-27"),
            (En, "December 12", "2026-12-12"),
            (En, "Dec 12th, 2027", "2027-12-12"),
            (En, "the 12th", "2026-12-12"),
            (En, "12th of December", "2026-12-12"),
            (En, "12/31", "2026-12-31"),
            (En, "31/12/2026", "2026-12-31"),
            (En, "in 2 weeks", "2026-12-05"),
            (En, "end of the month", "2026-11-30"),
        ] {
            assert_eq!(
                day(language, written).as_deref(),
                Some(expected),
                "{written}"
            );
        }
    }

    #[test]
    fn what_is_no_day_or_may_be_two_is_not_read() {
        for written in [
            "5/6",
            "13/13",
            "31/02/2027",
            "the 12",
            "may",
            "2026-13-01",
            "12",
        ] {
            assert_eq!(day(Language::En, written), None, "{written}");
        }
    }
}
