//! The offline model over the tools that ship.

mod anything;
mod conversations;
mod new_tools;
mod requests;
mod rest_of_the_tools;
mod tools;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    agent::DELEGATE,
    language::Language,
    message::Origin,
    model::{Answer, Item, Model as _, Request, Tab, ToolCall, ToolCard, ToolResult},
    words::{Reader, Words},
};
use models::offline::{Offline, OfflineSettings, WORDS};
use serde_json::{Value, json};

const SYSTEM: &str = "Be kind.\n\nToday: 2026-11-21\nCurrency: BRL";

/// The model over the tools that ship.
fn offline() -> Offline {
    Offline::new(OfflineSettings {
        tools: tools::known(),
        words: Arc::new(Words::new(tools::sources().chain(WORDS)).unwrap()),
        delay: Duration::ZERO,
    })
    .unwrap()
}

fn user(text: &str) -> Item {
    Item::User {
        text: text.to_owned(),
        origin: Origin::Owner,
    }
}

fn assistant(text: &str) -> Item {
    Item::Assistant {
        text: text.to_owned(),
        calls: Vec::new(),
    }
}

/// A call, and what came of it.
fn called(name: &str, result: ToolResult) -> [Item; 2] {
    let call = ToolCall {
        id: "1".to_owned(),
        name: name.to_owned(),
        arguments: "{}".to_owned(),
    };
    let asked = Item::Assistant {
        text: String::new(),
        calls: vec![call],
    };
    let answered = Item::Tool {
        call: "1".to_owned(),
        name: name.to_owned(),
        result,
    };
    [asked, answered]
}

/// What the supervisor is asked.
fn to_supervisor(language: Language, items: Vec<Item>) -> Request {
    let schema = json!({
        "type": "object",
        "properties": {
            "department": { "type": "string", "enum": ["finance", "sales"] },
            "task": { "type": "string" },
        },
        "required": ["department", "task"],
    });
    let card = ToolCard {
        name: DELEGATE.to_owned(),
        description: "Gives a task to a department.".to_owned(),
        schema,
    };
    request(language, items, vec![card])
}

/// What a department is asked.
fn to_department(language: Language, department: &str, items: Vec<Item>) -> Request {
    let tools = tools::known().into_iter();
    let tools = tools.filter(|it| it.department == department);
    let cards = tools.map(|it| ToolCard {
        name: it.name,
        description: String::new(),
        schema: it.schema,
    });
    request(language, items, cards.collect())
}

fn request(language: Language, items: Vec<Item>, tools: Vec<ToolCard>) -> Request {
    Request {
        model: "firma-offline".to_owned(),
        system: SYSTEM.to_owned(),
        items,
        tools: tools.into(),
        max_tokens: 1024,
        tab: Tab::default(),
        reader: Reader {
            language,
            zone: chrono_tz::America::Sao_Paulo,
        },
    }
}

/// The answer, after checking that what was streamed is what it says.
async fn ask(model: &Offline, request: &Request) -> Answer {
    let streamed = Mutex::new(String::new());
    let on_text = |text: &str| streamed.lock().unwrap().push_str(text);
    let answer = model.complete(request, &on_text).await.unwrap();
    assert_eq!(*streamed.lock().unwrap(), answer.text);
    assert!(answer.calls.is_empty() != answer.text.is_empty());
    answer
}

fn arguments(call: &ToolCall) -> Value {
    serde_json::from_str(&call.arguments).unwrap()
}
