//! Which models answer, and the line that says so.

mod ollama;

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use domain::{agent::SUPERVISOR, model::Model, words::Say};
use models::{
    defaults,
    offline::{self, Known, Offline, OfflineSettings},
    openai::{Key, OpenAi, Settings},
    router::{Route, Router},
};

pub(crate) use self::ollama::host as ollama_host;
use super::Parts;
use crate::{config::Models, trouble::Trouble};

/// The aliases that departments may name.
const ALIASES: [&str; 2] = ["smart", "fast"];

/// The models behind each alias.
pub fn route(parts: &Parts<'_>) -> anyhow::Result<Router> {
    let providers = Providers::new(parts)?;
    let mut routes = BTreeMap::new();
    for alias in ALIASES {
        let names = of(parts.models, alias);
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
    /// The lines, the one about who answers first.
    pub says: Vec<Say>,
}

/// Looks whether Ollama is there, where nothing says which model is to answer, and what is
/// installed of it.
pub async fn settle(models: &Models) -> Settled {
    let mut settled = models.clone();
    let (found, note) = ollama::look(models).await;
    for (alias, list) in [("smart", &mut settled.smart), ("fast", &mut settled.fast)] {
        *list = names(models, &found, alias);
    }
    let says = [Some(line(&settled)), note];
    Settled {
        says: says.into_iter().flatten().collect(),
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

/// The names of an alias once they are settled; nothing of Ollama, if they are not.
fn of(models: &Models, alias: &str) -> Vec<String> {
    names(models, &ollama::Found::default(), alias)
}

struct Providers(BTreeMap<&'static str, Arc<dyn Model>>);

impl Providers {
    fn new(parts: &Parts<'_>) -> anyhow::Result<Self> {
        let models = parts.models;
        let key = models.openai_key.as_ref().map(|it| Key::new(it.reveal()));
        let url = models.openai_base_url.as_deref();
        let openai = Settings::new(
            defaults::OPENAI.name,
            url.unwrap_or(defaults::OPENAI.base_url),
            key,
        );
        let host = ollama::host(models).map(|it| it.chat());
        let ollama = Settings::new(
            defaults::OLLAMA.name,
            host.as_deref().unwrap_or(defaults::OLLAMA.base_url),
            None,
        );
        let offline = Offline::new(OfflineSettings {
            tools: known(parts),
            words: Arc::clone(&parts.words),
            delay: models.offline_delay,
        })?;
        let wanted: Vec<String> = ALIASES
            .into_iter()
            .flat_map(|alias| of(models, alias))
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
fn known(parts: &Parts<'_>) -> Vec<Known> {
    let departments = parts.settings.departments.iter();
    let departments = departments.filter(|(name, _)| *name != SUPERVISOR);
    let tools = departments.flat_map(|(department, it)| {
        it.agent.tools.iter().filter_map(|name| {
            // Nobody has written how people ask for what another program does.
            parts.toolbox.spec(name)?;
            Some(Known {
                name: name.clone(),
                department: department.clone(),
                schema: parts.toolbox.schema(name)?.to_value(),
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
