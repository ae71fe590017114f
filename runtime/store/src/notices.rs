//! What Firma said by itself in a conversation, for doors that read it.

use chrono::{DateTime, Utc};
use domain::{
    ids::{MessageId, OrganisationId},
    message::Part,
};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::{database::Store, error::Error, inbox::Place, turns::text};

/// Something that Firma said by itself.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize)]
pub struct NoticeView {
    /// Its message.
    #[schemars(with = "Uuid")]
    pub id: MessageId,
    /// What it says.
    pub text: String,
    /// When it was said.
    pub at: DateTime<Utc>,
}

/// How many are read at a time.
const MOST: i64 = 50;

impl Store {
    /// What Firma said by itself in a conversation after a message, oldest first; without one, after what
    /// the person said last.
    pub async fn notices(
        &self,
        organisation: OrganisationId,
        place: &Place,
        after: Option<MessageId>,
    ) -> Result<Vec<NoticeView>, Error> {
        let mut tx = self.begin("notices", organisation).await?;
        let rows = sqlx::query!(
            "with place as (
                select id from conversations
                where organisation = $1 and channel = $2 and account = $3 and name = $4
            )
            select m.id, m.parts, m.received_at from messages m
            where m.organisation = $1 and m.conversation = (select id from place)
                and m.direction = 'out' and m.turn is null
                and m.id > coalesce($5, (select i.id from messages i
                    where i.organisation = $1 and i.conversation = (select id from place)
                        and i.direction = 'in' order by i.id desc limit 1))
            order by m.id limit $6",
            organisation.uuid(),
            place.channel,
            place.account,
            place.name,
            after.map(MessageId::uuid),
            MOST
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let notices = rows.into_iter().map(|row| {
            let parts = serde_json::from_value::<Vec<Part>>(row.parts);
            let parts = parts.map_err(|error| Error::Unreadable(error.to_string()))?;
            Ok(NoticeView {
                id: MessageId::from_uuid(row.id),
                text: text(&parts),
                at: row.received_at,
            })
        });
        notices.collect()
    }
}
