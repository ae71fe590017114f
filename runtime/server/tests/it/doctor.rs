//! What the doctor and `config check` find where nothing works: they look at what the start builds.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
};

use rustix::process::geteuid;
use serde_json::Value;
use tempfile::TempDir;
use testkit::{
    ollama::{FakeOllama, able, talker},
    openai::{self, FakeOpenAi, departments},
    site::FakeSite,
};

use crate::commands::Ended;

/// A home that any user gets to, with this `firma.toml`.
struct Patient(TempDir);

impl Patient {
    fn new(file: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(folder.path().join("firma.toml"), file).unwrap();
        Self(folder)
    }

    fn home(&self) -> &Path {
        self.0.path()
    }

    fn firma(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firma"));
        command.args(arguments).stdin(Stdio::null()).env_clear();
        command
            .env("FIRMA_HOME", self.home())
            .env("FIRMA_LISTEN", "127.0.0.1:0")
            .env("LANG", "en_US.UTF-8")
            .envs(environment.iter().copied());
        Ended::of(&command.output().unwrap())
    }

    fn examined(&self, environment: &[(&str, &str)]) -> Examined {
        let ended = self.firma(&["doctor", "--json"], environment);
        let found = serde_json::from_str(&ended.answer);
        let found = found.unwrap_or_else(|error| panic!("{error}: {ended:?}"));
        let code = ended.code;
        Examined { code, found }
    }
}

/// What the doctor said.
#[derive(Debug)]
struct Examined {
    code: Option<i32>,
    found: Value,
}

impl Examined {
    /// What it said of one thing: how it stands, and the text.
    fn of(&self, check: &str) -> Vec<(&str, &str)> {
        let found = self.found.as_array().unwrap().iter();
        let found = found.filter(|it| it["check"] == check);
        found
            .map(|it| (it["state"].as_str().unwrap(), it["text"].as_str().unwrap()))
            .collect()
    }

    /// Fails unless this is what is wrong.
    fn is_wrong(&self, check: &str, text: &str) {
        assert_eq!(self.code, Some(1), "{self:?}");
        let found = self.of(check).into_iter();
        let mut wrong = found.filter(|(state, _)| *state == "wrong");
        assert!(wrong.any(|(_, it)| it.contains(text)), "{text}: {self:?}");
    }
}

const BAD_FILES: [(&str, &str); 5] = [
    (
        "[models]\nsmart = [\"foo/bar\"]\n",
        "line 2: \"foo/bar\" in \"models.smart\" names no provider",
    ),
    (
        "[models.openai]\nbase_url = \"not a url\"\n",
        "line 2: \"models.openai.base_url\" must be an address that begins with http",
    ),
    (
        "[http.instead]\n\"https://a.example\" = \"http://b.example\"\n",
        "line 2: the address under \"http.instead\" is neither https nor",
    ),
    (
        "[mcp.crm]\nurl = \"not a url\"\n",
        "line 2: \"mcp.NAME.url\" must be an address that begins with http",
    ),
    (
        "openai_api_key = \"sk-1\"\n",
        "set OPENAI_API_KEY in the environment, or OPENAI_API_KEY_FILE",
    ),
];

#[test]
fn what_stops_the_start_is_found_by_the_check_and_by_the_doctor_in_the_same_words() {
    for (file, said) in BAD_FILES {
        let patient = Patient::new(file);
        let checked = patient.firma(&["config", "check"], &[]);
        assert_eq!(checked.code, Some(1), "{checked:?}");
        assert!(checked.answer.contains(said), "{said}: {checked:?}");
        assert!(!checked.answer.contains("sk-1"), "{checked:?}");
        let asked = patient.firma(&["ask", "hello"], &[]);
        assert_eq!(asked.code, Some(1), "{asked:?}");
        assert_eq!(asked.notes, checked.answer);
        let examined = patient.examined(&[]);
        examined.is_wrong("configuration", checked.answer.trim());
    }
}

#[test]
fn the_check_names_everything_that_is_wrong_at_once() {
    let all = "[models]\nsmart = [\"foo/a\", \"bar/b\"]\n[mcp.crm]\nurl = \"x\"\nargs = 1\n\
        token = \"sk-1\"\n";
    let patient = Patient::new(all);
    let checked = patient.firma(&["config", "check"], &[]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    assert_eq!(checked.answer.lines().count(), 5, "{checked:?}");
    for said in ["foo/a", "bar/b", "line 4", "line 5", "\"token_from\""] {
        assert!(checked.answer.contains(said), "{said}: {checked:?}");
    }
}

#[test]
fn a_broken_file_does_not_end_the_look() {
    let patient = Patient::new("lisen = 1\n[models]\nfast = [\"offline/firma-offline\"]\n");
    let nowhere = patient.home().join("else.toml");
    for (arguments, said) in [
        (vec!["doctor"], "the nearest is \"listen\""),
        (
            vec!["doctor", "--config", nowhere.to_str().unwrap()],
            "is not there",
        ),
    ] {
        let ended = patient.firma(&arguments, &[("OLLAMA_HOST", "off")]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        for said in [
            said,
            "what goes without saying in place of what is wrong",
            "127.0.0.1:0 is free",
            "Firma's own",
            "offline/firma-offline is built in",
        ] {
            assert!(ended.answer.contains(said), "{said}: {ended:?}");
        }
    }
    let unknown = patient.examined(&[("DATABASE_URL_FILE", "/nowhere/url")]);
    unknown.is_wrong("configuration", "which DATABASE_URL_FILE names");
    // Another database than the one that was meant is none to look at.
    assert_eq!(unknown.of("database"), []);
    assert!(!unknown.of("port").is_empty());
}

#[test]
fn a_model_that_is_not_installed_is_wrong_with_the_way_to_fetch_it() {
    let installed = [able("large:8b", 8), talker("talker:70b", 40)];
    let ollama = FakeOllama::start((&installed, &[]), departments).unwrap();
    let patient = Patient::new(
        "[models]\nsmart = [\"ollama/llama9:400b\", \"ollama/talker:70b\"]\nfast = [\"ollama/large:8b\"]\n",
    );
    let examined = patient.examined(&[("OLLAMA_HOST", ollama.host())]);
    examined.is_wrong("models", "\"firma models pull llama9:400b\"");
    examined.is_wrong("models", "ollama/talker:70b cannot call tools");
    let models = examined.of("models");
    assert_eq!(models.len(), 3, "{examined:?}");
    assert!(
        models.contains(&("fine", "ollama/large:8b is there")),
        "{examined:?}"
    );
    let host = ollama.host().to_owned();
    ollama.kill();
    let away = patient.examined(&[("OLLAMA_HOST", &host)]);
    away.is_wrong("models", "\"ollama serve\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_there_if_its_provider_knows_it_and_takes_the_key() {
    let fake = FakeOpenAi::start(departments).await.unwrap();
    let patient =
        Patient::new("[models]\nsmart = [\"openai/gpt-0\"]\nfast = [\"openai/gpt-6-luna\"]\n");
    let at = ("OPENAI_BASE_URL", fake.base_url());
    let examined = patient.examined(&[at, ("OPENAI_API_KEY", openai::KEY)]);
    examined.is_wrong("models", "127.0.0.1 has no openai/gpt-0");
    let models = examined.of("models");
    assert!(
        models.contains(&("fine", "openai/gpt-6-luna is there")),
        "{examined:?}"
    );
    for (key, said) in [
        ("sk-other", "openai/gpt-6-luna refuses the key"),
        ("", "openai/gpt-6-luna wants a key"),
        ("sk-\u{7f}", "characters that no key has"),
    ] {
        let examined = patient.examined(&[at, ("OPENAI_API_KEY", key)]);
        examined.is_wrong("models", said);
    }
    let elsewhere = fake.base_url().trim_end_matches("/v1");
    let lost = [
        ("OPENAI_BASE_URL", elsewhere),
        ("OPENAI_API_KEY", openai::KEY),
    ];
    patient
        .examined(&lost)
        .is_wrong("models", "correct OPENAI_BASE_URL");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lists_no_models_is_neither_well_nor_ill() {
    let site = FakeSite::start().await.unwrap();
    let none = serde_json::json!({ "error": { "message": "no" } });
    site.answers("GET /v1/models", 404, &none);
    site.answers("POST /v1/chat/completions", 400, &none);
    let patient = Patient::new("[models]\nsmart = [\"openai/x\"]\nfast = [\"openai/x\"]\n");
    let base = format!("{}/v1", site.base());
    let examined = patient.examined(&[("OPENAI_BASE_URL", &base)]);
    let models = examined.of("models");
    assert!(
        models
            .iter()
            .any(|(state, text)| *state == "note" && text.contains("does not list its models")),
        "{examined:?}"
    );
}

#[test]
fn a_home_that_the_databases_user_cannot_enter_is_found() {
    let outer = tempfile::tempdir().unwrap();
    fs::set_permissions(outer.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let home = outer.path().join("firma");
    let patient = Patient::new("");
    let examined = patient.examined(&[("FIRMA_HOME", home.to_str().unwrap())]);
    match geteuid().is_root() {
        true => examined.is_wrong(
            "database",
            &format!("may not enter {}", outer.path().display()),
        ),
        false => assert_eq!(examined.code, Some(0), "{examined:?}"),
    }
    assert!(!home.exists(), "it was made");
}

#[test]
fn why_a_program_lends_nothing_is_said_in_the_readers_words() {
    let patient = Patient::new(
        "[mcp.crm]\ncommand = \"/nowhere/crm\"\n[mcp.maps]\nurl = \"http://127.0.0.1:1/mcp\"\n",
    );
    let pt = ("LANG", "pt_BR.UTF-8");
    let examined = patient.examined(&[pt]);
    examined.is_wrong("mcp", "crm: não foi possível iniciar \"/nowhere/crm\"");
    examined.is_wrong("mcp", "maps não fala o Model Context Protocol");
    let said = examined.found.to_string();
    assert!(!said.contains("rmcp") && !said.contains("::"), "{said}");
    let help = patient.firma(&["doctor", "--help"], &[]);
    assert!(
        help.answer
            .contains("starts nothing but the programs that lend tools"),
        "{help:?}"
    );
}

#[test]
fn an_ollama_that_is_nowhere_or_off_is_said_to_be_so() {
    let patient = Patient::new("");
    for arguments in [vec!["models"], vec!["ask", "hello"], vec!["config", "show"]] {
        let ended = patient.firma(&arguments, &[("OLLAMA_HOST", "a b")]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(
            ended.notes.contains("OLLAMA_HOST is no address"),
            "{ended:?}"
        );
    }
    patient
        .examined(&[("OLLAMA_HOST", "a b")])
        .is_wrong("configuration", "OLLAMA_HOST is no address");
    let off = patient.firma(&["models", "pull", "x"], &[("OLLAMA_HOST", "off")]);
    assert_eq!(off.code, Some(1), "{off:?}");
    assert!(
        off.notes.contains("OLLAMA_HOST=off turns Ollama off"),
        "{off:?}"
    );
}
