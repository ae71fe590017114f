//! A pooler before PostgreSQL that gives each transaction whichever session is free, as poolers by
//! transactions do.

use std::{
    collections::VecDeque,
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{UnixListener, UnixStream},
    sync::Notify,
    task::JoinSet,
};

use crate::wire::Messages;

/// How much is read at a time.
const PIECE: usize = 64 * 1024;

/// A pooler. Its sessions end when it is dropped.
pub struct Pooler {
    folder: TempDir,
    _tasks: JoinSet<()>,
}

/// Which of the sessions that are free is given next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Next {
    /// The one that became free last.
    Newest,
    /// One after the other.
    InTurn,
}

struct Pool {
    behind: PathBuf,
    next: Next,
    most: usize,
    free: Mutex<(usize, VecDeque<Session>)>,
    freed: Notify,
    /// What the server said to the first client; all hear the same.
    greeting: Mutex<Vec<u8>>,
}

/// A session of the server.
struct Session(UnixStream);

impl fmt::Debug for Pooler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pooler").finish_non_exhaustive()
    }
}

impl Pooler {
    /// A pooler with so many sessions at most, all of one login, before the server that the options lead to.
    pub fn before(server: &PgConnectOptions, most: usize, next: Next) -> io::Result<Self> {
        let name = format!(".s.PGSQL.{}", server.get_port());
        let missing = || io::Error::other("the server is not reached over a socket");
        let behind = server.get_socket().ok_or_else(missing)?.join(&name);
        let folder = tempfile::tempdir()?;
        let listener = UnixListener::bind(folder.path().join(name))?;
        let pool = Arc::new(Pool {
            behind,
            next,
            most,
            free: Mutex::default(),
            freed: Notify::new(),
            greeting: Mutex::default(),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut clients = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let pool = Arc::clone(&pool);
                clients.spawn(async move {
                    // Either end may close; then both are closed.
                    let _ = pool.serve(client).await;
                });
            }
        });
        Ok(Self {
            folder,
            _tasks: tasks,
        })
    }

    /// The folder of the socket that stands for the server's.
    #[must_use]
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }
}

impl Pool {
    async fn serve(&self, mut client: UnixStream) -> io::Result<()> {
        let hello = first_message(&mut client).await?;
        self.open(&hello).await?;
        let greeting = lock(&self.greeting).clone();
        client.write_all(&greeting).await?;
        let mut piece = vec![0; PIECE];
        loop {
            let length = client.read(&mut piece).await?;
            let asked = piece.get(..length).unwrap_or_default();
            if asked.is_empty() || asked.first() == Some(&b'X') {
                return Ok(());
            }
            let mut session = self.take().await;
            session.0.write_all(asked).await?;
            session.until_idle(&mut client).await?;
            lock(&self.free).1.push_back(session);
            self.freed.notify_one();
        }
    }

    /// Opens one more session, if there may be more.
    async fn open(&self, hello: &[u8]) -> io::Result<()> {
        let may_open = {
            let mut free = lock(&self.free);
            let may_open = free.0 < self.most;
            free.0 += usize::from(may_open);
            may_open
        };
        if !may_open {
            return Ok(());
        }
        let mut server = UnixStream::connect(&self.behind).await?;
        server.write_all(hello).await?;
        let (mut messages, mut said) = (Messages::of_a_server(), Vec::new());
        let mut piece = vec![0; PIECE];
        'greets: loop {
            let length = server.read(&mut piece).await?;
            let bytes = piece.get(..length).filter(|it| !it.is_empty());
            messages.push(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
            while let Some(message) = messages.next() {
                let is_last = message.bytes.first() == Some(&b'Z');
                said.extend(message.bytes);
                if is_last {
                    break 'greets;
                }
            }
        }
        *lock(&self.greeting) = said;
        lock(&self.free).1.push_back(Session(server));
        self.freed.notify_one();
        Ok(())
    }

    async fn take(&self) -> Session {
        loop {
            let free = {
                let mut free = lock(&self.free);
                match self.next {
                    Next::Newest => free.1.pop_back(),
                    Next::InTurn => free.1.pop_front(),
                }
            };
            match free {
                Some(session) => return session,
                None => self.freed.notified().await,
            }
        }
    }
}

impl Session {
    /// Carries over what both say until the server says that no transaction is open.
    async fn until_idle(&mut self, client: &mut UnixStream) -> io::Result<()> {
        let mut messages = Messages::of_a_server();
        let (mut asked, mut said) = (vec![0; PIECE], vec![0; PIECE]);
        loop {
            tokio::select! {
                length = self.0.read(&mut said) => {
                    let bytes = said.get(..length?).filter(|it| !it.is_empty());
                    let bytes = bytes.ok_or(io::ErrorKind::UnexpectedEof)?;
                    client.write_all(bytes).await?;
                    messages.push(bytes);
                    let mut is_idle = false;
                    while let Some(message) = messages.next() {
                        is_idle = message.bytes.first() == Some(&b'Z')
                            && message.bytes.last() == Some(&b'I');
                    }
                    if is_idle {
                        return Ok(());
                    }
                }
                length = client.read(&mut asked) => {
                    let bytes = asked.get(..length?).filter(|it| !it.is_empty());
                    self.0.write_all(bytes.ok_or(io::ErrorKind::UnexpectedEof)?).await?;
                }
            }
        }
    }
}

async fn first_message(client: &mut UnixStream) -> io::Result<Vec<u8>> {
    let (mut messages, mut piece) = (Messages::of_a_client(), vec![0; PIECE]);
    loop {
        let length = client.read(&mut piece).await?;
        let bytes = piece.get(..length).filter(|it| !it.is_empty());
        messages.push(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        if let Some(message) = messages.next() {
            return Ok(message.bytes);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
