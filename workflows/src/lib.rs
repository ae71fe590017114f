//! Business processes that run for days: one workflow a file, one line in [`register`], and its texts in
//! [`WORDS`].

pub mod follow_up;
pub mod overdue_invoices;
pub mod watch_refund;
pub mod watch_return;

use std::sync::Arc;

use domain::{
    flow::{Registry, Taken},
    language::Language::{En, PtBr},
    tool::ToolError,
    words::{Source, Words},
};
use store::records::{Records, refunds::Standing};

/// What workflows speak with.
#[derive(Clone, Debug)]
pub struct Speech {
    /// What Firma says.
    pub words: Arc<Words>,
    /// Channels to which messages are pushed; the others read the conversation.
    pub pushes: Vec<&'static str>,
}

/// Adds the workflows, their actions and what they ask others to what the engine runs. `standing` asks the payment
/// provider where a refund stands, by its reference there.
pub fn register<Db, F>(
    registry: Registry<Db>,
    speech: &Speech,
    standing: impl Fn(String) -> F + Send + Sync + 'static,
) -> Result<Registry<Db>, Taken>
where
    Db: AsMut<Records> + Send + 'static,
    F: Future<Output = Result<Standing, ToolError>> + Send + 'static,
{
    let ask = watch_refund::Ask(Box::new(move |reference| Box::pin(standing(reference))));
    registry
        .workflow(follow_up::FollowUp)?
        .action(follow_up::Due)?
        .action(follow_up::Remind(speech.clone()))?
        .workflow(watch_refund::WatchRefund)?
        .action(watch_refund::Pending)?
        .activity(ask)?
        .action(watch_refund::Conclude(speech.clone()))?
        .workflow(watch_return::WatchReturn)?
        .action(watch_return::TakeBack(speech.clone()))?
        .workflow(overdue_invoices::OverdueInvoices)?
        .action(overdue_invoices::Telling(speech.clone()))
}

/// The texts of the workflows.
pub const WORDS: [Source; 6] = [
    Source {
        name: "follow_up",
        language: PtBr,
        text: include_str!("follow_up.pt-BR.ftl"),
    },
    Source {
        name: "follow_up",
        language: En,
        text: include_str!("follow_up.en.ftl"),
    },
    Source {
        name: "watch_refund",
        language: PtBr,
        text: include_str!("watch_refund.pt-BR.ftl"),
    },
    Source {
        name: "watch_refund",
        language: En,
        text: include_str!("watch_refund.en.ftl"),
    },
    Source {
        name: "overdue_invoices",
        language: PtBr,
        text: include_str!("overdue_invoices.pt-BR.ftl"),
    },
    Source {
        name: "overdue_invoices",
        language: En,
        text: include_str!("overdue_invoices.en.ftl"),
    },
];
