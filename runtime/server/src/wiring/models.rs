//! Which models answer, and the line that says so.

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use domain::{
    agent::{Department, SUPERVISOR},
    model::Model,
    tool::Toolbox,
    words::{Say, Words},
};
use models::{
    defaults::{self, Provider},
    offline::{self, Known, Offline, OfflineSettings},
    openai::{Key, OpenAi, Settings},
    router::{Route, Router},
};
use store::records::Records;

use super::Parts;
use crate::{
    config::{Models, Secret},
    trouble::Trouble,
};

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
        let names = names(models, alias);
        let found = names.iter().map(|it| providers.route(it));
        let found: Result<Vec<Route>, Trouble> = found.collect();
        routes.insert(alias.to_owned(), found?);
    }
    Ok(Router::new(routes, Box::new(Instant::now))?)
}

/// Which model answers first, for the person who starts the program.
pub fn line(models: &Models) -> Say {
    let smart = names(models, "smart");
    let first = smart.first().map(String::as_str).unwrap_or_default();
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
/// it has a key or an address, then Ollama if it has an address, else the built-in model alone: it
/// never answers in the place of a model that was asked for.
fn names(models: &Models, alias: &str) -> Vec<String> {
    let configured = match alias {
        "smart" => &models.smart,
        _ => &models.fast,
    };
    if !configured.is_empty() {
        return configured.clone();
    }
    let name = |provider: Provider| {
        let model = provider.model(alias)?;
        Some(format!("{}/{model}", provider.name))
    };
    let openai = (models.openai_key.is_some() || models.openai_base_url.is_some())
        .then(|| name(defaults::OPENAI));
    let ollama = models.ollama_host.is_some().then(|| name(defaults::OLLAMA));
    let found: Vec<String> = [openai, ollama].into_iter().flatten().flatten().collect();
    match found.is_empty() {
        true => vec![format!("{}/{}", offline::PROVIDER, offline::MODEL)],
        false => found,
    }
}

/// All models that may answer, as `provider/name`.
pub fn model_names(models: &Models) -> Vec<String> {
    let mut all: Vec<String> = ALIASES
        .into_iter()
        .flat_map(|it| names(models, it))
        .collect();
    all.sort();
    all.dedup();
    all
}

/// A model that some alias names, with the address of its provider and its key.
#[derive(Debug)]
pub struct Named<'a> {
    /// The provider.
    pub provider: String,
    /// The model.
    pub model: String,
    /// Where it is; nothing, where it is built in.
    pub address: Option<String>,
    /// What opens it.
    pub key: Option<&'a Secret>,
}

/// Each model that some alias names, once.
pub fn named(models: &Models) -> Vec<Named<'_>> {
    let all = model_names(models);
    let named = all.into_iter().map(|name| {
        let (provider, model) = name.split_once('/').unwrap_or((&name, ""));
        let (address, key) = if provider == defaults::OPENAI.name {
            let address = models.openai_base_url.as_deref();
            let address = address.unwrap_or(defaults::OPENAI.base_url).to_owned();
            (Some(address), models.openai_key.as_ref())
        } else if provider == defaults::OLLAMA.name {
            let host = models.ollama_host.as_deref().map(ollama_url);
            (
                Some(host.unwrap_or_else(|| defaults::OLLAMA.base_url.to_owned())),
                None,
            )
        } else {
            (None, None)
        };
        Named {
            provider: provider.to_owned(),
            model: model.to_owned(),
            address,
            key,
        }
    });
    named.collect()
}

struct Providers(BTreeMap<&'static str, Arc<dyn Model>>);

impl Providers {
    fn new(models: &Models, known: Vec<Known>, words: &Arc<Words>) -> anyhow::Result<Self> {
        let key = models.openai_key.as_ref().map(|it| Key::new(it.reveal()));
        let url = models.openai_base_url.as_deref();
        let openai = Settings::new(
            defaults::OPENAI.name,
            url.unwrap_or(defaults::OPENAI.base_url),
            key,
        );
        let host = models.ollama_host.as_deref().map(ollama_url);
        let ollama = Settings::new(
            defaults::OLLAMA.name,
            host.as_deref().unwrap_or(defaults::OLLAMA.base_url),
            None,
        );
        let offline = Offline::new(OfflineSettings {
            tools: known,
            words: Arc::clone(words),
            delay: models.offline_delay,
        })?;
        let wanted: Vec<String> = ALIASES
            .into_iter()
            .flat_map(|alias| names(models, alias))
            .collect();
        let is_wanted = |provider: &str| {
            let prefix = format!("{provider}/");
            wanted.iter().any(|it| it.starts_with(&prefix))
        };
        let mut providers = BTreeMap::<_, Arc<dyn Model>>::new();
        providers.insert(offline::PROVIDER, Arc::new(offline));
        for settings in [
            (defaults::OPENAI.name, openai),
            (defaults::OLLAMA.name, ollama),
        ] {
            // A client that nobody uses would only load certificates.
            if is_wanted(settings.0) {
                providers.insert(settings.0, Arc::new(OpenAi::new(settings.1)?));
            }
        }
        Ok(Self(providers))
    }

    fn route(&self, name: &str) -> Result<Route, Trouble> {
        let (provider, model) = name.split_once('/').unwrap_or((name, ""));
        let Some(found) = self.0.get(provider) else {
            let known = [
                defaults::OPENAI.name,
                defaults::OLLAMA.name,
                offline::PROVIDER,
            ];
            return Err(Trouble::of("no_such_provider")
                .with("name", name)
                .with("known", known.join(", ")));
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
            Some(Known {
                name: name.clone(),
                department: department.clone(),
                schema: toolbox.schema(name)?.to_value(),
            })
        })
    });
    tools.collect()
}

/// Ollama's address as its own variable writes it, with or without a scheme.
fn ollama_url(host: &str) -> String {
    let host = host.trim_end_matches('/');
    match host.contains("://") {
        true => format!("{host}/v1"),
        false => format!("http://{host}/v1"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_model_answers_only_where_no_other_was_asked_for() {
        let offline = names(&Models::default(), "smart");
        assert_eq!(
            offline,
            [format!("{}/{}", offline::PROVIDER, offline::MODEL)]
        );
        let both = Models {
            openai_base_url: Some("http://127.0.0.1:1/v1".to_owned()),
            ollama_host: Some("127.0.0.1:11434".to_owned()),
            ..Models::default()
        };
        let found = names(&both, "fast");
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("openai/") && found[1].starts_with("ollama/"));
        let chosen = Models {
            smart: vec!["offline/x".to_owned()],
            ..both
        };
        assert_eq!(names(&chosen, "smart"), ["offline/x"]);
    }

    #[test]
    fn ollama_is_found_as_its_own_variable_writes_it() {
        assert_eq!(ollama_url("127.0.0.1:11434"), "http://127.0.0.1:11434/v1");
        assert_eq!(ollama_url("https://host/"), "https://host/v1");
    }
}
