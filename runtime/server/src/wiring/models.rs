//! Which models answer, and the line that says so.

mod ollama;

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use domain::{
    agent::{Department, SUPERVISOR},
    model::Model,
    tool::Toolbox,
    words::{Say, Words},
};
use models::{
    defaults,
    offline::{self, Known, Offline, OfflineSettings},
    ollama::{Host, Ollama},
    openai::{self, Key, OpenAi, Settings},
    router::{Route, Router},
};
use store::records::Records;

pub(crate) use self::ollama::host as ollama_host;
use super::Parts;
use crate::{config::Models, trouble::Trouble};

/// The aliases that departments may name.
const ALIASES: [&str; 2] = ["smart", "fast"];

/// The models behind each alias.
pub fn route(parts: &Parts<'_>) -> anyhow::Result<Router> {
    let known = known(&parts.settings.departments, &parts.toolbox);
    router(parts.models, known, &parts.words)
}

/// The models behind each alias, for a built-in one that knows these tools.
pub fn router(models: &Models, known: Vec<Known>, words: &Arc<Words>) -> anyhow::Result<Router> {
    let providers = Providers::new(models, known, words)?;
    let mut routes = BTreeMap::new();
    for alias in ALIASES {
        let names = of(models, alias);
        let found = names.iter().map(|it| providers.route(it));
        let found: Result<Vec<Route>, Trouble> = found.collect();
        routes.insert(alias.to_owned(), found?);
    }
    Ok(Router::new(routes, Box::new(Instant::now))?)
}

/// Which models answer, and what the person who starts the program is told of them.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The models, each alias with its names.
    pub models: Models,
    /// Who answers first.
    pub first: Say,
    /// What a person can do about Ollama, if it answers less than it could.
    pub advice: Option<Say>,
}

impl Settled {
    /// All of it, in lines.
    pub fn says(&self) -> impl Iterator<Item = &Say> {
        [&self.first].into_iter().chain(&self.advice)
    }
}

/// Looks whether Ollama is there, where nothing says which model is to answer, and what is
/// installed of it.
pub async fn settle(models: &Models) -> Settled {
    let mut settled = models.clone();
    let (found, advice) = ollama::look(models).await;
    for (alias, list) in [("smart", &mut settled.smart), ("fast", &mut settled.fast)] {
        *list = names(models, &found, alias);
    }
    Settled {
        first: line(&settled),
        advice,
        models: settled,
    }
}

/// Which model answers first.
fn line(models: &Models) -> Say {
    let first = models.smart.first().map(String::as_str).unwrap_or_default();
    let (provider, name) = first.split_once('/').unwrap_or(("", first));
    match provider {
        "openai" => match &models.openai_base_url {
            None => Say::of("start", "model-openai"),
            Some(url) => Say::of("start", "model-compatible").with("url", url),
        }
        .with("name", name),
        offline::PROVIDER => Say::of("start", "model-offline"),
        provider => Say::of("start", "model-other")
            .with("provider", provider)
            .with("name", name),
    }
}

/// The models of an alias as `provider/name`, best first. What is configured wins; else OpenAI if
/// it has a key or an address, then what was found of Ollama, else the built-in model alone: it
/// never answers in the place of a model that was asked for.
fn names(models: &Models, ollama: &ollama::Found, alias: &str) -> Vec<String> {
    let configured = match alias {
        "smart" => &models.smart,
        _ => &models.fast,
    };
    if !configured.is_empty() {
        return configured.clone();
    }
    let openai = (models.openai_key.is_some() || models.openai_base_url.is_some())
        .then(|| defaults::OPENAI.model(alias))
        .flatten();
    let openai = openai.map(|it| format!("{}/{it}", defaults::OPENAI.name));
    let ollama = ollama.model(alias);
    let ollama = ollama.map(|it| format!("{}/{it}", defaults::OLLAMA.name));
    let found: Vec<String> = openai.into_iter().chain(ollama).collect();
    match found.is_empty() {
        true => vec![format!("{}/{}", offline::PROVIDER, offline::MODEL)],
        false => found,
    }
}

/// All models that may answer, as `provider/name`.
pub fn model_names(models: &Models) -> Vec<String> {
    let all = ALIASES.into_iter().flat_map(|it| of(models, it));
    let mut all: Vec<String> = all.collect();
    all.sort();
    all.dedup();
    all
}

/// A model that some alias names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Named {
    /// The provider.
    pub(crate) provider: String,
    /// The model.
    pub(crate) model: String,
}

/// Each model that some alias names, once.
pub(crate) fn named(models: &Models) -> Vec<Named> {
    let named = model_names(models).into_iter().map(|name| {
        let (provider, model) = name.split_once('/').unwrap_or((&name, ""));
        Named {
            provider: provider.to_owned(),
            model: model.to_owned(),
        }
    });
    named.collect()
}

/// How it stands with a model.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Standing {
    /// It is part of the program.
    BuiltIn,
    /// What OpenAI, or who speaks its protocol, says.
    OpenAi(openai::Presence),
    /// What Ollama says.
    Ollama(::models::ollama::Presence),
}

/// Looks how it stands with a model, through the client that would ask it.
pub(crate) async fn look(models: &Models, named: &Named) -> anyhow::Result<Standing> {
    let Named { provider, model } = named;
    if provider == offline::PROVIDER {
        Ok(Standing::BuiltIn)
    } else if provider == defaults::OPENAI.name {
        let client = OpenAi::new(openai_settings(models))?;
        Ok(Standing::OpenAi(client.look(model).await?))
    } else if provider == defaults::OLLAMA.name {
        // Whoever names a model of it asks it, also where nobody looks for it.
        let host = ollama::host(models).or_else(|| Host::parse(""));
        let client = Ollama::new(host.ok_or_else(|| Trouble::of("ollama_off"))?)?;
        Ok(Standing::Ollama(client.look(model).await?))
    } else {
        Err(no_such_provider(&format!("{provider}/{model}")).into())
    }
}

fn openai_settings(models: &Models) -> Settings {
    let key = models.openai_key.as_ref().map(|it| Key::new(it.reveal()));
    let url = models.openai_base_url.as_deref();
    Settings::new(
        defaults::OPENAI.name,
        url.unwrap_or(defaults::OPENAI.base_url),
        key,
    )
}

fn ollama_settings(models: &Models) -> Settings {
    let host = ollama::host(models).map(|it| it.chat());
    Settings::new(
        defaults::OLLAMA.name,
        host.as_deref().unwrap_or(defaults::OLLAMA.base_url),
        None,
    )
}

fn no_such_provider(name: &str) -> Trouble {
    Trouble::of("no_such_provider")
        .with("name", name)
        .with("known", defaults::PROVIDERS.join(", "))
}

/// The names of an alias once they are settled; nothing of Ollama, if they are not.
fn of(models: &Models, alias: &str) -> Vec<String> {
    names(models, &ollama::Found::default(), alias)
}

struct Providers(BTreeMap<&'static str, Arc<dyn Model>>);

impl Providers {
    fn new(models: &Models, known: Vec<Known>, words: &Arc<Words>) -> anyhow::Result<Self> {
        let wanted: Vec<String> = ALIASES
            .into_iter()
            .flat_map(|alias| of(models, alias))
            .collect();
        let is_wanted = |provider: &str| {
            let prefix = format!("{provider}/");
            wanted.iter().any(|it| it.starts_with(&prefix))
        };
        let mut providers = BTreeMap::<_, Arc<dyn Model>>::new();
        // What nobody uses would only take time at the start: learn phrases, load certificates.
        if is_wanted(offline::PROVIDER) {
            let offline = Offline::new(OfflineSettings {
                tools: known,
                words: Arc::clone(words),
                delay: models.offline_delay,
            })?;
            providers.insert(offline::PROVIDER, Arc::new(offline));
        }
        for (name, settings) in [
            (defaults::OPENAI.name, openai_settings(models)),
            (defaults::OLLAMA.name, ollama_settings(models)),
        ] {
            if is_wanted(name) {
                providers.insert(name, Arc::new(OpenAi::new(settings)?));
            }
        }
        Ok(Self(providers))
    }

    fn route(&self, name: &str) -> Result<Route, Trouble> {
        let (provider, model) = name.split_once('/').unwrap_or((name, ""));
        let Some(found) = self.0.get(provider) else {
            return Err(no_such_provider(name));
        };
        Ok(Route {
            model: Arc::clone(found),
            name: model.to_owned(),
        })
    }
}

/// Every tool with the department that may call it, as the built-in model learns them.
pub fn known(departments: &BTreeMap<String, Department>, toolbox: &Toolbox<Records>) -> Vec<Known> {
    let departments = departments.iter();
    let departments = departments.filter(|(name, _)| *name != SUPERVISOR);
    let tools = departments.flat_map(|(department, it)| {
        it.agent.tools.iter().filter_map(|name| {
            // Nobody has written how people ask for what another program does.
            toolbox.spec(name)?;
            Some(Known {
                name: name.clone(),
                department: department.clone(),
                schema: toolbox.schema(name)?.to_value(),
            })
        })
    });
    tools.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_model_answers_only_where_no_other_was_asked_for() {
        let nothing = ollama::Found::default();
        let offline = names(&Models::default(), &nothing, "smart");
        assert_eq!(
            offline,
            [format!("{}/{}", offline::PROVIDER, offline::MODEL)]
        );
        let models = Models {
            openai_base_url: Some("http://127.0.0.1:1/v1".to_owned()),
            ..Models::default()
        };
        let found = names(&models, &ollama::Found::asked_for(), "fast");
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("openai/") && found[1].starts_with("ollama/"));
        let chosen = Models {
            smart: vec!["offline/x".to_owned()],
            ..models
        };
        assert_eq!(names(&chosen, &nothing, "smart"), ["offline/x"]);
    }
}
