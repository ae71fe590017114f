//! The server and the command line: configuration, wiring, HTTP, the chat. It holds no rule of its
//! own.

pub mod api;
mod arguments;
pub mod catalogue;
mod chat;
mod cli;
mod commands;
pub mod config;
mod counter;
mod database;
pub mod doors;
mod first_run;
pub mod foreign;
mod home;
mod lending;
mod listening;
mod logging;
mod mcp;
pub mod metrics;
mod period;
mod running;
mod saving;
mod sealing;
mod signals;
mod stand;
mod sweeping;
pub mod telemetry;
mod terminal;
mod tokens;
mod trouble;
pub mod watching;
pub mod wiring;
pub mod words;

use std::{ffi::OsString, num::NonZero, process::ExitCode, sync::Arc, thread, time::Duration};

use anyhow::Context as _;
use domain::words::{Reader, Say};
use store::{managed::HomeLock, records::conversations::MAIN};
use tokio::{
    runtime::{Builder, Runtime},
    time,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::{
    chat::{Chat, Titles},
    cli::{Ask, Cli, DemoTask, NotRead, Task, ToolTask},
    commands::{Exit, approvals, ask::Asking, effects, flows, schedules, tool},
    config::{Config, Locale, PROCESS},
    counter::{Client, Counter, HolderGone, Message},
    home::Home,
    logging::To,
    running::{Ground, Listen, Running, Setting},
    stand::{Need, Stand, Visit},
    telemetry::Telemetry,
    terminal::{Input, Terminal},
    words::Voice,
};

/// After how long it is said that something takes its time.
const A_WHILE: Duration = Duration::from_millis(700);

/// Runs what was typed, and says how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let terminal = Terminal::process();
    let locale = Locale::guess(PROCESS);
    let home = Home::at(&config::home(PROCESS));
    let language = home.language().unwrap_or(locale.language);
    let voice = match words::all() {
        Ok(words) => Voice::new(
            Arc::new(words),
            Reader {
                language,
                ..locale.reader()
            },
        ),
        Err(error) => {
            terminal.note(&error.to_string());
            return ExitCode::FAILURE;
        }
    };
    let cli = match Cli::read(arguments, &voice) {
        Ok(cli) => cli,
        Err(NotRead::Help(text)) => {
            terminal.piece(&text);
            return ExitCode::SUCCESS;
        }
        Err(NotRead::Mistake(text)) => {
            terminal.note(&text);
            return ExitCode::FAILURE;
        }
    };
    match bare(cli, &terminal, &voice).unwrap_or_else(|cli| obey(*cli, &terminal, &locale, &voice))
    {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) => {
            tracing::debug!(error = format!("{error:#}"), "the command failed");
            terminal.note(&voice.say(&trouble::explain(&error)));
            ExitCode::FAILURE
        }
    }
}

/// Does what needs neither a sound configuration nor a database of this home; hands all else back.
fn bare(cli: Cli, terminal: &Terminal, voice: &Voice) -> Result<anyhow::Result<Exit>, Box<Cli>> {
    let home = Home::at(&config::home(PROCESS));
    let toolbox = |named| match Config::read(PROCESS, named) {
        Ok(config) => wiring::with_lent(&config),
        Err(_) => wiring::toolbox(),
    };
    match cli.task {
        Some(Task::Tools(look)) => {
            let toolbox = toolbox(cli.config);
            let shown =
                toolbox.and_then(|it| commands::tools::run((&home, &it), look, (terminal, voice)));
            Ok(shown)
        }
        Some(Task::Agents(look)) => {
            let toolbox = toolbox(cli.config);
            let shown =
                toolbox.and_then(|it| commands::agents::run((&home, &it), look, (terminal, voice)));
            Ok(shown)
        }
        Some(Task::Config(tasks)) => {
            let asked = (tasks.task(), cli.config);
            Ok(commands::config::run(asked, terminal, voice))
        }
        Some(Task::Doctor(look)) => Ok(commands::doctor::run((cli.config, look), terminal, voice)),
        Some(Task::Demo { keep, task: None }) => Ok(commands::day::run(keep, terminal, voice)),
        Some(Task::Completions(wanted)) => {
            Ok(Ok(commands::completions::run(wanted, terminal, voice)))
        }
        task => Err(Box::new(Cli { task, ..cli })),
    }
}

fn obey(cli: Cli, terminal: &Terminal, locale: &Locale, voice: &Voice) -> anyhow::Result<Exit> {
    let config = Config::read(PROCESS, cli.config)?;
    let home = Home::at(&config.home);
    let runtime = runtime()?;
    let setting = Setting {
        input: Input::open(&home.history_path()),
        terminal: terminal.clone(),
        locale: locale.clone(),
        voice: voice.clone(),
        telemetry: Telemetry::begin(config.collector.as_ref(), runtime.handle()),
        home,
        config,
    };
    let exit = runtime.block_on(Box::pin(perform(&setting, cli.task)));
    runtime.block_on(setting.telemetry.end());
    runtime.shutdown_background();
    setting.input.give_back();
    exit
}

/// Two workers at least: one that computes must not keep the others waiting.
fn runtime() -> anyhow::Result<Runtime> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    Builder::new_multi_thread()
        .worker_threads(cores.max(2))
        .enable_all()
        .build()
        .context("could not start the runtime")
}

async fn perform(setting: &Setting, task: Option<Task>) -> anyhow::Result<Exit> {
    match task {
        None => chat(setting).await,
        Some(Task::Serve) => serve(setting).await,
        Some(Task::Ask(question)) => ask(setting, &question).await,
        Some(Task::Migrate { print_roles: true }) => {
            commands::migrate::print_roles(&setting.config, &setting.terminal)
        }
        Some(Task::Migrate { print_roles: false }) => {
            let (config, terminal) = (&setting.config, &setting.terminal);
            commands::migrate::run(config, terminal, &setting.voice).await
        }
        Some(Task::Retention(task)) => retention(setting, task).await,
        Some(Task::Tool {
            task: ToolTask::New(new),
        }) => tool::new::run(setting, &new),
        Some(Task::Tool {
            task: ToolTask::Call(call),
        }) => {
            let task = ToolTask::Call(tool::call::check(call, (&setting.config, &setting.voice))?);
            look_or_decide(setting, Task::Tool { task }).await
        }
        Some(Task::Mcp) => lending::mcp(setting).await,
        Some(Task::McpTools(tasks)) => lending::mcp_tools(setting, &tasks.task()).await,
        Some(Task::Models(tasks)) => commands::models::run(setting, &tasks.task()).await,
        Some(other) => look_or_decide(setting, other).await,
    }
}

/// `firma retention`
async fn retention(setting: &Setting, task: cli::Retention) -> anyhow::Result<Exit> {
    let stand = stand::find(&setting.config, &setting.home, Need::Look).await?;
    begin_log(setting, To::File(&setting.home.log_path()))?;
    let look = database::retain(&setting.config.database, setting.home.path(), task.apply);
    let (retained, voice) = match stand {
        Stand::Guest(visit) => (look.await, guest(setting, visit).await?.1),
        Stand::Holder(lock) => {
            let ground = Ground::open(setting, lock, Need::Look).await?;
            let (retained, voice) = (look.await, ground.voice.clone());
            ground.close().await;
            (retained, voice)
        }
    };
    let (terminal, retained) = (&setting.terminal, retained?);
    Ok(commands::retention::show(terminal, &voice, task, &retained))
}

/// `firma serve`
async fn serve(setting: &Setting) -> anyhow::Result<Exit> {
    let lock = HomeLock::acquire_patiently(setting.home.path())?;
    setting.home.retract();
    begin_log(setting, To::Stderr)?;
    let listener = running::bind(setting, Listen::Configured).await?;
    let ground = Ground::open(setting, lock, Need::Talk).await?;
    running::say_resuming(setting, &ground).await?;
    let running = Running::start(setting, ground, listener).await?;
    // Whoever reads the greeting may ask for the end at once.
    let asked = signals::asked_to_end();
    running::greet(setting, &running);
    asked.await;
    end(setting, running).await;
    Ok(Exit::Done)
}

/// `firma`
async fn chat(setting: &Setting) -> anyhow::Result<Exit> {
    let stand = stand::find(&setting.config, &setting.home, Need::Talk).await?;
    begin_log(setting, To::File(&setting.home.log_path()))?;
    match stand {
        Stand::Guest(visit) => {
            let (counter, voice) = guest(setting, visit).await?;
            let say = Say::of("start", "guest").with("path", setting.home.path());
            setting.terminal.note(&voice.say(&say));
            talk(setting, counter, voice, CancellationToken::new()).await?;
        }
        Stand::Holder(lock) => {
            let listener = running::bind(setting, Listen::Configured).await?;
            let ground = Ground::open(setting, lock, Need::Talk).await?;
            running::say_resuming(setting, &ground).await?;
            let running = Running::start(setting, ground, listener).await?;
            running::greet(setting, &running);
            let counter = Counter::here(running.doors.clone(), running.actor.clone());
            let voice = running.voice.clone();
            let talked = talk(setting, counter, voice, running.stop.clone()).await;
            end(setting, running).await;
            talked?;
        }
    }
    Ok(Exit::Done)
}

async fn talk(
    setting: &Setting,
    counter: Counter,
    voice: Voice,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let open = counter.open_turns(MAIN).await?;
    let chat = Chat {
        titles: titles(setting)?,
        terminal: &setting.terminal,
        input: &setting.input,
        files: setting.home.files_path(),
        open: open.into(),
        counter,
        voice,
        stop,
    };
    chat.run().await;
    Ok(())
}

/// `firma ask`
async fn ask(setting: &Setting, question: &Ask) -> anyhow::Result<Exit> {
    let (text, name) = (commands::ask::text(question)?, counter::new_name());
    let message = Message {
        conversation: &question.conversation,
        text: &text,
        name: &name,
    };
    let mut deadline = time::Instant::now() + stand::PATIENCE;
    loop {
        let stand = stand::find(&setting.config, &setting.home, Need::Talk).await?;
        begin_log(setting, To::File(&setting.home.log_path()))?;
        let visit = match stand {
            Stand::Holder(lock) => return ask_here(setting, question, &message, lock).await,
            Stand::Guest(visit) => visit,
        };
        let (counter, voice) = guest(setting, visit).await?;
        let asked = match counter.send(&message).await {
            Ok(sent) => {
                let titles = titles(setting)?;
                let asking = asking(setting, &counter, &voice, &titles);
                let shown = commands::ask::show(&asking, question, sent).await;
                deadline = time::Instant::now() + stand::PATIENCE;
                shown
            }
            Err(error) => Err(error),
        };
        match asked {
            // Somebody else holds the home by now, or we do. Under its name it is the same message.
            Err(error) if error.is::<HolderGone>() && time::Instant::now() < deadline => {
                time::sleep(A_WHILE).await;
            }
            asked => return asked,
        }
    }
}

async fn ask_here(
    setting: &Setting,
    question: &Ask,
    message: &Message<'_>,
    lock: HomeLock,
) -> anyhow::Result<Exit> {
    let listener = running::bind(setting, Listen::Anywhere).await?;
    let ground = Ground::open(setting, lock, Need::Talk).await?;
    let running = Running::start(setting, ground, listener).await?;
    let counter = Counter::here(running.doors.clone(), running.actor.clone());
    let (voice, titles) = (running.voice.clone(), titles(setting)?);
    let asking = asking(setting, &counter, &voice, &titles);
    let exit = match counter.send(message).await {
        Ok(sent) => commands::ask::show(&asking, question, sent).await,
        Err(error) => Err(error),
    };
    leave(setting, running, exit).await
}

/// Commands that look and decide, for whom the database suffices; what they set going is carried
/// through to its end.
async fn look_or_decide(setting: &Setting, task: Task) -> anyhow::Result<Exit> {
    let need = need(&task);
    let stand = stand::find(&setting.config, &setting.home, need).await?;
    begin_log(setting, To::File(&setting.home.log_path()))?;
    let titles = titles(setting)?;
    match stand {
        Stand::Guest(visit) => {
            let (counter, voice) = guest(setting, visit).await?;
            perform_there(setting, &asking(setting, &counter, &voice, &titles), task).await
        }
        Stand::Holder(lock) => {
            let ground = Ground::open(setting, lock, need).await?;
            let voice = ground.voice.clone();
            if !sets_going(&task) {
                let ours = (ground.store.clone(), ground.actor.clone());
                let counter = Counter::there(setting, ours, None)?;
                let asking = asking(setting, &counter, &voice, &titles);
                let exit = perform_there(setting, &asking, task).await;
                ground.close().await;
                return exit;
            }
            let listener = running::bind(setting, Listen::Anywhere).await?;
            let running = Running::start(setting, ground, listener).await?;
            let counter = Counter::here(running.doors.clone(), running.actor.clone());
            let asking = asking(setting, &counter, &voice, &titles);
            let exit = perform_there(setting, &asking, task).await;
            leave(setting, running, exit).await
        }
    }
}

async fn perform_there(setting: &Setting, asking: &Asking<'_>, task: Task) -> anyhow::Result<Exit> {
    match task {
        Task::Approvals(tasks) => approvals::run(asking, &tasks.task()).await,
        Task::Effects(tasks) => effects::run(asking, &tasks.task()).await,
        Task::Flows(tasks) => flows::run(asking, &tasks.task()).await,
        Task::Schedules(tasks) => schedules::run(asking, &tasks.task()).await,
        Task::Limits { task } => {
            let task = task.unwrap_or(cli::LimitsTask::Show);
            commands::limits::run(asking, &task).await
        }
        Task::Members(tasks) => commands::members::run(asking, &setting.home, &tasks.task()).await,
        Task::Spend(wanted) => commands::spend::run(asking, &wanted).await,
        Task::Audit(tasks) => commands::audit::run(asking, &tasks.task()).await,
        Task::Demo {
            task: Some(task), ..
        } => commands::demo::run(asking, task).await,
        Task::Cancel { turn } => commands::cancel::run(asking, turn).await,
        Task::Tool {
            task: ToolTask::Call(call),
        } => tool::call::run(setting, (asking, &call)).await,
        Task::Tool {
            task: ToolTask::New(_),
        }
        | Task::Serve
        | Task::Ask(_)
        | Task::Mcp
        | Task::McpTools(_)
        | Task::Migrate { .. }
        | Task::Models(_)
        | Task::Retention(_)
        | Task::Tools(_)
        | Task::Agents(_)
        | Task::Config(_)
        | Task::Doctor(_)
        | Task::Demo { task: None, .. }
        | Task::Completions(_) => Ok(Exit::Done),
    }
}

/// What a command needs. One that brings work or data begins a company; whoever looks, decides or
/// sets something has one.
const fn need(task: &Task) -> Need {
    match task {
        Task::Tool { .. }
        | Task::Demo {
            task: Some(DemoTask::Load),
            ..
        } => Need::Work,
        Task::Serve | Task::Ask(_) | Task::Mcp => Need::Talk,
        Task::Approvals(_)
        | Task::Effects(_)
        | Task::Flows(_)
        | Task::Schedules(_)
        | Task::Limits { .. }
        | Task::Members(_)
        | Task::Spend(_)
        | Task::Audit(_)
        | Task::Cancel { .. }
        | Task::Tools(_)
        | Task::Agents(_)
        | Task::Config(_)
        | Task::Doctor(_)
        | Task::Demo { .. }
        | Task::McpTools(_)
        | Task::Migrate { .. }
        | Task::Models(_)
        | Task::Retention(_)
        | Task::Completions(_) => Need::Look,
    }
}

/// Whether a command needs an engine.
fn sets_going(task: &Task) -> bool {
    match task {
        Task::Approvals(tasks) => approvals::sets_going(&tasks.task()),
        Task::Effects(tasks) => effects::sets_going(&tasks.task()),
        Task::Flows(tasks) => flows::sets_going(&tasks.task()),
        Task::Schedules(tasks) => schedules::sets_going(&tasks.task()),
        Task::Tool {
            task: ToolTask::Call(call),
        } => !call.dry_run,
        Task::Cancel { .. } | Task::Serve | Task::Ask(_) | Task::Mcp => true,
        Task::Limits { .. }
        | Task::Members(_)
        | Task::Spend(_)
        | Task::Audit(_)
        | Task::Tools(_)
        | Task::Agents(_)
        | Task::Config(_)
        | Task::Doctor(_)
        | Task::Demo { .. }
        | Task::Tool { .. }
        | Task::McpTools(_)
        | Task::Migrate { .. }
        | Task::Models(_)
        | Task::Retention(_)
        | Task::Completions(_) => false,
    }
}

/// Where a guest talks, and in which words.
async fn guest(setting: &Setting, visit: Visit) -> anyhow::Result<(Counter, Voice)> {
    let (token, actor) = stand::guest(&setting.home, &visit.store).await?;
    let voice = stand::voice_of(&setting.voice, &visit.store, &actor).await?;
    let client = visit.address.map(|address| Client::new(address, token));
    let counter = Counter::there(setting, (visit.store, actor), client)?;
    Ok((counter, voice))
}

fn asking<'a>(
    setting: &'a Setting,
    counter: &'a Counter,
    voice: &'a Voice,
    titles: &'a Titles,
) -> Asking<'a> {
    Asking {
        counter,
        terminal: &setting.terminal,
        files: setting.home.files_path(),
        voice,
        titles,
    }
}

/// What departments are called. Where a file cannot be read that changes it, as we call them:
/// whoever serves goes on with what held before.
fn titles(setting: &Setting) -> anyhow::Result<Titles> {
    let toolbox = wiring::with_lent(&setting.config)?;
    let departments = match wiring::settings(setting.home.path(), &toolbox) {
        Ok(settings) => settings.departments,
        Err(error) => {
            tracing::debug!(error = format!("{error:#}"), "departments have our titles");
            agents::built_in(&toolbox)?
        }
    };
    Ok(Titles::of(&departments))
}

fn begin_log(setting: &Setting, to: To<'_>) -> anyhow::Result<()> {
    if let Some(error) = logging::fault(&setting.config.log) {
        let say = Say::of("start", "no-filter").with("error", error);
        setting.terminal.note(&setting.voice.say(&say));
    }
    logging::begin(&setting.config.log, to, &setting.telemetry)
        .context("could not begin the log")?;
    setting.telemetry.warn_if_it_cannot();
    Ok(())
}

/// Ends what runs because somebody asked for it.
async fn end(setting: &Setting, running: Running) {
    let text = running.voice.text("start", "ending");
    end_told(setting, &text, Box::pin(running.close())).await;
}

/// Ends what a command needed, once its guests have what they came for. Nothing is said, unless
/// somebody asks for the end.
async fn leave(
    setting: &Setting,
    running: Running,
    exit: anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let text = running.voice.text("start", "ending");
    let mut closing = Box::pin(async move {
        running.see_guests_off().await;
        running.close().await;
    });
    if !matches!(exit, Ok(Exit::Left)) {
        tokio::select! {
            () = &mut closing => return exit,
            () = signals::asked_to_end() => {}
        }
    }
    end_told(setting, &text, closing).await;
    exit
}

/// Says that the end takes a while, if it does; asked again meanwhile, ends at once.
async fn end_told(setting: &Setting, text: &str, mut closing: impl Future<Output = ()> + Unpin) {
    signals::end_at_once_when_asked_again(&TaskTracker::new());
    tokio::select! {
        () = &mut closing => return,
        () = time::sleep(A_WHILE) => setting.terminal.note(text),
    }
    closing.await;
}
