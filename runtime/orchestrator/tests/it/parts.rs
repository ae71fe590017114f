//! Several departments work on one turn at once: each is a child with an allowance of its own.

use domain::{
    approval::{ApprovalView, Verdict},
    budget::OwnerLimits,
    ids::FlowId,
    money::{Currency, Micros},
    turn::{TurnStatus, TurnView},
};
use serde_json::json;
use testkit::{
    Message, Setup, TestApp,
    scripted::{Fault, Hold, Reply, obey},
};

use crate::{
    crash::{after_each_commit, dies_on_the_way, wired},
    shop::{YES, lead, order, paid_invoice, refund, refunded},
};

/// More commits than any turn has.
const MOST: usize = 60;

/// What two departments do who need nobody.
fn both() -> String {
    let invoices = order("finance", "list_invoices", &json!({}));
    format!("{}\n{invoices}", lead("Ana"))
}

/// The same, where Finance needs a person.
pub(crate) fn with_refund() -> String {
    format!("{}\n{}", lead("Ana"), refund(1, 12_000))
}

const BOTH_DONE: &str = "Sales:\nDone.\n\nFinance:\nDone.";

#[tokio::test]
async fn each_department_says_what_it_did_in_the_order_of_the_work() {
    let hold = Hold::default();
    let gate = hold.clone();
    // Sales is asked first and answers last.
    let app = TestApp::start(move |asked| match asked.agent.as_str() {
        "sales" if asked.before == 0 => obey(asked).held(&gate),
        _ => obey(asked),
    })
    .await;
    let turn = app.begin("main", &both()).await;
    hold.reached(1).await;
    let joined = "select count(*) from delegations where state = 'joined'";
    app.until(joined, 1).await;
    assert_eq!(app.number("select count(*) from delegations").await, 2);
    hold.release(1);
    let view = app.closed(turn).await;
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    assert_eq!(view.answer.as_deref(), Some(BOTH_DONE));
    assert_eq!(view.cost.micros, Micros(5 * 840));
    assert_eq!(app.number("select count(*) from leads").await, 1);
    let children = "select count(*) from runs where parent is not null";
    assert_eq!(app.number(children).await, 2);
    app.finish().await;
}

#[tokio::test]
async fn what_one_department_is_given_twice_needs_no_child() {
    let app = TestApp::start(obey).await;
    let view = app.say(&format!("{}\n{}", lead("Ana"), lead("Bia"))).await;
    assert_eq!(view.answer.as_deref(), Some("Done.\n\nDone."));
    assert_eq!(app.number("select count(*) from delegations").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn what_a_department_is_given_among_others_it_does_in_order() {
    let app = TestApp::start(obey).await;
    let view = app.say(&format!("{}\n{}", both(), lead("Bia"))).await;
    let answer = view.answer.unwrap();
    assert_eq!(answer, format!("{BOTH_DONE}\n\nSales:\nDone."));
    let names = "select string_agg(c.name, ' ' order by l.created_at, l.id)
        from leads l join contacts c on c.id = l.contact";
    assert_eq!(app.text(names).await, "Ana Bia");
    app.finish().await;
}

fn the_message(text: &str) -> Message<'_> {
    Message {
        conversation: "main",
        id: "the message",
        text,
    }
}

async fn check_once(app: &TestApp, view: &TurnView, commits: usize) {
    assert_eq!(view.status, TurnStatus::Answered, "{commits}: {view:#?}");
    assert_eq!(view.answer.as_deref(), Some(BOTH_DONE), "{commits}");
    for (sql, count) in [
        ("select count(*) from turns", 1),
        ("select count(*) from runs", 3),
        ("select count(*) from delegations where state = 'joined'", 2),
        ("select count(*) from leads", 1),
        ("select count(*) from model_calls", 5),
        ("select count(*) from tool_calls where outcome = 'done'", 4),
        ("select count(*) from messages where direction = 'out'", 1),
        ("select count(*) from audit where act = 'turn.closed'", 1),
        ("select sum(reserved)::bigint from delegations", 0),
    ] {
        assert_eq!(app.number(sql).await, count, "{commits}: {sql}");
    }
    // Nobody spends more than it was given, and together no more than the turn has.
    let over = "select count(*) from delegations where spent > allowance";
    assert_eq!(app.number(over).await, 0);
    let sum = app.number("select sum(allowance)::bigint from delegations");
    assert!(sum.await <= app.number("select allowance from turns").await);
}

#[tokio::test]
async fn two_departments_survive_a_crash_after_each_commit() {
    after_each_commit(MOST, async |commits| {
        let mut app = wired().await;
        app.wire().cut_after(commits);
        let text = both();
        let crashed = dies_on_the_way(&mut app, the_message(&text)).await;
        let submitted = app.submit(&app.owner, the_message(&text)).await.unwrap();
        let view = app.closed(submitted.turn).await;
        check_once(&app, &view, commits).await;
        // The books are exact to the millionth.
        app.finish().await;
        crashed
    })
    .await;
}

#[tokio::test]
async fn two_departments_of_which_one_needs_a_person_survive_a_crash_after_each_commit() {
    after_each_commit(MOST, async |commits| {
        let mut app = wired().await;
        paid_invoice(&app, 20_000).await;
        app.wire().cut_after(commits);
        let text = with_refund();
        let crashed = dies_on_the_way(&mut app, the_message(&text)).await;
        let submitted = app.submit(&app.owner, the_message(&text)).await.unwrap();
        let view = app.settled(submitted.turn).await;
        assert_eq!(view.status, TurnStatus::Waiting, "{commits}: {view:#?}");
        let shown = view.approval.unwrap();
        assert_eq!((shown.number, shown.department.as_str()), (1, "finance"));
        app.decide(&app.owner, &shown, YES).await.unwrap();
        let view = app.closed(submitted.turn).await;
        assert_eq!(view.answer.as_deref(), Some(BOTH_DONE), "{commits}");
        assert_eq!(refunded(&app).await, 12_000, "{commits}");
        assert_eq!(app.number("select count(*) from leads").await, 2);
        let ledger = "select count(*) from ledger where state = 'done' and run is not null";
        assert_eq!(app.number(ledger).await, 2, "{commits}");
        app.finish().await;
        crashed
    })
    .await;
}

#[tokio::test]
async fn the_lane_is_free_once_every_department_waits_or_is_done() {
    let hold = Hold::default();
    let gate = hold.clone();
    let app = TestApp::start(move |asked| match asked.agent.as_str() {
        "sales" if asked.before == 0 => obey(asked).held(&gate),
        _ => obey(asked),
    })
    .await;
    paid_invoice(&app, 20_000).await;
    let turn = app.begin("main", &with_refund()).await;
    hold.reached(1).await;
    app.until(
        "select count(*) from delegations where state = 'waiting'",
        1,
    )
    .await;
    // Finance waits for a person, Sales works: the turn keeps its lane.
    let next = app.begin("main", "Hello").await;
    assert_eq!(
        app.text("select lane from turns order by id limit 1").await,
        "active"
    );
    assert_eq!(app.view(turn).await.status, TurnStatus::Running);
    hold.release(9);
    assert_eq!(app.closed(next).await.status, TurnStatus::Answered);
    let shown = app.view(turn).await.approval.unwrap();
    assert_eq!(shown.department, "finance");
    assert_eq!(app.number("select count(*) from leads").await, 2);
    let view = app.approve(&shown).await;
    assert_eq!(view.answer.as_deref(), Some(BOTH_DONE));
    app.finish().await;
}

#[tokio::test]
async fn who_comes_back_from_a_person_waits_for_the_lane() {
    let hold = Hold::default();
    let gate = hold.clone();
    let app = TestApp::start(move |asked| match asked.question() {
        "Wait" => obey(asked).held(&gate),
        _ => obey(asked),
    })
    .await;
    paid_invoice(&app, 20_000).await;
    let shown = app.say(&with_refund()).await.approval.unwrap();
    let active = app.begin("main", "Wait").await;
    hold.reached(1).await;
    app.decide(&app.owner, &shown, YES).await.unwrap();
    app.until(
        "select count(*) from delegations where state = 'returning'",
        1,
    )
    .await;
    assert_eq!(refunded(&app).await, 0);
    hold.release(1);
    assert_eq!(app.closed(active).await.status, TurnStatus::Answered);
    let view = app.closed(shown.turn).await;
    assert_eq!(view.answer.as_deref(), Some(BOTH_DONE));
    assert_eq!(refunded(&app).await, 12_000);
    app.finish().await;
}

#[tokio::test]
async fn a_person_says_no_to_one_department() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let view = app.say(&with_refund()).await;
    let shown = view.approval.unwrap();
    app.decide(&app.owner, &shown, (Verdict::Deny, Some("not today")))
        .await
        .unwrap();
    let view = app.closed(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Refused, "{view:#?}");
    let answer = view.answer.unwrap();
    assert!(
        answer.starts_with("Sales:\nDone.\n\nFinance:\n"),
        "{answer}"
    );
    assert!(answer.contains("not today"), "{answer}");
    assert_eq!(refunded(&app).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn who_stops_the_turn_stops_every_department() {
    let hold = Hold::default();
    let gate = hold.clone();
    let app = TestApp::start(move |asked| match asked.agent.as_str() {
        "sales" => obey(asked).held(&gate),
        _ => obey(asked),
    })
    .await;
    paid_invoice(&app, 20_000).await;
    let turn = app.begin("main", &with_refund()).await;
    hold.reached(1).await;
    app.until(
        "select count(*) from delegations where state = 'waiting'",
        1,
    )
    .await;
    assert!(app.cancel(turn).await);
    // Both have heard of it; what Sales asked a model is paid for all the same.
    let asked = "select count(*) from runs where parent is not null and cancel_requested";
    app.until(asked, 2).await;
    hold.release(9);
    let view = app.closed(turn).await;
    assert_eq!(view.status, TurnStatus::Cancelled, "{view:#?}");
    let answer = view.answer.unwrap();
    assert_eq!(answer.matches("Stopped").count(), 1, "{answer}");
    assert_eq!(refunded(&app).await, 0);
    let withdrawn = "select count(*) from approvals where status = 'withdrawn'";
    assert_eq!(app.number(withdrawn).await, 1);
    app.finish().await;
}

#[tokio::test]
async fn a_department_that_fails_does_not_take_the_others_words() {
    let app = TestApp::start(|asked| match asked.agent.as_str() {
        "finance" => Reply::fault(Fault::Refused),
        _ => obey(asked),
    })
    .await;
    let view = app.say(&both()).await;
    assert_eq!(view.status, TurnStatus::Failed);
    let answer = view.answer.unwrap();
    assert!(
        answer.starts_with("Sales:\nDone.\n\nFinance:\n"),
        "{answer}"
    );
    assert_eq!(app.number("select count(*) from leads").await, 1);
    app.finish().await;
}

#[tokio::test]
async fn departments_share_what_the_turn_has_left() {
    let mut setup = Setup::new(obey);
    setup.limits = OwnerLimits {
        turn: Micros(40_000),
        ..OwnerLimits::defaults(Currency::Brl)
    };
    let app = setup.start().await;
    let view = app.say(&both()).await;
    assert_eq!(view.answer.as_deref(), Some(BOTH_DONE));
    // The supervisor's answer took 840 of it.
    let shares = "select string_agg(allowance::text, ' ' order by allowance) from delegations";
    assert_eq!(app.text(shares).await, "19580 19580");
    app.finish().await;
}

#[tokio::test]
async fn a_department_stops_at_its_share() {
    let mut setup = Setup::new(|asked| match asked.agent.as_str() {
        "sales" => obey(asked).usage(17_000, 0),
        _ => obey(asked),
    });
    setup.limits = OwnerLimits {
        turn: Micros(50_000),
        ..OwnerLimits::defaults(Currency::Brl)
    };
    let app = setup.start().await;
    let view = app.say(&both()).await;
    assert_eq!(view.status, TurnStatus::Refused, "{view:#?}");
    let answer = view.answer.unwrap();
    assert!(answer.contains("firma limits set turn"), "{answer}");
    assert!(answer.ends_with("Finance:\nDone."), "{answer}");
    app.finish().await;
}

#[tokio::test]
async fn a_model_call_of_a_department_that_a_crash_lost_stays_charged() {
    let hold = Hold::default();
    let gate = hold.clone();
    let mut app = TestApp::start(move |asked| match asked.agent.as_str() {
        "sales" if asked.before == 0 => obey(asked).held(&gate),
        _ => obey(asked),
    })
    .await;
    let turn = app.begin("main", &both()).await;
    hold.reached(1).await;
    app.until("select count(*) from delegations where state = 'joined'", 1)
        .await;
    let reserved = app
        .number("select reserved from delegations where state = 'running'")
        .await;
    assert!(reserved > 8_000, "{reserved}");
    app.restart_without_stop().await;
    let view = app.closed(turn).await;
    assert_eq!(view.answer.as_deref(), Some(BOTH_DONE));
    let lost = "select micros from spend where kind = 'lost' and department = 'sales'";
    assert_eq!(app.number(lost).await, reserved);
    assert_eq!(view.cost.micros.0, 5 * 840 + reserved);
    hold.release(1);
    app.finish().await;
}

/// The child that asks a person.
async fn asking(app: &TestApp) -> FlowId {
    let run = app.text("select run::text from approvals").await;
    run.parse().unwrap()
}

/// Has the department put aside that asks a person: its journal is broken by hand.
async fn put_aside(app: &TestApp, shown: &ApprovalView) -> FlowId {
    let child = asking(app).await;
    app.execute(
        "update steps set name = 'another' where path = '0.1.0'
            and flow = (select run from approvals)",
    )
    .await;
    app.decide(&app.owner, shown, YES).await.unwrap();
    app.until("select count(*) from runs where state = 'quarantined'", 1)
        .await;
    child
}

#[tokio::test]
async fn a_person_stops_one_department_and_the_other_answers() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = app.say(&with_refund()).await.approval.unwrap();
    let (child, store, owner) = (asking(&app).await, app.store().clone(), app.owner.clone());
    let stop = async move { store.stop_run(&owner, "http", child).await };
    app.run(stop).await.unwrap();
    app.wake(child.into());
    let view = app.closed(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Cancelled, "{view:#?}");
    let answer = view.answer.unwrap();
    assert!(answer.starts_with("Sales:\nDone.\n\nStopped"), "{answer}");
    assert_eq!(refunded(&app).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_department_that_was_put_aside_goes_on_from_its_journal() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = app.say(&with_refund()).await.approval.unwrap();
    let child = put_aside(&app, &shown).await;
    app.execute("update steps set name = 'tool.plan' where name = 'another'")
        .await;
    let (store, owner) = (app.store().clone(), app.owner.clone());
    let retry = async move { store.retry_run(&owner, "http", child).await };
    app.run(retry).await.unwrap();
    app.wake(child.into());
    let view = app.closed(shown.turn).await;
    assert_eq!(view.answer.as_deref(), Some(BOTH_DONE));
    assert_eq!(refunded(&app).await, 12_000);
    app.finish().await;
}

#[tokio::test]
async fn a_person_ends_a_department_that_was_put_aside() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = app.say(&with_refund()).await.approval.unwrap();
    let child = put_aside(&app, &shown).await;
    let (store, owner) = (app.store().clone(), app.owner.clone());
    let stop = async move { store.stop_run(&owner, "http", child).await };
    app.run(stop).await.unwrap();
    app.wake(shown.turn);
    let view = app.closed(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Cancelled, "{view:#?}");
    assert_eq!(
        app.number("select count(*) from runs where state = 'cancelled'")
            .await,
        1
    );
    app.abandon().await;
}

#[tokio::test]
async fn a_department_that_is_put_aside_is_waited_for_and_can_be_stopped() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let view = app.say(&with_refund()).await;
    let shown = view.approval.unwrap();
    put_aside(&app, &shown).await;
    // The conversation goes on without it.
    assert_eq!(app.say("Hello").await.status, TurnStatus::Answered);
    assert_eq!(app.view(shown.turn).await.status, TurnStatus::Waiting);
    assert!(app.cancel(shown.turn).await);
    let view = app.closed(shown.turn).await;
    assert_eq!(view.status, TurnStatus::Cancelled, "{view:#?}");
    assert!(view.answer.unwrap().contains("Sales:\nDone."));
    assert_eq!(
        app.number("select sum(abs(reserved))::bigint from turns")
            .await,
        0
    );
    app.abandon().await;
}
