//! A caller who does not give up: whatever happens to the other side, the same request is sent until it is answered.

use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;
use testkit::client::Client;
use tokio::time;

/// How long an answer is waited for; longer than a caller asks the door to wait.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long somebody who is not heard waits before the next try.
const PAUSE: Duration = Duration::from_millis(30);

/// A caller.
#[derive(Debug)]
pub(crate) struct Caller {
    /// Where the other side is reached; whoever is not heard at the one tries the next.
    addresses: Vec<String>,
    at: usize,
    headers: String,
    client: Option<Client>,
}

/// An answer that is no failure of the other side.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Caller {
    pub(crate) fn new(addresses: &[String], at: usize, token: &str) -> Self {
        Self {
            addresses: addresses.to_vec(),
            at,
            headers: format!("authorization: Bearer {token}\r\n"),
            client: None,
        }
    }

    /// Reads until it can be read.
    pub(crate) async fn get(&mut self, path: &str) -> Heard {
        self.insist(path, "", None).await
    }

    /// Sends until it is taken.
    pub(crate) async fn post(&mut self, path: &str, headers: &str, body: &Value) -> Heard {
        self.insist(path, headers, Some(&body.to_string())).await
    }

    async fn insist(&mut self, path: &str, headers: &str, body: Option<&str>) -> Heard {
        let headers = format!("{}{headers}", self.headers);
        loop {
            let tried = time::timeout(PATIENCE, self.attempt(path, &headers, body)).await;
            if let Ok(Ok(heard)) = tried
                && heard.status < 500
            {
                return heard;
            }
            self.client = None;
            self.at += 1;
            time::sleep(PAUSE).await;
        }
    }

    async fn attempt(
        &mut self,
        path: &str,
        headers: &str,
        body: Option<&str>,
    ) -> anyhow::Result<Heard> {
        let mut client = match self.client.take() {
            Some(client) => client,
            None => {
                let at = self.at % self.addresses.len().max(1);
                let address = self.addresses.get(at).context("no address")?;
                Client::connect(address).await?
            }
        };
        let answer = match body {
            None => client.get(path, headers).await?,
            Some(body) => client.post(path, headers, &[body.as_bytes()]).await?,
        };
        let heard = Heard {
            status: answer.status,
            body: serde_json::from_slice(answer.body)?,
        };
        self.client = Some(client);
        Ok(heard)
    }
}
