//! The tools that ship: their texts, and their schemas as the toolbox derives them.

use domain::{language::Language, words::Source};
use models::offline::Known;
use serde_json::{Value, json};

macro_rules! sources {
    ($($department:literal / $tool:literal),* $(,)?) => {
        [$(
            source($tool, Language::PtBr, include_str!(concat!(
                "../../../../../tools/src/", $department, "/", $tool, ".pt-BR.ftl"
            ))),
            source($tool, Language::En, include_str!(concat!(
                "../../../../../tools/src/", $department, "/", $tool, ".en.ftl"
            ))),
        )*]
    };
}

/// Their language files.
pub(super) fn sources() -> impl Iterator<Item = Source> {
    sources![
        "sales" / "create_lead",
        "sales" / "find_leads",
        "finance" / "create_invoice",
        "finance" / "list_invoices",
        "finance" / "record_payment",
        "finance" / "refund_invoice",
    ]
    .into_iter()
}

/// Their departments and schemas.
pub(super) fn known() -> Vec<Known> {
    let text = || json!({ "type": "string" });
    let maybe = || json!({ "type": ["string", "null"] });
    let money = || json!({ "$ref": "#/$defs/Money" });
    let maybe_of = |name: &str| {
        let target = format!("#/$defs/{name}");
        json!({ "anyOf": [{ "$ref": target }, { "type": "null" }] })
    };
    let due = json!({ "type": ["string", "null"], "format": "date" });
    vec![
        tool(
            "sales",
            "create_lead",
            &["name"],
            json!({
                "name": text(), "email": maybe(), "phone": maybe(), "interest": maybe(), "note": maybe(),
            }),
        ),
        tool(
            "sales",
            "find_leads",
            &[],
            json!({ "query": maybe(), "stage": maybe_of("Stage") }),
        ),
        tool(
            "finance",
            "create_invoice",
            &["customer", "amount"],
            json!({
                "customer": text(), "amount": money(), "due": due, "description": maybe(),
            }),
        ),
        tool(
            "finance",
            "list_invoices",
            &[],
            json!({
                "status": maybe_of("Status"), "customer": maybe(),
            }),
        ),
        tool(
            "finance",
            "record_payment",
            &["invoice", "amount"],
            json!({
                "invoice": text(), "amount": money(),
            }),
        ),
        tool(
            "finance",
            "refund_invoice",
            &["invoice"],
            json!({
                "invoice": text(), "amount": maybe_of("Money"), "reason": maybe(),
            }),
        ),
    ]
}

fn source(name: &'static str, language: Language, text: &'static str) -> Source {
    Source {
        name,
        language,
        text,
    }
}

fn tool(department: &str, name: &str, required: &[&str], properties: Value) -> Known {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "required": required,
        "$defs": {
            "Money": {
                "type": "object",
                "properties": {
                    "minor": { "type": "integer", "format": "int64" },
                    "currency": { "$ref": "#/$defs/Currency" },
                },
                "required": ["minor", "currency"],
            },
            "Currency": { "oneOf": [{ "type": "string", "const": "BRL" }] },
            "Stage": { "oneOf": [
                { "type": "string", "const": "new", "description": "Nobody has called." },
                { "type": "string", "enum": ["contacted", "qualified", "proposal", "won", "lost"] },
            ] },
            "Status": { "type": "string", "enum": ["open", "overdue", "paid", "refunded"] },
        },
    });
    Known {
        name: name.to_owned(),
        department: department.to_owned(),
        schema,
    }
}
