//! Whether Firma gets slower as it lives: minute by minute, and with a long past in its tables.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use sqlx::{Connection as _, PgConnection};

use crate::{load::Load, report::median, sides::Side};

/// Of each minute, so much is Firma's; the rest is the baseline's, which tells the weather.
const MINUTE: [Duration; 2] = [Duration::from_secs(45), Duration::from_secs(15)];

/// What the last minute does of what the first did, at least.
const LASTS: f64 = 0.9;

/// What it does with a long past of what it did without, at least.
const WITH_A_PAST: f64 = 0.85;

/// How many turns each conversation of the past has.
const TURNS_EACH: u64 = 50;

/// How many turns are stored at a time.
const STORED_AT_ONCE: u64 = 20_000;

/// Firma and the baseline.
pub(crate) struct Growth<'a> {
    pub(crate) sides: [&'a dyn Side; 2],
    pub(crate) in_flight: usize,
}

impl Growth<'_> {
    /// Works for so many minutes. True if the last was as good as the first.
    pub(crate) async fn minutes(&self, load: &mut Load, minutes: usize) -> anyhow::Result<bool> {
        let mut all = Vec::with_capacity(minutes);
        for minute in 1..=minutes {
            let [firma, baseline] = self.both(load, MINUTE).await?;
            println!(
                "minute {minute}: firma {firma:.0}, baseline {baseline:.0} turns/s, {:.2}",
                firma / baseline
            );
            all.push(firma / baseline);
        }
        let (Some(first), Some(last)) = (all.first(), all.last()) else {
            return Ok(true);
        };
        Ok(say("the last minute to the first", last / first, LASTS))
    }

    /// Stores so many messages of the past. True if it makes no great difference.
    pub(crate) async fn with_a_past(
        &self,
        load: &mut Load,
        database: &mut PgConnection,
        (messages, rounds, seconds): (u64, usize, Duration),
    ) -> anyhow::Result<bool> {
        let without = self.middle(load, rounds, seconds).await?;
        let begun = Instant::now();
        let turns = messages / 2;
        let mut stored = 0;
        while stored < turns {
            let some = STORED_AT_ONCE.min(turns - stored);
            store(database, some).await?;
            stored += some;
        }
        sqlx::query("vacuum analyze")
            .execute(&mut *database)
            .await?;
        let size = "select pg_size_pretty(pg_database_size(current_database()))";
        let size: String = sqlx::query_scalar(size).fetch_one(database).await?;
        println!(
            "stored {messages} messages in {} conversations in {:.0} s: {size}",
            turns / TURNS_EACH,
            begun.elapsed().as_secs_f64()
        );
        let with = self.middle(load, rounds, seconds).await?;
        Ok(say("with a past to without", with / without, WITH_A_PAST))
    }

    /// What Firma does for each turn of the baseline, in the middle of some rounds.
    async fn middle(
        &self,
        load: &mut Load,
        rounds: usize,
        seconds: Duration,
    ) -> anyhow::Result<f64> {
        let mut all = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            let [firma, baseline] = self.both(load, [seconds, seconds]).await?;
            println!("firma {firma:.0}, baseline {baseline:.0} turns/s");
            all.push(firma / baseline);
        }
        median(all).context("no rounds")
    }

    async fn both(&self, load: &mut Load, times: [Duration; 2]) -> anyhow::Result<[f64; 2]> {
        let mut rates = [0.0; 2];
        for ((side, time), rate) in self.sides.iter().zip(times).zip(&mut rates) {
            *rate = load.run(*side, self.in_flight, time).await?.rate();
        }
        Ok(rates)
    }
}

/// Stores turns as they stand after they were answered, over the last weeks: copies of one with names of their own.
async fn store(database: &mut PgConnection, turns: u64) -> anyhow::Result<()> {
    const NAMES: &str = "create temporary table past as
        with one as (select * from turns where status = 'answered' limit 1)
        select o.organisation, o.id as old, o.conversation as old_place, o.message as old_message,
            o.answer as old_answer, uuidv7(shift) as turn, uuidv7(shift) as message, uuidv7(shift) as answer,
            first_value(gen_random_uuid()) over (partition by g.n / $2) as place
        from one o, generate_series(0, $1 - 1) g (n),
            lateral (select - interval '14 days' * random() as shift, g.n as of offset 0) s";
    const COPIES: [(&str, &str, &str); 10] = [
        (
            "conversations",
            "t.id = p.old_place",
            "'id', p.place, 'name', p.place",
        ),
        (
            "inbox",
            "t.turn = p.old",
            "'turn', p.turn, 'external_id', p.turn",
        ),
        (
            "turns",
            "t.id = p.old",
            "'id', p.turn, 'conversation', p.place, 'message', p.message, 'answer', p.answer",
        ),
        (
            "messages",
            "t.id = p.old_message",
            "'id', p.message, 'turn', p.turn, 'conversation', p.place",
        ),
        (
            "messages",
            "t.id = p.old_answer",
            "'id', p.answer, 'turn', p.turn, 'conversation', p.place",
        ),
        ("runs", "t.id = p.old", "'id', p.turn"),
        ("steps", "t.flow = p.old", "'flow', p.turn"),
        ("model_calls", "t.flow = p.old", "'flow', p.turn"),
        ("tool_calls", "t.flow = p.old", "'flow', p.turn"),
        (
            "ledger",
            "t.flow = p.old",
            "'flow', p.turn, 'key', p.turn || substr(t.key, 37)",
        ),
    ];
    let mut tx = database.begin().await?;
    sqlx::query(NAMES)
        .bind(i64::try_from(turns)?)
        .bind(i64::try_from(TURNS_EACH)?)
        .execute(&mut *tx)
        .await?;
    for (table, of, named) in COPIES {
        let some = match table {
            "conversations" => "(select distinct on (place) * from past)",
            _ => "past",
        };
        let copy = format!(
            "insert into {table} select c.* from {some} p
            join {table} t on t.organisation = p.organisation and {of},
            lateral jsonb_populate_record(t, jsonb_build_object({named})) c"
        );
        sqlx::query(sqlx::AssertSqlSafe(copy))
            .execute(&mut *tx)
            .await?;
    }
    sqlx::query("drop table past").execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

fn say(what: &str, ratio: f64, bound: f64) -> bool {
    let is_right = ratio >= bound;
    let verdict = match is_right {
        true => "",
        false => ": TOO SLOW",
    };
    println!("firma / baseline, {what}: {ratio:.2} (at least {bound}){verdict}");
    is_right
}
