use domain::language::Language::{En, PtBr};
use serde_json::{Value, json};
use tokio::join;

use super::*;
use crate::testing::{Company, answer, brl, card, said, toolbox};

const TOOL: &str = "create_invoice";

async fn with_ana() -> Company {
    let company = Company::new().await;
    let ana = json!({ "name": "Ana Souza", "email": "ana@example.com" });
    company.ask("create_lead", ana).await.unwrap();
    company
}

fn for_ana(minor: i64) -> Value {
    json!({ "customer": "Ana", "amount": brl(minor) })
}

#[tokio::test]
async fn an_invoice_is_issued_to_whom_the_words_mean() {
    let company = with_ana().await;
    for customer in ["Ana", "ana souza", "SOUZA", "ÁNA", "Ana@Example.com"] {
        let args = json!({ "customer": customer, "amount": brl(12_000) });
        let (plan, needs) = company.plan(TOOL, args).await.unwrap();
        assert_eq!(needs.approval, Approval::None);
        assert_eq!(plan["customer"], "Ana Souza", "{customer}");
        assert_eq!(plan["due"], "2026-03-24");
    }
    let args = json!({
        "customer": "Ana", "amount": brl(125_090), "due": "2026-12-12", "description": "bolos",
    });
    let (plan, _) = company.plan(TOOL, args).await.unwrap();
    assert_eq!(
        card(PtBr, TOOL, &plan),
        "Emitir uma fatura de R$\u{a0}1.250,90 para Ana Souza, com vencimento em 12/12/2026. \
         Descrição: bolos."
    );
    let output = company.apply(TOOL, &company.call(), &plan).await.unwrap();
    assert_eq!(
        answer(En, TOOL, &output),
        "Invoice 1 issued: R$1,250.90 to Ana Souza, due on 12 Dec 2026."
    );
}

#[tokio::test]
async fn a_name_that_fits_exactly_comes_before_those_that_begin_so() {
    let company = with_ana().await;
    company
        .ask("create_lead", json!({ "name": "Ana" }))
        .await
        .unwrap();
    let (plan, _) = company.plan(TOOL, for_ana(1)).await.unwrap();
    assert_eq!(plan["customer"], "Ana");
}

#[tokio::test]
async fn a_customer_who_is_nobody_or_several_asks_back() {
    let company = with_ana().await;
    let lima = json!({ "name": "Ana Lima", "phone": "11 98765-4321" });
    company.ask("create_lead", lima).await.unwrap();
    company
        .ask("create_lead", json!({ "name": "Ana Zen" }))
        .await
        .unwrap();
    assert_eq!(
        company.refusal(TOOL, for_ana(1)).await,
        "asks: “Ana” may be: Ana Lima (+5511987654321), Ana Souza (ana@example.com), Ana Zen. \
         Which one? Give the full name or the e-mail."
    );
    for customer in ["Zoé", "na", "zoe@example.com"] {
        let args = json!({ "customer": customer, "amount": brl(1) });
        assert_eq!(
            company.refusal(TOOL, args).await,
            format!(
                "asks: I know nobody as “{customer}”. Check the name or the e-mail; somebody new \
                 is first recorded as a lead, in Sales."
            )
        );
    }
}

#[tokio::test]
async fn unusable_arguments_are_refused_or_asked_for_again() {
    let company = with_ana().await;
    let due = |due: &str| json!({ "customer": "Ana", "amount": brl(1), "due": due });
    let amount = |minor: i64, currency: &str| {
        let amount = json!({ "minor": minor, "currency": currency });
        json!({ "customer": "Ana", "amount": amount })
    };
    for (args, text) in [
        (
            due("2026-03-09"),
            "asks: The due date 9 Mar 2026 is over; today is 10 Mar 2026. Which",
        ),
        (
            due("2036-03-11"),
            "asks: The due date 11 Mar 2036 is more than ten years away.",
        ),
        (
            amount(0, "BRL"),
            "refuses: The amount R$0.00 must be more than zero.",
        ),
        (
            amount(-1, "BRL"),
            "refuses: The amount -R$0.01 must be more than zero.",
        ),
        (
            amount(i64::MAX, "BRL"),
            "refuses: The amount R$92,233,720,368,547,758.07 is too large",
        ),
        (
            amount(100, "USD"),
            "refuses: The amount US$1.00 is not in the right currency: only BRL",
        ),
        (
            json!({ "customer": "", "amount": brl(1) }),
            "asks: The field customer is empty.",
        ),
        (
            json!({ "customer": "a\u{1}", "amount": brl(1) }),
            "asks: The field customer has",
        ),
        (
            json!({ "customer": "Ana", "amount": brl(1), "description": "a".repeat(501) }),
            "asks: The field description is too long",
        ),
    ] {
        let said = company.refusal(TOOL, args).await;
        assert!(said.starts_with(text), "{said}");
    }
    for args in [due("soon"), amount(1, "XXX"), json!({ "customer": "Ana" })] {
        let error = company.plan(TOOL, args).await.unwrap_err();
        assert!(matches!(error, ToolError::Arguments(say) if say.attribute == "bad_arguments"));
    }
    assert!(company.plan(TOOL, due("2026-03-10")).await.is_ok());
}

#[tokio::test]
async fn the_day_is_the_companys_own() {
    let mut company = with_ana().await;
    // Three hours after midnight in London it is still yesterday in São Paulo.
    company.now = "2026-03-11T02:30:00Z".parse().unwrap();
    let args = json!({ "customer": "Ana", "amount": brl(1), "due": "2026-03-10" });
    assert!(company.plan(TOOL, args).await.is_ok());
}

#[tokio::test]
async fn numbers_have_no_gaps_and_a_redelivery_takes_none() {
    let company = with_ana().await;
    let (plan, _) = company.plan(TOOL, for_ana(1)).await.unwrap();
    let first = company.call();
    let once = company.apply(TOOL, &first, &plan).await.unwrap();
    let twice = company.apply(TOOL, &first, &plan).await.unwrap();
    assert_eq!(once, twice);
    // What is rolled back gives its number back.
    let mut db = company.records().await;
    let rolled_back = toolbox()
        .apply(&mut db, TOOL, &company.call(), plan.clone())
        .await;
    assert_eq!(rolled_back.unwrap()["number"], 2);
    drop(db);
    let second = company.apply(TOOL, &company.call(), &plan).await.unwrap();
    assert_eq!(second["number"], 2);
    let other = company.beside().await;
    let theirs = other.invoice("Bia", 1).await;
    assert_eq!(theirs["number"], 1);
}

#[tokio::test]
async fn two_at_once_take_two_numbers() {
    let company = with_ana().await;
    let (plan, _) = company.plan(TOOL, for_ana(1)).await.unwrap();
    let (mut first, mut second) = (company.records().await, company.records().await);
    second.contacts().meant_by("nobody").await.unwrap();
    let (toolbox, call_one, call_two) = (toolbox(), company.call(), company.call());
    let one = toolbox
        .apply(&mut first, TOOL, &call_one, plan.clone())
        .await
        .unwrap();
    let waiting = toolbox.apply(&mut second, TOOL, &call_two, plan);
    let (other, committed) = join!(waiting, first.commit());
    committed.unwrap();
    second.commit().await.unwrap();
    assert_eq!(
        (&one["number"], &other.unwrap()["number"]),
        (&json!(1), &json!(2))
    );
}

#[tokio::test]
async fn another_companys_contact_gets_no_invoice_here() {
    let company = with_ana().await;
    let other = company.beside().await;
    let refused = other.refusal(TOOL, for_ana(1)).await;
    assert!(
        refused.starts_with("asks: I know nobody as “Ana”"),
        "{refused}"
    );
    let (plan, _) = company.plan(TOOL, for_ana(1)).await.unwrap();
    assert_eq!(
        said(other.apply(TOOL, &other.call(), &plan).await),
        "refuses: Ana Souza is no longer in the records, and the invoice was not issued."
    );
    let mine = company.apply(TOOL, &company.call(), &plan).await.unwrap();
    assert_eq!(mine["number"], 1);
}
