//! Tools in the protocol's form, written once for each list of tools and not for each request.

use std::sync::{Arc, Mutex, PoisonError};

use async_openai::types::chat::{ChatCompletionTool, ChatCompletionTools, FunctionObject};
use domain::model::ToolCard;
use serde_json::value::RawValue;

use super::{Dialect, fault::Fault, schema};

/// How many lists are kept: more than a company has departments.
const KEPT: usize = 64;

/// The lists that were written, newest last.
#[derive(Debug)]
pub(super) struct Cards {
    dialect: Dialect,
    written: Mutex<Vec<Written>>,
}

type Written = (Arc<[ToolCard]>, Arc<RawValue>);

impl Cards {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            written: Mutex::default(),
        }
    }

    /// The JSON of a list; `None` if it is empty, which the protocol does not allow.
    pub(super) fn json(&self, cards: &Arc<[ToolCard]>) -> Result<Option<Arc<RawValue>>, Fault> {
        if cards.is_empty() {
            return Ok(None);
        }
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        // The kept list holds its memory, hence no other list can have its address.
        let same = |(kept, _): &&Written| Arc::ptr_eq(kept, cards);
        let equal = |(kept, _): &&Written| kept == cards;
        let found = written.iter().find(same);
        if let Some((_, json)) = found.or_else(|| written.iter().find(equal)) {
            return Ok(Some(Arc::clone(json)));
        }
        let json: Arc<RawValue> = write(cards, self.dialect)?.into();
        if written.len() >= KEPT {
            written.remove(0);
        }
        written.push((Arc::clone(cards), Arc::clone(&json)));
        Ok(Some(json))
    }
}

fn write(cards: &[ToolCard], dialect: Dialect) -> Result<Box<RawValue>, Fault> {
    let tools: Vec<_> = cards.iter().map(|it| tool(it, dialect)).collect();
    serde_json::value::to_raw_value(&tools).map_err(|_| Fault::Unwritable)
}

fn tool(card: &ToolCard, dialect: Dialect) -> ChatCompletionTools {
    let strict = match dialect {
        Dialect::OpenAi => schema::strict_schema(&card.schema),
        Dialect::Compatible => None,
    };
    let is_strict = strict.is_some();
    let parameters = strict.unwrap_or_else(|| schema::plain(&card.schema));
    ChatCompletionTools::Function(ChatCompletionTool {
        function: FunctionObject {
            name: card.name.clone(),
            description: Some(card.description.clone()),
            parameters: Some(parameters),
            strict: is_strict.then_some(true),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn list(name: &str) -> Arc<[ToolCard]> {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": { "note": { "type": "string" } },
        });
        let card = ToolCard {
            name: name.to_owned(),
            description: "Does it.".to_owned(),
            schema,
        };
        Arc::new([card])
    }

    #[test]
    fn a_list_is_written_once_and_found_by_what_it_says() {
        let cards = Cards::new(Dialect::OpenAi);
        let first = list("one");
        let json = cards.json(&first).unwrap().unwrap();
        let again = cards.json(&first).unwrap().unwrap();
        let equal = cards.json(&list("one")).unwrap().unwrap();
        assert!(Arc::ptr_eq(&json, &again) && Arc::ptr_eq(&json, &equal));
        for number in 0..2 * KEPT {
            cards.json(&list(&number.to_string())).unwrap();
        }
        assert_eq!(cards.written.lock().unwrap().len(), KEPT);
    }

    #[test]
    fn only_openai_is_told_to_be_strict() {
        let json = |dialect| Cards::new(dialect).json(&list("one")).unwrap().unwrap();
        let strict = json(Dialect::OpenAi);
        assert!(strict.get().contains(r#""strict":true"#), "{strict}");
        let plain = json(Dialect::Compatible);
        assert!(!plain.get().contains("strict") && !plain.get().contains("$schema"));
    }
}
