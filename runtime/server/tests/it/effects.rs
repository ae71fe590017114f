//! Effects that nobody can tell of and runs that did not end well, over HTTP.

use serde_json::{Value, json};

use crate::house::{ANA, House, KIM};

/// A turn with a refund of which nobody can tell whether it happened. No engine runs: rows stay.
async fn lost() -> (House, String, String) {
    let house = House::without_engine().await;
    let body = json!({ "text": "refund" });
    let turn = house.message(&body, &[]).await.body["turn"].clone();
    let turn = turn.as_str().unwrap().to_owned();
    let request = "0199f0a0-0000-7000-8000-000000000001".to_owned();
    house
        .execute(&format!(
            "insert into ledger (organisation, key, flow, path, tool, effect, digest, state, epoch,
                    attempts, authority, created_at)
                select organisation, '{turn}/0/1.1', id, '1.1', 'refund_invoice',
                    'write_at_most_once', sha256('plan'), 'unknown', 1, 1, 48000, now()
                from turns where id = '{turn}';
            insert into approvals (organisation, id, number, turn, key, department, tool, plan,
                    digest, why_message, why_attribute, role, asked_at, expires_at, kind,
                    wants_reference)
                select organisation, '{request}', 1, id, '{turn}/0/1.1', 'finance',
                    'refund_invoice', '{{}}', sha256('plan'), 'gate', 'why_unknown', 'manager',
                    now(), null, 'outcome', true
                from turns where id = '{turn}'"
        ))
        .await;
    (house, turn, request)
}

#[tokio::test]
async fn whoever_neither_asked_nor_works_on_it_sees_no_turn_run_or_effect() {
    let (house, turn, _) = lost().await;
    let of_finance = house.member("firma_bia", "manager", "{finance}").await;
    let of_sales = house.member("firma_sol", "staff", "{sales}").await;
    let paths = [
        (format!("/v1/turns/{turn}"), "no-such-turn"),
        (format!("/v1/turns/{turn}/events"), "no-such-turn"),
        (format!("/v1/flows/{turn}"), "no-such-flow"),
    ];
    for (path, code) in paths {
        assert_eq!(house.get(of_sales, &path).await.problem(), (404, code));
        if !path.ends_with("events") {
            assert_eq!(house.get(of_finance, &path).await.status, 200, "{path}");
        }
    }
    for list in ["/v1/flows", "/v1/effects"] {
        assert_eq!(house.get(of_sales, list).await.body, json!([]), "{list}");
        let seen = house.get(of_finance, list).await.body;
        assert_eq!(seen.as_array().map(Vec::len), Some(1), "{list}");
    }
    let stop = format!("/v1/flows/{turn}/cancel");
    let refused = house.post(of_sales, &stop, &Value::Null, &[]).await;
    assert_eq!(refused.problem(), (404, "no-such-flow"));
    let refused = house.post(of_finance, &stop, &Value::Null, &[]).await;
    assert_eq!(refused.problem(), (403, "not-your-flow"));
}

#[tokio::test]
async fn what_nobody_can_tell_of_is_listed_and_a_person_says_it_once() {
    let (house, turn, request) = lost().await;
    let listed = house.get(ANA, "/v1/effects?state=unknown").await.body;
    let effect = &listed[0];
    assert_eq!(
        (&effect["id"], &effect["turn"], &effect["state"]),
        (&json!(request), &json!(turn), &json!("unknown"))
    );
    assert_eq!(effect["wants_reference"], true);
    assert_eq!(
        house.get(ANA, "/v1/effects?state=done").await.body,
        json!([])
    );
    assert_eq!(
        house.get(ANA, "/v1/effects?state=lost").await.problem(),
        (422, "bad-query")
    );
    assert_eq!(
        house.get(ANA, "/v1/effects?limit=0").await.problem(),
        (422, "bad-limit")
    );
    let asked = house.get(ANA, "/v1/approvals").await.body;
    assert_eq!(
        asked[0]["question"],
        json!({ "outcome": { "reference": true } })
    );
    assert_eq!(asked[0]["expires_at"], Value::Null);

    // Another company sees nothing of it, and says nothing.
    assert_eq!(house.get(KIM, "/v1/effects").await.body, json!([]));
    let path = format!("/v1/effects/{request}/resolution");
    let happened = json!({ "resolution": "happened", "reference": "re_1" });
    let by_kim = house.post(KIM, &path, &happened, &[]).await;
    assert_eq!(by_kim.problem(), (404, "no-such-approval"));
    let nobody = house.post("firma_nobody", &path, &happened, &[]).await;
    assert_eq!(nobody.problem(), (401, "unauthorised"));

    let bare = json!({ "resolution": "happened" });
    for (body, problem) in [
        (&bare, (422, "reference-missing")),
        (&json!({ "resolution": "perhaps" }), (400, "bad-body")),
    ] {
        let answer = house.post(ANA, &path, body, &[]).await;
        assert_eq!(answer.problem(), problem);
    }
    // It is no yes or no.
    let digest = &asked[0]["digest"];
    let yes = json!({ "decision": "approve", "digest": digest });
    let decision = format!("/v1/approvals/{request}/decision");
    let answer = house.post(ANA, &decision, &yes, &[]).await;
    assert_eq!(answer.problem(), (409, "other-question"));

    let said = house.post(ANA, &path, &happened, &[]).await;
    assert_eq!(
        (said.status.as_u16(), &said.body["status"]),
        (200, &json!("happened")),
        "{said:?}"
    );
    let again = house.post(ANA, &path, &happened, &[]).await;
    assert_eq!(again.problem(), (409, "already-decided"));
    assert!(house.woken.load(std::sync::atomic::Ordering::Relaxed) > 0);
    house.close().await;
}

#[tokio::test]
async fn a_run_is_shown_with_its_effects_stopped_and_taken_up_again() {
    let (house, turn, _) = lost().await;
    let listed = house.get(ANA, "/v1/flows?state=open&limit=5").await.body;
    assert_eq!(
        (&listed[0]["id"], &listed[0]["workflow"]),
        (&json!(turn), &json!("turn"))
    );
    let path = format!("/v1/flows/{turn}");
    let shown = house.get(ANA, &path).await.body;
    assert_eq!(shown["effects"][0]["tool"], "refund_invoice");
    assert_eq!(shown["steps"], json!([]));
    assert_eq!(house.get(KIM, "/v1/flows").await.body, json!([]));
    for answer in [
        house.get(KIM, &path).await,
        house
            .post(KIM, &format!("{path}/cancel"), &json!({}), &[])
            .await,
        house.get(ANA, "/v1/flows/7").await,
    ] {
        assert_eq!(answer.problem(), (404, "no-such-flow"));
    }

    let retry = format!("{path}/retry");
    let open = house.post(ANA, &retry, &json!({}), &[]).await;
    assert_eq!(open.problem(), (409, "flow-stands"));
    let stopped = house
        .post(ANA, &format!("{path}/cancel"), &json!({}), &[])
        .await;
    assert_eq!(stopped.body["cancel_requested"], true, "{stopped:?}");

    house
        .execute(&format!(
            "update runs set state = 'quarantined', error = 'why', closed_at = now()
                where id = '{turn}'; delete from ready;
            update turns set lane = 'closed', status = 'failed' where id = '{turn}'"
        ))
        .await;
    let aside = house.get(ANA, &path).await.body;
    assert_eq!(
        (&aside["state"], &aside["error"]),
        (&json!("quarantined"), &json!("why"))
    );
    // What gave up does again what failed, unless it went on after that.
    let step = |path: &str, state: &str, at: &str| {
        format!(
            "insert into steps (organisation, flow, generation, path, kind, name, input, state, at)
                select organisation, id, 0, '{path}', 'call', 'a', '', '{state}', {at} from turns
                where id = '{turn}'; update runs set state = 'failed' where id = '{turn}'"
        )
    };
    house.execute(&step("0", "done", "now()")).await;
    house
        .execute(&step("1", "failed", "now() + interval '1 s'"))
        .await;
    house
        .execute(&step("2", "done", "now() + interval '2 s'"))
        .await;
    let went_on = house.post(ANA, &retry, &json!({}), &[]).await;
    assert_eq!(went_on.problem(), (409, "flow-went-on"));
    house.execute("delete from steps where path = '2'").await;
    let up = house.post(ANA, &retry, &json!({}), &[]).await;
    assert_eq!(
        (&up.body["state"], &up.body["error"]),
        (&json!("open"), &Value::Null)
    );
    assert_eq!(up.body["steps"].as_array().unwrap().len(), 1);
    assert_eq!(
        house.get(ANA, &format!("/v1/turns/{turn}")).await.body["status"],
        "waiting",
        "the request to a person stands"
    );
    house.close().await;
}
