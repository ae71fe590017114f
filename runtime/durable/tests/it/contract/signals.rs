//! Signals: first in, first out, kept until somebody reads them.

use chrono::Utc;
use domain::ids::FlowId;
use serde_json::json;

use super::{
    Engine,
    program::{DAY, Op, signal, signal_or, write},
};

pub(crate) async fn signals_of_a_name_come_in_the_order_of_sending<E: Engine>() {
    let mut engine = E::begin().await;
    let flow = engine
        .run(&[signal("go"), signal("a"), signal("a"), signal("a")])
        .await;
    engine.waiting(flow).await;
    for number in 1..=3 {
        engine.signal(flow, "a", json!(number)).await.unwrap();
    }
    engine.crash().await;
    engine.signal(flow, "go", json!(0)).await.unwrap();
    assert_eq!(
        engine.end(flow).await.parts(),
        [json!(0), json!(1), json!(2), json!(3)]
    );
}

pub(crate) async fn names_do_not_stand_in_each_others_way<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine.run(&[signal("a"), signal("b")]).await;
    engine.signal(flow, "b", json!("b")).await.unwrap();
    engine.waiting(flow).await;
    engine.signal(flow, "a", json!("a")).await.unwrap();
    assert_eq!(engine.end(flow).await.parts(), [json!("a"), json!("b")]);
}

pub(crate) async fn a_signal_that_is_sent_before_it_is_awaited_is_kept<E: Engine>() {
    let mut engine = E::begin().await;
    let flow = engine
        .run(&[Op::Sleep(DAY), write("x"), Op::Sleep(DAY), signal("a")])
        .await;
    engine.waiting(flow).await;
    engine.signal(flow, "a", json!(7)).await.unwrap();
    engine.waiting(flow).await;
    engine.pass_time(flow).await;
    engine.waiting(flow).await;
    engine.crash().await;
    engine.pass_time(flow).await;
    assert_eq!(engine.end(flow).await.parts()[3], json!(7));
}

pub(crate) async fn a_signal_that_nobody_awaits_hurts_nobody<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine.run(&[signal("a")]).await;
    engine.waiting(flow).await;
    for _ in 0..3 {
        engine.signal(flow, "other", json!(1)).await.unwrap();
        engine.waiting(flow).await;
    }
    engine.signal(flow, "a", json!(2)).await.unwrap();
    assert_eq!(engine.end(flow).await.parts(), [json!(2)]);
}

pub(crate) async fn a_signal_that_comes_in_time_wins_and_the_timer_is_gone<E: Engine>() {
    let mut engine = E::begin().await;
    let flow = engine
        .run(&[signal_or("a", DAY), write("x"), signal("go")])
        .await;
    engine.waiting(flow).await;
    engine.signal(flow, "a", json!(1)).await.unwrap();
    engine.waiting(flow).await;
    engine.crash().await;
    engine.pass_time(flow).await;
    engine.waiting(flow).await;
    engine.signal(flow, "go", json!(2)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!(1), json!("x:1"), json!(2)]);
}

pub(crate) async fn a_signal_that_comes_too_late_stays_for_the_next_wait<E: Engine>() {
    let mut engine = E::begin().await;
    let ops = [
        signal_or("a", DAY),
        write("x"),
        signal("go"),
        signal_or("a", DAY),
    ];
    let flow = engine.run(&ops).await;
    engine.waiting(flow).await;
    engine.pass_time(flow).await;
    engine.waiting(flow).await;
    engine.signal(flow, "a", json!("late")).await.unwrap();
    engine.waiting(flow).await;
    engine.crash().await;
    engine.signal(flow, "go", json!(1)).await.unwrap();
    let parts = engine.end(flow).await.parts();
    assert_eq!(
        parts,
        [json!("timed out"), json!("x:1"), json!(1), json!("late")]
    );
}

pub(crate) async fn a_signal_that_comes_while_its_run_goes_to_rest_is_not_lost<E: Engine>() {
    let engine = E::begin().await;
    let sent = || Op::SignalItself("a".to_owned());
    let parts = engine.outcome(&[sent(), signal("a")]).await;
    assert_eq!(parts[1], json!("in between"));
    // As well where a time would wake it, only later.
    let parts = engine
        .outcome(&[write("x"), sent(), signal_or("a", DAY)])
        .await;
    assert_eq!(parts[2], json!("in between"));
}

pub(crate) async fn signals_over_64_kib_are_refused<E: Engine>() {
    let engine = E::begin().await;
    let flow = engine.run(&[signal("a")]).await;
    let large = json!("x".repeat(64 * 1024));
    assert!(engine.signal(flow, "a", large).await.is_err());
    engine.waiting(flow).await;
    engine
        .signal(flow, "a", json!("x".repeat(60 * 1024)))
        .await
        .unwrap();
    engine.end(flow).await.parts();
}

pub(crate) async fn what_has_ended_or_never_was_gets_no_signal<E: Engine>() {
    let engine = E::begin().await;
    let never = FlowId::new(Utc::now());
    assert!(!engine.signal(never, "a", json!(1)).await.unwrap());
    let flow = engine.run(&[write("a")]).await;
    let end = engine.end(flow).await;
    assert!(!engine.signal(flow, "a", json!(1)).await.unwrap());
    assert_eq!(engine.end(flow).await, end);
    assert_eq!(engine.world().notes_of("program").len(), 1);
}
