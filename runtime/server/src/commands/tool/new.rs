//! `firma tool new`: the files of a tool that compiles, its line in the list and its grant, or nothing
//! at all.

mod edits;
mod files;

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::{
    agent::{DELEGATE, SUPERVISOR},
    language::Language,
    words::{Say, Words},
};

use self::files::{Draft, Failed};
use crate::{
    cli::NewTool,
    commands::Exit,
    running::Setting,
    trouble::{Trouble, one_line},
    words::Voice,
};

/// The list of tools.
const LIST: &str = "tools/src/lib.rs";

/// The longest name of a tool.
const LONGEST: usize = 40;

/// What cannot name a module (the Rust Reference, "Keywords").
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// What a tool's file names already.
const TYPES: [&str; 28] = [
    "Approval",
    "Args",
    "Box",
    "Call",
    "Deserialize",
    "Done",
    "Duration",
    "Effect",
    "Err",
    "Fate",
    "Found",
    "JsonSchema",
    "Local",
    "Needs",
    "None",
    "Ok",
    "Option",
    "Outside",
    "OwnerLimits",
    "Plan",
    "Records",
    "Result",
    "Say",
    "Serialize",
    "Site",
    "Some",
    "Spec",
    "String",
];

/// The same, and what the traits are called.
const TRAITS: [&str; 3] = ["Tool", "ToolError", "Vec"];

/// Makes a tool in the checkout around the current folder.
pub(crate) fn run(setting: &Setting, new: &NewTool) -> anyhow::Result<Exit> {
    let here = std::env::current_dir()?;
    let checkout = checkout(&here).ok_or_else(|| trouble("no_checkout"))?;
    let drafts = drafts(&checkout, new, setting.voice.words())?;
    files::write(&checkout, &drafts).map_err(told)?;
    tell(setting, &setting.voice, new, &drafts);
    Ok(Exit::Done)
}

/// Every file as it is to be; nothing is written.
pub(crate) fn drafts(checkout: &Path, new: &NewTool, words: &Words) -> anyhow::Result<Vec<Draft>> {
    let (department, name) = (new.department.as_str(), new.name.as_str());
    check_department(checkout, department)?;
    check_name(name, words)?;
    let list = read(checkout, LIST)?;
    check_is_free(checkout, &list, (department, name))?;
    let kind = match new.outside {
        true => "outside",
        false => "local",
    };
    let module_path = format!("tools/src/{department}.rs");
    let module = module(checkout, &module_path, (department, name))?;
    let list = edits::with_tool(&list, kind, (department, name), &type_name(name));
    let list = match (list, &module.is_new) {
        (Some(list), true) => edits::with_department(&list, department),
        (list, _) => list,
    };
    let unexpected = |path: &str, what: &str| {
        let trouble = trouble("unexpected").with("path", path);
        trouble.with("what", what)
    };
    let list = list.ok_or_else(|| unexpected(LIST, "toolbox(clients) { .. }"))?;
    let agent_path = format!("agents/{department}.toml");
    let agent = read(checkout, &agent_path)?;
    let agent = edits::with_grant(&agent, name);
    let agent = agent.ok_or_else(|| unexpected(&agent_path, "tools = [..]"))?;
    let mut drafts = files::of_tool(kind, department, name);
    drafts.push(module);
    drafts.push(Draft::changed(LIST, list));
    drafts.push(Draft::changed(&agent_path, agent));
    Ok(drafts)
}

/// The folder with the workspace, here or above.
fn checkout(here: &Path) -> Option<PathBuf> {
    let mut folders = here.ancestors();
    let is_one = |it: &&Path| it.join(LIST).is_file() && it.join("agents").is_dir();
    folders.find(is_one).map(Path::to_owned)
}

fn check_department(checkout: &Path, department: &str) -> anyhow::Result<()> {
    let known = departments(checkout)?;
    let names = known.join(", ");
    if department == SUPERVISOR {
        return Err(trouble("no_work").with("known", names).into());
    }
    match known.iter().any(|it| it == department) {
        true => Ok(()),
        false => {
            let trouble = trouble("no_department").with("department", department);
            Err(trouble.with("known", names).into())
        }
    }
}

fn departments(checkout: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(checkout.join("agents"))? {
        let path = entry?.path();
        let stem = path.file_stem().map(|it| it.to_string_lossy().into_owned());
        if path.extension().is_some_and(|it| it == "toml") && path.is_file() {
            names.extend(stem.filter(|it| it != SUPERVISOR && it != "Cargo"));
        }
    }
    names.sort();
    Ok(names)
}

fn check_name(name: &str, words: &Words) -> anyhow::Result<()> {
    let part = |it: &str| {
        !it.is_empty()
            && it
                .bytes()
                .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
    };
    let is_name = name.len() <= LONGEST
        && name.starts_with(|it: char| it.is_ascii_lowercase())
        && name.split('_').all(part);
    let says = |attribute: &str| Err(trouble(attribute).with("name", name).into());
    if !is_name {
        return says("bad_name");
    }
    if KEYWORDS.contains(&name) {
        return says("keyword");
    }
    let type_name = type_name(name);
    let mut types = TYPES.iter().chain(&TRAITS);
    let is_type = types.any(|it| *it == type_name);
    // Texts of all rooms share their names.
    let is_text = words.has(Language::En, name, "") && !is_tool(name);
    match is_type || is_text || name == DELEGATE || ["tests", "testing"].contains(&name) {
        true => says("reserved"),
        false => Ok(()),
    }
}

/// Whether this very build has the tool: then the checkout says where it is.
fn is_tool(name: &str) -> bool {
    tools::WORDS.iter().any(|it| it.name == name)
}

fn check_is_free(
    checkout: &Path,
    list: &str,
    (department, name): (&str, &str),
) -> anyhow::Result<()> {
    let taken = |path: &str| trouble("taken").with("name", name).with("path", path);
    if edits::names(list, name) {
        return Err(taken(LIST).into());
    }
    for place in [format!("tools/src/{department}"), "tools/src".to_owned()] {
        for end in [".rs", ".en.ftl", ".pt-BR.ftl", ""] {
            let path = format!("{place}/{name}{end}");
            if checkout.join(&path).symlink_metadata().is_ok() {
                return Err(trouble("in_the_way").with("path", path).into());
            }
        }
    }
    Ok(())
}

/// The department's module with the tool in it; a new one, where it has no tools yet.
fn module(checkout: &Path, path: &str, (department, name): (&str, &str)) -> anyhow::Result<Draft> {
    if !checkout.join(path).exists() {
        let text = format!("//! Tools of the {department} department.\n\npub(crate) mod {name};\n");
        return Ok(Draft::new(path, text));
    }
    let text = edits::with_module(&read(checkout, path)?, "pub(crate) ", name);
    Ok(Draft::changed(path, text))
}

fn read(checkout: &Path, path: &str) -> anyhow::Result<String> {
    fs::read_to_string(checkout.join(path)).map_err(|error| {
        let trouble = Trouble::of("file_unreadable").with("path", path);
        trouble.with("error", error).into()
    })
}

/// `find_address` is `FindAddress`.
fn type_name(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|it| it.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

fn trouble(attribute: &str) -> Trouble {
    Trouble(Say::of("tool-new", attribute))
}

fn told(failed: Failed) -> Trouble {
    match failed {
        Failed::Nothing { path, error } => trouble("unwritable")
            .with("path", path)
            .with("error", one_line(&error.to_string())),
        Failed::InTheWay { path } => trouble("in_the_way").with("path", path),
        Failed::Half { path, error, done } => trouble("half")
            .with("path", path)
            .with("error", one_line(&error.to_string()))
            .with("done", done.join(", ")),
    }
}

fn tell(setting: &Setting, voice: &Voice, new: &NewTool, drafts: &[Draft]) {
    setting.terminal.line(&voice.text("tool-new", "made"));
    for draft in drafts {
        setting.terminal.line(&format!("  {}", draft.path));
    }
    let path = format!("tools/src/{}/{}.rs", new.department, new.name);
    let next = Say::of("tool-new", "next")
        .with("path", path)
        .with("name", &new.name)
        .with("example", r#"{"about": "bakery"}"#);
    setting.terminal.line(&voice.say(&next));
}

#[cfg(test)]
mod tests;
