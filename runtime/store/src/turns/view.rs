//! A turn as people and programs see it.

use domain::{
    agent::{DELEGATE, SUPERVISOR},
    approval::ApprovalView,
    flow::Path,
    ids::{OrganisationId, TurnId},
    message::Part,
    money::{Cost, Currency, Micros},
    turn::{Outcome, StepKind, StepView, TurnStatus, TurnView},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{database::Store, error::Error};

impl Store {
    /// A turn as people and programs see it; nothing, if the company has none of this id.
    pub async fn turn_view(
        &self,
        organisation: OrganisationId,
        turn: TurnId,
    ) -> Result<Option<TurnView>, Error> {
        let currency = self.organisation(organisation).await?.currency;
        let mut line = self.app_lines.get().await?;
        let row = sqlx::query_scalar!(
            r#"select turn_view($1, $2) as "view: Value""#,
            organisation.uuid(),
            turn.uuid()
        )
        .fetch_one(&mut *line)
        .await;
        let Some(row) = line.done_with(row)? else {
            return Ok(None);
        };
        let row: Row =
            serde_json::from_value(row).map_err(|error| Error::Unreadable(error.to_string()))?;
        Ok(Some(TurnView {
            turn,
            conversation: row.conversation,
            status: row.status,
            answer: row.parts.map(|parts| text(&parts)),
            steps: in_order(row.steps.unwrap_or_default(), currency),
            cost: Cost {
                micros: row.micros,
                currency,
            },
            approval: row.approval,
        }))
    }
}

#[derive(Deserialize)]
struct Row {
    conversation: String,
    status: TurnStatus,
    micros: Micros,
    parts: Option<Vec<Part>>,
    steps: Option<Vec<StepRow>>,
    approval: Option<ApprovalView>,
}

#[derive(Deserialize)]
struct StepRow {
    kind: StepKind,
    path: Path,
    department: String,
    name: String,
    arguments: Option<String>,
    outcome: Outcome,
    cost: Micros,
    ms: i64,
}

/// The steps in the order of the program; a request to a person follows the call that it is for.
fn in_order(rows: Vec<StepRow>, currency: Currency) -> Vec<StepView> {
    let mut steps: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let kind = match row.kind {
                StepKind::Tool if row.name == DELEGATE => StepKind::Delegate,
                kind => kind,
            };
            let after = kind == StepKind::Approval;
            ((row.path.clone(), after), view(kind, row, currency))
        })
        .collect();
    steps.sort_by(|left, right| left.0.cmp(&right.0));
    steps.into_iter().map(|(_, step)| step).collect()
}

fn view(kind: StepKind, row: StepRow, currency: Currency) -> StepView {
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
    StepView {
        kind,
        department,
        name,
        arguments,
        outcome: row.outcome,
        cost: Cost {
            micros: row.cost,
            currency,
        },
        ms: row.ms,
    }
}

fn text(parts: &[Part]) -> String {
    let words: Vec<&str> = parts.iter().map(Part::words).collect();
    words.join("\n")
}
