//! What is wrong with a call's arguments by the tool's schema, told by field, and the schema for people.

use domain::words::Say;
use serde_json::{Map, Value};

/// How deep references are followed; a schema may refer to itself.
const DEPTH: usize = 8;

/// The first field that does not fit.
pub(super) fn misfit(schema: &Value, args: &Map<String, Value>) -> Option<Say> {
    let empty = Map::new();
    let known = fields(schema).unwrap_or(&empty);
    let unknown = args.keys().find(|name| !known.contains_key(*name));
    if let Some(name) = unknown {
        let say = Say::of("tool", "unknown_field").with("field", name);
        let distance = |it: &&String| strsim::damerau_levenshtein(name, it);
        let nearest = known.keys().min_by_key(distance);
        return Some(say.with("nearest", nearest.map(String::as_str).unwrap_or("-")));
    }
    if let Some(name) = required(schema).find(|name| !args.contains_key(*name)) {
        return Some(Say::of("tool", "missing_field").with("field", name));
    }
    let (name, value) = args.iter().find(|(name, value)| {
        let field = known.get(*name);
        field.is_some_and(|it| !value.is_null() && !fits(schema, it, value, 0))
    })?;
    let wants = known.get(name).map(|it| kind(schema, it, 0));
    Some(
        Say::of("tool", "wrong_field")
            .with("field", name)
            .with("wants", wants.unwrap_or_default())
            .with("value", short(value)),
    )
}

/// One field of a tool's arguments, for people.
pub(super) struct Field {
    pub(super) name: String,
    /// What it takes, as JSON would write it.
    pub(super) kind: String,
    /// Whether it may be left out.
    pub(super) optional: bool,
    /// What it is.
    pub(super) about: String,
}

/// What a tool takes.
pub(super) fn describe(schema: &Value) -> Vec<Field> {
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

    fn told(tool: &str, args: &Value) -> Option<(String, Value)> {
        let schema = crate::wiring::toolbox().unwrap().schema(tool).unwrap();
        let say = misfit(&schema.to_value(), args.as_object().unwrap())?;
        Some((say.attribute.clone(), json!(say.args)))
    }

    #[test]
    fn the_field_that_does_not_fit_is_named_with_what_it_takes() {
        let fine = json!({ "invoice": "1", "amount": { "minor": 5, "currency": "BRL" } });
        assert_eq!(told("refund_invoice", &fine), None);
        assert_eq!(
            told("refund_invoice", &json!({ "invoice": "1", "amount": null })),
            None
        );
        let (what, args) = told("refund_invoice", &json!({ "invoise": "1" })).unwrap();
        assert_eq!(what, "unknown_field");
        assert_eq!(args, json!({ "field": "invoise", "nearest": "invoice" }));
        let (what, args) = told("refund_invoice", &json!({})).unwrap();
        assert_eq!(
            (what.as_str(), &args["field"]),
            ("missing_field", &json!("invoice"))
        );
        let (what, args) = told("refund_invoice", &json!({ "invoice": 1 })).unwrap();
        assert_eq!(what, "wrong_field");
        assert_eq!(
            args,
            json!({ "field": "invoice", "wants": "string", "value": "1" })
        );
        let (_, args) = told("find_leads", &json!({ "stage": "lukewarm" })).unwrap();
        let wants = args["wants"].as_str().unwrap();
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
