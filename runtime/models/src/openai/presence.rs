//! Whether a provider has a model and takes our key, without asking the model anything.

use std::time::Duration;

use reqwest::Url;
use serde::Deserialize;
use serde_json::json;

use super::{Fault, OpenAi, is_here, refusal, whole};

/// How long a question that nobody answers is waited for: a key that is not taken is refused at once.
const REFUSING: Duration = Duration::from_secs(2);

/// What a provider says of a model.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// It has it.
    There,
    /// It does not have it, or not for this key.
    Missing,
    /// It speaks the protocol, and says nowhere which models it has.
    Untold,
}

#[derive(Deserialize)]
struct Listed {
    data: Vec<Known>,
}

#[derive(Deserialize)]
struct Known {
    id: String,
}

impl OpenAi {
    /// What the provider says of a model. It costs nothing: no model is asked.
    pub async fn look(&self, model: &str) -> Result<Presence, Fault> {
        let looked = self.listed(model).await;
        looked.map_err(|it| self.scrubbed(it))
    }

    async fn listed(&self, model: &str) -> Result<Presence, Fault> {
        let known = match self.get(&["models"]).await {
            Ok(body) => serde_json::from_slice::<Listed>(&body).ok(),
            Err(Fault::Refused {
                status: 400 | 404 | 405,
                ..
            }) => None,
            Err(fault) => return Err(fault),
        };
        let Some(known) = known else {
            self.knock(model).await?;
            return Ok(Presence::Untold);
        };
        if known.data.iter().all(|it| it.id != model) {
            // Some list less than they have.
            return match self.get(&["models", model]).await {
                Ok(_) => Ok(Presence::There),
                Err(Fault::Refused { .. }) => Ok(Presence::Missing),
                Err(fault) => Err(fault),
            };
        }
        // A list may be open to everybody. On this machine nobody is kept out who has no key.
        if self.key.is_some() || !is_here(&self.url) {
            let knocked = tokio::time::timeout(REFUSING, self.knock(model)).await;
            if let Ok(Err(
                fault @ Fault::Refused {
                    status: 401 | 403, ..
                },
            )) = knocked
            {
                return Err(fault);
            }
        }
        Ok(Presence::There)
    }

    async fn get(&self, path: &[&str]) -> Result<Vec<u8>, Fault> {
        let asked = self.client.get(self.beside(path)).send().await;
        let response = asked.map_err(Fault::transport)?;
        match response.status().is_success() {
            true => whole(response).await,
            false => Err(refusal(response).await),
        }
    }

    /// Sends a chat without a message, which every server refuses: what it says first is whether it
    /// is the right place, and the right key.
    async fn knock(&self, model: &str) -> Result<(), Fault> {
        let body = json!({ "model": model, "messages": [], "max_tokens": 1 });
        let post = self.client.post(self.url.clone()).body(body.to_string());
        let response = post.send().await.map_err(Fault::transport)?;
        match response.status().as_u16() {
            200..=299 | 400 | 422 => Ok(()),
            _ => Err(refusal(response).await),
        }
    }

    /// An address beside the chat's.
    fn beside(&self, path: &[&str]) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop().pop().extend(path);
        }
        url
    }
}
