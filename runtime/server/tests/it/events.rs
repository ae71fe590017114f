//! A turn as it is told while it happens.

use std::{collections::BTreeSet, time::Duration};

use axum::{
    Router,
    body::{Body, BodyDataStream},
    http::{Request, StatusCode},
};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use server::config::Shares;
use tokio::time;
use tower::ServiceExt as _;

use crate::{
    decisions,
    house::{ANA, House, KIM},
};

/// How long a test waits for what has to come.
const SOON: Duration = Duration::from_secs(60);

/// An event as it came.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Event {
    id: String,
    kind: String,
    data: Value,
}

/// Somebody who listens to a turn.
struct Listener {
    stream: BodyDataStream,
    heard: String,
}

impl Listener {
    /// Listens from the beginning, or after an event.
    async fn open(door: &Router, turn: &str, last: Option<&str>) -> Result<Self, StatusCode> {
        let mut request = Request::get(format!("/v1/turns/{turn}/events"));
        request = request.header("authorization", format!("Bearer {ANA}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = door.clone().oneshot(request).await.unwrap();
        if response.status() != StatusCode::OK {
            return Err(response.status());
        }
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Ok(Self {
            stream: response.into_body().into_data_stream(),
            heard: String::new(),
        })
    }

    /// The next event; nothing at the end of the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.heard.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.heard = rest;
                match event(&block) {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let piece = time::timeout(SOON, self.stream.next())
                .await
                .expect("news")?;
            self.heard
                .push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
        }
    }

    async fn rest(mut self) -> Vec<Event> {
        let mut all = Vec::new();
        while let Some(event) = self.next().await {
            all.push(event);
        }
        all
    }
}

/// An event; a comment and a wish for the next time are none.
fn event(block: &str) -> Option<Event> {
    let field = |name: &str| {
        let lines = block.lines();
        let mut found = lines.filter_map(|it| it.strip_prefix(name)?.strip_prefix(": "));
        found.next().map(str::to_owned)
    };
    Some(Event {
        id: field("id")?,
        kind: field("event")?,
        data: serde_json::from_str(&field("data")?).unwrap(),
    })
}

fn kinds(events: &[Event]) -> Vec<&str> {
    events.iter().map(|it| it.kind.as_str()).collect()
}

#[tokio::test]
async fn a_turn_is_told_as_it_happens_to_its_end_and_nothing_comes_twice_after_a_cut() {
    let house = House::at_work().await;
    let text = json!({ "text": "Novo lead: Ana, ana@example.com, quer o plano Pro" });
    let taken = house.message(&text, &[]).await;
    let turn = taken.body["turn"].as_str().unwrap().to_owned();
    let all = Listener::open(&house.router, &turn, None)
        .await
        .unwrap()
        .rest()
        .await;
    assert_eq!(kinds(&all).last(), Some(&"turn"), "{all:?}");
    let end = &all.last().unwrap().data;
    assert_eq!(
        end,
        &house.get(ANA, &format!("/v1/turns/{turn}")).await.body
    );
    let steps: Vec<_> = all
        .iter()
        .filter(|it| it.kind == "step")
        .map(|it| &it.data)
        .collect();
    let known: Vec<_> = end["steps"].as_array().unwrap().iter().collect();
    assert_eq!(steps.len(), known.len());
    assert!(known.iter().all(|it| steps.contains(it)), "{steps:?}");
    let ids: BTreeSet<_> = all.iter().map(|it| &it.id).collect();
    assert_eq!(ids.len(), all.len());

    // Cut after any event, and resumed at another door: the rest comes, and nothing else.
    let other = house.another_door(Shares::default());
    for (at, event) in all.iter().enumerate() {
        let resumed = Listener::open(&other, &turn, Some(&event.id)).await;
        match resumed {
            Ok(listener) => assert_eq!(listener.rest().await, all[at + 1..], "{at}"),
            Err(status) => assert_eq!((status.as_u16(), at), (204, all.len() - 1)),
        }
    }
    house.close().await;
}

#[tokio::test]
async fn whoever_listens_hears_the_question_and_its_answer_from_a_person() {
    let house = decisions::house().await;
    let taken = house
        .message(&json!({ "text": "reembolsa a fatura 9001" }), &[])
        .await;
    let turn = taken.body["turn"].as_str().unwrap().to_owned();
    let mut listener = Listener::open(&house.router, &turn, None).await.unwrap();
    let mut heard = Vec::new();
    let asked = loop {
        let event = listener.next().await.expect("a question");
        heard.push(event.clone());
        if event.kind == "approval_asked" {
            break event;
        }
    };
    assert_eq!(asked.data["status"], "pending");
    // The stream is cut, and the person decides meanwhile.
    drop(listener);
    let path = format!(
        "/v1/approvals/{}/decision",
        asked.data["id"].as_str().unwrap()
    );
    let no = json!({ "decision": "deny", "digest": asked.data["digest"], "reason": "no" });
    assert_eq!(house.post(ANA, &path, &no, &[]).await.status, 200);
    let resumed = Listener::open(&house.router, &turn, Some(&asked.id))
        .await
        .unwrap();
    heard.extend(resumed.rest().await);
    let decided: Vec<_> = heard
        .iter()
        .filter(|it| it.kind == "approval_decided")
        .collect();
    assert_eq!(decided.len(), 1, "{heard:?}");
    assert_eq!(decided[0].data["status"], "denied");
    assert_eq!(
        kinds(&heard)
            .iter()
            .filter(|it| **it == "approval_asked")
            .count(),
        1
    );
    assert_eq!(kinds(&heard).last(), Some(&"turn"));
    house.close().await;
}

#[tokio::test]
async fn streams_are_bounded_and_end_with_the_server() {
    let house = House::without_engine().await;
    let taken = house.message(&json!({ "text": "hello" }), &[]).await;
    let turn = taken.body["turn"].as_str().unwrap().to_owned();
    let mut open = Vec::new();
    let refused = loop {
        match Listener::open(&house.router, &turn, None).await {
            Ok(listener) => open.push(listener),
            Err(status) => break status,
        }
    };
    assert_eq!((refused.as_u16(), open.len()), (429, 8));
    let path = format!("/v1/turns/{turn}/events");
    let answer = house.get(ANA, &path).await;
    assert_eq!(answer.problem(), (429, "too-many-streams"));
    assert_eq!(house.get(KIM, &path).await.problem(), (404, "no-such-turn"));
    // One that ends makes room for another.
    drop(open.pop());
    let again = Listener::open(&house.router, &turn, None).await;
    open.push(again.ok().unwrap());
    // Requests go on beside them.
    assert_eq!(house.get(ANA, "/v1/schedules").await.status, 200);
    house.stop.cancel();
    for listener in open {
        assert_eq!(listener.rest().await, []);
    }
}
