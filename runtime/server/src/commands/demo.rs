//! `firma demo`: sample data comes and goes.

use chrono::Utc;
use domain::{person::Role, words::Say};

use super::{CHANNEL, Exit, ask::Asking};
use crate::{cli::DemoTask, first_run, trouble::Trouble};

/// Writes sample data, or takes it away.
pub(crate) async fn run(asking: &Asking<'_>, task: DemoTask) -> anyhow::Result<Exit> {
    let (store, actor) = (&asking.counter.store, &asking.counter.actor);
    if actor.role != Role::Owner {
        return Err(Trouble::of("owner_only").into());
    }
    let organisation = store.organisation(actor.organisation).await?;
    let say = match task {
        DemoTask::Load => {
            // The names are for everybody who works here: in the company's language.
            let voice = asking.voice.in_language(organisation.language);
            let sample = first_run::sample(&voice, organisation.currency);
            match store
                .load_demo((actor, CHANNEL), &sample, Utc::now())
                .await?
            {
                true => Say::of("commands", "demo-loaded"),
                false => Say::of("commands", "demo-loaded-before"),
            }
        }
        DemoTask::Clear => {
            let cleared = store.clear_demo((actor, CHANNEL)).await?;
            let attribute = match cleared.kept {
                0 => "demo-cleared",
                _ => "demo-cleared-but",
            };
            Say::of("commands", attribute)
                .with("contacts", cleared.contacts)
                .with("invoices", cleared.invoices)
                .with("kept", cleared.kept)
        }
    };
    asking.terminal.line(&asking.voice.say(&say));
    Ok(Exit::Done)
}
