use domain::language::Language::{En, PtBr};
use serde_json::json;

use super::*;
use crate::testing::{Company, answer, card, said};

async fn with_leads() -> Company {
    let mut company = Company::new().await;
    for lead in [
        json!({ "name": "Ana, Filhos", "email": "ana@example.com", "interest": "=1+1" }),
        json!({ "name": "Bia", "phone": "11 98765-4321" }),
    ] {
        company.ask("create_lead", lead).await.unwrap();
        company.now += chrono::TimeDelta::minutes(1);
    }
    company
}

async fn csv(company: &Company, output: &Value) -> String {
    let (name, media_type, bytes) = company.file(&output["file"]["attachment"]).await;
    assert_eq!(media_type, "text/csv");
    assert_eq!(json!(name), output["name"]);
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn what_was_listed_last_is_exported_as_it_stands_now() {
    let mut company = with_leads().await;
    let earlier = company.call_in("quais leads temos?").await;
    company.showed(&earlier, "find_leads", json!({})).await;
    // Somebody comes after it was listed.
    company.now += chrono::TimeDelta::minutes(1);
    let caio = json!({ "name": "Caio" });
    company.ask("create_lead", caio).await.unwrap();
    let call = company.call_in("exporta em planilha").await;
    let (plan, needs) = company.plan(TOOL, json!({})).await.unwrap();
    assert_eq!(needs.approval, Approval::None);
    assert_eq!(card(En, TOOL, &plan), "Export what was listed.");
    let output = company.apply(TOOL, &call, &plan).await.unwrap();
    assert_eq!(
        csv(&company, &output).await,
        "\u{feff}Nome,Interesse,Etapa,E-mail,Telefone,Desde\r\n\
         Caio,,novo,,,2026-03-10\r\n\
         Bia,,novo,,'+5511987654321,2026-03-10\r\n\
         \"Ana, Filhos\",'=1+1,novo,ana@example.com,,2026-03-10\r\n"
    );
    let name = output["name"].as_str().unwrap();
    assert!(
        name.starts_with("leads-2026-03-10-") && name.ends_with(".csv"),
        "{name}"
    );
    assert_eq!(
        answer(PtBr, TOOL, &output),
        format!(
            "Exportei 3 leads em {name}, com as colunas Nome, Interesse, Etapa, E-mail, Telefone, \
             Desde."
        )
    );
    // Twice with the same call is once.
    let again = company.apply(TOOL, &call, &plan).await.unwrap();
    assert_eq!(output, again);
    assert_eq!(company.count("attachments").await, 1);
}

#[tokio::test]
async fn a_list_of_invoices_has_amounts_as_numbers_and_their_currency_above() {
    let mut company = Company::new().await;
    company.paid_invoice("Ana", 125_090).await;
    let leads = company.call_in("leads").await;
    company.showed(&leads, "find_leads", json!({})).await;
    company.now += chrono::TimeDelta::minutes(1);
    let invoices = company.call_in("faturas").await;
    let paid = json!({ "status": "paid" });
    company.showed(&invoices, "list_invoices", paid).await;
    company.now += chrono::TimeDelta::minutes(1);
    let call = company.call_in("exporta").await;
    let output = company.apply(TOOL, &call, &json!({})).await.unwrap();
    let csv = csv(&company, &output).await;
    let mut lines = csv.lines();
    let titles = lines.next().unwrap();
    assert!(titles.contains("Valor (BRL)"), "{titles}");
    assert!(
        titles.contains("Cliente") && !titles.contains("Vencimento (BRL)"),
        "{titles}"
    );
    let row = lines.next().unwrap();
    assert!(
        row.contains("Ana") && row.contains("1250.90") && row.contains("0.00"),
        "{row}"
    );
    assert_eq!(lines.next(), None);
}

#[tokio::test]
async fn where_nothing_was_listed_or_nothing_is_left_it_is_said() {
    let company = with_leads().await;
    let call = company.call_in("exporta").await;
    let nothing = company.apply(TOOL, &call, &json!({})).await;
    assert_eq!(
        said(nothing),
        "refuses: Nothing was listed in this conversation yet. List the leads or the invoices, and I \
         export the list."
    );
    let won = json!({ "stage": "won" });
    company.showed(&call, "find_leads", won).await;
    let empty = company.apply(TOOL, &call, &json!({})).await;
    assert!(said(empty).starts_with("refuses: The last list of this conversation is empty now"));
    // What another company listed is nobody's business here.
    let other = company.beside().await;
    let theirs = other.call_in("exporta").await;
    let nothing = other.apply(TOOL, &theirs, &json!({})).await;
    assert!(said(nothing).starts_with("refuses: Nothing was listed"));
    assert_eq!(company.count("attachments").await, 0);
}

#[tokio::test]
async fn a_list_of_the_same_breath_counts_and_two_at_once_are_two_files() {
    let company = with_leads().await;
    let call = company.call_in("lista os leads e exporta").await;
    let (bia, _) = company
        .plan("find_leads", json!({ "query": "Bia" }))
        .await
        .unwrap();
    let mut db = company.records().await;
    db.shows("find_leads", &bia);
    let exported = crate::testing::toolbox()
        .apply(&mut db, TOOL, &call, json!({}))
        .await
        .unwrap();
    assert_eq!(exported["count"], 1);
    db.commit().await.unwrap();
    company.showed(&call, "find_leads", json!({})).await;
    let (one, other) = (
        company.call_in("exporta").await,
        company.call_in("exporta").await,
    );
    let nothing = json!({});
    let (one, other) = tokio::join!(
        company.apply(TOOL, &one, &nothing),
        company.apply(TOOL, &other, &nothing)
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_ne!(one["file"], other["file"]);
    assert_eq!((&one["count"], &other["count"]), (&json!(2), &json!(2)));
}
