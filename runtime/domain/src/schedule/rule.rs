//! Which times of a clock: five fields, as cron has them.

use std::{fmt, str::FromStr};

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

/// For how many days a time is looked for: the 29th of February may be eight years away.
const HORIZON: u64 = 3_000;

/// Which times of a clock. Where day and weekday are both given, either suffices.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    text: String,
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
}

/// A field of a rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Field {
    /// Of the hour, 0 to 59.
    Minute,
    /// Of the day, 0 to 23.
    Hour,
    /// Of the month, 1 to 31.
    Day,
    /// 1 to 12, or by its English name of three letters.
    Month,
    /// 0 to 7 where 0 and 7 are Sunday, or by its English name of three letters.
    Weekday,
}

/// Why a text is no rule.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// There are not five fields.
    #[error("a rule has five fields, this one has {0}")]
    Fields(usize),
    /// A part of a field is wrong.
    #[error("`{part}` is no {}", field.word())]
    Part {
        /// In which field.
        field: Field,
        /// Which part.
        part: String,
        /// What is wrong with it.
        wrong: Wrong,
    },
    /// No day has such a date.
    #[error("no such day ever comes")]
    Never,
}

/// What is wrong with a part of a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wrong {
    /// It is no number, and no name that the field has.
    Unknown,
    /// It lies outside of what the field has.
    Outside,
    /// The range ends before it begins.
    Backwards,
    /// The step is not a number of at least one.
    Step,
}

impl Field {
    /// In the order of a rule.
    pub const ALL: [Self; 5] = [
        Self::Minute,
        Self::Hour,
        Self::Day,
        Self::Month,
        Self::Weekday,
    ];

    /// The word that texts know it by.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Weekday => "weekday",
        }
    }

    /// The least and the greatest value.
    pub const fn range(self) -> (u32, u32) {
        match self {
            Self::Minute => (0, 59),
            Self::Hour => (0, 23),
            Self::Day => (1, 31),
            Self::Month => (1, 12),
            Self::Weekday => (0, 7),
        }
    }

    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Minute | Self::Hour | Self::Day => &[],
            Self::Month => &[
                "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
            ],
            Self::Weekday => &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
        }
    }
}

impl Wrong {
    /// The word that texts know it by.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Outside => "outside",
            Self::Backwards => "backwards",
            Self::Step => "step",
        }
    }
}

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = fields.as_slice() else {
            return Err(RuleError::Fields(fields.len()));
        };
        let weekdays = set(Field::Weekday, weekdays)?;
        let rule = Self {
            text: fields.join(" "),
            minutes: set(Field::Minute, minutes)?,
            hours: set(Field::Hour, hours)?,
            days: set(Field::Day, days)?,
            months: set(Field::Month, months)?,
            // Sunday has two numbers.
            weekdays: weekdays & 0x7f | weekdays >> 7,
        };
        let any = NaiveDate::default().and_time(NaiveTime::MIN);
        rule.time_after(any).map(|_| rule).ok_or(RuleError::Never)
    }
}

impl Rule {
    /// The first time of the rule after a time, to the minute.
    pub fn time_after(&self, time: NaiveDateTime) -> Option<NaiveDateTime> {
        let minute = (time.hour(), time.minute());
        if self.has_day(time.date())
            && let Some(later) = self.minute_after(minute)
        {
            return time.date().and_hms_opt(later.0, later.1, 0);
        }
        let first = self.minute_from((0, 0))?;
        let days = (1..=HORIZON).map_while(|it| time.date().checked_add_days(Days::new(it)));
        let mut days = days.filter(|it| self.has_day(*it));
        days.next()?.and_hms_opt(first.0, first.1, 0)
    }

    fn has_day(&self, date: NaiveDate) -> bool {
        let day = has(self.days, date.day());
        let weekday = has(self.weekdays, date.weekday().num_days_from_sunday());
        let (any_day, any_weekday) = (self.starred(Field::Day), self.starred(Field::Weekday));
        let either = match (any_day, any_weekday) {
            (false, false) => day || weekday,
            (true, _) | (_, true) => day && weekday,
        };
        has(self.months, date.month()) && either
    }

    /// Whether a field leaves it to the others.
    fn starred(&self, field: Field) -> bool {
        let (least, greatest) = match field {
            Field::Weekday => (0, 6),
            Field::Minute | Field::Hour | Field::Day | Field::Month => field.range(),
        };
        let of = match field {
            Field::Minute => self.minutes,
            Field::Hour => self.hours,
            Field::Day => self.days,
            Field::Month => self.months,
            Field::Weekday => self.weekdays,
        };
        (least..=greatest).all(|it| has(of, it))
    }

    fn minute_after(&self, (hour, minute): (u32, u32)) -> Option<(u32, u32)> {
        match minute {
            59 => self.minute_from((hour + 1, 0)),
            _ => self.minute_from((hour, minute + 1)),
        }
    }

    fn minute_from(&self, (hour, minute): (u32, u32)) -> Option<(u32, u32)> {
        let first = |from| (from..60).find(|it| has(self.minutes, *it));
        (hour..24).filter(|it| has(self.hours, *it)).find_map(|it| {
            let from = if it == hour { minute } else { 0 };
            first(from).map(|minute| (it, minute))
        })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The values of a field, a bit each.
fn set(field: Field, text: &str) -> Result<u64, RuleError> {
    let mut parts = text.split(',').map(|part| {
        range(field, part).map_err(|wrong| RuleError::Part {
            field,
            part: part.to_owned(),
            wrong,
        })
    });
    parts.try_fold(0, |all, part| Ok(all | part?))
}

/// `*`, `4`, `4-8`, each with `/2` if every second one of them is meant; `4/2` goes to the end.
fn range(field: Field, part: &str) -> Result<u64, Wrong> {
    let (values, step) = match part.split_once('/') {
        Some((values, step)) => (values, Some(step)),
        None => (part, None),
    };
    let (least, greatest) = field.range();
    let (from, to) = match (values, values.split_once('-'), step) {
        ("*", ..) => (least, greatest),
        (_, Some((from, to)), _) => (value(field, from)?, value(field, to)?),
        (_, None, Some(_)) => (value(field, values)?, greatest),
        (_, None, None) => (value(field, values)?, value(field, values)?),
    };
    let step = match step.map(str::parse::<usize>) {
        None => 1,
        Some(Ok(step @ 1..)) => step,
        Some(_) => return Err(Wrong::Step),
    };
    if from > to {
        return Err(Wrong::Backwards);
    }
    Ok((from..=to).step_by(step).fold(0, |all, it| all | 1 << it))
}

fn value(field: Field, text: &str) -> Result<u32, Wrong> {
    let (least, greatest) = field.range();
    let mut names = (least..).zip(field.names());
    if let Some((value, _)) = names.find(|(_, name)| name.eq_ignore_ascii_case(text)) {
        return Ok(value);
    }
    match text.parse() {
        Ok(value) if (least..=greatest).contains(&value) => Ok(value),
        Ok(_) => Err(Wrong::Outside),
        Err(_) => Err(Wrong::Unknown),
    }
}

const fn has(set: u64, value: u32) -> bool {
    set >> value & 1 == 1
}
