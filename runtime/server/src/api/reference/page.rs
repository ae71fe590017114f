//! The document as a page that needs nothing from outside: no script, no font, no picture.

use std::collections::BTreeSet;

use axum::{
    body::Bytes,
    http::{
        HeaderName, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::digest::Digest;
use minijinja::{AutoEscape, Environment, HtmlEscape, value::Serde};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::document;
use crate::{
    api::{
        paths::{Access, Group, Operation},
        problem::{Code, Problem},
    },
    words::Voice,
};

const TEMPLATE: &str = include_str!("page.html");

const STYLE: &str = include_str!("page.css");

const NOSNIFF: (HeaderName, &str) = (HeaderName::from_static("x-content-type-options"), "nosniff");

/// The words of the page that stand in no document.
const WORDS: [&str; 19] = [
    "about",
    "answers",
    "anything",
    "body",
    "code",
    "document",
    "example",
    "list-of",
    "meaning",
    "needs-nothing",
    "needs-operator",
    "needs-token",
    "nothing",
    "or",
    "parameters",
    "problems",
    "problems-about",
    "required",
    "schemas",
];

/// A page, ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Page(Bytes);

/// Why there is none.
#[derive(Debug)]
pub(super) struct Broken(pub(super) String);

impl Page {
    pub(super) fn answer(self, voice: &Voice) -> Response {
        let headers = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CONTENT_LANGUAGE, voice.reader().language.tag()),
            (VARY, "accept-language"),
            (CACHE_CONTROL, "no-cache"),
            NOSNIFF,
        ];
        let mut response = (headers, self.0).into_response();
        // Nothing but the page's own style, by its digest.
        let style = STANDARD.encode(Digest::of(STYLE.as_bytes()).as_bytes());
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response
                .headers_mut()
                .insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

/// Something that can be done, as the page shows it.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    method: &'static str,
    path: &'a str,
    access: String,
    /// As the document has it.
    said: Value,
    parameters: Vec<Field>,
    body: Option<Value>,
    answers: Vec<Shown>,
    examples: Vec<Sent>,
}

/// A field of a type, or a parameter.
#[derive(Serialize)]
struct Field {
    name: String,
    place: Value,
    required: bool,
    kind: String,
    description: Value,
}

/// What comes back.
#[derive(Serialize)]
struct Shown {
    status: String,
    description: Value,
    kind: String,
}

/// An example as somebody would type it.
#[derive(Serialize)]
struct Sent {
    line: String,
    status: Value,
}

/// The page in somebody's words.
pub(super) fn render(operations: &[Operation], voice: &Voice) -> Result<Page, Broken> {
    let document = document(operations, voice);
    let words: Map<String, Value> = WORDS
        .iter()
        .map(|it| (it.replace('-', "_"), voice.text("api", it).into()))
        .collect();
    let kinds = Kinds(&words);
    let groups = Group::ALL.map(|group| {
        let own = operations.iter().filter(|it| it.group == group);
        json!({
            "word": group.word(),
            "title": voice.text("api", &format!("group-{}", group.word())),
            "entries": own.map(|it| entry(it, &document, &kinds, voice)).collect::<Vec<_>>(),
        })
    });
    let types = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let named: BTreeSet<String> = types.into_iter().flatten().map(|it| it.0.clone()).collect();
    let schemas = types.into_iter().flatten().map(|(name, schema)| {
        json!({
            "name": name,
            "description": schema.get("description"),
            "kind": kinds.of(schema),
            "fields": kinds.fields(schema),
        })
    });
    let problems = Code::ALL.iter().map(|code| {
        let (title, detail) = Problem::meaning(*code, voice);
        json!({
            "code": code.word(), "status": code.status().as_u16(), "title": title, "detail": detail,
        })
    });
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("coded", |text: String| safe(coded(&text)));
    environment.add_filter("linked", move |kind: String| safe(linked(&kind, &named)));
    let shown = json!({
        "language": voice.reader().language.tag(),
        "style": STYLE,
        "words": words,
        "groups": groups,
        "schemas": schemas.collect::<Vec<_>>(),
        "problems": problems.collect::<Vec<_>>(),
    });
    let page = environment.render_str(TEMPLATE, Serde(&shown));
    let page = page.map_err(|error| Broken(format!("{error:#}")))?;
    Ok(Page(page.into()))
}

fn entry<'a>(
    operation: &'a Operation,
    document: &Value,
    kinds: &Kinds<'_>,
    voice: &Voice,
) -> Entry<'a> {
    let paths = document.get("paths").and_then(|it| it.get(operation.path));
    let said = paths.and_then(|it| it.get(operation.method.word()));
    let said = said.cloned().unwrap_or_default();
    let list = |name: &str| {
        said.get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let parameters = list("parameters").into_iter().map(|it| Field {
        name: it
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        place: it.get("in").cloned().unwrap_or_default(),
        required: it.get("required").is_some_and(|it| it == true),
        kind: kinds.of(it.get("schema").unwrap_or(&Value::Null)),
        description: it.get("description").cloned().unwrap_or_default(),
    });
    let answers = said.get("responses").and_then(Value::as_object);
    let answers = answers.into_iter().flatten().map(|(status, answer)| {
        let content = answer.get("content").and_then(Value::as_object);
        let first = content.and_then(|it| it.iter().next());
        let all = || {
            content
                .into_iter()
                .flat_map(Map::keys)
                .cloned()
                .collect::<Vec<_>>()
        };
        Shown {
            status: status.clone(),
            description: answer.get("description").cloned().unwrap_or_default(),
            kind: match first {
                None => kinds.word("nothing"),
                Some((media, it)) => match it.get("schema").filter(|_| media.contains("json")) {
                    Some(schema) => kinds.of(schema),
                    None => all().join(", "),
                },
            },
        }
    });
    let access = match operation.access {
        Access::Token => "needs-token",
        Access::Operator => "needs-operator",
        Access::Anybody => "needs-nothing",
    };
    let method = operation.method.word();
    Entry {
        name: operation.name,
        method,
        path: operation.path,
        access: voice.text("api", access),
        parameters: parameters.collect(),
        body: said
            .pointer("/requestBody/content/application~1json/schema")
            .map(|it| kinds.of(it).into()),
        answers: answers.collect(),
        examples: list("x-examples")
            .iter()
            .map(|it| sent(operation, it))
            .collect(),
        said,
    }
}

/// An example as somebody would type it.
fn sent(operation: &Operation, example: &Value) -> Sent {
    let text = |name: &str| {
        example
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let mut line = format!(
        "curl -sX {} \"$FIRMA{}\"",
        operation.method.word().to_uppercase(),
        text("path")
    );
    if operation.access == Access::Token {
        line.push_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
    }
    let headers = example.get("headers").and_then(Value::as_object);
    for (name, value) in headers.into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        line.push_str(&format!(" \\\n  -H '{name}: {value}'"));
    }
    if let Some(body) = example.get("body").filter(|it| !it.is_null()) {
        line.push_str(&format!(
            " \\\n  -H 'Content-Type: application/json' \\\n  -d '{body}'"
        ));
    }
    Sent {
        line,
        status: example.get("status").cloned().unwrap_or_default(),
    }
}

fn safe(html: String) -> minijinja::Value {
    minijinja::Value::from_safe_string(html)
}

/// A text as HTML: what stands in backticks is code, and the code of a problem leads to it.
fn coded(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| {
        let html = HtmlEscape(part);
        match index % 2 == 1 {
            false => html.to_string(),
            true if Code::ALL.iter().any(|it| it.word() == part) => {
                format!("<a href=\"#problem-{html}\"><code>{html}</code></a>")
            }
            true => format!("<code>{html}</code>"),
        }
    });
    parts.collect()
}

/// What a schema is, as HTML: the types in it lead to what they are.
fn linked(kind: &str, types: &BTreeSet<String>) -> String {
    let words = kind.split(' ').map(|word| {
        let html = HtmlEscape(word);
        match types.contains(word) {
            true => format!("<a href=\"#type-{html}\">{html}</a>"),
            false => html.to_string(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Says what a schema is, in few words.
struct Kinds<'a>(&'a Map<String, Value>);

impl Kinds<'_> {
    fn word(&self, name: &str) -> String {
        let word = self.0.get(&name.replace('-', "_")).and_then(Value::as_str);
        word.unwrap_or(name).to_owned()
    }

    fn of(&self, schema: &Value) -> String {
        let Some(fields) = schema.as_object().filter(|it| !it.is_empty()) else {
            return self.word("anything");
        };
        if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
            return reference.rsplit('/').next().unwrap_or_default().to_owned();
        }
        let or = format!(" {} ", self.word("or"));
        if let Some(value) = fields.get("const") {
            return value.to_string();
        }
        if let Some(values) = fields.get("enum").and_then(Value::as_array) {
            return values
                .iter()
                .map(Value::to_string)
                .collect::<Vec<_>>()
                .join(", ");
        }
        for ways in ["anyOf", "oneOf"] {
            if let Some(ways) = fields.get(ways).and_then(Value::as_array) {
                return ways
                    .iter()
                    .map(|it| self.of(it))
                    .collect::<Vec<_>>()
                    .join(&or);
            }
        }
        let kind = |it: &Value| match (it.as_str().unwrap_or_default(), fields.get("format")) {
            ("array", _) => {
                let items = self.of(fields.get("items").unwrap_or(&Value::Null));
                format!("{} {items}", self.word("list-of"))
            }
            ("string", Some(Value::String(format))) => format.clone(),
            (kind, _) => kind.to_owned(),
        };
        match fields.get("type") {
            Some(Value::Array(kinds)) => kinds.iter().map(kind).collect::<Vec<_>>().join(&or),
            Some(one) => kind(one),
            None => self.word("anything"),
        }
    }

    /// The fields of an object.
    fn fields(&self, schema: &Value) -> Vec<Field> {
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|it| it.iter().any(|it| it == name));
        let fields = schema.get("properties").and_then(Value::as_object);
        let fields = fields.into_iter().flatten().map(|(name, schema)| Field {
            name: name.clone(),
            place: Value::Null,
            required: is_required(name),
            kind: self.of(schema),
            description: schema.get("description").cloned().unwrap_or_default(),
        });
        fields.collect()
    }
}
