//! Leads by pages, for programs.

use chrono::{DateTime, Utc};
use domain::ids::LeadId;

use super::{Lead, Leads, Stage};
use crate::error::Error;

/// The lead after which a page begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AfterLead {
    /// Since when we know of it.
    pub created_at: DateTime<Utc>,
    /// Which one.
    pub id: LeadId,
}

impl Leads<'_> {
    /// The newest leads, after one of them; only those of a stage, if one is named.
    pub async fn page(
        &mut self,
        stage: Option<Stage>,
        after: Option<AfterLead>,
        most: i64,
    ) -> Result<Vec<Lead>, Error> {
        let company = self.0.company();
        let sql = self.0.sql().await?;
        let rows = sqlx::query!(
            r#"select l.id, c.name, l.interest, l.stage, l.created_at,
                (select min(a.value) from contact_addresses a where a.organisation = $1
                    and a.contact = l.contact and a.kind = 'email') as email,
                (select min(a.value) from contact_addresses a where a.organisation = $1
                    and a.contact = l.contact and a.kind = 'phone') as phone
            from leads l
            join contacts c on c.organisation = $1 and c.id = l.contact
            where l.organisation = $1 and ($2::text is null or l.stage = $2)
                and ($3::timestamptz is null or (l.created_at, l.id) < ($3, $4::uuid))
            order by l.created_at desc, l.id desc
            limit $5"#,
            company,
            stage.map(Stage::word),
            after.map(|it| it.created_at),
            after.map(|it| it.id.uuid()),
            most
        )
        .fetch_all(sql)
        .await?;
        let leads = rows.into_iter().map(|row| {
            Ok(Lead {
                id: LeadId::from_uuid(row.id),
                name: row.name,
                email: row.email,
                phone: row.phone,
                interest: row.interest,
                stage: Stage::stored(&row.stage)?,
                created_at: row.created_at,
            })
        });
        leads.collect()
    }
}
