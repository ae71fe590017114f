//! What the offline model says over several messages, and of results.

use std::{sync::Arc, time::Duration};

use domain::{
    language::Language,
    message::Origin,
    model::{Item, ToolCall, ToolResult},
    words::{Source, Words},
};
use models::offline::{Known, Offline, OfflineSettings, WORDS};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    arguments, ask, assistant, offline, request, to_department, to_supervisor, tools, user,
};

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

fn kitchen(items: Vec<Item>) -> domain::model::Request {
    let card = domain::model::ToolCard {
        name: "book_table".to_owned(),
        description: String::new(),
        schema: table().schema,
    };
    request(Language::PtBr, items, vec![card])
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
        items.extend(called("delegate", done(json!(expected))));
        let answer = ask(&model, &to_supervisor(Language::En, items)).await;
        assert_eq!(answer.text, expected);
    }
}

#[tokio::test]
async fn a_failure_is_passed_on_as_it_stands_and_nothing_is_called_again() {
    let model = offline();
    let reason = "Qual fatura do Bruno: 2 ou 3?".to_owned();
    let mut items = vec![user("reembolsa a fatura do Bruno")];
    items.extend(called("refund_invoice", ToolResult::Failed { reason }));
    let answer = ask(&model, &to_department(Language::En, "finance", items)).await;
    let expected = "Qual fatura do Bruno: 2 ou 3?\n\n_Modelo offline da Firma_";
    assert_eq!(answer.text, expected);
}

/// Says things one after the other to the supervisor, and the last to the department as well, as the
/// orchestrator does. A `?` stands before what the tool asks back.
async fn call_of(model: &Offline, said: &[&str]) -> Option<(String, Value)> {
    let mut items = Vec::new();
    let mut routed = None;
    for text in said {
        if let Some(question) = text.strip_prefix('?') {
            items.push(assistant(&format!(
                "{question}\n\n_Modelo offline da Firma_"
            )));
            continue;
        }
        items.push(user(text));
        let request = to_supervisor(Language::PtBr, items.clone());
        let answer = ask(model, &request).await;
        routed = answer.calls.first().map(arguments);
        if routed.is_none() {
            items.push(assistant(&answer.text));
        }
    }
    let task = routed?;
    items.push(Item::User {
        text: format!(
            "Task from the supervisor: {}",
            task["task"].as_str().unwrap()
        ),
        origin: Origin::System,
    });
    let department = task["department"].as_str().unwrap();
    let answer = ask(model, &to_department(Language::PtBr, department, items)).await;
    let call = answer.calls.first().expect("the department calls, too");
    Some((call.name.clone(), arguments(call)))
}

#[tokio::test]
async fn what_was_missing_may_come_in_the_next_messages() {
    let model = offline();
    let invoice = json!({ "customer": "Ana", "amount": { "minor": 12_000, "currency": "BRL" } });
    let payment = json!({ "invoice": "3", "amount": { "minor": 30_000, "currency": "BRL" } });
    for (said, tool, expected) in [
        (
            &["emite uma fatura para a Ana", "120"][..],
            "create_invoice",
            invoice.clone(),
        ),
        (
            &["quero emitir uma fatura", "para a Ana", "R$ 120"],
            "create_invoice",
            invoice.clone(),
        ),
        (
            &["emite uma fatura para a Ana\n120"],
            "create_invoice",
            invoice,
        ),
        (
            &["refund an invoice, please", "invoice 2"],
            "refund_invoice",
            json!({ "invoice": "2" }),
        ),
        (
            &["reembolsa", "a do Bruno"],
            "refund_invoice",
            json!({ "invoice": "Bruno" }),
        ),
        (
            &["novo lead", "maria"],
            "create_lead",
            json!({ "name": "maria" }),
        ),
        (
            &["Bruno pagou a fatura 3", "300 reais"],
            "record_payment",
            payment,
        ),
    ] {
        let called = call_of(&model, said).await;
        assert_eq!(called, Some((tool.to_owned(), expected)), "{said:?}");
    }
}

#[tokio::test]
async fn what_a_tool_asks_back_may_be_answered() {
    let model = offline();
    let several = "?“Bruno” tem várias faturas: 2, 3. Qual delas?";
    let payment = json!({ "invoice": "3", "amount": { "minor": 30_000, "currency": "BRL" } });
    let lead = json!({ "name": "Ana", "phone": "11 98888-7777" });
    for (said, tool, expected) in [
        (
            &["reembolsa a fatura do Bruno", several, "a 3"][..],
            "refund_invoice",
            json!({ "invoice": "3" }),
        ),
        (
            &["reembolsa", "a do Bruno", several, "a 3"],
            "refund_invoice",
            json!({ "invoice": "3" }),
        ),
        (
            &["Bruno pagou 300", several, "3"],
            "record_payment",
            payment,
        ),
        (
            &[
                "novo lead: Ana, 98888-7777",
                "?Falta o DDD no telefone. Qual é?",
                "11 98888-7777",
            ],
            "create_lead",
            lead,
        ),
    ] {
        let called = call_of(&model, said).await;
        assert_eq!(called, Some((tool.to_owned(), expected)), "{said:?}");
    }
}

#[tokio::test]
async fn a_reply_that_is_none_calls_nothing() {
    let model = offline();
    for said in [
        &["reembolsa", "deixa"][..],
        &["reembolsa", "não sei"],
        &["reembolsa", "esquece isso aí"],
        &["Bruno pagou a fatura 3", "foram uns 300"],
        &["reembolsa a fatura\n2\n3"],
        // These were done: nothing was asked back.
        &["reembolsa a fatura 2", "?Feito.", "3"],
        &["quais leads temos?", "?Nenhum.", "2"],
        &[
            "reembolsa a fatura do Bruno",
            "?Bruno? | Quem? |\nFeito.",
            "3",
        ],
    ] {
        assert_eq!(call_of(&model, said).await, None, "{said:?}");
    }
}

#[tokio::test]
async fn what_another_model_asked_is_not_taken_up() {
    let model = offline();
    let items = vec![
        user("Bruno pagou a fatura 3"),
        assistant("Registrei os 300 que faltavam. Algo mais?"),
        user("300"),
    ];
    let answer = ask(&model, &to_supervisor(Language::PtBr, items)).await;
    assert_eq!(answer.calls, []);
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

fn to_supervisor_of_kitchen(text: &str) -> domain::model::Request {
    let card = domain::model::ToolCard {
        name: "delegate".to_owned(),
        description: String::new(),
        schema: json!({ "properties": { "department": { "const": "kitchen" } } }),
    };
    request(Language::En, vec![user(text)], vec![card])
}

#[tokio::test]
async fn what_was_done_is_not_asked_for_again() {
    let model = offline();
    let mut items = vec![user("reembolsa a fatura 2")];
    let output = json!({ "number": 2 });
    items.extend(called("delegate", ToolResult::Done { output }));
    items.extend([assistant("Feito."), user("2")]);
    let answer = ask(&model, &to_supervisor(Language::PtBr, items)).await;
    assert_eq!(answer.calls, []);
}

#[tokio::test]
async fn words_without_a_language_are_answered_in_the_readers() {
    let model = offline();
    let answer = ask(&model, &to_supervisor(Language::PtBr, vec![user("xyz")])).await;
    assert!(
        answer.text.starts_with("Isso eu não sei fazer."),
        "{}",
        answer.text
    );
    let answer = ask(&model, &to_supervisor(Language::En, vec![user("xyz")])).await;
    assert!(
        answer.text.starts_with("That I cannot do."),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn a_department_offers_what_it_can_do_and_nothing_else() {
    let model = offline();
    let request = to_department(Language::En, "sales", vec![user("refund invoice 2")]);
    let answer = ask(&model, &request).await;
    assert_eq!(answer.calls, []);
    assert!(answer.text.contains("Records a lead"));
    assert!(!answer.text.contains("invoice"), "{}", answer.text);
    let nothing = request_without_tools();
    assert!(
        ask(&model, &nothing)
            .await
            .text
            .starts_with("That I cannot do.")
    );
}

fn request_without_tools() -> domain::model::Request {
    request(Language::En, vec![user("refund invoice 2")], Vec::new())
}

#[tokio::test(start_paused = true)]
async fn it_takes_the_time_that_it_is_told_to() {
    let delay = Duration::from_secs(90);
    let model = with_table(TABLE_EN, delay);
    let start = tokio::time::Instant::now();
    ask(&model, &kitchen(vec![user("book a table")])).await;
    assert_eq!(start.elapsed(), delay);
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

/// Words of which requests are made, and what may come between.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "novo",
        "lead",
        "Ana",
        "da",
        "quer",
        "o",
        "plano",
        "fatura",
        "3",
        "#",
        "R$",
        "1.250,90",
        "reembolsa",
        "não",
        "porque",
        "e",
        "pagou",
        ",",
        ".",
        "?",
        "\n",
        "para",
        "dia",
        "31",
        "amanhã",
        "12/12",
        "ana@example.com",
        "'s",
        "refund",
        "invoice",
        "for",
        "due",
        "(",
        "11",
        "98888-7777",
        "$U",
        "S/",
        "º",
        "in",
        "99999999999999999999",
        "days",
        "mil",
        "de",
        "2026-02-30",
    ]);
    let piece = prop_oneof![4 => words.prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..30).prop_map(|it| it.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything_may_be_said(text in prop_oneof![any::<String>(), pieces()], more in pieces()) {
        let model = MODEL.get_or_init(offline);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let items = || vec![user(&more), assistant(""), user(&text)];
        for request in [
            to_supervisor(Language::PtBr, items()),
            to_department(Language::En, "finance", items()),
        ] {
            let answer = runtime.block_on(ask(model, &request));
            let called = answer.calls.first().map(|it| it.name.as_str());
            prop_assert!(called.is_none_or(|it| request.tools.iter().any(|card| card.name == it)));
        }
    }
}

static MODEL: std::sync::OnceLock<Offline> = std::sync::OnceLock::new();

#[tokio::test]
async fn very_long_messages_get_an_answer() {
    let model = offline();
    for text in [
        "reembolsa a fatura 2 ".repeat(5_000),
        "quer ".repeat(390),
        "a".repeat(300_000),
    ] {
        let answer = ask(&model, &to_supervisor(Language::PtBr, vec![user(&text)])).await;
        assert_eq!(answer.calls, []);
    }
}
