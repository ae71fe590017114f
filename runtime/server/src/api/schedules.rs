//! `/v1/schedules`: what starts by itself at its time.

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use chrono::Utc;
use domain::{
    ids::FlowId,
    person::Actor,
    schedule::{Draft, ScheduleView},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{
    Api,
    paths::{Answer, Example, Group, Method, Named, Operation, Paths, shape},
    problem::{Code, Problem},
    texts,
};
use crate::doors::CHANNEL;

/// The longest body: the longest input, with every character escaped.
const LONGEST_BODY: usize = 6 * 64 * 1_024 + 4_096;

/// The schedule of the examples.
const EXAMPLE: &str = "weekly-report";

/// Serves the paths.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Schedules,
        answers: vec![Answer::json::<Vec<ScheduleView>>(StatusCode::OK)],
        examples: vec![Example::default()],
        ..Operation::new(Method::Get, "/v1/schedules", "list_schedules")
    };
    paths.serve(operation, list);
    paths.serve(setting(), set);
    let changing = |method, path, name, answer: Answer| Operation {
        group: Group::Schedules,
        problems: &[Code::NoSuchSchedule, Code::NotYourSchedule],
        examples: vec![Example {
            of: EXAMPLE,
            status: answer.status,
            ..Example::default()
        }],
        answers: vec![answer],
        ..Operation::new(method, path, name)
    };
    let post = |path, name, answer| changing(Method::Post, path, name, answer);
    let view = Answer::json::<ScheduleView>(StatusCode::OK);
    let path = "/v1/schedules/{name}/pause";
    paths.serve(post(path, "pause_schedule", view.clone()), pause);
    let path = "/v1/schedules/{name}/resume";
    let resuming = Operation {
        problems: &[
            Code::NoSuchSchedule,
            Code::NotYourSchedule,
            Code::ScheduleUnreadable,
        ],
        ..post(path, "resume_schedule", view)
    };
    paths.serve(resuming, resume);
    let started = Answer::json::<Started>(StatusCode::ACCEPTED);
    let path = "/v1/schedules/{name}/run";
    paths.serve(post(path, "run_schedule", started), run);
    let path = "/v1/schedules/{name}";
    let answer = Answer::nothing();
    let operation = changing(Method::Delete, path, "delete_schedule", answer);
    paths.serve(operation, delete);
}

fn setting() -> Operation {
    Operation {
        group: Group::Schedules,
        body: Some(shape::<Draft>),
        longest_body: LONGEST_BODY,
        answers: vec![Answer::json::<ScheduleView>(StatusCode::OK)],
        problems: &[
            Code::NotYourSchedule,
            Code::ScheduleName,
            Code::ScheduleWorkflow,
            Code::ScheduleVersion,
            Code::ScheduleFields,
            Code::SchedulePart,
            Code::ScheduleNever,
            Code::ScheduleZone,
            Code::ScheduleInput,
            Code::BadText,
        ],
        examples: vec![
            Example {
                of: EXAMPLE,
                body: json!({
                    "workflow": "report", "rule": "0 8 * * mon", "zone": "America/Sao_Paulo",
                }),
                ..Example::default()
            },
            Example {
                of: EXAMPLE,
                body: json!({ "workflow": "report", "rule": "at eight" }),
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Example::default()
            },
        ],
        ..Operation::new(Method::Put, "/v1/schedules/{name}", "set_schedule")
    }
}

/// A run that was started.
#[derive(Debug, JsonSchema, Serialize)]
struct Started {
    /// Which one.
    run: FlowId,
}

/// The schedules by name.
async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<Vec<ScheduleView>>, Problem> {
    let schedules = api.doors.store().schedules(actor.organisation).await?;
    Ok(Json(schedules))
}

/// Makes a schedule, or changes the one of this name.
async fn set(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(name): Named,
    draft: Result<Json<Draft>, JsonRejection>,
) -> Result<Json<ScheduleView>, Problem> {
    let Json(draft) = draft?;
    texts::keepable("input", &draft.input)?;
    let set = api.doors.set_schedule((&actor, CHANNEL), &name, draft);
    Ok(Json(set.await?))
}

/// Takes a schedule away.
async fn delete(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(name): Named,
) -> Result<StatusCode, Problem> {
    let (store, name) = (api.doors.store(), known(name)?);
    store.delete_schedule((&actor, CHANNEL), &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has a schedule start nothing until it is resumed.
async fn pause(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(name): Named,
) -> Result<Json<ScheduleView>, Problem> {
    let (store, name) = (api.doors.store(), known(name)?);
    Ok(Json(store.pause_schedule((&actor, CHANNEL), &name).await?))
}

/// Has a schedule go on with its next slot.
async fn resume(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(name): Named,
) -> Result<Json<ScheduleView>, Problem> {
    let (store, name) = (api.doors.store(), known(name)?);
    let resumed = store.resume_schedule((&actor, CHANNEL), &name, Utc::now());
    Ok(Json(resumed.await?))
}

/// Starts what a schedule starts, beside its slots.
async fn run(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(name): Named,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let name = known(name)?;
    let run = api.doors.run_schedule((&actor, CHANNEL), &name).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { run })))
}

/// A name that a schedule may have: the database knows no other.
fn known(name: String) -> Result<String, Problem> {
    match name.contains('\0') {
        true => Err(Problem::no_such_schedule()),
        false => Ok(name),
    }
}
