use insta::assert_json_snapshot;
use schemars::JsonSchema;

use super::*;

/// A lead that a person tells of.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is looked at")]
struct Lead {
    /// Who it is.
    name: String,
    /// Where to write.
    email: Option<String>,
    /// How far it is.
    stage: Stage,
    /// How far it was.
    before: Option<Stage>,
    budget: Amount,
    limit: Option<Amount>,
    /// When to call.
    due: Option<chrono::NaiveDate>,
    tags: Vec<String>,
    lines: Option<Vec<Line>>,
    #[schemars(range(min = 1, max = 9))]
    weight: u8,
}

#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is looked at")]
enum Stage {
    /// Nobody has called.
    New,
    Won,
}

/// An amount of money.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is looked at")]
struct Amount {
    minor: i64,
    currency: Stage,
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is looked at")]
enum Line {
    Text {
        text: String,
    },
    Price {
        amount: Amount,
        note: Option<String>,
    },
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is looked at")]
struct Tree {
    /// Below.
    left: Option<Box<Tree>>,
    /// What a described reference to itself makes.
    right: Vec<Tree>,
}

fn schema<T: JsonSchema>() -> Value {
    schemars::schema_for!(T).to_value()
}

/// What OpenAI refuses in strict mode, looked for in every node.
fn complain(schema: &Value, root: &Value, problems: &mut Vec<String>) {
    let fields = schema.as_object().unwrap();
    let known = [
        "$defs",
        "$ref",
        "additionalProperties",
        "anyOf",
        "description",
        "enum",
        "items",
        "properties",
        "required",
        "type",
    ];
    for name in fields.keys().filter(|it| !known.contains(&it.as_str())) {
        problems.push(format!("`{name}` in {schema}"));
    }
    if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
        let target = reference.strip_prefix('#').unwrap();
        if fields.len() > 1 || root.pointer(target).is_none() {
            problems.push(format!("reference {schema}"));
        }
    }
    let names = fields.get("properties").and_then(Value::as_object);
    if let Some(names) = names {
        let names: Vec<_> = names.keys().collect();
        let closed = fields.get("additionalProperties") == Some(&json!(false));
        if fields.get("required") != Some(&json!(names)) || !closed {
            problems.push(format!("object {schema}"));
        }
    }
    let maps = ["properties", "$defs"]
        .iter()
        .filter_map(|it| fields.get(*it));
    let maps = maps.flat_map(|it| it.as_object().unwrap().values());
    let lists = fields.get("anyOf").and_then(Value::as_array);
    let nodes = maps.chain(lists.into_iter().flatten());
    for node in nodes.chain(fields.get("items")) {
        complain(node, root, problems);
    }
}

fn assert_strict(schema: &Value) {
    let mut problems = Vec::new();
    complain(schema, schema, &mut problems);
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn everything_is_required_and_what_was_optional_may_be_null() {
    let strict = strict_schema(&schema::<Lead>()).unwrap();
    assert_strict(&strict);
    assert_json_snapshot!(strict);
}

#[test]
fn what_is_strict_stays_as_it_is() {
    let once = strict_schema(&schema::<Lead>()).unwrap();
    assert_eq!(strict_schema(&once).unwrap(), once);
}

#[test]
fn a_schema_that_holds_itself_comes_to_an_end() {
    let strict = strict_schema(&schema::<Tree>());
    assert_strict(&strict.unwrap());
    let described = json!({
        "type": "object",
        "properties": { "next": { "$ref": "#/$defs/Node", "description": "The next." } },
        "$defs": { "Node": {
            "type": "object",
            "properties": { "next": { "$ref": "#/$defs/Node", "description": "After it." } },
        } },
    });
    let strict = strict_schema(&described).unwrap();
    assert_strict(&strict);
    assert_json_snapshot!(strict);
}

#[test]
fn a_tool_without_arguments_has_an_empty_object() {
    let strict = strict_schema(&json!({ "type": "object" })).unwrap();
    assert_strict(&strict);
}

#[test]
fn what_strict_mode_cannot_say_is_not_said_wrongly() {
    let property = |schema: Value| json!({ "type": "object", "properties": { "it": schema } });
    for schema in [
        json!(true),
        json!({ "type": "string" }),
        json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        property(json!({ "type": "object", "additionalProperties": true })),
        property(json!({})),
        property(json!(true)),
        property(json!({ "description": "Anything." })),
        property(json!({ "type": "array", "prefixItems": [] })),
        property(json!({ "$ref": "#/$defs/missing" })),
        property(json!({ "$ref": "https://example.com/schema" })),
        property(json!({ "allOf": [{ "type": "string" }, { "type": "string" }] })),
    ] {
        assert_eq!(strict_schema(&schema), None, "{schema}");
    }
}
