//! `GET /v1/tools`: what departments can do.

use axum::{Extension, Json, extract::State, http::StatusCode};
use domain::person::Actor;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{
    Api, grants,
    paths::{Answer, Example, Group, Method, Operation, Paths},
    problem::Problem,
};

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Company,
        answers: vec![Answer::json::<Vec<ToolView>>(StatusCode::OK)],
        examples: vec![Example::default()],
        ..Operation::new(Method::Get, "/v1/tools", "list_tools")
    };
    paths.serve(operation, list);
}

/// Something that departments can do.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "Tool")]
struct ToolView {
    /// What it is called.
    name: String,
    /// What it does, in the caller's language.
    summary: String,
    /// What a repeat of it would do.
    effect: Effect,
    /// The departments of the caller that may use it.
    departments: Vec<String>,
    /// Those of them in which a person has to agree first, whatever the amount.
    approve: Vec<String>,
    /// The JSON schema of its arguments.
    arguments: Value,
}

/// What a repeat of a call would do.
#[derive(Debug, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
enum Effect {
    /// It reads.
    Read,
    /// It writes Firma's own tables, once.
    Local,
    /// The other side drops repeats.
    WriteOnce,
    /// It would be done twice: a person is asked where nobody can tell.
    WriteAtMostOnce,
}

impl From<domain::tool::Effect> for Effect {
    fn from(effect: domain::tool::Effect) -> Self {
        use domain::tool::Effect as Known;
        match effect {
            Known::Read => Self::Read,
            Known::Local => Self::Local,
            Known::WriteOnce { .. } => Self::WriteOnce,
            Known::WriteAtMostOnce => Self::WriteAtMostOnce,
        }
    }
}

/// The tools that the caller's departments may use.
async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<Vec<ToolView>>, Problem> {
    let snapshot = grants::snapshot(&api, &actor).await?;
    let voice = api.doors.voice().in_language(actor.language);
    let toolbox = api.doors.toolbox();
    let mut tools = Vec::new();
    for name in toolbox.names() {
        let own = grants::own(&snapshot, &actor);
        let having: Vec<_> = own
            .filter(|(_, it)| it.agent.tools.contains(name))
            .collect();
        let (Some(schema), Ok((_, effect))) = (toolbox.schema(name), toolbox.kind(name)) else {
            continue;
        };
        if having.is_empty() {
            continue;
        }
        let asking = having
            .iter()
            .filter(|(_, it)| it.agent.approve.contains(name));
        let names = |it: &(&str, _)| it.0.to_owned();
        tools.push(ToolView {
            name: name.to_owned(),
            summary: voice.text(name, ""),
            effect: effect.into(),
            approve: asking.map(|it| it.0.to_owned()).collect(),
            departments: having.iter().map(names).collect(),
            arguments: schema.to_value(),
        });
    }
    Ok(Json(tools))
}
