//! A tool that the offline model has never seen.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{
    agent::DELEGATE,
    language::Language,
    model::{Item, Request, ToolCard, ToolResult},
    words::{Source, Words},
};
use models::offline::{Known, Offline, OfflineSettings, WORDS};
use serde_json::{Value, json};

use super::{arguments, ask, called, request, to_supervisor, tools, user};

const TABLE_PT: &str = "
book_table = Reserva uma mesa.
    .answer = Mesa para { $guests } reservada.
    .value_garden = jardim
    .ask_day = Para que dia?
    .phrases =
        reserva uma mesa para <guests> pessoas em nome de <name>
        | reserva uma mesa em nome de <name>
        | ... para <guests> pessoas
        | ... no <area>
        | ... para <day>
        | ... <day>
";

const TABLE_EN: &str = "
book_table = Books a table.
    .answer = Table for { $guests } booked.
    .phrases = book a table for <guests> under <name> | ... on <day> | ... in the <area>
";

/// A tool that does not ship.
fn table() -> Known {
    Known {
        name: "book_table".to_owned(),
        department: "kitchen".to_owned(),
        schema: json!({
            "type": "object",
            "properties": {
                "name": { "type": "string" },
                "guests": { "type": "integer", "format": "uint8", "minimum": 1 },
                "day": { "type": "string", "format": "date" },
                "area": { "anyOf": [{ "enum": ["inside", "garden"] }, { "type": "null" }] },
                "tags": { "type": "array", "items": { "type": "string" } },
            },
            "required": ["name", "guests", "day"],
        }),
    }
}

fn with_table(english: &'static str, delay: Duration) -> Offline {
    let source = |language, text| Source {
        name: "book_table",
        language,
        text,
    };
    let table_words = [
        source(Language::PtBr, TABLE_PT),
        source(Language::En, english),
    ];
    let words = tools::sources().chain(WORDS).chain(table_words);
    let mut all = tools::known();
    all.push(table());
    Offline::new(OfflineSettings {
        tools: all,
        words: Arc::new(Words::new(words).unwrap()),
        delay,
    })
    .unwrap()
}

#[tokio::test]
async fn a_new_tool_needs_phrases_and_a_schema_and_nothing_else() {
    let model = with_table(TABLE_EN, Duration::ZERO);
    for (text, expected) in [
        (
            "reserva uma mesa em nome da Ana para 4 pessoas no jardim, sexta",
            json!({ "name": "Ana", "guests": 4, "day": "2026-11-27", "area": "garden" }),
        ),
        (
            "book a table for 2 under Bruno on 2026-12-01",
            json!({ "name": "Bruno", "guests": 2, "day": "2026-12-01" }),
        ),
    ] {
        let answer = ask(&model, &kitchen(vec![user(text)])).await;
        assert_eq!(
            answer.calls.first().map(arguments),
            Some(expected),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn results_are_said_in_the_language_of_the_words_and_signed_once() {
    let model = with_table(TABLE_EN, Duration::ZERO);
    let done = |output: Value| ToolResult::Done { output };
    for (text, expected) in [
        (
            "reserva uma mesa",
            "Mesa para 4 reservada.\n\n_Modelo offline da Firma_",
        ),
        (
            "book a table",
            "Table for 4 booked.\n\n_Firma's offline model_",
        ),
    ] {
        let mut items = vec![user(text)];
        items.extend(called("book_table", done(json!({ "guests": 4 }))));
        let answer = ask(&model, &kitchen(items)).await;
        assert_eq!(answer.text, expected);

        let mut items = vec![user(text)];
        items.extend(called(DELEGATE, done(json!(expected))));
        let answer = ask(&model, &to_supervisor(Language::En, items)).await;
        assert_eq!(answer.text, expected);
    }
}

#[tokio::test]
async fn tools_that_fit_equally_are_asked_about() {
    let mut twin = table();
    twin.name = "list_tables".to_owned();
    let text = |name| Source {
        name,
        language: Language::En,
        text: match name {
            "list_tables" => "list_tables = Lists tables.\n    .phrases = show <name>\n",
            _ => "book_table = Books.\n    .phrases = show <name>\n",
        },
    };
    let words = [text("list_tables"), text("book_table")]
        .into_iter()
        .chain(WORDS);
    let model = Offline::new(OfflineSettings {
        tools: vec![twin, table()],
        words: Arc::new(Words::new(words).unwrap()),
        delay: Duration::ZERO,
    });
    let answer = ask(&model.unwrap(), &to_supervisor_of_kitchen("show Ana")).await;
    assert!(
        answer
            .text
            .contains("Which of these?\n\n- Lists tables.\n- Books."),
        "{}",
        answer.text
    );
}

fn to_supervisor_of_kitchen(text: &str) -> Request {
    let card = ToolCard {
        name: DELEGATE.to_owned(),
        description: String::new(),
        schema: json!({ "properties": { "department": { "const": "kitchen" } } }),
    };
    request(Language::En, vec![user(text)], vec![card])
}

#[tokio::test]
async fn a_text_may_be_a_number_where_nothing_else_is_one() {
    const FIND: &str = "
find_address = Finds an address.
    .answer = Found.
    .phrases = which address is at postal code <code:text>? | find postal code <code:text>
";
    let source = |language| Source {
        name: "find_address",
        language,
        text: FIND,
    };
    let words = [source(Language::PtBr), source(Language::En)];
    let schema = json!({ "type": "object", "properties": { "code": { "type": "string" } }, "required": ["code"] });
    let model = Offline::new(OfflineSettings {
        tools: vec![Known {
            name: "find_address".to_owned(),
            department: "kitchen".to_owned(),
            schema: schema.clone(),
        }],
        words: Arc::new(Words::new(WORDS.into_iter().chain(words)).unwrap()),
        delay: Duration::ZERO,
    })
    .unwrap();
    let card = ToolCard {
        name: "find_address".to_owned(),
        description: String::new(),
        schema,
    };
    for text in [
        "Which address is at postal code 01001-000?",
        "find postal code 01001000",
    ] {
        let request = request(Language::En, vec![user(text)], vec![card.clone()]);
        let answer = ask(&model, &request).await;
        let code = text.trim_end_matches('?').rsplit(' ').next().unwrap();
        let [call] = answer.calls.as_slice() else {
            panic!("{text}: {}", answer.text);
        };
        assert_eq!(arguments(call), json!({ "code": code }), "{text}");
    }
}

#[tokio::test]
async fn it_takes_no_less_than_the_time_that_it_is_told_to() {
    let delay = Duration::from_millis(50);
    let model = with_table(TABLE_EN, delay);
    let start = Instant::now();
    ask(&model, &kitchen(vec![user("book a table")])).await;
    assert!(start.elapsed() >= delay);
}

#[test]
fn phrases_that_cannot_be_learnt_are_named() {
    for (phrase, problem) in [
        ("book <guests", "has a `<` without its `>`"),
        ("book <seats>", "names a slot that the schema does not have"),
        ("book <name:person>", "names a kind that there is not"),
        (
            "book <tags>",
            "names a slot of a shape that words do not fill",
        ),
        ("the <name>", "has no word that tells it from others"),
    ] {
        let text = format!("book_table = Books.\n    .phrases = {phrase}\n");
        let source = Source {
            name: "book_table",
            language: Language::En,
            text: Box::leak(text.into_boxed_str()),
        };
        let settings = OfflineSettings {
            tools: vec![table()],
            words: Arc::new(Words::new([source]).unwrap()),
            delay: Duration::ZERO,
        };
        let error = Offline::new(settings).unwrap_err();
        assert_eq!(error.problem, problem);
        assert_eq!(error.phrase, phrase);
    }
}

fn kitchen(items: Vec<Item>) -> Request {
    let card = ToolCard {
        name: "book_table".to_owned(),
        description: String::new(),
        schema: table().schema,
    };
    request(Language::PtBr, items, vec![card])
}
