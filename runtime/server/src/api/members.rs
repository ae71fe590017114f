//! `/v1/members`: the people who work in the company, and their tokens.

use axum::{
    Extension, Json,
    extract::{Path, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
};
use domain::{
    digest::Digest,
    ids::PersonId,
    person::{Actor, MemberView, NewMember, Role},
    policy,
};
use serde::{Deserialize, Serialize};
use store::{MemberError, MemberRequest};

use super::{Api, messages::idempotency_key, problem::Problem};
use crate::{
    doors::CHANNEL,
    tokens::{self, Token},
};

/// Somebody who is to work in the company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Draft {
    name: String,
    role: Role,
    #[serde(default)]
    departments: Vec<String>,
}

/// Somebody with the token that she has from now on. It is shown this once: of what was shown before,
/// nobody has it any more.
#[derive(Debug, Serialize)]
pub(super) struct Given {
    #[serde(flatten)]
    member: MemberView,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<Token>,
}

/// The people, the longest in the company first.
pub(super) async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<Vec<MemberView>>, Problem> {
    if !policy::may_manage(actor.role, Role::Staff) {
        return Err(Problem::not_your_members());
    }
    Ok(Json(api.doors.store().members(actor.organisation).await?))
}

/// Adds somebody. The same request, under the name that its sender gave it, adds nobody else.
pub(super) async fn add(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    body: Result<Json<Draft>, JsonRejection>,
) -> Result<(StatusCode, Json<Given>), Problem> {
    let Json(draft) = body?;
    if !policy::may_manage(actor.role, draft.role) {
        return Err(Problem::not_your_members());
    }
    let known = api.doors.departments();
    let new = NewMember::check(&draft.name, draft.role, draft.departments, &known)?;
    let request = idempotency_key(&headers)?.map(|key| request(&actor, &key, &new));
    let token = token()?;
    let store = api.doors.store();
    let added = store.add_member((&actor, CHANNEL), &new, token.hash(), request.as_ref());
    let added = added.await?;
    let (status, token) = match added.before {
        false => (StatusCode::CREATED, Some(token)),
        true => (StatusCode::OK, None),
    };
    let member = added.member;
    Ok((status, Json(Given { member, token })))
}

/// Gives somebody another token: the one before opens no door any more.
pub(super) async fn rotate(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
) -> Result<Json<Given>, Problem> {
    let (person, token) = (person(&id)?, token()?);
    let store = api.doors.store();
    let member = store.rotate_token((&actor, CHANNEL), person, token.hash());
    let member = member.await?;
    (api.doors.porter())(person);
    let token = Some(token);
    Ok(Json(Given { member, token }))
}

/// Takes somebody out of the company.
pub(super) async fn remove(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let person = person(&id)?;
    let store = api.doors.store();
    store.remove_member((&actor, CHANNEL), person).await?;
    (api.doors.porter())(person);
    Ok(StatusCode::NO_CONTENT)
}

fn person(id: &str) -> Result<PersonId, MemberError> {
    id.parse().map_err(|_| MemberError::Unknown)
}

fn token() -> Result<Token, Problem> {
    tokens::new().map_err(|error| {
        tracing::error!(%error, "no token could be made");
        Problem::internal()
    })
}

/// A request by its sender's name of it, which is hers alone.
fn request(actor: &Actor, key: &str, new: &NewMember) -> MemberRequest {
    let departments: Vec<&str> = new.departments.iter().map(String::as_str).collect();
    MemberRequest {
        name: format!("{}/{key}", actor.person),
        digest: Digest::of_parts(&[
            b"firma member",
            new.name.as_bytes(),
            new.role.word().as_bytes(),
            departments.join(",").as_bytes(),
        ]),
    }
}
