//! What agents are told: their prompt with the day's facts, and the supervisor's only tool.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::{
    agent::{DELEGATE, Department, SUPERVISOR},
    language::Language,
    model::ToolCard,
    money::Currency,
};
use minijinja::{Environment, context};
use serde_json::json;

/// What a prompt says of the company and the day.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The company's name.
    pub company: &'a str,
    /// Today, in the company's zone.
    pub today: NaiveDate,
    /// The currency of its books.
    pub currency: Currency,
    /// The language that it writes in.
    pub language: Language,
    /// Its time zone.
    pub zone: Tz,
}

/// What an agent is told.
pub fn instructions(
    departments: &BTreeMap<String, Department>,
    agent: &str,
    facts: Facts<'_>,
) -> Result<String, minijinja::Error> {
    let prompt = departments.get(agent).map(|it| it.prompt.as_str());
    let others = departments.iter().filter(|(name, _)| *name != SUPERVISOR);
    let purposes: BTreeMap<String, String> = others
        .map(|(name, it)| (name.clone(), it.agent.purpose.clone()))
        .collect();
    let facts = context! {
        company => facts.company,
        department => agent,
        departments => purposes,
        today => facts.today.to_string(),
        currency => facts.currency.code(),
        language => facts.language.tag(),
        zone => facts.zone.name(),
    };
    Environment::new().render_str(prompt.unwrap_or_default(), facts)
}

/// The supervisor's only tool.
pub fn delegate_card(departments: &BTreeMap<String, Department>) -> ToolCard {
    let others = departments.iter().filter(|(name, _)| *name != SUPERVISOR);
    let names: Vec<&String> = others.clone().map(|(name, _)| name).collect();
    let purposes: Vec<String> = others
        .map(|(name, it)| format!("{name}: {}", it.agent.purpose))
        .collect();
    ToolCard {
        name: DELEGATE.to_owned(),
        description: format!(
            "Gives the work to a department, which answers the person itself. {}",
            purposes.join(" ")
        ),
        schema: json!({
            "type": "object",
            "properties": {
                "department": { "type": "string", "enum": names },
                "task": {
                    "type": "string",
                    "description": "What is to be done, in the person's own words and language, \
                        with every name, number and date that she gave."
                },
            },
            "required": ["department", "task"],
            "additionalProperties": false,
        }),
    }
}
