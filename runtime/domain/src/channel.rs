//! The port of chat networks to which the outbox pushes.

use std::{error::Error, future::Future, pin::Pin};

use crate::{
    ids::{ConversationId, DeliveryId, OrganisationId},
    message::Part,
};

/// A network that messages are pushed to.
pub trait Channel: Send + Sync {
    /// The word that conversations keep: `telegram`, `whatsapp`.
    fn name(&self) -> &'static str;

    /// Sends a message once. The answer is the network's own id of it.
    fn send<'a>(&'a self, delivery: &'a Delivery) -> Sending<'a>;
}

/// A network's answer, boxed.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<String, ChannelError>> + Send + 'a>>;

/// A message on its way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Which one: stable over every attempt.
    pub id: DeliveryId,
    /// Whose.
    pub organisation: OrganisationId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// The account that sends, and the chat that receives, as the network names them.
    pub address: String,
    /// What it says.
    pub parts: Vec<Part>,
    /// Whether an earlier attempt may have arrived.
    pub redelivered: bool,
}

/// Why a message did not go out.
#[derive(Debug, thiserror::Error)]
pub enum ChannelError {
    /// It did not leave, or the network said to come back: try again.
    #[error("the network is not reachable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// The network will not: the chat is gone, the bot was blocked.
    #[error("the network refuses the message")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
}
