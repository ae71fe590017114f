//! One turn at a time in a conversation, many beside each other, and each message once.

use domain::turn::TurnStatus;
use orchestrator::{LONGEST, SubmitError};
use testkit::{
    Message, TestApp,
    scripted::{Hold, Reply, obey},
};

use crate::shop::{YES, asked, lead, paid_invoice, refund};

#[tokio::test]
async fn the_turns_of_one_conversation_keep_their_order() {
    let hold = Hold::default();
    let gate = hold.clone();
    let app = TestApp::start(move |asked| {
        let text = format!("To {}", asked.question());
        Reply::text(text).held(&gate)
    })
    .await;
    let mut turns = Vec::new();
    for text in ["one", "two", "three"] {
        turns.push(app.begin("main", text).await);
    }
    for (index, turn) in turns.iter().enumerate() {
        hold.reached(1).await;
        assert_eq!(app.models.asked().len(), index + 1);
        let lanes = "select count(*) from turns where lane = 'active'";
        assert_eq!(app.number(lanes).await, 1);
        assert_eq!(app.view(*turn).await.status, TurnStatus::Running);
        hold.release(1);
        app.closed(*turn).await;
    }
    let said = "select string_agg(parts -> 0 ->> 'text', ', ' order by id) from messages
        where direction = 'out'";
    assert_eq!(app.text(said).await, "To one, To two, To three");
    // Each knows what was answered before it.
    let last = app.models.asked().pop().unwrap();
    assert_eq!(last.request.items.len(), 5);
    app.finish().await;
}

#[tokio::test]
async fn two_messages_that_begin_a_conversation_at_once_are_answered_one_after_the_other() {
    let app = TestApp::start(|asked| Reply::text(format!("To {}", asked.question()))).await;
    let turns: [_; 2] = tokio::join!(app.begin("main", "one"), app.begin("main", "two")).into();
    for turn in turns {
        let view = app.closed(turn).await;
        assert_eq!(view.status, TurnStatus::Answered);
    }
    let conversations = "select count(*) from conversations";
    assert_eq!(app.number(conversations).await, 1);
    // The later one has read what was said before it.
    let asked = app.models.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked.first().map(|it| it.request.items.len()), Some(1));
    assert_eq!(asked.last().map(|it| it.request.items.len()), Some(3));
    app.finish().await;
}

#[tokio::test]
async fn different_conversations_run_beside_each_other() {
    let hold = Hold::default();
    let gate = hold.clone();
    let app = TestApp::start(move |_| Reply::text("Hello.").held(&gate)).await;
    let mut turns = Vec::new();
    for conversation in ["a", "b", "c", "d"] {
        turns.push(app.begin(conversation, "Hi").await);
    }
    hold.reached(4).await;
    hold.release(4);
    for turn in turns {
        assert_eq!(app.closed(turn).await.status, TurnStatus::Answered);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_turn_that_was_approved_waits_for_its_lane() {
    let hold = Hold::default();
    let gate = hold.clone();
    let app = TestApp::start(move |asked| match asked.question() {
        "Wait" => Reply::text("I waited.").held(&gate),
        _ => obey(asked),
    })
    .await;
    paid_invoice(&app, 20_000).await;
    let shown = asked(&app, &refund(1, 12_000)).await;
    let other = app.begin("main", "Wait").await;
    hold.reached(1).await;
    app.decide(&app.owner, &shown, YES).await.unwrap();
    app.until("select count(*) from turns where lane = 'returning'", 1)
        .await;
    assert_eq!(app.view(other).await.status, TurnStatus::Running);
    hold.release(1);
    assert_eq!(app.closed(other).await.status, TurnStatus::Answered);
    let view = app.closed(shown.turn).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    app.finish().await;
}

#[tokio::test]
async fn the_same_message_twice_is_one_turn() {
    let app = TestApp::start(obey).await;
    let text = lead("Ana");
    let message = Message {
        conversation: "main",
        id: "the same",
        text: &text,
    };
    let (one, other) = tokio::join!(
        app.submit(&app.owner, message),
        app.submit(&app.owner, message),
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.turn, other.turn);
    assert!(one.news.is_some() != other.news.is_some());
    app.closed(one.turn).await;
    let later = app.submit(&app.owner, message).await.unwrap();
    assert_eq!(later.turn, one.turn);

    let text = lead("Bia");
    for message in [
        Message {
            text: &text,
            ..message
        },
        Message {
            conversation: "another",
            ..message
        },
    ] {
        let refused = app.submit(&app.owner, message).await;
        assert!(
            matches!(refused, Err(SubmitError::OtherMessage)),
            "{refused:?}"
        );
    }
    assert_eq!(app.number("select count(*) from turns").await, 1);
    assert_eq!(app.number("select count(*) from leads").await, 1);

    // The name is the person's own: another's message of the same name is another message.
    let other = app.member(domain::person::Role::Owner, &[]).await;
    let submitted = app.submit(&other, message).await.unwrap();
    assert_ne!(submitted.turn, one.turn);
    app.closed(submitted.turn).await;
    app.finish().await;
}

#[tokio::test]
async fn a_message_that_says_nothing_or_too_much_is_not_taken() {
    let app = TestApp::start(obey).await;
    let submit = async |text: &str| {
        let message = Message {
            conversation: "main",
            id: "one",
            text,
        };
        app.submit(&app.owner, message).await
    };
    for empty in ["", " \n\t ", "\u{0}\u{7}\u{1b}"] {
        let refused = submit(empty).await;
        assert!(
            matches!(refused, Err(SubmitError::Empty)),
            "{empty:?}: {refused:?}"
        );
    }
    let refused = submit(&"x".repeat(LONGEST + 1)).await;
    assert!(matches!(refused, Err(SubmitError::TooLong)), "{refused:?}");
    assert_eq!(app.number("select count(*) from turns").await, 0);

    let taken = submit("Hi\u{0}\u{1b}[31m there\r\n").await.unwrap();
    app.closed(taken.turn).await;
    let stored = "select parts -> 0 ->> 'text' from messages where direction = 'in'";
    assert_eq!(app.text(stored).await, "Hi[31m there\n");
    app.finish().await;
}
