//! The payment provider, or the books alone where none is connected.

mod stripe;

use std::time::Duration;

use domain::{
    ids::IdempotencyKey,
    money::Money,
    tool::{Effect, Fate, ToolError},
};
use store::records::refunds::Standing;

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

/// A refund that the provider took on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Taken {
    /// The provider's reference.
    pub(crate) reference: String,
    /// Whether the provider has yet to carry it out.
    pub(crate) is_pending: bool,
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

    /// Gives money of a payment back; answers what the provider took on, if there is a provider.
    pub(crate) async fn refund(
        &self,
        key: &IdempotencyKey,
        payment: Option<&str>,
        amount: Money,
    ) -> Result<Option<Taken>, ToolError> {
        match self {
            // What there is to do is done in the transactions around it.
            Self::Book => Ok(None),
            Self::Stripe(stripe) => {
                let payment = payment.unwrap_or_default();
                stripe.refund(key, payment, amount).await.map(Some)
            }
        }
    }

    /// Whether a refund of a payment happened, and as what the provider knows it.
    pub(crate) async fn find_refund(
        &self,
        key: &IdempotencyKey,
        payment: Option<&str>,
    ) -> Result<Fate<Option<Taken>>, ToolError> {
        match self {
            Self::Book => Ok(Fate::Happened(None)),
            Self::Stripe(stripe) => stripe.find_refund(key, payment.unwrap_or_default()).await,
        }
    }

    /// Where a refund stands at the provider, by its reference there.
    pub async fn standing(self, reference: String) -> Result<Standing, ToolError> {
        match self {
            Self::Book => Err(ToolError::NotSent(
                "no payment provider is connected".into(),
            )),
            Self::Stripe(stripe) => stripe.standing(&reference).await,
        }
    }
}
