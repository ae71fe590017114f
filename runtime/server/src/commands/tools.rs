//! `firma tools`: what departments can do.

use std::collections::BTreeMap;

use domain::{
    agent::Department,
    tool::{Effect, Toolbox},
    words::Say,
};
use serde::Serialize;
use serde_json::Value;
use store::records::Records;

use super::{Exit, table};
use crate::{chat::Titles, cli::Look, home::Home, terminal::Terminal, wiring, words::Voice};

/// A tool, as programs see it.
#[derive(Debug, Serialize)]
struct ToolView {
    name: &'static str,
    /// What it does, in the reader's language.
    summary: String,
    /// The departments that may call it.
    departments: Vec<String>,
    /// What a repeat would do.
    effect: &'static str,
    /// The departments where a person agrees to each call. Elsewhere the tool and the owner's limits
    /// decide for each call.
    always_asks: Vec<String>,
    timeout_seconds: u64,
    /// The JSON schema of its arguments.
    arguments: Value,
}

/// Lists the tools of this home.
pub(crate) fn run(
    (home, toolbox): (&Home, &Toolbox<Records>),
    look: Look,
    (terminal, voice): (&Terminal, &Voice),
) -> anyhow::Result<Exit> {
    let settings = wiring::settings(home.path(), toolbox)?;
    let tools = views(toolbox, &settings.departments, voice)?;
    if look.json {
        terminal.line(&serde_json::to_string(&tools)?);
        return Ok(Exit::Done);
    }
    let titles = Titles::of(&settings.departments);
    let rows: Vec<[String; 5]> = tools.iter().map(|it| row(voice, &titles, it)).collect();
    for line in table::lines(&rows, &[]) {
        terminal.line(&line);
    }
    Ok(Exit::Done)
}

fn views<Db: Send + 'static>(
    toolbox: &Toolbox<Db>,
    departments: &BTreeMap<String, Department>,
    voice: &Voice,
) -> anyhow::Result<Vec<ToolView>> {
    let of = |is: &dyn Fn(&Department) -> bool| {
        let found = departments.iter().filter(|(_, it)| is(it));
        found.map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    let mut views = Vec::new();
    for name in toolbox.names() {
        let (Some(spec), Some(schema)) = (toolbox.spec(name), toolbox.schema(name)) else {
            continue;
        };
        let (_, effect) = toolbox.kind(name)?;
        views.push(ToolView {
            name,
            summary: voice.say(&Say::message(name)),
            departments: of(&|it| it.agent.tools.contains(name)),
            effect: effect.word(),
            always_asks: of(&|it| it.agent.approve.contains(name)),
            timeout_seconds: spec.timeout.as_secs(),
            arguments: schema.to_value(),
        });
    }
    Ok(views)
}

fn row(voice: &Voice, titles: &Titles, tool: &ToolView) -> [String; 5] {
    let language = voice.reader().language;
    let named = |names: &[String]| {
        let titles = names.iter().map(|it| titles.title(language, it));
        titles.collect::<Vec<_>>().join(", ")
    };
    let asks = match (
        tool.always_asks.is_empty(),
        tool.effect == Effect::Read.word(),
    ) {
        (false, _) => voice.say(&Say::of("tools", "asks").with("where", named(&tool.always_asks))),
        (true, true) => voice.text("tools", "asks-nobody"),
        (true, false) => voice.text("tools", "asks-by-limits"),
    };
    [
        tool.name.to_owned(),
        match tool.departments.is_empty() {
            true => voice.text("tools", "nobody"),
            false => named(&tool.departments),
        },
        voice.text("tools", &format!("effect-{}", tool.effect)),
        asks,
        tool.summary.clone(),
    ]
}
