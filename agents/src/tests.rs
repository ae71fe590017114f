use std::{error::Error as _, fs, time::Duration};

use domain::{
    agent::SUPERVISOR,
    budget::OwnerLimits,
    language::Language,
    tool::{Approval, Call, Effect, Local, Needs, Spec, Tool, ToolError},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::*;

/// A tool that does nothing.
struct Idle<const N: usize>;

const NAMES: [&str; 10] = [
    "create_lead",
    "find_leads",
    "create_invoice",
    "list_invoices",
    "record_payment",
    "refund_invoice",
    "move_lead",
    "schedule_follow_up",
    "revenue_report",
    "export_table",
];

#[derive(Deserialize, JsonSchema, Serialize)]
struct Nothing {}

impl<const N: usize> Tool<()> for Idle<N> {
    const SPEC: Spec = Spec {
        name: NAMES[N],
        timeout: Duration::from_secs(1),
    };

    type Args = Nothing;
    type Plan = Nothing;
    type Output = Nothing;

    async fn plan(&self, (): &mut (), args: Nothing) -> Result<Nothing, ToolError> {
        Ok(args)
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn needs(&self, _: &OwnerLimits, _: &Nothing) -> Needs {
        Needs {
            approval: Approval::None,
            authority: None,
        }
    }
}

impl<const N: usize> Local<()> for Idle<N> {
    async fn apply(&self, (): &mut (), _: &Call, _: &Nothing) -> Result<Nothing, ToolError> {
        Ok(Nothing {})
    }
}

fn toolbox() -> Toolbox<()> {
    let toolbox = Toolbox::default().local(Idle::<0>).unwrap();
    let toolbox = toolbox.local(Idle::<1>).unwrap().local(Idle::<2>).unwrap();
    let toolbox = toolbox.local(Idle::<3>).unwrap().local(Idle::<4>).unwrap();
    let toolbox = toolbox.local(Idle::<5>).unwrap();
    let toolbox = toolbox.local(Idle::<6>).unwrap().local(Idle::<7>).unwrap();
    toolbox.local(Idle::<8>).unwrap().local(Idle::<9>).unwrap()
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
    let error = load(home.path(), &toolbox()).unwrap_err();
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
    let departments = built_in(&toolbox()).unwrap();
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
    let granted = departments.values().flat_map(|it| &it.agent.tools);
    // Two departments export tables.
    assert_eq!(granted.count(), NAMES.len() + 1);
}

#[test]
fn a_home_without_files_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let loaded = load(home.path(), &toolbox()).unwrap();
    assert_eq!(loaded, built_in(&toolbox()).unwrap());
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
    let departments = load(home.path(), &toolbox()).unwrap();
    assert_eq!(departments["sales"].prompt, "Sell. {{ company }}");
    assert_eq!(departments["sales"].agent.tools.len(), 5);
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
