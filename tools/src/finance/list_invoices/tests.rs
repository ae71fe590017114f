use chrono::TimeDelta;
use domain::language::Language::{En, PtBr};
use serde_json::{Value, json};

use super::*;
use crate::testing::{Company, answer, brl, card};

const TOOL: &str = "list_invoices";

/// Four customers whose invoices are open, overdue, paid and refunded.
async fn one_of_each() -> Company {
    let mut company = Company::new().await;
    company.invoice("Late", 10_000).await;
    let part = json!({ "invoice": "Late", "amount": brl(3_000) });
    company.ask("record_payment", part).await.unwrap();
    company.now += TimeDelta::days(15);
    company.invoice("Open", 5_000).await;
    company.paid_invoice("Paid", 8_000).await;
    let part = json!({ "invoice": "Paid", "amount": brl(1_000) });
    company.ask("refund_invoice", part).await.unwrap();
    company.paid_invoice("Refunded", 2_000).await;
    company
        .ask("refund_invoice", json!({ "invoice": "Refunded" }))
        .await
        .unwrap();
    company
}

async fn numbers(company: &Company, args: Value) -> Vec<Value> {
    let rows = company.rows(TOOL, args).await;
    rows.iter().map(|row| row["number"].clone()).collect()
}

#[tokio::test]
async fn an_invoices_status_follows_from_its_amounts_and_the_day() {
    let company = one_of_each().await;
    let output = company.ask(TOOL, json!({})).await.unwrap();
    assert_eq!(
        answer(PtBr, TOOL, &output),
        "4 faturas, com R$\u{a0}120,00 em aberto.\n\n\
         |  Nº | Cliente  | Vencimento |     Valor | Em aberto | Situação    |\n\
         | --: | -------- | ---------- | --------: | --------: | ----------- |\n\
         |   4 | Refunded | 08/04/2026 |  R$\u{a0}20,00 |   R$\u{a0}0,00 | reembolsada |\n\
         |   3 | Paid     | 08/04/2026 |  R$\u{a0}80,00 |   R$\u{a0}0,00 | paga        |\n\
         |   2 | Open     | 08/04/2026 |  R$\u{a0}50,00 |  R$\u{a0}50,00 | em aberto   |\n\
         |   1 | Late     | 24/03/2026 | R$\u{a0}100,00 |  R$\u{a0}70,00 | vencida     |"
    );
    let first = &output["rows"][1];
    assert_eq!(first["refunded"], brl(1_000));
    for (status, expected) in [
        ("open", json!([2, 1])),
        ("overdue", json!([1])),
        ("paid", json!([3])),
        ("refunded", json!([4])),
    ] {
        let found = numbers(&company, json!({ "status": status })).await;
        assert_eq!(json!(found), expected, "{status}");
    }
}

#[tokio::test]
async fn a_customers_invoices_are_shown_alone() {
    let company = one_of_each().await;
    let late = json!({ "customer": "late", "status": "open" });
    let (plan, needs) = company.plan(TOOL, late.clone()).await.unwrap();
    assert_eq!(
        (&plan["customer"], needs.approval),
        (&json!("Late"), Approval::None)
    );
    assert_eq!(card(En, TOOL, &plan), "Show the invoices.");
    assert_eq!(numbers(&company, late).await, [json!(1)]);
    assert_eq!(numbers(&company, json!({ "customer": " " })).await.len(), 4);
    let none = json!({ "customer": "late", "status": "paid" });
    let none = company.ask(TOOL, none).await.unwrap();
    assert_eq!(none["open"], brl(0));
    assert_eq!(answer(En, TOOL, &none), "No invoices found.");
    let nobody = company.refusal(TOOL, json!({ "customer": "Zoé" })).await;
    assert!(
        nobody.starts_with("asks: I know nobody as “Zoé”"),
        "{nobody}"
    );
    for name in ["Ana Souza", "Ana Lima"] {
        company.invoice(name, 1).await;
    }
    let several = company.refusal(TOOL, json!({ "customer": "Ana" })).await;
    assert!(
        several.starts_with("asks: “Ana” may be: Ana Lima (ana.lima@"),
        "{several}"
    );
    let error = company.plan(TOOL, json!({ "status": "lost" })).await;
    assert!(matches!(error, Err(ToolError::Arguments(_))));
}

#[tokio::test]
async fn a_long_list_says_how_many_more_there_are_and_sums_them_all() {
    let company = Company::new().await;
    company.invoice("Ana", 100).await;
    for _ in 0..51 {
        let invoice = json!({ "customer": "Ana", "amount": brl(100) });
        company.ask("create_invoice", invoice).await.unwrap();
    }
    let output = company.ask(TOOL, json!({})).await.unwrap();
    assert_eq!(output["rows"].as_array().unwrap().len(), 50);
    let text = answer(En, TOOL, &output);
    assert_eq!(
        text.lines().next().unwrap(),
        "52 invoices, R$52.00 open; here are the newest, and there are 2 more."
    );
}

#[tokio::test]
async fn another_companys_invoices_are_not_shown() {
    let company = Company::new().await;
    let other = company.beside().await;
    other.invoice("Ana", 1).await;
    assert!(numbers(&company, json!({})).await.is_empty());
    let (plan, _) = other
        .plan(TOOL, json!({ "customer": "Ana" }))
        .await
        .unwrap();
    let shown = company.apply(TOOL, &company.call(), &plan).await.unwrap();
    assert_eq!(shown["count"], 0);
}
