//! `firma doctor`: whether everything is there that Firma needs. It changes nothing, starts nothing
//! but the programs that lend tools, which end with the look, and says no secret.

mod database;
mod ground;
mod outside;

use std::{path::PathBuf, time::Duration};

use anyhow::Context as _;
use domain::words::Say;
use serde::Serialize;
use tokio::{runtime::Builder, time};

use super::{Exit, table};
use crate::{
    cli::Look,
    config::{self, Config, PROCESS},
    home::Home,
    terminal::Terminal,
    trouble,
    words::Voice,
};

/// How long one look may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How it stands with something.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// As it should.
    Fine,
    /// Nothing is wrong, but it is good to know.
    Note,
    /// Something has to be done about it.
    Wrong,
}

/// What was found.
#[derive(Clone, Debug)]
struct Finding {
    check: &'static str,
    state: State,
    say: Say,
}

impl Finding {
    fn new(check: &'static str, state: State, say: Say) -> Self {
        Self { check, state, say }
    }

    /// An attribute of our own texts.
    fn of(check: &'static str, state: State, attribute: &str) -> Self {
        Self::new(check, state, Say::of("doctor", attribute))
    }

    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.say = self.say.with(name, value.to_string());
        self
    }

    /// What any other command would say of an error.
    fn error(check: &'static str, error: &anyhow::Error) -> Self {
        Self::new(check, State::Wrong, trouble::explain(error))
    }
}

#[derive(Debug, Serialize)]
struct FindingView {
    check: &'static str,
    state: State,
    text: String,
}

/// Looks at everything, and says what was found and what to do.
pub(crate) fn run(
    (named, look): (Option<PathBuf>, Look),
    terminal: &Terminal,
    voice: &Voice,
) -> anyhow::Result<Exit> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.context("could not start the runtime")?;
    let findings = runtime.block_on(examine(named, voice));
    runtime.shutdown_background();
    let views = findings.iter().map(|it| FindingView {
        check: it.check,
        state: it.state,
        text: voice.say(&it.say),
    });
    let views: Vec<FindingView> = views.collect();
    let is_wrong = views.iter().any(|it| it.state == State::Wrong);
    if look.json {
        terminal.line(&serde_json::to_string(&views)?);
    } else {
        let rows: Vec<[String; 3]> = views.into_iter().map(|it| row(voice, it)).collect();
        for line in table::lines(&rows, &[]) {
            terminal.line(&line);
        }
        let end = if is_wrong {
            "something-wrong"
        } else {
            "all-well"
        };
        terminal.note(&voice.text("doctor", end));
    }
    Ok(if is_wrong { Exit::Failed } else { Exit::Done })
}

fn row(voice: &Voice, view: FindingView) -> [String; 3] {
    let sign = match view.state {
        State::Fine => "✓",
        State::Note => "·",
        State::Wrong => "✗",
    };
    let name = voice.text("doctor", &format!("check-{}", view.check));
    [sign.to_owned(), name, view.text.replace('\n', " ")]
}

async fn examine(named: Option<PathBuf>, voice: &Voice) -> Vec<Finding> {
    let path = config::home(PROCESS);
    let mut found = ground::home(&path);
    found.extend(ground::disk(&path));
    let (config, errors) = Config::survey(PROCESS, named);
    // Our own database instead of somebody else's would say nothing of what is used.
    let knows_database = !errors.iter().any(|it| it.is_of("DATABASE_URL"));
    found.extend(configuration(errors));
    found.push(ground::files(&config));
    found.push(ground::port(&config, &Home::at(&config.home)).await);
    if knows_database {
        found.extend(database::look(&config).await);
    }
    found.extend(outside::models(&config, voice.words()).await);
    found.extend(outside::lenders(&config).await);
    found.push(outside::payments(&config));
    found.extend(outside::collector(&config).await);
    found
}

/// What is wrong with what people have set, and how the look goes on then.
fn configuration(errors: Vec<config::Error>) -> Vec<Finding> {
    if errors.is_empty() {
        return vec![Finding::of("configuration", State::Fine, "configured")];
    }
    let errors = errors.into_iter().map(anyhow::Error::from);
    let wrong = errors.map(|it| Finding::error("configuration", &it));
    let rest = Finding::of("configuration", State::Note, "configured-in-part");
    wrong.chain([rest]).collect()
}

/// What a look finds in its time; that it took longer is a finding too.
async fn in_time(check: &'static str, look: impl Future<Output = Vec<Finding>>) -> Vec<Finding> {
    match time::timeout(PATIENCE, look).await {
        Ok(found) => found,
        Err(_) => {
            let slow = Finding::of(check, State::Wrong, "slow");
            vec![slow.with("seconds", PATIENCE.as_secs())]
        }
    }
}
