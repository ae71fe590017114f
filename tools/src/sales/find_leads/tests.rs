use domain::language::Language::{En, PtBr};
use serde_json::json;

use super::*;
use crate::testing::{Company, answer, card};

const TOOL: &str = "find_leads";

async fn names(company: &Company, args: serde_json::Value) -> Vec<String> {
    let rows = company.rows(TOOL, args).await;
    let name = |row: &serde_json::Value| row["name"].as_str().unwrap().to_owned();
    rows.iter().map(name).collect()
}

#[tokio::test]
async fn leads_are_found_by_whatever_is_known_of_them() {
    let mut company = Company::new().await;
    for lead in [
        json!({ "name": "José Araújo", "email": "ze@example.com", "interest": "Consultoria" }),
        json!({ "name": "Ana Souza", "phone": "(11) 98765-4321", "interest": "plano Pro" }),
        json!({ "name": "100% Açaí", "email": "oi@acai.example" }),
    ] {
        company.ask("create_lead", lead).await.unwrap();
        company.now += chrono::TimeDelta::minutes(1);
    }
    let all = ["100% Açaí", "Ana Souza", "José Araújo"];
    assert_eq!(names(&company, json!({})).await, all);
    assert_eq!(names(&company, json!({ "stage": "new" })).await, all);
    assert!(names(&company, json!({ "stage": "won" })).await.is_empty());
    for (query, name) in [
        ("jose", "José Araújo"),
        ("ARAUJO", "José Araújo"),
        ("Ze@Example", "José Araújo"),
        ("consult", "José Araújo"),
        ("98765-4321", "Ana Souza"),
        ("(11) 98765", "Ana Souza"),
        ("plano", "Ana Souza"),
        ("%", "100% Açaí"),
        ("acai", "100% Açaí"),
    ] {
        assert_eq!(
            names(&company, json!({ "query": query })).await,
            [name],
            "{query}"
        );
    }
    assert!(names(&company, json!({ "query": "Zulu" })).await.is_empty());
}

#[tokio::test]
async fn a_list_reads_as_a_table_and_says_how_many_more_there_are() {
    let company = Company::new().await;
    let none = company.ask(TOOL, json!({})).await.unwrap();
    assert_eq!(answer(PtBr, TOOL, &none), "Nenhum lead encontrado.");
    let ana = json!({ "name": "Ana", "interest": "plano Pro" });
    company.ask("create_lead", ana).await.unwrap();
    let one = company.ask(TOOL, json!({})).await.unwrap();
    assert_eq!(
        answer(PtBr, TOOL, &one),
        "Um lead.\n\n\
         | Nome | Interesse | Etapa | E-mail | Telefone | Desde      |\n\
         | ---- | --------- | ----- | ------ | -------- | ---------- |\n\
         | Ana  | plano Pro | novo  |        |          | 10/03/2026 |"
    );
    for index in 0..51 {
        let lead = json!({ "name": format!("Lead {index}") });
        company.ask("create_lead", lead).await.unwrap();
    }
    let many = company.ask(TOOL, json!({})).await.unwrap();
    assert_eq!(many["rows"].as_array().unwrap().len(), 50);
    let text = answer(En, TOOL, &many);
    let first = text.lines().next().unwrap();
    assert_eq!(
        first,
        "52 leads; here are the newest, and there are 2 more."
    );
}

#[tokio::test]
async fn looking_changes_nothing_and_needs_nobody() {
    let company = Company::new().await;
    let (plan, needs) = company.plan(TOOL, json!({ "query": "x" })).await.unwrap();
    assert_eq!(needs.approval, Approval::None);
    assert_eq!(FindLeads.effect(), Effect::Read);
    assert_eq!(card(En, TOOL, &plan), "Show the leads.");
    let error = company.plan(TOOL, json!({ "stage": "lukewarm" })).await;
    assert!(matches!(error, Err(ToolError::Arguments(_))));
    let control = company.refusal(TOOL, json!({ "query": "a\u{1}" })).await;
    assert_eq!(
        control,
        "asks: The field search has control characters, which cannot be kept."
    );
}

#[tokio::test]
async fn another_companys_leads_are_not_found() {
    let company = Company::new().await;
    let other = company.beside().await;
    let ana = json!({ "name": "Ana", "email": "ana@example.com" });
    other.ask("create_lead", ana).await.unwrap();
    assert!(
        names(&company, json!({ "query": "ana@example.com" }))
            .await
            .is_empty()
    );
}
