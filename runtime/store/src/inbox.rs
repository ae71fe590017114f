//! Messages that come in, each once.

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    ids::{ConversationId, MessageId, OrganisationId, PersonId, TokenId, TurnId},
    message::{Origin, Part},
};

use crate::{
    database::Store,
    dispatch::Slot,
    error::Error,
    queue::{Claimed, interval},
};

/// A message at the door.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The turn that it begins.
    pub turn: TurnId,
    /// Whose.
    pub organisation: OrganisationId,
    /// Where it came in.
    pub place: Place,
    /// The sender's own name of the message. A second one of the same name is the same message.
    pub external_id: String,
    /// The digest of what was sent, to tell a repeat from a mix-up.
    pub digest: Digest,
    /// Who sent it.
    pub person: PersonId,
    /// With which credential.
    pub token: TokenId,
    /// As what it counts.
    pub origin: Origin,
    /// What it says.
    pub parts: Vec<Part>,
    /// The configuration that its turn runs under.
    pub configuration: Digest,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
    /// The workflow that answers, with its version.
    pub workflow: (&'static str, u32),
    /// When.
    pub at: DateTime<Utc>,
    /// Where there is room for its run.
    pub slot: Option<Slot>,
    /// How many of the conversation's newest messages the run reads first.
    pub reads: u32,
}

/// A conversation, as its channel names it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Place {
    /// The channel: `terminal`, `http`.
    pub channel: &'static str,
    /// The account on the channel; for our own doors, the person.
    pub account: String,
    /// The conversation's name there.
    pub name: String,
}

/// What became of a message at the door.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Accepted {
    /// It is new, and has this turn.
    New(TurnId),
    /// It is new, and its run lies in the slot that was given for it.
    Claimed(Claimed),
    /// It was here before, and has this turn.
    Before(TurnId),
    /// Another message had this name before.
    Other(TurnId),
}

impl Store {
    /// Takes a message in: row of the inbox, message, turn and run, in one transaction.
    pub async fn accept_inbound(&self, incoming: &Incoming) -> Result<Accepted, Error> {
        let parts = serde_json::to_value(&incoming.parts)
            .map_err(|error| Error::Unreadable(error.to_string()))?;
        let at = incoming.at;
        let mut line = self.app_lines.get("accept_inbound").await?;
        let row = sqlx::query!(
            r#"select turn as "turn!", same as "same!", fresh as "fresh!", epoch, context
            from accept_inbound(
                $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                $19, $20, $21)"#,
            incoming.organisation.uuid(),
            incoming.place.channel,
            incoming.place.account,
            incoming.external_id,
            incoming.digest.as_bytes().as_slice(),
            incoming.place.name,
            ConversationId::new(at).uuid(),
            MessageId::new(at).uuid(),
            incoming.turn.uuid(),
            incoming.person.uuid(),
            incoming.token.uuid(),
            incoming.origin.word(),
            parts,
            incoming.configuration.as_bytes().as_slice(),
            incoming.traceparent,
            incoming.workflow.0,
            i32::try_from(incoming.workflow.1).unwrap_or(i32::MAX),
            at,
            incoming.slot.map(|it| it.holder),
            incoming.slot.map(|it| interval(it.lease)),
            i32::try_from(incoming.reads).unwrap_or(i32::MAX)
        )
        .fetch_one(&mut *line)
        .await;
        let row = line.done_with(row)?;
        let turn = TurnId::from_uuid(row.turn);
        Ok(match (row.fresh, row.epoch, row.same) {
            (true, Some(epoch), _) => Accepted::Claimed(Claimed {
                organisation: incoming.organisation,
                flow: turn.into(),
                epoch,
                woken: 0,
                claims: 1,
                workflow: incoming.workflow.0.to_owned(),
                version: incoming.workflow.1,
                generation: 0,
                context: row.context,
                traceparent: incoming.traceparent.clone(),
            }),
            (true, None, _) => Accepted::New(turn),
            (false, _, true) => Accepted::Before(turn),
            (false, _, false) => Accepted::Other(turn),
        })
    }
}
