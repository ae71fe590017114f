//! Messages that come in, each once.

mod arrivals;

pub(crate) use self::arrivals::Arrivals;
pub use self::arrivals::MOMENT;

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    ids::{ConversationId, MessageId, OrganisationId, PersonId, TokenId, TurnId},
    message::{Origin, Part},
};
use serde::Serialize;

use self::arrivals::Group;
use crate::{database::Store, dispatch::Slot, error::Error, queue::Claimed, writes::bytes};

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

/// A message as `accept_inbound` reads it.
#[derive(Serialize)]
struct Row<'a> {
    channel: &'static str,
    account: &'a str,
    external_id: &'a str,
    #[serde(serialize_with = "bytes")]
    digest: Digest,
    name: &'a str,
    /// The conversation's, should it be the first message there.
    conversation: ConversationId,
    message: MessageId,
    turn: TurnId,
    person: PersonId,
    token: TokenId,
    origin: &'static str,
    parts: &'a [Part],
    #[serde(serialize_with = "bytes")]
    configuration: Digest,
    traceparent: Option<&'a str>,
    workflow: &'static str,
    version: u32,
    at: DateTime<Utc>,
    holder: Option<i64>,
    /// In seconds.
    lease: Option<f64>,
}

impl Store {
    /// Takes a message in: row of the inbox, message, turn and run, in one transaction, which it
    /// shares with others of its company that come in at the same time.
    pub async fn accept_inbound(&self, incoming: &Incoming) -> Result<Accepted, Error> {
        let row = serde_json::to_string(&Row::from(incoming))
            .map_err(|error| Error::Unreadable(error.to_string()))?;
        let group = Group {
            organisation: incoming.organisation,
            reads: incoming.reads,
        };
        let arrival = (incoming.turn, row);
        let answer = self
            .arrivals
            .commit(&self.app_lines, group, arrival)
            .await?;
        Ok(match (answer.fresh, answer.epoch, answer.same) {
            (true, Some(epoch), _) => Accepted::Claimed(Claimed {
                organisation: incoming.organisation,
                flow: answer.turn.into(),
                epoch,
                woken: 0,
                claims: 1,
                workflow: incoming.workflow.0.to_owned(),
                version: incoming.workflow.1,
                generation: 0,
                parent: None,
                context: answer.context,
                traceparent: incoming.traceparent.clone(),
            }),
            (true, None, _) => Accepted::New(answer.turn),
            (false, _, true) => Accepted::Before(answer.turn),
            (false, _, false) => Accepted::Other(answer.turn),
        })
    }
}

impl<'a> From<&'a Incoming> for Row<'a> {
    fn from(it: &'a Incoming) -> Self {
        Self {
            channel: it.place.channel,
            account: &it.place.account,
            external_id: &it.external_id,
            digest: it.digest,
            name: &it.place.name,
            conversation: ConversationId::new(it.at),
            // Messages of one instant have the order of their turns.
            message: MessageId::from_uuid(it.turn.uuid()),
            turn: it.turn,
            person: it.person,
            token: it.token,
            origin: it.origin.word(),
            parts: &it.parts,
            configuration: it.configuration,
            traceparent: it.traceparent.as_deref(),
            workflow: it.workflow.0,
            version: it.workflow.1,
            at: it.at,
            holder: it.slot.map(|slot| slot.holder),
            lease: it.slot.map(|slot| slot.lease.as_secs_f64()),
        }
    }
}
