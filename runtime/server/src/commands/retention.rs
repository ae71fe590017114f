//! `firma retention`: which parts of tables are over, what keeps them, and their end.

use domain::words::Say;
use serde_json::{Value, json};
use store::{DatedPart, KeptBy};

use super::Exit;
use crate::{cli::Retention, database::Retained, terminal::Terminal, words::Voice};

/// Says what went and what is kept.
pub(crate) fn show(
    terminal: &Terminal,
    voice: &Voice,
    task: Retention,
    retained: &Retained,
) -> Exit {
    if task.json {
        terminal.line(&to_json(retained).to_string());
        return Exit::Done;
    }
    let line = |say: Say| terminal.line(&voice.say(&say));
    for part in &retained.dropped {
        line(Say::of("retention", "dropped").with("part", part));
    }
    for part in &retained.parts {
        let say = match part.kept_by {
            Some(KeptBy::Young) => continue,
            // It is there for what should not be.
            Some(KeptBy::Rest) if part.is_empty => continue,
            kept_by => about(word(kept_by), part),
        };
        line(say);
    }
    let young = |it: &&DatedPart| it.kept_by == Some(KeptBy::Young);
    let count = retained.parts.iter().filter(young).count();
    if let Some(first) = retained.parts.iter().find(young) {
        line(about("next", first).with("count", count));
    }
    Exit::Done
}

fn about(attribute: &str, part: &DatedPart) -> Say {
    let at = part.over_at.map_or(Value::Null, |it| json!(it));
    Say::of("retention", attribute)
        .with("part", &part.name)
        .with("kib", part.size / 1_024)
        .with("at", at)
}

const fn word(kept_by: Option<KeptBy>) -> &'static str {
    match kept_by {
        None => "over",
        Some(KeptBy::Young) => "young",
        Some(KeptBy::Open) => "open",
        Some(KeptBy::Unsealed) => "unsealed",
        Some(KeptBy::Older) => "older",
        Some(KeptBy::Rest) => "rest",
    }
}

fn to_json(retained: &Retained) -> Value {
    let parts = retained.parts.iter().map(|it| {
        json!({
            "part": it.name,
            "table": it.table,
            "over_at": it.over_at,
            "state": word(it.kept_by),
            "bytes": it.size,
        })
    });
    json!({ "dropped": retained.dropped, "parts": parts.collect::<Vec<_>>() })
}
