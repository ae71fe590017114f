//! `firma mcp` and `firma mcp-tools`: the company's tools for other programs, and theirs for the company.

use tokio_util::sync::CancellationToken;

use crate::{
    begin_log,
    catalogue::Catalogue,
    cli, commands,
    commands::Exit,
    counter::{Counter, HolderGone},
    guest, leave,
    logging::To,
    mcp,
    running::{self, Ground, Listen, Running, Setting},
    stand::{self, Need, Stand},
    trouble::Trouble,
    wiring,
};

/// `firma mcp`
pub(crate) async fn mcp(setting: &Setting) -> anyhow::Result<Exit> {
    let stand = stand::find(&setting.config, &setting.home, Need::Talk).await?;
    begin_log(setting, To::File(&setting.home.log_path()))?;
    match stand {
        Stand::Guest(visit) => {
            let (counter, voice) = guest(setting, visit).await?;
            let catalogue = wiring::catalogue(&setting.config, voice.words())?;
            let desk = mcp_desk(setting, counter.clone(), catalogue).await?;
            // A client starts it again when it wants it: then it carries out calls by itself.
            tokio::select! {
                exit = commands::mcp::run(desk, CancellationToken::new()) => exit,
                () = counter.holder_gone() => Err(HolderGone.into()),
            }
        }
        Stand::Holder(lock) => {
            let listener = running::bind(setting, Listen::Anywhere).await?;
            let ground = Ground::open(setting, lock, Need::Talk).await?;
            let running = Running::start(setting, ground, listener).await?;
            let counter = Counter::here(running.doors.clone(), running.actor.clone());
            let exit = match mcp_desk(setting, counter, running.doors.catalogue()).await {
                Ok(desk) => commands::mcp::run(desk, running.stop.clone()).await,
                Err(error) => Err(error),
            };
            leave(setting, running, exit).await
        }
    }
}

/// Where a client of `firma mcp` calls: as the member whose token it was given, else as whoever has
/// the home.
async fn mcp_desk(
    setting: &Setting,
    mut counter: Counter,
    catalogue: Catalogue,
) -> anyhow::Result<mcp::Desk> {
    if let Some(token) = &setting.config.token {
        let actor = counter.store.find_token(token.reveal()).await?;
        counter.actor = actor.ok_or_else(|| Trouble::of("token_nobodys"))?;
    }
    let voice = stand::voice_of(&setting.voice, &counter.store, &counter.actor).await?;
    Ok(mcp::Desk {
        counter,
        catalogue,
        voice,
        token: setting.config.token.clone(),
    })
}

/// `firma mcp-tools`
pub(crate) async fn mcp_tools(setting: &Setting, task: &cli::McpToolsTask) -> anyhow::Result<Exit> {
    if let cli::McpToolsTask::List(look) = task
        && setting.config.lenders.is_empty()
    {
        return commands::mcp_tools::nobodys(setting, *look);
    }
    let stand = stand::find(&setting.config, &setting.home, Need::Look).await?;
    begin_log(setting, To::File(&setting.home.log_path()))?;
    let (counter, voice, ground) = match stand {
        Stand::Guest(visit) => {
            let (counter, voice) = guest(setting, visit).await?;
            (counter, voice, None)
        }
        Stand::Holder(lock) => {
            let ground = Ground::open(setting, lock, Need::Look).await?;
            let ours = (ground.store.clone(), ground.actor.clone());
            let counter = Counter::there(setting, ours, None)?;
            (counter, ground.voice.clone(), Some(ground))
        }
    };
    let deciding = commands::mcp_tools::Deciding {
        setting,
        counter: &counter,
        voice: &voice,
    };
    let exit = commands::mcp_tools::run(&deciding, task).await;
    if let Some(ground) = ground {
        ground.close().await;
    }
    exit
}
