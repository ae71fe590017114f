//! `GET /v1/notices`: what Firma said by itself in a conversation of the caller's, such as reminders.

use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
};
use domain::{ids::MessageId, person::Actor};
use serde::Deserialize;
use store::NoticeView;
use uuid::Uuid;

use super::{Api, problem::Problem};
use crate::doors::{MAIN, place};

/// Of which conversation, and after which of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    conversation: Option<String>,
    after: Option<Uuid>,
}

/// The notices, oldest first; without `after`, those since the person's last message.
pub(super) async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<Vec<NoticeView>>, Problem> {
    let Query(which) = which?;
    let place = place(&actor, which.conversation.as_deref().unwrap_or(MAIN));
    let after = which.after.map(MessageId::from_uuid);
    let store = api.doors.store();
    Ok(Json(
        store.notices(actor.organisation, &place, after).await?,
    ))
}
