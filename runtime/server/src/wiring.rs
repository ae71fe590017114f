//! What is put together from what: tools, departments, prices, models and the engine, as lists that
//! one can read.

mod models;

use std::{fs, io, path::Path, sync::Arc};

use anyhow::Context as _;
use domain::{
    budget::Prices,
    flow::{Registry, Startable},
    tool::Toolbox,
    words::Words,
};
use durable::Embedded;
use orchestrator::{Feed, House, Progress};
use store::{Store, records::Records};
use tools::{
    Clients, Http, HttpSettings, Payments, Stripe, StripeSettings,
    mcp::{Source, SourceSettings, Way},
};

pub(crate) use self::models::{
    Named, Standing, look as look_at, named as named_models, ollama_host,
};
pub use self::models::{Settled, known, model_names, route, router, settle};
use crate::{
    catalogue::Catalogue,
    config::{self, Config, Models},
    doors::{self, Settings},
    foreign::{Allowance, Lenders},
    metrics::Metrics,
    telemetry::Telemetry,
    trouble::Trouble,
    watching::Watched,
};

/// The price file that is built in; `prices.toml` in the home takes its place.
const PRICES: &str = include_str!("../prices.toml");

/// Channels that answers are pushed to. Our own doors read the finished turn.
const PUSHES: [&str; 0] = [];

/// Workflows that schedules may start. The machine's own and reminders begin with rows of theirs, by nobody
/// else.
pub(crate) const SCHEDULABLE: [Startable; 1] =
    [Startable::of::<workflows::overdue_invoices::OverdueInvoices>()];

/// Every tool, with nobody outside connected: for their names and texts.
pub fn toolbox() -> anyhow::Result<Toolbox<Records>> {
    Ok(tools::toolbox(&Clients::alone())?)
}

/// The same, with room for the tools of the programs that lend some.
pub(crate) fn with_lent(config: &Config) -> anyhow::Result<Toolbox<Records>> {
    Ok(expecting(toolbox()?, config))
}

fn expecting(toolbox: Toolbox<Records>, config: &Config) -> Toolbox<Records> {
    toolbox.expecting(config.lenders.iter().map(|it| it.name.clone()))
}

/// The programs that lend tools. Nothing is asked of them yet.
pub(crate) fn sources(config: &Config) -> Vec<Source> {
    let settings = config.lenders.iter().map(|it| SourceSettings {
        name: it.name.clone(),
        way: match &it.way {
            config::Way::Child { command, args, env } => Way::Child {
                command: command.clone(),
                args: args.clone(),
                env: env
                    .iter()
                    .map(|(name, value)| (name.clone(), value.reveal().to_owned()))
                    .collect(),
            },
            config::Way::Http { url, token } => Way::Http {
                url: url.clone(),
                token: match token {
                    Ok(token) => Ok(token.as_ref().map(|it| it.reveal().to_owned())),
                    Err(variable) => Err(variable.clone()),
                },
            },
        },
        timeout: it.timeout,
    });
    settings.map(Source::new).collect()
}

/// The clients that the configuration connects.
pub fn clients(config: &Config) -> anyhow::Result<Clients> {
    let instead = config.http_instead.clone();
    let http = Http::new(&HttpSettings { instead })?;
    let payments = match &config.payments.stripe_key {
        None => Payments::Book,
        Some(key) => Payments::Stripe(Stripe::new(&StripeSettings {
            key: key.reveal().to_owned(),
            base: config.payments.stripe_base.clone(),
            live: config.payments.live,
        })?),
    };
    Ok(Clients { payments, http })
}

/// Every tool, with these clients.
pub fn connected(config: &Config, clients: &Clients) -> anyhow::Result<Toolbox<Records>> {
    Ok(expecting(tools::toolbox(clients)?, config))
}

/// Departments and prices: those that are built in, and what the home has in their place.
pub fn settings(home: &Path, toolbox: &Toolbox<Records>) -> anyhow::Result<Settings> {
    Ok(Settings {
        departments: agents::load(home, toolbox)?,
        prices: prices(&home.join("prices.toml"))?,
    })
}

/// Prices: those that are built in, or those of a file in their place.
pub(crate) fn prices(path: &Path) -> anyhow::Result<Prices> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return toml::from_str(PRICES).context("the built-in prices cannot be read");
        }
        Err(error) => {
            let trouble = Trouble::of("file_unreadable").with("path", path.display());
            return Err(trouble.with("error", error).into());
        }
    };
    toml::from_str(&text).map_err(|error: toml::de::Error| {
        let start = error.span().map_or(0, |it| it.start);
        let before = text.get(..start).unwrap_or_default();
        let trouble = Trouble::of("prices_broken").with("path", path.display());
        trouble
            .with("line", before.matches('\n').count() + 1)
            .with("error", error.message())
            .into()
    })
}

/// Which tools there are and who has them, for a guest, whose calls are done elsewhere.
pub(crate) fn catalogue(config: &Config, words: &Arc<Words>) -> anyhow::Result<Catalogue> {
    let toolbox = Arc::new(with_lent(config)?);
    let settings = settings(&config.home, &toolbox)?;
    let (home, known) = (config.home.clone(), Arc::clone(&toolbox));
    let read = move || self::settings(&home, &known);
    let settings = Watched::new(&config.home, settings, read, |_| {});
    Ok(Catalogue::new(
        toolbox,
        Arc::new(settings),
        Arc::clone(words),
    ))
}

/// What the engine is started with.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The database.
    pub store: &'a Store,
    /// Every tool.
    pub toolbox: Arc<Toolbox<Records>>,
    /// The payment provider.
    pub payments: Payments,
    /// What Firma says.
    pub words: Arc<Words>,
    /// The folder of the data, whose files change the settings.
    pub home: &'a Path,
    /// What turns may run under, as it was just read from there.
    pub settings: Settings,
    /// Which models answer.
    pub models: &'a Models,
    /// Where spans go.
    pub telemetry: &'a Telemetry,
    /// Who lends tools.
    pub lenders: Lenders,
}

/// What every step of a turn needs, and what is counted of its models.
pub(crate) fn house(parts: &Parts<'_>, feed: &Feed) -> anyhow::Result<(House, ::models::Meters)> {
    let models = route(parts)?;
    let counted = models.meters().clone();
    let house = House::new(orchestrator::Parts {
        store: parts.store.clone(),
        toolbox: Arc::clone(&parts.toolbox),
        models: Arc::new(models),
        words: Arc::clone(&parts.words),
        feed: feed.clone(),
        departments: parts.settings.departments.clone(),
        prices: parts.settings.prices.clone(),
        pushes: PUSHES.to_vec(),
        send_within: orchestrator::SEND_WITHIN,
    });
    Ok((house, counted))
}

/// Starts the engine. What an earlier process left open goes on at once.
pub async fn start_engine(parts: Parts<'_>) -> anyhow::Result<(Embedded, doors::Engine)> {
    let feed = Feed::default();
    let toolbox = Arc::clone(&parts.toolbox);
    let foreign = Allowance::open(parts.store, parts.lenders.clone(), toolbox).await?;
    let (house, counted) = house(&parts, &feed)?;
    let house = Arc::new(house);
    let registry = orchestrator::register(Registry::default(), &house)?;
    let speech = workflows::Speech {
        words: Arc::clone(&parts.words),
        pushes: PUSHES.to_vec(),
    };
    let payments = parts.payments.clone();
    let registry = workflows::register(registry, &speech, move |it| payments.clone().standing(it))?;
    orchestrator::let_call(&house, &registry)?;
    let engine = Embedded::start(
        parts.store.clone(),
        Arc::new(registry),
        orchestrator::tools(),
        durable::Settings {
            join: parts.telemetry.joins(),
            ..durable::Settings::default()
        },
    )
    .await?;
    feed.tell_by(engine.dispatch());
    let elsewhere = feed.clone();
    engine.tell_doors(move |turn| elsewhere.tell(turn, &Progress::SettledElsewhere));
    let metrics = Metrics::of(|registry| {
        engine.meters().register(registry);
        counted.register(registry);
        parts.store.meters().register(registry);
        parts.telemetry.meters().register(registry);
    });
    let settings = watch(
        &house,
        parts.home,
        parts.settings,
        Arc::clone(&parts.toolbox),
    );
    let doors = doors::Engine {
        settings: Arc::new(settings),
        dispatch: engine.dispatch(),
        feed,
        workflow: orchestrator::TURN,
        schedulable: &SCHEDULABLE,
        metrics,
        toolbox: parts.toolbox,
        foreign,
    };
    Ok((engine, doors))
}

/// Has the house follow the files of the home.
fn watch(
    house: &Arc<House>,
    home: &Path,
    settings: Settings,
    toolbox: Arc<Toolbox<Records>>,
) -> Watched {
    let (folder, house) = (home.to_owned(), Arc::clone(house));
    Watched::new(
        home,
        settings,
        move || self::settings(&folder, &toolbox),
        move |it| house.hold(it.departments.clone(), it.prices.clone()),
    )
}

#[cfg(test)]
mod tests {
    use store::Work;

    use super::*;

    #[test]
    fn the_built_in_prices_and_departments_are_sound() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path(), &toolbox().unwrap()).unwrap();
        assert!(!settings.prices.models.is_empty());
        assert!(settings.departments.contains_key("finance"));
    }

    #[test]
    fn every_tool_is_granted_to_a_department() {
        let (folder, toolbox) = (tempfile::tempdir().unwrap(), toolbox().unwrap());
        let departments = settings(folder.path(), &toolbox).unwrap().departments;
        let agents = departments.values().map(|it| &it.agent);
        let granted: Vec<&String> = agents.flat_map(|it| &it.tools).collect();
        for tool in toolbox.names() {
            assert!(
                granted.iter().any(|it| *it == tool),
                "nobody may use {tool}: add it to `tools` in agents/DEPARTMENT.toml"
            );
        }
    }

    #[test]
    fn every_workflow_is_granted_what_it_calls() {
        let (folder, toolbox) = (tempfile::tempdir().unwrap(), toolbox().unwrap());
        let departments = settings(folder.path(), &toolbox).unwrap().departments;
        let speech = workflows::Speech {
            words: Arc::new(Words::new([]).unwrap()),
            pushes: Vec::new(),
        };
        let standing = |it| Payments::Book.standing(it);
        let registry: Registry<Work> =
            workflows::register(Registry::default(), &speech, standing).unwrap();
        for caller in registry.callers() {
            let department = &departments[caller.department];
            for it in caller.tools {
                assert!(
                    department.agent.tools.contains(it.tool()),
                    "{} may not use {}, which `{}` calls",
                    caller.department,
                    it.tool(),
                    caller.workflow
                );
            }
        }
    }

    #[test]
    fn prices_in_the_home_take_the_place_of_ours_and_their_faults_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prices.toml");
        fs::write(&path, "").unwrap();
        assert_eq!(prices(&path).unwrap(), Prices::default());
        fs::write(&path, "[[model]]\nprovider = 1\n").unwrap();
        let error = prices(&path).unwrap_err();
        let say = crate::trouble::explain(&error);
        assert_eq!(say.attribute, "prices_broken");
        assert_eq!(say.args["line"], "2");
    }
}
