//! The connections under the HTTP door: how many there are at once, and how long one may take to
//! say what it wants and to take what it is sent.

mod impatient;

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, serve::Listener};
use hyper::{
    Request,
    body::Incoming,
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::impatient::Impatient;
use crate::api::Peer;

/// What holds for everybody who connects.
pub(crate) const BOUNDS: Bounds = Bounds {
    connections: 2_048,
    head: Duration::from_secs(30),
    stuck: Duration::from_secs(30),
};

/// What a listener bears.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// How many connections are open at once; whoever comes then waits until one ends.
    pub connections: usize,
    /// How long a connection may take for the head of a request, its first as well as the next. One
    /// that is silent for so long is closed.
    pub head: Duration,
    /// How long whoever is at the other end may take nothing of what is sent.
    pub stuck: Duration,
}

/// Serves HTTP until the program ends, and the requests under way to their end.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    stop: CancellationToken,
) {
    let open = TaskTracker::new();
    stop.run_until_cancelled(accept(listener, &router, bounds, (&open, &stop)))
        .await;
    open.close();
    open.wait().await;
}

async fn accept(
    mut listener: TcpListener,
    router: &Router,
    bounds: Bounds,
    (open, stop): (&TaskTracker, &CancellationToken),
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(bounds.head);
    let room = Arc::new(Semaphore::new(bounds.connections));
    while let Ok(place) = Arc::clone(&room).acquire_owned().await {
        // It waits by itself when the system has no more to give.
        let (stream, peer) = Listener::accept(&mut listener).await;
        let stream = Impatient::new(stream, bounds.stuck);
        let attended = attend((stream, peer), router.clone(), http.clone(), stop.clone());
        open.spawn(async move {
            attended.await;
            drop(place);
        });
    }
}

/// Answers what comes over a connection, until it ends or the program does.
async fn attend(
    (stream, peer): (Impatient<TcpStream>, SocketAddr),
    router: Router,
    http: http1::Builder,
    stop: CancellationToken,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.call(request)
    });
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        io::{ErrorKind, Read as _},
        net::SocketAddr,
    };

    use axum::{
        body::{Body, Bytes},
        routing::get,
    };
    use futures_util::stream;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
        sync::Notify,
    };

    use super::*;

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: firma\r\nconnection: close\r\n\r\n";

    const SOON: Duration = Duration::from_millis(20);

    /// A door with one path, which answers when it may.
    struct Door {
        address: SocketAddr,
        arrived: Arc<Notify>,
        may: Arc<Notify>,
        stop: CancellationToken,
        tasks: TaskTracker,
    }

    impl Door {
        async fn open(bounds: Bounds) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let door = Self {
                address: listener.local_addr().unwrap(),
                arrived: Arc::default(),
                may: Arc::default(),
                stop: CancellationToken::new(),
                tasks: TaskTracker::new(),
            };
            let (arrived, may) = (Arc::clone(&door.arrived), Arc::clone(&door.may));
            let answer = async move || {
                arrived.notify_one();
                may.notified().await;
                "answered"
            };
            let router = Router::new().route("/", get(answer));
            let router = router.route("/endless", get(endless));
            let serving = serve(listener, router, bounds, door.stop.clone());
            door.tasks.spawn(serving);
            door.tasks.close();
            door
        }

        async fn hear(&self, says: &[u8]) -> TcpStream {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            stream.write_all(says).await.unwrap();
            stream
        }
    }

    /// An answer without an end.
    async fn endless() -> Body {
        let piece = Bytes::from(vec![b'x'; 64 * 1_024]);
        Body::from_stream(stream::repeat_with(move || {
            Ok::<_, Infallible>(piece.clone())
        }))
    }

    /// All that the door says until it closes.
    async fn said(mut stream: TcpStream) -> String {
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        said
    }

    #[tokio::test]
    async fn whoever_says_nothing_or_half_of_it_is_cut() {
        let head = SOON;
        let door = Door::open(Bounds { head, ..BOUNDS }).await;
        let asking = door.hear(REQUEST).await;
        door.arrived.notified().await;
        for half in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: firma\r\nx-slow: "] {
            let silent = door.hear(half.as_bytes()).await;
            assert!(!said(silent).await.contains("200 OK"), "{half:?}");
        }
        // A request that was heard takes as long as it takes.
        door.may.notify_one();
        assert!(said(asking).await.ends_with("answered"));
    }

    #[tokio::test]
    async fn whoever_takes_nothing_of_what_is_sent_is_cut() {
        let (connections, stuck) = (1, SOON);
        let bounds = Bounds {
            connections,
            stuck,
            ..BOUNDS
        };
        let door = Door::open(bounds).await;
        let silent = door
            .hear(b"GET /endless HTTP/1.1\r\nhost: firma\r\n\r\n")
            .await;
        // There is room for one, and it is given free.
        door.may.notify_one();
        let second = door.hear(REQUEST).await;
        assert!(said(second).await.ends_with("answered"));
        drop(silent);
    }

    #[tokio::test]
    async fn one_too_many_waits_until_another_ends() {
        let (connections, head) = (1, SOON);
        let bounds = Bounds {
            connections,
            head,
            ..BOUNDS
        };
        let door = Door::open(bounds).await;
        door.may.notify_one();
        let silent = door.hear(b"").await;
        let second = door.hear(REQUEST).await;
        assert!(said(second).await.ends_with("answered"));
        // It was closed before.
        let read = silent.into_std().unwrap().read(&mut [0]);
        assert!(!read.is_err_and(|it| it.kind() == ErrorKind::WouldBlock));
    }

    #[tokio::test]
    async fn the_end_waits_for_requests_and_not_for_silence() {
        let door = Door::open(BOUNDS).await;
        let silent = door.hear(b"").await;
        let asking = door.hear(REQUEST).await;
        door.arrived.notified().await;
        door.stop.cancel();
        assert_eq!(said(silent).await, "");
        door.may.notify_one();
        assert!(said(asking).await.ends_with("answered"));
        door.tasks.wait().await;
        assert!(TcpStream::connect(door.address).await.is_err());
    }
}
