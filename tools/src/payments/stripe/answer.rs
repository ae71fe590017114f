//! What Stripe answers: what of it we read, and what its errors mean.

use std::collections::BTreeMap;

use domain::{money::Currency, tool::ToolError, words::Say};
use serde::Deserialize;
use store::records::refunds::Standing;

use super::super::Taken;

/// A payment intent or a charge.
#[derive(Debug, Deserialize)]
pub(super) struct Payment {
    currency: String,
}

impl Payment {
    pub(super) fn has_currency(&self, currency: Currency) -> bool {
        Currency::from_code(&self.currency) == Some(currency)
    }
}

/// A refund.
#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    pub(super) id: String,
    pub(super) amount: i64,
    status: Option<String>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
}

impl Refund {
    /// Where it stands. What Stripe does not call final may still fail.
    pub(super) fn standing(&self) -> Standing {
        match self.status.as_deref() {
            Some("succeeded") => Standing::Succeeded,
            Some("failed" | "canceled") => Standing::Failed,
            Some(_) | None => Standing::Pending,
        }
    }

    /// What Stripe took on; nothing, if the money does not go back.
    pub(super) fn taken(self) -> Option<Taken> {
        let is_pending = match self.standing() {
            Standing::Pending => true,
            Standing::Succeeded => false,
            Standing::Failed => return None,
        };
        Some(Taken {
            reference: self.id,
            is_pending,
        })
    }
}

/// A page of refunds.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub(super) data: Vec<Refund>,
    pub(super) has_more: bool,
}

/// An error as Stripe writes it. Its sentence may hold what somebody else wrote: it is not kept.
#[derive(Debug, thiserror::Error)]
#[error("Stripe answered {status}, {kind}, {code}")]
pub(super) struct Refusal {
    status: u16,
    kind: String,
    code: String,
}

#[derive(Deserialize)]
struct Body {
    error: Inner,
}

#[derive(Default, Deserialize)]
struct Inner {
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    code: Option<String>,
}

impl Refusal {
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let body: Option<Body> = serde_json::from_slice(body).ok();
        let error = body.map(|it| it.error).unwrap_or_default();
        let word = |it: &str| {
            let kept = it
                .chars()
                .filter(|it| it.is_ascii_alphanumeric() || *it == '_');
            kept.take(60).collect::<String>()
        };
        Self {
            status,
            kind: word(&error.r#type),
            code: word(error.code.as_deref().unwrap_or_default()),
        }
    }

    pub(super) fn code(&self) -> &str {
        &self.code
    }
}

impl From<Refusal> for ToolError {
    fn from(refusal: Refusal) -> Self {
        match (refusal.status, refusal.kind.as_str()) {
            // The key was used with other parameters: something was asked under it before.
            (400, "idempotency_error") => Self::Unknown(refusal.into()),
            // Another request under the same key is under way, or a lock was not had.
            (409, _) => Self::Unavailable(refusal.into()),
            (429, _) => Self::NotSent(refusal.into()),
            (401 | 403, _) => refused("provider_key"),
            (402, _) | (400..=499, "card_error") => refused("declined"),
            (400..=499, _) => Self::Refused(
                Say::of("refund_invoice", "provider_refused").with("code", refusal.code),
            ),
            _ => Self::Unknown(refusal.into()),
        }
    }
}

/// It was not done, and will not be; an attribute of the tool's texts.
pub(super) fn refused(attribute: &str) -> ToolError {
    ToolError::Refused(Say::of("refund_invoice", attribute))
}
