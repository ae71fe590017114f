//! Leads that somebody names, and how they come further.

use domain::ids::LeadId;
use serde_json::json;
use uuid::Uuid;

use super::{Leads, Stage, digits_in};
use crate::{error::Error, records::contacts::email_in};

/// A lead that somebody's words may mean.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MeantLead {
    /// Which one.
    pub id: LeadId,
    /// The contact's name.
    pub name: String,
    /// An address of the contact.
    pub address: Option<String>,
    /// What the contact is interested in.
    pub interest: Option<String>,
    /// How far it has come.
    pub stage: Stage,
}

/// A move to write. One that is repeated with the same activity changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct LeadMove {
    /// The lead.
    pub lead: LeadId,
    /// Where to.
    pub to: Stage,
    /// The line of the lead's history that says so.
    pub activity: Uuid,
}

/// How many leads are told apart at most when words fit several.
const MOST_MEANT: i64 = 8;

impl Leads<'_> {
    /// Which leads are meant by a name, an e-mail address or a telephone number. Whose contact is called
    /// just so is meant before those whose name has a word that begins so, and what is open before what
    /// is won or lost.
    pub async fn meant_by(&mut self, words: &str) -> Result<Vec<MeantLead>, Error> {
        let company = self.0.company();
        let (email, digits) = (email_in(words), digits_in(words));
        let sql = self.0.sql().await?;
        let rows = sqlx::query!(
            r#"select l.id, c.name, l.interest, l.stage,
                    (select a.value from contact_addresses a
                        where a.organisation = $1 and a.contact = c.id
                        order by a.kind, a.value limit 1) as address,
                    coalesce($3, $4::text) is not null or fold(c.name) = fold($2) as "exact!",
                    l.stage not in ('won', 'lost') as "open!"
                from leads l
                join contacts c on c.organisation = $1 and c.id = l.contact
                where l.organisation = $1 and case
                    when $3::text is not null then exists (select from contact_addresses a
                        where a.organisation = $1 and a.contact = c.id
                            and a.kind = 'email' and a.value = $3)
                    when $4::text is not null then exists (select from contact_addresses a
                        where a.organisation = $1 and a.contact = c.id
                            and a.kind = 'phone' and strpos(a.value, $4) > 0)
                    else strpos(' ' || fold(c.name), ' ' || fold($2)) > 0 end
                order by 6 desc, 7 desc, c.name, l.created_at desc, l.id
                limit $5"#,
            company,
            words,
            email,
            digits,
            MOST_MEANT
        )
        .fetch_all(sql)
        .await?;
        let exact = rows.iter().any(|row| row.exact);
        let rows: Vec<_> = rows.into_iter().filter(|row| row.exact || !exact).collect();
        let open = rows.iter().any(|row| row.open);
        let meant = rows.into_iter().filter(|row| row.open || !open);
        meant
            .map(|row| {
                Ok(MeantLead {
                    id: LeadId::from_uuid(row.id),
                    name: row.name,
                    address: row.address,
                    interest: row.interest,
                    stage: Stage::stored(&row.stage)?,
                })
            })
            .collect()
    }

    /// Moves a lead, with a line of its history; answers where it stood before, which is where it
    /// stands if nothing changed. Nothing, if it is gone.
    pub async fn move_to(&mut self, step: &LeadMove) -> Result<Option<Stage>, Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            r#"with known as (
                select from_stage from lead_activities where organisation = $1 and id = $4
            ), before as (
                select id, stage from leads where organisation = $1 and id = $2 for update
            ), moved as (
                update leads l set stage = $3, updated_at = $5 from before b
                where l.organisation = $1 and l.id = b.id and b.stage <> $3
                    and not exists (select from known)
                returning b.stage
            ), activity as (
                insert into lead_activities
                    (organisation, id, lead, kind, from_stage, to_stage, at)
                select $1, $4, $2, 'moved', m.stage, $3, $5 from moved m
            )
            select coalesce((select from_stage from known), b.stage) as "stage!",
                exists (select from moved) as "fresh!"
            from before b"#,
            company,
            step.lead.uuid(),
            step.to.word(),
            step.activity,
            now
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        if row.fresh {
            let detail = json!({ "from": row.stage, "to": step.to.word() });
            self.0.happened("lead_moved", step.lead.uuid(), detail);
        }
        Stage::stored(&row.stage).map(Some)
    }
}
