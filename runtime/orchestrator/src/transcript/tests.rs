use domain::message::Origin;

use super::*;

fn user(text: &str) -> Item {
    Item::User {
        text: text.to_owned(),
        origin: Origin::Owner,
    }
}

fn exchange(id: &str, size: usize) -> [Item; 2] {
    let call = domain::model::ToolCall {
        id: id.to_owned(),
        name: "find_leads".to_owned(),
        arguments: "{}".to_owned(),
    };
    let output = Value::String("x".repeat(size));
    [
        Item::Assistant {
            text: String::new(),
            calls: vec![call],
        },
        Item::Tool {
            call: id.to_owned(),
            name: "find_leads".to_owned(),
            result: ToolResult::Done { output },
        },
    ]
}

#[test]
fn what_outgrows_the_window_is_shortened_oldest_first_and_calls_stay_paired() {
    let mut items = vec![user(&"old ".repeat(5_000)), user("the question")];
    for id in ["a", "b", "c"] {
        items.extend(exchange(id, WINDOW));
    }
    let short = shorten(items, 2);
    assert!(matches!(short.first(), Some(Item::User { text, .. }) if text == "the question"));
    let answers = short
        .iter()
        .filter(|it| matches!(it, Item::Assistant { .. }));
    let results = short.iter().filter(|it| matches!(it, Item::Tool { .. }));
    assert_eq!(answers.count(), results.count());
    let total: usize = short.iter().map(size).sum();
    assert!(total <= WINDOW, "{total}");
}

#[test]
fn a_question_longer_than_the_window_keeps_its_beginning_and_its_end() {
    let long = format!("begin {} end", "é".repeat(WINDOW * 3));
    let short = shorten(vec![user(&long)], 1);
    let Some(Item::User { text, .. }) = short.first() else {
        panic!("the question is gone");
    };
    assert!(text.starts_with("begin") && text.ends_with("end"));
    assert!(size(&short[0]) <= WINDOW + 20);
}
