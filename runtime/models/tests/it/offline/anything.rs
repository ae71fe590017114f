//! Whatever is said, an answer comes back.

use std::sync::OnceLock;

use domain::language::Language;
use models::offline::Offline;
use proptest::prelude::*;

use super::{ask, assistant, offline, to_department, to_supervisor, user};

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

static MODEL: OnceLock<Offline> = OnceLock::new();

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
