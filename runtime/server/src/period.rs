//! Months and days as people name them, in the company's zone.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Tz;

/// Why a period is none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Wrong {
    /// The month is not written `2026-11`.
    Month,
    /// The day is not written `2026-11-21`.
    Since,
    /// The month has not begun.
    MonthAhead,
    /// The day has not come.
    SinceAhead,
    /// Both are named.
    Both,
}

impl Wrong {
    /// Which field it is about.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Month | Self::MonthAhead => "month",
            Self::Since | Self::SinceAhead => "since",
            Self::Both => "both",
        }
    }

    /// The word that texts know it by.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Since => "since",
            Self::MonthAhead => "month-ahead",
            Self::SinceAhead => "since-ahead",
            Self::Both => "both",
        }
    }
}

/// The month that is named, or all since a day, or this month.
pub(crate) fn of(
    month: Option<&str>,
    since: Option<&str>,
    (zone, now): (Tz, DateTime<Utc>),
) -> Result<(DateTime<Utc>, DateTime<Utc>), Wrong> {
    let today = now.with_timezone(&zone).date_naive();
    let is_known = |day: &NaiveDate| (1_970..10_000).contains(&day.year());
    match (month, since) {
        (Some(_), Some(_)) => Err(Wrong::Both),
        (None, Some(day)) => {
            let day = NaiveDate::parse_from_str(day, "%Y-%m-%d")
                .ok()
                .filter(is_known);
            let day = day.ok_or(Wrong::Since)?;
            if day > today {
                return Err(Wrong::SinceAhead);
            }
            let tomorrow = today.checked_add_days(Days::new(1)).ok_or(Wrong::Since)?;
            Ok((begin(day, zone), begin(tomorrow, zone)))
        }
        (month, None) => {
            let first = match month {
                Some(month) => {
                    let day = format!("{month}-01");
                    let day = NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok();
                    day.filter(is_known).ok_or(Wrong::Month)?
                }
                None => today.with_day(1).unwrap_or(today),
            };
            if first > today {
                return Err(Wrong::MonthAhead);
            }
            let next = first.checked_add_months(Months::new(1));
            Ok((begin(first, zone), begin(next.ok_or(Wrong::Month)?, zone)))
        }
    }
}

/// When a day begins: where its midnight was skipped, the first instant after it.
fn begin(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let local = (0..=3).find_map(|hours| {
        let at = midnight + chrono::TimeDelta::hours(hours);
        zone.from_local_datetime(&at).earliest()
    });
    local.map_or_else(|| midnight.and_utc(), |it| it.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_words(month: Option<&str>, since: Option<&str>) -> Result<[String; 2], Wrong> {
        // Still November in São Paulo.
        let now = "2026-12-01T01:00:00Z".parse().unwrap();
        let (from, until) = of(month, since, (Tz::America__Sao_Paulo, now))?;
        Ok([from, until].map(|it| it.format("%FT%RZ").to_string()))
    }

    #[test]
    fn a_month_is_the_companys_and_not_the_machines() {
        let november = [
            "2026-11-01T03:00Z".to_owned(),
            "2026-12-01T03:00Z".to_owned(),
        ];
        assert_eq!(of_words(None, None), Ok(november.clone()));
        assert_eq!(of_words(Some("2026-11"), None), Ok(november));
        assert_eq!(
            of_words(None, Some("2026-11-29")),
            Ok([
                "2026-11-29T03:00Z".to_owned(),
                "2026-12-01T03:00Z".to_owned()
            ])
        );
    }

    #[test]
    fn what_is_no_period_is_named() {
        assert_eq!(of_words(Some("2026-13"), None), Err(Wrong::Month));
        assert_eq!(of_words(Some("november"), None), Err(Wrong::Month));
        assert_eq!(of_words(None, Some("yesterday")), Err(Wrong::Since));
        assert_eq!(of_words(None, Some("+200000-01-01")), Err(Wrong::Since));
        assert_eq!(of_words(Some("0001-01"), None), Err(Wrong::Month));
        assert_eq!(
            of_words(Some("2026-11"), Some("2026-11-01")),
            Err(Wrong::Both)
        );
    }

    #[test]
    fn of_what_has_not_come_nothing_was_spent() {
        assert_eq!(of_words(Some("2026-12"), None), Err(Wrong::MonthAhead));
        assert_eq!(of_words(None, Some("2026-12-01")), Err(Wrong::SinceAhead));
        assert!(of_words(None, Some("2026-11-30")).is_ok());
    }

    #[test]
    fn a_day_whose_midnight_was_skipped_begins_after_it() {
        let day = NaiveDate::from_ymd_opt(2018, 11, 4).unwrap();
        let begun = begin(day, Tz::America__Sao_Paulo);
        assert_eq!(begun.to_rfc3339(), "2018-11-04T03:00:00+00:00");
    }
}
