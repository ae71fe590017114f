//! What is wrong with a call's arguments by the tool's schema, told by field, and the schema for people.

use domain::words::Say;
use serde_json::{Map, Value};

/// How deep references are followed; a schema may refer to itself.
const DEPTH: usize = 8;

/// What is wrong with arguments: the first field that does not fit, with the way to it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Misfit {
    /// The field, as in `amount.minor`.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) wrong: Wrong,
}

/// What is wrong with a field.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Wrong {
    /// There is none of this name.
    Unknown {
        /// The one that was probably meant.
        nearest: String,
    },
    /// It may not be left out.
    Missing,
    /// Its value is of another kind.
    Kind {
        /// What it takes.
        wants: String,
        /// What it was given.
        value: String,
    },
}

impl Misfit {
    /// In words, for whoever typed it.
    pub(crate) fn say(&self) -> Say {
        let say = match &self.wrong {
            Wrong::Unknown { nearest } => Say::of("tool", "unknown_field").with("nearest", nearest),
            Wrong::Missing => Say::of("tool", "missing_field"),
            Wrong::Kind { wants, value } => Say::of("tool", "wrong_field")
                .with("wants", wants)
                .with("value", value),
        };
        say.with("field", &self.field)
    }

    fn of(field: &str, wrong: Wrong) -> Self {
        let field = field.to_owned();
        Self { field, wrong }
    }

    /// The same, of a field in which it is.
    fn under(self, outer: &str) -> Self {
        let field = format!("{outer}.{}", self.field);
        Self { field, ..self }
    }
}

/// The first field that does not fit.
pub(crate) fn misfit(schema: &Value, args: &Map<String, Value>) -> Option<Misfit> {
    misfit_in((schema, schema), args, 0)
}

fn misfit_in(
    (root, schema): (&Value, &Value),
    args: &Map<String, Value>,
    depth: usize,
) -> Option<Misfit> {
    let empty = Map::new();
    let known = fields(schema).unwrap_or(&empty);
    let unknown = args.keys().find(|name| !known.contains_key(*name));
    if let Some(name) = unknown {
        let distance = |it: &&String| strsim::damerau_levenshtein(name, it);
        let nearest = known.keys().min_by_key(distance);
        let nearest = nearest.map_or("-", String::as_str).to_owned();
        return Some(Misfit::of(name, Wrong::Unknown { nearest }));
    }
    if let Some(name) = required(schema).find(|name| !args.contains_key(*name)) {
        return Some(Misfit::of(name, Wrong::Missing));
    }
    args.iter().find_map(|(name, value)| {
        let field = known.get(name).filter(|_| !value.is_null())?;
        if !fits(root, field, value, depth) {
            let (wants, value) = (kind(root, field, depth), short(value));
            return Some(Misfit::of(name, Wrong::Kind { wants, value }));
        }
        let inside = value.as_object()?;
        let mut objects = variants(root, field, depth).into_iter();
        let shape = objects.find(|it| fields(it).is_some())?;
        let found = misfit_in((root, shape), inside, depth + 1);
        found.map(|it| it.under(name))
    })
}

/// What a field takes, by the way to it, as JSON would write it; nothing, if the schema has no such field.
pub(crate) fn wanted(schema: &Value, path: &str) -> Option<String> {
    let mut here = vec![schema];
    for step in steps(path) {
        let found = here.iter().find_map(|it| match step {
            Step::Field(name) => fields(it)?.get(name),
            Step::Item(_) => it.get("items"),
        })?;
        here = variants(schema, found, 0);
    }
    let kinds = here.into_iter().map(|it| kind(schema, it, 0));
    let kinds: Vec<String> = kinds.filter(|it| !it.is_empty() && it != "null").collect();
    (!kinds.is_empty()).then(|| kinds.join(" | "))
}

/// What a field was given, by the way to it.
pub(crate) fn given(args: &Value, path: &str) -> String {
    let found = steps(path).try_fold(args, |it, step| match step {
        Step::Field(name) => it.get(name),
        Step::Item(index) => it.get(index),
    });
    found.map(short).unwrap_or_default()
}

/// A step on the way to a field.
enum Step<'a> {
    Field(&'a str),
    Item(usize),
}

/// The steps of a way such as `items[0].amount`.
fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    let parts = path.split(['.', '[']).filter(|it| !it.is_empty());
    parts.map(|it| {
        let index = it.strip_suffix(']').and_then(|it| it.parse().ok());
        index.map_or(Step::Field(it), Step::Item)
    })
}

/// One field of a tool's arguments, for people.
pub(crate) struct Field {
    pub(crate) name: String,
    /// What it takes, as JSON would write it.
    pub(crate) kind: String,
    /// Whether it may be left out.
    pub(crate) optional: bool,
    /// What it is.
    pub(crate) about: String,
}

/// What a tool takes.
pub(crate) fn describe(schema: &Value) -> Vec<Field> {
    let required: Vec<&str> = required(schema).collect();
    let field = |(name, field): (&String, &Value)| {
        let about = field.get("description").and_then(Value::as_str);
        Field {
            name: name.clone(),
            kind: kind(schema, field, 0),
            optional: !required.contains(&name.as_str()),
            about: about.unwrap_or_default().replace('\n', " "),
        }
    };
    fields(schema).into_iter().flatten().map(field).collect()
}

fn fields(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}

fn required(schema: &Value) -> impl Iterator<Item = &str> {
    let names = schema.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
}

/// The schema itself, or what it refers to, or each of its alternatives.
fn variants<'a>(root: &'a Value, schema: &'a Value, depth: usize) -> Vec<&'a Value> {
    let target = schema.get("$ref").and_then(Value::as_str);
    let target = target.and_then(|it| root.pointer(it.strip_prefix('#')?));
    let several = ["anyOf", "oneOf"]
        .iter()
        .find_map(|it| schema.get(it)?.as_array());
    match (target, several) {
        _ if depth > DEPTH => vec![schema],
        (Some(target), _) => variants(root, target, depth + 1),
        (None, Some(several)) => {
            let each = several.iter();
            each.flat_map(|it| variants(root, it, depth + 1)).collect()
        }
        (None, None) => vec![schema],
    }
}

/// Whether a value has a type that the field takes. What it says of it otherwise the tool decides.
fn fits(root: &Value, field: &Value, value: &Value, depth: usize) -> bool {
    let variants = variants(root, field, depth);
    variants.into_iter().any(|it| {
        if let Some(word) = it.get("const") {
            return word == value;
        }
        if let Some(words) = it.get("enum").and_then(Value::as_array) {
            return words.contains(value);
        }
        let types = types(it);
        let is_type = |name: &str| match value {
            Value::Null => name == "null",
            Value::Bool(_) => name == "boolean",
            Value::Number(number) => match name {
                "integer" => number.is_i64() || number.is_u64(),
                other => other == "number",
            },
            Value::String(_) => name == "string",
            Value::Array(_) => name == "array",
            Value::Object(_) => name == "object",
        };
        types.is_empty() || types.iter().any(|it| is_type(it))
    })
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        Some(_) | None => Vec::new(),
    }
}

/// What a field takes, as JSON would write it.
fn kind(root: &Value, field: &Value, depth: usize) -> String {
    let mut kinds: Vec<String> = Vec::new();
    for variant in variants(root, field, depth) {
        let of_variant = match (variant.get("const"), variant.get("enum")) {
            (Some(word), _) => vec![word.to_string()],
            (None, Some(Value::Array(words))) => words.iter().map(Value::to_string).collect(),
            (None, _) => named(root, variant, depth),
        };
        for kind in of_variant {
            if kind != "null" && !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    kinds.join(" | ")
}

fn named(root: &Value, variant: &Value, depth: usize) -> Vec<String> {
    let inside = fields(variant).filter(|_| depth < DEPTH);
    let name = |it: &&str| match (*it, inside) {
        ("object", Some(fields)) => {
            let fields = fields.iter();
            let each =
                fields.map(|(name, it)| format!("\"{name}\": {}", kind(root, it, depth + 1)));
            format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
        }
        ("string", _) => {
            let format = variant.get("format").and_then(Value::as_str);
            format.map_or_else(|| "string".to_owned(), |it| format!("string ({it})"))
        }
        (other, _) => other.to_owned(),
    };
    types(variant).iter().map(name).collect()
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(tool: &str, args: &Value) -> Option<(String, Wrong)> {
        let schema = crate::wiring::toolbox().unwrap().schema(tool).unwrap();
        let misfit = misfit(&schema.to_value(), args.as_object().unwrap())?;
        Some((misfit.field, misfit.wrong))
    }

    #[test]
    fn what_a_field_takes_and_was_given_is_found_by_the_way_to_it() {
        let schema = json!({
            "properties": {
                "items": { "type": "array", "items": { "$ref": "#/$defs/Item" } },
                "due": { "anyOf": [{ "type": "string", "format": "date" }, { "type": "null" }] },
            },
            "$defs": { "Item": { "properties": { "count": { "type": ["integer", "null"] } } } },
        });
        let args = json!({ "items": [{ "count": 1 }, { "count": "two" }], "due": "soon" });
        for (path, wants, value) in [
            ("items[1].count", Some("integer"), "\"two\""),
            ("due", Some("string (date)"), "\"soon\""),
            ("items[2].amount", None, ""),
            ("else", None, ""),
        ] {
            assert_eq!(wanted(&schema, path).as_deref(), wants, "{path}");
            assert_eq!(given(&args, path), value, "{path}");
        }
    }

    #[test]
    fn the_field_that_does_not_fit_is_named_with_what_it_takes() {
        let fine = json!({ "invoice": "1", "amount": { "minor": 5, "currency": "BRL" } });
        assert_eq!(told("refund_invoice", &fine), None);
        let left_out = json!({ "invoice": "1", "amount": null });
        assert_eq!(told("refund_invoice", &left_out), None);
        let nearest = |it: &str| Wrong::Unknown {
            nearest: it.to_owned(),
        };
        let kind = |wants: &str, value: &str| Wrong::Kind {
            wants: wants.to_owned(),
            value: value.to_owned(),
        };
        let of = |field: &str, wrong: Wrong| Some((field.to_owned(), wrong));
        for (args, wrong) in [
            (json!({ "invoise": "1" }), of("invoise", nearest("invoice"))),
            (json!({}), of("invoice", Wrong::Missing)),
            (json!({ "invoice": 1 }), of("invoice", kind("string", "1"))),
            (
                json!({ "invoice": "1", "amount": { "minor": "5", "currency": "BRL" } }),
                of("amount.minor", kind("integer", "\"5\"")),
            ),
            (
                json!({ "invoice": "1", "amount": { "minor": 5 } }),
                of("amount.currency", Wrong::Missing),
            ),
        ] {
            assert_eq!(told("refund_invoice", &args), wrong, "{args}");
        }
        let lukewarm = told("find_leads", &json!({ "stage": "lukewarm" }));
        let Some((_, Wrong::Kind { wants, .. })) = lukewarm else {
            panic!("{lukewarm:?}")
        };
        assert!(wants.starts_with("\"new\" | \"contacted\""), "{wants}");
    }

    #[test]
    fn every_tools_schema_can_be_told() {
        let toolbox = crate::wiring::toolbox().unwrap();
        for tool in toolbox.names() {
            let schema = toolbox.schema(tool).unwrap().to_value();
            for field in describe(&schema) {
                assert!(!field.kind.is_empty(), "{tool}.{}", field.name);
            }
        }
    }
}
