//! `GET /v1/agents`: the departments, with what they may do and where they stop.

use axum::{Extension, Json, extract::State, http::StatusCode};
use domain::{
    money::{Cost, Micros},
    person::Actor,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Api, grants,
    paths::{Answer, Example, Group, Method, Operation, Paths},
    problem::Problem,
};

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Company,
        answers: vec![Answer::json::<Vec<AgentView>>(StatusCode::OK)],
        examples: vec![Example::default()],
        ..Operation::new(Method::Get, "/v1/agents", "list_agents")
    };
    paths.serve(operation, list);
}

/// A department.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "Agent")]
struct AgentView {
    /// What it is called among programs.
    name: String,
    /// What people call it, in the caller's language.
    title: String,
    /// What it is for, as the supervisor reads it.
    purpose: String,
    /// The alias of its model.
    model: String,
    /// The tools that it may use.
    tools: Vec<String>,
    /// Those of them for which a person has to agree first, whatever the amount.
    approve: Vec<String>,
    /// Model calls in one turn, at most.
    steps: u32,
    /// What running one turn may cost.
    cost: Cost,
}

/// The departments that the caller works in.
async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<Vec<AgentView>>, Problem> {
    let snapshot = grants::snapshot(&api, &actor).await?;
    let company = api.doors.store().organisation(actor.organisation).await?;
    let agents = grants::own(&snapshot, &actor).map(|(name, department)| {
        let agent = &department.agent;
        let micros: Micros = agent.limits.micros;
        AgentView {
            name: name.to_owned(),
            title: match agent.title.get(actor.language.tag()) {
                Some(title) => title.clone(),
                None => name.to_owned(),
            },
            purpose: agent.purpose.clone(),
            model: agent.model.clone(),
            tools: agent.tools.iter().cloned().collect(),
            approve: agent.approve.iter().cloned().collect(),
            steps: agent.limits.steps,
            cost: Cost {
                micros,
                currency: company.currency,
            },
        }
    });
    Ok(Json(agents.collect()))
}
