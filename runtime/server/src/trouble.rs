//! What went wrong, in one sentence with the next step.

use std::path::Path;

use domain::{approval::ApprovalStatus, words::Say};
use models::{defaults::PROVIDERS, openai::Unusable};
use store::{DecideError, MigrateError, RunError, ScheduleError, Unsuitable, managed};
use tools::{HttpUnusable, StripeUnusable};

use crate::{
    config::{self, Expected, Problem},
    counter::HolderGone,
};

/// Something that a person can do something about.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Trouble(pub Say);

impl Trouble {
    /// A sentence of this room.
    pub(crate) fn of(attribute: &str) -> Self {
        Self(Say::of("trouble", attribute))
    }

    /// With a value.
    #[must_use]
    pub(crate) fn with(self, name: &str, value: impl ToString) -> Self {
        Self(self.0.with(name, value.to_string()))
    }
}

/// What to tell a person about an error.
pub(crate) fn explain(error: &anyhow::Error) -> Say {
    for cause in error.chain() {
        if let Some(Trouble(say)) = cause.downcast_ref() {
            return say.clone();
        }
        if let Some(HolderGone) = cause.downcast_ref() {
            return Trouble::of("holder_gone").0;
        }
        if let Some(error) = cause.downcast_ref::<config::Error>() {
            return configuration(error);
        }
        if let Some(error) = cause.downcast_ref::<managed::Error>() {
            return own_server(error);
        }
        if let Some(error) = cause.downcast_ref::<Unsuitable>() {
            return other_server(error);
        }
        if let Some(broken) = cause.downcast_ref::<agents::Error>() {
            return agents(broken);
        }
        if let Some(error) = cause.downcast_ref::<Unusable>() {
            return Trouble::of("provider_unusable").with("error", error).0;
        }
        if let Some(error) = cause.downcast_ref::<StripeUnusable>() {
            return payments(error);
        }
        if let Some(error) = cause.downcast_ref::<HttpUnusable>() {
            return http(error);
        }
        if let Some(MigrateError::Migrations(error)) = cause.downcast_ref() {
            return Trouble::of("other_version").with("error", error).0;
        }
        if let Some(store::Error::Unavailable(_)) = cause.downcast_ref() {
            return Trouble::of("database_away").0;
        }
    }
    Trouble::of("unexpected")
        .with("error", format!("{error:#}"))
        .0
}

/// Why a department's file or its prompt does not do.
fn agents(broken: &agents::Error) -> Say {
    let trouble = match broken {
        agents::Error::Parse { line, source, .. } => Trouble::of("agents_syntax")
            .with("line", line)
            .with("error", source.message()),
        other => {
            let chain = anyhow::Chain::new(other).map(ToString::to_string);
            let error = one_line(&chain.collect::<Vec<_>>().join(": "));
            Trouble::of("agents_broken").with("error", error)
        }
    };
    trouble.with("file", broken.file()).0
}

/// The first and the last line of a text: where something is wrong in a file, and what.
pub(crate) fn one_line(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
    match (lines.next(), lines.next_back()) {
        (Some(first), Some(last)) => format!("{first}: {last}"),
        (Some(only), None) => only.to_owned(),
        (None, _) => String::new(),
    }
}

fn http(error: &HttpUnusable) -> Say {
    match error {
        HttpUnusable::Address(address) => Trouble::of("http_instead").with("address", address),
        HttpUnusable::Certificates(_) | HttpUnusable::Client(_) => {
            Trouble::of("provider_unusable").with("error", error)
        }
    }
    .0
}

fn payments(error: &StripeUnusable) -> Say {
    match error {
        StripeUnusable::Key => Trouble::of("stripe_key"),
        StripeUnusable::Live => Trouble::of("stripe_live"),
        StripeUnusable::Base => Trouble::of("stripe_base"),
        StripeUnusable::Http(error) => Trouble::of("provider_unusable").with("error", error),
    }
    .0
}

fn configuration(error: &config::Error) -> Say {
    match error {
        config::Error::Read { path, source } => Trouble::of("file_unreadable")
            .with("path", path.display())
            .with("error", source),
        config::Error::Secret { name, path, source } => Trouble::of("secret_unreadable")
            .with("name", name)
            .with("path", path.display())
            .with("error", source),
        config::Error::Missing(path) => Trouble::of("file_missing").with("path", path.display()),
        config::Error::Variable { name, expected } => {
            Trouble::of(&format!("variable_{}", word(*expected))).with("name", name)
        }
        config::Error::File { path, broken } => match &broken.problem {
            Problem::Syntax(problem) => Trouble::of("config_syntax").with("error", problem),
            Problem::UnknownKey { key, nearest } => Trouble::of("config_unknown_key")
                .with("key", key)
                .with("nearest", nearest),
            Problem::Value { key, expected } => {
                Trouble::of(&format!("config_{}", word(*expected))).with("key", key)
            }
            Problem::Provider { key, name } => Trouble::of("config_provider")
                .with("key", key)
                .with("name", name)
                .with("known", PROVIDERS.join(", ")),
            Problem::Environment { key, variable } => environment(key, variable),
            Problem::LentSecret { key } => Trouble::of("config_lent_secret").with("key", key),
        }
        .with("path", path.display())
        .with("line", broken.line),
    }
    .0
}

/// Something that is set in the environment alone; a secret may lie in a file that a variable names.
fn environment(key: &str, variable: &str) -> Trouble {
    let trouble = match config::has_file(variable) {
        true => Trouble::of("config_secret").with("file", format!("{variable}_FILE")),
        false => Trouble::of("config_environment"),
    };
    trouble.with("key", key).with("variable", variable)
}

const fn word(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "text",
        Expected::Address => "address",
        Expected::Models => "models",
        Expected::Duration => "duration",
        Expected::LogFormat => "log_format",
        Expected::Count => "count",
        Expected::Limit => "limit",
        Expected::Share => "share",
        Expected::Sampler => "sampler",
        Expected::Addresses => "addresses",
        Expected::Url => "url",
        Expected::SafeUrl => "safe_url",
        Expected::OllamaHost => "ollama_host",
        Expected::Texts => "texts",
        Expected::SourceName => "source_name",
        Expected::OneWay => "one_way",
    }
}

/// Why our own PostgreSQL does not run.
fn own_server(error: &managed::Error) -> Say {
    use managed::Error as E;
    let at = |attribute: &str, path: &Path| Trouble::of(attribute).with("path", path.display());
    match error {
        E::Held { home, pid } => held(home, *pid),
        E::Folder { path, source } => at("pg_folder", path).with("error", source),
        E::Unreachable {
            path,
            barrier,
            user,
        } => at("pg_unreachable", path)
            .with("barrier", barrier.display())
            .with("user", user),
        E::NoUser => Trouble::of("pg_no_user"),
        E::NoName { uid } => Trouble::of("pg_no_name").with("uid", uid),
        E::Foreign { path, owner } => at("pg_foreign", path).with("uid", owner),
        E::PgDir { dir, source } => at("pg_dir", dir).with("error", source),
        E::Wheel { file, source } => at("pg_wheel", file).with("error", source),
        E::Hash { file, release, .. } => at("pg_hash", file).with("release", release),
        E::Nowhere { tried } => Trouble::of("pg_nowhere").with("tried", tried),
        E::Spawn { program, source } => at("pg_spawn", program).with("error", source),
        E::Slow { what, after } => Trouble::of("pg_slow")
            .with("what", what)
            .with("seconds", after.as_secs()),
        E::Initdb { data, said } => at("pg_initdb", data).with("error", said),
        E::NotData { data } => at("pg_not_data", data),
        E::Major { data, made, found } => {
            at("pg_major", data).with("made", made).with("found", found)
        }
        E::Previous { data, .. } => at("pg_previous", data),
        E::Ended { said, log } => at("pg_ended", log).with("error", said),
        E::Unstoppable { pid } => Trouble::of("pg_unstoppable").with("pid", pid),
    }
    .0
}

/// Somebody else holds the home.
pub(crate) fn held(home: &Path, pid: Option<u32>) -> Trouble {
    let trouble = match pid {
        Some(pid) => Trouble::of("held").with("pid", pid),
        None => Trouble::of("held_by_unknown"),
    };
    trouble.with("path", home.display())
}

/// Why we do not serve on somebody else's PostgreSQL.
fn other_server(error: &Unsuitable) -> Say {
    match error {
        Unsuitable::Url(source) => Trouble::of("url_broken").with("error", source),
        Unsuitable::Unreachable(source) => {
            let cause = std::error::Error::source(source).map(ToString::to_string);
            Trouble::of("url_unreachable").with("error", cause.unwrap_or_default())
        }
        Unsuitable::Pooler => Trouble::of("url_pooler"),
        Unsuitable::PoolerSettings(source) => {
            Trouble::of("url_pooler_settings").with("error", source)
        }
        Unsuitable::TooOld { version } => Trouble::of("url_too_old").with("version", version),
        Unsuitable::NoVector { found: None } => Trouble::of("url_no_vector"),
        Unsuitable::NoVector { found: Some(found) } => {
            Trouble::of("url_old_vector").with("version", found)
        }
        Unsuitable::Superuser { login } => Trouble::of("url_superuser").with("login", login),
        Unsuitable::Owner { login } => Trouble::of("url_owner").with("login", login),
        Unsuitable::NoRole { login, role } => Trouble::of("url_no_role")
            .with("login", login)
            .with("role", role),
        Unsuitable::NotMigrated => Trouble::of("url_not_migrated"),
        Unsuitable::TooNew => Trouble::of("url_too_new"),
    }
    .0
}

/// Why a decision was not taken.
pub(crate) fn not_decided(error: &DecideError) -> Say {
    match error {
        DecideError::Unknown => Trouble::of("no_such_approval"),
        DecideError::NotAllowed => Trouble::of("not_your_decision"),
        DecideError::OtherDigest => Trouble::of("other_digest"),
        DecideError::Closed(ApprovalStatus::Expired) => Trouble::of("approval_expired"),
        DecideError::Closed(_) => Trouble::of("already_decided"),
        DecideError::OtherQuestion => Trouble::of("other_question"),
        DecideError::NoReference => Trouble::of("reference_missing"),
        DecideError::TurnOver => Trouble::of("turn_over"),
        DecideError::Store(store::Error::Unavailable(_)) => Trouble::of("database_away"),
        DecideError::Store(error) => Trouble::of("unexpected").with("error", error),
    }
    .0
}

/// Why a schedule was left as it is.
pub(crate) fn schedule_stays(error: &ScheduleError) -> Say {
    match error {
        ScheduleError::Unknown => Trouble::of("no_such_schedule"),
        ScheduleError::NotAllowed => Trouble::of("not_your_schedule"),
        ScheduleError::Unreadable(what) => {
            Trouble::of("schedule_unreadable").with("what", what.word())
        }
        ScheduleError::Store(store::Error::Unavailable(_)) => Trouble::of("database_away"),
        ScheduleError::Store(error) => Trouble::of("unexpected").with("error", error),
    }
    .0
}

/// Why a run was left as it is.
pub(crate) fn run_stays(error: &RunError) -> Say {
    match error {
        RunError::Unknown => Trouble::of("no_such_flow"),
        RunError::NotAllowed => Trouble::of("not_your_flow"),
        RunError::Stands(state) => Trouble::of(&format!("flow_{}", state.word())),
        RunError::WentOn => Trouble::of("flow_went_on"),
        RunError::Store(store::Error::Unavailable(_)) => Trouble::of("database_away"),
        RunError::Store(error) => Trouble::of("unexpected").with("error", error),
    }
    .0
}
