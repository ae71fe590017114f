//! What the owner allows of other programs' tools, in versions.

use chrono::{DateTime, Utc};
use domain::{foreign::Foreign, ids::OrganisationId, person::Actor};
use serde_json::json;

use crate::{database::Store, error::Error, runs::note};

/// What is allowed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ForeignTools {
    /// Which version; 0 where the owner has allowed nothing yet.
    pub version: i64,
    /// The tools.
    pub tools: Foreign,
}

impl Store {
    /// What is allowed today.
    pub async fn foreign_tools(&self, organisation: OrganisationId) -> Result<ForeignTools, Error> {
        let mut tx = self.begin("foreign_tools", organisation).await?;
        let row = sqlx::query!(
            "select version, content from foreign_tools where organisation = $1
                order by version desc limit 1",
            organisation.uuid()
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let Some(row) = row else {
            return Ok(ForeignTools::default());
        };
        let tools = serde_json::from_value(row.content).map_err(|error| {
            Error::Unreadable(format!("foreign tools {}: {error}", row.version))
        })?;
        Ok(ForeignTools {
            version: row.version,
            tools,
        })
    }

    /// Allows other tools in place of a version; `what` is what the owner did on a channel, and to which
    /// of them. Fails with a rule if somebody allowed others meanwhile.
    pub async fn allow_foreign_tools(
        &self,
        (actor, channel): (&Actor, &str),
        (base, tools): (&ForeignTools, &Foreign),
        (what, name): (&str, &str),
        at: DateTime<Utc>,
    ) -> Result<ForeignTools, Error> {
        let content =
            serde_json::to_value(tools).map_err(|error| Error::Unreadable(error.to_string()))?;
        let version = base.version + 1;
        let digest = tools.get(name).map(|it| it.definition.digest().to_string());
        let mut tx = self
            .begin("allow_foreign_tools", actor.organisation)
            .await?;
        sqlx::query!(
            "insert into foreign_tools values ($1, $2, $3, $4, $5)",
            actor.organisation.uuid(),
            version,
            content,
            actor.person.uuid(),
            at
        )
        .execute(&mut *tx)
        .await?;
        let detail =
            json!({ "version": version, "what": what, "tool": name, "definition": digest });
        let subject = format!("foreign_tools/{version}");
        let act = (channel, "foreign_tools.set");
        note(&mut tx, actor, act, (&subject, detail)).await?;
        tx.commit().await?;
        Ok(ForeignTools {
            version,
            tools: tools.clone(),
        })
    }
}
