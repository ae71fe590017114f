//! The database, and what lies in it: its clock, what waits, the audit.

use std::path::Path;

use chrono::{TimeDelta, Utc};
use domain::{ids::OrganisationId, person::Actor};
use store::{External, Store, managed};

use super::{Finding, State, in_time};
use crate::{
    config::{self, Config},
    database,
    home::Home,
};

/// By so much two clocks may differ before it is said, in milliseconds.
const SKEW: i64 = 2_000;

/// So old may the oldest message be that has to leave, in seconds.
const UNDELIVERED: f64 = 300.0;

/// So long rows of the audit wait for their seal at most while a Firma serves.
const UNSEALED: TimeDelta = TimeDelta::minutes(1);

/// The database, if there is one.
pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let mut found = in_time("database", server(config)).await;
    if found.iter().any(|it| it.state == State::Wrong) {
        return found;
    }
    let visit = tokio::time::timeout(
        super::PATIENCE,
        database::visit(&config.database, &config.home),
    );
    let Ok(Ok(Some(store))) = visit.await else {
        return found;
    };
    found.extend(in_time("database", version(&store)).await);
    found.extend(in_time("clock", clock(&store)).await);
    found.extend(in_time("work", work(&store)).await);
    let home = Home::at(&config.home);
    if let Some(token) = home.token().ok().flatten() {
        let actor = tokio::time::timeout(super::PATIENCE, store.find_token(&token)).await;
        match actor {
            Ok(Ok(Some(actor))) => found.extend(company(&store, &home, &actor).await),
            Ok(Ok(None)) => {
                let unknown = Finding::of("home", State::Wrong, "token-unknown");
                found.push(unknown.with("path", home.token_path().display()));
            }
            Ok(Err(_)) | Err(_) => {}
        }
    }
    store.close().await;
    found
}

/// Which server it is, and whether we may serve on it.
async fn server(config: &Config) -> Vec<Finding> {
    let url = match &config.database {
        config::Database::Url(url) => url,
        config::Database::Managed { pg_dir, wheel } => {
            return vec![own(config, pg_dir.as_deref(), wheel.as_deref())];
        }
    };
    let examined = match External::parse(url.reveal()) {
        Ok(server) => server.examine().await,
        Err(error) => Err(error),
    };
    match examined {
        Ok(()) => vec![Finding::of("database", State::Fine, "database-other")],
        Err(error) => vec![Finding::error("database", &error.into())],
    }
}

/// Our own server: whether it runs, would start, or has still to be fetched.
fn own(config: &Config, pg_dir: Option<&Path>, wheel: Option<&Path>) -> Finding {
    let home = &config.home;
    if managed::running(home).is_some() {
        return Finding::of("database", State::Fine, "database-own-runs");
    }
    if let Some(folder) = pg_dir.filter(|it| !it.join("bin/postgres").is_file()) {
        let missing = Finding::of("database", State::Wrong, "database-no-programs");
        return missing.with("path", folder.join("bin/postgres").display());
    }
    if let Some(file) = wheel.filter(|it| !it.is_file()) {
        let missing = Finding::of("database", State::Wrong, "database-no-programs");
        return missing.with("path", file.display());
    }
    let settings = managed::Settings {
        pg_dir: pg_dir.map(Path::to_owned),
        ..managed::Settings::default()
    };
    if let Err(error) = managed::reachable(home, &settings) {
        return Finding::error("database", &error.into());
    }
    match (managed::has_data(home), pg_dir.or(wheel)) {
        (true, _) => Finding::of("database", State::Fine, "database-own-rests"),
        (false, Some(from)) => {
            let new = Finding::of("database", State::Note, "database-own-new");
            new.with("path", from.display())
        }
        (false, None) => Finding::of("database", State::Note, "database-own-none"),
    }
}

async fn version(store: &Store) -> Vec<Finding> {
    match store.server().await {
        Ok(server) => vec![
            Finding::of("database", State::Fine, "database-version")
                .with("version", server.version)
                .with("vector", server.vector.unwrap_or_else(|| "-".to_owned())),
        ],
        Err(error) => vec![Finding::error("database", &error.into())],
    }
}

/// The server's clock against ours. It was asked somewhen between `before` and `after`.
async fn clock(store: &Store) -> Vec<Finding> {
    let before = Utc::now();
    let Ok(server) = store.server().await else {
        return Vec::new();
    };
    let after = Utc::now();
    let skew = match server.now {
        early if early < before => before - early,
        late if late > after => late - after,
        _ => TimeDelta::zero(),
    };
    let skew = skew.num_milliseconds();
    let (state, attribute) = match skew > SKEW {
        true => (State::Wrong, "clock-differs"),
        false => (State::Fine, "clock"),
    };
    vec![Finding::of("clock", state, attribute).with("ms", skew)]
}

/// What waits that should not.
async fn work(store: &Store) -> Vec<Finding> {
    let backlog = match store.backlog().await {
        Ok(backlog) => backlog,
        Err(error) => return vec![Finding::error("work", &error.into())],
    };
    let mut found = Vec::new();
    if backlog.parked > 0 {
        found.push(Finding::of("work", State::Wrong, "work-parked").with("count", backlog.parked));
    }
    if backlog.unknown_effects > 0 {
        let unknown = Finding::of("work", State::Wrong, "work-unknown");
        found.push(unknown.with("count", backlog.unknown_effects));
    }
    if backlog.oldest_undelivered > UNDELIVERED {
        let old = Finding::of("work", State::Wrong, "work-undelivered");
        let seconds = format!("{:.0}", backlog.oldest_undelivered);
        found.push(
            old.with("count", backlog.undelivered)
                .with("seconds", seconds),
        );
    }
    if found.is_empty() {
        let fine = Finding::of("work", State::Fine, "work");
        found.push(
            fine.with("ready", backlog.ready)
                .with("undelivered", backlog.undelivered),
        );
    }
    found
}

/// The company's audit.
async fn company(store: &Store, home: &Home, actor: &Actor) -> Vec<Finding> {
    let serves = managed::HomeLock::is_held(home.path()).unwrap_or(false);
    let look = audit(store, actor.organisation, serves);
    match tokio::time::timeout(super::PATIENCE, look).await {
        Ok(found) => found,
        // A long one takes its time: that is nothing wrong.
        Err(_) => vec![Finding::of("audit", State::Note, "audit-long")],
    }
}

async fn audit(store: &Store, organisation: OrganisationId, serves: bool) -> Vec<Finding> {
    let report = match store.verify_audit(organisation, None, &mut |_| {}).await {
        Ok(report) => report,
        Err(error) => return vec![Finding::error("audit", &error.into())],
    };
    if report.fault.is_some() {
        return vec![Finding::of("audit", State::Wrong, "audit-changed")];
    }
    let late = report
        .unsealed_since
        .is_some_and(|it| Utc::now() - it > UNSEALED);
    let (state, attribute) = match serves && late {
        true => (State::Wrong, "audit-unsealed"),
        false => (State::Fine, "audit"),
    };
    let found = Finding::of("audit", state, attribute).with("rows", report.rows);
    vec![found.with("unsealed", report.unsealed)]
}
