//! `firma demo`: a day of a company that is none, through the doors that everybody has. Whatever it
//! says of numbers it was told by them.

mod door;
mod house;
mod script;

use anyhow::Context as _;
use domain::words::Say;
use tokio::runtime::Builder;

use self::{house::House, script::Day};
use super::Exit;
use crate::{signals, terminal::Terminal, words::Voice};

/// Plays the day, and takes everything away again, however it ends; `keep` leaves the company there.
pub(crate) fn run(keep: bool, terminal: &Terminal, voice: &Voice) -> anyhow::Result<Exit> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.context("could not start the runtime")?;
    let exit = runtime.block_on(play(keep, terminal, voice));
    runtime.shutdown_background();
    exit
}

async fn play(keep: bool, terminal: &Terminal, voice: &Voice) -> anyhow::Result<Exit> {
    let mut house = House::make(voice.reader().language)?;
    let mut day = Day::new(&mut house, terminal, voice)?;
    let played = tokio::select! {
        played = day.play() => played.map(|()| Exit::Done),
        () = signals::asked_to_end() => Ok(Exit::Left),
    };
    house.stop().await;
    if keep && matches!(played, Ok(Exit::Done)) {
        let path = house.path().display().to_string();
        terminal.line(&voice.say(&Say::of("day", "kept").with("path", path)));
        return played;
    }
    match house.clear() {
        Ok(()) => terminal.line(&voice.text("day", "cleared")),
        Err(error) => tracing::warn!(%error, "the company of the day could not be taken away"),
    }
    played
}
