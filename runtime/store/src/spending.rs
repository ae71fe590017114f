//! What running the company cost, line by line as the ledger has it, put together by one thing.

use chrono::{DateTime, Utc};
use domain::{
    ids::OrganisationId,
    money::Micros,
    spend::{Grouping, Period, SpendView, Spent},
};

use crate::{database::Store, error::Error};

struct Row {
    name: String,
    micros: i64,
}

impl Store {
    /// What a period cost by one thing, the dearest first; days in their order. The parts are
    /// whole: together they are the total.
    pub async fn spending(
        &self,
        organisation: OrganisationId,
        (from, until): (DateTime<Utc>, DateTime<Utc>),
        by: Grouping,
    ) -> Result<SpendView, Error> {
        let company = self.organisation(organisation).await?;
        let mut tx = self.begin("spending", organisation).await?;
        let rows = sqlx::query_as!(
            Row,
            r#"select case $4 when 'department' then department
                    when 'model' then case when kind = 'model' then name else '' end
                    when 'tool' then case when kind = 'model' then '' else name end
                    else to_char(at at time zone $5, 'YYYY-MM-DD') end as "name!",
                sum(micros)::bigint as "micros!"
            from spending where organisation = $1 and at >= $2 and at < $3
            group by 1 order by 2 desc, 1"#,
            organisation.uuid(),
            from,
            until,
            by.word(),
            company.zone.name()
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let mut parts: Vec<Spent> = rows
            .into_iter()
            .map(|row| Spent {
                name: row.name,
                micros: Micros(row.micros),
            })
            .collect();
        if by == Grouping::Day {
            parts.sort_by(|one, other| one.name.cmp(&other.name));
        }
        let total = parts.iter().fold(Micros(0), |sum, it| sum + it.micros);
        Ok(SpendView {
            currency: company.currency,
            period: Period { from, until },
            by,
            total,
            parts,
        })
    }
}
