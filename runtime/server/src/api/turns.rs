//! `GET /v1/turns/{id}`: how a turn stands.

use axum::{Extension, Json, extract::State, http::StatusCode};
use domain::{ids::TurnId, person::Actor, turn::TurnView};

use super::{
    Api,
    paths::{Answer, Example, Group, Method, Named, Operation, Paths},
    problem::{Code, Problem},
    worded_turn,
};

/// The turn of the examples.
pub(super) const EXAMPLE: &str = "019a8c00-0000-7000-8000-000000000001";

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Messages,
        answers: vec![Answer::json::<TurnView>(StatusCode::OK)],
        problems: &[Code::NoSuchTurn],
        examples: vec![
            Example {
                of: EXAMPLE,
                ..Example::default()
            },
            Example {
                of: "019a8c00-0000-7000-8000-00000000ffff",
                status: StatusCode::NOT_FOUND,
                ..Example::default()
            },
        ],
        ..Operation::new(Method::Get, "/v1/turns/{id}", "get_turn")
    };
    paths.serve(operation, get);
}

/// The turn of an id, if the caller sees it. Who does not, learns as little as of one that is not there.
pub(super) async fn seen(api: &Api, actor: &Actor, id: &str) -> Result<TurnId, Problem> {
    let turn: TurnId = id.parse().map_err(|_| Problem::no_such_turn())?;
    match api.doors.store().shows(actor, turn.into()).await? {
        true => Ok(turn),
        false => Err(Problem::no_such_turn()),
    }
}

/// A turn that the caller sees.
async fn get(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(id): Named,
) -> Result<Json<TurnView>, Problem> {
    let turn = seen(&api, &actor, &id).await?;
    let store = api.doors.store();
    let view = store.turn_view(actor.organisation, turn).await?;
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
