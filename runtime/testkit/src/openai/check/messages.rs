//! The conversation: roles, contents, and calls with their answers.

use serde::Deserialize;
use serde_json::Value;

use super::{Refusal, check_length, check_name, empty};

/// One thing that was said.
#[derive(Clone, Debug)]
pub enum Said {
    /// Who the model is.
    System {
        /// The words.
        text: String,
    },
    /// A person's words.
    User {
        /// The words.
        text: String,
    },
    /// The model's words and calls.
    Assistant {
        /// The words.
        text: String,
        /// The calls.
        calls: Vec<CallSaid>,
    },
    /// What came of a call.
    Tool {
        /// The call's id.
        call: String,
        /// What the model reads.
        content: String,
    },
}

/// A call that the model asked for.
#[derive(Clone, Debug)]
pub struct CallSaid {
    /// Its id.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments, which need not be JSON.
    pub arguments: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    role: String,
    content: Option<Value>,
    tool_calls: Option<Vec<WireCall>>,
    tool_call_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCall {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    function: WireFunction,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireFunction {
    name: String,
    arguments: String,
}

/// Checks a conversation.
pub(super) fn check(messages: Vec<Message>) -> Result<Vec<Said>, Refusal> {
    if messages.is_empty() {
        return Err(empty("messages"));
    }
    let mut said = Vec::with_capacity(messages.len());
    // Calls that wait for their answers.
    let mut open: Vec<String> = Vec::new();
    for (index, message) in messages.into_iter().enumerate() {
        let param = format!("messages[{index}]");
        if message.role != "tool" {
            all_answered(&open, &param)?;
            open.clear();
        }
        let next = one(&param, message)?;
        match &next {
            Said::Assistant { calls, .. } => open.extend(calls.iter().map(|it| it.id.clone())),
            Said::Tool { call, .. } => answered(&mut open, call, &param)?,
            Said::System { .. } | Said::User { .. } => {}
        }
        said.push(next);
    }
    all_answered(&open, &format!("messages[{}]", said.len()))?;
    Ok(said)
}

fn one(param: &str, message: Message) -> Result<Said, Refusal> {
    let Message {
        role,
        content,
        tool_calls,
        tool_call_id,
    } = message;
    let field = format!("{param}.content");
    match role.as_str() {
        "system" | "developer" => Ok(Said::System {
            text: required(&field, content)?,
        }),
        "user" => Ok(Said::User {
            text: required(&field, content)?,
        }),
        "assistant" => {
            let calls = calls(param, tool_calls)?;
            let text = match content {
                None | Some(Value::Null) if !calls.is_empty() => String::new(),
                content => required(&field, content)?,
            };
            Ok(Said::Assistant { text, calls })
        }
        "tool" => {
            let field_id = format!("{param}.tool_call_id");
            let missing = || Refusal::bad(&*field_id, format!("Missing parameter '{field_id}'."));
            Ok(Said::Tool {
                call: tool_call_id.ok_or_else(missing)?,
                content: required(&field, content)?,
            })
        }
        other => {
            let message = format!(
                "Invalid value: '{other}'. Supported values are: 'system', 'assistant', 'user', \
                 'function', 'tool', and 'developer'."
            );
            let refusal = Refusal::bad(format!("{param}.role"), message);
            Err(refusal.code("invalid_value"))
        }
    }
}

fn calls(param: &str, calls: Option<Vec<WireCall>>) -> Result<Vec<CallSaid>, Refusal> {
    let Some(calls) = calls else {
        return Ok(Vec::new());
    };
    let param = format!("{param}.tool_calls");
    if calls.is_empty() {
        return Err(empty(&param));
    }
    let mut said = Vec::with_capacity(calls.len());
    for (index, call) in calls.into_iter().enumerate() {
        let param = format!("{param}[{index}]");
        if call.kind != "function" {
            let message = format!(
                "Invalid value: '{}'. Supported values are: 'function'.",
                call.kind
            );
            return Err(Refusal::bad(format!("{param}.type"), message).code("invalid_value"));
        }
        check_length(&format!("{param}.id"), &call.id, 40)?;
        let WireFunction { name, arguments } = call.function;
        check_name(&format!("{param}.function.name"), &name)?;
        said.push(CallSaid {
            id: call.id,
            name,
            arguments,
        });
    }
    Ok(said)
}

/// Text, or parts that are text.
fn required(param: &str, content: Option<Value>) -> Result<String, Refusal> {
    let part = |it: &Value| {
        let is_text = it.get("type")? == "text";
        let text = it.get("text")?.as_str()?;
        is_text.then(|| text.to_owned())
    };
    let text = match content {
        Some(Value::String(text)) => Some(text),
        Some(Value::Array(parts)) if !parts.is_empty() => parts.iter().map(part).collect(),
        _ => None,
    };
    text.ok_or_else(|| {
        let message = format!("Invalid value for '{param}': expected a string.");
        Refusal::bad(param, message).code("invalid_type")
    })
}

fn answered(open: &mut Vec<String>, call: &str, param: &str) -> Result<(), Refusal> {
    match open.iter().position(|it| it == call) {
        Some(at) => {
            open.remove(at);
            Ok(())
        }
        None => Err(Refusal::bad(
            format!("{param}.role"),
            "Invalid parameter: messages with role 'tool' must be a response to a preceeding \
             message with 'tool_calls'."
                .to_owned(),
        )),
    }
}

fn all_answered(open: &[String], param: &str) -> Result<(), Refusal> {
    if open.is_empty() {
        return Ok(());
    }
    let message = format!(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to \
         each 'tool_call_id'. The following tool_call_ids did not have response messages: {}",
        open.join(", ")
    );
    Err(Refusal::bad(format!("{param}.role"), message))
}
