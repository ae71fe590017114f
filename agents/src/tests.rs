use std::{error::Error as _, fs};

use domain::{
    agent::{Agent, SUPERVISOR},
    language::Language,
};
use tempfile::TempDir;

use super::*;

/// The tools that the departments that are built in ask for.
fn tools() -> Vec<String> {
    let files = files::AGENTS.iter();
    let agents = files.map(|(_, text)| toml::from_str::<Agent>(text).unwrap());
    agents.flat_map(|it| it.tools).collect()
}

fn load(home: &Path) -> Result<BTreeMap<String, Department>, Error> {
    let tools = tools();
    let tools: Vec<&str> = tools.iter().map(String::as_str).collect();
    load_with(home, &Tools::new(tools, &|it: &str| it.starts_with("crm_")))
}

fn built_in() -> BTreeMap<String, Department> {
    let home = tempfile::tempdir().unwrap();
    load(home.path()).unwrap()
}

/// A home with these files in it.
fn home(files: &[(&str, &str)]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    home
}

/// What is said of a home with these files, without its path.
fn error(files: &[(&str, &str)]) -> String {
    let home = home(files);
    let error = load(home.path()).unwrap_err();
    let cause = error.source().map(|it| format!(": {it}"));
    let text = format!("{error}{}", cause.unwrap_or_default());
    text.replace(&format!("{}/", home.path().display()), "")
}

const SHIPPING: &str = r#"
    purpose = "Parcels."
    title = { en = "Shipping" }
    model = "smart"
    tools = ["find_leads"]
    limits = { steps = 50, micros = 0 }
"#;

fn shipping(from: &str, to: &str) -> String {
    assert!(SHIPPING.contains(from));
    error(&[
        ("agents/shipping.toml", &SHIPPING.replace(from, to)),
        ("prompts/shipping.md", "Send parcels."),
    ])
}

#[test]
fn the_departments_that_are_built_in_are_whole() {
    let departments = built_in();
    let names: Vec<&String> = departments.keys().collect();
    assert_eq!(names, ["finance", "sales", "supervisor"]);
    for (name, department) in &departments {
        for language in Language::ALL {
            let title = &department.agent.title[language.tag()];
            assert!(!title.is_empty());
        }
        assert_eq!(department.agent.tools.is_empty(), name == SUPERVISOR);
        let ends = "\n\nToday: {{ today }}\nCurrency: {{ currency }}\n";
        assert!(department.prompt.ends_with(ends), "{name}");
    }
}

#[test]
fn a_home_without_files_changes_nothing() {
    let tools = tools();
    let tools: Vec<&str> = tools.iter().map(String::as_str).collect();
    let tools = Tools::new(tools, &|_| false);
    assert_eq!(built_in_with(&tools).unwrap(), built_in());
}

#[test]
fn files_of_the_home_take_the_place_of_those_that_are_built_in_or_add_to_them() {
    let home = home(&[
        ("prompts/sales.md", "Sell. {{ company }}"),
        ("agents/finance.toml", SHIPPING),
        ("agents/shipping.toml", SHIPPING),
        (
            "prompts/shipping.md",
            "{% for name, what in departments|items %}{{ name }}{% endfor %}",
        ),
        ("agents/README.md", "not a department"),
        ("agents/.sales.toml", "an editor's"),
        ("agents/sales.toml~", "an editor's"),
    ]);
    let departments = load(home.path()).unwrap();
    assert_eq!(departments["sales"].prompt, "Sell. {{ company }}");
    assert_eq!(departments["sales"].agent, built_in()["sales"].agent);
    assert_eq!(departments["finance"].agent.purpose, "Parcels.");
    assert!(
        departments["finance"]
            .prompt
            .starts_with("You are the finance")
    );
    assert_eq!(departments["shipping"].agent.limits.steps, 50);
    assert_eq!(departments.len(), 4);
}

#[test]
fn a_mistake_is_told_with_its_file_and_the_nearest_name() {
    assert_eq!(
        shipping("find_leads", "find_lead"),
        "`agents/shipping.toml` asks for the unknown tool `find_lead`; did you mean `find_leads`?"
    );
    assert_eq!(
        shipping("find_leads", "delegate"),
        "`agents/shipping.toml` asks for the unknown tool `delegate`"
    );
    assert_eq!(
        shipping("limits", "approve = [\"create_lead\"]\nlimits"),
        "`agents/shipping.toml` has `create_lead` approved, which is not among its tools"
    );
    assert_eq!(
        shipping("50", "51"),
        "`agents/shipping.toml` has an unusable `limits.steps`: 1 to 50 model calls"
    );
    for (from, to, field) in [
        ("steps = 50", "steps = 0", "limits.steps"),
        ("micros = 0", "micros = -1", "limits.micros"),
        ("Parcels.", " ", "purpose"),
        ("smart", "", "model"),
        ("{ en = \"Shipping\" }", "{}", "title"),
        ("en =", "fr =", "title"),
    ] {
        let error = shipping(from, to);
        assert!(error.contains(&format!("an unusable `{field}`")), "{error}");
    }
    let unknown = shipping("model", "colour = \"red\"\nmodel");
    assert!(
        unknown.starts_with("`agents/shipping.toml` is not a department: "),
        "{unknown}"
    );
    assert!(unknown.contains("colour"), "{unknown}");
}

#[test]
fn files_that_belong_to_nothing_are_told() {
    assert_eq!(
        error(&[("prompts/slaes.md", "Sell.")]),
        "`prompts/slaes.md` is a prompt without a department; did you mean `sales`?"
    );
    assert_eq!(
        error(&[("agents/shipping.toml", SHIPPING)]),
        "`agents/shipping.toml` has no prompt: `prompts/shipping.md` is missing"
    );
    assert_eq!(
        error(&[("agents/Shipping.toml", SHIPPING)]),
        "`agents/Shipping.toml` cannot name a department: a name is lower-case letters, digits and \
         `_`"
    );
    let unreadable = error(&[("agents/sales.toml/x", "")]);
    assert!(
        unreadable.starts_with("cannot read `agents/sales.toml`: "),
        "{unreadable}"
    );
}

#[test]
fn the_supervisor_only_delegates() {
    assert_eq!(
        error(&[("agents/supervisor.toml", SHIPPING)]),
        "`agents/supervisor.toml` gives the supervisor tools; it can only delegate"
    );
}

#[test]
fn a_prompt_that_cannot_be_filled_in_is_told_when_it_is_read() {
    for prompt in ["Hello {{ compnay }}", "Hello {{ company", "{% if %}"] {
        let error = error(&[("prompts/sales.md", prompt)]);
        assert!(
            error.starts_with("`prompts/sales.md` is not a prompt: "),
            "{error}"
        );
    }
}

#[test]
fn a_tool_of_another_program_may_be_granted_before_it_is_there() {
    let text = files::AGENTS.iter().find(|(name, _)| *name == "sales");
    let text = text.unwrap().1;
    let granted = |tool: &str| text.replacen("tools = [", &format!("tools = [\"{tool}\", "), 1);
    let with = |tool: &str| home(&[("agents/sales.toml", &granted(tool))]);
    let loaded = load(with("crm_search").path()).unwrap();
    assert!(loaded["sales"].agent.tools.contains("crm_search"));
    let refused = load(with("cms_search").path()).unwrap_err();
    assert!(matches!(refused, Error::UnknownTool { .. }), "{refused}");
}
