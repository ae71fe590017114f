//! Where every door hands a message in and waits for its turn.

use std::{fmt, sync::Arc, time::Duration};

use chrono::Utc;
use domain::{
    digest::Digest,
    ids::{OrganisationId, TurnId},
    message::{Origin, Part},
    person::{Actor, Role},
    trace::Traceparent,
    turn::{TurnStatus, TurnView},
};
use store::{Accepted, Configured, Dispatch, Incoming, News, Place, Store};
use tokio::{sync::mpsc, time};

use crate::{
    direct,
    progress::{Feed, Hear, Progress},
    transcript::MESSAGES,
};

/// How often a waiting door looks by itself, in case the news was missed.
const LOOK: Duration = Duration::from_secs(1);

/// The longest text that a message may have, in bytes.
pub const LONGEST: usize = 256 * 1024;

/// Where messages are handed in.
#[derive(Clone)]
pub struct Desk {
    store: Store,
    feed: Feed,
    engine: Arc<dyn Dispatch>,
    configured: Configured,
    workflow: (&'static str, u32),
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

/// A message at a door.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// The channel: `terminal`, `http`.
    pub channel: &'static str,
    /// The conversation's name, as its person chose it.
    pub conversation: String,
    /// The sender's own name of the message; a second one of the same name is the same message.
    pub external_id: String,
    /// What it says.
    pub text: String,
    /// The trace that it belongs to, where its sender has one.
    pub traceparent: Option<Traceparent>,
    /// How much of its turn its sender wants to hear.
    pub hear: Hear,
}

/// What became of a message.
#[derive(Debug)]
pub struct Submitted {
    /// Its turn.
    pub turn: TurnId,
    /// News of the turn, from its beginning; nothing, if the message had come in before.
    pub news: Option<mpsc::Receiver<Progress>>,
}

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// It says nothing.
    #[error("the message is empty")]
    Empty,
    /// It is longer than [`LONGEST`].
    #[error("the message is too long")]
    TooLong,
    /// Another message had its name before.
    #[error("another message was sent under this name")]
    OtherMessage,
    /// The database did not take it.
    #[error("the message could not be stored")]
    Store(#[from] store::Error),
}

impl Desk {
    /// A desk that hands turns to a workflow under a configuration.
    pub fn new(
        store: Store,
        feed: Feed,
        engine: Arc<dyn Dispatch>,
        configured: Configured,
        workflow: (&'static str, u32),
    ) -> Self {
        Self {
            store,
            feed,
            engine,
            configured,
            workflow,
        }
    }

    /// Takes a message in. When this returns, its turn is stored and will be answered.
    pub async fn submit(
        &self,
        actor: &Actor,
        message: NewMessage,
    ) -> Result<Submitted, SubmitError> {
        self.take(actor, message, self.workflow).await
    }

    /// Takes in a message that is a person's own call ([`direct::DirectCall::text`]): a turn without a model.
    pub async fn call(&self, actor: &Actor, message: NewMessage) -> Result<Submitted, SubmitError> {
        self.take(actor, message, direct::WORKFLOW).await
    }

    async fn take(
        &self,
        actor: &Actor,
        message: NewMessage,
        workflow: (&'static str, u32),
    ) -> Result<Submitted, SubmitError> {
        if message.text.len() > LONGEST {
            return Err(SubmitError::TooLong);
        }
        let text = clean(&message.text);
        if text.trim().is_empty() {
            return Err(SubmitError::Empty);
        }
        let at = Utc::now();
        let turn = TurnId::new(at);
        let traceparent = message.traceparent.unwrap_or_else(|| turn.into());
        let news = self.feed.watch(turn, message.hear);
        let incoming = Incoming {
            turn,
            organisation: actor.organisation,
            digest: Digest::of_parts(&[message.conversation.as_bytes(), message.text.as_bytes()]),
            place: Place {
                channel: message.channel,
                account: actor.person.to_string(),
                name: message.conversation,
            },
            external_id: message.external_id,
            person: actor.person,
            token: actor.token,
            origin: origin(actor.role),
            parts: vec![Part::text(text)],
            configuration: self.configured.digest,
            traceparent: Some(traceparent.to_string()),
            workflow,
            at,
            slot: self.engine.slot(),
            reads: MESSAGES,
        };
        let taken = match self.store.accept_inbound(&incoming).await {
            Ok(Accepted::New(turn)) => Ok((turn, Some(News::Ready))),
            Ok(Accepted::Claimed(run)) => Ok((turn, Some(News::Claimed(run)))),
            Ok(Accepted::Before(turn)) => Ok((turn, None)),
            Ok(Accepted::Other(_)) => Err(SubmitError::OtherMessage),
            Err(error) => Err(error.into()),
        };
        if let Ok((turn, Some(ready))) = taken {
            self.engine.tell(ready);
            let news = Some(news);
            return Ok(Submitted { turn, news });
        }
        // There is no turn that anybody could watch.
        drop(news);
        self.feed.sweep(turn);
        let (turn, _) = taken?;
        Ok(Submitted { turn, news: None })
    }

    /// All news of a turn, from now on.
    pub fn watch(&self, turn: TurnId) -> mpsc::Receiver<Progress> {
        self.feed.watch(turn, Hear::All)
    }

    /// Forgets watchers of a turn that are gone.
    pub fn forget(&self, turn: TurnId) {
        self.feed.sweep(turn);
    }

    /// Tells the engine that something happened to a turn, for example a decision.
    pub fn wake(&self, turn: TurnId) {
        self.engine.tell(News::Happened(turn.into()));
    }

    /// A turn once it has ended or waits for a person, or as it stands when patience ends. With
    /// news from its beginning it is not looked at before the news says so.
    pub async fn settled(
        &self,
        organisation: OrganisationId,
        turn: TurnId,
        patience: Duration,
        news: Option<mpsc::Receiver<Progress>>,
    ) -> Result<Option<TurnView>, store::Error> {
        let deadline = time::Instant::now() + patience;
        let look_now = news.is_none();
        let mut news = news.unwrap_or_else(|| self.feed.watch(turn, Hear::End));
        let view = self
            .look_until(deadline, (organisation, turn), (look_now, &mut news))
            .await;
        drop(news);
        self.feed.sweep(turn);
        view
    }

    async fn look_until(
        &self,
        deadline: time::Instant,
        (organisation, turn): (OrganisationId, TurnId),
        (mut look_now, news): (bool, &mut mpsc::Receiver<Progress>),
    ) -> Result<Option<TurnView>, store::Error> {
        loop {
            if !look_now {
                let look = (time::Instant::now() + LOOK).min(deadline);
                if let Some(view) = until_settled(news, look).await {
                    return Ok(Some(TurnView::clone(&view)));
                }
            }
            look_now = false;
            let view = self.store.turn_view(organisation, turn).await?;
            let open = view
                .as_ref()
                .is_some_and(|it| it.status == TurnStatus::Running);
            if !open || time::Instant::now() >= deadline {
                return Ok(view);
            }
        }
    }
}

/// Waits for the news that a turn settled, at most until `look`. Answers the turn, if the news tell
/// all of it.
async fn until_settled(
    news: &mut mpsc::Receiver<Progress>,
    look: time::Instant,
) -> Option<Arc<TurnView>> {
    loop {
        match time::timeout_at(look, news.recv()).await {
            Ok(Some(Progress::Settled { view, .. })) => return view,
            Ok(Some(Progress::SettledElsewhere)) | Err(_) => return None,
            Ok(Some(_)) => {}
            // Nobody tells any more; look at the usual pace.
            Ok(None) => {
                time::sleep_until(look).await;
                return None;
            }
        }
    }
}

/// What a person's role makes of what she says.
fn origin(role: Role) -> Origin {
    match role {
        Role::Owner => Origin::Owner,
        Role::Admin | Role::Manager | Role::Staff => Origin::Staff,
    }
}

/// Without control characters, which a database, a terminal or a model could take for more than
/// text. Line breaks and tabs stay.
fn clean(text: &str) -> String {
    let keep = |it: &char| !it.is_control() || matches!(it, '\n' | '\t');
    text.replace("\r\n", "\n").chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_dropped_and_lines_stay() {
        assert_eq!(clean("a\r\nb\u{0}\u{1b}[31mc\td"), "a\nb[31mc\td");
    }
}
