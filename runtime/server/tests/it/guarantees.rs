//! What the documentation promises has a test, and the test is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A test: the file or module that it is in, and its name.
pub(crate) type Test = (String, String);

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn every_guarantee_names_a_test_that_exists() {
    let tests = tests();
    for page in ["docs/engine.md", "docs/audit.md", "docs/mcp.md"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        let mut guarantees = 0;
        let mut is_of_tests = false;
        for line in text.lines() {
            let cells: Vec<&str> = line.trim().trim_matches('|').split(" | ").collect();
            let Some(last) = cells.last().filter(|_| line.starts_with('|')) else {
                is_of_tests = false;
                continue;
            };
            if last.trim().starts_with("test") {
                is_of_tests = true;
            } else if is_of_tests && !last.starts_with("---") {
                guarantees += 1;
                let named: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
                assert!(!named.is_empty(), "{page} promises without a test: {line}");
                for name in named {
                    assert!(
                        is_there(&tests, name),
                        "{page} names no test of ours: {name}"
                    );
                }
            }
        }
        assert!(guarantees > 5, "{page} has {guarantees} guarantees");
    }
}

#[test]
fn every_mutant_names_a_test_that_exists() {
    let tests = tests();
    let patches = fs::read_dir(root().join(".ci/mutants")).unwrap();
    for patch in patches.map(|it| it.unwrap().path()) {
        if patch.extension().is_none_or(|it| it != "patch") {
            continue;
        }
        let text = fs::read_to_string(&patch).unwrap();
        let dies = text.lines().find_map(|it| it.strip_prefix("Dies by: "));
        let name = dies.and_then(|it| it.split(' ').nth(1)).unwrap_or_default();
        assert!(is_there(&tests, name), "{}: {name}", patch.display());
    }
}

#[test]
fn no_mutant_breaks_what_a_later_migration_replaces() {
    let migrations = texts("runtime/store/migrations", "sql");
    let mut looked_at = 0;
    for (mutant, patch) in texts(".ci/mutants", "patch") {
        let broken = patch.lines().find_map(|it| it.strip_prefix("+++ b/"));
        let broken = broken.and_then(|it| it.strip_prefix("runtime/store/migrations/"));
        let Some(broken) = broken else { continue };
        // What the file holds up to the first line that is changed.
        let hunk = patch.lines().skip_while(|it| !it.starts_with("@@")).skip(1);
        let unbroken: Vec<&str> = hunk.map_while(|it| it.strip_prefix(' ')).collect();
        let unbroken = unbroken.join("\n");
        let text = &migrations[broken];
        let at = text.find(&unbroken);
        let at = at.unwrap_or_else(|| panic!("{broken} does not hold what {mutant} breaks"));
        let at = at + unbroken.len();
        let Some((_, rest)) = text.split_at(at).0.rsplit_once("function ") else {
            continue;
        };
        let name = rest.split('(').next().unwrap_or_default();
        if rest.contains("\n$$;") {
            continue;
        }
        looked_at += 1;
        let replaced = format!("create or replace function {name}(");
        let later = migrations
            .iter()
            .find(|it| it.0.as_str() > broken && it.1.contains(&replaced));
        if let Some((later, _)) = later {
            panic!("{mutant} breaks `{name}` in {broken}, and {later} replaces it");
        }
    }
    assert!(looked_at > 5, "{looked_at} functions were looked at");
}

#[test]
fn every_file_of_tests_is_run() {
    for folder in ["agents", "tools", "workflows", "runtime"] {
        for main in mains(&root().join(folder)) {
            let declared = fs::read_to_string(&main).unwrap();
            for entry in fs::read_dir(main.parent().unwrap()).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                let is_code = path.extension().is_some_and(|it| it == "rs") && name != "main";
                let is_run = declared.lines().any(|it| it == format!("mod {name};"));
                assert!(is_run || !is_code, "nothing runs {}", path.display());
            }
        }
    }
}

/// The files of a folder with an ending, by name.
fn texts(folder: &str, ending: &str) -> BTreeMap<String, String> {
    let files = fs::read_dir(root().join(folder)).unwrap();
    let files = files.map(|it| it.unwrap().path());
    let files = files.filter(|it| it.extension().is_some_and(|it| it == ending));
    let name = |it: &Path| it.file_name().unwrap().to_string_lossy().into_owned();
    files
        .map(|it| (name(&it), fs::read_to_string(&it).unwrap()))
        .collect()
}

/// Where the binaries of tests begin.
fn mains(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("tests/it") {
            found.push(path.join("main.rs"));
        } else if path.is_dir() {
            found.extend(mains(&path));
        }
    }
    found
}

/// A name may begin with its crate, as `crate: module::name`; a module may have all that is meant, as `module::*`.
pub(crate) fn is_there(tests: &BTreeSet<Test>, named: &str) -> bool {
    let named = named.split_once(": ").map_or(named, |it| it.1);
    let mut parts = named.rsplit("::");
    let name = parts.next().unwrap_or_default();
    let module = parts.next();
    tests
        .iter()
        .any(|(file, it)| (it == name || name == "*") && module.is_none_or(|module| file == module))
}

/// All tests of the workspace, and the cases of the engines' contract.
pub(crate) fn tests() -> BTreeSet<Test> {
    let mut tests = BTreeSet::new();
    for folder in ["agents", "tools", "workflows", "runtime"] {
        collect(&root().join(folder), &mut tests);
    }
    tests
}

fn collect(folder: &Path, tests: &mut BTreeSet<Test>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, tests);
        } else if path.extension().is_some_and(|it| it == "rs") {
            // The tests of a module in a file of their own bear its name.
            let named = match path.ends_with("tests.rs") {
                true => folder.file_name(),
                false => path.file_stem(),
            };
            let module = named.unwrap().to_string_lossy().into_owned();
            let code = fs::read_to_string(&path).unwrap();
            let mut is_test = false;
            for line in code.lines().map(str::trim) {
                is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
                let case = line.starts_with("pub(crate) async fn ");
                let is_case = case && path.parent().is_some_and(|it| it.ends_with("contract"));
                let Some((_, declared)) = line.split_once("fn ") else {
                    continue;
                };
                if is_test || is_case {
                    let name = declared.split(['(', '<']).next().unwrap_or_default();
                    tests.insert((module.clone(), name.to_owned()));
                }
                is_test = false;
            }
        }
    }
}
