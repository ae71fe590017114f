//! Turns: what they are about, and what people see of them.

mod view;

pub(crate) use self::view::text;
pub use self::view::{Shown, Story, view_of_closed};

use std::collections::BTreeSet;

use domain::{
    digest::Digest,
    flow::Path,
    ids::{ConversationId, FlowId, MessageId, OrganisationId, PersonId, TokenId, TurnId},
    language::Language,
    message::{Direction, Origin, Part},
    model::Answer,
    person::Role,
    run::AskingRun,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{database::Store, error::Error, inbox::Place, work::Work, writes::ToolCallRow};

/// What a turn is about.
#[derive(Clone, Debug, Deserialize)]
pub struct Context {
    /// Its conversation.
    pub conversation: ConversationId,
    /// The conversation's name, as its person chose it.
    pub name: String,
    /// The configuration that it runs under.
    pub configuration: Digest,
    /// Who asked.
    pub person: Option<PersonId>,
    /// With which token.
    pub token: Option<TokenId>,
    /// Her role.
    pub role: Option<Role>,
    /// Her departments.
    pub departments: Option<BTreeSet<String>>,
    /// Her language.
    pub language: Option<Language>,
    /// Her zone.
    pub zone: Option<chrono_tz::Tz>,
    /// The conversation's channel.
    pub channel: String,
    /// The person who took the conversation over, if one did.
    pub owner: Option<PersonId>,
    /// How often it changed hands.
    pub owner_epoch: i64,
    /// Whether it has read text that anybody could have written.
    pub tainted: bool,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
    /// The workflow for which it is done, where no person asked.
    #[serde(default)]
    pub asked_by: Option<AskingRun>,
    /// The newest messages, oldest first; the last is the one that asks.
    pub messages: Vec<ContextMessage>,
}

/// A message of the conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct ContextMessage {
    /// Which one.
    pub id: MessageId,
    /// To us or from us.
    pub direction: Direction,
    /// Where it came from.
    pub origin: Origin,
    /// What it says.
    pub parts: Vec<Part>,
}

/// What was exchanged with models and tools in a turn so far.
#[derive(Clone, Debug, Default)]
pub struct Exchanges {
    /// Answers of models, by step.
    pub answers: Vec<(Path, Answer)>,
    /// Tool calls, by step: the tool, and its output or why there is none.
    pub calls: Vec<(Path, StoredCall)>,
}

/// A tool call as it was stored.
#[derive(Clone, Debug)]
pub struct StoredCall {
    /// The department that calls.
    pub department: String,
    /// The tool.
    pub tool: String,
    /// The arguments.
    pub arguments: String,
    /// What exactly would happen.
    pub plan: Option<Value>,
    /// What came of it.
    pub outcome: domain::turn::Outcome,
    /// The output.
    pub output: Option<Value>,
    /// Why there is none.
    pub reason: Option<domain::words::Say>,
}

impl From<&ToolCallRow> for StoredCall {
    fn from(row: &ToolCallRow) -> Self {
        Self {
            department: row.department.clone(),
            tool: row.tool.clone(),
            arguments: row.arguments.clone(),
            plan: row.plan.clone(),
            outcome: row.outcome,
            output: row.output.clone(),
            reason: row.reason.clone(),
        }
    }
}

impl Store {
    /// What a turn is about, with so many of the newest messages.
    pub async fn turn_context(
        &self,
        organisation: OrganisationId,
        turn: TurnId,
        messages: u32,
    ) -> Result<Context, Error> {
        // Not one of those on which units of work stand: they would wait for each other.
        let mut line = self.app.get("turn_context").await?;
        let context = sqlx::query_scalar!(
            r#"select turn_context($1, $2, $3) as "context: Value""#,
            organisation.uuid(),
            turn.uuid(),
            i32::try_from(messages).unwrap_or(i32::MAX)
        )
        .fetch_one(&mut *line)
        .await;
        let context = line.done_with(context)?;
        let context = context.ok_or_else(|| Error::Unreadable(format!("turn {turn} is gone")))?;
        read(context)
    }

    /// What was exchanged with models and tools in a run so far.
    pub async fn exchanges(
        &self,
        organisation: OrganisationId,
        flow: FlowId,
    ) -> Result<Exchanges, Error> {
        let unreadable = |error: serde_json::Error| Error::Unreadable(error.to_string());
        let mut tx = self.begin("exchanges", organisation).await?;
        let answers = sqlx::query!(
            r#"select path, answer as "answer!" from model_calls
                where organisation = $1 and flow = $2 and answer is not null"#,
            organisation.uuid(),
            flow.uuid()
        )
        .fetch_all(&mut *tx)
        .await?;
        let calls = sqlx::query!(
            "select path, department, tool, arguments, plan, outcome, output, reason
                from tool_calls where organisation = $1 and flow = $2",
            organisation.uuid(),
            flow.uuid()
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let mut exchanges = Exchanges::default();
        for row in answers {
            let answer = serde_json::from_value(row.answer).map_err(unreadable)?;
            exchanges.answers.push((path(&row.path)?, answer));
        }
        for row in calls {
            let outcome = domain::turn::Outcome::from_word(&row.outcome);
            let reason = row.reason.map(serde_json::from_value).transpose();
            let call = StoredCall {
                department: row.department,
                tool: row.tool,
                arguments: row.arguments,
                plan: row.plan,
                outcome: outcome.ok_or_else(|| Error::Unreadable(row.outcome))?,
                output: row.output,
                reason: reason.map_err(unreadable)?,
            };
            exchanges.calls.push((path(&row.path)?, call));
        }
        Ok(exchanges)
    }

    /// The turns of a conversation that have not ended, oldest first.
    pub async fn open_turns_of(
        &self,
        organisation: OrganisationId,
        place: &Place,
    ) -> Result<Vec<TurnId>, Error> {
        let mut tx = self.begin("open_turns_of", organisation).await?;
        let turns = sqlx::query_scalar!(
            "select t.id from turns t
                join conversations c on c.organisation = t.organisation and c.id = t.conversation
                where t.organisation = $1 and t.lane <> 'closed'
                    and c.channel = $2 and c.account = $3 and c.name = $4
                order by t.id",
            organisation.uuid(),
            place.channel,
            place.account,
            place.name
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(turns.into_iter().map(TurnId::from_uuid).collect())
    }

    /// How many turns are not closed, over all companies.
    pub async fn open_turns(&self) -> Result<i64, Error> {
        let mut line = self.engine.get("open_turns").await?;
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from turns where lane in ('active', 'queued')"#
        )
        .fetch_one(&mut *line)
        .await;
        line.done_with(count)
    }
}

impl Work {
    /// What a turn is about as it begins, with so many of the newest messages.
    pub async fn turn_context(&mut self, turn: TurnId, messages: u32) -> Result<Context, Error> {
        if let Some(brought) = self.context.take() {
            return read(brought);
        }
        let organisation = self.organisation_id();
        self.store()
            .turn_context(organisation, turn, messages)
            .await
    }

    /// A tool call of this run, written now or earlier.
    pub async fn stored_call(&mut self, flow: FlowId, at: &Path) -> Result<StoredCall, Error> {
        if let Some(row) = self.tool_call(at) {
            return Ok(StoredCall::from(&*row));
        }
        let organisation = self.organisation_id();
        let exchanges = self.store().exchanges(organisation, flow).await?;
        let found = exchanges.calls.into_iter().find(|(path, _)| path == at);
        let missing = || Error::Unreadable(format!("tool call {flow}/{at} is gone"));
        found.map(|(_, call)| call).ok_or_else(missing)
    }

    /// Takes the turn's lane back, if no other part of the turn did. False if another turn has it: then
    /// the turn is in the queue and this run gets the signal `lane` when it is its turn. A turn that is over or put
    /// aside takes none: what is left of it ends without.
    pub async fn enter_lane(&mut self, flow: FlowId) -> Result<bool, Error> {
        let (company, run) = (self.company(), self.run());
        let sql = self.records().sql().await?;
        sqlx::query!(
            "select pg_advisory_xact_lock(hashtextextended(conversation::text, 0)) from turns
                where organisation = $1 and id = $2",
            company,
            flow.uuid()
        )
        .fetch_one(&mut *sql)
        .await?;
        let lane = sqlx::query_scalar!(
            r#"update turns t set lane = case when exists (select from turns o
                    where o.organisation = $1 and o.conversation = t.conversation
                        and o.lane = 'active' and o.id <> t.id)
                    then 'returning' else 'active' end,
                status = 'running'
            where t.organisation = $1 and t.id = $2 and t.lane <> 'closed'
                and exists (select from runs r where r.organisation = $1 and r.id = $2
                    and r.state = 'open')
            returning lane"#,
            company,
            flow.uuid()
        )
        .fetch_optional(&mut *sql)
        .await?;
        let Some(lane) = lane else { return Ok(true) };
        if run != flow {
            sqlx::query!(
                "update delegations set state = $3 where organisation = $1 and id = $2",
                company,
                run.uuid(),
                match lane.as_str() {
                    "active" => "running",
                    _ => "returning",
                }
            )
            .execute(sql)
            .await?;
        }
        Ok(lane == "active")
    }
}

fn read(context: Value) -> Result<Context, Error> {
    serde_json::from_value(context).map_err(|error| Error::Unreadable(error.to_string()))
}

fn path(raw: &str) -> Result<Path, Error> {
    raw.parse()
        .map_err(|_| Error::Unreadable(format!("the path `{raw}`")))
}
