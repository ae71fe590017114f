//! The texts are all there, in every language, and say what the tools say.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use domain::{language::Language, words::Words};
use fluent_syntax::{ast::Entry, parser};

use crate::{WORDS, testing::toolbox};

/// The attributes of each message, by language.
fn attributes(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for source in WORDS.iter().filter(|it| it.language == language) {
        let resource = parser::parse(source.text).unwrap();
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                panic!("{}: only messages are expected", source.name);
            };
            assert_eq!(message.id.name, source.name);
            let names = message.attributes.iter().map(|it| it.id.name.to_owned());
            let names: Vec<String> = names.collect();
            let set: BTreeSet<String> = names.iter().cloned().collect();
            assert_eq!(
                names.len(),
                set.len(),
                "{} says something twice",
                source.name
            );
            all.insert(source.name.to_owned(), set);
        }
    }
    all
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    found
}

#[test]
fn every_language_file_is_registered() {
    let on_disk: BTreeSet<String> = sources()
        .iter()
        .filter(|it| it.extension().is_some_and(|it| it == "ftl"))
        .map(|it| it.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let registered: BTreeSet<String> = WORDS
        .iter()
        .map(|it| format!("{}.{}", it.name, it.language.tag()))
        .collect();
    let forgotten: Vec<&String> = on_disk.difference(&registered).collect();
    assert!(
        forgotten.is_empty(),
        "nobody reads {forgotten:?}: add the tool's line to the list in tools/src/lib.rs, \
         `local department::name::Name,` or `outside ..`, or take the files away"
    );
    assert_eq!(on_disk, registered);
    assert_eq!(registered.len(), WORDS.len(), "a line stands twice");
}

#[test]
fn all_languages_say_the_same_things() {
    // How people name a value otherwise is a matter of their language.
    let comparable = |language| {
        let mut all = attributes(language);
        for names in all.values_mut() {
            names.retain(|it| !it.starts_with("also_"));
        }
        all
    };
    assert_eq!(comparable(Language::PtBr), comparable(Language::En));
}

#[test]
fn every_tool_has_the_texts_that_people_and_models_read() {
    let words = Words::new(WORDS.iter().copied()).unwrap();
    for (name, language) in toolbox()
        .names()
        .flat_map(|name| Language::ALL.map(|language| (name, language)))
    {
        for attribute in ["", "card", "answer", "phrases", "example"] {
            let text = words.raw(language, name, attribute);
            let text = text.unwrap_or_default();
            assert!(
                !text.trim().is_empty(),
                "tools/src/../{name}.{}.ftl lacks .{attribute}",
                language.tag()
            );
        }
        let lists = words.has(language, name, "columns");
        assert_eq!(lists, words.has(language, name, "empty"), "{name}");
    }
}

/// Looks for texts that are named where they are said. Names that are computed are seen by the
/// tests of the tools, which say whatever they are told.
#[test]
fn every_text_that_the_code_names_exists() {
    let words = Words::new(WORDS.iter().copied()).unwrap();
    let mut seen = 0;
    for path in sources() {
        let is_code = path.extension().is_some_and(|it| it == "rs");
        let code = fs::read_to_string(&path).unwrap();
        for named in code.split("Say::of(\"").skip(1).filter(|_| is_code) {
            let mut quoted = named.split('"');
            let (message, between) = (quoted.next().unwrap(), quoted.next().unwrap());
            if between.trim() != "," {
                continue;
            }
            let attribute = quoted.next().unwrap();
            for language in Language::ALL {
                let has = words.has(language, message, attribute);
                assert!(has, "{}: {message}.{attribute}", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 5);
}
