//! `/v1/approvals`: requests that wait for a person.

use axum::{
    Extension, Json,
    extract::{Path, State, rejection::JsonRejection},
};
use domain::{
    approval::{ApprovalView, Verdict},
    digest::Digest,
    person::Actor,
    policy,
};
use serde::Deserialize;
use store::{DecideError, Decision};

use super::{Api, problem::Problem};
use crate::{doors::CHANNEL, words::Voice};

/// What is decided.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decide {
    decision: Verdict,
    digest: String,
    reason: Option<String>,
}

/// The newest requests of the departments that she works in, those that wait first.
pub(super) async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<Vec<ApprovalView>>, Problem> {
    let all = api
        .doors
        .store()
        .approvals(actor.organisation, false)
        .await?;
    let voice = api.doors.voice_of(&actor).await?;
    let hers = |it: &ApprovalView| policy::works_in(actor.role, &actor.departments, &it.department);
    let all = all.into_iter().filter(hers).map(|it| worded(&voice, it));
    Ok(Json(all.collect()))
}

/// Decides a request.
pub(super) async fn decide(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    body: Result<Json<Decide>, JsonRejection>,
) -> Result<Json<ApprovalView>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_such_approval())?;
    let Json(body) = body?;
    // What is no digest at all is not what she saw either.
    let digest: Digest = body
        .digest
        .parse()
        .map_err(|_| Problem::from(DecideError::OtherDigest))?;
    let decision = Decision {
        actor: &actor,
        channel: CHANNEL,
        verdict: body.decision,
        digest,
        reason: body.reason.filter(|it| !it.trim().is_empty()),
    };
    let decided = api.doors.decide(id, &decision).await?;
    let voice = api.doors.voice_of(&actor).await?;
    Ok(Json(worded(&voice, decided)))
}

/// A request that says why in words.
pub(super) fn worded(voice: &Voice, mut approval: ApprovalView) -> ApprovalView {
    approval.why = voice.why(&approval.why, &approval.plan);
    approval
}
