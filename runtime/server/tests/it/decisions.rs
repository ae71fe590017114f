//! Requests that wait for a person, decided over HTTP.

use chrono::Utc;
use domain::turn::TurnStatus;
use orchestrator::Progress;
use serde_json::{Value, json};
use store::{SampleContact, SampleInvoice};

use crate::house::{ANA, Answer, House, KIM};

/// A house with an invoice 9001 over R$ 480 that is paid.
pub(crate) async fn house() -> House {
    with_invoice(House::at_work().await, 48_000).await
}

/// A house with an invoice 9001 over R$ 480, due three days ago, of which so much is paid.
pub(crate) async fn with_invoice(house: House, paid: i64) -> House {
    let sample = [SampleContact {
        is_company: true,
        name: "Padaria (exemplo)".to_owned(),
        email: "padaria@example.com".to_owned(),
        lead: None,
        invoices: vec![SampleInvoice {
            description: "Site".to_owned(),
            total: 48_000,
            paid,
            due_in: -3,
        }],
    }];
    let loaded = house
        .store
        .load_demo((&house.ana, "http"), &sample, Utc::now())
        .await;
    assert!(loaded.unwrap());
    house
}

/// Asks for a refund above the owner's free hand.
async fn ask(house: &House) -> Value {
    let body = json!({ "text": "reembolsa a fatura 9001" });
    let answer = house.message(&body, &[("prefer", "wait=60")]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["status"], "waiting", "{:?}", answer.body);
    answer.body
}

async fn decide(house: &House, approval: &Value, body: &Value) -> Answer {
    let id = approval["id"].as_str().unwrap();
    house
        .post(ANA, &format!("/v1/approvals/{id}/decision"), body, &[])
        .await
}

#[tokio::test]
async fn a_request_says_what_would_happen_and_is_decided_once() {
    let house = house().await;
    let turn = ask(&house).await;
    let listed = house.get(ANA, "/v1/approvals").await.body;
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let approval = &listed[0];
    assert_eq!(approval, &turn["approval"]);
    assert_eq!(
        (&approval["number"], &approval["status"]),
        (&json!(1), &json!("pending"))
    );
    assert_eq!(approval["tool"], "refund_invoice");
    assert_eq!(
        approval["authority"],
        json!({ "minor": 48_000, "currency": "BRL" })
    );
    assert!(
        approval["why"].as_str().unwrap().contains(' '),
        "{approval}"
    );
    assert_eq!(house.get(KIM, "/v1/approvals").await.body, json!([]));

    let digest = approval["digest"].as_str().unwrap();
    for other in ["", &"0".repeat(64)] {
        let body = json!({ "decision": "approve", "digest": other });
        assert_eq!(
            decide(&house, approval, &body).await.problem(),
            (409, "other-digest")
        );
    }
    let id = approval["id"].as_str().unwrap();
    let path = format!("/v1/approvals/{id}/decision");
    let approve = json!({ "decision": "approve", "digest": digest });
    let kims = house.post(KIM, &path, &approve, &[]).await;
    assert_eq!(kims.problem(), (404, "no-such-approval"));

    let desk = house.doors.desk(house.ana.organisation).await.unwrap();
    let mut news = desk.watch(turn["turn"].as_str().unwrap().parse().unwrap());
    let decided = decide(&house, approval, &approve).await;
    assert_eq!(
        (decided.status.as_u16(), &decided.body["status"]),
        (200, &json!("approved"))
    );
    let deny = json!({ "decision": "deny", "digest": digest });
    assert_eq!(
        decide(&house, approval, &deny).await.problem(),
        (409, "already-decided")
    );

    while let Some(progress) = news.recv().await {
        if let Progress::Settled { status, .. } = progress {
            assert_eq!(status, TurnStatus::Answered);
            break;
        }
    }
    let path = format!("/v1/turns/{}", turn["turn"].as_str().unwrap());
    let refunded = house.get(ANA, &path).await.body;
    assert_eq!(refunded["status"], "answered", "{refunded}");
    house.close().await;
}

#[tokio::test]
async fn a_no_comes_with_its_reason() {
    let house = house().await;
    let turn = ask(&house).await;
    let approval = &turn["approval"];
    let digest = &approval["digest"];
    let body = json!({ "decision": "deny", "digest": digest, "reason": "ela não pagou" });
    let decided = decide(&house, approval, &body).await;
    assert_eq!(decided.body["status"], "denied");
    let unsure = json!({ "decision": "maybe", "digest": digest });
    assert_eq!(
        decide(&house, approval, &unsure).await.problem(),
        (400, "bad-body")
    );
    house.close().await;
}
