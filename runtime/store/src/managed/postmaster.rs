//! What a server writes about itself into its data folder, and what it takes to know whether it is still there.

use std::{
    fs::{self, File},
    io::Read,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    time::SystemTime,
};

use rustix::process::{Pid, Signal, kill_process};

use super::cluster::socket_file;

/// The content of `postmaster.pid`. The file is PostgreSQL's: we read it and never write or delete it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Postmaster {
    pub(super) pid: Pid,
    pub(super) socket: PathBuf,
    pub(super) ready: bool,
    /// When the file was last written.
    written: SystemTime,
}

/// Who has the process id that the file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// Nobody, or a process that is ending.
    Gone,
    /// A server that works on this data.
    Server(Pid),
    /// A process that got the id later, as happens in containers, where ids start anew.
    Stranger(Pid),
}

impl Postmaster {
    pub(super) fn read(data: &Path) -> Option<Self> {
        let mut file = File::open(data.join("postmaster.pid")).ok()?;
        let mut text = String::new();
        file.read_to_string(&mut text).ok()?;
        Self::parse(&text, file.metadata().ok()?.modified().ok()?)
    }

    /// The lines: process, data, start, port, socket, address, shared memory, state.
    fn parse(text: &str, written: SystemTime) -> Option<Self> {
        let mut lines = text.lines();
        let pid = Pid::from_raw(lines.next()?.trim().parse().ok()?)?;
        let socket = PathBuf::from(lines.nth(3)?);
        let ready = lines.nth(2).is_some_and(|state| state.trim() == "ready");
        Some(Self {
            pid,
            socket,
            ready,
            written,
        })
    }

    /// Whether this was written by a new server that takes connections. In a container that was started again, the file of
    /// the one before often has the same process id.
    pub(super) fn succeeds(&self, previous: Option<&Self>, pid: Option<Pid>) -> bool {
        let stale = previous.is_some_and(|previous| previous.written == self.written);
        self.ready && !stale && Some(self.pid) == pid
    }

    pub(super) fn answers(&self) -> bool {
        UnixStream::connect(socket_file(&self.socket)).is_ok()
    }

    /// A server's working folder is its data, from before it writes the file until it ends.
    #[cfg(target_os = "linux")]
    pub(super) fn holder(&self, data: &Path) -> Holder {
        let process = format!("/proc/{}", self.pid.as_raw_nonzero());
        match fs::read_link(Path::new(&process).join("cwd")) {
            Ok(folder) if folder == data => Holder::Server(self.pid),
            Ok(_) => Holder::Stranger(self.pid),
            Err(_) => Holder::Gone,
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn holder(&self, _data: &Path) -> Holder {
        match self.answers() {
            true => Holder::Server(self.pid),
            false => Holder::Gone,
        }
    }
}

/// Asks for a fast shutdown. That the process has just ended by itself is as good.
pub(super) fn interrupt(pid: Pid) {
    if let Err(error) = kill_process(pid, Signal::INT) {
        tracing::debug!(%error, "an earlier PostgreSQL could not be interrupted");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "4711\n/home/data\n1700000000\n5432\n/home/run\n\n 1234 5\nready   \n";

    fn parse(text: &str) -> Option<Postmaster> {
        Postmaster::parse(text, SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn the_file_is_read_while_it_grows() {
        let postmaster = parse(WHOLE).unwrap();
        assert_eq!(postmaster.pid.as_raw_nonzero().get(), 4711);
        assert_eq!(postmaster.socket, Path::new("/home/run"));
        assert!(postmaster.ready);

        assert!(!parse(&WHOLE.replace("ready   ", "starting")).unwrap().ready);
        assert!(!parse("4711\n/d\n17\n5432\n/home/run\n").unwrap().ready);
        assert_eq!(parse("4711\n/d\n"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn an_old_file_with_the_new_process_id_is_not_taken_for_the_new_server() {
        let old = parse(WHOLE).unwrap();
        let pid = Some(old.pid);
        assert!(!old.succeeds(Some(&old), pid));
        let written = SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(5);
        let new = Postmaster::parse(WHOLE, written).unwrap();
        assert!(new.succeeds(Some(&old), pid));
        assert!(new.succeeds(None, pid));
        assert!(!new.succeeds(None, Pid::from_raw(4712)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_works_elsewhere_is_no_server() {
        let pid = rustix::process::getpid();
        let postmaster = Postmaster {
            pid,
            ..parse(WHOLE).unwrap()
        };
        assert_eq!(
            postmaster.holder(Path::new("/nowhere")),
            Holder::Stranger(pid)
        );
        assert_eq!(
            postmaster.holder(&std::env::current_dir().unwrap()),
            Holder::Server(pid)
        );
    }
}
