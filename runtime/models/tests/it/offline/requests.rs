//! The committed requests, each put to the supervisor and to its department.

use std::fmt::Write as _;

use domain::language::Language;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{arguments, ask, offline, to_department, to_supervisor, tools, user};

#[derive(Deserialize)]
struct Requests {
    call: Vec<Expected>,
    ask: Vec<Unplaced>,
}

/// A request that is placed.
#[derive(Deserialize)]
struct Expected {
    language: Language,
    text: String,
    tool: String,
    arguments: Value,
}

/// A request that gets a question back.
#[derive(Deserialize)]
struct Unplaced {
    language: Language,
    text: String,
    /// A part of the answer.
    says: String,
}

fn requests() -> Requests {
    toml::from_str(include_str!("../requests.toml")).unwrap()
}

#[tokio::test]
async fn requests_are_placed_and_never_wrongly() {
    let model = offline();
    let (mut placed, mut wrong, mut misses) = (0, 0, String::new());
    let requests = requests().call;
    for it in &requests {
        let department = tools::known()
            .into_iter()
            .find(|known| known.name == it.tool);
        let department = department.unwrap().department;
        let items = || vec![user(&it.text)];
        // The reader's language must not matter where the words show theirs.
        let reader = match it.language {
            Language::PtBr => Language::En,
            Language::En => Language::PtBr,
        };
        let first = ask(&model, &to_supervisor(reader, items())).await;
        let then = ask(&model, &to_department(it.language, &department, items())).await;
        let routed = first.calls.first().map(arguments);
        let called = then
            .calls
            .first()
            .map(|call| (call.name.clone(), arguments(call)));
        let task = json!({ "department": department, "task": it.text });
        let right = (it.tool.clone(), it.arguments.clone());
        if routed == Some(task.clone()) && called == Some(right.clone()) {
            placed += 1;
        } else {
            let is_wrong = routed.as_ref().is_some_and(|it| *it != task)
                || called.as_ref().is_some_and(|it| *it != right);
            wrong += i32::from(is_wrong);
            writeln!(
                misses,
                "{}\n  {routed:?}\n  {called:?}\n  {}",
                it.text, then.text
            )
            .unwrap();
        }
    }
    let summary = format!("placed {placed} of {}, {wrong} wrongly", requests.len());
    assert_eq!(wrong, 0, "{summary}\n{misses}");
    assert!(placed * 100 >= requests.len() * 95, "{summary}\n{misses}");
}

#[tokio::test]
async fn what_cannot_be_placed_gets_a_question_back_and_no_call() {
    let model = offline();
    let mut misses = String::new();
    for it in requests().ask {
        let supervisor = to_supervisor(it.language, vec![user(&it.text)]);
        let sales = to_department(it.language, "sales", vec![user(&it.text)]);
        let finance = to_department(it.language, "finance", vec![user(&it.text)]);
        for request in [&sales, &finance] {
            let answer = ask(&model, request).await;
            if !answer.calls.is_empty() {
                writeln!(misses, "{}\n  {:?}", it.text, answer.calls).unwrap();
            }
        }
        let answer = ask(&model, &supervisor).await;
        if !answer.calls.is_empty() || !answer.text.contains(&it.says) {
            writeln!(misses, "{}\n  {:?} {}", it.text, answer.calls, answer.text).unwrap();
        }
    }
    assert!(misses.is_empty(), "{misses}");
}

#[tokio::test]
async fn every_tools_own_example_is_placed_on_it() {
    let model = offline();
    let sources: Vec<_> = tools::sources().collect();
    let words = domain::words::Words::new(sources).unwrap();
    for language in Language::ALL {
        for tool in tools::known() {
            let example = words.raw(language, &tool.name, "example").unwrap();
            let request = to_department(language, &tool.department, vec![user(&example)]);
            let answer = ask(&model, &request).await;
            let called = answer.calls.first().map(|it| it.name.as_str());
            assert_eq!(
                called,
                Some(tool.name.as_str()),
                "{example}: {}",
                answer.text
            );
        }
    }
}
