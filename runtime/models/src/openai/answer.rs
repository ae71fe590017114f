//! An answer, put together from the pieces of a stream.

use domain::model::{Answer, Finish, OnText, ToolCall, Usage};
use serde::Deserialize;
use serde_json::Value;

use super::{fault::Fault, halves};

/// The longest answer, in bytes of text and arguments.
const ANSWER_LIMIT: usize = 4 << 20;

/// A piece of a stream, or a whole answer. Servers differ: nothing is required, and what is not
/// needed is not read.
#[derive(Deserialize)]
struct Piece {
    id: Option<String>,
    model: Option<String>,
    choices: Option<Vec<Choice>>,
    usage: Option<Value>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(alias = "message")]
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<Value>,
    refusal: Option<String>,
    tool_calls: Option<Vec<CallDelta>>,
}

#[derive(Deserialize)]
struct CallDelta {
    index: Option<u32>,
    id: Option<String>,
    function: Option<FunctionDelta>,
}

#[derive(Default, Deserialize)]
struct FunctionDelta {
    name: Option<String>,
    arguments: Option<Value>,
}

/// What was said so far.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    id: String,
    model: String,
    text: String,
    calls: Vec<(Option<u32>, ToolCall)>,
    size: usize,
    finish: Option<Finish>,
    usage: Option<Value>,
    /// The first half of a character whose second has not come yet.
    half: Option<u16>,
}

impl Assembly {
    /// Takes the next piece.
    pub(super) fn add(&mut self, json: &[u8], on_text: OnText<'_>) -> Result<(), Fault> {
        let json = halves::joined(json, &mut self.half);
        // The parser's own message may quote the text.
        let piece: Piece = serde_json::from_slice(&json)
            .map_err(|_| Fault::Nonsense("the answer is not JSON of the protocol"))?;
        if let Some(error) = piece.error.filter(|it| !it.is_null()) {
            return Err(Fault::inside(&error));
        }
        keep(&mut self.id, piece.id);
        keep(&mut self.model, piece.model);
        if let Some(usage) = piece.usage.filter(Value::is_object) {
            self.usage = Some(usage);
        }
        let Some(choice) = piece.choices.and_then(|it| it.into_iter().next()) else {
            return Ok(());
        };
        if let Some(delta) = choice.delta {
            let content = delta.content.map(text_of).unwrap_or_default();
            self.say(&content, on_text)?;
            self.say(&delta.refusal.unwrap_or_default(), on_text)?;
            for call in delta.tool_calls.into_iter().flatten() {
                self.call(call)?;
            }
        }
        if let Some(reason) = choice.finish_reason.filter(|it| !it.is_empty()) {
            self.finish = Some(finish(&reason)?);
        }
        Ok(())
    }

    /// Whether the model has ended.
    pub(super) const fn is_whole(&self) -> bool {
        self.finish.is_some()
    }

    /// Whether nothing was said or counted.
    pub(super) const fn is_empty(&self) -> bool {
        self.size == 0 && self.usage.is_none()
    }

    /// What a request of `sent` bytes took so far.
    pub(super) fn usage(&self, sent: usize) -> Usage {
        usage(self.usage.as_ref(), sent, self.size)
    }

    /// The answer to a request of `sent` bytes.
    pub(super) fn finish(self, asked: &str, sent: usize) -> Result<Answer, Fault> {
        let finish = self.finish.ok_or(Fault::Cut)?;
        let usage = self.usage(sent);
        let calls = self.calls.into_iter().enumerate();
        let calls: Vec<_> = calls
            .map(|(number, (_, call))| named(call, &self.id, number))
            .collect();
        if finish == Finish::Stop && self.text.is_empty() && calls.is_empty() {
            return Err(Fault::Nonsense("the answer is empty"));
        }
        Ok(Answer {
            text: self.text,
            calls,
            finish,
            usage,
            model: match self.model.as_str() {
                "" => asked.to_owned(),
                _ => self.model,
            },
        })
    }

    fn say(&mut self, text: &str, on_text: OnText<'_>) -> Result<(), Fault> {
        if !text.is_empty() {
            self.grow(text.len())?;
            self.text.push_str(text);
            on_text(text);
        }
        Ok(())
    }

    /// A call's first piece has its id and name; the next ones have its index, or nothing. Some
    /// servers give every call the same index but an id of its own.
    fn call(&mut self, delta: CallDelta) -> Result<(), Fault> {
        let id = delta.id.unwrap_or_default();
        let FunctionDelta { name, arguments } = delta.function.unwrap_or_default();
        let name = name.unwrap_or_default();
        let arguments = match arguments {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
        };
        self.grow(name.len() + arguments.len())?;
        let mut newest = self.calls.iter_mut().rev();
        let known = match (delta.index, id.as_str()) {
            (Some(_), id) => newest
                .find(|(index, _)| *index == delta.index)
                .filter(|(_, call)| id.is_empty() || call.id.is_empty() || call.id == id),
            (None, "") if name.is_empty() => newest.next(),
            (None, "") => None,
            (None, id) => newest.find(|(_, call)| call.id == id),
        };
        match known {
            Some((_, call)) => {
                call.arguments.push_str(&arguments);
                keep(&mut call.id, Some(id));
                keep(&mut call.name, Some(name));
            }
            None => {
                let call = ToolCall {
                    id,
                    name,
                    arguments,
                };
                self.calls.push((delta.index, call));
            }
        }
        Ok(())
    }

    fn grow(&mut self, bytes: usize) -> Result<(), Fault> {
        self.size += bytes;
        if self.size > ANSWER_LIMIT {
            return Err(Fault::Nonsense("the answer is too large"));
        }
        Ok(())
    }
}

/// Keeps the first that is not empty.
fn keep(kept: &mut String, next: Option<String>) {
    if kept.is_empty()
        && let Some(next) = next
    {
        *kept = next;
    }
}

/// Text, or its parts.
fn text_of(content: Value) -> String {
    match content {
        Value::String(text) => text,
        Value::Array(parts) => {
            let text = |it: &Value| it.get("text")?.as_str().map(str::to_owned);
            parts.iter().filter_map(text).collect()
        }
        _ => String::new(),
    }
}

fn named(mut call: ToolCall, answer: &str, number: usize) -> ToolCall {
    if call.id.is_empty() {
        call.id = format!("call_{answer}_{number}");
    }
    if call.arguments.is_empty() {
        "{}".clone_into(&mut call.arguments);
    }
    call
}

fn finish(reason: &str) -> Result<Finish, Fault> {
    match reason.to_ascii_lowercase().as_str() {
        "length" | "max_tokens" => Ok(Finish::Length),
        "content_filter" => Ok(Finish::Filtered),
        // How DeepSeek and OpenRouter end an answer that broke off.
        "insufficient_system_resource" | "error" => Err(Fault::Cut),
        _ => Ok(Finish::Stop),
    }
}

/// What the provider counted; where it counted nothing, a token for every three bytes, which is
/// more than language takes. Nothing is free because a server forgot to count.
fn usage(counted: Option<&Value>, sent: usize, received: usize) -> Usage {
    let number = |path: &str| {
        let value = counted.and_then(|it| it.pointer(path));
        value.and_then(Value::as_u64).unwrap_or_default()
    };
    let estimate = |bytes: usize| u64::try_from(bytes.div_ceil(3)).unwrap_or(u64::MAX);
    let or_else = |counted: u64, bytes| {
        if counted == 0 {
            estimate(bytes)
        } else {
            counted
        }
    };
    let prompt = number("/prompt_tokens");
    // Some count the tokens of thought in the total alone.
    let thought = number("/total_tokens").saturating_sub(prompt);
    let input = or_else(prompt, sent);
    let cached = number("/prompt_tokens_details/cached_tokens");
    let cached = cached.max(number("/prompt_cache_hit_tokens"));
    Usage {
        input,
        cached: cached.min(input),
        output: or_else(number("/completion_tokens").max(thought), received),
    }
}

#[cfg(test)]
mod tests;
