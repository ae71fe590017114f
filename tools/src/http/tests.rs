use domain::{flow::Path, ids::FlowId};
use serde::Deserialize;
use serde_json::json;
use testkit::site::FakeSite;

use super::*;
use crate::testing::said;

#[derive(Debug, Deserialize, PartialEq)]
struct Thing {
    name: String,
}

async fn site() -> (FakeSite, Site) {
    let fake = FakeSite::start().await.unwrap();
    let site = Http::default().at(fake.base());
    (fake, site)
}

fn key() -> IdempotencyKey {
    IdempotencyKey::new(FlowId::new(chrono::Utc::now()), 0, &Path::default())
}

#[tokio::test]
async fn a_thing_is_looked_at_by_the_segments_of_its_path() {
    let (fake, site) = site().await;
    let line = "GET /v1/things/a%2Fb%20c?of=x%26y";
    fake.answers(line, 200, &json!({ "name": "Ana", "more": 1 }));
    let path = ["v1", "things", "a/b c"];
    let found: Option<Thing> = site.get(&path, &[("of", "x&y")]).await.unwrap();
    assert_eq!(found.unwrap().name, "Ana");
    fake.answers("GET /v1/none", 404, &json!({ "message": "?" }));
    let none: Option<Thing> = site.get(&["v1", "none"], &[]).await.unwrap();
    assert_eq!(none, None);
}

#[tokio::test]
async fn what_cannot_be_read_or_is_refused_is_said_with_its_reason() {
    let (fake, site) = site().await;
    fake.answers("GET /other", 200, &json!({ "nome": "Ana" }));
    let other = said(site.get::<Thing>(&["other"], &[]).await);
    assert_eq!(
        other,
        "refuses: The answer of 127.0.0.1 is not what was expected: missing field `name` at line 1 \
         column 14."
    );
    for status in [302, 400, 401, 403, 410] {
        fake.answers("GET /no", status, &json!({}));
        let no = said(site.get::<Thing>(&["no"], &[]).await);
        assert_eq!(
            no,
            format!("refuses: 127.0.0.1 refuses the request ({status}).")
        );
    }
    for status in [429, 500, 503] {
        fake.answers("GET /busy", status, &json!({}));
        let busy = site.get::<Thing>(&["busy"], &[]).await.unwrap_err();
        assert!(matches!(busy, ToolError::NotSent(_)), "{status}: {busy}");
    }
    fake.says("GET /long", 200, &"x".repeat(LONGEST + 1));
    let long = site.get::<Thing>(&["long"], &[]).await.unwrap_err();
    assert!(matches!(long, ToolError::NotSent(_)), "{long}");
}

#[tokio::test]
async fn what_is_to_be_done_carries_the_calls_key_and_doubt_stays_doubt() {
    let (fake, site) = site().await;
    fake.answers("POST /do", 201, &json!({ "name": "Ana" }));
    let key = key();
    let body = json!({ "n": 1 });
    let done: Thing = site.post(&["do"], &key, &body).await.unwrap();
    assert_eq!(done.name, "Ana");
    let asked = fake.asked();
    assert_eq!(asked[0].key.as_deref(), Some(key.as_str()));
    assert_eq!(asked[0].body, r#"{"n":1}"#);
    for (status, word) in [
        (200, "unknown"),
        (422, "refused"),
        (404, "refused"),
        (429, "not_sent"),
        (500, "unknown"),
    ] {
        fake.answers("POST /do", status, &json!({}));
        let error = site.post::<Thing>(&["do"], &key, &body).await.unwrap_err();
        assert_eq!(error.word(), word, "{status}");
    }
    let nobody = Http::default().at("http://127.0.0.1:1");
    let error = nobody.post::<Thing>(&["do"], &key, &body).await;
    assert_eq!(error.unwrap_err().word(), "not_sent");
}

#[tokio::test]
async fn another_address_takes_the_place_of_a_tools_own() {
    let (fake, _) = site().await;
    fake.answers("GET /x", 200, &json!({ "name": "Ana" }));
    let own = "https://things.example".to_owned();
    let instead = BTreeMap::from([(own, fake.base().to_owned())]);
    let http = Http::new(&HttpSettings { instead }).unwrap();
    let site = http.at("https://things.example/");
    let found: Option<Thing> = site.get(&["x"], &[]).await.unwrap();
    assert!(found.is_some());
    for address in [
        "http://things.example",
        "ftp://a",
        "things",
        "http://127.evil.example",
    ] {
        let instead = BTreeMap::from([(String::new(), address.to_owned())]);
        let refused = Http::new(&HttpSettings { instead });
        assert!(
            matches!(refused, Err(HttpUnusable::Address(_))),
            "{address}"
        );
    }
}
