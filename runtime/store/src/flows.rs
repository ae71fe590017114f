//! Runs from outside: starting, signalling and stopping them, and how they ended.

use domain::ids::{FlowId, OrganisationId};
use serde_json::Value;
use sqlx::PgConnection;

use crate::{database::Store, error::Error};

impl Store {
    /// Starts a run. Starting the same run twice starts it once.
    pub async fn start_run(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
        (workflow, version): (&str, u32),
        input: &Value,
    ) -> Result<bool, Error> {
        let mut tx = self.begin("start_run", organisation).await?;
        let new = start(
            &mut tx,
            (organisation, flow),
            (workflow, version),
            input,
            Starter::default(),
        )
        .await?;
        tx.commit().await?;
        Ok(new)
    }

    /// Sends a signal to a run. It commits before the run is woken. False if the run has ended.
    pub async fn signal(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
        name: &str,
        payload: &Value,
    ) -> Result<bool, Error> {
        let mut tx = self.begin("signal", organisation).await?;
        let sent = signal(&mut tx, organisation, flow, name, payload).await?;
        tx.commit().await?;
        Ok(sent)
    }

    /// Asks a run to stop. False if it has ended.
    pub async fn request_cancel(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
    ) -> Result<bool, Error> {
        let mut tx = self.begin("request_cancel", organisation).await?;
        let open = sqlx::query_scalar!(
            r#"select request_cancel($1, $2) as "open!""#,
            organisation.uuid(),
            flow.uuid()
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        if open {
            self.end_parked(organisation, flow).await?;
        }
        Ok(open)
    }

    /// How a run ended: its state and output, or `None` while it is open.
    pub async fn run_end(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
    ) -> Result<Option<(String, Option<Value>)>, Error> {
        let mut tx = self.begin("run_end", organisation).await?;
        let row = sqlx::query!(
            "select state, output from runs where organisation = $1 and id = $2",
            organisation.uuid(),
            flow.uuid()
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let ended = row.filter(|row| row.state != "open");
        Ok(ended.map(|row| (row.state, row.output)))
    }
}

/// In what a run is started.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Starter {
    /// The run that starts it, if one does: what that has heard of strangers, it has.
    pub(crate) run: Option<FlowId>,
    /// Whether what starts it may be the words of strangers all the same.
    pub(crate) tainted: bool,
}

/// Starts a run within a transaction. False if it was started before.
pub(crate) async fn start(
    sql: &mut PgConnection,
    (organisation, flow): (OrganisationId, FlowId),
    (workflow, version): (&str, u32),
    input: &Value,
    starter: Starter,
) -> Result<bool, Error> {
    let version = i32::try_from(version).unwrap_or(i32::MAX);
    let new = sqlx::query!(
        "insert into runs (organisation, id, workflow, version, input, created_at, tainted)
            values ($1, $2, $3, $4, $5, now(), $6 or coalesce((select s.tainted from runs s
                where s.organisation = $1 and s.id = $7), false)) on conflict do nothing",
        organisation.uuid(),
        flow.uuid(),
        workflow,
        version,
        input,
        starter.tainted,
        starter.run.map(FlowId::uuid)
    )
    .execute(&mut *sql)
    .await?
    .rows_affected()
        == 1;
    if new {
        sqlx::query!("select wake($1, $2)", organisation.uuid(), flow.uuid())
            .fetch_one(sql)
            .await?;
    }
    Ok(new)
}

/// Sends a signal within a transaction. False if the run has ended or does not exist.
pub(crate) async fn signal(
    sql: &mut PgConnection,
    organisation: OrganisationId,
    flow: FlowId,
    name: &str,
    payload: &Value,
) -> Result<bool, Error> {
    let sent = sqlx::query_scalar!(
        r#"select send_signal($1, $2, $3, $4) as "sent!""#,
        organisation.uuid(),
        flow.uuid(),
        name,
        payload
    )
    .fetch_one(sql)
    .await?;
    Ok(sent)
}
