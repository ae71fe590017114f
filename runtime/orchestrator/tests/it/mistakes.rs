//! Models make mistakes: they read why, correct themselves, and never brick a conversation.

use domain::turn::{Outcome, TurnStatus};
use serde_json::{Value, json};
use testkit::{
    Setup, TestApp,
    scripted::{Reply, lines, obey},
};

use crate::{shop::lead, tools::Ramble};

fn ana() -> Value {
    json!({ "name": "Ana", "email": "ana@example.com" })
}

/// Sales makes a mistake, reads why, and does it right.
async fn corrects(mistake: Reply, outcome: Outcome, reason: &str) {
    let app = TestApp::start(lines([
        ("supervisor", Reply::delegate("sales", "a lead")),
        ("sales", mistake),
        ("sales", Reply::call("create_lead", &ana())),
        ("sales", Reply::text("Recorded.")),
    ]))
    .await;
    let view = app.say("A lead: Ana").await;
    let told = app.models.asked_of("sales")[1].reason().to_owned();
    assert!(told.contains(reason), "it is told `{told}`");
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    assert_eq!(view.answer.as_deref(), Some("Recorded."));
    assert_eq!(view.steps[3].outcome, outcome);
    assert_eq!(app.number("select count(*) from leads").await, 1);
    app.finish().await;
}

#[tokio::test]
async fn an_unknown_tool_is_an_error_and_never_an_alias() {
    let mistake = Reply::call("createLead", &ana());
    corrects(mistake, Outcome::Refused, "no tool called createLead").await;
}

#[tokio::test]
async fn a_tool_of_another_department_is_not_granted() {
    let mistake = Reply::call("refund_invoice", &json!({ "invoice": "1" }));
    corrects(mistake, Outcome::Refused, "may not use refund_invoice").await;
}

#[tokio::test]
async fn arguments_that_are_no_json_are_said_to_be_so() {
    let mistake = Reply::calls([("create_lead", "{\"name\": \"Ana".to_owned())]);
    corrects(mistake, Outcome::Failed, "do not fit").await;
}

#[tokio::test]
async fn missing_arguments_are_named() {
    let mistake = Reply::call("create_lead", &json!({ "email": "ana@example.com" }));
    corrects(mistake, Outcome::Failed, "name").await;
}

#[tokio::test]
async fn arguments_that_do_not_exist_are_named() {
    let mistake = Reply::call("create_lead", &json!({ "name": "Ana", "fax": "1" }));
    corrects(mistake, Outcome::Failed, "fax").await;
}

#[tokio::test]
async fn a_tool_that_says_no_is_heard() {
    let mistake = Reply::call(
        "create_lead",
        &json!({ "name": "Ana", "email": "no address" }),
    );
    corrects(mistake, Outcome::Failed, "no address").await;
}

#[tokio::test]
async fn a_delegation_that_cannot_be_understood_is_put_to_the_supervisor_again() {
    let app = TestApp::start(lines([
        ("supervisor", Reply::delegate("marketing", "a lead")),
        (
            "supervisor",
            Reply::calls([("delegate", "sales".to_owned())]),
        ),
        ("supervisor", Reply::call("create_lead", &ana())),
        ("supervisor", Reply::delegate("sales", "a lead")),
        ("sales", Reply::text("What is her name?")),
    ]))
    .await;
    let view = app.say("A lead").await;
    assert_eq!(view.status, TurnStatus::Answered);
    assert_eq!(view.answer.as_deref(), Some("What is her name?"));
    let asked = app.models.asked_of("supervisor");
    let told: Vec<&str> = asked.iter().map(|it| it.reason()).collect();
    assert_eq!(told[1], "There is no such department.");
    assert!(told[2].contains("do not fit"), "{told:?}");
    assert_eq!(told[3], "There is no tool called create_lead.");
    app.finish().await;
}

#[tokio::test]
async fn a_supervisor_that_finds_no_department_gives_up_in_words() {
    let app = TestApp::start(|_| Reply::delegate("supervisor", "do it yourself")).await;
    let view = app.say("Please paint the office").await;
    assert_eq!(view.status, TurnStatus::Failed);
    let answer = view.answer.unwrap();
    assert!(answer.contains("could not find the department"), "{answer}");
    app.finish().await;
}

#[tokio::test]
async fn more_calls_than_are_carried_out_do_no_harm() {
    let app = TestApp::start(|asked| match (asked.agent.as_str(), asked.result()) {
        ("supervisor", _) => Reply::delegate("sales", "many leads"),
        (_, Some(_)) => Reply::text("Recorded."),
        (_, None) => Reply::calls((0..12).map(|index| {
            let lead = json!({ "name": "Ana", "email": format!("ana{index}@example.com") });
            ("create_lead", lead.to_string())
        })),
    })
    .await;
    let view = app.say("Twelve leads").await;
    assert_eq!(view.status, TurnStatus::Answered);
    assert_eq!(app.number("select count(*) from leads").await, 8);
    assert_eq!(app.say("Again").await.status, TurnStatus::Answered);
    app.finish().await;
}

#[tokio::test]
async fn calls_that_share_an_id_or_have_none_are_told_apart() {
    for id in ["", "call"] {
        let app = TestApp::start(move |asked| match (asked.agent.as_str(), asked.result()) {
            ("supervisor", _) => Reply::delegate("sales", "two leads"),
            (_, Some(_)) => Reply::text("Recorded."),
            (_, None) => Reply::calls(["ana", "bia"].map(|name| {
                let lead = json!({ "name": name, "email": format!("{name}@example.com") });
                ("create_lead", lead.to_string())
            }))
            .ids(id),
        })
        .await;
        // That each result belongs to one call, `finish` looks at.
        let view = app.say("Two leads").await;
        assert_eq!(view.answer.as_deref(), Some("Recorded."));
        assert_eq!(app.number("select count(*) from leads").await, 2);
        app.finish().await;
    }
}

#[tokio::test]
async fn an_empty_answer_is_not_passed_on_as_silence() {
    let app = TestApp::start(lines([
        ("supervisor", Reply::delegate("sales", "a lead")),
        ("sales", Reply::call("create_lead", &ana())),
        ("sales", Reply::text(" \n")),
        ("supervisor", Reply::text("You are welcome.")),
    ]))
    .await;
    let view = app.say("A lead: Ana").await;
    assert_eq!(view.status, TurnStatus::Answered);
    assert!(view.answer.unwrap().contains("no words came with it"));
    let next = app.say("Thank you").await;
    assert_eq!(next.answer.as_deref(), Some("You are welcome."));
    app.finish().await;
}

#[tokio::test]
async fn the_same_call_again_and_again_stops_the_turn() {
    let app = TestApp::start(|asked| match (asked.agent.as_str(), asked.question()) {
        ("supervisor", "Thank you") => Reply::text("You are welcome."),
        ("supervisor", _) => Reply::delegate("sales", "a lead"),
        _ => Reply::call("create_lead", &json!({ "name": "Ana", "email": "no" })),
    })
    .await;
    let view = app.say("A lead: Ana").await;
    assert_eq!(view.status, TurnStatus::Failed);
    assert!(view.answer.unwrap().contains("without progress"));
    let calls = app.number("select count(*) from tool_calls where tool = 'create_lead'");
    assert_eq!(calls.await, 2);
    let next = app.say("Thank you").await;
    assert_eq!(next.answer.as_deref(), Some("You are welcome."));
    app.finish().await;
}

#[tokio::test]
async fn a_department_that_takes_too_many_steps_is_stopped() {
    let mut setup = Setup::new(|asked| match asked.agent.as_str() {
        "supervisor" => Reply::delegate("sales", "leads"),
        _ => {
            let query = format!("a{}", asked.before);
            Reply::call("find_leads", &json!({ "query": query }))
        }
    });
    setup.department("sales").agent.limits.steps = 4;
    let app = setup.start().await;
    let view = app.say("Which leads?").await;
    assert_eq!(view.status, TurnStatus::Failed);
    assert!(view.answer.unwrap().contains("more steps than it may take"));
    assert_eq!(app.models.asked_of("sales").len(), 4);
    app.finish().await;
}

#[tokio::test]
async fn results_that_outgrow_the_model_are_shortened() {
    let mut setup = Setup::new(|asked| match (asked.agent.as_str(), asked.before) {
        ("supervisor", _) => Reply::delegate("sales", "talk"),
        (_, 0) => {
            Reply::calls((0..8).map(|it| ("ramble", json!({ "bytes": 300_000 + it }).to_string())))
        }
        (_, 1..4) => Reply::call("ramble", &json!({ "bytes": 60_000 + asked.before })),
        _ => Reply::text("Enough."),
    });
    setup.toolbox = setup.toolbox.local(Ramble).unwrap();
    let tools = &mut setup.department("sales").agent.tools;
    tools.insert("ramble".to_owned());
    let app = setup.start().await;
    let view = app.say("Talk to me").await;
    // That no request was too long, `finish` looks at.
    assert_eq!(view.answer.as_deref(), Some("Enough."));
    app.finish().await;
}

#[tokio::test]
async fn a_megabyte_of_arguments_is_refused_with_the_name_of_the_field_and_the_way_out() {
    let mut setup = Setup::new(|asked| match (asked.agent.as_str(), asked.before) {
        ("supervisor", _) => Reply::delegate("sales", "talk"),
        (_, 0) => {
            let args = json!({ "bytes": 1, "story": "x".repeat(1_000_000) });
            Reply::call("ramble", &args)
        }
        _ => Reply::text("Enough."),
    });
    setup.toolbox = setup.toolbox.local(Ramble).unwrap();
    let tools = &mut setup.department("sales").agent.tools;
    tools.insert("ramble".to_owned());
    let app = setup.start().await;
    let view = app.say("Talk to me").await;
    assert_eq!(view.answer.as_deref(), Some("Enough."));
    let asked = app.models.asked_of("sales");
    let told = format!("{:?}", asked.last().unwrap());
    for part in ["story", "64 KiB", "in parts"] {
        assert!(told.contains(part), "{part}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_long_message_and_a_long_conversation_are_shortened() {
    let app = TestApp::start(obey).await;
    for index in 0..8 {
        app.say(&format!("{index} {}", "ä".repeat(4_000))).await;
    }
    let long = format!("first {} last", "word ".repeat(20_000));
    let view = app.say(&long).await;
    assert_eq!(view.answer.as_deref(), Some("Hello."));
    let asked = app.models.asked();
    let question = asked.last().unwrap().question();
    assert!(question.starts_with("first") && question.ends_with("last"));
    let view = app.say(&lead("Ana")).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    app.finish().await;
}
