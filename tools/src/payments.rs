//! The payment provider, or the books alone where none is connected.

use std::time::Duration;

use domain::{
    ids::{IdempotencyKey, InvoiceId},
    money::Money,
    tool::{Effect, Fate, ToolError},
};

/// Who moves the money.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Payments {
    /// Nobody: refunds are written down, and cards and answers say so.
    Book,
}

/// Our books know a key for as long as they exist: a hundred years.
const AS_LONG_AS_THE_BOOKS: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

impl Payments {
    /// The word that plans, rows and texts know it by.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Book => "book",
        }
    }

    /// What a repeated refund would do.
    pub(crate) const fn effect(self) -> Effect {
        match self {
            Self::Book => Effect::WriteOnce {
                window: AS_LONG_AS_THE_BOOKS,
            },
        }
    }

    /// Whether what is done there has a name on the other side.
    pub(crate) const fn has_references(self) -> bool {
        match self {
            Self::Book => false,
        }
    }

    /// Gives money back; answers the provider's reference, if there is a provider.
    pub(crate) async fn refund(
        self,
        _key: &IdempotencyKey,
        _invoice: InvoiceId,
        _amount: Money,
    ) -> Result<Option<String>, ToolError> {
        match self {
            // What there is to do is done in the transactions around it.
            Self::Book => Ok(None),
        }
    }

    /// Whether a refund happened, and under which reference.
    pub(crate) async fn find_refund(self, _key: &IdempotencyKey) -> Fate<Option<String>> {
        match self {
            Self::Book => Fate::Happened(None),
        }
    }
}
