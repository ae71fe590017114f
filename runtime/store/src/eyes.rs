//! What people see of what their company does: owners and admins all, others the turns that they asked for
//! and what their departments work on.

use domain::{ids::FlowId, person::Actor, policy};

use crate::{database::Store, error::Error};

/// The departments that bound what somebody sees; nothing, if she sees all.
pub(crate) fn fields(viewer: &Actor) -> Option<Vec<String>> {
    let departments = policy::departments(viewer.role, &viewer.departments);
    departments.map(|it| it.iter().cloned().collect())
}

impl Store {
    /// Whether somebody sees a turn or another run. Of what does not exist it may answer either.
    pub async fn shows(&self, viewer: &Actor, flow: FlowId) -> Result<bool, Error> {
        let Some(fields) = fields(viewer) else {
            return Ok(true);
        };
        let mut tx = self.begin("shows", viewer.organisation).await?;
        let shows = sqlx::query_scalar!(
            r#"select shows($1, $2, $3, $4) as "shows!""#,
            viewer.organisation.uuid(),
            flow.uuid(),
            viewer.person.uuid(),
            &fields
        )
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(shows)
    }
}
