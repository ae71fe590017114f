//! Who may import whom. A new edge here is a design decision, not a build fix.

#![cfg(test)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use toml::Table;

/// Each crate and the crates of ours that it may depend on. `testkit` is a dev-dependency of any.
const ROOMS: &[(&str, &[&str])] = &[
    ("runtime/domain", &[]),
    ("agents", &["domain"]),
    ("tools", &["domain", "store"]),
    ("workflows", &["domain", "store"]),
    ("runtime/store", &["domain"]),
    ("runtime/models", &["domain"]),
    ("runtime/durable", &["domain", "store"]),
    ("runtime/orchestrator", &["domain", "store"]),
    (
        "runtime/testkit",
        &[
            "agents",
            "domain",
            "durable",
            "models",
            "orchestrator",
            "store",
            "tools",
            "workflows",
        ],
    ),
    (
        "runtime/server",
        &[
            "agents",
            "domain",
            "durable",
            "models",
            "orchestrator",
            "store",
            "tools",
            "workflows",
        ],
    ),
];

/// What tests may see besides: the built-in model is tested on the tools that ship, since their texts
/// and schemas are all that it knows.
const TESTS: &[(&str, &str)] = &[("runtime/models", "tools")];

/// What only some rooms may use. The testkit stands for the world outside.
const ALONE: &[(&str, &[&str])] = &[
    ("sqlx", &["runtime/store", "runtime/testkit"]),
    ("pgvector", &["runtime/store"]),
    ("async-openai", &["runtime/models"]),
    ("ollama-rs", &["runtime/models"]),
    ("reqwest", &["runtime/models", "runtime/server", "tools"]),
    ("rmcp", &["tools", "runtime/server", "runtime/testkit"]),
    ("opentelemetry", &["runtime/server"]),
    ("opentelemetry-http", &["runtime/server"]),
    ("opentelemetry-otlp", &["runtime/server"]),
    ("opentelemetry-proto", &["runtime/testkit"]),
    ("opentelemetry_sdk", &["runtime/server"]),
    ("tracing-opentelemetry", &["runtime/server"]),
    (
        "prometheus-client",
        &[
            "runtime/store",
            "runtime/models",
            "runtime/durable",
            "runtime/server",
            "runtime/testkit",
        ],
    ),
    ("axum", &["runtime/server", "runtime/testkit"]),
    ("askama", &["runtime/server"]),
    ("clap", &["runtime/server"]),
    ("rustyline", &["runtime/server"]),
    ("anyhow", &["runtime/server", "runtime/testkit"]),
    ("teloxide-core", &["runtime/channels"]),
    ("temporalio-sdk", &["runtime/durable"]),
];

#[test]
fn every_crate_has_a_room() {
    let workspace: Table = read(&root().join("Cargo.toml")).parse().unwrap();
    let members = workspace["workspace"]["members"].as_array().unwrap();
    let mut found = BTreeSet::new();
    for member in members.iter().map(|it| it.as_str().unwrap()) {
        match member.strip_suffix("/*") {
            None => {
                found.insert(member.to_owned());
            }
            Some(folder) => {
                let below = fs::read_dir(root().join(folder)).unwrap();
                let names = below.map(|it| it.unwrap().file_name().into_string().unwrap());
                found.extend(names.map(|name| format!("{folder}/{name}")));
            }
        }
    }
    let rooms: BTreeSet<String> = ROOMS.iter().map(|it| it.0.to_owned()).collect();
    assert_eq!(found, rooms);
}

#[test]
fn crates_depend_only_on_the_rooms_below_them() {
    let ours: Vec<&str> = ROOMS.iter().map(|(folder, _)| name(folder)).collect();
    for (folder, allowed) in ROOMS {
        let manifest = manifest(folder);
        for (kind, besides) in [
            ("dependencies", None),
            ("build-dependencies", None),
            ("dev-dependencies", Some("testkit")),
        ] {
            let used = dependencies(&manifest, kind);
            let tests = |it: &str| besides.is_some() && TESTS.contains(&(folder, it));
            let unexpected: Vec<_> = used
                .iter()
                .map(String::as_str)
                .filter(|it| ours.contains(it) && !allowed.contains(it))
                .filter(|it| Some(*it) != besides && !tests(it))
                .collect();
            assert!(
                unexpected.is_empty(),
                "{folder} must not have {unexpected:?} in its {kind}"
            );
        }
    }
}

/// A package by itself would else be built with other features than with all the rest, and everything below it twice.
#[test]
fn versions_and_features_of_dependencies_stand_in_the_workspace_alone() {
    let inherited: Table = "workspace = true".parse().unwrap();
    for (folder, _) in ROOMS {
        let manifest = manifest(folder);
        for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let listed = manifest.get(kind).and_then(|it| it.as_table());
            for (name, asked) in listed.into_iter().flatten() {
                assert_eq!(asked.as_table(), Some(&inherited), "{folder}: {name}");
            }
        }
    }
}

#[test]
fn what_belongs_to_one_room_is_used_in_no_other() {
    for (folder, _) in ROOMS {
        let used = dependencies(&manifest(folder), "dependencies");
        for (vendor, rooms) in ALONE {
            let uses = used.iter().any(|it| it == vendor);
            assert!(
                !uses || rooms.contains(folder),
                "{folder} must not use {vendor}"
            );
        }
    }
}

#[test]
fn tools_and_workflows_see_only_the_records_of_the_store() {
    let rooms = ["tools/src", "workflows/src"];
    for file in rooms.iter().flat_map(|it| rust_files(&root().join(it))) {
        let code = shipped(&file);
        let reaches = code.matches("store::").count();
        let allowed = code.matches("store::records::").count();
        assert_eq!(
            reaches,
            allowed,
            "{} reaches past the records",
            file.display()
        );
    }
}

#[test]
fn the_domain_has_no_clock_and_does_no_io() {
    for file in rust_files(&root().join("runtime/domain/src")) {
        let code = shipped(&file);
        for what in [
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
            "tokio",
            "::now()",
            "SystemTime",
        ] {
            assert!(!code.contains(what), "{} uses {what}", file.display());
        }
    }
}

#[test]
fn only_the_configuration_reads_the_environment() {
    let configuration = root().join("runtime/server/src/config.rs");
    for (folder, _) in ROOMS
        .iter()
        .filter(|(folder, _)| *folder != "runtime/testkit")
    {
        for file in rust_files(&root().join(folder).join("src")) {
            let reads = shipped(&file).contains("env::var");
            assert!(
                !reads || file == configuration,
                "{} reads the environment",
                file.display()
            );
        }
    }
}

#[test]
fn no_room_passes_on_what_belongs_to_another() {
    let ours: Vec<&str> = ROOMS.iter().map(|(folder, _)| name(folder)).collect();
    for (folder, _) in ROOMS {
        for file in rust_files(&root().join(folder).join("src")) {
            let code = shipped(&file);
            for other in ours.iter().filter(|it| **it != name(folder)) {
                let passes_on = code.contains(&format!("pub use {other}::"));
                assert!(!passes_on, "{} passes on {other}", file.display());
            }
        }
    }
}

#[test]
fn every_tool_file_is_registered() {
    let toolbox = server::wiring::toolbox().unwrap();
    let registered: Vec<&str> = toolbox.names().collect();
    let mut files = Vec::new();
    for folder in fs::read_dir(root().join("tools/src")).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
            let is_tool = file.extension().is_some_and(|it| it == "rs")
                && read(&file).contains("const SPEC: Spec");
            if is_tool {
                files.push(file.file_stem().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    files.sort();
    assert_eq!(files, registered);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
        .to_owned()
}

fn name(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap()
}

fn manifest(folder: &str) -> Table {
    read(&root().join(folder).join("Cargo.toml"))
        .parse()
        .unwrap()
}

fn dependencies(manifest: &Table, kind: &str) -> Vec<String> {
    let found = manifest.get(kind).and_then(|it| it.as_table());
    found.into_iter().flat_map(Table::keys).cloned().collect()
}

/// A file without its tests: they stand at its end, or in a file of their own.
fn shipped(file: &Path) -> String {
    let is_test = |it: &Path| {
        let stem = it.file_stem().unwrap_or_default();
        stem == "tests" || stem == "testing"
    };
    if file.ancestors().any(is_test) {
        return String::new();
    }
    let code = read(file);
    let end = code.find("#[cfg(test)]\nmod tests {").unwrap_or(code.len());
    code[..end].to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => rust_files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .collect()
}
