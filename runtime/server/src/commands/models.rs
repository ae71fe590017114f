//! `firma models`: which models can answer, what they can do and cost, and fetching one.

use std::{cell::RefCell, time::Duration};

use chrono::{NaiveDate, Utc};
use domain::{
    budget::{ModelPrice, Prices},
    words::Say,
};
use models::{
    defaults, offline,
    ollama::{Fault, Installed, Ollama, Pulled},
};
use serde::Serialize;

use super::Exit;
use crate::{
    cli::ModelsTask, config::Models, running::Setting, terminal::Terminal, trouble::Trouble,
    wiring, words::Voice,
};

/// How long Ollama may take to say what is installed.
const PATIENCE: Duration = Duration::from_secs(5);

/// After how many hundredths of a part it is said again how far it is.
const STRIDE: u64 = 10;

/// A model that can answer.
#[derive(Debug, Serialize)]
struct Row {
    provider: String,
    model: String,
    /// Whether it can call tools, as far as it is known.
    tools: Option<bool>,
    /// Whether it is there. What a provider elsewhere has is not asked.
    installed: bool,
    /// For a million tokens.
    price: Option<Price>,
    /// The aliases behind which it stands.
    used_for: Vec<&'static str>,
}

/// What a model costs, in millionths of a currency for a million tokens.
#[derive(Debug, Serialize)]
struct Price {
    currency: &'static str,
    input_micros: i64,
    output_micros: i64,
}

/// Lists or fetches.
pub(crate) async fn run(setting: &Setting, task: &ModelsTask) -> anyhow::Result<Exit> {
    match task {
        ModelsTask::List(look) => list(setting, look.json).await,
        ModelsTask::Pull { name } => pull(setting, name).await,
    }
}

async fn list(setting: &Setting, json: bool) -> anyhow::Result<Exit> {
    let (terminal, voice) = (&setting.terminal, &setting.voice);
    let configured = &setting.config.models;
    let settled = wiring::settle(configured).await;
    let installed = match ollama(configured) {
        Ok(ollama) => ollama.installed(PATIENCE).await.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    let prices = wiring::prices(&setting.home.path().join("prices.toml"))?;
    let rows = rows(
        &settled.models,
        &installed,
        (&prices, Utc::now().date_naive()),
    );
    if json {
        terminal.line(&serde_json::to_string(&rows)?);
        return Ok(Exit::Done);
    }
    show(terminal, voice, &rows);
    settled
        .says()
        .for_each(|say| terminal.note(&voice.say(say)));
    Ok(Exit::Done)
}

/// Those that are asked, best first, then what else is installed.
fn rows(models: &Models, installed: &[Installed], (prices, day): (&Prices, NaiveDate)) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (alias, names) in [("smart", &models.smart), ("fast", &models.fast)] {
        for name in names {
            let (provider, model) = name.split_once('/').unwrap_or((name, ""));
            let known = rows
                .iter_mut()
                .find(|it| it.provider == provider && it.model == model);
            match known {
                Some(row) => row.used_for.push(alias),
                None => rows.push(row((provider, model), installed, vec![alias])),
            }
        }
    }
    let ollama = defaults::OLLAMA.name;
    for model in installed {
        let is_known = rows
            .iter()
            .any(|it| it.provider == ollama && model.is(&it.model));
        if !is_known {
            rows.push(row((ollama, &model.name), installed, Vec::new()));
        }
    }
    for row in &mut rows {
        row.price = price(prices, (&row.provider, &row.model), day);
    }
    rows
}

fn row(
    (provider, model): (&str, &str),
    installed: &[Installed],
    used_for: Vec<&'static str>,
) -> Row {
    let here = installed.iter().find(|it| it.is(model));
    let is_here = provider != defaults::OLLAMA.name || here.is_some();
    let tools = match provider {
        name if name == defaults::OLLAMA.name => here.and_then(|it| it.tools),
        name if name == offline::PROVIDER => Some(true),
        // Those that we name ourselves can.
        name if name == defaults::OPENAI.name => [defaults::OPENAI.smart, defaults::OPENAI.fast]
            .contains(&model)
            .then_some(true),
        _ => None,
    };
    Row {
        provider: provider.to_owned(),
        model: model.to_owned(),
        tools,
        installed: is_here,
        price: None,
        used_for,
    }
}

fn price(prices: &Prices, (provider, model): (&str, &str), day: NaiveDate) -> Option<Price> {
    let fits = |it: &&ModelPrice| {
        it.provider == provider && (it.model == model || it.model == "*") && it.from <= day
    };
    let newest = prices.models.iter().filter(fits);
    let newest = newest.max_by_key(|it| (it.model != "*", it.from))?;
    Some(Price {
        currency: newest.currency.code(),
        input_micros: newest.price.input.0,
        output_micros: newest.price.output.0,
    })
}

fn show(terminal: &Terminal, voice: &Voice, rows: &[Row]) {
    let text = |attribute: &str| voice.text("models", attribute);
    let head = [
        "head-provider",
        "head-model",
        "head-tools",
        "head-price",
        "head-use",
    ];
    let mut table = vec![head.map(text)];
    table.extend(rows.iter().map(|row| {
        let tools = match (row.installed, row.tools) {
            (false, _) => text("tools-missing"),
            (true, Some(true)) => text("tools-yes"),
            (true, Some(false)) => text("tools-no"),
            (true, None) => text("tools-unknown"),
        };
        let price = match &row.price {
            None => text("price-none"),
            Some(it) if it.input_micros == 0 && it.output_micros == 0 => text("price-free"),
            Some(it) => voice.say(
                &Say::of("models", "price")
                    .with("currency", it.currency)
                    .with("input", units(it.input_micros))
                    .with("output", units(it.output_micros)),
            ),
        };
        let (provider, model) = (row.provider.clone(), row.model.clone());
        [provider, model, tools, price, row.used_for.join(", ")]
    }));
    let mut widths = [0; 5];
    for row in &table {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    for row in &table {
        let cells = row.iter().zip(widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        terminal.line(cells.join("  ").trim_end());
    }
    let costs = |it: &Row| it.price.as_ref().is_some_and(|it| it.input_micros > 0);
    if rows.iter().any(costs) {
        terminal.note(&text("price-note"));
    }
}

/// Millionths as units with the digits that they need, two at least.
fn units(micros: i64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    let short = text.trim_end_matches('0');
    let digits = short.rsplit_once('.').map_or(0, |(_, it)| it.len());
    let missing = 2_usize.saturating_sub(digits);
    format!("{short}{}", "0".repeat(missing))
}

async fn pull(setting: &Setting, name: &str) -> anyhow::Result<Exit> {
    let (terminal, voice) = (&setting.terminal, &setting.voice);
    let ollama = ollama(&setting.config.models)?;
    let told = RefCell::new((String::new(), 0));
    let tell = |pulled: &Pulled| {
        let step = percent(pulled) / STRIDE;
        let mut told = told.borrow_mut();
        if told.0 != pulled.status || told.1 < step {
            *told = (pulled.status.clone(), step);
            terminal.note(&voice.say(&progress(pulled)));
        }
    };
    let failed = |fault: &Fault| {
        let trouble = match fault {
            Fault::Transport(_) | Fault::Late => Trouble::of("ollama_away"),
            Fault::Refused { message, .. } => Trouble::of("ollama_refused").with("error", message),
            Fault::Nonsense | Fault::Cut => Trouble::of("ollama_broke").with("error", fault),
        };
        trouble.with("url", ollama.host()).with("model", name)
    };
    ollama.pull(name, tell).await.map_err(|it| failed(&it))?;
    let installed = ollama.installed(PATIENCE).await.unwrap_or_default();
    let here = installed.iter().find(|it| it.is(name));
    let say = match here.and_then(|it| it.tools) {
        Some(false) => Say::of("models", "pulled-no-tools").with("other", defaults::OLLAMA.smart),
        Some(true) | None => Say::of("models", "pulled"),
    };
    terminal.line(&voice.say(&say.with("model", name)));
    Ok(Exit::Done)
}

fn ollama(models: &Models) -> anyhow::Result<Ollama> {
    let host = wiring::ollama_host(models).ok_or_else(|| Trouble::of("ollama_off"))?;
    Ok(Ollama::new(host)?)
}

fn progress(pulled: &Pulled) -> Say {
    let say = match pulled.total {
        0 => Say::of("models", "pulling"),
        total => Say::of("models", "pulling-part")
            .with("percent", percent(pulled))
            .with("mib", total.div_ceil(1_048_576)),
    };
    say.with("status", &pulled.status)
}

fn percent(pulled: &Pulled) -> u64 {
    let percent = pulled
        .completed
        .saturating_mul(100)
        .checked_div(pulled.total);
    percent.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_shown_with_the_digits_that_they_need() {
        assert_eq!(units(2_500_000), "2.50");
        assert_eq!(units(125_000), "0.125");
        assert_eq!(units(10_000_000), "10.00");
    }

    #[test]
    fn what_is_asked_comes_first_and_what_is_not_there_says_so() {
        let models = Models {
            smart: vec!["ollama/big".to_owned()],
            fast: ["big", "gone", "llama3"]
                .map(|it| format!("ollama/{it}"))
                .into(),
            ..Models::default()
        };
        let here = |name: &str, tools| Installed {
            name: name.to_owned(),
            size: 1,
            tools: Some(tools),
        };
        let installed = [
            here("big", true),
            here("embedder", false),
            here("llama3:latest", true),
            here("gone:7b", true),
        ];
        let day = "2026-11-21".parse().unwrap();
        let rows = rows(&models, &installed, (&Prices::default(), day));
        let row = |at: usize| {
            let row = &rows[at];
            (row.model.as_str(), row.installed, row.used_for.len())
        };
        assert_eq!(row(0), ("big", true, 2));
        assert_eq!(row(1), ("gone", false, 1));
        // Without a tag, it is the newest of its name, and none with another tag.
        assert_eq!(row(2), ("llama3", true, 1));
        assert_eq!(rows[2].tools, Some(true));
        assert_eq!(row(3), ("embedder", true, 0));
        assert_eq!(row(4), ("gone:7b", true, 0));
        assert_eq!(rows.len(), 5);
        assert!(rows[0].price.is_none());
    }
}
