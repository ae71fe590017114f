//! The paths of the API. Each is served and documented by one value, so that neither is without the
//! other; the document that follows from them is made in `reference.rs`.

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequestParts, Path},
    handler::Handler,
    http::{StatusCode, request::Parts},
    routing::{MethodFilter, on},
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use super::{
    Api,
    problem::{Code, Problem},
};

/// The longest body where no text is in it.
const SHORT_BODY: usize = 64 * 1_024;

/// The paths, those that anybody may use and those for callers with a token.
#[derive(Debug, Default)]
pub(super) struct Paths {
    pub(super) open: Router<Api>,
    pub(super) known: Router<Api>,
    pub(super) operations: Vec<Operation>,
}

impl Paths {
    /// Serves an operation as it is documented.
    pub(super) fn serve<H, T>(&mut self, operation: Operation, handler: H)
    where
        H: Handler<T, Api>,
        T: 'static,
    {
        let limit = DefaultBodyLimit::max(operation.longest_body);
        let serving = on(operation.method.filter(), handler).layer(limit);
        let router = match operation.access {
            Access::Anybody | Access::Operator => &mut self.open,
            Access::Token => &mut self.known,
        };
        *router = std::mem::take(router).route(operation.path, serving);
        self.operations.push(operation);
    }
}

/// The parameter of a path. One that is no text names nothing that there is.
#[derive(Debug)]
pub(super) struct Named(pub(super) String);

impl FromRequestParts<Api> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, api).await;
        path.map(|Path(it)| Self(it))
            .map_err(|_| Problem::no_such_path())
    }
}

/// What the schema of a type is.
pub(super) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// The schema of a type.
pub(super) fn shape<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// What can be done at a path. Its texts are in `words/api.*.ftl`, under its name.
#[derive(Debug)]
pub(super) struct Operation {
    /// What it is called.
    pub(super) name: &'static str,
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) group: Group,
    pub(super) access: Access,
    /// The parameters of its query, as the fields of a type.
    pub(super) query: Option<Shape>,
    pub(super) headers: &'static [&'static str],
    pub(super) body: Option<Shape>,
    /// In bytes.
    pub(super) longest_body: usize,
    pub(super) answers: Vec<Answer>,
    /// What can go wrong with it besides what can go wrong with all.
    pub(super) problems: &'static [Code],
    /// Requests that a test sends, each with its status.
    pub(super) examples: Vec<Example>,
}

impl Operation {
    /// An operation with nothing but its path.
    pub(super) const fn new(method: Method, path: &'static str, name: &'static str) -> Self {
        Self {
            name,
            method,
            path,
            group: Group::Machine,
            access: Access::Token,
            query: None,
            headers: &[],
            body: None,
            longest_body: SHORT_BODY,
            answers: Vec::new(),
            problems: &[],
            examples: Vec::new(),
        }
    }
}

/// A method that we serve.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Put => "put",
            Self::Delete => "delete",
        }
    }

    const fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// What operations are about, in the order of the page.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Group {
    Messages,
    Approvals,
    Business,
    Company,
    People,
    Effects,
    Flows,
    Schedules,
    Machine,
}

impl Group {
    pub(super) const ALL: [Self; 9] = [
        Self::Messages,
        Self::Approvals,
        Self::Business,
        Self::Company,
        Self::People,
        Self::Effects,
        Self::Flows,
        Self::Schedules,
        Self::Machine,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Approvals => "approvals",
            Self::Business => "business",
            Self::Company => "company",
            Self::People => "people",
            Self::Effects => "effects",
            Self::Flows => "flows",
            Self::Schedules => "schedules",
            Self::Machine => "machine",
        }
    }
}

/// Who may.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Access {
    /// Anybody who reaches the port.
    Anybody,
    /// Whoever is on this machine, and the owner of the company that runs this Firma.
    Operator,
    /// A member, by a token.
    Token,
}

/// What comes back when it went well.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) media: &'static str,
    /// The schema of what comes back; none, where it is no JSON.
    pub(super) shape: Option<Shape>,
}

impl Answer {
    /// JSON of a type.
    pub(super) const fn json<T: JsonSchema>(status: StatusCode) -> Self {
        Self {
            status,
            media: "application/json",
            shape: Some(shape::<T>),
        }
    }

    /// Something that is no JSON.
    pub(super) const fn text(media: &'static str) -> Self {
        Self {
            status: StatusCode::OK,
            media,
            shape: None,
        }
    }

    /// No body.
    pub(super) const fn nothing() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            media: "",
            shape: None,
        }
    }
}

/// A request that the document shows and a test sends. The ids in it are those of the test's company.
#[derive(Clone, Debug)]
pub(super) struct Example {
    /// The value of the path's parameter, if it has one.
    pub(super) of: &'static str,
    /// After the `?`.
    pub(super) query: &'static str,
    pub(super) headers: &'static [(&'static str, &'static str)],
    pub(super) body: Value,
    pub(super) status: StatusCode,
}

impl Default for Example {
    fn default() -> Self {
        Self {
            of: "",
            query: "",
            headers: &[],
            body: Value::Null,
            status: StatusCode::OK,
        }
    }
}
