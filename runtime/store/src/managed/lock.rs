//! One Firma a home: the lock that says whose it is.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
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
        make_folders(home).map_err(folder(home))?;
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

/// Makes the home and the folders above it that are missing. Root makes them for the server's user to pass through too.
fn make_folders(home: &Path) -> io::Result<()> {
    let home = std::path::absolute(home)?;
    let missing: Vec<_> = home
        .ancestors()
        .take_while(|folder| !folder.exists())
        .collect();
    for folder in missing.into_iter().rev() {
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        if rustix::process::geteuid().is_root() {
            fs::set_permissions(folder, Permissions::from_mode(0o711))?;
        }
    }
    Ok(())
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
