//! The last step of a call to one of our own tools: judged again, done, and written down, all in
//! one transaction.

use std::sync::Arc;

use chrono::Utc;
use domain::{
    flow::Action,
    ids::{ApprovalId, RowId},
    tool::{Call, ToolError},
    turn::Outcome,
    words::Say,
};
use serde_json::{Value, json};
use store::{AuditRow, LedgerRow, StoredCall, ToolCallRow, Work};

use super::{Came, Go, again::look_again};
use crate::{gate::Plan, house::House};

/// Does a call to one of our own tools.
pub(crate) struct Applying(pub(crate) Arc<House>);

/// How a call ended: its outcome, its output, or why there is none.
pub(super) type Ending = (Outcome, Option<Value>, Option<Say>);

impl Action<Work> for Applying {
    const NAME: &'static str = "tool.apply";
    type Input = Go;
    type Output = Came;

    #[tracing::instrument(
        name = "tool_call",
        skip_all,
        fields(
            turn.id = %call.flow,
            agent.name = go.department,
            tool.name = go.tool,
            error.kind = tracing::field::Empty,
        )
    )]
    async fn run(&self, work: &mut Work, call: &Call, go: Go) -> Result<Came, ToolError> {
        let house = &self.0;
        let (key, step) = (go.call(call), call);
        if let Some(came) = before(work, &key, &go).await? {
            return Ok(came);
        }
        let checked = match look_again(house, work, step, &go).await? {
            Ok(checked) => checked,
            Err(say) => return finish(house, work, step, &go, refused(say)).await,
        };
        let begun = work.begin_body();
        if !checked.give_away(work, step, &go).await? {
            work.undo_body(begun).await?;
            let say = Say::of("gate", "authority_spent");
            return finish(house, work, step, &go, refused(say)).await;
        }
        let (toolbox, plan) = (&house.toolbox, &checked.plan);
        let applied = toolbox.apply(work.records(), &go.tool, &key, plan.plan.clone());
        match applied.await {
            Ok(output) => {
                if output.get("rows").is_some() {
                    work.records().shows(&go.tool, &plan.plan);
                }
                charge(work, step, &go);
                let row = ledger(work, &key, &go, plan, "done");
                work.writes().ledger.push(row);
                finish(house, work, step, &go, (Outcome::Done, Some(output), None)).await
            }
            Err(ToolError::Arguments(say) | ToolError::Refused(say)) => {
                work.undo_body(begun).await?;
                finish(house, work, step, &go, (Outcome::Failed, None, Some(say))).await
            }
            Err(error) => Err(error),
        }
    }
}

pub(super) fn refused(say: Say) -> Ending {
    (Outcome::Refused, None, Some(say))
}

/// What the call came to if it was done before: looked up wherever a repeat is possible.
async fn before(work: &mut Work, call: &Call, go: &Go) -> Result<Option<Came>, ToolError> {
    if !work.is_alone() && call.attempt == 0 {
        // The ledger's key says no to a second one, and then this is asked again.
        return Ok(None);
    }
    let Some(entry) = work.ledger_entry(&call.key, go.digest).await? else {
        return Ok(None);
    };
    Ok((entry == "done").then_some(Came::Done { cost: go.cost }))
}

/// Charges the turn with what the call costs to run.
pub(super) fn charge(work: &mut Work, call: &Call, go: &Go) {
    if go.cost.0 == 0 {
        return;
    }
    let turn = work.turn(call.flow);
    (turn.reserve, turn.settle) = (turn.reserve + go.cost, turn.settle + go.cost);
    turn.spend = turn.spend + go.cost;
    let spent = store::SpendRow {
        organisation: work.organisation_id(),
        id: RowId::new(call.now),
        turn: call.flow,
        department: go.department.clone(),
        kind: "tool",
        name: go.tool.clone(),
        micros: go.cost,
        at: call.now,
        run: None,
    };
    work.writes().spend.push(spent);
}

/// An entry of the ledger.
pub(super) fn ledger(
    work: &Work,
    call: &Call,
    go: &Go,
    plan: &Plan,
    state: &'static str,
) -> LedgerRow {
    LedgerRow {
        organisation: work.organisation_id(),
        key: call.key.to_string(),
        flow: call.flow,
        path: go.at.clone(),
        tool: go.tool.clone(),
        effect: plan.effect.word(),
        digest: go.digest,
        state,
        epoch: work.epoch(),
        send_by: None,
        window_until: None,
        attempts: 0,
        approval: go.agreed.map(ApprovalId::uuid),
        authority: plan.authority.map_or(0, |it| it.minor),
        cost: go.cost,
        created_at: call.now,
        settled_at: (state == "done").then_some(call.now),
        run: None,
    }
}

/// Writes what a call came to into its row, and a line of the audit.
pub(super) async fn finish(
    house: &House,
    work: &mut Work,
    call: &Call,
    go: &Go,
    (outcome, output, reason): Ending,
) -> Result<Came, ToolError> {
    let organisation = work.organisation_id();
    let transcript = house.transcripts.of(work, call.flow).await?;
    if work.tool_call(&go.at).is_none() {
        let stored = match transcript.call(&go.at) {
            Some(stored) => stored,
            None => work.stored_call(call.flow, &go.at).await?,
        };
        let row = later_row(work, call, go, &stored);
        work.writes().tool_calls.push(row);
    }
    let now = Utc::now();
    if let Some(row) = work.tool_call(&go.at) {
        (row.outcome, row.output, row.reason) = (outcome, output, reason);
        row.ms = (now - row.started_at).num_milliseconds().max(0);
        transcript.add_call(row);
    }
    if outcome != Outcome::Done {
        // Where the call is done in a span of its own, that says so too.
        tracing::Span::current().record("error.kind", outcome.word());
    }
    let duration = (now - call.now).num_milliseconds();
    tracing::debug!(turn.id = %call.flow, agent.name = go.department, tool.name = go.tool,
        outcome = outcome.word(), cost.micros = go.cost.0, duration_ms = duration, "a tool was called");
    let context = &transcript.context;
    let line = AuditRow {
        flow: call.flow,
        organisation,
        id: RowId::new(call.now),
        act: "tool.called",
        subject: format!("tool/{}", go.tool),
        person: context.person,
        token: context.token,
        channel: Some(context.channel.clone()),
        digest: Some(go.digest),
        detail: transcript.noting(json!({
            "outcome": outcome.word(),
            "department": go.department,
            "key": go.call(call).key,
            "approval": go.agreed,
        })),
        at: call.now,
    };
    work.writes().audit.push(line);
    Ok(Came::of(outcome, go.cost))
}

/// The row of a call whose first part was written by an earlier unit: what is there stays, but for
/// what came of it.
fn later_row(work: &Work, call: &Call, go: &Go, stored: &StoredCall) -> ToolCallRow {
    ToolCallRow {
        organisation: work.organisation_id(),
        flow: call.flow,
        generation: 0,
        path: go.at.clone(),
        department: go.department.clone(),
        tool: go.tool.clone(),
        arguments: stored.arguments.clone(),
        plan: stored.plan.clone(),
        digest: Some(go.digest),
        outcome: stored.outcome,
        output: None,
        reason: None,
        cost: go.cost,
        started_at: call.now,
        ms: 0,
        run: None,
        again: true,
    }
}
