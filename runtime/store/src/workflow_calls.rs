//! Calls of tools that workflows ask for: each is a turn of a run of its own, which nobody's message
//! began.

use domain::{
    digest::Digest,
    ids::{ConversationId, FlowId, MessageId},
    message::{Direction, Origin, Part},
    turn::{Outcome, TurnStatus},
    words::Say,
};
use serde_json::Value;

use crate::{error::Error, work::Work};

/// The channel of the conversations of such calls. The account is the run that asks.
pub(crate) const WORKFLOWS: &str = "workflow";

/// The workflow of such a call.
pub const WORKFLOW_CALL: &str = "turn.tool";

/// A call that a workflow asks for.
#[derive(Clone, Debug)]
pub struct NewCall {
    /// Its conversation.
    pub conversation: ConversationId,
    /// What the conversation is called.
    pub name: String,
    /// The run that will do it, which is its turn.
    pub turn: FlowId,
    /// What it says.
    pub text: String,
}

/// What became of a call.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Where its turn stands; nothing, if it never began.
    pub status: Option<TurnStatus>,
    /// What came of the call itself, if it came to be one.
    pub call: Option<HeardCall>,
    /// Whether something of it may have happened that nobody can tell yet.
    pub doubt: bool,
    /// The number of the newest request to a person to say what became of it.
    pub request: Option<i64>,
}

/// What came of a call itself.
#[derive(Clone, Debug)]
pub struct HeardCall {
    /// As what it counts.
    pub outcome: Outcome,
    /// The output.
    pub output: Option<Value>,
    /// Why there is none.
    pub reason: Option<Say>,
}

impl Work {
    /// Writes what this run asks for as a message, in a conversation of its own. Its turn is written by
    /// the run that does it.
    pub async fn ask_call(&mut self, new: &NewCall) -> Result<MessageId, Error> {
        let (company, now, run) = (self.company(), self.now(), self.run());
        let message = MessageId::new(now);
        let parts = serde_json::to_value([Part::text(&new.text)])
            .map_err(|error| Error::Unreadable(error.to_string()))?;
        let sql = self.records().sql().await?;
        sqlx::query!(
            "with place as (
                insert into conversations (organisation, id, channel, account, name, created_at)
                values ($1, $2, $3, $4, $5, $6)
            )
            insert into messages (organisation, id, conversation, turn, direction, origin, parts,
                received_at)
            values ($1, $7, $2, $8, $9, $10, $11, $6)",
            company,
            new.conversation.uuid(),
            WORKFLOWS,
            run.to_string(),
            new.name,
            now,
            message.uuid(),
            new.turn.uuid(),
            Direction::In.word(),
            Origin::System.word(),
            parts
        )
        .execute(sql)
        .await?;
        self.has_written();
        Ok(message)
    }

    /// Writes this run's turn, which a workflow asked for with a message, and brings along what it is
    /// about.
    pub async fn open_call(
        &mut self,
        asked: MessageId,
        department: &str,
        configuration: Digest,
    ) -> Result<(), Error> {
        let (company, now, turn) = (self.company(), self.now(), self.run());
        let sql = self.records().sql().await?;
        sqlx::query!(
            "insert into turns (organisation, id, conversation, message, lane, configuration,
                department, tainted, created_at)
            select $1, $2, m.conversation, m.id, 'active', $4, $5, p.tainted, $6
            from messages m
            join runs r on r.organisation = $1 and r.id = $2
            join runs p on p.organisation = $1 and p.id = r.parent
            where m.organisation = $1 and m.id = $3",
            company,
            turn.uuid(),
            asked.uuid(),
            configuration.as_bytes().as_slice(),
            department,
            now
        )
        .execute(&mut *sql)
        .await?;
        let context = sqlx::query_scalar!(
            r#"select turn_context($1, $2, 1) as "context: Value""#,
            company,
            turn.uuid()
        )
        .fetch_one(sql)
        .await?;
        let gone = || Error::Unreadable(format!("the call {turn} is gone"));
        let context = context.ok_or_else(gone)?;
        self.bring(Some(context));
        self.has_written();
        Ok(())
    }

    /// What became of a call that this run asked for.
    pub async fn hear_call(&mut self, turn: FlowId) -> Result<Heard, Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        let row = sqlx::query!(
            r#"select t.status, c.outcome as "outcome?", c.output, c.reason,
                exists (select from ledger l where l.organisation = $1 and l.flow = t.id
                    and l.state in ('sending', 'unknown')) as "doubt!",
                (select a.number from approvals a where a.organisation = $1 and a.turn = t.id
                    and a.kind = 'outcome' order by a.number desc limit 1) as request
            from turns t
            left join tool_calls c on c.organisation = $1 and c.flow = t.id
            where t.organisation = $1 and t.id = $2"#,
            company,
            turn.uuid()
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else {
            return Ok(Heard {
                status: None,
                call: None,
                doubt: false,
                request: None,
            });
        };
        let unreadable = |what: &str| Error::Unreadable(format!("the call {turn}: {what}"));
        let status = TurnStatus::from_word(&row.status).ok_or_else(|| unreadable("status"))?;
        let call = match row.outcome {
            None => None,
            Some(outcome) => Some(HeardCall {
                outcome: Outcome::from_word(&outcome).ok_or_else(|| unreadable("outcome"))?,
                output: row.output,
                reason: row
                    .reason
                    .map(serde_json::from_value)
                    .transpose()
                    .map_err(|error| unreadable(&error.to_string()))?,
            }),
        };
        Ok(Heard {
            status: Some(status),
            call,
            doubt: row.doubt,
            request: row.request,
        })
    }

    /// Notes that this run has heard what anybody could have written.
    pub async fn taint_run(&mut self) -> Result<(), Error> {
        let (company, run) = (self.company(), self.run());
        let sql = self.records().sql().await?;
        sqlx::query!(
            "update runs set tainted = true where organisation = $1 and id = $2 and not tainted",
            company,
            run.uuid()
        )
        .execute(sql)
        .await?;
        self.has_written();
        Ok(())
    }
}
