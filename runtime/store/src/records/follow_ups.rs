//! What people want to be reminded of. Each is a run that waits.

use chrono::{DateTime, Utc};
use domain::{
    ids::{ConversationId, FlowId, LeadId},
    language::Language,
};
use serde_json::{Value, json};

use super::{Records, leads::Stage};
use crate::{error::Error, flows};

/// The workflow that reminds, with its version. Its run has the reminder's id.
pub const FOLLOW_UP: (&str, u32) = ("follow_up", 1);

/// The reminders of the company.
#[derive(Debug)]
pub struct FollowUps<'r>(pub(super) &'r mut Records);

/// A reminder to write.
#[derive(Clone, Debug)]
pub struct NewFollowUp {
    /// Its id, and that of its run. A write that is repeated with the same one changes nothing.
    pub id: FlowId,
    /// Of whom.
    pub lead: LeadId,
    /// Where it is said.
    pub conversation: ConversationId,
    /// In which language.
    pub language: Language,
    /// When.
    pub due: DateTime<Utc>,
    /// What else it says.
    pub note: Option<String>,
}

/// A reminder, and what became of its lead meanwhile.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FollowUp {
    /// Where it is said.
    pub conversation: ConversationId,
    /// In which language.
    pub language: Language,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// What else it says.
    pub note: Option<String>,
    /// The lead; nothing, if it was removed.
    pub lead: Option<Reminded>,
}

/// Of whom a reminder is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reminded {
    /// The contact's name.
    pub name: String,
    /// How it is reached.
    pub address: Option<String>,
    /// How far the lead has come.
    pub stage: Stage,
}

impl FollowUps<'_> {
    /// Writes a reminder and starts its run. Both commit with the rest. False, if the lead is gone.
    pub async fn plan(&mut self, new: &NewFollowUp) -> Result<bool, Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let (organisation, starter) = (self.0.organisation().id, self.0.starter());
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            r#"with known as (
                select id from follow_ups where organisation = $1 and id = $2
            ), lead as (
                select id from leads where organisation = $1 and id = $3
                    and not exists (select from known) for key share
            ), new as (
                insert into follow_ups
                    (organisation, id, lead, conversation, language, due, note, created_at)
                select $1, $2, l.id, $4, $5, $6, $7::text, $8 from lead l
                returning id
            )
            select exists (select from new) as "fresh!", exists (select from known) as "known!""#,
            company,
            new.id.uuid(),
            new.lead.uuid(),
            new.conversation.uuid(),
            new.language.tag(),
            new.due,
            new.note,
            now
        )
        .fetch_one(&mut *sql)
        .await?;
        if row.fresh {
            let run = (organisation, new.id);
            flows::start(sql, run, FOLLOW_UP, &Value::Null, starter).await?;
            let lead = json!({ "lead": new.lead });
            self.0.happened("follow_up_planned", new.id.uuid(), lead);
        }
        Ok(row.fresh || row.known)
    }

    /// A reminder with what is known of its lead now; nothing, if there is none.
    pub async fn get(&mut self, id: FlowId) -> Result<Option<FollowUp>, Error> {
        let company = self.0.company();
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            r#"select f.conversation, f.language, f.due, f.note, l.stage as "stage?",
                c.name as "name?", (select a.value from contact_addresses a
                    where a.organisation = $1 and a.contact = c.id
                    order by a.kind desc, a.value limit 1) as address
            from follow_ups f
            left join leads l on l.organisation = $1 and l.id = f.lead
            left join contacts c on c.organisation = $1 and c.id = l.contact
            where f.organisation = $1 and f.id = $2"#,
            company,
            id.uuid()
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let language = Language::from_tag(&row.language);
        let lead = match (row.name, row.stage) {
            (Some(name), Some(stage)) => Some(Reminded {
                name,
                address: row.address,
                stage: Stage::stored(&stage)?,
            }),
            _ => None,
        };
        Ok(Some(FollowUp {
            conversation: ConversationId::from_uuid(row.conversation),
            language: language.ok_or_else(|| Error::Unreadable(row.language))?,
            due: row.due,
            note: row.note,
            lead,
        }))
    }
}
