//! The departments, prompts and prices as their files say now: read again when a file has changed. A
//! file that cannot be used changes nothing until it is mended.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use chrono::{DateTime, Utc};
use domain::words::Say;

use crate::{doors::Settings, trouble};

/// How old the newest change must be before files that look the same are taken for the same: within
/// one tick of the clock a file can change twice.
const TICK: Duration = Duration::from_millis(50);

/// Settings that follow their files.
pub struct Watched {
    home: Option<PathBuf>,
    read: Box<dyn Fn() -> anyhow::Result<Settings> + Send + Sync>,
    hold: Box<dyn Fn(&Settings) + Send + Sync>,
    state: Mutex<State>,
}

struct State {
    settings: Arc<Settings>,
    seen: Seen,
    fault: Option<Fault>,
}

/// Why the newest files do not hold; those before do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// What is wrong, with its file.
    pub say: Say,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

impl Watched {
    /// Settings that were just read from a home. `read` reads them again; what is read, `hold` makes
    /// the whole program's.
    pub fn new(
        home: &Path,
        settings: Settings,
        read: impl Fn() -> anyhow::Result<Settings> + Send + Sync + 'static,
        hold: impl Fn(&Settings) + Send + Sync + 'static,
    ) -> Self {
        Self {
            home: Some(home.to_owned()),
            read: Box::new(read),
            hold: Box::new(hold),
            state: Mutex::new(State {
                settings: Arc::new(settings),
                // It is read once more at the first look: the files may have changed meanwhile.
                seen: Seen::default(),
                fault: None,
            }),
        }
    }

    /// Settings that stay.
    pub fn fixed(settings: Settings) -> Self {
        let kept = settings.clone();
        let same = Self::new(Path::new(""), settings, move || Ok(kept.clone()), |_| {});
        Self { home: None, ..same }
    }

    /// The settings that hold, by their files as they are now.
    pub fn now(&self) -> Arc<Settings> {
        let mut state = self.state();
        let Some(home) = &self.home else {
            return Arc::clone(&state.settings);
        };
        let seen = Seen::in_home(home);
        if seen.is_settled && seen == state.seen {
            return Arc::clone(&state.settings);
        }
        match (self.read)() {
            Ok(settings) => {
                if state.fault.take().is_some() {
                    tracing::info!("departments, prompts and prices can be used again");
                }
                if *state.settings != settings {
                    (self.hold)(&settings);
                    tracing::info!(
                        "departments, prompts or prices have changed: they hold from the next turn on"
                    );
                    state.settings = Arc::new(settings);
                }
            }
            Err(error) => {
                let say = trouble::explain(&error);
                if state.fault.as_ref().is_none_or(|it| it.say != say) {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "departments, prompts or prices cannot be used; those before stay"
                    );
                    let since = Utc::now();
                    state.fault = Some(Fault { say, since });
                }
            }
        }
        state.seen = seen;
        Arc::clone(&state.settings)
    }

    /// Why the newest files do not hold, if they do not.
    pub fn fault(&self) -> Option<Fault> {
        self.now();
        self.state().fault.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Files as they look from outside.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Seen {
    files: BTreeMap<PathBuf, (u64, u64, i64, i64)>,
    /// Whether the newest change is old enough to be told from a later one.
    is_settled: bool,
}

impl Seen {
    fn in_home(home: &Path) -> Self {
        let mut seen = Self {
            files: BTreeMap::new(),
            is_settled: true,
        };
        for folder in ["agents", "prompts"] {
            // Without the folder there is nothing of it; what cannot be read is told when it is read.
            let Ok(entries) = fs::read_dir(home.join(folder)) else {
                continue;
            };
            for entry in entries.flatten() {
                seen.add(entry.path());
            }
        }
        seen.add(home.join("prices.toml"));
        seen
    }

    fn add(&mut self, path: PathBuf) {
        let looked = match fs::metadata(&path) {
            Ok(looked) => looked,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(_) => {
                self.files.insert(path, (0, 0, 0, 0));
                return;
            }
        };
        let age = looked
            .modified()
            .ok()
            .and_then(|it| SystemTime::now().duration_since(it).ok());
        self.is_settled &= age.is_some_and(|it| it > TICK);
        let mark = (
            looked.ino(),
            looked.len(),
            looked.mtime(),
            looked.mtime_nsec(),
        );
        self.files.insert(path, mark);
    }
}

#[cfg(test)]
mod tests;
