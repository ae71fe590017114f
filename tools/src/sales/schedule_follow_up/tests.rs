use domain::language::Language::{En, PtBr};
use serde_json::{Value, json};
use tokio::join;

use super::*;
use crate::testing::{Company, answer, card, said, toolbox};

const TOOL: &str = "schedule_follow_up";

async fn with_joao() -> Company {
    let company = Company::new().await;
    let joao = json!({ "name": "João", "phone": "11 98765-4321" });
    company.ask("create_lead", joao).await.unwrap();
    company
}

fn friday() -> Value {
    json!({ "lead": "joão", "when": "2026-03-13", "note": "proposta nova" })
}

#[tokio::test]
async fn a_reminder_is_a_run_that_waits() {
    let company = with_joao().await;
    let (plan, needs) = company.plan(TOOL, friday()).await.unwrap();
    assert_eq!(needs.approval, Approval::None);
    assert_eq!(
        card(En, TOOL, &plan),
        "Remind of João on 13 Mar 2026 09:00. Note: proposta nova"
    );
    let call = company.call_in("quais leads temos?").await;
    let output = company.apply(TOOL, &call, &plan).await.unwrap();
    assert_eq!(
        answer(PtBr, TOOL, &output),
        "Combinado: em 13/03/2026 09:00 lembro você de João. Nota: proposta nova"
    );
    let run = output["run"].as_str().unwrap();
    assert_eq!(
        company
            .count(&format!(
                "runs where id = '{run}' and workflow = 'follow_up'"
            ))
            .await,
        1
    );
    assert_eq!(
        company.count(&format!("ready where flow = '{run}'")).await,
        1
    );
    // In the language of the words in which it was asked for; the note is no part of the run.
    let row = format!("follow_ups where id = '{run}' and language = 'pt-BR' and note is not null");
    assert_eq!(company.count(&row).await, 1);
    assert_eq!(company.count("runs where input <> 'null'").await, 0);
}

#[tokio::test]
async fn a_call_that_is_delivered_twice_starts_one_run() {
    let company = with_joao().await;
    let (plan, _) = company.plan(TOOL, friday()).await.unwrap();
    let call = company.call_in("Remind me").await;
    let once = company.apply(TOOL, &call, &plan).await.unwrap();
    let twice = company.apply(TOOL, &call, &plan).await.unwrap();
    assert_eq!(once, twice);
    assert_eq!(company.count("follow_ups").await, 1);
    assert_eq!(company.count("runs where workflow = 'follow_up'").await, 1);
    assert_eq!(
        company
            .count("events where kind = 'follow_up_planned'")
            .await,
        1
    );
}

#[tokio::test]
async fn two_at_once_are_two_reminders() {
    let company = with_joao().await;
    let (plan, _) = company.plan(TOOL, friday()).await.unwrap();
    let (one, other) = (company.call_in("a").await, company.call_in("b").await);
    let (first, second) = join!(
        company.apply(TOOL, &one, &plan),
        company.apply(TOOL, &other, &plan)
    );
    assert_ne!(first.unwrap()["run"], second.unwrap()["run"]);
    assert_eq!(company.count("follow_ups").await, 2);
}

#[tokio::test]
async fn what_cannot_be_planned_says_which_field_and_why() {
    let company = with_joao().await;
    for (args, text) in [
        (
            json!({ "lead": "Bia", "when": "2026-03-13" }),
            "There is no lead with “Bia”.",
        ),
        (
            json!({ "lead": "João", "when": "2026-03-09" }),
            "“9 Mar 2026” has passed.",
        ),
        (
            json!({ "lead": "João", "when": "2026-03-10" }),
            "Today at 9 in the morning has",
        ),
        (
            json!({ "lead": "João", "when": "2028-03-10" }),
            "“10 Mar 2028” is more than a year",
        ),
        (
            json!({ "lead": "João", "when": "sexta" }),
            "“sexta” is no day and no time",
        ),
        (
            json!({ "lead": "João", "when": " " }),
            "The field when is empty.",
        ),
    ] {
        let said = company.refusal(TOOL, args).await;
        assert!(said.starts_with(&format!("asks: {text}")), "{said}");
    }
    assert_eq!(company.count("follow_ups").await, 0);
}

#[tokio::test]
async fn a_reminder_needs_a_conversation_and_a_lead() {
    let company = with_joao().await;
    let (plan, _) = company.plan(TOOL, friday()).await.unwrap();
    let nowhere = company.apply(TOOL, &company.call(), &plan).await;
    assert!(said(nowhere).starts_with("refuses: A reminder needs a conversation"));
    company.execute("delete from leads").await;
    let call = company.call_in("x").await;
    let gone = company.apply(TOOL, &call, &plan).await;
    assert_eq!(
        said(gone),
        "refuses: The lead João was removed at this very moment."
    );
    assert_eq!(company.count("runs where workflow = 'follow_up'").await, 0);
    let schema = toolbox().schema(TOOL).unwrap().to_value();
    assert_eq!(schema["required"], json!(["lead", "when"]));
}
