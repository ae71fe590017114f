//! Each action is run twice with the same call: the second time changes nothing in the business.

use chrono::Utc;
use domain::{
    flow::Path,
    ids::{FlowId, IdempotencyKey, TurnId},
    money::Micros,
    tool::Call,
    turn::TurnStatus,
};
use serde_json::{Value, json};
use testkit::{
    TestApp,
    scripted::{Hold, Reply, obey},
};

use crate::{
    clerks::{came, start, with_couriers},
    outside::{ONCE, ship},
    shop::{YES, asked, lead, paid_invoice, refund, refunded},
    tools::{Outer, World},
};

/// Runs an action of a turn once more, in a unit of work of its own under the run's own lease, and
/// commits. Says what it answered, or why it was refused.
async fn again(app: &TestApp, turn: TurnId, path: &str, action: &str, input: Value) -> String {
    let flow: FlowId = turn.into();
    let epoch = format!("select max(epoch) from ready where flow = '{flow}'");
    let woken = format!("select max(woken)::bigint from ready where flow = '{flow}'");
    let (epoch, woken) = (app.number(&epoch).await, app.number(&woken).await);
    let path: Path = path.parse().unwrap();
    let (store, registry) = (app.store().clone(), app.registry());
    let organisation = app.owner.organisation;
    let call = Call {
        run: turn.into(),
        key: IdempotencyKey::new(flow, 0, &path),
        organisation,
        flow,
        path,
        attempt: 0,
        epoch,
        now: Utc::now(),
    };
    let action = action.to_owned();
    app.run(async move {
        let organisation = store.organisation(organisation).await.unwrap();
        let mut work = store.work(organisation, call.now);
        work.fence(flow, epoch, i32::try_from(woken).unwrap());
        let found = registry.find_action(&action).unwrap();
        match found.run(&mut work, &call, input).await {
            Err(error) => {
                work.abandon().await.unwrap();
                format!("failed: {error}")
            }
            Ok(output) => match work.commit().await {
                Ok(_) => output.to_string(),
                Err(error) => format!("refused: {error}"),
            },
        }
    })
    .await
}

/// The counts that a second run may not change.
async fn counts(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in [
        "leads",
        "contacts",
        "lead_activities",
        "invoices",
        "refunds",
        "ledger",
        "messages",
        "tool_calls",
        "model_calls",
        "approvals",
        "outbox",
        "spend",
        "events",
        "turns",
        "signals",
    ] {
        counts.push(app.number(&format!("select count(*) from {table}")).await);
    }
    counts.push(
        app.number("select coalesce(sum(refunded + held), 0)::bigint from invoices")
            .await,
    );
    counts.push(
        app.number("select count(*) from approvals where status = 'used'")
            .await,
    );
    counts
}

#[tokio::test]
async fn the_actions_of_a_lead_do_nothing_the_second_time() {
    let hold = Hold::default();
    let gate = hold.clone();
    let app = TestApp::start(move |asked| match asked.result() {
        Some(_) => obey(asked).held(&gate),
        None => obey(asked),
    })
    .await;
    let turn = app.begin("main", &lead("Ana")).await;
    // All but the last answer is done and committed.
    hold.reached(1).await;
    let before = counts(&app).await;

    let call = json!({ "answer": "1.0", "index": 0 });
    let delegation = json!({ "call": call, "department": "sales", "want": 1_000_000 });
    let tool = json!({ "answer": "1.1.1.0", "index": 0 });
    let planning = json!({ "by_model": {
        "department": "sales", "call": tool, "left": 1_000_000,
    } });
    let digest = app.text("select encode(digest, 'hex') from ledger").await;
    let go = json!({
        "at": "1.1.1.1", "department": "sales", "tool": "create_lead", "digest": digest,
        "agreed": null, "outside": false, "gives": false, "cost": 0,
    });
    for (path, action, input, answer) in [
        ("0", "turn.open", Value::Null, "ready"),
        ("1.1.0", "turn.delegate", delegation, "refused"),
        ("1.1.1.1.0", "tool.plan", planning, "refused"),
        ("1.1.1.1.1", "tool.apply", go, "refused"),
    ] {
        let answered = again(&app, turn, path, action, input).await;
        assert!(answered.contains(answer), "{action}: {answered}");
        assert_eq!(counts(&app).await, before, "{action}: {answered}");
    }
    hold.release(1);
    let view = app.closed(turn).await;
    assert_eq!(view.answer.as_deref(), Some("Done."), "{view:#?}");
    assert_eq!(view.cost.micros, Micros(3 * 840));
    // The company's money that a second `turn.open` took went back as well.
    app.finish().await;
}

#[tokio::test]
async fn the_actions_of_an_approval_do_nothing_the_second_time() {
    let hold = Hold::default();
    let gate = hold.clone();
    let app = TestApp::start(move |asked| match (asked.agent.as_str(), asked.result()) {
        ("finance", Some(_)) if asked.question().contains("refund") => obey(asked).held(&gate),
        _ => obey(asked),
    })
    .await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    app.decide(&app.owner, &shown, YES).await.unwrap();
    hold.reached(1).await;
    let before = counts(&app).await;

    let tool = json!({ "answer": "1.1.1.0", "index": 0 });
    let planning = json!({ "by_model": {
        "department": "finance", "call": tool, "left": 1_000_000,
    } });
    let go = json!({
        "at": "1.1.1.1", "department": "finance", "tool": "refund_invoice",
        "digest": shown.digest, "agreed": null, "outside": true, "gives": true, "cost": 0,
    });
    let request = json!({ "id": shown.id, "expiry": { "secs": 259_200, "nanos": 0 }, "go": go });
    let decide = json!({ "request": request, "stopped": false });
    for (path, action, input) in [
        ("1.1.1.1.0", "tool.plan", planning),
        ("1.1.1.1.2", "tool.decide", decide),
    ] {
        let answered = again(&app, shown.turn, path, action, input).await;
        assert_eq!(counts(&app).await, before, "{action}: {answered}");
    }
    assert_eq!(refunded(&app).await, 12_000);
    hold.release(1);
    let view = app.closed(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    app.finish().await;
}

#[tokio::test]
async fn the_actions_of_a_workflows_call_do_nothing_the_second_time() {
    let (hold, mut world) = (Hold::default(), Outer::new(World::Takes));
    world.hold = Some(hold.clone());
    let app = with_couriers(ship(&world, ONCE)).start().await;
    let run = start(&app, "courier", json!(["Ana"])).await;
    hold.reached(1).await;
    let turn: TurnId = app
        .text("select id::text from turns")
        .await
        .parse()
        .unwrap();
    let message = app.text("select message::text from turns").await;
    let before = counts(&app).await;

    let wanted = json!({ "name": "courier/0/0", "child": turn, "text": "sales/send_parcel {}" });
    let given = json!({ "message": message, "department": "sales" });
    let hear = json!({ "child": turn, "workflow": "courier", "version": 1, "tool": "send_parcel" });
    for (flow, path, action, input, answer) in [
        (run.into(), "0.0", "workflow.ask", wanted, "failed"),
        (turn, "0", "workflow.open", given, "failed"),
        (run.into(), "0.2", "workflow.hear", hear, "held by another"),
    ] {
        let answered = again(&app, flow, path, action, input).await;
        assert!(answered.contains(answer), "{action}: {answered}");
        assert_eq!(counts(&app).await, before, "{action}: {answered}");
    }
    hold.release(1);
    assert_eq!(came(&app, run).await, json!([{ "Ok": { "to": "Ana" } }]));
    app.finish().await;
}

#[tokio::test]
async fn a_turn_is_closed_once() {
    let app = TestApp::start(|_| Reply::text("Hello.")).await;
    let view = app.say("Hi").await;
    app.until("select count(*) from ready", 0).await;
    let before = counts(&app).await;
    let end = json!({ "status": "answered", "answers": ["1.0"], "says": [] });
    let close = json!({ "end": end, "spent": { "month": null, "departments": [] } });
    let answered = again(&app, view.turn, "2", "turn.close", close).await;
    assert!(answered.contains("held by another"), "{answered}");
    assert_eq!(counts(&app).await, before);
    app.finish().await;
}
