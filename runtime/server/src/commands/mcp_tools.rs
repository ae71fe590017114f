//! `firma mcp-tools`: what other programs lend, and what the owner allows of it. Her word is bound to
//! the digest of what she saw.

use std::collections::BTreeMap;

use chrono::Utc;
use domain::{
    foreign::{Allowed, Definition, Foreign, Unfit, visible},
    person::Role,
    words::Say,
};
use serde::Serialize;
use serde_json::Value;
use store::ForeignTools;
use tools::mcp::{Found, Source};

use super::{CHANNEL, Exit};
use crate::{
    cli::{Look, McpToolsTask},
    counter::Counter,
    running::Setting,
    trouble::Trouble,
    wiring,
    words::Voice,
};

/// How much of a digest is shown and must be given: with less, a program could have two definitions
/// ready that look alike.
const SHOWN: usize = 32;

/// Who decides, and in whose words it is told.
#[derive(Debug)]
pub(crate) struct Deciding<'a> {
    /// The setting.
    pub setting: &'a Setting,
    /// Where her word is kept.
    pub counter: &'a Counter,
    /// Her words.
    pub voice: &'a Voice,
}

/// A tool that is lent or allowed.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    state: State,
    /// The digest of what its program says now.
    digest: Option<String>,
    /// Why it cannot be allowed.
    unfit: Option<String>,
    reads: bool,
    asks: bool,
    description: Option<String>,
    schema: Option<Value>,
}

/// How a tool stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// The owner allows it as it is.
    Allowed,
    /// She has not said anything.
    New,
    /// It is not what she allowed any more.
    Changed,
    /// It cannot be allowed.
    Unfit,
    /// Its program does not have it, or does not answer.
    Gone,
}

impl State {
    const fn attribute(self) -> &'static str {
        match self {
            Self::Allowed => "state-allowed",
            Self::New => "state-new",
            Self::Changed => "state-changed",
            Self::Unfit => "state-unfit",
            Self::Gone => "state-gone",
        }
    }
}

/// Lists the tools of nobody: no program is configured, which is no fault.
pub(crate) fn nobodys(setting: &Setting, look: Look) -> anyhow::Result<Exit> {
    if look.json {
        setting.terminal.line("[]");
    }
    let next = setting.voice.say(&Trouble::of("no_lenders").0);
    setting.terminal.note(&next);
    Ok(Exit::Done)
}

/// Lists, shows or decides.
pub(crate) async fn run(deciding: &Deciding<'_>, task: &McpToolsTask) -> anyhow::Result<Exit> {
    let sources = wiring::sources(&deciding.setting.config);
    if sources.is_empty() {
        return Err(Trouble::of("no_lenders").into());
    }
    let held = deciding.held().await?;
    let done = match task {
        McpToolsTask::List(look) => deciding.list(&sources, &held, look.json).await,
        McpToolsTask::Show { name } => deciding.show(&sources, &held, name).await,
        McpToolsTask::Approve { name, digest } => {
            deciding.approve(&sources, &held, (name, digest)).await
        }
        McpToolsTask::Relax { name, reads, alone } => {
            let change =
                |it: &mut Allowed| (it.reads, it.asks) = (it.reads || *reads, it.asks && !*alone);
            deciding.change(&held, ("relaxed", name), change).await
        }
        McpToolsTask::Hold { name } => deciding.hold(&held, name).await,
    };
    for source in &sources {
        source.close().await;
    }
    done.map(|()| Exit::Done)
}

impl Deciding<'_> {
    async fn held(&self) -> anyhow::Result<ForeignTools> {
        let organisation = self.counter.actor.organisation;
        Ok(self.counter.store.foreign_tools(organisation).await?)
    }

    fn note(&self, say: &Say) {
        self.setting.terminal.note(&self.voice.say(say));
    }

    /// What the programs say now. One that says nothing is told of, and passed over.
    async fn found(&self, sources: &[Source]) -> anyhow::Result<Vec<Found>> {
        let ours = wiring::toolbox()?;
        let mut found = Vec::new();
        for source in sources {
            match source.list().await {
                Ok(listed) => found.extend(listed),
                Err(error) => {
                    let error = format!("{:#}", anyhow::Error::from(error));
                    let say =
                        Say::of("mcp-tools", "silent").with("source", &source.settings().name);
                    self.note(&say.with("error", error));
                }
            }
        }
        for it in &mut found {
            // Nobody takes the place of a tool of ours.
            if ours.has(&it.definition.name()) {
                it.held.get_or_insert(Unfit::Taken);
            }
        }
        Ok(found)
    }

    async fn list(
        &self,
        sources: &[Source],
        held: &ForeignTools,
        json: bool,
    ) -> anyhow::Result<()> {
        let rows = rows(self.found(sources).await?, &held.tools);
        let terminal = &self.setting.terminal;
        if json {
            terminal.line(&serde_json::to_string(&rows)?);
            return Ok(());
        }
        for row in &rows {
            terminal.line(&self.line(row));
        }
        self.note(&Say::of("mcp-tools", "next"));
        Ok(())
    }

    async fn show(
        &self,
        sources: &[Source],
        held: &ForeignTools,
        name: &str,
    ) -> anyhow::Result<()> {
        let rows = rows(self.found(sources).await?, &held.tools);
        let row = rows.iter().find(|it| it.name == name);
        let row = row.ok_or_else(|| Trouble::of("no_such_foreign_tool").with("name", name))?;
        let terminal = &self.setting.terminal;
        terminal.line(&self.line(row));
        // Anybody could have written it: it is shown as what it is.
        self.note(&Say::of("mcp-tools", "untrusted"));
        let description = row.description.as_deref().unwrap_or_default();
        for line in description.lines() {
            terminal.line(&format!("  | {line}"));
        }
        if let Some(schema) = &row.schema {
            for line in serde_json::to_string_pretty(schema)?.lines() {
                terminal.line(&format!("  | {line}"));
            }
        }
        Ok(())
    }

    fn line(&self, row: &Row) -> String {
        let attribute = row.state.attribute();
        let mut words = vec![self.voice.text("mcp-tools", attribute)];
        if let Some(unfit) = &row.unfit {
            words.push(unfit.clone());
        }
        if matches!(row.state, State::Allowed | State::Changed) {
            words.extend(row.reads.then(|| self.voice.text("mcp-tools", "reads")));
            let asks = if row.asks { "asks" } else { "alone" };
            words.push(self.voice.text("mcp-tools", asks));
        }
        let digest = row.digest.as_deref().map(short).unwrap_or_default();
        let name = visible(&row.name);
        format!("{name}  {digest:<SHOWN$}  {}", words.join(", "))
    }

    async fn approve(
        &self,
        sources: &[Source],
        held: &ForeignTools,
        (name, digest): (&str, &str),
    ) -> anyhow::Result<()> {
        let found = self.found(sources).await?;
        let found = found.into_iter().find(|it| it.definition.name() == name);
        let found = found.ok_or_else(|| Trouble::of("no_such_foreign_tool").with("name", name))?;
        if let Some(unfit) = found.held {
            let trouble = Trouble::of("foreign_tool_unfit").with("name", name);
            return Err(trouble.with("error", unfit).into());
        }
        let now = found.definition.digest().to_string();
        if digest.len() < SHOWN || !now.starts_with(digest) {
            let trouble = Trouble::of("foreign_tool_other").with("name", name);
            return Err(trouble.with("digest", short(&now)).into());
        }
        let allowed = Allowed {
            definition: found.definition,
            reads: false,
            asks: true,
        };
        let mut tools = held.tools.clone();
        tools.insert(name.to_owned(), allowed);
        self.set(held, &tools, ("approved", name)).await
    }

    async fn change(
        &self,
        held: &ForeignTools,
        (what, name): (&str, &str),
        change: impl Fn(&mut Allowed),
    ) -> anyhow::Result<()> {
        let mut tools = held.tools.clone();
        let allowed = tools.get_mut(name);
        let allowed = allowed.ok_or_else(|| Trouble::of("foreign_tool_held").with("name", name))?;
        change(allowed);
        self.set(held, &tools, (what, name)).await
    }

    async fn hold(&self, held: &ForeignTools, name: &str) -> anyhow::Result<()> {
        let mut tools = held.tools.clone();
        if tools.remove(name).is_none() {
            return Err(Trouble::of("foreign_tool_held").with("name", name).into());
        }
        self.set(held, &tools, ("held", name)).await
    }

    async fn set(
        &self,
        held: &ForeignTools,
        tools: &Foreign,
        (what, name): (&str, &str),
    ) -> anyhow::Result<()> {
        let actor = &self.counter.actor;
        if actor.role != Role::Owner {
            return Err(Trouble::of("owner_only").into());
        }
        let store = &self.counter.store;
        let act = (held, tools);
        let set = store.allow_foreign_tools((actor, CHANNEL), act, (what, name), Utc::now());
        let set = set.await.map_err(|error| match error {
            store::Error::Rule { .. } => anyhow::Error::from(Trouble::of("foreign_tools_raced")),
            other => other.into(),
        })?;
        let say = Say::of("mcp-tools", "set").with("version", set.version);
        self.note(&say.with("name", name));
        Ok(())
    }
}

/// What is lent and what is allowed, side by side.
fn rows(found: Vec<Found>, allowed: &Foreign) -> Vec<Row> {
    let mut rows = BTreeMap::new();
    for Found { definition, held } in found {
        let name = definition.name();
        let known = allowed.get(&name);
        let state = match (&held, known) {
            (Some(_), _) => State::Unfit,
            (None, None) => State::New,
            (None, Some(it)) if it.definition == definition => State::Allowed,
            (None, Some(_)) => State::Changed,
        };
        let unfit = held.map(|it| it.to_string());
        rows.insert(name, row(state, Some(definition), (known, unfit)));
    }
    for (name, it) in allowed {
        if !rows.contains_key(name) {
            let mut gone = row(State::Gone, None, (Some(it), None));
            gone.name.clone_from(name);
            rows.insert(name.clone(), gone);
        }
    }
    rows.into_values().collect()
}

fn row(
    state: State,
    definition: Option<Definition>,
    (known, unfit): (Option<&Allowed>, Option<String>),
) -> Row {
    let digest = definition.as_ref().map(|it| it.digest().to_string());
    let name = definition.as_ref().map(Definition::name);
    let (description, schema) = definition.map(|it| (it.description, it.schema)).unzip();
    Row {
        name: name.unwrap_or_default(),
        state,
        digest,
        unfit,
        reads: known.is_some_and(|it| it.reads),
        asks: known.is_none_or(|it| it.asks),
        description,
        schema,
    }
}

fn short(digest: &str) -> &str {
    digest.get(..SHOWN).unwrap_or(digest)
}
