//! How spans leave: over our own HTTP client, on our own runtime. The thread that asks for it has
//! none.

use std::{future::Future, pin::Pin, time::Duration};

use anyhow::Context as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use reqwest::{Client, redirect::Policy};
use tokio::runtime::Handle;

use crate::config::Collector;

/// The longest answer that is read: a collector says how many spans it took.
const LONGEST: usize = 64 * 1_024;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Sends requests to the collector.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    client: Client,
    runtime: Handle,
}

impl Sender {
    pub(super) fn new(collector: &Collector, runtime: &Handle) -> anyhow::Result<Self> {
        let tls = models::tls(collector.address.starts_with("https:"))
            .context("could not load the system's root certificates")?;
        // A redirect would carry the collector's credentials elsewhere.
        let client = Client::builder()
            .connect_timeout(CONNECT.min(collector.timeout))
            .timeout(collector.timeout)
            .redirect(Policy::none())
            .tls_backend_preconfigured(tls)
            .build()?;
        Ok(Self {
            client,
            runtime: runtime.clone(),
        })
    }
}

/// An answer of the collector, boxed as the library wants it.
type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'a>>;

impl HttpClient for Sender {
    fn send_bytes<'a, 's>(&'a self, request: Request<Bytes>) -> Sending<'s>
    where
        'a: 's,
        Self: 's,
    {
        let client = self.client.clone();
        let sending = self.runtime.spawn(async move {
            let request = request.try_into()?;
            let mut response = client.execute(request).await?;
            let mut answer = Response::builder().status(response.status());
            if let Some(headers) = answer.headers_mut() {
                *headers = std::mem::take(response.headers_mut());
            }
            let mut body = Vec::new();
            while let Some(bytes) = response.chunk().await? {
                if body.len() + bytes.len() > LONGEST {
                    return Err("the collector's answer is too long".into());
                }
                body.extend_from_slice(&bytes);
            }
            Ok::<_, HttpError>(answer.body(Bytes::from(body))?)
        });
        Box::pin(async move { sending.await? })
    }
}
