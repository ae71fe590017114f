use domain::language::Language::{En, PtBr};
use serde_json::{Value, json};
use tokio::join;

use super::*;
use crate::testing::{Company, answer, card, toolbox};

const TOOL: &str = "move_lead";

async fn with_ana() -> Company {
    let company = Company::new().await;
    let ana = json!({ "name": "Ana Souza", "email": "ana@example.com", "phone": "11 98765-4321" });
    company.ask("create_lead", ana).await.unwrap();
    company
}

async fn stage(company: &Company) -> Value {
    company.rows("find_leads", json!({})).await[0]["stage"].clone()
}

#[tokio::test]
async fn a_lead_is_moved_by_its_name_its_address_or_its_number() {
    let company = with_ana().await;
    let ana = json!({ "lead": "ana", "stage": "proposal" });
    let (plan, needs) = company.plan(TOOL, ana).await.unwrap();
    assert_eq!(needs.approval, Approval::None);
    assert_eq!(
        card(En, TOOL, &plan),
        "Move the lead Ana Souza from new to in proposal."
    );
    let output = company.apply(TOOL, &company.call(), &plan).await.unwrap();
    assert_eq!(
        answer(PtBr, TOOL, &output),
        "O lead Ana Souza passou de novo para em proposta."
    );
    for (lead, to) in [
        ("Ana Souza", "qualified"),
        ("ANA@example.com", "contacted"),
        ("(11) 98765-4321", "won"),
        ("98765-4321", "lost"),
        ("souza", "new"),
    ] {
        let args = json!({ "lead": lead, "stage": to });
        let output = company.ask(TOOL, args).await.unwrap();
        assert_eq!(
            (&output["act"], &output["stage"]),
            (&json!("moved"), &json!(to))
        );
        assert_eq!(stage(&company).await, to, "{lead}");
    }
}

#[tokio::test]
async fn a_move_to_where_it_stands_says_so_and_changes_nothing() {
    let company = with_ana().await;
    let args = json!({ "lead": "Ana", "stage": "new" });
    let output = company.ask(TOOL, args).await.unwrap();
    assert_eq!(
        answer(En, TOOL, &output),
        "The lead Ana Souza was new already; nothing changed."
    );
    assert_eq!(
        company.count("lead_activities where kind = 'moved'").await,
        0
    );
    assert_eq!(company.count("events where kind = 'lead_moved'").await, 0);
}

#[tokio::test]
async fn several_leads_of_a_name_are_named_and_none_is_moved() {
    let company = with_ana().await;
    let lima = json!({ "name": "Ana Lima", "email": "lima@example.com", "interest": "plano Pro" });
    company.ask("create_lead", lima).await.unwrap();
    assert_eq!(
        company
            .refusal(TOOL, json!({ "lead": "Ana", "stage": "won" }))
            .await,
        "asks: “Ana” may be more than one lead: Ana Lima (lima@example.com, plano Pro); Ana Souza \
         (ana@example.com). Which one? Give the full name, the e-mail address or the phone."
    );
    // Who is called just so is meant, and what is open before what is over.
    let exact = company
        .ask(TOOL, json!({ "lead": "ana lima", "stage": "lost" }))
        .await;
    assert_eq!(exact.unwrap()["name"], "Ana Lima");
    let open = company
        .ask(TOOL, json!({ "lead": "Ana", "stage": "won" }))
        .await;
    assert_eq!(open.unwrap()["name"], "Ana Souza");
    assert_eq!(
        company.count("lead_activities where kind = 'moved'").await,
        2
    );
}

#[tokio::test]
async fn whom_nobody_knows_is_asked_about() {
    let company = with_ana().await;
    assert_eq!(
        company
            .refusal(TOOL, json!({ "lead": "Zoé", "stage": "won" }))
            .await,
        "asks: There is no lead with “Zoé”. What is its name, e-mail address or phone?"
    );
    assert_eq!(
        company
            .refusal(TOOL, json!({ "lead": " ", "stage": "won" }))
            .await,
        "asks: The field lead is empty."
    );
    let other = company.beside().await;
    let theirs = other
        .refusal(TOOL, json!({ "lead": "Ana", "stage": "won" }))
        .await;
    assert!(theirs.starts_with("asks: There is no lead"), "{theirs}");
    let stage = company
        .plan(TOOL, json!({ "lead": "Ana", "stage": "warm" }))
        .await;
    assert!(matches!(stage, Err(ToolError::Arguments(_))));
}

#[tokio::test]
async fn a_call_that_is_delivered_twice_is_done_once() {
    let company = with_ana().await;
    let args = json!({ "lead": "Ana", "stage": "proposal" });
    let (plan, _) = company.plan(TOOL, args).await.unwrap();
    let call = company.call();
    let once = company.apply(TOOL, &call, &plan).await.unwrap();
    let twice = company.apply(TOOL, &call, &plan).await.unwrap();
    assert_eq!(once, twice);
    assert_eq!(once["from"], "new");
    // Also after somebody else has moved it on.
    let on = json!({ "lead": "Ana", "stage": "won" });
    company.ask(TOOL, on).await.unwrap();
    let again = company.apply(TOOL, &call, &plan).await.unwrap();
    assert_eq!(once, again);
    assert_eq!(stage(&company).await, "won");
    assert_eq!(
        company.count("lead_activities where kind = 'moved'").await,
        2
    );
}

#[tokio::test]
async fn of_two_at_once_the_second_goes_on_from_the_first() {
    let company = with_ana().await;
    let plan = async |stage: &str| {
        let args = json!({ "lead": "Ana", "stage": stage });
        company.plan(TOOL, args).await.unwrap().0
    };
    let (proposal, won) = (plan("proposal").await, plan("won").await);
    let (mut first, mut second) = (company.records().await, company.records().await);
    second.contacts().meant_by("nobody").await.unwrap();
    let (toolbox, call) = (toolbox(), company.call());
    toolbox
        .apply(&mut first, TOOL, &company.call(), proposal)
        .await
        .unwrap();
    let waiting = toolbox.apply(&mut second, TOOL, &call, won);
    let (output, committed) = join!(waiting, first.commit());
    committed.unwrap();
    second.commit().await.unwrap();
    let output = output.unwrap();
    assert_eq!(
        (&output["from"], &output["stage"]),
        (&json!("proposal"), &json!("won"))
    );
    assert_eq!(stage(&company).await, "won");
    let history = "lead_activities where kind = 'moved' and (from_stage, to_stage)
        in (('new', 'proposal'), ('proposal', 'won'))";
    assert_eq!(company.count(history).await, 2);
}

#[tokio::test]
async fn a_lead_that_is_removed_meanwhile_is_refused() {
    let company = with_ana().await;
    let args = json!({ "lead": "Ana", "stage": "won" });
    let (plan, _) = company.plan(TOOL, args).await.unwrap();
    company.execute("delete from leads").await;
    let refused = company.apply(TOOL, &company.call(), &plan).await;
    assert_eq!(
        crate::testing::said(refused),
        "refuses: The lead Ana Souza was removed at this very moment."
    );
}
