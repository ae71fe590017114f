//! One Firma a home: the lock that says whose it is.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::Error;

/// The right to run a database and an engine on a home. The kernel takes it back when the process ends, however it ends.
#[derive(Debug)]
pub struct HomeLock {
    file: File,
    home: PathBuf,
}

impl HomeLock {
    /// Makes the home if needed, and takes it or says at once who has it.
    pub fn acquire(home: &Path) -> Result<Self, Error> {
        let folder = |path: &Path| {
            let path = path.to_owned();
            |source| Error::Folder { path, source }
        };
        let mut builder = DirBuilder::new();
        builder
            .recursive(true)
            .mode(0o700)
            .create(home)
            .map_err(folder(home))?;
        let home = home.canonicalize().map_err(folder(home))?;

        let path = home.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(folder(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Held {
                    pid: holder(&mut file),
                    home,
                });
            }
            Err(TryLockError::Error(source)) => return Err(Error::Folder { path, source }),
        }
        sign(&mut file).map_err(folder(&path))?;
        Ok(Self { file, home })
    }

    /// The home, as an absolute path without links.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }
}

impl Drop for HomeLock {
    fn drop(&mut self) {
        // Closing would not do: a child between fork and exec shares the lock.
        if let Err(error) = self.file.unlock() {
            tracing::warn!(%error, "could not unlock the home");
        }
    }
}

/// Leaves the holder's process id for whoever comes second.
fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
