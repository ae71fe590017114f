//! What came in by month, less what was given back: as a table with bars, and as a picture.

mod period;

use std::time::Duration;

use chrono::{Datelike as _, NaiveDate};
use domain::{
    budget::OwnerLimits,
    message::Attached,
    money::Money,
    tool::{Approval, Call, Effect, Local, Needs, Spec, Tool, ToolError},
    words::{Reader, Say},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::{Records, revenue::Month};

use self::period::Period;
use crate::{
    chart::{self, Chart},
    files, words,
};

pub(crate) struct RevenueReport;

const TOOL: &str = "revenue_report";

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Args {
    /// Which months: one of the words, a year as YYYY, or a month as YYYY-MM; the last twelve months, if
    /// left out.
    period: Option<Period>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Plan {
    /// The first day.
    from: NaiveDate,
    /// The last day: no later than today.
    until: NaiveDate,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Report {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    until: NaiveDate,
    /// What was paid in all.
    received: Money,
    /// What was given back in all.
    refunded: Money,
    /// The former less the latter.
    revenue: Money,
    /// Each month, or none if no money moved.
    rows: Vec<Row>,
    /// The picture, which goes with the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Attached>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Note>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
struct Row {
    /// As YYYY-MM.
    month: String,
    received: Money,
    refunded: Money,
    revenue: Money,
    /// The month's revenue beside the largest.
    bar: String,
}

/// What the answer adds.
#[derive(Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
enum Note {
    /// Some of it is sample data.
    Sample,
}

impl Tool<Records> for RevenueReport {
    const SPEC: Spec = Spec {
        name: TOOL,
        timeout: Duration::from_secs(30),
        gives_away: false,
    };

    type Args = Args;
    type Plan = Plan;
    type Output = Report;

    async fn plan(&self, db: &mut Records, args: Args) -> Result<Plan, ToolError> {
        let today = db.today();
        let period = args.period.unwrap_or_default();
        let (from, until) = period.days(today)?;
        Ok(Plan {
            from,
            until: until.min(today),
        })
    }

    /// It writes the picture.
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

impl Local<Records> for RevenueReport {
    async fn apply(&self, db: &mut Records, call: &Call, plan: &Plan) -> Result<Report, ToolError> {
        let first = period::month_of(plan.from);
        let after = period::month_after(plan.until);
        let moved = db.revenue().by_month(first, after).await?;
        let currency = db.organisation().currency;
        let money = |minor| Money { minor, currency };
        let rows = match moved.as_slice() {
            [] => Vec::new(),
            moved => rows(plan, moved, money),
        };
        let sum = |amount: fn(&Row) -> Money| money(rows.iter().map(|it| amount(it).minor).sum());
        let mut report = Report {
            from: plan.from,
            until: plan.until,
            received: sum(|it| it.received),
            refunded: sum(|it| it.refunded),
            revenue: sum(|it| it.revenue),
            note: moved.iter().any(|it| it.sample).then_some(Note::Sample),
            file: None,
            rows,
        };
        if !report.rows.is_empty() {
            let picture = report.picture(db)?;
            let name = format!("{}-{}", first.format("%Y-%m"), plan.until.format("%Y-%m"));
            let file = files::named(db, call, (TOOL, &name), "image/png")?;
            db.files().keep(call.flow, &file, &picture).await?;
            report.file = Some(file);
        }
        Ok(report)
    }
}

/// Every month of the plan, those without a movement included.
fn rows(plan: &Plan, moved: &[Month], money: impl Fn(i64) -> Money) -> Vec<Row> {
    let revenue = |it: &Month| it.received - it.refunded;
    let largest = moved.iter().map(|it| revenue(it).unsigned_abs()).max();
    let months = period::months(plan.from, plan.until);
    let row = |first: NaiveDate| {
        let month = moved.iter().find(|it| it.first == first);
        let (received, refunded) = month.map_or((0, 0), |it| (it.received, it.refunded));
        let revenue = money(received - refunded);
        Row {
            month: first.format("%Y-%m").to_string(),
            received: money(received),
            refunded: money(refunded),
            revenue,
            bar: chart::line(revenue, largest.unwrap_or_default()),
        }
    };
    months.map(row).collect()
}

impl Report {
    /// In the language of the company's documents.
    fn picture(&self, db: &Records) -> Result<Vec<u8>, ToolError> {
        let organisation = db.organisation();
        let reader = Reader {
            language: organisation.language,
            zone: organisation.zone,
        };
        let words = words(&[TOOL])?;
        let say = |attribute| {
            let say = Say::of(TOOL, attribute)
                .with("currency", organisation.currency.code())
                .with("from", self.from)
                .with("until", self.until)
                .with("zone", organisation.zone.name());
            words.say(reader, &say)
        };
        let name = |row: &Row| {
            let first = format!("{}-01", row.month).parse::<NaiveDate>();
            first.map_or_else(
                |_| row.month.clone(),
                |it| format!("{:02}/{:02}", it.month(), it.year() % 100),
            )
        };
        let bars: Vec<(String, i64)> = self
            .rows
            .iter()
            .map(|row| (name(row), row.revenue.minor))
            .collect();
        let chart = Chart {
            title: &say("picture"),
            subtitle: &say("what_counts"),
            language: reader.language,
            currency: organisation.currency,
            bars: &bars,
        };
        chart.png().map_err(ToolError::internal)
    }
}

#[cfg(test)]
mod tests;
