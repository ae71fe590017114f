//! Business processes that run for days: one workflow a file, one line in [`register`], and its texts in
//! [`WORDS`].

pub mod follow_up;
pub mod overdue_invoices;

use std::sync::Arc;

use domain::{
    flow::{Registry, Taken},
    language::Language::{En, PtBr},
    words::{Source, Words},
};
use store::records::Records;

/// What workflows speak with.
#[derive(Clone, Debug)]
pub struct Speech {
    /// What Firma says.
    pub words: Arc<Words>,
    /// Channels to which messages are pushed; the others read the conversation.
    pub pushes: Vec<&'static str>,
}

/// Adds the workflows and their actions to what the engine runs.
pub fn register<Db>(registry: Registry<Db>, speech: &Speech) -> Result<Registry<Db>, Taken>
where
    Db: AsMut<Records> + Send + 'static,
{
    registry
        .workflow(follow_up::FollowUp)?
        .action(follow_up::Due)?
        .action(follow_up::Remind(speech.clone()))?
        .workflow(overdue_invoices::OverdueInvoices)?
        .action(overdue_invoices::Telling(speech.clone()))
}

/// The texts of the workflows.
pub const WORDS: [Source; 4] = [
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
