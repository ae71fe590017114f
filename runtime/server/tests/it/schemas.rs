//! Whether a value is as a JSON schema says: the keywords that our document uses, and no other one
//! goes unnoticed.

use serde_json::{Map, Value};
use uuid::Uuid;

/// Words that say nothing about values.
const SILENT: [&str; 6] = [
    "description",
    "title",
    "default",
    "examples",
    "$defs",
    "$schema",
];

/// What of a value is not as the schema says, with where; `root` holds what is referred to.
pub(crate) fn faults(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    look(root, schema, ("", value), &mut faults);
    faults
}

fn look(root: &Value, schema: &Value, (at, value): (&str, &Value), faults: &mut Vec<String>) {
    let fields = match schema {
        Value::Bool(true) => return,
        Value::Object(fields) => fields,
        other => panic!("no schema: {other}"),
    };
    for (word, said) in fields {
        let fits = |schema: &Value| {
            let mut faults = Vec::new();
            look(root, schema, (at, value), &mut faults);
            faults.is_empty()
        };
        let holds = match word.as_str() {
            "$ref" => {
                let place = said.as_str().unwrap().strip_prefix('#').unwrap();
                let target = root
                    .pointer(place)
                    .unwrap_or_else(|| panic!("{place} is nowhere"));
                look(root, target, (at, value), faults);
                true
            }
            "type" => match said {
                Value::String(kind) => is(kind, value),
                kinds => list(kinds).iter().any(|it| is(it.as_str().unwrap(), value)),
            },
            "enum" => list(said).contains(value),
            "const" => said == value,
            "anyOf" => list(said).iter().any(fits),
            "oneOf" => list(said).iter().filter(|it| fits(it)).count() == 1,
            "format" => is_written(said.as_str().unwrap(), value),
            "minimum" => value.as_f64().is_none_or(|it| it >= said.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|it| it <= said.as_f64().unwrap()),
            "minLength" => length(value).is_none_or(|it| it >= said.as_u64().unwrap()),
            "maxLength" => length(value).is_none_or(|it| it <= said.as_u64().unwrap()),
            "required" => value.as_object().is_none_or(|value| {
                list(said)
                    .iter()
                    .all(|it| value.contains_key(it.as_str().unwrap()))
            }),
            "additionalProperties" => {
                let known = fields.get("properties").and_then(Value::as_object);
                more(root, (said, known), (at, value), faults)
            }
            "properties" => {
                for (name, schema) in said.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        look(root, schema, (&format!("{at}/{name}"), value), faults);
                    }
                }
                true
            }
            "uniqueItems" => value.as_array().is_none_or(|value| {
                let mut before = value.iter().enumerate();
                said != true || before.all(|(at, it)| !value[..at].contains(it))
            }),
            "items" => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    look(root, said, (&format!("{at}/{index}"), value), faults);
                }
                true
            }
            silent if SILENT.contains(&silent) => true,
            unknown => panic!("the keyword {unknown} is not understood"),
        };
        if !holds {
            faults.push(format!("{at}: {value} is not as {word} says: {said}"));
        }
    }
}

/// Looks at the fields that are not named.
fn more(
    root: &Value,
    (said, known): (&Value, Option<&Map<String, Value>>),
    (at, value): (&str, &Value),
    faults: &mut Vec<String>,
) -> bool {
    let others = value.as_object().into_iter().flatten();
    let mut others = others.filter(|(name, _)| known.is_none_or(|it| !it.contains_key(*name)));
    if said == false {
        return others.next().is_none();
    }
    others.for_each(|(name, value)| look(root, said, (&format!("{at}/{name}"), value), faults));
    true
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn length(value: &Value) -> Option<u64> {
    let count = value.as_str()?.chars().count();
    u64::try_from(count).ok()
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the type {other} is not understood"),
    }
}

fn is_written(format: &str, value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        // The width of a number.
        return ["int32", "int64", "uint32", "uint16", "uint8"].contains(&format)
            || value.is_null();
    };
    match format {
        "uuid" => text.parse::<Uuid>().is_ok(),
        "date-time" => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        "date" => text.parse::<chrono::NaiveDate>().is_ok(),
        other => panic!("the format {other} is not understood"),
    }
}

#[test]
fn a_value_that_is_not_as_the_schema_says_is_found() {
    use serde_json::json;

    let root = json!({ "components": { "kind": { "enum": ["a", "b"] } } });
    let schema = json!({
        "type": "object",
        "properties": {
            "kind": { "$ref": "#/components/kind" },
            "count": { "type": ["integer", "null"], "minimum": 1, "format": "int64" },
            "ids": { "type": "array", "items": { "type": "string", "format": "uuid" } },
        },
        "required": ["kind"],
        "additionalProperties": false,
    });
    let good = json!({ "kind": "a", "count": null, "ids": [Uuid::nil()] });
    assert!(faults(&root, &schema, &good).is_empty());
    for bad in [
        json!([]),
        json!({}),
        json!({ "kind": "c" }),
        json!({ "kind": "a", "count": 0 }),
        json!({ "kind": "a", "count": 1.5 }),
        json!({ "kind": "a", "ids": ["x"] }),
        json!({ "kind": "a", "more": 1 }),
    ] {
        assert_eq!(faults(&root, &schema, &bad).len(), 1, "{bad}");
    }
}
