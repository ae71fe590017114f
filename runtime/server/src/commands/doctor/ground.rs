//! What lies on this machine: the home, its files, the disk and the port.

use std::{
    fs, io,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
};

use rustix::fs::{Access, access, statvfs};
use tokio::net::TcpListener;

use super::{Finding, State};
use crate::{config::Config, home::Home, wiring};

/// Below this much room a database soon stops, in MiB.
const TIGHT: u64 = 1_024;

/// Below this much room it is about to, in MiB.
const FULL: u64 = 256;

/// The folder of the data, and whether nobody else reads its token.
pub(super) fn home(path: &Path) -> Vec<Finding> {
    let place = path.display();
    if !path.exists() {
        let above = path.ancestors().skip(1).find(|it| it.exists());
        let may = above.is_some_and(|it| access(it, Access::WRITE_OK).is_ok());
        let (state, attribute) = match may {
            true => (State::Note, "home-none"),
            false => (State::Wrong, "home-impossible"),
        };
        return vec![Finding::of("home", state, attribute).with("path", place)];
    }
    if !path.is_dir() || access(path, Access::WRITE_OK | Access::EXEC_OK).is_err() {
        return vec![Finding::of("home", State::Wrong, "home-closed").with("path", place)];
    }
    let mut found = vec![Finding::of("home", State::Fine, "home").with("path", place)];
    let token = path.join("token");
    if let Ok(metadata) = fs::metadata(&token) {
        let mode = metadata.permissions().mode() & 0o777;
        let ours = metadata.uid() == rustix::process::geteuid().as_raw();
        if mode & 0o077 != 0 || !ours {
            let open = Finding::of("home", State::Wrong, "token-open");
            found.push(open.with("path", token.display()));
        }
    }
    found
}

/// How much room there is for the data.
pub(super) fn disk(path: &Path) -> Option<Finding> {
    let there = path.ancestors().find(|it| it.exists())?;
    let stat = statvfs(there).ok()?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize) / (1 << 20);
    let (state, attribute) = match free {
        0..FULL => (State::Wrong, "disk-full"),
        FULL..TIGHT => (State::Note, "disk-tight"),
        _ => (State::Fine, "disk"),
    };
    Some(Finding::of("disk", state, attribute).with("mib", free))
}

/// Departments, prompts and prices.
pub(super) fn files(config: &Config) -> Finding {
    let settings = wiring::with_lent(config).and_then(|it| wiring::settings(&config.home, &it));
    match settings {
        Ok(settings) => Finding::of("files", State::Fine, "files")
            .with("departments", settings.departments.len())
            .with("prices", settings.prices.models.len()),
        Err(error) => Finding::error("files", &error),
    }
}

/// Whether HTTP could listen, or does.
pub(super) async fn port(config: &Config, home: &Home) -> Finding {
    let address = &config.listen;
    let held = store::managed::HomeLock::is_held(home.path()).unwrap_or(false);
    match TcpListener::bind(address).await {
        Ok(_) if held => match home.listen() {
            Some(at) => Finding::of("port", State::Fine, "port-ours").with("address", at),
            None => Finding::of("port", State::Note, "port-silent"),
        },
        Ok(_) => Finding::of("port", State::Fine, "port-free").with("address", address),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => match held {
            true => Finding::of("port", State::Fine, "port-ours").with("address", address),
            false => Finding::of("port", State::Wrong, "port-taken").with("address", address),
        },
        Err(error) => Finding::of("port", State::Wrong, "port-refused")
            .with("address", address)
            .with("error", error),
    }
}
