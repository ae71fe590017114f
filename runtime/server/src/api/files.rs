//! `GET /v1/files/{id}`: a file that goes with an answer.

use axum::{
    Extension,
    extract::{Path, State},
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    response::{IntoResponse as _, Response},
};
use domain::person::Actor;
use uuid::Uuid;

use super::{Api, problem::Problem};

/// A file of the caller's company. Nobody opens it in its own page: it is handed over to be kept.
pub(super) async fn get(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::no_such_file())?;
    let file = api.doors.store().file(actor.organisation, id).await?;
    let file = file.ok_or_else(Problem::no_such_file)?;
    // The names are ours: letters, digits, points and dashes.
    let name: String = file
        .name
        .chars()
        .filter(|it| it.is_ascii_alphanumeric() || ".-_".contains(*it))
        .collect();
    let headers = [
        (CONTENT_TYPE, file.media_type),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, file.bytes).into_response())
}
