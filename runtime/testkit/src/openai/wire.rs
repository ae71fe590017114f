//! A reply in bytes: as a stream of events, or whole.

use std::{convert::Infallible, io, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use futures_util::{Stream, StreamExt as _, stream};
use serde_json::{Value, json};

use super::{
    check::ChatRequest,
    reply::{Call, Reply, Way, What},
};

/// Sends a reply to a request of `asked` bytes. The number makes the ids of calls unique.
pub(crate) fn send(request: &ChatRequest, reply: Reply, asked: usize, number: u64) -> Response {
    let Reply {
        what,
        way,
        finish,
        counts,
    } = reply;
    let (text, calls) = match what {
        What::Raw {
            status,
            headers,
            body,
        } => return raw(status, &headers, travel(body, way)),
        What::Text(text) => (text, Vec::new()),
        What::Calls(calls) => (String::new(), calls),
    };
    let answer = Answer {
        number,
        model: &request.model,
        finish: finish.unwrap_or(if calls.is_empty() {
            "stop"
        } else {
            "tool_calls"
        }),
        usage: counts.then(|| usage(asked, &text, &calls)),
        text,
        calls,
    };
    let (kind, body) = if request.stream {
        let body = answer.events(request.include_usage);
        ("text/event-stream; charset=utf-8", body.into_bytes())
    } else {
        ("application/json", answer.whole().to_string().into_bytes())
    };
    raw(200, &[("content-type", kind.to_owned())], travel(body, way))
}

/// A JSON body.
pub(crate) fn json(status: u16, body: &Value) -> Response {
    let kind = ("content-type", "application/json".to_owned());
    raw(status, &[kind], Body::from(body.to_string()))
}

pub(crate) fn raw(status: u16, headers: &[(&'static str, String)], body: Body) -> Response {
    let mut response = Response::new(body);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.status_mut() = status;
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            let name = header::HeaderName::from_static(name);
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// How long what was written takes to leave.
const FLUSH: Duration = Duration::from_millis(20);

/// Lets bytes travel in a way.
pub(crate) fn travel(bytes: Vec<u8>, way: Way) -> Body {
    let bytes = Bytes::from(bytes);
    let first = |limit: usize| bytes.slice(..limit.min(bytes.len()));
    match way {
        Way::Whole => Body::from(bytes),
        Way::EachByte => Body::from_stream(pieces(bytes, 1)),
        Way::Slow(size, pause) => {
            Body::from_stream(pieces(bytes, size).then(move |piece| async move {
                tokio::time::sleep(pause).await;
                piece
            }))
        }
        Way::End(limit) => Body::from_stream(pieces(first(limit), limit)),
        Way::Break(limit) => {
            let start = pieces(first(limit), limit).map(|it| it.map_err(io::Error::other));
            let end = async {
                // What came before has left by then.
                tokio::time::sleep(FLUSH).await;
                Err(io::Error::from(io::ErrorKind::ConnectionReset))
            };
            Body::from_stream(start.chain(stream::once(end)))
        }
        Way::Stall(limit) => {
            Body::from_stream(pieces(first(limit), limit).chain(stream::pending()))
        }
    }
}

fn pieces(bytes: Bytes, size: usize) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::iter(Pieces(bytes, size.max(1)).map(Ok))
}

struct Pieces(Bytes, usize);

impl Iterator for Pieces {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let Self(rest, size) = self;
        let piece = rest.split_to(rest.len().min(*size));
        (!piece.is_empty()).then_some(piece)
    }
}

struct Answer<'a> {
    number: u64,
    model: &'a str,
    text: String,
    calls: Vec<Call>,
    finish: &'static str,
    usage: Option<Value>,
}

impl Answer<'_> {
    fn id(&self) -> String {
        format!("chatcmpl-fake{}", self.number)
    }

    fn call(&self, index: usize) -> String {
        format!("call_fake{}x{index}", self.number)
    }

    fn whole(&self) -> Value {
        let calls = self.calls.iter().enumerate();
        let calls: Vec<_> = calls
            .map(|(index, call)| {
                let function = json!({ "name": call.name, "arguments": call.arguments });
                json!({ "id": self.call(index), "type": "function", "function": function })
            })
            .collect();
        let mut message = json!({ "role": "assistant", "content": self.text, "refusal": null });
        if let (false, Some(fields)) = (calls.is_empty(), message.as_object_mut()) {
            fields.insert("content".to_owned(), Value::Null);
            fields.insert("tool_calls".to_owned(), Value::Array(calls));
        }
        json!({
            "id": self.id(), "object": "chat.completion", "created": 0, "model": self.model,
            "choices": [{
                "index": 0, "message": message, "logprobs": null, "finish_reason": self.finish,
            }],
            "usage": self.usage,
        })
    }

    /// The events of a stream: the role, the words or the pieces of calls, the end, the usage.
    fn events(&self, include_usage: bool) -> String {
        let head = format!(
            r#"data: {{"id":"{}","object":"chat.completion.chunk","created":0,"model":"{}""#,
            self.id(),
            self.model
        );
        let mut events = String::with_capacity(1_024);
        let mut add = |rest: String| {
            for part in [&*head, ",", &*rest, "}\n\n"] {
                events.push_str(part);
            }
        };
        let mut delta = |delta: &Value, finish: &Value| {
            let usage = if include_usage {
                r#","usage":null"#
            } else {
                ""
            };
            add(format!(
                r#""choices":[{{"index":0,"delta":{delta},"logprobs":null,"finish_reason":{finish}}}]{usage}"#
            ));
        };
        let none = Value::Null;
        delta(&json!({ "role": "assistant", "content": "" }), &none);
        for word in self.text.split_inclusive(' ') {
            delta(&json!({ "content": word }), &none);
        }
        for (index, call) in self.calls.iter().enumerate() {
            let function = json!({ "name": call.name, "arguments": "" });
            let start = json!([{
                "index": index, "id": self.call(index), "type": "function", "function": function,
            }]);
            delta(&json!({ "tool_calls": start }), &none);
            for half in halves(&call.arguments) {
                let rest = json!([{ "index": index, "function": { "arguments": half } }]);
                delta(&json!({ "tool_calls": rest }), &none);
            }
        }
        delta(&json!({}), &json!(self.finish));
        if let (true, Some(usage)) = (include_usage, &self.usage) {
            add(format!(r#""choices":[],"usage":{usage}"#));
        }
        events.push_str("data: [DONE]\n\n");
        events
    }
}

/// Arguments come in pieces.
fn halves(text: &str) -> [&str; 2] {
    let middle = text.floor_char_boundary(text.len() / 2);
    let (left, right) = text.split_at(middle);
    [left, right]
}

fn usage(asked: usize, text: &str, calls: &[Call]) -> Value {
    let written = calls.iter().map(|it| it.name.len() + it.arguments.len());
    let written = text.len() + written.sum::<usize>();
    let (prompt, completion) = (asked.div_ceil(4), written.div_ceil(4));
    json!({
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": { "cached_tokens": 0, "audio_tokens": 0 },
        "completion_tokens_details": { "reasoning_tokens": 0 },
    })
}
