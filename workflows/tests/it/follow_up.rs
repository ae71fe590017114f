//! Reminders: each said once, in its time, where it was asked for.

use chrono::{Days, Utc};
use domain::{
    ids::FlowId,
    run::{RunState, WaitsFor},
    turn::TurnStatus,
};
use serde_json::json;
use store::Place;
use testkit::{Setup, TestApp, scripted::obey};

/// What the database counts of what was said without being asked.
pub(crate) const SAID: &str =
    "select count(*) from messages where direction = 'out' and turn is null";

/// An order to Sales to remind of Ana, the day after tomorrow.
pub(crate) fn remind() -> String {
    let day = Utc::now().date_naive() + Days::new(2);
    let arguments = json!({ "lead": "Ana", "when": day.to_string(), "note": "call back" });
    format!("sales schedule_follow_up {arguments}")
}

/// A company with one lead, Ana.
pub(crate) async fn with_ana(setup: Setup) -> TestApp {
    let app = setup.start().await;
    let ana = json!({ "name": "Ana", "phone": "11 98765-4321" });
    let view = app.say(&format!("sales create_lead {ana}")).await;
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    app
}

/// The run that waits, once a reminder was asked for.
pub(crate) async fn waiting(app: &TestApp) -> FlowId {
    let view = app.say(&remind()).await;
    assert_eq!(view.answer.as_deref(), Some("Done."), "{view:#?}");
    app.until("select count(*) from steps where kind = 'sleep'", 1)
        .await;
    let id = app.text("select id::text from follow_ups").await;
    id.parse().unwrap()
}

/// What was said without being asked.
async fn said(app: &TestApp) -> String {
    app.text(
        "select string_agg(parts->0->>'text', '|') from messages
            where direction = 'out' and turn is null",
    )
    .await
}

#[tokio::test]
async fn a_reminder_waits_can_be_seen_and_is_said_once_in_its_time() {
    let app = with_ana(Setup::new(obey)).await;
    let id = waiting(&app).await;
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    let run = app.run(async move { store.run(organisation, id).await });
    let run = run.await.unwrap().unwrap().run;
    assert_eq!(
        (run.state, run.workflow.as_str()),
        (RunState::Open, "follow_up")
    );
    assert_eq!(run.waits[0].what, WaitsFor::Time);
    let due = app.text("select due::text from follow_ups").await;
    assert!(run.waits[0].until.is_some(), "{due}");
    assert_eq!(said(&app).await, "");
    app.pass_time().await;
    app.until(SAID, 1).await;
    assert_eq!(
        said(&app).await,
        "Reminder: get in touch with Ana (+5511987654321). Note: call back"
    );
    // Whoever looks at the conversation reads it.
    let place = Place {
        channel: "http",
        account: app.owner.person.to_string(),
        name: "main".to_owned(),
    };
    let store = app.store().clone();
    let notices = app.run(async move {
        let all = store.notices(organisation, &place, None).await?;
        let after = store.notices(organisation, &place, all.last().map(|it| it.id));
        Ok::<_, store::Error>((all, after.await?))
    });
    let (all, after) = notices.await.unwrap();
    assert_eq!((all.len(), after.len()), (1, 0));
    // The company's next turn reads it, too, and nothing is left.
    app.say("hello").await;
    app.finish().await;
}

#[tokio::test]
async fn what_a_call_of_its_own_asked_for_is_said_in_the_main_conversation() {
    let app = Setup::new(obey).start().await;
    app.call("create_lead", &json!({ "name": "Ana" })).await;
    let day = Utc::now().date_naive() + Days::new(2);
    for note in ["call back", "send the offer"] {
        let arguments = json!({ "lead": "Ana", "when": day.to_string(), "note": note });
        let view = app.call("schedule_follow_up", &arguments).await;
        assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    }
    app.until("select count(*) from steps where kind = 'sleep'", 2)
        .await;
    app.pass_time().await;
    app.until(SAID, 2).await;
    let place = Place {
        channel: "http",
        account: app.owner.person.to_string(),
        name: "main".to_owned(),
    };
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    let notices = app.run(async move { store.notices(organisation, &place, None).await });
    let mut said: Vec<String> = notices
        .await
        .unwrap()
        .into_iter()
        .map(|it| it.text)
        .collect();
    said.sort();
    let reminders = ["call back", "send the offer"]
        .map(|note| format!("Reminder: get in touch with Ana. Note: {note}"));
    assert_eq!(said, reminders);
    app.finish().await;
}

#[tokio::test]
async fn where_the_channel_pushes_a_reminder_is_delivered() {
    let mut setup = Setup::new(obey);
    setup.pushes = vec!["http"];
    let app = with_ana(setup).await;
    waiting(&app).await;
    app.pass_time().await;
    app.until(SAID, 1).await;
    let outbox = "select count(*) from outbox where turn is null and state = 'pending'
        and parts->0->>'text' like 'Reminder:%'";
    assert_eq!(app.number(outbox).await, 1);
    app.abandon().await;
}

#[tokio::test]
async fn what_became_of_the_lead_meanwhile_is_said() {
    for (change, text) in [
        (
            "update leads set stage = 'won'",
            "Reminder of Ana: this lead is won already. The note was: call back",
        ),
        (
            "update leads set stage = 'lost'",
            "Reminder of Ana: this lead was lost meanwhile. The note was: call back",
        ),
        (
            "delete from leads",
            "Reminder: the lead that you wanted to be reminded of was removed meanwhile. The note was: \
             call back",
        ),
    ] {
        let app = with_ana(Setup::new(obey)).await;
        waiting(&app).await;
        app.execute(change).await;
        app.pass_time().await;
        app.until(SAID, 1).await;
        assert_eq!(said(&app).await, text);
        app.finish().await;
    }
}

#[tokio::test]
async fn a_reminder_that_is_stopped_is_not_said() {
    let app = with_ana(Setup::new(obey)).await;
    let id = waiting(&app).await;
    let (store, owner) = (app.store().clone(), app.owner.clone());
    let stopped = app.run(async move { store.stop_run(&owner, "http", id).await });
    stopped.await.unwrap();
    app.wake(domain::ids::TurnId::from_uuid(id.uuid()));
    app.until("select count(*) from runs where state = 'cancelled'", 1)
        .await;
    app.pass_time().await;
    app.until("select count(*) from ready", 0).await;
    assert_eq!(app.number(SAID).await, 0);
    app.abandon().await;
}
