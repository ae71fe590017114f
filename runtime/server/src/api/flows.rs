//! `/v1/flows`: runs of workflows, and what people do with those that do not end well.

use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use domain::{
    ids::FlowId,
    person::Actor,
    run::{RunHistory, RunState, RunView},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Api,
    pages::{self, Bare, Page, USUAL},
    paths::{Answer, Example, Group, Method, Named, Operation, Paths, shape},
    problem::{Code, Problem},
    turns,
};
use crate::doors::{CHANNEL, RunAct};

const LIST: &str = "flows";

/// Serves the paths.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Flows,
        query: Some(shape::<Which>),
        answers: vec![Answer::json::<Vec<RunView>>(StatusCode::OK)],
        problems: &[Code::BadLimit, Code::BadCursor],
        examples: vec![Example {
            query: "state=open&limit=10",
            ..Example::default()
        }],
        ..Operation::new(Method::Get, "/v1/flows", "list_flows")
    };
    paths.serve(operation, list);
    let of_one = |of| Operation {
        group: Group::Flows,
        answers: vec![Answer::json::<RunHistory>(StatusCode::OK)],
        problems: &[Code::NoSuchFlow],
        examples: vec![Example {
            of,
            ..Example::default()
        }],
        ..Operation::new(Method::Get, "/v1/flows/{id}", "get_flow")
    };
    paths.serve(of_one(turns::EXAMPLE), get);
    let changing = |path, name, of| Operation {
        method: Method::Post,
        path,
        name,
        problems: &[
            Code::NoSuchFlow,
            Code::NotYourFlow,
            Code::FlowStands,
            Code::FlowWentOn,
        ],
        ..of_one(of)
    };
    let stopped = "019a8c00-0000-7000-8000-000000000004";
    let stop = changing("/v1/flows/{id}/cancel", "cancel_flow", stopped);
    paths.serve(stop, cancel);
    let failed = "019a8c00-0000-7000-8000-000000000005";
    let again = changing("/v1/flows/{id}/retry", "retry_flow", failed);
    paths.serve(again, retry);
}

/// Which runs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    state: Option<RunState>,
    #[schemars(range(min = 1, max = 200))]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// The newest runs that she sees.
async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Bare<RunView>, Problem> {
    let Query(which) = which?;
    let most = pages::limit(which.limit, USUAL)?;
    let after = which.cursor.as_deref().map(after).transpose()?;
    let store = api.doors.store();
    let runs = store.runs(&actor, which.state, after, most + 1);
    let page = Page::of(runs.await?, most, cursor);
    let state = which.state.map(|it| format!("state={}&", it.word()));
    let state = state.unwrap_or_default();
    Ok(Bare(page, format!("/v1/flows?{state}limit={most}&")))
}

fn cursor(run: &RunView) -> String {
    pages::cursor(LIST, &[&run.id.to_string()])
}

fn after(cursor: &str) -> Result<FlowId, Problem> {
    let [id] = pages::place(LIST, cursor)?;
    pages::word(&id)
}

/// A run with all that it did.
async fn get(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(id): Named,
) -> Result<Json<RunHistory>, Problem> {
    let id = seen(&api, &actor, &id).await?;
    look(&api, &actor, id).await
}

/// Asks a run to stop.
async fn cancel(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(id): Named,
) -> Result<Json<RunHistory>, Problem> {
    act(&api, &actor, &id, RunAct::Cancel).await
}

/// Has a run go on from its journal.
async fn retry(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(id): Named,
) -> Result<Json<RunHistory>, Problem> {
    act(&api, &actor, &id, RunAct::Retry).await
}

async fn act(api: &Api, actor: &Actor, id: &str, act: RunAct) -> Result<Json<RunHistory>, Problem> {
    let id = seen(api, actor, id).await?;
    api.doors.act_on_run((actor, CHANNEL), id, act).await?;
    look(api, actor, id).await
}

async fn look(api: &Api, actor: &Actor, id: FlowId) -> Result<Json<RunHistory>, Problem> {
    let run = api.doors.store().run(actor.organisation, id).await?;
    run.map(Json).ok_or_else(Problem::no_such_flow)
}

/// The run of an id, if the caller sees it. Who does not, learns as little as of one that is not there.
async fn seen(api: &Api, actor: &Actor, id: &str) -> Result<FlowId, Problem> {
    let id = id.parse().map_err(|_| Problem::no_such_flow())?;
    match api.doors.store().shows(actor, id).await? {
        true => Ok(id),
        false => Err(Problem::no_such_flow()),
    }
}
