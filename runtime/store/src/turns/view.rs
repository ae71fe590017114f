//! A turn as people and programs see it.

use domain::{
    agent::{DELEGATE, SUPERVISOR},
    approval::ApprovalView,
    flow::Path,
    ids::{OrganisationId, TurnId},
    message::{Attached, Part},
    money::{Cost, Currency, Micros},
    turn::{Outcome, StepKind, StepView, TurnStatus, TurnView},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    database::Store,
    error::Error,
    writes::{ModelCallRow, ToolCallRow},
};

impl Store {
    /// A turn as people and programs see it; nothing, if the company has none of this id.
    pub async fn turn_view(
        &self,
        organisation: OrganisationId,
        turn: TurnId,
    ) -> Result<Option<TurnView>, Error> {
        let told = self.turn_story(organisation, turn).await?;
        Ok(told.map(|it| it.view))
    }

    /// A turn, and where in its program each of its steps is.
    pub async fn turn_story(
        &self,
        organisation: OrganisationId,
        turn: TurnId,
    ) -> Result<Option<Story>, Error> {
        let currency = self.organisation(organisation).await?.currency;
        let mut line = self.app_lines.get("turn_view").await?;
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
        let steps = in_order(row.steps.unwrap_or_default(), currency);
        let (paths, steps) = steps.into_iter().unzip();
        let view = TurnView {
            turn,
            conversation: row.conversation,
            status: row.status,
            answer: row.parts.as_deref().map(text),
            files: row.parts.as_deref().map(files).unwrap_or_default(),
            steps,
            cost: Cost {
                micros: row.micros,
                currency,
            },
            approval: row.approval,
        };
        Ok(Some(Story { view, paths }))
    }
}

/// A turn, and where in its program each of its steps is.
#[derive(Clone, Debug)]
pub struct Story {
    /// The turn.
    pub view: TurnView,
    /// The places of its steps, in their order.
    pub paths: Vec<Path>,
}

#[derive(Deserialize)]
struct Row {
    conversation: String,
    status: TurnStatus,
    micros: Micros,
    parts: Option<Vec<Part>>,
    steps: Option<Vec<Shown>>,
    approval: Option<ApprovalView>,
}

/// What people see of a row that a turn wrote.
#[derive(Clone, Debug, Deserialize)]
pub struct Shown {
    kind: StepKind,
    path: Path,
    department: String,
    name: String,
    arguments: Option<String>,
    outcome: Outcome,
    cost: Micros,
    ms: i64,
}

impl Shown {
    /// Which step wrote it.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl From<&ModelCallRow> for Shown {
    fn from(row: &ModelCallRow) -> Self {
        Self {
            kind: StepKind::Model,
            path: row.path.clone(),
            department: row.department.clone(),
            name: format!("{}/{}", row.provider, row.model),
            arguments: None,
            outcome: match row.error {
                None => Outcome::Done,
                Some(_) => Outcome::Failed,
            },
            cost: row.cost,
            ms: row.ms,
        }
    }
}

impl From<&ToolCallRow> for Shown {
    fn from(row: &ToolCallRow) -> Self {
        Self {
            kind: StepKind::Tool,
            path: row.path.clone(),
            department: row.department.clone(),
            name: row.tool.clone(),
            arguments: Some(row.arguments.clone()),
            outcome: row.outcome,
            cost: row.cost,
            ms: row.ms,
        }
    }
}

/// A turn that has just closed, from the rows that it wrote: what [`Store::turn_view`] would read.
/// Nothing, if what it cost is more than its model calls: the turn's row knows then.
pub fn view_of_closed(
    turn: TurnId,
    (conversation, status, parts): (String, TurnStatus, Option<&[Part]>),
    rows: Vec<Shown>,
    currency: Currency,
) -> Option<TurnView> {
    let mut micros = Micros(0);
    for row in &rows {
        match row.kind {
            StepKind::Model => micros = micros + row.cost,
            StepKind::Tool | StepKind::Delegate | StepKind::Approval if row.cost == Micros(0) => {}
            StepKind::Tool | StepKind::Delegate | StepKind::Approval => return None,
        }
    }
    let steps = in_order(rows, currency).into_iter();
    Some(TurnView {
        turn,
        conversation,
        status,
        answer: parts.map(text),
        files: parts.map(files).unwrap_or_default(),
        steps: steps.map(|(_, step)| step).collect(),
        cost: Cost { micros, currency },
        approval: None,
    })
}

/// The steps in the order of the program; a request to a person follows the call that it is for.
fn in_order(rows: Vec<Shown>, currency: Currency) -> Vec<(Path, StepView)> {
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
    let steps = steps.into_iter();
    steps.map(|((path, _), step)| (path, step)).collect()
}

fn view(kind: StepKind, row: Shown, currency: Currency) -> StepView {
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

/// What a message says. Its files have a place of their own.
pub(crate) fn text(parts: &[Part]) -> String {
    let said = parts.iter().filter(|it| !matches!(it, Part::File { .. }));
    let words: Vec<&str> = said.map(Part::words).collect();
    words.join("\n")
}

fn files(parts: &[Part]) -> Vec<Attached> {
    let files = parts.iter().filter_map(|it| match it {
        Part::File {
            name,
            media_type,
            attachment,
        } => Some(Attached {
            attachment: *attachment,
            name: name.clone(),
            media_type: media_type.clone(),
        }),
        Part::Text { .. }
        | Part::Picture { .. }
        | Part::Audio { .. }
        | Part::Location { .. }
        | Part::Choice { .. } => None,
    });
    files.collect()
}
