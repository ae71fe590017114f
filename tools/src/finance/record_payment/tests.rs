use domain::language::Language::{En, PtBr};
use serde_json::{Value, json};
use tokio::join;

use super::*;
use crate::{
    Payments, Stripe, StripeSettings,
    testing::{Company, answer, brl, card, said, toolbox},
};

const TOOL: &str = "record_payment";

fn pay(invoice: &str, minor: i64) -> Value {
    json!({ "invoice": invoice, "amount": brl(minor) })
}

#[tokio::test]
async fn an_invoice_is_paid_in_parts_until_nothing_is_open() {
    let company = Company::new().await;
    company.invoice("Bruno", 48_000).await;
    let (plan, needs) = company.plan(TOOL, pay("nº 1", 30_000)).await.unwrap();
    assert_eq!((needs.approval, needs.authority), (Approval::None, None));
    assert_eq!(
        card(PtBr, TOOL, &plan),
        "Registrar o pagamento de R$\u{a0}300,00 da fatura 1 de Bruno."
    );
    let output = company.apply(TOOL, &company.call(), &plan).await.unwrap();
    assert_eq!(
        answer(PtBr, TOOL, &output),
        "Pagamento de R$\u{a0}300,00 registrado na fatura 1 de Bruno; faltam R$\u{a0}180,00."
    );
    assert_eq!(
        company.refusal(TOOL, pay("1", 18_001)).await,
        "refuses: Invoice 1 of Bruno has only R$180.00 open; R$180.01 is more than that, and \
         nothing was recorded."
    );
    let rest = company.ask(TOOL, pay("bruno", 18_000)).await.unwrap();
    assert_eq!(
        answer(En, TOOL, &rest),
        "Payment of R$180.00 recorded for invoice 1 of Bruno, which is fully paid now."
    );
    for words in ["1", "Bruno"] {
        assert_eq!(
            company.refusal(TOOL, pay(words, 1)).await,
            "refuses: Invoice 1 of Bruno is paid already; nothing is open."
        );
    }
}

#[tokio::test]
async fn an_invoice_that_is_none_or_one_of_several_asks_back() {
    let company = Company::new().await;
    assert_eq!(
        company.refusal(TOOL, pay("7", 1)).await,
        "asks: There is no invoice with the number 7. What is its number, or whose is it?"
    );
    let nobody = company.refusal(TOOL, pay("Zoé", 1)).await;
    assert!(
        nobody.starts_with("asks: I found no invoice of “Zoé”."),
        "{nobody}"
    );
    company.invoice("Ana Souza", 1_000).await;
    company.invoice("Ana Lima", 2_000).await;
    assert_eq!(
        company.refusal(TOOL, pay("ana", 1)).await,
        "asks: “ana” has several invoices that may be meant: 2 (Ana Lima, R$\u{a0}20,00), \
         1 (Ana Souza, R$\u{a0}10,00). What is its number?"
    );
    // An invoice that is paid is not meant.
    company.ask(TOOL, pay("1", 1_000)).await.unwrap();
    let lima = company.ask(TOOL, pay("ana", 500)).await.unwrap();
    assert_eq!(lima["number"], 2);
    company
        .ask(TOOL, pay("ana.lima@example.com", 1_500))
        .await
        .unwrap();
    assert_eq!(
        company.refusal(TOOL, pay("ana", 1)).await,
        "refuses: No invoice of ana is open."
    );
}

#[tokio::test]
async fn a_question_names_a_few_invoices_and_counts_the_rest() {
    let company = Company::new().await;
    for _ in 0..10 {
        company.invoice("Ana", 100).await;
    }
    let said = company.refusal(TOOL, pay("ana", 1)).await;
    assert!(said.contains("10 (Ana, R$\u{a0}1,00), 9 (Ana"), "{said}");
    assert!(
        said.ends_with("3 (Ana, R$\u{a0}1,00) and 2 more. What is its number?"),
        "{said}"
    );
}

#[tokio::test]
async fn unusable_amounts_are_refused() {
    let company = Company::new().await;
    company.invoice("Ana", 1_000).await;
    for (amount, text) in [
        (brl(0), "refuses: The amount R$0.00 must be more than zero."),
        (
            brl(-5),
            "refuses: The amount -R$0.05 must be more than zero.",
        ),
        (
            json!({ "minor": 5, "currency": "EUR" }),
            "refuses: The amount €0.05 is not in the right currency: only BRL is used here.",
        ),
    ] {
        let args = json!({ "invoice": "1", "amount": amount });
        assert_eq!(company.refusal(TOOL, args).await, text);
    }
    let empty = company.refusal(TOOL, pay(" ", 1)).await;
    assert_eq!(empty, "asks: The field invoice is empty.");
}

#[tokio::test]
async fn two_at_once_cannot_pay_more_than_is_open() {
    let company = Company::new().await;
    company.invoice("Ana", 10_000).await;
    let (plan, _) = company.plan(TOOL, pay("1", 6_000)).await.unwrap();
    let (mut first, mut second) = (company.records().await, company.records().await);
    second.contacts().meant_by("nobody").await.unwrap();
    let (toolbox, call_one, call_two) = (toolbox(), company.call(), company.call());
    toolbox
        .apply(&mut first, TOOL, &call_one, plan.clone())
        .await
        .unwrap();
    let waiting = toolbox.apply(&mut second, TOOL, &call_two, plan);
    let (refused, committed) = join!(waiting, first.commit());
    committed.unwrap();
    assert_eq!(
        said(refused),
        "refuses: Invoice 1 of Ana has only R$40.00 open; R$60.00 is more than that, and nothing \
         was recorded."
    );
    let rows = company.rows("list_invoices", json!({})).await;
    assert_eq!(rows[0]["open"], brl(4_000));
}

#[tokio::test]
async fn a_payment_that_is_delivered_twice_counts_once() {
    let company = Company::new().await;
    company.invoice("Ana", 10_000).await;
    let (plan, _) = company.plan(TOOL, pay("1", 6_000)).await.unwrap();
    let call = company.call();
    let once = company.apply(TOOL, &call, &plan).await.unwrap();
    let twice = company.apply(TOOL, &call, &plan).await.unwrap();
    assert_eq!(once, twice);
    assert_eq!(once["open"], brl(4_000));
}

#[tokio::test]
async fn another_companys_invoice_cannot_be_paid_here() {
    let company = Company::new().await;
    let other = company.beside().await;
    other.invoice("Ana", 10_000).await;
    for words in ["1", "Ana"] {
        let said = company.refusal(TOOL, pay(words, 1)).await;
        assert!(said.starts_with("asks: "), "{said}");
    }
    let (plan, _) = other.plan(TOOL, pay("1", 6_000)).await.unwrap();
    let refused = said(company.apply(TOOL, &company.call(), &plan).await);
    assert!(
        refused.starts_with("refuses: Invoice 1 of Ana has only R$0.00 open"),
        "{refused}"
    );
    let rows = other.rows("list_invoices", json!({})).await;
    assert_eq!(rows[0]["open"], brl(10_000));
}

#[tokio::test]
async fn an_empty_reference_is_none_and_a_wrong_one_is_said_to_be_wrong() {
    let settings = StripeSettings {
        key: "sk_test_1".to_owned(),
        base: None,
        live: false,
    };
    let tool = RecordPayment(Payments::Stripe(Stripe::new(&settings).unwrap()));
    let given = |text: &str| tool.reference(Some(text.to_owned()));
    assert_eq!(given("  ").unwrap(), None);
    assert_eq!(given(" pi_1 ").unwrap().as_deref(), Some("pi_1"));
    assert!(matches!(given("cash"), Err(ToolError::Arguments(_))));
}
