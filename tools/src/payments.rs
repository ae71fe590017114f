//! The payment provider, or the books alone where none is connected.

mod stripe;

use std::time::Duration;

use domain::{
    ids::IdempotencyKey,
    money::Money,
    tool::{Effect, Fate, ToolError},
};

pub(crate) use self::stripe::is_payment;
pub use self::stripe::{Settings as StripeSettings, Stripe, Unusable as StripeUnusable};

/// Who moves the money.
#[derive(Clone, Debug)]
pub enum Payments {
    /// Nobody: refunds are written down, and cards and answers say so.
    Book,
    /// Stripe.
    Stripe(Stripe),
}

/// Our books know a key for as long as they exist: a hundred years.
const AS_LONG_AS_THE_BOOKS: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

impl Payments {
    /// The word that plans, rows and texts know it by.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Stripe(_) => "stripe",
        }
    }

    /// What a repeated refund would do.
    pub(crate) const fn effect(&self) -> Effect {
        let window = match self {
            Self::Book => AS_LONG_AS_THE_BOOKS,
            Self::Stripe(_) => stripe::WINDOW,
        };
        Effect::WriteOnce { window }
    }

    /// Whether what is done there has a name on the other side.
    pub(crate) const fn has_references(&self) -> bool {
        match self {
            Self::Book => false,
            Self::Stripe(_) => true,
        }
    }

    /// Gives money of a payment back; answers the provider's reference, if there is a provider.
    pub(crate) async fn refund(
        &self,
        key: &IdempotencyKey,
        payment: Option<&str>,
        amount: Money,
    ) -> Result<Option<String>, ToolError> {
        match self {
            // What there is to do is done in the transactions around it.
            Self::Book => Ok(None),
            Self::Stripe(stripe) => {
                let payment = payment.unwrap_or_default();
                stripe.refund(key, payment, amount).await.map(Some)
            }
        }
    }

    /// Whether a refund of a payment happened, and under which reference.
    pub(crate) async fn find_refund(
        &self,
        key: &IdempotencyKey,
        payment: Option<&str>,
    ) -> Result<Fate<Option<String>>, ToolError> {
        match self {
            Self::Book => Ok(Fate::Happened(None)),
            Self::Stripe(stripe) => stripe.find_refund(key, payment.unwrap_or_default()).await,
        }
    }
}
