//! Each setting with its value and who says so. Secrets are shown to be there, and not what they are.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

use serde::Serialize;

use super::{Environment, Error, File, home};

/// What stands for a secret.
const REDACTED: &str = "***";

/// Who says what a setting is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "from", rename_all = "lowercase")]
pub enum Origin {
    /// Nobody: it goes without saying.
    Default,
    /// A line of `firma.toml`.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The environment.
    Environment,
}

/// A setting that holds.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Held {
    /// The key of `firma.toml`, or the variable.
    pub key: String,
    /// Its value; nothing, where it is not set and nothing stands for it.
    pub value: Option<String>,
    /// Who says so.
    #[serde(flatten)]
    pub origin: Origin,
}

/// A key of `firma.toml`: what holds if nobody says, and the variable that wins over it.
type Key = (&'static str, Option<&'static str>, Option<&'static str>);

/// What holds for each key if nobody says. A test has every key of the file here.
pub(super) const DEFAULTS: [Key; 9] = [
    ("api.requests_per_second", Some("2000"), None),
    ("api.strangers_per_second", Some("100"), None),
    ("listen", Some("127.0.0.1:8080"), Some("FIRMA_LISTEN")),
    ("models.smart", None, None),
    ("models.fast", None, None),
    ("models.offline.delay", Some("0s"), None),
    ("models.openai.base_url", None, Some("OPENAI_BASE_URL")),
    ("http.instead", None, None),
    ("log.format", Some("pretty"), None),
];

/// The variables that stand beside the file, and which of them are secrets.
pub(super) const VARIABLES: [(&str, bool); 19] = [
    ("DATABASE_URL", true),
    ("DATABASE_URL_FILE", false),
    ("FIRMA_PG_DIR", false),
    ("FIRMA_PG_WHEEL", false),
    ("FIRMA_TOKEN", true),
    ("FIRMA_TOKEN_FILE", false),
    ("OPENAI_API_KEY", true),
    ("OPENAI_API_KEY_FILE", false),
    ("OLLAMA_HOST", false),
    ("STRIPE_API_KEY", true),
    ("STRIPE_API_KEY_FILE", false),
    ("STRIPE_API_BASE", false),
    ("STRIPE_ALLOW_LIVE", false),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", false),
    ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", false),
    ("OTEL_EXPORTER_OTLP_HEADERS", true),
    ("OTEL_TRACES_EXPORTER", false),
    ("OTEL_SDK_DISABLED", false),
    ("RUST_LOG", false),
];

/// What else says how spans leave, and which of it is secret: all that we and the library read, as
/// `docs/operations.md` names it. It is shown where it is set.
const OF_SPANS: [(&str, bool); 13] = [
    ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", true),
    ("OTEL_EXPORTER_OTLP_TIMEOUT", false),
    ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", false),
    ("OTEL_SERVICE_NAME", false),
    ("OTEL_RESOURCE_ATTRIBUTES", false),
    ("OTEL_TRACES_SAMPLER", false),
    ("OTEL_TRACES_SAMPLER_ARG", false),
    ("OTEL_BSP_MAX_QUEUE_SIZE", false),
    ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", false),
    ("OTEL_BSP_SCHEDULE_DELAY", false),
    ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", false),
    ("OTEL_SPAN_EVENT_COUNT_LIMIT", false),
    ("OTEL_SPAN_LINK_COUNT_LIMIT", false),
];

/// Each setting that there is, as it holds.
pub fn held(environment: Environment<'_>, named: Option<PathBuf>) -> Result<Vec<Held>, Error> {
    let home = home(environment);
    let path = named.unwrap_or_else(|| home.join("firma.toml"));
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(Error::Read { path, source }),
    };
    let mut said = File::leaves(&text);
    let mut held = vec![Held {
        key: "FIRMA_HOME".to_owned(),
        value: Some(home.display().to_string()),
        origin: match environment.path("FIRMA_HOME") {
            Some(_) => Origin::Environment,
            None => Origin::Default,
        },
    }];
    for (key, default, variable) in DEFAULTS {
        let line = said.remove(key);
        held.push(key_held(
            (key, default, variable),
            line,
            (environment, &path),
        )?);
    }
    // Keys that have no default: they are shown where the file has them.
    held.extend(said.into_iter().map(|(key, (line, value))| Held {
        value: Some(harmless(&key, value)),
        origin: Origin::File {
            path: path.clone(),
            line,
        },
        key,
    }));
    for variable in VARIABLES {
        held.push(variable_held(variable, environment)?);
    }
    for variable in OF_SPANS {
        let variable = variable_held(variable, environment)?;
        held.extend(Some(variable).filter(|it| it.value.is_some()));
    }
    Ok(held)
}

fn variable_held(
    (name, is_secret): (&'static str, bool),
    environment: Environment<'_>,
) -> Result<Held, Error> {
    let value = environment.text(name)?;
    Ok(Held {
        key: name.to_owned(),
        origin: match value {
            Some(_) => Origin::Environment,
            None => Origin::Default,
        },
        value: value.map(|it| match is_secret {
            true => REDACTED.to_owned(),
            false => without_login(&it),
        }),
    })
}

fn key_held(
    (key, default, variable): Key,
    line: Option<(usize, String)>,
    (environment, path): (Environment<'_>, &PathBuf),
) -> Result<Held, Error> {
    let set = match variable {
        Some(variable) => environment.text(variable)?,
        None => None,
    };
    let (value, origin) = match (set, line) {
        (Some(value), _) => (Some(without_login(&value)), Origin::Environment),
        (None, Some((line, value))) => {
            let path = path.clone();
            (Some(harmless(key, value)), Origin::File { path, line })
        }
        (None, None) => (default.map(str::to_owned), Origin::Default),
    };
    let key = key.to_owned();
    Ok(Held { key, value, origin })
}

/// A value of the file. Secrets have no place there; whoever puts one there is not shown it either.
fn harmless(key: &str, value: String) -> String {
    let key = key.to_lowercase();
    let suspicious = ["secret", "password", "token", "api_key", "authorization"];
    match suspicious.iter().any(|it| key.contains(it)) {
        true => REDACTED.to_owned(),
        false => without_login(&value),
    }
}

/// A value without the names and passwords that the addresses in it may bear.
fn without_login(value: &str) -> String {
    let mut parts = value.split("://");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for rest in parts {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        shown.push_str("://");
        match authority.rsplit_once('@') {
            Some((_, host)) => shown.extend([REDACTED, "@", host]),
            None => shown.push_str(authority),
        }
        shown.push_str(path);
    }
    shown
}

/// The leaves of a file: each key with its line and its value as it is written.
pub(super) type Leaves = BTreeMap<String, (usize, String)>;

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, ffi::OsString};

    use super::*;

    #[test]
    fn what_says_how_spans_leave_is_what_the_papers_name_and_is_shown_where_it_is_set() {
        const PAPER: &str = include_str!("../../../../docs/operations.md");
        let section = PAPER.split("\n## Traces").nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        let words = section.split(|it: char| !it.is_ascii_uppercase() && it != '_');
        let named: BTreeSet<&str> = words.filter(|it| it.starts_with("OTEL_")).collect();
        let all = VARIABLES.iter().chain(&OF_SPANS).map(|(name, _)| *name);
        let known: BTreeSet<&str> = all.filter(|it| it.starts_with("OTEL_")).collect();
        assert_eq!(named, known);

        let look_up = |name: &str| -> Option<OsString> {
            match name {
                "FIRMA_HOME" => Some("/nowhere".into()),
                "OTEL_SERVICE_NAME" => Some("padaria".into()),
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS" => Some("key=very-secret".into()),
                _ => None,
            }
        };
        let held = held(Environment::new(&look_up), None).unwrap();
        let of = |key: &str| {
            let found = held.iter().find(|it| it.key == key);
            found.map(|it| it.value.clone().unwrap())
        };
        assert_eq!(of("OTEL_SERVICE_NAME").as_deref(), Some("padaria"));
        let secret = of("OTEL_EXPORTER_OTLP_TRACES_HEADERS");
        assert_eq!(secret.as_deref(), Some(REDACTED));
        assert_eq!(of("OTEL_TRACES_SAMPLER"), None);
    }

    #[test]
    fn each_setting_says_who_says_so_and_no_secret_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = "listen = \"127.0.0.1:1\"\n[log]\nformat = \"json\"\n[http.instead]\n\
            \"https://a.example\" = \"https://me:hidden@proxy/a\"\n";
        fs::write(folder.path().join("firma.toml"), file).unwrap();
        let folder_name = folder.path().as_os_str().to_owned();
        let look_up = move |name: &str| -> Option<OsString> {
            match name {
                "FIRMA_HOME" => Some(folder_name.clone()),
                "FIRMA_LISTEN" => Some("127.0.0.1:2".into()),
                "OPENAI_API_KEY" => Some("sk-very-secret".into()),
                "OPENAI_BASE_URL" => Some("https://me:hidden@host/v1".into()),
                _ => None,
            }
        };
        let held = held(Environment::new(&look_up), None).unwrap();
        let of = |key: &str| held.iter().find(|it| it.key == key).unwrap().clone();
        let listen = of("listen");
        assert_eq!(listen.value.as_deref(), Some("127.0.0.1:2"));
        assert_eq!(listen.origin, Origin::Environment);
        let format = of("log.format");
        assert_eq!(format.value.as_deref(), Some("\"json\""));
        assert!(matches!(format.origin, Origin::File { line: 3, .. }));
        assert_eq!(of("models.offline.delay").origin, Origin::Default);
        let shown = serde_json::to_string(&held).unwrap();
        assert!(
            !shown.contains("very-secret") && !shown.contains("hidden"),
            "{shown}"
        );
        assert_eq!(
            of("http.instead").value.as_deref(),
            Some("https://a.example = \"https://***@proxy/a\"")
        );
        assert_eq!(
            of("models.openai.base_url").value.as_deref(),
            Some("https://***@host/v1")
        );
    }
}
