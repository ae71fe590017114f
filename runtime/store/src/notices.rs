//! What Firma said by itself in a conversation, for doors that read it, in the order in which it was said.

use chrono::{DateTime, Utc};
use domain::{
    ids::{MessageId, OrganisationId},
    message::Part,
};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::PgConnection;
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

/// After what somebody reads on. Ids are of when something was due, which says nothing of the order.
struct Since {
    conversation: Uuid,
    at: DateTime<Utc>,
    id: Uuid,
}

/// How many are read at a time.
const MOST: i64 = 50;

impl Store {
    /// What Firma said by itself in a conversation after it said a message, oldest first; without one,
    /// after what the person said last.
    pub async fn notices(
        &self,
        organisation: OrganisationId,
        place: &Place,
        after: Option<MessageId>,
    ) -> Result<Vec<NoticeView>, Error> {
        let mut tx = self.begin("notices", organisation).await?;
        // What is gone was said when its id says, or later.
        let since = sqlx::query_as!(
            Since,
            r#"select c.id as conversation,
                coalesce(case when $5::uuid is null then (select i.received_at from messages i
                    where i.organisation = $1 and i.conversation = c.id and i.direction = 'in'
                    order by i.id desc limit 1)
                else coalesce((select m.received_at from messages m
                    where m.organisation = $1 and m.id = $5 and m.conversation = c.id),
                    id_time($5)) end, 'epoch') as "at!", coalesce($5, c.id) as "id!"
            from conversations c
            where c.organisation = $1 and c.channel = $2 and c.account = $3 and c.name = $4"#,
            organisation.uuid(),
            place.channel,
            place.account,
            place.name,
            after.map(MessageId::uuid)
        )
        .fetch_optional(&mut *tx)
        .await?;
        let notices = said(&mut tx, organisation, since).await?;
        tx.commit().await?;
        Ok(notices)
    }

    /// What Firma said by itself in a conversation and nobody has heard, oldest first; where nobody ever
    /// listened, that of the last week.
    pub async fn unheard(
        &self,
        organisation: OrganisationId,
        place: &Place,
    ) -> Result<Vec<NoticeView>, Error> {
        let mut tx = self.begin("unheard", organisation).await?;
        let since = sqlx::query_as!(
            Since,
            r#"select id as conversation, coalesce(heard_at, now() - interval '7 days') as "at!",
                coalesce(heard, id) as "id!"
            from conversations
            where organisation = $1 and channel = $2 and account = $3 and name = $4"#,
            organisation.uuid(),
            place.channel,
            place.account,
            place.name
        )
        .fetch_optional(&mut *tx)
        .await?;
        let notices = said(&mut tx, organisation, since).await?;
        tx.commit().await?;
        Ok(notices)
    }

    /// Notes that somebody heard what Firma said by itself in a conversation, up to this.
    pub async fn heard(
        &self,
        organisation: OrganisationId,
        place: &Place,
        notice: &NoticeView,
    ) -> Result<(), Error> {
        let mut tx = self.begin("heard", organisation).await?;
        sqlx::query!(
            "update conversations set heard_at = $5, heard = $6
            where organisation = $1 and channel = $2 and account = $3 and name = $4
                and (heard_at is null or (heard_at, heard) < ($5, $6))",
            organisation.uuid(),
            place.channel,
            place.account,
            place.name,
            notice.at,
            notice.id.uuid()
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn said(
    sql: &mut PgConnection,
    organisation: OrganisationId,
    since: Option<Since>,
) -> Result<Vec<NoticeView>, Error> {
    let Some(since) = since else {
        return Ok(Vec::new());
    };
    let rows = sqlx::query!(
        "select id, parts, received_at from messages
        where organisation = $1 and conversation = $2 and direction = 'out' and turn is null
            and (received_at, id) > ($3, $4)
        order by received_at, id limit $5",
        organisation.uuid(),
        since.conversation,
        since.at,
        since.id,
        MOST
    )
    .fetch_all(sql)
    .await?;
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
