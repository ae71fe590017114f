//! What Firma says by itself: nothing of it is lost to whoever reads on, in whatever order it was due.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{ConversationId, DeliveryId, MessageId};
use store::{NoticeView, Place, records::conversations::Notice};

use crate::audit::rig::Rig;

/// A conversation.
struct Talk {
    rig: Rig,
    id: ConversationId,
    place: Place,
}

impl Talk {
    async fn new() -> Self {
        let mut rig = Rig::new().await;
        let (company, id) = (rig.company, ConversationId::new(Utc::now()));
        let begin = format!(
            "insert into conversations (organisation, id, channel, account, name, created_at)
            values ('{company}', '{}', 'http', 'ana', 'main', now())",
            id.uuid()
        );
        rig.run(&begin).await;
        let place = Place {
            channel: "http",
            account: "ana".to_owned(),
            name: "main".to_owned(),
        };
        Self { rig, id, place }
    }

    /// Firma says something by itself that was due at a time.
    async fn say(&self, text: &str, due: DateTime<Utc>, now: DateTime<Utc>) -> MessageId {
        let id = MessageId::new(due);
        let notice = Notice {
            id,
            delivery: DeliveryId::new(due),
            conversation: self.id,
            text: text.to_owned(),
            pushes: &[],
        };
        let mut records = self.rig.store.records(self.rig.company, now).await.unwrap();
        records.conversations().say(&notice).await.unwrap();
        records.commit().await.unwrap();
        id
    }

    /// The person says something.
    async fn hear(&mut self, at: DateTime<Utc>) {
        let message = format!(
            "insert into messages (organisation, id, conversation, direction, origin, parts, received_at)
            values ('{}', '{}', '{}', 'in', 'owner', '[]', '{}')",
            self.rig.company,
            MessageId::new(at).uuid(),
            self.id.uuid(),
            at.to_rfc3339()
        );
        self.rig.run(&message).await;
    }

    async fn notices(&self, after: Option<MessageId>) -> Vec<String> {
        let store = &self.rig.store;
        texts(store.notices(self.rig.company, &self.place, after).await)
    }

    async fn unheard(&self) -> Vec<NoticeView> {
        let store = &self.rig.store;
        store.unheard(self.rig.company, &self.place).await.unwrap()
    }

    async fn heard(&self, notice: &NoticeView) {
        let store = &self.rig.store;
        let heard = store.heard(self.rig.company, &self.place, notice).await;
        heard.unwrap();
    }
}

fn texts(notices: Result<Vec<NoticeView>, store::Error>) -> Vec<String> {
    notices.unwrap().into_iter().map(|it| it.text).collect()
}

#[tokio::test]
async fn what_was_due_earlier_and_said_later_is_read_by_whoever_heard_the_other() {
    let talk = Talk::new().await;
    let now = Utc::now();
    let hour = TimeDelta::hours(1);
    let later = talk.say("due at 11", now - hour, now).await;
    // Another process says it, with a clock that is behind.
    let earlier = talk.say("due at 10", now - hour * 2, now - hour).await;
    assert_eq!(talk.notices(None).await, ["due at 11", "due at 10"]);
    assert_eq!(talk.notices(Some(later)).await, ["due at 10"]);
    assert_eq!(talk.notices(Some(earlier)).await, [""; 0]);
    let unheard = talk.unheard().await;
    assert_eq!(unheard.len(), 2);
    talk.heard(&unheard[0]).await;
    assert_eq!(texts(Ok(talk.unheard().await)), ["due at 10"]);
}

#[tokio::test]
async fn what_nobody_has_heard_stays_so_whatever_is_said_below_it() {
    let mut talk = Talk::new().await;
    let now = Utc::now();
    talk.say("call Ana", now, now).await;
    talk.hear(now + TimeDelta::seconds(1)).await;
    assert_eq!(talk.notices(None).await, [""; 0]);
    let first = talk.unheard().await;
    assert_eq!(texts(Ok(first.clone())), ["call Ana"]);
    talk.heard(&first[0]).await;
    assert_eq!(talk.unheard().await, []);
    talk.say("call João", now, now + TimeDelta::seconds(2))
        .await;
    let second = talk.unheard().await;
    assert_eq!(texts(Ok(second.clone())), ["call João"]);
    talk.heard(&second[0]).await;
    // Whoever is slow to note what she heard takes nothing back.
    talk.heard(&first[0]).await;
    assert_eq!(talk.unheard().await, []);
}

#[tokio::test]
async fn who_listens_for_the_first_time_hears_the_last_week() {
    let talk = Talk::new().await;
    let now = Utc::now();
    for (text, days) in [("long ago", 8), ("this week", 6)] {
        let at = now - TimeDelta::days(days);
        talk.say(text, at, at).await;
    }
    assert_eq!(texts(Ok(talk.unheard().await)), ["this week"]);
    // Programs are told all of it, and where nobody has said anything as well.
    assert_eq!(talk.notices(None).await, ["long ago", "this week"]);
}
