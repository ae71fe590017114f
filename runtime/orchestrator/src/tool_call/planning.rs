//! The first step of a call: what exactly would happen, and whether it may.

use std::{sync::Arc, time::Duration};

use chrono::Utc;
use domain::{
    approval::{EXPIRY_HOURS, Question},
    digest::Digest,
    flow::{Action, Path},
    ids::{ApprovalId, IdempotencyKey},
    money::Micros,
    person::Role,
    tool::{Call, Kind, ToolError},
    turn::{Outcome, TurnStatus},
    words::Say,
};
use serde_json::Value;
use store::{Ask, ToolCallRow, Work};

use super::{Asked, Came, Go, Planned, Request};
use crate::{
    direct::DirectCall,
    gate::{self, Gate, Judged, Plan},
    house::House,
    progress::Progress,
    transcript::{self, Transcript},
};

/// Plans and judges a call.
pub(crate) struct Planning(pub(crate) Arc<House>);

impl Action<Work> for Planning {
    const NAME: &'static str = "tool.plan";
    type Input = Asked;
    type Output = Planned;

    async fn run(&self, work: &mut Work, call: &Call, asked: Asked) -> Result<Planned, ToolError> {
        let house = &self.0;
        let transcript = house.transcripts.of(work, call.flow).await?;
        let row = begin(work, call, (&asked, &transcript))?;
        let news = Progress::Calling {
            department: row.department.clone(),
            tool: row.tool.clone(),
        };
        house.feed.tell(call.flow.into(), &news);
        let digest = transcript.context.configuration;
        let furnished = house.furnished(work, digest).await?;
        let limits = house.limits(work).await?;
        let gate = Gate {
            house,
            furnished: &furnished,
            transcript: &transcript,
            limits: &limits.stricter(&furnished.snapshot.limits),
            department: &row.department,
            tool: &row.tool,
        };
        let judged = gate.judge(work, &row.arguments).await;
        let left = asked.left();
        let planned = match judged {
            Ok(Judged::Allowed(plan) | Judged::Asks(plan, ..)) if plan.cost > left => {
                let say = Say::of("turn", "turn_budget");
                Ok(over(work, &transcript, row, (Outcome::Refused, say)))
            }
            Ok(Judged::Allowed(plan)) => {
                let go = go(&row, &plan);
                write(work, &transcript, row, Some(plan));
                Ok(Planned::Go(go))
            }
            Ok(Judged::Asks(plan, role, why)) => {
                return self
                    .ask(work, call, (&transcript, row), (plan, role, why))
                    .await;
            }
            Ok(Judged::Refused(say)) => Ok(over(work, &transcript, row, (Outcome::Refused, say))),
            Err(ToolError::Arguments(say) | ToolError::Refused(say)) => {
                Ok(over(work, &transcript, row, (Outcome::Failed, say)))
            }
            Err(error) => Err(error),
        };
        work.only_read();
        planned
    }
}

impl Planning {
    /// Writes the request to a person and parks the turn: its lane is free, nothing is reserved.
    async fn ask(
        &self,
        work: &mut Work,
        call: &Call,
        (transcript, mut row): (&Transcript, ToolCallRow),
        (plan, role, why): (Plan, Role, (String, String)),
    ) -> Result<Planned, ToolError> {
        let key = IdempotencyKey::new(call.flow, 0, &row.path);
        let id = ApprovalId::from_uuid(key.derive(call.flow, "approval"));
        let expiry = Duration::from_secs(u64::from(EXPIRY_HOURS) * 60 * 60);
        let go = go(&row, &plan);
        let ask = Ask {
            id,
            flow: call.flow,
            key: key.to_string(),
            department: row.department.clone(),
            tool: row.tool.clone(),
            plan: plan.plan.clone(),
            digest: plan.digest,
            why,
            authority: plan.authority,
            role,
            question: Question::Permission,
            expiry: Some(expiry),
        };
        work.ask(&ask).await?;
        row.outcome = Outcome::Waiting;
        write(work, transcript, row, Some(plan));
        let turn = work.turn(call.flow);
        (turn.status, turn.lane) = (Some(TurnStatus::Waiting), Some("parked"));
        let (house, flow, run) = (Arc::clone(&self.0), call.flow, call.run);
        work.then(move || {
            // When it goes on, a week later, the conversation and the asker's role are read anew.
            house.transcripts.forget(run);
            let status = TurnStatus::Waiting;
            house
                .feed
                .tell(flow.into(), &Progress::Settled { status, view: None });
        });
        Ok(Planned::Ask(Request { id, expiry, go }))
    }
}

/// The plan of a call, as it was made: from memory, or from its row.
pub(super) async fn plan_of(house: &House, step: &Call, at: &Path) -> Result<Value, ToolError> {
    let known = house.transcripts.known(step.run);
    let stored = match known.and_then(|it| it.call(at)) {
        Some(stored) => Some(stored),
        None => {
            let exchanges = house.store.exchanges(step.organisation, step.flow).await?;
            let mut calls = exchanges.calls.into_iter();
            calls.find(|(path, _)| path == at).map(|(_, it)| it)
        }
    };
    let no_plan = || ToolError::internal(format!("the call at {at} has no plan"));
    stored.and_then(|it| it.plan).ok_or_else(no_plan)
}

fn begin(
    work: &Work,
    call: &Call,
    (asked, transcript): (&Asked, &Transcript),
) -> Result<ToolCallRow, ToolError> {
    let (department, tool, arguments) = match asked {
        Asked::ByModel {
            department, call, ..
        } => {
            let wanted = call.of(transcript)?;
            (department, wanted.name, wanted.arguments)
        }
        Asked::Directly { department, .. } => {
            let wanted = DirectCall::of(transcript)?;
            (department, wanted.tool, wanted.arguments)
        }
    };
    Ok(ToolCallRow {
        organisation: work.organisation_id(),
        flow: call.flow,
        generation: 0,
        path: call.path.parent(),
        department: department.clone(),
        tool,
        arguments,
        plan: None,
        digest: None,
        outcome: Outcome::Waiting,
        output: None,
        reason: None,
        cost: Micros(0),
        started_at: call.now,
        ms: 0,
        run: None,
        again: false,
    })
}

fn go(row: &ToolCallRow, plan: &Plan) -> Go {
    Go {
        at: row.path.clone(),
        department: row.department.clone(),
        tool: row.tool.clone(),
        digest: plan.digest,
        agreed: None,
        nth: 0,
        outside: plan.kind == Kind::Outside,
        gives: plan.authority.is_some_and(|it| it.minor > 0),
        cost: plan.cost,
    }
}

fn over(
    work: &mut Work,
    transcript: &Transcript,
    mut row: ToolCallRow,
    (outcome, say): (Outcome, Say),
) -> Planned {
    (row.outcome, row.reason) = (outcome, Some(say));
    row.digest = Some(Digest::of(row.arguments.as_bytes()));
    if row.arguments.len() > gate::LONGEST {
        // Enough for whoever looks at it.
        row.arguments = transcript::cut(&row.arguments, 1_000);
    }
    write(work, transcript, row, None);
    Planned::Over(Came::of(outcome, Micros(0)))
}

fn write(work: &mut Work, transcript: &Transcript, mut row: ToolCallRow, plan: Option<Plan>) {
    if let Some(plan) = plan {
        (row.plan, row.digest, row.cost) = (Some(plan.plan), Some(plan.digest), plan.cost);
    }
    row.ms = (Utc::now() - row.started_at).num_milliseconds();
    transcript.add_call(&row);
    work.writes().tool_calls.push(row);
}
