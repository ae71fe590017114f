//! `firma migrate`: brings the tables of `DATABASE_URL` up to date.

use store::External;

use super::Exit;
use crate::{
    config::{Config, Database},
    terminal::Terminal,
    trouble::Trouble,
    words::Voice,
};

/// How many months ahead tables are cut.
const MONTHS_AHEAD: i32 = 24;

/// Prints what an administrator runs once. Nothing is connected to.
pub(crate) fn print_roles(config: &Config, terminal: &Terminal) -> anyhow::Result<Exit> {
    let login = match &config.database {
        Database::Managed { .. } => None,
        Database::Url(url) => Some(External::parse(url.reveal())?.login().to_owned()),
    };
    terminal.piece(&store::setup_sql(login.as_deref()));
    Ok(Exit::Done)
}

/// As a superuser or a member of the owner, makes what is missing.
pub(crate) async fn run(
    config: &Config,
    terminal: &Terminal,
    voice: &Voice,
) -> anyhow::Result<Exit> {
    let Database::Url(url) = &config.database else {
        return Err(Trouble::of("migrate_without_url").into());
    };
    let server = External::parse(url.reveal())?;
    server.migrate(MONTHS_AHEAD).await?;
    terminal.line(&voice.text("commands", "migrated"));
    Ok(Exit::Done)
}
