//! What the API says about itself: `/openapi.json`, and `/docs` for people.

mod document;
mod page;

use std::sync::{Arc, OnceLock};

use axum::{
    body::Bytes,
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse as _, Response},
};
use domain::language::Language;
use serde_json::{Map, Value};

use self::document::document;
use super::{
    Api,
    paths::{Access, Answer, Example, Method, Operation, Paths},
    problem::{self, Problem},
};
use crate::words::Voice;

/// What the API says about itself, made when it is first asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Reference(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    operations: Vec<Operation>,
    documents: [OnceLock<Bytes>; 2],
    pages: [OnceLock<Result<page::Page, page::Broken>>; 2],
}

impl Reference {
    /// Of these operations.
    pub(super) fn of(operations: Vec<Operation>) -> Self {
        Self(Arc::new(Inner {
            operations,
            ..Inner::default()
        }))
    }

    fn document(&self, voice: &Voice) -> Bytes {
        let [portuguese, english] = &self.0.documents;
        let cell = match voice.reader().language {
            Language::PtBr => portuguese,
            Language::En => english,
        };
        let made = || Bytes::from(document(&self.0.operations, voice).to_string());
        cell.get_or_init(made).clone()
    }

    fn page(&self, voice: &Voice) -> Result<page::Page, Problem> {
        let [portuguese, english] = &self.0.pages;
        let cell = match voice.reader().language {
            Language::PtBr => portuguese,
            Language::En => english,
        };
        let page = cell.get_or_init(|| page::render(&self.0.operations, voice));
        page.as_ref().cloned().map_err(|error| {
            tracing::error!(error = %error.0, "the page of the API cannot be made");
            Problem::internal()
        })
    }
}

/// Where the API says what it is.
pub(super) fn paths(paths: &mut Paths) {
    let shown = |path, name, answer| Operation {
        access: Access::Anybody,
        answers: vec![answer],
        examples: vec![Example::default()],
        ..Operation::new(Method::Get, path, name)
    };
    let answer = Answer::json::<Map<String, Value>>(StatusCode::OK);
    paths.serve(shown("/openapi.json", "openapi", answer), openapi);
    let answer = Answer::text("text/html");
    paths.serve(shown("/docs", "docs", answer), docs);
}

async fn openapi(State(api): State<Api>, headers: HeaderMap) -> Response {
    let voice = voice(&api, &headers);
    let document = api.reference.document(&voice);
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CONTENT_LANGUAGE, voice.reader().language.tag()),
        (VARY, "accept-language"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, document).into_response()
}

async fn docs(State(api): State<Api>, headers: HeaderMap) -> Result<Response, Problem> {
    let voice = voice(&api, &headers);
    Ok(api.reference.page(&voice)?.answer(&voice))
}

fn voice(api: &Api, headers: &HeaderMap) -> Voice {
    let voice = api.doors.voice();
    match problem::accepted_language(headers) {
        Some(language) => voice.in_language(language),
        None => voice.clone(),
    }
}
