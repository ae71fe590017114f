//! What people put into `firma.toml` although it comes from the environment.

use super::held::VARIABLES;

/// How the name of what is secret ends.
const ENDINGS: [&str; 4] = ["key", "token", "secret", "password"];

/// Whose secret it is, by a word in the key; what is said of nobody is the model's.
const OWNERS: [(&str, &str); 5] = [
    ("stripe", "STRIPE_API_KEY"),
    ("database", "DATABASE_URL"),
    ("postgres", "DATABASE_URL"),
    ("openai", "OPENAI_API_KEY"),
    ("token", "FIRMA_TOKEN"),
];

/// Whether a key looks as if a secret stood there.
pub(super) fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    ENDINGS.iter().any(|it| key.ends_with(it))
}

/// Whether a variable may be left to a file that another variable names.
pub(crate) fn has_file(variable: &str) -> bool {
    let file = format!("{variable}_FILE");
    VARIABLES.iter().any(|(it, _)| *it == file)
}

/// The variable from which a key of the file comes instead, if it does.
pub(super) fn variable(key: &str) -> Option<&'static str> {
    let last = key.rsplit('.').next().unwrap_or_default();
    let named = |text: &str| {
        let name = text.to_uppercase().replace(['.', '-'], "_");
        let found = VARIABLES.iter().find(|(it, _)| *it == name);
        found.map(|(it, _)| *it)
    };
    if let Some(variable) = named(key).or_else(|| named(last)) {
        return Some(variable);
    }
    let key = key.to_lowercase();
    is_secret(&key).then(|| {
        let owner = OWNERS.iter().find(|(word, _)| key.contains(word));
        owner.map_or("OPENAI_API_KEY", |(_, variable)| *variable)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_told_from_which_variable_it_comes() {
        for (key, from) in [
            ("openai_api_key", "OPENAI_API_KEY"),
            ("models.openai.api-key", "OPENAI_API_KEY"),
            ("models.key", "OPENAI_API_KEY"),
            ("payments.stripe.secret", "STRIPE_API_KEY"),
            ("token", "FIRMA_TOKEN"),
            ("database.password", "DATABASE_URL"),
            ("database_url", "DATABASE_URL"),
            ("models.ollama_host", "OLLAMA_HOST"),
        ] {
            assert_eq!(variable(key), Some(from), "{key}");
        }
        for key in ["lisen", "models.smrt", "api.requests_per_tokens"] {
            assert_eq!(variable(key), None, "{key}");
        }
    }
}
