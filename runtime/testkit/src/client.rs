//! An HTTP client that costs next to nothing beside what it measures: one connection, kept alive, one request at a time.

use std::io::{self, ErrorKind};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The longest head of an answer.
const HEAD_LIMIT: usize = 16 << 10;

/// A connection. After an error, or when a request was given up, it is of no more use.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    host: String,
    /// What goes out, and then what came in.
    buffer: Vec<u8>,
}

/// What came back.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'c> {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: &'c [u8],
}

impl Client {
    /// Connects to `host:port`.
    pub async fn connect(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            host: address.to_owned(),
            buffer: Vec::with_capacity(4_096),
        })
    }

    /// `GET`.
    pub async fn get(&mut self, path: &str, headers: &str) -> io::Result<Answer<'_>> {
        self.send("GET", path, headers, &[]).await
    }

    /// `POST` of JSON.
    pub async fn post(
        &mut self,
        path: &str,
        headers: &str,
        body: &[&[u8]],
    ) -> io::Result<Answer<'_>> {
        self.send("POST", path, headers, body).await
    }

    /// Sends a request: more headers, each with its line's end, and the pieces of the body.
    async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &[&[u8]],
    ) -> io::Result<Answer<'_>> {
        let length: usize = body.iter().map(|it| it.len()).sum();
        self.buffer.clear();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\n{headers}content-type: application/json\r\n\
             content-length: {length}\r\n\r\n",
            self.host
        );
        self.buffer.extend_from_slice(head.as_bytes());
        for piece in body {
            self.buffer.extend_from_slice(piece);
        }
        self.stream.write_all(&self.buffer).await?;
        self.buffer.clear();
        let head = self.read_head().await?;
        while self.buffer.len() < head.length + head.body {
            self.read_more().await?;
        }
        let body = self.buffer.get(head.length..head.length + head.body);
        Ok(Answer {
            status: head.status,
            body: body.unwrap_or_default(),
        })
    }

    async fn read_head(&mut self) -> io::Result<Head> {
        let mut seen = 0;
        loop {
            self.read_more().await?;
            let from = usize::saturating_sub(seen, 3);
            let unseen = self.buffer.get(from..).unwrap_or_default();
            if let Some(end) = unseen.windows(4).position(|it| it == b"\r\n\r\n") {
                let length = from + end + 4;
                let head = self.buffer.get(..length).unwrap_or_default();
                return Head::read(head).ok_or_else(|| strange("an unreadable head"));
            }
            seen = self.buffer.len();
            if seen > HEAD_LIMIT {
                return Err(strange("an endless head"));
            }
        }
    }

    async fn read_more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

struct Head {
    status: u16,
    length: usize,
    body: usize,
}

impl Head {
    /// Reads a head; nothing where the body's length is not said, as in streams.
    fn read(head: &[u8]) -> Option<Self> {
        let text = str::from_utf8(head).ok()?;
        let mut lines = text.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let length = lines.find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.trim().parse().ok()).flatten()
        });
        Some(Self {
            status,
            length: head.len(),
            body: length?,
        })
    }
}

fn strange(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::{
        Router,
        http::{HeaderMap, StatusCode},
        routing::post,
    };
    use tokio::{net::TcpListener, task::JoinSet};

    use super::*;

    #[tokio::test]
    async fn requests_follow_each_other_on_one_connection() {
        async fn echo(headers: HeaderMap, body: String) -> (StatusCode, String) {
            let mark = headers["x-mark"].to_str().unwrap().to_owned();
            (StatusCode::ACCEPTED, mark + &body)
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mut tasks = JoinSet::new();
        let app = Router::new().route("/", post(echo));
        tasks.spawn(async move { axum::serve(listener, app).await });

        let mut client = Client::connect(&address).await.unwrap();
        let long = "x".repeat(100_000);
        for body in ["", "ação", &long] {
            let pieces = [b">".as_slice(), body.as_bytes()];
            let answer = client.post("/", "x-mark: 1\r\n", &pieces).await.unwrap();
            assert_eq!(answer.status, 202);
            assert_eq!(answer.body, format!("1>{body}").as_bytes());
        }
        let answer = client.get("/elsewhere", "").await.unwrap();
        assert_eq!((answer.status, answer.body), (404, b"".as_slice()));
    }

    #[tokio::test]
    async fn a_connection_that_ends_is_an_error() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mut client = Client::connect(&address).await.unwrap();
        drop(listener.accept().await.unwrap());
        assert!(client.get("/", "").await.is_err());
    }
}
