//! `firma ask`: one question, one answer.

use std::{io::Read as _, path::PathBuf};

use domain::{
    turn::{TurnStatus, TurnView},
    words::Say,
};

use super::Exit;
use crate::{
    api,
    chat::{Show, Titles, card, elsewhere, hear},
    cli::Ask,
    counter::{Counter, Sent},
    saving, signals,
    terminal::Terminal,
    trouble,
    words::Voice,
};

/// What a question is asked with.
#[derive(Debug)]
pub(crate) struct Asking<'a> {
    /// Where.
    pub counter: &'a Counter,
    /// Where the answer goes.
    pub terminal: &'a Terminal,
    /// Where its files go.
    pub files: PathBuf,
    /// In which words.
    pub voice: &'a Voice,
    /// What departments are called.
    pub titles: &'a Titles,
}

/// Prints the answer to a question that was handed in, or its turn.
pub(crate) async fn show(asking: &Asking<'_>, ask: &Ask, sent: Sent) -> anyhow::Result<Exit> {
    let mut show = Show::new(asking.terminal, asking.voice, asking.titles);
    let followed = {
        let mut tell = |progress| {
            if !ask.json {
                show.progress(progress);
            }
        };
        let followed = asking.counter.follow(sent.turn, sent.news, &mut tell);
        tokio::select! {
            followed = followed => followed?,
            () = signals::asked_to_end() => {
                let say = Say::of("commands", "left-running").with("turn", sent.turn.to_string());
                asking.terminal.note(&asking.voice.say(&say));
                return Ok(Exit::Left);
            }
        }
    };
    if ask.json {
        let view = api::worded_turn(asking.voice, followed.clone());
        asking.terminal.line(&serde_json::to_string(&view)?);
    } else {
        show.end(&followed);
        let by = (asking.terminal, asking.voice);
        saving::save(asking.counter, &asking.files, &followed, by).await;
        put(asking, &followed);
        // Beside the answer, which alone goes where a program reads it.
        let heard = hear(asking.counter, &ask.conversation, |text| {
            asking.terminal.note(text);
        });
        if let Err(error) = heard.await {
            let say = trouble::explain(&error.into());
            asking.terminal.note(&asking.voice.say(&say));
        }
    }
    Ok(exit(followed.status))
}

/// How a turn ends a command.
pub(crate) const fn exit(status: TurnStatus) -> Exit {
    match status {
        TurnStatus::Answered => Exit::Done,
        TurnStatus::Waiting => Exit::Waits,
        TurnStatus::Running | TurnStatus::Refused | TurnStatus::Failed | TurnStatus::Cancelled => {
            Exit::Failed
        }
    }
}

/// Shows the request of a turn that waits, and how it is decided.
fn put(asking: &Asking<'_>, view: &TurnView) {
    let Some(approval) = &view.approval else {
        return;
    };
    asking
        .terminal
        .line(&card(asking.voice, asking.titles, approval));
    asking
        .terminal
        .note(&asking.voice.say(&elsewhere(approval)));
}

/// What is asked.
pub(crate) fn text(ask: &Ask) -> anyhow::Result<String> {
    let text = ask.text.join(" ");
    if text != "-" {
        return Ok(text);
    }
    let mut text = String::new();
    // One more than may be sent, so that what is too long is refused and not cut.
    let most = u64::try_from(orchestrator::LONGEST)? + 1;
    std::io::stdin().take(most).read_to_string(&mut text)?;
    Ok(text)
}
