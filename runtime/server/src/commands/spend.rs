//! `firma spend`: what running the company cost.

use chrono::{NaiveDate, Utc};
use domain::{
    language::Language,
    money::{Cost, Micros},
    person::Role,
    spend::{Grouping, SpendView, Spent},
    words::Say,
};

use super::{Exit, ask::Asking, table};
use crate::{cli::Spend, period, trouble::Trouble};

/// How wide the longest bar is.
const WIDTH: u64 = 30;

/// Eighths of a character, from none to seven.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Prints what a period cost.
pub(crate) async fn run(asking: &Asking<'_>, wanted: &Spend) -> anyhow::Result<Exit> {
    let (store, actor) = (&asking.counter.store, &asking.counter.actor);
    match actor.role {
        Role::Owner | Role::Admin => {}
        Role::Manager | Role::Staff => return Err(Trouble(Say::of("spend", "not-allowed")).into()),
    }
    let zone = store.organisation(actor.organisation).await?.zone;
    let named = (wanted.month.as_deref(), wanted.since.as_deref());
    let period = period::of(named.0, named.1, (zone, Utc::now()));
    let period =
        period.map_err(|wrong| Trouble(Say::of("spend", &format!("bad-{}", wrong.word()))))?;
    let spent = store
        .spending(actor.organisation, period, wanted.by)
        .await?;
    match wanted.json {
        true => asking.terminal.line(&serde_json::to_string(&spent)?),
        false => show(asking, &spent),
    }
    Ok(Exit::Done)
}

fn show(asking: &Asking<'_>, spent: &SpendView) {
    let (voice, zone) = (asking.voice, asking.voice.reader().zone);
    let language = voice.reader().language;
    let day = |at: chrono::DateTime<Utc>| date(language, at.with_timezone(&zone).date_naive());
    let last = spent.period.until - chrono::TimeDelta::seconds(1);
    let heading = Say::of("spend", "heading")
        .with("from", day(spent.period.from))
        .with("until", day(last));
    asking.terminal.line(&voice.say(&heading));
    if spent.parts.is_empty() {
        asking.terminal.line(&voice.text("spend", "nothing"));
        return;
    }
    let most = spent.parts.iter().map(|it| it.micros.0).max().unwrap_or(0);
    let cost = |micros| {
        Cost {
            micros,
            currency: spent.currency,
        }
        .display(language)
        .replace('\u{a0}', " ")
    };
    let rows: Vec<[String; 3]> = spent
        .parts
        .iter()
        .map(|part| {
            [
                name(asking, spent.by, part),
                cost(part.micros),
                bar(part.micros, most),
            ]
        })
        .chain([[
            voice.text("spend", "total"),
            cost(spent.total),
            String::new(),
        ]])
        .collect();
    for line in table::lines(&rows, &[1]) {
        asking.terminal.line(&line);
    }
}

/// What a part is called.
fn name(asking: &Asking<'_>, by: Grouping, part: &Spent) -> String {
    let language = asking.voice.reader().language;
    match by {
        Grouping::Department => asking.titles.title(language, &part.name),
        Grouping::Model if part.name.is_empty() => asking.voice.text("spend", "no-model"),
        Grouping::Tool if part.name.is_empty() => asking.voice.text("spend", "no-tool"),
        Grouping::Model | Grouping::Tool => part.name.clone(),
        Grouping::Day => match part.name.parse() {
            Ok(day) => date(language, day),
            Err(_) => part.name.clone(),
        },
    }
}

fn date(language: Language, day: NaiveDate) -> String {
    let format = match language {
        Language::PtBr => "%d/%m/%Y",
        Language::En => "%Y-%m-%d",
    };
    day.format(format).to_string()
}

/// A bar as long as what it stands for; the longest is full.
fn bar(micros: Micros, most: i64) -> String {
    let (micros, most) = (micros.0.max(0).unsigned_abs(), most.max(1).unsigned_abs());
    let eighths = u128::from(micros) * u128::from(WIDTH) * 8 / u128::from(most);
    let eighths = usize::try_from(eighths)
        .unwrap_or(0)
        .max(usize::from(micros > 0));
    let last = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    format!("{}{last}", "█".repeat(eighths / 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_what_they_stand_for_and_little_is_not_nothing() {
        assert_eq!(bar(Micros(100), 100).chars().count(), 30);
        assert_eq!(bar(Micros(50), 100).chars().count(), 15);
        assert_eq!(bar(Micros(1), 1_000_000), "▏");
        assert_eq!(bar(Micros(0), 100), "");
        assert_eq!(bar(Micros(-5), 100), "");
        assert_eq!(bar(Micros(i64::MAX), i64::MAX).chars().count(), 30);
    }
}
