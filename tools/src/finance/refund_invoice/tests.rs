use domain::language::Language::{En, PtBr};
use serde_json::{Value, json};
use tokio::join;

use super::*;
use crate::testing::{Company, answer, brl, card, said, toolbox};

const TOOL: &str = "refund_invoice";

fn refund(invoice: &str, minor: i64) -> Value {
    json!({ "invoice": invoice, "amount": brl(minor) })
}

async fn refunded(company: &Company) -> Value {
    let rows = company.rows("list_invoices", json!({})).await;
    rows[0]["refunded"].clone()
}

#[tokio::test]
async fn a_refund_in_the_books_says_that_no_money_moves() {
    let company = Company::new().await;
    company.paid_invoice("Bruno", 48_000).await;
    let args = json!({ "invoice": "1", "amount": brl(48_000), "reason": "pão  queimado" });
    let (plan, _) = company.plan(TOOL, args).await.unwrap();
    assert_eq!(plan["provider"], "book");
    assert_eq!(
        card(PtBr, TOOL, &plan),
        "Reembolsar R$\u{a0}480,00 da fatura 1 de Bruno. Motivo: pão queimado. Só os livros \
         mudam: nenhum dinheiro é movimentado, porque nenhum provedor de pagamentos está conectado."
    );
    let output = company
        .ask(TOOL, json!({ "invoice": "bruno" }))
        .await
        .unwrap();
    assert_eq!(output["amount"], brl(48_000));
    assert_eq!(
        answer(En, TOOL, &output),
        "Refund of R$480.00 of invoice 1 of Bruno recorded. No money was moved, because no payment \
         provider is connected: only the books have changed."
    );
    assert_eq!(refunded(&company).await, brl(48_000));
    for words in ["1", "Bruno"] {
        assert_eq!(
            company.refusal(TOOL, json!({ "invoice": words })).await,
            "refuses: All that was paid of invoice 1 of Bruno has been given back or is being \
             given back."
        );
    }
}

#[tokio::test]
async fn a_refund_above_the_owners_limit_needs_a_person() {
    let company = Company::new().await;
    company.paid_invoice("Ana", 10_000).await;
    for (minor, approval) in [
        (5_000, Approval::None),
        (5_001, Approval::Person("why_amount")),
    ] {
        let (_, needs) = company.plan(TOOL, refund("1", minor)).await.unwrap();
        assert_eq!(needs.approval, approval);
        assert_eq!(needs.authority.map(|it| it.minor), Some(minor));
    }
}

#[tokio::test]
async fn what_was_not_paid_cannot_be_given_back() {
    let company = Company::new().await;
    company.invoice("Ana", 10_000).await;
    assert_eq!(
        company.refusal(TOOL, refund("1", 1_000)).await,
        "refuses: Nothing was paid of invoice 1 of Ana; there is nothing to give back."
    );
    let part = json!({ "invoice": "1", "amount": brl(3_000) });
    company.ask("record_payment", part).await.unwrap();
    assert_eq!(
        company.refusal(TOOL, refund("1", 3_001)).await,
        "refuses: Of invoice 1 of Ana only R$30.00 can be given back; R$30.01 is more than that, \
         and nothing was given back."
    );
    company.ask(TOOL, refund("1", 1_000)).await.unwrap();
    let (plan, _) = company.plan(TOOL, json!({ "invoice": "1" })).await.unwrap();
    assert_eq!(plan["amount"], brl(2_000));
    company.invoice("Ana", 100).await;
    company.ask(TOOL, refund("ana", 2_000)).await.unwrap();
    assert_eq!(
        company.refusal(TOOL, refund("ana", 1)).await,
        "refuses: No invoice of ana has anything to give back."
    );
}

#[tokio::test]
async fn unusable_arguments_are_refused_or_asked_for_again() {
    let company = Company::new().await;
    company.paid_invoice("Ana", 1_000).await;
    let euros = json!({ "minor": 5, "currency": "EUR" });
    for (args, text) in [
        (
            refund("1", 0),
            "refuses: The amount R$0.00 must be more than zero.",
        ),
        (
            refund("1", -1),
            "refuses: The amount -R$0.01 must be more than zero.",
        ),
        (
            json!({ "invoice": "1", "amount": euros }),
            "refuses: The amount €0.05 is not in the right currency: only BRL is used here.",
        ),
        (
            json!({ "invoice": "1", "reason": "a\nb" }),
            "asks: The field reason has control",
        ),
        (
            refund("9", 1),
            "asks: There is no invoice with the number 9.",
        ),
        (refund("Zoé", 1), "asks: I found no invoice of “Zoé”."),
    ] {
        let said = company.refusal(TOOL, args).await;
        assert!(said.starts_with(text), "{said}");
    }
    company.paid_invoice("Ana", 2_000).await;
    let several = company.refusal(TOOL, refund("ana", 1)).await;
    assert!(several.starts_with("asks: “ana” has several invoices that may be meant: 2 (Ana"));
}

#[tokio::test]
async fn two_at_once_cannot_give_back_more_than_was_paid() {
    let company = Company::new().await;
    company.paid_invoice("Ana", 10_000).await;
    let (plan, _) = company.plan(TOOL, refund("1", 6_000)).await.unwrap();
    let (mut first, mut second) = (company.records().await, company.records().await);
    second.contacts().meant_by("nobody").await.unwrap();
    let (toolbox, call_one, call_two) = (toolbox(), company.call(), company.call());
    toolbox
        .prepare(&mut first, TOOL, &call_one, plan.clone())
        .await
        .unwrap();
    let waiting = toolbox.prepare(&mut second, TOOL, &call_two, plan);
    let (refused, committed) = join!(waiting, first.commit());
    committed.unwrap();
    assert_eq!(
        said(refused),
        "refuses: Of invoice 1 of Ana only R$40.00 can be given back; R$60.00 is more than that, \
         and nothing was given back."
    );
}

#[tokio::test]
async fn a_refund_that_is_delivered_twice_counts_once() {
    let company = Company::new().await;
    company.paid_invoice("Ana", 10_000).await;
    let (plan, _) = company.plan(TOOL, refund("1", 4_000)).await.unwrap();
    let call = company.call();
    let mut outputs = Vec::new();
    for _ in 0..2 {
        company.prepare(TOOL, &call, &plan).await.unwrap();
        outputs.push(toolbox().send(TOOL, &call, plan.clone()).await.unwrap());
    }
    assert_eq!(outputs[0], outputs[1]);
    let asked = toolbox()
        .reconcile(TOOL, &call, plan.clone())
        .await
        .unwrap();
    assert_eq!(asked, Fate::Happened(outputs[0].clone()));
    for _ in 0..2 {
        company
            .record(TOOL, &call, &plan, asked.clone())
            .await
            .unwrap();
    }
    // Even if it is prepared again after it was done.
    company.prepare(TOOL, &call, &plan).await.unwrap();
    assert_eq!(refunded(&company).await, brl(4_000));
    let (rest, _) = company.plan(TOOL, json!({ "invoice": "1" })).await.unwrap();
    assert_eq!(rest["amount"], brl(6_000));
}

#[tokio::test]
async fn what_did_not_happen_is_released_and_what_nobody_knows_stays_held() {
    let company = Company::new().await;
    company.paid_invoice("Ana", 10_000).await;
    let (plan, _) = company.plan(TOOL, refund("1", 7_000)).await.unwrap();
    let call = company.call();
    let left = async || {
        let (plan, _) = company.plan(TOOL, json!({ "invoice": "1" })).await.unwrap();
        plan["amount"]["minor"].clone()
    };
    company.prepare(TOOL, &call, &plan).await.unwrap();
    company
        .record(TOOL, &call, &plan, Fate::CannotTell)
        .await
        .unwrap();
    assert_eq!(left().await, 3_000);
    for _ in 0..2 {
        company
            .record(TOOL, &call, &plan, Fate::DidNot)
            .await
            .unwrap();
        assert_eq!(left().await, 10_000);
    }
    // A person has it tried again, under the same key.
    for _ in 0..2 {
        company.prepare(TOOL, &call, &plan).await.unwrap();
        assert_eq!(left().await, 3_000);
    }
    assert_eq!(refunded(&company).await, brl(0));
}

#[tokio::test]
async fn a_refund_that_was_never_held_cannot_be_written_as_done() {
    let company = Company::new().await;
    company.paid_invoice("Ana", 10_000).await;
    let (plan, _) = company.plan(TOOL, refund("1", 7_000)).await.unwrap();
    let call = company.call();
    let output = toolbox().send(TOOL, &call, plan.clone()).await.unwrap();
    let error = company
        .record(TOOL, &call, &plan, Fate::Happened(output))
        .await;
    assert!(matches!(error, Err(ToolError::Internal(_))));
}

#[tokio::test]
async fn a_plan_for_another_provider_is_not_carried_out() {
    let company = Company::new().await;
    company.paid_invoice("Ana", 10_000).await;
    let (mut plan, _) = company.plan(TOOL, refund("1", 7_000)).await.unwrap();
    plan["provider"] = json!("elsewhere");
    let refused = said(company.prepare(TOOL, &company.call(), &plan).await);
    assert!(
        refused.starts_with("refuses: The payment provider has changed"),
        "{refused}"
    );
}

#[tokio::test]
async fn another_companys_invoice_cannot_be_refunded_here() {
    let company = Company::new().await;
    let other = company.beside().await;
    other.paid_invoice("Ana", 10_000).await;
    for words in ["1", "Ana"] {
        let said = company.refusal(TOOL, refund(words, 1)).await;
        assert!(said.starts_with("asks: "), "{said}");
    }
    let (plan, _) = other.plan(TOOL, refund("1", 6_000)).await.unwrap();
    let call = company.call();
    let refused = said(company.prepare(TOOL, &call, &plan).await);
    assert!(
        refused.starts_with("refuses: All that was paid of invoice 1"),
        "{refused}"
    );
    // Nor can a key of theirs be settled or released under our company.
    other.prepare(TOOL, &call, &plan).await.unwrap();
    company
        .record(TOOL, &call, &plan, Fate::DidNot)
        .await
        .unwrap();
    let (rest, _) = other.plan(TOOL, json!({ "invoice": "1" })).await.unwrap();
    assert_eq!(rest["amount"], brl(4_000));
}
