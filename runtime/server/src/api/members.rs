//! `/v1/members`: the people who work in the company, and their tokens.

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
};
use domain::{
    digest::Digest,
    ids::PersonId,
    person::{Actor, MemberView, NewMember, Role},
    policy,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{MemberError, MemberRequest};

use super::{
    Api,
    messages::idempotency_key,
    paths::{Answer, Example, Group, Method, Named, Operation, Paths, shape},
    problem::{Code, Problem},
};
use crate::{
    doors::CHANNEL,
    tokens::{self, Token},
};

/// Whoever is given another token and then leaves in the examples.
const EXAMPLE: &str = "019a8c00-0000-7000-8000-000000000006";

/// Serves the paths.
pub(super) fn paths(paths: &mut Paths) {
    let of = |method, path, name| Operation {
        group: Group::People,
        ..Operation::new(method, path, name)
    };
    let path = "/v1/members";
    let operation = Operation {
        answers: vec![Answer::json::<Vec<MemberView>>(StatusCode::OK)],
        problems: &[Code::NotYourMembers],
        examples: vec![Example::default()],
        ..of(Method::Get, path, "list_members")
    };
    paths.serve(operation, list);
    paths.serve(adding(of(Method::Post, path, "add_member")), add);
    let changing = |operation, answer: Answer, problems| Operation {
        problems,
        examples: vec![Example {
            of: EXAMPLE,
            status: answer.status,
            ..Example::default()
        }],
        answers: vec![answer],
        ..operation
    };
    let operation = of(Method::Post, "/v1/members/{id}/rotate", "rotate_token");
    let problems = &[Code::NoSuchMember, Code::NotYourMembers];
    let answer = Answer::json::<Given>(StatusCode::OK);
    paths.serve(changing(operation, answer, problems), rotate);
    let operation = of(Method::Delete, "/v1/members/{id}", "remove_member");
    let problems = &[Code::NoSuchMember, Code::NotYourMembers, Code::LastOwner];
    let answer = Answer::nothing();
    paths.serve(changing(operation, answer, problems), remove);
}

fn adding(operation: Operation) -> Operation {
    Operation {
        headers: &["Idempotency-Key"],
        body: Some(shape::<Newcomer>),
        answers: vec![
            Answer::json::<Given>(StatusCode::CREATED),
            Answer::json::<Given>(StatusCode::OK),
        ],
        problems: &[
            Code::NotYourMembers,
            Code::MemberName,
            Code::MemberNameTaken,
            Code::MemberDepartmentMissing,
            Code::MemberDepartmentUnknown,
            Code::MemberEverywhere,
            Code::MemberHasLeft,
            Code::BadIdempotencyKey,
            Code::IdempotencyKeyReused,
        ],
        examples: vec![
            Example {
                headers: &[("idempotency-key", "bia-1")],
                body: json!({ "name": "Bia", "role": "manager", "departments": ["finance"] }),
                status: StatusCode::CREATED,
                ..Example::default()
            },
            Example {
                body: json!({ "name": "Davi", "role": "admin" }),
                status: StatusCode::CONFLICT,
                ..Example::default()
            },
            Example {
                body: json!({ "name": "Caio", "role": "staff" }),
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Example::default()
            },
        ],
        ..operation
    }
}

/// Somebody who is to work in the company.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Newcomer {
    /// What she is called, on one line.
    #[schemars(length(min = 1, max = 80))]
    name: String,
    /// Her role.
    role: Role,
    /// The departments that she works in: for managers and staff at least one, for others none.
    #[serde(default)]
    departments: Vec<String>,
    /// Whether she is somebody else than whoever of this name works there already.
    #[serde(default)]
    another: bool,
}

/// Somebody with the token that she has from now on. It is shown this once: of what was shown before,
/// nobody has it any more.
#[derive(Debug, JsonSchema, Serialize)]
struct Given {
    #[serde(flatten)]
    member: MemberView,
    /// It is left out where the same request was sent before.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<Token>,
}

/// The people, the longest in the company first.
async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<Vec<MemberView>>, Problem> {
    if !policy::may_manage(actor.role, Role::Staff) {
        return Err(Problem::not_your_members());
    }
    Ok(Json(api.doors.store().members(actor.organisation).await?))
}

/// Adds somebody. The same request, under the name that its sender gave it, adds nobody else.
async fn add(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    body: Result<Json<Newcomer>, JsonRejection>,
) -> Result<(StatusCode, Json<Given>), Problem> {
    let Json(draft) = body?;
    if !policy::may_manage(actor.role, draft.role) {
        return Err(Problem::not_your_members());
    }
    let known = api.doors.departments();
    let new = NewMember::check(&draft.name, draft.role, draft.departments, &known)?;
    let new = new.another(draft.another);
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
async fn rotate(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(id): Named,
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
async fn remove(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(id): Named,
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
