//! The machine's own figures, as whoever watches it reads them.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::json;

use crate::house::{ANA, House, KIM};

/// Figures by name and labels, as they are written.
fn figures(shown: &str) -> BTreeMap<&str, f64> {
    let lines = shown.lines().filter(|it| !it.starts_with('#'));
    let figures = lines.map(|it| {
        let (name, value) = it.rsplit_once(' ').unwrap();
        (name, value.parse().unwrap())
    });
    figures.collect()
}

#[tokio::test]
async fn what_turns_did_is_counted() {
    let house = House::at_work().await;
    let wait = [("prefer", "wait=60")];
    for text in [
        "Novo lead: Ana, ana@example.com, quer o plano Pro",
        "quais leads temos?",
    ] {
        let answer = house.message(&json!({ "text": text }), &wait).await;
        assert_eq!(answer.body["status"], "answered", "{:?}", answer.body);
    }
    let shown = house.look("/metrics").await;
    assert_eq!(shown.status, 200);
    let figures = figures(&shown.text);
    let of = |name: &str| {
        *figures
            .get(name)
            .unwrap_or_else(|| panic!("{name}: {}", shown.text))
    };
    assert_eq!(of(r#"firma_turns_total{status="answered"}"#), 2.0);
    assert_eq!(of("firma_turn_duration_seconds_count"), 2.0);
    let created = r#"firma_tool_calls_total{tool="create_lead",outcome="done"}"#;
    assert_eq!(of(created), 1.0);
    let delegated = r#"firma_tool_calls_total{tool="delegate",outcome="done"}"#;
    assert_eq!(of(delegated), 2.0);
    let offline = r#"provider="offline",model="firma-offline""#;
    let calls = format!(r#"firma_model_calls_total{{{offline},outcome="answered"}}"#);
    let asked = format!("firma_model_call_duration_seconds_count{{{offline}}}");
    assert!(of(&calls) >= 4.0, "{}", shown.text);
    assert_eq!(of(&calls), of(&asked));
    assert!(of("firma_steps_committed_total") >= 8.0, "{}", shown.text);
    assert!(of("firma_commit_batch_runs_count") >= 2.0, "{}", shown.text);
    assert_eq!(of(r#"firma_runs_claimed_total{from="slot"}"#), 2.0);
    assert_eq!(of("firma_leases_lost_total"), 0.0);
    let posted = r#"firma_http_requests_total{method="POST",route="/v1/messages",status="200"}"#;
    assert_eq!(of(posted), 2.0);
    assert_eq!(of("firma_database_up"), 1.0);
    for none in [
        "firma_queue_ready_runs",
        "firma_queue_oldest_age_seconds",
        "firma_effects_unknown",
        "firma_outbox_pending_messages",
    ] {
        assert_eq!(of(none), 0.0, "{none}");
    }
    let turns = r#"firma_database_connections_max{purpose="turns"}"#;
    assert!(of(turns) > 0.0, "{}", shown.text);
    assert!(of("process_resident_memory_bytes") > 1e6, "{}", shown.text);
    assert!(of("process_start_time_seconds") > 1.7e9, "{}", shown.text);
    // Nothing says whose a figure is, and no name was made up by anybody.
    let company = house.ana.organisation.to_string();
    for secret in [company.as_str(), "Ana", "example.com"] {
        assert!(!shown.text.contains(secret), "{secret}: {}", shown.text);
    }
    house.close().await;
}

#[tokio::test]
async fn figures_are_for_this_machine_and_for_its_owner() {
    let house = House::without_engine().await;
    let shown = house.look("/metrics").await;
    assert_eq!(
        shown.headers[header::CONTENT_TYPE],
        "text/plain; version=0.0.4; charset=utf-8"
    );
    assert!(shown.text.ends_with("# EOF\n"), "{}", shown.text);

    let from_elsewhere = Request::get("/metrics").body(Body::empty()).unwrap();
    let answer = house.send(from_elsewhere).await;
    assert_eq!(answer.problem(), (401, "unauthorised"));
    let others = house.get(KIM, "/metrics").await;
    assert_eq!(others.problem(), (403, "not-the-operator"));
    assert_eq!(house.get(ANA, "/metrics").await.status, 200);

    let peer = server::api::Peer(([127, 0, 0, 1], 40_000).into());
    let through_a_proxy = Request::get("/metrics")
        .extension(peer)
        .header("x-forwarded-for", "203.0.113.9");
    let answer = house
        .send(through_a_proxy.body(Body::empty()).unwrap())
        .await;
    assert_eq!(answer.problem(), (401, "unauthorised"));
}

#[tokio::test]
async fn without_a_database_the_rest_is_still_shown() {
    let house = House::without_engine().await;
    house.store.close().await;
    let shown = house.look("/metrics").await;
    assert_eq!(shown.status, 200);
    let figures = figures(&shown.text);
    assert_eq!(figures["firma_database_up"], 0.0);
    assert!(!figures.contains_key("firma_queue_ready_runs"));
    assert!(!figures.contains_key("firma_effects_unknown"));
    assert!(figures.contains_key("process_resident_memory_bytes"));
}

#[tokio::test]
async fn paths_that_clients_make_up_make_no_figures() {
    let house = House::without_engine().await;
    let before = house.look("/metrics").await.text.lines().count();
    for number in 0..50 {
        house.look(&format!("/made/up/{number}")).await;
        let request = Request::builder().method(format!("VERB{number}").as_str());
        let request = request.uri(format!("/v1/turns/{number}"));
        house.send(request.body(Body::empty()).unwrap()).await;
    }
    let after = house.look("/metrics").await;
    // One route and one method more at most, each with its buckets.
    assert!(after.text.lines().count() < before + 60, "{}", after.text);
    assert!(!after.text.contains("VERB") && !after.text.contains("/made/up"));
}
