//! Workflows that call tools, and what tests ask of them.

use std::sync::Arc;

use chrono::Utc;
use domain::{
    flow::{Ask, Flow, FlowError, NotDone, Use, Why, Workflow},
    ids::FlowId,
    money::{Currency, Money},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use testkit::{Setup, TestApp, Workflows};

/// A setup with a clerk, and a program that may lend tools.
pub(crate) fn with_clerks(mut setup: Setup) -> Setup {
    setup.toolbox = setup.toolbox.expecting(["crm".to_owned()]);
    let workflows: Workflows = Arc::new(|registry| registry.workflow(Clerk));
    setup.workflows = workflows;
    setup
}

/// A setup with a courier, whose tool is there.
pub(crate) fn with_couriers(mut setup: Setup) -> Setup {
    let workflows: Workflows = Arc::new(|registry| registry.workflow(Courier));
    setup.workflows = workflows;
    setup
}

/// What the clerk is to do.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Job {
    /// Gives back so many cents of the first invoice.
    Refund(i64),
    /// The same several times at once.
    Together(Vec<i64>),
    /// Calls a tool with arguments that it does not have.
    Wrong,
    /// Lists the payments, and reads of each a number of which there is none.
    Unfit,
    /// Calls a tool that the workflow does not list.
    Unlisted,
    /// Lists the leads, which is another department's.
    Leads,
    /// Reads what strangers wrote.
    Strangers,
    /// Asks to be reminded of Ana.
    Remind,
    /// Has another run do jobs.
    Apart(Vec<Job>),
}

/// A workflow of Finance.
pub(crate) struct Clerk;

impl Workflow for Clerk {
    const NAME: &'static str = "clerk";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = "finance";
    type Input = Vec<Job>;
    type Output = Vec<String>;
    const TOOLS: &'static [Use] = &[
        Use::of::<Refund>(),
        Use::of::<Invoices>(),
        Use::of::<Leads>(),
        Use::of::<Strangers>(),
        Use::of::<Remind>(),
    ];

    async fn run(&self, flow: &Flow<'_>, jobs: Vec<Job>) -> Result<Vec<String>, FlowError> {
        let mut came = Vec::new();
        for job in jobs {
            match job {
                Job::Refund(minor) => came.push(refund(flow, minor).await?),
                Job::Together(all) => {
                    let one = |minor| async move |flow: Flow<'_>| refund(&flow, minor).await;
                    for said in flow.join(all.into_iter().map(one).collect()).await {
                        came.push(said?);
                    }
                }
                Job::Wrong => came.push(said(flow.tool(&Wrong { euros: 3 }).await?)),
                Job::Unfit => came.push(match flow.tool(&Invoices {}).await? {
                    Ok(Numbers { rows }) => format!("read {}", rows.len()),
                    Err(not_done) => not_done.why.to_string(),
                }),
                Job::Unlisted => came.push(said(flow.tool(&Unlisted {}).await?)),
                Job::Leads => came.push(said(flow.tool(&Leads {}).await?)),
                Job::Strangers => came.push(said(flow.tool(&Strangers {}).await?)),
                Job::Apart(jobs) => came.extend(flow.child::<Self>(&jobs).await?),
                Job::Remind => {
                    let day = (flow.now() + chrono::Days::new(2)).date_naive();
                    let remind = Remind {
                        lead: "Ana",
                        when: day.to_string(),
                    };
                    came.push(said(flow.tool(&remind).await?));
                }
            }
        }
        Ok(came)
    }
}

async fn refund(flow: &Flow<'_>, minor: i64) -> Result<String, FlowError> {
    let ask = Refund {
        invoice: "1",
        amount: Money {
            minor,
            currency: Currency::Brl,
        },
    };
    let came = flow.tool(&ask).await?;
    Ok(match came {
        Ok(Refunded { amount }) => format!("gave back {}", amount.minor),
        Err(not_done) => not_done.why.to_string(),
    })
}

fn said(came: Result<Value, NotDone>) -> String {
    match came {
        Ok(answer) => answer.to_string(),
        Err(not_done) => not_done.why.to_string(),
    }
}

#[derive(Serialize)]
struct Refund {
    invoice: &'static str,
    amount: Money,
}

/// What is kept of a refund: no name.
#[derive(Deserialize, Serialize)]
struct Refunded {
    amount: Money,
}

impl Ask for Refund {
    const TOOL: &'static str = "refund_invoice";
    type Answer = Refunded;
}

#[derive(Serialize)]
struct Invoices {}

/// What is read of invoices: of each a number as if it were text.
#[derive(Deserialize, Serialize)]
struct Numbers {
    rows: Vec<Numbered>,
}

#[derive(Deserialize, Serialize)]
struct Numbered {
    number: String,
}

impl Ask for Invoices {
    const TOOL: &'static str = "list_invoices";
    type Answer = Numbers;
}

#[derive(Serialize)]
struct Wrong {
    euros: u32,
}

impl Ask for Wrong {
    const TOOL: &'static str = "list_invoices";
    type Answer = Value;
}

#[derive(Serialize)]
struct Unlisted {}

impl Ask for Unlisted {
    const TOOL: &'static str = "revenue_report";
    type Answer = Value;
}

#[derive(Serialize)]
struct Leads {}

impl Ask for Leads {
    const TOOL: &'static str = "find_leads";
    type Answer = Value;
}

#[derive(Serialize)]
struct Strangers {}

impl Ask for Strangers {
    const TOOL: &'static str = "crm_read";
    type Answer = Value;
}

#[derive(Serialize)]
struct Remind {
    lead: &'static str,
    when: String,
}

impl Ask for Remind {
    const TOOL: &'static str = "schedule_follow_up";
    type Answer = Value;
}

/// A workflow of Sales that sends a parcel to each of these.
pub(crate) struct Courier;

impl Workflow for Courier {
    const NAME: &'static str = "courier";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = "sales";
    type Input = Vec<String>;
    type Output = Vec<Result<Sent, Why>>;
    const TOOLS: &'static [Use] = &[Use::of::<SendParcel>()];

    async fn run(&self, flow: &Flow<'_>, to: Vec<String>) -> Result<Self::Output, FlowError> {
        let mut came = Vec::new();
        for to in to {
            let sent = flow.tool(&SendParcel { to }).await?;
            came.push(sent.map_err(|it| it.why));
        }
        Ok(came)
    }
}

#[derive(Serialize)]
struct SendParcel {
    to: String,
}

/// What is kept of a parcel.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Sent {
    pub(crate) to: String,
}

impl Ask for SendParcel {
    const TOOL: &'static str = "send_parcel";
    type Answer = Sent;
}

/// Starts a run of a workflow.
pub(crate) async fn start(app: &TestApp, workflow: &'static str, input: Value) -> FlowId {
    let id = FlowId::new(Utc::now());
    start_as(app, id, workflow, input).await;
    id
}

/// Starts it under an id. False if it was started before.
pub(crate) async fn start_as(
    app: &TestApp,
    id: FlowId,
    workflow: &'static str,
    input: Value,
) -> bool {
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    let start = async move {
        store
            .start_run(organisation, id, (workflow, 1), &input)
            .await
    };
    let new = app.run(start).await.unwrap();
    app.wake(id.into());
    new
}

/// Has the clerk do jobs.
pub(crate) async fn clerk(app: &TestApp, jobs: &[Job]) -> FlowId {
    start(app, "clerk", json!(jobs)).await
}

/// What a run ended with, once it did.
pub(crate) async fn came(app: &TestApp, run: FlowId) -> Value {
    app.until(&ended(run, "done"), 1).await;
    let output = format!("select output::text from runs where id = '{run}'");
    serde_json::from_str(&app.text(&output).await).unwrap()
}

/// Counts one, once a run is in a state.
pub(crate) fn ended(run: FlowId, state: &str) -> String {
    format!("select count(*) from runs where id = '{run}' and state = '{state}'")
}
