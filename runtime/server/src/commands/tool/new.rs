//! `firma tool new`
use crate::{cli::NewTool, commands::Exit, running::Setting};
pub(crate) fn run(_: &Setting, _: &NewTool) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}
