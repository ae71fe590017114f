//! Stretches of whole months, as people and models write them.

use std::borrow::Cow;

use chrono::{Datelike as _, Months, NaiveDate};
use domain::{tool::ToolError, words::Say};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::fields;

/// A stretch as it was written.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Period(String);

const LAST_12: &str = "last_12_months";

impl Default for Period {
    fn default() -> Self {
        Self(LAST_12.to_owned())
    }
}

impl JsonSchema for Period {
    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "enum": ["this_month", "last_month", "this_year", "last_year", LAST_12] },
                { "type": "string", "pattern": r"^\d{4}(-\d{2})?$" },
            ],
        })
    }
}

impl Period {
    /// Its first and its last day. What has not begun is told.
    pub(super) fn days(&self, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), ToolError> {
        let text = match self.0.trim() {
            "" => LAST_12,
            text => text,
        };
        let bad = |attribute| {
            let say = Say::of("revenue_report", attribute);
            fields::bad(say.with("period", text))
        };
        let this = month_of(today);
        let year = |it: i32| NaiveDate::from_ymd_opt(it, 1, 1);
        let back = |months| this.checked_sub_months(Months::new(months));
        let (first, months) = match text {
            "this_month" => (Some(this), 1),
            "last_month" => (back(1), 1),
            "this_year" => (year(today.year()), 12),
            "last_year" => (year(today.year() - 1), 12),
            LAST_12 => (back(11), 12),
            other if other.len() == 4 => (other.parse().ok().and_then(year), 12),
            other => (format!("{other}-01").parse().ok(), 1),
        };
        let first = first.filter(|it| (2000..=2100).contains(&it.year()));
        let first = first.ok_or_else(|| bad("no_period"))?;
        let last = first.checked_add_months(Months::new(months));
        let last = last.and_then(|it| it.pred_opt());
        match first > today {
            true => Err(bad("not_begun")),
            false => Ok((first, last.ok_or_else(|| bad("no_period"))?)),
        }
    }
}

/// The first day of a day's month.
pub(super) fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first day of the month after a day's.
pub(super) fn month_after(day: NaiveDate) -> NaiveDate {
    let next = month_of(day).checked_add_months(Months::new(1));
    next.unwrap_or(NaiveDate::MAX)
}

/// The first days of all months from one day's to another's.
pub(super) fn months(from: NaiveDate, until: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = month_of(from);
    let all = (0..).map_while(move |it| first.checked_add_months(Months::new(it)));
    all.take_while(move |it| *it <= until)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Result<(String, String), String> {
        let today = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        let days = Period(text.to_owned()).days(today);
        days.map(|(first, last)| (first.to_string(), last.to_string()))
            .map_err(|error| match error {
                ToolError::Arguments(say) => say.attribute,
                other => panic!("{other}"),
            })
    }

    #[test]
    fn stretches_are_whole_months() {
        for (text, first, last) in [
            ("this_month", "2026-03-01", "2026-03-31"),
            ("last_month", "2026-02-01", "2026-02-28"),
            ("this_year", "2026-01-01", "2026-12-31"),
            ("last_year", "2025-01-01", "2025-12-31"),
            ("last_12_months", "2025-04-01", "2026-03-31"),
            ("", "2025-04-01", "2026-03-31"),
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
        ] {
            let expected = (first.to_owned(), last.to_owned());
            assert_eq!(days(text), Ok(expected), "{text}");
        }
        for text in ["2026-13", "26", "march", "2026-3-1", "1999", "20x6"] {
            assert_eq!(days(text), Err("no_period".to_owned()), "{text}");
        }
        for text in ["2027", "2026-04"] {
            assert_eq!(days(text), Err("not_begun".to_owned()), "{text}");
        }
    }
}
