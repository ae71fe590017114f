//! Which models are asked when the owner names none. The only place that holds model names.

use crate::offline;

/// Every provider that models can be of.
pub const PROVIDERS: [&str; 3] = [OPENAI.name, OLLAMA.name, offline::PROVIDER];

/// A provider that needs nothing but a key or a running server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Provider {
    /// The provider, as prices, logs and the API name it.
    pub name: &'static str,
    /// Where it is.
    pub base_url: &'static str,
    /// The model for what takes thought: the alias `smart`.
    pub smart: &'static str,
    /// The model for what must be quick and cheap: the alias `fast`.
    pub fast: &'static str,
}

impl Provider {
    /// The model of an alias; `None` for an alias without a default.
    pub fn model(&self, alias: &str) -> Option<&'static str> {
        match alias {
            "smart" => Some(self.smart),
            "fast" => Some(self.fast),
            _ => None,
        }
    }
}

/// OpenAI. These are its newest models that call tools through its chat protocol, which they do
/// without reasoning; GPT-6.1 and later call tools through its Responses protocol only.
/// See <https://developers.openai.com/api/docs/models>.
pub const OPENAI: Provider = Provider {
    name: "openai",
    base_url: "https://api.openai.com/v1",
    smart: "gpt-6-sol",
    fast: "gpt-6-luna",
};

/// Ollama on the same machine. Both models call tools and fit a computer of today.
pub const OLLAMA: Provider = Provider {
    name: "ollama",
    base_url: "http://127.0.0.1:11434/v1",
    smart: "qwen3:8b",
    fast: "qwen3:4b",
};
