//! `GET /v1/files/{id}`: a file that goes with an answer.

use axum::{
    Extension,
    extract::State,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    response::{IntoResponse as _, Response},
};
use domain::person::Actor;
use uuid::Uuid;

use super::{
    Api,
    paths::{Answer, Example, Group, Method, Named, Operation, Paths},
    problem::{Code, Problem},
};

/// Serves the path.
pub(super) fn paths(paths: &mut Paths) {
    let operation = Operation {
        group: Group::Messages,
        answers: vec![Answer::text("text/csv"), Answer::text("image/png")],
        problems: &[Code::NoSuchFile],
        examples: vec![Example {
            of: "019a8c00-0000-7000-8000-000000000007",
            ..Example::default()
        }],
        ..Operation::new(Method::Get, "/v1/files/{id}", "get_file")
    };
    paths.serve(operation, get);
}

/// A file of what the caller sees. Nobody opens it in its own page: it is handed over to be kept.
async fn get(
    State(api): State<Api>,
    Extension(actor): Extension<Actor>,
    Named(id): Named,
) -> Result<Response, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::no_such_file())?;
    let file = api.doors.store().file(&actor, id).await?;
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
