//! `/v1/effects`: what was done outside, and what people say became of what nobody can tell.

use axum::{
    Extension, Json,
    extract::{
        Path, Query, State,
        rejection::{JsonRejection, QueryRejection},
    },
};
use domain::{
    approval::{ApprovalView, Resolution},
    effect::{EffectState, EffectView},
    person::Actor,
};
use serde::Deserialize;
use store::Resolve;

use super::{Api, approvals::worded, problem::Problem};
use crate::doors::CHANNEL;

/// How many are shown if nobody says how many.
pub(super) const USUAL: i64 = 50;

/// How many are shown at most.
pub(super) const MOST: i64 = 200;

/// Which effects.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    state: Option<EffectState>,
    limit: Option<i64>,
}

/// What became of one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    resolution: Resolution,
    reference: Option<String>,
    reason: Option<String>,
}

/// The newest effects.
pub(super) async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Json<Vec<EffectView>>, Problem> {
    let Query(which) = which?;
    let most = limit(which.limit)?;
    let store = api.doors.store();
    let effects = store.effects(actor.organisation, which.state, most).await?;
    Ok(Json(effects))
}

/// Says what became of an effect.
pub(super) async fn resolve(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    body: Result<Json<Told>, JsonRejection>,
) -> Result<Json<ApprovalView>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_such_approval())?;
    let Json(body) = body?;
    let resolve = Resolve {
        actor: &actor,
        channel: CHANNEL,
        resolution: body.resolution,
        reference: body.reference,
        reason: body.reason.filter(|it| !it.trim().is_empty()),
    };
    let resolved = api.doors.resolve(id, &resolve).await?;
    let voice = api.doors.voice_of(&actor).await?;
    Ok(Json(worded(&voice, resolved.request)))
}

/// How many to show.
pub(super) fn limit(asked: Option<i64>) -> Result<i64, Problem> {
    match asked {
        None => Ok(USUAL),
        Some(limit @ 1..=MOST) => Ok(limit),
        Some(_) => Err(Problem::bad_limit(MOST)),
    }
}
