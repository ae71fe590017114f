//! What Firma says to clients of the protocol, and to the models behind them.

use domain::{
    approval::{ApprovalView, Question},
    ids::TurnId,
    words::Say,
};

use crate::words::Voice;

/// What a client's model is told of this server.
pub(super) const INSTRUCTIONS: &str = "Firma runs a company's departments. Each tool call is \
    judged by the company's rules and recorded. Some calls wait for a person, who decides outside \
    of this conversation: the result then says so with the number of the request. Do not call \
    again meanwhile; ask `call_status` with the id of the call later. To make sure that a call \
    that is repeated happens once, give it a name of its own in `_meta` under \
    `firma/idempotency-key`.";

/// What the tool is for that looks how a call stands.
pub(super) const CALL_STATUS: &str =
    "Says how a tool call stands that waits for a person or took long: give the id of the call.";

pub(super) fn done(voice: &Voice) -> String {
    voice.text("mcp", "done")
}

pub(super) fn not_done(voice: &Voice) -> String {
    voice.text("mcp", "not-done")
}

pub(super) fn goes_on(voice: &Voice, call: TurnId) -> String {
    voice.say(&Say::of("mcp", "goes-on").with("call", call))
}

/// That it waits for a person; for which request, where it has its number.
pub(super) fn waits(voice: &Voice, approval: Option<&ApprovalView>, call: TurnId) -> String {
    let say = match approval.map(|it| (it.question, it.number)) {
        Some((Question::Permission, number)) => Say::of("mcp", "waits").with("number", number),
        Some((Question::Outcome { .. }, number)) => {
            Say::of("mcp", "waits-outcome").with("number", number)
        }
        None => Say::of("mcp", "goes-on"),
    };
    voice.say(&say.with("call", call))
}
