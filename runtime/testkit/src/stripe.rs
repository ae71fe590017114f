//! A strict fake of Stripe's refunds, on this machine: it refuses what Stripe refuses, remembers keys
//! as Stripe does, and has the faults that a test wants.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt, io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, RawQuery, State},
    http::{HeaderMap, Method, Uri},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

use crate::scripted::Hold;

/// The only key that the fake takes.
pub const KEY: &str = "sk_test_fake0a1b2c3d";

/// What goes wrong with the next request that would make a refund.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The refund is made, and the connection drops before the answer.
    DropAfter,
    /// The refund is made, and the answer waits until the test lets it go.
    Late(Hold),
    /// Nothing is made; this status and this type of error.
    Says(u16, &'static str),
    /// Nothing is made: too many requests, and when to come back, in seconds.
    TooMany(u64),
}

/// A running fake. It ends when it is dropped.
pub struct FakeStripe {
    base: String,
    desk: Arc<Mutex<Desk>>,
    _tasks: JoinSet<()>,
}

/// What the fake knows.
#[derive(Default)]
struct Desk {
    payments: BTreeMap<String, (i64, &'static str)>,
    refunds: Vec<Made>,
    keys: BTreeMap<String, (String, u16, Value)>,
    faults: VecDeque<Fault>,
    asked: Vec<String>,
    looks: usize,
    /// What new refunds are.
    status: Option<&'static str>,
    is_away: bool,
}

/// A refund that was made.
#[derive(Clone, Debug)]
struct Made {
    id: String,
    payment: String,
    amount: i64,
    currency: &'static str,
    metadata: BTreeMap<String, String>,
    status: &'static str,
}

type Shared = Arc<Mutex<Desk>>;

impl FakeStripe {
    /// Starts a fake on a free port.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let desk = Shared::default();
        let app = Router::new()
            .route("/v1/refunds", post(refund).get(refunds))
            .route("/v1/refunds/{id}", get(one_refund))
            .route("/v1/payment_intents/{id}", get(payment))
            .route("/v1/charges/{id}", get(payment))
            .fallback(elsewhere)
            .with_state(Arc::clone(&desk));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            // It can only fail with its listener, and then every request fails visibly.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self {
            base,
            desk,
            _tasks: tasks,
        })
    }

    /// What `STRIPE_API_BASE` would be.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A payment that somebody made.
    pub fn paid(&self, id: &str, amount: i64, currency: &'static str) {
        let payment = (amount, currency);
        lock(&self.desk).payments.insert(id.to_owned(), payment);
    }

    /// What goes wrong with the next refunds, one after the other.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.desk).faults.extend(faults);
    }

    /// Forgets all keys, as Stripe does after a day.
    pub fn forget_keys(&self) {
        lock(&self.desk).keys.clear();
    }

    /// Has all refunds from now on begin so: `pending`, say, or `requires_action`.
    pub fn begin_as(&self, status: &'static str) {
        lock(&self.desk).status = Some(status);
    }

    /// Has all refunds become this: `succeeded`, say, or `failed`.
    pub fn become_of_all(&self, status: &'static str) {
        for refund in &mut lock(&self.desk).refunds {
            refund.status = status;
        }
    }

    /// Tells nobody where a refund stands, or does again.
    pub fn be_away(&self, is_away: bool) {
        lock(&self.desk).is_away = is_away;
    }

    /// How often it was asked for one refund, also while it was away.
    pub fn looks(&self) -> usize {
        lock(&self.desk).looks
    }

    /// The amounts of the refunds that were made, in order.
    pub fn refunds(&self) -> Vec<i64> {
        lock(&self.desk)
            .refunds
            .iter()
            .map(|it| it.amount)
            .collect()
    }

    /// The bodies that refunds were asked with, in order, those that were refused included.
    pub fn asked(&self) -> Vec<String> {
        lock(&self.desk).asked.clone()
    }
}

impl fmt::Debug for FakeStripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeStripe")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

fn lock(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn refund(State(desk): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refusal) = refusal(&headers) {
        return refusal;
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    let fault = {
        let mut desk = lock(&desk);
        desk.asked.push(body.clone());
        desk.faults.pop_front()
    };
    let form = headers.get("content-type").and_then(|it| it.to_str().ok());
    if form != Some("application/x-www-form-urlencoded") {
        return error(400, "invalid_request_error", "not_a_form");
    }
    let Some(key) = headers
        .get("idempotency-key")
        .and_then(|it| it.to_str().ok())
    else {
        return error(400, "invalid_request_error", "no_idempotency_key");
    };
    match &fault {
        Some(Fault::Says(status, kind)) => return error(*status, kind, "fault"),
        Some(Fault::TooMany(seconds)) => {
            let mut response = error(429, "invalid_request_error", "rate_limit");
            response
                .headers_mut()
                .insert("retry-after", (*seconds).into());
            return response;
        }
        Some(Fault::DropAfter | Fault::Late(_)) | None => {}
    }
    let (status, answer) = make(&desk, key, &body);
    match fault {
        Some(Fault::DropAfter) => {
            let cut = io::Error::from(io::ErrorKind::ConnectionReset);
            let cut = stream::iter([Err::<Bytes, _>(cut)]);
            Response::new(Body::from_stream(cut))
        }
        Some(Fault::Late(hold)) => {
            hold.pass().await;
            write(status, &answer)
        }
        Some(Fault::Says(..) | Fault::TooMany(_)) | None => write(status, &answer),
    }
}

/// Makes a refund, once for a key.
fn make(desk: &Mutex<Desk>, key: &str, body: &str) -> (u16, Value) {
    let mut desk = lock(desk);
    if let Some((before, status, answer)) = desk.keys.get(key) {
        return match before == body {
            true => (*status, answer.clone()),
            false => (400, said("idempotency_error", "key_reused")),
        };
    }
    // What does not fit is not kept under its key.
    let (payment, amount, metadata) = match read(&desk, body) {
        Ok(read) => read,
        Err(code) => return (400, said("invalid_request_error", code)),
    };
    let Some(&(paid, currency)) = desk.payments.get(&payment) else {
        return (404, said("invalid_request_error", "resource_missing"));
    };
    let back = desk
        .refunds
        .iter()
        .filter(|it| it.payment == payment && !matches!(it.status, "failed" | "canceled"));
    let left = paid - back.map(|it| it.amount).sum::<i64>();
    let (status, answer) = match left {
        0 => (
            400,
            said("invalid_request_error", "charge_already_refunded"),
        ),
        left if amount > left => (400, said("invalid_request_error", "amount_too_large")),
        _ => {
            let made = Made {
                id: format!("re_fake{}", desk.refunds.len() + 1),
                payment,
                amount,
                currency,
                metadata,
                status: desk.status.unwrap_or("succeeded"),
            };
            let answer = made.json();
            desk.refunds.push(made);
            (200, answer)
        }
    };
    let kept = (body.to_owned(), status, answer.clone());
    desk.keys.insert(key.to_owned(), kept);
    (status, answer)
}

/// The payment, the amount and the metadata of a form; the code of what is wrong with it.
fn read(desk: &Desk, body: &str) -> Result<(String, i64, BTreeMap<String, String>), &'static str> {
    let (mut payment, mut amount, mut metadata) = (None, None, BTreeMap::new());
    for (name, value) in fields(body) {
        match name.as_str() {
            "payment_intent" if value.starts_with("pi_") => payment = Some(value),
            "charge" if value.starts_with("ch_") => payment = Some(value),
            "amount" => amount = value.parse().ok().filter(|it: &i64| *it > 0),
            name => {
                let inner = name.strip_prefix("metadata[");
                let inner = inner.and_then(|it| it.strip_suffix(']'));
                let inner = inner.ok_or("parameter_unknown")?;
                metadata.insert(inner.to_owned(), value);
            }
        }
    }
    let payment = payment.ok_or("parameter_missing")?;
    let all = desk.payments.get(&payment).map(|it| it.0);
    Ok((
        payment,
        amount.or(all).ok_or("parameter_missing")?,
        metadata,
    ))
}

async fn refunds(
    State(desk): State<Shared>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    if let Some(refusal) = refusal(&headers) {
        return refusal;
    }
    let (mut payment, mut limit, mut after) = (None, 10, None);
    for (name, value) in fields(query.as_deref().unwrap_or_default()) {
        match name.as_str() {
            "payment_intent" | "charge" => payment = Some(value),
            "limit" => limit = value.parse().unwrap_or(10_usize).clamp(1, 100),
            "starting_after" => after = Some(value),
            _ => return error(400, "invalid_request_error", "parameter_unknown"),
        }
    }
    let desk = lock(&desk);
    let mut found: Vec<&Made> = desk
        .refunds
        .iter()
        .rev()
        .filter(|it| {
            payment
                .as_ref()
                .is_none_or(|payment| it.payment == *payment)
        })
        .collect();
    if let Some(after) = after {
        let at = found.iter().position(|it| it.id == after);
        found = found.split_off(at.map_or(0, |it| it + 1));
    }
    let has_more = found.len() > limit;
    let data: Vec<Value> = found.into_iter().take(limit).map(Made::json).collect();
    write(
        200,
        &json!({ "object": "list", "data": data, "has_more": has_more }),
    )
}

async fn one_refund(
    State(desk): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    if let Some(refusal) = refusal(&headers) {
        return refusal;
    }
    let mut desk = lock(&desk);
    desk.looks += 1;
    if desk.is_away {
        return error(503, "api_error", "away");
    }
    match desk.refunds.iter().find(|it| it.id == id) {
        Some(refund) => write(200, &refund.json()),
        None => error(404, "invalid_request_error", "resource_missing"),
    }
}

async fn payment(
    State(desk): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    if let Some(refusal) = refusal(&headers) {
        return refusal;
    }
    match lock(&desk).payments.get(&id) {
        Some((amount, currency)) => write(
            200,
            &json!({ "id": id, "amount": amount, "currency": currency }),
        ),
        None => error(404, "invalid_request_error", "resource_missing"),
    }
}

async fn elsewhere(method: Method, uri: Uri) -> Response {
    let code = format!("no_such_path {method} {}", uri.path());
    error(404, "invalid_request_error", &code)
}

impl Made {
    fn json(&self) -> Value {
        json!({
            "id": self.id, "object": "refund", "amount": self.amount, "currency": self.currency,
            "metadata": self.metadata, "status": self.status, "payment_intent": self.payment,
        })
    }
}

/// What is said to whoever has no right to ask.
fn refusal(headers: &HeaderMap) -> Option<Response> {
    let header = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    match (header("authorization"), header("stripe-version")) {
        (Some(bearer), Some(_)) if bearer == format!("Bearer {KEY}") => None,
        (Some(_), Some(_)) => Some(error(401, "invalid_request_error", "")),
        _ => Some(error(400, "invalid_request_error", "no_version_or_key")),
    }
}

fn error(status: u16, kind: &str, code: &str) -> Response {
    write(status, &said(kind, code))
}

fn said(kind: &str, code: &str) -> Value {
    json!({ "error": { "type": kind, "code": code, "message": "what was wrong" } })
}

fn write(status: u16, body: &Value) -> Response {
    let status = axum::http::StatusCode::from_u16(status).unwrap_or_default();
    (status, axum::Json(body)).into_response()
}

/// The fields of a form, decoded.
fn fields(form: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            match byte {
                b'+' => bytes.push(b' '),
                b'%' => {
                    let code: String = rest.by_ref().take(2).map(char::from).collect();
                    bytes.push(u8::from_str_radix(&code, 16).unwrap_or(b'?'));
                }
                byte => bytes.push(byte),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let fields = form.split('&').filter(|it| !it.is_empty());
    fields
        .map(|it| it.split_once('=').unwrap_or((it, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}
