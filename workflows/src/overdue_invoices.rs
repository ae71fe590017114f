//! Looks which invoices are overdue and tells the owners, each in her conversation and her language; nothing, where
//! there are none. For schedules: each morning, for example.

use chrono::NaiveDate;
use domain::{
    flow::{Action, Ask, Flow, FlowError, Use, Workflow},
    ids::{DeliveryId, FlowId, MessageId},
    money::Money,
    tool::{Call, ToolError},
    words::{Reader, Say},
};
use serde::{Deserialize, Serialize};
use store::records::{Records, conversations::Notice, invoices::Invoice};

use crate::Speech;

/// The name of the workflow, and of its texts.
const NAME: &str = "overdue_invoices";

/// How many invoices are named, where nobody says how many.
const MOST: u8 = 10;

/// The workflow.
#[derive(Debug)]
pub struct OverdueInvoices;

/// What is wanted.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// How many invoices are named, those first that are late the longest; ten, if nobody says how many.
    pub most: Option<u8>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The owners were told.
    Told,
    /// Nothing is overdue.
    NothingOverdue,
}

impl Workflow for OverdueInvoices {
    const NAME: &'static str = NAME;
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = "finance";
    type Input = Option<Wanted>;
    type Output = Ended;
    const TOOLS: &'static [Use] = &[Use::of::<ListInvoices>()];

    async fn run(&self, flow: &Flow<'_>, wanted: Option<Wanted>) -> Result<Ended, FlowError> {
        let overdue = flow.tool(&ListInvoices::OVERDUE).await??;
        if overdue.count == 0 {
            return Ok(Ended::NothingOverdue);
        }
        let mut rows = overdue.rows;
        rows.sort_by_key(|it| (it.due, it.number));
        let most = wanted.unwrap_or_default().most.unwrap_or(MOST);
        rows.truncate(usize::from(most));
        let tell = Tell {
            count: overdue.count,
            open: overdue.open,
            numbers: rows.into_iter().map(|it| it.number).collect(),
        };
        flow.call::<Telling, Records>(&tell).await?;
        Ok(Ended::Told)
    }
}

/// Which invoices are asked for.
#[derive(Debug, Serialize)]
struct ListInvoices {
    status: &'static str,
}

impl ListInvoices {
    const OVERDUE: Self = Self { status: "overdue" };
}

impl Ask for ListInvoices {
    const TOOL: &'static str = "list_invoices";
    type Answer = Overdue;
}

/// What is read of the answer: numbers and amounts. Customers' names stay where they are.
#[derive(Debug, Deserialize, Serialize)]
struct Overdue {
    count: i64,
    open: Money,
    rows: Vec<Row>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Row {
    number: i64,
    due: NaiveDate,
}

/// Tells the owners.
#[derive(Debug)]
pub struct Telling(pub(crate) Speech);

/// What they are told.
#[derive(Debug, Deserialize, Serialize)]
pub struct Tell {
    count: i64,
    open: Money,
    numbers: Vec<i64>,
}

impl Action<Records> for Telling {
    const NAME: &'static str = "overdue_invoices.tell";
    type Input = Tell;
    type Output = ();

    async fn run(&self, db: &mut Records, call: &Call, tell: Tell) -> Result<(), ToolError> {
        let mut invoices = Vec::new();
        for number in &tell.numbers {
            invoices.extend(db.invoices().numbered(*number).await?);
        }
        let zone = db.organisation().zone;
        for owner in db.conversations().of_owners().await? {
            let reader = Reader {
                language: owner.language,
                zone,
            };
            let id = |what| {
                let what = format!("{what} {}", owner.person);
                call.key.derive(FlowId::new(call.now), &what)
            };
            let notice = Notice {
                id: MessageId::from_uuid(id("message")),
                delivery: DeliveryId::from_uuid(id("delivery")),
                conversation: owner.conversation,
                text: self.text(reader, &tell, &invoices),
                pushes: &self.0.pushes,
            };
            db.conversations().say(&notice).await?;
        }
        Ok(())
    }
}

impl Telling {
    fn text(&self, reader: Reader, tell: &Tell, invoices: &[Invoice]) -> String {
        let words = &self.0.words;
        let all = Say::of(NAME, "all")
            .with("count", tell.count)
            .with("open", tell.open);
        let mut lines = vec![words.say(reader, &all)];
        lines.extend(invoices.iter().map(|it| {
            let say = Say::of(NAME, "one")
                .with("number", it.number)
                .with("customer", &it.customer)
                .with("open", it.open())
                .with("due", it.due);
            words.say(reader, &say)
        }));
        let named = i64::try_from(invoices.len()).unwrap_or(i64::MAX);
        if named < tell.count {
            let say = Say::of(NAME, "more").with("count", tell.count - named);
            lines.push(words.say(reader, &say));
        }
        lines.join("\n")
    }
}
