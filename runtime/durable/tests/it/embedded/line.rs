//! A line to the server that can be cut and mended: to the engine the database goes away and comes
//! back, others do not notice.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy},
    net::{UnixListener, UnixStream},
    sync::watch,
    task::JoinSet,
    time,
};

use crate::contract::world::PATIENCE;

/// What a line does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Line {
    /// It carries.
    Open,
    /// It breaks when the server says this, and then it carries.
    Loses(&'static [u8]),
    /// It breaks whatever comes.
    Cut,
}

/// What the server says of a transaction that is committed.
pub(crate) const COMMITTED: Line = Line::Loses(b"COMMIT\0");

/// What it says of a commit of several runs.
pub(crate) const DONE: Line = Line::Loses(b"done");

/// A line to the server.
pub(crate) struct Laid {
    folder: TempDir,
    line: Arc<watch::Sender<Line>>,
    /// How often somebody was not let on.
    refused: Arc<watch::Sender<usize>>,
    _tasks: JoinSet<()>,
}

impl Laid {
    pub(crate) fn to(server: &PgConnectOptions) -> Self {
        let name = format!(".s.PGSQL.{}", server.get_port());
        let behind = server.get_socket().unwrap().join(&name);
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(name)).unwrap();
        let line = Arc::new(watch::Sender::new(Line::Open));
        let refused = Arc::new(watch::Sender::new(0));
        let mut tasks = JoinSet::new();
        let ends = (Arc::clone(&line), Arc::clone(&refused));
        tasks.spawn(connect(listener, behind, ends));
        Self {
            folder,
            line,
            refused,
            _tasks: tasks,
        }
    }

    pub(crate) fn socket(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn line(&self) -> Line {
        *self.line.borrow()
    }

    pub(crate) fn set(&self, line: Line) {
        self.line.send_replace(line);
    }

    /// Waits until somebody was not let on so many times.
    pub(crate) async fn until_refused(&self, times: usize) {
        let mut refused = self.refused.subscribe();
        let enough = refused.wait_for(|it| *it >= times);
        time::timeout(PATIENCE, enough).await.unwrap().unwrap();
    }
}

type Ends = (Arc<watch::Sender<Line>>, Arc<watch::Sender<usize>>);

async fn connect(listener: UnixListener, behind: PathBuf, (line, refused): Ends) {
    let mut pumps = JoinSet::new();
    while let Ok((near, _)) = listener.accept().await {
        let line = Arc::clone(&line);
        if *line.borrow() != Line::Cut
            && let Ok(far) = UnixStream::connect(&behind).await
        {
            pumps.spawn(pump(near, far, line));
        } else {
            refused.send_modify(|it| *it += 1);
        }
    }
}

/// Carries until either end closes, the line is cut, or the server answers a line that is deaf.
async fn pump(near: UnixStream, far: UnixStream, line: Arc<watch::Sender<Line>>) {
    let mut cut = line.subscribe();
    let (mut near_read, mut near_write) = near.into_split();
    let (mut far_read, mut far_write) = far.into_split();
    let answers = async {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = far_read.read(&mut bytes).await {
            let bytes = &bytes[..length];
            let breaks = line.send_if_modified(|line| {
                let Line::Loses(what) = *line else {
                    return false;
                };
                let says = bytes.windows(what.len()).any(|it| it == what);
                if says {
                    *line = Line::Open;
                }
                says
            });
            if breaks || near_write.write_all(bytes).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        _ = copy(&mut near_read, &mut far_write) => {}
        () = answers => {}
        _ = cut.wait_for(|line| *line == Line::Cut) => {}
    }
}
