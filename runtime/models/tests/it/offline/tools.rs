//! The tools that ship.

use domain::words::Source;
use models::offline::Known;
use tools::{Clients, WORDS};

const DEPARTMENTS: [(&str, &[&str]); 2] = [
    (
        "sales",
        &[
            "create_lead",
            "find_leads",
            "move_lead",
            "schedule_follow_up",
            "export_table",
        ],
    ),
    (
        "finance",
        &[
            "create_invoice",
            "list_invoices",
            "record_payment",
            "refund_invoice",
            "revenue_report",
            "export_table",
        ],
    ),
];

/// Their language files.
pub(super) fn sources() -> impl Iterator<Item = Source> {
    WORDS.iter().copied()
}

/// Their departments and schemas.
pub(super) fn known() -> Vec<Known> {
    let toolbox = tools::toolbox(&Clients::alone());
    let toolbox = toolbox.unwrap();
    let known = |department: &str, name: &str| Known {
        name: name.to_owned(),
        department: department.to_owned(),
        schema: toolbox.schema(name).unwrap().to_value(),
    };
    let all = DEPARTMENTS
        .iter()
        .flat_map(|(department, names)| names.iter().map(|name| known(department, name)));
    all.collect()
}
