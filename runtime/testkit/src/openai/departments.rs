//! A mind for benchmarks and chaos: it gives work to Sales, makes leads, and says so.

use serde_json::{Map, Value, json};

use super::{ChatRequest, Reply};

/// Plays a company's departments: who can delegate gives the user's words to Sales; who can make
/// leads makes one of the name and address in them; what a tool answered is said in a sentence.
pub fn departments(request: &ChatRequest) -> Reply {
    if let Some(result) = request.result() {
        return Reply::text(match result.contains("\"error\"") {
            true => "I could not do that.",
            false => "Done. The lead is in the list.",
        });
    }
    let text = request.user();
    if request.tool("delegate").is_some() {
        return Reply::call("delegate", &json!({ "department": "sales", "task": text }));
    }
    let Some(tool) = request.tool("create_lead") else {
        return Reply::text("I can make leads.");
    };
    let (name, email) = contact(text);
    // Strict mode wants every argument.
    let nothing = tool.arguments.iter().map(|it| (it.clone(), Value::Null));
    let mut arguments: Map<_, _> = nothing.collect();
    arguments.insert("name".to_owned(), json!(name));
    if let Some(email) = email {
        arguments.insert("email".to_owned(), json!(email));
    }
    Reply::call("create_lead", &Value::Object(arguments))
}

/// The name and the address in words like `New lead: Ana, ana@example.com, wants Pro`.
fn contact(text: &str) -> (&str, Option<&str>) {
    let is_end = |it: char| it.is_whitespace() || matches!(it, ',' | ';' | '<' | '>' | '(' | ')');
    let mut words = text.split(is_end);
    let email = words.find(|it| it.contains('@') && !it.starts_with('@') && !it.ends_with('@'));
    let before = match email {
        Some(email) => text.split(email).next().unwrap_or_default(),
        None => text,
    };
    let name = before.rsplit(':').next().unwrap_or_default();
    let is_edge = |it: char| is_end(it) || matches!(it, '.' | '!');
    let name = name.trim_matches(is_edge);
    let name = name.split([',', ';']).next().unwrap_or_default().trim();
    let email = email.map(|it| it.trim_end_matches(['.', '!']));
    (if name.is_empty() { "Unknown" } else { name }, email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_found_in_plain_words() {
        for (text, name, email) in [
            (
                "Novo lead: Ana, ana@example.com, quer o plano Pro",
                "Ana",
                Some("ana@example.com"),
            ),
            (
                "New lead: Bia Souza <bia@example.com>.",
                "Bia Souza",
                Some("bia@example.com"),
            ),
            ("Create a lead: Zoë Ångström", "Zoë Ångström", None),
            ("ana@example.com.", "Unknown", Some("ana@example.com")),
            ("", "Unknown", None),
        ] {
            assert_eq!(contact(text), (name, email), "{text}");
        }
    }
}
