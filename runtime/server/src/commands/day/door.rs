//! The HTTP door, as any program knocks at it.

use std::time::Duration;

use reqwest::{Client, Method, redirect::Policy};
use serde_json::Value;

/// How long an answer may take: a turn is waited for.
const PATIENCE: Duration = Duration::from_secs(100);

/// A caller with her token.
#[derive(Clone, Debug)]
pub(super) struct Door {
    client: Client,
    base: String,
    token: String,
}

/// What was answered.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The status.
    pub(super) status: u16,
    /// The body; nothing, where it is no JSON.
    pub(super) body: Value,
}

impl Door {
    /// A caller at an address.
    pub(super) fn new(address: &str, token: &str) -> anyhow::Result<Self> {
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .no_proxy()
            .tls_backend_preconfigured(models::tls(false)?)
            .build()?;
        Ok(Self {
            client,
            base: format!("http://{address}"),
            token: token.to_owned(),
        })
    }

    /// The same door for another caller.
    pub(super) fn with_token(&self, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            ..self.clone()
        }
    }

    /// Looks at a path.
    pub(super) async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.send((Method::GET, path), &Value::Null, &[]).await
    }

    /// Takes something away.
    pub(super) async fn delete(&self, path: &str) -> anyhow::Result<Answer> {
        self.send((Method::DELETE, path), &Value::Null, &[]).await
    }

    /// Hands something in.
    pub(super) async fn post(
        &self,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        self.send((Method::POST, path), body, headers).await
    }

    async fn send(
        &self,
        (method, path): (Method, &str),
        body: &Value,
        headers: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        let url = format!("{}{path}", self.base);
        let mut request = self.client.request(method, url).bearer_auth(&self.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !body.is_null() {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let bytes = response.bytes().await?;
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok(Answer { status, body })
    }
}
