//! `/v1/approvals`: requests that wait for a person.

use axum::{
    Extension, Json,
    extract::{
        Query, State,
        rejection::{JsonRejection, QueryRejection},
    },
    http::StatusCode,
};
use domain::{
    approval::{ApprovalStatus, ApprovalView, Verdict},
    digest::Digest,
    person::Actor,
    policy,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use store::{AfterApproval, ApprovalsAsked, DecideError, Decision};

use super::{
    Api,
    pages::{self, Bare, MOST, Page},
    paths::{Answer, Example, Group, Method, Named, Operation, Paths, shape},
    problem::{Code, Problem},
    texts,
};
use crate::{doors::CHANNEL, words::Voice};

const LIST: &str = "approvals";

/// Serves the paths.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Approvals,
        query: Some(shape::<Which>),
        answers: vec![Answer::json::<Vec<ApprovalView>>(StatusCode::OK)],
        problems: &[Code::BadLimit, Code::BadCursor],
        examples: vec![Example {
            query: "limit=10",
            ..Example::default()
        }],
        ..Operation::new(Method::Get, "/v1/approvals", "list_approvals")
    };
    paths.serve(operation, list);
    let of = "019a8c00-0000-7000-8000-000000000002";
    // Of the plan `{"customer":"Ana","invoice":9001,"minor":48000}`.
    let digest = "ab1056513dd5939350874034489a9792d8a9ea1ebc7490b1528c181cd098bad4";
    let operation = Operation {
        group: Group::Approvals,
        body: Some(shape::<Decide>),
        answers: vec![Answer::json::<ApprovalView>(StatusCode::OK)],
        problems: &[
            Code::NoSuchApproval,
            Code::NotYourDecision,
            Code::OtherDigest,
            Code::AlreadyDecided,
            Code::ApprovalExpired,
            Code::OtherQuestion,
            Code::BadText,
        ],
        examples: vec![
            Example {
                of,
                body: json!({ "decision": "deny", "digest": digest, "reason": "already refunded" }),
                ..Example::default()
            },
            Example {
                of,
                body: json!({ "decision": "perhaps", "digest": digest }),
                status: StatusCode::BAD_REQUEST,
                ..Example::default()
            },
        ],
        ..Operation::new(
            Method::Post,
            "/v1/approvals/{id}/decision",
            "decide_approval",
        )
    };
    paths.serve(operation, decide);
}

/// Which requests.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    #[schemars(range(min = 1, max = 200))]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// What is decided.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Decide {
    /// Yes or no.
    decision: Verdict,
    /// The digest of what was seen: what is decided is this and nothing else.
    digest: String,
    /// Why, for whoever asked.
    reason: Option<String>,
}

/// The newest requests of the departments that she works in, those that wait first.
async fn list(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Bare<ApprovalView>, Problem> {
    let Query(which) = which?;
    let most = pages::limit(which.limit, MOST)?;
    let after = which.cursor.as_deref().map(after).transpose()?;
    let asked = ApprovalsAsked {
        departments: policy::departments(actor.role, &actor.departments),
        after,
        most: most + 1,
        ..ApprovalsAsked::default()
    };
    let all = api
        .doors
        .store()
        .approvals_page(actor.organisation, &asked)
        .await?;
    let voice = api.doors.voice_of(&actor).await?;
    let page = Page::of(all, most, cursor).map(|it| worded(&voice, it));
    Ok(Bare(page, format!("/v1/approvals?limit={most}&")))
}

fn cursor(request: &ApprovalView) -> String {
    let waits = request.status == ApprovalStatus::Pending;
    pages::cursor(LIST, &[&waits.to_string(), &request.number.to_string()])
}

fn after(cursor: &str) -> Result<AfterApproval, Problem> {
    let [waits, number] = pages::place(LIST, cursor)?;
    Ok(AfterApproval {
        waits: pages::word(&waits)?,
        number: pages::word(&number)?,
    })
}

/// Decides a request.
async fn decide(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(id): Named,
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
        reason: texts::said("reason", body.reason)?,
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
