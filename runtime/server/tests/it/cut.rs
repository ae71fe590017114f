//! A provider whose connection breaks in mid-answer, and what the company then says that it spent.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::Value;
use sqlx::ConnectOptions as _;
use testkit::openai::{self, ChatRequest, FakeOpenAi, Way, departments};

use crate::commands::{Desk, Ended};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_off_is_in_what_was_spent() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let model = FakeOpenAi::start(move |request: &ChatRequest| {
        let reply = departments(request);
        // The supervisor's first answer, and then the department's first.
        match count.fetch_add(1, Ordering::Relaxed) {
            0 | 2 => reply.way(Way::Break(500)),
            _ => reply,
        }
    });
    let model = model.await.unwrap();
    let desk = Desk::new().await;
    let mut command = desk.firma(&["ask", "New lead: Ana, ana@example.com, wants Pro"]);
    let output = command
        .env("OPENAI_BASE_URL", model.base_url())
        .env("OPENAI_API_KEY", openai::KEY)
        .output();
    let ended = Ended::of(&output.unwrap());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(asked.load(Ordering::Relaxed), 5);
    let spend = desk.run(&["spend", "--by", "department", "--json"]);
    let spend: Value = serde_json::from_str(&spend.answer).unwrap();
    let total = spend["total"].as_i64().unwrap();
    let mut behind = desk.database().superuser().connect().await.unwrap();
    let mut number = async |sql: &'static str| -> i64 {
        let query = sqlx::query_scalar(sql);
        query.fetch_one(&mut behind).await.unwrap()
    };
    let answers = number("select sum(cost)::bigint from model_calls").await;
    let lost = number("select sum(micros)::bigint from spend where kind = 'lost'").await;
    assert!(lost > 0 && answers > 0, "{lost} {answers}");
    assert_eq!(number("select count(*) from spend").await, 2);
    assert_eq!(total, answers + lost);
    assert_eq!(number("select sum(spent)::bigint from turns").await, total);
    assert_eq!(
        number("select sum(abs(reserved))::bigint from turns").await,
        0
    );
}
