//! The HTTP door from outside: how a guest hands messages in.

use std::time::Duration;

use domain::ids::TurnId;
use serde::Deserialize;
use serde_json::json;

use crate::trouble::Trouble;

/// How long the door may take to take a message in.
const PATIENCE: Duration = Duration::from_secs(30);

/// A guest at the HTTP door.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    address: String,
    token: Token,
}

/// Not shown by `Debug`.
#[derive(Clone)]
struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

#[derive(Debug, Deserialize)]
struct Taken {
    turn: TurnId,
}

#[derive(Debug, Deserialize)]
struct Problem {
    title: String,
    detail: String,
}

impl Client {
    /// A guest who knocks at an address with a token.
    pub(crate) fn new(address: String, token: String) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            // It is this very machine.
            .no_proxy()
            .build()?;
        Ok(Self {
            http,
            address,
            token: Token(token),
        })
    }

    /// Hands a message in.
    pub(crate) async fn send(
        &self,
        conversation: &str,
        text: &str,
        external_id: &str,
    ) -> anyhow::Result<TurnId> {
        let gone = |error: reqwest::Error| {
            tracing::warn!(%error, "the door does not answer");
            Trouble::of("holder_gone")
        };
        let answer = self
            .http
            .post(format!("http://{}/v1/messages", self.address))
            .bearer_auth(&self.token.0)
            .header("idempotency-key", external_id)
            .json(&json!({ "conversation": conversation, "text": text }))
            .send()
            .await
            .map_err(gone)?;
        if answer.status().is_success() {
            let taken: Taken = answer.json().await.map_err(gone)?;
            return Ok(taken.turn);
        }
        let status = answer.status();
        let said = match answer.json::<Problem>().await {
            Ok(problem) => format!("{} {}", problem.title, problem.detail),
            Err(_) => status.to_string(),
        };
        Err(Trouble::of("said").with("text", said).into())
    }
}
