//! JSON schemas as OpenAI's strict mode wants them.
//!
//! It knows types, properties, items, enums, `anyOf` and references. Every property is required and
//! no other is allowed, hence an optional one may be null. It refuses what it does not know, and
//! Azure's edition refuses limits and formats too, so these are said in the description.
//! See <https://developers.openai.com/api/docs/guides/structured-outputs>.

use serde_json::{Map, Value, json};

/// What goes into the description, as nothing else can say it.
const TOLD: [&str; 12] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// What no model needs.
const LEFT_OUT: [&str; 10] = [
    "$comment",
    "$defs",
    "$id",
    "$schema",
    "default",
    "deprecated",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// Formats that only name a width of Rust's numbers.
const WIDTHS: [&str; 12] = [
    "double", "float", "int", "int16", "int32", "int64", "int8", "uint", "uint16", "uint32",
    "uint64", "uint8",
];

/// A tool's schema in the form of strict mode; `None` if strict mode cannot say it, as for a map
/// with any keys. Then the tool is offered without strictness.
pub fn strict_schema(schema: &Value) -> Option<Value> {
    let fields = schema.as_object()?;
    let definitions = fields.get("$defs").and_then(Value::as_object);
    let strict = Strict {
        definitions,
        open: Vec::new(),
    };
    let mut root = strict.node(schema)?;
    let root_fields = root.as_object_mut()?;
    if root_fields.get("type") != Some(&json!("object")) {
        return None;
    }
    if let Some(definitions) = definitions {
        let nodes = definitions.iter();
        let nodes = nodes.map(|(name, it)| Some((name.clone(), strict.node(it)?)));
        let nodes: Option<Map<_, _>> = nodes.collect();
        root_fields.insert("$defs".to_owned(), Value::Object(nodes?));
    }
    Some(root)
}

/// A tool's schema for a server without strict mode: only what some refuse is left out.
pub(super) fn plain(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(fields) = schema.as_object_mut() {
        fields.remove("$schema");
        fields.remove("title");
    }
    schema
}

#[derive(Clone)]
struct Strict<'a> {
    definitions: Option<&'a Map<String, Value>>,
    /// Definitions that are being written into the place of a reference.
    open: Vec<&'a str>,
}

impl<'a> Strict<'a> {
    fn node(&self, schema: &'a Value) -> Option<Value> {
        let fields = schema.as_object()?;
        if let Some(reference) = fields.get("$ref") {
            return self.reference(fields, reference.as_str()?);
        }
        if let Some(all) = fields.get("allOf") {
            let [only] = all.as_array()?.as_slice() else {
                return None;
            };
            let rest = fields.iter().filter(|(name, _)| *name != "allOf");
            return describe(self.node(only)?, rest);
        }
        let mut node = Map::new();
        for (name, value) in fields {
            match name.as_str() {
                "type" | "description" | "enum" => {
                    node.insert(name.clone(), value.clone());
                }
                "const" => {
                    node.insert("enum".to_owned(), json!([value]));
                }
                "anyOf" | "oneOf" => {
                    let nodes = value.as_array()?.iter().map(|it| self.node(it));
                    let nodes: Option<Vec<_>> = nodes.collect();
                    node.insert("anyOf".to_owned(), Value::Array(nodes?));
                }
                "items" => {
                    node.insert(name.clone(), self.node(value)?);
                }
                "properties" | "required" => {}
                "additionalProperties" if *value == json!(false) => {}
                name if TOLD.contains(&name) || LEFT_OUT.contains(&name) => {}
                _ => return None,
            }
        }
        if is_type(fields, "object") {
            self.properties(fields, &mut node)?;
        }
        let says_something = ["type", "enum", "anyOf"].iter();
        if !says_something.into_iter().any(|it| node.contains_key(*it)) {
            return None;
        }
        let limits = fields.iter().filter(|(name, _)| *name != "description");
        describe(Value::Object(node), limits)
    }

    fn properties(
        &self,
        fields: &'a Map<String, Value>,
        node: &mut Map<String, Value>,
    ) -> Option<()> {
        let required = fields.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|it| it.iter().any(|it| it == name));
        let mut properties = Map::new();
        let given = fields.get("properties").and_then(Value::as_object);
        for (name, schema) in given.into_iter().flatten() {
            let schema = self.node(schema)?;
            let schema = if is_required(name) {
                schema
            } else {
                nullable(schema)
            };
            properties.insert(name.clone(), schema);
        }
        let names: Vec<_> = properties.keys().cloned().collect();
        node.insert("required".to_owned(), json!(names));
        node.insert("properties".to_owned(), Value::Object(properties));
        node.insert("additionalProperties".to_owned(), json!(false));
        Some(())
    }

    /// Strict mode allows nothing beside a reference: what is described stands in its place.
    fn reference(&self, fields: &'a Map<String, Value>, reference: &'a str) -> Option<Value> {
        if reference == "#" {
            return Some(json!({ "$ref": reference }));
        }
        let name = reference.strip_prefix("#/$defs/")?;
        let definition = self.definitions?.get(name)?;
        let bare = fields
            .keys()
            .all(|it| it == "$ref" || LEFT_OUT.contains(&it.as_str()));
        if bare || self.open.contains(&name) {
            return Some(json!({ "$ref": reference }));
        }
        let mut inner = self.clone();
        inner.open.push(name);
        let rest = fields.iter().filter(|(name, _)| *name != "$ref");
        describe(inner.node(definition)?, rest)
    }
}

/// Adds to a description what else is said of a node.
fn describe<'a>(
    mut node: Value,
    said: impl Iterator<Item = (&'a String, &'a Value)>,
) -> Option<Value> {
    let fields = node.as_object_mut()?;
    let mut limits = Vec::new();
    for (name, value) in said {
        match (name.as_str(), value.as_str()) {
            ("description", Some(_)) => {
                fields.insert(name.clone(), value.clone());
            }
            ("format", Some(format)) if WIDTHS.contains(&format) => {}
            (name, text) if TOLD.contains(&name) => {
                let value = text.map_or_else(|| value.to_string(), str::to_owned);
                limits.push(format!("{name}: {value}"));
            }
            _ => {}
        }
    }
    if !limits.is_empty() {
        let limits = format!("({})", limits.join(", "));
        let described = match fields.get("description").and_then(Value::as_str) {
            Some(text) => format!("{text} {limits}"),
            None => limits,
        };
        fields.insert("description".to_owned(), Value::String(described));
    }
    Some(node)
}

fn nullable(mut node: Value) -> Value {
    let nothing = json!({ "type": "null" });
    let Some(fields) = node.as_object_mut() else {
        return node;
    };
    if fields.contains_key("$ref") {
        return json!({ "anyOf": [node, nothing] });
    }
    if let Some(Value::Array(nodes)) = fields.get_mut("anyOf") {
        if !nodes.contains(&nothing) {
            nodes.push(nothing);
        }
        return node;
    }
    if let Some(Value::Array(values)) = fields.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    match fields.get_mut("type") {
        Some(Value::Array(types)) if !types.contains(&json!("null")) => types.push(json!("null")),
        Some(kind @ Value::String(_)) if *kind != json!("null") => *kind = json!([kind, "null"]),
        _ => {}
    }
    node
}

fn is_type(fields: &Map<String, Value>, name: &str) -> bool {
    match fields.get("type") {
        Some(Value::String(kind)) => kind == name,
        Some(Value::Array(kinds)) => kinds.iter().any(|it| it == name),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
