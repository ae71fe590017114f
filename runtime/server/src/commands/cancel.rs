//! `firma cancel`: stops a turn.

use domain::{ids::TurnId, words::Say};

use super::{Exit, ask::Asking};
use crate::{chat, signals, trouble::Trouble};

/// Asks a turn to stop, and waits until it has.
pub(crate) async fn run(asking: &Asking<'_>, turn: TurnId) -> anyhow::Result<Exit> {
    let counter = asking.counter;
    let known = counter
        .store
        .turn_view(counter.actor.organisation, turn)
        .await?;
    if known.is_none() {
        return Err(Trouble::of("no_such_turn").with("turn", turn).into());
    }
    if !counter.cancel(turn).await? {
        let say = Say::of("commands", "ended-already");
        asking.terminal.note(&asking.voice.say(&say));
        return Ok(Exit::Done);
    }
    let view = tokio::select! {
        view = counter.closed(turn) => view?,
        () = signals::asked_to_end() => return Ok(Exit::Left),
    };
    let answer = chat::answer(asking.voice, &view);
    asking.terminal.line(&answer);
    Ok(Exit::Done)
}
