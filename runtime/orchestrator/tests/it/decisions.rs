//! Between a request and the yes to it things change: what was agreed to is then not done.

use domain::{
    budget::{OwnerLimits, ToolPrice},
    money::{Currency, Micros, Money},
    person::Role,
    turn::{Outcome, TurnStatus, TurnView},
};
use store::DecideError;
use testkit::{
    Message, TestApp,
    scripted::{Hold, obey},
};

use crate::shop::{YES, asked, paid_invoice, refund, refunded};

/// Nothing was done, and the person reads why.
fn not_done(view: &TurnView, why: &str) {
    let answer = view.answer.clone().unwrap_or_default();
    assert!(answer.contains(why), "{view:#?}");
    let call = view.steps.iter().find(|it| it.name == "refund_invoice");
    let outcome = call.map(|it| it.outcome);
    assert!(
        matches!(outcome, Some(Outcome::Refused | Outcome::Failed)),
        "{view:#?}"
    );
}

fn brl(minor: i64) -> Money {
    Money {
        minor,
        currency: Currency::Brl,
    }
}

#[tokio::test]
async fn what_was_refunded_meanwhile_is_not_refunded_again() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let first = asked(&app, &refund(1, 20_000)).await;
    let second = asked(&app, &refund(1, 15_000)).await;
    let third = asked(&app, &refund(1, 12_000)).await;
    assert_eq!(app.approve(&second).await.status, TurnStatus::Answered);
    not_done(&app.approve(&first).await, "only R$50.00 can be given back");
    not_done(&app.approve(&third).await, "only R$50.00 can be given back");
    assert_eq!(refunded(&app).await, 15_000);
    assert_eq!(
        app.number("select count(*) from approvals where status = 'used'")
            .await,
        3
    );
    app.finish().await;
}

#[tokio::test]
async fn of_two_that_are_agreed_to_at_once_one_is_done() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let one = asked(&app, &refund(1, 20_000)).await;
    let other = asked(&app, &refund(1, 20_000)).await;
    let (left, right) = tokio::join!(app.approve(&one), app.approve(&other));
    let answers = [left.answer.unwrap(), right.answer.unwrap()];
    assert_eq!(
        answers.iter().filter(|it| *it == "Done.").count(),
        1,
        "{answers:?}"
    );
    assert_eq!(refunded(&app).await, 20_000);
    app.finish().await;
}

#[tokio::test]
async fn a_limit_that_was_lowered_asks_for_somebody_with_more_to_say() {
    let mut app = TestApp::start(obey).await;
    paid_invoice(&app, 40_000).await;
    let manager = app.member(Role::Manager, &["finance"]).await;
    let by_manager = asked(&app, &refund(1, 12_000)).await;
    let by_owner = asked(&app, &refund(1, 12_000)).await;
    let mut limits = OwnerLimits::defaults(Currency::Brl);
    limits.authority_day = brl(10_000);
    app.set_limits(&limits).await;
    app.decide(&manager, &by_manager, YES).await.unwrap();
    not_done(&app.closed(by_manager.turn).await, "more than the approval");
    assert_eq!(refunded(&app).await, 0);
    // The owner's word is enough for anything.
    assert_eq!(app.approve(&by_owner).await.status, TurnStatus::Answered);
    assert_eq!(refunded(&app).await, 12_000);
    app.finish().await;
}

#[tokio::test]
async fn a_department_that_may_give_nothing_away_asks_the_owner_of_whoever_asks() {
    let mut app = TestApp::start(obey).await;
    paid_invoice(&app, 40_000).await;
    let mut limits = OwnerLimits::defaults(Currency::Brl);
    limits.authority_day = brl(0);
    app.set_limits(&limits).await;
    let manager = app.member(Role::Manager, &["finance"]).await;
    // Less than an agent may give away in one call, and more than the department may.
    let view = app.say_as(&manager, "hers", &refund(1, 4_000)).await;
    let shown = view.approval.unwrap();
    assert_eq!(shown.role, Role::Owner);
    let hers = app.decide(&manager, &shown, YES).await;
    assert!(matches!(hers, Err(DecideError::NotAllowed)), "{hers:?}");
    assert_eq!(app.approve(&shown).await.status, TurnStatus::Answered);
    assert_eq!(refunded(&app).await, 4_000);
    app.finish().await;
}

#[tokio::test]
async fn who_left_while_her_turn_was_thinking_gives_nothing_away() {
    let hold = Hold::default();
    let gate = hold.clone();
    let app = TestApp::start(move |asked| match asked.agent.as_str() {
        "finance" if asked.before == 0 => obey(asked).held(&gate),
        _ => obey(asked),
    })
    .await;
    paid_invoice(&app, 40_000).await;
    let manager = app.member(Role::Manager, &["finance"]).await;
    let message = Message {
        conversation: "hers",
        id: "the message",
        text: &refund(1, 4_000),
    };
    let turn = app.submit(&manager, message).await.unwrap().turn;
    hold.reached(1).await;
    let gone = manager.person;
    app.execute(&format!(
        "delete from tokens where person = '{gone}'; delete from members where person = '{gone}'"
    ))
    .await;
    hold.release(1);
    app.closed(turn).await;
    assert_eq!(app.number("select count(*) from ledger").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn who_may_not_decide_any_more_has_not_decided() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let manager = app.member(Role::Manager, &["finance"]).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    // The moment that she says yes she becomes staff.
    let member = manager.person;
    app.execute(&format!(
        "create function demote() returns trigger language plpgsql as $$ begin
            update members set role = 'staff' where person = '{member}'; return new; end $$;
        create trigger demote after update on approvals for each row
            when (new.status = 'approved') execute function demote()"
    ))
    .await;
    app.decide(&manager, &shown, YES).await.unwrap();
    not_done(&app.closed(shown.turn).await, "more than the approval");
    assert_eq!(refunded(&app).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_tool_that_is_granted_no_more_is_not_called() {
    let mut app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    app.kill().await;
    let finance = app.setup_mut().departments.get_mut("finance").unwrap();
    finance.agent.tools.remove("refund_invoice");
    app.start_again().await;
    not_done(&app.approve(&shown).await, "may not use refund_invoice");
    assert_eq!(refunded(&app).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_price_that_rose_is_not_what_was_agreed_to() {
    let mut app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    app.kill().await;
    app.setup_mut().prices.tools.push(ToolPrice {
        tool: "refund_invoice".to_owned(),
        from: chrono::NaiveDate::MIN,
        currency: Currency::Brl,
        micros: Micros(1_000),
    });
    app.start_again().await;
    not_done(&app.approve(&shown).await, "costs more than it did");
    assert_eq!(refunded(&app).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn what_was_agreed_to_and_changed_since_is_not_done() {
    let mut app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    app.kill().await;
    // Behind everybody's back: the request itself still says what it said.
    app.execute("update tool_calls set plan = replace(plan::text, '12000', '15000')::jsonb")
        .await;
    app.start_again().await;
    not_done(&app.approve(&shown).await, "no longer what was agreed to");
    assert_eq!(refunded(&app).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn who_asked_and_has_left_gets_nothing_done() {
    let app = TestApp::start(obey).await;
    paid_invoice(&app, 20_000).await;
    let staff = app.member(Role::Staff, &["finance"]).await;
    let view = app.say_as(&staff, "hers", &refund(1, 1_000)).await;
    // Staff may not give anything away alone, however little.
    let shown = view.approval.unwrap();
    assert_eq!(shown.why, "gate.why_role");
    app.execute(&format!(
        "delete from tokens where person = '{0}'; delete from members where person = '{0}'",
        staff.person
    ))
    .await;
    not_done(&app.approve(&shown).await, "Nobody who may ask for this");
    assert_eq!(refunded(&app).await, 0);
    app.finish().await;
}
