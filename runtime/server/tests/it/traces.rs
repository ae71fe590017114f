//! One trace from a message to the statements of the database, as a collector sees it.

use std::collections::BTreeSet;

use testkit::{
    client::Client,
    collector::{Collector, KEY, Mood, Seen},
};

use crate::commands::{Desk, Serving};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";

/// A person that no configuration and no program knows of.
const LEAD: &str = r#"{"text": "Novo lead: Zulmira, zulmira@example.com"}"#;

fn serve(desk: &Desk, collector: &Collector) -> Serving {
    let headers = format!("{}={}", KEY.0, KEY.1);
    desk.serve_with(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address()),
        ("OTEL_EXPORTER_OTLP_HEADERS", &headers),
        ("OTEL_SERVICE_NAME", "the-bakery"),
        ("OTEL_BSP_SCHEDULE_DELAY", "50"),
    ])
}

/// Sends the message in the caller's trace, and answers how its turn ended.
async fn send(desk: &Desk, serving: &Serving, body: &str) -> String {
    let token = std::fs::read_to_string(desk.home().join("token")).unwrap();
    let headers = format!(
        "authorization: Bearer {}\r\nprefer: wait=60\r\ntraceparent: 00-{TRACE}-{CALLER}-01\r\n",
        token.trim()
    );
    let mut client = Client::connect(serving.address()).await.unwrap();
    let body = [body.as_bytes()];
    let answer = client.post("/v1/messages", &headers, &body).await;
    let answer = answer.unwrap();
    let turn: serde_json::Value = serde_json::from_slice(answer.body).unwrap();
    turn["status"].as_str().unwrap().to_owned()
}

fn one<'a>(spans: &'a [Seen], name: &str) -> &'a Seen {
    let found: Vec<&Seen> = spans.iter().filter(|it| it.name == name).collect();
    let names: Vec<&str> = spans.iter().map(|it| it.name.as_str()).collect();
    assert!(!found.is_empty(), "{name} is not among {names:?}");
    found[0]
}

// The collector goes on while the test waits for the program to end.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_one_trace_from_the_door_to_the_database() {
    let desk = Desk::new().await;
    let collector = Collector::start(Mood::Takes).await.unwrap();
    let serving = serve(&desk, &collector);
    assert_eq!(send(&desk, &serving, LEAD).await, "answered");
    assert_eq!(serving.end(), Some(0));
    assert_eq!(collector.refused(), [""; 0]);

    let spans = collector.spans();
    let traces: BTreeSet<&str> = spans.iter().map(|it| it.trace.as_str()).collect();
    assert_eq!(traces, BTreeSet::from([TRACE]), "{spans:#?}");
    let mut ids: BTreeSet<&str> = spans.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids.len(), spans.len(), "an id was used twice");
    ids.insert(CALLER);
    for span in &spans {
        assert!(ids.contains(span.parent.as_str()), "{span:#?}");
        assert_eq!(span.resource["service.name"], "the-bakery");
        assert_eq!(span.events, 0, "{span:#?}");
        for value in span.attributes.values().chain([&span.name]) {
            assert!(!value.to_lowercase().contains("zulmira"), "{span:#?}");
        }
    }

    let request = one(&spans, "POST /v1/messages");
    assert_eq!((request.kind, request.parent.as_str()), (2, CALLER));
    assert_eq!(request.attributes["http.response.status_code"], "200");
    let accept = one(&spans, "accept_inbound");
    assert_eq!((accept.kind, &accept.parent), (3, &request.id));
    assert_eq!(accept.attributes["db.system.name"], "postgresql");
    let turn = one(&spans, "invoke_agent supervisor");
    assert_eq!(turn.parent, request.id);
    assert_eq!(turn.attributes["gen_ai.operation.name"], "invoke_agent");

    let asked = one(&spans, "chat firma-offline");
    assert_eq!(asked.kind, 3);
    assert_eq!(asked.attributes["gen_ai.operation.name"], "chat");
    assert_eq!(asked.attributes["gen_ai.provider.name"], "offline");
    assert_eq!(asked.attributes["gen_ai.request.model"], "firma-offline");
    for tokens in ["gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"] {
        assert!(
            asked.attributes[tokens].parse::<i64>().is_ok(),
            "{asked:#?}"
        );
    }
    let thought = spans.iter().find(|it| it.id == asked.parent).unwrap();
    assert_eq!(
        (thought.name.as_str(), &thought.parent),
        ("think", &turn.id)
    );

    let tool = one(&spans, "execute_tool create_lead");
    assert_eq!(tool.parent, turn.id);
    assert_eq!(tool.attributes["gen_ai.operation.name"], "execute_tool");
    assert_eq!(tool.attributes["gen_ai.tool.name"], "create_lead");
    assert_eq!(tool.attributes["gen_ai.agent.name"], "sales");
    assert!(!tool.failed);
    let commit = one(&spans, "commit_together");
    assert_eq!((commit.kind, &commit.parent), (3, &turn.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_hangs_or_refuses_holds_nobody_up() {
    for mood in [Mood::Hangs, Mood::Refuses] {
        let desk = Desk::new().await;
        let collector = Collector::start(mood).await.unwrap();
        let serving = serve(&desk, &collector);
        assert_eq!(send(&desk, &serving, LEAD).await, "answered", "{mood:?}");
        collector.until_asked().await;
        assert_eq!(serving.end(), Some(0), "{mood:?}");
    }
}

/// What a turn does after a person decided, in another process, and days later for all that it knows.
#[tokio::test(flavor = "multi_thread")]
async fn a_turn_that_waited_goes_on_in_its_own_trace() {
    let desk = Desk::new().await;
    desk.run(&["demo", "load"]);
    let collector = Collector::start(Mood::Takes).await.unwrap();
    let serving = serve(&desk, &collector);
    let refund = r#"{"text": "reembolsa a fatura 9001"}"#;
    assert_eq!(send(&desk, &serving, refund).await, "waiting");
    assert_eq!(serving.end(), Some(0));
    let before: BTreeSet<String> = collector.spans().into_iter().map(|it| it.id).collect();

    let serving = serve(&desk, &collector);
    let approved = desk.run(&["approvals", "approve", "1"]);
    assert!(approved.answer.contains("480"), "{approved:?}");
    assert_eq!(serving.end(), Some(0));
    assert_eq!(collector.refused(), [""; 0]);
    let spans = collector.spans();
    let request = one(&spans, "POST /v1/messages").clone();
    let after: Vec<Seen> = spans
        .into_iter()
        .filter(|it| !before.contains(&it.id))
        .collect();
    let turn = one(&after, "invoke_agent supervisor");
    assert_eq!((turn.trace.as_str(), &turn.parent), (TRACE, &request.id));
    let tool = one(&after, "execute_tool refund_invoice");
    assert_eq!((tool.trace.as_str(), &tool.parent), (TRACE, &turn.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_nobody_traces_begins_a_trace_of_its_own() {
    let desk = Desk::new().await;
    let collector = Collector::start(Mood::Takes).await.unwrap();
    let mut command = desk.firma(&["ask", "new lead: Zulmira, zulmira@example.com"]);
    command
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address())
        .env("OTEL_EXPORTER_OTLP_HEADERS", format!("{}={}", KEY.0, KEY.1));
    let ended = tokio::task::spawn_blocking(move || command.output());
    assert!(ended.await.unwrap().unwrap().status.success());
    let spans = collector.spans();
    let message = one(&spans, "message");
    assert_eq!(message.parent, "");
    let turn = one(&spans, "invoke_agent supervisor");
    assert_eq!((&turn.trace, &turn.parent), (&message.trace, &message.id));
    let roots = spans.iter().filter(|it| it.parent.is_empty());
    assert_eq!(roots.count(), 1, "{spans:#?}");
    // Nobody named it.
    assert_eq!(turn.resource["service.name"], "firma");
}

#[tokio::test]
async fn figures_need_no_token_on_this_machine() {
    let desk = Desk::new().await;
    let serving = desk.serve_with(&[]);
    let mut client = Client::connect(serving.address()).await.unwrap();
    let answer = client.get("/metrics", "").await.unwrap();
    assert_eq!(answer.status, 200);
    let shown = String::from_utf8_lossy(answer.body);
    assert!(shown.contains("\nfirma_database_up 1\n"), "{shown}");
    let answer = client
        .get("/metrics", "x-forwarded-for: 203.0.113.9\r\n")
        .await;
    assert_eq!(answer.unwrap().status, 401);
    assert_eq!(serving.end(), Some(0));
}
