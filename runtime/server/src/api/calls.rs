//! `POST /v1/tools/{name}/calls`: a tool call that the caller asks for herself, without a model.

use axum::{
    Extension, Json,
    extract::{Path, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use domain::{person::Actor, turn::TurnStatus};
use orchestrator::{DirectCall, NewCall};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Api, messages, problem::Problem};
use crate::{catalogue::CallView, doors::CHANNEL, telemetry};

/// What is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    department: Option<String>,
    arguments: Option<Value>,
}

/// Takes a call in and, if the caller wants to, waits until it is done or waits for a person.
pub(super) async fn post(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(tool): Path<String>,
    headers: HeaderMap,
    body: Result<Json<Wanted>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(wanted) = body?;
    let catalogue = api.doors.catalogue();
    let offer = catalogue.offer(&actor, &tool, wanted.department.as_deref());
    let offer = offer.ok_or_else(|| Problem::no_such_tool(&tool))?;
    let call = NewCall {
        channel: CHANNEL,
        external_id: messages::external_id(&headers)?,
        call: DirectCall {
            department: offer.department,
            tool: offer.tool,
            arguments: wanted.arguments.unwrap_or_else(|| json!({})),
        },
        traceparent: telemetry::here().or_else(|| messages::traceparent(&headers)),
    };
    let desk = api.doors.desk(actor.organisation).await?;
    let submitted = desk.submit_call(&actor, call).await?;
    api.doors.visit();
    let patience = messages::patience(&headers).unwrap_or_default();
    let view = messages::settled(&api, &desk, &actor, submitted, patience).await?;
    let status = match view.status {
        TurnStatus::Running => StatusCode::ACCEPTED,
        TurnStatus::Answered
        | TurnStatus::Waiting
        | TurnStatus::Refused
        | TurnStatus::Failed
        | TurnStatus::Cancelled => StatusCode::OK,
    };
    let voice = api.doors.voice_of(&actor).await?;
    let call = CallView::read(api.doors.store(), (&actor, &voice), view).await?;
    Ok((status, Json(call)).into_response())
}
