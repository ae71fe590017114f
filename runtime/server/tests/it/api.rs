//! The API as its document says it: every example, every list, every bound.

use std::collections::BTreeSet;

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use chrono::Utc;
use domain::ids::{ContactId, InvoiceId, LeadId};
use serde_json::{Value, json};
use server::config::{Share, Shares};
use store::records::{
    invoices::NewInvoice,
    leads::{Act, LeadWrite},
};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{
    examples,
    house::{ANA, Answer, House, KIM},
    schemas,
};

pub(crate) async fn document(house: &House) -> Value {
    let answer = house.get("", "/openapi.json").await;
    assert_eq!(answer.status, 200);
    answer.body
}

/// Each operation of the document with its method and path.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let mut all = Vec::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            all.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    all
}

#[track_caller]
fn fits(document: &Value, schema: &Value, value: &Value, what: &str) {
    let faults = schemas::faults(document, schema, value);
    assert!(faults.is_empty(), "{what}: {faults:?} in {value}");
}

/// What the document says of an answer: it has to be there, and the answer has to be so.
#[track_caller]
fn is_documented(document: &Value, operation: &Value, answer: &Answer, what: &str) {
    let status = answer.status.as_u16().to_string();
    let response = &operation["responses"][&status];
    assert!(
        response.is_object(),
        "{what}: {status} is not documented: {}",
        answer.text
    );
    let Some(content) = response["content"].as_object() else {
        assert_eq!(answer.text, "", "{what}");
        return;
    };
    let media = answer.headers[header::CONTENT_TYPE].to_str().unwrap();
    let media = media.split(';').next().unwrap();
    let schema = &content
        .get(media)
        .unwrap_or_else(|| panic!("{what}: {media}"))["schema"];
    if media.ends_with("json") {
        fits(document, schema, &answer.body, what);
    }
}

#[tokio::test]
async fn every_example_of_the_document_is_answered_as_it_says() {
    let house = examples::house().await;
    let document = document(&house).await;
    // In the order of the page, so that what takes something away comes after what looks at it.
    let mut all = operations(&document);
    all.sort_by_key(|(method, ..)| {
        ["GET", "PUT", "POST", "DELETE"]
            .iter()
            .position(|it| it == method)
    });
    for (method, path, operation) in all {
        let shown = operation["x-examples"].as_array().unwrap();
        assert!(!shown.is_empty(), "{method} {path} has no example");
        for example in shown {
            let answer = examples::send(&house, &method, example).await;
            let what = format!("{method} {}", example["path"]);
            assert_eq!(
                answer.status.as_u16(),
                example["status"],
                "{what}: {}",
                answer.text
            );
            is_documented(&document, &operation, &answer, &what);
            assert!(answer.headers.contains_key("x-request-id"), "{what}");
            assert!(answer.headers.contains_key("ratelimit-remaining"), "{what}");
            if answer.status.is_success() && !example["body"].is_null() {
                let body = &operation["requestBody"]["content"]["application/json"];
                fits(&document, &body["schema"], &example["body"], &what);
            }
        }
    }
    house.close().await;
}

/// What is served and what is documented come from one value; here that nothing goes past it.
#[tokio::test]
async fn what_is_documented_is_served_and_nothing_else_is() {
    let house = House::without_engine().await;
    let document = document(&house).await;
    let mut documented = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let path = path.replace("{id}", "x").replace("{name}", "x");
        let request = examples::request(&method, &path).body(Body::empty());
        let answer = house.send(request.unwrap()).await;
        let code = answer.body["code"].as_str().unwrap_or_default();
        assert!(
            !["no-such-path", "no-such-method"].contains(&code),
            "{method} {path}"
        );
        for text in ["summary", "description", "operationId"] {
            let text = operation[text].as_str().unwrap();
            assert!(!text.starts_with("api"), "{method} {path}: {text}");
        }
        documented.insert(operation["operationId"].clone().to_string());
    }
    assert!(documented.len() >= 26, "{documented:?}");
    let code = |file: &str| {
        let path = format!("{}/src/{file}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    };
    let folder = format!("{}/src/api", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".rs") && name != "paths.rs" {
            assert!(!code(&format!("api/{name}")).contains(".route("), "{name}");
        }
    }
    // But for the way from the bare address to the page.
    let api = code("api.rs");
    assert!(api.contains(".route(\"/\", get("));
    assert_eq!(api.matches(".route(").count(), 1);
}

#[tokio::test]
async fn the_document_is_openapi_in_both_languages_and_all_that_it_refers_to_is_in_it() {
    let house = House::without_engine().await;
    for (language, title) in [("en", "Sends a message"), ("pt-BR", "Manda uma mensagem")] {
        let request = Request::get("/openapi.json").header(header::ACCEPT_LANGUAGE, language);
        let answer = house.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.headers[header::CONTENT_LANGUAGE], language);
        let summary = &answer.body["paths"]["/v1/messages"]["post"]["summary"];
        assert!(summary.as_str().unwrap().starts_with(title), "{summary}");
        assert_eq!(answer.body["openapi"], "3.1.0");
        for part in answer.text.split("\"$ref\":\"").skip(1) {
            let reference = part.split('"').next().unwrap();
            let place = reference.strip_prefix('#').unwrap();
            assert!(answer.body.pointer(place).is_some(), "{reference}");
        }
        for (name, schema) in answer.body["components"]["schemas"].as_object().unwrap() {
            let is_told = schema["type"] != "object" || schema["description"].is_string();
            assert!(is_told, "{name} is not described");
        }
    }
}

#[tokio::test]
async fn the_page_shows_every_operation_and_every_code_and_needs_nothing_from_outside() {
    let house = House::without_engine().await;
    let document = document(&house).await;
    for language in ["en", "pt-BR"] {
        let request = Request::get("/docs").header(header::ACCEPT_LANGUAGE, language);
        let answer = house.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        // A slash is written so that it ends no tag.
        let page = &answer.text.replace("&#x2f;", "/");
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
        for (_, path, operation) in operations(&document) {
            let name = operation["operationId"].as_str().unwrap();
            assert!(page.contains(&format!("id=\"{name}\"")), "{name}");
            assert!(page.contains(&path), "{path}");
        }
        for code in ["already-decided", "unauthorised", "too-many-requests"] {
            assert!(page.contains(&format!("id=\"problem-{code}\"")), "{code}");
        }
        // What looks like a link leads somewhere, and what is code is shown as code.
        for part in page.split("href=\"#").skip(1) {
            let place = part.split('"').next().unwrap();
            assert!(page.contains(&format!("id=\"{place}\"")), "{place}");
        }
        assert!(page.contains("href=\"#problem-bad-body\"") && !page.contains('`'));
        for outside in ["<script", "src=", "http://", "https://", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        for word in ["api-", "undefined", "none\""] {
            assert!(!page.contains(&format!(">{word}")), "{word}");
        }
    }
}

#[tokio::test]
async fn whoever_opens_the_address_alone_is_led_to_the_page() {
    let house = House::without_engine().await;
    let request = |method| Request::builder().method(method).uri("/");
    let led = house
        .send(request("GET").body(Body::empty()).unwrap())
        .await;
    assert_eq!(led.status, 307, "{}", led.text);
    assert_eq!(led.headers[header::LOCATION], "/docs");
    let posted = house
        .send(request("POST").body(Body::empty()).unwrap())
        .await;
    assert_eq!(posted.problem(), (405, "no-such-method"));
    let document = document(&house).await;
    assert!(document["paths"]["/"].is_null());
}

#[tokio::test]
async fn problems_have_a_code_the_field_and_the_name_of_the_request() {
    let house = House::without_engine().await;
    let named = [("x-request-id", "order-7/try-2")];
    let answer = house
        .message(&json!({ "text": "hello", "txet": 1 }), &named)
        .await;
    assert_eq!(answer.problem(), (400, "bad-body"));
    assert_eq!(answer.headers["x-request-id"], "order-7/try-2");
    assert_eq!(answer.body["code"], "bad-body");
    assert_eq!(answer.body["request_id"], "order-7/try-2");
    assert_eq!(answer.body["field"], "txet", "{}", answer.text);
    let wrong = house.message(&json!({ "text": 7 }), &[]).await;
    assert_eq!(wrong.body["field"], "text", "{}", wrong.text);
    let missing = house.message(&json!({}), &[]).await;
    assert_eq!(missing.body["field"], "text", "{}", missing.text);
    let long = "x".repeat(65);
    for insane in ["", "two words", "a\"b", "<script>", long.as_str()] {
        let answer = house
            .message(&json!({ "text": "" }), &[("x-request-id", insane)])
            .await;
        let given = answer.headers["x-request-id"].to_str().unwrap();
        assert!(given.parse::<Uuid>().is_ok(), "{given}");
    }
    for (path, field) in [
        ("/v1/effects?limit=0", "limit"),
        ("/v1/flows?limit=201", "limit"),
        ("/v1/approvals?limit=soon", "limit"),
        ("/v1/leads?cursor=x", "cursor"),
        ("/v1/invoices?cursor=", "cursor"),
        ("/v1/effects?cursor=AAAA", "cursor"),
        ("/v1/flows?curser=x", "curser"),
    ] {
        let answer = house.get(ANA, path).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body["field"]),
            (422, &json!(field)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn pages_of_other_origins_get_no_access() {
    let house = House::without_engine().await;
    let preflight = Request::builder()
        .method("OPTIONS")
        .uri("/v1/messages")
        .header(header::ORIGIN, "https://elsewhere.example")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST");
    let preflight = house.send(preflight.body(Body::empty()).unwrap()).await;
    assert!(!preflight.status.is_success(), "{}", preflight.status);
    let simple = examples::request("GET", "/v1/approvals");
    let simple = simple.header(header::ORIGIN, "https://elsewhere.example");
    let simple = house.send(simple.body(Body::empty()).unwrap()).await;
    assert_eq!(simple.status, 200);
    for answer in [preflight, simple] {
        let told = answer.headers.keys();
        let cors: Vec<_> = told
            .filter(|it| it.as_str().starts_with("access-control"))
            .collect();
        assert!(cors.is_empty(), "{cors:?}");
    }
}

#[tokio::test]
async fn every_body_has_its_bound() {
    let house = House::without_engine().await;
    let document = document(&house).await;
    for (method, path, operation) in operations(&document) {
        if operation["requestBody"].is_null() {
            continue;
        }
        let path = path.replace("{id}", "019a8c00-0000-7000-8000-000000000002");
        let path = path.replace("{name}", "a");
        let request =
            examples::request(&method, &path).header(header::CONTENT_TYPE, "application/json");
        let body = format!("{{\"text\":\"{}\"}}", "x".repeat(2 << 20));
        let answer = house.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, 413, "{method} {path}: {}", answer.text);
        is_documented(&document, &operation, &answer, &path);
    }
}

/// The same door with other shares.
fn door(house: &House, token: u32, address: u32) -> Router {
    let share = |number: u32| Share {
        per_second: number.try_into().unwrap(),
        burst: number.try_into().unwrap(),
    };
    house.another_door(Shares {
        token: share(token),
        address: share(address),
    })
}

#[tokio::test]
async fn a_caller_has_her_share_and_a_stranger_another() {
    let house = House::without_engine().await;
    let door = door(&house, 3, 2);
    let ask = async |token: &str| {
        let request =
            Request::get("/v1/schedules").header("authorization", format!("Bearer {token}"));
        let request = request.body(Body::empty()).unwrap();
        door.clone().oneshot(request).await.unwrap()
    };
    let mut statuses = Vec::new();
    for _ in 0..40 {
        statuses.push(ask(ANA).await);
    }
    let first = &statuses[0];
    assert_eq!(first.status(), 200);
    assert_eq!(first.headers()["ratelimit-limit"], "3");
    assert_eq!(first.headers()["ratelimit-remaining"], "2");
    let refused = statuses.iter().find(|it| it.status() == 429).unwrap();
    assert_eq!(refused.headers()["ratelimit-remaining"], "0");
    assert!(
        refused.headers()["retry-after"]
            .to_str()
            .unwrap()
            .parse::<u64>()
            .unwrap()
            >= 1
    );
    assert_eq!(
        refused.headers()["content-type"],
        "application/problem+json"
    );
    assert_eq!(
        ask(KIM).await.status(),
        200,
        "another token has its own share"
    );
    // Whoever tries tokens is a stranger, and soon is not looked up any more.
    let mut refused = 0;
    for number in 0..40 {
        let answer = ask(&format!("firma_guess{number}")).await;
        refused += u32::from(answer.status() == 429);
    }
    assert!(refused > 20, "{refused}");
    assert_eq!(ask(KIM).await.status(), 200, "who is known is no stranger");
}

#[tokio::test]
async fn pages_hold_every_item_once_in_order() {
    let house = House::without_engine().await;
    for number in 0..7 {
        let mut records = house
            .store
            .records(house.ana.organisation, Utc::now())
            .await
            .unwrap();
        let (at, contact) = (records.now(), ContactId::new(records.now()));
        let lead = LeadWrite {
            contact,
            is_new: false,
            name: format!("Ana {number}"),
            addresses: Vec::new(),
            lead: LeadId::new(at),
            interest: Some("Pro".to_owned()),
            act: Act::Created,
            activity: Uuid::now_v7(),
            note: None,
        };
        records.leads().write(&lead).await.unwrap();
        let invoice = NewInvoice {
            id: InvoiceId::new(at),
            contact,
            amount: domain::money::Money {
                minor: 12_500,
                currency: domain::money::Currency::Brl,
            },
            due: records.today(),
            description: None,
        };
        records.invoices().create(&invoice).await.unwrap();
        records.commit().await.unwrap();
        let text = json!({ "text": "hello", "conversation": format!("c{number}") });
        assert_eq!(house.message(&text, &[]).await.status, 202);
    }
    for (path, name) in [("/v1/leads", "name"), ("/v1/invoices", "number")] {
        let whole = house.get(ANA, path).await.body;
        assert_eq!(whole["next"], Value::Null, "{whole}");
        let (mut seen, mut next, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let page = house.get(ANA, &format!("{path}?limit=3{next}")).await.body;
            seen.extend(page["items"].as_array().unwrap().clone());
            pages += 1;
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(pages, 3);
        assert_eq!(json!(seen), whole["items"]);
        let names: BTreeSet<String> = seen.iter().map(|it| it[name].to_string()).collect();
        assert_eq!(names.len(), 7);
        assert_eq!(house.get(KIM, path).await.body["items"], json!([]));
    }
    // A list that was there before pages stays a list, and says in a header what comes next.
    let whole = house.get(ANA, "/v1/flows").await;
    assert!(!whole.headers.contains_key("link"));
    let (mut seen, mut path) = (Vec::new(), "/v1/flows?state=open&limit=3".to_owned());
    loop {
        let page = house.get(ANA, &path).await;
        seen.extend(page.body.as_array().unwrap().clone());
        let Some(link) = page.headers.get("link") else {
            break;
        };
        let (next, _) = link.to_str().unwrap().split_once('>').unwrap();
        path = next.strip_prefix('<').unwrap().to_owned();
    }
    assert_eq!(json!(seen), whole.body);
    assert_eq!(seen.len(), 7);
}

#[tokio::test]
async fn whoever_works_in_no_department_that_may_read_sees_nothing_of_it() {
    let house = House::without_engine().await;
    let staff = house.member("firma_sol", "staff", "{sales}").await;
    assert_eq!(house.get(staff, "/v1/leads").await.status, 200);
    let refused = house.get(staff, "/v1/invoices").await;
    assert_eq!(refused.problem(), (403, "not-your-department"));
    let agents = house.get(staff, "/v1/agents").await.body;
    let names: Vec<_> = agents
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(names, ["sales"]);
    assert_eq!(agents[0]["title"], "Vendas");
    let tools = house.get(staff, "/v1/tools").await.body;
    let names: BTreeSet<_> = tools
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains("create_lead") && !names.contains("refund_invoice"),
        "{names:?}"
    );
    for tool in house.get(ANA, "/v1/tools").await.body.as_array().unwrap() {
        assert_eq!(tool["arguments"]["type"], "object", "{tool}");
        assert!(!tool["summary"].as_str().unwrap().is_empty(), "{tool}");
        assert!(
            !tool["departments"].as_array().unwrap().is_empty(),
            "{tool}"
        );
    }
}

/// Two departments ask in turn; whoever works in one of them sees a list without holes.
#[tokio::test]
async fn approvals_are_paged_by_the_departments_that_a_person_works_in() {
    let house = examples::house().await;
    for number in 4..9 {
        let department = ["sales", "finance"][number % 2];
        let row = json!({
            "id": Uuid::now_v7(), "number": number, "department": department,
            "key": format!("another/{number}"),
        });
        house
            .execute(&format!(
                "insert into approvals select (jsonb_populate_record(a, '{row}')).* from approvals a
                    where number = 2"
            ))
            .await;
    }
    for (token, role, departments, expected) in [
        ("firma_bia", "manager", "{finance}", vec![7, 5, 3, 2]),
        ("firma_caio", "staff", "{sales}", vec![8, 6, 4]),
        ("firma_davi", "staff", "{support}", vec![]),
        ("firma_eva", "admin", "{}", vec![8, 7, 6, 5, 4, 3, 2]),
    ] {
        house.member(token, role, departments).await;
        let mut seen = Vec::new();
        let mut path = "/v1/approvals?limit=2".to_owned();
        loop {
            let page = house.get(token, &path).await;
            let items = page.body.as_array().unwrap();
            seen.extend(items.iter().map(|it| it["number"].as_i64().unwrap()));
            let Some(link) = page.headers.get("link") else {
                break;
            };
            assert_eq!(items.len(), 2, "{path}");
            let (next, _) = link.to_str().unwrap().split_once('>').unwrap();
            next.strip_prefix('<').unwrap().clone_into(&mut path);
        }
        assert_eq!(seen, expected, "{token}");
    }
}
