//! A turn as people and programs see it.

use domain::{
    agent::{DELEGATE, SUPERVISOR},
    approval::ApprovalStatus,
    flow::Path,
    ids::{OrganisationId, TurnId},
    message::Part,
    money::{Cost, Micros},
    turn::{Outcome, StepKind, StepView, TurnStatus, TurnView},
};
use serde_json::{Value, json};

use super::path;
use crate::{approvals, database::Store, error::Error};

impl Store {
    /// A turn as people and programs see it; nothing, if the company has none of this id.
    pub async fn turn_view(
        &self,
        organisation: OrganisationId,
        turn: TurnId,
    ) -> Result<Option<TurnView>, Error> {
        let currency = self.organisation(organisation).await?.currency;
        let mut tx = self.begin(organisation).await?;
        let row = sqlx::query!(
            r#"select c.name, t.status, t.spent, t.reserved, t.lane, m.parts as "parts?"
            from turns t
            join conversations c on c.organisation = t.organisation and c.id = t.conversation
            left join messages m on m.organisation = t.organisation and m.id = t.answer
            where t.organisation = $1 and t.id = $2"#,
            organisation.uuid(),
            turn.uuid()
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let steps = sqlx::query_as!(
            StepRow,
            r#"select 'model' as "kind!", path as "path!", department as "department!",
                provider || '/' || model as "name!", null::text as arguments,
                case when error is null then 'done' else 'failed' end as "outcome!",
                cost as "cost!", ms as "ms!"
            from model_calls where organisation = $1 and flow = $2
            union all
            select 'tool', path, department, tool, arguments, outcome, cost, ms
            from tool_calls where organisation = $1 and flow = $2
            union all
            select 'approval', split_part(key, '/', 3), department, tool, number::text,
                case status when 'pending' then 'waiting' when 'approved' then 'done'
                    when 'used' then 'done' else 'refused' end,
                0, coalesce(extract(epoch from decided_at - asked_at) * 1000, 0)::integer
            from approvals where organisation = $1 and turn = $2"#,
            organisation.uuid(),
            turn.uuid()
        )
        .fetch_all(&mut *tx)
        .await?;
        let approval = approvals::of_turn(&mut tx, organisation, turn).await?;
        tx.commit().await?;
        let status = TurnStatus::from_word(&row.status)
            .ok_or_else(|| Error::Unreadable(format!("turn {turn}: {}", row.status)))?;
        Ok(Some(TurnView {
            turn,
            conversation: row.name,
            status,
            answer: row.parts.map(text).transpose()?,
            steps: in_order(steps)?,
            cost: Cost {
                micros: Micros(row.spent + row.reserved),
                currency,
            },
            approval: approval
                .filter(|it| status == TurnStatus::Waiting && it.status == ApprovalStatus::Pending),
        }))
    }
}

struct StepRow {
    kind: String,
    path: String,
    department: String,
    name: String,
    arguments: Option<String>,
    outcome: String,
    cost: i64,
    ms: i32,
}

/// The steps in the order of the program; a request to a person follows the call that it is for.
fn in_order(rows: Vec<StepRow>) -> Result<Vec<StepView>, Error> {
    let mut steps = Vec::with_capacity(rows.len());
    for row in rows {
        let (kind, after) = match row.kind.as_str() {
            "model" => (StepKind::Model, 0),
            "approval" => (StepKind::Approval, 1),
            _ if row.name == DELEGATE => (StepKind::Delegate, 0),
            _ => (StepKind::Tool, 0),
        };
        let at: Path = path(&row.path)?;
        steps.push(((at, after), view(kind, row)?));
    }
    steps.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(steps.into_iter().map(|(_, step)| step).collect())
}

fn view(kind: StepKind, row: StepRow) -> Result<StepView, Error> {
    let outcome =
        Outcome::from_word(&row.outcome).ok_or_else(|| Error::Unreadable(row.outcome.clone()))?;
    let arguments = row
        .arguments
        .map(|it| serde_json::from_str(&it).unwrap_or(Value::String(it)));
    let (department, name, arguments) = match (kind, arguments) {
        (StepKind::Delegate, Some(arguments)) => {
            let chosen = arguments.get("department").and_then(Value::as_str);
            let name = chosen.unwrap_or_default().to_owned();
            let task = arguments.get("task").cloned();
            (SUPERVISOR.to_owned(), name, task)
        }
        (StepKind::Approval, number) => {
            let number = number.map(|it| json!({ "number": it }));
            (row.department, row.name, number)
        }
        (StepKind::Delegate | StepKind::Model | StepKind::Tool, arguments) => {
            (row.department, row.name, arguments)
        }
    };
    Ok(StepView {
        kind,
        department,
        name,
        arguments,
        outcome,
        cost: Micros(row.cost),
        ms: i64::from(row.ms),
    })
}

fn text(parts: Value) -> Result<String, Error> {
    let parts: Vec<Part> =
        serde_json::from_value(parts).map_err(|error| Error::Unreadable(error.to_string()))?;
    let words: Vec<&str> = parts.iter().map(Part::words).collect();
    Ok(words.join("\n"))
}
