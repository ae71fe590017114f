//! The HTTP door from outside: how a guest hands messages in.

use std::{fmt, io, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{
        Request, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE, HOST},
    },
};
use domain::ids::TurnId;
use http_body_util::{BodyExt as _, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use orchestrator::NewCall;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    time::{self, Instant},
};

use super::{HolderGone, Message};
use crate::trouble::Trouble;

/// How long the door may take to take a message in.
const PATIENCE: Duration = Duration::from_secs(30);

/// How soon a door is tried again that says that the database is away.
const PAUSE: Duration = Duration::from_millis(300);

/// The longest answer that is read.
const LONGEST: usize = 1 << 20;

/// A guest at the HTTP door.
#[derive(Clone)]
pub(crate) struct Client {
    address: String,
    token: String,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.address)
    }
}

#[derive(Debug, Deserialize)]
struct Taken {
    turn: TurnId,
}

#[derive(Debug, Deserialize)]
struct Called {
    call: TurnId,
}

#[derive(Debug, Deserialize)]
struct Problem {
    title: String,
    detail: String,
}

impl Client {
    /// A guest who knocks at an address with a token.
    pub(crate) fn new(address: String, token: String) -> Self {
        Self { address, token }
    }

    /// Hands a message in.
    pub(crate) async fn send(&self, message: &Message<'_>) -> anyhow::Result<TurnId> {
        let Message {
            conversation,
            text,
            name,
        } = *message;
        let body = json!({ "conversation": conversation, "text": text });
        let taken: Taken = self.hand_in(("/v1/messages", name), &body).await?;
        Ok(taken.turn)
    }

    /// Asks for a tool call.
    pub(crate) async fn call(&self, call: &NewCall) -> anyhow::Result<TurnId> {
        let path = format!("/v1/tools/{}/calls", call.call.tool);
        let body = json!({
            "department": call.call.department,
            "arguments": call.call.arguments,
        });
        let taken: Called = self.hand_in((&path, &call.external_id), &body).await?;
        Ok(taken.call)
    }

    /// Hands something in under its name.
    async fn hand_in<T: DeserializeOwned>(
        &self,
        (path, name): (&str, &str),
        body: &Value,
    ) -> anyhow::Result<T> {
        let body = body.to_string();
        let deadline = Instant::now() + PATIENCE;
        let (status, bytes) = loop {
            let answered = time::timeout_at(deadline, self.ask((path, name), &body));
            let (status, bytes) = answered.await.map_err(gone)?.map_err(gone)?;
            // Under the same name it is the same message.
            let passes = status == StatusCode::SERVICE_UNAVAILABLE;
            if !passes || Instant::now() + PAUSE >= deadline {
                break (status, bytes);
            }
            time::sleep(PAUSE).await;
        };
        if status.is_success() {
            return Ok(serde_json::from_slice(&bytes)?);
        }
        let said = match serde_json::from_slice::<Problem>(&bytes) {
            Ok(problem) => format!("{} {}", problem.title, problem.detail),
            Err(_) => status.to_string(),
        };
        Err(Trouble::of("said").with("text", said).into())
    }

    async fn ask(
        &self,
        (path, name): (&str, &str),
        body: &str,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        let request = Request::post(path)
            .header(HOST, &self.address)
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(CONTENT_TYPE, "application/json")
            .header("idempotency-key", name)
            .body(Body::from(body.to_owned()))?;
        let stream = TcpStream::connect(&self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // The connection has to be driven while its answer is awaited.
        let answer = async move {
            let response = sender.send_request(request).await?;
            let status = response.status();
            let body = Limited::new(response.into_body(), LONGEST).collect().await;
            anyhow::Ok((status, body.map_err(io::Error::other)?.to_bytes()))
        };
        let (answer, _closed) = tokio::join!(answer, connection);
        answer
    }
}

/// The holder has gone, or is about to.
fn gone(error: impl fmt::Display) -> HolderGone {
    tracing::warn!(%error, "the door does not answer");
    HolderGone
}
