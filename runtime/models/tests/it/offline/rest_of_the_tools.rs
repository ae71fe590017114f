//! Requests for moving leads, reminders, reports and spreadsheets. The day is Saturday 2026-11-21.

use domain::language::Language::{self, En, PtBr};
use serde_json::{Value, json};

use super::{arguments, ask, offline, to_department, to_supervisor, user};

/// What is said, the tool that it is for, and the arguments.
const REQUESTS: &[(Language, &str, &str, &str)] = &[
    (
        PtBr,
        "move a Ana para proposta",
        "move_lead",
        r#"{"lead":"Ana","stage":"proposal"}"#,
    ),
    (
        PtBr,
        "Move o lead João Silva para ganho",
        "move_lead",
        r#"{"lead":"João Silva","stage":"won"}"#,
    ),
    (
        PtBr,
        "marca a Padaria Sol como perdida",
        "move_lead",
        r#"{"lead":"Padaria Sol","stage":"lost"}"#,
    ),
    (
        PtBr,
        "passa o lead ana@example.com para qualificado",
        "move_lead",
        r#"{"lead":"ana@example.com","stage":"qualified"}"#,
    ),
    (
        PtBr,
        "passa o lead Lúcia para proposta",
        "move_lead",
        r#"{"lead":"Lúcia","stage":"proposal"}"#,
    ),
    (
        PtBr,
        "me lembra de ligar para o João na sexta",
        "schedule_follow_up",
        r#"{"lead":"João","when":"2026-11-27"}"#,
    ),
    (
        PtBr,
        "me lembra de falar com a Ana amanhã",
        "schedule_follow_up",
        r#"{"lead":"Ana","when":"2026-11-22"}"#,
    ),
    (
        PtBr,
        "agenda um retorno com a Padaria Sol para 2026-12-01",
        "schedule_follow_up",
        r#"{"lead":"Padaria Sol","when":"2026-12-01"}"#,
    ),
    (
        PtBr,
        "relatório de receita deste ano",
        "revenue_report",
        r#"{"period":"this_year"}"#,
    ),
    (PtBr, "relatório de receita", "revenue_report", r#"{}"#),
    (
        PtBr,
        "mostra o faturamento do mês passado",
        "revenue_report",
        r#"{"period":"last_month"}"#,
    ),
    (PtBr, "gráfico de receita", "revenue_report", r#"{}"#),
    (PtBr, "exporta em planilha", "export_table", r#"{}"#),
    (PtBr, "exporta isso em csv", "export_table", r#"{}"#),
    (PtBr, "gera uma planilha", "export_table", r#"{}"#),
    (
        En,
        "move Ana to proposal",
        "move_lead",
        r#"{"lead":"Ana","stage":"proposal"}"#,
    ),
    (
        En,
        "mark Acme Corp as lost",
        "move_lead",
        r#"{"lead":"Acme Corp","stage":"lost"}"#,
    ),
    (
        En,
        "mark lead Lucy as won",
        "move_lead",
        r#"{"lead":"Lucy","stage":"won"}"#,
    ),
    (
        En,
        "remind me to call João on Friday",
        "schedule_follow_up",
        r#"{"lead":"João","when":"2026-11-27"}"#,
    ),
    (
        En,
        "set a reminder for Ana on December 12",
        "schedule_follow_up",
        r#"{"lead":"Ana","when":"2026-12-12"}"#,
    ),
    (
        En,
        "revenue report for this year",
        "revenue_report",
        r#"{"period":"this_year"}"#,
    ),
    (
        En,
        "show the revenue for last year",
        "revenue_report",
        r#"{"period":"last_year"}"#,
    ),
    (En, "export it as a spreadsheet", "export_table", r#"{}"#),
    (En, "export to csv", "export_table", r#"{}"#),
];

#[tokio::test]
async fn leads_are_moved_people_reminded_revenue_reported_and_tables_exported() {
    let model = offline();
    let mut misses = Vec::new();
    for (language, text, tool, expected) in REQUESTS.iter().copied() {
        let expected: Value = serde_json::from_str(expected).unwrap();
        let department = match tool {
            "move_lead" | "schedule_follow_up" => "sales",
            _ => "finance",
        };
        let items = || vec![user(text)];
        let first = ask(&model, &to_supervisor(language, items())).await;
        let routed = first.calls.first().map(arguments);
        let then = ask(&model, &to_department(language, department, items())).await;
        let called = then.calls.first();
        let called = called.map(|it| (it.name.as_str(), arguments(it)));
        let given = routed.as_ref().map(|it| it["department"].clone());
        let fits = given.is_some_and(|it| it == json!(department) || tool == "export_table");
        if !fits || called != Some((tool, expected)) {
            let said = format!("{} {}", first.text, then.text);
            misses.push(format!("{text}\n  {routed:?}\n  {called:?}\n  {said}"));
        }
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

#[tokio::test]
async fn what_lacks_something_is_asked_for() {
    let model = offline();
    for (text, says) in [
        ("move a Ana", "Para qual etapa"),
        ("me lembra de ligar para a Ana", "Para que dia"),
        ("não exporta a lista", "?"),
    ] {
        let department = if text.contains("exporta") {
            "finance"
        } else {
            "sales"
        };
        let request = to_department(PtBr, department, vec![user(text)]);
        let answer = ask(&model, &request).await;
        assert!(answer.calls.is_empty(), "{text}: {:?}", answer.calls);
        assert!(answer.text.contains(says), "{text}: {}", answer.text);
    }
}
