//! `GET /v1/notices`: what Firma said by itself in a conversation of the caller's, such as reminders.

use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use domain::{ids::MessageId, person::Actor};
use schemars::JsonSchema;
use serde::Deserialize;
use store::{NoticeView, records::conversations::MAIN};
use uuid::Uuid;

use super::{
    Api, messages,
    paths::{Answer, Example, Group, Method, Operation, Paths, shape},
    problem::{Code, Problem},
};
use crate::doors::place;

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Messages,
        query: Some(shape::<Which>),
        answers: vec![Answer::json::<Vec<NoticeView>>(StatusCode::OK)],
        problems: &[Code::BadConversation],
        examples: vec![Example::default()],
        ..Operation::new(Method::Get, "/v1/notices", "list_notices")
    };
    paths.serve(operation, list);
}

/// Of which conversation, and after which of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    #[schemars(length(min = 1, max = 200))]
    conversation: Option<String>,
    after: Option<Uuid>,
}

/// The notices, oldest first; without `after`, those since the person's last message.
async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<Vec<NoticeView>>, Problem> {
    let Query(which) = which?;
    let conversation = which.conversation.as_deref().unwrap_or(MAIN);
    let place = place(&actor, messages::conversation(conversation)?);
    let after = which.after.map(MessageId::from_uuid);
    let store = api.doors.store();
    Ok(Json(
        store.notices(actor.organisation, &place, after).await?,
    ))
}
