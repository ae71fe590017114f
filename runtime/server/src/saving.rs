//! Files of answers, where the person is at a terminal: beside the data, in a folder that nobody else reads.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};

use domain::{message::Attached, turn::TurnView, words::Say};

use crate::{counter::Counter, terminal::Terminal, words::Voice};

/// How long a file stays there: as long as the database keeps it.
const KEPT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Puts the files of an answer into the folder, and says where they are.
pub(crate) async fn save(
    counter: &Counter,
    folder: &Path,
    view: &TurnView,
    (terminal, voice): (&Terminal, &Voice),
) {
    for file in &view.files {
        let say = match put(counter, folder, file).await {
            Ok(Some(path)) => Say::of("files", "saved").with("path", path.display().to_string()),
            Ok(None) => Say::of("files", "gone").with("name", &file.name),
            Err(error) => {
                tracing::warn!(error = %format!("{error:#}"), "a file of an answer was not saved");
                Say::of("files", "not_saved")
                    .with("name", &file.name)
                    .with("id", file.attachment.to_string())
            }
        };
        terminal.line(&voice.say(&say));
    }
}

/// Where a file lies, once it does.
async fn put(counter: &Counter, folder: &Path, file: &Attached) -> anyhow::Result<Option<PathBuf>> {
    let file = counter.store.file(&counter.actor, file.attachment);
    let Some(stored) = file.await? else {
        return Ok(None);
    };
    // A name is no path.
    let name: String = stored
        .name
        .chars()
        .map(|it| {
            if it == '/' || it.is_control() {
                '-'
            } else {
                it
            }
        })
        .collect();
    let path = folder.join(name.trim_start_matches('.'));
    write(folder, &path, &stored.bytes)?;
    Ok(Some(path))
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    forget_old(folder)?;
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)
}

/// What the database does not keep any more goes here, too.
fn forget_old(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let age = entry.metadata()?.modified()?.elapsed();
        if age.is_ok_and(|it| it > KEPT) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt as _, time::SystemTime};

    use super::*;

    #[test]
    fn files_are_private_and_old_ones_go() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("files");
        write(&folder, &folder.join("old.csv"), b"old").unwrap();
        let old = fs::File::options().write(true).open(folder.join("old.csv"));
        let long_ago = SystemTime::now() - KEPT - Duration::from_secs(60);
        old.unwrap().set_modified(long_ago).unwrap();
        write(&folder, &folder.join("new.csv"), b"new").unwrap();
        assert_eq!(fs::read(folder.join("new.csv")).unwrap(), b"new");
        assert!(!folder.join("old.csv").exists());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("new.csv")), 0o600);
    }
}
