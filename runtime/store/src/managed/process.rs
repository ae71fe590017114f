//! The server as a child process: started, watched, logged and stopped by one thread that lives as long as it does.

use std::{
    fmt, io,
    io::{BufRead, BufReader, Read},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    sync::{oneshot, watch},
    time::{Instant, sleep, timeout},
};

use super::{
    Cluster, Durability, Error, Progress, Report,
    log::BoundedLog,
    postmaster::{Holder, Postmaster, interrupt},
};

/// How long a server of a killed Firma may take to end.
const PREVIOUS: Duration = Duration::from_secs(30);
/// Replaying the log takes as long as it takes; this only catches a server that is stuck.
const READY: Duration = Duration::from_mins(15);
const STOP: Duration = Duration::from_secs(30);
const ABORT: Duration = Duration::from_secs(5);
const LAST_WORDS: usize = 8;

/// A started server. Dropping it asks for a fast shutdown and waits a moment for it.
#[derive(Debug)]
pub(super) struct Server {
    life: Arc<Life>,
    ended: watch::Receiver<Option<Ending>>,
}

#[derive(Debug)]
struct Life {
    /// `None` once the child is reaped, when its id may be somebody else's.
    pid: Mutex<Option<Pid>>,
    over: Condvar,
}

/// How a server ended, with the last lines of its log.
#[derive(Debug, Clone)]
pub(super) struct Ending {
    status: String,
    said: Vec<String>,
}

/// Starts the server and waits until it takes connections, past whatever a killed Firma left.
pub(super) async fn launch(cluster: &Cluster, report: Report<'_>) -> Result<Server, Error> {
    let deadline = Instant::now() + PREVIOUS;
    loop {
        let previous = Postmaster::read(cluster.data());
        report(if previous.is_some() {
            Progress::Recovering
        } else {
            Progress::Starting
        });
        let holder = previous
            .as_ref()
            .map_or(Holder::Gone, |previous| previous.holder(cluster.data()));
        if let Holder::Server(pid) = holder {
            interrupt(pid);
        }
        let server = Server::spawn(cluster, holder).await?;
        match timeout(READY, server.ready(cluster.data(), previous.as_ref())).await {
            Ok(Ok(())) => {
                report(Progress::Ready);
                return Ok(server);
            }
            Ok(Err(ending)) if !ending.is_in_the_way() => {
                return Err(Error::Ended {
                    said: ending.to_string(),
                    log: cluster.log().to_owned(),
                });
            }
            Ok(Err(_)) if Instant::now() >= deadline => {
                let pid = previous
                    .and_then(|previous| u32::try_from(previous.pid.as_raw_nonzero().get()).ok());
                return Err(Error::Previous {
                    data: cluster.data().to_owned(),
                    pid,
                });
            }
            Ok(Err(_)) => sleep(Duration::from_millis(100)).await,
            Err(_elapsed) => {
                return Err(Error::Slow {
                    what: "the start of PostgreSQL",
                    after: READY,
                });
            }
        }
    }
}

impl Server {
    async fn spawn(cluster: &Cluster, holder: Holder) -> Result<Self, Error> {
        let (program, arguments) = cluster.server(Durability::Full);
        let mut command = Command::new(&program);
        // The environment holds keys that are not the server's business.
        command
            .args(arguments)
            .env_clear()
            .env("LC_ALL", "C")
            .current_dir("/");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        if let Holder::Stranger(pid) = holder {
            // The server takes a living process with the old id for its predecessor, but for the one named here.
            command.env("PG_GRANDPARENT_PID", pid.as_raw_nonzero().to_string());
        }
        cluster.account().run(&mut command);
        // Ctrl-C in a terminal goes to its foreground group: we end the server ourselves, after our own work.
        command.process_group(0);
        end_with_this_thread(&mut command);

        let log = BoundedLog::open(cluster.log()).map_err(|source| Error::Folder {
            path: cluster.log().to_owned(),
            source,
        })?;
        let life = Arc::new(Life {
            pid: Mutex::new(None),
            over: Condvar::new(),
        });
        let (started, starting) = oneshot::channel();
        let (end, ended) = watch::channel(None);
        let shared = Arc::clone(&life);
        let spawned = thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(move || {
                keep(command, log, &shared, started, &end);
            });
        let outcome = match spawned {
            Ok(_detached) => starting
                .await
                .unwrap_or_else(|closed| Err(io::Error::other(closed))),
            Err(error) => Err(error),
        };
        outcome.map_err(|source| Error::Spawn { program, source })?;
        Ok(Self { life, ended })
    }

    /// Waits for the line in the data folder that `pg_ctl` waits for too.
    async fn ready(&self, data: &Path, previous: Option<&Postmaster>) -> Result<(), Ending> {
        let written = async {
            loop {
                let pid = *self.life.pid();
                if Postmaster::read(data).is_some_and(|server| server.succeeds(previous, pid)) {
                    return;
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            () = written => Ok(()),
            ending = self.ended() => Err(ending),
        }
    }

    pub(super) async fn ended(&self) -> Ending {
        let mut ended = self.ended.clone();
        match ended.wait_for(Option::is_some).await {
            Ok(ending) => ending.clone(),
            Err(_closed) => None,
        }
        .unwrap_or_else(|| Ending {
            status: "nobody watched it".to_owned(),
            said: Vec::new(),
        })
    }

    /// A fast shutdown; if the disk is stuck, an immediate one, which the next start recovers from.
    pub(super) async fn stop(&self) -> Result<(), Error> {
        for (signal, limit) in [(Signal::INT, STOP), (Signal::QUIT, ABORT)] {
            self.life.signal(signal);
            if timeout(limit, self.ended()).await.is_ok() {
                return Ok(());
            }
            tracing::warn!(?signal, "PostgreSQL does not stop");
        }
        let pid = self
            .life
            .pid()
            .and_then(|pid| u32::try_from(pid.as_raw_nonzero().get()).ok());
        pid.map_or(Ok(()), |pid| Err(Error::Unstoppable { pid }))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.life.signal(Signal::INT);
        let running = |pid: &mut Option<Pid>| pid.is_some();
        let _either_way = self
            .life
            .over
            .wait_timeout_while(self.life.pid(), ABORT, running);
    }
}

impl Life {
    fn pid(&self) -> MutexGuard<'_, Option<Pid>> {
        self.pid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn signal(&self, signal: Signal) {
        if let Some(pid) = *self.pid()
            && let Err(error) = kill_process(pid, signal)
        {
            tracing::warn!(%error, ?signal, "could not signal PostgreSQL");
        }
    }
}

impl Ending {
    /// Whether it met a server that has not ended yet.
    fn is_in_the_way(&self) -> bool {
        let locked = |line: &String| line.contains("lock file") && line.contains("already exists");
        let shared = |line: &String| line.contains("pre-existing shared memory block");
        self.said.iter().any(|line| locked(line) || shared(line))
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = self
            .said
            .iter()
            .rev()
            .find(|line| line.contains("FATAL") || line.contains("PANIC"));
        match cause.or_else(|| self.said.last()) {
            Some(line) => write!(f, "{line}"),
            None => write!(f, "{}", self.status),
        }
    }
}

/// The thread's whole life: starts the child, writes its log until it falls silent, reaps it.
fn keep(
    mut command: Command,
    mut log: BoundedLog,
    life: &Life,
    started: oneshot::Sender<io::Result<()>>,
    end: &watch::Sender<Option<Ending>>,
) {
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            let _caller_gone = started.send(Err(error));
            return;
        }
    };
    *life.pid() = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let caller_gone = started.send(Ok(())).is_err();
    if caller_gone {
        life.signal(Signal::INT);
    }

    let said = child
        .stderr
        .take()
        .map(|stderr| copy(stderr, &mut log))
        .unwrap_or_default();
    let status = reap(&mut child, life);
    let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
    end.send_replace(Some(Ending { status, said }));
}

/// Copies lines to the log until all of the server's processes have closed theirs; a full disk must not stop it.
fn copy(from: impl Read, log: &mut BoundedLog) -> Vec<String> {
    let mut said = Vec::new();
    let mut lines = BufReader::new(from);
    let mut line = Vec::new();
    while lines
        .read_until(b'\n', &mut line)
        .is_ok_and(|length| length > 0)
    {
        if let Err(error) = log.write(&line) {
            tracing::debug!(%error, "could not write PostgreSQL's log");
        }
        if said.len() == LAST_WORDS {
            said.remove(0);
        }
        said.push(String::from_utf8_lossy(&line).trim_end().to_owned());
        line.clear();
    }
    said
}

/// Holds the lock on the id while it becomes free, so that nobody signals its next owner.
fn reap(child: &mut Child, life: &Life) -> io::Result<ExitStatus> {
    let mut pid = life.pid();
    let status = child.wait();
    *pid = None;
    life.over.notify_all();
    status
}

/// Has the kernel ask the child for a fast shutdown when the spawning thread ends, be it with kill -9.
#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "code between fork and exec; it makes system calls only, as it must"
)]
fn end_with_this_thread(command: &mut Command) {
    use rustix::process::{getpid, getppid, set_parent_process_death_signal};

    let parent = getpid();
    let ask = move || {
        set_parent_process_death_signal(Some(Signal::INT))?;
        match getppid() == Some(parent) {
            true => Ok(()),
            // The parent was gone before the kernel knew what to do then.
            false => Err(io::ErrorKind::NotConnected.into()),
        }
    };
    // SAFETY: `ask` allocates nothing and takes no lock.
    unsafe {
        command.pre_exec(ask);
    }
}

/// Other systems have no such signal: after kill -9 the next start asks the old server to end.
#[cfg(not(target_os = "linux"))]
fn end_with_this_thread(_command: &mut Command) {}
