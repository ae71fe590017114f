//! Only activities are tried again, as far as their effect allows.

use std::time::Duration;

use domain::tool::Effect;
use serde_json::json;

use super::{
    Engine,
    program::{Op, send, think},
    world::Reply,
};

const ONCE: Effect = Effect::WriteOnce {
    window: Duration::from_secs(24 * 3600),
};

/// Runs one activity whose outside answers so, and lets the time between its attempts pass.
async fn attempts<E: Engine>(
    engine: &E,
    label: &str,
    effect: Effect,
    replies: &[Reply],
    waits: usize,
) -> String {
    engine.world().replies(label, replies);
    let flow = engine.run(&[send(label, effect)]).await;
    for _ in 0..waits {
        engine.waiting(flow).await;
        engine.pass_time(flow).await;
    }
    let mut parts = engine.end(flow).await.parts();
    parts.remove(0).as_str().unwrap().to_owned()
}

pub(crate) async fn what_was_not_sent_is_tried_again_whatever_its_effect<E: Engine>() {
    let engine = E::begin().await;
    for (label, effect) in [
        ("a", Effect::Read),
        ("b", ONCE),
        ("c", Effect::WriteAtMostOnce),
    ] {
        let came = attempts(&engine, label, effect, &[Reply::NotSent], 1).await;
        assert!(came.starts_with(label), "{came}");
        let sent = [format!("send {label} 0"), format!("send {label} 1")];
        assert_eq!(engine.world().notes_of(&format!("send {label}")), sent);
    }
    assert_eq!(engine.written().await, ["a:1", "b:2", "c:3"]);
}

pub(crate) async fn what_may_be_repeated_is_tried_again<E: Engine>() {
    let engine = E::begin().await;
    let replies = [Reply::Unavailable, Reply::Unknown];
    for (label, effect) in [("a", Effect::Read), ("b", ONCE)] {
        let came = attempts(&engine, label, effect, &replies, 2).await;
        assert!(came.starts_with(label), "{came}");
        assert_eq!(engine.world().notes_of(&format!("send {label}")).len(), 3);
        assert_eq!(engine.world().notes_of(&format!("record {label}")).len(), 1);
    }
}

pub(crate) async fn what_may_not_be_repeated_is_sent_once<E: Engine>() {
    let engine = E::begin().await;
    for (label, reply) in [("a", Reply::Unavailable), ("b", Reply::Unknown)] {
        let came = attempts(&engine, label, Effect::WriteAtMostOnce, &[reply], 0).await;
        assert!(came.starts_with("gave up"), "{came}");
        assert_eq!(engine.world().notes_of(&format!("send {label}")).len(), 1);
    }
    assert_eq!(engine.written().await, [""; 0]);
}

pub(crate) async fn a_refusal_is_final<E: Engine>() {
    let engine = E::begin().await;
    let came = attempts(&engine, "a", Effect::Read, &[Reply::Refused], 0).await;
    assert_eq!(came, "gave up: refused");
    assert_eq!(engine.world().notes_of("send a").len(), 1);
}

pub(crate) async fn a_fifth_failure_is_final<E: Engine>() {
    let engine = E::begin().await;
    let came = attempts(&engine, "a", Effect::Read, &[Reply::Unavailable; 9], 4).await;
    assert_eq!(came, "gave up: unavailable");
    let sent: Vec<_> = (0..5).map(|attempt| format!("send a {attempt}")).collect();
    assert_eq!(engine.world().notes_of("send a"), sent);
    assert_eq!(engine.world().notes_of("record a"), ["record a 4"]);
}

pub(crate) async fn what_may_have_happened_is_never_called_unsent<E: Engine>() {
    let mut engine = E::begin().await;
    let mut replies = vec![Reply::Unknown];
    replies.resize(9, Reply::NotSent);
    engine.world().replies("a", &replies);
    let flow = engine.run(&[send("a", ONCE)]).await;
    for _ in 0..4 {
        engine.waiting(flow).await;
        engine.crash().await;
        engine.pass_time(flow).await;
    }
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("gave up: unknown")]);
}

pub(crate) async fn attempts_outlive_a_crash<E: Engine>() {
    let mut engine = E::begin().await;
    engine.world().replies("a", &[Reply::Unavailable; 9]);
    let flow = engine.run(&[send("a", Effect::Read), think("b")]).await;
    for _ in 0..4 {
        engine.waiting(flow).await;
        engine.crash().await;
        engine.waiting(flow).await;
        engine.pass_time(flow).await;
    }
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!("gave up: unavailable"), json!("b:1")]);
    let sent: Vec<_> = (0..5).map(|attempt| format!("send a {attempt}")).collect();
    assert_eq!(engine.world().notes_of("send a"), sent);
}

pub(crate) async fn all_attempts_have_one_key<E: Engine>() {
    let mut engine = E::begin().await;
    engine.world().replies("a", &[Reply::Unavailable; 2]);
    let branch = vec![send("b", ONCE)];
    let flow = engine
        .run(&[send("a", ONCE), Op::Join(vec![branch.clone(), branch])])
        .await;
    for _ in 0..2 {
        engine.waiting(flow).await;
        engine.crash().await;
        engine.pass_time(flow).await;
    }
    engine.end(flow).await.parts();
    let mut keys = engine.world().seen("key a");
    assert_eq!(keys.len(), 3, "three attempts");
    keys.dedup();
    assert_eq!(keys.len(), 1, "an attempt has a key of its own: {keys:?}");
    // Another place in the program is another key, whatever is sent.
    keys.extend(engine.world().seen("key b"));
    let mut texts: Vec<String> = keys.iter().map(ToString::to_string).collect();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 3, "{texts:?}");
}

pub(crate) async fn a_send_that_a_crash_cut_off_is_repeated_only_where_that_is_harmless<
    E: Engine,
>() {
    let mut engine = E::begin().await;
    let labels = [
        ("a", Effect::Read),
        ("b", ONCE),
        ("c", Effect::WriteAtMostOnce),
    ];
    let branch = |(label, effect)| {
        engine.world().hold(label);
        vec![send(label, effect)]
    };
    let flow = engine.run(&[Op::Join(labels.map(branch).into())]).await;
    for (label, _) in labels {
        engine.world().until(&format!("send {label} 0"), 1).await;
    }
    engine.crash().await;
    for label in ["a", "b"] {
        engine.world().until(&format!("send {label} 0"), 2).await;
        engine.world().let_go(label);
        engine.world().until(&format!("record {label} 0"), 1).await;
    }
    let parts = engine.end(flow).await.parts();
    assert_eq!(parts, [json!([["a:1"], ["b:2"], ["unknown"]])]);
    assert_eq!(engine.world().notes_of("send c").len(), 1);
    assert_eq!(engine.written().await, ["a:1", "b:2"]);
}

pub(crate) async fn an_intent_that_is_settled_sends_nothing<E: Engine>() {
    let engine = E::begin().await;
    let parts = engine
        .outcome(&[Op::SendSettled("a".to_owned()), think("b")])
        .await;
    assert_eq!(parts, [json!("a:1"), json!("b:2")]);
    assert_eq!(engine.world().notes_of("send"), [""; 0]);
}
