//! One Firma a home: the lock that says whose it is.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError},
    io::{self, ErrorKind, Read, Seek as _, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, test_kill_process};

use super::Error;

/// A process that was killed has the lock until its last thread has ended, and may leave it to a child that it was
/// just starting: so long it is waited for, looking so often.
const GOING: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(10);

/// One that was killed under load may for a while look as if it lived: so long whoever has nobody to visit waits for
/// any holder.
const LEAVING: Duration = Duration::from_secs(3);

/// The right to run a database and an engine on a home. The kernel takes it back when the process ends, however it ends.
#[derive(Debug)]
pub struct HomeLock {
    file: File,
    home: PathBuf,
}

impl HomeLock {
    /// Makes the home if needed, and takes it or says at once who has it.
    pub fn acquire(home: &Path) -> Result<Self, Error> {
        Self::within(home, Duration::ZERO)
    }

    /// The same for whoever cannot do without it: a holder that lives is waited for as well, for a moment.
    pub fn acquire_patiently(home: &Path) -> Result<Self, Error> {
        Self::within(home, LEAVING)
    }

    /// Takes a home that a living holder leaves within so long.
    fn within(home: &Path, patience: Duration) -> Result<Self, Error> {
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
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(source)) => return Err(Error::Folder { path, source }),
            }
            let pid = holder(&mut file).map_err(folder(&path))?;
            let patience = match pid.is_some_and(is_alive) {
                true => patience,
                false => GOING,
            };
            if begun.elapsed() >= patience {
                return Err(Error::Held { pid, home });
            }
            thread::sleep(LOOK);
        }
        sign(&mut file).map_err(folder(&path))?;
        Ok(Self { file, home })
    }

    /// Whether somebody holds a home. Nothing is made, and whoever takes it meanwhile gets it.
    pub fn is_held(home: &Path) -> Result<bool, Error> {
        let path = home.join("lock");
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(source) => return Err(Error::Folder { path, source }),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(source)) => Err(Error::Folder { path, source }),
        }
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

fn holder(file: &mut File) -> io::Result<Option<u32>> {
    let mut text = String::new();
    file.rewind()?;
    file.read_to_string(&mut text)?;
    Ok(text.trim().parse().ok())
}

fn is_alive(pid: u32) -> bool {
    let id = i32::try_from(pid).ok().and_then(Pid::from_raw);
    id.is_some_and(|id| test_kill_process(id).is_ok()) && !is_ending(pid)
}

/// Whether a process was killed and still has threads, and with them its files, or a parent that has not looked, or
/// is gone by now. Where the kernel does not say, it is taken for alive.
fn is_ending(pid: u32) -> bool {
    let stat = match fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(stat) => stat,
        Err(_) => return Path::new("/proc/self/stat").exists(),
    };
    // Its name, in brackets, may have brackets of its own.
    let state = stat.rsplit_once(") ").map(|(_, rest)| rest);
    state.is_some_and(|it| it.starts_with(['Z', 'X']))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An open file that shares the lock, as a child between fork and exec has it.
    fn left_behind(home: &Path, pid: &str) -> File {
        let lock = HomeLock::acquire(home).unwrap();
        let shared = lock.file.try_clone().unwrap();
        // Gone without a word: closed, and not unlocked.
        std::mem::forget(lock);
        fs::write(home.join("lock"), pid).unwrap();
        shared
    }

    #[test]
    fn a_child_of_a_process_that_was_killed_is_waited_for() {
        let home = tempfile::tempdir().unwrap();
        // No process has a number of this size.
        let shared = left_behind(home.path(), "2147483647");
        let child = thread::spawn(move || {
            thread::sleep(LOOK * 3);
            shared.unlock().unwrap();
        });
        HomeLock::acquire(home.path()).unwrap();
        child.join().unwrap();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_that_ends_is_not_taken_for_a_living_one() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        while !is_ending(child.id()) {
            thread::sleep(LOOK);
        }
        assert!(!is_alive(child.id()));
        child.wait().unwrap();
        assert!(is_ending(child.id()));
    }

    #[test]
    fn whether_a_home_is_held_can_be_seen_without_taking_it() {
        let home = tempfile::tempdir().unwrap();
        assert!(!HomeLock::is_held(home.path()).unwrap());
        let lock = HomeLock::acquire(home.path()).unwrap();
        assert!(HomeLock::is_held(home.path()).unwrap());
        drop(lock);
        assert!(!HomeLock::is_held(home.path()).unwrap());
        HomeLock::acquire(home.path()).unwrap();
    }

    #[test]
    fn a_process_that_lives_is_named() {
        let home = tempfile::tempdir().unwrap();
        let own = std::process::id();
        let _shared = left_behind(home.path(), &own.to_string());
        let held = HomeLock::acquire(home.path()).unwrap_err();
        assert!(matches!(held, Error::Held { pid, .. } if pid == Some(own)));
    }
}
