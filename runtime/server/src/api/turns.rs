//! `GET /v1/turns/{id}`: how a turn stands.

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use domain::{person::Actor, turn::TurnView};

use super::{Api, problem::Problem, worded_turn};

/// A turn of the caller's company.
pub(super) async fn get(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
) -> Result<Json<TurnView>, Problem> {
    let turn = id.parse().map_err(|_| Problem::no_such_turn())?;
    let view = api
        .doors
        .store()
        .turn_view(actor.organisation, turn)
        .await?;
    let view = view.ok_or_else(Problem::no_such_turn)?;
    Ok(Json(worded(&api, &actor, view).await?))
}

/// A turn with what its request says in the caller's words.
pub(super) async fn worded(api: &Api, actor: &Actor, view: TurnView) -> Result<TurnView, Problem> {
    match view.approval {
        None => Ok(view),
        Some(_) => Ok(worded_turn(&api.doors.voice_of(actor).await?, view)),
    }
}
