//! Whether a department's files say what can be.

use domain::{
    agent::{Agent, SUPERVISOR},
    language::Language,
};
use minijinja::{Environment, UndefinedBehavior, context};

use crate::{Error, files::File};

/// No turn takes more model calls than this.
const MOST_STEPS: u32 = 50;

/// The tools that a department may be granted.
pub(crate) struct Tools<'a> {
    /// Ours.
    ours: Vec<&'a str>,
    /// Whether a name is one of another program, whose tools come and go.
    is_foreign: &'a dyn Fn(&str) -> bool,
}

impl<'a> Tools<'a> {
    /// Ours by their names, and of other programs whatever is called like theirs.
    pub(crate) fn new(ours: Vec<&'a str>, is_foreign: &'a dyn Fn(&str) -> bool) -> Self {
        Self { ours, is_foreign }
    }
}

/// Reads a department's file.
pub(crate) fn agent(name: &str, file: &File, tools: &Tools<'_>) -> Result<Agent, Error> {
    let agent: Agent = toml::from_str(&file.text).map_err(|source| {
        let start = source.span().map_or(0, |it| it.start);
        let before = file.text.get(..start).unwrap_or_default();
        Error::Parse {
            file: file.place.clone(),
            line: before.matches('\n').count() + 1,
            source,
        }
    })?;
    let place = || file.place.clone();
    if name == SUPERVISOR && !(agent.tools.is_empty() && agent.approve.is_empty()) {
        return Err(Error::SupervisorTools { file: place() });
    }
    let mut named = agent.tools.union(&agent.approve);
    let is_known = |it: &str| tools.ours.contains(&it) || (tools.is_foreign)(it);
    if let Some(tool) = named.find(|it| !is_known(it)) {
        return Err(Error::UnknownTool {
            file: place(),
            tool: tool.clone(),
            nearest: nearest(tool, tools.ours.iter().copied()),
        });
    }
    if let Some(tool) = agent.approve.difference(&agent.tools).next() {
        return Err(Error::NotGranted {
            file: place(),
            tool: tool.clone(),
        });
    }
    match unusable(&agent) {
        None => Ok(agent),
        Some((field, must)) => Err(Error::Value {
            file: place(),
            field,
            must,
        }),
    }
}

/// The field that makes no sense, and what it must be.
fn unusable(agent: &Agent) -> Option<(&'static str, &'static str)> {
    let is_tag = |tag: &String| Language::ALL.iter().any(|it| it.tag() == tag);
    let checks = [
        (!agent.purpose.trim().is_empty(), "purpose", "one sentence"),
        (!agent.model.trim().is_empty(), "model", "a model's alias"),
        (
            !agent.title.is_empty()
                && agent.title.keys().all(is_tag)
                && agent.title.values().all(|it| !it.trim().is_empty()),
            "title",
            "a name for `pt-BR` or `en`, or for both",
        ),
        (
            (1..=MOST_STEPS).contains(&agent.limits.steps),
            "limits.steps",
            "1 to 50 model calls",
        ),
        (
            agent.limits.micros.0 >= 0,
            "limits.micros",
            "not negative; 0 allows models that cost nothing",
        ),
    ];
    let broken = checks.into_iter().find(|(holds, ..)| !holds);
    broken.map(|(_, field, must)| (field, must))
}

/// Renders a prompt as a turn does, with facts of nobody: what it names must be there.
pub(crate) fn prompt(file: &File) -> Result<(), Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let facts = context! {
        company => "",
        department => "",
        departments => context! {},
        today => "",
        currency => "",
        language => "",
        zone => "",
    };
    let rendered = environment.render_named_str(&file.place, &file.text, facts);
    rendered.map(drop).map_err(|source| Error::Prompt {
        file: file.place.clone(),
        source,
    })
}

/// The known name that somebody may have meant.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let distance = |it: &&str| strsim::damerau_levenshtein(name, it);
    let best = known.min_by_key(distance)?;
    (distance(&best) <= name.len().div_ceil(2)).then(|| best.to_owned())
}
