//! Messages on their way out, each claimed by one process and dropped if the conversation changed
//! hands meanwhile.

use std::time::Duration;

use domain::{
    channel::Delivery,
    ids::{ConversationId, DeliveryId, OrganisationId},
};

use crate::{database::Store, error::Error, queue::interval};

/// A delivery that is due, still without its text.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which one.
    pub id: DeliveryId,
    /// How often it was claimed, this time included. Who claims it after this has another number.
    pub attempts: i32,
}

/// How deliveries are claimed.
#[derive(Clone, Copy, Debug)]
pub struct Claiming {
    /// By whom.
    pub holder: i64,
    /// How many at most.
    pub most: i64,
    /// After so long one that is still `sending` was left by a process that is gone.
    pub patience: Duration,
    /// How often one is claimed of which nobody heard whether it arrived; then it is given up.
    pub attempts: i32,
}

impl Store {
    /// Claims deliveries that are due; `sending` is written before anything leaves. One that was
    /// found in `sending` may have arrived: it goes again, marked, and no more often than is allowed. One
    /// whose conversation changed hands is dropped.
    pub async fn claim_outbox(&self, claiming: Claiming) -> Result<Vec<Due>, Error> {
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
                state = case when o.owner_epoch <> due.owner_epoch then 'dropped'
                    when o.state = 'sending' and o.attempts >= $4 then 'failed' else 'sending' end,
                error = case when o.state = 'sending' and o.attempts >= $4
                    then 'nobody heard whether it arrived' end,
                redelivered = o.redelivered or o.state = 'sending',
                holder = $1, attempts = o.attempts + 1, due = clock_timestamp() + $3
            from due where o.organisation = due.organisation and o.id = due.id
            returning o.organisation, o.id, o.attempts, o.state"#,
            claiming.holder,
            claiming.most,
            interval(claiming.patience),
            claiming.attempts
        )
        .fetch_all(&mut *line)
        .await;
        let rows = line.done_with(rows)?;
        let sending = rows.into_iter().filter(|row| row.state == "sending");
        Ok(sending
            .map(|row| Due {
                organisation: OrganisationId::from_uuid(row.organisation),
                id: DeliveryId::from_uuid(row.id),
                attempts: row.attempts,
            })
            .collect())
    }

    /// What a claimed delivery says and where it goes, right before it leaves: from now on it has `patience` again.
    /// Nothing, if another has claimed it since, or it is over.
    pub async fn delivery(
        &self,
        due: Due,
        patience: Duration,
    ) -> Result<Option<(String, Delivery)>, Error> {
        let mut tx = self.begin("delivery", due.organisation).await?;
        let row = sqlx::query!(
            "update outbox o set due = clock_timestamp() + $4 from conversations c
            where o.organisation = $1 and o.id = $2 and o.state = 'sending' and o.attempts = $3
                and c.organisation = o.organisation and c.id = o.conversation
            returning c.channel, c.account, c.name, o.conversation, o.parts, o.redelivered",
            due.organisation.uuid(),
            due.id.uuid(),
            due.attempts,
            interval(patience)
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let Some(row) = row else { return Ok(None) };
        let parts = serde_json::from_value::<Vec<_>>(row.parts);
        let delivery = Delivery {
            id: due.id,
            organisation: due.organisation,
            conversation: ConversationId::from_uuid(row.conversation),
            address: format!("{}/{}", row.account, row.name),
            parts: parts.map_err(|error| Error::Unreadable(error.to_string()))?,
            redelivered: row.redelivered,
        };
        Ok(Some((row.channel, delivery)))
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

    /// It did not leave: it is tried again after a pause, or given up.
    pub async fn not_delivered(
        &self,
        of: Due,
        pause: Option<Duration>,
        error: &str,
    ) -> Result<(), Error> {
        let mut tx = self.begin("not_delivered", of.organisation).await?;
        sqlx::query!(
            "update outbox set state = case when $3::interval is null then 'failed'
                    else 'pending' end,
                due = coalesce(clock_timestamp() + $3, due), error = $4
                where organisation = $1 and id = $2 and state = 'sending' and attempts = $5",
            of.organisation.uuid(),
            of.id.uuid(),
            pause.map(interval),
            error,
            of.attempts
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
