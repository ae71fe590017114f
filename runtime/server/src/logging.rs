//! Where the log goes. Messages, prompts and personal data never go there.

use std::{
    fs::{self, OpenOptions},
    io::{self, IsTerminal as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::Mutex,
};

use tracing_subscriber::{
    EnvFilter, Layer, Registry, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::{
    config::{Log, LogFormat},
    telemetry::Telemetry,
};

/// What is logged if `RUST_LOG` does not say. `rmcp` logs what other programs say, and their addresses
/// with what is secret in them.
const USUAL: &str = "info,sqlx=warn,hyper=warn,hyper_util=warn,rustyline=warn,rmcp=off";

/// From this size on, the next start begins a new file and keeps this one.
const LIMIT: u64 = 4 << 20;

/// Where the log goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum To<'a> {
    /// Beside the answers: nobody reads a chat there.
    Stderr,
    /// A file: the terminal belongs to a person.
    File(&'a Path),
}

/// What is wrong with what people want to be logged, if anything is: the usual is logged then.
pub(crate) fn fault(log: &Log) -> Option<String> {
    let filter = log.filter.as_deref()?;
    EnvFilter::try_new(filter).err().map(|it| it.to_string())
}

/// Begins to log, and to make spans for whoever collects them. What is logged before is lost.
pub(crate) fn begin(log: &Log, to: To<'_>, telemetry: &Telemetry) -> io::Result<()> {
    let filter = log.filter.as_deref().unwrap_or(USUAL);
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new(USUAL));
    let written: Box<dyn Layer<Registry> + Send + Sync> = match (to, log.format) {
        (To::Stderr, LogFormat::Pretty) => fmt::layer()
            .with_ansi(io::stderr().is_terminal())
            .with_writer(io::stderr)
            .boxed(),
        (To::Stderr, LogFormat::Json) => fmt::layer().json().with_writer(io::stderr).boxed(),
        (To::File(path), LogFormat::Pretty) => fmt::layer()
            .with_ansi(false)
            .with_writer(open(path)?)
            .boxed(),
        (To::File(path), LogFormat::Json) => fmt::layer().json().with_writer(open(path)?).boxed(),
    };
    let registry = tracing_subscriber::registry();
    let begun = match telemetry.layer() {
        // One filter for all: what is not logged costs one look at a number.
        None => registry.with(written.and_then(filter)).try_init(),
        Some(collected) => registry
            .with(written.with_filter(filter))
            .with(collected)
            .try_init(),
    };
    // In tests somebody may log already.
    let _logged_already = begun;
    Ok(())
}

fn open(path: &Path) -> io::Result<Mutex<fs::File>> {
    if fs::metadata(path).is_ok_and(|it| it.len() > LIMIT) {
        fs::rename(path, path.with_extension("log.1"))?;
    }
    let mut options = OpenOptions::new();
    let file = options.append(true).create(true).mode(0o600).open(path)?;
    Ok(Mutex::new(file))
}
