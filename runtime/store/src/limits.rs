//! What the owner has set, in versions.

use chrono::{DateTime, Utc};
use domain::{budget::OwnerLimits, ids::OrganisationId, person::Actor};
use serde_json::json;

use crate::{database::Store, error::Error, runs::note};

/// The limits that hold.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Which version; 0 where the owner has set none.
    pub version: i64,
    /// What they say.
    pub limits: OwnerLimits,
}

impl Store {
    /// The limits that hold today.
    pub async fn limits(&self, organisation: OrganisationId) -> Result<Limits, Error> {
        let currency = self.organisation(organisation).await?.currency;
        let mut tx = self.begin("limits", organisation).await?;
        let row = sqlx::query!(
            "select version, content from limits where organisation = $1
                order by version desc limit 1",
            organisation.uuid()
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        let Some(row) = row else {
            return Ok(Limits {
                version: 0,
                limits: OwnerLimits::defaults(currency),
            });
        };
        let limits = serde_json::from_value(row.content)
            .map_err(|error| Error::Unreadable(format!("limits {}: {error}", row.version)))?;
        Ok(Limits {
            version: row.version,
            limits,
        })
    }

    /// Sets new limits in place of a version. What periods have already spent stays spent. Fails
    /// with a rule if somebody set others meanwhile.
    pub async fn set_limits(
        &self,
        (actor, channel): (&Actor, &str),
        base: &Limits,
        limits: &OwnerLimits,
        at: DateTime<Utc>,
    ) -> Result<Limits, Error> {
        let content =
            serde_json::to_value(limits).map_err(|error| Error::Unreadable(error.to_string()))?;
        let version = base.version + 1;
        let company = actor.organisation.uuid();
        let mut tx = self.begin("set_limits", actor.organisation).await?;
        sqlx::query!(
            "insert into limits values ($1, $2, $3, $4, $5)",
            company,
            version,
            content,
            actor.person.uuid(),
            at
        )
        .execute(&mut *tx)
        .await?;
        let caps = [
            ("cost", "company", limits.company_month.0),
            ("cost", "department:%", limits.department_day.0),
            ("authority", "department:%", limits.authority_day.minor),
        ];
        for (meter, scope, cap) in caps {
            // A period that has begun gets the difference, spread over its slots.
            sqlx::query!(
                "update budgets set remaining = remaining + ($4 - cap) / 16
                        + case when slot = 0 then ($4 - cap) % 16 else 0 end, cap = $4
                    where organisation = $1 and meter = $2 and scope like $3 and cap <> $4
                        and period >= to_char(now() at time zone 'utc' - interval '1 day',
                            case when meter = 'cost' and scope = 'company'
                                then 'YYYY-MM' else 'YYYY-MM-DD' end)",
                company,
                meter,
                scope,
                cap
            )
            .execute(&mut *tx)
            .await?;
        }
        let about = (&*format!("limits/{version}"), json!({ "version": version }));
        note(&mut tx, actor, (channel, "limits.set"), about).await?;
        tx.commit().await?;
        Ok(Limits {
            version,
            limits: limits.clone(),
        })
    }
}
