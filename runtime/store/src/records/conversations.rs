//! Conversations as tools and workflows see them: where something was asked, and what is said there later.

use domain::{
    ids::{ConversationId, DeliveryId, FlowId, MessageId, PersonId, TurnId},
    language::Language,
    message::Part,
    person::Role,
};
use serde_json::Value;

use super::Records;
use crate::{error::Error, workflow_calls::WORKFLOW_CALL};

/// The conversations of the company.
#[derive(Debug)]
pub struct Conversations<'r>(pub(super) &'r mut Records);

/// Where a turn was asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Asked {
    /// Where what comes of it later is said: its conversation. A call that was asked for by itself has one
    /// that nobody reads on in, and of that it is said in the main one at the same place.
    pub conversation: ConversationId,
    /// The language of the answer: that of the words, else the one that the person reads, else the
    /// company's.
    pub language: Language,
}

/// Where somebody of the company is told something.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PersonsPlace {
    /// Who.
    pub person: PersonId,
    /// Her main conversation at our own doors.
    pub conversation: ConversationId,
    /// The language that she reads.
    pub language: Language,
}

/// A call that showed a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The tool.
    pub tool: String,
    /// What exactly was listed.
    pub plan: Value,
}

/// Something that Firma says by itself. One that is said twice under the same ids is said once.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// Its message.
    pub id: MessageId,
    /// Its delivery, where the conversation's channel pushes.
    pub delivery: DeliveryId,
    /// Where it is said.
    pub conversation: ConversationId,
    /// What.
    pub text: String,
    /// Channels to which messages are pushed.
    pub pushes: &'a [&'static str],
}

/// The conversation of whoever names none.
pub const MAIN: &str = "main";

/// The channel of our own doors.
pub const DOORS: &str = "http";

/// The workflow of calls that are asked for by themselves.
pub const DIRECT: &str = "turn.direct";

/// How many turns of a conversation are looked at for a list.
const TURNS_BACK: i64 = 100;

impl Conversations<'_> {
    /// Where a turn was asked for; nothing, if the run is no turn, or nobody asked for it.
    pub async fn asked(&mut self, turn: FlowId) -> Result<Option<Asked>, Error> {
        let company = self.0.company();
        let ours = self.0.organisation().language;
        let sql = self.0.sql().await?;
        let row = sqlx::query!(
            r#"select t.conversation, m.parts, p.language as "language?",
                coalesce(r.workflow = $3, false) as "is_direct!"
            from turns t
            left join runs r on r.organisation = $1 and r.id = t.id
            join messages m on m.organisation = $1 and m.id = t.message
            left join members p on p.organisation = $1 and p.person = t.person
            where t.organisation = $1 and t.id = $2 and r.workflow is distinct from $4"#,
            company,
            turn.uuid(),
            DIRECT,
            WORKFLOW_CALL
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let parts = serde_json::from_value::<Vec<Part>>(row.parts);
        let parts = parts.map_err(|error| Error::Unreadable(error.to_string()))?;
        let words: Vec<&str> = parts.iter().map(Part::words).collect();
        let reads = row.language.as_deref().and_then(Language::from_tag);
        let mut conversation = ConversationId::from_uuid(row.conversation);
        if row.is_direct {
            conversation = self.main_beside(conversation).await?;
        }
        Ok(Some(Asked {
            conversation,
            language: Language::of(&words.join("\n")).or(reads).unwrap_or(ours),
        }))
    }

    /// Where the owners of the company are told something. A conversation that nobody has begun yet is.
    pub async fn of_owners(&mut self) -> Result<Vec<PersonsPlace>, Error> {
        self.places(None, &[Role::Owner]).await
    }

    /// Where somebody is told something of what owners and admins see to: nowhere, if she is neither any more.
    pub async fn of_admin(&mut self, person: PersonId) -> Result<Vec<PersonsPlace>, Error> {
        self.places(Some(person), &[Role::Owner, Role::Admin]).await
    }

    /// The main conversations of people, or of one of them, who have one of these roles.
    async fn places(
        &mut self,
        person: Option<PersonId>,
        roles: &[Role],
    ) -> Result<Vec<PersonsPlace>, Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let ours = self.0.organisation().language;
        let roles: Vec<String> = roles.iter().map(|it| it.word().to_owned()).collect();
        let sql = self.0.sql().await?;
        let rows = sqlx::query!(
            r#"with told as (
                select person, language from members where organisation = $1 and role = any($6)
                    and ($7::uuid is null or person = $7)
            ), places as (
                insert into conversations (organisation, id, channel, account, name, created_at)
                select $1, new_of($2), $3, person::text, $4, $5 from told order by person
                on conflict (organisation, channel, account, name) do update
                    set name = excluded.name
                returning id, account
            )
            select o.person, o.language, p.id from told o
            join places p on p.account = o.person::text order by o.person"#,
            company,
            ConversationId::new(now).uuid(),
            DOORS,
            MAIN,
            now,
            &roles,
            person.map(PersonId::uuid)
        )
        .fetch_all(sql)
        .await?;
        let places = rows.into_iter().map(|row| PersonsPlace {
            person: PersonId::from_uuid(row.person),
            conversation: ConversationId::from_uuid(row.id),
            language: Language::from_tag(&row.language).unwrap_or(ours),
        });
        Ok(places.collect())
    }

    /// The main conversation at the place of another. It is begun if nobody has yet.
    async fn main_beside(&mut self, other: ConversationId) -> Result<ConversationId, Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let sql = self.0.sql().await?;
        // One that somebody else begins meanwhile is had as well.
        let main = sqlx::query_scalar!(
            "insert into conversations (organisation, id, channel, account, name, created_at)
            select $1, $3, channel, account, $4, $5 from conversations
            where organisation = $1 and id = $2
            on conflict (organisation, channel, account, name) do update set name = excluded.name
            returning id",
            company,
            other.uuid(),
            ConversationId::new(now).uuid(),
            MAIN,
            now
        )
        .fetch_one(sql)
        .await?;
        Ok(ConversationId::from_uuid(main))
    }

    /// The newest list that tools of these names showed in the conversation of a turn. A call that was asked for by
    /// itself goes by all that was shown to whoever asks, be it a person at the same place or a run.
    pub async fn listed(&mut self, turn: TurnId, tools: &[&str]) -> Result<Option<Listed>, Error> {
        if let Some(listed) = self.0.listed_now(tools) {
            return Ok(Some(listed));
        }
        let company = self.0.company();
        let tools: Vec<String> = tools.iter().map(|it| (*it).to_owned()).collect();
        let alone = [DIRECT, WORKFLOW_CALL].map(str::to_owned);
        let sql = self.0.sql().await?;
        // The conversation's index leads to its turns; each turn has few calls.
        let row = sqlx::query!(
            r#"select l.tool, l.plan as "plan!" from (
                select distinct m.turn from (
                    select m.turn, m.id from messages m
                    where m.organisation = $1 and m.turn is not null and m.conversation in (
                        select t.conversation from turns t
                            where t.organisation = $1 and t.id = $2
                        union select o.id from (
                            select o.id from turns t
                            join runs r on r.organisation = $1 and r.id = $2 and r.workflow = any($6)
                            join conversations c on c.organisation = $1 and c.id = t.conversation
                            join conversations o on o.organisation = $1
                                and o.channel = c.channel and o.account = c.account
                            where t.organisation = $1 and t.id = $2
                            order by o.id desc limit $5) o)
                    order by m.id desc limit $4) m
                union select $2
            ) t
            join tool_calls l on l.organisation = $1 and l.flow = t.turn
            where l.tool = any($3) and l.outcome = 'done' and l.plan is not null
            order by l.started_at desc, l.path desc limit 1"#,
            company,
            turn.uuid(),
            &tools,
            TURNS_BACK * 2,
            TURNS_BACK,
            &alone
        )
        .fetch_optional(sql)
        .await?;
        Ok(row.map(|row| Listed {
            tool: row.tool,
            plan: row.plan,
        }))
    }

    /// Says something in a conversation, and has it delivered where its channel pushes. The others read
    /// it.
    pub async fn say(&mut self, notice: &Notice<'_>) -> Result<(), Error> {
        let (company, now) = (self.0.company(), self.0.now());
        let parts = serde_json::to_value([Part::text(&notice.text)])
            .map_err(|error| Error::Unreadable(error.to_string()))?;
        let pushes: Vec<String> = notice.pushes.iter().map(|it| (*it).to_owned()).collect();
        let sql = self.0.sql().await?;
        // Whoever says something has the conversation until it is committed: what is said later has a
        // later time, so that whoever reads on from a time misses nothing.
        sqlx::query!(
            "with place as (
                update conversations
                set said_at = greatest($6, said_at + interval '1 microsecond')
                where organisation = $1 and id = $4
                returning id, channel, owner_epoch, said_at
            ), message as (
                insert into messages (organisation, id, conversation, direction, origin, parts,
                    received_at)
                select $1, $2, id, 'out', 'system', $5, said_at from place
                on conflict (organisation, id) do nothing
            )
            insert into outbox (organisation, id, conversation, parts, owner_epoch, state,
                created_at)
            select $1, $3, id, $5, owner_epoch, 'pending', $6 from place where channel = any($7)
            on conflict (organisation, id) do nothing",
            company,
            notice.id.uuid(),
            notice.delivery.uuid(),
            notice.conversation.uuid(),
            parts,
            now,
            &pushes
        )
        .execute(sql)
        .await?;
        Ok(())
    }
}
