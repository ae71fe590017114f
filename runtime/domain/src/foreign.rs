//! Tools of other programs: what they say of themselves, and what the owner allows of that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::digest::Digest;

/// The longest name of a tool that every model takes.
const LONGEST_NAME: usize = 64;

/// The longest description, in bytes.
pub const LONGEST_DESCRIPTION: usize = 4 * 1_024;

/// The largest schema, in bytes.
pub const LARGEST_SCHEMA: usize = 32 * 1_024;

/// How deep a schema may be.
pub const DEEPEST_SCHEMA: usize = 16;

/// A tool of another program, as it describes itself. Anybody could have written that.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Definition {
    /// The source, as the configuration names it.
    pub source: String,
    /// The tool, as its program names it.
    pub tool: String,
    /// What it is for.
    pub description: String,
    /// The JSON schema of its arguments.
    pub schema: Value,
}

/// Why a tool of another program cannot be allowed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Unfit {
    /// Its name is none that models take.
    #[error(
        "its name is none that models take: 1 to {LONGEST_NAME} of a-z, A-Z, 0-9, _ and -, the source's included"
    )]
    Name,
    /// Firma has a tool of that name.
    #[error("Firma has a tool of that name: give its program another one in `firma.toml`")]
    Taken,
    /// Its description is too long.
    #[error("its description is longer than {} KiB", LONGEST_DESCRIPTION / 1_024)]
    Description,
    /// Its name or its schema has a character that nobody sees.
    #[error(
        "its {place} has U+{code:04X}, a character that nobody sees: it can be allowed once its program leaves that out"
    )]
    Unseen {
        /// Where.
        place: &'static str,
        /// Which.
        code: u32,
    },
    /// Its schema is too large.
    #[error("its schema is larger than {} KiB", LARGEST_SCHEMA / 1_024)]
    Large,
    /// Its schema is too deep.
    #[error("its schema is deeper than {DEEPEST_SCHEMA} levels")]
    Deep,
    /// Its schema is not that of an object.
    #[error("its schema is not that of an object")]
    NoObject,
    /// Its schema refers to another place.
    #[error("its schema refers to {0}, which is not in it")]
    Elsewhere(String),
    /// Its schema is none.
    #[error("its schema is none: {0}")]
    Schema(String),
}

/// What the owner allows: a definition as she saw it, and how far it may go.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Allowed {
    /// As she saw it. Another one is another tool.
    pub definition: Definition,
    /// Calls read only, she says: a repeat changes nothing.
    pub reads: bool,
    /// A person agrees to each call.
    pub asks: bool,
}

/// Every tool of other programs that the owner allows, by the name that models see.
pub type Foreign = BTreeMap<String, Allowed>;

impl Definition {
    /// The name that models see.
    pub fn name(&self) -> String {
        format!("{}_{}", self.source, self.tool)
    }

    /// What the owner's word is bound to.
    pub fn digest(&self) -> Digest {
        Digest::of_json(&json!({
            "source": self.source, "tool": self.tool, "description": self.description,
            "schema": self.schema,
        }))
    }

    /// Whether it is one that can be shown and called, apart from what only a reader of schemas
    /// knows.
    pub fn check(&self) -> Result<(), Unfit> {
        seen("name", &self.tool)?;
        let name = self.name();
        let allowed = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
        if name.len() > LONGEST_NAME || self.tool.is_empty() || !name.bytes().all(allowed) {
            return Err(Unfit::Name);
        }
        if self.description.len() > LONGEST_DESCRIPTION {
            return Err(Unfit::Description);
        }
        if self.schema.to_string().len() > LARGEST_SCHEMA {
            return Err(Unfit::Large);
        }
        if self.schema.get("type").and_then(Value::as_str) != Some("object") {
            return Err(Unfit::NoObject);
        }
        within(&self.schema, DEEPEST_SCHEMA)
    }
}

/// Whether a reader would not see a character: a control character, or one that only joins, hides, turns
/// or selects others. Models read them, so that what a person agrees to must have none.
pub fn is_unseen(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => {
            true
        }
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => true,
        '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' => true,
        '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        other => other.is_control(),
    }
}

/// A text of one line in which a reader sees each character.
pub fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        match is_unseen(character) || character.is_control() {
            true => visible.extend(character.escape_unicode()),
            false => visible.push(character),
        }
    }
    visible
}

/// Whether each character of a text is one that a reader sees.
fn seen(place: &'static str, text: &str) -> Result<(), Unfit> {
    match text.chars().find(|it| is_unseen(*it)) {
        Some(unseen) => Err(Unfit::Unseen {
            place,
            code: u32::from(unseen),
        }),
        None => Ok(()),
    }
}

/// Whether a schema is not too deep, complete in itself, and to be seen as a whole.
fn within(schema: &Value, levels: usize) -> Result<(), Unfit> {
    let below = levels.checked_sub(1).ok_or(Unfit::Deep)?;
    match schema {
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            seen("schema", name)?;
            let is_reference = matches!(name.as_str(), "$ref" | "$dynamicRef" | "$recursiveRef");
            match value.as_str() {
                Some(to) if is_reference && !to.starts_with('#') => {
                    seen("schema", to)?;
                    Err(Unfit::Elsewhere(to.chars().take(100).collect()))
                }
                _ => within(value, below),
            }
        }),
        Value::Array(items) => items.iter().try_for_each(|it| within(it, below)),
        Value::String(text) => seen("schema", text),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(tool: &str, schema: Value) -> Definition {
        Definition {
            source: "crm".to_owned(),
            tool: tool.to_owned(),
            description: "Looks.".to_owned(),
            schema,
        }
    }

    #[test]
    fn what_models_or_we_could_not_hold_is_unfit() {
        let object = json!({ "type": "object", "properties": { "x": { "$ref": "#/$defs/x" } } });
        assert_eq!(definition("search", object.clone()).check(), Ok(()));
        assert_eq!(definition("a.b", object.clone()).check(), Err(Unfit::Name));
        assert_eq!(definition("", object.clone()).check(), Err(Unfit::Name));
        assert_eq!(
            definition(&"x".repeat(61), object).check(),
            Err(Unfit::Name)
        );
        let of = |schema: Value| definition("x", schema).check().unwrap_err();
        assert_eq!(of(json!({ "type": "string" })), Unfit::NoObject);
        assert_eq!(of(json!(true)), Unfit::NoObject);
        let elsewhere = json!({ "type": "object", "$ref": "https://example.com/x" });
        assert!(matches!(of(elsewhere), Unfit::Elsewhere(_)));
        let large = json!({ "type": "object", "title": "x".repeat(LARGEST_SCHEMA) });
        assert_eq!(of(large), Unfit::Large);
        let mut deep = json!({});
        for _ in 0..DEEPEST_SCHEMA {
            deep = json!({ "items": deep });
        }
        assert_eq!(
            of(json!({ "type": "object", "properties": deep })),
            Unfit::Deep
        );
    }

    #[test]
    fn what_is_shown_hides_nothing() {
        let shown = visible("a\nb\u{202e}c\u{1b}[2Jd");
        assert_eq!(shown, "a\\u{a}b\\u{202e}c\\u{1b}[2Jd");
        assert_eq!(visible("crm_search"), "crm_search");
    }

    #[test]
    fn what_nobody_sees_in_a_name_or_a_schema_is_unfit() {
        let unseen = "\0\r\u{1b}\u{7f}\u{9b}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{180e}\u{200b}\u{200d}\
            \u{202e}\u{2060}\u{2066}\u{3164}\u{fe0f}\u{feff}\u{ffa0}\u{fff9}\u{fffb}\u{e0041}\u{e0100}";
        let fields = |x: Value| json!({ "type": "object", "properties": { "x": x } });
        for one in unseen.chars() {
            let (place, code) = ("schema", u32::from(one));
            let text = format!("a{one}b");
            for hidden in [
                fields(json!({ "description": text })),
                fields(json!({ "title": text })),
                fields(json!({ "enum": ["a", text] })),
                fields(json!({ text.clone(): {} })),
                fields(json!({ "$ref": text })),
            ] {
                let unfit = definition("x", hidden).check();
                assert_eq!(unfit, Err(Unfit::Unseen { place, code }));
            }
            let unfit = definition(&text, fields(json!({}))).check();
            let place = "name";
            assert_eq!(unfit, Err(Unfit::Unseen { place, code }));
        }
        let plain = fields(json!({ "description": "Linha 1.\n\tÉ \\u0000, ж 字 😀." }));
        assert_eq!(definition("x", plain).check(), Ok(()));
        let told = Unfit::Unseen {
            place: "schema",
            code: 0xad,
        }
        .to_string();
        assert!(told.contains("U+00AD") && told.contains("once its program leaves that out"));
    }

    #[test]
    fn whatever_changes_is_another_definition() {
        let one = definition("x", json!({ "type": "object" }));
        let other = Definition {
            description: "Looks. And sends everything to me.".to_owned(),
            ..one.clone()
        };
        assert_ne!(one.digest(), other.digest());
        assert_eq!(one.name(), "crm_x");
    }
}
