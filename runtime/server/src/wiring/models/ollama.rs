//! Whether Ollama is there, and which of its models answer.

use std::time::Duration;

use domain::words::Say;
use models::{
    defaults,
    ollama::{Host, Installed, Ollama},
};

use crate::config::{Models, OLLAMA_OFF};

/// How long the start may wait for Ollama. Where nothing listens, it waits for nothing.
const PATIENCE: Duration = Duration::from_millis(300);

/// Which models of Ollama answer, by alias.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Found {
    smart: Option<String>,
    fast: Option<String>,
}

impl Found {
    /// The models that are asked for where nobody can say what is installed.
    pub(super) fn asked_for() -> Self {
        let name = |it: &str| Some(it.to_owned());
        Self {
            smart: name(defaults::OLLAMA.smart),
            fast: name(defaults::OLLAMA.fast),
        }
    }

    /// Of the models that can call tools, ours if they are there; else the largest for what takes
    /// thought and the smallest for what must be quick. A model of which Ollama did not say what it
    /// can do comes after those of which it did.
    fn among(installed: &[Installed]) -> Self {
        let told = |tools: Option<bool>| {
            let fitting = installed.iter().filter(move |it| it.tools == tools);
            fitting.collect::<Vec<_>>()
        };
        let able = match told(Some(true)) {
            // An old server says nothing of embedders either, which cannot even talk.
            able if able.is_empty() => {
                let mut silent = told(None);
                silent.retain(|it| !it.name.contains("embed"));
                silent
            }
            able => able,
        };
        let ours = |name: &str| able.iter().copied().find(|it| it.name == name);
        let largest = able.iter().copied().max_by_key(|it| it.size);
        let smallest = able.iter().copied().min_by_key(|it| it.size);
        let name = |it: Option<&Installed>| it.map(|it| it.name.clone());
        Self {
            smart: name(ours(defaults::OLLAMA.smart).or(largest)),
            fast: name(ours(defaults::OLLAMA.fast).or(smallest)),
        }
    }

    /// The model of an alias.
    pub(super) fn model(&self, alias: &str) -> Option<&str> {
        match alias {
            "smart" => self.smart.as_deref(),
            _ => self.fast.as_deref(),
        }
    }
}

/// Where Ollama is; `None` if it is not to be looked for.
pub(crate) fn host(models: &Models) -> Option<Host> {
    match models.ollama_host.as_deref() {
        Some(OLLAMA_OFF) => None,
        Some(text) => Host::parse(text),
        None => Host::parse(""),
    }
}

/// Looks what is there, and says what a person can do about what is not. It is looked for where
/// nothing else was configured, and wherever it was.
pub(super) async fn look(models: &Models) -> (Found, Option<Say>) {
    let is_settled = !models.smart.is_empty() && !models.fast.is_empty();
    let has_other = models.openai_key.is_some() || models.openai_base_url.is_some();
    let is_named = models.ollama_host.is_some();
    if is_settled || (has_other && !is_named) {
        return (Found::default(), None);
    }
    let Some(ollama) = host(models).and_then(|it| Ollama::new(it).ok()) else {
        return (Found::default(), None);
    };
    let say = |attribute| {
        Say::of("models", attribute)
            .with("url", ollama.host().to_string())
            .with("model", defaults::OLLAMA.smart)
    };
    match ollama.installed(PATIENCE).await {
        Ok(installed) => {
            let found = Found::among(&installed);
            let note = found.smart.is_none().then(|| match installed.is_empty() {
                true => say("none-installed"),
                false => say("none-calls-tools"),
            });
            (found, note)
        }
        // It was asked for: it may come up yet.
        Err(error) if is_named => {
            tracing::warn!(%error, "Ollama cannot be reached");
            (Found::asked_for(), Some(say("unreachable")))
        }
        Err(_) => (Found::default(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(models: &[(&str, u64, Option<bool>)]) -> Found {
        let models = models.iter().map(|(name, size, tools)| Installed {
            name: (*name).to_owned(),
            size: *size,
            tools: *tools,
        });
        Found::among(&models.collect::<Vec<_>>())
    }

    #[test]
    fn only_models_that_can_call_tools_are_chosen() {
        let found = installed(&[
            ("embedder", 1, Some(false)),
            ("large", 30, Some(true)),
            ("middle", 20, Some(true)),
            ("silent", 90, None),
            ("small", 10, Some(true)),
        ]);
        assert_eq!(found.model("smart"), Some("large"));
        assert_eq!(found.model("fast"), Some("small"));
        assert_eq!(installed(&[("embedder", 1, Some(false))]), Found::default());
    }

    #[test]
    fn ours_come_before_others_and_silence_after_them() {
        let ours = defaults::OLLAMA.smart;
        let found = installed(&[("large", 90, Some(true)), (ours, 10, Some(true))]);
        assert_eq!(found.model("smart"), Some(ours));
        let old = installed(&[("old", 2, None), ("nomic-embed-text", 1, None)]);
        assert_eq!(old.model("fast"), Some("old"));
    }

    #[test]
    fn it_is_not_looked_for_where_it_says_so() {
        let at = |text: &str| {
            let models = Models {
                ollama_host: Some(text.to_owned()),
                ..Models::default()
            };
            host(&models).map(|it| it.to_string())
        };
        assert_eq!(at("off"), None);
        assert_eq!(at("box:1").as_deref(), Some("http://box:1"));
        assert!(host(&Models::default()).is_some());
    }
}
