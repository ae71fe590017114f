//! The people of a company over HTTP: who may add and remove whom, and what becomes of their tokens.

use chrono::Utc;
use domain::{
    ids::PersonId,
    person::{Actor, NewMember, Role},
};
use serde_json::{Value, json};
use store::{MemberError, SampleContact, SampleInvoice};

use crate::house::{ANA, Answer, House, KIM};

async fn add(house: &House, token: &str, name: &str, role: &str) -> Answer {
    let departments = match role {
        "manager" | "staff" => json!(["finance"]),
        _ => json!([]),
    };
    let body = json!({ "name": name, "role": role, "departments": departments });
    house.post(token, "/v1/members", &body, &[]).await
}

async fn added(house: &House, name: &str, role: &str) -> (String, String) {
    let answer = add(house, ANA, name, role).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let text = |field: &str| answer.body[field].as_str().unwrap().to_owned();
    (text("id"), text("token"))
}

async fn remove(house: &House, token: &str, id: &str) -> Answer {
    house.delete(token, &format!("/v1/members/{id}")).await
}

#[tokio::test]
async fn each_role_adds_and_removes_whom_it_may() {
    let house = House::without_engine().await;
    let mut people = Vec::new();
    for role in ["owner", "admin", "manager", "staff"] {
        let (id, token) = added(&house, role, role).await;
        people.push((role, id, token));
    }
    for (by, _, token) in &people {
        for role in ["owner", "admin", "manager", "staff"] {
            let answer = add(&house, token, "Somebody", role).await;
            let may = *by == "owner" || *by == "admin" && role != "owner";
            if may {
                assert_eq!(answer.status, 201, "{by} adds {role}: {}", answer.text);
                let id = answer.body["id"].as_str().unwrap();
                assert_eq!(remove(&house, token, id).await.status, 204, "{by} {role}");
            } else {
                assert_eq!(
                    answer.problem(),
                    (403, "not-your-members"),
                    "{by} adds {role}"
                );
            }
        }
        let lists = house.get(token, "/v1/members").await.status;
        let may_list = ["owner", "admin"].contains(by);
        assert_eq!(lists.as_u16(), if may_list { 200 } else { 403 }, "{by}");
    }
    let (_, owner, _) = &people[0];
    let admin = &people[1].2;
    for id in [owner.clone(), house.ana.person.to_string()] {
        assert_eq!(
            remove(&house, admin, &id).await.problem(),
            (403, "not-your-members")
        );
        let rotate = format!("/v1/members/{id}/rotate");
        let rotated = house.post(admin, &rotate, &json!({}), &[]).await;
        assert_eq!(rotated.problem(), (403, "not-your-members"));
    }
    // Nobody of another company is there at all.
    assert_eq!(
        remove(&house, KIM, owner).await.problem(),
        (404, "no-such-member")
    );
}

#[tokio::test]
async fn a_token_that_serves_no_more_is_refused_at_once() {
    let house = House::without_engine().await;
    let (id, first) = added(&house, "Bia", "manager").await;
    // She is known by now, and believed for a while.
    assert_eq!(house.get(&first, "/v1/approvals").await.status, 200);
    let path = format!("/v1/members/{id}/rotate");
    let rotated = house.post(ANA, &path, &json!({}), &[]).await;
    assert_eq!(rotated.status, 200, "{}", rotated.text);
    let second = rotated.body["token"].as_str().unwrap();
    assert_eq!(
        house.get(&first, "/v1/approvals").await.problem(),
        (401, "unauthorised")
    );
    assert_eq!(house.get(second, "/v1/approvals").await.status, 200);
    assert_eq!(remove(&house, ANA, &id).await.status, 204);
    assert_eq!(
        house.get(second, "/v1/approvals").await.problem(),
        (401, "unauthorised")
    );
    assert_eq!(
        remove(&house, ANA, &id).await.problem(),
        (404, "no-such-member")
    );
}

#[tokio::test]
async fn one_request_adds_one_person_however_often_it_comes() {
    let house = House::without_engine().await;
    let body = json!({ "name": "Bia", "role": "staff", "departments": ["sales"] });
    let key = [("idempotency-key", "bia-1")];
    let (one, other) = tokio::join!(
        house.post(ANA, "/v1/members", &body, &key),
        house.post(ANA, "/v1/members", &body, &key)
    );
    let (made, again) = match one.status.as_u16() {
        201 => (one, other),
        _ => (other, one),
    };
    assert_eq!((made.status.as_u16(), again.status.as_u16()), (201, 200));
    assert_eq!(made.body["id"], again.body["id"]);
    // It is shown once.
    assert!(made.body["token"].is_string() && again.body["token"].is_null());
    let other = json!({ "name": "Bia", "role": "staff", "departments": ["finance"] });
    let reused = house.post(ANA, "/v1/members", &other, &key).await;
    assert_eq!(reused.problem(), (409, "idempotency-key-reused"));
    let id = made.body["id"].as_str().unwrap();
    remove(&house, ANA, id).await;
    let late = house.post(ANA, "/v1/members", &body, &key).await;
    assert_eq!(late.problem(), (409, "member-has-left"));
    let left = house.get(ANA, "/v1/members").await.body;
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
}

#[tokio::test]
async fn a_name_is_given_twice_only_on_purpose() {
    let house = House::without_engine().await;
    let (id, _) = added(&house, "Bia Lima", "manager").await;
    let taken = add(&house, ANA, " bia lima", "admin").await;
    assert_eq!(taken.problem(), (409, "member-name-taken"));
    assert_eq!(taken.body["field"], "name");
    let detail = taken.body["detail"].as_str().unwrap();
    for part in [&format!("/v1/members/{id}/rotate"), "\"another\": true"] {
        assert!(detail.contains(part), "{detail}");
    }
    let another = json!({ "name": "Bia Lima", "role": "admin", "another": true });
    let another = house.post(ANA, "/v1/members", &another, &[]).await;
    assert_eq!(another.status, 201, "{}", another.text);
    // Of two at once the second finds the first.
    let (one, other) = tokio::join!(
        add(&house, ANA, "Caio", "admin"),
        add(&house, ANA, "caio", "admin")
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn what_cannot_be_is_named_with_the_field() {
    let house = House::without_engine().await;
    for (body, code) in [
        (json!({ "name": " ", "role": "admin" }), "member-name"),
        (
            json!({ "name": "B", "role": "staff" }),
            "member-department-missing",
        ),
        (
            json!({ "name": "B", "role": "admin", "departments": ["sales"] }),
            "member-everywhere",
        ),
        (
            json!({ "name": "B", "role": "staff", "departments": ["salez"] }),
            "member-department-unknown",
        ),
    ] {
        let answer = house.post(ANA, "/v1/members", &body, &[]).await;
        assert_eq!(answer.problem(), (422, code));
    }
    let king = json!({ "name": "B", "role": "king" });
    let answer = house.post(ANA, "/v1/members", &king, &[]).await;
    assert_eq!(answer.problem(), (400, "bad-body"));
    let odd = remove(&house, ANA, "bia").await;
    assert_eq!(odd.problem(), (404, "no-such-member"));
}

#[tokio::test]
async fn the_last_owner_stays_also_when_two_remove_each_other() {
    let house = House::without_engine().await;
    let ana = house.ana.person.to_string();
    assert_eq!(
        remove(&house, ANA, &ana).await.problem(),
        (409, "last-owner")
    );
    for round in 0..5 {
        let new = NewMember {
            name: format!("Owner {round}"),
            role: Role::Owner,
            departments: std::collections::BTreeSet::new(),
            is_another: false,
        };
        let hash = domain::digest::Digest::of(format!("owner {round}").as_bytes());
        let by = (&house.ana, "http");
        let second = house.store.add_member(by, &new, hash, None).await.unwrap();
        let second = actor(&house.ana, second.member.id);
        let (one, other) = tokio::join!(
            house
                .store
                .remove_member((&house.ana, "http"), second.person),
            house
                .store
                .remove_member((&second, "http"), house.ana.person)
        );
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let members = house.store.members(house.ana.organisation).await.unwrap();
        assert_eq!(members.len(), 1);
        if other.is_ok() {
            // She who is left is the owner; what comes next would need her token.
            let gone = house
                .store
                .remove_member((&house.ana, "http"), second.person)
                .await;
            assert!(matches!(gone, Err(MemberError::NotAllowed)), "{gone:?}");
            break;
        }
    }
}

/// Somebody else of the same company.
fn actor(like: &Actor, person: PersonId) -> Actor {
    Actor {
        person,
        ..like.clone()
    }
}

/// A turn that waits for somebody to agree to a refund of R$ 480.
async fn asked_for_a_refund(house: &House) -> Value {
    let sample = [SampleContact {
        is_company: true,
        name: "Padaria (exemplo)".to_owned(),
        email: "padaria@example.com".to_owned(),
        lead: None,
        invoices: vec![SampleInvoice {
            description: "Site".to_owned(),
            total: 48_000,
            paid: 48_000,
            due_in: -3,
        }],
    }];
    let by = (&house.ana, "http");
    assert!(
        house
            .store
            .load_demo(by, &sample, Utc::now())
            .await
            .unwrap()
    );
    let asked = json!({ "text": "reembolsa a fatura 9001" });
    let waits = house.message(&asked, &[("prefer", "wait=60")]).await;
    waits.body
}

#[tokio::test]
async fn who_decided_stays_named_with_channel_and_credential_after_she_has_left() {
    let house = House::at_work().await;
    let asked = asked_for_a_refund(&house).await;
    let request = &asked["approval"];
    let path = format!("/v1/approvals/{}/decision", request["id"].as_str().unwrap());
    let yes = json!({ "decision": "approve", "digest": request["digest"] });

    // Of another department, and with a role that money is not for.
    let of_sales = json!({ "name": "Caio", "role": "manager", "departments": ["sales"] });
    let of_sales = house.post(ANA, "/v1/members", &of_sales, &[]).await.body;
    let (_, admin) = added(&house, "Davi", "admin").await;
    let (_, staff) = added(&house, "Eva", "staff").await;
    for token in [of_sales["token"].as_str().unwrap(), &admin, &staff] {
        let refused = house.post(token, &path, &yes, &[]).await;
        assert_eq!(refused.problem(), (403, "not-your-decision"));
    }
    let of_sales = of_sales["token"].as_str().unwrap();
    assert_eq!(house.get(of_sales, "/v1/approvals").await.body, json!([]));

    let (id, bia) = added(&house, "Bia", "manager").await;
    let decided = house.post(&bia, &path, &yes, &[]).await;
    assert_eq!(decided.status, 200, "{}", decided.text);
    let by = &decided.body["decided"];
    assert_eq!(
        (&by["name"], &by["channel"]),
        (&json!("Bia"), &json!("http"))
    );
    let members = house.get(ANA, "/v1/members").await.body;
    let hers = members
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == *id);
    let credential = &hers.unwrap()["credential"];
    assert_eq!(&by["credential"], credential);
    assert!(!bia.contains(credential.as_str().unwrap().trim_start_matches("tok-")));

    let turn = asked["turn"].as_str().unwrap();
    let path = format!("/v1/turns/{turn}");
    while house.get(ANA, &path).await.body["status"] != "answered" {
        tokio::task::yield_now().await;
    }
    remove(&house, ANA, &id).await;
    let listed = house.get(ANA, "/v1/approvals").await.body;
    assert_eq!(listed[0]["decided"]["name"], "Bia", "{listed}");
    let audit = house
        .store
        .audit_entries(house.ana.organisation, 50)
        .await
        .unwrap();
    let found = audit
        .iter()
        .find(|it| it.act == "approval.approved")
        .unwrap();
    assert_eq!(
        (found.name.as_deref(), found.channel.as_deref()),
        (Some("Bia"), Some("http"))
    );
    assert_eq!(found.credential.as_deref(), credential.as_str());
    // Whatever people do is written with person, channel and token.
    for entry in audit.iter().filter(|it| it.person.is_some()) {
        assert!(
            entry.channel.is_some() && entry.credential.is_some(),
            "{entry:?}"
        );
    }
    house.close().await;
}

#[tokio::test]
async fn spending_is_the_ledger_to_the_last_millionth() {
    let house = House::at_a_price().await;
    for (name, text) in [
        ("a", "Novo lead: Ana, ana@example.com"),
        ("b", "quais leads temos?"),
        ("c", "quais faturas temos?"),
    ] {
        let body = json!({ "text": text, "conversation": name });
        let answer = house.message(&body, &[("prefer", "wait=60")]).await;
        assert_eq!(answer.body["status"], "answered", "{}", answer.text);
    }
    let lines = house
        .number("select sum(micros)::bigint from spending")
        .await;
    let turns = house.number("select sum(spent)::bigint from turns").await;
    let budget = "select (max(cap) - sum(remaining))::bigint from budgets
        where meter = 'cost' and scope = 'company'";
    assert!(lines > 0);
    assert_eq!(lines, turns);
    assert_eq!(lines, house.number(budget).await);
    for by in ["department", "model", "tool", "day"] {
        let spent = house.get(ANA, &format!("/v1/spend?by={by}")).await.body;
        let parts = spent["parts"].as_array().unwrap().iter();
        let sum: i64 = parts.map(|it| it["micros"].as_i64().unwrap()).sum();
        assert_eq!(
            (&spent["total"], sum),
            (&json!(lines), lines),
            "{by}: {spent}"
        );
        assert_eq!(spent["currency"], "BRL");
    }
    let today = Utc::now().format("%Y-%m-01");
    let since = house
        .get(ANA, &format!("/v1/spend?since={today}"))
        .await
        .body;
    assert_eq!(since["total"], json!(lines));
    let before = house.get(ANA, "/v1/spend?month=2020-01").await.body;
    assert_eq!(
        (&before["total"], &before["parts"]),
        (&json!(0), &Value::Array(Vec::new()))
    );
    assert_eq!(house.get(KIM, "/v1/spend").await.body["total"], json!(0));

    for (query, code) in [
        ("month=2026", "bad-period"),
        ("since=x", "bad-period"),
        ("month=2026-01&since=2026-01-01", "bad-period"),
        ("month=9999-01", "bad-period"),
        ("since=9999-01-01", "bad-period"),
        ("by=person", "bad-query"),
    ] {
        let answer = house.get(ANA, &format!("/v1/spend?{query}")).await;
        assert_eq!(answer.problem(), (422, code));
    }
    let (_, manager) = added(&house, "Bia", "manager").await;
    let refused = house.get(&manager, "/v1/spend").await;
    assert_eq!(refused.problem(), (403, "not-your-spend"));
    house.close().await;
}
