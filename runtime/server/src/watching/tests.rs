use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::wiring;

/// A home, what watches it, and how often something else was made to hold.
fn watched(home: &Path) -> (Watched, Arc<AtomicUsize>) {
    let toolbox = wiring::toolbox().unwrap();
    let settings = wiring::settings(home, &toolbox).unwrap();
    let folder = home.to_owned();
    let held = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&held);
    let watched = Watched::new(
        home,
        settings,
        move || wiring::settings(&folder, &toolbox),
        move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        },
    );
    (watched, held)
}

fn prompt(watched: &Watched) -> String {
    watched.now().departments["sales"].prompt.clone()
}

fn write(home: &Path, name: &str, text: &str) {
    let path = home.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_change_holds_at_the_next_look_however_soon_it_comes() {
    let home = tempfile::tempdir().unwrap();
    let (watched, held) = watched(home.path());
    let built_in = prompt(&watched);
    // Of one length, and perhaps within one tick of the clock.
    for text in ["Sell A.", "Sell B.", "Sell C.", "Sell D."] {
        write(home.path(), "prompts/sales.md", text);
        assert_eq!(prompt(&watched), text);
    }
    assert_eq!(held.load(Ordering::Relaxed), 4);
    assert!(Arc::ptr_eq(&watched.now(), &watched.now()));
    fs::remove_file(home.path().join("prompts/sales.md")).unwrap();
    assert_eq!(prompt(&watched), built_in);
}

#[test]
fn a_broken_file_changes_nothing_and_is_told_until_it_is_mended() {
    let home = tempfile::tempdir().unwrap();
    let (watched, held) = watched(home.path());
    write(home.path(), "prompts/sales.md", "Sell.");
    assert_eq!(prompt(&watched), "Sell.");
    write(home.path(), "prompts/sales.md", "Sell {{ compnay }}.");
    assert_eq!(prompt(&watched), "Sell.");
    let fault = watched.fault().unwrap();
    assert_eq!(fault.say.attribute, "agents_broken");
    let error = fault.say.args["error"].as_str().unwrap();
    assert!(error.contains("prompts/sales.md"), "{error}");
    assert_eq!(watched.fault().unwrap().since, fault.since);
    write(home.path(), "agents/sales.toml", "purpose = 1");
    let other = watched.fault().unwrap().say;
    assert_eq!(other.attribute, "agents_syntax");
    assert_eq!(other.args["line"], "1");
    fs::remove_file(home.path().join("agents/sales.toml")).unwrap();
    write(home.path(), "prompts/sales.md", "Sell more.");
    assert_eq!(prompt(&watched), "Sell more.");
    assert_eq!(watched.fault(), None);
    assert_eq!(held.load(Ordering::Relaxed), 2);
}

#[test]
fn settings_without_files_stay() {
    let home = tempfile::tempdir().unwrap();
    let toolbox = wiring::toolbox().unwrap();
    let fixed = Watched::fixed(wiring::settings(home.path(), &toolbox).unwrap());
    assert!(Arc::ptr_eq(&fixed.now(), &fixed.now()));
    assert_eq!(fixed.fault(), None);
}
