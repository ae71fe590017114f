use std::{fs, path::Path};

use super::*;

#[test]
fn every_sentence_that_the_code_names_exists_in_every_language() {
    let words = all().unwrap();
    let mut named = 0;
    for file in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let code = fs::read_to_string(&file).unwrap();
        let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
        for opening in [
            "Say::of( \"",
            "Say::of(\"",
            ".text(\"",
            ".text( \"",
            "Trouble::of(\"",
        ] {
            for call in code.split(opening).skip(1) {
                let mut parts = call.split('"');
                let first = parts.next().unwrap();
                let (message, attribute) = match opening.starts_with("Trouble") {
                    true => ("trouble", first),
                    false => match parts.next() {
                        Some(between) if between.trim() == "," => (first, parts.next().unwrap()),
                        _ => continue,
                    },
                };
                named += 1;
                for language in Language::ALL {
                    assert!(
                        words.has(language, message, attribute),
                        "{}: {message}.{attribute} in {}",
                        file.display(),
                        language.tag()
                    );
                }
            }
        }
    }
    assert!(named > 80, "{named} sentences were found");
}

#[test]
fn every_finding_of_the_doctor_exists_in_every_language() {
    let words = all().unwrap();
    let mut named = 0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands/doctor");
    for file in rust_files(&folder) {
        let code = fs::read_to_string(&file).unwrap();
        for opening in [
            "State::Fine, \"",
            "State::Note, \"",
            "State::Wrong, \"",
            " of(\"",
        ] {
            for call in code.split(opening).skip(1) {
                let attribute = call.split('"').next().unwrap();
                named += 1;
                for language in Language::ALL {
                    let has = words.has(language, "doctor", attribute);
                    assert!(has, "{attribute} in {}", language.tag());
                }
            }
        }
    }
    assert!(named > 60, "{named} findings were found");
}

#[test]
fn both_languages_say_the_same_things() {
    for source in WORDS.iter().filter(|it| it.language == Language::En) {
        let others = WORDS.iter();
        let other = others
            .filter(|it| it.language == Language::PtBr)
            .find(|it| it.name == source.name)
            .unwrap();
        assert_eq!(shape(source.text), shape(other.text), "{}", source.name);
    }
}

#[test]
fn every_status_and_role_has_a_word() {
    use domain::{approval::ApprovalStatus as Status, person::Role};

    let words = all().unwrap();
    let statuses = [
        Status::Pending,
        Status::Approved,
        Status::Used,
        Status::Denied,
        Status::Expired,
        Status::Withdrawn,
        Status::Happened,
        Status::DidNot,
        Status::Again,
    ];
    let statuses = statuses.map(|it| format!("status-{}", it.word()));
    let roles = [Role::Staff, Role::Manager, Role::Admin, Role::Owner];
    let roles = roles.map(|it| format!("role-{}", it.word()));
    for language in Language::ALL {
        for attribute in statuses.iter().chain(&roles) {
            assert!(words.has(language, "approval", attribute), "{attribute}");
        }
    }
}

/// Messages, attributes and the values that they take, in order.
fn shape(text: &str) -> Vec<String> {
    let mut shape = Vec::new();
    for line in text.lines() {
        let is_name = |it: &str| {
            it.bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"_-.".contains(&it))
        };
        if let Some((name, _)) = line
            .trim()
            .split_once(" =")
            .filter(|(name, _)| is_name(name))
        {
            shape.push(name.to_owned());
        }
        let mut values: Vec<String> = line
            .split("{ $")
            .skip(1)
            .map(|it| it.split([' ', '}']).next().unwrap().to_owned())
            .collect();
        values.sort();
        shape.extend(values);
    }
    shape
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => rust_files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .collect()
}
