//! Tools that are written beside this one, by their schemas and phrases alone.

use domain::{language::Language, model::ToolCard, words::Source};
use serde_json::{Value, json};
use testkit::evals::Company;

const TOOLS: [(&str, &str, &str); 4] = [
    (
        "move_lead",
        include_str!("coming/move_lead.pt-BR.ftl"),
        include_str!("coming/move_lead.en.ftl"),
    ),
    (
        "schedule_follow_up",
        include_str!("coming/schedule_follow_up.pt-BR.ftl"),
        include_str!("coming/schedule_follow_up.en.ftl"),
    ),
    (
        "revenue_report",
        include_str!("coming/revenue_report.pt-BR.ftl"),
        include_str!("coming/revenue_report.en.ftl"),
    ),
    (
        "export_table",
        include_str!("coming/export_table.pt-BR.ftl"),
        include_str!("coming/export_table.en.ftl"),
    ),
];

/// Their language files.
pub(super) fn sources() -> impl Iterator<Item = Source> {
    TOOLS.into_iter().flat_map(|(name, portuguese, english)| {
        [(Language::PtBr, portuguese), (Language::En, english)].map(|(language, text)| Source {
            name,
            language,
            text,
        })
    })
}

/// A company that has them.
pub(super) fn add(company: Company) -> Company {
    let stage = json!({ "enum": ["new", "contacted", "qualified", "proposal", "won", "lost"] });
    let when = json!({ "anyOf": [
        { "type": "string", "format": "date" },
        { "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$" },
    ] });
    let period = json!({ "anyOf": [
        { "enum": ["this_month", "last_month", "this_year", "last_year", "last_12_months"] },
        { "type": "string", "pattern": r"^\d{4}(-\d{2})?$" },
        { "type": "null" },
    ] });
    let text = json!({ "type": "string" });
    let note = json!({ "type": ["string", "null"] });
    let export = || card("export_table", json!({}), &[]);
    company
        .with(
            "sales",
            card(
                "move_lead",
                json!({ "lead": text, "stage": stage }),
                &["lead", "stage"],
            ),
        )
        .with(
            "sales",
            card(
                "schedule_follow_up",
                json!({ "lead": text, "when": when, "note": note }),
                &["lead", "when"],
            ),
        )
        .with(
            "finance",
            card("revenue_report", json!({ "period": period }), &[]),
        )
        .with("sales", export())
        .with("finance", export())
}

fn card(name: &str, properties: Value, required: &[&str]) -> ToolCard {
    ToolCard {
        name: name.to_owned(),
        description: String::new(),
        schema: json!({ "type": "object", "properties": properties, "required": required }),
    }
}
