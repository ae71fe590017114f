//! Answers that are pushed: each once, never to a conversation that changed hands, and again only
//! where a crash left nobody the wiser, and then marked.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    channel::{Channel, ChannelError, Delivery, Sending},
    turn::TurnStatus,
};
use orchestrator::Deliverer;
use store::Claiming;
use testkit::{Setup, TestApp, scripted::obey};

/// What a network does with a message.
#[derive(Clone, Copy, Debug)]
enum Network {
    Takes,
    Away,
    Refuses,
}

/// A network that keeps what it gets.
#[derive(Clone, Debug)]
struct Chat {
    does: Arc<Mutex<Network>>,
    got: Arc<Mutex<Vec<Delivery>>>,
}

impl Channel for Chat {
    fn name(&self) -> &'static str {
        "http"
    }

    fn send<'a>(&'a self, delivery: &'a Delivery) -> Sending<'a> {
        Box::pin(async move {
            let does = *self.does.lock().unwrap();
            let said = || Box::new(io::Error::other("says the network"));
            match does {
                Network::Takes => {
                    self.got.lock().unwrap().push(delivery.clone());
                    Ok("17".to_owned())
                }
                Network::Away => Err(ChannelError::Unavailable(said())),
                Network::Refuses => Err(ChannelError::Refused(said())),
            }
        })
    }
}

async fn pushing(does: Network) -> (TestApp, Chat) {
    let mut setup = Setup::new(obey);
    setup.pushes = vec!["http"];
    let chat = Chat {
        does: Arc::new(Mutex::new(does)),
        got: Arc::default(),
    };
    (setup.start().await, chat)
}

/// Sends what is due.
async fn deliver(app: &TestApp, chat: &Chat) -> usize {
    let deliverer = Deliverer::new(app.store().clone(), vec![Arc::new(chat.clone())], 7);
    let delivering = app.run(async move { deliverer.deliver_due().await });
    delivering.await.unwrap()
}

async fn state(app: &TestApp) -> String {
    app.text("select state from outbox").await
}

#[tokio::test]
async fn an_answer_is_pushed_once() {
    let (app, chat) = pushing(Network::Takes).await;
    let view = app.say("Hi").await;
    assert_eq!(view.answer.as_deref(), Some("Hello."));
    assert_eq!(deliver(&app, &chat).await, 1);
    assert_eq!(deliver(&app, &chat).await, 0);
    assert_eq!(state(&app).await, "sent");
    let got = chat.got.lock().unwrap().pop().unwrap();
    assert_eq!(got.parts[0].words(), "Hello.");
    assert!(got.address.ends_with("/main") && !got.redelivered);
    assert!(chat.got.lock().unwrap().is_empty());
    app.finish().await;
}

#[tokio::test]
async fn a_network_that_is_away_gets_it_later_and_one_that_refuses_never() {
    let (app, chat) = pushing(Network::Away).await;
    app.say("Hi").await;
    assert_eq!(deliver(&app, &chat).await, 1);
    assert_eq!(state(&app).await, "pending");
    assert_eq!(deliver(&app, &chat).await, 0);
    app.execute("update outbox set due = now()").await;
    *chat.does.lock().unwrap() = Network::Takes;
    assert_eq!(deliver(&app, &chat).await, 1);
    assert_eq!(state(&app).await, "sent");
    // Nothing had left before, hence it is no repeat.
    assert!(!chat.got.lock().unwrap()[0].redelivered);

    *chat.does.lock().unwrap() = Network::Refuses;
    app.say("Hi again").await;
    assert_eq!(deliver(&app, &chat).await, 1);
    let failed = app.number("select count(*) from outbox where state = 'failed'");
    assert_eq!(failed.await, 1);
    app.finish().await;
}

#[tokio::test]
async fn one_that_a_crash_left_half_sent_goes_again_and_is_marked() {
    let (app, chat) = pushing(Network::Takes).await;
    app.say("Hi").await;
    // As a process leaves it that dies while it sends.
    app.execute("update outbox set state = 'sending', attempts = 1, due = now()")
        .await;
    assert_eq!(deliver(&app, &chat).await, 1);
    assert!(chat.got.lock().unwrap()[0].redelivered);
    assert_eq!(state(&app).await, "sent");
    app.finish().await;
}

#[tokio::test]
async fn one_that_another_has_claimed_meanwhile_is_left_to_it() {
    let (app, chat) = pushing(Network::Takes).await;
    app.say("Hi").await;
    // Whoever claimed it took too long for what came before it.
    let store = app.store().clone();
    let claiming = Claiming {
        holder: 8,
        most: 32,
        patience: Duration::ZERO,
        attempts: 8,
    };
    let late = app.run(async move { store.claim_outbox(claiming).await });
    let late = late.await.unwrap().remove(0);
    assert_eq!(deliver(&app, &chat).await, 1);
    let store = app.store().clone();
    let delivery = app.run(async move { store.delivery(late, Duration::ZERO).await });
    assert!(delivery.await.unwrap().is_none());
    assert_eq!(chat.got.lock().unwrap().len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn one_of_which_nobody_ever_hears_is_given_up() {
    let (app, chat) = pushing(Network::Takes).await;
    app.say("Hi").await;
    app.execute("update outbox set state = 'sending', attempts = 8, due = now()")
        .await;
    assert_eq!(deliver(&app, &chat).await, 0);
    assert_eq!(state(&app).await, "failed");
    assert!(chat.got.lock().unwrap().is_empty());
    app.finish().await;
}

#[tokio::test]
async fn a_conversation_that_changed_hands_gets_no_stale_answer() {
    let (app, chat) = pushing(Network::Takes).await;
    app.say("Hi").await;
    let person = app.owner.person;
    app.execute(&format!(
        "update conversations set owner = '{person}', owner_epoch = owner_epoch + 1"
    ))
    .await;
    assert_eq!(deliver(&app, &chat).await, 0);
    assert_eq!(state(&app).await, "dropped");
    assert!(chat.got.lock().unwrap().is_empty());

    // And while a person answers, the agents do not.
    let view = app.say("Anybody there?").await;
    assert_eq!((view.status, view.answer), (TurnStatus::Answered, None));
    assert_eq!(app.models.asked().len(), 1);
    app.finish().await;
}
