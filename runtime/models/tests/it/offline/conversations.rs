//! What the offline model makes of several messages.

use domain::{
    language::Language,
    message::Origin,
    model::{Item, ToolResult},
};
use models::offline::Offline;
use serde_json::{Value, json};

use super::{
    arguments, ask, assistant, called, offline, request, to_department, to_supervisor, user,
};

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
        answer.text.starts_with("Isso eu não sei fazer: “xyz”."),
        "{}",
        answer.text
    );
    let answer = ask(&model, &to_supervisor(Language::En, vec![user("xyz")])).await;
    assert!(
        answer.text.starts_with("That I cannot do: “xyz”."),
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
    assert!(!answer.text.contains("Gives back"), "{}", answer.text);
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

#[tokio::test]
async fn two_requests_on_two_lines_go_to_their_departments() {
    let model = offline();
    let text = "Novo lead: Ana, ana@example.com\nQuais faturas estão em aberto?";
    let asked = to_supervisor(Language::PtBr, vec![user(text)]);
    let answer = ask(&model, &asked).await;
    let given: Vec<Value> = answer.calls.iter().map(arguments).collect();
    let departments: Vec<&Value> = given.iter().map(|it| &it["department"]).collect();
    assert_eq!(departments, ["sales", "finance"], "{answer:?}");
    assert_ne!(answer.calls[0].id, answer.calls[1].id);
    for (task, tool) in given.iter().zip(["create_lead", "list_invoices"]) {
        let task_text = task["task"].as_str().unwrap();
        let items = vec![
            user(text),
            Item::User {
                text: format!("Task from the supervisor: {task_text}"),
                origin: Origin::System,
            },
        ];
        let department = task["department"].as_str().unwrap();
        let answer = ask(&model, &to_department(Language::PtBr, department, items)).await;
        let called: Vec<&str> = answer.calls.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(called, [tool], "{answer:?}");
    }
}

#[tokio::test]
async fn a_number_that_may_be_an_amount_or_a_document_is_asked_about_and_the_reply_tells() {
    let model = offline();
    let payment = json!({ "invoice": "4", "amount": { "minor": 10_000, "currency": "BRL" } });
    let refund = json!({ "invoice": "Marina", "amount": { "minor": 900_300, "currency": "BRL" } });
    for (said, tool, expected) in [
        (
            &["Carlos pagou 4", "é o número da fatura", "R$ 100"][..],
            "record_payment",
            payment.clone(),
        ),
        (
            &["Carlos pagou a nº 4", "100 reais"],
            "record_payment",
            payment,
        ),
        (
            &["reembolsa a Marina 9003", "a fatura"],
            "refund_invoice",
            json!({ "invoice": "9003" }),
        ),
        (
            &["reembolsa a Marina 9003", "é o valor"],
            "refund_invoice",
            refund,
        ),
    ] {
        let called = call_of(&model, said).await;
        assert_eq!(called, Some((tool.to_owned(), expected)), "{said:?}");
    }
    for said in [
        &["reembolsa a Marina 9003", "obrigada"][..],
        &["reembolsa a Marina 9003", "sim"],
        &["reembolsa a Marina 9003", "não é o valor"],
    ] {
        assert_eq!(call_of(&model, said).await, None, "{said:?}");
    }
}

#[tokio::test]
async fn thanks_and_the_like_call_nothing_and_are_answered_in_a_word() {
    let model = offline();
    let several = "?“Bruno” tem várias faturas: 2, 3. Qual delas?";
    for last in [
        "thanks",
        "thank you!",
        "obrigada",
        "valeu",
        "ok",
        "perfect",
        "tchau",
    ] {
        for said in [
            &["reembolsa a fatura 2", "?Feito.", last][..],
            &["reembolsa a fatura do Bruno", several, last],
            &["reembolsa", last],
        ] {
            assert_eq!(call_of(&model, said).await, None, "{said:?}");
        }
        let answer = ask(&model, &to_supervisor(Language::En, vec![user(last)])).await;
        assert!(answer.text.lines().count() <= 3, "{}", answer.text);
    }
}

#[tokio::test]
async fn who_asks_what_can_be_done_is_told() {
    let model = offline();
    for (said, begins) in [
        ("what can you do?", "This is what I can do:"),
        ("what can you do for me?", "This is what I can do:"),
        ("who are you?", "This is what I can do:"),
        ("help", "This is what I can do:"),
        ("hi, what can you do?", "Hello! This is what I can do:"),
        ("o que você faz?", "Isto é o que sei fazer:"),
        ("o que vc consegue fazer", "Isto é o que sei fazer:"),
        ("quem é você?", "Isto é o que sei fazer:"),
        ("socorro", "Isto é o que sei fazer:"),
        ("comandos", "Isto é o que sei fazer:"),
        ("thanks", "You're welcome!"),
        ("vlw", "De nada!"),
    ] {
        let answer = ask(&model, &to_supervisor(Language::En, vec![user(said)])).await;
        assert!(answer.text.starts_with(begins), "{said}: {}", answer.text);
    }
    let said = "thanks, and show me the invoices";
    let answer = ask(&model, &to_supervisor(Language::En, vec![user(said)])).await;
    assert_eq!(answer.calls.len(), 1);
}
