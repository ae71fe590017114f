//! The slots of a tool, from the JSON schema of its arguments.

use serde_json::Value;

/// One argument.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Slot {
    /// Its name.
    pub(super) name: String,
    /// What it takes.
    pub(super) shape: Shape,
    /// Its place among those that a call cannot do without.
    pub(super) required: Option<usize>,
}

/// What an argument takes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    /// Text.
    Text,
    /// An e-mail address.
    Email,
    /// A day.
    Date,
    /// A whole number.
    Integer,
    /// An amount: `{minor, currency}`.
    Money,
    /// One of these words.
    Choice(Vec<String>),
    /// A day, or a day with a time.
    Moment,
    /// One of these words, or a month or a year.
    Period(Vec<String>),
    /// What the offline model cannot fill in.
    Other,
}

/// Reads the arguments of a schema.
pub(super) fn slots(schema: &Value) -> Vec<Slot> {
    let required = schema.get("required").and_then(Value::as_array);
    let place = |name: &str| required?.iter().position(|it| it == name);
    let properties = schema.get("properties").and_then(Value::as_object);
    let slot = |(name, property): (&String, &Value)| Slot {
        name: name.clone(),
        shape: shape(schema, property, 0),
        required: place(name),
    };
    properties.into_iter().flatten().map(slot).collect()
}

/// Whether a slot takes a word.
pub(super) fn takes(schema: &Value, slot: &str, word: &str) -> bool {
    let slots = slots(schema);
    let slot = slots.iter().find(|it| it.name == slot);
    match slot.map(|it| &it.shape) {
        Some(Shape::Choice(words)) => words.iter().any(|it| it == word),
        Some(Shape::Text) => true,
        Some(_) | None => false,
    }
}

/// How deep references and alternatives are followed; a schema may refer to itself.
const DEPTH: usize = 8;

fn shape(root: &Value, schema: &Value, depth: usize) -> Shape {
    if depth > DEPTH {
        return Shape::Other;
    }
    if let Some(words) = choice(schema) {
        return Shape::Choice(words);
    }
    let target = schema.get("$ref").and_then(Value::as_str);
    if let Some(target) = target.and_then(|it| root.pointer(it.strip_prefix('#')?)) {
        return shape(root, target, depth + 1);
    }
    for several in ["anyOf", "oneOf", "allOf"] {
        let Some(parts) = schema.get(several).and_then(Value::as_array) else {
            continue;
        };
        let mut parts = parts.iter().filter(|it| !is_null(it));
        return match (parts.next(), parts.next()) {
            (Some(only), None) => shape(root, only, depth + 1),
            (Some(first), Some(second)) if parts.next().is_none() => either(root, first, second),
            (_, _) => Shape::Other,
        };
    }
    let field = |name: &str| schema.pointer(&format!("/properties/{name}")).is_some();
    let format = schema.get("format").and_then(Value::as_str);
    match (kind(schema), format) {
        (Some("string"), Some("date")) => Shape::Date,
        (Some("string"), Some("email")) => Shape::Email,
        (Some("string"), _) => Shape::Text,
        (Some("integer"), _) => Shape::Integer,
        (Some("object"), _) if field("minor") && field("currency") => Shape::Money,
        (_, _) => Shape::Other,
    }
}

/// Two alternatives that are known together: a day or a moment, words or a month.
fn either(root: &Value, first: &Value, second: &Value) -> Shape {
    let pattern = second.get("pattern").and_then(Value::as_str);
    let format = second.get("format").and_then(Value::as_str);
    match (shape(root, first, DEPTH), pattern, format) {
        (Shape::Date, Some(_), _) | (Shape::Date, _, Some("date-time")) => Shape::Moment,
        (Shape::Choice(words), Some(pattern), _) if pattern.starts_with(YEAR) => {
            Shape::Period(words)
        }
        (_, _, _) => Shape::Other,
    }
}

/// How the pattern of a year, or of a month of one, begins.
const YEAR: &str = r"^\d{4}";

/// The words of an enumeration, however it is written: `enum`, or alternatives of one word each.
fn choice(schema: &Value) -> Option<Vec<String>> {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words = words.iter().filter(|it| !it.is_null());
        return words.map(|it| it.as_str().map(str::to_owned)).collect();
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Some(vec![word.to_owned()]);
    }
    let parts = ["oneOf", "anyOf"].iter().find_map(|it| schema.get(it));
    let parts = parts.and_then(Value::as_array)?;
    let mut parts = parts.iter().filter(|it| !is_null(it)).peekable();
    parts.peek()?;
    let words: Option<Vec<_>> = parts.map(choice).collect();
    words.map(|it| it.concat())
}

/// The type, when it is one, or one and `null`.
fn kind(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => {
            let mut kinds = kinds
                .iter()
                .filter_map(Value::as_str)
                .filter(|it| *it != "null");
            let only = kinds.next()?;
            kinds.next().is_none().then_some(only)
        }
        _ => None,
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|it| it == "null")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_way_of_writing_a_slot_is_read() {
        let money = json!({
            "type": "object",
            "properties": { "minor": { "type": "integer" }, "currency": { "type": "string" } },
        });
        let stage = json!({ "oneOf": [
            { "const": "new", "description": "Nobody has called." },
            { "const": "won" },
        ] });
        let schema = json!({
            "type": "object",
            "properties": {
                "name": { "type": "string" },
                "note": { "type": ["string", "null"] },
                "due": { "type": ["string", "null"], "format": "date" },
                "amount": { "$ref": "#/$defs/Money" },
                "part": { "anyOf": [{ "$ref": "#/$defs/Money" }, { "type": "null" }] },
                "all": { "allOf": [{ "$ref": "#/$defs/Money" }] },
                "stage": { "anyOf": [{ "$ref": "#/$defs/Stage" }, { "type": "null" }] },
                "plain": { "type": "string", "enum": ["open", "paid"] },
                "count": { "type": "integer" },
                "loop": { "$ref": "#/properties/loop" },
                "when": { "anyOf": [
                    { "type": "string", "format": "date" },
                    { "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$" },
                ] },
                "period": { "anyOf": [
                    { "enum": ["this_month"] },
                    { "type": "string", "pattern": r"^\d{4}(-\d{2})?$" },
                    { "type": "null" },
                ] },
                "either": { "anyOf": [{ "type": "string" }, { "type": "integer" }] },
            },
            "required": ["name", "amount"],
            "$defs": { "Money": money, "Stage": stage },
        });
        let words =
            |words: &[&str]| Shape::Choice(words.iter().map(|it| (*it).to_owned()).collect());
        let expected = [
            ("all", Shape::Money, None),
            ("amount", Shape::Money, Some(1)),
            ("count", Shape::Integer, None),
            ("due", Shape::Date, None),
            ("either", Shape::Other, None),
            ("loop", Shape::Other, None),
            ("name", Shape::Text, Some(0)),
            ("note", Shape::Text, None),
            ("part", Shape::Money, None),
            ("period", Shape::Period(vec!["this_month".to_owned()]), None),
            ("plain", words(&["open", "paid"]), None),
            ("stage", words(&["new", "won"]), None),
            ("when", Shape::Moment, None),
        ];
        let mut slots = slots(&schema);
        slots.sort_by(|a, b| a.name.cmp(&b.name));
        let slots: Vec<_> = slots
            .into_iter()
            .map(|it| (it.name, it.shape, it.required))
            .collect();
        let expected = expected.map(|(name, shape, required)| (name.to_owned(), shape, required));
        assert_eq!(slots, expected);
    }

    #[test]
    fn what_is_no_schema_has_no_slots() {
        assert_eq!(slots(&json!(true)), []);
        assert_eq!(slots(&json!({ "properties": [] })), []);
    }
}
