//! Makes a file for spreadsheets of what was listed last in the conversation: every row of that list as it
//! stands now, not only those that were shown.

use std::time::Duration;

use domain::{
    budget::OwnerLimits,
    ids::TurnId,
    language::Language,
    message::Attached,
    tool::{Approval, Call, Effect, Local, Needs, Spec, Tool, ToolError},
    words::{Say, Words},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::records::{Records, conversations::Listed, files::LARGEST};

use crate::{
    files::{self, Csv},
    finance::list_invoices,
    sales::find_leads,
    words,
};

pub(crate) struct ExportTable;

const TOOL: &str = "export_table";

/// How many rows a file has at most.
const MOST: i64 = 10_000;

/// The columns that hold words of a tool's own.
const WORDED: [&str; 2] = ["stage", "status"];

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Args {}

/// What is exported is looked up when it is done: a list of the same breath counts.
#[derive(Deserialize, Serialize)]
pub(crate) struct Plan {}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Exported {
    /// What was listed.
    of: Table,
    /// How many rows the file has.
    count: usize,
    /// How many there are that it does not have.
    more: i64,
    /// The titles of its columns, in order.
    columns: String,
    /// What it is called.
    name: String,
    /// The file, which goes with the answer.
    file: Attached,
}

/// What can be exported.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Table {
    Leads,
    Invoices,
}

impl Table {
    const ALL: [Self; 2] = [Self::Leads, Self::Invoices];

    /// The tool that lists it.
    const fn tool(self) -> &'static str {
        match self {
            Self::Leads => "find_leads",
            Self::Invoices => "list_invoices",
        }
    }

    /// The attribute of its file's name.
    const fn file(self) -> &'static str {
        match self {
            Self::Leads => "file_leads",
            Self::Invoices => "file_invoices",
        }
    }

    /// All of its rows that were listed, and how many there are.
    async fn rows(self, db: &mut Records, listed: Listed) -> Result<(Vec<Value>, i64), ToolError> {
        let output = match self {
            Self::Leads => {
                let plan = read(listed)?;
                serde_json::to_value(find_leads::list(db, &plan, MOST).await?)
            }
            Self::Invoices => {
                let plan = read(listed)?;
                serde_json::to_value(list_invoices::list(db, &plan, MOST).await?)
            }
        };
        let mut output = output.map_err(ToolError::internal)?;
        let count = output.get("count").and_then(Value::as_i64);
        let rows = output.get_mut("rows").map(Value::take);
        let rows = serde_json::from_value(rows.unwrap_or_default());
        Ok((
            rows.map_err(ToolError::internal)?,
            count.unwrap_or_default(),
        ))
    }
}

impl Tool<Records> for ExportTable {
    const SPEC: Spec = Spec {
        name: TOOL,
        timeout: Duration::from_secs(30),
        gives_away: false,
    };

    type Args = Args;
    type Plan = Plan;
    type Output = Exported;

    async fn plan(&self, _: &mut Records, _: Args) -> Result<Plan, ToolError> {
        Ok(Plan {})
    }

    /// It writes the file.
    fn effect(&self) -> Effect {
        Effect::Local
    }

    fn needs(&self, _: &OwnerLimits, _: &Plan) -> Needs {
        Needs {
            approval: Approval::None,
            authority: None,
        }
    }
}

impl Local<Records> for ExportTable {
    async fn apply(&self, db: &mut Records, call: &Call, _: &Plan) -> Result<Exported, ToolError> {
        let turn = TurnId::from_uuid(call.flow.uuid());
        let tools = Table::ALL.map(Table::tool);
        let listed = db.conversations().listed(turn, &tools).await?;
        let listed = listed.and_then(|it| {
            let table = Table::ALL.into_iter().find(|of| of.tool() == it.tool);
            Some((table?, it))
        });
        let Some((of, listed)) = listed else {
            return Err(ToolError::Refused(Say::of(TOOL, "nothing_listed")));
        };
        let (rows, all) = of.rows(db, listed).await?;
        if rows.is_empty() {
            return Err(ToolError::Refused(Say::of(TOOL, "no_rows")));
        }
        let language = db.organisation().language;
        let sheet = Sheet {
            of,
            language,
            words: words(&[of.tool()])?,
        };
        let (csv, count, columns) = sheet.fill(&rows);
        let about = db.today().format("%Y-%m-%d").to_string();
        let file = files::named_for(language, call, (TOOL, of.file(), &about), "text/csv")?;
        db.files().keep(call.flow, &file, csv.bytes()).await?;
        Ok(Exported {
            of,
            count,
            more: all - i64::try_from(count).unwrap_or(all),
            columns,
            name: file.name.clone(),
            file,
        })
    }
}

/// A table as a file shows it, in the language of the company's documents.
struct Sheet {
    of: Table,
    language: Language,
    words: Words,
}

impl Sheet {
    /// The file, how many rows fit, and its titles.
    fn fill(&self, rows: &[Value]) -> (Csv, usize, String) {
        let columns = self.words.raw(self.language, self.of.tool(), "columns");
        let columns = columns.unwrap_or_default();
        let columns: Vec<(&str, String)> = columns
            .split('|')
            .filter_map(|it| it.split_once(':'))
            .map(|(field, title)| (field.trim(), titled(title.trim(), field.trim(), rows)))
            .collect();
        let titles: Vec<String> = columns.iter().map(|it| it.1.clone()).collect();
        let mut csv = Csv::new(&titles);
        let fitting = rows.iter().take_while(|row| {
            let cells: Vec<Value> = columns.iter().map(|it| self.cell(it.0, row)).collect();
            csv.add(&cells.iter().collect::<Vec<_>>(), LARGEST)
        });
        let count = fitting.count();
        (csv, count, titles.join(", "))
    }

    /// A value; of a column of words, the word for it.
    fn cell(&self, field: &str, row: &Value) -> Value {
        let value = row.get(field).cloned().unwrap_or_default();
        match value.as_str().filter(|_| WORDED.contains(&field)) {
            None => value,
            Some(word) => {
                let named = format!("value_{word}");
                let named = self.words.raw(self.language, self.of.tool(), &named);
                named.map_or(value, Value::String)
            }
        }
    }
}

/// A column's title; of amounts, with their currency.
fn titled(title: &str, field: &str, rows: &[Value]) -> String {
    let currency = rows
        .first()
        .and_then(|it| it.get(field)?.get("currency")?.as_str());
    match currency {
        None => title.to_owned(),
        Some(currency) => format!("{title} ({currency})"),
    }
}

fn read<T: serde::de::DeserializeOwned>(listed: Listed) -> Result<T, ToolError> {
    serde_json::from_value(listed.plan).map_err(ToolError::internal)
}

#[cfg(test)]
mod tests;
