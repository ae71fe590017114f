//! The document of the API (OpenAPI 3.1), made from what is served.

use std::collections::BTreeMap;

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{
    api::{
        paths::{Access, Example, Group, Operation, Shape, shape},
        problem::{self, Code, Problem},
    },
    words::Voice,
};

/// The version of the interface: it changes when something that was there is gone.
const VERSION: &str = "1.0.0";

/// What can go wrong with every operation.
const ALWAYS: [Code; 5] = [
    Code::TooManyRequests,
    Code::TooBusy,
    Code::TooSlow,
    Code::DatabaseAway,
    Code::Internal,
];

/// The document, in somebody's words.
pub(super) fn document(operations: &[Operation], voice: &Voice) -> Value {
    let mut schemas = Schemas::new();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for operation in operations {
        let described = describe(operation, voice, &mut schemas);
        let methods = paths.entry(operation.path).or_default();
        methods.insert(operation.method.word().to_owned(), described);
    }
    let tags = Group::ALL.map(|group| {
        let word = group.word();
        let description = voice.text("api", &format!("group-{word}"));
        json!({ "name": word, "description": description })
    });
    let mut document = json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Firma",
            "version": VERSION,
            "description": voice.text("api", "about"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "tags": tags,
        "paths": paths,
    });
    let components = json!({
        "schemas": schemas.definitions(),
        "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        "headers": headers(voice),
    });
    if let Some(document) = document.as_object_mut() {
        document.insert("components".to_owned(), components);
    }
    document
}

/// The headers of answers.
const HEADERS: [&str; 6] = [
    "x-request-id",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "link",
];

fn headers(voice: &Voice) -> Map<String, Value> {
    let header = |name: &str| {
        let kind = match name.starts_with("r") {
            true => "integer",
            false => "string",
        };
        let description = voice.text("api", &format!("header-{name}"));
        let shown = json!({ "description": description, "schema": { "type": kind } });
        (name.to_owned(), shown)
    };
    HEADERS.into_iter().map(header).collect()
}

fn describe(operation: &Operation, voice: &Voice, schemas: &mut Schemas) -> Value {
    let message = format!("api-{}", operation.name);
    let mut described = json!({
        "operationId": operation.name,
        "tags": [operation.group.word()],
        "summary": voice.text(&message, "summary"),
        "description": voice.text(&message, "detail"),
        "parameters": parameters(operation, voice, schemas),
        "responses": responses(operation, voice, schemas),
        "x-examples": operation.examples.iter().map(|it| shown(operation, it)).collect::<Vec<_>>(),
    });
    let Some(fields) = described.as_object_mut() else {
        return described;
    };
    let security = match operation.access {
        Access::Token => Some(json!([{ "token": [] }])),
        Access::Operator => Some(json!([{}, { "token": [] }])),
        Access::Anybody => None,
    };
    if let Some(security) = security {
        fields.insert("security".to_owned(), security);
    }
    if let Some(body) = operation.body {
        let examples = operation.examples.iter().enumerate();
        let examples = examples
            .filter(|(_, it)| it.status.is_success())
            .map(|(index, it)| (format!("{}", index + 1), json!({ "value": it.body })));
        let content = json!({
            "schema": schemas.taken(body),
            "examples": examples.collect::<Map<_, _>>(),
        });
        let body = json!({ "required": true, "content": { "application/json": content } });
        fields.insert("requestBody".to_owned(), body);
    }
    described
}

/// An example with all that is needed to send it.
fn shown(operation: &Operation, example: &Example) -> Value {
    let mut path = match parameter(operation.path) {
        Some(name) => operation.path.replace(&format!("{{{name}}}"), example.of),
        None => operation.path.to_owned(),
    };
    if !example.query.is_empty() {
        path = format!("{path}?{}", example.query);
    }
    let headers = example.headers.iter();
    json!({
        "path": path,
        "headers": headers.map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect::<Map<_, _>>(),
        "body": example.body,
        "status": example.status.as_u16(),
    })
}

/// The name of the parameter in a path: it has one at most.
fn parameter(path: &str) -> Option<&str> {
    let (_, after) = path.split_once('{')?;
    after.split_once('}').map(|(name, _)| name)
}

fn parameters(operation: &Operation, voice: &Voice, schemas: &mut Schemas) -> Vec<Value> {
    let good = operation.examples.iter().find(|it| it.status.is_success());
    let said = |name: &str| voice.text("api", &format!("parameter-{}", name.to_lowercase()));
    let mut parameters = Vec::new();
    if let Some(name) = parameter(operation.path) {
        let schema = match name {
            "id" => json!({ "type": "string", "format": "uuid" }),
            _ => json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$" }),
        };
        let example = good.map_or("", |it| it.of);
        parameters.push(json!({
            "name": name, "in": "path", "required": true, "schema": schema,
            "description": said(name), "example": example,
        }));
    }
    for (name, mut schema) in operation
        .query
        .map_or_else(Map::new, |it| schemas.fields(it))
    {
        // What is not given is left out: a query knows no null.
        nullless(&mut schema);
        parameters.push(json!({
            "name": name, "in": "query", "required": false, "schema": schema,
            "description": said(&name),
        }));
    }
    for name in operation.headers {
        let schema = match *name {
            "Idempotency-Key" => json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
            _ => json!({ "type": "string" }),
        };
        parameters.push(json!({
            "name": name, "in": "header", "required": false, "schema": schema,
            "description": said(name),
        }));
    }
    parameters
}

/// Takes the null out of the schema of something that may be left out.
fn nullless(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    if let Some(types) = fields.get_mut("type")
        && let Some(kinds) = types.as_array_mut()
    {
        kinds.retain(|it| it != "null");
        if let [only] = kinds.as_slice() {
            *types = only.clone();
        }
    }
    if let Some(Value::Array(mut ways)) = fields.remove("anyOf") {
        ways.retain(|it| it.get("type").is_none_or(|it| it != "null"));
        if let [only] = ways.as_slice() {
            *schema = only.clone();
        } else {
            fields.insert("anyOf".to_owned(), ways.into());
        }
    }
}

/// All problems of an operation by their status.
fn problems(operation: &Operation) -> BTreeMap<u16, Vec<Code>> {
    let token: &[Code] = match operation.access {
        Access::Anybody => &[],
        Access::Operator | Access::Token => &[Code::Unauthorised],
    };
    let query: &[Code] = match operation.query {
        None => &[],
        Some(_) => &[Code::BadQuery],
    };
    let body: &[Code] = match operation.body {
        None => &[],
        Some(_) => &[Code::BadBody, Code::NotJson, Code::BodyTooLong],
    };
    let named: &[Code] = match parameter(operation.path) {
        None => &[],
        Some(_) => &[Code::NoSuchPath],
    };
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in [&ALWAYS, token, query, body, named, operation.problems].concat() {
        let codes = by_status.entry(code.status().as_u16()).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    by_status
}

fn responses(operation: &Operation, voice: &Voice, schemas: &mut Schemas) -> Map<String, Value> {
    let common: Map<String, Value> = HEADERS.into_iter().take(4).map(header).collect();
    let mut responses = Map::new();
    for answer in &operation.answers {
        let status = answer.status.as_u16();
        let response = responses.entry(status.to_string()).or_insert_with(|| {
            json!({
                "description": voice.text("api", &format!("status-{status}")),
                "headers": common,
            })
        });
        let schema = match answer.shape {
            Some(shape) => Some(schemas.given(shape)),
            None if answer.media.is_empty() => None,
            // Bytes, of which a schema says nothing.
            None if answer.media.starts_with("image/") => Some(json!({})),
            None => Some(json!({ "type": "string" })),
        };
        if let (Some(schema), Some(fields)) = (schema, response.as_object_mut()) {
            let content = fields.entry("content").or_insert_with(|| json!({}));
            if let Some(content) = content.as_object_mut() {
                content.insert(answer.media.to_owned(), json!({ "schema": schema }));
            }
        }
    }
    let schema = schemas.given(shape::<problem::Body>);
    let content = json!({ "schema": schema });
    for (status, codes) in problems(operation) {
        let response = responses.entry(status.to_string()).or_insert_with(|| {
            let mut headers = common.clone();
            if [429, 503].contains(&status) {
                headers.extend([header("retry-after")]);
            }
            json!({ "description": meanings(&codes, voice), "headers": headers, "content": {} })
        });
        // Health says with the same status how it is, and is no problem then.
        let known = response.get_mut("content").and_then(Value::as_object_mut);
        if let Some(known) = known {
            known.insert("application/problem+json".to_owned(), content.clone());
        }
    }
    responses
}

fn header(name: &str) -> (String, Value) {
    let reference = json!({ "$ref": format!("#/components/headers/{name}") });
    (name.to_owned(), reference)
}

fn meanings(codes: &[Code], voice: &Voice) -> String {
    let meanings = codes.iter().map(|code| {
        let (title, _) = Problem::meaning(*code, voice);
        format!("`{}`: {title}", code.word())
    });
    meanings.collect::<Vec<_>>().join(" ")
}

/// The schemas of what is taken and of what is given: the same type may be less strict one way.
struct Schemas {
    taken: SchemaGenerator,
    given: SchemaGenerator,
}

impl Schemas {
    fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|it| {
                it.definitions_path = "/components/schemas".into();
                it.meta_schema = None;
            })
        };
        Self {
            taken: settings().for_deserialize().into_generator(),
            given: settings().for_serialize().into_generator(),
        }
    }

    fn taken(&mut self, shape: Shape) -> Value {
        shape(&mut self.taken).to_value()
    }

    fn given(&mut self, shape: Shape) -> Value {
        shape(&mut self.given).to_value()
    }

    /// The fields of a type that is taken.
    fn fields(&mut self, shape: Shape) -> Map<String, Value> {
        let schema = self.taken(shape);
        let reference = schema.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|it| it.rsplit('/').next()).unwrap_or("");
        // It is no schema of its own in the document.
        let definition = self.taken.definitions_mut().remove(name).unwrap_or(schema);
        let fields = definition.get("properties").and_then(Value::as_object);
        fields.cloned().unwrap_or_default()
    }

    fn definitions(mut self) -> Map<String, Value> {
        let mut definitions = self.taken.take_definitions(true);
        definitions.extend(self.given.take_definitions(true));
        definitions
    }
}
