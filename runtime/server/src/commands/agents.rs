//! `firma agents`: the departments, as their files say them.

use std::collections::BTreeSet;

use domain::{money::Micros, tool::Toolbox, words::Say};
use serde::Serialize;
use store::records::Records;

use super::Exit;
use crate::{chat::Titles, cli::Look, home::Home, terminal::Terminal, wiring, words::Voice};

/// A department, as programs see it.
#[derive(Debug, Serialize)]
struct AgentView<'a> {
    name: &'a str,
    title: String,
    purpose: &'a str,
    model: &'a str,
    tools: &'a BTreeSet<String>,
    approve: &'a BTreeSet<String>,
    /// Model calls in one turn.
    steps: u32,
    /// What running one turn may cost, in millionths.
    micros: Micros,
    /// Whether a file of the home takes the place of the one that is built in, or adds to them.
    from_home: bool,
}

/// Lists the departments of this home.
pub(crate) fn run(
    (home, toolbox): (&Home, &Toolbox<Records>),
    look: Look,
    (terminal, voice): (&Terminal, &Voice),
) -> anyhow::Result<Exit> {
    let settings = wiring::settings(home.path(), toolbox)?;
    let titles = Titles::of(&settings.departments);
    let files = |name: &str| {
        let agent = home.path().join(format!("agents/{name}.toml"));
        let prompt = home.path().join(format!("prompts/{name}.md"));
        agent.is_file() || prompt.is_file()
    };
    let views = settings.departments.iter().map(|(name, it)| AgentView {
        name,
        title: titles.title(voice.reader().language, name),
        purpose: &it.agent.purpose,
        model: &it.agent.model,
        tools: &it.agent.tools,
        approve: &it.agent.approve,
        steps: it.agent.limits.steps,
        micros: it.agent.limits.micros,
        from_home: files(name),
    });
    let views: Vec<AgentView<'_>> = views.collect();
    if look.json {
        terminal.line(&serde_json::to_string(&views)?);
        return Ok(Exit::Done);
    }
    for view in &views {
        terminal.line(&words(voice, view));
    }
    Ok(Exit::Done)
}

fn words(voice: &Voice, view: &AgentView<'_>) -> String {
    let list = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
    let mut lines = vec![format!("{} ({})", view.title, view.name)];
    lines.push(format!("  {}", view.purpose));
    let say = Say::of("agents", "model")
        .with("model", view.model)
        .with("steps", view.steps);
    lines.push(format!("  {}", voice.say(&say)));
    if !view.tools.is_empty() {
        let say = Say::of("agents", "tools").with("tools", list(view.tools));
        lines.push(format!("  {}", voice.say(&say)));
    }
    if !view.approve.is_empty() {
        let say = Say::of("agents", "approve").with("tools", list(view.approve));
        lines.push(format!("  {}", voice.say(&say)));
    }
    if view.from_home {
        lines.push(format!("  {}", voice.text("agents", "from-home")));
    }
    lines.join("\n")
}
