use domain::language::Language::{En, PtBr};
use serde_json::{Value, json};

use super::*;
use crate::testing::{Company, answer, card, toolbox};

/// Two months of money: 100.00 and 50.00 in February, of which 30.00 went back in March.
async fn traded() -> Company {
    let mut company = Company::new().await;
    let now = company.now;
    company.now = "2026-02-10T15:00:00Z".parse().unwrap();
    company.paid_invoice("Ana", 10_000).await;
    company.paid_invoice("Bia", 5_000).await;
    company.now = now;
    let refund = json!({ "invoice": "2", "amount": crate::testing::brl(3_000) });
    company.ask("refund_invoice", refund).await.unwrap();
    company
}

async fn report(company: &Company, period: Value) -> Value {
    let args = json!({ "period": period });
    company.ask(TOOL, args).await.unwrap()
}

fn minor(value: &Value) -> i64 {
    value["minor"].as_i64().unwrap()
}

#[tokio::test]
async fn totals_are_the_sums_of_the_months_and_of_the_rows_in_the_database() {
    let company = traded().await;
    let report = report(&company, Value::Null).await;
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 12);
    assert_eq!(rows[0]["month"], "2025-04");
    assert_eq!(rows[11]["month"], "2026-03");
    for field in ["received", "refunded", "revenue"] {
        let sum: i64 = rows.iter().map(|it| minor(&it[field])).sum();
        assert_eq!(sum, minor(&report[field]), "{field}");
    }
    let sum = async |of: &str| {
        let sql = format!("(select generate_series(1, coalesce(sum(minor), 0)) from {of}) x");
        company.count(&sql).await
    };
    assert_eq!(minor(&report["received"]), sum("payments").await);
    assert_eq!(
        minor(&report["refunded"]),
        sum("refunds where state = 'done'").await
    );
    assert_eq!(minor(&report["revenue"]), 12_000);
    // The month with less than nothing looks otherwise.
    assert_eq!(minor(&rows[10]["revenue"]), 15_000);
    assert_eq!(minor(&rows[11]["revenue"]), -3_000);
    assert_eq!(rows[10]["bar"], "█".repeat(chart::LINE));
    assert_eq!(rows[11]["bar"], "-░░░░");
}

#[tokio::test]
async fn a_report_reads_as_a_table_with_bars_and_has_its_picture() {
    let company = traded().await;
    let (plan, needs) = company
        .plan(TOOL, json!({ "period": "this_year" }))
        .await
        .unwrap();
    assert_eq!(needs.approval, Approval::None);
    assert_eq!(
        card(En, TOOL, &plan),
        "Show the revenue from 1 Jan 2026 to 10 Mar 2026."
    );
    let call = company.call();
    let output = company.apply(TOOL, &call, &plan).await.unwrap();
    let text = answer(PtBr, TOOL, &output).replace('\u{a0}', " ");
    assert_eq!(
        text,
        "Receita de 01/01/2026 a 10/03/2026: R$ 120,00 (R$ 150,00 recebidos menos R$ 30,00 \
         devolvidos).\n\n\
         | Mês     |  Recebido | Devolvido |   Receita | Gráfico              |\n\
         | ------- | --------: | --------: | --------: | -------------------- |\n\
         | 2026-01 |   R$ 0,00 |   R$ 0,00 |   R$ 0,00 |                      |\n\
         | 2026-02 | R$ 150,00 |   R$ 0,00 | R$ 150,00 | ████████████████████ |\n\
         | 2026-03 |   R$ 0,00 |  R$ 30,00 | -R$ 30,00 | -░░░░                |"
    );
    let (name, media_type, bytes) = company.file(&output["file"]["attachment"]).await;
    assert!(name.starts_with("receita-2026-01-2026-03-"), "{name}");
    assert!(name.ends_with(".png"), "{name}");
    assert_eq!(media_type, "image/png");
    assert!(bytes.starts_with(b"\x89PNG"));
    // Twice with the same call is once.
    let again = company.apply(TOOL, &call, &plan).await.unwrap();
    assert_eq!(output, again);
    assert_eq!(company.count("attachments").await, 1);
}

#[tokio::test]
async fn two_reports_at_once_are_two_pictures() {
    let company = traded().await;
    let args = || json!({ "period": "2026" });
    let (one, other) = tokio::join!(company.ask(TOOL, args()), company.ask(TOOL, args()));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one["rows"], other["rows"]);
    assert_ne!(one["file"], other["file"]);
    assert_eq!(company.count("attachments").await, 2);
}

#[tokio::test]
async fn a_payment_counts_in_the_month_that_it_is_where_the_company_is() {
    let mut company = Company::new().await;
    // Still February in São Paulo, three hours behind.
    company.now = "2026-03-01T02:59:59Z".parse().unwrap();
    company.paid_invoice("Ana", 700).await;
    company.now = "2026-03-01T03:00:00Z".parse().unwrap();
    company.paid_invoice("Bia", 900).await;
    company.now = "2026-03-10T15:00:00Z".parse().unwrap();
    for (period, expected) in [
        ("last_month", 700),
        ("2026-02", 700),
        ("this_month", 900),
        ("2026", 1_600),
    ] {
        let report = report(&company, json!(period)).await;
        assert_eq!(minor(&report["revenue"]), expected, "{period}");
    }
}

#[tokio::test]
async fn where_no_money_moved_there_is_no_picture() {
    let company = Company::new().await;
    let report = report(&company, json!("2025")).await;
    assert_eq!(report.get("file"), None);
    assert_eq!(
        answer(En, TOOL, &report),
        "No money came in or went out from 1 Jan 2025 to 31 Dec 2025."
    );
    assert_eq!(company.count("attachments").await, 0);
    // Nor does a neighbour's money count.
    let other = company.beside().await;
    other.paid_invoice("Ana", 700).await;
    let report = super::tests::report(&company, json!("this_month")).await;
    assert_eq!(minor(&report["revenue"]), 0);
}

#[tokio::test]
async fn sample_data_and_unusable_periods_are_told() {
    let company = traded().await;
    company
        .execute("update invoices set demo = true where number = 1")
        .await;
    let report = report(&company, json!("2026-02")).await;
    let text = answer(En, TOOL, &report);
    assert!(
        text.ends_with("There is sample data in these figures."),
        "{text}"
    );
    for (period, said) in [
        ("march", "asks: “march” is no period."),
        ("2026-13", "asks: “2026-13” is no period."),
        ("2027", "asks: “2027” has not begun yet."),
    ] {
        let refusal = company.refusal(TOOL, json!({ "period": period })).await;
        assert!(refusal.starts_with(said), "{refusal}");
    }
    let schema = toolbox().schema(TOOL).unwrap().to_value();
    assert_eq!(schema.get("required"), None);
}
