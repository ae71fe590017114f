//! `/v1/effects`: what was done outside, and what people say became of what nobody can tell.

use axum::{
    Extension, Json,
    extract::{
        Query, State,
        rejection::{JsonRejection, QueryRejection},
    },
    http::StatusCode,
};
use domain::{
    approval::{ApprovalView, Resolution},
    effect::{EffectState, EffectView},
    person::Actor,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use store::{AfterEffect, Resolve};

use super::{
    Api,
    approvals::worded,
    pages::{self, Bare, Page, USUAL},
    paths::{Answer, Example, Group, Method, Named, Operation, Paths, shape},
    problem::{Code, Problem},
    texts,
};
use crate::doors::CHANNEL;

const LIST: &str = "effects";

/// Serves the paths.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Effects,
        query: Some(shape::<Which>),
        answers: vec![Answer::json::<Vec<EffectView>>(StatusCode::OK)],
        problems: &[Code::BadLimit, Code::BadCursor],
        examples: vec![
            Example {
                query: "state=unknown&limit=10",
                ..Example::default()
            },
            Example {
                query: "limit=0",
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..Example::default()
            },
        ],
        ..Operation::new(Method::Get, "/v1/effects", "list_effects")
    };
    paths.serve(operation, list);
    let operation = Operation {
        group: Group::Effects,
        body: Some(shape::<Told>),
        answers: vec![Answer::json::<ApprovalView>(StatusCode::OK)],
        problems: &[
            Code::NoSuchApproval,
            Code::NotYourDecision,
            Code::AlreadyDecided,
            Code::OtherQuestion,
            Code::ReferenceMissing,
            Code::TurnOver,
            Code::BadText,
        ],
        examples: vec![Example {
            of: "019a8c00-0000-7000-8000-000000000003",
            body: json!({ "resolution": "happened", "reference": "re_3Q9001" }),
            ..Example::default()
        }],
        ..Operation::new(
            Method::Post,
            "/v1/effects/{id}/resolution",
            "resolve_effect",
        )
    };
    paths.serve(operation, resolve);
}

/// Which effects.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    state: Option<EffectState>,
    #[schemars(range(min = 1, max = 200))]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// What became of one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Told {
    /// Whether it happened, or is to be tried again.
    resolution: Resolution,
    /// What the other side calls it.
    reference: Option<String>,
    /// How she knows.
    reason: Option<String>,
}

/// The newest effects that she sees.
async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Bare<EffectView>, Problem> {
    let Query(which) = which?;
    let most = pages::limit(which.limit, USUAL)?;
    let after = which.cursor.as_deref().map(after).transpose()?;
    let store = api.doors.store();
    let effects = store.effects(&actor, which.state, after.as_ref(), most + 1);
    let page = Page::of(effects.await?, most, cursor);
    let state = which.state.map(|it| format!("state={}&", it.word()));
    let state = state.unwrap_or_default();
    Ok(Bare(page, format!("/v1/effects?{state}limit={most}&")))
}

fn cursor(effect: &EffectView) -> String {
    pages::cursor(LIST, &[&pages::micros(effect.created_at), &effect.key])
}

fn after(cursor: &str) -> Result<AfterEffect, Problem> {
    let [at, key] = pages::place(LIST, cursor)?;
    // No text of the database has a zero in it.
    if key.contains('\0') {
        return Err(Problem::bad_cursor());
    }
    let created_at = pages::time(&at)?;
    Ok(AfterEffect { created_at, key })
}

/// Says what became of an effect.
async fn resolve(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(id): Named,
    body: Result<Json<Told>, JsonRejection>,
) -> Result<Json<ApprovalView>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_such_approval())?;
    let Json(body) = body?;
    let resolve = Resolve {
        actor: &actor,
        channel: CHANNEL,
        resolution: body.resolution,
        reference: texts::said("reference", body.reference)?,
        reason: texts::said("reason", body.reason)?,
    };
    let resolved = api.doors.resolve(id, &resolve).await?;
    let voice = api.doors.voice_of(&actor).await?;
    Ok(Json(worded(&voice, resolved.request)))
}
