//! Rows that a unit of work may write.

use chrono::{DateTime, SubsecRound as _, Utc};
use domain::{
    digest::Digest,
    flow::Path,
    ids::{ConversationId, DeliveryId, IdempotencyKey, MessageId, RowId},
    message::{Direction, Origin, Part},
    money::Micros,
    turn::Outcome,
};
use serde_json::json;
use store::{
    AuditRow, Claimed, Debit, LedgerRow, MessageRow, ModelCallRow, OutboxRow, Park, RunChange,
    SpendRow, StepRow, ToolCallRow,
};

/// As exact as the database.
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

pub(crate) fn path() -> Path {
    "0".parse().unwrap()
}

pub(crate) fn step(claimed: &Claimed, path: &str) -> StepRow {
    StepRow {
        organisation: claimed.organisation,
        flow: claimed.flow,
        generation: 0,
        path: path.parse().unwrap(),
        kind: "call",
        name: "x".to_owned(),
        input: Digest::of(b"x"),
        state: "done",
        output: Some(json!(1)),
        due: None,
        attempts: 0,
        at: now(),
        again: false,
    }
}

pub(crate) fn model_call(claimed: &Claimed) -> ModelCallRow {
    ModelCallRow {
        run: None,
        organisation: claimed.organisation,
        flow: claimed.flow,
        generation: 0,
        path: path(),
        department: "sales".to_owned(),
        provider: "p".to_owned(),
        model: "m".to_owned(),
        request: Digest::of(b"x"),
        answer: Some(json!({ "text": "olá" })),
        error: None,
        input_tokens: 1,
        cached_tokens: 0,
        output_tokens: 1,
        cost: Micros(1),
        started_at: now(),
        ms: 1,
    }
}

pub(crate) fn tool_call(claimed: &Claimed, outcome: Outcome) -> ToolCallRow {
    ToolCallRow {
        run: None,
        organisation: claimed.organisation,
        flow: claimed.flow,
        generation: 0,
        path: path(),
        department: "sales".to_owned(),
        tool: "x".to_owned(),
        arguments: "{}".to_owned(),
        plan: None,
        digest: None,
        outcome,
        output: None,
        reason: None,
        cost: Micros(0),
        started_at: now(),
        ms: 1,
        again: false,
    }
}

pub(crate) fn ledger(claimed: &Claimed, path: &str) -> LedgerRow {
    let path: Path = path.parse().unwrap();
    LedgerRow {
        run: None,
        organisation: claimed.organisation,
        key: IdempotencyKey::new(claimed.flow, 0, &path).to_string(),
        flow: claimed.flow,
        path,
        tool: "x".to_owned(),
        effect: "write_once",
        digest: Digest::of(b"x"),
        state: "intended",
        epoch: claimed.epoch,
        send_by: None,
        window_until: None,
        attempts: 0,
        approval: None,
        authority: 0,
        cost: Micros(0),
        created_at: now(),
        settled_at: None,
    }
}

pub(crate) fn debit(cap: i64, want: i64) -> Debit {
    Debit {
        meter: "cost",
        scope: "company".to_owned(),
        period: "2026-11".to_owned(),
        slot: 0,
        cap,
        want,
        rest: None,
    }
}

pub(crate) fn run_change(claimed: &Claimed, state: Option<&'static str>) -> RunChange {
    RunChange {
        organisation: claimed.organisation,
        flow: claimed.flow,
        state,
        output: None,
        error: None,
        status: Some("at work".to_owned()),
        cancel_delivered: false,
        at: now(),
    }
}

pub(crate) fn park(claimed: &Claimed, wait: Option<f64>, ended: bool) -> Park {
    Park {
        organisation: claimed.organisation,
        flow: claimed.flow,
        wait,
        ended,
    }
}

pub(crate) fn message(claimed: &Claimed, conversation: ConversationId) -> MessageRow {
    MessageRow {
        organisation: claimed.organisation,
        id: MessageId::new(now()),
        conversation,
        turn: claimed.flow,
        direction: Direction::Out,
        origin: Origin::System,
        parts: vec![Part::text("olá")],
        received_at: now(),
    }
}

pub(crate) fn delivery(claimed: &Claimed, conversation: ConversationId) -> OutboxRow {
    OutboxRow {
        organisation: claimed.organisation,
        id: DeliveryId::new(now()),
        conversation,
        turn: claimed.flow,
        parts: vec![Part::text("olá")],
        owner_epoch: 0,
        state: "pending",
        attempts: 0,
        redelivered: false,
        traceparent: None,
        created_at: now(),
    }
}

pub(crate) fn spend(claimed: &Claimed) -> SpendRow {
    SpendRow {
        run: None,
        organisation: claimed.organisation,
        id: RowId::new(now()),
        turn: claimed.flow,
        department: "sales".to_owned(),
        kind: "tool",
        name: "x".to_owned(),
        micros: Micros(1),
        at: now(),
    }
}

pub(crate) fn audit(claimed: &Claimed) -> AuditRow {
    AuditRow {
        flow: claimed.flow,
        organisation: claimed.organisation,
        id: RowId::new(now()),
        act: "tool.called",
        subject: claimed.flow.to_string(),
        person: None,
        token: None,
        channel: None,
        digest: None,
        detail: json!({}),
        at: now(),
    }
}
