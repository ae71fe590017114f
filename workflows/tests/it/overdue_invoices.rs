//! Overdue invoices: each owner is told in her conversation, once, and nobody where there are none.

use chrono::{Days, Utc};
use domain::{
    ids::FlowId,
    language::Language::{En, PtBr},
};
use serde_json::{Value, json};
use testkit::{Setup, TestApp, scripted::obey};

use crate::follow_up::SAID;

const WORKFLOW: &str = "overdue_invoices";

/// Invoices of Ana, each of 100.00, due so many days ago.
pub(crate) async fn invoices(app: &TestApp, days: &[u64]) {
    app.call("create_lead", &json!({ "name": "Ana" })).await;
    for days in days {
        let amount = json!({ "minor": 10_000, "currency": "BRL" });
        let due = (Utc::now().date_naive() + Days::new(1)).to_string();
        let args = json!({ "customer": "Ana", "amount": amount, "due": due });
        let view = app.call("create_invoice", &args).await;
        assert!(view.status.is_closed(), "{view:#?}");
        let set = format!(
            "update invoices set due = current_date - {days} where number =
                (select max(number) from invoices)"
        );
        app.execute(&set).await;
    }
}

/// Starts a run.
pub(crate) async fn start(app: &TestApp, input: Value) -> FlowId {
    let id = FlowId::new(Utc::now());
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    let start = async move {
        let workflow = (WORKFLOW, 1);
        store.start_run(organisation, id, workflow, &input).await
    };
    app.run(start).await.unwrap();
    app.wake(id.into());
    id
}

/// What it ended with.
pub(crate) async fn ended(app: &TestApp, run: FlowId) -> String {
    let is_over = format!("select count(*) from runs where id = '{run}' and state <> 'open'");
    app.until(&is_over, 1).await;
    let end = format!(
        "select coalesce(output #>> '{{}}', state || ': ' || error) from runs where id = '{run}'"
    );
    app.text(&end).await
}

async fn said(app: &TestApp) -> String {
    app.text(
        "select string_agg(parts->0->>'text', '|' order by received_at) from messages
            where direction = 'out' and turn is null",
    )
    .await
}

#[tokio::test]
async fn the_owner_is_told_in_her_main_conversation_and_her_language() {
    for (language, text) in [
        (
            En,
            "3 invoices are overdue, R$300.00 open:\n\
             No. 2, Ana: R$100.00, due DAY\n\
             No. 3, Ana: R$100.00, due DAY\n\
             and one more",
        ),
        (
            PtBr,
            "3 faturas estão vencidas, R$ 300,00 em aberto:\n\
             Nº 2, Ana: R$ 100,00, venceu em DAY\n\
             Nº 3, Ana: R$ 100,00, venceu em DAY\n\
             e mais uma",
        ),
    ] {
        let mut setup = Setup::new(obey);
        setup.language = language;
        let app = setup.start().await;
        invoices(&app, &[3, 9, 5]).await;
        let run = start(&app, json!({ "most": 2 })).await;
        assert_eq!(ended(&app, run).await, "told");
        let lines: Vec<String> = said(&app)
            .await
            .replace('\u{a0}', " ")
            .lines()
            .map(
                |line| match line.rsplit_once("due ").or(line.rsplit_once("venceu em ")) {
                    Some((_, day)) => line.replace(day, "DAY"),
                    None => line.to_owned(),
                },
            )
            .collect();
        assert_eq!(lines.join("\n"), text);
        // It stands where she reads, and belongs to no turn.
        let place = format!(
            "select count(*) from messages m join conversations c on c.id = m.conversation
                where m.turn is null and c.channel = 'http' and c.account = '{}'
                and c.name = 'main'",
            app.owner.person
        );
        assert_eq!(app.number(&place).await, 1);
        // No name of a customer lies in the journal.
        let names = format!(
            "select count(*) from steps where flow = '{run}' and output::text like '%Ana%'"
        );
        assert_eq!(app.number(&names).await, 0);
        app.finish().await;
    }
}

#[tokio::test]
async fn where_nothing_is_overdue_nobody_is_told() {
    let app = Setup::new(obey).start().await;
    let run = start(&app, Value::Null).await;
    assert_eq!(ended(&app, run).await, "nothing_overdue");
    assert_eq!(app.number(SAID).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_department_that_may_not_look_any_more_fails_the_run_with_why() {
    let mut setup = Setup::new(obey);
    let tools = &mut setup.department("finance").agent.tools;
    tools.remove("list_invoices");
    let app = setup.start().await;
    let run = start(&app, Value::Null).await;
    assert_eq!(
        ended(&app, run).await,
        "failed: `list_invoices` failed: refused (gate.not_granted)"
    );
    assert_eq!(app.number(SAID).await, 0);
    app.abandon().await;
}

#[tokio::test]
async fn where_the_channel_pushes_it_is_delivered() {
    let mut setup = Setup::new(obey);
    setup.pushes = vec!["http"];
    let app = setup.start().await;
    invoices(&app, &[3]).await;
    let run = start(&app, Value::Null).await;
    assert_eq!(ended(&app, run).await, "told");
    let outbox = "select count(*) from outbox where turn is null and state = 'pending'";
    assert_eq!(app.number(outbox).await, 1);
    app.abandon().await;
}
