use domain::language::Language::{En, PtBr};
use serde_json::{Value, json};
use tokio::join;

use super::*;
use crate::testing::{Company, answer, card, said, toolbox};

const TOOL: &str = "create_lead";

async fn leads(company: &Company) -> Vec<Value> {
    company.rows("find_leads", json!({})).await
}

#[tokio::test]
async fn a_lead_is_recorded_with_its_contact() {
    let company = Company::new().await;
    let args = json!({
        "name": " Ana  Souza ", "email": "Ana@Example.com ", "phone": "(11) 98765-4321",
        "interest": "plano Pro", "note": "indicada\npor Bia",
    });
    let (plan, needs) = company.plan(TOOL, args).await.unwrap();
    assert_eq!(needs.approval, Approval::None);
    assert_eq!(needs.authority, None);
    assert_eq!(
        card(En, TOOL, &plan),
        "Record the lead Ana Souza. E-mail: ana@example.com. Phone: +5511987654321. \
         Interest: plano Pro. Note: indicada\npor Bia"
    );
    let output = company.apply(TOOL, &company.call(), &plan).await.unwrap();
    assert_eq!(
        answer(PtBr, TOOL, &output),
        "Lead registrado: Ana Souza, com interesse em plano Pro."
    );
    assert_eq!(
        leads(&company).await,
        [json!({
            "name": "Ana Souza", "interest": "plano Pro", "stage": "new",
            "email": "ana@example.com", "phone": "+5511987654321", "since": "2026-03-10",
        })]
    );
}

#[tokio::test]
async fn a_name_alone_is_recorded_and_the_answer_says_that_nobody_can_reach_it() {
    let company = Company::new().await;
    let args = json!({ "name": "Ana", "email": "", "interest": null });
    let output = company.ask(TOOL, args).await.unwrap();
    assert_eq!(
        answer(En, TOOL, &output),
        "Lead recorded: Ana. Without e-mail or phone, nobody can reach this lead."
    );
    let (plan, _) = company.plan(TOOL, json!({ "name": "Ana" })).await.unwrap();
    assert_eq!(card(PtBr, TOOL, &plan), "Registrar o lead Ana.");
}

#[tokio::test]
async fn an_address_that_is_known_leads_to_its_contact_and_its_open_lead() {
    let company = Company::new().await;
    let first = json!({ "name": "Ana Souza", "email": "ana@example.com" });
    let first = company.ask(TOOL, first).await.unwrap();
    let again = json!({
        "name": "ana souza", "email": "ANA@example.com", "phone": "11 98765-4321",
        "interest": "plano Pro",
    });
    let again = company.ask(TOOL, again).await.unwrap();
    assert_eq!(
        (&again["lead"], &again["contact"]),
        (&first["lead"], &first["contact"])
    );
    assert_eq!(
        answer(En, TOOL, &again),
        "The lead Ana Souza was there already and is updated (interest: plano Pro)."
    );
    // By its phone, and with another interest, which makes another lead of the same contact.
    let other = json!({ "name": "Ana Souza", "phone": "11 98765-4321", "interest": "consultoria" });
    let other = company.ask(TOOL, other).await.unwrap();
    assert_eq!(other["contact"], first["contact"]);
    assert_ne!(other["lead"], first["lead"]);
    // The interest that is there is found without regard to case and accents.
    let same = json!({ "name": "Ana Souza", "phone": "11 98765-4321", "interest": "Consultória" });
    let same = company.ask(TOOL, same).await.unwrap();
    assert_eq!(same["lead"], other["lead"]);
    assert_eq!(same["interest"], "consultoria");
    assert_eq!(leads(&company).await.len(), 2);
}

#[tokio::test]
async fn a_contact_keeps_the_name_that_it_is_known_by() {
    let company = Company::new().await;
    let first = json!({ "name": "Ana Souza", "email": "ana@example.com" });
    company.ask(TOOL, first).await.unwrap();
    let other = json!({ "name": "Ana Lima", "email": "ana@example.com", "interest": "x" });
    let output = company.ask(TOOL, other).await.unwrap();
    assert_eq!(
        answer(En, TOOL, &output),
        "The lead Ana Souza was there already and is updated (interest: x). The contact is known \
         as Ana Souza already; the name was not changed to Ana Lima."
    );
    assert_eq!(leads(&company).await[0]["name"], "Ana Souza");
}

#[tokio::test]
async fn addresses_of_two_contacts_ask_back() {
    let company = Company::new().await;
    for lead in [
        json!({ "name": "Ana", "email": "ana@example.com" }),
        json!({ "name": "Bia", "phone": "+55 11 98765-4321" }),
    ] {
        company.ask(TOOL, lead).await.unwrap();
    }
    let both = json!({ "name": "C", "email": "ana@example.com", "phone": "11 98765-4321" });
    assert_eq!(
        company.refusal(TOOL, both).await,
        "asks: The e-mail ana@example.com belongs to Ana, and the phone +5511987654321 to Bia. \
         Whose lead is it?"
    );
}

#[tokio::test]
async fn unusable_arguments_are_asked_for_again() {
    let company = Company::new().await;
    for (args, text) in [
        (json!({ "name": " " }), "The field name is empty."),
        (
            json!({ "name": "a\u{0}b" }),
            "The field name has control characters",
        ),
        (
            json!({ "name": "a".repeat(201) }),
            "The field name is too long: it takes 200",
        ),
        (
            json!({ "name": "A", "interest": "a\nb" }),
            "The field interest has control",
        ),
        (
            json!({ "name": "A", "note": "a".repeat(4001) }),
            "The field note is too long",
        ),
        (
            json!({ "name": "A", "email": "ana" }),
            "“ana” is not a complete e-mail",
        ),
        (
            json!({ "name": "A", "email": "a".repeat(255) }),
            "The field e-mail is too long",
        ),
        (
            json!({ "name": "A", "phone": "soon" }),
            "“soon” is not a phone number",
        ),
        (
            json!({ "name": "A", "phone": "98765-4321" }),
            "The phone 98765-4321 lacks its area",
        ),
    ] {
        let text = format!("asks: {text}");
        let said = company.refusal(TOOL, args).await;
        assert!(said.starts_with(&text), "{said}");
    }
    for args in [
        json!({}),
        json!({ "name": "A", "age": 3 }),
        json!({ "name": 3 }),
    ] {
        let error = company.plan(TOOL, args).await.unwrap_err();
        assert!(matches!(error, ToolError::Arguments(say) if say.attribute == "bad_arguments"));
    }
    assert!(leads(&company).await.is_empty());
}

#[tokio::test]
async fn a_call_that_is_delivered_twice_is_done_once() {
    let company = Company::new().await;
    for args in [
        json!({ "name": "Ana", "email": "ana@example.com", "note": "n" }),
        json!({ "name": "Bia" }),
        json!({ "name": "Ana", "email": "ana@example.com", "interest": "y" }),
    ] {
        let (plan, _) = company.plan(TOOL, args).await.unwrap();
        let call = company.call();
        let once = company.apply(TOOL, &call, &plan).await.unwrap();
        let twice = company.apply(TOOL, &call, &plan).await.unwrap();
        assert_eq!(once, twice);
    }
    assert_eq!(leads(&company).await.len(), 2);
}

/// Both were planned before either was done; the second waits for the first and finds its contact.
async fn at_once(company: &Company, one: Value, other: Value) -> Result<Value, ToolError> {
    let (one, _) = company.plan(TOOL, one).await.unwrap();
    let (other, _) = company.plan(TOOL, other).await.unwrap();
    let (mut first, mut second) = (company.records().await, company.records().await);
    second.contacts().meant_by("nobody").await.unwrap();
    let toolbox = toolbox();
    toolbox
        .apply(&mut first, TOOL, &company.call(), one)
        .await
        .unwrap();
    let call = company.call();
    let waiting = toolbox.apply(&mut second, TOOL, &call, other);
    let (output, committed) = join!(waiting, first.commit());
    committed.unwrap();
    if output.is_ok() {
        second.commit().await.unwrap();
    }
    output
}

#[tokio::test]
async fn two_at_once_with_one_address_make_one_contact_and_one_lead() {
    let company = Company::new().await;
    let ana = json!({ "name": "Ana", "email": "ana@example.com" });
    let phone = json!({
        "name": "Ana", "email": "ana@example.com", "phone": "11 98765-4321", "interest": "Pro",
    });
    let output = at_once(&company, ana, phone).await.unwrap();
    assert_eq!(output["act"], "updated");
    let leads = leads(&company).await;
    assert_eq!(leads.len(), 1);
    assert_eq!(leads[0]["phone"], "+5511987654321");
    assert_eq!(leads[0]["interest"], "Pro");
}

#[tokio::test]
async fn two_at_once_with_addresses_of_two_contacts_ask_back() {
    let company = Company::new().await;
    let ana = json!({ "name": "Ana", "email": "ana@example.com" });
    company.ask(TOOL, ana).await.unwrap();
    let bia = json!({ "name": "Bia", "phone": "11 98765-4321" });
    let both = json!({ "name": "Ana", "email": "ana@example.com", "phone": "11 98765-4321" });
    let said = said(at_once(&company, bia, both).await);
    assert!(
        said.starts_with("asks: The e-mail ana@example.com belongs to Ana"),
        "{said}"
    );
    assert_eq!(leads(&company).await.len(), 2);
}

#[tokio::test]
async fn another_companys_contacts_are_unknown_here() {
    let company = Company::new().await;
    let other = company.beside().await;
    let ana = json!({ "name": "Ana Souza", "email": "ana@example.com" });
    let theirs = other.ask(TOOL, ana.clone()).await.unwrap();
    let mut plan = company.plan(TOOL, ana).await.unwrap().0;
    assert_eq!(plan["known"], Value::Null);
    // Their ids under our company lead nowhere: what is written is ours.
    let known = json!({ "contact": theirs["contact"], "name": "X", "lead": theirs["lead"] });
    plan["known"] = known;
    company.apply(TOOL, &company.call(), &plan).await.unwrap();
    assert_eq!(leads(&other).await[0]["name"], "Ana Souza");
    assert_eq!(leads(&other).await.len(), 1);
}
