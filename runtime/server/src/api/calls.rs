//! `POST /v1/tools/{name}/calls`: a tool call that the caller asks for herself, without a model.

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use domain::person::Actor;
use orchestrator::{DirectCall, Hear, NewMessage};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    Api, messages,
    paths::{Answer, Example, Group, Method, Named, Operation, Paths, shape},
    problem::{Code, Problem},
};
use crate::{
    arguments,
    catalogue::{self, CallView},
    doors::CHANNEL,
    telemetry,
};

/// The longest body: the longest arguments, with every character escaped.
const LONGEST_BODY: usize = 6 * 64 * 1_024 + 4_096;

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Company,
        headers: &["Idempotency-Key", "Prefer"],
        body: Some(shape::<Wanted>),
        longest_body: LONGEST_BODY,
        answers: vec![
            Answer::json::<CallView>(StatusCode::OK),
            Answer::json::<CallView>(StatusCode::ACCEPTED),
        ],
        problems: &[
            Code::NoSuchTool,
            Code::BadArguments,
            Code::BadIdempotencyKey,
            Code::IdempotencyKeyReused,
            Code::MessageTooLong,
        ],
        examples: vec![
            Example {
                of: "list_invoices",
                headers: &[("idempotency-key", "overdue-1"), ("prefer", "wait=0")],
                body: json!({ "arguments": { "status": "open" } }),
                status: StatusCode::ACCEPTED,
                ..Example::default()
            },
            Example {
                of: "list_invoices",
                body: json!({ "arguments": { "statsu": "open" } }),
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Example::default()
            },
            Example {
                of: "make_coffee",
                body: json!({ "arguments": {} }),
                status: StatusCode::NOT_FOUND,
                ..Example::default()
            },
        ],
        ..Operation::new(Method::Post, "/v1/tools/{name}/calls", "call_tool")
    };
    paths.serve(operation, post);
}

/// A call.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewCall")]
struct Wanted {
    /// The department under whose grants and budget it runs; the first of the caller's that has the tool,
    /// if none is given.
    department: Option<String>,
    /// The arguments, by the tool's schema.
    #[serde(default)]
    arguments: Map<String, Value>,
}

/// Takes a call in and, if the caller wants to, waits until it is done or waits for a person.
async fn post(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(tool): Named,
    headers: HeaderMap,
    body: Result<Json<Wanted>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(wanted) = body?;
    let catalogue = api.doors.catalogue();
    let offer = catalogue.offer(&actor, &tool, wanted.department.as_deref());
    let offer = offer.ok_or_else(|| Problem::no_such_tool(&tool))?;
    let name = messages::external_id(&headers)?;
    if let Some(misfit) = arguments::misfit(&offer.schema, &wanted.arguments) {
        return Err(misfit.into());
    }
    let arguments = Value::Object(wanted.arguments);
    let read = api.doors.toolbox().takes(&tool, arguments.clone());
    read.map_err(|error| Problem::unread_arguments(&error, (&offer.schema, &arguments)))?;
    let call = DirectCall {
        department: Some(offer.department),
        tool: offer.tool,
        arguments: arguments.to_string(),
    };
    let message = NewMessage {
        channel: CHANNEL,
        conversation: catalogue::conversation(&name),
        external_id: name,
        text: call.text(),
        traceparent: telemetry::here().or_else(|| messages::traceparent(&headers)),
        hear: Hear::End,
    };
    let desk = api.doors.desk(actor.organisation).await?;
    let submitted = desk.call(&actor, message).await?;
    api.doors.visit();
    let patience = messages::patience(&headers);
    let waited = patience.unwrap_or_default();
    let view = messages::settled(&api, &desk, &actor, submitted, waited).await?;
    let turn = (view.turn, view.status);
    let voice = api.doors.voice_of(&actor).await?;
    let call = catalogue.call(api.doors.store(), (&actor, &voice), view);
    let call = call.await?;
    Ok(messages::answer(turn, Json(call), patience))
}
