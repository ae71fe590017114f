//! The tools: names, and schemas by the rules of strict mode.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Refusal, Tool, check_length, check_name, empty};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireTool {
    #[serde(rename = "type")]
    kind: String,
    function: WireFunction,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireFunction {
    name: String,
    description: Option<String>,
    parameters: Option<Value>,
    strict: Option<bool>,
}

/// Checks a list of tools.
pub(super) fn check(json: &str) -> Result<Vec<Tool>, Refusal> {
    let tools: Vec<WireTool> = serde_json::from_str(json)
        .map_err(|it| Refusal::bad("tools", format!("Invalid type for 'tools': {it}")))?;
    if tools.is_empty() {
        return Err(empty("tools"));
    }
    tools.into_iter().enumerate().map(one).collect()
}

fn one((index, tool): (usize, WireTool)) -> Result<Tool, Refusal> {
    let param = format!("tools[{index}]");
    if tool.kind != "function" {
        let message = format!(
            "Invalid value: '{}'. Supported values are: 'function'.",
            tool.kind
        );
        return Err(Refusal::bad(format!("{param}.type"), message).code("invalid_value"));
    }
    let function = tool.function;
    check_name(&format!("{param}.function.name"), &function.name)?;
    if let Some(description) = &function.description {
        check_length(&format!("{param}.function.description"), description, 1_024)?;
    }
    let parameters = function
        .parameters
        .unwrap_or_else(|| json!({ "type": "object" }));
    let invalid = |problem: String| {
        let message = format!("Invalid schema for function '{}': {problem}", function.name);
        let refusal = Refusal::bad(format!("{param}.function.parameters"), message);
        refusal.code("invalid_function_parameters")
    };
    if parameters.get("type") != Some(&json!("object")) {
        let kind = parameters
            .get("type")
            .map_or("None".to_owned(), ToString::to_string);
        let problem =
            format!("schema must be a JSON Schema of 'type: \"object\"', got 'type: {kind}'.");
        return Err(invalid(problem));
    }
    if function.strict == Some(true) {
        strict("()", &parameters, &parameters).map_err(invalid)?;
    }
    let properties = parameters.get("properties").and_then(Value::as_object);
    let arguments = properties.into_iter().flat_map(Map::keys).cloned();
    Ok(Tool {
        arguments: arguments.collect(),
        name: function.name,
    })
}

/// The rules of strict mode, for a node and all below it.
fn strict(context: &str, schema: &Value, root: &Value) -> Result<(), String> {
    let fields = schema
        .as_object()
        .ok_or_else(|| format!("In context={context}, schema must be an object."))?;
    if let Some(reference) = fields.get("$ref") {
        return check_reference(context, fields, reference, root);
    }
    let known = ["type", "anyOf", "enum", "const"];
    if !known.iter().any(|it| fields.contains_key(*it)) {
        return Err(format!(
            "In context={context}, schema must have a 'type' key."
        ));
    }
    for name in fields.keys() {
        match name.as_str() {
            "type"
            | "description"
            | "title"
            | "enum"
            | "const"
            | "anyOf"
            | "properties"
            | "required"
            | "additionalProperties"
            | "items"
            | "$defs"
            | "pattern"
            | "minimum"
            | "maximum"
            | "exclusiveMinimum"
            | "exclusiveMaximum"
            | "multipleOf"
            | "minItems"
            | "maxItems"
            | "format" => {}
            other => return Err(format!("In context={context}, '{other}' is not permitted.")),
        }
    }
    check_format(context, fields)?;
    check_object(context, fields)?;
    for (name, node) in below(fields) {
        strict(&format!("{context}/{name}"), node, root)?;
    }
    Ok(())
}

fn check_reference(
    context: &str,
    fields: &Map<String, Value>,
    reference: &Value,
    root: &Value,
) -> Result<(), String> {
    let others: Vec<_> = fields.keys().filter(|it| *it != "$ref").collect();
    if !others.is_empty() {
        return Err(format!(
            "context={context}, $ref cannot have keywords {others:?}."
        ));
    }
    let target = reference.as_str().and_then(|it| it.strip_prefix('#'));
    match target.and_then(|it| root.pointer(it)) {
        Some(_) => Ok(()),
        None => Err(format!(
            "context={context}, reference {reference} not found."
        )),
    }
}

fn check_format(context: &str, fields: &Map<String, Value>) -> Result<(), String> {
    let formats = [
        "date",
        "date-time",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "time",
        "uuid",
    ];
    match fields.get("format").and_then(Value::as_str) {
        Some(format) if !formats.contains(&format) => Err(format!(
            "In context={context}, '{format}' is not a valid format."
        )),
        _ => Ok(()),
    }
}

fn check_object(context: &str, fields: &Map<String, Value>) -> Result<(), String> {
    let is_object = match fields.get("type") {
        Some(Value::String(kind)) => kind == "object",
        Some(Value::Array(kinds)) => kinds.iter().any(|it| it == "object"),
        _ => false,
    };
    if !is_object {
        return Ok(());
    }
    if fields.get("additionalProperties") != Some(&json!(false)) {
        return Err(format!(
            "In context={context}, 'additionalProperties' is required to be supplied and to be \
             false."
        ));
    }
    let required = fields.get("required").and_then(Value::as_array);
    let properties = fields.get("properties").and_then(Value::as_object);
    let is_required = |name: &String| required.is_some_and(|it| it.iter().any(|it| it == name));
    let mut names = properties.into_iter().flat_map(Map::keys);
    let missing = names.find(|it| !is_required(it));
    if missing.is_some() || (required.is_none() && properties.is_some()) {
        let missing = missing
            .map(|it| format!(" Missing '{it}'."))
            .unwrap_or_default();
        return Err(format!(
            "In context={context}, 'required' is required to be supplied and to be an array \
             including every key in properties.{missing}"
        ));
    }
    Ok(())
}

/// The schemas in a schema.
fn below(fields: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let maps = ["properties", "$defs"].into_iter();
    let maps = maps.filter_map(|it| fields.get(it)?.as_object());
    let named = maps.flatten().map(|(name, node)| (name.as_str(), node));
    let any = fields.get("anyOf").and_then(Value::as_array);
    let any = any.into_iter().flatten().map(|node| ("anyOf", node));
    let items = fields.get("items").map(|node| ("items", node));
    named.chain(any).chain(items)
}
