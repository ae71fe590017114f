//! A day, or a day with a time, as people and models write it.

use std::borrow::Cow;

use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use domain::{tool::ToolError, words::Say};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::fields;

/// A time as it was written.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct When(String);

/// A day alone means this time of it.
const MORNING: NaiveTime = match NaiveTime::from_hms_opt(9, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// How far ahead somebody may want to be reminded.
const FARTHEST: Days = Days::new(366);

/// The forms of a day with a time.
const FORMS: [&str; 4] = [
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
];

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string", "format": "date" },
                { "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$" },
            ],
        })
    }
}

impl When {
    /// The instant where the company is. It must be still to come, and there must be such a time on that
    /// day; of a time that comes twice, when clocks are set back, it is the first.
    pub(super) fn instant(
        &self,
        zone: impl TimeZone,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, ToolError> {
        let text = fields::line("when", &self.0, fields::NAME)?;
        let bad = |attribute| {
            let say = Say::of("schedule_follow_up", attribute);
            fields::bad(say.with("when", &text))
        };
        let day: Option<NaiveDate> = text.parse().ok();
        let local = match day {
            Some(day) => day.and_time(MORNING),
            None => timed(&text).ok_or_else(|| bad("no_time"))?,
        };
        let instant = match zone.from_local_datetime(&local) {
            MappedLocalTime::Single(it) | MappedLocalTime::Ambiguous(it, _) => it.to_utc(),
            MappedLocalTime::None => return Err(bad("no_such_time")),
        };
        if instant <= now {
            return Err(bad(match day {
                Some(_) if local.date() == now.with_timezone(&zone).date_naive() => "over_today",
                Some(_) | None => "over",
            }));
        }
        if instant > now + FARTHEST {
            return Err(bad("too_far"));
        }
        Ok(instant)
    }
}

fn timed(text: &str) -> Option<NaiveDateTime> {
    let mut forms = FORMS.iter();
    forms.find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Sao_Paulo, Europe::Berlin, Tz};

    use super::*;

    fn at(when: &str, zone: Tz, now: &str) -> Result<String, String> {
        let instant = When(when.to_owned()).instant(zone, now.parse().unwrap());
        instant
            .map(|it| it.to_rfc3339())
            .map_err(|error| match error {
                ToolError::Arguments(say) => say.attribute,
                other => panic!("{other}"),
            })
    }

    #[test]
    fn a_day_means_nine_in_the_morning_where_the_company_is() {
        let now = "2026-03-10T15:00:00Z";
        for (when, expected) in [
            ("2026-03-13", "2026-03-13T12:00:00+00:00"),
            (" 2026-03-13T15:30 ", "2026-03-13T18:30:00+00:00"),
            ("2026-03-13 15:30", "2026-03-13T18:30:00+00:00"),
            ("2026-03-13T15:30:10", "2026-03-13T18:30:10+00:00"),
            ("2026-03-10T12:01", "2026-03-10T15:01:00+00:00"),
        ] {
            assert_eq!(at(when, Sao_Paulo, now).as_deref(), Ok(expected), "{when}");
        }
    }

    #[test]
    fn what_is_over_or_no_time_is_told() {
        let now = "2026-03-10T15:00:00Z";
        for (when, attribute) in [
            ("2026-03-10", "over_today"),
            ("2026-03-09", "over"),
            ("2026-03-10T12:00", "over"),
            ("2027-04-01", "too_far"),
            ("friday", "no_time"),
            ("2026-02-30", "no_time"),
            ("2026-03-13T15:30Z", "no_time"),
            ("2026-03-13T15:30-03:00", "no_time"),
            ("13/03/2026", "no_time"),
            ("", "empty"),
        ] {
            assert_eq!(
                at(when, Sao_Paulo, now),
                Err(attribute.to_owned()),
                "{when}"
            );
        }
    }

    #[test]
    fn a_time_that_the_clocks_leave_out_is_told_and_one_that_comes_twice_is_the_first() {
        let now = "2026-03-10T15:00:00Z";
        assert_eq!(
            at("2026-03-29T02:30", Berlin, now),
            Err("no_such_time".to_owned())
        );
        assert_eq!(
            at("2026-10-25T02:30", Berlin, now).as_deref(),
            Ok("2026-10-25T00:30:00+00:00")
        );
    }
}
