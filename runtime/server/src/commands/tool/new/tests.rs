use std::collections::BTreeMap;

use tempfile::TempDir;

use super::*;

/// A checkout with the files that matter.
fn scratch() -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let scratch = tempfile::tempdir().unwrap();
    for path in [
        LIST,
        "tools/src/sales.rs",
        "tools/src/finance.rs",
        "agents/sales.toml",
        "agents/finance.toml",
        "agents/supervisor.toml",
        "agents/Cargo.toml",
    ] {
        let place = scratch.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::copy(root.join(path), place).unwrap();
    }
    scratch
}

fn make(checkout: &Path, department: &str, name: &str, outside: bool) -> Result<(), String> {
    let new = NewTool {
        department: department.to_owned(),
        name: name.to_owned(),
        outside,
    };
    let words = crate::words::all().unwrap();
    let drafts = drafts(checkout, &new, &words);
    let written = drafts.and_then(|it| Ok(files::write(checkout, &it).map_err(told)?));
    written.map_err(|error| {
        let say = crate::trouble::explain(&error);
        let zone = chrono_tz::Tz::UTC;
        let language = Language::En;
        words.say(domain::words::Reader { language, zone }, &say)
    })
}

fn all(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(all(&path)),
            false => {
                found.insert(path.clone(), fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

fn text(checkout: &TempDir, path: &str) -> String {
    fs::read_to_string(checkout.path().join(path)).unwrap()
}

#[test]
fn a_tool_gets_its_files_its_line_its_module_and_its_grant() {
    let checkout = scratch();
    make(checkout.path(), "sales", "find_address", true).unwrap();
    make(checkout.path(), "sales", "archive_lead", false).unwrap();
    let list = text(&checkout, LIST);
    let line = "        outside sales::find_address::FindAddress(clients.http.at(\"https://example.com\")),\n        local sales::archive_lead::ArchiveLead,\n        local finance::";
    assert!(list.contains(line), "{list}");
    let module = text(&checkout, "tools/src/sales.rs");
    let archive = module.find("pub(crate) mod archive_lead;").unwrap();
    assert!(archive < module.find("pub(crate) mod create_lead;").unwrap());
    assert!(module.contains("pub(crate) mod find_address;\npub(crate) mod find_leads;\n"));
    let agent: domain::agent::Agent =
        toml::from_str(&text(&checkout, "agents/sales.toml")).unwrap();
    assert!(agent.tools.contains("find_address") && agent.tools.contains("archive_lead"));
    for end in [".rs", ".en.ftl", ".pt-BR.ftl", "/tests.rs"] {
        let made = text(&checkout, &format!("tools/src/sales/find_address{end}"));
        assert!(!made.contains("__"), "{made}");
    }
    // Nothing is left beside.
    let names = all(checkout.path());
    assert!(
        names
            .keys()
            .all(|it| !it.to_string_lossy().ends_with(".new"))
    );
}

#[test]
fn a_department_without_tools_gets_its_module_too() {
    let checkout = scratch();
    let agent = "purpose = \"Parcels.\"\ntitle = { en = \"Shipping\" }\nmodel = \"smart\"\n\
                 tools = [\n    # none yet\n]\nlimits = { steps = 1, micros = 0 }\n";
    fs::write(checkout.path().join("agents/shipping.toml"), agent).unwrap();
    make(checkout.path(), "shipping", "send_parcel", false).unwrap();
    let list = text(&checkout, LIST);
    assert!(list.contains("\nmod sales;\nmod shipping;\n"), "{list}");
    assert!(list.contains("        local shipping::send_parcel::SendParcel,\n    }\n"));
    let agent = text(&checkout, "agents/shipping.toml");
    assert!(agent.contains("tools = [\"send_parcel\",\n    # none yet\n]"));
    let module = text(&checkout, "tools/src/shipping.rs");
    assert!(module.ends_with("pub(crate) mod send_parcel;\n"));
}

#[test]
fn a_name_that_cannot_be_is_told_with_what_to_do_and_nothing_is_changed() {
    let checkout = scratch();
    fs::write(checkout.path().join("tools/src/sales/count_leads.rs"), "").unwrap_or_else(|_| {
        fs::create_dir_all(checkout.path().join("tools/src/sales")).unwrap();
        fs::write(checkout.path().join("tools/src/sales/count_leads.rs"), "").unwrap();
    });
    let before = all(checkout.path());
    for (department, name, told) in [
        (
            "sales",
            "create_lead",
            "There is a tool or a text \"create_lead\" already: tools/src/lib.rs.",
        ),
        (
            "sales",
            "customers",
            "There is a tool or a text \"customers\" already: tools/src/lib.rs.",
        ),
        (
            "sales",
            "CreateLead",
            "\"CreateLead\" cannot name a tool: lower-case letters",
        ),
        ("sales", "create-lead", "\"create-lead\" cannot name a tool"),
        ("sales", "9lives", "\"9lives\" cannot name a tool"),
        ("sales", "a__b", "\"a__b\" cannot name a tool"),
        ("sales", "../x", "\"../x\" cannot name a tool"),
        ("sales", "", "\"\" cannot name a tool"),
        ("sales", "match", "\"match\" is a word of Rust"),
        (
            "sales",
            "delegate",
            "\"delegate\" means something to Firma itself",
        ),
        ("sales", "gate", "\"gate\" means something to Firma itself"),
        ("sales", "plan", "\"plan\" means something to Firma itself"),
        (
            "sales",
            "count_leads",
            "tools/src/sales/count_leads.rs is in the way.",
        ),
        (
            "sale",
            "x",
            "There is no department \"sale\" in agents/. There are: finance, sales.",
        ),
        ("supervisor", "x", "The supervisor has no tools of its own"),
    ] {
        let error = make(checkout.path(), department, name, false).unwrap_err();
        assert!(error.starts_with(told), "{error}");
    }
    assert_eq!(all(checkout.path()), before);
}

#[test]
fn files_that_are_not_as_expected_are_named_and_left_alone() {
    for (path, from, to, what) in [
        (
            LIST,
            "toolbox(clients) {",
            "toolbox(c) {",
            "toolbox(clients) { .. }",
        ),
        ("agents/sales.toml", "tools = [", "tool = [", "tools = [..]"),
    ] {
        let checkout = scratch();
        let changed = text(&checkout, path).replace(from, to);
        fs::write(checkout.path().join(path), changed).unwrap();
        let before = all(checkout.path());
        let error = make(checkout.path(), "sales", "send_parcel", false).unwrap_err();
        let told = format!("{path} does not look as expected: {what} was not found.");
        assert!(error.starts_with(&told), "{error}");
        assert_eq!(all(checkout.path()), before);
    }
}

#[test]
fn what_cannot_be_written_changes_nothing_and_what_was_cut_short_is_told() {
    let checkout = scratch();
    let draft = |path: &str| Draft::new(path, "x".to_owned());
    // A file where a folder would have to be.
    fs::write(checkout.path().join("tools/src/sales"), "").unwrap();
    let before = all(checkout.path());
    let drafts = [draft("new/a.rs"), draft("tools/src/sales/b.rs")];
    let failed = files::write(checkout.path(), &drafts);
    assert!(matches!(failed, Err(Failed::Nothing { .. })), "{failed:?}");
    assert_eq!(all(checkout.path()), before);
    let drafts = [draft("a.rs"), draft("agents/sales.toml")];
    let failed = files::write(checkout.path(), &drafts);
    let Err(Failed::Half { path, done, .. }) = failed else {
        panic!("{failed:?}");
    };
    assert_eq!(
        (path.as_str(), done),
        ("agents/sales.toml", vec!["a.rs".to_owned()])
    );
    assert_eq!(
        text(&checkout, "agents/sales.toml"),
        before[&checkout.path().join("agents/sales.toml")]
    );
}

#[test]
fn a_checkout_is_found_from_below() {
    let scratch = scratch();
    let below = scratch.path().join("tools/src");
    assert_eq!(checkout(&below).unwrap(), scratch.path());
    assert_eq!(checkout(Path::new("/")), None);
}
