//! Messages on their way out, each claimed by one process and dropped if the conversation changed
//! hands meanwhile.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{
    channel::Delivery,
    ids::{ConversationId, DeliveryId, OrganisationId},
};

use crate::{database::Store, error::Error};

/// A delivery that is due, still without its text.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub id: DeliveryId,
    /// How often it was tried before.
    pub attempts: i32,
}

impl Store {
    /// Claims deliveries that are due; `sending` is written before anything leaves. One that was
    /// found in `sending` may have arrived: it goes again, marked. One whose conversation changed
    /// hands is dropped.
    pub async fn claim_outbox(
        &self,
        holder: i64,
        most: i64,
        patience: Duration,
    ) -> Result<Vec<Due>, Error> {
        let patience = f64::from(u32::try_from(patience.as_millis()).unwrap_or(u32::MAX)) / 1000.0;
        let mut line = self.engine.get("claim_outbox").await?;
        let rows = sqlx::query!(
            r#"with due as (
                select o.organisation, o.id, c.owner_epoch from outbox o
                join conversations c
                    on c.organisation = o.organisation and c.id = o.conversation
                where o.state in ('pending', 'sending') and o.due <= clock_timestamp()
                order by o.due limit $2 for update of o skip locked
            )
            update outbox o set
                state = case when o.owner_epoch = due.owner_epoch then 'sending' else 'dropped' end,
                redelivered = o.redelivered or o.state = 'sending',
                holder = $1, attempts = o.attempts + 1,
                due = clock_timestamp() + make_interval(secs => $3)
            from due where o.organisation = due.organisation and o.id = due.id
            returning o.organisation, o.id, o.attempts, o.state"#,
            holder,
            most,
            patience
        )
        .fetch_all(&mut *line)
        .await;
        let rows = line.done_with(rows)?;
        let sending = rows.into_iter().filter(|row| row.state == "sending");
        Ok(sending
            .map(|row| Due {
                organisation: OrganisationId::from_uuid(row.organisation),
                id: DeliveryId::from_uuid(row.id),
                attempts: row.attempts - 1,
            })
            .collect())
    }

    /// What a claimed delivery says and where it goes.
    pub async fn delivery(&self, due: Due) -> Result<(String, Delivery), Error> {
        let mut tx = self.begin("delivery", due.organisation).await?;
        let row = sqlx::query!(
            "select c.channel, c.account, c.name, o.conversation, o.parts, o.redelivered
            from outbox o join conversations c
                on c.organisation = o.organisation and c.id = o.conversation
            where o.organisation = $1 and o.id = $2",
            due.organisation.uuid(),
            due.id.uuid()
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        let parts = serde_json::from_value::<Vec<_>>(row.parts);
        let delivery = Delivery {
            id: due.id,
            organisation: due.organisation,
            conversation: ConversationId::from_uuid(row.conversation),
            address: format!("{}/{}", row.account, row.name),
            parts: parts.map_err(|error| Error::Unreadable(error.to_string()))?,
            redelivered: row.redelivered,
        };
        Ok((row.channel, delivery))
    }

    /// It arrived; the network's own id of it is kept.
    pub async fn delivered(&self, due: Due, provider_id: &str) -> Result<(), Error> {
        let mut tx = self.begin("delivered", due.organisation).await?;
        sqlx::query!(
            "update outbox set state = 'sent', provider_id = $3, sent_at = clock_timestamp()
                where organisation = $1 and id = $2 and state = 'sending'",
            due.organisation.uuid(),
            due.id.uuid(),
            provider_id
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// It did not leave: it is tried again at `due`, or given up.
    pub async fn not_delivered(
        &self,
        of: Due,
        due: Option<DateTime<Utc>>,
        error: &str,
    ) -> Result<(), Error> {
        let mut tx = self.begin("not_delivered", of.organisation).await?;
        sqlx::query!(
            "update outbox set state = case when $3::timestamptz is null then 'failed'
                    else 'pending' end,
                due = coalesce($3, due), error = $4
                where organisation = $1 and id = $2 and state = 'sending'",
            of.organisation.uuid(),
            of.id.uuid(),
            due,
            error
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// How many deliveries still have to leave.
    pub async fn undelivered(&self) -> Result<i64, Error> {
        let mut line = self.engine.get("undelivered").await?;
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from outbox where state in ('pending', 'sending')"#
        )
        .fetch_one(&mut *line)
        .await;
        line.done_with(count)
    }
}
