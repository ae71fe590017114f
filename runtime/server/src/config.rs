//! What people have set: the environment, then `firma.toml`, then what goes without saying. Nothing
//! else in the system reads either.

mod file;
mod held;
mod locale;
mod mcp;
mod problem;
mod secrets;
mod spans;

use std::{
    collections::BTreeMap, ffi::OsString, fmt, fs, io, num::NonZero, path::PathBuf, time::Duration,
};

use models::ollama::Host;

pub(crate) use self::secrets::has_file;
pub use self::{
    file::{File, LogFormat},
    held::{Held, Origin, held},
    locale::Locale,
    mcp::{Entry, Lender, Way},
    problem::{Broken, Expected, Problem},
    spans::Collector,
};

/// How many requests a second a token has, if nobody says.
const TOKEN_SHARE: NonZero<u32> = NonZero::new(2_000).unwrap();

/// How many an address has without one, if nobody says.
const ADDRESS_SHARE: NonZero<u32> = NonZero::new(100).unwrap();

const TWICE: NonZero<u32> = NonZero::new(2).unwrap();

/// What `OLLAMA_HOST` says where Ollama is not to be looked for.
pub(crate) const OLLAMA_OFF: &str = "off";

/// All that people have set.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder of the data.
    pub home: PathBuf,
    /// Where HTTP listens.
    pub listen: String,
    /// Which PostgreSQL.
    pub database: Database,
    /// Which models answer.
    pub models: Models,
    /// Who moves money.
    pub payments: Payments,
    /// `http.instead`: what tools ask in place of their own addresses.
    pub http_instead: BTreeMap<String, String>,
    /// Which programs lend tools.
    pub lenders: Vec<Lender>,
    /// As whom the client of `firma mcp` calls, if not as whoever has the home.
    pub token: Option<Secret>,
    /// What is logged.
    pub log: Log,
    /// Who collects spans, if anybody does.
    pub collector: Option<Collector>,
    /// How many requests callers of the API have.
    pub shares: Shares,
}

/// How many requests callers of the API have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Shares {
    /// Whoever has a token.
    pub token: Share,
    /// An address, for whoever has none.
    pub address: Share,
}

/// How many requests a caller has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Share {
    /// For ever.
    pub per_second: NonZero<u32>,
    /// At once, after a rest.
    pub burst: NonZero<u32>,
}

impl Default for Shares {
    fn default() -> Self {
        Self::of(TOKEN_SHARE, ADDRESS_SHARE)
    }
}

impl Shares {
    /// So many a second, and twice as many at once.
    const fn of(token: NonZero<u32>, address: NonZero<u32>) -> Self {
        Self {
            token: Share::of(token),
            address: Share::of(address),
        }
    }
}

impl Share {
    const fn of(per_second: NonZero<u32>) -> Self {
        Self {
            per_second,
            burst: per_second.saturating_mul(TWICE),
        }
    }
}

/// Which PostgreSQL.
#[derive(Clone, Debug)]
pub enum Database {
    /// Our own.
    Managed {
        /// A folder with `bin/postgres`.
        pg_dir: Option<PathBuf>,
        /// The release as a local file.
        wheel: Option<PathBuf>,
    },
    /// Somebody else's.
    Url(Secret),
}

/// Which models answer, by alias; an empty list leaves it to the defaults.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// For what takes thought: `provider/name`, best first.
    pub smart: Vec<String>,
    /// For what must be quick and cheap.
    pub fast: Vec<String>,
    /// How long the built-in model takes to answer.
    pub offline_delay: Duration,
    /// The key of OpenAI.
    pub openai_key: Option<Secret>,
    /// Where OpenAI, or what speaks its protocol, is.
    pub openai_base_url: Option<String>,
    /// Where Ollama is.
    pub ollama_host: Option<String>,
}

/// Who moves money.
#[derive(Clone, Debug, Default)]
pub struct Payments {
    /// `STRIPE_API_KEY`; without it, nobody: refunds stay in the books.
    pub stripe_key: Option<Secret>,
    /// `STRIPE_API_BASE`: another address than Stripe's own.
    pub stripe_base: Option<String>,
    /// `STRIPE_ALLOW_LIVE=true`: keys that move real money are taken.
    pub live: bool,
}

/// What is logged.
#[derive(Clone, Debug)]
pub struct Log {
    /// In which form.
    pub format: LogFormat,
    /// `RUST_LOG`.
    pub filter: Option<String>,
}

/// Something that no log and no message may show.
#[derive(Clone, Eq, PartialEq)]
pub struct Secret(String);

impl Secret {
    /// The secret, for whoever it opens.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file of a secret cannot be read.
    #[error("cannot read {}, which {name} names", path.display())]
    Secret {
        /// The variable that names it.
        name: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `firma.toml` says what we do not understand.
    #[error("{}:{}: {}", path.display(), broken.line, broken.problem)]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        broken: Broken,
    },
    /// A variable of the environment is not what it should be.
    #[error("{name} is not {expected:?}")]
    Variable {
        /// The variable.
        name: &'static str,
        /// What it should be.
        expected: Expected,
    },
    /// The file is named on the command line and is not there.
    #[error("{} is not there", .0.display())]
    Missing(PathBuf),
}

impl Error {
    /// Whether it is of a variable, or of the file of that variable's secret.
    pub(crate) fn is_of(&self, variable: &str) -> bool {
        match self {
            Self::Variable { name, .. } | Self::Secret { name, .. } => {
                *name == variable || name.strip_suffix("_FILE") == Some(variable)
            }
            Self::Read { .. } | Self::File { .. } | Self::Missing(_) => false,
        }
    }
}

/// The variables of the environment. A variable that is empty counts as not set.
#[derive(Clone, Copy)]
pub struct Environment<'a>(&'a dyn Fn(&str) -> Option<OsString>);

impl fmt::Debug for Environment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

/// The process's own environment.
pub const PROCESS: Environment<'static> = Environment(&|name| std::env::var_os(name));

impl<'a> Environment<'a> {
    /// An environment that a function answers for.
    pub const fn new(look_up: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        Self(look_up)
    }

    /// Those of these variables that are set, for a process that we start.
    pub(crate) fn passed_on<'n>(self, names: &[&'n str]) -> Vec<(&'n str, OsString)> {
        let set = |name: &&'n str| Some((*name, (self.0)(name).filter(|it| !it.is_empty())?));
        names.iter().filter_map(set).collect()
    }

    fn path(self, name: &str) -> Option<PathBuf> {
        let value = (self.0)(name).filter(|it| !it.is_empty())?;
        Some(PathBuf::from(value))
    }

    fn text(self, name: &'static str) -> Result<Option<String>, Error> {
        let Some(value) = (self.0)(name).filter(|it| !it.is_empty()) else {
            return Ok(None);
        };
        let expected = Expected::Text;
        let text = value.into_string();
        text.map(Some)
            .map_err(|_| Error::Variable { name, expected })
    }

    /// A whole number from 1.
    fn count(self, name: &'static str) -> Result<Option<usize>, Error> {
        let expected = Expected::Count;
        let count = self.text(name)?.map(|it| it.trim().parse());
        match count.transpose() {
            Ok(Some(0)) | Err(_) => Err(Error::Variable { name, expected }),
            Ok(count) => Ok(count),
        }
    }

    /// A secret: the variable, or the file that the variable with `_FILE` after its name names.
    fn secret(self, name: &'static str, file_name: &'static str) -> Result<Option<Secret>, Error> {
        if let Some(text) = self.text(name)? {
            return Ok(Some(Secret(text)));
        }
        let Some(path) = self.path(file_name) else {
            return Ok(None);
        };
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(Secret(text.trim().to_owned()))),
            Err(source) => {
                let name = file_name;
                Err(Error::Secret { name, path, source })
            }
        }
    }
}

impl Config {
    /// Reads the environment and `firma.toml`: the one that is named, else the one in the home.
    pub fn read(environment: Environment<'_>, named: Option<PathBuf>) -> Result<Self, Error> {
        let (config, errors) = Self::survey(environment, named);
        match errors.into_iter().next() {
            Some(first) => Err(first),
            None => Ok(config),
        }
    }

    /// The same, and all that is wrong; in its place stands what goes without saying.
    pub fn survey(environment: Environment<'_>, named: Option<PathBuf>) -> (Self, Vec<Error>) {
        let home = home(environment);
        let (file, errors) = match named {
            Some(path) => read_file(path.clone(), vec![Error::Missing(path)]),
            None => read_file(home.join("firma.toml"), Vec::new()),
        };
        let mut reading = Reading {
            environment,
            errors,
        };
        let listen = reading.parsed("FIRMA_LISTEN", file::address);
        let listen = listen.or(file.listen);
        let openai_base_url = reading.parsed("OPENAI_BASE_URL", file::url);
        let config = Self {
            home,
            listen: listen.unwrap_or_else(|| "127.0.0.1:8080".to_owned()),
            database: reading.database(),
            models: Models {
                smart: file.smart,
                fast: file.fast,
                offline_delay: file.offline_delay.unwrap_or_default(),
                openai_key: reading.secret("OPENAI_API_KEY", "OPENAI_API_KEY_FILE"),
                openai_base_url: openai_base_url.or(file.openai_base_url),
                ollama_host: reading.parsed("OLLAMA_HOST", ollama_host),
            },
            payments: Payments {
                stripe_key: reading.secret("STRIPE_API_KEY", "STRIPE_API_KEY_FILE"),
                stripe_base: reading.text("STRIPE_API_BASE"),
                live: reading.text("STRIPE_ALLOW_LIVE").as_deref() == Some("true"),
            },
            http_instead: file.http_instead,
            lenders: lenders(environment, file.mcp),
            token: reading.secret("FIRMA_TOKEN", "FIRMA_TOKEN_FILE"),
            log: Log {
                format: file.log_format.unwrap_or(LogFormat::Pretty),
                filter: reading.text("RUST_LOG"),
            },
            collector: reading.kept(spans::collector(environment)),
            shares: Shares::of(
                file.per_token.unwrap_or(TOKEN_SHARE),
                file.per_address.unwrap_or(ADDRESS_SHARE),
            ),
        };
        (config, reading.errors)
    }
}

/// The environment while it is read: what is wrong with a variable is kept, and it counts as not set.
struct Reading<'a> {
    environment: Environment<'a>,
    errors: Vec<Error>,
}

impl Reading<'_> {
    fn kept<T>(&mut self, read: Result<Option<T>, Error>) -> Option<T> {
        read.unwrap_or_else(|error| {
            self.errors.push(error);
            None
        })
    }

    fn text(&mut self, name: &'static str) -> Option<String> {
        self.kept(self.environment.text(name))
    }

    fn secret(&mut self, name: &'static str, file_name: &'static str) -> Option<Secret> {
        self.kept(self.environment.secret(name, file_name))
    }

    /// A variable whose text has to be something.
    fn parsed(
        &mut self,
        name: &'static str,
        parse: fn(&str) -> Result<String, Expected>,
    ) -> Option<String> {
        let parsed = self.text(name).map(|it| parse(&it)).transpose();
        self.kept(parsed.map_err(|expected| Error::Variable { name, expected }))
    }

    fn database(&mut self) -> Database {
        match self.secret("DATABASE_URL", "DATABASE_URL_FILE") {
            Some(url) => Database::Url(url),
            None => Database::Managed {
                pg_dir: self.environment.path("FIRMA_PG_DIR"),
                wheel: self.environment.path("FIRMA_PG_WHEEL"),
            },
        }
    }
}

/// Where Ollama is, in words that Ollama itself reads, or that nobody looks for it.
fn ollama_host(text: &str) -> Result<String, Expected> {
    match text == OLLAMA_OFF || Host::parse(text).is_some() {
        true => Ok(text.to_owned()),
        false => Err(Expected::OllamaHost),
    }
}

/// The programs that lend tools, each with the variables of the environment that are meant for it.
fn lenders(environment: Environment<'_>, entries: Vec<Entry>) -> Vec<Lender> {
    let variable = |name: &str| {
        let value = (environment.0)(name).filter(|it| !it.is_empty())?;
        value.into_string().ok().map(Secret)
    };
    let entries = entries.into_iter();
    entries.map(|it| it.lender(variable)).collect()
}

/// The folder of the data, whatever else is wrong with the configuration.
pub fn home(environment: Environment<'_>) -> PathBuf {
    environment.path("FIRMA_HOME").unwrap_or_else(|| {
        let uid = rustix::process::geteuid().as_raw();
        let user_folder = environment.path("HOME");
        store::managed::default_home(uid, user_folder.as_deref())
    })
}

/// What can be read of a file, and all that cannot.
fn read_file(path: PathBuf, if_missing: Vec<Error>) -> (File, Vec<Error>) {
    match fs::read_to_string(&path) {
        Ok(text) => {
            let (file, broken) = File::read(&text);
            let errors = broken.into_iter().map(|broken| {
                let path = path.clone();
                Error::File { path, broken }
            });
            (file, errors.collect())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => (File::default(), if_missing),
        Err(source) => (File::default(), vec![Error::Read { path, source }]),
    }
}

#[cfg(test)]
mod tests;
