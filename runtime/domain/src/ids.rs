//! One type per kind of identifier, so that the compiler refuses a mix-up.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::digest::Digest;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[derive(serde::Deserialize, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes a new one (UUIDv7: sorted by time, so that tables can be cut by months).
            pub fn new(at: DateTime<Utc>) -> Self {
                Self(uuid_at(at))
            }

            /// Wraps an identifier that a trusted source made.
            pub const fn from_uuid(raw: Uuid) -> Self {
                Self(raw)
            }

            /// The identifier, for the database.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// When it was made, to the millisecond.
            pub fn made_at(self) -> Option<DateTime<Utc>> {
                let (seconds, nanos) = self.0.get_timestamp()?.to_unix();
                DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(raw: &str) -> Result<Self, Self::Err> {
                raw.parse().map(Self)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": "uuid" })
            }
        }
    )+};
}

ids! {
    /// A company, trader or influencer whose departments we run.
    OrganisationId,
    /// A person who works with Firma, in one or more companies.
    PersonId,
    /// A personal credential.
    TokenId,
    /// A person or company that the company deals with.
    ContactId,
    /// A contact's interest.
    LeadId,
    /// An invoice.
    InvoiceId,
    /// Money received for an invoice.
    PaymentId,
    /// Money given back for an invoice.
    RefundId,
    /// A conversation on one channel.
    ConversationId,
    /// A message in a conversation.
    MessageId,
    /// One run of a workflow. A turn's flow carries the turn's id.
    FlowId,
    /// One message's way from question to answer.
    TurnId,
    /// A request to a person.
    ApprovalId,
    /// What starts runs by itself.
    ScheduleId,
    /// A message on its way out.
    DeliveryId,
    /// A row of the audit, a domain event or a line of spending.
    RowId,
}

impl TokenId {
    /// What people call a token: it tells tokens of a company apart, and nothing of the secret.
    pub fn short(self) -> String {
        let (_, low) = self.0.as_u64_pair();
        format!("tok-{:08x}", low & 0xffff_ffff)
    }
}

impl From<TurnId> for FlowId {
    fn from(turn: TurnId) -> Self {
        Self(turn.0)
    }
}

impl TurnId {
    /// The trace of everything that the turn does, over restarts and weeks: a W3C trace context
    /// (<https://www.w3.org/TR/trace-context/>) that follows from the id.
    pub fn traceparent(self) -> String {
        let (_, parent) = self.0.as_u64_pair();
        format!("00-{}-{parent:016x}-01", self.0.simple())
    }
}

impl From<FlowId> for TurnId {
    fn from(flow: FlowId) -> Self {
        Self(flow.0)
    }
}

/// Flow, generation and path: the same for every attempt of one call, on every engine.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(transparent)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key of the step at `path` in a generation of a flow.
    pub fn new(flow: FlowId, generation: u32, path: &crate::flow::Path) -> Self {
        Self(format!("{flow}/{generation}/{path}"))
    }

    /// Wraps a key that a trusted source made.
    pub fn from_text(raw: impl Into<String>) -> Self {
        Self(raw.into())
    }

    /// The key of a person's `nth` "try again": the call is another one for the other side.
    #[must_use]
    pub fn again(&self, nth: u32) -> Self {
        Self(format!("{self}#{}", nth.saturating_add(1)))
    }

    /// Which "try again" it is of; 0 for the call itself.
    pub fn nth(&self) -> u32 {
        let nth = self.0.rsplit_once('#').and_then(|(_, it)| it.parse().ok());
        nth.map_or(0, |it: u32| it.saturating_sub(1))
    }

    /// The child that is started under this key by a run: a short id in the run's own partition.
    pub fn child_of(&self, parent: FlowId) -> FlowId {
        FlowId(self.derive(parent, "child"))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An identifier that follows from the key: 48 bits of `root`'s time, so that it lies in the
    /// root's partition, and a hash of the key and `what` it is for.
    pub fn derive(&self, root: FlowId, what: &str) -> Uuid {
        let (time, _) = root.0.as_bytes().split_at(6);
        derived(time, &[self.0.as_bytes(), what.as_bytes()])
    }
}

/// An identifier of 48 bits of time and a hash of what it follows from.
pub(crate) fn derived(time: &[u8], parts: &[&[u8]]) -> Uuid {
    let mut bytes = *Digest::of_parts(parts).first_half();
    for (byte, from) in bytes.iter_mut().zip(time) {
        *byte = *from;
    }
    Builder::from_bytes(bytes)
        .with_version(uuid::Version::SortRand)
        .with_variant(uuid::Variant::RFC4122)
        .into_uuid()
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A UUIDv7 of which the 12 bits after the milliseconds are the rest of the time (RFC 9562, section 6.2,
/// method 3), so that what follows within a millisecond is sorted as well.
fn uuid_at(at: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
    let nanos = at.timestamp_subsec_nanos();
    let time = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos);
    let mut bytes = Uuid::new_v7(time).into_bytes();
    let rest = nanos % 1_000_000 * 4096 / 1_000_000;
    let [.., high, low] = rest.to_be_bytes();
    let [_, _, _, _, _, _, first, second, ..] = &mut bytes;
    (*first, *second) = (high, low);
    Builder::from_bytes(bytes)
        .with_version(uuid::Version::SortRand)
        .into_uuid()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;
    use crate::flow::Path;

    #[test]
    fn ids_sort_by_the_time_they_are_made_at() {
        let early = TurnId::new(Utc.timestamp_opt(1_000, 0).unwrap());
        let late = TurnId::new(Utc.timestamp_opt(1_001, 0).unwrap());
        assert!(early < late);
        assert_eq!(late.made_at(), Utc.timestamp_opt(1_001, 0).single());
        // Also within a millisecond, to a quarter of a microsecond.
        let of_a_microsecond = |it: u32| TurnId::new(Utc.timestamp_opt(1_001, it * 1_000).unwrap());
        let in_order: Vec<TurnId> = (0..1_000).map(of_a_microsecond).collect();
        assert!(in_order.is_sorted());
        assert_eq!(in_order.last().unwrap().uuid().get_version_num(), 7);
    }

    #[test]
    fn a_person_who_has_it_tried_again_makes_another_key() {
        let flow = FlowId::new(Utc.timestamp_opt(1_700_000_000, 0).unwrap());
        let key = IdempotencyKey::new(flow, 0, &Path::default());
        assert_eq!(key.nth(), 0);
        let again = key.again(key.nth() + 1);
        assert_eq!((again.as_str(), again.nth()), (&*format!("{key}#2"), 1));
        assert_eq!(key.again(again.nth() + 1).as_str(), format!("{key}#3"));
    }

    #[test]
    fn derived_ids_are_stable_and_lie_in_the_months_of_their_root() {
        let flow = FlowId::new(Utc.timestamp_opt(1_700_000_000, 0).unwrap());
        let key = IdempotencyKey::new(flow, 0, &Path::default());
        let one = key.derive(flow, "lead");
        assert_eq!(one, key.derive(flow, "lead"));
        assert_ne!(one, key.derive(flow, "contact"));
        assert_eq!(one.as_bytes()[..6], flow.uuid().as_bytes()[..6]);
    }
}
